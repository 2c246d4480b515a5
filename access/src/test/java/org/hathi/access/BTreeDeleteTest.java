package org.hathi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hathi.access.TestCluster.Session;
import org.hathi.page.Fork;
import org.hathi.page.Tid;
import org.hathi.txn.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Empty pages leave the tree and are used again, also while others insert and scan. */
class BTreeDeleteTest {
    private static final int STABLE = 500;
    /** Numbers from here on are of entries that stay. */
    private static final int FIRST_STABLE = 50_000_000;
    /**
     * Entries inserted while one vacuum runs, at most: it looks at pages that splits add, so on a machine where it gets
     * little time it would never catch up with writers that run free.
     */
    private static final int PER_ROUND = 100_000;

    @TempDir
    Path dir;

    private static long tid(int i) {
        return Tid.of(i / 100, i % 100 + 1);
    }

    private static int number(long tid) {
        return Tid.block(tid) * 100 + Tid.offset(tid) - 1;
    }

    private static Relation index(Session s) {
        Relation t = s.table(20000);
        return s.index(20010, t, "t_c", false, 3);
    }

    private static void insert(Session s, Relation index, int from, int to) {
        Relation t = s.table(20000);
        for (int i = from; i < to; i++) {
            s.access.btree().insert(index, new Object[] {(long) i}, tid(i), t, UniqueCheck.NO);
        }
    }

    private static List<Long> all(Session s, Relation index, boolean forward) {
        Snapshot snap = s.txn.snapshots().register(s.txn.snapshots().latest());
        IndexScan scan = s.access.btree().beginScan(index, Snapshot.any());
        List<Long> got = new ArrayList<>();
        while (scan.next(forward)) {
            got.add(scan.tid());
        }
        scan.close();
        s.txn.snapshots().unregister(snap);
        return got;
    }

    @Test
    void wholeLevelsGoAndTheirPagesComeBack() throws Exception {
        TestCluster.create(dir);
        TestCluster c = new TestCluster(dir, true);
        Session s = c.first;
        s.begin();
        Relation i = index(s);
        s.createFile(i);
        int n = 250_000; // more than two internal pages
        s.access.btree().build(i, s.table(20000), new BTreeBuildTest.Runs(n, 1));
        s.commit();
        s.begin();
        int blocks = s.storage.pool().nblocks(i.node, Fork.MAIN);
        IndexVacuumStats stats = s.access.btree().bulkDelete(i, null, tid -> number(tid) < n - 50);
        assertThat(stats.newlyDeleted).isGreaterThan(blocks - 10);
        s.access.btree().vacuumCleanup(i, stats, -1);
        assertThat(new BTreeVerify(s.access, i).check()).isEqualTo(50);
        s.commit();
        s.begin();
        s.txn.transactions().xid();
        s.commit();
        s.begin();
        assertThat(all(s, i, true)).hasSize(50);
        assertThat(all(s, i, false)).hasSize(50);
        // now nobody can see them any more
        stats = s.access.btree().bulkDelete(i, null, tid -> false);
        stats = s.access.btree().vacuumCleanup(i, stats, -1);
        assertThat(stats.freePages).isGreaterThan(blocks - 20);
        int more = 50_000;
        insert(s, i, n, n + more);
        assertThat(s.storage.pool().nblocks(i.node, Fork.MAIN)).isEqualTo(blocks);
        assertThat(new BTreeVerify(s.access, i).check()).isEqualTo(more + 50);
        s.commit();
        Path copy = c.crash(s);
        String log = TestCluster.waldump(copy);
        if (!log.isEmpty()) {
            for (String w : List.of("MARK_PAGE_HALFDEAD", "UNLINK_PAGE_META", "REUSE_PAGE", "META_CLEANUP")) {
                assertThat(log.contains(w)).as(w).isTrue();
            }
            assertThat(log.contains("UNKNOWN")).isFalse();
        }
        Session again = new TestCluster(copy, false).first;
        again.begin();
        assertThat(new BTreeVerify(again.access, index(again)).check()).isEqualTo(more + 50);
        again.commit();
    }

