package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Xid;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.StatCounters;
import org.hathi.wal.Rmgr;

/**
 * Multixacts: sets of transactions that lock (or update) one row together (pg_multixact).
 *
 * <p>Files are PostgreSQL's. Offsets: 4 bytes per multixact, where its members begin. Members: groups of four: four
 * bytes of status, then four ids; 409 groups a page.
 *
 * <p>LATCHES: MultiXactGen, inside it the buffers' control locks.
 */
public final class MultiXact {
    public static final int FOR_KEY_SHARE = 0;
    public static final int FOR_SHARE = 1;
    public static final int FOR_NO_KEY_UPDATE = 2;
    public static final int FOR_UPDATE = 3;
    public static final int NO_KEY_UPDATE = 4;
    public static final int UPDATE = 5;

    public static final int INVALID = 0;
    public static final int FIRST = 1;

    static final String OFFSETS = "MultiXactOffset";
    static final String MEMBERS = "MultiXactMember";
    static final int ZERO_OFFSETS_PAGE = 0x00;
    static final int ZERO_MEMBERS_PAGE = 0x10;
    static final int CREATE = 0x20;
    static final int TRUNCATE = 0x30;

    private static final int OFFSETS_PER_PAGE = Slru.PAGE / 4;
    private static final int GROUP = 20;
    private static final int GROUPS_PER_PAGE = Slru.PAGE / GROUP;
    private static final int MEMBERS_PER_PAGE = GROUPS_PER_PAGE * 4;
    private static final int CACHE = 64;

    private final TxnContext cx;
    private final TxnShared shared;
    private final ProcArray procs;
    private final CommitLog clog;
    private final Slru offsets;
    private final Slru members;
    private final MemorySegment m;
    private final long base;
    private final RecordBuffer buffer = new RecordBuffer();
    private final int[] cachedMulti = new int[CACHE];
    private final int[][] cachedXids = new int[CACHE][];
    private final int[][] cachedStatus = new int[CACHE][];
    private int nextCached;

    MultiXact(TxnContext cx, TxnShared shared, ProcArray procs, CommitLog clog) {
        this.cx = cx;
        this.shared = shared;
        this.procs = procs;
        this.clog = clog;
        this.m = cx.m;
        this.base = shared.base;
        this.offsets = new Slru(cx, OFFSETS, "pg_multixact/offsets", true, StatCounters.SLRU_MULTIXACT_OFFSET);
        this.members = new Slru(cx, MEMBERS, "pg_multixact/members", true, StatCounters.SLRU_MULTIXACT_MEMBER);
    }

    static RegionSpec offsetsSpec() {
        return Slru.spec(OFFSETS, 8, 0, LwTranche.MULTIXACT_OFFSET_BUFFER);
    }

    static RegionSpec membersSpec() {
        return Slru.spec(MEMBERS, 16, 0, LwTranche.MULTIXACT_MEMBER_BUFFER);
    }

    public static boolean precedes(int a, int b) {
        return a - b < 0;
    }

    private static int next(int multi) {
        return multi + 1 == INVALID ? FIRST : multi + 1;
    }

    /** The next multixact to be made. */
    public int nextMulti() {
        int n = Mem.intAcquire(m, base + TxnShared.NEXT_MULTI);
        return n == INVALID ? FIRST : n;
    }

    public int nextOffset() {
        return Mem.intAcquire(m, base + TxnShared.NEXT_MEMBER);
    }

    /** Oldest multixact that may be in a table. */
    public int oldest() {
        return Mem.i32(m, base + TxnShared.OLDEST_MULTI);
    }

    public int oldestDatabase() {
        return Mem.i32(m, base + TxnShared.OLDEST_MULTI_DB);
    }

    private static int offsetsPage(int multi) {
        return (int) ((multi & 0xFFFFFFFFL) / OFFSETS_PER_PAGE);
    }

    private static long offsetsEntry(int multi) {
        return (multi & 0xFFFFFFFFL) % OFFSETS_PER_PAGE * 4;
    }

    private static int membersPage(int offset) {
        return (int) ((offset & 0xFFFFFFFFL) / MEMBERS_PER_PAGE);
    }

    private static long group(int offset) {
        return (offset & 0xFFFFFFFFL) / 4 % GROUPS_PER_PAGE * GROUP;
    }

