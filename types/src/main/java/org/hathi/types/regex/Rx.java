package org.hathi.types.regex;

import java.util.List;

/** A regular expression as written. */
sealed interface Rx {
    /** Matches before the first character, after the last one. */
    int BEGIN = 0;

    int END = 1;
    /** Matches at BEGIN or END, or after or before a newline. */
    int LINE_BEGIN = 2;

    int LINE_END = 3;
    /** Matches where a word begins, where one ends, at either, at neither. */
    int WORD_BEGIN = 4;

    int WORD_END = 5;
    int WORD_EDGE = 6;
    int NO_WORD_EDGE = 7;

    /** No upper bound of a repetition. */
    int UNBOUNDED = Integer.MAX_VALUE;

    /** One character of a set. */
    record Chars(CharSet set) implements Rx {}

    /** A place in the text: one of the constants above. */
    record Place(int kind) implements Rx {}

    /** A place at which {@code body} matches (or does not) from here on, or up to here. */
    record Look(boolean ahead, boolean negative, Rx body) implements Rx {}

    /** Capturing parentheses, numbered from 1. */
    record Group(int number, Rx body) implements Rx {}

    /** What group {@code number} matched last. */
    record Back(int number) implements Rx {}

    /** One after the other; none: the empty string. */
    record Seq(List<Rx> parts) implements Rx {}

    /** One of several. */
    record Alt(List<Rx> branches) implements Rx {}

    /**
     * From {@code min} to {@code max} times.
     *
     * @param preference {@link Node#LONGER}, {@link Node#SHORTER} or 0: as its body prefers
     */
    record Repeat(Rx body, int min, int max, int preference) implements Rx {}
}
