package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.BulkInsert;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgType;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Var;
import org.hathi.txn.LockMode;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * ALTER TABLE's last phase. A table that asks for it is copied into a new file with its changed columns computed, each
 * row checked on the way, and its indexes are built anew; others are read once when something has to be verified.
 */
final class AlterRewrite {
    private final AlterTable a;
    private final Ddl ddl;

    AlterRewrite(AlterTable a) {
        this.a = a;
        this.ddl = a.ddl;
    }

    void finish() {
        for (AlterWork w : a.queue) {
            if (w.kind != 'r' && w.kind != 'm' && w.kind != 'S' || ddl.catalog.relation(w.table) == null) {
                continue;
            }
            if (!w.values.isEmpty() || w.rewrite) {
                checkRowType(w);
            }
            if (w.rewrite && w.kind != 'S') {
                checkRewritable(w);
                rewrite(w);
                ddl.increment();
            } else if (!w.checks.isEmpty() || w.verifyNotNull) {
                scan(w);
            }
        }
        for (AlterWork w : a.queue) {
            for (int k : w.foreignKeys) {
                var c = ddl.catalog.constraint(k);
                if (c != null) {
                    ddl.lock(c.foreignRelation(), false, LockMode.ROW_SHARE);
                    ForeignKeys.verify(ddl, c);
                }
            }
        }
    }