    @Test
    void vacuumWhileOthersInsertAndScan() throws Exception {
        long seed = System.nanoTime();
        TestCluster.create(dir);
        TestCluster c = new TestCluster(dir, true);
        Session s = c.first;
        s.begin();
        Relation i = index(s);
        s.createFile(i);
        s.access.btree().buildEmpty(i);
        s.commit();
        Set<Long> dead = ConcurrentHashMap.newKeySet();
        Set<Long> live = ConcurrentHashMap.newKeySet();
        AtomicInteger numbers = new AtomicInteger();
        Semaphore room = new Semaphore(PER_ROUND);
        AtomicBoolean ended = new AtomicBoolean();
        List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            Random rnd = new Random(seed + w);
            threads.add(run(errors, ended, () -> work(c.session(), rnd, numbers, room, live, dead, ended)));
        }
        threads.add(run(errors, ended, () -> scan(c.session(), ended)));
        long until = System.nanoTime() + 4_000_000_000L;
        int freed = 0;
        int rounds = 0;
        while (System.nanoTime() < until && errors.isEmpty()) {
            freed += vacuum(s, dead);
            rounds++;
            room.drainPermits();
            room.release(PER_ROUND);
        }
        ended.set(true);
        for (Thread t : threads) {
            t.join();
        }
        String what = "seed=" + seed + " rounds=" + rounds + " entries=" + numbers;
        assertThat(errors).as(what).isEmpty();
        vacuum(s, dead);
        s.begin();
        assertThat(new BTreeVerify(s.access, i).check()).as(what).isEqualTo(live.size() + STABLE);
        TreeSet<Long> got = new TreeSet<>(all(s, i, true));
        got.removeIf(d -> number(d) >= FIRST_STABLE);
        assertThat(got).as(what).isEqualTo(new TreeSet<>(live));
        assertThat(freed).as("pages deleted, " + what).isPositive();
        s.commit();
    }

    private static int vacuum(Session s, Set<Long> dead) {
        s.begin();
        Relation i = index(s);
        Set<Long> gone = new HashSet<>(dead);
        IndexVacuumStats stats = s.access.btree().bulkDelete(i, null, gone::contains);
        s.access.btree().vacuumCleanup(i, stats, -1);
        dead.removeAll(gone);
        s.commit();
        return stats.newlyDeleted;
    }

    private interface Body {
        void run() throws Exception;
    }

    private static Thread run(List<Throwable> errors, AtomicBoolean ended, Body body) {
        return Thread.ofPlatform().start(() -> {
            try {
                body.run();
            } catch (Throwable t) {
                errors.add(t);
                ended.set(true);
            }
        });
    }

    /** Inserts runs of neighbouring keys here and there, and lets most of them die again. */
    private static void work(
            Session s,
            Random rnd,
            AtomicInteger numbers,
            Semaphore room,
            Set<Long> live,
            Set<Long> dead,
            AtomicBoolean ended)
            throws InterruptedException {
        List<Long> mine = new ArrayList<>();
        while (!ended.get()) {
            int many = 200 + rnd.nextInt(1500);
            if (!room.tryAcquire(many, 100, TimeUnit.MILLISECONDS)) {
                continue;
            }
            s.begin();
            s.txn.transactions().xid();
            Relation i = index(s);
            Relation t = s.table(20000);
            int base = rnd.nextInt(40) * 1000;
            for (int k = 0; k < many; k++) {
                int n = numbers.incrementAndGet();
                long key = base + rnd.nextInt(1000);
                live.add(tid(n));
                s.access.btree().insert(i, new Object[] {key}, tid(n), t, UniqueCheck.NO);
                mine.add(tid(n));
            }
            s.commit();
            if (mine.size() > 3000) {
                while (mine.size() > 3) {
                    long d = mine.remove(mine.size() - 1);
                    live.remove(d);
                    dead.add(d);
                }
            }
        }
    }

    /** Tids come once each, and those that stay the whole time are all there. */
    private static void scan(Session s, AtomicBoolean ended) {
        s.begin();
        Relation i = index(s);
        s.txn.transactions().xid();
        Relation t = s.table(20000);
        for (int k = 0; k < STABLE; k++) {
            s.access.btree().insert(i, new Object[] {k * 4L + 1}, tid(FIRST_STABLE + k), t, UniqueCheck.NO);
        }
        s.commit();
        boolean forward = true;
        while (!ended.get()) {
            s.begin();
            List<Long> got = all(s, i, forward);
            s.commit();
            BitSet stable = new BitSet();
            for (long d : got) {
                int n = number(d);
                if (n >= FIRST_STABLE) {
                    assertThat(stable.get(n - FIRST_STABLE))
                            .as("entry seen twice")
                            .isFalse();
                    stable.set(n - FIRST_STABLE);
                }
            }
            assertThat(stable.cardinality())
                    .as("entries a scan must see, forward=%s", forward)
                    .isEqualTo(STABLE);
            forward = !forward;
        }
        s.begin();
        s.commit();
    }
}
