package org.hathi.executor.admin;

import org.hathi.executor.session.BackendContext;
import org.hathi.shm.WaitEvent;
import org.hathi.storage.BufferPool;

/** Cost-based delay of vacuum: a nap whenever the pages visited have cost as much as the limit allows. */
final class VacuumPace implements Runnable {
    private final BackendContext cx;
    private final BufferPool pool;
    private final double delayMillis;
    private final int limit;
    private final int costHit;
    private final int costMiss;
    private final int costDirty;
    private long hits;
    private long misses;
    private long dirtied;

    /**
     * @param delayMillis 0: never sleeps
     * @param limit cost between two naps
     */
    VacuumPace(BackendContext cx, double delayMillis, int limit) {
        this.cx = cx;
        this.pool = cx.storage().pool();
        this.delayMillis = delayMillis;
        this.limit = Math.max(1, limit);
        costHit = cx.settings().intValue("vacuum_cost_page_hit");
        costMiss = cx.settings().intValue("vacuum_cost_page_miss");
        costDirty = cx.settings().intValue("vacuum_cost_page_dirty");
        mark();
    }

    private void mark() {
        hits = pool.sharedHit;
        misses = pool.misses();
        dirtied = pool.sharedDirtied;
    }

    @Override
    public void run() {
        if (delayMillis <= 0) {
            return;
        }
        long balance = (pool.sharedHit - hits) * costHit
                + (pool.misses() - misses) * costMiss
                + (pool.sharedDirtied - dirtied) * costDirty;
        if (balance < limit) {
            return;
        }
        double millis = Math.min(delayMillis * balance / limit, delayMillis * 4);
        long end = System.nanoTime() + (long) (millis * 1e6);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            cx.proc().waitLatch(left, WaitEvent.VACUUM_DELAY);
            cx.proc().resetLatch();
            cx.interrupts().check();
        }
        mark();
    }
}
