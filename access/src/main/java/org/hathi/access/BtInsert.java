package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.IndexTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.storage.BufferPool;
import org.hathi.txn.Snapshot;
import org.jspecify.annotations.Nullable;

/** Insertion of one entry, with its uniqueness check (nbtinsert.c of PostgreSQL). */
final class BtInsert {
    private final Access access;
    private final BufferPool pool;
    /**
     * What {@link #checkEntry} finds: nobody, only dead rows, the row itself, a duplicate, or the answer of the check.
     */
    private static final int ALIVE = 0;

    private static final int ALL_DEAD = 1;
    private static final int FOUND_ITSELF = 2;
    private static final int DUPLICATE = 3;
    private static final int DECIDED = 4;

    private final BtSearch search;
    private final Snapshot dirty = Snapshot.dirty();
    private final Snapshot self = Snapshot.self();
    private final BtDedup dedup;

    private boolean unique;
    private int speculativeToken;
    private int conflictXid;

    BtInsert(Access access, BtSearch search) {
        this.access = access;
        this.pool = access.pool();
        this.search = search;
        this.dedup = new BtDedup(access);
    }

    boolean insert(Relation index, BtKey key, IndexTupleBuf t, Relation heap, UniqueCheck check) {
        IndexInfo info = index.indexInfo();
        boolean checking = check != UniqueCheck.NO && (!key.anyNulls || info.nullsNotDistinct);
        long tid = IndexTuple.tid(t.m, 0);
        boolean satisfied = true;
        for (; ; ) {
            key.tid = checking ? Tid.INVALID : tid;
            int buf = descend(index, key, t);
            if (checking) {
                unique = true;
                int wait = checkUnique(index, key, t, tid, heap, buf, check);
                if (wait != Xid.INVALID) {
                    pool.unlockRelease(buf);
                    if (speculativeToken != 0) {
                        access.txn().waitSpeculative(wait, speculativeToken);
                    } else {
                        access.txn().waitFor(wait);
                    }
                    continue;
                }
                satisfied = unique;
                key.tid = tid;
            }
            if (check == UniqueCheck.EXISTING) {
                pool.unlockRelease(buf);
                return satisfied;
            }
            place(index, key, t, buf, checking);
            return satisfied;
        }
    }

    /** The leaf for the key, exclusively locked: the cached rightmost one when the key is beyond all others. */
    private int descend(Relation index, BtKey key, IndexTupleBuf t) {
        int block = index.rightmostLeaf;
        if (block != -1 && index.metaKnown && index.fastRootLevel >= 2) {
            int buf = access.read(index, block);
            if (pool.tryLockExclusive(buf)) {
                MemorySegment m = pool.memory(buf);
                long p = pool.offset(buf);
                if (!Page.isNew(m, p)
                        && BtPage.isLeaf(m, p)
                        && BtPage.isRightmost(m, p)
                        && !BtPage.isIgnored(m, p)
                        && !BtPage.isIncomplete(m, p)
                        && Page.freeSpace(m, p) > t.len
                        && Page.maxOffset(m, p) >= 1
                        && key.compare(m, Page.item(m, p, BtPage.firstKey(m, p)), false) > 0) {
                    search.depth = 0;
                    return buf;
                }
                pool.unlock(buf);
            }
            pool.release(buf);
            index.rightmostLeaf = -1;
        }
        return search.descend(index, key, true);
    }

    /**
     * Looks at all entries equal to the key. Returns a transaction to wait for, or 0; {@link #unique} false: PARTIAL
     * found a possible conflict. Throws on a certain one.
     */
    private int checkUnique(
            Relation index, BtKey key, IndexTupleBuf t, long tid, Relation heap, int buf, UniqueCheck check) {
        speculativeToken = 0;
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int nbuf = 0;
        int off = BtSearch.binarySearch(key, m, p);
        int max = Page.maxOffset(m, p);
        boolean found = false;
        TupleRef ref = access.scratchRef();
        try {
            for (; ; ) {
                if (off <= max) {
                    int item = ItemId.get(m, p, off);
                    long it = p + ItemId.offset(item);
                    if (key.compareColumns(m, it, key.size) != 0) {
                        break;
                    }
                    if (!ItemId.isDead(item)) {
                        int verdict = checkEntry(heap, m, it, tid, check, ref);
                        if (verdict == DUPLICATE) {
                            fail(index, t, buf);
                        }
                        if (verdict == DECIDED) {
                            return conflictXid;
                        }
                        found |= verdict == FOUND_ITSELF;
                        if (verdict == ALL_DEAD) {
                            killEntry(nbuf != 0 ? nbuf : buf, off);
                        }
                    }
                    off++;
                    continue;
                }
                if (BtPage.isRightmost(m, p) || key.compare(m, Page.item(m, p, BtPage.HIKEY), false) > 0) {
                    break;
                }
                if (!equalsHighKey(key, m, p)) {
                    break;
                }
                int next = BtPage.next(m, p);
                do {
                    if (nbuf != 0) {
                        pool.unlockRelease(nbuf);
                    }
                    nbuf = search.read(index, next, false);
                    m = pool.memory(nbuf);
                    p = pool.offset(nbuf);
                    next = BtPage.next(m, p);
                } while (BtPage.isIgnored(m, p));
                max = Page.maxOffset(m, p);
                off = BtPage.firstKey(m, p);
            }
        } finally {
            ref.release();
            if (nbuf != 0) {
                pool.unlockRelease(nbuf);
            }
        }
        if (check == UniqueCheck.EXISTING && !found) {
            pool.unlockRelease(buf);
            throw SqlError.internal("failed to re-find tuple within index \"" + index.name + "\"")
                    .hint("This may be because of a non-immutable index expression.");
        }
        return Xid.INVALID;
    }

