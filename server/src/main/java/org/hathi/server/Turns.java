package org.hathi.server;

import org.hathi.base.SqlError;
import org.hathi.os.Poll;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.SessionPool;
import org.hathi.shm.WaitEvent;

/**
 * A backend's life with session parking: it serves whatever session needs it, new ones from the postmaster and
 * parked ones that are ready, and waits for either when it has none.
 */
final class Turns {
    private static final int NOTHING = -1;
    private static final int LEAVE = -2;
    /** So many turns are worth the waking of a process. */
    private static final int TURNS = 128;

    private final ProcessContext cx;
    private final BackendLoop loop;
    private final IdleMemory memory;
    private final Control control;
    private final Proc proc;
    private final Spin spin;
    private final int[] fds = new int[3];
    private final short[] events = new short[3];
    private final short[] results = new short[3];
    private int served;
    /** Parked sessions served since another process was made the leader. */
    private int turns;
    /** The postmaster has heard that the process can take a session. */
    private boolean known;

    Turns(ProcessContext cx, BackendLoop loop, IdleMemory memory) {
        this.cx = cx;
        this.loop = loop;
        this.memory = memory;
        control = cx.control();
        proc = cx.proc();
        // for all that are parked: one of them is likely to speak
        spin = new Spin(proc, cx.settings().setting("backend_spin"), 4, 1);
    }

    /** Until the postmaster orders it to leave, is gone, or enough sessions have been served. */
    void run() {
        Control.Frame f = control.await();
        if (f == null || f.type() != Control.EPOLL) {
            return;
        }
        Parking parking = new Parking(cx, f.fd());
        loop.parking(parking);
        int session = NOTHING;
        while (session != LEAVE) {
            if (session >= 0) {
                turns++;
                session = loop.serveParked(parking, session);
                continue;
            }
            session = known && parking.pool.mayTake(proc.slot(), parking.maxBackends()) ? parking.takeReady() : NOTHING;
            if (session == NOTHING) {
                int limit = cx.settings().intValue("backend_max_sessions");
                if (limit > 0 && served >= limit) {
                    return;
                }
                session = linger(parking);
                if (session == NOTHING) {
                    session = await(parking);
                }
            }
        }
    }

    /** Looks for ready sessions for a moment. */
    private int linger(Parking parking) {
        if (!known || parking.pool.parked() == 0 || !spin.begin()) {
            return NOTHING;
        }
        while (spin.more()) {
            int session = parking.takeReady();
            if (session >= 0) {
                spin.found();
                return session;
            }
        }
        return NOTHING;
    }

    /** Waits for work: a parked session taken, {@link #LEAVE}, or {@link #NOTHING} when there may be more. */
    private int await(Parking parking) {
        SessionPool pool = parking.pool;
        int me = proc.slot();
        loop.rest();
        pool.setFree(me);
        if (!known || pool.waiting() > 0) {
            known = true;
            control.send(Control.FREE);
        }
        parking.tellRested();
        while (true) {
            proc.resetLatch();
            if ((proc.interruptBits() & Interrupt.RELOAD) != 0 && proc.takeInterrupts(Interrupt.RELOAD) != 0) {
                cx.reload();
            }
            parking.sweep();
            boolean watches = pool.mayTake(me, parking.maxBackends()) && leads(pool, me);
            proc.pollOrLatch(
                    control.fd(),
                    Poll.POLLIN,
                    watches ? parking.epoll() : -1,
                    memory.limit(loop.restLimit()),
                    fds,
                    events,
                    results,
                    WaitEvent.CLIENT_READ);
            memory.waited();
            loop.rested();
            if (results[0] != 0) {
                boolean alive = control.receive();
                Control.Frame f = control.next();
                if (f != null) {
                    pool.setBusy(me);
                    pool.resign(me);
                    return handle(parking, f);
                }
                if (!alive) {
                    return LEAVE;
                }
            }
            if (results[2] != 0 && pool.leads(me) && pool.tryBusy(me)) {
                pool.resign(me);
                int session = parking.takeReady();
                if (session >= 0) {
                    return session;
                }
                pool.setFree(me);
            }
        }
    }

    /** Whether this process watches for ready sessions while it sleeps; now and then one of a lower slot does. */
    private boolean leads(SessionPool pool, int me) {
        if (!pool.lead(me, true)) {
            return false;
        }
        if (turns < TURNS || pool.parked() == 0) {
            return true;
        }
        turns = 0;
        int other = pool.handOver(me);
        if (other < 0) {
            return pool.lead(me, true);
        }
        proc.setLatch(other);
        return false;
    }

    private int handle(Parking parking, Control.Frame f) {
        switch (f.type()) {
            case Control.SESSION -> {
                served++;
                SessionTicket t = SessionTicket.decode(f.data());
                return loop.serve(t, parking.adopt(t.sessionSlot(), f.fd()));
            }
            case Control.SHUTDOWN -> {
                return LEAVE;
            }
            default -> throw SqlError.internal("unexpected control frame " + f.type());
        }
    }
}
