package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hathi.base.Lsn;
import org.hathi.base.Reporter;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.wal.RedoContext;
import org.hathi.wal.WalRecord;

/**
 * How redo reaches pages. A page that does not exist is remembered: a later record that drops or truncates its relation
 * explains it; one still unexplained at the end means that WAL or files are not what they should be.
 */
public final class RedoBuffers implements RedoContext {
    private record Missing(RelFileNode rel, int fork, int block) {}

    private final BufferPool pool;
    private final Smgr smgr;
    private final Reporter reporter;
    private final Map<Missing, Boolean> missing = new LinkedHashMap<>();
    private int current;

    RedoBuffers(BufferPool pool, Smgr smgr, Reporter reporter) {
        this.pool = pool;
        this.smgr = smgr;
        this.reporter = reporter;
    }

    public BufferPool pool() {
        return pool;
    }

    @Override
    public int readForRedo(WalRecord record, int blockId) {
        return readForRedo(record, blockId, false);
    }

    @Override
    public int readForRedo(WalRecord record, int blockId, boolean cleanupLock) {
        current = 0;
        RelFileNode rel = record.relation(blockId);
        int fork = record.fork(blockId);
        int block = record.block(blockId);
        if (record.willInit(blockId)) {
            throw panic("block with WILL_INIT flag in WAL record must be zeroed by redo routine");
        }
        if (record.applyImage(blockId)) {
            int buf = read(rel, fork, block, cleanupLock ? ReadMode.ZERO_AND_CLEANUP_LOCK : ReadMode.ZERO_AND_LOCK);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            record.restoreImage(blockId, m, p);
            if (!Page.isNew(m, p)) {
                Page.setLsn(m, p, record.endLsn());
            }
            pool.markDirty(buf);
            if (fork == Fork.INIT) {
                pool.writer().flush(buf - 1); // read back as a file at the end of recovery
            }
            current = buf;
            return RESTORED;
        }
        int buf = read(rel, fork, block, ReadMode.NORMAL);
        if (buf == 0) {
            return NOT_FOUND;
        }
        if (cleanupLock) {
            pool.lockForCleanup(buf);
        } else {
            pool.lockExclusive(buf);
        }
        current = buf;
        return record.endLsn() <= Page.lsn(pool.memory(buf), pool.offset(buf)) ? DONE : NEEDS_REDO;
    }

    @Override
    public int initForRedo(WalRecord record, int blockId) {
        int buf = read(record.relation(blockId), record.fork(blockId), record.block(blockId), ReadMode.ZERO_AND_LOCK);
        current = buf;
        return buf;
    }

    @Override
    public int readPage(RelFileNode rel, int fork, int block, boolean zero) {
        int buf = read(rel, fork, block, zero ? ReadMode.ZERO_AND_LOCK : ReadMode.NORMAL);
        if (buf != 0 && !zero) {
            pool.lockExclusive(buf);
        }
        return buf;
    }

    /** XLogReadBufferExtended: 0 when a NORMAL read finds no page. */
    public int read(RelFileNode rel, int fork, int block, ReadMode mode) {
        smgr.create(rel, fork, true);
        int blocks = smgr.nblocks(rel, fork);
        if (Integer.compareUnsigned(block, blocks) < 0) {
            int buf = pool.read(rel, fork, block, mode, null);
            if (mode == ReadMode.NORMAL && Page.isNew(pool.memory(buf), pool.offset(buf))) {
                pool.release(buf);
                missing.put(new Missing(rel, fork, block), true);
                return 0;
            }
            return buf;
        }
        if (mode == ReadMode.NORMAL) {
            missing.put(new Missing(rel, fork, block), false);
            return 0;
        }
        while (true) {
            int buf = pool.extend(rel, fork, null);
            if (pool.block(buf) == block) {
                if (mode == ReadMode.ZERO_ON_ERROR) {
                    pool.unlock(buf);
                }
                return buf;
            }
            pool.unlockRelease(buf);
        }
    }

    @Override
    public int buffer() {
        return current;
    }

    @Override
    public MemorySegment memory(int buf) {
        return pool.memory(buf);
    }

    @Override
    public long offset(int buf) {
        return pool.offset(buf);
    }

    @Override
    public void done(int buf, WalRecord record) {
        Page.setLsn(pool.memory(buf), pool.offset(buf), record.endLsn());
        pool.markDirty(buf);
        pool.unlockRelease(buf);
    }

    @Override
    public void release(int buf) {
        pool.unlockRelease(buf);
    }

    /** A fork was dropped or truncated to {@code firstBlock} blocks: its missing pages are explained. */
    void explain(RelFileNode rel, int fork, int firstBlock) {
        Iterator<Missing> i = missing.keySet().iterator();
        while (i.hasNext()) {
            Missing k = i.next();
            if (k.rel.equals(rel) && k.fork == fork && Integer.compareUnsigned(k.block, firstBlock) >= 0) {
                i.remove();
            }
        }
    }

    /** Redo drops a relation (from a commit or abort record): buffers, files, explanations. */
    public void dropRelation(RelFileNode rel) {
        pool.dropRelations(new RelFileNode[] {rel});
        for (int fork = Fork.MAIN; fork < Fork.COUNT; fork++) {
            explain(rel, fork, 0);
        }
        smgr.unlink(rel, true);
    }

    void explainDatabase(int db) {
        missing.keySet().removeIf(k -> k.rel.db() == db);
    }

    /** At the end of redo. */
    void checkExplained() {
        if (missing.isEmpty()) {
            return;
        }
        for (Map.Entry<Missing, Boolean> e : missing.entrySet()) {
            Missing k = e.getKey();
            reporter.warning(
                    SqlState.WARNING,
                    "page " + Integer.toUnsignedString(k.block) + " of relation " + k.rel.path(k.fork)
                            + (e.getValue() ? " is uninitialized" : " does not exist"));
        }
        throw panic("WAL contains references to invalid pages");
    }

    static SqlError panic(String message) {
        return new SqlError(Severity.PANIC, SqlState.INTERNAL_ERROR, message);
    }

    static SqlError unknown(String what, WalRecord r) {
        return panic(what + ": unknown op code " + r.info() + " at " + Lsn.format(r.startLsn()));
    }
}
