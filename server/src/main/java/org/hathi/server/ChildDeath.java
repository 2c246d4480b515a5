package org.hathi.server;

import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Reaper;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionInfo;
import org.hathi.shm.SessionSlots;
import org.hathi.storage.BufferReaper;
import org.hathi.storage.DataDirectory;
import org.hathi.txn.LockRepair;
import org.hathi.txn.TxnReaper;
import org.jspecify.annotations.Nullable;

/**
 * The death of a process: repairs what it left in shared memory (lightweight locks, pins, transaction, heavyweight
 * locks, slot), or finds that only a crash restart can. Order: {@code Reaper.begin} (critical section?) → lightweight
 * locks → {@code Engine.reap} → slot. Runs on the event loop, which takes lightweight locks here only.
 */
final class ChildDeath {
    /** What a death asks for. */
    enum Verdict {
        /** Nothing of it is left, or it could be repaired: nobody else notices. */
        REPAIRED,
        /** Shared memory may be half changed: only a restart of all processes helps. */
        CRASH,
        /** The startup process failed: there is no server. */
        NO_STARTUP
    }

    private final PostmasterContext cx;
    /** The slot whose change of the lock table is being repaired, −1 none. */
    private int repairing = -1;
    /** The slot of the process whose death is being judged, −1 none. */
    private int reaping = -1;
    /** Whether first aid for others is at its second part: what that waits for needs the first part only. */
    private boolean givingBack;

    ChildDeath(PostmasterContext cx) {
        this.cx = cx;
    }

    /**
     * A process ended with an error or was killed: logs it and repairs what it left, if that can be done.
     *
     * @param status as a shell's: 128 + signal when killed
     */
    Verdict judge(Child c, int status) {
        Segment seg = cx.segmentIfAny();
        report(c, status, seg);
        DataDirectory.removeTemporaryFilesOf(c.pid, cx.dir, cx.log);
        if (c.role == ProcRole.STARTUP) {
            cx.log.log("terminating any other active server processes");
            cx.log.log("shutting down due to startup process failure");
            return Verdict.NO_STARTUP;
        }
        int slot = seg == null ? -1 : new ProcSlots(seg).byPid(c.pid);
        if (seg == null || slot < 0) {
            if (seg != null) {
                new ProcSlots(seg).releaseClaim(c.pid);
            }
            return Verdict.REPAIRED;
        }
        Reaper reaper = new Reaper(seg);
        ProcessContext process = cx.processIfAny();
        String held = reaper.describe(slot);
        if (!reaper.begin(slot) || process == null) {
            return crash(c, held);
        }
        reaping = slot;
        process.proc().whenStalled(() -> firstAid(process, seg));
        try {
            repair(reaper, process.proc(), slot);
            if (!reaper.settleLocks(slot)) {
                return crash(c, held);
            }
            reaper.releaseLocks(slot);
            if (!cx.engine.reap(process, slot)) {
                seg.declareCrashed();
                return crash(c, (held.isEmpty() ? "" : held + ", ") + "a buffer's pin count or the write-ahead log");
            }
            reaper.finish(slot);
            return Verdict.REPAIRED;
        } catch (RuntimeException e) {
            cx.log.write(ServerLog.toError(e).report(), null, e);
            seg.declareCrashed();
            return Verdict.CRASH;
        } finally {
            process.proc().whenStalled(() -> {});
            reaping = -1;
            givingBack = false;
        }
    }