    private static long memberXid(int offset) {
        return group(offset) + 4 + (offset & 3) * 4L;
    }

    // Making.

    /** The multixact of two members. */
    public int create(int xid1, int status1, int xid2, int status2) {
        setOldestMember();
        return createFrom(new int[] {xid1, xid2}, new int[] {status1, status2}, 2);
    }

    /**
     * The multixact of the members of {@code multi} that still matter, and one more. Members that are gone (ended
     * lockers, aborted updaters) are left out.
     */
    public int expand(int multi, int xid, int status) {
        setOldestMember();
        int n = load(multi);
        if (n < 0) {
            return createFrom(new int[] {xid}, new int[] {status}, 1);
        }
        int[] xids = new int[n + 1];
        int[] st = new int[n + 1];
        int k = 0;
        for (int i = 0; i < n; i++) {
            if (loadedXids[i] == xid && loadedStatus[i] == status) {
                return multi;
            }
            boolean running = procs.isInProgress(loadedXids[i]);
            if (running || (loadedStatus[i] > FOR_UPDATE && clog.didCommit(loadedXids[i]))) {
                xids[k] = loadedXids[i];
                st[k++] = loadedStatus[i];
            }
        }
        xids[k] = xid;
        st[k++] = status;
        return createFrom(xids, st, k);
    }

    /** The multixact of these members (the first {@code n}). */
    public int createFrom(int[] xids, int[] status, int n) {
        sort(xids, status, n);
        int updates = 0;
        for (int i = 0; i < n; i++) {
            updates += status[i] > FOR_UPDATE ? 1 : 0;
        }
        if (updates > 1) {
            throw SqlError.internal("new multixact has more than one updating member");
        }
        int cached = fromCache(xids, status, n);
        if (cached != INVALID) {
            return cached;
        }
        LwLock.acquire(cx.me, m, shared.multiGenLock, true);
        int multi;
        int offset;
        try {
            multi = nextMulti();
            offset = nextOffset();
            checkLimits(multi);
            // offset 0 means "not written yet": skipped
            int taken = n;
            if (offset == 0) {
                offset = 1;
                taken++;
            }
            extendOffsets(multi);
            extendOffsets(next(multi));
            extendMembers(offset, n);
            cx.me.enterCritical();
            Mem.put32(m, base + TxnShared.NEXT_MEMBER, nextOffset() + taken);
            Mem.intRelease(m, base + TxnShared.NEXT_MULTI, multi + 1);
        } finally {
            LwLock.release(cx.me, m, shared.multiGenLock);
        }
        buffer.reset().i32(multi).i32(offset).i32(n);
        for (int i = 0; i < n; i++) {
            buffer.i32(xids[i]).i32(status[i]);
        }
        cx.log.insert(Rmgr.MULTIXACT, CREATE, buffer.array(), buffer.length());
        record(multi, offset, xids, status, n);
        cx.me.exitCritical();
        cache(multi, java.util.Arrays.copyOf(xids, n), java.util.Arrays.copyOf(status, n));
        return multi;
    }

    private static void sort(int[] xids, int[] status, int n) {
        for (int i = 1; i < n; i++) {
            int x = xids[i];
            int s = status[i];
            int j = i - 1;
            while (j >= 0 && (Integer.compareUnsigned(xids[j], x) > 0 || (xids[j] == x && status[j] > s))) {
                xids[j + 1] = xids[j];
                status[j + 1] = status[j];
                j--;
            }
            xids[j + 1] = x;
            status[j + 1] = s;
        }
    }

    private void checkLimits(int multi) {
        int stop = Mem.i32(m, base + TxnShared.MULTI_STOP_LIMIT);
        if (stop != 0 && !precedes(multi, stop)) {
            throw new SqlError(
                            SqlState.PROGRAM_LIMIT_EXCEEDED,
                            "database is not accepting commands that generate new MultiXactIds to avoid wraparound "
                                    + "data loss in database with OID "
                                    + Integer.toUnsignedString(oldestDatabase()))
                    .hint("Execute a database-wide VACUUM in that database.\nYou might also need to commit or roll "
                            + "back old prepared transactions, or drop stale replication slots.");
        }
    }

    private void extendOffsets(int multi) {
        if (offsetsEntry(multi) != 0 && multi != FIRST) {
            return;
        }
        int page = offsetsPage(multi);
        if (!offsets.exists(page)) {
            offsets.zero(page);
            logZero(ZERO_OFFSETS_PAGE, page);
        }
    }

