package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.wal.Rmgr;
import org.hathi.wal.Wal;
import org.hathi.wal.WalInsert;

/**
 * Creating and truncating relation files, with their WAL (RM_SMGR). Dropping is a matter of commit records: the
 * transaction room logs it and then calls {@link #drop}.
 */
public final class RelationFiles {
    static final int XLOG_CREATE = 0x10;
    static final int XLOG_TRUNCATE = 0x20;
    static final int TRUNCATE_HEAP = 1;
    static final int TRUNCATE_VM = 2;
    static final int TRUNCATE_FSM = 4;

    private final Proc proc;
    private final Wal wal;
    private final Smgr smgr;
    private final BufferPool pool;
    private final Fsm fsm;
    private final Vm vm;

    RelationFiles(Proc proc, Wal wal, Smgr smgr, BufferPool pool, Fsm fsm, Vm vm) {
        this.proc = proc;
        this.wal = wal;
        this.smgr = smgr;
        this.pool = pool;
        this.fsm = fsm;
        this.vm = vm;
    }

    /** Makes a fork's file; {@code logged} unless the relation is temporary (or the fork unlogged). */
    public void create(RelFileNode rel, int fork, boolean logged) {
        smgr.create(rel, fork, false);
        if (logged) {
            logCreate(rel, fork);
        }
    }

    /** Logs that a fork's file exists. */
    public void logCreate(RelFileNode rel, int fork) {
        proc.enterRecord();
        wal.record().data(rel).data32(fork).insert(Rmgr.SMGR, XLOG_CREATE | WalInsert.SPECIAL_REL_UPDATE);
        proc.exitCritical();
    }

    /** Drops relations: their buffers, then their files. After the commit record, never before. */
    public void drop(RelFileNode... rels) {
        pool.dropRelations(rels);
        for (RelFileNode rel : rels) {
            smgr.unlink(rel, false);
        }
    }

    /**
     * Shortens a relation (caller: access exclusive lock). The record is flushed before anything is truncated: else a
     * crash could leave a shorter file than the WAL knows.
     */
    public void truncate(RelFileNode rel, int blocks, boolean logged) {
        int vmBlocks = vm.prepareTruncate(rel, blocks);
        int fsmBlocks = fsm.prepareTruncate(rel, blocks);
        proc.enterCritical();
        if (logged) {
            long lsn = wal.record()
                    .data32(blocks)
                    .data(rel)
                    .data32(TRUNCATE_HEAP | TRUNCATE_VM | TRUNCATE_FSM)
                    .insert(Rmgr.SMGR, XLOG_TRUNCATE | WalInsert.SPECIAL_REL_UPDATE);
            wal.flush(lsn);
        }
        truncateForks(rel, blocks, fsmBlocks, vmBlocks);
        proc.exitCritical();
        if (fsmBlocks != Blocks.INVALID) {
            fsm.vacuumRange(rel, blocks, Blocks.INVALID);
        }
    }

    void truncateForks(RelFileNode rel, int blocks, int fsmBlocks, int vmBlocks) {
        pool.dropBuffers(rel, Fork.MAIN, blocks);
        smgr.truncate(rel, Fork.MAIN, blocks);
        if (fsmBlocks != Blocks.INVALID) {
            pool.dropBuffers(rel, Fork.FSM, fsmBlocks);
            smgr.truncate(rel, Fork.FSM, fsmBlocks);
        }
        if (vmBlocks != Blocks.INVALID) {
            pool.dropBuffers(rel, Fork.VM, vmBlocks);
            smgr.truncate(rel, Fork.VM, vmBlocks);
        }
    }

    /** Writes and syncs a relation whose contents were not logged, before the commit that makes it visible. */
    public void syncUnlogged(RelFileNode rel) {
        pool.flushRelation(rel);
        for (int fork = Fork.MAIN; fork < Fork.COUNT; fork++) {
            if (smgr.exists(rel, fork)) {
                smgr.immediateSync(rel, fork);
            }
        }
    }

    /**
     * Copies a fork through shared buffers, logging every page if {@code logged}: CREATE DATABASE with strategy
     * WAL_LOG, and moves to another tablespace. The caller keeps the source from changing; the target's file exists
     * and is empty.
     */
    public void copy(RelFileNode from, RelFileNode to, int fork, boolean logged) {
        BufferRing readRing = BufferRing.bulkRead();
        BufferRing writeRing = BufferRing.bulkWrite();
        int blocks = smgr.nblocks(from, fork);
        for (int block = 0; block < blocks; block++) {
            int src = pool.read(from, fork, block, ReadMode.NORMAL, readRing);
            pool.lockShared(src);
            int dst = pool.extend(to, fork, writeRing);
            MemorySegment m = pool.memory(dst);
            long p = pool.offset(dst);
            proc.enterCritical();
            Mem.copy(pool.memory(src), pool.offset(src), m, p, Blocks.SIZE);
            pool.markDirty(dst);
            if (logged) {
                Page.setLsn(m, p, wal.logPage(to, fork, block, m, p, false));
            }
            proc.exitCritical();
            pool.unlockRelease(dst);
            pool.unlockRelease(src);
        }
    }
}
