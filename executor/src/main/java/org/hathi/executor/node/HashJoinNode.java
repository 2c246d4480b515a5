package org.hathi.executor.node;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.store.MemoryUse;
import org.hathi.executor.store.SpillSpace;
import org.hathi.executor.store.TupleStore;
import org.hathi.planner.plan.Join;
import org.hathi.planner.tree.JoinType;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Joins by a hash table of the inner side. Beyond the memory allowed both sides are split by hash into batches: the
 * first is joined at once, the rows of the others wait in a temporary file and are joined batch by batch (hybrid hash
 * join).
 *
 * <p>INVARIANTS: HJ-1 rows of equal keys have the same batch number; HJ-2 doubling the number of batches moves rows
 * only to later ones (batch b becomes b and b + old number); HJ-3 while batch b is loaded, files of batches below it
 * are closed.
 */
final class HashJoinNode extends JoinNode {
    private final ExprState[] outerKeys;
    private final ExprState[] innerKeys;
    private final TypeOps[] ops;
    private final Frame keyFrame = new Frame();
    private final Vector[] keyValues;
    private final Vector[] innerValues;
    private final boolean[] innerByRef;
    private final boolean[] outerByRef;
    private final HashSize size;
    private final MemoryUse memory;
    private final SpillSpace space;

    private @Nullable RowStore store;
    private @Nullable KeyTable table;
    private int keyCount;
    private int[] first = new int[0];
    private int[] last = new int[0];
    private int[] chain = new int[0];
    private boolean[] innerHit = new boolean[0];
    /** What inner row numbers of pairs refer to. */
    private Vector[] innerCols = new Vector[0];

    // Batches
    private int nbatch = 1;
    private int firstBatches = 1;
    private int current;
    private boolean mayGrow = true;
    private long rowBytes;
    private long peak;
    private long buckets = 1024;
    private long firstBuckets = 1024;
    private @Nullable TupleStore[] innerParts = new TupleStore[0];
    private @Nullable TupleStore[] outerParts = new TupleStore[0];
    /** Inner rows with a null in their key, where unmatched rows matter. */
    private @Nullable TupleStore nullRows;

    private TupleStore.@Nullable Reader outerReader;
    private long outerRow;
    private final Batch mine = new Batch();
    private int[] mineSel = new int[0];
    private int[] outerHash = new int[0];
    private boolean hashed;

    // The place in the current outer batch
    private int outerPos;
    private int outerStep = 8;
    private boolean probing;
    private int candidate;
    private boolean outerDone;
    private int unmatchedPos;
    private boolean nulls;
    private long nullPos;
    private TupleStore.@Nullable Reader nullReader;

    HashJoinNode(
            Join plan,
            ExecState es,
            ExecNode outer,
            ExecNode inner,
            ExprState[] outerKeys,
            ExprState[] innerKeys,
            TypeOps[] ops) {
        super(plan, es, outer, inner);
        this.outerKeys = outerKeys;
        this.innerKeys = innerKeys;
        this.ops = ops;
        this.keyValues = new Vector[ops.length];
        this.innerValues = new Vector[ops.length];
        this.innerByRef = byRef(es, inner.plan.targetList);
        this.outerByRef = byRef(es, outer.plan.targetList);
        this.size = new HashSize(es, inner.plan);
        this.memory = new MemoryUse(es);
        this.space = new SpillSpace(es);
    }

    private boolean unmatchedMatter() {
        return type == JoinType.RIGHT || type == JoinType.FULL;
    }

    // ---------------------------------------------------------------------------------------------------- the table
    private void build() {
        size.choose(inner.plan.rows, inner.plan.width, es.env.hashMem());
        buckets = size.buckets;
        firstBuckets = buckets;
        nbatch = ops.length == 0 ? 1 : size.batches;
        firstBatches = nbatch;
        current = 0;
        mayGrow = ops.length > 0;
        peak = 0;
        innerParts = new TupleStore[nbatch];
        outerParts = new TupleStore[nbatch];
        startTable();
        int step = 64;
        Batch b;
        while ((b = inner.next(step)) != null) {
            step = grow(step);
            insert(b);
        }
        tableDone();
        report();
    }

    private void startTable() {
        RowStore s = new RowStore(innerByRef);
        store = s;
        table = new KeyTable(ops);
        keyCount = 0;
        rowBytes = 0;
        innerCols = s.cols;
    }

