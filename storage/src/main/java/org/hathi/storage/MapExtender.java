package org.hathi.storage;

import org.hathi.page.RelFileNode;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.Proc;
import org.hathi.shm.RegionSpec;

/**
 * Grows free-space and visibility maps. Two processes must not extend one fork at a time; the heavyweight extension
 * lock belongs to a room above, so a few lightweight locks, shared among relations, do it here. No content lock is
 * held.
 */
final class MapExtender {
    static final String REGION = "Map Extension Locks";
    private static final int LOCKS = 16;

    private final Proc proc;
    private final Smgr smgr;
    private final long base;

    MapExtender(Proc proc, Smgr smgr) {
        this.proc = proc;
        this.smgr = smgr;
        this.base = proc.segment().region(REGION).offset();
    }

    static RegionSpec spec() {
        return new RegionSpec(REGION, LOCKS * 64L, (m, off, size) -> {
            for (int i = 0; i < LOCKS; i++) {
                LwLock.init(m, off + i * 64L, LwTranche.MAP_EXTEND);
            }
        });
    }

    boolean exists(RelFileNode rel, int fork) {
        return smgr.existsOpen(rel, fork);
    }

    /** Makes the fork have at least {@code blocks} blocks. */
    void extend(RelFileNode rel, int fork, int blocks) {
        long lock = base + (rel.hashCode() * 31 + fork & LOCKS - 1) * 64L;
        LwLock.acquireExclusive(proc, proc.memory(), lock);
        try {
            if (!smgr.exists(rel, fork)) {
                smgr.create(rel, fork, true);
            }
            for (int n = smgr.nblocks(rel, fork); n < blocks; n++) {
                smgr.extendZero(rel, fork, n, false);
            }
        } finally {
            LwLock.release(proc, proc.memory(), lock);
        }
    }
}
