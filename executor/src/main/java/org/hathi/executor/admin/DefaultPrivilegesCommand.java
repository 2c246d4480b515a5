package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgDefaultAcl;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.parser.tree.Clause.AccessPriv;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt.AlterDefaultPrivilegesStmt;
import org.hathi.parser.tree.RoleStmt.GrantStmt;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * ALTER DEFAULT PRIVILEGES: the rows of pg_default_acl. A global row holds a whole acl and goes away when it becomes
 * the built-in one; a schema's row holds what is added to it and goes away when empty.
 */
final class DefaultPrivilegesCommand {
    private final Admin a;

    DefaultPrivilegesCommand(Admin a) {
        this.a = a;
    }

    void run(AlterDefaultPrivilegesStmt s) {
        GrantStmt g = s.action();
        List<Node> schemas = new ArrayList<>();
        List<Integer> roles = new ArrayList<>();
        for (DefElem d : s.options()) {
            if (d.defname().equals("schemas")) {
                schemas.addAll(Admin.items(d.arg()));
            } else {
                for (Node n : Admin.items(d.arg())) {
                    int role = a.role((RoleSpec) n, false);
                    if (!a.catalog.acl().isMember(a.role(), role)) {
                        throw new SqlError(
                                SqlState.INSUFFICIENT_PRIVILEGE,
                                "must be member of role \"" + a.needRole(role).name() + "\"");
                    }
                    roles.add(role);
                }
            }
        }
        if (roles.isEmpty()) {
            roles.add(a.role());
        }
        if (g.objtype() == ObjectType.SCHEMA && !schemas.isEmpty()) {
            throw new SqlError(
                    SqlState.INVALID_GRANT_OPERATION, "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS");
        }
        List<Integer> grantees = new ArrayList<>();
        for (RoleSpec r : g.grantees()) {
            grantees.add(a.role(r, true));
        }
        int privileges = privileges(g);
        for (int role : roles) {
            if (schemas.isEmpty()) {
                set(g, role, 0, grantees, privileges);
            }
            for (Node n : schemas) {
                set(g, role, a.catalog.searchPath().explicit(schema(n)), grantees, privileges);
            }
        }
    }

    private static String schema(Node n) {
        if (n instanceof QualifiedName q) {
            return q.names().get(0);
        }
        String t = Value.text(n);
        return t == null ? "" : t;
    }

    private static int privileges(GrantStmt g) {
        ObjectKind kind = PrivilegeNames.kind(g.objtype());
        int bits = g.privileges().isEmpty() ? kind.all : 0;
        for (AccessPriv p : g.privileges()) {
            if (!p.cols().isEmpty()) {
                throw new SqlError(SqlState.INVALID_GRANT_OPERATION, "default privileges cannot be set for columns");
            }
            if (p.privName() == null) {
                bits |= kind.all;
            } else {
                int bit = PrivilegeNames.bit(p.privName());
                PrivilegeNames.check(bit, kind.all, PrivilegeNames.word(g.objtype()));
                bits |= bit;
            }
        }
        return bits;
    }

    private static char code(ObjectType t) {
        return switch (t) {
            case SEQUENCE -> 'S';
            case FUNCTION, PROCEDURE, ROUTINE -> 'f';
            case TYPE -> 'T';
            case SCHEMA -> 'n';
            default -> 'r';
        };
    }

    private void set(GrantStmt g, int role, int namespace, List<Integer> grantees, int privileges) {
        char code = code(g.objtype());
        CatalogRow row = a.writer.find(
                PgDefaultAcl.RELATION,
                PgDefaultAcl.ROLE_NSP_OBJ_INDEX,
                Datums.oid(role),
                Datums.oid(namespace),
                Datums.chr(code));
        AclItem[] builtIn = namespace == 0 ? Acl.defaults(PrivilegeNames.kind(g.objtype()), role) : new AclItem[0];
        AclItem @Nullable [] before = row == null ? null : row.aclOrNull(PgDefaultAcl.DEFACLACL);
        AclItem[] now = Grants.merge(a, g, grantees, before == null ? builtIn : before, role, role, privileges);
        if (same(now, builtIn)) {
            if (row != null) {
                remove(row);
            }
            return;
        }
        java.util.Arrays.sort(now, DefaultPrivilegesCommand::compare);
        int oid;
        if (row == null) {
            oid = a.writer.newOid(PgDefaultAcl.RELATION);
            a.writer.insert(
                    PgDefaultAcl.RELATION,
                    new RowBuilder(PgDefaultAcl.COLUMNS)
                            .oid(PgDefaultAcl.OID, oid)
                            .oid(PgDefaultAcl.DEFACLROLE, role)
                            .oid(PgDefaultAcl.DEFACLNAMESPACE, namespace)
                            .chr(PgDefaultAcl.DEFACLOBJTYPE, code)
                            .acl(PgDefaultAcl.DEFACLACL, now)
                            .row());
            a.deps.recordOwner(PgDefaultAcl.RELATION, oid, role);
            if (namespace != 0) {
                a.deps.record(
                        new ObjectAddress(PgDefaultAcl.RELATION, oid),
                        new ObjectAddress(PgNamespace.RELATION, namespace),
                        Dependencies.AUTO);
            }
        } else {
            oid = row.intAt(PgDefaultAcl.OID);
            a.writer.set(row, PgDefaultAcl.DEFACLACL, Datums.aclArray(now));
        }
        a.deps.updateAcl(new ObjectAddress(PgDefaultAcl.RELATION, oid), role, before, now);
        a.writer.increment();
    }

    private void remove(CatalogRow row) {
        ObjectAddress o = new ObjectAddress(PgDefaultAcl.RELATION, row.intAt(PgDefaultAcl.OID));
        a.writer.delete(row);
        a.deps.deleteRecordsFor(o, false);
        a.deps.deleteSharedRecordsFor(o);
        a.writer.increment();
    }

    /** The order in which default privileges are kept (aclitemsort). */
    private static int compare(AclItem x, AclItem y) {
        int c = Integer.compareUnsigned(x.grantee(), y.grantee());
        c = c != 0 ? c : Integer.compareUnsigned(x.grantor(), y.grantor());
        return c != 0 ? c : Long.compareUnsigned(x.privileges(), y.privileges());
    }

    /** Whether two acls hold the same items in whatever order. */
    private static boolean same(AclItem[] x, AclItem[] y) {
        return x.length == y.length && List.of(x).containsAll(List.of(y));
    }
}