    private void extendMembers(int offset, int n) {
        int o = offset;
        for (int i = 0; i < n; i++, o++) {
            boolean first = (o & 0xFFFFFFFFL) % MEMBERS_PER_PAGE == 0;
            if ((first || o == 1) && !members.exists(membersPage(o))) {
                members.zero(membersPage(o));
                logZero(ZERO_MEMBERS_PAGE, membersPage(o));
            }
        }
    }

    private void logZero(int info, int page) {
        cx.me.enterCritical();
        buffer.reset().i32(page);
        cx.log.insert(Rmgr.MULTIXACT, info, buffer.array(), buffer.length());
        cx.me.exitCritical();
    }

    private void record(int multi, int offset, int[] xids, int[] status, int n) {
        int o = offset;
        for (int i = 0; i < n; i++, o++) {
            long p = members.pageExclusive(membersPage(o));
            members.dirty();
            Mem.put32(m, p + memberXid(o), xids[i]);
            long flags = p + group(o);
            int shift = (o & 3) * 8;
            Mem.put32(m, flags, Mem.i32(m, flags) & ~(0xFF << shift) | status[i] << shift);
            members.unlock();
        }
        // published last: a reader that finds an offset finds members
        long p = offsets.page(offsetsPage(multi));
        offsets.dirty();
        Mem.intRelease(m, p + offsetsEntry(multi), offset);
        offsets.unlock();
    }

    // Reading.

    private int[] loadedXids = new int[8];
    private int[] loadedStatus = new int[8];

    /**
     * Members of a multixact.
     *
     * @return how many (into the arrays, which must be long enough: see {@link #memberCount}), or −1 when it is so old
     *     that nobody in it can still matter
     */
    public int members(int multi, int[] xids, int[] status) {
        int n = load(multi);
        for (int i = 0; i < n; i++) {
            xids[i] = loadedXids[i];
            status[i] = loadedStatus[i];
        }
        return n;
    }

    /** Number of members, −1 as in {@link #members}. */
    public int memberCount(int multi) {
        return load(multi);
    }

    /** Id of member i of the multixact last asked for. */
    public int memberXid(int multi, int i) {
        return loadedXids[i];
    }

    /** Status of member i of the multixact last asked for. */
    public int memberStatus(int multi, int i) {
        return loadedStatus[i];
    }

    private int load(int multi) {
        if (multi == INVALID) {
            return -1;
        }
        for (int i = 0; i < CACHE; i++) {
            if (cachedMulti[i] == multi) {
                int[] x = cachedXids[i];
                loaded(x.length);
                System.arraycopy(x, 0, loadedXids, 0, x.length);
                System.arraycopy(cachedStatus[i], 0, loadedStatus, 0, x.length);
                return x.length;
            }
        }
        if (precedes(multi, oldest())) {
            throw SqlError.internal(
                    "MultiXactId " + Integer.toUnsignedString(multi) + " does no longer exist -- apparent wraparound");
        }
        if (!precedes(multi, nextMulti())) {
            throw SqlError.internal("MultiXactId " + Integer.toUnsignedString(multi)
                    + " has not been created yet -- apparent wraparound");
        }
        setOldestVisible();
        int offset = offsetOf(multi);
        int n = length(multi, offset);
        loaded(n);
        int k = 0;
        int o = offset;
        for (int i = 0; i < n; i++, o++) {
            long p = members.page(membersPage(o));
            int xid = Mem.i32(m, p + memberXid(o));
            int st = Mem.i32(m, p + group(o)) >>> (o & 3) * 8 & 0xFF;
            members.unlock();
            // a zero id is the slot that was skipped at offset 0
            if (xid != 0) {
                loadedXids[k] = xid;
                loadedStatus[k++] = st;
            }
        }
        cache(multi, java.util.Arrays.copyOf(loadedXids, k), java.util.Arrays.copyOf(loadedStatus, k));
        return k;
    }

    private void loaded(int n) {
        if (loadedXids.length < n) {
            loadedXids = new int[n * 2];
            loadedStatus = new int[n * 2];
        }
    }

