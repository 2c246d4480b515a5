package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/** The body of a checkpoint record (CheckPoint, 88 bytes), also kept in the control file. */
public final class CheckPoint {
    /** Bytes of the encoded form. */
    public static final int SIZE = 88;

    /** Where redo begins. */
    public long redo;

    public int timeline = 1;
    public int previousTimeline = 1;
    public boolean fullPageWrites = true;
    /** Next transaction id: epoch in the high half. */
    public long nextXid;

    public int nextOid;
    public int nextMulti;
    public int nextMultiOffset;
    public int oldestXid;
    public int oldestXidDb;
    public int oldestMulti;
    public int oldestMultiDb;
    /** Seconds since the Unix epoch. */
    public long time;

    public int oldestCommitTsXid;
    public int newestCommitTsXid;
    /** Oldest transaction still running, 0 for a shutdown checkpoint. */
    public int oldestActiveXid;

    /** Reads the encoded form. */
    public static CheckPoint read(MemorySegment m, long p) {
        CheckPoint c = new CheckPoint();
        c.redo = Mem.i64(m, p);
        c.timeline = Mem.i32(m, p + 8);
        c.previousTimeline = Mem.i32(m, p + 12);
        c.fullPageWrites = Mem.u8(m, p + 16) != 0;
        c.nextXid = Mem.i64(m, p + 24);
        c.nextOid = Mem.i32(m, p + 32);
        c.nextMulti = Mem.i32(m, p + 36);
        c.nextMultiOffset = Mem.i32(m, p + 40);
        c.oldestXid = Mem.i32(m, p + 44);
        c.oldestXidDb = Mem.i32(m, p + 48);
        c.oldestMulti = Mem.i32(m, p + 52);
        c.oldestMultiDb = Mem.i32(m, p + 56);
        c.time = Mem.i64(m, p + 64);
        c.oldestCommitTsXid = Mem.i32(m, p + 72);
        c.newestCommitTsXid = Mem.i32(m, p + 76);
        c.oldestActiveXid = Mem.i32(m, p + 80);
        return c;
    }

    /** Writes the encoded form. */
    public void write(MemorySegment m, long p) {
        Mem.zero(m, p, SIZE);
        Mem.put64(m, p, redo);
        Mem.put32(m, p + 8, timeline);
        Mem.put32(m, p + 12, previousTimeline);
        Mem.put8(m, p + 16, fullPageWrites ? 1 : 0);
        Mem.put64(m, p + 24, nextXid);
        Mem.put32(m, p + 32, nextOid);
        Mem.put32(m, p + 36, nextMulti);
        Mem.put32(m, p + 40, nextMultiOffset);
        Mem.put32(m, p + 44, oldestXid);
        Mem.put32(m, p + 48, oldestXidDb);
        Mem.put32(m, p + 52, oldestMulti);
        Mem.put32(m, p + 56, oldestMultiDb);
        Mem.put64(m, p + 64, time);
        Mem.put32(m, p + 72, oldestCommitTsXid);
        Mem.put32(m, p + 76, newestCommitTsXid);
        Mem.put32(m, p + 80, oldestActiveXid);
    }
}
