package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AclChange;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgParameterAcl;
import org.hathi.parser.tree.Clause.AccessPriv;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt.GrantStmt;
import org.jspecify.annotations.Nullable;

/**
 * GRANT and REVOKE of privileges on objects. An object's acl is null until the first change, which starts from the
 * built-in default; roles named in it are recorded in pg_shdepend. No lock is taken, as in PostgreSQL: two that change
 * one acl at the same time meet on its catalog row.
 */
final class Grants {
    /** Added to the numbers of columns, of which system columns have negative ones. */
    private static final int SYSTEM = 7;

    private static final int OPTION_SHIFT = 16;

    private final Admin a;
    private final GrantStmt s;
    private final List<Integer> grantees = new ArrayList<>();
    private final GrantTargets targets;

    /** Privileges named without columns; with {@link #all}, those the object's kind has. */
    private int privileges;

    private boolean all;
    private final List<AccessPriv> columnPrivileges = new ArrayList<>();

    Grants(Admin a, org.hathi.executor.command.Commands commands, GrantStmt s) {
        this.a = a;
        this.s = s;
        this.targets = new GrantTargets(a, commands);
    }

    void run() {
        readGrantor();
        for (RoleSpec r : s.grantees()) {
            grantees.add(a.role(r, true));
        }
        readPrivileges();
        for (GrantTargets.Target t : targets.of(s)) {
            if (t.address().classId() == PgClass.RELATION) {
                relation(t);
            } else {
                object(t);
            }
        }
        a.writer.increment();
    }

