package org.hathi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.hathi.access.TestCluster.Session;
import org.hathi.page.Tid;
import org.hathi.txn.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BTreeTest {
    @TempDir
    Path dir;

    private static byte[] text(long k, int pad) {
        return String.format("%010d", k).concat("x".repeat(pad)).getBytes();
    }

    @Test
    void randomInsertsAndScansAgainstModel() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random rnd = new Random(seed);
        TestCluster.create(dir);
        TestCluster c = new TestCluster(dir, true);
        Session s = c.first;
        s.begin();
        Relation t = s.table(20000);
        Relation byInt = s.index(20010, t, "t_c", false, 3);
        Relation byText = s.index(20011, t, "t_b", false, 2);
        for (Relation r : List.of(byInt, byText)) {
            s.createFile(r);
            s.access.btree().buildEmpty(r);
        }
        TreeMap<Long, TreeMap<Long, Boolean>> model = new TreeMap<>();
        int n = 20000;
        for (int i = 0; i < n; i++) {
            long k = i % 3 == 0 ? i : rnd.nextInt(n / 4);
            int j = (int) (i * 7919L % n); // distinct, in no order
            long tid = Tid.of(j / 100, j % 100 + 1);
            model.computeIfAbsent(k, x -> new TreeMap<>()).put(tid, true);
            s.access.btree().insert(byInt, new Object[] {k}, tid, t, UniqueCheck.NO);
            s.access.btree().insert(byText, new Object[] {text(k, (int) (k % 60))}, tid, t, UniqueCheck.NO);
        }
        s.storage.wal().flush(s.storage.wal().insertLsn());
        assertThat(new BTreeVerify(s.access, byInt).check()).isEqualTo(n);
        assertThat(new BTreeVerify(s.access, byText).check()).isEqualTo(n);
        compare(s, byInt, model);
        compare(s, byText, model);
        compareRanges(s, byInt, model, rnd, n);
        // vacuum half away
        s.access.btree().bulkDelete(byInt, null, tid -> (Tid.offset(tid) & 1) == 0);
        for (TreeMap<Long, Boolean> m : model.values()) {
            m.keySet().removeIf(tid -> (Tid.offset(tid) & 1) == 0);
        }
        new BTreeVerify(s.access, byInt).check();
        compare(s, byInt, model);
        s.commit();
        Path copy = c.crash(s);
        String log = TestCluster.waldump(copy);
        if (!log.isEmpty()) {
            for (String w : List.of("DEDUP", "SPLIT_L", "SPLIT_R", "INSERT_POST", "NEWROOT", "VACUUM")) {
                assertThat(log.contains(w)).as(w).isTrue();
            }
            assertThat(log.contains("UNKNOWN")).isFalse();
        }
        Session again = new TestCluster(copy, false).first;
        again.begin();
        Relation t2 = again.table(20000);
        Relation i2 = again.index(20010, t2, "t_c", false, 3);
        new BTreeVerify(again.access, i2).check();
        compare(again, i2, model);
        assertThat(new BTreeVerify(again.access, again.index(20011, t2, "t_b", false, 2)).check())
                .isEqualTo(n);
        again.commit();
    }

    private void compareRanges(
            Session s, Relation byInt, TreeMap<Long, TreeMap<Long, Boolean>> model, Random rnd, int n)
            throws Exception {
        for (int i = 0; i < 300; i++) {
            long lo = rnd.nextInt(n);
            long hi = lo + rnd.nextInt(200);
            List<Long> want = new ArrayList<>();
            for (Map.Entry<Long, TreeMap<Long, Boolean>> e :
                    model.subMap(lo, true, hi, false).entrySet()) {
                want.addAll(e.getValue().keySet());
            }
            ScanKey[] keys = {ScanKey.of(1, ScanKey.GREATER_EQUAL, lo), ScanKey.of(1, ScanKey.LESS, hi)};
            assertThat(tids(s, byInt, true, keys)).isEqualTo(want);
            assertThat(tids(s, byInt, false, keys)).isEqualTo(want.reversed());
        }
        Object[] any = {5L, null, 17L, 5L, 3L, 1_000_000L};
        List<Long> want = new ArrayList<>();
        for (long k : new long[] {3, 5, 17}) {
            want.addAll(model.getOrDefault(k, new TreeMap<>()).keySet());
        }
        assertThat(tids(s, byInt, true, ScanKey.any(1, ScanKey.EQUAL, any, null)))
                .isEqualTo(want);
        assertThat(tids(s, byInt, false, ScanKey.any(1, ScanKey.EQUAL, any, null)))
                .isEqualTo(want.reversed());
    }

    private static void compare(Session s, Relation idx, TreeMap<Long, TreeMap<Long, Boolean>> model) {
        List<Long> want = new ArrayList<>();
        model.values().forEach(v -> want.addAll(v.keySet()));
        assertThat(tids(s, idx, true)).isEqualTo(want);
        assertThat(tids(s, idx, false)).isEqualTo(want.reversed());
    }

    private static List<Long> tids(Session s, Relation idx, boolean forward, ScanKey... keys) {
        IndexScan scan = s.access.btree().beginScan(idx, Snapshot.any(), keys);
        List<Long> got = new ArrayList<>();
        while (scan.next(forward)) {
            got.add(scan.tid());
        }
        scan.close();
        return got;
    }
}
