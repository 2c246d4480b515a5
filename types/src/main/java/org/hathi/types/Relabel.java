package org.hathi.types;

/**
 * Binary-coercible casts between int4, whose datums are sign-extended, and the oid types, whose datums are
 * zero-extended: the one case where a relabelled value is another datum.
 */
public final class Relabel {
    private Relabel() {}

    /** Whether a cast between these types must change datums. */
    public static boolean changes(int from, int to) {
        return from == Oids.INT4 ? unsigned(to) : to == Oids.INT4 && unsigned(from);
    }

    private static boolean unsigned(int type) {
        return switch (type) {
            case Oids.OID,
                    Oids.REGPROC,
                    Oids.REGPROCEDURE,
                    Oids.REGOPER,
                    Oids.REGOPERATOR,
                    Oids.REGCLASS,
                    Oids.REGTYPE,
                    Oids.REGROLE,
                    Oids.REGNAMESPACE,
                    Oids.REGCOLLATION,
                    Oids.REGCONFIG,
                    Oids.REGDICTIONARY -> true;
            default -> false;
        };
    }

    /** The datum as {@code to} has it; only where {@link #changes}. */
    public static long datum(long v, int to) {
        return to == Oids.INT4 ? (int) v : v & 0xFFFFFFFFL;
    }
}
