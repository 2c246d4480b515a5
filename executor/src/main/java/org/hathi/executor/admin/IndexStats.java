package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.IndexDef;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * What ANALYZE finds out about a table's indexes: the values of their expressions in the sample, and the fraction of
 * rows that partial ones hold. Expressions run with the privileges of the table's owner.
 *
 * <p>A worker without a session ({@link ExecEnv#procedures} null) leaves out indexes that call SQL functions.
 */
final class IndexStats {

    private final ExecEnv env;
    private final Relation table;
    private final int owner;
    private final List<One> indexes = new ArrayList<>();
    /** Columns the expressions need, in the order of {@link #attnums}. */
    private final BitSet needed = new BitSet();

    private final Map<Integer, Double> fractions = new HashMap<>();

    /** An index with expressions or a predicate; {@code numbers} are the columns that are expressions, 1-based. */
    private record One(
            int oid,
            List<Expr> expressions,
            int[] numbers,
            @Nullable Expr predicate) {}

    /** The values of an expression of an index over the rows it holds. */
    record Values(int index, int column, Vector values, int rows, double total) {}

    IndexStats(ExecEnv env, Relation table, int owner) {
        this.env = env;
        this.table = table;
        this.owner = owner;
        Catalog catalog = env.catalog;
        for (Relation i : catalog.openIndexes(table.oid)) {
            IndexDef d = catalog.index(i.oid);
            if (d != null && (d.expressions() != null || d.predicate() != null)) {
                One one = read(i.oid, d);
                indexes.add(one);
                one.expressions.forEach(this::need);
                need(one.predicate);
            }
        }
    }

    private static One read(int oid, IndexDef d) {
        String text = d.expressions();
        List<Expr> exprs = text == null ? List.of() : NodeText.readExprs(text);
        int[] numbers = new int[exprs.size()];
        int n = 0;
        for (int c = 0; c < d.attributes().length && n < numbers.length; c++) {
            if (d.attributes()[c] == 0) {
                numbers[n++] = c + 1;
            }
        }
        String p = d.predicate();
        Expr predicate = null;
        if (p != null) {
            for (Expr arm : p.startsWith("(") ? NodeText.readExprs(p) : List.of(NodeText.readExpr(p))) {
                predicate = Trees.and(predicate, arm);
            }
        }
        return new One(oid, exprs, numbers, predicate);
    }

    private void need(@Nullable Expr e) {
        new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof Var v && v.varattno() > 0) {
                    needed.set(v.varattno());
                } else if (x instanceof Var v && v.varattno() == 0) {
                    for (int i = 0; i < table.desc.size(); i++) {
                        needed.set(i + 1, !table.desc.get(i).dropped());
                    }
                }
                return walkChildren(x);
            }
        }.walk(e);
    }

    /** The table's columns that have to be in the sample. */
    BitSet columns() {
        return needed;
    }

    /** What part of the table's rows the index holds. */
    double fraction(int index) {
        return fractions.getOrDefault(index, 1.0);
    }

    /**
     * Evaluates the expressions over a sample.
     *
     * @param attnums the columns of the sample
     * @param sample their values, {@code rows} of each
     * @param total rows of the table
     */
    List<Values> compute(int[] attnums, Vector[] sample, int rows, double total) {
        List<Values> out = new ArrayList<>();
        if (rows == 0 || indexes.isEmpty()) {
            return out;
        }
        int role = env.roleOid;
        env.roleOid = owner;
        try {
            ExecState es = new ExecState(env, new PlannedStmt(), false);
            es.begin(new Object[0], new int[0], null);
            ExprCompiler compiler = new ExprCompiler(es, new Sample(attnums));
            Frame frame = new Frame();
            frame.cols = sample;
            frame.rows = rows;
            for (One o : indexes) {
                one(o, compiler, frame, total, out);
            }
        } finally {
            env.roleOid = role;
        }
        return out;
    }

    private void one(One o, ExprCompiler compiler, Frame frame, double total, List<Values> out) {
        int[] sel = null;
        int n = frame.rows;
        if (o.predicate != null) {
            Vector pass = compiler.compile(o.predicate).eval(frame, null, n);
            sel = new int[n];
            int m = 0;
            for (int i = 0; i < n; i++) {
                if (!pass.isNull(i) && pass.getBool(i)) {
                    sel[m++] = i;
                }
            }
            fractions.put(o.oid, m / (double) n);
            n = m;
        }
        double held = Math.ceil(fraction(o.oid) * total);
        for (int i = 0; i < o.numbers.length && n > 0; i++) {
            ExprState e = compiler.compile(o.expressions.get(i));
            Vector v = e.eval(frame, sel, n);
            Vector dense = new Vector(v.byRef, n);
            RowStore.append(dense, 0, v, sel, n);
            out.add(new Values(o.oid, o.numbers[i], dense, n, held));
        }
    }

    /** The sample's columns. */
    private final class Sample implements ExprCompiler.Scope {
        private final int[] attnums;

        Sample(int[] attnums) {
            this.attnums = attnums;
        }

        private int slot(int attnum) {
            for (int i = 0; i < attnums.length; i++) {
                if (attnums[i] == attnum) {
                    return i;
                }
            }
            throw SqlError.internal("column " + attnum + " is not in the sample");
        }

        @Override
        public int slot(Var v) {
            return slot(v.varattno());
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (!(e instanceof Var v) || v.varattno() != 0) {
                return null;
            }
            int[] slots = new int[table.desc.size()];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = table.desc.get(i).dropped() ? 0 : slot(i + 1);
            }
            return Objects.requireNonNull(c.wholeRow(table.desc, slots));
        }
    }
}
