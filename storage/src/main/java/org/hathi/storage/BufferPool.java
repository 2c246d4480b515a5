package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.hathi.base.Interrupts;
import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;
import org.hathi.shm.StatCounters;
import org.hathi.shm.StatsRegion;
import org.hathi.shm.WaitEvent;
import org.hathi.wal.Wal;
import org.jspecify.annotations.Nullable;

/**
 * A process's handle on the buffer pool. Buffers are numbered from 1 (shared) and from −1 downward (local buffers of
 * temporary relations); 0 is no buffer.
 *
 * <p>LATCHES  Content locks are the callers'; inside, one mapping partition at a time; a victim's content lock is only
 * tried, never waited for.
 */
public final class BufferPool {
    public static final int NONE = 0;

    private static final int VIEW_SHIFT = 16; // blocks per byte buffer: 512 MB
    private static final long CLEANUP_WAIT_NANOS = 1_000_000_000L;

    private final Proc proc;
    private final Wal wal;
    private final Smgr smgr;
    private final StorageOptions options;
    private final CheckpointShared checkpoints;
    private final Reporter reporter;
    private final BufferShared s;
    private final PrivatePins pins;
    private final BufferWriter writer;
    private final BufferInvalidation invalidation;
    private final MemorySegment m;
    private final ByteBuffer[] views;
    private final java.util.Set<RelFileNode> unlogged = new java.util.HashSet<>();
    private @Nullable LocalBuffers local;
    private Interrupts interrupts = Interrupts.NONE;
    private boolean recovering;

    // What this process did, for EXPLAIN (BUFFERS) and statistics.
    public long sharedHit;
    public long sharedRead;
    public long sharedDirtied;
    public long sharedWritten;

    BufferPool(Proc proc, Wal wal, Smgr smgr, StorageOptions options, CheckpointShared checkpoints, Reporter reporter) {
        this.proc = proc;
        this.wal = wal;
        this.smgr = smgr;
        this.options = options;
        this.checkpoints = checkpoints;
        this.reporter = reporter;
        this.s = new BufferShared(proc.segment());
        this.m = s.m;
        this.pins = new PrivatePins(s, proc);
        this.writer = new BufferWriter(s, pins, proc, wal, smgr);
        this.invalidation = new BufferInvalidation(s, pins, proc, reporter);
        this.views = views();
    }

    private ByteBuffer[] views() {
        ByteBuffer[] v = new ByteBuffer[(s.count - 1 >> VIEW_SHIFT) + 1];
        for (int i = 0; i < v.length; i++) {
            int n = Math.min(s.count - (i << VIEW_SHIFT), 1 << VIEW_SHIFT);
            v[i] = m.asSlice(s.page(i << VIEW_SHIFT), (long) n * Blocks.SIZE).asByteBuffer();
        }
        return v;
    }

    /** Blocks of temporary relations found in this process's buffers. */
    public long localHit() {
        return local == null ? 0 : local.hit;
    }

    /** Blocks of temporary relations read. */
    public long localRead() {
        return local == null ? 0 : local.read;
    }

    /** Blocks of temporary relations written. */
    public long localWritten() {
        return local == null ? 0 : local.written;
    }

    /** Blocks this process had to read, those of temporary relations included. */
    public long misses() {
        return local == null ? sharedRead : sharedRead + local.read;
    }

    /** What waits for cleanup locks poll. */
    public void interrupts(Interrupts i) {
        interrupts = i;
    }

    void recovering(boolean on) {
        recovering = on;
        smgr.recovering(on);
    }

    boolean isRecovering() {
        return recovering;
    }

    BufferShared shared() {
        return s;
    }

    BufferWriter writer() {
        return writer;
    }

    private LocalBuffers local() {
        LocalBuffers l = local;
        if (l == null) {
            l = new LocalBuffers(smgr, options.tempBuffers);
            local = l;
        }
        return l;
    }

