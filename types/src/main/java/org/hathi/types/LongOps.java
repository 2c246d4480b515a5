package org.hathi.types;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/** Operations of by-value types. */
abstract class LongOps extends TypeOps {

    final int typLen;

    LongOps(int typLen) {
        this.typLen = typLen;
    }

    abstract int cmp(long a, long b);

    abstract int hashLong(long a);

    @Override
    public final int compare(Vector a, int i, Vector b, int j) {
        return cmp(a.longs[i], b.longs[j]);
    }

    @Override
    public final int hash(Vector v, int i) {
        return hashLong(v.longs[i]);
    }

    @Override
    public final int compare(Object a, Object b) {
        return cmp((Long) a, (Long) b);
    }

    @Override
    public final int hash(Object a) {
        return hashLong((Long) a);
    }

    @Override
    public final int compare(MemorySegment m, long off, Object datum) {
        return cmp(load(m, off), (Long) datum);
    }

    /** Reads a stored value, sign-extended. */
    long load(MemorySegment m, long off) {
        return switch (typLen) {
            case 1 -> Mem.i8(m, off);
            case 2 -> Mem.i16(m, off);
            case 4 -> Mem.i32(m, off);
            default -> Mem.i64(m, off);
        };
    }

    /** Signed integers, dates, times, booleans, money. */
    static final class Signed extends LongOps {
        Signed(int typLen) {
            super(typLen);
        }

        @Override
        int cmp(long a, long b) {
            return Long.compare(a, b);
        }

        @Override
        public boolean equal(Vector a, int i, Vector b, int j) {
            return a.longs[i] == b.longs[j];
        }

        @Override
        int hashLong(long a) {
            return Hash.int8(a);
        }
    }

    /** oid, xid, "char", xid8, pg_lsn: unsigned. */
    static final class Unsigned extends LongOps {
        Unsigned(int typLen) {
            super(typLen);
        }

        @Override
        int cmp(long a, long b) {
            return Long.compareUnsigned(a, b);
        }

        @Override
        long load(MemorySegment m, long off) {
            long v = super.load(m, off);
            return typLen == 4 ? v & 0xFFFFFFFFL : v;
        }

        @Override
        int hashLong(long a) {
            return Hash.int8(a);
        }
    }

    static final class Float8 extends LongOps {
        Float8() {
            super(8);
        }

        @Override
        int cmp(long a, long b) {
            return compareDouble(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
        }

        @Override
        int hashLong(long a) {
            return Hash.float8(Double.longBitsToDouble(a));
        }
    }

    static final class Float4 extends LongOps {
        Float4() {
            super(4);
        }

        @Override
        int cmp(long a, long b) {
            return compareDouble(Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b));
        }

        @Override
        int hashLong(long a) {
            return Hash.float8(Float.intBitsToFloat((int) a));
        }
    }

    /** Enum values by the sort order of their labels. */
    static final class EnumOps extends LongOps {
        private final TypeCatalog types;
        private final int typeOid;

        EnumOps(TypeCatalog types, int typeOid) {
            super(4);
            this.types = types;
            this.typeOid = typeOid;
        }

        @Override
        int cmp(long a, long b) {
            // even oids grow in the order of the labels
            return ((a | b) & 1) == 0 ? Long.compare(a, b) : a == b ? 0 : Float.compare(order(a), order(b));
        }

        private float order(long oid) {
            for (TypeCatalog.EnumLabel l : types.enumLabels(typeOid)) {
                if (l.oid() == (int) oid) {
                    return l.sortOrder();
                }
            }
            throw Err.binary("invalid internal value for enum: " + oid);
        }

        @Override
        long load(MemorySegment m, long off) {
            return super.load(m, off) & 0xFFFFFFFFL;
        }

        @Override
        int hashLong(long a) {
            return Hash.int8(a);
        }
    }

    /** PostgreSQL's order of floats: NaN equal to itself and greater than everything; -0 = 0. */
    static int compareDouble(double a, double b) {
        if (a < b) {
            return -1;
        }
        if (a > b) {
            return 1;
        }
        if (a == b) {
            return 0;
        }
        return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
}
