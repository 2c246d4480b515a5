package org.hathi.types;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/** Operations of a by-reference type, all made of one comparison and one hash over bytes. */
abstract class ByRefOps extends TypeOps {
    /** typlen: -1 varlena, -2 cstring, otherwise bytes. */
    private final int typLen;

    ByRefOps(int typLen) {
        this.typLen = typLen;
    }

    /** Compares two values as bytes. */
    abstract int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl);

    /** Hashes a value. */
    abstract int hashBytes(byte[] a, int ao, int al);

    boolean eq(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        return cmp(a, ao, al, b, bo, bl) == 0;
    }

    @Override
    public final int compare(Vector a, int i, Vector b, int j) {
        return cmp(a.arena, a.off[i], a.len[i], b.arena, b.off[j], b.len[j]);
    }

    @Override
    public final boolean equal(Vector a, int i, Vector b, int j) {
        return eq(a.arena, a.off[i], a.len[i], b.arena, b.off[j], b.len[j]);
    }

    @Override
    public final int hash(Vector v, int i) {
        return hashBytes(v.arena, v.off[i], v.len[i]);
    }

    @Override
    public final int compare(Object a, Object b) {
        byte[] x = (byte[]) a;
        byte[] y = (byte[]) b;
        return cmp(x, 0, x.length, y, 0, y.length);
    }

    @Override
    public final int hash(Object a) {
        byte[] x = (byte[]) a;
        return hashBytes(x, 0, x.length);
    }

    @Override
    public int compare(MemorySegment m, long off, Object datum) {
        byte[] x = Stored.read(m, off, typLen);
        byte[] y = (byte[]) datum;
        return cmp(x, 0, x.length, y, 0, y.length);
    }

    /** Values ordered as unsigned bytes: text in C-like collations, bytea, uuid, name. */
    static final class Binary extends ByRefOps {
        Binary(int typLen) {
            super(typLen);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Bytes.compare(a, ao, al, b, bo, bl);
        }

        @Override
        boolean eq(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Bytes.equal(a, ao, al, b, bo, bl);
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.bytes(a, ao, al);
        }

        @Override
        public int compare(MemorySegment m, long off, Object datum) {
            byte[] y = (byte[]) datum;
            long at = off;
            int n = y.length;
            int h = Mem.i8(m, off);
            if ((h & 1) == 1 && h != 1 && super.typLen == -1) {
                at = off + 1;
                n = ((h & 0xFF) >> 1) - 1;
            } else if (super.typLen > 0) {
                n = super.typLen;
            } else {
                return super.compare(m, off, datum);
            }
            int min = Math.min(n, y.length);
            for (int i = 0; i < min; i++) {
                int d = (Mem.i8(m, at + i) & 0xFF) - (y[i] & 0xFF);
                if (d != 0) {
                    return d;
                }
            }
            return n - y.length;
        }
    }

    /** bpchar: trailing blanks do not count. */
    static final class Blank extends ByRefOps {
        Blank() {
            super(-1);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Bytes.compare(a, ao, Bytes.trimmed(a, ao, al), b, bo, Bytes.trimmed(b, bo, bl));
        }

        @Override
        boolean eq(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            int k = Math.min(al, bl);
            if (k > 0 && a[ao] != b[bo] || !java.util.Arrays.equals(a, ao, ao + k, b, bo, bo + k)) {
                return false;
            }
            return al == bl || (al > bl ? Bytes.trimmed(a, ao + k, al - k) : Bytes.trimmed(b, bo + k, bl - k)) == 0;
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.bytes(a, ao, Bytes.trimmed(a, ao, al));
        }
    }

    static final class Numeric extends ByRefOps {
        Numeric() {
            super(-1);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Num.compare(a, ao, al, b, bo, bl);
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Num.hash(a, ao, al);
        }
    }

    static final class IntervalOps extends ByRefOps {
        IntervalOps() {
            super(16);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Interval.compare(a, ao, b, bo);
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Interval.hash(a, ao);
        }
    }

    static final class TimeTz extends ByRefOps {
        TimeTz() {
            super(12);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            long ta = Bytes.longL(a, ao) + Bytes.intL(a, ao + 8) * 1_000_000L;
            long tb = Bytes.longL(b, bo) + Bytes.intL(b, bo + 8) * 1_000_000L;
            int c = Long.compare(ta, tb);
            return c != 0 ? c : Integer.compare(Bytes.intL(a, ao + 8), Bytes.intL(b, bo + 8));
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.int8(Bytes.longL(a, ao)) ^ Hash.int4(Bytes.intL(a, ao + 8));
        }
    }

    static final class TidOps extends ByRefOps {
        TidOps() {
            super(6);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Long.compare(key(a, ao), key(b, bo));
        }

        private static long key(byte[] a, int o) {
            return (Bytes.shortL(a, o) & 0xFFFFL) << 32
                    | (Bytes.shortL(a, o + 2) & 0xFFFFL) << 16
                    | Bytes.shortL(a, o + 4) & 0xFFFFL;
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.bytes(a, ao, 6);
        }
    }
}
