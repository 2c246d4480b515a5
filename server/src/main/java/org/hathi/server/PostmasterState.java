package org.hathi.server;

/** Where the server is between start and end; see {@link Lifecycle}. */
enum PostmasterState {
    /** Recovery runs; nobody is let in. */
    STARTUP,
    RUN,
    /** Smart shutdown: no new session, those that exist may finish. */
    WAIT_SESSIONS,
    /** Every process but the checkpointer is told to end. */
    STOPPING,
    /** The shutdown checkpoint runs. */
    CHECKPOINT,
    /** Everybody has been killed; restart (or, immediate shutdown, end) once all are gone. */
    CRASH,
    DONE
}
