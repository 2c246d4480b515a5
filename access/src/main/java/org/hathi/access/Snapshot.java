package org.hathi.access;

/** Temporary. */
public final class Snapshot {
    public static final int MVCC = 0;
    public static final int SELF = 1;
    public static final int ANY = 2;
    public static final int TOAST = 3;
    public static final int DIRTY = 4;
    public static final int NON_VACUUMABLE = 5;
    public int kind;
    public int xmin;
    public int xmax;
    public int curcid;
    public int speculativeToken;
    public boolean takenDuringRecovery;
    public static Snapshot of(int kind) {
        Snapshot s = new Snapshot();
        s.kind = kind;
        return s;
    }
}
