/** The raw parse tree: immutable records named and filled as PostgreSQL's raw nodes. See the README of this room. */
@org.jspecify.annotations.NullMarked
package org.hathi.parser.tree;
