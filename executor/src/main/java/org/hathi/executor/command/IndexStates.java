package org.hathi.executor.command;

import java.util.Objects;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgIndex;
import org.jspecify.annotations.Nullable;

/**
 * What pg_index says about how far an index is: live (changes of its columns are no HOT updates), ready (writers keep
 * it up to date), valid (queries may use it). Concurrent commands go through these states in one transaction each, so
 * that everybody has seen one before the next begins.
 */
final class IndexStates {
    private IndexStates() {}

    private static CatalogRow row(Ddl ddl, int index) {
        return Objects.requireNonNull(ddl.writer.find(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, Datums.oid(index)));
    }

    private static void update(Ddl ddl, CatalogRow row, @Nullable Object[] v) {
        ddl.writer.update(row, v);
        ddl.catalog.invalidation().relationChanged(row.intAt(PgIndex.INDEXRELID));
        ddl.catalog.invalidation().relationChanged(row.intAt(PgIndex.INDRELID));
    }

    /** Writers maintain it from now on. */
    static void ready(Ddl ddl, int index) {
        set(ddl, index, PgIndex.INDISREADY);
    }

    /** Queries may use it from now on. */
    static void valid(Ddl ddl, int index) {
        set(ddl, index, PgIndex.INDISVALID);
    }

    private static void set(Ddl ddl, int index, int column) {
        CatalogRow row = row(ddl, index);
        @Nullable Object[] v = row.copy();
        v[column - 1] = 1L;
        update(ddl, row, v);
    }

    /** The first step of being dropped: queries do not use it any more. */
    static void unusable(Ddl ddl, int index) {
        CatalogRow row = row(ddl, index);
        @Nullable Object[] v = row.copy();
        v[PgIndex.INDISVALID - 1] = 0L;
        v[PgIndex.INDISCLUSTERED - 1] = 0L;
        v[PgIndex.INDISREPLIDENT - 1] = 0L;
        update(ddl, row, v);
    }

    /** The second one: nobody maintains it or cares for its columns. */
    static void dead(Ddl ddl, int index) {
        CatalogRow row = row(ddl, index);
        @Nullable Object[] v = row.copy();
        v[PgIndex.INDISREADY - 1] = 0L;
        v[PgIndex.INDISLIVE - 1] = 0L;
        update(ddl, row, v);
    }

    /** Snapshots older than this transaction must not use the index. */
    static void checkXmin(Ddl ddl, int index) {
        set(ddl, index, PgIndex.INDCHECKXMIN);
    }

    /**
     * After an index was built anew from its table: it is good, whatever it was before.
     *
     * @param broken there are HOT chains that it does not represent for old snapshots
     */
    static void rebuilt(Ddl ddl, int index, boolean broken) {
        CatalogRow row = row(ddl, index);
        boolean bad =
                !row.boolAt(PgIndex.INDISVALID) || !row.boolAt(PgIndex.INDISREADY) || !row.boolAt(PgIndex.INDISLIVE);
        if (!bad && (broken || !row.boolAt(PgIndex.INDCHECKXMIN))) {
            return; // a chain that broke after the index was made is none of its columns' business
        }
        @Nullable Object[] v = row.copy();
        v[PgIndex.INDCHECKXMIN - 1] = broken ? 1L : 0L;
        v[PgIndex.INDISVALID - 1] = 1L;
        v[PgIndex.INDISREADY - 1] = 1L;
        v[PgIndex.INDISLIVE - 1] = 1L;
        update(ddl, row, v);
    }
}
