package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Reading "the row with this oid" of any catalog, and what its columns for name, schema, owner and acl are. */
final class ObjectNames {
    private ObjectNames() {}

    /** The columns common to catalogs of named objects; 0 where a catalog has none. */
    record OidCatalog(int catalog, int oidIndex, int oid, int name, int namespace, int owner, int acl) {
        /** Derived from the column names of the catalog; null when its rows have no oid. */
        static @Nullable OidCatalog of(CatalogTables tables, int catalog) {
            CatalogTables.Table t = tables.tableIfAny(catalog);
            if (t == null || t.desc().indexOf("oid") < 0) {
                return null;
            }
            int oid = t.desc().indexOf("oid") + 1;
            int index = 0;
            for (CatalogTables.Index x : tables.indexesOf(catalog)) {
                if (x.columns().length == 1 && x.columns()[0] == oid) {
                    index = x.oid();
                }
            }
            TupleDesc d = t.desc();
            int name = 0;
            int namespace = 0;
            int owner = 0;
            int acl = 0;
            for (int i = 0; i < d.size(); i++) {
                Attribute a = d.get(i);
                if (name == 0 && a.name().endsWith("name") && a.typeOid() == Oids.NAME) {
                    name = i + 1;
                } else if (a.name().endsWith("namespace")) {
                    namespace = i + 1;
                } else if (a.name().endsWith("owner") || a.name().equals("datdba")) {
                    owner = i + 1;
                } else if (a.typeOid() == Oids.ACLITEM_ARRAY) {
                    acl = i + 1;
                }
            }
            return new OidCatalog(catalog, index, oid, name, namespace, owner, acl);
        }
    }

    /** The row with an oid; null when there is none. Not cached. */
    static @Nullable CatalogRow row(Catalog catalog, OidCatalog c, int oid) {
        List<CatalogRow> rows = new ArrayList<>(1);
        catalog.store().scan(c.catalog(), c.oidIndex(), new Object[] {Datums.oid(oid)}, rows);
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** The unqualified name of an object; its number when it has none. */
    static String name(Catalog catalog, int classId, int oid) {
        OidCatalog c = OidCatalog.of(catalog.store().tables(), classId);
        CatalogRow r = c == null ? null : row(catalog, c, oid);
        return c == null || r == null || c.name() == 0 ? Integer.toUnsignedString(oid) : r.nameAt(c.name());
    }
}
