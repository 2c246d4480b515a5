package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgType;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.tree.Expr;
import org.hathi.txn.LockMode;
import org.hathi.types.TypeInfo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the values already stored in columns of a domain before the domain becomes stricter; values inside arrays,
 * ranges and composites cannot be verified, so there must be none (0A000).
 */
final class DomainScan {
    private record Column(int relation, int number) {}

    private final Ddl ddl;

    DomainScan(Ddl ddl) {
        this.ddl = ddl;
    }

    /** 23502 when a column of the domain holds nulls. */
    void notNull(int domain) {
        for (Column c : columns(domain)) {
            scan(c, null);
        }
    }

    /** 23514 when a value of a column of the domain fails the condition. */
    void check(int domain, Expr condition) {
        for (Column c : columns(domain)) {
            scan(c, condition);
        }
    }

    /** Columns of tables whose type is the domain or a domain over it; the tables are locked. */
    private List<Column> columns(int domain) {
        List<Column> out = new ArrayList<>();
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION, PgDepend.REFERENCE_INDEX, Datums.oid(PgType.RELATION), Datums.oid(domain))) {
            int object = r.intAt(PgDepend.OBJID);
            int classId = r.intAt(PgDepend.CLASSID);
            if (classId == PgType.RELATION) {
                TypeInfo t = ddl.catalog.type(object);
                if (t.type() == 'd' && t.baseType() == domain) {
                    out.addAll(columns(object));
                } else {
                    TypeUses.refuse(ddl, object, what(domain));
                }
                continue;
            }
            int number = r.intAt(PgDepend.OBJSUBID);
            if (classId != PgClass.RELATION || number <= 0) {
                continue;
            }
            ddl.lock(object, false, LockMode.SHARE);
            ClassInfo c = ddl.catalog.relation(object);
            AttributeInfo a = c == null ? null : ddl.catalog.attribute(object, number);
            if (c != null && c.type() != 0) {
                TypeUses.refuse(ddl, c.type(), what(domain));
            }
            if (c != null && a != null && a.type() == domain && (c.kind() == 'r' || c.kind() == 'm')) {
                out.add(new Column(object, number));
            }
        }
        return out;
    }

    private String what(int domain) {
        return "type \"" + ddl.catalog.formatType(domain, -1) + "\"";
    }

    private void scan(Column c, @Nullable Expr condition) {
        Relation r = ddl.catalog.openRelation(c.relation, 0);
        ddl.withSnapshot(snapshot -> {
            RowSource rows = new RowSource(ddl, r, snapshot);
            try {
                ExprState s = condition == null ? null : rows.compile(condition);
                for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                    Vector values = rows.columns[c.number - 1];
                    rows.frame.domainValue = values;
                    Vector ok = s == null ? null : s.eval(rows.frame, null, n);
                    for (int i = 0; i < n; i++) {
                        if (ok == null && values.isNull(i)) {
                            throw violated(r, c, SqlState.NOT_NULL_VIOLATION, "contains null values");
                        }
                        if (ok != null && !ok.isNull(i) && !ok.getBool(i)) {
                            throw violated(
                                    r, c, SqlState.CHECK_VIOLATION, "contains values that violate the new constraint");
                        }
                    }
                }
            } finally {
                rows.close();
            }
        });
    }

    private static SqlError violated(Relation r, Column c, SqlState state, String how) {
        String column = r.desc.get(c.number - 1).name();
        return new SqlError(state, "column \"" + column + "\" of table \"" + r.name + "\" " + how)
                .table(r.schema, r.name)
                .column(column);
    }
}
