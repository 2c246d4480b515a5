package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks for a cycle of waits through one process. All partitions are locked exclusively meanwhile.
 *
 * <p>A waits for B by a hard edge when B holds a conflicting mode, by a soft edge when B merely stands before A in the
 * queue with a conflicting request. A cycle with soft edges is broken by moving waiters forward in their queues, if
 * some order of moves leaves no cycle; only cycles that no order breaks are deadlocks.
 */
final class DeadlockDetector {
    /** No cycle. */
    static final int NONE = 0;
    /** Queues were rearranged; waiters were woken where that helped. */
    static final int REARRANGED = 1;
    /** The caller must give up. */
    static final int DEADLOCK = 2;

    private static final int MAX_MOVES = 8;

    private final LockTable table;
    private final List<int[]> soft = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private boolean[] visited = new boolean[0];
    private int start;
    private int[] cycle = new int[16];
    private int cycleLength;

    DeadlockDetector(LockTable table) {
        this.table = table;
    }

    /** Examines the waits of a process. */
    int check(int slot) {
        List<Long> moved = new ArrayList<>();
        if (!findCycle(slot)) {
            return NONE;
        }
        describe();
        if (!resolve(slot, moved, 0)) {
            return DEADLOCK;
        }
        for (long lock : moved) {
            table.wakeWaiters(lock);
        }
        return REARRANGED;
    }

    /** The report's lines of the cycle first found. */
    String detail() {
        return String.join("\n", lines);
    }

    private boolean resolve(int slot, List<Long> moved, int depth) {
        if (!findCycle(slot)) {
            return true;
        }
        if (soft.isEmpty() || depth == MAX_MOVES) {
            return false;
        }
        for (int[] edge : soft.toArray(new int[0][])) {
            int waiter = edge[0];
            int blocker = edge[1];
            long lock = table.awaited(waiter);
            int[] before = table.queue(lock);
            table.dequeue(lock, waiter);
            table.enqueue(lock, waiter, blocker);
            moved.add(lock);
            if (!findCycle(waiter) && !findCycle(blocker) && resolve(slot, moved, depth + 1)) {
                return true;
            }
            moved.remove(moved.size() - 1);
            for (int s : before) {
                table.dequeue(lock, s);
            }
            for (int s : before) {
                table.enqueue(lock, s, -1);
            }
        }
        return false;
    }

    private boolean findCycle(int slot) {
        int n = table.me.slots().max();
        if (visited.length < n) {
            visited = new boolean[n];
        }
        java.util.Arrays.fill(visited, false);
        soft.clear();
        cycleLength = 0;
        start = slot;
        return visit(slot, 0);
    }

    private boolean visit(int p, int depth) {
        if (p >= visited.length) {
            // a parked session waits for nothing
            return false;
        }
        if (visited[p]) {
            if (p == start) {
                cycleLength = depth;
                return true;
            }
            return false;
        }
        visited[p] = true;
        long lock = table.awaited(p);
        if (lock == 0) {
            return false;
        }
        if (depth == cycle.length) {
            cycle = java.util.Arrays.copyOf(cycle, depth * 2);
        }
        int mask = LockMode.conflicts(table.awaitedMode(p));
        for (long h = table.firstHolder(lock); h != 0; h = table.nextHolder(h)) {
            int q = table.slotOf(h);
            if (q != p && (table.heldModes(h) & mask) != 0 && visit(q, depth + 1)) {
                cycle[depth] = p;
                return true;
            }
        }
        for (int q = table.firstWaiter(lock); q >= 0 && q != p; q = table.nextWaiter(q)) {
            if ((mask & 1 << table.awaitedMode(q)) != 0 && visit(q, depth + 1)) {
                cycle[depth] = p;
                soft.add(new int[] {p, q});
                return true;
            }
        }
        return false;
    }

    private void describe() {
        lines.clear();
        for (int i = 0; i < cycleLength; i++) {
            int p = cycle[i];
            int next = cycle[(i + 1) % cycleLength];
            lines.add("Process " + table.pid(p) + " waits for "
                    + LockMode.name(table.awaitedMode(p)) + " on "
                    + table.tag(table.awaited(p)).describe() + "; blocked by process "
                    + table.pid(next) + ".");
        }
    }
}
