package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.SubPlanRef;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A plan node at run time.
 *
 * <p>PROTOCOL: {@link #next} until it returns null; {@link #rescan} to start over (before the first next it is not
 * needed); {@link #close} when the execution ends: frees pins and files, after which rescan makes the node usable
 * again. A batch has at least one row and at most as many as asked for: nothing is evaluated for rows nobody asked
 * for.
 */
public abstract class ExecNode {
    public static final int MAX_BATCH = 1024;

    public final Plan plan;
    protected final ExecState es;
    protected final Frame frame = new Frame();
    private final InitPlan[] initPlans;
    /** Measurements; null unless EXPLAIN ANALYZE asks. */
    public final @Nullable Instrumentation instrumentation;

    protected ExecNode(Plan plan, ExecState es) {
        this.plan = plan;
        this.es = es;
        this.initPlans = new InitPlan[plan.initPlans.size()];
        for (int i = 0; i < initPlans.length; i++) {
            initPlans[i] = new InitPlan(es, plan.initPlans.get(i));
        }
        this.instrumentation = es.instrument ? new Instrumentation(es.usage) : null;
        for (InitPlan p : initPlans) {
            p.defer(null);
        }
    }

    /** Up to {@code max} rows; null at the end. */
    public final @Nullable Batch next(int max) {
        es.cx.interrupts.check();
        Instrumentation in = instrumentation;
        if (in == null) {
            return produce(max);
        }
        in.start();
        Batch b = produce(max);
        in.stop(b == null ? 0 : b.n);
        return b;
    }

    protected abstract @Nullable Batch produce(int max);

    /**
     * Starts over. {@code changed}: executor parameters that have new values; what does not depend on them may be
     * kept. Null: a new execution, everything is forgotten.
     */
    public final void rescan(@Nullable BitSet changed) {
        BitSet c = changed;
        if (instrumentation != null && changed != null) {
            instrumentation.endLoop();
        }
        for (InitPlan p : initPlans) {
            c = p.defer(c);
        }
        restart(c);
    }

    protected abstract void restart(@Nullable BitSet changed);

    /** Must what was computed be thrown away? */
    protected final boolean stale(@Nullable BitSet changed) {
        return changed == null || plan.extParams.intersects(changed);
    }

    public abstract void close();

    /** Children, for EXPLAIN. */
    public List<ExecNode> children() {
        return List.of();
    }

    /** Initplans of this node, for EXPLAIN. */
    public final InitPlan[] initPlans() {
        return initPlans;
    }

    /** Extra lines of EXPLAIN ANALYZE ("Sort Method: …"). */
    public List<String> details() {
        return List.of();
    }

    /** What the node's hash table needed; null when there is none. */
    public @Nullable HashUse hashUse() {
        return null;
    }

    /** How many columns the node returns. */
    public int width() {
        return plan.targetList.size();
    }

    protected static ExprState[] targets(ExprCompiler c, List<TargetEntry> targets) {
        ExprState[] out = new ExprState[targets.size()];
        c.multiAssignments(targets);
        for (int i = 0; i < out.length; i++) {
            out[i] = c.compile(targets.get(i).expr());
        }
        return out;
    }

    /** Types of what a plan node returns. */
    static int[] types(List<TargetEntry> targets) {
        int[] out = new int[targets.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = targets.get(i).expr().type();
        }
        return out;
    }

    protected static boolean[] byRef(ExecState es, List<TargetEntry> targets) {
        boolean[] out = new boolean[targets.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = es.byRef(targets.get(i).expr().type());
        }
        return out;
    }

    static int type(List<TargetEntry> targets, int column) {
        return targets.get(column - 1).expr().type();
    }

    /** The next size of a batch that starts small. */
    protected static int grow(int size) {
        return Math.min(MAX_BATCH, size * 8);
    }

    static long number(@Nullable Object o, long otherwise) {
        return o == null ? otherwise : (Long) o;
    }

    static @Nullable Object constant(ExecState es, @Nullable Expr e, Frame f) {
        return e == null
                ? null
                : new ExprCompiler(es, ExprCompiler.NO_COLUMNS).compile(e).datum(f);
    }

    static Vector[] concat(Vector[] a, Vector[] b) {
        Vector[] out = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    /** An initplan hanging on a node. */
    public static final class InitPlan {
        private final ExecState es;
        public final SubPlanRef ref;
        /** Parameters that have changed since it was run last. */
        private final BitSet since = new BitSet();

        InitPlan(ExecState es, SubPlanRef ref) {
            this.es = es;
            this.ref = ref;
        }

        /**
         * Makes its parameters wait for the first read, if they have to be computed again; returns what has changed
         * now.
         */
        @Nullable
        BitSet defer(@Nullable BitSet changed) {
            if (ref.kind() == SubPlanRef.Kind.CTE) {
                if (changed != null
                        && es.stmt.subplans.get(ref.subplan() - 1).extParams.intersects(changed)) {
                    ref.setParams().forEach(es.params::touch);
                }
                return changed;
            }
            if (changed != null
                    && !es.stmt.subplans.get(ref.subplan() - 1).extParams.intersects(changed)) {
                return changed;
            }
            BitSet c = changed == null ? null : (BitSet) changed.clone();
            if (changed != null) {
                since.or(changed);
            }
            for (int p : ref.setParams()) {
                es.params.defer(p, this::run);
                if (c != null) {
                    c.set(p);
                }
            }
            return c;
        }

        private void run() {
            es.subplan(ref.subplan()).rescan(since);
            since.clear();
            InitPlanRunner.run(es, ref);
        }
    }
}
