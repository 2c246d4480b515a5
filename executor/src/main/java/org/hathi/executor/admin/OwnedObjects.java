package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.CatalogRemover;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectColumns;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDefaultAcl;
import org.hathi.catalog.table.PgParameterAcl;
import org.hathi.catalog.table.PgShdepend;
import org.hathi.executor.command.Commands;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.RoleStmt.DropOwnedStmt;
import org.hathi.parser.tree.RoleStmt.ReassignOwnedStmt;
import org.jspecify.annotations.Nullable;

/** DROP OWNED and REASSIGN OWNED: what pg_shdepend says a role has in this database and among the shared objects. */
final class OwnedObjects {
    private final Admin a;
    private final Commands commands;

    OwnedObjects(Admin a, Commands commands) {
        this.a = a;
        this.commands = commands;
    }

    private List<Integer> roles(List<RoleSpec> specs, String what) {
        List<Integer> out = new ArrayList<>();
        for (RoleSpec s : specs) {
            int r = a.role(s, false);
            if (!a.catalog.acl().hasPrivilegesOf(a.role(), r)) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + what + " objects");
            }
            if (Dependencies.pinned(PgAuthid.RELATION, r)) {
                throw new SqlError(
                        SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                        "cannot " + (what.equals("reassign") ? "reassign ownership of" : what)
                                + " objects owned by role " + a.needRole(r).name()
                                + " because they are required by the database system");
            }
            out.add(r);
        }
        return out;
    }

    private List<CatalogRow> dependents(int role) {
        List<CatalogRow> out = new ArrayList<>();
        for (CatalogRow r : a.writer.scan(
                PgShdepend.RELATION, PgShdepend.REFERENCE_INDEX, Datums.oid(PgAuthid.RELATION), Datums.oid(role))) {
            int db = r.intAt(PgShdepend.DBID);
            if (db == 0 || db == a.catalog.databaseOid()) {
                out.add(r);
            }
        }
        return out;
    }

    void reassign(ReassignOwnedStmt s) {
        List<Integer> from = roles(s.roles(), "reassign");
        int to = a.role(s.newrole(), false);
        if (!a.catalog.acl().hasPrivilegesOf(a.role(), to)) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to reassign objects");
        }
        for (int role : from) {
            for (CatalogRow r : dependents(role)) {
                // default privileges go with DROP OWNED
                if (r.charAt(PgShdepend.DEPTYPE) == Dependencies.SHARED_OWNER
                        && r.intAt(PgShdepend.CLASSID) != PgDefaultAcl.RELATION) {
                    commands.reassign(new ObjectAddress(r.intAt(PgShdepend.CLASSID), r.intAt(PgShdepend.OBJID)), to);
                    a.writer.increment();
                }
            }
        }
    }

    void drop(DropOwnedStmt s, Reporter reporter) {
        List<ObjectAddress> objects = new ArrayList<>();
        for (int role : roles(s.roles(), "drop")) {
            for (CatalogRow r : dependents(role)) {
                ObjectAddress o = new ObjectAddress(
                        r.intAt(PgShdepend.CLASSID), r.intAt(PgShdepend.OBJID), r.intAt(PgShdepend.OBJSUBID));
                boolean here = r.intAt(PgShdepend.DBID) != 0;
                if (r.charAt(PgShdepend.DEPTYPE) == Dependencies.SHARED_ACL) {
                    if (o.classId() == PgDefaultAcl.RELATION) {
                        objects.add(o);
                    } else {
                        revoke(o, role);
                    }
                } else if (r.charAt(PgShdepend.DEPTYPE) == Dependencies.SHARED_OWNER && here) {
                    objects.add(new ObjectAddress(o.classId(), o.objectId()));
                }
            }
        }
        a.writer.increment();
        if (!objects.isEmpty()) {
            a.deps.dropAll(
                    objects,
                    s.behavior() == DropBehavior.CASCADE ? DropOptions.CASCADE : DropOptions.RESTRICT,
                    new CatalogRemover(a.catalog, a.cx.relationFiles()),
                    reporter);
            a.writer.increment();
        }
    }

    /** Takes all privileges on an object from a role, and those the role granted. */
    private void revoke(ObjectAddress o, int role) {
        int column;
        CatalogRow r;
        int owner;
        if (o.classId() == PgClass.RELATION && o.subId() != 0) {
            r = a.writer.find(
                    PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(o.objectId()), (long) o.subId());
            column = PgAttribute.ATTACL;
            owner = a.writer.needByOid(PgClass.RELATION, o.objectId()).intAt(PgClass.RELOWNER);
        } else {
            ObjectColumns at = ObjectColumns.of(a.catalog, o.classId());
            if (at == null || at.acl() == 0) {
                return;
            }
            r = a.writer.needByOid(o.classId(), o.objectId());
            column = at.acl();
            owner = o.classId() == PgParameterAcl.RELATION ? Acl.BOOTSTRAP_SUPERUSER : r.intAt(at.owner());
        }
        AclItem @Nullable [] before = r == null ? null : r.aclOrNull(column);
        if (r == null || before == null) {
            return;
        }
        List<AclItem> kept = new ArrayList<>();
        for (AclItem i : before) {
            if (i.grantee() != role && i.grantor() != role) {
                kept.add(i);
            }
        }
        AclItem[] after = kept.toArray(new AclItem[0]);
        a.writer.set(r, column, Datums.aclArray(after));
        a.deps.updateAcl(o, owner, before, after);
        Grants.forgetDefault(a, o, after);
        a.writer.increment();
    }
}
