/**
 * Regular expressions as PostgreSQL understands them (manual chapter 9.7.3): AREs, EREs, BREs, leftmost match of
 * preferred
 * length, sub-matches by the same preferences from left to right.
 *
 * <p>A pattern is parsed to {@link org.hathi.types.regex.Rx}, arranged as a tree of {@link
 * org.hathi.types.regex.Node}s by
 * what has to be told apart in a match, and compiled to one automaton ({@link org.hathi.types.regex.Nfa}) of which
 * every node
 * is a fragment. {@link org.hathi.types.regex.Scanner} runs a fragment in either direction as a lazily built
 * deterministic
 * automaton: each pass over the text is linear. {@link org.hathi.types.regex.Matcher} finds the bounds of the match by
 * such
 * passes and {@link org.hathi.types.regex.Dissector} the bounds of its parts, by intersecting the ends a left part can
 * have
 * with the beginnings its right neighbour can have. Only back references make it try one possibility after the other;
 * that
 * can be interrupted.
 */
@org.jspecify.annotations.NullMarked
package org.hathi.types.regex;
