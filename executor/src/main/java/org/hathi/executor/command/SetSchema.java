package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectColumns;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.SearchPath;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.ObjectStmt.AlterObjectSchemaStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.txn.LockMode;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** ALTER … SET SCHEMA. */
final class SetSchema {
    private final Ddl ddl;

    SetSchema(Ddl ddl) {
        this.ddl = ddl;
    }

    void run(AlterObjectSchemaStmt s) {
        if (s.relation() != null) {
            relation(s, s.relation());
        } else {
            object(s);
        }
        ddl.increment();
    }

    private int target(String name) {
        int ns = ddl.catalog.searchPath().explicit(name);
        if (!ddl.catalog.acl().has(ObjectKind.SCHEMA, ns, ddl.role(), Acl.CREATE)) {
            throw ddl.catalog.acl().denied(ObjectKind.SCHEMA, ns);
        }
        return ns;
    }

    private void check(int from, int to) {
        if (temporary(from) || temporary(to)) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot move objects into or out of temporary schemas");
        }
        if (from == SearchPath.PG_TOAST || to == SearchPath.PG_TOAST) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot move objects into or out of TOAST schema");
        }
    }

    private boolean temporary(int ns) {
        var n = ddl.catalog.namespace(ns);
        return n != null && (n.name().startsWith("pg_temp_") || n.name().startsWith("pg_toast_temp_"));
    }

    private String schemaName(int ns) {
        var n = ddl.catalog.namespace(ns);
        return n == null ? Integer.toUnsignedString(ns) : n.name();
    }

    // ------------------------------------------------------------------------------------------------- relations

    private void relation(AlterObjectSchemaStmt s, RangeVar v) {
        ClassInfo c = ddl.lockIfAny(v, LockMode.ACCESS_EXCLUSIVE);
        if (c == null) {
            if (!s.missingOk()) {
                throw ddl.missing(v);
            }
            ddl.notice("relation \"" + v.relname() + "\" does not exist, skipping");
            return;
        }
        ddl.checkOwner(c);
        AlterTable.checkKind(ddl, c, s.objectType(), "SET SCHEMA");
        if (c.kind() == 'S') {
            ObjectAddress owner = ddl.deps.ownerOfSequence(c.oid(), Dependencies.AUTO);
            if (owner == null) {
                owner = ddl.deps.ownerOfSequence(c.oid(), Dependencies.INTERNAL);
            }
            if (owner != null) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot move an owned sequence into another schema")
                        .detail("Sequence \"" + c.name() + "\" is linked to table \""
                                + ddl.info(owner.objectId()).name() + "\".");
            }
        }
        int to = target(s.newschema());
        check(c.namespace(), to);
        move(c, to, true);
    }

    /** Moves a relation with its row type, indexes, constraints and owned sequences. */
    private void move(ClassInfo c, int to, boolean ownType) {
        int from = c.namespace();
        if (from == to) {
            return;
        }
        row(c, to);
        if (ownType && c.type() != 0) {
            moveType(c.type(), from, to);
        }
        for (IndexDef d : ddl.catalog.indexesOf(c.oid())) {
            row(ddl.info(d.index()), to);
        }
        constraints(c.oid(), to);
        for (int q : ddl.deps.sequencesOf(c.oid(), 0)) {
            ClassInfo seq = ddl.info(q);
            row(seq, to);
            if (seq.type() != 0) {
                moveType(seq.type(), from, to);
            }
        }
    }

    private void row(ClassInfo c, int to) {
        if (c.namespace() == to) {
            return;
        }
        if (ddl.catalog.relationByName(c.name(), to) != null) {
            throw new SqlError(
                    SqlState.DUPLICATE_TABLE,
                    "relation \"" + c.name() + "\" already exists in schema \"" + schemaName(to) + "\"");
        }
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, c.oid()), PgClass.RELNAMESPACE, Datums.oid(to));
        if (c.kind() != 'i' && c.kind() != 'I') {
            ddl.deps.change(PgClass.RELATION, c.oid(), PgNamespace.RELATION, c.namespace(), to);
        }
        ddl.increment();
    }

    private void constraints(int relation, int to) {
        for (ConstraintInfo k : ddl.catalog.constraintsOf(relation)) {
            ddl.writer.set(
                    ddl.writer.needByOid(PgConstraint.RELATION, k.oid()), PgConstraint.CONNAMESPACE, Datums.oid(to));
        }
        ddl.increment();
    }

    /** Moves a row of pg_type and its array type. */
    private void moveType(int oid, int from, int to) {
        CatalogRow t = ddl.writer.needByOid(PgType.RELATION, oid);
        String name = t.nameAt(PgType.TYPNAME);
        if (ddl.catalog.typeByName(name, to) != null) {
            throw new SqlError(
                    SqlState.DUPLICATE_OBJECT,
                    "type \"" + name + "\" already exists in schema \"" + schemaName(to) + "\"");
        }
        int array = t.intAt(PgType.TYPARRAY);
        ddl.writer.set(t, PgType.TYPNAMESPACE, Datums.oid(to));
        ddl.increment();
        if (array != 0) {
            CatalogRow a = ddl.writer.needByOid(PgType.RELATION, array);
            ddl.writer.set(a, PgType.TYPNAMESPACE, Datums.oid(to));
            ddl.increment();
        }
    }

    // ---------------------------------------------------------------------------------------------- other objects

    private void object(AlterObjectSchemaStmt s) {
        ObjectAddress o = new Named(ddl).resolve(s.objectType(), java.util.Objects.requireNonNull(s.object()));
        if (s.objectType() == ObjectType.EXTENSION) {
            throw SqlError.unsupported("ALTER EXTENSION SET SCHEMA");
        }
        ObjectKind kind = ObjectColumns.kind(o.classId());
        ObjectColumns at = ObjectColumns.of(ddl.catalog, o.classId());
        if (at == null || at.namespace() == 0) {
            throw SqlError.internal("object of class " + o.classId() + " has no schema");
        }
        int to = target(s.newschema());
        if (kind == null) {
            if (!ddl.superuser()) {
                throw new SqlError(
                        SqlState.INSUFFICIENT_PRIVILEGE,
                        "must be superuser to set schema of " + Named.word(s.objectType()));
            }
        } else {
            ddl.checkOwner(kind, o.objectId());
        }
        CatalogRow r = ddl.writer.needByOid(o.classId(), o.objectId());
        int from = r.intAt(at.namespace());
        check(from, to);
        if (from == to) {
            return;
        }
        if (o.classId() == PgType.RELATION) {
            type(o.objectId(), s.objectType(), from, to);
            return;
        }
        new Renames(ddl).checkFree(o.classId(), r, r.nameAt(at.name()), to);
        ddl.writer.set(r, at.namespace(), Datums.oid(to));
        ddl.deps.change(o.classId(), o.objectId(), PgNamespace.RELATION, from, to);
    }

    private void type(int oid, ObjectType kind, int from, int to) {
        TypeInfo t = ddl.catalog.type(oid);
        Owners.checkType(ddl, oid, kind);
        @Nullable ClassInfo c = t.type() == 'c' ? ddl.info(t.relid()) : null;
        moveType(oid, from, to);
        ddl.deps.change(PgType.RELATION, oid, PgNamespace.RELATION, from, to);
        if (c != null) {
            ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, c.oid()), PgClass.RELNAMESPACE, Datums.oid(to));
        } else if (t.type() == 'd') {
            for (ConstraintInfo k : ddl.catalog.domainConstraints(oid)) {
                ddl.writer.set(
                        ddl.writer.needByOid(PgConstraint.RELATION, k.oid()),
                        PgConstraint.CONNAMESPACE,
                        Datums.oid(to));
            }
        }
    }

    /** The signature messages show for a function: name(type, …). */
    static String signature(Ddl ddl, CatalogRow r) {
        StringBuilder b = new StringBuilder(r.nameAt(PgProc.PRONAME)).append('(');
        int[] args = ddl.catalog.proc(r.intAt(PgProc.OID)).argTypes();
        for (int i = 0; i < args.length; i++) {
            b.append(i > 0 ? ", " : "").append(ddl.catalog.formatType(args[i], -1));
        }
        return b.append(')').toString();
    }
}
