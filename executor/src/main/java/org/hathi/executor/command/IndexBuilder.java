package org.hathi.executor.command;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.access.IndexAm;
import org.hathi.access.IndexInfo;
import org.hathi.access.Relation;
import org.hathi.access.TupleRef;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.expr.ExprState;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.txn.Snapshot;
import org.hathi.types.TypeIo;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Builds an index from its table: scan, sort in memory, bulk load; then the statistics of both in pg_class.
 *
 * <p>Indexed are all versions somebody may still see; entries point to the root of HOT chains. A chain whose dead members
 * differ from its live one is not represented for old snapshots (PostgreSQL's indcheckxmin case).
 */
final class IndexBuilder {
    private final Ddl ddl;
    private final Relation table;
    private final Relation index;
    private final IndexInfo info;
    private final Vector[] keys;
    private long[] tids = new long[64];
    private boolean[] isDead = new boolean[64];
    private int count;
    private long heapRows;

    private IndexBuilder(Ddl ddl, int table, int index) {
        this.ddl = ddl;
        this.table = ddl.catalog.openRelation(table, 0);
        this.index = ddl.catalog.openRelation(index, 0);
        this.info = this.index.indexInfo();
        this.keys = new Vector[info.natts()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new Vector(!this.index.desc.get(i).byVal(), 64);
        }
    }

    /** Fills the (empty) file of an index. The caller has made its catalog rows visible. */
    static void build(Ddl ddl, int table, int index) {
        new IndexBuilder(ddl, table, index).run();
    }

    /** Makes the empty index of a table that has just been created. */
    static void buildEmpty(Ddl ddl, int index) {
        Relation r = ddl.catalog.openRelation(index, 0);
        ddl.access.indexAm(r).buildEmpty(r);
        initFork(ddl, r);
    }

    private static void initFork(Ddl ddl, Relation index) {
        if (index.persistence == 'u') {
            Relfiles.initFork(ddl, index.node);
            ddl.access.indexAm(index).buildInit(index);
        }
    }

    private void run() {
        scan();
        int[] order = sort();
        ddl.access.indexAm(index).build(index, table, new Cursor(order));
        initFork(ddl, index);
        updateStatistics();
    }

    // ----------------------------------------------------------------------------------------------------- reading

    private void scan() {
        IndexDef def = java.util.Objects.requireNonNull(ddl.catalog.index(index.oid));
        Snapshot snap = Snapshot.nonVacuumable(ddl.txn.snapshots().oldestXmin(ddl.database()));
        RowSource rows = new RowSource(ddl, table, snap);
        String exprText = def.expressions();
        List<Expr> exprs = exprText == null ? List.of() : NodeText.readExprs(exprText);
        ExprState[] compiled = rows.compile(exprs);
        String pred = def.predicate();
        ExprState predicate = pred == null ? null : rows.compile(predicate(pred));
        Snapshot live = ddl.txn.snapshots().register(ddl.txn.snapshots().latest());
        ddl.txn.snapshots().push(live);
        TupleRef ref = new TupleRef(ddl.access);
        try {
            for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                page(rows, n, compiled, predicate, ref);
            }
        } finally {
            rows.close();
            ref.release();
            ddl.txn.snapshots().pop();
            ddl.txn.snapshots().unregister(live);
        }
    }

    /** A predicate is stored as one expression or as a list that is implicitly AND-ed. */
    static Expr predicate(String text) {
        if (!text.startsWith("(")) {
            return NodeText.readExpr(text);
        }
        List<Expr> l = NodeText.readExprs(text);
        return l.size() == 1
                ? l.get(0)
                : new org.hathi.planner.tree.BoolExpr(org.hathi.planner.tree.BoolExprType.AND, l, -1);
    }

    private void page(RowSource rows, int n, ExprState[] exprs, @Nullable ExprState predicate, TupleRef ref) {
        Vector pass = predicate == null ? null : predicate.eval(rows.frame, null, n);
        Vector[] values = new Vector[exprs.length];
        int[] sel = pass == null ? null : passing(pass, n);
        int m = sel == null ? n : sel.length;
        for (int i = 0; i < exprs.length && m > 0; i++) {
            values[i] = exprs[i].eval(rows.frame, sel, m);
        }
        int[] roots = null;
        MemorySegment mem = rows.scan.memory();
        for (int k = 0; k < n; k++) {
            long t = rows.scan.tuple(k);
            boolean alive = alive(rows, mem, t, k, ref);
            heapRows += alive ? 1 : 0;
            if (pass != null && (pass.isNull(k) || !pass.getBool(k))) {
                continue;
            }
            if (!alive && HeapTuple.isHotUpdated(mem, t)) {
                continue;
            }
            long tid = rows.scan.tid(k);
            if (HeapTuple.isHeapOnly(mem, t)) {
                roots = roots == null ? roots(mem, rows.scan.page()) : roots;
                int root = roots[Tid.offset(tid)];
                tid = root == 0 ? tid : Tid.of(Tid.block(tid), root);
            }
            add(rows.columns, values, k, tid, !alive);
        }
    }

    private static int[] passing(Vector pass, int n) {
        int[] out = new int[n];
        int m = 0;
        for (int i = 0; i < n; i++) {
            if (!pass.isNull(i) && pass.getBool(i)) {
                out[m++] = i;
            }
        }
        return Arrays.copyOf(out, m);
    }

    private boolean alive(RowSource rows, MemorySegment m, long t, int k, TupleRef ref) {
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return true;
        }
        boolean a = ddl.access
                .heap()
                .fetch(table, rows.scan.tid(k), ddl.txn.snapshots().active(), ref);
        ref.release();
        return a;
    }

    /** For each offset of a page, the offset of the root of its HOT chain (0: none known) (heap_get_root_tuples). */
    private static int[] roots(MemorySegment m, long p) {
        int max = Page.maxOffset(m, p);
        int[] roots = new int[max + 1];
        for (int off = 1; off <= max; off++) {
            int item = ItemId.get(m, p, off);
            int next;
            if (ItemId.isNormal(item)) {
                long t = p + ItemId.offset(item);
                if (HeapTuple.isHeapOnly(m, t)) {
                    continue;
                }
                roots[off] = off;
                next = HeapTuple.isHotUpdated(m, t) ? Tid.offset(HeapTuple.ctid(m, t)) : 0;
            } else if (ItemId.isRedirect(item)) {
                next = ItemId.offset(item);
            } else {
                continue;
            }
            for (int guard = 0; next != 0 && next <= max && guard <= max; guard++) {
                int i = ItemId.get(m, p, next);
                if (!ItemId.isNormal(i)) {
                    break;
                }
                roots[next] = off;
                long t = p + ItemId.offset(i);
                next = HeapTuple.isHotUpdated(m, t) ? Tid.offset(HeapTuple.ctid(m, t)) : 0;
            }
        }
        return roots;
    }

    private void add(Vector[] columns, Vector[] exprs, int row, long tid, boolean deadRow) {
        if (count == tids.length) {
            tids = Arrays.copyOf(tids, count * 2);
            isDead = Arrays.copyOf(isDead, count * 2);
        }
        int e = 0;
        for (int i = 0; i < keys.length; i++) {
            int c = info.columns[i];
            Vector src = c > 0 ? columns[c - 1] : exprs[e++];
            keys[i].ensureCapacity(count + 1);
            keys[i].copyRow(src, row, count);
        }
        tids[count] = tid;
        isDead[count] = deadRow;
        count++;
    }

    // ----------------------------------------------------------------------------------------------------- sorting

    private int[] sort() {
        TypeOps[] ops = new TypeOps[info.keys];
        IndexDef def = java.util.Objects.requireNonNull(ddl.catalog.index(index.oid));
        for (int i = 0; i < ops.length; i++) {
            OpclassInfo o = ddl.catalog.opclass(def.opclasses()[i]);
            int proc = ddl.catalog.amproc(o.family(), o.inputType(), o.inputType(), 1);
            TypeOps t = TypeOps.bySupportFunction(
                    ddl.env.cx.types(),
                    ddl.catalog.proc(proc).source(),
                    index.desc.get(i).typeOid(),
                    info.collations[i]);
            ops[i] = t != null
                    ? t
                    : TypeOps.of(ddl.env.cx.types(), index.desc.get(i).typeOid(), info.collations[i]);
        }
        int[] a = new int[count];
        for (int i = 0; i < count; i++) {
            a[i] = i;
        }
        boolean sorted = true;
        for (int i = 1; i < count && sorted; i++) {
            sorted = compare(ops, i - 1, i) <= 0;
        }
        if (!sorted) {
            a = mergeSort(ops, a);
        }
        if (info.unique) {
            checkUnique(ops, a);
        }
        return a;
    }

    private int[] mergeSort(TypeOps[] ops, int[] a) {
        int[] from = a;
        int[] to = new int[count];
        for (long w = 1; w < count; w *= 2) {
            ddl.access.interrupts().check();
            for (long lo = 0; lo < count; lo += 2 * w) {
                int mid = (int) Math.min(lo + w, count);
                int hi = (int) Math.min(lo + 2 * w, count);
                merge(ops, from, to, (int) lo, mid, hi);
            }
            int[] t = from;
            from = to;
            to = t;
        }
        return from;
    }

    private void merge(TypeOps[] ops, int[] from, int[] to, int lo, int mid, int hi) {
        int i = lo;
        int j = mid;
        int k = lo;
        if (mid < hi && compare(ops, from[mid - 1], from[mid]) <= 0) {
            System.arraycopy(from, lo, to, lo, hi - lo);
            return;
        }
        while (i < mid && j < hi) {
            to[k++] = compare(ops, from[i], from[j]) <= 0 ? from[i++] : from[j++];
        }
        while (i < mid) {
            to[k++] = from[i++];
        }
        while (j < hi) {
            to[k++] = from[j++];
        }
    }

    private int compare(TypeOps[] ops, int x, int y) {
        int c = compareKeys(ops, x, y);
        return c != 0 ? c : Long.compareUnsigned(tids[x], tids[y]);
    }

    private int compareKeys(TypeOps[] ops, int x, int y) {
        for (int i = 0; i < ops.length; i++) {
            Vector v = keys[i];
            boolean nx = v.isNull(x);
            boolean ny = v.isNull(y);
            if (nx || ny) {
                if (nx && ny) {
                    continue;
                }
                return nx == info.nullsFirst(i) ? -1 : 1;
            }
            int c = ops[i].compare(v, x, v, y);
            if (c != 0) {
                return info.isDescending(i) ? -c : c;
            }
        }
        return 0;
    }

    private void checkUnique(TypeOps[] ops, int[] a) {
        int lastLive = -1;
        for (int i = 0; i < count; i++) {
            if (isDead[a[i]] || !info.nullsNotDistinct && anyNull(a[i])) {
                continue;
            }
            if (lastLive >= 0 && compareKeys(ops, lastLive, a[i]) == 0) {
                throw duplicate(a[i]);
            }
            lastLive = a[i];
        }
    }

    private boolean anyNull(int row) {
        for (int i = 0; i < info.keys; i++) {
            if (keys[i].isNull(row)) {
                return true;
            }
        }
        return false;
    }

    private SqlError duplicate(int row) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < info.keys; i++) {
            names.add(ddl.indexColumnText(index.oid, i + 1));
            Object d = keys[i].datum(row);
            values.add(
                    d == null
                            ? "null"
                            : TypeIo.outputDatum(ddl.env.cx, index.desc.get(i).typeOid(), d));
        }
        return new SqlError(SqlState.UNIQUE_VIOLATION, "could not create unique index \"" + index.name + "\"")
                .detail("Key (" + String.join(", ", names) + ")=(" + String.join(", ", values) + ") is duplicated.")
                .table(table.schema, table.name)
                .constraint(index.name);
    }

    private final class Cursor implements IndexAm.SortedEntries {
        private final int[] order;
        private int at = -1;

        Cursor(int[] order) {
            this.order = order;
        }

        @Override
        public boolean next() {
            return ++at < order.length;
        }

        @Override
        public Vector[] keys() {
            return keys;
        }

        @Override
        public int row() {
            return order[at];
        }

        @Override
        public long tid() {
            return tids[order[at]];
        }
    }

    // -------------------------------------------------------------------------------------------------- statistics

    private void updateStatistics() {
        statistics(ddl, table, heapRows);
        statistics(ddl, index, count);
    }

    /** relpages and reltuples of a relation, without a new row version (index_update_stats). */
    static void statistics(Ddl ddl, Relation r, double tuples) {
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, r.oid);
        @Nullable Object[] v = row.copy();
        int pages = ddl.storage.pool().nblocks(r.node, Fork.MAIN);
        boolean unknown = tuples == 0 && row.floatAt(PgClass.RELTUPLES) < 0;
        Object t = unknown ? Datums.float4(-1) : Datums.float4((float) tuples);
        if (row.intAt(PgClass.RELPAGES) == pages && t.equals(v[PgClass.RELTUPLES - 1])) {
            return;
        }
        v[PgClass.RELPAGES - 1] = (long) pages;
        v[PgClass.RELTUPLES - 1] = t;
        ddl.catalog.store().updateInPlace(row, v);
        ddl.catalog.invalidation().relationChanged(r.oid);
    }
}
