package org.hathi.catalog;

import java.util.Arrays;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgIndex;
import org.hathi.catalog.table.PgPolicy;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgTrigger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps caches true: collects what this transaction changed, applies it to this backend's caches when a command ends,
 * sends it to all others at commit, and applies what others sent.
 *
 * <p>LAYOUT of a message, 16 bytes as PostgreSQL's SharedInvalidationMessage, here two longs: byte 0 kind (0 and above:
 * cache id, {@link CacheId}; -2 relation; -3 files of a relation; -4 relation map; -5 catalog snapshot), bytes 4–7
 * database oid (0 = shared catalogs), bytes 8–11 hash value or relation oid. The same bytes go into the commit record.
 *
 * <p>INVARIANTS. INV-1: a message is sent only after the commit record is durable enough to be seen by others, and
 * before the transaction's locks are released. INV-2: a change is applied locally at the end of its command (before
 * that the changed rows are not visible, so nothing stale can have been cached). INV-3: an abort applies the
 * transaction's messages locally, since its later commands may have cached rows that never existed.
 */
public final class Invalidation {
    public static final int RELATION = -2;
    public static final int FILES = -3;
    public static final int RELATION_MAP = -4;
    public static final int SNAPSHOT = -5;

    /** The shared side: a queue every backend reads. */
    public interface Queue {
        /** Nothing shared: a single backend in a test. */
        Queue NONE = new Queue() {
            @Override
            public void send(long[] messages, int longs) {}

            @Override
            public boolean receive(Receiver to) {
                return true;
            }
        };

        /** Appends {@code longs / 2} messages. */
        void send(long[] messages, int longs);

        /** Hands over the messages not read yet; false when some were lost (then everything must be reset). */
        boolean receive(Receiver to);
    }

    /** Takes one message. */
    public interface Receiver {
        void message(long first, long second);
    }

    /** What relation files, maps and catalog snapshots need to hear; implemented where those live. */
    public interface Hooks {
        Hooks NONE = new Hooks() {
            @Override
            public void filesChanged(long first, long second) {}

            @Override
            public void mapChanged(int database) {}

            @Override
            public void catalogChanged() {}
        };

        /** Open files of a relation must be closed: message kind {@link #FILES}. */
        void filesChanged(long first, long second);

        /** pg_filenode.map of the database (0 shared) must be read again. */
        void mapChanged(int database);

        /** The catalog snapshot must be taken anew. */
        void catalogChanged();
    }

    /** Messages of one (sub)transaction: of commands that ended, and of the running one. */
    private static final class Level {
        final @Nullable Level outer;
        long[] messages = new long[32];
        int ended;
        int n;

        Level(@Nullable Level outer) {
            this.outer = outer;
        }

        void add(long a, long b) {
            if (n + 2 > messages.length) {
                messages = Arrays.copyOf(messages, n * 2);
            }
            messages[n] = a;
            messages[n + 1] = b;
            n += 2;
        }
    }

    private final Catalog catalog;
    private Level level = new Level(null);
    private Queue queue = Queue.NONE;
    private Hooks hooks = Hooks.NONE;
    private final Receiver receiver = this::apply;

