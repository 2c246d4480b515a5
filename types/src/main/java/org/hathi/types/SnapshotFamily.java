package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pg_snapshot (and the older txid_snapshot): text and binary forms, and what can be asked of one.
 *
 * <p>LAYOUT (payload): number of running transactions (4), xmin (8), xmax (8), the running ones in order (8 each).
 */
final class SnapshotFamily {
    private SnapshotFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "pg_snapshot_xmin" -> (cx, a, r, o) -> o.setLong(r, Bytes.longL(a[0].arena, a[0].off[r] + 4));
                    case "pg_snapshot_xmax" -> (cx, a, r, o) -> o.setLong(r, Bytes.longL(a[0].arena, a[0].off[r] + 12));
                    case "pg_visible_in_snapshot" ->
                        (cx, a, r, o) -> o.setBool(r, visible(a[1].arena, a[1].off[r], a[0].longs[r]));
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static boolean visible(byte[] b, int off, long xid) {
        if (Long.compareUnsigned(xid, Bytes.longL(b, off + 4)) < 0) {
            return true;
        }
        if (Long.compareUnsigned(xid, Bytes.longL(b, off + 12)) >= 0) {
            return false;
        }
        int n = Bytes.intL(b, off);
        for (int i = 0; i < n; i++) {
            if (Bytes.longL(b, off + 20 + 8 * i) == xid) {
                return false;
            }
        }
        return true;
    }

    /** pg_snapshot_xip(). */
    static SetFunction xip() {
        return new SetFunction() {
            private byte[] b = new byte[20];
            private int at;

            @Override
            public void start(EvalContext cx, @Nullable Object[] args) {
                b = (byte[]) java.util.Objects.requireNonNull(args[0]);
                at = 0;
            }

            @Override
            public int next(EvalContext cx, Vector[] out, int max) {
                int n = 0;
                while (n < max && at < Bytes.intL(b, 0)) {
                    out[0].setLong(n++, Bytes.longL(b, 20 + 8 * at++));
                }
                return n;
            }
        };
    }

    static byte[] make(long xmin, long xmax, List<Long> running) {
        byte[] b = new byte[20 + 8 * running.size()];
        Bytes.intL(b, 0, running.size());
        Bytes.longL(b, 4, xmin);
        Bytes.longL(b, 12, xmax);
        for (int i = 0; i < running.size(); i++) {
            Bytes.longL(b, 20 + 8 * i, running.get(i));
        }
        return b;
    }

    static final class SnapshotCodec extends TextCodecs.ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            String[] f = s.split(":", -1);
            try {
                if (f.length != 3) {
                    throw new NumberFormatException();
                }
                long min = Long.parseUnsignedLong(f[0]);
                long max = Long.parseUnsignedLong(f[1]);
                if (min == 0 || max == 0 || Long.compareUnsigned(max, min) < 0) {
                    throw new NumberFormatException();
                }
                List<Long> xip = new ArrayList<>();
                long last = 0;
                for (String x : f[2].isEmpty() ? new String[0] : f[2].split(",", -1)) {
                    long v = Long.parseUnsignedLong(x);
                    if (Long.compareUnsigned(v, min) < 0
                            || Long.compareUnsigned(v, max) >= 0
                            || Long.compareUnsigned(v, last) < 0) {
                        throw new NumberFormatException();
                    }
                    if (v != last) {
                        xip.add(v);
                    }
                    last = v;
                }
                out.setBytes(row, make(min, max, xip));
            } catch (NumberFormatException e) {
                throw Err.syntax("pg_snapshot", s);
            }
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            int off = v.off[row];
            sink.ascii(Long.toUnsignedString(Bytes.longL(v.arena, off + 4))).put(':');
            sink.ascii(Long.toUnsignedString(Bytes.longL(v.arena, off + 12))).put(':');
            int n = Bytes.intL(v.arena, off);
            for (int i = 0; i < n; i++) {
                sink.ascii(i > 0 ? "," : "").ascii(Long.toUnsignedString(Bytes.longL(v.arena, off + 20 + 8 * i)));
            }
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            int n = len < 20 ? -1 : Bytes.intB(b, off);
            if (n < 0 || len != 20 + 8L * n) {
                throw Err.binary("invalid external pg_snapshot data");
            }
            List<Long> xip = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                xip.add(Bytes.longB(b, off + 20 + 8 * i));
            }
            out.setBytes(row, make(Bytes.longB(b, off + 4), Bytes.longB(b, off + 12), xip));
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            int off = v.off[row];
            int n = Bytes.intL(v.arena, off);
            sink.putInt(n);
            for (int i = 0; i < n + 2; i++) {
                sink.putLong(Bytes.longL(v.arena, off + 4 + 8 * i));
            }
        }
    }
}
