package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgDefaultAcl;
import org.jspecify.annotations.Nullable;

/** The privileges new objects get from pg_default_acl. */
final class DefaultPrivileges {
    /** The order of acls that default privileges make. */
    private static final Comparator<AclItem> ORDER = (a, b) -> {
        int c = Integer.compareUnsigned(a.grantee(), b.grantee());
        c = c != 0 ? c : Integer.compareUnsigned(a.grantor(), b.grantor());
        return c != 0 ? c : Integer.compareUnsigned(a.privileges(), b.privileges());
    };

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
        List<AclItem> merged = new ArrayList<>(List.of(acl));
        for (AclItem i : local == null ? new AclItem[0] : items(local)) {
            merge(merged, i);
        }
        merged.sort(ORDER);
        List<AclItem> usual = new ArrayList<>(List.of(builtIn));
        usual.sort(ORDER);
        return merged.equals(usual) ? null : merged.toArray(new AclItem[0]);
    }

    private static void merge(List<AclItem> acl, AclItem item) {
        for (int k = 0; k < acl.size(); k++) {
            AclItem old = acl.get(k);
            if (old.grantee() == item.grantee() && old.grantor() == item.grantor()) {
                acl.set(k, new AclItem(old.grantee(), old.grantor(), old.privileges() | item.privileges()));
                return;
            }
        }
        acl.add(item);
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
