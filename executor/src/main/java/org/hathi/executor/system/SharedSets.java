package org.hathi.executor.system;

import org.hathi.os.OsProcess;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.SessionArena;
import org.hathi.storage.BufferUsage;
import org.jspecify.annotations.Nullable;

/**
 * What processes hold of shared memory and how full its structures are: {@code hathi_stat_processes} and
 * {@code hathi_stat_segment}. Read without locks: exact when nothing runs, which is when a leak shows.
 */
final class SharedSets {
    private SharedSets() {}

    static @Nullable RowSource lookup(SystemContext s, String p) {
        return switch (p) {
            case "hathi_stat_get_processes" -> (cx, a, out) -> processes(s, out);
            case "hathi_stat_get_segment" -> (cx, a, out) -> segment(s, out);
            default -> null;
        };
    }

    private static void processes(SystemContext s, RowSource.Rows out) {
        ProcSlots slots = s.proc().slots();
        for (int i = 0; i < slots.highWater(); i++) {
            if (!slots.inUse(i)) {
                continue;
            }
            int xid = s.txn().procs().xid(i);
            int xmin = s.txn().procs().xmin(i);
            int session = slots.session(i);
            out.add(
                    i,
                    slots.pid(i),
                    slots.role(i).label(),
                    session < 0 ? null : (Object) session,
                    !slots.isDead(i) && OsProcess.exists(slots.pid(i)),
                    slots.criticalDepth(i),
                    slots.latches(i),
                    slots.pins(i),
                    xid == 0 ? null : Call.oid(xid),
                    xmin == 0 ? null : Call.oid(xmin),
                    s.storage().wal().isInserting(i));
        }
    }

    private static void segment(SystemContext s, RowSource.Rows out) {
        ProcSlots slots = s.proc().slots();
        int processes = 0;
        long latches = 0;
        long pins = 0;
        for (int i = 0; i < slots.highWater(); i++) {
            if (slots.inUse(i)) {
                processes++;
                latches += slots.latches(i);
                pins += slots.pins(i);
            }
        }
        int sessions = 0;
        for (int i = 0; i < s.sessions().max(); i++) {
            sessions += s.sessions().inUse(i) ? 1 : 0;
        }
        BufferUsage b = BufferUsage.of(s.segment());
        SessionArena arena = new SessionArena(s.pool());
        out.add("process slots", (long) processes, (long) slots.max());
        out.add("session slots", (long) sessions, (long) s.sessions().max());
        out.add("session arena chunks", (long) arena.used(), (long) arena.capacity());
        out.add("latches listed", latches, null);
        out.add("buffer pins listed", pins, null);
        out.add("buffer pins", b.pins(), null);
        out.add("buffer content locks", (long) b.contentLocks(), null);
        out.add("buffer I/O in progress", (long) b.inputOutput(), null);
        out.add("buffers", (long) b.valid(), (long) b.buffers());
        out.add("dirty buffers", (long) b.dirty(), (long) b.buffers());
        out.add("locks", (long) s.txn().locks().lockEntries(), (long)
                s.txn().locks().lockCapacity());
        out.add("lock holders", (long) s.txn().locks().holderEntries(), (long)
                s.txn().locks().holderCapacity());
        out.add("statistics entries", (long) s.stats().used(), (long) s.stats().capacity());
    }
}
