package org.hathi.planner.tree;

/** Kind of a range table entry. Ordinals are the numbers of the node text. */
public enum RteKind {
    RELATION,
    SUBQUERY,
    JOIN,
    FUNCTION,
    TABLEFUNC,
    VALUES,
    CTE,
    NAMEDTUPLESTORE,
    RESULT;

    private static final RteKind[] CODES = values();

    /** The constant with this number. */
    public static RteKind of(int code) {
        return CODES[code];
    }
}
