package org.hathi.executor.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.hathi.txn.Snapshot;

/** pg_snapshot values: count int4, xmin, xmax and the running top-level transactions as 64-bit ids, ascending. */
final class Snapshots {
    private Snapshots() {}

    static byte[] current(SystemContext s) {
        Snapshot now = s.txn().snapshots().hasActive()
                ? s.txn().snapshots().active()
                : s.txn().snapshots().transaction();
        long[] xip = new long[now.xcnt];
        for (int i = 0; i < xip.length; i++) {
            xip[i] = SessionFunctions.full(s, now.xip[i]);
        }
        Arrays.sort(xip);
        ByteBuffer b = ByteBuffer.allocate(20 + xip.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(xip.length).putLong(SessionFunctions.full(s, now.xmin)).putLong(SessionFunctions.full(s, now.xmax));
        for (long x : xip) {
            b.putLong(x);
        }
        return b.array();
    }

    private static ByteBuffer of(byte[] b) {
        return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Long xmin(byte[] b) {
        return of(b).getLong(4);
    }

    static Long xmax(byte[] b) {
        return of(b).getLong(12);
    }

    static int count(byte[] b) {
        return of(b).getInt(0);
    }

    static long xip(byte[] b, int i) {
        return of(b).getLong(20 + 8 * i);
    }

    static Object visible(byte[] b, long xid) {
        if (Long.compareUnsigned(xid, xmin(b)) < 0) {
            return true;
        }
        if (Long.compareUnsigned(xid, xmax(b)) >= 0) {
            return false;
        }
        for (int i = 0; i < count(b); i++) {
            if (xip(b, i) == xid) {
                return false;
            }
        }
        return true;
    }
}
