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
    @Nullable Process process;
    int pid;
    @Nullable Control control;
    @Nullable LiveSession session;
    int sessionsServed;
    long idleSince;

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

    boolean alive() {
        Process p = process;
        return p != null && p.isAlive();
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
