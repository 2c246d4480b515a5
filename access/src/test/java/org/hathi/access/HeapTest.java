package org.hathi.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.hathi.access.TestCluster.Session;
import org.hathi.base.SqlError;
import org.hathi.page.Tid;
import org.hathi.storage.Vm;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapTest {
    @TempDir
    Path dir;

    private TestCluster cluster;
    private Session s;
    private Relation t;
    private Relation pk;
    private final TupleBuf buf = new TupleBuf();
    private final TmFailure tmfd = new TmFailure();

    @BeforeEach
    void start() throws Exception {
        TestCluster.create(dir);
        cluster = new TestCluster(dir, true);
        s = cluster.first;
        open(s);
        s.begin();
        s.createTable(t);
        s.createFile(pk);
        s.access.btree().buildEmpty(pk);
        s.commit();
    }

    private void open(Session session) {
        t = session.table(20000);
        pk = session.index(20010, t, "t_pkey", true, 1);
        t.keyColumns = new boolean[] {true, false, false};
    }

    private long insert(Session x, Relation rel, Relation index, long a, byte[] b, long c) {
        TupleBuf tb = new TupleBuf();
        new TupleBuilder(rel.desc).fromDatums(new Object[] {a, b, c}).form(tb);
        long tid = x.access.heap().insert(rel, tb, x.cid());
        x.access.btree().insert(index, new Object[] {a}, tid, rel, UniqueCheck.YES);
        return tid;
    }

    private static byte[] bytes(String v) {
        return v.getBytes(StandardCharsets.UTF_8);
    }

    /** Rows as a snapshot sees them: a → b + "/" + c. */
    private static TreeMap<Long, String> rows(Session x, Relation rel, Snapshot snap) {
        Deformer d = new Deformer(rel.desc, new int[] {1, 2, 3}, x.access.toast());
        Vector[] out = {new Vector(false, 512), new Vector(true, 512), new Vector(false, 512)};
        HeapScan scan = x.access.heap().beginScan(rel, snap);
        TreeMap<Long, String> got = new TreeMap<>();
        int n;
        while ((n = scan.next(d, out, null, 512)) > 0) {
            for (int i = 0; i < n; i++) {
                got.put(out[0].getLong(i), (out[1].isNull(i) ? "null" : out[1].getText(i)) + "/" + out[2].datum(i));
            }
            for (Vector v : out) {
                v.reset();
            }
        }
        scan.close();
        return got;
    }

    private String byKey(Session x, Relation rel, Relation index, long a) {
        TupleRef ref = new TupleRef(x.access);
        Snapshot snap = x.txn.snapshots().latest();
        IndexScan scan = x.access.btree().beginScan(index, snap, ScanKey.equal(1, a));
        Deformer d = new Deformer(rel.desc, new int[] {2, 3}, x.access.toast());
        Vector[] out = {new Vector(true, 1), new Vector(false, 1)};
        String found = null;
        while (scan.next(true)) {
            if (x.access.heap().fetchChain(rel, scan.tid(), snap, ref)) {
                assertThat(found).isNull();
                ref.deform(d, out, 0);
                found = (out[0].isNull(0) ? "null" : out[0].getText(0)) + "/" + out[1].datum(0);
            }
        }
        scan.close();
        ref.release();
        return found;
    }

    private TmResult update(Session x, Relation rel, Relation index, long a, long newA, byte[] b, Long c) {
        TupleRef ref = new TupleRef(x.access);
        Snapshot snap = x.txn.snapshots().latest();
        IndexScan scan = x.access.btree().beginScan(index, snap, ScanKey.equal(1, a));
        TupleBuilder tb = new TupleBuilder(rel.desc);
        TmResult r = TmResult.INVISIBLE;
        while (scan.next(true)) {
            if (x.access.heap().fetchChain(rel, scan.tid(), snap, ref)) {
                tb.fromTuple(ref.m, ref.t).setLong(1, newA);
                if (b != null) {
                    tb.set(2, b);
                }
                if (c != null) {
                    tb.set(3, c);
                }
                tb.form(buf);
                r = x.access.heap().update(rel, ref.tid, buf, x.cid(), null, true, tmfd);
                break;
            }
        }
        scan.close();
        ref.release();
        if (r == TmResult.OK && tmfd.updateIndexes) {
            x.access.btree().insert(index, new Object[] {newA}, buf.tid, rel, UniqueCheck.YES);
        }
        return r;
    }

    @Test
    void hotUpdatesPruneAndSurviveCrash() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random rnd = new Random(seed);
        TreeMap<Long, String> model = new TreeMap<>();
        s.begin();
        for (long a = 0; a < 500; a++) {
            insert(s, t, pk, a, bytes("v" + a), a);
            model.put(a, "v" + a + "/" + a);
        }
        s.commit();
        int hot = 0;
        for (int i = 0; i < 6000; i++) {
            s.begin();
            TreeMap<Long, String> next = new TreeMap<>(model);
            long a = model.isEmpty() ? 0 : model.ceilingKey((long) rnd.nextInt((int) (model.lastKey() + 1)));
            int what = rnd.nextInt(20);
            if (what == 0) {
                long na = 1000 + i;
                assertThat(update(s, t, pk, a, na, null, null)).isEqualTo(TmResult.OK);
                next.put(na, next.remove(a));
            } else if (what == 1 && model.size() > 100) {
                delete(a);
                next.remove(a);
            } else if (what == 2) {
                insert(s, t, pk, 100_000L + i, null, i);
                next.put(100_000L + i, "null/" + i);
            } else {
                String v = "u".repeat(rnd.nextInt(50)) + i;
                assertThat(update(s, t, pk, a, a, bytes(v), (long) i)).isEqualTo(TmResult.OK);
                next.put(a, v + "/" + i);
                hot += tmfd.updateIndexes ? 0 : 1;
            }
            s.next();
            if (rnd.nextInt(10) == 0) {
                s.rollback();
            } else {
                s.commit();
                model = next;
            }
            if (i % 2000 == 1999) {
                check(s, t, pk, model);
                if (i == 3999) {
                    s.begin();
                    new Vacuum(s.access, t, List.of(pk), Vacuum.Params.freeze()).run();
                    s.commit();
                    check(s, t, pk, model);
                }
            }
        }
        System.out.println("hot=" + hot + " blocks=" + s.storage.pool().nblocks(t.node, 0));
        assertThat(hot).isGreaterThan(3000);
        assertThat(s.storage.pool().nblocks(t.node, 0)).isLessThan(60);
        Path copy = cluster.crash(s);
        decode(copy);
        TestCluster again = new TestCluster(copy, false);
        open(again.first);
        check(again.first, t, pk, model);
    }

    private void delete(long a) {
        TupleRef ref = new TupleRef(s.access);
        Snapshot snap = s.txn.snapshots().latest();
        IndexScan scan = s.access.btree().beginScan(pk, snap, ScanKey.equal(1, a));
        while (scan.next(true)) {
            if (s.access.heap().fetchChain(t, scan.tid(), snap, ref)) {
                assertThat(s.access.heap().delete(t, ref.tid, s.cid(), null, true, tmfd))
                        .isEqualTo(TmResult.OK);
                break;
            }
        }
        scan.close();
        ref.release();
    }

    private void check(Session x, Relation rel, Relation index, TreeMap<Long, String> model) {
        x.begin();
        assertThat(rows(x, rel, x.txn.snapshots().latest())).isEqualTo(model);
        new BTreeVerify(x.access, index).check();
        for (long a : model.keySet()) {
            assertThat(byKey(x, rel, index, a)).isEqualTo(model.get(a));
        }
        x.commit();
    }

    private void decode(Path d) throws Exception {
        String out = TestCluster.waldump(d);
        if (!out.isEmpty()) {
            for (String w : List.of("rmgr: Heap", "HOT_UPDATE", "rmgr: Btree", "PRUNE", "FREEZE_PAGE", "VISIBLE")) {
                assertThat(out.contains(w)).as(w).isTrue();
            }
            assertThat(out.contains("UNKNOWN")).isFalse();
        }
    }

    @Test
    void toastedValuesComeBack() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random rnd = new Random(seed);
        byte[] noise = new byte[50_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (33 + rnd.nextInt(90));
        }
        byte[] soft = "abcdefgh ".repeat(20_000).getBytes();
        s.begin();
        insert(s, t, pk, 1, noise, 1);
        insert(s, t, pk, 2, soft, 2);
        insert(s, t, pk, 3, "z".repeat(3000).getBytes(), 3);
        s.commit();
        s.begin();
        assertThat(byKey(s, t, pk, 1)).isEqualTo(new String(noise) + "/1");
        assertThat(byKey(s, t, pk, 2)).isEqualTo(new String(soft) + "/2");
        assertThat(byKey(s, t, pk, 3)).isEqualTo("z".repeat(3000) + "/3");
        // an update that leaves the value alone keeps its chunks
        Relation toast = s.relation(t.toastOid);
        long chunks = count(toast);
        assertThat(update(s, t, pk, 1, 1, null, 77L)).isEqualTo(TmResult.OK);
        s.next();
        assertThat(count(toast)).isEqualTo(chunks);
        assertThat(byKey(s, t, pk, 1)).isEqualTo(new String(noise) + "/77");
        assertThat(update(s, t, pk, 1, 1, bytes("small"), 78L)).isEqualTo(TmResult.OK);
        s.next();
        assertThat(count(toast)).isLessThan(chunks);
        s.commit();
        Path copy = cluster.crash(s);
        TestCluster again = new TestCluster(copy, false);
        open(again.first);
        again.first.begin();
        assertThat(byKey(again.first, t, pk, 1)).isEqualTo("small/78");
        assertThat(byKey(again.first, t, pk, 2)).isEqualTo(new String(soft) + "/2");
        again.first.commit();
    }

    private long count(Relation rel) {
        HeapScan scan = s.access.heap().beginScan(rel, s.txn.snapshots().latest());
        long n = 0;
        while (scan.nextPage()) {
            n += scan.visible();
        }
        return n;
    }

    @Test
    void uniqueConflictWaitsForTheOther() throws Exception {
        s.begin();
        insert(s, t, pk, 1, bytes("x"), 1);
        AtomicReference<Throwable> error = new AtomicReference<>();
        Thread other = new Thread(() -> {
            Session o = cluster.session();
            Relation ot = o.table(20000);
            Relation opk = o.index(20010, ot, "t_pkey", true, 1);
            o.begin();
            try {
                insert(o, ot, opk, 1, bytes("y"), 2);
                o.commit();
            } catch (Throwable e) {
                error.set(e);
                o.rollback();
            }
        });
        other.start();
        other.join(300);
        assertThat(other.isAlive()).isTrue();
        s.commit();
        other.join(20_000);
        assertThat(error.get()).isInstanceOf(SqlError.class);
        SqlError e = (SqlError) error.get();
        assertThat(e.getMessage()).isEqualTo("duplicate key value violates unique constraint \"t_pkey\"");
        assertThat(e.report().detail()).isEqualTo("Key (a)=(1) already exists.");
        s.begin();
        assertThatThrownBy(() -> insert(s, t, pk, 1, bytes("z"), 3)).isInstanceOf(SqlError.class);
        s.rollback();
    }

    @Test
    void concurrentUpdatersOfOneRow() throws Exception {
        s.begin();
        insert(s, t, pk, 1, bytes("x"), 0);
        s.commit();
        int threads = 4;
        int each = 200;
        List<Thread> list = new ArrayList<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        for (int k = 0; k < threads; k++) {
            Thread th = new Thread(() -> {
                try {
                    increment(each);
                } catch (Throwable e) {
                    error.compareAndSet(null, e);
                }
            });
            list.add(th);
            th.start();
        }
        for (Thread th : list) {
            th.join(60_000);
        }
        if (error.get() != null) {
            throw new AssertionError(error.get());
        }
        s.begin();
        assertThat(byKey(s, t, pk, 1)).isEqualTo("x/" + threads * each);
        s.commit();
    }

    private void increment(int times) {
        Session o = cluster.session();
        Relation ot = o.table(20000);
        Relation opk = o.index(20010, ot, "t_pkey", true, 1);
        ot.keyColumns = new boolean[] {true, false, false};
        TupleRef ref = new TupleRef(o.access);
        TmFailure f = new TmFailure();
        TupleBuf b = new TupleBuf();
        TupleBuilder tb = new TupleBuilder(ot.desc);
        Deformer d = new Deformer(ot.desc, new int[] {3}, Detoaster.NONE);
        Vector[] v = {new Vector(false, 1)};
        for (int i = 0; i < times; i++) {
            o.begin();
            Snapshot snap = o.txn.snapshots().latest();
            IndexScan scan = o.access.btree().beginScan(opk, snap, ScanKey.equal(1, 1L));
            boolean found = false;
            while (!found && scan.next(true)) {
                found = o.access.heap().fetchChain(ot, scan.tid(), snap, ref);
            }
            scan.close();
            assertThat(found).isTrue();
            TmResult r = o.access
                    .heap()
                    .lockTuple(ot, ref.tid, o.cid(), LockMode.NO_KEY_EXCLUSIVE, WaitPolicy.BLOCK, false, true, f, ref);
            assertThat(r).isEqualTo(TmResult.OK);
            ref.deform(d, v, 0);
            tb.fromTuple(ref.m, ref.t).setLong(3, v[0].getLong(0) + 1).form(b);
            long tid = ref.tid;
            ref.release();
            assertThat(o.access.heap().update(ot, tid, b, o.cid(), null, true, f))
                    .isEqualTo(TmResult.OK);
            if (f.updateIndexes) {
                o.access.btree().insert(opk, new Object[] {1L}, b.tid, ot, UniqueCheck.YES);
            }
            o.commit();
        }
    }

    @Test
    void multiInsertAndBuild() {
        s.begin();
        int n = 3000;
        TupleBuf[] many = new TupleBuf[n];
        TupleBuilder tb = new TupleBuilder(t.desc);
        for (int i = 0; i < n; i++) {
            many[i] = tb.fromDatums(new Object[] {(long) i, bytes("row " + i), null})
                    .form(new TupleBuf());
        }
        BulkInsert bulk = new BulkInsert();
        s.access.heap().multiInsert(t, many, n, s.cid(), 0, bulk);
        bulk.release(s.access);
        s.next();
        Relation built = s.index(20011, t, "t_built", true, 1);
        s.createFile(built);
        Vector[] key = {new Vector(false, 1)};
        int[] at = {-1};
        s.access.btree().build(built, t, new IndexAm.SortedEntries() {
            @Override
            public boolean next() {
                key[0].setLong(0, ++at[0]);
                return at[0] < n;
            }

            @Override
            public Vector[] keys() {
                return key;
            }

            @Override
            public int row() {
                return 0;
            }

            @Override
            public long tid() {
                return many[at[0]].tid;
            }
        });
        assertThat(new BTreeVerify(s.access, built).check()).isEqualTo(n);
        for (long a = 0; a < n; a += 7) {
            assertThat(byKey(s, t, built, a)).isEqualTo("row " + a + "/null");
        }
        insert(s, t, built, n + 5, null, 4);
        assertThat(new BTreeVerify(s.access, built).check()).isEqualTo(n + 1);
        assertThat(Tid.block(many[n - 1].tid)).isGreaterThan(10);
        s.commit();
    }

    @Test
    void frozenLoadLeavesAllFrozenPages() {
        s.begin();
        int n = 1500;
        TupleBuf[] many = new TupleBuf[n];
        TupleBuilder tb = new TupleBuilder(t.desc);
        for (int i = 0; i < n; i++) {
            many[i] = tb.fromDatums(new Object[] {(long) i, bytes("row " + i), null})
                    .form(new TupleBuf());
        }
        BulkInsert bulk = new BulkInsert();
        int options = Heap.FROZEN | Heap.SKIP_FSM;
        s.access.heap().multiInsert(t, Arrays.copyOf(many, 1000), 1000, s.cid(), options, bulk);
        s.access.heap().multiInsert(t, Arrays.copyOfRange(many, 1000, n), n - 1000, s.cid(), options, bulk);
        bulk.release(s.access);
        s.commit();
        int last = Tid.block(many[n - 1].tid);
        int[] pinned = {0};
        for (int b = 0; b <= last; b++) {
            assertThat(s.access.vm().status(t.node, b, pinned)).isEqualTo(Vm.VALID_BITS);
        }
        s.begin();
        assertThat(Tid.block(insert(s, t, pk, n, bytes("late"), 1))).isEqualTo(last);
        assertThat(s.access.vm().status(t.node, last, pinned)).isZero();
        assertThat(s.access.vm().status(t.node, last - 1, pinned)).isEqualTo(Vm.VALID_BITS);
        s.access.pool().release(pinned[0]);
        s.next();
        assertThat(rows(s, t, s.txn.snapshots().latest())).hasSize(n + 1);
    }
}
