package org.hathi.planner.tree;

/** Kind of a SqlValueFunction. Ordinals are the numbers of the node text. */
public enum SqlValueFunctionOp {
    CURRENT_DATE,
    CURRENT_TIME,
    CURRENT_TIME_N,
    CURRENT_TIMESTAMP,
    CURRENT_TIMESTAMP_N,
    LOCALTIME,
    LOCALTIME_N,
    LOCALTIMESTAMP,
    LOCALTIMESTAMP_N,
    CURRENT_ROLE,
    CURRENT_USER,
    USER,
    SESSION_USER,
    CURRENT_CATALOG,
    CURRENT_SCHEMA;

    private static final SqlValueFunctionOp[] CODES = values();

    /** The constant with this number. */
    public static SqlValueFunctionOp of(int code) {
        return CODES[code];
    }
}
