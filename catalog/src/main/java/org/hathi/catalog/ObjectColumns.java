package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/** Where the rows of a catalog of named objects have their name, schema, owner and acl; 0 where they have none. */
public record ObjectColumns(int name, int namespace, int owner, int acl) {
    /** The columns of a catalog; null when its rows have no oid. */
    public static @Nullable ObjectColumns of(Catalog catalog, int classId) {
        ObjectNames.OidCatalog c = ObjectNames.OidCatalog.of(catalog.store().tables(), classId);
        return c == null ? null : new ObjectColumns(c.name(), c.namespace(), c.owner(), c.acl());
    }

    /** The kind of object a catalog lists; null when its objects have neither owner nor privileges. */
    public static @Nullable ObjectKind kind(int classId) {
        for (ObjectKind k : ObjectKind.values()) {
            if (k.catalog == classId) {
                return k;
            }
        }
        return null;
    }
}