    /** The error for a page that fails verification. */
    static SqlError invalidPage(RelFileNode rel, int fork, int block) {
        return new SqlError(
                SqlState.DATA_CORRUPTED,
                "invalid page in block " + Integer.toUnsignedString(block) + " of relation " + rel.path(fork));
    }

    /** Pins the buffer that holds a block, reading it if need be. */
    public int read(RelFileNode rel, int fork, int block) {
        return read(rel, fork, block, ReadMode.NORMAL, null);
    }

    /** As {@link #read(RelFileNode, int, int)}; the ZERO… modes return the buffer locked. */
    public int read(RelFileNode rel, int fork, int block, ReadMode mode, @Nullable BufferRing ring) {
        boolean zero = mode == ReadMode.ZERO_AND_LOCK || mode == ReadMode.ZERO_AND_CLEANUP_LOCK;
        if (rel.isTemp()) {
            return -1 - local().read(rel, fork, block, zero, writer.checksums());
        }
        int buf = find(rel, fork, block, ring);
        if ((s.state(buf) & BufferShared.VALID) == 0 && s.startIo(proc, buf, true)) {
            long done = 0;
            try {
                if (zero) {
                    Mem.zero(m, s.page(buf), Blocks.SIZE);
                    // Locked before anybody may see it valid.
                    LwLock.acquireExclusive(proc, m, s.contentLock(buf));
                } else {
                    load(buf, rel, fork, block, mode);
                }
                done = BufferShared.VALID;
            } finally {
                s.endIo(buf, false, done == 0 ? BufferShared.IO_ERROR : done);
                if (done == 0) {
                    pins.unpin(buf);
                }
            }
        } else {
            sharedHit++;
            if (zero) {
                if (mode == ReadMode.ZERO_AND_LOCK) {
                    lockExclusive(buf + 1);
                } else {
                    lockForCleanup(buf + 1);
                }
            }
        }
        return buf + 1;
    }

    private void load(int buf, RelFileNode rel, int fork, int block, ReadMode mode) {
        if (Faults.ON) {
            proc.reach(KillPoint.BUFFER_READING);
        }
        ByteBuffer view = views[buf >> VIEW_SHIFT];
        int at = (buf & (1 << VIEW_SHIFT) - 1) * Blocks.SIZE;
        view.limit(at + Blocks.SIZE).position(at);
        sharedRead++;
        long start = options.trackIoTiming ? System.nanoTime() : 0;
        smgr.read(rel, fork, block, view);
        if (start != 0) {
            proc.stats().database[StatCounters.DB_BLOCK_READ_TIME] += (System.nanoTime() - start) / 1000;
        }
        view.clear();
        if (!Page.isVerified(m, s.page(buf), block, writer.checksums())) {
            if (writer.checksums()) {
                checksumFailure(rel);
            }
            if (mode == ReadMode.ZERO_ON_ERROR || options.zeroDamagedPages) {
                reporter.warning(
                        SqlState.DATA_CORRUPTED,
                        "invalid page in block " + Integer.toUnsignedString(block) + " of relation " + rel.path(fork)
                                + "; zeroing out page");
                Mem.zero(m, s.page(buf), Blocks.SIZE);
            } else if (!(options.ignoreChecksumFailure && Page.isVerified(m, s.page(buf), block, false))) {
                throw invalidPage(rel, fork, block);
            }
        }
    }

    private void checksumFailure(RelFileNode rel) {
        StatsRegion stats = new StatsRegion(proc.segment());
        long[] v = new long[StatsRegion.COUNTERS];
        v[StatCounters.DB_CHECKSUM_FAILURES] = 1;
        stats.add(proc, StatCounters.DATABASE, rel.db(), 0, v, v.length);
        v[StatCounters.DB_LAST_CHECKSUM_FAILURE] = org.hathi.base.PgClock.SYSTEM.micros();
        stats.set(proc, StatCounters.DATABASE, rel.db(), 0, v, 1L << StatCounters.DB_LAST_CHECKSUM_FAILURE);
    }

