package org.hathi.executor.system;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.shm.Interrupt;
import org.hathi.shm.SessionInfo;
import org.hathi.shm.SessionPool;
import org.hathi.shm.WaitEvent;
import org.hathi.txn.LockManager;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockResult;
import org.hathi.txn.LockTag;
import org.hathi.types.ArrayValue;
import org.hathi.types.Oids;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Advisory locks; cancelling and terminating sessions; who blocks whom. */
final class LockFunctions {
    /** pg_signal_backend. */
    private static final int SIGNAL_BACKEND = 4200;

    private static final Long VOID = 0L;

    private LockFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        if (p.startsWith("pg_advisory_") || p.startsWith("pg_try_advisory_")) {
            return advisory(s, p);
        }
        return switch (p) {
            case "pg_cancel_backend" -> c -> signal(s, c, c.i(0), Interrupt.CANCEL);
            case "pg_terminate_backend" -> c -> terminate(s, c);
            case "pg_reload_conf" -> c -> OsProcess.kill(s.segment().postmasterPid(), OsProcess.SIGHUP) == 0;
            case "pg_blocking_pids" -> c -> blocking(s, c.i(0));
            case "pg_safe_snapshot_blocking_pids" -> c -> pids(s, new int[0]);
            case "pg_isolation_test_session_is_blocked" ->
                c -> {
                    ArrayValue among = ArrayValue.decode(c.cx().types(), c.bytes(1), 0);
                    for (int pid : blockers(s, c.i(0))) {
                        for (int i = 0; i < among.count; i++) {
                            if (among.values.getInt(i) == pid) {
                                return true;
                            }
                        }
                    }
                    return false;
                };
            default -> null;
        };
    }

    private static Call.Fn advisory(SystemContext s, String p) {
        if (p.equals("pg_advisory_unlock_all")) {
            return c -> {
                s.txn().locks().releaseSession(true);
                return VOID;
            };
        }
        int mode = p.contains("_shared") ? LockMode.SHARE : LockMode.EXCLUSIVE;
        boolean session = !p.contains("_xact_");
        boolean two = p.endsWith("_int4");
        if (p.startsWith("pg_advisory_unlock")) {
            return c -> {
                LockManager locks = s.txn().locks();
                LockTag tag = tag(s, c, two);
                if (locks.holds(tag, mode) && locks.release(tag, mode, true)) {
                    return true;
                }
                c.cx().reporter
                        .report(new org.hathi.base.Report(
                                org.hathi.base.Severity.WARNING,
                                SqlState.WARNING,
                                "you don't own a lock of type " + LockMode.name(mode)));
                return false;
            };
        }
        if (p.startsWith("pg_try_")) {
            return c -> s.txn().locks().acquire(tag(s, c, two), mode, session, true) != LockResult.NOT_AVAILABLE;
        }
        return c -> {
            s.txn().locks().acquire(tag(s, c, two), mode, session, false);
            return VOID;
        };
    }

    private static LockTag tag(SystemContext s, Call c, boolean two) {
        int db = s.catalog.databaseOid();
        return two ? LockTag.advisory(db, c.i(0), c.i(1)) : LockTag.advisory(db, c.l(0));
    }

    // ---------------------------------------------------------------- signals

    private static boolean signal(SystemContext s, Call c, int pid, int bits) {
        int slot = s.sessions().byPid(pid);
        SessionInfo target = slot < 0 ? null : s.sessions().read(slot);
        if (target == null) {
            c.cx().reporter
                    .report(new org.hathi.base.Report(
                            org.hathi.base.Severity.WARNING,
                            SqlState.WARNING,
                            "PID " + pid + " is not a PostgreSQL backend process"));
            return false;
        }
        var acl = s.catalog.acl();
        int me = s.user();
        if (acl.superuser(target.user()) && !acl.superuser(me)) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    bits == Interrupt.CANCEL
                            ? "must be a superuser to cancel superuser query"
                            : "must be a superuser to terminate superuser process");
        }
        if (!acl.hasPrivilegesOf(me, target.user()) && !acl.hasPrivilegesOf(me, SIGNAL_BACKEND)) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "must be a member of the role whose "
                            + (bits == Interrupt.CANCEL ? "query is being canceled" : "process is being terminated")
                            + " or member of pg_signal_backend");
        }
        // what a session is asked for stays with it wherever it goes; the postmaster ends one that is parked
        s.pool().ask(slot, bits == Interrupt.CANCEL ? SessionPool.ASK_CANCEL : SessionPool.ASK_TERMINATE);
        int backend = s.sessions().backend(slot);
        if (backend >= 0) {
            s.proc().raiseInterrupt(backend, bits);
        }
        return true;
    }

    private static Object terminate(SystemContext s, Call c) {
        int pid = c.i(0);
        long timeout = c.count() > 1 ? c.l(1) : 0;
        if (timeout < 0) {
            throw new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "\"timeout\" must not be negative");
        }
        if (!signal(s, c, pid, Interrupt.TERMINATE)) {
            return false;
        }
        long end = System.nanoTime() + timeout * 1_000_000L;
        while (timeout > 0) {
            if (s.sessions().byPid(pid) < 0) {
                return true;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                c.cx().reporter
                        .report(new org.hathi.base.Report(
                                org.hathi.base.Severity.WARNING,
                                SqlState.WARNING,
                                "backend with PID " + pid + " did not terminate within " + timeout + " milliseconds"));
                return false;
            }
            c.cx().interrupts().check();
            s.proc().waitLatch(Math.min(left, 100_000_000L), WaitEvent.BACKEND_TERMINATION);
            s.proc().resetLatch();
        }
        return true;
    }

    // ---------------------------------------------------------------- waiting

    private static int[] blockers(SystemContext s, int pid) {
        int slot = s.sessions().byPid(pid);
        int backend = slot < 0 ? -1 : s.sessions().backend(slot);
        if (backend < 0) {
            return new int[0];
        }
        int[] slots = s.txn().locks().blockers(backend);
        int[] out = new int[slots.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = pidOf(s, slots[i]);
        }
        return out;
    }

    /** The pid shown for what runs in a process slot. */
    static int pidOf(SystemContext s, int procSlot) {
        int processes = s.proc().slots().max();
        if (procSlot >= processes) {
            return s.sessions().pid(procSlot - processes);
        }
        int session = s.proc().slots().session(procSlot);
        int pid = session >= 0 && session < s.sessions().max() ? s.sessions().pid(session) : 0;
        return pid != 0 ? pid : s.proc().slots().pid(procSlot);
    }

    private static Object blocking(SystemContext s, int pid) {
        return pids(s, blockers(s, pid));
    }

    private static Object pids(SystemContext s, int[] pids) {
        Vector v = new Vector(false, Math.max(1, pids.length));
        for (int i = 0; i < pids.length; i++) {
            v.setLong(i, pids[i]);
        }
        return ArrayValue.of(s.catalog.type(Oids.INT4), v, pids.length).encode();
    }
}
