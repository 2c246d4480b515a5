package org.hathi.executor.modify;

import java.util.BitSet;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.node.ExecNode;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.tree.CmdType;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** UPDATE, DELETE and MERGE of an inheritance tree: each row goes to the table it came from, in that table's terms. */
public final class TreeModifyNode extends ExecNode {
    private final ModifyTable modify;
    private final ExecNode input;
    private final ModifyNode[] members;
    private final RowStore results;
    private final Batch out = new Batch();
    private int last;
    private boolean done;

    public TreeModifyNode(ModifyTable plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.modify = plan;
        this.input = input;
        this.results = new RowStore(byRef(es, plan.returning));
        this.members = new ModifyNode[plan.members.size()];
        for (int i = 0; i < members.length; i++) {
            members[i] = new ModifyNode(plan.members.get(i), plan, es, input, results);
            if (i > 0) {
                members[i].inserts(members[0]);
            }
        }
    }

    @Override
    public int width() {
        return modify.returning.size();
    }

    @Override
    protected @Nullable Batch produce(int max) {
        results.clear();
        int step = modify.returning.isEmpty() ? 64 : Math.min(max, 64);
        while (!done) {
            Batch b = input.next(step);
            if (b == null) {
                done = true;
                break;
            }
            step = modify.returning.isEmpty() ? grow(step) : step;
            int cid = es.env.txn().transactions().commandId(true);
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                member(b, r).one(b, r, cid);
                if ((i & 63) == 63) {
                    es.cx.interrupts.check();
                }
            }
            if (results.n > 0) {
                break;
            }
        }
        if (results.n == 0) {
            return null;
        }
        out.set(results.cols, results.n, null, results.n);
        return out;
    }

    private ModifyNode member(Batch b, int r) {
        Vector v = b.cols[modify.tableOidColumn - 1];
        if (v.isNull(r)) {
            if (modify.operation == CmdType.MERGE) {
                return members[0];
            }
            throw SqlError.internal("tableoid is NULL");
        }
        int oid = (int) v.getLong(r);
        if (members[last].rel.oid == oid) {
            return members[last];
        }
        for (int i = 0; i < members.length; i++) {
            if (members[i].rel.oid == oid) {
                last = i;
                return members[i];
            }
        }
        throw SqlError.internal("incorrect result rel for row of table " + Integer.toUnsignedString(oid));
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        done = false;
        results.clear();
        input.rescan(changed);
    }

    @Override
    public void close() {
        for (ModifyNode m : members) {
            m.closeOwn();
        }
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }
}
