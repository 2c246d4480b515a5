/** SQL text to raw parse tree. See the README of this room. */
@org.jspecify.annotations.NullMarked
package org.hathi.parser;
