package org.hathi.executor.session;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockTag;

/**
 * Makes sure that the database a process has begun to work in is still there (InitPostgres).
 *
 * <p>PROTOCOL: the process first notes the database in its slot, then asks here. DROP DATABASE locks the database, then
 * looks who has noted it, and keeps the lock until its row is gone: either it sees the process, or the process sees
 * that the row is gone. Without this a late-comer would leave changed pages of files that are gone, and no checkpoint
 * could end.
 */
public final class DatabasePresence {
    private DatabasePresence() {}

    /**
     * Outside transactions; waits for a DROP DATABASE that is under way.
     *
     * @throws SqlError FATAL 3D000 when the database is gone
     */
    public static void confirm(BackendContext cx, String name) {
        LockTag tag = LockTag.object(0, PgDatabase.RELATION, cx.database(), 0);
        cx.txn().locks().acquire(tag, LockMode.ROW_EXCLUSIVE, true, false);
        try {
            cx.catalog().acceptInvalidations();
            if (cx.catalog().database(cx.database()) == null) {
                throw SqlError.fatal(SqlState.UNDEFINED_DATABASE, "database \"" + name + "\" does not exist")
                        .detail("It seems to have just been dropped or renamed.");
            }
        } finally {
            cx.txn().locks().release(tag, LockMode.ROW_EXCLUSIVE, true);
        }
    }
}
