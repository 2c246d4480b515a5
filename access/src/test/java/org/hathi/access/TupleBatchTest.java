package org.hathi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.hathi.os.Mem;
import org.hathi.page.HeapTuple;
import org.hathi.types.Attribute;
import org.hathi.types.BuiltinTypes;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.junit.jupiter.api.Test;

/** A batch lays tuples out byte for byte as {@link TupleBuilder}. */
class TupleBatchTest {
    /** bool, int2, int4, int8, float8, text, bytea, uuid, name, numeric, "char", oid. */
    private static final int[] TYPES = {16, 21, 23, 20, 701, 25, 17, 2950, 19, 1700, 18, 26};

    private static void fill(Vector v, Attribute a, int row, Random rnd) {
        v.nulls[row] = false;
        if (rnd.nextInt(6) == 0) {
            v.setNull(row);
        } else if (a.byVal()) {
            long x = rnd.nextLong();
            v.setLong(row, a.len() == 1 ? (byte) x : a.len() == 2 ? (short) x : a.len() == 4 ? (int) x : x);
        } else {
            byte[] b = new byte[a.len() > 0 ? a.len() : rnd.nextInt(rnd.nextInt(5) == 0 ? 300 : 20)];
            rnd.nextBytes(b);
            v.setBytes(row, b, 0, b.length);
        }
    }

    @Test
    void sameBytesAsTheBuilder() {
        long seed = System.nanoTime();
        Random rnd = new Random(seed);
        BuiltinTypes types = new BuiltinTypes();
        for (int round = 0; round < 200; round++) {
            Attribute[] atts = new Attribute[1 + rnd.nextInt(14)];
            Vector[] cols = new Vector[atts.length];
            for (int i = 0; i < atts.length; i++) {
                atts[i] = Attribute.of("c" + i, i + 1, types.type(TYPES[rnd.nextInt(TYPES.length)]), -1);
                cols[i] = new Vector(!atts[i].byVal(), 8);
            }
            TupleDesc desc = new TupleDesc(atts);
            TupleBatch batch = new TupleBatch(desc);
            TupleBuilder builder = new TupleBuilder(desc);
            int end = batch.bytes.length;
            for (int row = 0; row < 8; row++) {
                for (int i = 0; i < atts.length; i++) {
                    fill(cols[i], atts[i], row, rnd);
                }
                TupleBuf t = builder.reset().fromVectors(cols, row).form(new TupleBuf());
                boolean fits = batch.add(cols, row, 1500);
                assertThat(fits).as("seed=%s", seed).isEqualTo(t.len <= 1500);
                if (!fits) {
                    continue;
                }
                int n = batch.count() - 1;
                assertThat(batch.length[n]).as("seed=%s", seed).isEqualTo(t.len);
                assertThat((end - batch.at[n]) % 8).isZero();
                byte[] want = Mem.bytes(t.m, 0, t.len);
                byte[] got = Arrays.copyOfRange(batch.bytes, batch.at[n], batch.at[n] + t.len);
                Arrays.fill(want, 0, 18, (byte) 0); // transaction and place come later
                assertThat(got)
                        .as("seed=%s row=%s natts=%s", seed, row, atts.length)
                        .isEqualTo(want);
                assertThat(HeapTuple.natts(t.m, 0)).isEqualTo(atts.length);
            }
        }
    }
}