    private void tableDone() {
        int n = Objects.requireNonNull(store).n;
        if (unmatchedMatter()) {
            innerHit = new boolean[n];
        }
        peak = Math.max(peak, rowBytes + HashSize.pointers(buckets));
    }

    private void insert(Batch b) {
        eval(innerKeys, b, innerValues);
        RowStore s = Objects.requireNonNull(store);
        KeyTable t = Objects.requireNonNull(table);
        if (nbatch == 1 && !mayBeNull(innerValues)) {
            int base = s.n;
            s.append(b);
            rowBytes += size.bytes(b);
            room(s.n);
            for (int i = 0; i < b.n; i++) {
                link(t.findOrAdd(innerValues, b.row(i)), base + i);
            }
        } else {
            int from = s.n;
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                if (anyNull(innerValues, r)) {
                    keepNull(b.cols, r);
                    continue;
                }
                int h = t.hash(innerValues, r);
                int k = nbatch == 1 ? 0 : KeyTable.part(h, nbatch, 0);
                if (k != current) {
                    part(innerParts, k, innerByRef).append(b.cols, r);
                    continue;
                }
                int row = s.n;
                s.append(b.cols, r);
                room(row + 1);
                link(t.findOrAdd(innerValues, r, h), row);
            }
            if (s.n > from) {
                rowBytes += size.bytes(b) * (s.n - from) / b.n;
            }
        }
        peak = Math.max(peak, rowBytes);
        while (nbatch == 1 && buckets < s.n) {
            buckets *= 2;
        }
        long held = s.used() + t.used() + 12L * s.n;
        boolean full = memory.set(held, Long.MAX_VALUE);
        while (mayGrow && (full || rowBytes + HashSize.pointers(buckets) > es.env.hashMem())) {
            split();
            full = false;
        }
    }

    private static boolean mayBeNull(Vector[] v) {
        for (Vector x : v) {
            if (x.hasNulls) {
                return true;
            }
        }
        return false;
    }

    private void keepNull(Vector[] cols, int row) {
        if (!unmatchedMatter()) {
            return;
        }
        TupleStore s = nullRows;
        if (s == null) {
            s = new TupleStore(space, innerByRef, 64 << 10);
            nullRows = s;
        }
        s.append(cols, row);
    }

    private void room(int n) {
        if (chain.length < n) {
            chain = Arrays.copyOf(chain, Math.max(64, Math.max(n, chain.length * 2)));
        }
    }

    private void link(int key, int row) {
        chain[row] = -1;
        if (key >= first.length) {
            int cap = Math.max(64, first.length * 2);
            first = Arrays.copyOf(first, cap);
            last = Arrays.copyOf(last, cap);
        }
        if (key == keyCount) {
            first[key] = row;
            last[key] = row;
            keyCount++;
        } else {
            chain[last[key]] = row;
            last[key] = row;
        }
    }

    // ------------------------------------------------------------------------------------------------------ batches
    private TupleStore part(@Nullable TupleStore[] parts, int k, boolean[] byRef) {
        TupleStore p = parts[k];
        if (p == null) {
            int chunk = Math.clamp(es.env.hashMem() / (4L * nbatch), 2 << 10, 32 << 10);
            p = new TupleStore(space, byRef, chunk);
            parts[k] = p;
        }
        return p;
    }

    /** Doubles the number of batches; rows of the table that now belong to a later one go to its file. */
    private void split() {
        if (!HashSize.mayGrow(nbatch)) {
            mayGrow = false;
            return;
        }
        es.cx.interrupts.check();
        nbatch *= 2;
        innerParts = Arrays.copyOf(innerParts, nbatch);
        outerParts = Arrays.copyOf(outerParts, nbatch);
        RowStore old = Objects.requireNonNull(store);
        KeyTable keys = Objects.requireNonNull(table);
        int[] oldFirst = first;
        int[] oldChain = chain;
        int oldKeys = keyCount;
        long bytes = rowBytes;
        first = new int[0];
        last = new int[0];
        chain = new int[0];
        startTable();
        RowStore s = Objects.requireNonNull(store);
        KeyTable t = Objects.requireNonNull(table);
        RowStore keyRows = keys.keys();
        for (int key = 0; key < oldKeys && keyRows != null; key++) {
            int h = keys.hashOf(key);
            int k = KeyTable.part(h, nbatch, 0);
            for (int r = oldFirst[key]; r >= 0; r = oldChain[r]) {
                if (k != current) {
                    part(innerParts, k, innerByRef).append(old.cols, r);
                } else {
                    int row = s.n;
                    s.append(old.cols, r);
                    room(row + 1);
                    link(t.findOrAdd(keyRows.cols, key, h), row);
                }
            }
        }
        if (old.n > 0) {
            rowBytes = bytes * s.n / old.n;
        }
        if (s.n == 0 || s.n == old.n) {
            // Splitting does not help: many rows of few keys.
            mayGrow = false;
        }
    }

    /** Loads the next batch that can have results; false after the last. */
    private boolean nextBatch() {
        if (current >= nbatch) {
            // The end was reached before, in an earlier scan of the same table.
            return false;
        }
        finishPart(outerParts, current);
        outerReader = null;
        while (++current < nbatch) {
            TupleStore in = innerParts[current];
            TupleStore out = outerParts[current];
            if (useless(in, out)) {
                finishPart(innerParts, current);
                finishPart(outerParts, current);
                continue;
            }
            startTable();
            if (in != null) {
                TupleStore.Reader r = in.reader();
                long at = 0;
                Batch b;
                while ((b = r.read(at, MAX_BATCH)) != null) {
                    es.cx.interrupts.check();
                    at += b.n;
                    insert(b);
                }
                finishPart(innerParts, current);
            }
            tableDone();
            report();
            outerReader = out == null ? null : out.reader();
            outerRow = 0;
            unmatchedPos = 0;
            return true;
        }
        return false;
    }

    /**
     * A batch without results. Files written before the last doubling also hold rows of later batches: they must be
     * read.
     */
    private boolean useless(@Nullable TupleStore in, @Nullable TupleStore out) {
        if (in == null && out == null) {
            return true;
        }
        if (nbatch != firstBatches) {
            return false;
        }
        return out == null ? !unmatchedMatter() : in == null && !marksEnds();
    }

    private static void finishPart(@Nullable TupleStore[] parts, int k) {
        TupleStore p = parts[k];
        if (p != null) {
            p.close();
            parts[k] = null;
        }
    }

    private void report() {
        if (inner instanceof SimpleNodes.HashNode h && instrumentation != null) {
            h.setUse(new HashUse(buckets, firstBuckets, nbatch, firstBatches, peak, space.size()));
        }
    }

    // ------------------------------------------------------------------------------------------------------ probing
    private void eval(ExprState[] exprs, Batch b, Vector[] into) {
        keyFrame.cols = b.cols;
        keyFrame.rows = b.rows;
        for (int k = 0; k < exprs.length; k++) {
            into[k] = exprs[k].eval(keyFrame, b.sel, b.n);
        }
    }

    private static boolean anyNull(Vector[] v, int r) {
        for (Vector x : v) {
            if (x.isNull(r)) {
                return true;
            }
        }
        return false;
    }

    /** The next outer rows of the current batch; null when there are no more. May be empty. */
    private @Nullable Batch nextOuter(KeyTable t, int want) {
        Batch b;
        if (current == 0) {
            boolean useless = nbatch == 1 && t.size() == 0 && !marksEnds();
            b = useless ? null : outer.next(Math.min(outerStep, Math.max(want, 8)));
            outerStep = grow(outerStep);
        } else {
            TupleStore.Reader r = outerReader;
            b = r == null ? null : r.read(outerRow, MAX_BATCH);
            if (b != null) {
                outerRow += b.n;
            }
        }
        if (b == null) {
            return null;
        }
        eval(outerKeys, b, keyValues);
        hashed = nbatch > 1;
        return hashed ? mine(b, t) : b;
    }

    /** The rows that belong to the current batch; others go to the files of theirs. */
    private Batch mine(Batch b, KeyTable t) {
        if (mineSel.length < b.n) {
            mineSel = new int[Math.max(b.n, 64)];
        }
        if (outerHash.length < b.rows) {
            outerHash = new int[Math.max(b.rows, 64)];
        }
        int n = 0;
        for (int i = 0; i < b.n; i++) {
            int r = b.row(i);
            if (anyNull(keyValues, r)) {
                mineSel[n++] = r;
                continue;
            }
            int h = t.hash(keyValues, r);
            outerHash[r] = h;
            int k = KeyTable.part(h, nbatch, 0);
            if (k == current) {
                mineSel[n++] = r;
            } else if (nbatch != firstBatches || innerParts[k] != null || marksEnds()) {
                part(outerParts, k, outerByRef).append(b.cols, r);
            }
        }
        mine.set(b.cols, b.rows, mineSel, n);
        return mine;
    }

    @Override
    protected boolean collect(int want) {
        if (table == null) {
            build();
        }
        KeyTable t = Objects.requireNonNull(table);
        if (outerDone) {
            return ending(want);
        }
        Batch b = outerBatch;
        if (b == null || outerPos >= b.n) {
            b = nextOuter(t, want);
            if (b == null) {
                outerBatch = null;
                outerDone = true;
                return ending(want);
            }
            newOuterBatch(b);
            outerPos = 0;
        }
        probe(b, t, want);
        return true;
    }

    private void probe(Batch b, KeyTable t, int want) {
        while (outerPos < b.n && pairs < want) {
            int r = b.row(outerPos);
            if (!probing) {
                int key = -1;
                if (!anyNull(keyValues, r)) {
                    key = hashed ? t.find(keyValues, r, outerHash[r]) : t.find(keyValues, r);
                }
                candidate = key < 0 ? -1 : first[key];
                probing = true;
            }
            while (candidate >= 0 && pairs < want && !(oneMatch() && matched[r])) {
                pair(r, candidate);
                candidate = chain[candidate];
                if (oneMatch() && noJoinQual()) {
                    candidate = -1;
                }
            }
            if (candidate >= 0 && !(oneMatch() && matched[r])) {
                break;
            }
            if (marksEnds()) {
                pair(r, -1);
            }
            probing = false;
            outerPos++;
        }
    }

    private boolean noJoinQual() {
        return ((Join) plan).joinQual.isEmpty();
    }

    /** After the last outer row of a batch: unmatched inner rows, the next batch; at last inner rows without key. */
    private boolean ending(int want) {
        if (nulls) {
            return unmatchedNulls(want);
        }
        if (unmatchedMatter()) {
            int n = Objects.requireNonNull(store).n;
            while (unmatchedPos < n && pairs < want) {
                if (!innerHit[unmatchedPos]) {
                    pair(-1, unmatchedPos);
                }
                unmatchedPos++;
            }
            if (pairs > 0) {
                return true;
            }
        }
        if (nextBatch()) {
            outerDone = false;
            outerBatch = null;
            probing = false;
            return true;
        }
        nulls = true;
        return unmatchedNulls(want);
    }

    private boolean unmatchedNulls(int want) {
        TupleStore s = nullRows;
        if (s == null) {
            return false;
        }
        TupleStore.Reader r = nullReader;
        if (r == null) {
            r = s.reader();
            nullReader = r;
        }
        Batch b = r.read(nullPos, want);
        if (b == null) {
            return false;
        }
        nullPos += b.n;
        innerCols = b.cols;
        for (int i = 0; i < b.n; i++) {
            pair(-1, b.row(i));
        }
        return true;
    }

    @Override
    protected void innerMatched(int row) {
        if (innerHit.length > 0) {
            innerHit[row] = true;
        }
    }

    @Override
    protected void gatherInner() {
        for (int c = outerWidth; c < cols.length; c++) {
            if (scope.needed[c]) {
                RowStore.gather(innerCols[c - outerWidth], pi, pairs, cols[c]);
            }
        }
    }

    // --------------------------------------------------------------------------------------------------- start, end
    @Override
    protected void restart(@Nullable BitSet changed) {
        restartPipe();
        outer.rescan(changed);
        if (changed == null || nbatch > 1 || inner.plan.extParams.intersects(changed)) {
            forget();
            inner.rescan(changed);
        } else {
            current = 0;
            Arrays.fill(innerHit, false);
            RowStore s = store;
            if (s != null) {
                innerCols = s.cols;
            }
        }
        outerBatch = null;
        outerPos = 0;
        probing = false;
        outerDone = false;
        unmatchedPos = 0;
        outerStep = 8;
        nulls = false;
        nullPos = 0;
        nullReader = null;
    }

    private void forget() {
        store = null;
        table = null;
        keyCount = 0;
        first = new int[0];
        last = new int[0];
        chain = new int[0];
        innerHit = new boolean[0];
        innerCols = new Vector[0];
        innerParts = new TupleStore[0];
        outerParts = new TupleStore[0];
        outerReader = null;
        nullRows = null;
        nullReader = null;
        nbatch = 1;
        current = 0;
        space.close();
        memory.clear();
    }

    @Override
    public void close() {
        super.close();
        forget();
    }
}
