package org.hathi.executor.modify;

import org.hathi.access.Relation;
import org.hathi.access.ScanKey;
import org.hathi.access.TupleRef;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.executor.ExecEnv;
import org.hathi.page.Tid;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The check of an EXCLUDE constraint: made when a row's entry is in the index, so that of two who race one sees the
 * other.
 */
final class Exclude {
    private final ExecEnv env;
    private final Relation heap;
    private final IndexWriter writer;
    private final ConflictSearch search;
    /** Strategy number of each key's operator in its operator family. */
    private final int[] strategies;

    Exclude(ExecEnv env, Relation heap, IndexWriter writer) {
        this.env = env;
        this.heap = heap;
        this.writer = writer;
        this.search = new ConflictSearch(env);
        this.strategies = strategies();
    }

    private int[] strategies() {
        IndexDef d = env.catalog.index(writer.index.oid);
        ConstraintInfo k = env.constraintOfIndex(writer.index.oid);
        int[] operators = k == null ? null : k.exclusionOperators();
        if (d == null || operators == null) {
            throw SqlError.internal("exclusion constraint record missing for rel " + writer.index.name);
        }
        int[] out = new int[operators.length];
        for (int i = 0; i < out.length; i++) {
            AmopInfo a = env.catalog.amopOf(
                    operators[i], env.catalog.opclass(d.opclasses()[i]).family());
            out[i] = a == null ? ScanKey.EQUAL : a.strategy();
        }
        return out;
    }

    /** Null: the key has a null and conflicts with nothing. */
    private ScanKey @Nullable [] keys(@Nullable Object[] values) {
        ScanKey[] keys = new ScanKey[strategies.length];
        for (int i = 0; i < keys.length; i++) {
            if (values[i] == null) {
                return null;
            }
            keys[i] = ScanKey.of(i + 1, strategies[i], values[i]);
        }
        return keys;
    }

    /**
     * Checks a stored row. @return false: there is (or may be) a conflict, which the caller deals with; only when the
     * constraint can be deferred or an ON CONFLICT decides by it
     */
    boolean check(@Nullable Object[] values, long tid, boolean arbiter) {
        ScanKey[] keys = keys(values);
        if (keys == null) {
            return true;
        }
        if (arbiter) {
            return search.find(heap, writer, keys, tid, ConflictSearch.Wait.AGAINST_LIVELOCK, null) == Tid.INVALID;
        }
        if (!writer.immediate()) {
            return search.find(heap, writer, keys, tid, ConflictSearch.Wait.NEVER, null) == Tid.INVALID;
        }
        demand(keys, values, tid, false);
        return true;
    }

    /** The deferred check; a row that is gone by now conflicts with nothing. */
    void recheck(@Nullable Object[] values, long tid) {
        TupleRef ref = new TupleRef(env.access());
        boolean there = env.access().heap().fetchChain(heap, tid, Snapshot.self(), ref);
        long now = ref.tid;
        ref.release();
        ScanKey[] keys = there ? keys(values) : null;
        if (keys != null) {
            demand(keys, values, now, false);
        }
    }

    /** The check of a row that was there before the constraint. */
    void verify(@Nullable Object[] values, long tid) {
        ScanKey[] keys = keys(values);
        if (keys != null) {
            demand(keys, values, tid, true);
        }
    }

    private void demand(ScanKey[] keys, @Nullable Object[] values, long tid, boolean building) {
        @Nullable Vector[] other = new Vector[keys.length];
        if (search.find(heap, writer, keys, tid, ConflictSearch.Wait.ALWAYS, other) == Tid.INVALID) {
            return;
        }
        @Nullable Object[] theirs = new Object[keys.length];
        for (int i = 0; i < theirs.length; i++) {
            Vector v = other[i];
            theirs[i] = v == null ? null : v.datum(0);
        }
        String mine = writer.describe(values);
        String there = writer.describe(theirs);
        String kind = building ? "key" : "existing key";
        String detail = mine == null || there == null
                ? "Key conflicts with " + kind + "."
                : "Key " + mine + " conflicts with " + kind + " " + there + ".";
        String name = "\"" + writer.index.name + "\"";
        throw new SqlError(
                        SqlState.EXCLUSION_VIOLATION,
                        building
                                ? "could not create exclusion constraint " + name
                                : "conflicting key value violates exclusion constraint " + name)
                .detail(detail)
                .table(heap.schema, heap.name)
                .constraint(writer.index.name);
    }
}
