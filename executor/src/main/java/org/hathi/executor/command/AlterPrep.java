package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE's first phase: is the action allowed here, in which pass does it come, which children follow. */
final class AlterPrep {
    private final AlterTable a;
    private final Ddl ddl;

    AlterPrep(AlterTable a) {
        this.a = a;
        this.ddl = a.ddl;
    }

    void prepare(int table, AlterTableCmd c, boolean recurse, boolean recursing) {
        ClassInfo t = ddl.info(table);
        AlterWork w = a.work(table);
        checkKind(t, c.subtype());
        int pass =
                switch (c.subtype()) {
                    case DROP_COLUMN, DROP_NOT_NULL, DROP_EXPRESSION, DROP_CONSTRAINT, DROP_IDENTITY, DROP_OIDS ->
                        AlterWork.DROP;
                    case COLUMN_DEFAULT -> c.def() == null ? AlterWork.DROP : AlterWork.ADD_OTHER_CONSTRAINT;
                    case ALTER_COLUMN_TYPE -> AlterWork.ALTER_TYPE;
                    case ADD_COLUMN -> AlterWork.ADD_COLUMN;
                    case ADD_CONSTRAINT -> AlterWork.ADD_CONSTRAINT;
                    case SET_NOT_NULL -> AlterWork.COLUMN_ATTRIBUTES;
                    case ADD_IDENTITY -> AlterWork.ADD_OTHER_CONSTRAINT;
                    default -> AlterWork.MISC;
                };
        switch (c.subtype()) {
            case COLUMN_DEFAULT, SET_NOT_NULL, DROP_NOT_NULL, SET_STATISTICS, SET_STORAGE ->
                simpleRecursion(t, c, recurse);
            case DROP_EXPRESSION -> {
                dropExpression(t, c, recurse, recursing);
                simpleRecursion(t, c, recurse);
            }
            case ADD_COLUMN, DROP_COLUMN -> typed(t, c, recursing);
            case ALTER_COLUMN_TYPE -> new ColumnType(a, this).prepare(t, c, recurse, recursing);
            case ADD_INHERIT -> AlterParents.prepare(t);
            case SET_LOGGED, SET_UNLOGGED -> new TableProperties(ddl, t).prepareLogged(w, c.subtype());
            default -> {
                // nothing before its turn
            }
        }
        if (t.kind() == 'c' && pass != AlterWork.MISC) {
            for (int typed : TypedTables.tables(ddl, t, c.behavior())) {
                ddl.lock(typed, false, a.lockMode);
                prepare(typed, c, true, true);
            }
        }
        w.add(pass, new AlterWork.Step.Action(c, recurse, recursing));
    }

    private void checkKind(ClassInfo t, AlterTableType type) {
        String kinds = AlterActions.kinds(type);
        if (kinds != null && kinds.indexOf(t.kind()) < 0) {
            throw notSupported(t, type);
        }
        ddl.checkOwner(t);
    }

    static SqlError notSupported(ClassInfo t, AlterTableType type) {
        return new SqlError(
                        SqlState.WRONG_OBJECT_TYPE,
                        "ALTER action " + AlterActions.words(type) + " cannot be performed on relation \"" + t.name()
                                + "\"")
                .detail("This operation is not supported for " + IndexDefiner.kindPlural(t.kind()) + ".");
    }

    /** The same action on every descendant, which does not recurse itself. */
    private void simpleRecursion(ClassInfo t, AlterTableCmd c, boolean recurse) {
        if (!recurse || !t.hasSubclass()) {
            return;
        }
        for (int child : Inheritance.tree(ddl, t.oid(), a.lockMode)) {
            if (child != t.oid()) {
                ddl.checkNotInUse(ddl.info(child), "ALTER TABLE");
                prepare(child, c, false, true);
            }
        }
    }

    private static void typed(ClassInfo t, AlterTableCmd c, boolean recursing) {
        if (t.ofType() != 0 && !recursing) {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    c.subtype() == AlterTableType.ADD_COLUMN
                            ? "cannot add column to typed table"
                            : "cannot drop column from typed table");
        }
    }

    private void dropExpression(ClassInfo t, AlterTableCmd c, boolean recurse, boolean recursing) {
        if (!recurse && !ddl.catalog.childrenOf(t.oid()).isEmpty()) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION,
                    "ALTER TABLE / DROP EXPRESSION must be applied to child tables too");
        }
        AttributeInfo col = ddl.catalog.attributeByName(t.oid(), AlterTable.text(c.name()));
        if (!recursing && col != null && col.inheritCount() > 0) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION, "cannot drop generation expression from inherited column");
        }
    }

    /** The definition an action carries as a constraint; null when it is none. */
    static @Nullable Constraint constraint(AlterTableCmd c) {
        return c.def() instanceof Constraint k ? k : null;
    }
}
