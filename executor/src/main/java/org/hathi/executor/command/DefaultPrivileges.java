package org.hathi.executor.command;

import org.hathi.catalog.Acl;
import org.hathi.catalog.AclChange;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgDefaultAcl;
import org.jspecify.annotations.Nullable;

/** The privileges new objects get from pg_default_acl. */
final class DefaultPrivileges {
    private DefaultPrivileges() {}

    static @Nullable CatalogRow row(Ddl ddl, int role, int namespace, char objectType) {
        return ddl.writer.find(
                PgDefaultAcl.RELATION,
                PgDefaultAcl.ROLE_NSP_OBJ_INDEX,
                Datums.oid(role),
                Datums.oid(namespace),
                Datums.chr(objectType));
    }

    /**
     * The acl of a new object (get_user_default_acl); null when it is the built-in default.
     *
     * @param objectType r, S, f, T or n as in defaclobjtype
     */
    static AclItem @Nullable [] of(Ddl ddl, char objectType, int owner, int namespace) {
        CatalogRow global = row(ddl, owner, 0, objectType);
        CatalogRow local = namespace == 0 ? null : row(ddl, owner, namespace, objectType);
        if (global == null && local == null) {
            return null;
        }
        ObjectKind kind = kind(objectType);
        AclItem[] builtIn = Acl.defaults(kind, owner);
        AclItem[] acl = global == null ? builtIn : items(global);
        if (local != null) {
            AclChange change = new AclChange(ddl.catalog.acl(), owner);
            for (AclItem i : items(local)) {
                acl = change.grant(acl, i.grantee(), i.grantor(), i.privileges() & 0xFFFF, false);
            }
        }
        return java.util.Arrays.equals(acl, builtIn) ? null : acl;
    }

    static AclItem[] items(CatalogRow r) {
        AclItem[] a = r.aclOrNull(PgDefaultAcl.DEFACLACL);
        return a == null ? new AclItem[0] : a;
    }

    static ObjectKind kind(char objectType) {
        return switch (objectType) {
            case 'S' -> ObjectKind.SEQUENCE;
            case 'f' -> ObjectKind.FUNCTION;
            case 'T' -> ObjectKind.TYPE;
            case 'n' -> ObjectKind.SCHEMA;
            default -> ObjectKind.TABLE;
        };
    }
}
