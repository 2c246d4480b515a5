package org.hathi.executor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.hathi.base.Interrupts;
import org.hathi.base.Settings;
import org.hathi.executor.Batch;
import org.hathi.executor.RowStore;
import org.hathi.executor.store.TempFiles;
import org.hathi.executor.store.TupleStore;
import org.hathi.executor.store.Workspace;
import org.hathi.types.BuiltinTypes;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key tables, row orders and spill files against plain Java collections. */
class StoresTest {
    private static final long SEED = 42;

    private static TypeOps ops(int type) {
        return TypeOps.of(new BuiltinTypes(), type, type == Oids.TEXT ? 100 : 0);
    }

    private static RowStore random(int n) {
        System.out.println("seed=" + SEED);
        Random r = new Random(SEED);
        RowStore s = new RowStore(new boolean[] {false, true});
        Vector[] one = {new Vector(false, 1), new Vector(true, 1)};
        for (int i = 0; i < n; i++) {
            one[0].reset();
            one[1].reset();
            one[0].setLong(0, r.nextInt(50));
            if (r.nextInt(10) == 0) {
                one[1].setNull(0);
            } else {
                one[1].setText(0, "t" + r.nextInt(20));
            }
            s.append(one, 0);
        }
        return s;
    }

    @Test
    void keysAreNumberedByFirstArrivalAndNullsAreEqual() {
        RowStore s = random(5000);
        KeyTable t = new KeyTable(new TypeOps[] {ops(Oids.INT4), ops(Oids.TEXT)});
        java.util.Map<String, Integer> expected = new java.util.HashMap<>();
        for (int i = 0; i < s.n; i++) {
            String key = s.cols[0].longs[i] + "/" + (s.cols[1].isNull(i) ? null : s.cols[1].getText(i));
            int want = expected.computeIfAbsent(key, k -> expected.size());
            assertThat(t.findOrAdd(s.cols, i)).isEqualTo(want);
        }
        assertThat(t.size()).isEqualTo(expected.size());
        for (int i = 0; i < s.n; i++) {
            assertThat(t.find(s.cols, i)).isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void sortIsStableAndPlacesNulls() {
        RowStore s = random(3000);
        RowOrder o =
                new RowOrder(new int[] {1}, new TypeOps[] {ops(Oids.TEXT)}, new boolean[] {true}, new boolean[] {true});
        int[] a = o.sort(s);
        for (int i = 1; i < a.length; i++) {
            int c = o.compare(s.cols, a[i - 1], s.cols, a[i]);
            assertThat(c).isLessThanOrEqualTo(0);
            if (c == 0) {
                assertThat(a[i - 1]).isLessThan(a[i]);
            }
            if (s.cols[1].isNull(a[i])) {
                assertThat(s.cols[1].isNull(a[i - 1])).isTrue();
            }
        }
    }

    private static TempFiles files(Path dir) {
        return new TempFiles(dir, 1, new Settings(), r -> {}, n -> {});
    }

    private static void same(RowStore a, int i, Vector[] b, int j) {
        assertThat(b[0].longs[j]).isEqualTo(a.cols[0].longs[i]);
        assertThat(b[1].isNull(j)).isEqualTo(a.cols[1].isNull(i));
        if (!a.cols[1].isNull(i)) {
            assertThat(b[1].getText(j)).isEqualTo(a.cols[1].getText(i));
        }
    }

    @Test
    void spilledRowsComeBack(@TempDir Path dir) throws Exception {
        RowStore s = random(20000);
        TempFiles files = files(dir);
        try (Workspace w = files.workspace();
                TupleStore store = new TupleStore(() -> w, new boolean[] {false, true}, 100_000)) {
            TupleStore.Reader early = store.reader();
            for (int i = 0; i < s.n; i++) {
                store.append(s.cols, i);
                if (i % 100 == 0) {
                    int at = early.find(i / 2);
                    same(s, i / 2, early.cols(), at);
                }
            }
            assertThat(store.size()).isEqualTo(s.n);
            assertThat(store.spilled()).isTrue();
            assertThat(dir.toFile().list()).containsExactly("pgsql_tmp1.0");
            TupleStore.Reader r = store.reader();
            long at = 0;
            Batch b;
            while ((b = r.read(at, 777)) != null) {
                for (int i = 0; i < b.n; i++) {
                    same(s, (int) at + i, b.cols, b.row(i));
                }
                at += b.n;
            }
            assertThat(at).isEqualTo(s.n);
            Random random = new Random(SEED);
            for (int i = 0; i < 1000; i++) {
                int row = random.nextInt(s.n);
                same(s, row, cols(r, row), r.find(row));
            }
        }
        assertThat(dir).isEmptyDirectory();
        assertThat(files.totalBytes()).isZero();
    }

    private static Vector[] cols(TupleStore.Reader r, long row) {
        r.find(row);
        return r.cols();
    }

    @Test
    void mergedRunsAreWhatSortingInMemoryGives(@TempDir Path dir) {
        RowStore s = random(60000);
        RowOrder o = new RowOrder(
                new int[] {1, 0},
                new TypeOps[] {ops(Oids.TEXT), ops(Oids.INT4)},
                new boolean[] {true, false},
                new boolean[] {true, false});
        int[] expected = o.sort(s);
        TempFiles files = files(dir);
        try (Workspace w = files.workspace();
                Sorter sorter = new Sorter(() -> w, Interrupts.NONE, new boolean[] {false, true}, o)) {
            for (long bound : new long[] {-1, 5000}) {
                sorter.start(65536, bound);
                Batch b = new Batch();
                for (int i = 0; i < s.n; i += 1000) {
                    int[] sel = java.util.stream.IntStream.range(i, i + 1000).toArray();
                    b.set(s.cols, s.n, sel, sel.length);
                    sorter.add(b);
                }
                sorter.finish();
                assertThat(sorter.spilled()).isTrue();
                for (int pass = 0; pass < 2; pass++) {
                    int at = 0;
                    while ((b = sorter.next(100)) != null && (bound < 0 || at < bound)) {
                        for (int i = 0; i < b.n; i++) {
                            same(s, expected[at++], b.cols, b.row(i));
                        }
                    }
                    assertThat(at).isGreaterThanOrEqualTo(bound < 0 ? s.n : (int) bound);
                    sorter.rewind();
                    b = new Batch();
                }
            }
        }
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void temporaryFilesHaveALimitAndEndWithTheTransaction(@TempDir Path dir) {
        Settings settings = new Settings();
        settings.set("temp_file_limit", "100kB", true);
        TempFiles files = new TempFiles(dir, 1, settings, r -> {}, n -> {});
        Workspace w = files.workspace();
        TupleStore store = new TupleStore(() -> w, new boolean[] {false, true}, 65536);
        RowStore s = random(60000);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < s.n; i++) {
                        store.append(s.cols, i);
                    }
                })
                .hasMessage("temporary file size exceeds temp_file_limit (100kB)");
        assertThat(dir).isNotEmptyDirectory();
        files.endTransaction();
        assertThat(dir).isEmptyDirectory();
    }
}
