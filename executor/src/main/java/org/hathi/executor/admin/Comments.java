package org.hathi.executor.admin;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDescription;
import org.hathi.catalog.table.PgShdescription;
import org.hathi.catalog.table.PgTablespace;
import org.jspecify.annotations.Nullable;

/** COMMENT ON: rows of pg_description and pg_shdescription. */
final class Comments {
    private final Admin a;

    Comments(Admin a) {
        this.a = a;
    }

    /** Sets or (null, empty) removes the comment of an object that was found already. */
    void set(ObjectAddress o, @Nullable String comment) {
        checkOwner(o);
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

    private void checkOwner(ObjectAddress o) {
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
        int object = o.objectId();
        int classId = o.classId();
        if (classId == PgConstraint.RELATION) {
            CatalogRow k = a.writer.needByOid(PgConstraint.RELATION, object);
            object = k.intAt(PgConstraint.CONRELID);
            classId = PgClass.RELATION;
        }
        if (classId == PgClass.RELATION) {
            ClassInfo c = a.catalog.relation(object);
            if (c != null && o.subId() != 0 && !a.catalog.acl().owns(ObjectKind.TABLE, object, a.role())) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of relation " + c.name());
            }
            if (c != null && o.subId() != 0 && "rvmcfp".indexOf(c.kind()) < 0) {
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot set comment on relation \"" + c.name() + "\"");
            }
        }
        for (ObjectKind k : ObjectKind.values()) {
            if (k.catalog == classId && object != 0) {
                a.catalog.acl().checkOwner(k, object, a.role());
                return;
            }
        }
        if (!a.superuser()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser to comment on this object");
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
