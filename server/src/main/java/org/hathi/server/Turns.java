package org.hathi.server;

import org.hathi.base.SqlError;
import org.hathi.os.Poll;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.WaitEvent;

/**
 * A backend's life with session parking: it serves whatever session needs it, new ones from the postmaster and
 * parked ones that are ready, and waits for either when it has none.
 */
final class Turns {
    private static final int NOTHING = -1;
    private static final int LEAVE = -2;

    private final ProcessContext cx;
    private final BackendLoop loop;
    private final IdleMemory memory;
    private final Control control;
    private final Proc proc;
    private final int[] fds = new int[3];
    private final short[] events = new short[3];
    private final short[] results = new short[3];
    private int served;

    Turns(ProcessContext cx, BackendLoop loop, IdleMemory memory) {
        this.cx = cx;
        this.loop = loop;
        this.memory = memory;
        control = cx.control();
        proc = cx.proc();
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
                session = loop.serveParked(parking, session);
                continue;
            }
            session = parking.pool.mayTake(proc.slot(), cx.settings().intValue("max_backends"))
                    ? parking.takeReady()
                    : NOTHING;
            if (session == NOTHING) {
                int limit = cx.settings().intValue("backend_max_sessions");
                if (limit > 0 && served >= limit) {
                    return;
                }
                loop.rest();
                session = await(parking);
            }
        }
    }

    /** Waits for work: a parked session taken, {@link #LEAVE}, or {@link #NOTHING} when there may be more. */
    private int await(Parking parking) {
        parking.pool.setFree(proc.slot());
        while (true) {
            proc.resetLatch();
            if ((proc.interruptBits() & Interrupt.RELOAD) != 0 && proc.takeInterrupts(Interrupt.RELOAD) != 0) {
                cx.reload();
            }
            parking.sweep();
            proc.pollOrLatch(
                    control.fd(),
                    Poll.POLLIN,
                    parking.pool.mayTake(proc.slot(), cx.settings().intValue("max_backends")) ? parking.epoll() : -1,
                    memory.limit(-1),
                    fds,
                    events,
                    results,
                    WaitEvent.CLIENT_READ);
            memory.waited();
            if (results[0] != 0) {
                boolean alive = control.receive();
                Control.Frame f = control.next();
                if (f != null) {
                    parking.pool.setBusy(proc.slot());
                    return handle(parking, f);
                }
                if (!alive) {
                    return LEAVE;
                }
            }
            if (results[2] != 0 && parking.pool.tryBusy(proc.slot())) {
                int session = parking.takeReady();
                if (session >= 0) {
                    return session;
                }
                parking.pool.setFree(proc.slot());
            }
        }
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