    private int offsetOf(int multi) {
        for (int tries = 0; ; tries++) {
            long p = offsets.page(offsetsPage(multi));
            int o = Mem.intAcquire(m, p + offsetsEntry(multi));
            offsets.unlock();
            if (o != 0) {
                return o;
            }
            // its maker has the number but has not written it yet
            if (tries > 10_000) {
                throw SqlError.internal("MultiXactId " + Integer.toUnsignedString(multi) + " has invalid offset");
            }
            LockSupport.parkNanos(100_000);
            cx.interrupts().check();
        }
    }

    private int length(int multi, int offset) {
        LwLock.acquire(cx.me, m, shared.multiGenLock, false);
        int next = nextMulti();
        int end = nextOffset();
        LwLock.release(cx.me, m, shared.multiGenLock);
        int following = next(multi);
        if (following != next) {
            end = offsetOf(following);
        }
        return end - offset;
    }

    /** Whether any member still runs. {@code lockersOnly}: the multixact contains no update. */
    public boolean isRunning(int multi, boolean lockersOnly) {
        int n = multi == INVALID || precedes(multi, oldest()) ? -1 : load(multi);
        for (int i = 0; i < n; i++) {
            if (procs.isInProgress(loadedXids[i])) {
                return true;
            }
        }
        return false;
    }

    /** The updating member's id, 0 when there is none or it aborted before. */
    public int updater(int multi) {
        int n = load(multi);
        for (int i = 0; i < n; i++) {
            if (loadedStatus[i] > FOR_UPDATE) {
                return loadedXids[i];
            }
        }
        return Xid.INVALID;
    }

    private void cache(int multi, int[] xids, int[] status) {
        cachedMulti[nextCached] = multi;
        cachedXids[nextCached] = xids;
        cachedStatus[nextCached] = status;
        nextCached = (nextCached + 1) % CACHE;
    }

    private int fromCache(int[] xids, int[] status, int n) {
        for (int i = 0; i < CACHE; i++) {
            if (cachedMulti[i] != INVALID
                    && java.util.Arrays.equals(cachedXids[i], 0, cachedXids[i].length, xids, 0, n)
                    && java.util.Arrays.equals(cachedStatus[i], 0, cachedStatus[i].length, status, 0, n)) {
                return cachedMulti[i];
            }
        }
        return INVALID;
    }

    // Horizons.

    /** Announces the oldest multixact this transaction may become a member of (before the first tuple lock). */
    public void setOldestMember() {
        long at = shared.oldestMember + 4L * cx.slot();
        if (Mem.i32(m, at) != INVALID) {
            return;
        }
        LwLock.acquire(cx.me, m, shared.multiGenLock, false);
        Mem.intRelease(m, at, nextMulti());
        LwLock.release(cx.me, m, shared.multiGenLock);
    }

    /** Announces what this transaction may still read: members before it may be truncated. */
    private void setOldestVisible() {
        long at = shared.oldestVisible + 4L * cx.slot();
        if (Mem.i32(m, at) != INVALID) {
            return;
        }
        LwLock.acquire(cx.me, m, shared.multiGenLock, true);
        int oldest = nextMulti();
        int n = cx.me.slots().highWater();
        for (int i = 0; i < n; i++) {
            int a = Mem.intAcquire(m, shared.oldestMember + 4L * i);
            if (a != INVALID && precedes(a, oldest)) {
                oldest = a;
            }
        }
        Mem.intRelease(m, at, oldest);
        LwLock.release(cx.me, m, shared.multiGenLock);
    }

    /** Oldest multixact that may have a running member: older ones need no look at their members' locks. */
    public int oldestRunning() {
        LwLock.acquire(cx.me, m, shared.multiGenLock, false);
        int oldest = nextMulti();
        int n = cx.me.slots().highWater();
        for (int i = 0; i < n; i++) {
            int a = Mem.intAcquire(m, shared.oldestMember + 4L * i);
            int b = Mem.intAcquire(m, shared.oldestVisible + 4L * i);
            if (a != INVALID && precedes(a, oldest)) {
                oldest = a;
            }
            if (b != INVALID && precedes(b, oldest)) {
                oldest = b;
            }
        }
        LwLock.release(cx.me, m, shared.multiGenLock);
        return oldest;
    }

