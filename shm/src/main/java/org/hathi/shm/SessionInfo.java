package org.hathi.shm;

import org.jspecify.annotations.Nullable;

/**
 * A consistent copy of a session slot: the columns of {@code pg_stat_activity} that the session itself knows. Times are
 * microseconds since 2000-01-01 UTC, 0 for none.
 *
 * @param slot session slot
 * @param id counts the sessions of this server; never 0
 * @param pid the session's number in views and for cancel
 * @param backend process slot that serves it, −1 while parked
 * @param role process role, a client backend unless an auxiliary process reports itself
 * @param xid top-level transaction id, 0 for none
 * @param xmin horizon the session holds back, 0 for none
 * @param clientAddress numeric address; null for Unix-domain sockets
 * @param clientPort −1 for Unix-domain sockets
 */
public record SessionInfo(
        int slot,
        long id,
        int pid,
        int backend,
        ProcRole role,
        int database,
        int user,
        String databaseName,
        String userName,
        SessionState state,
        int xid,
        int xmin,
        long backendStart,
        long xactStart,
        long queryStart,
        long stateChange,
        @Nullable String clientAddress,
        @Nullable String clientHostname,
        int clientPort,
        String applicationName,
        long queryId,
        String query) {}
