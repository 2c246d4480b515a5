package org.hathi.executor.api;

import org.hathi.shm.PinReason;
import org.jspecify.annotations.Nullable;

/**
 * What executes a session's statements: driven by a backend's message loop (room server), implemented by the session
 * layer.
 *
 * <p>PROTOCOL. One call per frontend message; a call may throw: the loop then calls {@link #failed} once, reports the
 * error to the client and, in the extended protocol, discards messages until Sync. {@link #sync} comes at every Sync
 * and before every ReadyForQuery of the extended protocol (it commits an implicit transaction); {@link #simpleQuery}
 * does so itself. Settings' changes are reported by the loop before ReadyForQuery.
 */
public interface StatementService {
    /** A session begins in this process: opens the database (first time only), reads settings of role and database. */
    void startSession(SessionInfo session);

    /** The session is over: aborts what is open, drops temporary tables, statements, portals, locks, LISTENs. */
    void endSession();

    /** A whole Query message: one or several statements, implicit transaction around them. */
    void simpleQuery(String sql, ResultSink out);

    /** Parse: {@code name} "" is the unnamed statement; types may be fewer than parameters, 0 = unknown. */
    void parse(String name, String sql, int[] parameterTypes);

    /**
     * Bind.
     *
     * @param parameterFormats none, one for all, or one per parameter (0 text, 1 binary)
     * @param values one per parameter, null for NULL; the arrays belong to the callee
     * @param resultFormats none, one for all, or one per column
     */
    void bind(String portal, String statement, int[] parameterFormats, byte[] @Nullable [] values, int[] resultFormats);

    void describeStatement(String name, ResultSink out);

    void describePortal(String name, ResultSink out);

    /** Execute: {@code maxRows} 0 = all. Answers with rows and commandComplete, portalSuspended or emptyQuery. */
    void execute(String portal, int maxRows, ResultSink out);

    void closeStatement(String name);

    void closePortal(String name);

    /** Ends an implicit transaction; see the class comment. */
    void sync();

    /** FunctionCall (fastpath): returns the result's bytes in the format asked for, or null. */
    byte @Nullable [] functionCall(
            int function, int[] argumentFormats, byte[] @Nullable [] arguments, int resultFormat);

    /** Text of a prepared statement, null when there is none of that name. */
    default @Nullable String statementText(String name) {
        return null;
    }

    /** What a portal executes, null when there is none of that name. */
    default @Nullable PortalText portalText(String portal) {
        return null;
    }

    /** The values of a portal's parameters as the log shows them, null when it has none. */
    default @Nullable String portalParameters(String portal) {
        return null;
    }

    /** Aborts the current transaction (or marks the block failed) after an error; must not throw. */
    void failed(Throwable error);

    /** 'I' idle, 'T' in a transaction block, 'E' in a failed one. */
    char transactionStatus();

    /** Why the session cannot leave this process now; {@link PinReason#NONE} when it can. */
    PinReason pinnedBy();

    /**
     * Sets the session aside, outside transactions, when nothing pins it. The process has no session then.
     *
     * @throws org.hathi.base.SqlError 53200 when there is no room for its locks: it stays
     */
    SuspendedSession suspend();

    /** A session that another process suspended; {@link SuspendedSession#progress(byte[])} completes it. */
    SuspendedSession restore(SessionInfo info, byte[] definition);

    /** Goes on with a suspended session; its settings have been brought back. The process has no session before. */
    void resume(SuspendedSession session);

    /** Called while idle, before waiting for the client: deliver notifications, take in invalidations. */
    void idle(ResultSink out);
}