    /** Pins the block's buffer, giving it one if it has none; its contents may not be valid. */
    private int find(RelFileNode rel, int fork, int block, @Nullable BufferRing ring) {
        int hash = BufferShared.hash(rel, fork, block);
        long partition = s.partition(hash);
        LwLock.acquireShared(proc, m, partition);
        int buf = s.find(hash, rel, fork, block);
        if (buf >= 0) {
            pins.pin(buf, ring == null);
        }
        LwLock.release(proc, m, partition);
        return buf >= 0 ? buf : enter(rel, fork, block, hash, ring);
    }

    private int enter(RelFileNode rel, int fork, int block, int hash, @Nullable BufferRing ring) {
        int victim = victim(ring);
        if (Faults.ON) {
            proc.reach(KillPoint.BUFFER_UNMAPPED);
        }
        long partition = s.partition(hash);
        LwLock.acquireExclusive(proc, m, partition);
        int buf = s.find(hash, rel, fork, block);
        if (buf >= 0) {
            pins.pin(buf, ring == null);
            LwLock.release(proc, m, partition);
            pins.unpin(victim);
            return buf;
        }
        proc.enterMapping(victim, hash);
        s.insert(victim, hash, rel, fork, block);
        if (Faults.ON) {
            proc.reach(KillPoint.BUFFER_MAPPED);
        }
        long flags = BufferShared.TAG_VALID | BufferShared.USAGE_ONE;
        if (isPermanent(rel, fork)) {
            flags |= BufferShared.PERMANENT;
        }
        s.change(victim, flags, BufferShared.FLAGS & ~BufferShared.PIN_WAITER | BufferShared.USAGE_MASK);
        proc.exitCritical();
        LwLock.release(proc, m, partition);
        return victim;
    }

    /**
     * Says that a relation is unlogged (or, when its number is reused, that it is not): only its init fork is then
     * written by checkpoints and protected by WAL. Whoever opens a relation says so before reading it.
     */
    public void unlogged(RelFileNode rel, boolean yes) {
        if (yes) {
            unlogged.add(rel);
        } else if (!unlogged.isEmpty()) {
            unlogged.remove(rel);
        }
    }

    private boolean isPermanent(RelFileNode rel, int fork) {
        return fork == Fork.INIT || unlogged.isEmpty() || !unlogged.contains(rel);
    }

    /** A pinned buffer without a tag, by the ring or the clock. */
    private int victim(@Nullable BufferRing ring) {
        while (true) {
            int buf = ring == null ? -1 : fromRing(ring);
            boolean ringBuffer = buf >= 0;
            if (!ringBuffer) {
                buf = sweep();
            }
            if (ring != null) {
                if (!ringBuffer) {
                    ring.buffers[ring.current] = buf + 1;
                }
                ring.currentWasInRing = ringBuffer;
            }
            long state = s.state(buf);
            if ((state & BufferShared.DIRTY) != 0 && !cleanVictim(buf, ring)) {
                pins.unpin(buf);
                continue;
            }
            if (unmap(buf)) {
                if (!ringBuffer) {
                    checkpoints.count(CheckpointShared.BUFFERS_ALLOC, 1);
                }
                return buf;
            }
            pins.unpin(buf);
        }
    }

    private int fromRing(BufferRing ring) {
        ring.current = (ring.current + 1) % ring.size(s.count);
        int buf = ring.buffers[ring.current] - 1;
        if (buf < 0) {
            return -1;
        }
        long state = s.state(buf);
        boolean free =
                (state & BufferShared.PIN_MASK) == 0 && (state & BufferShared.USAGE_MASK) <= BufferShared.USAGE_ONE;
        return free && pins.pinUnpinned(buf, state) ? buf : -1;
    }

    private int sweep() {
        int pinned = 0;
        while (true) {
            int buf = s.tick();
            if (pins.pinVictim(buf)) {
                return buf;
            }
            if ((s.state(buf) & BufferShared.PIN_MASK) != 0) {
                if (++pinned > s.count) {
                    throw new SqlError(SqlState.INSUFFICIENT_RESOURCES, "no unpinned buffers available");
                }
            } else {
                pinned = 0;
            }
        }
    }

