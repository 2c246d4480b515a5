package org.hathi.executor.explain;

import org.hathi.executor.Usage;

/** The lines "Buffers: …" and "WAL: …" of EXPLAIN. */
final class UsageLines {
    private static final String[] BLOCKS = {
        "Shared Hit Blocks",
        "Shared Read Blocks",
        "Shared Dirtied Blocks",
        "Shared Written Blocks",
        "Local Hit Blocks",
        "Local Read Blocks",
        "Local Dirtied Blocks",
        "Local Written Blocks",
        "Temp Read Blocks",
        "Temp Written Blocks"
    };
    private static final String[] WORDS = {
        " hit", " read", " dirtied", " written", " hit", " read", " dirtied", " written", " read", " written"
    };

    private UsageLines() {}

    /** Is there anything to say about blocks in text? */
    static boolean any(long[] u) {
        for (int i = 0; i < BLOCKS.length; i++) {
            if (u[i] > 0) {
                return true;
            }
        }
        return false;
    }

    static void buffers(ExplainOutput out, long[] u) {
        if (!out.isText()) {
            for (int i = 0; i < BLOCKS.length; i++) {
                out.integer(BLOCKS[i], null, u[i]);
            }
            return;
        }
        StringBuilder b = new StringBuilder();
        part(b, "shared", u, Usage.SHARED_HIT, Usage.SHARED_WRITTEN);
        part(b, "local", u, Usage.LOCAL_HIT, Usage.LOCAL_WRITTEN);
        part(b, "temp", u, Usage.TEMP_READ, Usage.TEMP_WRITTEN);
        if (b.length() > 0) {
            out.line("Buffers: " + b);
        }
    }

    private static void part(StringBuilder b, String kind, long[] u, int from, int to) {
        boolean first = true;
        for (int i = from; i <= to; i++) {
            if (u[i] > 0) {
                if (first) {
                    b.append(b.length() > 0 ? ", " : "").append(kind);
                    first = false;
                }
                b.append(WORDS[i]).append('=').append(u[i]);
            }
        }
    }

    static void wal(ExplainOutput out, long[] u) {
        long records = u[Usage.WAL_RECORDS];
        long images = u[Usage.WAL_FPI];
        long bytes = u[Usage.WAL_BYTES];
        if (!out.isText()) {
            out.integer("WAL Records", null, records);
            out.integer("WAL FPI", null, images);
            out.integer("WAL Bytes", null, bytes);
            return;
        }
        if (records > 0 || images > 0 || bytes > 0) {
            StringBuilder b = new StringBuilder("WAL:");
            b.append(records > 0 ? " records=" + records : "");
            b.append(images > 0 ? " fpi=" + images : "");
            b.append(bytes > 0 ? " bytes=" + bytes : "");
            out.line(b.toString());
        }
    }
}
