package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cache of catalog rows, keyed as its {@link CacheId} says. Absent rows are remembered too.
 *
 * <p>INVARIANTS. CAT-1: an entry is either what the catalog snapshot showed when it was loaded, or an invalidation with
 * its hash has not been accepted yet. CAT-2: at most {@link #LIMIT} rows in each of two generations: an entry that is
 * used moves to the young one; when that is full it becomes the old one, and what was old is forgotten.
 *
 * <p>An invalidation accepted <em>while</em> a row is loaded (reading can open relations, which accepts invalidations)
 * must not be lost: {@code generation} tells, and then the value is returned but not kept.
 */
final class CatCache {
    /** Rows of a generation: an entry counts as one, a list of rows as a quarter of them more. */
    static final int LIMIT = 2048;

    private static final class Entry {
        final int hash;
        final int a;
        final int b;
        final int c;
        final @Nullable String s;
        final @Nullable Object value;

        @Nullable
        Entry next;

        Entry(int hash, int a, int b, int c, @Nullable String s, @Nullable Object value, @Nullable Entry next) {
            this.hash = hash;
            this.a = a;
            this.b = b;
            this.c = c;
            this.s = s;
            this.value = value;
            this.next = next;
        }
    }

    private final CacheId id;
    private final Catalog catalog;
    private @Nullable Entry[] buckets = new Entry[16];
    private int size;
    private int weight;
    /** Of the entries that were not used since the generation changed. */
    private @Nullable Entry[] old = new Entry[1];

    private int generation;

    CatCache(CacheId id, Catalog catalog) {
        this.id = id;
        this.catalog = catalog;
    }

    /** The record (or {@code List} of records) for a key; null when there is no such row. */
    @Nullable
    Object get(int a, int b, int c, @Nullable String s) {
        int hash = CacheId.hash(a, b, c, s);
        for (Entry e = buckets[hash & buckets.length - 1]; e != null; e = e.next) {
            if (e.hash == hash && e.a == a && e.b == b && e.c == c && (s == null ? e.s == null : s.equals(e.s))) {
                return e.value;
            }
        }
        for (Entry e = old[hash & old.length - 1]; e != null; e = e.next) {
            if (e.hash == hash && e.a == a && e.b == b && e.c == c && (s == null ? e.s == null : s.equals(e.s))) {
                put(new Entry(hash, a, b, c, s, e.value, null));
                return e.value;
            }
        }
        int before = generation;
        Object value = load(a, b, c, s);
        if (before == generation) {
            put(new Entry(hash, a, b, c, s, value, null));
        }
        return value;
    }

    private @Nullable Object load(int a, int b, int c, @Nullable String s) {
        List<CatalogRow> rows = new ArrayList<>(id.list ? 8 : 1);
        catalog.store().scan(id.catalog, id.index, id.datums(a, b, c, s), rows);
        if (!id.list) {
            return rows.isEmpty() ? null : RowDecoder.decode(catalog, rows.get(0));
        }
        Object[] out = new Object[rows.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = RowDecoder.decode(catalog, rows.get(i));
        }
        return List.of(out);
    }

    private void put(Entry e) {
        weight += 1 + (e.value instanceof List<?> rows ? rows.size() / 4 : 0);
        if (weight > LIMIT) {
            old = buckets;
            buckets = new Entry[16];
            size = 0;
            weight = 1;
        }
        if (size > buckets.length) {
            grow();
        }
        int i = e.hash & buckets.length - 1;
        e.next = buckets[i];
        buckets[i] = e;
        size++;
    }

    private void grow() {
        @Nullable Entry[] old = buckets;
        buckets = new Entry[old.length * 4];
        for (Entry e : old) {
            while (e != null) {
                Entry next = e.next;
                int i = e.hash & buckets.length - 1;
                e.next = buckets[i];
                buckets[i] = e;
                e = next;
            }
        }
    }

    /** Forgets the entries with this hash. */
    void invalidate(int hash) {
        generation++;
        size -= remove(buckets, hash);
        remove(old, hash);
    }

    /** Takes the entries with a hash out; returns how many. */
    private static int remove(@Nullable Entry[] table, int hash) {
        int i = hash & table.length - 1;
        int n = 0;
        Entry keep = null;
        for (Entry e = table[i]; e != null; ) {
            Entry next = e.next;
            if (e.hash == hash) {
                n++;
            } else {
                e.next = keep;
                keep = e;
            }
            e = next;
        }
        table[i] = keep;
        return n;
    }

    /** Entries at the moment. */
    int size() {
        int n = size;
        for (Entry e : old) {
            for (; e != null; e = e.next) {
                n++;
            }
        }
        return n;
    }

    /** Forgets everything. */
    void clear() {
        generation++;
        buckets = new Entry[16];
        old = new Entry[1];
        size = 0;
        weight = 0;
    }
}
