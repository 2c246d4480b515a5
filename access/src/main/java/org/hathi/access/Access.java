package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.Interrupts;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.Page;
import org.hathi.page.Xid;
import org.hathi.shm.Proc;
import org.hathi.shm.Progress;
import org.hathi.shm.RelationCounts;
import org.hathi.storage.BufferPool;
import org.hathi.storage.BufferRing;
import org.hathi.storage.Fsm;
import org.hathi.storage.ReadMode;
import org.hathi.storage.Smgr;
import org.hathi.storage.Vm;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Txn;
import org.hathi.wal.Wal;
import org.jspecify.annotations.Nullable;

/**
 * One process's (or test thread's) handle on this room: the handles of the rooms above it, and heap, toast, B-tree and
 * vacuum built on them.
 */
public final class Access {
    private final Proc proc;
    private final BufferPool pool;
    private final Wal wal;
    private final Fsm fsm;
    private final Vm vm;
    private final Smgr smgr;
    private final TransactionPort txn;
    private final int database;
    private final RelationSource relations;
    private final Interrupts interrupts;
    private final Snapshot toastSnapshot = Snapshot.toast();
    private final Snapshot anySnapshot = Snapshot.any();
    private final Snapshot dirtySnapshot = Snapshot.dirty();
    private final ComboCids comboCids = new ComboCids();
    private final Visibility visibility;
    private final Heap heap;
    private final Toast toast;
    private final BTree btree;
    private final TupleRef scratch = new TupleRef(this);

    /** Everything a process has of the rooms above. */
    public record Parts(
            Proc proc,
            BufferPool pool,
            Wal wal,
            Fsm fsm,
            Vm vm,
            Smgr smgr,
            RelationSource relations,
            Interrupts interrupts) {}

    /** A handle for a process working in {@code database}; one per process, after its transactions are set up. */
    public Access(Parts p, Txn txn, int database) {
        this(p, new TxnAdapter(txn, database), database);
        txn.transactions().addLastHook(new EndOfTransaction(comboCids, p.proc.stats(), toast, pool));
    }

    Access(Parts p, TransactionPort txn) {
        this(p, txn, 0);
    }

    private Access(Parts p, TransactionPort txn, int database) {
        proc = p.proc;
        pool = p.pool;
        wal = p.wal;
        fsm = p.fsm;
        vm = p.vm;
        smgr = p.smgr;
        relations = p.relations;
        interrupts = p.interrupts;
        this.txn = txn;
        this.database = database;
        visibility = new Visibility(this);
        btree = new BTree(this);
        toast = new Toast(this);
        heap = new Heap(this);
    }

    public Heap heap() {
        return heap;
    }

    public BTree btree() {
        return btree;
    }

    public Toast toast() {
        return toast;
    }

    public Visibility visibility() {
        return visibility;
    }

    public RelationSource relations() {
        return relations;
    }

    public Interrupts interrupts() {
        return interrupts;
    }

    /** Where long commands tell how far they are. */
    public Progress progress() {
        return proc.progress();
    }

    /** What this process counts about a relation for the cumulative statistics. */
    public RelationCounts counts(Relation rel) {
        RelationCounts c = rel.counts;
        if (c == null) {
            c = proc.stats().relation(rel.shared ? 0 : database, rel.oid);
            rel.counts = c;
        }
        return c;
    }

    /** Pins a block of a relation's main fork and counts it. */
    public int read(Relation rel, int block) {
        return read(rel, block, ReadMode.NORMAL, null);
    }

    /** As {@link #read(Relation, int)}. */
    public int read(Relation rel, int block, ReadMode mode, @Nullable BufferRing ring) {
        RelationCounts c = counts(rel);
        c.blocksFetched++;
        long misses = pool.misses();
        int buf = pool.read(rel.node, Fork.MAIN, block, mode, ring);
        if (pool.misses() == misses) {
            c.blocksHit++;
        }
        return buf;
    }

    /** A new block of a relation, pinned and exclusively locked; counts as one that was read. */
    int extend(Relation rel, @Nullable BufferRing ring) {
        counts(rel).blocksFetched++;
        return pool.extend(rel.node, Fork.MAIN, ring);
    }

