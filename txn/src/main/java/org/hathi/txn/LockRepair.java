package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;

/**
 * Makes a partition of the lock table whole after a process died while it changed it. What is true: the entries in the
 * partition's chains, the modes each holder entry has, which processes wait for which (status WAITING). Counts, masks,
 * lists of holders and queues follow from these and are built anew; a change that the dead had not completed is as if
 * it had not begun, or is completed. What the dead itself holds or awaits is released afterwards: {@link
 * LockManager#reap}.
 *
 * <p>LATCHES: the dead still holds the lock of each partition it was changing, so nobody else can be in it.
 */
public final class LockRepair {
    private final LockTable table;
    private final Proc me;
    private final MemorySegment m;

    private LockRepair(LockTable table) {
        this.table = table;
        this.me = table.me;
        this.m = table.m;
    }

    /**
     * Repairs what a dead process was changing, after {@code org.hathi.shm.Reaper.begin} and before its latches are
     * released.
     *
     * @throws SqlError XX000 when the table makes no sense: only a restart helps
     */
    public static void repair(Proc me, int dead) {
        new LockRepair(new LockTable(me)).repair(dead);
    }

    private void repair(int dead) {
        for (int p = 0; p < LockLayout.PARTITIONS; p++) {
            if (LwLock.heldBy(m, table.locks.lock(p)) == dead) {
                rebuild(p, dead);
            }
        }
    }

    private void rebuild(int p, int dead) {
        table.locks.repair(me, dead, p);
        table.holders.repair(me, dead, p);
        Map<Long, List<Integer>> queues = new LinkedHashMap<>();
        for (long lock = table.locks.first(p); lock >= 0; lock = table.locks.next(lock)) {
            queues.put(lock, queue(lock));
        }
        for (long lock : queues.keySet()) {
            Mem.zero(m, lock + LockTable.VALUE, LockLayout.LOCK_VALUE);
        }
        Map<Long, List<Integer>> waiters = new LinkedHashMap<>();
        for (long h = table.holders.first(p); h >= 0; ) {
            long next = table.holders.next(h);
            holder(h, queues, waiters);
            h = next;
        }
        queues.forEach((lock, queue) -> enqueue(lock, queue, waiters.getOrDefault(lock, List.of())));
        weakLocks(p, dead);
        for (long lock : queues.keySet()) {
            if (Mem.i32(m, lock + LockTable.VALUE + LockLayout.N_REQUESTED) == 0) {
                table.locks.remove(me, lock);
            } else {
                table.wakeWaiters(lock);
            }
        }
    }

    /** The queue as its links tell, which are whole at every moment in this direction. */
    private List<Integer> queue(long lock) {
        List<Integer> queue = new ArrayList<>();
        for (int s = table.firstWaiter(lock); s >= 0; s = table.nextWaiter(s)) {
            if (s >= table.processes || queue.size() > table.processes) {
                throw SqlError.internal("queue of a lock makes no sense");
            }
            queue.add(s);
        }
        return queue;
    }

    /** Counts what one holder has and awaits, or drops it if that is nothing. */
    private void holder(long h, Map<Long, List<Integer>> queues, Map<Long, List<Integer>> waiters) {
        long lock = Mem.i64(m, table.holders.key(h));
        int slot = (int) Mem.i64(m, table.holders.key(h) + 8);
        if (!queues.containsKey(lock)) {
            throw SqlError.internal("holder of a lock that does not exist");
        }
        int held = table.heldModes(h);
        boolean waits = table.awaitedHolder(slot) == h;
        int mode = waits ? table.awaitedMode(slot) : 0;
        if (waits && (held & 1 << mode) != 0) {
            // it was given the lock, and not told
            table.endWait(slot, LockTable.OK);
            me.setLatch(slot);
            waits = false;
        }
        if (held == 0 && !waits) {
            table.holders.remove(me, h);
            return;
        }
        Mem.put64(m, h + LockTable.VALUE + LockLayout.H_LOCK, lock);
        Mem.put32(m, h + LockTable.VALUE + LockLayout.H_SLOT, slot);
        table.link(lock, h);
        for (int i = 1; i <= 8; i++) {
            if ((held & 1 << i) != 0) {
                table.countRequest(lock, i);
                table.countGrant(lock, i);
            }
        }
        if (waits) {
            table.countRequest(lock, mode);
            waiters.computeIfAbsent(lock, k -> new ArrayList<>()).add(slot);
        }
    }

    /** Puts those who wait back into the queue: in its order, before them who had just left it to be given the lock. */
    private void enqueue(long lock, List<Integer> order, List<Integer> waiters) {
        List<Integer> all = new ArrayList<>(waiters);
        all.removeAll(order);
        for (int s : order) {
            if (waiters.contains(s)) {
                all.add(s);
            }
        }
        for (int s : all) {
            table.enqueue(lock, s, -1);
            table.addAwaited(lock, table.awaitedMode(s));
        }
    }

    /** Weak locks that the dead was moving from other slots to the table are in both for a moment. */
    private void weakLocks(int p, int dead) {
        for (int s = 0; s < me.slots().highWater(); s++) {
            long at = table.proc(s);
            if (LwLock.heldBy(m, at + LockLayout.P_FP_LOCK) != dead) {
                continue;
            }
            int db = Mem.i32(m, at + LockLayout.P_FP_DB);
            for (int i = 0; i < LockLayout.FP_SLOTS; i++) {
                long bits = Mem.i64(m, at + LockLayout.P_FP_BITS);
                if ((bits >>> 3 * i & 7) != 0) {
                    LockTag tag = LockTag.relation(db, Mem.i32(m, at + LockLayout.P_FP_RELS + 4L * i));
                    long moved = (long) (moved(p, tag, s) >>> 1 & 7) << 3 * i;
                    Mem.longRelease(m, at + LockLayout.P_FP_BITS, bits & ~moved);
                }
            }
        }
    }

    /** The modes of a lock that the process has in the partition. */
    private int moved(int p, LockTag tag, int slot) {
        int hash = table.hash(tag.low(), tag.high());
        if (table.locks.partitionOf(hash) != p) {
            return 0;
        }
        long lock = table.findLock(tag.low(), tag.high(), hash);
        long holder = lock < 0 ? -1 : table.findHolder(lock, hash, slot);
        return holder < 0 ? 0 : table.heldModes(holder);
    }
}
