package org.hathi.planner.analyze;

/** Where an expression stands: decides what it may contain and how errors name the place. */
public enum ExprKind {
    NONE(""),
    OTHER("OTHER"),
    JOIN_ON("JOIN conditions"),
    JOIN_USING("JOIN/USING"),
    FROM_SUBSELECT("functions in FROM"),
    FROM_FUNCTION("functions in FROM"),
    WHERE("WHERE"),
    POLICY("policy expressions"),
    HAVING("HAVING"),
    FILTER("FILTER"),
    WINDOW_PARTITION("window definitions"),
    WINDOW_ORDER("window definitions"),
    WINDOW_FRAME_RANGE("window RANGE"),
    WINDOW_FRAME_ROWS("window ROWS"),
    WINDOW_FRAME_GROUPS("window GROUPS"),
    SELECT_TARGET("SELECT"),
    INSERT_TARGET("INSERT"),
    UPDATE_SOURCE("UPDATE"),
    UPDATE_TARGET("UPDATE"),
    MERGE_WHEN("MERGE WHEN conditions"),
    GROUP_BY("GROUP BY"),
    ORDER_BY("ORDER BY"),
    DISTINCT_ON("DISTINCT ON"),
    LIMIT("LIMIT"),
    OFFSET("OFFSET"),
    RETURNING("RETURNING"),
    VALUES("VALUES"),
    VALUES_SINGLE("VALUES"),
    CHECK_CONSTRAINT("check constraints"),
    DOMAIN_CHECK("check constraints"),
    COLUMN_DEFAULT("DEFAULT expressions"),
    FUNCTION_DEFAULT("DEFAULT expressions"),
    INDEX_EXPRESSION("index expressions"),
    INDEX_PREDICATE("index predicates"),
    STATS_EXPRESSION("statistics expressions"),
    ALTER_COL_TRANSFORM("transform expressions"),
    EXECUTE_PARAMETER("EXECUTE parameters"),
    TRIGGER_WHEN("trigger WHEN conditions"),
    PARTITION_BOUND("partition bound"),
    PARTITION_EXPRESSION("partition key expressions"),
    CALL_ARGUMENT("CALL arguments"),
    COPY_WHERE("COPY FROM WHERE conditions"),
    GENERATED_COLUMN("column generation expressions"),
    CYCLE_MARK("CYCLE");

    /** The place as messages call it. */
    public final String text;

    ExprKind(String text) {
        this.text = text;
    }
}
