package org.hathi.executor.modify;

import org.hathi.access.Heap;
import org.hathi.access.LockMode;
import org.hathi.access.ScanKey;
import org.hathi.access.TmResult;
import org.hathi.access.TupleRef;
import org.hathi.access.WaitPolicy;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.page.HeapTuple;
import org.hathi.page.Tid;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.txn.LockManager;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * INSERT … ON CONFLICT: looks for a conflicting row first, then inserts speculatively; a conflict that turns up
 * meanwhile takes the insertion back and starts over.
 */
final class OnConflict {
    private final ModifyNode node;
    private final ExecState es;
    private final ModifyTable plan;
    private final TupleRef found;
    private final ConflictSearch search;
    private final Filter where;
    private final ExprState[] sets;
    private final int[] setColumns;
    private final Frame frame = new Frame();
    private final int natts;
    /** Are system columns of the existing row read? Their slots follow those of EXCLUDED. */
    private boolean system;

    OnConflict(ModifyNode node, ExecState es) {
        this.node = node;
        this.es = es;
        this.plan = node.modify;
        this.found = new TupleRef(es.env.access());
        this.search = new ConflictSearch(es.env);
        this.natts = node.rel.desc.size();
        ExprCompiler c = new ExprCompiler(es, new Scope());
        c.multiAssignments(plan.onConflictSet);
        this.where = c.filter(plan.onConflictWhere);
        int n = plan.onConflictSet.size();
        this.sets = new ExprState[n];
        this.setColumns = new int[n];
        for (int i = 0; i < n; i++) {
            TargetEntry t = plan.onConflictSet.get(i);
            sets[i] = c.compile(t.expr());
            setColumns[i] = t.resjunk() ? 0 : t.resno();
        }
    }

    /** The existing row's columns, then those of EXCLUDED. */
    private final class Scope implements ExprCompiler.Scope {
        @Override
        public int slot(Var v) {
            if (v.varattno() < 0) {
                system = true;
                return natts * 2 - 1 - v.varattno();
            }
            return v.varattno() - 1 + (v.varno() == plan.excludedRelation ? natts : 0);
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (!(e instanceof Var v) || v.varattno() != 0) {
                return null;
            }
            int[] all = new int[natts];
            for (int i = 0; i < natts; i++) {
                all[i] = i + (v.varno() == plan.excludedRelation ? natts : 0);
            }
            return c.wholeRow(node.rel.desc, all);
        }
    }

