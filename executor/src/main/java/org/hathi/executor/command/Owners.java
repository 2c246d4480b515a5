package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AclChange;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectColumns;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgEventTrigger;
import org.hathi.catalog.table.PgForeignDataWrapper;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgPublication;
import org.hathi.catalog.table.PgSubscription;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.ObjectStmt.AlterOwnerStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.txn.LockMode;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** ALTER … OWNER TO of what is not a relation, and the same for REASSIGN OWNED. */
final class Owners {
    private final Ddl ddl;

    Owners(Ddl ddl) {
        this.ddl = ddl;
    }

    void run(AlterOwnerStmt s) {
        int owner = ddl.roleOid(s.newowner());
        ObjectAddress o = new Named(ddl).resolve(s.objectType(), s.object());
        if (o.classId() == PgType.RELATION) {
            checkType(ddl, o.objectId(), s.objectType());
        }
        change(o, owner);
    }

    /** Refuses row types of tables and array types, which follow what they belong to, and what is no domain. */
    static void checkType(Ddl ddl, int oid, ObjectType kind) {
        TypeInfo t = ddl.catalog.type(oid);
        if (kind == ObjectType.DOMAIN && t.type() != 'd') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, ddl.catalog.formatType(oid, -1) + " is not a domain");
        }
        if (t.type() == 'c' && ddl.info(t.relid()).kind() != 'c') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, ddl.catalog.formatType(oid, -1) + " is a table's row type")
                    .hint("Use ALTER TABLE instead.");
        }
        if (t.isArray() && t.elem() != 0 && ddl.catalog.type(t.elem()).array() == oid) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot alter array type " + ddl.catalog.formatType(oid, -1))
                    .hint("You can alter type " + ddl.catalog.formatType(t.elem(), -1)
                            + ", which will alter the array type as well.");
        }
    }

    /** Gives an object to a role, with the checks of the current role's rights. */
    void change(ObjectAddress o, int owner) {
        ObjectKind kind = ObjectColumns.kind(o.classId());
        ObjectColumns at = ObjectColumns.of(ddl.catalog, o.classId());
        if (kind == null || at == null || at.owner() == 0) {
            throw SqlError.internal("object of class " + o.classId() + " has no owner");
        }
        boolean shared = o.classId() == PgDatabase.RELATION
                || o.classId() == PgTablespace.RELATION
                || o.classId() == PgSubscription.RELATION;
        if (shared) {
            ddl.lockSharedObject(o.classId(), o.objectId(), LockMode.ACCESS_EXCLUSIVE);
        } else {
            ddl.lockObject(o.classId(), o.objectId(), LockMode.ACCESS_EXCLUSIVE);
        }
        CatalogRow row = ddl.writer.needByOid(o.classId(), o.objectId());
        int old = row.intAt(at.owner());
        if (old == owner) {
            return;
        }
        checkRights(kind, at, row, o, owner);
        if (o.classId() == PgType.RELATION) {
            TypeInfo t = ddl.catalog.type(o.objectId());
            if (t.type() == 'c') {
                TableOwner.change(ddl, t.relid(), owner);
                return;
            }
        }
        store(o.classId(), row, at, old, owner);
        if (o.classId() == PgType.RELATION) {
            int array = row.intAt(PgType.TYPARRAY);
            if (array != 0) {
                store(PgType.RELATION, ddl.writer.needByOid(PgType.RELATION, array), at, old, owner);
            }
        }
        ddl.deps.changeOwner(o.classId(), o.objectId(), owner);
        ddl.increment();
    }

    private void store(int classId, CatalogRow row, ObjectColumns at, int old, int owner) {
        @Nullable Object[] v = row.copy();
        v[at.owner() - 1] = Datums.oid(owner);
        if (at.acl() != 0) {
            AclItem[] acl = row.aclOrNull(at.acl());
            if (acl != null) {
                v[at.acl() - 1] = Datums.aclArray(AclChange.newOwner(acl, old, owner));
            }
        }
        ddl.writer.update(row, v);
    }

    private void checkRights(ObjectKind kind, ObjectColumns at, CatalogRow row, ObjectAddress o, int owner) {
        if (superuserOnly(kind, row, at, owner) || ddl.superuser()) {
            return;
        }
        ddl.checkOwner(kind, o.objectId());
        ddl.checkCanBecome(owner);
        if (o.classId() == PgNamespace.RELATION || o.classId() == PgPublication.RELATION) {
            if (!ddl.catalog.acl().has(ObjectKind.DATABASE, ddl.database(), ddl.role(), Acl.CREATE)) {
                throw ddl.catalog.acl().denied(ObjectKind.DATABASE, ddl.database());
            }
        } else if (o.classId() == PgDatabase.RELATION) {
            var me = ddl.catalog.role(ddl.role());
            if (me == null || !me.createDb()) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to change owner of database");
            }
        } else if (at.namespace() != 0) {
            int ns = row.intAt(at.namespace());
            if (!ddl.catalog.acl().has(ObjectKind.SCHEMA, ns, owner, Acl.CREATE)) {
                throw ddl.catalog.acl().denied(ObjectKind.SCHEMA, ns);
            }
        }
    }

    /** Kinds only superusers may own or give away; true when the rest need not be checked. */
    private boolean superuserOnly(ObjectKind kind, CatalogRow row, ObjectColumns at, int owner) {
        String what =
                switch (kind) {
                    case FOREIGN_DATA_WRAPPER -> "foreign-data wrapper";
                    case EVENT_TRIGGER -> "event trigger";
                    case SUBSCRIPTION -> "subscription";
                    default -> null;
                };
        if (what == null) {
            return false;
        }
        String name = row.nameAt(at.name());
        boolean fdw = kind.catalog == PgForeignDataWrapper.RELATION;
        if (fdw && !ddl.superuser()) {
            throw new SqlError(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "permission denied to change owner of " + what + " \"" + name + "\"")
                    .hint("Must be superuser to change owner of a " + what + ".");
        }
        if (!ddl.catalog.acl().superuser(owner)) {
            throw new SqlError(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "permission denied to change owner of " + what + " \"" + name + "\"")
                    .hint("The owner of " + (kind.catalog == PgEventTrigger.RELATION ? "an " : "a ") + what
                            + " must be a superuser.");
        }
        return false;
    }
}
