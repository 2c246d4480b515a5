package org.hathi.executor.admin;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgCast;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDescription;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgShdescription;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.executor.command.Commands;
import org.hathi.executor.command.IndexDefiner;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectType;
import org.jspecify.annotations.Nullable;

/** COMMENT ON: rows of pg_description and pg_shdescription. */
final class Comments {
    private final Admin a;

    Comments(Admin a) {
        this.a = a;
    }

    /** Sets or (null, empty) removes the comment of an object that was found already. */
    void set(ObjectType type, ObjectName name, ObjectAddress o, @Nullable String comment) {
        checkKind(type, o);
        checkOwner(type, name, o);
        String text = comment == null || comment.isEmpty() ? null : comment;
        switch (o.classId()) {
            case PgDatabase.RELATION, PgAuthid.RELATION, PgTablespace.RELATION -> {
                deleteShared(o.classId(), o.objectId());
                if (text != null) {
                    a.writer.insert(
                            PgShdescription.RELATION,
                            new Object[] {Datums.oid(o.objectId()), Datums.oid(o.classId()), Datums.text(text)});
                }
            }
            default -> {
                CatalogRow old = a.writer.find(
                        PgDescription.RELATION,
                        PgDescription.O_C_O_INDEX,
                        Datums.oid(o.objectId()),
                        Datums.oid(o.classId()),
                        (long) o.subId());
                if (old != null && text != null) {
                    a.writer.set(old, PgDescription.DESCRIPTION, Datums.text(text));
                } else if (old != null) {
                    a.writer.delete(old);
                } else if (text != null) {
                    a.writer.insert(PgDescription.RELATION, new Object[] {
                        Datums.oid(o.objectId()), Datums.oid(o.classId()), (long) o.subId(), Datums.text(text)
                    });
                }
            }
        }
        a.writer.increment();
    }

    private void checkKind(ObjectType type, ObjectAddress o) {
        if (Commands.isRelation(type)) {
            Commands.checkKind(type, java.util.Objects.requireNonNull(a.catalog.relation(o.objectId())));
        }
    }

    private void checkOwner(ObjectType type, ObjectName name, ObjectAddress o) {
        if (o.classId() == PgAuthid.RELATION) {
            boolean superOnly = a.needRole(o.objectId()).superuser();
            if (superOnly && !a.superuser()) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser");
            }
            if (!a.superuser() && !a.needRole(a.role()).createRole()) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must have CREATEROLE privilege");
            }
            return;
        }
        Acl acl = a.catalog.acl();
        int table =
                switch (o.classId()) {
                    case PgConstraint.RELATION ->
                        a.writer.needByOid(PgConstraint.RELATION, o.objectId()).intAt(PgConstraint.CONRELID);
                    case PgRewrite.RELATION ->
                        a.writer.needByOid(PgRewrite.RELATION, o.objectId()).intAt(PgRewrite.EV_CLASS);
                    case PgTrigger.RELATION ->
                        a.writer.needByOid(PgTrigger.RELATION, o.objectId()).intAt(PgTrigger.TGRELID);
                    case PgClass.RELATION -> o.subId() != 0 ? o.objectId() : 0;
                    default -> 0;
                };
        if (table != 0) {
            ClassInfo c = java.util.Objects.requireNonNull(a.catalog.relation(table));
            if (!acl.owns(ObjectKind.TABLE, table, a.role())) {
                throw Acl.notOwner("relation", c.name());
            }
            if (o.subId() != 0 && "rvmcfp".indexOf(c.kind()) < 0) {
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot set comment on relation \"" + c.name() + "\"")
                        .detail("This operation is not supported for " + IndexDefiner.kindPlural(c.kind()) + ".");
            }
            return;
        }
        if (o.classId() == PgConstraint.RELATION) {
            int domain = a.writer.needByOid(PgConstraint.RELATION, o.objectId()).intAt(PgConstraint.CONTYPID);
            acl.checkOwner(ObjectKind.TYPE, domain, a.role());
            return;
        }
        if (o.classId() == PgCast.RELATION) {
            CatalogRow r = a.writer.needByOid(PgCast.RELATION, o.objectId());
            int from = r.intAt(PgCast.CASTSOURCE);
            int to = r.intAt(PgCast.CASTTARGET);
            if (!acl.owns(ObjectKind.TYPE, from, a.role()) && !acl.owns(ObjectKind.TYPE, to, a.role())) {
                throw Acl.notOwner("type", a.catalog.formatType(from, -1) + " or type " + a.catalog.formatType(to, -1));
            }
            return;
        }
        for (ObjectKind k : ObjectKind.values()) {
            if (k.catalog == o.classId()) {
                if (k == ObjectKind.TABLE || k == ObjectKind.TYPE) {
                    acl.checkOwner(k, o.objectId(), a.role());
                } else {
                    acl.checkOwner(k, o.objectId(), a.role(), Commands.word(type), Commands.nameText(name));
                }
                return;
            }
        }
        if (!a.superuser()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser");
        }
    }

    /** Removes the comment of a shared object. */
    void deleteShared(int classId, int object) {
        CatalogRow old = a.writer.find(
                PgShdescription.RELATION, PgShdescription.O_C_INDEX, Datums.oid(object), Datums.oid(classId));
        if (old != null) {
            a.writer.delete(old);
        }
    }
}
