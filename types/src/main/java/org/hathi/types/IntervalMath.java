package org.hathi.types;

/** Arithmetic of stored intervals for the executor's aggregates. */
public final class IntervalMath {
    private IntervalMath() {}

    /**
     * The interval at {@code part} (0..1) of the way from {@code lo} to {@code hi}, as percentile_cont interpolates.
     */
    public static byte[] between(byte[] lo, byte[] hi, double part) {
        Interval a = Interval.decode(lo, 0);
        Interval d = Interval.decode(hi, 0).minus(a).times(part, false);
        Vector v = new Vector(true, 1);
        a.plus(d).store(v, 0);
        return v.getBytes(0);
    }
}
