package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** CHECK constraints, constraint names, and scans that verify existing rows. */
final class Constraints {
    private final Ddl ddl;

    Constraints(Ddl ddl) {
        this.ddl = ddl;
    }

    @Nullable
    ConstraintInfo find(int table, String name) {
        for (ConstraintInfo c : ddl.catalog.constraintsOf(table)) {
            if (c.name().equals(name)) {
                return c;
            }
        }
        return null;
    }

    /** A constraint name that is free in the schema (ChooseConstraintName). */
    String choose(String name1, @Nullable String name2, String label, int namespace) {
        for (int pass = 0; ; pass++) {
            String candidate = Ddl.objectName(name1, name2, pass == 0 ? label : label + pass);
            if (!ddl.constraintExists(candidate, namespace)) {
                return candidate;
            }
        }
    }

    /** Adds a CHECK constraint; with {@code validate}, existing rows are checked. */
    void addCheck(int table, ConstraintSpec c, boolean validate) {
        ClassInfo t = ddl.info(table);
        Expr e = c.cooked != null
                ? c.cooked
                : ddl.exprs()
                        .condition(
                                table,
                                java.util.Objects.requireNonNull(c.raw.rawExpr()),
                                ExprKind.CHECK_CONSTRAINT,
                                "CHECK");
        List<ObjectAddress> refs = References.of(ddl.catalog, e, table);
        List<Integer> cols = new ArrayList<>();
        for (ObjectAddress a : refs) {
            if (a.classId() == PgClass.RELATION && a.objectId() == table && a.subId() > 0) {
                cols.add(a.subId());
            }
        }
        String name = c.name;
        if (name != null) {
            if (find(table, name) != null) {
                throw new SqlError(
                        SqlState.DUPLICATE_OBJECT,
                        "constraint \"" + name + "\" for relation \"" + t.name() + "\" already exists");
            }
        } else {
            String col = cols.size() == 1
                    ? java.util.Objects.requireNonNull(ddl.catalog.attribute(table, cols.get(0)))
                            .name()
                    : null;
            name = choose(t.name(), col, "check", t.namespace());
        }
        int[] key = cols.isEmpty()
                ? null
                : cols.stream().mapToInt(Integer::intValue).toArray();
        ddl.indexes.createConstraint(
                new ConstraintInfo(
                        0,
                        name,
                        t.namespace(),
                        'c',
                        false,
                        false,
                        !c.skipValidation,
                        table,
                        0,
                        0,
                        0,
                        0,
                        ' ',
                        ' ',
                        ' ',
                        true,
                        0,
                        c.raw.noInherit(),
                        key,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        NodeText.write(e)),
                refs);
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, table);
        ddl.writer.set(row, PgClass.RELCHECKS, (long) (row.intAt(PgClass.RELCHECKS) + 1));
        ddl.increment();
        if (validate && !c.skipValidation) {
            verify(table, e, name);
        }
    }

    /** 23514 when a row fails the condition. */
    void verify(int table, Expr e, String name) {
        Relation r = ddl.catalog.openRelation(table, 0);
        ddl.withSnapshot(snapshot -> {
            RowSource rows = new RowSource(ddl, r, snapshot);
            try {
                ExprState s = rows.compile(e);
                for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                    Vector v = s.eval(rows.frame, null, n);
                    for (int i = 0; i < n; i++) {
                        if (!v.isNull(i) && !v.getBool(i)) {
                            throw new SqlError(
                                            SqlState.CHECK_VIOLATION,
                                            "check constraint \"" + name + "\" of relation \"" + r.name
                                                    + "\" is violated by some row")
                                    .table(r.schema, r.name)
                                    .constraint(name);
                        }
                    }
                }
            } finally {
                rows.close();
            }
        });
    }

    /** 23502 when a column holds nulls. */
    void verifyNotNull(int table, List<Integer> columns) {
        Relation r = ddl.catalog.openRelation(table, 0);
        ddl.withSnapshot(snapshot -> {
            RowSource rows = new RowSource(ddl, r, snapshot);
            try {
                for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                    for (int c : columns) {
                        for (int i = 0; i < n; i++) {
                            if (rows.columns[c - 1].isNull(i)) {
                                throw containsNulls(r, c);
                            }
                        }
                    }
                }
            } finally {
                rows.close();
            }
        });
    }

    static SqlError containsNulls(Relation r, int column) {
        String name = r.desc.get(column - 1).name();
        return new SqlError(
                        SqlState.NOT_NULL_VIOLATION,
                        "column \"" + name + "\" of relation \"" + r.name + "\" contains null values")
                .table(r.schema, r.name)
                .column(name);
    }
}