    void endTransaction() {
        long at = shared.oldestMember + 4L * cx.slot();
        if (Mem.i32(m, at) != INVALID || Mem.i32(m, shared.oldestVisible + 4L * cx.slot()) != INVALID) {
            Mem.intRelease(m, at, INVALID);
            Mem.intRelease(m, shared.oldestVisible + 4L * cx.slot(), INVALID);
            java.util.Arrays.fill(cachedMulti, INVALID);
        }
    }

    // Startup, checkpoint, redo.

    /** Startup: counters from the checkpoint record. */
    public void initialize(int nextMulti, int nextOffset, int oldest, int oldestDb) {
        Mem.put32(m, base + TxnShared.NEXT_MULTI, nextMulti);
        Mem.put32(m, base + TxnShared.NEXT_MEMBER, nextOffset);
        setOldest(oldest, oldestDb);
    }

    /** Sets the oldest multixact of all databases, and the limits that follow from it. */
    public void setOldest(int oldest, int oldestDb) {
        int wrap = oldest + 0x7FFFFFFF;
        LwLock.acquire(cx.me, m, shared.multiGenLock, true);
        Mem.put32(m, base + TxnShared.OLDEST_MULTI, oldest);
        Mem.put32(m, base + TxnShared.OLDEST_MULTI_DB, oldestDb);
        Mem.put32(m, base + TxnShared.MULTI_WRAP_LIMIT, wrap);
        Mem.put32(m, base + TxnShared.MULTI_STOP_LIMIT, wrap - 3_000_000);
        Mem.put32(m, base + TxnShared.MULTI_WARN_LIMIT, wrap - 40_000_000);
        LwLock.release(cx.me, m, shared.multiGenLock);
    }

    void advance(int nextMulti, int nextOffset) {
        if (precedes(nextMulti(), nextMulti)) {
            Mem.put32(m, base + TxnShared.NEXT_MULTI, nextMulti);
        }
        if (nextOffset() - nextOffset < 0) {
            Mem.put32(m, base + TxnShared.NEXT_MEMBER, nextOffset);
        }
    }

    /** Makes the first pages: initdb. */
    public void bootstrap() {
        offsets.zero(0);
        offsets.flushAll();
        members.zero(0);
        members.flushAll();
    }

    void flush() {
        offsets.flushAll();
        members.flushAll();
    }

    void redoZero(boolean ofMembers, int page) {
        (ofMembers ? members : offsets).zero(page);
    }

    void redoCreate(int multi, int offset, int[] xids, int[] status) {
        record(multi, offset, xids, status, xids.length);
        advance(multi + 1, offset + xids.length);
    }

    private static boolean offsetsPagePrecedes(int a, int b) {
        int x = a * OFFSETS_PER_PAGE + FIRST;
        int y = b * OFFSETS_PER_PAGE + FIRST;
        return precedes(x, y) && precedes(x, y + OFFSETS_PER_PAGE - 1);
    }

    private static boolean membersPagePrecedes(int a, int b) {
        int x = a * MEMBERS_PER_PAGE;
        int y = b * MEMBERS_PER_PAGE;
        return x - y < 0 && x - (y + MEMBERS_PER_PAGE - 1) < 0;
    }

    void redoTruncate(int endOffset, int endMember) {
        offsets.truncate(offsetsPage(endOffset == FIRST ? FIRST : endOffset - 1), MultiXact::offsetsPagePrecedes);
        members.truncate(membersPage(endMember), MultiXact::membersPagePrecedes);
    }

    /** Forgets multixacts before {@code oldest} (vacuum). */
    public void truncate(int newOldest, int newOldestDb) {
        LwLock.acquire(cx.me, m, shared.multiTruncationLock, true);
        try {
            int old = oldest();
            if (!precedes(old, newOldest)) {
                return;
            }
            int startMember = old == nextMulti() ? nextOffset() : offsetOf(old);
            int endMember = newOldest == nextMulti() ? nextOffset() : offsetOf(newOldest);
            cx.me.enterCritical();
            buffer.reset()
                    .i32(newOldestDb)
                    .i32(old)
                    .i32(newOldest)
                    .i32(startMember)
                    .i32(endMember);
            long end = cx.log.insert(Rmgr.MULTIXACT, TRUNCATE, buffer.array(), buffer.length());
            cx.me.exitCritical();
            cx.log.flush(end);
            setOldest(newOldest, newOldestDb);
            redoTruncate(newOldest, endMember);
        } finally {
            LwLock.release(cx.me, m, shared.multiTruncationLock);
        }
    }
}
