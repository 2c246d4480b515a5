package org.hathi.txn;

import java.util.Arrays;
import org.hathi.page.Xid;

/**
 * Which transactions' effects are seen. Filled by {@link Snapshots}; reused, so a holder beyond the current command
 * registers or pushes it.
 *
 * <p>For {@link #MVCC}: transactions before {@link #xmin} have ended, those from {@link #xmax} on have not begun, those
 * between are in {@link #xip} (top-level) and {@link #subxip} (unless {@link #overflowed}) when they were running.
 */
public final class Snapshot {
    public static final int MVCC = 0;
    public static final int SELF = 1;
    public static final int ANY = 2;
    public static final int TOAST = 3;
    public static final int DIRTY = 4;
    public static final int NON_VACUUMABLE = 5;

    private static final int SORT_ABOVE = 16;

    /** One of the constants above. */
    public int kind;
    /** MVCC: see above. DIRTY: out, an in-progress inserter found. */
    public int xmin;
    /** MVCC: see above. DIRTY: out, an in-progress deleter found. */
    public int xmax;
    /** Running top-level transactions, {@link #xcnt} of them; sorted (unsigned) when there are many. */
    public int[] xip = new int[16];

    public int xcnt;
    /** Running subtransactions, {@link #subxcnt} of them. */
    public int[] subxip = new int[16];

    public int subxcnt;
    /** Some process had more subtransactions than are listed: ask {@link SubTrans}. */
    public boolean overflowed;
    /** Taken during recovery: all running transactions are in {@link #subxip}. */
    public boolean takenDuringRecovery;
    /** Own changes of commands before this one are seen. */
    public int curcid;
    /** DIRTY: out, speculative token of the in-progress inserter; 0 for none. */
    public int speculativeToken;
    /** Completion count when it was taken: equal counts mean equal snapshots; 0 never matches. */
    long completionCount;
    /** Times it is pushed or registered. */
    int references;
    /** Where {@link #inSnapshot} asks for parents. */
    private final @org.jspecify.annotations.Nullable SubTrans subtrans;

    Snapshot(@org.jspecify.annotations.Nullable SubTrans subtrans, int kind) {
        this.subtrans = subtrans;
        this.kind = kind;
    }

    /** Sees everything that committed or is the own transaction's, including the current command. */
    public static Snapshot self() {
        return new Snapshot(null, SELF);
    }

    /** Sees everything. */
    public static Snapshot any() {
        return new Snapshot(null, ANY);
    }

    /** For reading TOAST: sees every version that an outer tuple may point to. */
    public static Snapshot toast() {
        return new Snapshot(null, TOAST);
    }

    /** As {@link #self}, and also what is in progress, reporting by whom. */
    public static Snapshot dirty() {
        return new Snapshot(null, DIRTY);
    }

    /** Sees what vacuum could not remove at horizon {@code xmin}. */
    public static Snapshot nonVacuumable(int xmin) {
        Snapshot s = new Snapshot(null, NON_VACUUMABLE);
        s.xmin = xmin;
        return s;
    }

    public boolean isMvcc() {
        return kind == MVCC;
    }

    void copyFrom(Snapshot s) {
        kind = s.kind;
        xmin = s.xmin;
        xmax = s.xmax;
        curcid = s.curcid;
        overflowed = s.overflowed;
        takenDuringRecovery = s.takenDuringRecovery;
        completionCount = s.completionCount;
        if (xip.length < s.xcnt) {
            xip = new int[s.xip.length];
        }
        System.arraycopy(s.xip, 0, xip, 0, s.xcnt);
        xcnt = s.xcnt;
        if (subxip.length < s.subxcnt) {
            subxip = new int[s.subxip.length];
        }
        System.arraycopy(s.subxip, 0, subxip, 0, s.subxcnt);
        subxcnt = s.subxcnt;
    }

    void addXip(int xid) {
        if (xcnt == xip.length) {
            xip = Arrays.copyOf(xip, xcnt * 2);
        }
        xip[xcnt++] = xid;
    }

    void roomForSubxids(int n) {
        if (subxcnt + n > subxip.length) {
            subxip = Arrays.copyOf(subxip, Math.max(subxip.length * 2, subxcnt + n));
        }
    }

    /** Sorts long lists (as unsigned numbers) so that membership is a binary search. */
    void finish() {
        if (xcnt > SORT_ABOVE) {
            sort(xip, xcnt);
        }
        if (subxcnt > SORT_ABOVE) {
            sort(subxip, subxcnt);
        }
    }

    private static void sort(int[] a, int n) {
        for (int i = 0; i < n; i++) {
            a[i] ^= Integer.MIN_VALUE;
        }
        Arrays.sort(a, 0, n);
        for (int i = 0; i < n; i++) {
            a[i] ^= Integer.MIN_VALUE;
        }
    }

    private static boolean contains(int[] a, int n, int xid) {
        if (n <= SORT_ABOVE) {
            for (int i = 0; i < n; i++) {
                if (a[i] == xid) {
                    return true;
                }
            }
            return false;
        }
        int low = 0;
        int high = n - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            int c = Integer.compareUnsigned(a[mid], xid);
            if (c == 0) {
                return true;
            }
            if (c < 0) {
                low = mid + 1;
            } else {
                high = mid - 1;
            }
        }
        return false;
    }

    /** Whether {@code xid} was running when the snapshot was taken (XidInMVCCSnapshot). */
    public boolean inSnapshot(int xid) {
        if (Xid.precedes(xid, xmin)) {
            return false;
        }
        if (Xid.followsOrEquals(xid, xmax)) {
            return true;
        }
        int x = xid;
        if (overflowed && subtrans != null) {
            x = subtrans.topmost(xid, xmin);
            if (Xid.precedes(x, xmin)) {
                return false;
            }
        } else if (contains(subxip, subxcnt, x)) {
            return true;
        }
        return contains(xip, xcnt, x);
    }
}
