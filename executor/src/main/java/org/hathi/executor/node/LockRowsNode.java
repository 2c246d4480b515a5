package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.access.LockMode;
import org.hathi.access.Relation;
import org.hathi.access.TmFailure;
import org.hathi.access.TmResult;
import org.hathi.access.TupleRef;
import org.hathi.access.WaitPolicy;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.PlanRowMark;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** FOR UPDATE and friends: locks the rows behind each result row, in the order they come. */
final class LockRowsNode extends ExecNode {
    private final ExecNode input;
    private final List<PlanRowMark> marks;
    private final @Nullable Relation[] rels;
    private final TupleRef ref;
    private final TmFailure tmfd = new TmFailure();
    private final Recheck recheck;
    private final RowStore store;
    private final Batch out = new Batch();

    LockRowsNode(LockRows plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.input = input;
        this.marks = plan.marks;
        this.rels = new @Nullable Relation[marks.size()];
        for (int i = 0; i < rels.length; i++) {
            if (marks.get(i).ctidColumn() != 0) {
                rels[i] = es.env.catalog.openRelation(es.rte(marks.get(i).rti()).relid, 0);
                if (marks.get(i).strength() != PlanRowMark.Strength.REFERENCE) {
                    checkKind(es, marks.get(i).rti());
                }
            }
        }
        this.ref = new TupleRef(es.env.access());
        this.recheck = new Recheck(es, plan.input(), plan.marks);
        this.store = new RowStore(byRef(es, input.plan.targetList));
    }

    private static void checkKind(ExecState es, int rti) {
        ClassInfo c = es.env.catalog.relation(es.rte(rti).relid);
        String kind = c == null
                ? null
                : switch (c.kind()) {
                    case 'S' -> "sequence";
                    case 't' -> "TOAST relation";
                    case 'v' -> "view";
                    case 'm' -> "materialized view";
                    case 'f' -> "foreign table";
                    default -> null;
                };
        if (c != null && kind != null) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot lock rows in " + kind + " \"" + c.name() + "\"");
        }
    }

    static LockMode mode(PlanRowMark.Strength s) {
        return switch (s) {
            case REFERENCE, KEY_SHARE -> LockMode.KEY_SHARE;
            case SHARE -> LockMode.SHARE;
            case NO_KEY_UPDATE -> LockMode.NO_KEY_EXCLUSIVE;
            case UPDATE -> LockMode.EXCLUSIVE;
        };
    }

    private static WaitPolicy policy(PlanRowMark.Wait w) {
        return switch (w) {
            case BLOCK -> WaitPolicy.BLOCK;
            case SKIP -> WaitPolicy.SKIP;
            case ERROR -> WaitPolicy.ERROR;
        };
    }

    @Override
    protected @Nullable Batch produce(int max) {
        for (; ; ) {
            Batch b = input.next(max);
            if (b == null) {
                return null;
            }
            store.clear();
            for (int i = 0; i < b.n; i++) {
                row(b, b.row(i));
            }
            if (store.n > 0) {
                out.set(store.cols, store.n, null, store.n);
                return out;
            }
        }
    }

    private void row(Batch b, int r) {
        boolean again = false;
        int changedRti = 0;
        long changedTid = 0;
        for (int m = 0; m < rels.length; m++) {
            PlanRowMark mark = marks.get(m);
            if (mark.strength() == PlanRowMark.Strength.REFERENCE || mark.ctidColumn() == 0) {
                continue;
            }
            Vector v = b.cols[mark.ctidColumn() - 1];
            if (v.isNull(r) || !Recheck.fromTable(es, mark, b, r)) {
                continue; // null-extended side of an outer join, or another table of the tree
            }
            long tid = TidBytes.read(v.arena, v.off[r]);
            boolean fixed = es.env.txn().transactions().usesTransactionSnapshot();
            TmResult res = es.env
                    .access()
                    .heap()
                    .lockTuple(
                            java.util.Objects.requireNonNull(rels[m]),
                            tid,
                            es.env.txn().transactions().commandId(true),
                            mode(mark.strength()),
                            policy(mark.waitPolicy()),
                            !fixed,
                            !fixed,
                            tmfd,
                            ref);
            switch (res) {
                case OK -> {
                    if (tmfd.traversed) {
                        again = true;
                        changedRti = mark.rti();
                        changedTid = ref.tid;
                    }
                }
                case WOULD_BLOCK, SELF_MODIFIED, INVISIBLE -> {
                    return;
                }
                case UPDATED, BEING_MODIFIED -> throw serialization();
                case DELETED -> {
                    if (fixed) {
                        throw serialization();
                    }
                    return;
                }
            }
        }
        if (!again) {
            store.append(b.cols, r);
            return;
        }
        Batch n = recheck.run(changedRti, changedTid, b, r);
        if (n != null) {
            store.append(n.cols, n.row(0));
        }
    }

    /** The same words whether the row was changed or removed, as PostgreSQL's for row locks. */
    private static SqlError serialization() {
        return new SqlError(SqlState.T_R_SERIALIZATION_FAILURE, "could not serialize access due to concurrent update");
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        input.rescan(changed);
    }

    @Override
    public void close() {
        ref.release();
        recheck.close();
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }
}
