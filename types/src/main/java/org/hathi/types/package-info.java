/**
 * Datum forms, vectors, text and binary codecs, operators, functions, collations; pure functions. See the README of
 * this room.
 */
package org.hathi.types;
