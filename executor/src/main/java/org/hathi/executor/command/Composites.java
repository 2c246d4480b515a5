package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.Datums;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.table.PgType;
import org.hathi.catalog.ObjectAddress;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.ObjectStmt.CompositeTypeStmt;
import org.hathi.types.Attribute;

/** CREATE TYPE … AS (…). */
final class Composites {
    private final Ddl ddl;

    Composites(Ddl ddl) {
        this.ddl = ddl;
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
            ColumnSpec c = TableCreator.resolve(ddl, d, name, new ArrayList<>());
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