    private void checkRewritable(AlterWork w) {
        ClassInfo c = ddl.info(w.table);
        if (Ddl.isSystem(c)) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot rewrite system relation \"" + c.name() + "\"");
        }
        if (c.persistence() == 't' && c.namespace() != ddl.catalog.searchPath().tempNamespace()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot rewrite temporary tables of other sessions");
        }
    }

    /** Values of the table's row type stored elsewhere are not changed: 0A000 when there may be any. */
    private void checkRowType(AlterWork w) {
        ClassInfo c = ddl.info(w.table);
        if (c.type() != 0) {
            checkType(ddl, c, c.type(), 0);
        }
    }

    static void checkType(Ddl ddl, ClassInfo owner, int type, int depth) {
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION, PgDepend.REFERENCE_INDEX, Datums.oid(PgType.RELATION), Datums.oid(type))) {
            if (r.intAt(PgDepend.CLASSID) == PgType.RELATION && depth < 32) {
                // an array, domain or range over the type
                checkType(ddl, owner, r.intAt(PgDepend.OBJID), depth + 1);
                continue;
            }
            if (r.intAt(PgDepend.CLASSID) != PgClass.RELATION || r.intAt(PgDepend.OBJSUBID) <= 0) {
                continue;
            }
            ClassInfo user = ddl.info(r.intAt(PgDepend.OBJID));
            AttributeInfo col = ddl.catalog.attribute(user.oid(), r.intAt(PgDepend.OBJSUBID));
            if (col == null) {
                continue;
            }
            if (user.kind() == 'r' || user.kind() == 'm' || user.kind() == 'p') {
                String what = owner.kind() == 'c' ? "type" : owner.kind() == 'f' ? "foreign table" : "table";
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cannot alter " + what + " \"" + owner.name() + "\" because column \"" + user.name() + "."
                                + col.name() + "\" uses its row type");
            }
            if (user.type() != 0 && depth < 32) {
                checkType(ddl, owner, user.type(), depth + 1);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- rewriting

    private void rewrite(AlterWork w) {
        for (CatalogRow r :
                ddl.writer.scan(PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(w.table))) {
            if (r.boolAt(PgAttribute.ATTHASMISSING)) {
                @Nullable Object[] v = r.copy();
                v[PgAttribute.ATTHASMISSING - 1] = 0L;
                v[PgAttribute.ATTMISSINGVAL - 1] = null;
                ddl.writer.update(r, v);
            }
        }
        ddl.increment();
        Relation now = ddl.catalog.openRelation(w.table, 0);
        TableRewrite.moveToast(ddl, w.table);
        Relfiles.replace(ddl, w.table);
        ddl.increment();
        Relation after = ddl.catalog.openRelation(w.table, 0);
        ddl.withSnapshot(snapshot -> {
            RowSource rows = new RowSource(ddl, w.before, snapshot);
            BulkInsert bulk = new BulkInsert();
            try {
                new Copy(w, rows, now, after, bulk).run();
            } finally {
                ddl.access.toast().endMove();
                bulk.release(ddl.access);
                rows.close();
            }
        });
        Rewrite.reindex(ddl, w.table);
    }

    /** Columns of the new table for generated columns and checks. */
    private final class NewRows implements ExprCompiler.Scope {
        private final Relation rel;
        private final ExprCompiler compiler;
        final Frame frame = new Frame();

        NewRows(Relation rel) {
            this.rel = rel;
            ExecState state = new ExecState(ddl.env, new PlannedStmt(), false);
            state.begin(new Object[0], new int[0], null);
            compiler = new ExprCompiler(state, this);
        }

        ExprState compile(Expr e) {
            return compiler.compile(ddl.simplify(e));
        }

        @Override
        public int slot(Var v) {
            if (v.varattno() < 1) {
                throw SqlError.unsupported("system columns in this expression");
            }
            return v.varattno() - 1;
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (!(e instanceof Var v) || v.varattno() != 0) {
                return null;
            }
            int[] slots = new int[rel.desc.size()];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = i;
            }
            return c.wholeRow(rel.desc, slots);
        }
    }

    private final class Copy {
        private final AlterWork w;
        private final RowSource rows;
        private final Relation after;
        private final BulkInsert bulk;
        private final NewRows fresh;
        private final List<ExprState> plain = new ArrayList<>();
        private final List<Integer> plainColumns = new ArrayList<>();
        private final List<ExprState> generated = new ArrayList<>();
        private final List<Integer> generatedColumns = new ArrayList<>();
        private final List<ExprState> checks = new ArrayList<>();

        Copy(AlterWork w, RowSource rows, Relation now, Relation after, BulkInsert bulk) {
            this.w = w;
            this.rows = rows;
            this.after = after;
            this.bulk = bulk;
            this.fresh = new NewRows(now);
            for (AlterWork.NewValue v : w.values) {
                if (v.generated()) {
                    generated.add(fresh.compile(v.value()));
                    generatedColumns.add(v.column());
                } else {
                    plain.add(rows.compile(v.value()));
                    plainColumns.add(v.column());
                }
            }
            for (AlterWork.Check c : w.checks) {
                checks.add(fresh.compile(c.condition()));
            }
        }

        void run() {
            TupleBuilder builder = new TupleBuilder(after.desc);
            TupleBuf buf = new TupleBuf();
            int cid = ddl.txn.transactions().commandId(true);
            Vector[] cols = new Vector[after.desc.size()];
            for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                fill(cols, n);
                verify(cols, n);
                @Nullable Vector[] stored = cols.clone();
                for (int i = 0; i < stored.length; i++) {
                    if (after.desc.get(i).dropped()) {
                        stored[i] = null;
                    }
                }
                for (int i = 0; i < n; i++) {
                    builder.fromVectors(stored, i).form(buf);
                    ddl.access.heap().insert(after, buf, cid, 0, bulk);
                }
                ddl.env.cx.interrupts.check();
            }
        }

        private void fill(Vector[] cols, int n) {
            int old = Math.min(rows.columns.length, cols.length);
            System.arraycopy(rows.columns, 0, cols, 0, old);
            for (int i = old; i < cols.length; i++) {
                cols[i] = nulls(i, n);
            }
            for (int i = 0; i < plain.size(); i++) {
                cols[plainColumns.get(i) - 1] = plain.get(i).eval(rows.frame, null, n);
            }
            fresh.frame.cols = cols;
            fresh.frame.rows = n;
            for (int i = 0; i < generated.size(); i++) {
                cols[generatedColumns.get(i) - 1] = generated.get(i).eval(fresh.frame, null, n);
            }
        }

        private Vector nulls(int column, int n) {
            Vector v = new Vector(!after.desc.get(column).byVal(), Math.max(1, n));
            for (int i = 0; i < n; i++) {
                v.setNull(i);
            }
            return v;
        }

        private void verify(Vector[] cols, int n) {
            for (int c = 0; c < cols.length; c++) {
                if (!after.desc.get(c).notNull() || after.desc.get(c).dropped()) {
                    continue;
                }
                for (int i = 0; i < n; i++) {
                    if (cols[c].isNull(i)) {
                        throw Constraints.containsNulls(after, c + 1);
                    }
                }
            }
            for (int k = 0; k < checks.size(); k++) {
                Constraints.require(
                        checks.get(k).eval(fresh.frame, null, n),
                        n,
                        after,
                        w.checks.get(k).name());
            }
        }
    }

    // -------------------------------------------------------------------------------------------------- verifying

    private void scan(AlterWork w) {
        Relation rel = ddl.catalog.openRelation(w.table, 0);
        ddl.withSnapshot(snapshot -> {
            RowSource rows = new RowSource(ddl, rel, snapshot);
            try {
                List<ExprState> checks = new ArrayList<>();
                for (AlterWork.Check c : w.checks) {
                    checks.add(rows.compile(c.condition()));
                }
                for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                    for (int c = 0; w.verifyNotNull && c < rows.columns.length; c++) {
                        for (int i = 0;
                                rel.desc.get(c).notNull() && !rel.desc.get(c).dropped() && i < n;
                                i++) {
                            if (rows.columns[c].isNull(i)) {
                                throw Constraints.containsNulls(rel, c + 1);
                            }
                        }
                    }
                    for (int k = 0; k < checks.size(); k++) {
                        Constraints.require(
                                checks.get(k).eval(rows.frame, null, n),
                                n,
                                rel,
                                w.checks.get(k).name());
                    }
                    ddl.env.cx.interrupts.check();
                }
            } finally {
                rows.close();
            }
        });
    }
}
