package org.hathi.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.CatalogStore;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgAuthMembers;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDbRoleSetting;
import org.jspecify.annotations.Nullable;

/** Reads roles, memberships, databases and their settings from the shared catalogs into a {@link FlatRoles}. */
final class FlatLoader {
    private FlatLoader() {}

    /** Must be called in a transaction. */
    static FlatRoles load(CatalogStore store) {
        List<FlatRoles.Role> roles = new ArrayList<>();
        for (CatalogRow r : rows(store, PgAuthid.RELATION)) {
            Object until = r.get(PgAuthid.ROLVALIDUNTIL);
            roles.add(new FlatRoles.Role(
                    integer(r, PgAuthid.OID),
                    name(r, PgAuthid.ROLNAME),
                    integer(r, PgAuthid.ROLSUPER) != 0,
                    integer(r, PgAuthid.ROLCANLOGIN) != 0,
                    integer(r, PgAuthid.ROLREPLICATION) != 0,
                    integer(r, PgAuthid.ROLCONNLIMIT),
                    text(r.get(PgAuthid.ROLPASSWORD)),
                    until instanceof Long l ? l : Long.MAX_VALUE));
        }
        List<int[]> members = new ArrayList<>();
        for (CatalogRow r : rows(store, PgAuthMembers.RELATION)) {
            members.add(new int[] {integer(r, PgAuthMembers.ROLEID), integer(r, PgAuthMembers.MEMBER)});
        }
        List<FlatRoles.Database> databases = new ArrayList<>();
        for (CatalogRow r : rows(store, PgDatabase.RELATION)) {
            databases.add(new FlatRoles.Database(
                    integer(r, PgDatabase.OID),
                    name(r, PgDatabase.DATNAME),
                    integer(r, PgDatabase.DATTABLESPACE),
                    integer(r, PgDatabase.DATDBA),
                    integer(r, PgDatabase.DATALLOWCONN) != 0,
                    integer(r, PgDatabase.DATCONNLIMIT),
                    connect(r.get(PgDatabase.DATACL))));
        }
        List<FlatRoles.Default> defaults = new ArrayList<>();
        for (CatalogRow r : rows(store, PgDbRoleSetting.RELATION)) {
            Object config = r.get(PgDbRoleSetting.SETCONFIG);
            if (config instanceof byte[] b) {
                for (String s : Datums.texts(b)) {
                    defaults.add(new FlatRoles.Default(
                            integer(r, PgDbRoleSetting.SETDATABASE), integer(r, PgDbRoleSetting.SETROLE), s));
                }
            }
        }
        return new FlatRoles(roles, members, databases, defaults);
    }

    private static List<CatalogRow> rows(CatalogStore store, int catalog) {
        List<CatalogRow> rows = new ArrayList<>();
        store.scan(catalog, 0, new Object[0], rows);
        return rows;
    }

    private static int integer(CatalogRow r, int column) {
        return r.get(column) instanceof Long l ? l.intValue() : 0;
    }

    private static String name(CatalogRow r, int column) {
        Object v = r.get(column);
        return v == null ? "" : Datums.nameOf(v);
    }

    private static @Nullable String text(@Nullable Object datum) {
        return datum instanceof byte[] b ? new String(b, StandardCharsets.UTF_8) : null;
    }

    /** Roles with CONNECT; without an ACL everybody has it. */
    private static int[] connect(@Nullable Object acl) {
        if (!(acl instanceof byte[] b)) {
            return new int[] {0};
        }
        List<Integer> grantees = new ArrayList<>();
        for (AclItem i : Datums.acl(b)) {
            if ((i.privileges() & Acl.CONNECT) != 0) {
                grantees.add(i.grantee());
            }
        }
        int[] list = new int[grantees.size()];
        for (int i = 0; i < list.length; i++) {
            list[i] = grantees.get(i);
        }
        return list;
    }
}
