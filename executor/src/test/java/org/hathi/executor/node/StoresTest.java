package org.hathi.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.hathi.executor.RowStore;
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

    @Test
    void spilledRowsComeBack(@TempDir Path dir) {
        RowStore s = random(20000);
        RowStore back = new RowStore(new boolean[] {false, true});
        try (SpillFile f = new SpillFile(dir)) {
            for (int i = 0; i < s.n; i++) {
                f.write(s.cols, i);
            }
            f.rewind();
            while (!f.atEnd()) {
                f.read(back, 777);
            }
        }
        assertThat(back.n).isEqualTo(s.n);
        for (int i = 0; i < s.n; i++) {
            assertThat(back.cols[0].longs[i]).isEqualTo(s.cols[0].longs[i]);
            assertThat(back.cols[1].isNull(i)).isEqualTo(s.cols[1].isNull(i));
            if (!s.cols[1].isNull(i)) {
                assertThat(back.cols[1].getText(i)).isEqualTo(s.cols[1].getText(i));
            }
        }
        assertThat(dir).isEmptyDirectory();
    }
}
