package org.hathi.txn;

/**
 * A row of {@code pg_locks}.
 *
 * @param slot process slot of the holder or waiter
 * @param pid its pid
 * @param lxid local transaction id of the holder (virtualtransaction is {@code slot+1/lxid})
 * @param waitStart microseconds since 2000-01-01 UTC, 0 when granted
 */
public record LockInfo(
        LockTag tag, int slot, int pid, int lxid, int mode, boolean granted, boolean fastPath, long waitStart) {}