    private boolean arbitrates(IndexWriter w) {
        if (!w.unique()
                || !w.info().ready
                || !plan.arbiterIndexes.isEmpty() && !plan.arbiterIndexes.contains(w.index.oid)) {
            return false;
        }
        if (!w.immediate()) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters");
        }
        return true;
    }

    /** Inserts the row; false when a conflict was found (and dealt with). */
    boolean insert(Vector[] cols, int r, int rows, int cid) {
        for (; ; ) {
            long tid = conflict(cols, r, rows);
            if (tid == Tid.INVALID) {
                if (speculate(cols, r, rows, cid)) {
                    node.target.foreignKeys.inserted(cols, r, node.buf.tid);
                    return true;
                }
                continue;
            }
            if (plan.onConflict == OnConflictAction.NOTHING) {
                checkVisible(tid);
                return false;
            }
            if (update(tid, cols, r, cid)) {
                return false;
            }
        }
    }

    private boolean speculate(Vector[] cols, int r, int rows, int cid) {
        LockManager locks = es.env.txn().locks();
        int xid = es.env.txn().transactions().xid();
        node.target.builder.reset().fromVectors(cols, r).form(node.buf);
        int token = locks.speculativeBegin(xid);
        long tid = es.env.access().heap().insertSpeculative(node.rel, node.buf, cid, token);
        boolean ok = true;
        for (IndexWriter w : node.target.indexes) {
            ok &= w.insert(cols, r, rows, tid, arbitrates(w));
        }
        if (ok) {
            es.env.access().heap().finishSpeculative(node.rel, tid);
        } else {
            es.env.access().heap().abortSpeculative(node.rel, tid);
        }
        locks.speculativeEnd(xid);
        return ok;
    }

    /** Tid of a row that conflicts with the proposed one, or INVALID. Waits for transactions in doubt. */
    private long conflict(Vector[] cols, int r, int rows) {
        for (IndexWriter w : node.target.indexes) {
            if (!arbitrates(w) || !w.load(cols, r, rows)) {
                continue;
            }
            int n = w.info().keys;
            ScanKey[] keys = new ScanKey[n];
            boolean anyNull = false;
            for (int i = 0; i < n; i++) {
                Object v = w.keys()[i].datum(r);
                anyNull |= v == null;
                keys[i] = v == null ? ScanKey.isNull(i + 1) : ScanKey.equal(i + 1, v);
            }
            if (anyNull && !w.info().nullsNotDistinct) {
                continue;
            }
            long t = search.find(node.rel, w, keys, Tid.INVALID, ConflictSearch.Wait.ALWAYS, null);
            if (t != Tid.INVALID) {
                return t;
            }
        }
        return Tid.INVALID;
    }

    /** A transaction that keeps its snapshot must not decide by a row of another that it does not see: 40001. */
    private void checkVisible(long tid) {
        if (!node.fixedSnapshot()) {
            return;
        }
        Heap heap = es.env.access().heap();
        boolean fine = heap.fetch(node.rel, tid, es.snapshot(), found)
                || (heap.fetch(node.rel, tid, Snapshot.any(), found)
                        && es.env.txn().transactions().isCurrent(HeapTuple.xmin(found.m, found.t)));
        found.release();
        if (!fine) {
            throw ModifyNode.serialization("update");
        }
    }

    /** DO UPDATE; false: the row has changed meanwhile, look again. */
    private boolean update(long tid, Vector[] cols, int r, int cid) {
        TmResult res = es.env
                .access()
                .heap()
                .lockTuple(node.rel, tid, cid, LockMode.EXCLUSIVE, WaitPolicy.BLOCK, false, false, node.tmfd, found);
        switch (res) {
            case OK -> {}
            case INVISIBLE, SELF_MODIFIED ->
                throw new SqlError(
                                SqlState.CARDINALITY_VIOLATION,
                                "ON CONFLICT DO UPDATE command cannot affect row a second time")
                        .hint("Ensure that no rows proposed for insertion within the same command have duplicate"
                                + " constrained values.");
            case UPDATED, DELETED -> {
                if (node.fixedSnapshot()) {
                    throw ModifyNode.serialization(res == TmResult.UPDATED ? "update" : "delete");
                }
                return false;
            }
            case BEING_MODIFIED, WOULD_BLOCK -> throw SqlError.internal("unexpected table_tuple_lock status: " + res);
        }
        found.release();
        if (!node.load(tid)) {
            throw SqlError.internal("failed to fetch conflicting tuple");
        }
        checkVisible(tid);
        Vector[] slots = new Vector[natts * 2 + (system ? SystemColumns.COUNT : 0)];
        Vector[] old = node.oldRow();
        for (int i = 0; i < natts; i++) {
            slots[i] = old[i];
            Vector x = new Vector(cols[i].byRef, 1);
            x.copyRow(cols[i], r, 0);
            slots[natts + i] = x;
        }
        if (system) {
            SystemColumns.fill(slots, natts * 2, 0, 1, node.loaded(), node.rel.oid);
        }
        frame.cols = slots;
        frame.rows = 1;
        if (!where.test(frame, 0)) {
            return true;
        }
        Vector[] row = old.clone();
        for (int i = 0; i < sets.length; i++) {
            Vector v = sets[i].eval(frame, null, 1);
            if (setColumns[i] == 0) {
                continue;
            }
            Vector x = new Vector(v.byRef, 1);
            x.copyRow(v, 0, 0);
            row[setColumns[i] - 1] = x;
        }
        node.target.generate(row, 0, 1);
        node.target.check(row, 0, 1);
        TmResult u = node.store(tid, row, cid);
        if (u != TmResult.OK) {
            throw SqlError.internal("unexpected table_tuple_update status: " + u);
        }
        node.afterUpdate(row);
        org.hathi.executor.Batch in = new org.hathi.executor.Batch();
        in.set(cols, r + 1, null, r + 1);
        node.conflictUpdated(row, in, r);
        return true;
    }
}
