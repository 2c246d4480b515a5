package org.hathi.executor.modify;

import org.hathi.access.Deformer;
import org.hathi.access.Relation;
import org.hathi.access.TmFailure;
import org.hathi.access.TmResult;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleRef;
import org.hathi.access.WaitPolicy;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.node.ExecNode;
import org.hathi.executor.node.Instrumentation;
import org.hathi.executor.node.Recheck;
import org.hathi.executor.node.TidBytes;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** INSERT, UPDATE, DELETE, MERGE of one table. */
public final class ModifyNode extends ModifyLoop {
    final ResultRelation target;
    final Relation rel;
    private final Returning returning;
    private final @Nullable OnConflict conflict;
    private final @Nullable MergeActions merge;
    private final Recheck recheck;
    final TupleRef ref;
    final TmFailure tmfd = new TmFailure();
    final TupleBuf buf = new TupleBuf();
    private final ModifyTable whole;
    private final Deformer wholeRow;
    private final Vector[] old;
    private final Vector[] fresh;
    /** Where EXPLAIN ANALYZE counts rows: of the node that it shows. */
    private final @Nullable Instrumentation counters;

    public ModifyNode(ModifyTable plan, ExecState es, ExecNode input) {
        this(plan, es, input, new RowStore(byRef(es, plan.returning)), null);
    }

    /** One table of a tree: its rows and counts are the tree's. */
    ModifyNode(ModifyTable plan, ExecState es, TreeModifyNode tree) {
        this(plan, es, tree.input, tree.results, tree);
    }

    private ModifyNode(
            ModifyTable plan, ExecState es, ExecNode input, RowStore results, @Nullable TreeModifyNode tree) {
        super(plan, es, input, results);
        this.whole = tree == null ? plan : tree.modify;
        this.counters = tree == null ? instrumentation : tree.instrumentation;
        this.rel = es.env.catalog.openRelation(es.rte(plan.resultRelation).relid, 0);
        checkKind();
        this.target = new ResultRelation(es, rel);
        RangeTblEntry named = es.rte(whole.resultRelation);
        target.written(named.relid, named.insertedCols, named.updatedCols);
        this.ref = new TupleRef(es.env.access());
        this.recheck = new Recheck(es, whole.input(), whole.rowMarks, others(whole));
        int n = rel.desc.size();
        int[] all = new int[n];
        this.old = new Vector[n];
        this.fresh = new Vector[n];
        for (int i = 0; i < n; i++) {
            all[i] = i + 1;
            old[i] = new Vector(!rel.desc.get(i).byVal(), 1);
            fresh[i] = new Vector(!rel.desc.get(i).byVal(), 1);
        }
        this.wholeRow = new Deformer(rel.desc, all, es.env.access().toast());
        this.returning = new Returning(es, plan, target, input.width());
        this.conflict = plan.onConflict == OnConflictAction.NONE ? null : new OnConflict(this, es);
        this.merge = plan.operation == CmdType.MERGE ? new MergeActions(this, es, input.width()) : null;
    }

    private void checkKind() {
        switch (rel.kind) {
            case 'r', 't' -> {}
            case 'S' -> throw wrong("cannot change sequence \"");
            case 'v' -> throw wrong("cannot change view \"");
            case 'm' -> throw wrong("cannot change materialized view \"");
            case 'p' -> throw SqlError.unsupported("modification of a partitioned table");
            default -> throw wrong("cannot change relation \"");
        }
    }

    private SqlError wrong(String text) {
        return new SqlError(SqlState.WRONG_OBJECT_TYPE, text + rel.name + "\"");
    }

    boolean fixedSnapshot() {
        return es.env.txn().transactions().usesTransactionSnapshot();
    }

    @Override
    void one(Batch b, int r, int cid) {
        switch (modify.operation) {
            case INSERT -> insert(b, r, cid);
            case UPDATE -> update(b, r, cid);
            case DELETE -> delete(b, r, cid);
            case MERGE -> java.util.Objects.requireNonNull(merge).run(b, r, cid);
            case UNKNOWN, SELECT, UTILITY, NOTHING -> throw SqlError.internal("not a modification");
        }
    }

