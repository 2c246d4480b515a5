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
import org.hathi.catalog.table.PgConstraint;
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

    /** A CHECK constraint that was made: its name and condition. */
    record Made(String name, Expr condition) {}

    /** Adds a CHECK constraint without looking at existing rows; null when an inherited one took it in. */
    @Nullable
    Made addCheck(int table, ConstraintSpec c) {
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
            ConstraintInfo old = find(table, name);
            if (old != null) {
                merge(t, old, c, e);
                return null;
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
                        c.local,
                        c.inherited,
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
        return new Made(name, e);
    }

    /** The table has a constraint of that name: one may be local and inherited at a time. */
    private void merge(ClassInfo t, ConstraintInfo old, ConstraintSpec c, Expr e) {
        String of = "constraint \"" + old.name() + "\"";
        boolean same =
                old.type() == 'c' && e.equals(NodeText.readExpr(java.util.Objects.requireNonNull(old.expression())));
        boolean mergeable = !c.local || c.mergeable || !old.local();
        if (!same || !mergeable) {
            throw new SqlError(SqlState.DUPLICATE_OBJECT, of + " for relation \"" + t.name() + "\" already exists");
        }
        String conflict = null;
        if (old.noInherit()) {
            conflict = "non-inherited constraint";
        } else if (old.inheritCount() > 0 && c.raw.noInherit()) {
            conflict = "inherited constraint";
        } else if (!c.skipValidation && !old.validated()) {
            conflict = "NOT VALID constraint";
        }
        if (conflict != null) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    of + " conflicts with " + conflict + " on relation \"" + t.name() + "\"");
        }
        ddl.notice("merging " + of + " with inherited definition");
        CatalogRow row = ddl.writer.needByOid(PgConstraint.RELATION, old.oid());
        if (c.local) {
            ddl.writer.set(row, PgConstraint.CONISLOCAL, 1L);
        } else {
            ddl.writer.set(row, PgConstraint.CONINHCOUNT, (long) (old.inheritCount() + 1));
        }
        ddl.catalog.invalidation().relationChanged(t.oid());
        ddl.increment();
    }

    /** 23514 unless the condition's value is true or null for all of {@code n} rows. */
    static void require(Vector v, int n, Relation r, String name) {
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

    static SqlError containsNulls(Relation r, int column) {
        String name = r.desc.get(column - 1).name();
        return new SqlError(
                        SqlState.NOT_NULL_VIOLATION,
                        "column \"" + name + "\" of relation \"" + r.name + "\" contains null values")
                .table(r.schema, r.name)
                .column(name);
    }
}
