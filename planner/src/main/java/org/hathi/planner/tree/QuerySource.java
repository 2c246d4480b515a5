package org.hathi.planner.tree;

/** Where a Query came from. Ordinals are the numbers of the node text. */
public enum QuerySource {
    ORIGINAL,
    PARSER,
    INSTEAD_RULE,
    QUAL_INSTEAD_RULE,
    NON_INSTEAD_RULE;

    private static final QuerySource[] CODES = values();

    /** The constant with this number. */
    public static QuerySource of(int code) {
        return CODES[code];
    }
}
