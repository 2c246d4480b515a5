package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.jspecify.annotations.Nullable;

/** ALTER TYPE … ADD, DROP, ALTER ATTRIBUTE of a stand-alone composite type. */
final class CompositeAttributes {
    private final Ddl ddl;
    private final ClassInfo type;

    CompositeAttributes(Ddl ddl, ClassInfo type) {
        this.ddl = ddl;
        this.type = type;
    }

    void run(AlterTableCmd c) {
        switch (c.subtype()) {
            case ADD_COLUMN -> add((ColumnDef) java.util.Objects.requireNonNull(c.def()), c.missingOk());
            case DROP_COLUMN -> drop(c);
            case ALTER_COLUMN_TYPE -> alter(c);
            default ->
                throw SqlError.unsupported("ALTER TYPE … " + c.subtype().name().replace('_', ' '));
        }
    }

    private void add(ColumnDef d, boolean missingOk) {
        if (ddl.catalog.attributeByName(type.oid(), d.colname()) != null) {
            String m = "column \"" + d.colname() + "\" of relation \"" + type.name() + "\" already exists";
            if (!missingOk) {
                throw new SqlError(SqlState.DUPLICATE_COLUMN, m);
            }
            ddl.notice(m + ", skipping");
            return;
        }
        ColumnSpec c = Composites.attribute(ddl, d, type.name());
        int number = type.attributes() + 1;
        ddl.relations.addColumn(type.oid(), c.attribute(number), number, true, 0);
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, type.oid()), PgClass.RELNATTS, (long) number);
        ddl.increment();
    }

    private @Nullable AttributeInfo find(AlterTableCmd c) {
        AttributeInfo a = ddl.catalog.attributeByName(type.oid(), String.valueOf(c.name()));
        if (a == null) {
            String m = "column \"" + c.name() + "\" of relation \"" + type.name() + "\" does not exist";
            if (!c.missingOk()) {
                throw new SqlError(SqlState.UNDEFINED_COLUMN, m);
            }
            ddl.notice(m + ", skipping");
        }
        return a;
    }

    private void drop(AlterTableCmd c) {
        AttributeInfo a = find(c);
        if (a == null) {
            return;
        }
        ddl.deps.drop(
                new ObjectAddress(PgClass.RELATION, type.oid(), a.number()),
                c.behavior() == DropBehavior.CASCADE ? DropOptions.CASCADE : DropOptions.RESTRICT,
                ddl.remover,
                ddl.reporter);
        ddl.increment();
    }

    private void alter(AlterTableCmd c) {
        AttributeInfo a = find(c);
        if (a == null) {
            return;
        }
        TypeUses.refuse(ddl, type.type(), "type \"" + type.name() + "\"");
        ColumnDef d = (ColumnDef) java.util.Objects.requireNonNull(c.def());
        ColumnSpec s = Composites.attribute(ddl, d, type.name());
        CatalogRow r = ddl.relations.attributeRow(type.oid(), a.number());
        ddl.writer.update(r, retyped(r, s));
        ColumnType.dependencies(ddl, type.oid(), a.number(), s);
        ddl.catalog.invalidation().relationChanged(type.oid());
        ddl.increment();
    }

    /** An attribute's row with another type. */
    static @Nullable Object[] retyped(CatalogRow r, ColumnSpec c) {
        @Nullable Object[] v = r.copy();
        v[PgAttribute.ATTTYPID - 1] = Datums.oid(c.type.oid());
        v[PgAttribute.ATTTYPMOD - 1] = (long) c.typmod;
        v[PgAttribute.ATTLEN - 1] = (long) c.type.len();
        v[PgAttribute.ATTBYVAL - 1] = Datums.bool(c.type.byVal());
        v[PgAttribute.ATTALIGN - 1] = Datums.chr(c.type.align());
        v[PgAttribute.ATTSTORAGE - 1] = Datums.chr(c.type.storage());
        v[PgAttribute.ATTCOLLATION - 1] = Datums.oid(c.collation);
        v[PgAttribute.ATTNDIMS - 1] = (long) c.ndims;
        return v;
    }
}
