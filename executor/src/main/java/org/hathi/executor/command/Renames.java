package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.ObjectStmt.RenameStmt;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** ALTER … RENAME of relations, columns, constraints, schemas and types. */
final class Renames {
    private final Ddl ddl;

    Renames(Ddl ddl) {
        this.ddl = ddl;
    }

    void run(RenameStmt s) {
        switch (s.renameType()) {
            case TABLE, VIEW, INDEX, SEQUENCE, MATVIEW, FOREIGN_TABLE -> relation(s);
            case COLUMN, ATTRIBUTE -> column(s);
            case TABCONSTRAINT -> constraint(s);
            case SCHEMA -> schema(s);
            case TYPE, DOMAIN -> type(s);
            default ->
                throw SqlError.unsupported("ALTER " + s.renameType().name().replace('_', ' ') + " RENAME");
        }
        ddl.increment();
    }

    private @Nullable ClassInfo lock(RenameStmt s) {
        RangeVar v = java.util.Objects.requireNonNull(s.relation());
        ClassInfo c = ddl.lockIfAny(v, LockMode.ACCESS_EXCLUSIVE);
        if (c == null) {
            if (!s.missingOk()) {
                throw Ddl.undefined(v);
            }
            ddl.notice("relation \"" + v.relname() + "\" does not exist, skipping");
            return null;
        }
        ddl.checkOwner(c);
        return c;
    }

    private void relation(RenameStmt s) {
        ClassInfo c = lock(s);
        if (c == null) {
            return;
        }
        rename(c, s.newname());
        if (c.kind() == 'i') {
            int k = ddl.deps.constraintOfIndex(c.oid());
            if (k != 0) {
                ddl.writer.set(
                        ddl.writer.needByOid(PgConstraint.RELATION, k), PgConstraint.CONNAME, Datums.name(s.newname()));
            }
        }
    }

    private void rename(ClassInfo c, String name) {
        ddl.relations.checkName(name, c.namespace());
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, c.oid()), PgClass.RELNAME, Datums.name(name));
        if (c.type() != 0) {
            renameType(c.type(), name);
        }
        ddl.increment();
    }

    private void renameType(int oid, String name) {
        CatalogRow t = ddl.writer.needByOid(PgType.RELATION, oid);
        org.hathi.catalog.TypeCreator creator = new org.hathi.catalog.TypeCreator(ddl.catalog);
        creator.checkName(name, t.intAt(PgType.TYPNAMESPACE));
        int array = t.intAt(PgType.TYPARRAY);
        ddl.writer.set(t, PgType.TYPNAME, Datums.name(name));
        ddl.increment();
        if (array != 0) {
            ddl.writer.set(
                    ddl.writer.needByOid(PgType.RELATION, array),
                    PgType.TYPNAME,
                    Datums.name(creator.arrayName(name, t.intAt(PgType.TYPNAMESPACE))));
        }
    }

    private void column(RenameStmt s) {
        ClassInfo c = lock(s);
        if (c == null) {
            return;
        }
        String old = String.valueOf(s.subname());
        AttributeInfo a = ddl.catalog.attributeByName(c.oid(), old);
        if (a == null) {
            throw new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + old + "\" does not exist");
        }
        if (a.number() < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot rename system column \"" + old + "\"");
        }
        if (ddl.catalog.attributeByName(c.oid(), s.newname()) != null) {
            TableCreator.checkColumnName(ddl, s.newname(), -1);
            throw new SqlError(
                    SqlState.DUPLICATE_COLUMN,
                    "column \"" + s.newname() + "\" of relation \"" + c.name() + "\" already exists");
        }
        ddl.writer.set(ddl.relations.attributeRow(c.oid(), a.number()), PgAttribute.ATTNAME, Datums.name(s.newname()));
        for (IndexDef d : ddl.catalog.indexesOf(c.oid())) {
            for (int i = 0; i < d.attributes().length; i++) {
                CatalogRow r = ddl.relations.attributeRow(d.index(), i + 1);
                if (d.attributes()[i] == a.number()
                        && r.nameAt(PgAttribute.ATTNAME).equals(old)) {
                    ddl.writer.set(r, PgAttribute.ATTNAME, Datums.name(s.newname()));
                }
            }
        }
        ddl.catalog.invalidation().relationChanged(c.oid());
    }

    private void constraint(RenameStmt s) {
        ClassInfo c = lock(s);
        if (c == null) {
            return;
        }
        Constraints k = new Constraints(ddl);
        ConstraintInfo i = k.find(c.oid(), String.valueOf(s.subname()));
        if (i == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    "constraint \"" + s.subname() + "\" for table \"" + c.name() + "\" does not exist");
        }
        if (i.type() == 'p' || i.type() == 'u' || i.type() == 'x') {
            rename(ddl.info(i.index()), s.newname());
        } else if (k.find(c.oid(), s.newname()) != null) {
            throw new SqlError(
                    SqlState.DUPLICATE_OBJECT,
                    "constraint \"" + s.newname() + "\" for relation \"" + c.name() + "\" already exists");
        }
        ddl.writer.set(
                ddl.writer.needByOid(PgConstraint.RELATION, i.oid()), PgConstraint.CONNAME, Datums.name(s.newname()));
        ddl.catalog.invalidation().relationChanged(c.oid());
    }

    private void schema(RenameStmt s) {
        String old = String.valueOf(s.subname());
        var n = ddl.catalog.namespaceByName(old);
        if (n == null) {
            throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + old + "\" does not exist");
        }
        if (ddl.catalog.namespaceByName(s.newname()) != null) {
            throw new SqlError(SqlState.DUPLICATE_SCHEMA, "schema \"" + s.newname() + "\" already exists");
        }
        ddl.catalog.acl().checkOwner(ObjectKind.SCHEMA, n.oid(), ddl.role());
        if (s.newname().startsWith("pg_")) {
            throw new SqlError(SqlState.RESERVED_NAME, "unacceptable schema name \"" + s.newname() + "\"")
                    .detail("The prefix \"pg_\" is reserved for system schemas.");
        }
        ddl.writer.set(
                ddl.writer.needByOid(PgNamespace.RELATION, n.oid()), PgNamespace.NSPNAME, Datums.name(s.newname()));
    }

    private void type(RenameStmt s) {
        ObjectAddress o = new Named(ddl).resolve(s.renameType(), java.util.Objects.requireNonNull(s.object()));
        ddl.catalog.acl().checkOwner(ObjectKind.TYPE, o.objectId(), ddl.role());
        renameType(o.objectId(), s.newname());
    }
}
