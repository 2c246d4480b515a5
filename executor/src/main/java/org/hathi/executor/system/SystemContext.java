package org.hathi.executor.system;

import java.nio.file.Path;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.catalog.Catalog;
import org.hathi.shm.Proc;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionPool;
import org.hathi.shm.SessionSlots;
import org.hathi.shm.StatsRegion;
import org.hathi.storage.Storage;
import org.hathi.txn.Txn;
import org.jspecify.annotations.Nullable;

/**
 * What the system functions look at: the rooms of this backend and, through {@link Session}, the session it serves.
 * Without {@link #connect} only functions over the catalogs work (tests over a catalog in memory).
 */
public final class SystemContext {
    /** The session that calls; filled in by the session layer. */
    public interface Session {
        /** Role of SESSION_USER. */
        int sessionUser();

        /** Its session slot, −1 when it has none. */
        int slot();

        /** The pid shown for it. */
        int pid();

        /** Text of the running query, null when none. */
        @Nullable
        String query();

        List<Prepared> prepared();

        List<Cursor> cursors();

        /** Channels listened to. */
        default List<String> channels() {
            return List.of();
        }

        /** NOTIFY as a function. */
        default void notify(String channel, String payload) {}

        /** pg_export_snapshot: the identifier of the active snapshot, made known to others. */
        default String exportSnapshot() {
            throw SqlError.internal("no session");
        }

        /** Part of the notification queue in use. */
        default double queueUsage() {
            return 0;
        }
    }

    /** A row of pg_prepared_statements; time in microseconds since 2000. */
    public record Prepared(
            String name,
            String statement,
            long time,
            int[] parameterTypes,
            boolean fromSql,
            long generic,
            long custom) {}

    /** A row of pg_cursors. */
    public record Cursor(
            String name, String statement, boolean holdable, boolean binary, boolean scrollable, long time) {}

    private static final Session NONE = new Session() {
        @Override
        public int sessionUser() {
            return org.hathi.catalog.Acl.BOOTSTRAP_SUPERUSER;
        }

        @Override
        public int slot() {
            return -1;
        }

        @Override
        public int pid() {
            return (int) ProcessHandle.current().pid();
        }

        @Override
        public @Nullable String query() {
            return null;
        }

        @Override
        public List<Prepared> prepared() {
            return List.of();
        }

        @Override
        public List<Cursor> cursors() {
            return List.of();
        }
    };

    public final Catalog catalog;
    public final Settings settings;
    public final PgClock clock;
    /** The session; replaced by the session layer. */
    public Session session = NONE;
    /** When the configuration was last read; 0 = at the start of the server. */
    public volatile long confLoadTime;

    private @Nullable Segment segment;
    private @Nullable Proc proc;
    private @Nullable SessionSlots sessions;
    private @Nullable Storage storage;
    private @Nullable Txn txn;
    private @Nullable Path dataDirectory;
    private @Nullable StatsRegion stats;
    private @Nullable StatSnapshot statistics;

    public SystemContext(Catalog catalog, Settings settings, PgClock clock) {
        this.catalog = catalog;
        this.settings = settings;
        this.clock = clock;
    }

    /** Gives the functions this process's shared memory, storage and transactions. */
    public SystemContext connect(
            Segment seg, Proc me, SessionSlots slots, Storage files, Txn transactions, Path directory) {
        segment = seg;
        proc = me;
        sessions = slots;
        storage = files;
        txn = transactions;
        dataDirectory = directory;
        return this;
    }

    private static <T> T need(@Nullable T part) {
        if (part == null) {
            throw SqlError.internal("not connected to a server");
        }
        return part;
    }

    boolean connected() {
        return segment != null;
    }

    Segment segment() {
        return need(segment);
    }

    /** Who has which session. */
    SessionPool pool() {
        return new SessionPool(segment());
    }

    Proc proc() {
        return need(proc);
    }

    SessionSlots sessions() {
        return need(sessions);
    }

    Storage storage() {
        return need(storage);
    }

    Txn txn() {
        return need(txn);
    }

    Path dataDirectory() {
        return need(dataDirectory);
    }

    StatsRegion stats() {
        StatsRegion s = stats;
        if (s == null) {
            s = new StatsRegion(segment());
            stats = s;
        }
        return s;
    }

    /** The statistics as the running transaction sees them. */
    StatSnapshot statistics() {
        StatSnapshot x = statistics;
        if (x == null) {
            x = new StatSnapshot(this);
            statistics = x;
        }
        return x;
    }

    /** The role whose privileges count now. */
    int user() {
        return catalog.searchPath().user();
    }
}
