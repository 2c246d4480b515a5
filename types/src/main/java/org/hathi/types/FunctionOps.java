package org.hathi.types;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.jspecify.annotations.Nullable;

/**
 * Ordering, equality and hashing by functions that somebody defined: operator classes over other functions than the
 * server's own. A part that is not given is made of another one (equality of the comparison; a hash that is the same
 * for all values), or fails when used.
 */
public final class FunctionOps extends TypeOps {
    private final EvalContext cx;
    private final TypeInfo left;
    private final Parts parts;
    private final Vector a;
    private final Vector b;
    private final Vector[] pair;
    private final Vector[] single;
    private final Vector out = new Vector(false, 1);

    /** @param compare gives a negative number, 0, a positive number; {@code hash} an int4 */
    public record Parts(
            @Nullable Kernel compare,
            @Nullable Kernel equal,
            @Nullable Kernel hash) {}

    /**
     * @param left type of the values on the left, which may lie on a page
     * @param right type of the values on the right
     */
    public FunctionOps(EvalContext cx, TypeInfo left, TypeInfo right, Parts parts) {
        this.cx = cx;
        this.left = left;
        this.parts = parts;
        this.a = new Vector(left.byRef(), 1);
        this.b = new Vector(right.byRef(), 1);
        this.pair = new Vector[] {a, b};
        this.single = new Vector[] {a};
    }

    private static Kernel need(@Nullable Kernel k) {
        if (k == null) {
            throw new SqlError(
                    org.hathi.base.SqlState.UNDEFINED_FUNCTION,
                    "could not identify a comparison function for the type");
        }
        return k;
    }

    private long call(Kernel k, Vector[] args) {
        out.reset();
        k.eval(cx, args, null, 1, out);
        if (out.isNull(0)) {
            throw SqlError.internal("support function returned NULL");
        }
        return out.getLong(0);
    }

    private int compareNow() {
        return (int) call(need(parts.compare), pair);
    }

    private boolean equalNow() {
        Kernel e = parts.equal;
        return e == null ? compareNow() == 0 : call(e, pair) != 0;
    }

    private void set(Vector x, int i, Vector y, int j) {
        a.reset();
        b.reset();
        a.copyRow(x, i, 0);
        b.copyRow(y, j, 0);
    }

    private void set(Object x, Object y) {
        a.reset();
        b.reset();
        a.setDatum(0, x);
        b.setDatum(0, y);
    }

    @Override
    public int compare(Vector x, int i, Vector y, int j) {
        set(x, i, y, j);
        return compareNow();
    }

    @Override
    public boolean equal(Vector x, int i, Vector y, int j) {
        set(x, i, y, j);
        return equalNow();
    }

    @Override
    public int compare(Object x, Object y) {
        set(x, y);
        return compareNow();
    }

    @Override
    public int hash(Vector v, int i) {
        if (parts.hash == null) {
            return 0;
        }
        a.reset();
        a.copyRow(v, i, 0);
        return (int) call(need(parts.hash), single);
    }

    @Override
    public int hash(Object x) {
        if (parts.hash == null) {
            return 0;
        }
        a.reset();
        a.setDatum(0, x);
        return (int) call(need(parts.hash), single);
    }

    @Override
    public int compare(MemorySegment m, long off, Object datum) {
        Object stored = left.byRef() ? Stored.read(m, off, left.len()) : (Object) word(m, off);
        set(stored, datum);
        return compareNow();
    }

    private long word(MemorySegment m, long off) {
        return switch (left.len()) {
            case 1 -> Mem.i8(m, off);
            case 2 -> Mem.i16(m, off);
            case 4 -> ArrayValue.unsigned(left) ? Mem.i32(m, off) & 0xFFFFFFFFL : Mem.i32(m, off);
            default -> Mem.i64(m, off);
        };
    }
}
