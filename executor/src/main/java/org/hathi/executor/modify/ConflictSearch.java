package org.hathi.executor.modify;

import org.hathi.access.IndexScan;
import org.hathi.access.Relation;
import org.hathi.access.ScanKey;
import org.hathi.access.TupleRef;
import org.hathi.executor.ExecEnv;
import org.hathi.page.Tid;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Looks in an index for rows that keep another from being stored: of a unique index before a speculative insertion, of
 * an exclusion constraint after the row's own entry is there (check_exclusion_or_unique_constraint).
 */
final class ConflictSearch {
    /** Whom to wait for when a row found belongs to a transaction that has not ended. */
    enum Wait {
        ALWAYS,
        /** For speculative insertions of younger transactions only: so that two of them do not both give up forever. */
        AGAINST_LIVELOCK,
        NEVER
    }

    private static final long RETRY = -5;

    private final ExecEnv env;
    private final Snapshot dirty = Snapshot.dirty();
    private final TupleRef found;

    ConflictSearch(ExecEnv env) {
        this.env = env;
        this.found = new TupleRef(env.access());
    }

    /**
     * The tid of a row that conflicts, or INVALID.
     *
     * @param self the row's own tid, INVALID when it is not stored yet
     * @param existing receives the key of the row found; null: not wanted
     */
    long find(
            Relation heap,
            IndexWriter w,
            ScanKey[] keys,
            long self,
            Wait wait,
            @Nullable Vector @Nullable [] existing) {
        long t;
        do {
            t = search(heap, w, keys, self, wait, existing);
        } while (t == RETRY);
        return t;
    }

    private long search(
            Relation heap,
            IndexWriter w,
            ScanKey[] keys,
            long self,
            Wait wait,
            @Nullable Vector @Nullable [] existing) {
        IndexScan s = env.access().indexAm(w.index).beginScan(w.index, dirty, keys);
        if (existing != null) {
            s.setIndexOnly();
        }
        int xid = 0;
        int token = 0;
        long tid = Tid.INVALID;
        try {
            while (s.next(true)) {
                if (!env.access().heap().fetchChain(heap, s.tid(), dirty, found) || found.tid == self) {
                    continue;
                }
                s.fetched();
                xid = dirty.xmin != 0 ? dirty.xmin : dirty.xmax;
                token = dirty.xmin != 0 ? dirty.speculativeToken : 0;
                tid = found.tid;
                if (existing != null) {
                    key(s, w, existing);
                }
                break;
            }
        } finally {
            s.close();
            found.release();
        }
        if (xid == 0 || wait == Wait.NEVER) {
            return tid;
        }
        if (wait == Wait.AGAINST_LIVELOCK
                && (token == 0 || env.txn().transactions().xid() - xid >= 0)) {
            return tid;
        }
        if (token != 0) {
            env.txn().locks().speculativeWait(xid, token);
        } else {
            env.txn().locks().xactLockWait(xid);
        }
        return RETRY;
    }

    private static void key(IndexScan s, IndexWriter w, @Nullable Vector[] out) {
        int n = w.info().keys;
        int[] columns = new int[n];
        Vector[] v = new Vector[n];
        for (int i = 0; i < n; i++) {
            columns[i] = i;
            v[i] = new Vector(!w.index.desc.get(i).byVal(), 1);
            out[i] = v[i];
        }
        s.columns(columns, v, 0);
    }
}
