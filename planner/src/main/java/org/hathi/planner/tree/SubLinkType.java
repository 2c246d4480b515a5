package org.hathi.planner.tree;

/** Kind of a SubLink or SubPlan. Ordinals are the numbers of the node text. */
public enum SubLinkType {
    EXISTS,
    ALL,
    ANY,
    ROWCOMPARE,
    EXPR,
    MULTIEXPR,
    ARRAY,
    CTE;

    private static final SubLinkType[] CODES = values();

    /** The constant with this number. */
    public static SubLinkType of(int code) {
        return CODES[code];
    }
}
