package org.hathi.shm;

import org.jspecify.annotations.Nullable;

/**
 * What a process has counted about one table, index or sequence since it last told {@link StatsRegion}: plain fields,
 * so that counting costs an addition. Belongs to the process's {@link ProcStats}, which outlives the relation objects
 * that point here.
 *
 * <p>Insertions, updates and deletions are kept by nesting level of the transaction until it ends: what an aborted one
 * inserted is dead, and a TRUNCATE forgets what came before it only if it commits.
 */
public final class RelationCounts {
    /** Changes of one nesting level; {@link #upper} is an outer level of the same relation. */
    static final class Level {
        final RelationCounts of;
        int depth;

        @Nullable
        Level upper;

        @Nullable
        Level next;

        long inserted;
        long updated;
        long deleted;
        boolean truncated;
        long insertedBefore;
        long updatedBefore;
        long deletedBefore;

        Level(RelationCounts of, int depth, @Nullable Level upper) {
            this.of = of;
            this.depth = depth;
            this.upper = upper;
        }

        void saveBefore(boolean again) {
            if (!truncated || again) {
                insertedBefore = inserted;
                updatedBefore = updated;
                deletedBefore = deleted;
                truncated = true;
            }
        }

        void restoreBefore() {
            if (truncated) {
                inserted = insertedBefore;
                updated = updatedBefore;
                deleted = deletedBefore;
            }
        }
    }

    final int database;
    final int oid;
    private final ProcStats owner;

    public long scans;
    public long returned;
    public long fetched;
    public long blocksFetched;
    public long blocksHit;
    long hotUpdated;
    long inserted;
    long updated;
    long deleted;
    long deltaLive;
    long deltaDead;
    long changed;
    boolean truncated;

    @Nullable
    Level level;

    RelationCounts(ProcStats owner, int database, int oid) {
        this.owner = owner;
        this.database = database;
        this.oid = oid;
    }

    public void inserted(long n) {
        owner.level(this).inserted += n;
    }

    public void updated(boolean hot) {
        owner.level(this).updated++;
        if (hot) {
            hotUpdated++;
        }
    }

    public void deleted() {
        owner.level(this).deleted++;
    }

    /** The relation got a new, empty file. */
    public void truncated() {
        Level l = owner.level(this);
        l.saveBefore(false);
        l.inserted = 0;
        l.updated = 0;
        l.deleted = 0;
    }

    /** {@code n} dead row versions were removed without leaving a line pointer. */
    public void pruned(long n) {
        deltaDead -= n;
    }

    /** Rows the running transaction made live and dead so far, to be left out of what ANALYZE found. */
    public long pendingLive() {
        long n = 0;
        for (Level l = level; l != null; l = l.upper) {
            n += l.inserted - l.deleted;
        }
        return n;
    }

    public long pendingDead() {
        long n = 0;
        for (Level l = level; l != null; l = l.upper) {
            n += l.updated + l.deleted;
        }
        return n;
    }

    /** A counter of {@link StatCounters} as this process has it, running transaction included. */
    public long get(int counter) {
        long ins = inserted;
        long upd = updated;
        long del = deleted;
        for (Level l = level; l != null; l = l.upper) {
            ins += l.inserted;
            upd += l.updated;
            del += l.deleted;
        }
        return switch (counter) {
            case StatCounters.SCANS -> scans;
            case StatCounters.RETURNED -> returned;
            case StatCounters.FETCHED -> fetched;
            case StatCounters.INSERTED -> ins;
            case StatCounters.UPDATED -> upd;
            case StatCounters.DELETED -> del;
            case StatCounters.HOT_UPDATED -> hotUpdated;
            case StatCounters.BLOCKS_FETCHED -> blocksFetched;
            case StatCounters.BLOCKS_HIT -> blocksHit;
            default -> 0;
        };
    }

    boolean pending() {
        return (scans
                                | returned
                                | fetched
                                | blocksFetched
                                | blocksHit
                                | inserted
                                | updated
                                | deleted
                                | hotUpdated
                                | deltaLive
                                | deltaDead
                                | changed)
                        != 0
                || truncated;
    }

    void clear() {
        scans = 0;
        returned = 0;
        fetched = 0;
        blocksFetched = 0;
        blocksHit = 0;
        inserted = 0;
        updated = 0;
        deleted = 0;
        hotUpdated = 0;
        deltaLive = 0;
        deltaDead = 0;
        changed = 0;
        truncated = false;
    }

    /** Folds the outermost level in: the transaction has ended. */
    void end(Level l, boolean commit) {
        if (!commit) {
            l.restoreBefore();
        }
        inserted += l.inserted;
        updated += l.updated;
        deleted += l.deleted;
        if (commit) {
            if (l.truncated) {
                truncated = true;
                deltaLive = 0;
                deltaDead = 0;
            }
            deltaLive += l.inserted - l.deleted;
            deltaDead += l.updated + l.deleted;
            changed += l.inserted + l.updated + l.deleted;
        } else {
            deltaDead += l.inserted + l.updated;
        }
        level = null;
    }

    /** A subtransaction that aborted. */
    void abortLevel(Level l) {
        l.restoreBefore();
        inserted += l.inserted;
        updated += l.updated;
        deleted += l.deleted;
        deltaDead += l.inserted + l.updated;
        level = l.upper;
    }

    /** A subtransaction whose changes become those of the outer level, which has some as well. */
    void mergeLevel(Level l, Level into) {
        if (l.truncated) {
            into.saveBefore(false);
            into.inserted = l.inserted;
            into.updated = l.updated;
            into.deleted = l.deleted;
        } else {
            into.inserted += l.inserted;
            into.updated += l.updated;
            into.deleted += l.deleted;
        }
        level = into;
    }
}
