package org.hathi.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.jspecify.annotations.Nullable;

/**
 * Catalog rows in plain memory: a new database without files, for tests of analysis, planning and DDL primitives. No
 * transactions: writes are seen at once and cannot be undone.
 */
public final class MemoryCatalogStore implements CatalogStore {
    private final CatalogTables tables = new CatalogTables();
    private final InitialCatalog initial = new InitialCatalog(tables, 3);
    private final Map<Integer, List<CatalogRow>> rows = new HashMap<>();
    private final Map<Integer, Map<Object, List<CatalogRow>>> byFirstColumn = new HashMap<>();
    private long nextTid = 1;

    /** A catalog over a fresh store, connected to database template1. */
    public static Catalog newCatalog() {
        return new Catalog(new MemoryCatalogStore(), 1);
    }

    @Override
    public CatalogTables tables() {
        return tables;
    }

    @Override
    public int mappedFilenode(int relation, boolean shared) {
        return relation;
    }

    private List<CatalogRow> all(int catalog) {
        List<CatalogRow> r = rows.get(catalog);
        if (r == null) {
            r = new ArrayList<>();
            for (@Nullable Object[] v : initial.rows(catalog)) {
                r.add(new CatalogRow(catalog, nextTid++, v));
            }
            rows.put(catalog, r);
        }
        return r;
    }

    private static Object hashable(@Nullable Object datum) {
        return datum instanceof byte[] b ? Datums.nameOf(b) : datum == null ? "" : datum;
    }

    @Override
    public void scan(int catalog, int index, Object[] keys, List<CatalogRow> out) {
        List<CatalogRow> all = all(catalog);
        if (index == 0) {
            out.addAll(all);
            return;
        }
        int[] columns = tables.index(index).columns();
        Map<Object, List<CatalogRow>> first = byFirstColumn.get(index);
        if (first == null) {
            first = new HashMap<>();
            for (CatalogRow r : all) {
                first.computeIfAbsent(hashable(r.get(columns[0])), k -> new ArrayList<>())
                        .add(r);
            }
            byFirstColumn.put(index, first);
        }
        List<CatalogRow> found = keys.length == 0 ? all : first.get(hashable(keys[0]));
        if (found == null) {
            return;
        }
        List<CatalogRow> hits = new ArrayList<>();
        for (CatalogRow r : found) {
            boolean match = true;
            for (int i = 0; match && i < keys.length; i++) {
                match = Datums.same(r.get(columns[i]), keys[i]);
            }
            if (match) {
                hits.add(r);
            }
        }
        hits.sort((a, b) -> compare(a, b, columns));
        out.addAll(hits);
    }

    private static int compare(CatalogRow a, CatalogRow b, int[] columns) {
        for (int c : columns) {
            Object x = a.get(c);
            Object y = b.get(c);
            int r = x == null || y == null
                    ? Boolean.compare(x == null, y == null)
                    : x instanceof byte[] p ? Arrays.compareUnsigned(p, (byte[]) y) : Long.compare((Long) x, (Long) y);
            if (r != 0) {
                return r;
            }
        }
        return 0;
    }

    private void changed(int catalog) {
        for (CatalogTables.Index x : tables.indexesOf(catalog)) {
            byFirstColumn.remove(x.oid());
        }
    }

    @Override
    public long insert(int catalog, @Nullable Object[] values) {
        CatalogRow r = new CatalogRow(catalog, nextTid++, values.clone());
        all(catalog).add(r);
        changed(catalog);
        return r.tid();
    }

    private int position(CatalogRow row) {
        List<CatalogRow> all = all(row.catalog());
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).tid() == row.tid()) {
                return i;
            }
        }
        throw SqlError.internal("tuple concurrently updated");
    }

    @Override
    public long update(CatalogRow old, @Nullable Object[] values) {
        CatalogRow r = new CatalogRow(old.catalog(), nextTid++, values.clone());
        all(old.catalog()).set(position(old), r);
        changed(old.catalog());
        return r.tid();
    }

    @Override
    public void delete(CatalogRow old) {
        all(old.catalog()).remove(position(old));
        changed(old.catalog());
    }
}
