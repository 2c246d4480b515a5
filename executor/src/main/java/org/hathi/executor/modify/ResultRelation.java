package org.hathi.executor.modify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttrDefault;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.types.Attribute;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A table being written: its indexes, constraints, generated columns and foreign keys. */
public final class ResultRelation {
    private record Check(String name, ExprState test) {}

    private record Generated(int attnum, ExprState value) {}

    final ExecState es;
    public final Relation rel;
    public final List<IndexWriter> indexes = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<Generated> generated = new ArrayList<>();
    public final ForeignKeys foreignKeys;
    private final int[] notNull;
    private final Frame frame = new Frame();
    private final int[] one = new int[1];
    public final TupleBuilder builder;
    private int root;
    private BitSet inserted = new BitSet();
    private BitSet updated = inserted;

    public ResultRelation(ExecState es, Relation rel) {
        this.es = es;
        this.rel = rel;
        this.builder = new TupleBuilder(rel.desc);
        for (Relation i : es.env.catalog.openIndexes(rel.oid)) {
            indexes.add(new IndexWriter(es, rel, i));
        }
        int n = 0;
        int[] nn = new int[rel.desc.size()];
        for (int i = 0; i < nn.length; i++) {
            Attribute a = rel.desc.get(i);
            if (a.notNull() && !a.dropped()) {
                nn[n++] = i;
            }
        }
        notNull = java.util.Arrays.copyOf(nn, n);
        ExprCompiler c = new ExprCompiler(es, new RowScope(rel));
        List<ConstraintInfo> all = new ArrayList<>(es.env.catalog.constraintsOf(rel.oid));
        all.sort(Comparator.comparing(ConstraintInfo::name));
        for (ConstraintInfo k : all) {
            String text = k.expression();
            if (k.type() == 'c' && text != null) {
                checks.add(new Check(k.name(), c.compile((Expr) NodeText.read(text))));
            }
        }
        for (int i = 0; i < rel.desc.size(); i++) {
            if (rel.desc.get(i).generated() == 's') {
                AttrDefault d = es.env.catalog.attrDefault(rel.oid, i + 1);
                if (d != null) {
                    generated.add(new Generated(i + 1, c.compile((Expr) NodeText.read(d.expression()))));
                }
            }
        }
        foreignKeys = new ForeignKeys(es, rel);
    }

    /** Are there columns computed from the others? */
    public boolean hasGenerated() {
        return !generated.isEmpty();
    }

    /** Computes the generated columns of one row, in place: {@code cols} must be the caller's own array. */
    public void generate(Vector[] cols, int row, int rows) {
        frame.cols = cols;
        frame.rows = rows;
        one[0] = row;
        for (Generated g : generated) {
            Vector v = g.value.eval(frame, one, 1);
            Vector own = new Vector(v.byRef, rows);
            own.copyRow(v, row, row);
            cols[g.attnum - 1] = own;
        }
    }

    /** Throws 23502 or 23514 unless the row satisfies the constraints. */
    public void check(Vector[] cols, int row, int rows) {
        for (int i : notNull) {
            if (cols[i].isNull(row)) {
                String name = rel.desc.get(i).name();
                SqlError e = new SqlError(
                        SqlState.NOT_NULL_VIOLATION,
                        "null value in column \"" + name + "\" of relation \"" + rel.name
                                + "\" violates not-null constraint");
                throw failing(e, cols, row).table(rel.schema, rel.name).column(name);
            }
        }
        if (checks.isEmpty()) {
            return;
        }
        frame.cols = cols;
        frame.rows = rows;
        one[0] = row;
        for (Check k : checks) {
            Vector v = k.test.eval(frame, one, 1);
            if (!v.isNull(row) && !v.getBool(row)) {
                SqlError e = new SqlError(
                        SqlState.CHECK_VIOLATION,
                        "new row for relation \"" + rel.name + "\" violates check constraint \"" + k.name + "\"");
                throw failing(e, cols, row).table(rel.schema, rel.name).constraint(k.name);
            }
        }
    }

    /** Which columns of table {@code root} get values (bits as in RangeTblEntry): messages may show them. */
    public void written(int root, BitSet inserted, BitSet updated) {
        this.root = root;
        this.inserted = inserted;
        this.updated = updated;
    }

    /** Adds the row as far as the user may see it, in the terms of the table that the statement names. */
    SqlError failing(SqlError e, Vector[] cols, int row) {
        Relation shown = rel;
        Vector[] values = cols;
        if (root != rel.oid && root != 0) {
            shown = es.env.catalog.openRelation(root, 0);
            values = new Vector[shown.desc.size()];
            for (int i = 0; i < values.length; i++) {
                AttributeInfo a = es.env.catalog.attributeByName(
                        rel.oid, shown.desc.get(i).name());
                if (a != null) {
                    values[i] = cols[a.number() - 1];
                }
            }
        }
        BitSet given = new BitSet();
        for (int i = 0; i < values.length; i++) {
            int bit = i + 1 + RangeTblEntry.ATTR_OFFSET;
            given.set(i, inserted.get(bit) || updated.get(bit));
        }
        String text = RowText.visibleRow(es.env, shown, given, values, row);
        return text == null ? e : e.detail("Failing row contains " + text + ".");
    }

    /** Inserts the index entries of a stored row. */
    public void insertIndexes(Vector[] cols, int row, int rows, long tid) {
        for (int i = 0; i < indexes.size(); i++) {
            indexes.get(i).insert(cols, row, rows, tid, false);
        }
    }

    /** Stores one complete row with its index entries and queues its foreign key checks; returns its tid. */
    public long insert(Vector[] cols, int row, int rows, int cid, TupleBuf buf) {
        check(cols, row, rows);
        builder.reset().fromVectors(cols, row).form(buf);
        long tid = es.env.access().heap().insert(rel, buf, cid);
        insertIndexes(cols, row, rows, tid);
        foreignKeys.inserted(cols, row, tid);
        return tid;
    }

    /** Table columns by number for expressions over a row. */
    static final class RowScope implements ExprCompiler.Scope {
        private final Relation rel;

        RowScope(Relation rel) {
            this.rel = rel;
        }

        @Override
        public int slot(org.hathi.planner.tree.Var v) {
            return v.varattno() > 0 ? v.varattno() - 1 : rel.desc.size() - 1 - v.varattno();
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (e instanceof org.hathi.planner.tree.Var v && v.varattno() == 0) {
                int[] slots = new int[rel.desc.size()];
                for (int i = 0; i < slots.length; i++) {
                    slots[i] = i;
                }
                return c.wholeRow(rel.desc, slots);
            }
            return null;
        }
    }
}
