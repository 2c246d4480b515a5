package org.hathi.planner.tree;

/** [NOT] MATERIALIZED of a common table expression. Ordinals are the numbers of the node text. */
public enum CteMaterialize {
    DEFAULT,
    ALWAYS,
    NEVER;

    private static final CteMaterialize[] CODES = values();

    /** The constant with this number. */
    public static CteMaterialize of(int code) {
        return CODES[code];
    }
}