    /** Rows that MERGE inserts go to the tree's root. */
    void inserts(ModifyNode root) {
        if (merge != null && root.merge != null) {
            merge.root = root.merge;
        }
    }

    private static int[] others(ModifyTable whole) {
        int[] out = new int[whole.members.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = whole.members.get(i).resultRelation;
        }
        return out;
    }

    /** Counts what MERGE did with a row. */
    void count(CmdType action) {
        count();
        if (counters != null) {
            switch (action) {
                case INSERT -> counters.inserted++;
                case UPDATE -> counters.updated++;
                default -> counters.deleted++;
            }
        }
    }

    void count() {
        if (es.stmt.plan == whole) {
            es.processed++;
        }
    }

    // ------------------------------------------------------------------------------------------------------- insert
    private void insert(Batch b, int r, int cid) {
        Vector[] cols = b.cols;
        if (target.hasGenerated()) {
            cols = cols.clone();
            target.generate(cols, r, b.rows);
        }
        OnConflict oc = conflict;
        if (oc != null) {
            target.check(cols, r, b.rows);
            if (!oc.insert(cols, r, b.rows, cid)) {
                if (counters != null) {
                    counters.conflicts++;
                }
                return;
            }
        } else {
            target.insert(cols, r, b.rows, cid, buf);
        }
        returning.checkOptions(cols, r, b.rows);
        count();
        if (returning.wanted()) {
            returning.add(results, cols, r, b.rows, b, r, buf.tid);
        }
    }

    // ------------------------------------------------------------------------------------------------------- update
    private long tid(Batch b, int r) {
        Vector v = b.cols[modify.ctidColumn - 1];
        if (v.isNull(r)) {
            throw SqlError.internal("ctid is NULL");
        }
        return TidBytes.read(v.arena, v.off[r]);
    }

    private void update(Batch b0, int r0, int cid) {
        Batch b = b0;
        int r = r0;
        long tid = tid(b, r);
        for (; ; ) {
            if (!load(tid)) {
                throw SqlError.internal("failed to fetch tuple being updated");
            }
            Vector[] row = old.clone();
            for (int k = 0; k < modify.updateColumns.length; k++) {
                int att = modify.updateColumns[k] - 1;
                fresh[att].reset();
                fresh[att].copyRow(b.cols[k], r, 0);
                row[att] = fresh[att];
            }
            target.generate(row, 0, 1);
            target.check(row, 0, 1);
            TmResult res = store(tid, row, cid);
            switch (res) {
                case OK -> {
                    afterUpdate(row);
                    returning.checkOptions(row, 0, 1);
                    count();
                    if (returning.wanted()) {
                        returning.add(results, row, 0, 1, b, r, buf.tid);
                    }
                    return;
                }
                case SELF_MODIFIED -> {
                    selfModified("updated", cid);
                    return;
                }
                case UPDATED -> {
                    Batch again = chase(tid, cid, b, r);
                    if (again == null) {
                        return;
                    }
                    b = again;
                    r = again.row(0);
                    tid = ref.tid;
                }
                case DELETED -> {
                    concurrentDelete();
                    return;
                }
                case INVISIBLE, BEING_MODIFIED, WOULD_BLOCK ->
                    throw SqlError.internal("unexpected table_tuple_update status: " + res);
            }
        }
    }

    /** Loads the row version at {@code tid} into {@link #old}. */
    boolean load(long tid) {
        if (!es.env.access().heap().fetch(rel, tid, Snapshot.any(), ref)) {
            return false;
        }
        for (Vector v : old) {
            v.reset();
        }
        ref.deform(wholeRow, old, 0);
        return true;
    }

    Vector[] oldRow() {
        return old;
    }

    /** The row version {@link #load} has read. */
    TupleRef loaded() {
        return ref;
    }

    /** Replaces the loaded row by {@code row}. */
    TmResult store(long tid, Vector[] row, int cid) {
        target.builder.fromTuple(ref.m, ref.t);
        for (int i = 0; i < row.length; i++) {
            if (row[i] != old[i]) {
                target.builder.set(i + 1, row[i], 0);
            }
        }
        target.builder.form(buf);
        tmfd.reset();
        return es.env.access().heap().update(rel, tid, buf, cid, es.crosscheck, true, tmfd);
    }

