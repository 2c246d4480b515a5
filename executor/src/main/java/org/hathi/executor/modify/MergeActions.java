package org.hathi.executor.modify;

import org.hathi.access.TmResult;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.executor.node.TidBytes;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * MERGE: for each row of the join the first WHEN clause that applies. A target row that somebody else changed
 * meanwhile is locked, joined again, and judged anew.
 */
final class MergeActions {
    private static final int SYSTEM = SystemColumns.COUNT;

    private record Action(boolean matched, CmdType command, Filter when, ExprState[] exprs, int[] columns) {}

    private final ModifyNode node;
    private final ExecState es;
    private final int natts;
    private final Action[] actions;
    private final boolean[] outer;
    private final Vector[] slots;
    private final Frame frame = new Frame();
    private boolean system;
    /** Who inserts, when the target has children: the root of the tree. */
    @Nullable
    MergeActions root;

    MergeActions(ModifyNode node, ExecState es, int inputWidth) {
        this.node = node;
        this.es = es;
        this.natts = node.rel.desc.size();
        this.outer = new boolean[inputWidth];
        this.slots = new Vector[natts + SYSTEM + inputWidth];
        this.actions = new Action[node.modify.mergeActions.size()];
        ExprCompiler c = new ExprCompiler(es, new Scope());
        for (int i = 0; i < actions.length; i++) {
            MergeAction a = node.modify.mergeActions.get(i);
            ExprState[] exprs = new ExprState[a.targetList().size()];
            c.multiAssignments(a.targetList());
            for (int k = 0; k < exprs.length; k++) {
                exprs[k] = c.compile(a.targetList().get(k).expr());
            }
            Filter when = c.filter(Trees.conjuncts(a.qual()));
            actions[i] = new Action(a.matched(), a.commandType(), when, exprs, a.updateColnos());
        }
    }

    /** The target's columns, its system columns, the input's columns: all as vectors of one row. */
    private final class Scope implements ExprCompiler.Scope {
        @Override
        public int slot(Var v) {
            if (v.varno() == node.modify.resultRelation) {
                if (v.varattno() > 0) {
                    return v.varattno() - 1;
                }
                system = true;
                return natts - 1 - v.varattno();
            }
            outer[v.varattno() - 1] = true;
            return natts + SYSTEM + v.varattno() - 1;
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (!(e instanceof Var v) || v.varattno() != 0 || v.varno() != node.modify.resultRelation) {
                return null;
            }
            int[] all = new int[natts];
            for (int i = 0; i < natts; i++) {
                all[i] = i;
            }
            return c.wholeRow(node.rel.desc, all);
        }
    }

    /** Applies the WHEN clauses to input row {@code r0}. */
    void run(Batch b0, int r0, int cid) {
        Batch b = b0;
        int r = r0;
        Vector ctids = b.cols[node.modify.ctidColumn - 1];
        while (!ctids.isNull(r)) {
            long tid = TidBytes.read(ctids.arena, ctids.off[r]);
            if (!node.load(tid)) {
                throw SqlError.internal("failed to fetch the target tuple");
            }
            fillMatched(b, r);
            Action a = applicable(true);
            if (a == null || a.command == CmdType.NOTHING) {
                return;
            }
            TmResult res = a.command == CmdType.DELETE ? delete(tid, cid) : update(a, tid, cid);
            if (res == TmResult.OK) {
                return;
            }
            if (res == TmResult.DELETED) {
                if (node.fixedSnapshot()) {
                    throw ModifyNode.serialization("delete");
                }
                break;
            }
            Batch again = node.chase(tid, cid, b, r);
            if (again == null) {
                break;
            }
            b = again;
            r = again.row(0);
            ctids = b.cols[node.modify.ctidColumn - 1];
        }
        MergeActions top = root;
        (top == null ? this : top).notMatched(b, r, cid);
    }

    private void notMatched(Batch b, int r, int cid) {
        for (int i = 0; i < natts; i++) {
            slots[i] = new Vector(!node.rel.desc.get(i).byVal(), 1);
            slots[i].setNull(0);
        }
        fill(b, r);
        Action a = applicable(false);
        if (a == null || a.command != CmdType.INSERT) {
            return;
        }
        Vector[] row = new Vector[natts];
        for (int i = 0; i < natts; i++) {
            row[i] = value(a.exprs[i]);
        }
        node.target.generate(row, 0, 1);
        node.target.insert(row, 0, 1, cid, node.buf);
        node.count(CmdType.INSERT);
    }

    private void fillMatched(Batch b, int r) {
        System.arraycopy(node.oldRow(), 0, slots, 0, natts);
        if (system) {
            SystemColumns.fill(slots, natts, 0, 1, node.loaded(), node.rel.oid);
        }
        fill(b, r);
    }

    private void fill(Batch b, int r) {
        for (int k = 0; k < outer.length; k++) {
            if (outer[k]) {
                Vector x = new Vector(b.cols[k].byRef, 1);
                x.copyRow(b.cols[k], r, 0);
                slots[natts + SYSTEM + k] = x;
            }
        }
        frame.cols = slots;
        frame.rows = 1;
    }

    private @Nullable Action applicable(boolean matched) {
        for (Action a : actions) {
            if (a.matched == matched && a.when.test(frame, 0)) {
                return a;
            }
        }
        return null;
    }

    private Vector value(ExprState e) {
        Vector v = e.eval(frame, null, 1);
        Vector x = new Vector(v.byRef, 1);
        x.copyRow(v, 0, 0);
        return x;
    }

    private TmResult update(Action a, long tid, int cid) {
        Vector[] row = node.oldRow().clone();
        for (int i = 0; i < a.exprs.length; i++) {
            Vector v = value(a.exprs[i]);
            if (a.columns[i] != 0) {
                row[a.columns[i] - 1] = v;
            }
        }
        node.target.generate(row, 0, 1);
        node.target.check(row, 0, 1);
        TmResult res = node.store(tid, row, cid);
        if (res == TmResult.OK) {
            node.afterUpdate(row);
            node.count(CmdType.UPDATE);
        }
        return settled(res, "updated", cid);
    }

    private TmResult delete(long tid, int cid) {
        node.tmfd.reset();
        TmResult res = es.env.access().heap().delete(node.rel, tid, cid, null, true, node.tmfd);
        if (res == TmResult.OK) {
            node.target.foreignKeys.deleted(node.oldRow(), 0);
            node.count(CmdType.DELETE);
        }
        return settled(res, "deleted", cid);
    }

    private TmResult settled(TmResult res, String what, int cid) {
        switch (res) {
            case OK, UPDATED, DELETED -> {
                return res;
            }
            case SELF_MODIFIED -> {
                if (node.tmfd.cmax == cid) {
                    throw new SqlError(SqlState.CARDINALITY_VIOLATION, "MERGE command cannot affect row a second time")
                            .hint("Ensure that not more than one source row matches any one target row.");
                }
                node.selfModified(what, cid);
                return TmResult.OK;
            }
            case INVISIBLE, BEING_MODIFIED, WOULD_BLOCK ->
                throw SqlError.internal("unexpected tuple operation result: " + res);
        }
        return res;
    }
}
