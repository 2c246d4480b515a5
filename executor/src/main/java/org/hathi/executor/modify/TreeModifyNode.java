package org.hathi.executor.modify;

import org.hathi.base.SqlError;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.node.ExecNode;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.tree.CmdType;
import org.hathi.types.Vector;

/** UPDATE, DELETE and MERGE of an inheritance tree: each row goes to the table it came from, in that table's terms. */
public final class TreeModifyNode extends ModifyLoop {
    private final ModifyNode[] members;
    private int last;

    public TreeModifyNode(ModifyTable plan, ExecState es, ExecNode input) {
        super(plan, es, input, new RowStore(byRef(es, plan.returning)));
        this.members = new ModifyNode[plan.members.size()];
        for (int i = 0; i < members.length; i++) {
            members[i] = new ModifyNode(plan.members.get(i), es, this);
            if (i > 0) {
                members[i].inserts(members[0]);
            }
        }
    }

    @Override
    void one(Batch b, int r, int cid) {
        member(b, r).one(b, r, cid);
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
    public void close() {
        for (ModifyNode m : members) {
            m.closeOwn();
        }
        input.close();
    }
}
