package org.hathi.server;

import org.hathi.shm.ProcRole;
import org.jspecify.annotations.Nullable;

/** The postmaster's record of a process it started. Used on the event loop only. */
final class Child {
    enum State {
        STARTING,
        IDLE,
        BUSY,
        EXITING
    }

    final int number;
    final ProcRole role;
    final int database;
    State state = State.STARTING;

    @Nullable
    Process process;

    int pid;

    @Nullable
    Control control;

    @Nullable
    LiveSession session;

    int sessionsServed;
    /** Database of the last session: its catalog caches are in this process. 0 before the first. */
    int lastDatabase;

    long idleSince;
    /** Its process slot once it is ready; −1 before. */
    int procSlot = -1;

    Child(int number, ProcRole role, int database) {
        this.number = number;
        this.role = role;
        this.database = database;
    }

    /** A session between hand-over and end; {@code fd} is the postmaster's duplicate of the client's socket. */
    static final class LiveSession {
        final SessionTicket ticket;
        final int fd;

        LiveSession(SessionTicket ticket, int fd) {
            this.ticket = ticket;
            this.fd = fd;
        }
    }

    /**
     * Whether this idle backend is a better choice for a database than another: caches first, then compiled code, then
     * the lower slot: the same few processes do most, and those beyond what is needed stay idle until they are let go.
     */
    boolean suits(int wanted, @Nullable Child other) {
        if (other == null) {
            return true;
        }
        if ((lastDatabase == wanted) != (other.lastDatabase == wanted)) {
            return lastDatabase == wanted;
        }
        if ((sessionsServed > 0) != (other.sessionsServed > 0)) {
            return sessionsServed > 0;
        }
        return procSlot < other.procSlot;
    }

    boolean alive() {
        Process p = process;
        return p != null && p.isAlive();
    }

    /** Orders it to end; it has no session. */
    void dismiss() {
        Control c = control;
        state = State.EXITING;
        if (c != null) {
            c.send(Control.SHUTDOWN);
        }
    }

    /** SIGKILL. */
    void kill() {
        Process p = process;
        if (p != null) {
            p.destroyForcibly();
        }
    }

    String title() {
        return switch (role) {
            case BACKEND -> "server process";
            case BACKGROUND_WRITER -> "background writer process";
            case CHECKPOINTER -> "checkpointer process";
            case WALWRITER -> "WAL writer process";
            case STARTUP -> "startup process";
            case AUTOVACUUM_LAUNCHER -> "autovacuum launcher process";
            case AUTOVACUUM_WORKER -> "autovacuum worker process";
            default -> role.label() + " process";
        };
    }
}