    private static boolean equalsHighKey(BtKey key, MemorySegment m, long p) {
        long hk = Page.item(m, p, BtPage.HIKEY);
        return key.compareColumns(m, hk, Math.min(key.size, BtPage.natts(m, hk, key.size))) == 0;
    }

    private void killEntry(int buf, int off) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        ItemId.markDead(m, p, off);
        BtPage.setFlags(m, p, BtPage.flags(m, p) | BtPage.HAS_GARBAGE);
        pool.markDirtyHint(buf, true);
    }

    /** Looks at the rows of one entry equal to the key; DECIDED leaves the answer in {@link #conflictXid}. */
    private int checkEntry(Relation heap, MemorySegment m, long it, long tid, UniqueCheck check, TupleRef ref) {
        boolean posting = BtPage.isPosting(m, it);
        int n = posting ? BtPage.postingCount(m, it) : 1;
        boolean allDead = true;
        boolean itself = false;
        conflictXid = Xid.INVALID;
        for (int i = 0; i < n; i++) {
            long htid = posting ? BtPage.postingTid(m, it, i) : IndexTuple.tid(m, it);
            if (check == UniqueCheck.EXISTING && htid == tid) {
                itself = true;
                allDead = false;
            } else if (access.heap().fetchChain(heap, htid, dirty, ref)) {
                if (check == UniqueCheck.PARTIAL) {
                    unique = false;
                    return DECIDED;
                }
                conflictXid = dirty.xmin != Xid.INVALID ? dirty.xmin : dirty.xmax;
                if (conflictXid != Xid.INVALID) {
                    speculativeToken = dirty.speculativeToken;
                    return DECIDED;
                }
                // when our own row is dead already, there is no conflict
                return access.heap().fetchChain(heap, tid, self, ref) ? DUPLICATE : DECIDED;
            } else {
                allDead &= ref.allDead;
            }
        }
        return itself ? FOUND_ITSELF : allDead ? ALL_DEAD : ALIVE;
    }

    private void fail(Relation index, IndexTupleBuf t, int buf) {
        IndexInfo info = index.indexInfo();
        @Nullable Object[] values = new Object[info.keys];
        BtKey k = new BtKey(index);
        for (int i = 0; i < info.keys; i++) {
            long q = k.position(t.m, 0, i);
            values[i] = q < 0 ? null : Deformer.datum(index.desc.get(i), t.m, q, Detoaster.NONE);
        }
        pool.unlockRelease(buf);
        String key = info.formatter == null ? null : info.formatter.format(index, values);
        SqlError e = new SqlError(
                        SqlState.UNIQUE_VIOLATION,
                        "duplicate key value violates unique constraint \"" + index.name + "\"")
                .constraint(index.name);
        if (key != null) {
            e.detail("Key " + key + " already exists.");
        }
        throw e;
    }

    /** Finds the page and offset for the entry, starting from the first leaf it may be on, and inserts it. */
    private void place(Relation index, BtKey key, IndexTupleBuf t, int buf0, boolean moved) {
        int buf = buf0;
        if (moved) {
            for (; ; ) {
                MemorySegment m = pool.memory(buf);
                long p = pool.offset(buf);
                if (BtPage.isRightmost(m, p) || key.compare(m, Page.item(m, p, BtPage.HIKEY), false) <= 0) {
                    break;
                }
                buf = stepRight(index, buf);
            }
        }
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (Page.freeSpace(m, p) < t.len) {
            dedup.makeRoom(index, buf, t.len);
        }
        int off = BtSearch.binarySearch(key, m, p);
        int posting = postingPlace(key, m, p, off);
        if (posting > 0 && ItemId.isDead(ItemId.get(m, p, off))) {
            dedup.removeDead(index, buf);
            off = BtSearch.binarySearch(key, m, p);
            posting = postingPlace(key, m, p, off);
        }
        search.split().insert(index, buf, 0, search.depth, t.m, 0, t.len, off, posting, false);
    }

    /** Within a posting list that spans the new tid: the member it goes before; 0 when there is none. */
    private static int postingPlace(BtKey key, MemorySegment m, long p, int off) {
        if (off > Page.maxOffset(m, p)) {
            return 0;
        }
        long t = Page.item(m, p, off);
        if (!BtPage.isPosting(m, t) || key.compare(m, t, false) != 0) {
            return 0;
        }
        return BtPosting.search(m, t, key.tid);
    }

    private int stepRight(Relation index, int buf0) {
        int buf = buf0;
        int next = BtPage.next(pool.memory(buf), pool.offset(buf));
        for (; ; ) {
            int rbuf = search.read(index, next, true);
            pool.unlockRelease(buf);
            MemorySegment m = pool.memory(rbuf);
            long p = pool.offset(rbuf);
            if (BtPage.isIncomplete(m, p)) {
                search.split().finish(index, rbuf, search.depth);
                buf = search.read(index, next, true);
                m = pool.memory(buf);
                p = pool.offset(buf);
                if (!BtPage.isIgnored(m, p)) {
                    return buf;
                }
            } else {
                buf = rbuf;
                if (!BtPage.isIgnored(m, p)) {
                    return buf;
                }
            }
            if (BtPage.isRightmost(m, p)) {
                pool.unlockRelease(buf);
                throw SqlError.internal("fell off the end of index \"" + index.name + "\"");
            }
            next = BtPage.next(m, p);
        }
    }
}
