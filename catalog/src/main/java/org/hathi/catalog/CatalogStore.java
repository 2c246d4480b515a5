package org.hathi.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where catalog rows are: heap files through {@code access} ({@link HeapCatalogStore}) or plain memory
 * ({@link MemoryCatalogStore}: tests of analysis and planning). Callers are {@link Catalog} (reads) and
 * {@link CatalogTable} (writes, which adds index maintenance messages and invalidation).
 */
public interface CatalogStore {
    /** The shapes of the catalogs. */
    CatalogTables tables();

    /** The relfilenode of a mapped catalog (or index or toast table of one); 0 when it is not mapped. */
    int mappedFilenode(int relation, boolean shared);

    /**
     * Adds to {@code out} the rows of {@code catalog} whose leading columns of {@code index} equal {@code keys}, in
     * index order, as the catalog snapshot sees them.
     *
     * @param index oid of an index of the catalog, or 0 to read all rows in heap order ({@code keys} empty)
     * @param keys datums for the index's first columns; none null
     */
    void scan(int catalog, int index, Object[] keys, List<CatalogRow> out);

    /** Stores a row and its index entries. @return its tid */
    long insert(int catalog, @Nullable Object[] values);

    /** Replaces a row version read before. @return the tid of the new version */
    long update(CatalogRow old, @Nullable Object[] values);

    /** Deletes a row version read before. */
    void delete(CatalogRow old);

    /** Changes a row without a new version (pg_class statistics): fixed-width columns only, never rolled back. */
    default void updateInPlace(CatalogRow old, @Nullable Object[] values) {
        update(old, values);
    }

    /** Oldest xid that may be in a new table: its relfrozenxid. */
    default int recentXmin() {
        return 3;
    }

    /** Whether a row version is older than every snapshot of this transaction. */
    default boolean precedesSnapshots(CatalogRow row) {
        return true;
    }

    /** Its relminmxid. */
    default int oldestMulti() {
        return 1;
    }

    /** A relation's files may have moved: forget what is remembered about them; 0: of all. */
    default void relationChanged(int relation) {}

    /** pg_filenode.map of the database (0: the shared one) must be read again. */
    default void mapChanged(int database) {}
}
