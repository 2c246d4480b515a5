package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.HeapScan;
import org.hathi.executor.ExecState;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.BitmapIndexScan;
import org.hathi.planner.plan.BitmapLogic;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.plan.TidScan;
import org.jspecify.annotations.Nullable;

/** Makes the nodes that touch tables. */
final class ScanNodes {
    private ScanNodes() {}

    /** The whole table, page at a time. */
    static final class Seq extends TableScanNode {
        private @Nullable HeapScan scan;
        private boolean ended;

        Seq(SeqScan plan, ExecState es) {
            super(plan, es, plan.scanRelId, List.of());
        }

        @Override
        protected boolean scan(int max) {
            if (ended) {
                return false;
            }
            HeapScan s = scan;
            if (s == null) {
                s = es.env.access().heap().beginScan(rel, es.snapshot());
                scan = s;
            }
            room(max);
            int n = s.next(deformer, cols, null, max);
            if (n == 0) {
                ended = true;
                return false;
            }
            in.set(cols, n, null, n);
            return true;
        }

        @Override
        protected void restartScan(boolean fresh) {
            ended = false;
            HeapScan s = scan;
            if (fresh) {
                closeScan();
            } else if (s != null) {
                s.rescan(es.snapshot());
            }
        }

        @Override
        protected void closeScan() {
            HeapScan s = scan;
            if (s != null) {
                s.close();
                scan = null;
            }
        }
    }

    static ExecNode seq(SeqScan s, ExecState es) {
        return s.sample == null ? new Seq(s, es) : new SampleNode(s, es);
    }

    static ExecNode index(IndexScan s, ExecState es) {
        return new IndexNodes.Scan(s, es);
    }

    static ExecNode indexOnly(IndexOnlyScan s, ExecState es) {
        return new IndexNodes.Only(s, es);
    }

    static ExecNode bitmapHeap(BitmapHeapScan s, ExecState es) {
        return new IndexNodes.BitmapHeap(s, es, Nodes.build(s.input(), es));
    }

    static ExecNode bitmapIndex(BitmapIndexScan s, ExecState es) {
        return new IndexNodes.BitmapIndex(s, es);
    }

    static ExecNode bitmapLogic(BitmapLogic s, ExecState es) {
        List<ExecNode> in = new ArrayList<>();
        for (Plan p : s.inputs) {
            in.add(Nodes.build(p, es));
        }
        return new IndexNodes.Logic(s, es, in);
    }

    static ExecNode tid(TidScan s, ExecState es) {
        return new IndexNodes.ByTid(s, es);
    }

    static ExecNode lockRows(LockRows l, ExecState es) {
        return new LockRowsNode(l, es, Nodes.build(l.input(), es));
    }

    static ExecNode modify(ModifyTable m, ExecState es) {
        ExecNode in = Nodes.build(m.input(), es);
        return m.members.isEmpty()
                ? new org.hathi.executor.modify.ModifyNode(m, es, in)
                : new org.hathi.executor.modify.TreeModifyNode(m, es, in);
    }
}
