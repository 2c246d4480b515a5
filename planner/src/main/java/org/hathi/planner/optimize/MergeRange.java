package org.hathi.planner.optimize;

/** The fractions of both sides' rows at which a merge join finds its first and its last match. */
record MergeRange(double leftStart, double leftEnd, double rightStart, double rightEnd) {
    static final MergeRange ALL = new MergeRange(0, 1, 0, 1);
}
