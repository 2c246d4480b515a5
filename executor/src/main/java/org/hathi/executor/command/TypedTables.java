package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.TypeName;
import org.hathi.types.TypeInfo;

/** Tables made of a composite type: CREATE TABLE … OF, ALTER TABLE … OF and NOT OF. */
final class TypedTables {
    private final Ddl ddl;

    TypedTables(Ddl ddl) {
        this.ddl = ddl;
    }

    /** The stand-alone composite type of that name, usable by the current role. */
    TypeInfo type(TypeName name) {
        TypeName unplaced =
                new TypeName(name.names(), name.setof(), name.pctType(), name.typmods(), name.arrayBounds(), -1);
        TypeInfo t = ddl.catalog.type(ddl.exprs().type(unplaced).oid());
        ddl.checkTypeUsage(t.oid());
        if (t.type() != 'c' || t.relid() == 0 || ddl.info(t.relid()).kind() != 'c') {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    "type " + ddl.catalog.formatType(t.oid(), -1) + " is not a composite type");
        }
        return t;
    }

    /** Tables made of a composite type; 2BP01 when there are some and they are not to follow its changes. */
    static List<Integer> tables(Ddl ddl, ClassInfo type, DropBehavior behavior) {
        List<Integer> out = new ArrayList<>();
        for (CatalogRow r : ddl.writer.scan(PgClass.RELATION, 0)) {
            if (r.intAt(PgClass.RELOFTYPE) == type.type()) {
                out.add(r.intAt(PgClass.OID));
            }
        }
        if (!out.isEmpty() && behavior != DropBehavior.CASCADE) {
            throw new SqlError(
                            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                            "cannot alter type \"" + type.name() + "\" because it is the type of a typed table")
                    .hint("Use ALTER ... CASCADE to alter the typed tables too.");
        }
        return out;
    }

    private List<AttributeInfo> live(int relation) {
        List<AttributeInfo> out = new ArrayList<>();
        for (AttributeInfo a : ddl.catalog.attributes(relation)) {
            if (a.number() > 0 && !a.dropped()) {
                out.add(a);
            }
        }
        return out;
    }

    /** The columns a new table takes from the type. */
    List<ColumnSpec> columns(TypeInfo type) {
        List<ColumnSpec> out = new ArrayList<>();
        for (AttributeInfo a : live(type.relid())) {
            ColumnSpec c = new ColumnSpec(a.name(), ddl.catalog.type(a.type()), a.typmod());
            c.collation = a.collation();
            c.ndims = a.dimensions();
            out.add(c);
        }
        return out;
    }

    void attach(ClassInfo table, TypeName name) {
        TypeInfo t = type(name);
        if (!ddl.catalog.parentsOf(table.oid()).isEmpty()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "typed tables cannot inherit");
        }
        List<AttributeInfo> mine = live(table.oid());
        int at = 0;
        for (AttributeInfo a : live(t.relid())) {
            if (at == mine.size()) {
                throw mismatch("table is missing column \"" + a.name() + "\"");
            }
            AttributeInfo m = mine.get(at++);
            if (!m.name().equals(a.name())) {
                throw mismatch("table has column \"" + m.name() + "\" where type requires \"" + a.name() + "\"");
            }
            if (m.type() != a.type() || m.typmod() != a.typmod() || m.collation() != a.collation()) {
                throw mismatch("table \"" + table.name() + "\" has different type for column \"" + a.name() + "\"");
            }
        }
        if (at < mine.size()) {
            throw mismatch("table has extra column \"" + mine.get(at).name() + "\"");
        }
        if (table.ofType() != 0) {
            forget(table);
        }
        ddl.deps.record(
                new ObjectAddress(PgClass.RELATION, table.oid()),
                new ObjectAddress(PgType.RELATION, t.oid()),
                Dependencies.NORMAL);
        set(table, t.oid());
    }

    private static SqlError mismatch(String message) {
        return new SqlError(SqlState.DATATYPE_MISMATCH, message);
    }

    void detach(ClassInfo table) {
        if (table.ofType() == 0) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + table.name() + "\" is not a typed table");
        }
        forget(table);
        set(table, 0);
    }

    private void forget(ClassInfo table) {
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION,
                PgDepend.DEPENDER_INDEX,
                Datums.oid(PgClass.RELATION),
                Datums.oid(table.oid()),
                0L)) {
            if (r.intAt(PgDepend.REFCLASSID) == PgType.RELATION
                    && r.intAt(PgDepend.REFOBJID) == table.ofType()
                    && r.charAt(PgDepend.DEPTYPE) == Dependencies.NORMAL) {
                ddl.writer.delete(r);
            }
        }
    }

    private void set(ClassInfo table, int type) {
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, table.oid()), PgClass.RELOFTYPE, Datums.oid(type));
        ddl.increment();
    }
}