    /** Writes a dirty victim; false to choose another one. */
    private boolean cleanVictim(int buf, @Nullable BufferRing ring) {
        long lock = s.contentLock(buf);
        if (!LwLock.tryAcquire(proc, m, lock, false)) {
            return false;
        }
        try {
            if (ring != null && ring.bulkRead && wal.flushedLsn() < Page.lsn(m, s.page(buf))) {
                // A read-only scan does not pay for other people's WAL.
                ring.buffers[ring.current] = 0;
                return false;
            }
            long start = options.trackIoTiming ? System.nanoTime() : 0;
            writer.flush(buf);
            if (start != 0) {
                proc.stats().database[StatCounters.DB_BLOCK_WRITE_TIME] += (System.nanoTime() - start) / 1000;
            }
            sharedWritten++;
            checkpoints.count(CheckpointShared.BUFFERS_BACKEND, 1);
            return true;
        } finally {
            LwLock.release(proc, m, lock);
        }
    }

    /** Takes a pinned buffer out of the mapping; false if somebody else has pinned or dirtied it meanwhile. */
    private boolean unmap(int buf) {
        long state = s.state(buf);
        if ((state & BufferShared.TAG_VALID) == 0) {
            // else somebody is taking it out still, or has left a pin on it
            return (state & BufferShared.PIN_MASK) == 1;
        }
        long partition = s.partition(s.tagHash(buf));
        LwLock.acquireExclusive(proc, m, partition);
        try {
            state = s.state(buf);
            return (state & BufferShared.PIN_MASK) == 1
                    && ((state & BufferShared.TAG_VALID) == 0 || s.unmap(proc, buf, BufferShared.DIRTY));
        } finally {
            LwLock.release(proc, m, partition);
        }
    }

    Smgr smgr() {
        return smgr;
    }

    /** Adds a zero page at the end (the caller holds the relation's extension lock): pinned, exclusively locked. */
    public int extend(RelFileNode rel, int fork, @Nullable BufferRing ring) {
        while (true) {
            int block = nblocks(rel, fork);
            smgr.extendZero(rel, fork, block, rel.isTemp());
            if (Faults.ON) {
                proc.reach(KillPoint.RELATION_EXTENDED);
            }
            if (rel.isTemp()) {
                return -1 - local().read(rel, fork, block, true, writer.checksums());
            }
            int buf = read(rel, fork, block, ReadMode.ZERO_AND_LOCK, ring);
            if (Page.isNew(m, offset(buf))) {
                return buf;
            }
            // Somebody saw the file grow, read the new last page and filled it before we locked it: theirs; take the
            // next.
            unlockRelease(buf);
        }
    }

    public void lockShared(int buf) {
        if (buf > 0) {
            LwLock.acquireShared(proc, m, s.contentLock(buf - 1));
        }
    }

    public void lockExclusive(int buf) {
        if (buf > 0) {
            LwLock.acquireExclusive(proc, m, s.contentLock(buf - 1));
        }
    }

    public boolean tryLockExclusive(int buf) {
        return buf < 0 || LwLock.tryAcquire(proc, m, s.contentLock(buf - 1), true);
    }

    public void unlock(int buf) {
        if (buf > 0) {
            LwLock.release(proc, m, s.contentLock(buf - 1));
        }
    }

    /** Locks exclusively once nobody else has a pin; the caller has exactly one. */
    public void lockForCleanup(int buf) {
        if (buf < 0) {
            if (local().pins(-1 - buf) != 1) {
                throw SqlError.internal("incorrect local pin count: " + local().pins(-1 - buf));
            }
            return;
        }
        int b = buf - 1;
        if (pins.count(b) != 1) {
            throw SqlError.internal("incorrect local pin count: " + pins.count(b));
        }
        while (true) {
            lockExclusive(buf);
            proc.resetLatch();
            long state = s.state(b);
            if ((state & BufferShared.PIN_MASK) == 1) {
                s.change(b, 0, (state & BufferShared.PIN_WAITER) != 0 ? BufferShared.PIN_WAITER : 0);
                return;
            }
            if ((state & BufferShared.PIN_WAITER) != 0 && s.cleanupWaiter(b) != proc.slot()) {
                unlock(buf);
                throw SqlError.internal("multiple backends attempting to wait for pincount 1");
            }
            s.setCleanupWaiter(b, proc.slot());
            boolean set = s.cas(b, state, state | BufferShared.PIN_WAITER);
            unlock(buf);
            if (set) {
                waitForPins(b);
            }
        }
    }

