package org.hathi.executor.command;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Checksum;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.shm.Proc;
import org.hathi.storage.BufferPool;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/**
 * The one page of a sequence.
 *
 * <pre>
 * LAYOUT  page header 24 | item 1 | … | tuple: last_value int8, log_cnt int8, is_called bool | special 8: magic 0x1717
 * WAL     RM_SEQ 0x00: relfilenode 12, tuple; block 0 initialised
 * </pre>
 */
final class SequenceStorage {
    static final int MAGIC = 0x1717;
    /** Values logged ahead. */
    static final int LOG_VALUES = 32;

    private static final int STATE_SIZE = 17;

    private final Ddl ddl;

    SequenceStorage(Ddl ddl) {
        this.ddl = ddl;
    }

    /** State as stored. */
    record State(long last, long logCount, boolean called) {}

    private static Object[] datums(State s) {
        return new Object[] {s.last(), s.logCount(), s.called() ? 1L : 0L};
    }

    /** Writes the first page of a new sequence file. */
    void create(Relation r, State s) {
        TupleBuf t = new TupleBuilder(r.desc).fromDatums(datums(s)).form(new TupleBuf());
        HeapTuple.setXmin(t.m, 0, 2);
        HeapTuple.setInfomask(t.m, 0, HeapTuple.infomask(t.m, 0) | HeapTuple.XMIN_FROZEN | HeapTuple.XMAX_INVALID);
        HeapTuple.setCmin(t.m, 0, 0);
        HeapTuple.setCtid(t.m, 0, org.hathi.page.Tid.of(0, 1));
        BufferPool pool = ddl.storage.pool();
        ddl.txn.locks().lockExtend(ddl.database(), r.oid);
        int buf = pool.extend(r.node, Fork.MAIN, null);
        ddl.txn.locks().unlockExtend(ddl.database(), r.oid);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        enter();
        Page.init(m, p, 8);
        Mem.put32(m, p + Page.special(m, p), MAGIC);
        if (Page.addItem(m, p, t.m, 0, t.len, 0, false, false) != 1) {
            throw SqlError.internal("failed to add sequence tuple to page");
        }
        pool.markDirty(buf);
        if (r.needsWal()) {
            Page.setLsn(m, p, log(r, buf, t.m, 0, t.len));
        }
        exit();
        MemorySegment init = r.persistence == 'u' ? copy(m, p) : null;
        pool.unlockRelease(buf);
        if (init != null) {
            initFork(r, init);
        }
    }

    private static MemorySegment copy(MemorySegment m, long p) {
        MemorySegment page = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        Mem.copy(m, p, page, 0, Blocks.SIZE);
        return page;
    }

    /** What an unlogged sequence becomes after a crash: its first page, on disk and in the log at once. */
    private void initFork(Relation r, MemorySegment page) {
        Relfiles.initFork(ddl, r.node);
        enter();
        Page.setLsn(page, 0, ddl.storage.wal().logPage(r.node, Fork.INIT, 0, page, 0, true));
        exit();
        if (ddl.storage.wal().controlFile().checksumVersion() != 0) {
            Page.setChecksum(page, 0, Checksum.page(page, 0, 0));
        }
        ddl.storage.smgr().extend(r.node, Fork.INIT, 0, page, 0, false);
        ddl.storage.smgr().immediateSync(r.node, Fork.INIT);
    }

    private void enter() {
        ddl.storage.proc().enterCritical();
    }

    private void exit() {
        ddl.storage.proc().exitCritical();
    }

    private long log(Relation r, int buf, MemorySegment m, long t, int len) {
        BufferPool pool = ddl.storage.pool();
        WalInsert w = ddl.storage.wal().record();
        w.buffer(0, r.node, Fork.MAIN, 0, pool.memory(buf), pool.offset(buf), org.hathi.wal.BlockFlags.WILL_INIT);
        return w.data(r.node).data(m, t, len).insert(Rmgr.SEQ, 0);
    }

    /** Pins and locks the page; 'bad magic' when it is not a sequence. */
    int lock(Relation r) {
        BufferPool pool = ddl.storage.pool();
        int buf = ddl.access.read(r, 0);
        pool.lockExclusive(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (Mem.i32(m, p + Page.special(m, p)) != MAGIC) {
            pool.unlockRelease(buf);
            throw SqlError.internal("bad magic number in sequence \"" + r.name + "\": "
                    + String.format("%08X", Mem.i32(m, p + Page.special(m, p))));
        }
        return buf;
    }

    void release(int buf) {
        ddl.storage.pool().unlockRelease(buf);
    }

    private long tuple(int buf) {
        MemorySegment m = ddl.storage.pool().memory(buf);
        long p = ddl.storage.pool().offset(buf);
        return p + ItemId.offset(ItemId.get(m, p, 1));
    }

    State read(int buf) {
        MemorySegment m = ddl.storage.pool().memory(buf);
        long v = tuple(buf);
        v += HeapTuple.hoff(m, v);
        return new State(Mem.i64(m, v), Mem.i64(m, v + 8), Mem.u8(m, v + 16) != 0);
    }

    /**
     * Stores a state on the locked page.
     *
     * @param logged the state that goes to the WAL (further ahead), null: none is written
     */
    void write(Relation r, int buf, State s, @org.jspecify.annotations.Nullable State logged) {
        BufferPool pool = ddl.storage.pool();
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        long t = tuple(buf);
        long v = t + HeapTuple.hoff(m, t);
        int len = ItemId.length(ItemId.get(m, p, 1));
        if (logged != null && r.needsWal()) {
            // a later setval in the same transaction must be flushed at commit
            ddl.txn.transactions().topXid();
        }
        enterWrite(buf, p, v);
        pool.markDirty(buf);
        if (logged != null && r.needsWal()) {
            put(m, v, logged);
            Page.setLsn(m, p, log(r, buf, m, t, len));
        }
        put(m, v, s);
        exit();
    }

    /** The reaper gives the sequence its old state back, or the one logged: both are good. */
    private void enterWrite(int buf, long p, long v) {
        Proc proc = ddl.storage.proc();
        if (buf < 0) {
            proc.enterCritical();
            return;
        }
        proc.beginUndo();
        proc.saveForUndo(p, Long.BYTES, true);
        proc.saveForUndo(v, STATE_SIZE, false);
        proc.enterRepairable();
    }

    private static void put(MemorySegment m, long v, State s) {
        Mem.put64(m, v, s.last());
        Mem.put64(m, v + 8, s.logCount());
        Mem.put8(m, v + 16, s.called() ? 1 : 0);
    }
}
