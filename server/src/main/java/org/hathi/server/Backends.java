package org.hathi.server;

import org.hathi.base.Report;
import org.jspecify.annotations.Nullable;

/**
 * The postmaster's care for backends and the sessions they serve: {@link BackendPool} gives each session a backend for
 * its whole life, {@link ParkingPool} lets idle sessions wait without one. Event loop only.
 */
interface Backends {
    /** A session that has been admitted; its socket belongs to the pool from now on. */
    void handOver(SessionTicket ticket, int fd);

    /** Gives clients that wait to idle backends, and starts more when there are too few. */
    void dispatch();

    /** Starts backends ahead of need. */
    void prepare();

    /** The server has become ready. */
    void open();

    /** A backend has started. */
    void ready(Child c);

    /** With parking: a backend has no session, for the first time or while new ones wait. */
    void free(Child c);

    /** With parking: a backend tells {@link Control#RESTED} or {@link Control#BLOCKED}. */
    void news(Child c, byte what);

    /** A backend's session has ended. */
    void ended(Child c, byte[] payload);

    /** A backend needs the descriptor of a session's client. */
    void fetch(Child c, int sessionSlot, long id);

    /** A child has died; what it left has not been repaired yet. */
    void dying(Child c);

    /** A backend is gone with its session, if it had one: the client is told why. */
    void lost(Child c, Report farewell);

    /** A backend could not be started, or ended before it was ready: the next attempt comes later. */
    void startFailed();

    /**
     * The client that waited longest is told that no backend can be started, instead of waiting for the next attempt.
     */
    void refuseFirst();

    /** Sends away everybody who has no backend; those never served are told {@code why}. */
    void refuseAll(@Nullable Report why);

    /** Has a backend end that serves nobody; false when it does serve somebody. */
    boolean dismissIdle(Child c);

    /** Whether any session is served or waits. */
    boolean anySession();
}
