package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AclChange;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgType;
import org.jspecify.annotations.Nullable;

/** Gives a relation and what is part of it (indexes, toast table, owned sequences, row type) to another role. */
final class TableOwner {
    private TableOwner() {}

    /** ALTER … OWNER TO: indexes and sequences of tables go with their tables only. */
    static void give(Ddl ddl, ClassInfo c, int owner) {
        if (c.owner() == owner) {
            return;
        }
        if (c.kind() == 'i' || c.kind() == 'I') {
            ddl.warning(
                    SqlState.WRONG_OBJECT_TYPE,
                    "cannot change owner of index \"" + c.name() + "\"",
                    "Change the ownership of the index's table, instead.");
            return;
        }
        ObjectAddress table = c.kind() == 'S' ? ddl.deps.ownerOfSequence(c.oid(), Dependencies.AUTO) : null;
        if (table == null && c.kind() == 'S') {
            table = ddl.deps.ownerOfSequence(c.oid(), Dependencies.INTERNAL);
        }
        if (table != null) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot change owner of sequence \"" + c.name() + "\"")
                    .detail("Sequence \"" + c.name() + "\" is linked to table \""
                            + ddl.info(table.objectId()).name() + "\".");
        }
        change(ddl, c.oid(), owner);
    }

    static void change(Ddl ddl, int relation, int owner) {
        ClassInfo c = ddl.info(relation);
        if (c.owner() == owner) {
            return;
        }
        if (!ddl.superuser()) {
            ddl.checkCanBecome(owner);
            if (!ddl.catalog
                    .acl()
                    .has(org.hathi.catalog.ObjectKind.SCHEMA, c.namespace(), owner, org.hathi.catalog.Acl.CREATE)) {
                throw ddl.catalog.acl().denied(org.hathi.catalog.ObjectKind.SCHEMA, c.namespace());
            }
        }
        set(ddl, c, owner);
        for (IndexDef d : ddl.catalog.indexesOf(relation)) {
            set(ddl, ddl.info(d.index()), owner);
        }
        for (int q : ddl.deps.sequencesOf(relation, 0)) {
            set(ddl, ddl.info(q), owner);
        }
        if (c.toast() != 0) {
            change(ddl, c.toast(), owner);
        }
        ddl.increment();
    }

    private static void set(Ddl ddl, ClassInfo c, int owner) {
        CatalogRow r = ddl.writer.needByOid(PgClass.RELATION, c.oid());
        @Nullable Object[] v = r.copy();
        v[PgClass.RELOWNER - 1] = Datums.oid(owner);
        AclItem[] acl = c.acl();
        if (acl != null) {
            v[PgClass.RELACL - 1] = Datums.aclArray(AclChange.newOwner(acl, c.owner(), owner));
        }
        ddl.writer.update(r, v);
        for (AttributeInfo a : ddl.catalog.attributes(c.oid())) {
            AclItem[] column = a.acl();
            if (column != null && !a.dropped()) {
                ddl.writer.set(
                        ddl.relations.attributeRow(c.oid(), a.number()),
                        PgAttribute.ATTACL,
                        Datums.aclArray(AclChange.newOwner(column, c.owner(), owner)));
            }
        }
        if (c.kind() != 'i' && c.kind() != 'I' && c.kind() != 't') {
            ddl.deps.changeOwner(PgClass.RELATION, c.oid(), owner);
        }
        if (c.type() != 0) {
            CatalogRow t = ddl.writer.needByOid(PgType.RELATION, c.type());
            int array = t.intAt(PgType.TYPARRAY);
            ddl.writer.set(t, PgType.TYPOWNER, Datums.oid(owner));
            if (array != 0) {
                ddl.writer.set(ddl.writer.needByOid(PgType.RELATION, array), PgType.TYPOWNER, Datums.oid(owner));
            }
        }
    }
}
