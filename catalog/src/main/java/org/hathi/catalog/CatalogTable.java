package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.jspecify.annotations.Nullable;

/**
 * Changes catalog rows: every insert, update and delete of a catalog goes through here, so that indexes are kept and
 * invalidation messages are collected. Also hands out oids.
 *
 * <p>Changes are visible to this backend's reads after {@link #increment} (CommandCounterIncrement), to others after
 * commit. The caller holds ROW EXCLUSIVE on the catalog where PostgreSQL's code would, and has checked privileges.
 */
public final class CatalogTable {
    /** What this room needs of the running transaction. */
    public interface Commands {
        /** Oids from a counter and no command counter: the memory store. */
        static Commands counting(int firstOid) {
            return new Commands() {
                private int next = firstOid;

                @Override
                public int nextOid() {
                    return next++;
                }

                @Override
                public void increment() {}
            };
        }

        /** The next oid of the cluster's counter; may be in use after a wraparound. */
        int nextOid();

        /** Starts the next command of the transaction. */
        void increment();
    }

    private final Catalog catalog;
    private final CatalogStore store;
    private final Invalidation invalidation;
    private Commands commands = Commands.counting(16384);

    CatalogTable(Catalog catalog, Invalidation invalidation) {
        this.catalog = catalog;
        this.store = catalog.store();
        this.invalidation = invalidation;
    }

    /** Connects with the transaction; done once per backend. */
    public void connect(Commands commands) {
        this.commands = commands;
    }

    /** A new row with all columns NULL, to be filled in. */
    public @Nullable Object[] newRow(int catalogOid) {
        return new Object[store.tables().table(catalogOid).desc().size()];
    }

    /** Stores a row. @return its tid */
    public long insert(int catalogOid, @Nullable Object[] values) {
        checkNotNull(catalogOid, values);
        long tid = store.insert(catalogOid, values);
        invalidation.rowChanged(new CatalogRow(catalogOid, tid, values));
        return tid;
    }

    /** Replaces a row read by this transaction. @return the tid of the new version */
    public long update(CatalogRow old, @Nullable Object[] values) {
        checkNotNull(old.catalog(), values);
        long tid = store.update(old, values);
        invalidation.rowChanged(old);
        invalidation.rowChanged(new CatalogRow(old.catalog(), tid, values));
        return tid;
    }

    /** Changes one column of a row. */
    public long set(CatalogRow old, int column, @Nullable Object value) {
        @Nullable Object[] v = old.copy();
        v[column - 1] = value;
        return update(old, v);
    }

    /** Deletes a row. */
    public void delete(CatalogRow old) {
        store.delete(old);
        invalidation.rowChanged(old);
    }

    private void checkNotNull(int catalogOid, @Nullable Object[] values) {
        org.hathi.types.TupleDesc d = store.tables().table(catalogOid).desc();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && d.get(i).notNull()) {
                throw SqlError.internal("null value in column \"" + d.get(i).name() + "\" of catalog "
                        + store.tables().table(catalogOid).name());
            }
        }
    }

    /** The rows whose leading index columns equal the keys, in index order; all rows with index 0. Not cached. */
    public List<CatalogRow> scan(int catalogOid, int index, Object... keys) {
        List<CatalogRow> out = new ArrayList<>();
        store.scan(catalogOid, index, keys, out);
        return out;
    }

    /** The first row of {@link #scan}, or null. */
    public @Nullable CatalogRow find(int catalogOid, int index, Object... keys) {
        List<CatalogRow> r = scan(catalogOid, index, keys);
        return r.isEmpty() ? null : r.get(0);
    }

    /** The row with an oid, or null; the catalog has an oid column. */
    public @Nullable CatalogRow byOid(int catalogOid, int oid) {
        ObjectNames.OidCatalog c = oidCatalog(catalogOid);
        return ObjectNames.row(catalog, c, oid);
    }

    /** As {@link #byOid}, but XX000 when there is none. */
    public CatalogRow needByOid(int catalogOid, int oid) {
        CatalogRow r = byOid(catalogOid, oid);
        if (r == null) {
            throw CatalogLookup.missing(store.tables().table(catalogOid).name() + " object", oid);
        }
        return r;
    }

    private ObjectNames.OidCatalog oidCatalog(int catalogOid) {
        ObjectNames.OidCatalog c = ObjectNames.OidCatalog.of(store.tables(), catalogOid);
        if (c == null) {
            throw SqlError.internal("catalog " + catalogOid + " has no oid column");
        }
        return c;
    }

    /** An oid that no row of the catalog has (GetNewOidWithIndex). */
    public int newOid(int catalogOid) {
        ObjectNames.OidCatalog c = oidCatalog(catalogOid);
        while (true) {
            int oid = commands.nextOid();
            if (ObjectNames.row(catalog, c, oid) == null) {
                return oid;
            }
        }
    }

    /** The next oid of the counter without a check. */
    public int nextOid() {
        return commands.nextOid();
    }

    /** Makes this command's changes visible to what follows (CommandCounterIncrement). */
    public void increment() {
        commands.increment();
        invalidation.commandEnded();
    }
}
