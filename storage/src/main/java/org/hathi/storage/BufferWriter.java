package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Checksum;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;
import org.hathi.wal.Wal;

/**
 * Writes dirty buffers. The page is copied under its content lock, the WAL is flushed up to the copy's LSN, the
 * checksum is computed on the copy: so hint bits that others set meanwhile never spoil it, and no page reaches the
 * disk before its WAL.
 */
final class BufferWriter {
    private final BufferShared s;
    private final PrivatePins pins;
    private final Proc proc;
    private final Wal wal;
    private final Smgr smgr;
    private final ByteBuffer copy = ByteBuffer.allocateDirect(Blocks.SIZE);
    private final MemorySegment copyMemory = MemorySegment.ofBuffer(copy);

    BufferWriter(BufferShared s, PrivatePins pins, Proc proc, Wal wal, Smgr smgr) {
        this.s = s;
        this.pins = pins;
        this.proc = proc;
        this.wal = wal;
        this.smgr = smgr;
    }

    boolean checksums() {
        return wal.controlFile().checksumVersion() != 0;
    }

    /** Writes a pinned, content-locked (shared suffices) buffer if it is dirty. */
    void flush(int buf) {
        if (!s.startIo(proc, buf, false)) {
            return;
        }
        boolean ok = false;
        try {
            s.change(buf, 0, BufferShared.JUST_DIRTIED);
            Mem.copy(s.m, s.page(buf), copyMemory, 0, Blocks.SIZE);
            boolean isNew = Page.isNew(copyMemory, 0);
            if ((s.state(buf) & BufferShared.PERMANENT) != 0 && !isNew) {
                wal.flush(Page.lsn(copyMemory, 0));
            }
            int block = s.block(buf);
            if (checksums() && !isNew) {
                Page.setChecksum(copyMemory, 0, Checksum.page(copyMemory, 0, block));
            }
            copy.clear();
            if (Faults.ON) {
                proc.reach(KillPoint.BUFFER_WRITING);
            }
            smgr.write(s.relation(buf), s.fork(buf), block, copy, false);
            if (Faults.ON) {
                proc.reach(KillPoint.BUFFER_WRITTEN);
            }
            ok = true;
        } finally {
            s.endIo(buf, ok, ok ? 0 : BufferShared.IO_ERROR);
        }
    }

    /** Pins, locks and writes a buffer if it is valid and dirty; true if it was written. */
    boolean flushOne(int buf) {
        while (true) {
            long state = s.state(buf);
            if ((state & (BufferShared.VALID | BufferShared.DIRTY)) != (BufferShared.VALID | BufferShared.DIRTY)) {
                return false;
            }
            if (pins.count(buf) > 0) {
                pins.pin(buf, false);
                break;
            }
            if (pins.pinUnpinned(buf, state)) {
                break;
            }
        }
        long lock = s.contentLock(buf);
        LwLock.acquireShared(proc, s.m, lock);
        try {
            flush(buf);
        } finally {
            LwLock.release(proc, s.m, lock);
            pins.unpin(buf);
        }
        return true;
    }

    /**
     * Writes a buffer if it belongs to the relation (or database). The caller made sure that nobody dirties it again.
     */
    void flushIf(int buf, RelFileNode rel, boolean wholeDatabase) {
        long state = s.state(buf);
        if ((state & BufferShared.DIRTY) != 0
                && (state & BufferShared.TAG_VALID) != 0
                && (wholeDatabase ? s.db(buf) == rel.db() : s.ofRelation(buf, rel))) {
            flushOne(buf);
        }
    }
}