    private void readGrantor() {
        if (s.grantor() != null && a.role(s.grantor(), false) != a.role()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "grantor must be current user");
        }
    }

    private void readPrivileges() {
        all = s.privileges().isEmpty();
        int allowed = PrivilegeNames.allowed(s.objtype());
        String word = PrivilegeNames.word(s.objtype());
        for (AccessPriv p : s.privileges()) {
            if (!p.cols().isEmpty()) {
                if (s.objtype() != ObjectType.TABLE) {
                    throw new SqlError(
                            SqlState.INVALID_GRANT_OPERATION, "column privileges are only valid for relations");
                }
                columnPrivileges.add(p);
            } else if (p.privName() == null) {
                all = true;
            } else {
                int bit = PrivilegeNames.bit(p.privName());
                PrivilegeNames.check(bit, allowed, word);
                privileges |= bit;
            }
        }
    }

    /** What is left of the wanted privileges after looking at the grantor's options, and who the grantor is. */
    private record Allowed(int grantor, int privileges) {}

    /**
     * Restricts the privileges to those the current role may grant (restrict_and_check_grant).
     *
     * @param what how the warnings name the object
     */
    private Allowed restrict(
            ObjectKind kind, AclItem[] acl, int owner, int wanted, int whole, String what, SqlError denied) {
        Acl acls = a.catalog.acl();
        long best = new AclChange(acls, owner).bestGrantor(acl, kind, a.role(), wanted);
        int grantor = (int) (best >>> 32);
        int options = (int) best & 0xFFFF;
        if (options == 0 && acls.mask(kind, acl, owner, grantor, whole | whole << OPTION_SHIFT) == 0) {
            throw denied;
        }
        int now = wanted & options;
        SqlState state = s.isGrant() ? SqlState.WARNING_PRIVILEGE_NOT_GRANTED : SqlState.WARNING_PRIVILEGE_NOT_REVOKED;
        String how = s.isGrant() ? "were granted for " : "could be revoked for ";
        if (now == 0) {
            a.report(Severity.WARNING, state, "no privileges " + how + what);
        } else if (!all && now != wanted) {
            a.report(Severity.WARNING, state, "not all privileges " + how + what);
        }
        return new Allowed(grantor, now);
    }

    /** The acl after the statement (merge_acl_with_grant). */
    private AclItem[] merge(AclItem[] acl, int owner, Allowed g) {
        return merge(a, s, grantees, acl, owner, g.grantor(), g.privileges());
    }

    static AclItem[] merge(
            Admin a, GrantStmt s, List<Integer> grantees, AclItem[] acl, int owner, int grantor, int privileges) {
        AclChange change = new AclChange(a.catalog.acl(), owner);
        AclItem[] now = acl;
        for (int g : grantees) {
            if (g == 0 && s.isGrant() && s.grantOption()) {
                throw new SqlError(SqlState.INVALID_GRANT_OPERATION, "grant options can only be granted to roles");
            }
            if (privileges == 0) {
                continue;
            }
            now = s.isGrant()
                    ? change.grant(now, g, grantor, privileges, s.grantOption())
                    : change.revoke(now, g, grantor, privileges, s.grantOption(), s.behavior() == DropBehavior.CASCADE);
        }
        return now;
    }

    // ------------------------------------------------------------------------------------------- other objects

    private void object(GrantTargets.Target t) {
        ObjectKind kind = PrivilegeNames.kind(s.objtype());
        CatalogRow row = t.row();
        int owner = kind == ObjectKind.PARAMETER
                ? Acl.BOOTSTRAP_SUPERUSER
                : a.catalog.acl().ownerOf(kind, t.address().objectId());
        AclItem[] before = row.aclOrNull(t.aclColumn());
        AclItem[] old = before == null ? Acl.defaults(kind, owner) : before;
        Allowed g =
                restrict(kind, old, owner, all ? kind.all : privileges, kind.all, quoted(t.name()), denied(kind, t));
        AclItem[] after = merge(old, owner, g);
        store(t.address(), row, t.aclColumn(), owner, before, after, false);
        forgetDefault(a, t.address(), after);
    }

    /** A setting without privileges of its own has no row. */
    static void forgetDefault(Admin a, ObjectAddress o, AclItem[] now) {
        if (o.classId() == PgParameterAcl.RELATION
                && Arrays.equals(now, Acl.defaults(ObjectKind.PARAMETER, Acl.BOOTSTRAP_SUPERUSER))) {
            a.writer.increment();
            a.writer.delete(a.writer.needByOid(o.classId(), o.objectId()));
        }
    }

    private SqlError denied(ObjectKind kind, GrantTargets.Target t) {
        return kind == ObjectKind.PARAMETER
                ? Acl.denied("parameter", t.name())
                : a.catalog.acl().denied(kind, t.address().objectId());
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private void store(
            ObjectAddress o,
            CatalogRow row,
            int column,
            int owner,
            AclItem @Nullable [] before,
            AclItem[] after,
            boolean nullWhenEmpty) {
        a.writer.set(row, column, nullWhenEmpty && after.length == 0 ? null : Datums.aclArray(after));
        a.deps.updateAcl(o, owner, before, after);
    }

    // ----------------------------------------------------------------------------------------------- relations

    private void relation(GrantTargets.Target t) {
        ClassInfo c = t.relation();
        boolean sequence = c.kind() == 'S';
        ObjectKind kind = sequence ? ObjectKind.SEQUENCE : ObjectKind.TABLE;
        int wanted = all ? kind.all : privileges;
        if (s.objtype() == ObjectType.TABLE) {
            if (sequence && (wanted & ~Acl.ALL_SEQUENCE) != 0) {
                a.report(
                        Severity.WARNING,
                        SqlState.INVALID_GRANT_OPERATION,
                        "sequence \"" + c.name() + "\" only supports USAGE, SELECT, and UPDATE privileges");
                wanted &= Acl.ALL_SEQUENCE;
            } else if (!sequence && (wanted & ~Acl.ALL_RELATION) != 0) {
                PrivilegeNames.check(Acl.USAGE, 0, "table");
            }
        }
        CatalogRow row = t.row();
        AclItem[] before = row.aclOrNull(PgClass.RELACL);
        AclItem[] old = before == null ? Acl.defaults(kind, c.owner()) : before;
        AclItem[] now = old;
        boolean whole = true;
        int[] byColumn = new int[a.catalog.attributes(c.oid()).size() + SYSTEM + 1];
        if (wanted != 0) {
            Allowed g = restrict(
                    kind,
                    old,
                    c.owner(),
                    wanted,
                    kind.all,
                    quoted(c.name()),
                    a.catalog.acl().denied(kind, c.oid()));
            now = merge(old, c.owner(), g);
            store(t.address(), row, PgClass.RELACL, c.owner(), before, now, false);
            if (!s.isGrant() && !sequence) {
                whole = g.privileges() == wanted;
                addColumns(c, byColumn, List.of(), wanted & Acl.ALL_COLUMN);
            }
        }
        for (AccessPriv p : columnPrivileges) {
            int bits = p.privName() == null ? Acl.ALL_COLUMN : PrivilegeNames.bit(p.privName());
            PrivilegeNames.check(bits & ~Acl.ALL_COLUMN, 0, "column");
            addColumns(c, byColumn, p.cols(), columnsOfSequence(c, bits));
        }
        columns(c, byColumn, now, whole);
    }

    private int columnsOfSequence(ClassInfo c, int bits) {
        if (c.kind() == 'S' && (bits & ~Acl.SELECT) != 0) {
            a.report(
                    Severity.WARNING,
                    SqlState.INVALID_GRANT_OPERATION,
                    "sequence \"" + c.name() + "\" only supports SELECT column privileges");
            return bits & Acl.SELECT;
        }
        return bits;
    }

    /** Adds privileges to the columns named, to all columns when none is; by attribute number + SYSTEM. */
    private void addColumns(ClassInfo c, int[] byColumn, List<String> names, int bits) {
        if (names.isEmpty()) {
            for (AttributeInfo i : a.catalog.attributes(c.oid())) {
                if (!i.dropped()) {
                    byColumn[i.number() + SYSTEM] |= bits;
                }
            }
        }
        for (String n : names) {
            AttributeInfo i = a.catalog.attributeByName(c.oid(), n);
            if (i == null) {
                throw new SqlError(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"" + n + "\" of relation \"" + c.name() + "\" does not exist");
            }
            byColumn[i.number() + SYSTEM] |= bits;
        }
    }

    private void columns(ClassInfo c, int[] byColumn, AclItem[] relationAcl, boolean whole) {
        for (AttributeInfo i : a.catalog.attributes(c.oid())) {
            int bits = byColumn[i.number() + SYSTEM];
            if (bits == 0 || i.dropped() || whole && i.acl() == null && !s.isGrant() && columnPrivileges.isEmpty()) {
                continue;
            }
            CatalogRow row = a.writer.find(
                    PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(c.oid()), (long) i.number());
            if (row == null) {
                throw SqlError.internal("cache lookup failed for attribute " + i.number() + " of relation " + c.oid());
            }
            AclItem[] before = row.aclOrNull(PgAttribute.ATTACL);
            AclItem[] old = before == null ? new AclItem[0] : before;
            // Whoever may grant on the whole table may grant on a column of it.
            List<AclItem> both = new ArrayList<>(List.of(relationAcl));
            both.addAll(List.of(old));
            String what = "column \"" + i.name() + "\" of relation \"" + c.name() + "\"";
            Allowed g = restrict(
                    ObjectKind.COLUMN,
                    both.toArray(new AclItem[0]),
                    c.owner(),
                    bits,
                    Acl.ALL_COLUMN,
                    what,
                    new SqlError(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "permission denied for column \"" + i.name() + "\" of relation \"" + c.name() + "\""));
            ObjectAddress o = new ObjectAddress(PgClass.RELATION, c.oid(), i.number());
            store(o, row, PgAttribute.ATTACL, c.owner(), before, merge(old, c.owner(), g), true);
        }
    }
}
