/** SQLSTATE table, errors, settings registry, clock, seeded random, checks. See the README of this room. */
package org.hathi.base;
