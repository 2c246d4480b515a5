package org.hathi.planner.tree;

/** Kind of a GroupingSet. Ordinals are the numbers of the node text. */
public enum GroupingSetKind {
    EMPTY,
    SIMPLE,
    ROLLUP,
    CUBE,
    SETS;

    private static final GroupingSetKind[] CODES = values();

    /** The constant with this number. */
    public static GroupingSetKind of(int code) {
        return CODES[code];
    }
}