    private void waitForPins(int b) {
        try {
            proc.waitLatch(CLEANUP_WAIT_NANOS, WaitEvent.BUFFER_PIN);
            interrupts.check();
        } catch (SqlError e) {
            if (s.cleanupWaiter(b) == proc.slot()) {
                s.change(b, 0, BufferShared.PIN_WAITER);
            }
            throw e;
        }
    }

    public boolean tryLockForCleanup(int buf) {
        if (buf < 0) {
            return local().pins(-1 - buf) == 1;
        }
        if (pins.count(buf - 1) != 1 || !tryLockExclusive(buf)) {
            return false;
        }
        if ((s.state(buf - 1) & BufferShared.PIN_MASK) == 1) {
            return true;
        }
        unlock(buf);
        return false;
    }

    /** Given an exclusively locked buffer: is the caller's pin the only one? */
    public boolean isCleanupOk(int buf) {
        return buf < 0
                ? local().pins(-1 - buf) == 1
                : pins.count(buf - 1) == 1 && (s.state(buf - 1) & BufferShared.PIN_MASK) == 1;
    }

    /** One more pin on a buffer already pinned by the caller. */
    public void pin(int buf) {
        if (buf < 0) {
            local().pin(-1 - buf);
        } else {
            pins.pin(buf - 1, false);
        }
    }

    /** Drops one pin. */
    public void release(int buf) {
        if (buf < 0) {
            local().release(-1 - buf);
        } else {
            pins.unpin(buf - 1);
        }
    }

    public void unlockRelease(int buf) {
        unlock(buf);
        release(buf);
    }

    /** Drops every pin this process has: error recovery, after all locks are released. */
    public void releaseAllPins() {
        pins.releaseAll();
        if (local != null) {
            local.releaseAll();
        }
    }

    /**
     * A transaction has ended and its executions are closed: what is pinned still would stop DROP, TRUNCATE and
     * VACUUM, and is released. After a commit that is somebody's mistake, and reported.
     */
    public void endTransaction(boolean commit) {
        int left = pins.held();
        if (left > 0) {
            if (commit) {
                reporter.log("buffer refcount leak: " + left + " buffers still pinned at commit");
            }
            releaseAllPins();
        }
    }

    /** Shared buffers this process has pinned. */
    public int pinned() {
        return pins.held();
    }

    public MemorySegment memory(int buf) {
        return buf > 0 ? m : local().memory();
    }

    /** Byte offset of the page in {@link #memory}. */
    public long offset(int buf) {
        return buf > 0 ? s.page(buf - 1) : (long) (-1 - buf) * Blocks.SIZE;
    }

    /** Block number of a pinned buffer. */
    public int block(int buf) {
        return buf > 0 ? s.block(buf - 1) : local().block(-1 - buf);
    }

    /** Relation of a pinned buffer. */
    public RelFileNode relation(int buf) {
        return buf > 0 ? s.relation(buf - 1) : local().relation(-1 - buf);
    }

    public int fork(int buf) {
        return buf > 0 ? s.fork(buf - 1) : local().fork(-1 - buf);
    }

    /** Marks an exclusively locked buffer dirty: before the WAL record is inserted, in the critical section. */
    public void markDirty(int buf) {
        if (buf < 0) {
            local().markDirty(-1 - buf);
            return;
        }
        long set = BufferShared.DIRTY | BufferShared.JUST_DIRTIED;
        if ((s.state(buf - 1) & set) != set && (s.change(buf - 1, set, 0) & BufferShared.DIRTY) == 0) {
            sharedDirtied++;
        }
    }