    /** The access method of an index. */
    public IndexAm indexAm(Relation index) {
        String method = index.indexInfo().method;
        if (!method.equals("btree")) {
            throw org.hathi.base.SqlError.unsupported("access method \"" + method + "\"");
        }
        return btree;
    }

    Proc proc() {
        return proc;
    }

    BufferPool pool() {
        return pool;
    }

    Wal wal() {
        return wal;
    }

    Fsm fsm() {
        return fsm;
    }

    Vm vm() {
        return vm;
    }

    Smgr smgr() {
        return smgr;
    }

    TransactionPort txn() {
        return txn;
    }

    ComboCids comboCids() {
        return comboCids;
    }

    Snapshot toastSnapshot() {
        return toastSnapshot;
    }

    Snapshot anySnapshot() {
        return anySnapshot;
    }

    Snapshot dirtySnapshot() {
        return dirtySnapshot;
    }

    int currentCommandId() {
        return txn.currentCommandId();
    }

    /** For a search that releases it before it returns. */
    TupleRef scratchRef() {
        return scratch;
    }

    boolean isCurrent(int xid) {
        return txn.isCurrent(xid);
    }

    boolean isInProgress(int xid) {
        return txn.isInProgress(xid);
    }

    boolean didCommit(int xid) {
        return txn.didCommit(xid);
    }

    boolean inSnapshot(Snapshot s, int xid) {
        return txn.inSnapshot(s, xid);
    }

    long commitLsn(int xid) {
        return txn.commitLsn(xid);
    }

    /** Is some member of the multixact still running? */
    boolean multiIsRunning(int multi, boolean lockOnly) {
        int n = txn.multiMembers(multi, lockOnly);
        for (int i = 0; i < n; i++) {
            if (txn.isCurrent(txn.member(i))) {
                return true;
            }
        }
        for (int i = 0; i < n; i++) {
            if (txn.isInProgress(txn.member(i))) {
                return true;
            }
        }
        return false;
    }

    /** The member of a multixact that updates or deletes; 0 if none. */
    int multiUpdater(int multi, int infomask) {
        if ((infomask & HeapTuple.XMAX_LOCK_ONLY) != 0) {
            return Xid.INVALID;
        }
        int n = txn.multiMembers(multi, false);
        for (int i = 0; i < n; i++) {
            if (MultiStatus.isUpdate(txn.memberStatus(i))) {
                return txn.member(i);
            }
        }
        return Xid.INVALID;
    }

    // Critical sections that a reaper can take back: what they overwrite is set aside. Buffers below 0 are private.

    /** Begins the insertion of items: header and line pointers of the page change, and free space. */
    void repairableInsert(int buf, MemorySegment m, long p) {
        if (buf < 0) {
            proc().enterCritical();
            return;
        }
        beginInsert(m, p);
        proc().enterRepairable();
    }

    /** The first part of {@link #repairableInsert}: more may be set aside before the critical section begins. */
    void beginInsert(MemorySegment m, long p) {
        proc().beginUndo();
        proc().saveForUndo(p, linePointers(m, p), true);
    }

    /**
     * Begins a change of the header of the tuple at {@code t}, and perhaps an insertion into the page at {@code np}.
     */
    void repairableUpdate(int buf, MemorySegment m, long p, long t, int newBuf, long np) {
        if (buf < 0 || newBuf < 0) {
            proc().enterCritical();
            return;
        }
        proc().beginUndo();
        proc().saveForUndo(p, linePointers(m, p), true);
        proc().saveForUndo(t, HeapTuple.HEADER_SIZE, false);
        if (newBuf != buf) {
            proc().saveForUndo(np, linePointers(m, np), true);
        }
        proc().enterRepairable();
    }

    /** Begins any change of one page. */
    void repairablePage(int buf, long p) {
        if (buf < 0) {
            proc().enterCritical();
            return;
        }
        proc().beginUndo();
        proc().saveForUndo(p, Blocks.SIZE, true);
        proc().enterRepairable();
    }

    /** Bytes of the header and the line pointers, one new one included. */
    private static int linePointers(MemorySegment m, long p) {
        return Math.min(Blocks.SIZE, Page.lower(m, p) + 4);
    }
}
