package org.hathi.server;

/**
 * Who says what an entry of the log tells.
 *
 * @param session a client's session (else the other fields of one are empty)
 * @param host {@code [local]} for Unix sockets
 * @param port −1 for Unix sockets
 * @param activity what the process title shows
 * @param virtualId slot + 1, slash, local transaction number; empty in processes without transactions
 * @param xid top-level transaction id, 0 for none
 */
record LogIdentity(
        boolean session,
        int pid,
        String user,
        String database,
        String host,
        int port,
        String application,
        String backendType,
        String activity,
        long startSeconds,
        String virtualId,
        int xid,
        long queryId) {
    String sessionId() {
        return Long.toHexString(startSeconds) + "." + Integer.toHexString(pid);
    }
}
