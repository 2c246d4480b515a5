package org.hathi.server;

import org.hathi.base.PgClock;
import org.hathi.os.Poll;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionPool;
import org.hathi.shm.SessionSlots;

/**
 * Whether backends get on by themselves, as the postmaster sees it from their slots. A backend that waits for a
 * heavyweight lock or for the time, or inside a transaction for its client, does not; and clients may wait for one
 * another in ways that no server sees. All other waits end soon.
 */
final class Blocked {
    /** A client that answers within this time is not waited for, it works. */
    private static final long CLIENT_MICROS = 10_000;

    private Blocked() {}

    /** Backends that do not wait for anything. */
    static int running(Segment segment, Children children) {
        ProcSlots slots = new ProcSlots(segment);
        int n = 0;
        for (Child c : children.all()) {
            n += serves(c) && slots.waitEvent(c.procSlot) == 0 ? 1 : 0;
        }
        return n;
    }

    /** Whether every backend waits for another session, or for a client that takes its time. */
    static boolean all(Segment segment, Children children) {
        ProcSlots slots = new ProcSlots(segment);
        SessionSlots sessions = new SessionSlots(segment);
        long now = PgClock.SYSTEM.micros();
        for (Child c : children.all()) {
            if (serves(c) && !blocked(slots, sessions, c.procSlot, now)) {
                return false;
            }
        }
        return true;
    }

    private static boolean serves(Child c) {
        return c.role == ProcRole.BACKEND && c.procSlot >= 0 && c.state != Child.State.EXITING;
    }

    private static boolean blocked(ProcSlots slots, SessionSlots sessions, int proc, long now) {
        int event = slots.waitEvent(proc);
        String type = org.hathi.shm.WaitEvent.type(event);
        if (type == null) {
            return false;
        }
        if (type.equals("Client")) {
            int session = slots.session(proc);
            long since = session < 0 ? 0 : sessions.idleSince(session);
            return since != 0 && now - since >= CLIENT_MICROS;
        }
        return type.equals("Lock") || type.equals("Timeout");
    }

    /**
     * Whether a parked session, whose client has spoken, has locks that others may wait for: it need not wait its turn
     * when nobody else gets on.
     */
    static boolean mayBeWaitedFor(SessionPool pool, int session, int fd) {
        return pool.hasLocks(session) && pool.isParked(session) && Poll.poll(fd, Poll.POLLIN, 0) > 0;
    }
}