    void afterUpdate(Vector[] row) {
        if (tmfd.updateIndexes) {
            target.insertIndexes(row, 0, 1, buf.tid);
        }
        target.foreignKeys.updated(old, 0, row, 0, buf.tid);
    }

    void selfModified(String what, int cid) {
        if (tmfd.cmax != cid) {
            throw new SqlError(
                            SqlState.TRIGGERED_DATA_CHANGE_VIOLATION,
                            "tuple to be " + what
                                    + " was already modified by an operation triggered by the current command")
                    .hint("Consider using an AFTER trigger instead of a BEFORE trigger to propagate changes to other"
                            + " rows.");
        }
    }

    private void concurrentDelete() {
        if (fixedSnapshot()) {
            throw serialization("delete");
        }
    }

    static SqlError serialization(String what) {
        return new SqlError(SqlState.T_R_SERIALIZATION_FAILURE, "could not serialize access due to concurrent " + what);
    }

    /**
     * Somebody changed the row: locks its newest version ({@link #ref}) and runs the plan again for it; null: skip it.
     */
    @Nullable
    Batch chase(long tid, int cid, Batch b, int r) {
        if (fixedSnapshot()) {
            throw serialization("update");
        }
        TmResult res = es.env
                .access()
                .heap()
                .lockTuple(
                        rel,
                        tid,
                        cid,
                        modify.operation == CmdType.DELETE
                                ? org.hathi.access.LockMode.EXCLUSIVE
                                : org.hathi.access.LockMode.NO_KEY_EXCLUSIVE,
                        WaitPolicy.BLOCK,
                        false,
                        true,
                        tmfd,
                        ref);
        switch (res) {
            case OK -> {
                return recheck.run(modify.resultRelation, ref.tid, b, r);
            }
            case SELF_MODIFIED -> {
                selfModified(modify.operation == CmdType.DELETE ? "deleted" : "updated", cid);
                return null;
            }
            case DELETED -> {
                return null;
            }
            case INVISIBLE, UPDATED, BEING_MODIFIED, WOULD_BLOCK ->
                throw SqlError.internal("unexpected table_tuple_lock status: " + res);
        }
        return null;
    }

    // ------------------------------------------------------------------------------------------------------- delete
    private void delete(Batch b0, int r0, int cid) {
        Batch b = b0;
        int r = r0;
        long tid = tid(b, r);
        for (; ; ) {
            boolean needed = returning.wanted() || target.foreignKeys.referenced();
            if (needed && !load(tid)) {
                throw SqlError.internal("failed to fetch deleted tuple");
            }
            tmfd.reset();
            TmResult res = es.env.access().heap().delete(rel, tid, cid, es.crosscheck, true, tmfd);
            switch (res) {
                case OK -> {
                    count();
                    if (needed) {
                        target.foreignKeys.deleted(old, 0);
                    }
                    if (returning.wanted()) {
                        returning.add(results, old, 0, 1, b, r, tid);
                    }
                    return;
                }
                case SELF_MODIFIED -> {
                    selfModified("deleted", cid);
                    return;
                }
                case UPDATED -> {
                    Batch again = chase(tid, cid, b, r);
                    if (again == null) {
                        return;
                    }
                    b = again;
                    r = again.row(0);
                    tid = ref.tid;
                }
                case DELETED -> {
                    concurrentDelete();
                    return;
                }
                case INVISIBLE, BEING_MODIFIED, WOULD_BLOCK ->
                    throw SqlError.internal("unexpected table_tuple_delete status: " + res);
            }
        }
    }

    /** ON CONFLICT DO UPDATE changed a row instead. */
    void conflictUpdated(Vector[] row, Batch input, int r) {
        returning.checkOptions(row, 0, 1);
        count();
        if (returning.wanted()) {
            returning.add(results, row, 0, 1, input, r, buf.tid);
        }
    }

    @Override
    public void close() {
        closeOwn();
        input.close();
    }

    void closeOwn() {
        ref.release();
        recheck.close();
    }
}
