package org.hathi.page;

/** Transaction identifiers: unsigned 32-bit in an int, compared modulo 2^32 beyond the special ones. */
public final class Xid {
    public static final int INVALID = 0;
    public static final int BOOTSTRAP = 1;
    public static final int FROZEN = 2;
    public static final int FIRST_NORMAL = 3;

    private Xid() {}

    public static boolean isValid(int xid) {
        return xid != INVALID;
    }

    public static boolean isNormal(int xid) {
        return Integer.compareUnsigned(xid, FIRST_NORMAL) >= 0;
    }

    /** Is {@code a} logically before {@code b}? Special identifiers are before every normal one. */
    public static boolean precedes(int a, int b) {
        return isNormal(a) && isNormal(b) ? a - b < 0 : Integer.compareUnsigned(a, b) < 0;
    }

    public static boolean precedesOrEquals(int a, int b) {
        return a == b || precedes(a, b);
    }

    public static boolean follows(int a, int b) {
        return precedes(b, a);
    }

    public static boolean followsOrEquals(int a, int b) {
        return a == b || precedes(b, a);
    }

    /** The identifier after this one, skipping the special ones. */
    public static int next(int xid) {
        int n = xid + 1;
        return isNormal(n) ? n : FIRST_NORMAL;
    }

    /** The identifier before this one, skipping the special ones. */
    public static int previous(int xid) {
        int n = xid;
        do {
            n--;
        } while (!isNormal(n));
        return n;
    }

    /** The later of two, either of which may be invalid. */
    public static int newer(int a, int b) {
        return !isValid(a) || (isValid(b) && precedes(a, b)) ? b : a;
    }

    /** The earlier of two, either of which may be invalid. */
    public static int older(int a, int b) {
        return !isValid(a) || (isValid(b) && precedes(b, a)) ? b : a;
    }

    /** The 64-bit form of {@code xid}, which lies within 2^31 of {@code nextFull}. */
    public static long full(int xid, long nextFull) {
        if (!isNormal(xid)) {
            return xid & 0xFFFFFFFFL;
        }
        long epoch = nextFull >>> 32;
        if (Integer.compareUnsigned(xid, (int) nextFull) > 0) {
            epoch--;
        }
        return epoch << 32 | (xid & 0xFFFFFFFFL);
    }
}
