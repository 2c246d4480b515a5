/** SQL text to raw parse tree. See the README of this room. */
package org.hathi.parser;
