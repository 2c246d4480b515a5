package org.hathi.executor.api;

/**
 * Who a session is, as authenticated.
 *
 * @param slot its row in the session slots
 * @param pid the pid shown for the session (pg_stat_activity, BackendKeyData)
 * @param roleOid the authenticated role
 */
public record SessionInfo(
        int slot,
        int pid,
        int databaseOid,
        String database,
        int tablespaceOid,
        int roleOid,
        String role,
        boolean superuser,
        String clientHost,
        int clientPort,
        String applicationName) {}
