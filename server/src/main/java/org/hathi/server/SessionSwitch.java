package org.hathi.server;

import java.util.Objects;
import org.hathi.base.PgClock;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.executor.api.SessionInfo;
import org.hathi.executor.api.StatementService;
import org.hathi.executor.api.SuspendedSession;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.SessionSlots;
import org.jspecify.annotations.Nullable;

/**
 * Who the session of the moment is to the rest of the process; with parking, one session's state in place of another's.
 */
final class SessionSwitch {
    private static final PgClock CLOCK = PgClock.SYSTEM;

    private final ProcessContext cx;
    private final Settings settings;
    private final Proc proc;
    private final ServerLog log;
    private final SessionSlots sessions;
    private final StatementService service;
    private final SessionStats stats;
    /** Whom the log speaks of while there is no session. */
    private final ServerLog.Who nobody = new ServerLog.Who();

    SessionSwitch(ProcessContext cx, SessionSlots sessions, StatementService service, SessionStats stats) {
        this.cx = cx;
        this.settings = cx.settings();
        this.proc = cx.proc();
        this.log = cx.log();
        this.sessions = sessions;
        this.service = service;
        this.stats = stats;
        nobody.backendType = "client backend";
    }

    // ---------------------------------------------------------------- who it is

    /** What the log says of a session. */
    static ServerLog.Who who(SessionTicket t) {
        ServerLog.Who who = new ServerLog.Who();
        who.session = true;
        who.backendType = "client backend";
        who.user = t.role();
        who.database = t.database();
        who.host = t.host().isEmpty() ? "[local]" : t.host();
        who.port = t.port();
        who.sessionStartSeconds = t.startMillis() / 1000;
        who.activity = "startup";
        return who;
    }

    /** The session as the executor knows it. */
    SessionInfo info(SessionTicket t) {
        int slot = t.sessionSlot();
        return new SessionInfo(
                slot,
                sessions.pid(slot),
                t.databaseOid(),
                t.database(),
                t.tablespaceOid(),
                t.roleOid(),
                t.role(),
                t.superuser(),
                t.host(),
                t.port(),
                settings.string("application_name"));
    }

    /** The process serves the session from now on. */
    void enter(SessionTicket t, ServerLog.Who who) {
        if (proc.database() != t.databaseOid()) {
            // what was counted belongs to the database it was counted in
            stats.flushNow(CLOCK.micros());
            proc.setDatabase(t.databaseOid());
        }
        log.who(who);
        proc.setSession(t.sessionSlot());
        sessions.setBackend(t.sessionSlot(), proc.slot());
    }

    /** The process serves nobody, and rests. */
    void rest() {
        log.who(nobody);
        rested();
    }

    /** How long, in milliseconds, the process may rest before {@link #rested}; −1 as long as it likes. */
    int restLimit() {
        return stats.restLimit();
    }

    /** Writes what was counted and is not told yet, when it is time; until then the process counts as working there. */
    void rested() {
        if (stats.restLimit() <= 0) {
            stats.flushNow(CLOCK.micros());
            proc.setDatabase(0);
        }
    }

    // ---------------------------------------------------------------- parking

    /** Brings a parked session, which this process holds, into the process. */
    Parking.Resident resume(Parking p, int slot) {
        Parking.Resident r = p.resident(slot);
        if (r == null) {
            r = restore(p, slot);
        } else {
            enter(r.ticket, r.who);
            settings.privilege(privilege(r.ticket));
            settings.resumeSession(Objects.requireNonNull(r.settings));
            if (r.version != p.arena.version(slot)) {
                r.session.progress(p.arena.progress(slot));
                r.session.saved();
            }
            if (r.countsVersion != p.arena.countsVersion(slot)) {
                counts(p, slot, r);
            }
        }
        p.current(slot, r, settings);
        service.resume(r.session);
        stats.resume(p.pool.parkedSince(slot));
        if (cx.reloads() != p.pool.reloads() && proc.takeInterrupts(Interrupt.RELOAD) != 0) {
            cx.reload();
        }
        if (p.pool.reloadsSeen(slot) != cx.reloads()) {
            settings.reportAgain();
        }
        return r;
    }

    private static Settings.Privilege privilege(SessionTicket t) {
        return name -> t.superuser();
    }

    private Parking.Resident restore(Parking p, int slot) {
        Parking.Definition d = Parking.Definition.decode(p.arena.definition(slot));
        SessionTicket t = d.ticket();
        ServerLog.Who who = who(t);
        enter(t, who);
        settings.privilege(privilege(t));
        settings.restoreSession(d.settings());
        who.application = settings.string("application_name");
        Parking.Resident r = new Parking.Resident(p.id(slot), t, who, service.restore(info(t), d.session()));
        r.session.progress(p.arena.progress(slot));
        r.session.saved();
        counts(p, slot, r);
        return r;
    }

    private static void counts(Parking p, int slot, Parking.Resident r) {
        p.arena.counts(slot, r.session.counts());
        r.session.countsRead();
    }

    /**
     * Takes the session out of the process and stores its state; {@link Parking#letGo} is all that is left to do.
     *
     * @param input what the client has sent and nobody has read
     * @param resident what {@link #resume} returned, null for a session that began here
     * @return false when there is no room for it: it stays
     */
    boolean park(Parking p, SessionTicket t, Parking.@Nullable Resident resident, byte[] input, long now) {
        int slot = t.sessionSlot();
        SuspendedSession s;
        try {
            s = service.suspend();
        } catch (SqlError e) {
            return false;
        }
        Parking.Resident r = resident;
        if (r == null) {
            r = new Parking.Resident(p.id(slot), t, log.who(), s);
        }
        r.session = s;
        if (!p.store(slot, r, settings, input)) {
            settings.resumeSession(Objects.requireNonNull(r.settings));
            service.resume(s);
            return false;
        }
        p.pool.setLocks(slot, s.holdsLocks());
        p.pool.setReloadsSeen(slot, cx.reloads());
        stats.suspend(now);
        proc.setSession(-1);
        return true;
    }

    // ---------------------------------------------------------------- the end

    /** A line about the end of a session, for log_disconnections. */
    void disconnected(SessionTicket t) {
        long ms = Math.max(0, System.currentTimeMillis() - t.startMillis());
        String time = ms / 3_600_000 + ":" + two(ms / 60_000 % 60) + ":" + two(ms / 1_000 % 60) + "."
                + (ms % 1000 < 100 ? ms % 1000 < 10 ? "00" : "0" : "") + ms % 1000;
        String host = t.host().isEmpty() ? "[local]" : t.host();
        log.plain(
                "disconnection: session time: " + time + " user=" + t.role() + " database=" + t.database() + " host="
                        + host + (t.port() > 0 ? " port=" + t.port() : ""),
                null);
    }

    private static String two(long v) {
        return v < 10 ? "0" + v : Long.toString(v);
    }
}