    /** Marks a buffer dirty for a hint: under a shared lock suffices; logs a full-page image when checksums need it. */
    public void markDirtyHint(int buf, boolean standardPage) {
        if (buf < 0) {
            local().markDirty(-1 - buf);
            return;
        }
        int b = buf - 1;
        long set = BufferShared.DIRTY | BufferShared.JUST_DIRTIED;
        long state = s.state(b);
        if ((state & set) == set) {
            return;
        }
        boolean log = wal.hintBitsLogged()
                && (state & BufferShared.PERMANENT) != 0
                && wal.insertAllowed()
                && wal.pageNeedsImage(m, s.page(b));
        if (!log) {
            if ((s.change(b, set, 0) & BufferShared.DIRTY) == 0) {
                sharedDirtied++;
            }
            return;
        }
        // A checkpoint must not come between the image and the dirty flag: see LAYOUT of CheckpointShared. When we die
        // in
        // between, the hint is in memory and the log only, and whoever makes the page dirty next logs it again.
        proc.beginUndo();
        proc.saveForUndo(s.page(b), 0, true);
        proc.enterRepairable();
        checkpoints.beginDelay(proc.slot());
        long lsn = wal.logPageForHint(s.relation(b), s.fork(b), s.block(b), m, s.page(b), standardPage);
        if (lsn != 0) {
            Page.setLsn(m, s.page(b), lsn);
        }
        s.change(b, set, 0);
        checkpoints.endDelay(proc.slot());
        proc.exitCritical();
        sharedDirtied++;
    }

    /** Blocks of the fork's file. */
    public int nblocks(RelFileNode rel, int fork) {
        return smgr.nblocks(rel, fork);
    }

    /** Forgets all buffers of the relations, dirty or not: their files are being unlinked. */
    public void dropRelations(RelFileNode[] rels) {
        for (RelFileNode rel : rels) {
            dropRelation(rel);
        }
    }

    /**
     * Forgets all buffers of a relation, dirty or not: its files are being unlinked.
     *
     * @return false in the postmaster only, which does not wait as long as it takes: some are being written still, so
     *     the files must stay
     */
    public boolean dropRelation(RelFileNode rel) {
        boolean all = true;
        if (!rel.isTemp()) {
            for (int b = 0; b < s.count; b++) {
                all &= !s.ofRelation(b, rel) || invalidation.forget(b, rel, -1, 0, false);
            }
        } else if (local != null) {
            local.drop(rel, -1, 0);
        }
        return all;
    }

    /** Forgets the buffers of blocks from {@code firstBlock} on. */
    public void dropBuffers(RelFileNode rel, int fork, int firstBlock) {
        if (rel.isTemp()) {
            if (local != null) {
                local.drop(rel, fork, firstBlock);
            }
            return;
        }
        for (int b = 0; b < s.count; b++) {
            if (s.ofRelation(b, rel) && s.fork(b) == fork) {
                invalidation.forget(b, rel, fork, firstBlock, false);
            }
        }
    }

    /** Forgets all buffers of a database. */
    public void dropDatabase(int db) {
        for (int b = 0; b < s.count; b++) {
            if (s.db(b) == db) {
                invalidation.forget(b, new RelFileNode(0, db, 0), -1, 0, true);
            }
        }
    }

    /** Writes out the relation's dirty buffers. */
    public void flushRelation(RelFileNode rel) {
        if (rel.isTemp()) {
            if (local != null) {
                local.flush(rel, writer.checksums());
            }
            return;
        }
        for (int b = 0; b < s.count; b++) {
            if (s.ofRelation(b, rel)) {
                writer.flushIf(b, rel, false);
            }
        }
    }

    /** Writes out a database's dirty buffers. */
    public void flushDatabase(int db) {
        RelFileNode any = new RelFileNode(0, db, 0);
        for (int b = 0; b < s.count; b++) {
            if (s.db(b) == db) {
                writer.flushIf(b, any, true);
            }
        }
    }
}
