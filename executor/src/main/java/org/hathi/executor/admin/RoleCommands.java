package org.hathi.executor.admin;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Passwords;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.RoleInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgAuthMembers;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgDbRoleSetting;
import org.hathi.parser.tree.Clause.AccessPriv;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.Clause.RoleSpecType;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RoleStmt.AlterRoleStmt;
import org.hathi.parser.tree.RoleStmt.CreateRoleStmt;
import org.hathi.parser.tree.RoleStmt.DropRoleStmt;
import org.hathi.parser.tree.RoleStmt.GrantRoleStmt;
import org.hathi.parser.tree.RoleStmt.RoleStmtType;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.jspecify.annotations.Nullable;

/** CREATE, ALTER, DROP ROLE and the membership of roles in roles. */
final class RoleCommands {
    private final Admin a;

    RoleCommands(Admin a) {
        this.a = a;
    }

    private static SqlError denied(String message) {
        return new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, message);
    }

    private boolean createRole() {
        return a.superuser() || a.needRole(a.role()).createRole();
    }

    private void checkTwice(List<DefElem> options) {
        for (int i = 0; i < options.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (options.get(i).defname().equals(options.get(j).defname())) {
                    throw a.conflicting(options.get(i));
                }
            }
        }
    }

    private static @Nullable DefElem find(List<DefElem> options, String name) {
        for (DefElem d : options) {
            if (d.defname().equals(name)) {
                return d;
            }
        }
        return null;
    }

    private static boolean flag(List<DefElem> options, String name, boolean fallback) {
        DefElem d = find(options, name);
        return d == null ? fallback : Admin.bool(d);
    }

    // ------------------------------------------------------------------------------------------------- create

    void create(CreateRoleStmt s) {
        List<DefElem> o = s.options();
        checkTwice(o);
        if (find(o, "sysid") != null) {
            a.notice("SYSID can no longer be specified");
        }
        boolean superuser = flag(o, "superuser", false);
        boolean replication = flag(o, "isreplication", false);
        boolean bypass = flag(o, "bypassrls", false);
        if (superuser && !a.superuser()) {
            throw denied("must be superuser to create superusers");
        }
        if (replication && !a.superuser()) {
            throw denied("must be superuser to create replication users");
        }
        if (bypass && !a.superuser()) {
            throw denied("must be superuser to create bypassrls users");
        }
        if (!createRole()) {
            throw denied("permission denied to create role");
        }
        checkName(s.role());
        if (a.catalog.roleByName(s.role()) != null) {
            throw new SqlError(SqlState.DUPLICATE_OBJECT, "role \"" + s.role() + "\" already exists");
        }
        int oid = a.writer.newOid(PgAuthid.RELATION);
        RowBuilder b = new RowBuilder(PgAuthid.COLUMNS)
                .oid(PgAuthid.OID, oid)
                .name(PgAuthid.ROLNAME, s.role())
                .bool(PgAuthid.ROLSUPER, superuser)
                .bool(PgAuthid.ROLINHERIT, flag(o, "inherit", true))
                .bool(PgAuthid.ROLCREATEROLE, flag(o, "createrole", false))
                .bool(PgAuthid.ROLCREATEDB, flag(o, "createdb", false))
                .bool(PgAuthid.ROLCANLOGIN, flag(o, "canlogin", s.stmtType() == RoleStmtType.USER))
                .bool(PgAuthid.ROLREPLICATION, replication)
                .bool(PgAuthid.ROLBYPASSRLS, bypass)
                .num(PgAuthid.ROLCONNLIMIT, limit(o, -1))
                .text(PgAuthid.ROLPASSWORD, password(find(o, "password"), s.role()))
                .set(PgAuthid.ROLVALIDUNTIL, until(find(o, "validUntil")));
        a.writer.insert(PgAuthid.RELATION, b.row());
        a.writer.increment();
        for (RoleSpec r : roles(find(o, "addroleto"))) {
            add(a.role(r, false), oid, a.role(), false);
        }
        for (RoleSpec r : roles(find(o, "adminmembers"))) {
            add(oid, a.role(r, false), a.role(), true);
        }
        for (RoleSpec r : roles(find(o, "rolemembers"))) {
            add(oid, a.role(r, false), a.role(), false);
        }
    }

    private static void checkName(String name) {
        if (name.startsWith("pg_")) {
            throw new SqlError(SqlState.RESERVED_NAME, "role name \"" + name + "\" is reserved")
                    .detail("Role names starting with \"pg_\" are reserved.");
        }
        if (name.equals("public") || name.equals("none")) {
            throw new SqlError(SqlState.RESERVED_NAME, "role name \"" + name + "\" is reserved");
        }
    }

    private static List<RoleSpec> roles(@Nullable DefElem d) {
        List<RoleSpec> out = new ArrayList<>();
        for (Node n : Admin.items(d == null ? null : d.arg())) {
            out.add((RoleSpec) n);
        }
        return out;
    }

    private static long limit(List<DefElem> o, long fallback) {
        DefElem d = find(o, "connectionlimit");
        if (d == null) {
            return fallback;
        }
        long n = Admin.integer(d);
        if (n < -1) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid connection limit: " + n);
        }
        return n;
    }

    private @Nullable String password(@Nullable DefElem d, String role) {
        if (d == null || d.arg() == null) {
            return null;
        }
        String p = Admin.text(d);
        byte[] bytes = p.getBytes(StandardCharsets.UTF_8);
        if (p.isEmpty() || Passwords.matches(p, new byte[0], role)) {
            a.notice("empty string is not a valid password, clearing password");
            return null;
        }
        if (Passwords.isMd5(p) || Passwords.parseScram(p) != null) {
            return p;
        }
        if (a.cx.settings().string("password_encryption").equals("md5")) {
            return Passwords.md5(bytes, role);
        }
        byte[] salt = new byte[Passwords.SALT_LENGTH];
        new SecureRandom().nextBytes(salt);
        return Passwords.scram(bytes, salt, Passwords.SCRAM_ITERATIONS).format();
    }

    private @Nullable Object until(@Nullable DefElem d) {
        return d == null || d.arg() == null
                ? null
                : TypeIo.inputDatum(a.cx.eval(), Oids.TIMESTAMPTZ, Admin.text(d), -1);
    }

    // ------------------------------------------------------------------------------------------------- alter

    void alter(AlterRoleStmt s) {
        List<DefElem> o = s.options();
        checkTwice(o);
        RoleSettings.checkReserved(s.role(), "Cannot alter reserved roles.");
        int oid = a.role(s.role(), false);
        RoleInfo r = a.needRole(oid);
        if (r.superuser() || find(o, "superuser") != null) {
            if (!a.superuser()) {
                throw denied("must be superuser to alter superuser roles or change superuser attribute");
            }
        } else if (r.replication() || find(o, "isreplication") != null) {
            if (!a.superuser()) {
                throw denied("must be superuser to alter replication roles or change replication attribute");
            }
        } else if (find(o, "bypassrls") != null) {
            if (!a.superuser()) {
                throw denied("must be superuser to change bypassrls attribute");
            }
        } else if (!createRole()) {
            boolean ownPassword = o.size() == 1 && o.get(0).defname().equals("password") && oid == a.role();
            if (!ownPassword) {
                throw denied("permission denied");
            }
        }
        CatalogRow row = a.writer.needByOid(PgAuthid.RELATION, oid);
        @Nullable Object[] v = row.copy();
        for (DefElem d : o) {
            switch (d.defname()) {
                case "superuser" -> set(v, PgAuthid.ROLSUPER, d);
                case "inherit" -> set(v, PgAuthid.ROLINHERIT, d);
                case "createrole" -> set(v, PgAuthid.ROLCREATEROLE, d);
                case "createdb" -> set(v, PgAuthid.ROLCREATEDB, d);
                case "canlogin" -> set(v, PgAuthid.ROLCANLOGIN, d);
                case "isreplication" -> set(v, PgAuthid.ROLREPLICATION, d);
                case "bypassrls" -> set(v, PgAuthid.ROLBYPASSRLS, d);
                case "connectionlimit" -> v[PgAuthid.ROLCONNLIMIT - 1] = limit(o, -1);
                case "password" -> v[PgAuthid.ROLPASSWORD - 1] = Datums.textOrNull(password(d, r.name()));
                case "validUntil" -> v[PgAuthid.ROLVALIDUNTIL - 1] = until(d);
                case "rolemembers" -> {}
                default -> throw SqlError.internal("option \"" + d.defname() + "\" not recognized");
            }
        }
        a.writer.update(row, v);
        a.writer.increment();
        for (RoleSpec m : roles(find(o, "rolemembers"))) {
            if (s.action() > 0) {
                add(oid, a.role(m, false), a.role(), false);
            } else {
                remove(oid, a.role(m, false), false);
            }
        }
    }

    private static void set(@Nullable Object[] v, int column, DefElem d) {
        v[column - 1] = Admin.bool(d) ? 1L : 0L;
    }

    // ------------------------------------------------------------------------------------------------- drop

    void drop(DropRoleStmt s) {
        if (!createRole()) {
            throw denied("permission denied to drop role");
        }
        for (RoleSpec spec : s.roles()) {
            if (spec.roletype() != RoleSpecType.CSTRING || spec.rolename() == null) {
                throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "cannot use special role specifier in DROP ROLE");
            }
            RoleInfo r = a.catalog.roleByName(spec.rolename());
            if (r == null) {
                if (!s.missingOk()) {
                    a.roleNamed(spec.rolename());
                }
                a.notice("role \"" + spec.rolename() + "\" does not exist, skipping");
                continue;
            }
            drop(r);
        }
    }

    private void drop(RoleInfo r) {
        if (r.oid() == a.role()) {
            throw new SqlError(SqlState.OBJECT_IN_USE, "current user cannot be dropped");
        }
        if (r.oid() == a.session.sessionRole() || r.oid() == a.session.info().roleOid()) {
            throw new SqlError(SqlState.OBJECT_IN_USE, "session user cannot be dropped");
        }
        if (r.superuser() && !a.superuser()) {
            throw denied("must be superuser to drop superusers");
        }
        if (org.hathi.catalog.Dependencies.pinned(PgAuthid.RELATION, r.oid())) {
            throw new SqlError(
                    SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                    "cannot drop role " + r.name() + " because it is required by the database system");
        }
        List<String> dependents = a.deps.sharedDependents(PgAuthid.RELATION, r.oid());
        if (!dependents.isEmpty()) {
            throw new SqlError(
                            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                            "role \"" + r.name() + "\" cannot be dropped because some objects depend on it")
                    .detail(String.join("\n", dependents));
        }
        a.writer.delete(a.writer.needByOid(PgAuthid.RELATION, r.oid()));
        Object oid = Datums.oid(r.oid());
        for (CatalogRow m : a.writer.scan(PgAuthMembers.RELATION, PgAuthMembers.ROLE_MEMBER_INDEX, oid)) {
            a.writer.delete(m);
        }
        for (CatalogRow m : a.writer.scan(PgAuthMembers.RELATION, PgAuthMembers.MEMBER_ROLE_INDEX, oid)) {
            a.writer.delete(m);
        }
        for (CatalogRow x : a.writer.scan(PgDbRoleSetting.RELATION, 0)) {
            if (x.intAt(PgDbRoleSetting.SETROLE) == r.oid()) {
                a.writer.delete(x);
            }
        }
        new Comments(a).deleteShared(PgAuthid.RELATION, r.oid());
        a.writer.increment();
    }

    // ------------------------------------------------------------------------------------------------- membership

    void grant(GrantRoleStmt s) {
        int grantor = s.grantor() == null ? a.role() : a.role(s.grantor(), false);
        for (AccessPriv p : s.grantedRoles()) {
            if (p.privName() == null || !p.cols().isEmpty()) {
                throw new SqlError(
                        SqlState.INVALID_GRANT_OPERATION, "column names cannot be included in GRANT/REVOKE ROLE");
            }
            int role = a.roleNamed(p.privName()).oid();
            for (RoleSpec g : s.granteeRoles()) {
                int member = a.role(g, false);
                if (s.isGrant()) {
                    add(role, member, grantor, s.adminOpt());
                } else {
                    remove(role, member, s.adminOpt());
                }
            }
        }
    }

    private void checkMayGrant(RoleInfo role) {
        if (role.superuser()) {
            if (!a.superuser()) {
                throw denied("must be superuser to alter superusers");
            }
        } else if (!createRole() && !a.catalog.acl().isAdminOf(a.role(), role.oid())) {
            throw denied("must have admin option on role \"" + role.name() + "\"");
        }
    }

    private @Nullable CatalogRow membership(int role, int member) {
        return a.writer.find(
                PgAuthMembers.RELATION, PgAuthMembers.ROLE_MEMBER_INDEX, Datums.oid(role), Datums.oid(member));
    }

    private void add(int role, int member, int grantor, boolean admin) {
        RoleInfo r = a.needRole(role);
        RoleInfo m = a.needRole(member);
        checkMayGrant(r);
        if (role == Acl.PG_DATABASE_OWNER) {
            throw new SqlError(
                    SqlState.INVALID_GRANT_OPERATION, "role \"" + r.name() + "\" cannot have explicit members");
        }
        if (grantor != a.role() && !a.superuser()) {
            throw denied("must be superuser to set grantor");
        }
        if (member == Acl.PG_DATABASE_OWNER) {
            throw new SqlError(
                    SqlState.INVALID_GRANT_OPERATION, "role \"" + m.name() + "\" cannot be a member of any role");
        }
        if (role == member || a.catalog.acl().isMemberNoSuper(role, member)) {
            throw new SqlError(
                    SqlState.INVALID_GRANT_OPERATION,
                    "role \"" + r.name() + "\" is a member of role \"" + m.name() + "\"");
        }
        CatalogRow old = membership(role, member);
        if (old != null) {
            if (!admin || old.boolAt(PgAuthMembers.ADMIN_OPTION)) {
                a.notice("role \"" + m.name() + "\" is already a member of role \"" + r.name() + "\"");
                return;
            }
            @Nullable Object[] v = old.copy();
            v[PgAuthMembers.GRANTOR - 1] = Datums.oid(grantor);
            v[PgAuthMembers.ADMIN_OPTION - 1] = 1L;
            a.writer.update(old, v);
        } else {
            a.writer.insert(
                    PgAuthMembers.RELATION,
                    new RowBuilder(PgAuthMembers.COLUMNS)
                            .oid(PgAuthMembers.ROLEID, role)
                            .oid(PgAuthMembers.MEMBER, member)
                            .oid(PgAuthMembers.GRANTOR, grantor)
                            .bool(PgAuthMembers.ADMIN_OPTION, admin)
                            .row());
        }
        a.writer.increment();
    }

    private void remove(int role, int member, boolean adminOnly) {
        RoleInfo r = a.needRole(role);
        checkMayGrant(r);
        CatalogRow old = membership(role, member);
        if (old == null) {
            a.report(
                    Severity.WARNING,
                    SqlState.WARNING,
                    "role \"" + a.needRole(member).name() + "\" is not a member of role \"" + r.name() + "\"");
            return;
        }
        if (adminOnly) {
            a.writer.set(old, PgAuthMembers.ADMIN_OPTION, 0L);
        } else {
            a.writer.delete(old);
        }
        a.writer.increment();
    }
}
