package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.Datums;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.ObjectStmt.CompositeTypeStmt;
import org.hathi.types.Attribute;

/** CREATE TYPE … AS (…). */
final class Composites {
    private final Ddl ddl;

    Composites(Ddl ddl) {
        this.ddl = ddl;
    }

    /** An attribute as written; serial is something for columns of tables only. */
    static ColumnSpec attribute(Ddl ddl, ColumnDef d, String type) {
        ColumnSpec c = TableCreator.resolve(ddl, d, type, new ArrayList<>());
        if (c.serial) {
            List<String> names = java.util.Objects.requireNonNull(d.typeName()).names();
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "type \"" + String.join(".", names) + "\" does not exist");
        }
        return c;
    }

    void create(CompositeTypeStmt s) {
        String name = s.typevar().relname();
        int ns = ddl.creationNamespace(s.typevar());
        new TypeRows(ddl).checkFree(name, ns);
        if (ddl.catalog.relationByName(name, ns) != null) {
            throw new SqlError(SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
        }
        List<Attribute> l = new ArrayList<>();
        for (ColumnDef d : s.coldeflist()) {
            ColumnSpec c;
            try {
                c = attribute(ddl, d, name);
            } catch (SqlError e) {
                throw e.position(0); // PostgreSQL does not say where either
            }
            for (Attribute a : l) {
                if (a.name().equals(c.name)) {
                    throw new SqlError(SqlState.DUPLICATE_COLUMN, "column \"" + c.name + "\" specified more than once");
                }
            }
            l.add(c.attribute(l.size() + 1));
        }
        NewRelation r = new NewRelation(name, ns, ddl.role(), 'c', l);
        r.persistence = 'p';
        int oid = ddl.relations.create(r);
        ddl.increment();
        AclItem[] acl = ddl.defaultAcl('T', ddl.role(), ns);
        if (acl != null) {
            int type = ddl.info(oid).type();
            ddl.writer.set(ddl.writer.needByOid(PgType.RELATION, type), PgType.TYPACL, Datums.aclArray(acl));
            ddl.deps.updateAcl(new ObjectAddress(PgType.RELATION, type), ddl.role(), null, acl);
            ddl.increment();
        }
    }
}
