package org.hathi.types;

/**
 * PostgreSQL's hash functions (Bob Jenkins' lookup3 as in hashfn): values visible through hashtext() and partitioning.
 */
public final class Hash {
    private Hash() {}

    /** hash_any: 32 bits. */
    public static int bytes(byte[] k, int off, int len) {
        return (int) run(k, off, len, 0);
    }

    /** hash_any_extended: 64 bits with a seed. */
    static long bytesExtended(byte[] k, int off, int len, long seed) {
        return run(k, off, len, seed);
    }

    private static long run(byte[] k, int off, int len, long seed) {
        int a = 0x9e3779b9 + len + 3923095;
        int b = a;
        int c = a;
        int n = len;
        int p = off;
        boolean seeded = seed != 0;
        while (seeded || n >= 12) {
            if (seeded) {
                a += (int) (seed >>> 32);
                b += (int) seed;
            } else {
                a += Bytes.intL(k, p);
                b += Bytes.intL(k, p + 4);
                c += Bytes.intL(k, p + 8);
                p += 12;
                n -= 12;
            }
            seeded = false;
            a -= c;
            a ^= Integer.rotateLeft(c, 4);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 6);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 8);
            b += a;
            a -= c;
            a ^= Integer.rotateLeft(c, 16);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 19);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 4);
            b += a;
        }
        for (int i = n - 1; i >= 0; i--) {
            int v = k[p + i] & 0xFF;
            if (i >= 8) {
                c += v << ((i - 8) * 8 + 8);
            } else if (i >= 4) {
                b += v << ((i - 4) * 8);
            } else {
                a += v << (i * 8);
            }
        }
        return finish(a, b, c);
    }

    private static long finish(int a, int b, int c) {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return (long) b << 32 | c & 0xFFFFFFFFL;
    }

    /** hash_uint32. */
    static int int4(int k) {
        int a = 0x9e3779b9 + 4 + 3923095;
        return (int) finish(a + k, a, a);
    }

    /** hash_uint32_extended: that of the four bytes. */
    static long int4Extended(int k, long seed) {
        byte[] b = {(byte) k, (byte) (k >> 8), (byte) (k >> 16), (byte) (k >> 24)};
        return run(b, 0, 4, seed);
    }

    /** hashint8: equal to hashint4 for values that fit. */
    static int int8(long v) {
        int lo = (int) v;
        int hi = (int) (v >> 32);
        return int4(lo ^ (v >= 0 ? hi : ~hi));
    }

    static long int8Extended(long v, long seed) {
        int lo = (int) v;
        int hi = (int) (v >> 32);
        return int4Extended(lo ^ (v >= 0 ? hi : ~hi), seed);
    }

    /** hashfloat8. */
    public static int float8(double d) {
        if (d == 0) {
            return 0;
        }
        byte[] b = new byte[8];
        Bytes.longL(b, 0, Double.doubleToLongBits(d));
        return bytes(b, 0, 8);
    }

    static long float8Extended(double d, long seed) {
        if (d == 0) {
            return seed;
        }
        byte[] b = new byte[8];
        Bytes.longL(b, 0, Double.doubleToLongBits(d));
        return bytesExtended(b, 0, 8, seed);
    }
}
