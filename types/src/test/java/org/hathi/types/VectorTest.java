package org.hathi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.junit.jupiter.api.Test;

/** Kernels over selections and nulls, page comparators, array assignment, set-returning functions. */
final class VectorTest {
    private final EvalContext cx = new EvalContext(new BuiltinTypes());
    private final Functions functions = new Functions();

    @Test
    void strictKernelsSkipNullsAndUnselectedRows() {
        Vector a = new Vector(false, 4);
        Vector b = new Vector(false, 4);
        for (int i = 0; i < 4; i++) {
            a.setLong(i, 2147483647 - (i == 0 ? 0 : 10));
            b.setLong(i, 1);
        }
        b.setNull(2);
        Vector out = new Vector(false, 4);
        Kernel add = functions.lookup("int4pl", true);
        add.eval(cx, new Vector[] {a, b}, new int[] {1, 2, 3}, 3, out);
        assertThat(out.getLong(1)).isEqualTo(2147483638L);
        assertThat(out.isNull(2)).isTrue();
        assertThat(out.isNull(3)).isFalse();
        assertThatThrownBy(() -> add.eval(cx, new Vector[] {a, b}, null, 1, out))
                .isInstanceOf(SqlError.class)
                .hasMessage("integer out of range");
    }

    @Test
    void comparatorsReadStoredValues() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment m = arena.allocate(64, 8);
            byte[] abc = {'a', 'b', 'c'};
            Mem.put8(m, 3, (byte) (4 << 1 | 1));
            Mem.copy(abc, 0, m, 4, 3);
            Mem.put32(m, 16, 7 << 2);
            Mem.copy(abc, 0, m, 20, 3);
            TypeOps text = TypeOps.of(cx.types(), Oids.TEXT, Oids.DEFAULT_COLLATION);
            assertThat(text.compare(m, 3, abc)).isZero();
            assertThat(text.compare(m, 16, abc)).isZero();
            assertThat(text.compare(m, 3, new byte[] {'a', 'b', 'd'})).isNegative();
            assertThat(text.compare(m, 16, new byte[] {'a', 'b'})).isPositive();
            Mem.put32(m, 32, -5);
            assertThat(TypeOps.of(cx.types(), Oids.INT4, 0).compare(m, 32, -4L)).isNegative();
            assertThat(TypeOps.of(cx.types(), Oids.OID, 0).compare(m, 32, 7L)).isPositive();
        }
    }

    @Test
    void arraysAreSlicedAndAssigned() {
        Object d = TypeIo.inputDatum(cx, Oids.INT4_ARRAY, "{1,2,3}", -1);
        ArrayValue a = ArrayValue.decode(cx.types(), (byte[]) d, 0);
        assertThat(a.get(2)).isEqualTo(2L);
        assertThat(a.get(4)).isNull();
        assertThat(text(a.assign(new int[] {5}, 9L))).isEqualTo("{1,2,3,NULL,9}");
        assertThat(text(a.assign(new int[] {-1}, 9L))).isEqualTo("[-1:3]={9,NULL,1,2,3}");
        assertThat(text(a.slice(new int[] {2}, new int[] {9}))).isEqualTo("{2,3}");
        assertThat(text(a.assignSlice(new int[] {2}, new int[] {3}, a))).isEqualTo("{1,1,2}");
        Object m = TypeIo.inputDatum(cx, Oids.INT4_ARRAY, "{{1,2,3},{4,5,6}}", -1);
        ArrayValue n = ArrayValue.decode(cx.types(), (byte[]) m, 0);
        assertThat(text(n.slice(new int[] {1, 2}, new int[] {2, 3}))).isEqualTo("{{2,3},{5,6}}");
        assertThatThrownBy(() -> n.assign(new int[] {3, 1}, 1L)).hasMessage("array subscript out of range");
    }

    private String text(ArrayValue a) {
        return TypeIo.outputDatum(cx, Oids.INT4_ARRAY, a.encode());
    }

    @Test
    void seriesEndAtTheLimitOfTheType() {
        SetFunction f = functions.lookupSet("generate_series_int4", CallInfo.of(true));
        assertThat(f).isNotNull();
        f.start(cx, new Object[] {2147483646L, 2147483647L});
        Vector out = new Vector(false, 8);
        assertThat(f.next(cx, new Vector[] {out}, 8)).isEqualTo(2);
        assertThat(f.next(cx, new Vector[] {out}, 8)).isZero();
    }

    @Test
    void equalNumbersHashEqual() {
        TypeOps n = TypeOps.of(cx.types(), Oids.NUMERIC, 0);
        Object a = TypeIo.inputDatum(cx, Oids.NUMERIC, "1.0", -1);
        Object b = TypeIo.inputDatum(cx, Oids.NUMERIC, "1.000", -1);
        assertThat(n.compare(a, b)).isZero();
        assertThat(n.hash(a)).isEqualTo(n.hash(b));
    }
}