    /**
     * While one death is repaired the reaper waits for something another process holds: if that one is dead as well,
     * its latches are released and its pins given back now, since its own turn comes only after this one.
     */
    private void firstAid(ProcessContext process, Segment seg) {
        ProcSlots slots = new ProcSlots(seg);
        Reaper reaper = new Reaper(seg);
        boolean ok = true;
        for (int i = 0; i < slots.highWater(); i++) {
            if (isOtherDead(slots, i)) {
                boolean repairable = reaper.begin(i);
                if (repairable) {
                    repair(reaper, process.proc(), i);
                    repairable = reaper.settleLocks(i);
                }
                reaper.releaseLocks(i);
                ok &= repairable;
            }
        }
        // only now: giving back takes latches, and none of those is held by the dead any more
        if (!givingBack) {
            givingBack = true;
            for (int i = 0; ok && i < slots.highWater(); i++) {
                ok = !isOtherDead(slots, i) || cx.engine.giveBack(process, i);
            }
            givingBack = false;
        }
        if (!ok) {
            throw SqlError.internal("another process has died in the middle of a change of shared memory");
        }
    }

    private boolean isOtherDead(ProcSlots slots, int slot) {
        return slot != reaping && slot != repairing && slots.inUse(slot) && !OsProcess.isRunning(slots.pid(slot));
    }

    /** Completes or takes back what the dead was changing in a repairable critical section. */
    private void repair(Reaper reaper, Proc me, int slot) {
        if (reaper.inLockTable(slot)) {
            int before = repairing;
            repairing = slot;
            try {
                LockRepair.repair(me, slot);
            } finally {
                repairing = before;
            }
        } else if (reaper.inMapping(slot)) {
            new BufferReaper(me.segment()).repairMapping(slot);
        } else if (reaper.isLeaving(slot)) {
            TxnReaper.repairLeaving(me, slot);
        }
        reaper.repairPages(slot);
    }

    /** Says why one death becomes everybody's. */
    private Verdict crash(Child c, String held) {
        cx.log.report(Report.of(
                        Severity.LOG,
                        "shared memory may be corrupted by the death of " + c.title() + " (PID " + c.pid + ")")
                .detail("It was changing: " + held + "."));
        return Verdict.CRASH;
    }

    /** Logs how a process ended. */
    void report(Child c, int status, @Nullable Segment seg) {
        boolean killed = status > 128;
        String how = killed
                ? "was terminated by signal " + (status - 128) + ": " + signalName(status - 128)
                : "exited with exit code " + status;
        Report report = Report.of(Severity.LOG, c.title() + " (PID " + c.pid + ") " + how);
        ProcSlots procs = seg == null ? null : new ProcSlots(seg);
        int slot = procs == null ? -1 : procs.byPid(c.pid);
        int session = procs == null || slot < 0 ? -1 : procs.session(slot);
        SessionInfo info = seg == null || session < 0 ? null : new SessionSlots(seg).read(session);
        if (info != null && !info.query().isEmpty()) {
            report.detail("Failed process was running: " + info.query());
        }
        cx.log.report(report);
    }

    /**
     * What a client is told whose backend is gone.
     *
     * @param immediate everything was killed because of an immediate shutdown
     */
    Report farewell(boolean immediate) {
        if (cx.state == PostmasterState.CRASH && immediate) {
            return SqlError.fatal(SqlState.ADMIN_SHUTDOWN, "terminating connection due to immediate shutdown command")
                    .report();
        }
        if (cx.state == PostmasterState.CRASH) {
            return SqlError.fatal(
                            SqlState.CRASH_SHUTDOWN,
                            "terminating connection because of crash of another server process")
                    .detail("The postmaster has commanded this server process to roll back the current transaction and"
                            + " exit, because another server process exited abnormally and possibly corrupted shared"
                            + " memory.")
                    .hint("In a moment you should be able to reconnect to the database and repeat your command.")
                    .report();
        }
        return SqlError.fatal(SqlState.CRASH_SHUTDOWN, "terminating connection because its server process was killed")
                .report();
    }

    private static String signalName(int n) {
        return switch (n) {
            case 1 -> "Hangup";
            case 2 -> "Interrupt";
            case 3 -> "Quit";
            case 6 -> "Aborted";
            case 7 -> "Bus error";
            case 9 -> "Killed";
            case 11 -> "Segmentation fault";
            case 15 -> "Terminated";
            default -> "unknown signal";
        };
    }
}
