package org.hathi.base;

/** Log sequence numbers: byte positions in the WAL, as unsigned 64-bit values. Zero is invalid. */
public final class Lsn {
    public static final long INVALID = 0;

    private Lsn() {}

    /** The usual text form, {@code hi/lo} in upper-case hexadecimal. */
    public static String format(long lsn) {
        return Integer.toHexString((int) (lsn >>> 32)).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Integer.toHexString((int) lsn).toUpperCase(java.util.Locale.ROOT);
    }

    /** Parses {@code hi/lo}; throws 22P02 when malformed. */
    public static long parse(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash > 0 && slash <= 8 && text.length() - slash - 1 <= 8) {
                return (Long.parseLong(text.substring(0, slash), 16) << 32)
                        | Long.parseLong(text.substring(slash + 1), 16);
            }
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
        throw malformed(text);
    }

    private static SqlError malformed(String text) {
        return new SqlError(
                SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type pg_lsn: \"" + text + "\"");
    }
}