    Invalidation(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Connects this backend with the others. */
    public void connect(Queue queue, Hooks hooks) {
        this.queue = queue;
        this.hooks = hooks;
    }

    // ---------------------------------------------------------------------------------------------- collecting

    private int databaseOf(int catalogOid) {
        return CatalogTables.isSharedRelation(catalogOid) ? 0 : catalog.databaseOid();
    }

    private static long first(int kind, int database) {
        return (kind & 0xFFL) | (long) database << 32;
    }

    private void add(int kind, int database, int value) {
        long first = first(kind, database);
        long second = value & 0xFFFFFFFFL;
        Level l = level;
        for (int i = l.ended; i < l.n; i += 2) {
            if (l.messages[i] == first && l.messages[i + 1] == second) {
                return;
            }
        }
        l.add(first, second);
    }

    /** A row was inserted, is being deleted, or is the old or new version of an update. */
    public void rowChanged(CatalogRow row) {
        int c = row.catalog();
        int db = databaseOf(c);
        for (CacheId id : CacheId.values()) {
            if (id.catalog == c) {
                add(id.ordinal(), db, id.hash(row));
            }
        }
        switch (c) {
            case PgClass.RELATION ->
                relation(row.intAt(PgClass.OID), row.boolAt(PgClass.RELISSHARED) ? 0 : catalog.databaseOid());
            case PgAttribute.RELATION -> relation(row.intAt(PgAttribute.ATTRELID));
            case PgIndex.RELATION -> {
                relation(row.intAt(PgIndex.INDEXRELID));
                relation(row.intAt(PgIndex.INDRELID));
            }
            case PgConstraint.RELATION -> relation(row.intAt(PgConstraint.CONRELID));
            case PgTrigger.RELATION -> relation(row.intAt(PgTrigger.TGRELID));
            case PgRewrite.RELATION -> relation(row.intAt(PgRewrite.EV_CLASS));
            case PgPolicy.RELATION -> relation(row.intAt(PgPolicy.POLRELID));
            case PgAttrdef.RELATION -> relation(row.intAt(PgAttrdef.ADRELID));
            default -> {
                // other catalogs describe no relation
            }
        }
        add(SNAPSHOT, db, c);
    }

    private void relation(int oid) {
        relation(oid, CatalogTables.isSharedRelation(oid) ? 0 : catalog.databaseOid());
    }

    private void relation(int oid, int database) {
        if (oid != 0) {
            add(RELATION, database, oid);
        }
    }

    /** A relation must be described anew though no row of it changed (CacheInvalidateRelcache). */
    public void relationChanged(int oid) {
        relation(oid);
    }

    /**
     * The relation loses blocks at its end, where others may remember one (CacheInvalidateSmgr). Sent at once: the
     * caller holds an ACCESS EXCLUSIVE lock that it gives back before its commit, and no rollback undoes it.
     */
    public void relationTruncated(int oid) {
        int database = CatalogTables.isSharedRelation(oid) ? 0 : catalog.databaseOid();
        queue.send(new long[] {first(RELATION, database), oid & 0xFFFFFFFFL}, 2);
    }

    /**
     * The relation map of a database (0: the shared one) changed. Sent at once by the caller's commit as all others.
     */
    public void mapChanged(int database) {
        add(RELATION_MAP, database, 0);
    }

    // ---------------------------------------------------------------------------------------- transaction events

    /** The current command's changes become visible to the next one: caches forget what they replace. */
    public void commandEnded() {
        Level l = level;
        int from = l.ended;
        l.ended = l.n;
        for (int i = from; i < l.ended; i += 2) {
            apply(l.messages[i], l.messages[i + 1]);
        }
    }

    /** Whether the running command changed any catalog row. */
    public boolean commandChanged() {
        return level.n > level.ended;
    }

    /** All messages of the transaction, two longs each: for the commit record, and then for {@link #afterCommit}. */
    public long[] atCommit() {
        commandEnded();
        return Arrays.copyOf(level.messages, level.n);
    }

    /** The commit is in the log: tells the others. Locks are still held. */
    public void afterCommit() {
        Level l = level;
        if (l.n > 0) {
            queue.send(l.messages, l.n);
        }
        level = new Level(null);
    }

    /** The transaction is rolled back. */
    public void atAbort() {
        Level l = level;
        while (l != null) {
            level = l;
            forgetChanges(l);
            l = l.outer;
        }
        level = new Level(null);
    }

    private void forgetChanges(Level l) {
        for (int i = 0; i < l.n; i += 2) {
            apply(l.messages[i], l.messages[i + 1]);
        }
    }

    /** A subtransaction starts. */
    public void subStart() {
        level = new Level(level);
    }

    /** The subtransaction's changes become its parent's. */
    public void subCommit() {
        commandEnded();
        Level l = level;
        Level outer = l.outer;
        if (outer == null) {
            throw new IllegalStateException("no subtransaction");
        }
        // what the parent's running command did before the subtransaction ended stays in order
        for (int i = 0; i < l.n; i += 2) {
            outer.add(l.messages[i], l.messages[i + 1]);
        }
        level = outer;
    }

    /** The subtransaction is rolled back. */
    public void subAbort() {
        Level l = level;
        Level outer = l.outer;
        if (outer == null) {
            throw new IllegalStateException("no subtransaction");
        }
        forgetChanges(l);
        level = outer;
    }

    // -------------------------------------------------------------------------------------------------- applying

    /** Applies what other backends committed: at statement start and after every lock taken. */
    public void accept() {
        if (!queue.receive(receiver)) {
            catalog.resetCaches();
            hooks.catalogChanged();
            hooks.mapChanged(0);
            hooks.mapChanged(catalog.databaseOid());
        }
    }

    private void apply(long first, long second) {
        int kind = (byte) first;
        int database = (int) (first >>> 32);
        if (kind == FILES) {
            hooks.filesChanged(first, second);
            return;
        }
        if (database != 0 && database != catalog.databaseOid()) {
            return;
        }
        if (kind >= 0) {
            catalog.rowChanged(kind, (int) second);
            return;
        }
        switch (kind) {
            case RELATION -> catalog.relationChanged((int) second);
            case RELATION_MAP -> {
                hooks.mapChanged(database);
                catalog.relationChanged(0);
            }
            case SNAPSHOT -> hooks.catalogChanged();
            default -> throw org.hathi.base.SqlError.internal("unrecognized SI message ID: " + kind);
        }
    }
}
