package org.hathi.access;

import org.hathi.page.Blocks;
import org.hathi.page.RelFileNode;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * An open relation as this room sees it. Filled by the relation cache of room catalog (or by tests); one object per
 * process and relation, so the mutable fields at the end are private caches of this process.
 */
public final class Relation {
    /** Name for messages, unqualified. */
    public final String name;
    /** Schema for error fields; may be empty. */
    public final String schema;

    public final int oid;
    public final RelFileNode node;
    /** pg_class.relkind: r, i, t, S, m, p … */
    public final char kind;
    /** pg_class.relpersistence: p, u, t. */
    public final char persistence;
    /** Columns; of an index: the stored columns (key, then included ones) with their storage types. */
    public final TupleDesc desc;
    /** Present for indexes. */
    public final @Nullable IndexInfo index;

    /** OID of the toast relation, 0 when there is none. */
    public int toastOid;
    /** System catalog: its rows are pruned by the catalog horizon and it never takes part in logical decoding. */
    public boolean catalog;
    /** Shared by all databases. */
    public boolean shared;
    /** Percent of a heap page (leaf page of an index) that inserts fill. */
    public int fillfactor;
    /** Tuples above this many bytes are toasted (toast_tuple_target). */
    public int toastTupleTarget = 2032;
    /** deduplicate_items of a B-tree. */
    public boolean deduplicate = true;
    /** default_toast_compression for columns that name no method: p (pglz) or l (lz4). */
    public char toastCompression = 'p';
    /** pg_class.relfrozenxid and relminmxid. */
    public int frozenXid;

    public int minMultiXid;
    /** Does any index exist that an update may have to maintain? By column (attnum − 1); null: no indexes. */
    public boolean @Nullable [] indexedColumns;
    /** Columns (attnum − 1) of unique, non-partial, non-expression indexes usable by foreign keys; null: none. */
    public boolean @Nullable [] keyColumns;

    /** The block this process inserted into last, −1 unknown. */
    int targetBlock = Blocks.INVALID;
    /** Cached B-tree fast root (block), −1 unknown; and its level. */
    int fastRoot = Blocks.INVALID;

    int fastRootLevel;
    /** The rightmost leaf this process inserted into (B-tree insertion fast path), −1 unknown. */
    int rightmostLeaf = Blocks.INVALID;
    /** Cached from the metapage. */
    boolean allEqualImage;

    boolean metaKnown;

    private @Nullable HeapCompare compare;
    /** What this process counts about the relation; found at first use. */
    org.hathi.shm.@Nullable RelationCounts counts;

    public Relation(
            int oid,
            RelFileNode node,
            String schema,
            String name,
            char kind,
            char persistence,
            TupleDesc desc,
            @Nullable IndexInfo index) {
        this.oid = oid;
        this.node = node;
        this.schema = schema;
        this.name = name;
        this.kind = kind;
        this.persistence = persistence;
        this.desc = desc;
        this.index = index;
        this.fillfactor = kind == 'i' ? 90 : 100;
    }

    /** Are changes written to the WAL? (permanent relations only) */
    public boolean needsWal() {
        return persistence == 'p';
    }

    public boolean isTemp() {
        return persistence == 't';
    }

    /** The index description of an index relation. */
    public IndexInfo indexInfo() {
        if (index == null) {
            throw new IllegalStateException("not an index: " + name);
        }
        return index;
    }

    /** Forgets everything this process remembers about the files (after truncation or a new relfilenode). */
    public void forgetCaches() {
        targetBlock = Blocks.INVALID;
        fastRoot = Blocks.INVALID;
        rightmostLeaf = Blocks.INVALID;
        metaKnown = false;
    }

    HeapCompare heapCompare() {
        HeapCompare c = compare;
        if (c == null) {
            c = new HeapCompare(desc);
            compare = c;
        }
        return c;
    }

    /** Bytes to keep free on a page at insertion (RelationGetTargetPageFreeSpace). */
    int reservedSpace() {
        return Blocks.SIZE * (100 - fillfactor) / 100;
    }
}
