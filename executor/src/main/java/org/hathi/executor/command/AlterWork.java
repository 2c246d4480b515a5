package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.planner.tree.Expr;
import org.jspecify.annotations.Nullable;

/**
 * What one ALTER TABLE does to one relation: steps in passes, and what the last phase has to compute or verify row by
 * row (AlteredTableInfo). Steps may add steps to later passes.
 */
final class AlterWork {
    static final int DROP = 0;
    static final int ALTER_TYPE = 1;
    static final int OLD_INDEX = 2;
    static final int OLD_CONSTRAINT = 3;
    static final int ADD_COLUMN = 4;
    static final int ADD_CONSTRAINT = 5;
    static final int COLUMN_ATTRIBUTES = 6;
    static final int ADD_INDEX_CONSTRAINT = 7;
    static final int ADD_INDEX = 8;
    static final int ADD_OTHER_CONSTRAINT = 9;
    static final int MISC = 10;
    static final int PASSES = 11;

    /** One thing to do. */
    sealed interface Step {
        /** An action as written; {@code recurse} to children, {@code recursing}: it came from a parent. */
        record Action(AlterTableCmd cmd, boolean recurse, boolean recursing) implements Step {}

        /** A PRIMARY KEY, UNIQUE or EXCLUDE constraint. */
        record Key(ConstraintSpec spec) implements Step {}

        /** A CHECK or FOREIGN KEY constraint. */
        record Condition(ConstraintSpec spec, boolean recurse) implements Step {}

        /** CREATE INDEX. */
        record Index(TableStmt.IndexStmt stmt) implements Step {}

        /** Any other statement. */
        record Other(Statement stmt) implements Step {}

        /** What a change of a column's type dropped, made again from its text. */
        record Again(Step step, String sql, DependentObjects.Kept kept) implements Step {}
    }

    /** A column to be computed when the table is rewritten. */
    record NewValue(int column, Expr value, boolean generated) {}

    /** A CHECK all rows must satisfy. */
    record Check(String name, Expr condition) {}

    final int table;
    final char kind;
    /** The relation as it was before anything changed: what stored rows look like. */
    final Relation before;

    final List<List<Step>> passes = new ArrayList<>(PASSES);
    final List<NewValue> values = new ArrayList<>();
    final List<Check> checks = new ArrayList<>();
    /** Foreign keys to be verified after everything is in place, by constraint oid. */
    final List<Integer> foreignKeys = new ArrayList<>();

    boolean rewrite;
    boolean verifyNotNull;
    boolean persistenceChanged;
    /** What a change of a column's type has dropped and makes again. */
    @Nullable
    DependentObjects dependents;

    AlterWork(int table, char kind, Relation before) {
        this.table = table;
        this.kind = kind;
        this.before = before;
        for (int i = 0; i < PASSES; i++) {
            passes.add(new ArrayList<>());
        }
    }

    void add(int pass, Step s) {
        passes.get(pass).add(s);
    }
}
