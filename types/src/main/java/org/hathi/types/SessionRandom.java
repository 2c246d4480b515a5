package org.hathi.types;

/** The session's pseudo-random numbers: xoroshiro128**, seedable by setseed(). Not for secrets. */
public final class SessionRandom {
    private long s0;
    private long s1;
    private boolean seeded;

    /** The generator in the state that {@link #low} and {@link #high} told. */
    public static SessionRandom of(long low, long high) {
        SessionRandom r = new SessionRandom();
        r.s0 = low;
        r.s1 = high;
        r.seeded = true;
        return r;
    }

    /** Whether setseed() was called: then the numbers to come are promised. */
    public boolean seeded() {
        return seeded;
    }

    public long low() {
        return s0;
    }

    public long high() {
        return s1;
    }

    SessionRandom() {
        java.security.SecureRandom r = new java.security.SecureRandom();
        s0 = r.nextLong();
        s1 = r.nextLong() | 1;
    }

    /** Seeds from a number in [-1, 1], as setseed() does. */
    public void seed(double f) {
        seeded = true;
        long seed = (long) (((double) ((1L << 52) - 1)) * f);
        s0 = splitMix(seed);
        s1 = splitMix(seed + 0x9E3779B97F4A7C15L);
        if (s0 == 0 && s1 == 0) {
            s0 = 0x5851F42D4C957F2DL;
            s1 = 0x14057B7EF767814FL;
        }
    }

    private static long splitMix(long before) {
        long v = before + 0x9E3779B97F4A7C15L;
        v = (v ^ (v >>> 30)) * 0xBF58476D1CE4E5B9L;
        v = (v ^ (v >>> 27)) * 0x94D049BB133111EBL;
        return v ^ (v >>> 31);
    }

    /** 64 random bits. */
    public long next() {
        long a = s0;
        long sx = s1 ^ a;
        long val = Long.rotateLeft(a * 5, 7) * 9;
        s0 = Long.rotateLeft(a, 24) ^ sx ^ (sx << 16);
        s1 = Long.rotateLeft(sx, 37);
        return val;
    }

    /** Uniform in [0, 1). */
    public double nextDouble() {
        return (next() >>> 12) * 0x1.0p-52;
    }
}
