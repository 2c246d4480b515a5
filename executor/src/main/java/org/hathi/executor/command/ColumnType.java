package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectDescription;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.RawExpr;
import org.hathi.planner.analyze.Coercion;
import org.hathi.planner.analyze.Collations;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.analyze.Exprs;
import org.hathi.planner.analyze.ParseState;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** ALTER COLUMN … TYPE: dependent indexes and constraints are dropped and made again around a rewrite. */
final class ColumnType {
    private final Ddl ddl;
    private final ClassInfo table;
    private final Commands commands;
    private final List<String> again = new ArrayList<>();

    ColumnType(Ddl ddl, ClassInfo table, Commands commands) {
        this.ddl = ddl;
        this.table = table;
        this.commands = commands;
    }

    void run(AttributeInfo a, ColumnDef d) {
        List<ConstraintSpec> none = new ArrayList<>();
        ColumnSpec c = TableCreator.resolve(ddl, d, table.name(), none);
        RawExpr using = c.rawDefault;
        Expr value = transform(a, using, c);
        Expr newDefault = defaultFor(a, c);
        checkViews(a);
        Relation before = ddl.catalog.openRelation(table.oid(), 0);
        collectAndDrop(a);
        CatalogRow r = ddl.relations.attributeRow(table.oid(), a.number());
        @Nullable Object[] v = CompositeAttributes.retyped(r, c);
        v[PgAttribute.ATTHASMISSING - 1] = 0L;
        v[PgAttribute.ATTMISSINGVAL - 1] = null;
        ddl.writer.update(r, v);
        dependencies(ddl, table.oid(), a.number(), c);
        ddl.increment();
        if (newDefault != null) {
            AlterTable.removeDefault(ddl, table.oid(), a.number());
        }
        ddl.increment();
        boolean same = value instanceof Var && c.type.oid() == a.type();
        if (!same) {
            Rewrite.run(ddl, before, a.number(), value);
        }
        if (newDefault != null) {
            new ColumnStore(ddl).store(table.oid(), a.number(), newDefault, a.generated() != '\0');
            ddl.increment();
        }
        for (String sql : again) {
            String old = ddl.sql;
            ddl.sql = sql;
            commands.dispatch(Parser.parse(sql, true, null).get(0).stmt(), false);
            ddl.sql = old;
            ddl.increment();
        }
    }

    private Expr transform(AttributeInfo a, @Nullable RawExpr using, ColumnSpec c) {
        ParseState ps = ddl.exprs().state(table.oid());
        Expr e = using == null
                ? new Var(1, a.number(), a.type(), a.typmod(), a.collation(), 0, 1, a.number(), -1)
                : Exprs.transform(ps, using, ExprKind.ALTER_COL_TRANSFORM);
        Expr x = Coercion.toTarget(
                ps, e, e.type(), c.type.oid(), c.typmod, Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
        if (x == null) {
            String t = ddl.catalog.formatType(c.type.oid(), -1);
            if (using != null) {
                throw new SqlError(
                                SqlState.DATATYPE_MISMATCH,
                                "result of USING clause for column \"" + a.name()
                                        + "\" cannot be cast automatically to type " + t)
                        .hint("You might need to add an explicit cast.");
            }
            throw new SqlError(
                            SqlState.DATATYPE_MISMATCH,
                            "column \"" + a.name() + "\" cannot be cast automatically to type " + t)
                    .hint("You might need to specify \"USING " + Identifiers.quote(a.name()) + "::"
                            + ddl.catalog.formatType(c.type.oid(), c.typmod) + "\".");
        }
        return Collations.assign(ps, x);
    }

    private @Nullable Expr defaultFor(AttributeInfo a, ColumnSpec c) {
        var d = a.hasDefault() ? ddl.catalog.attrDefault(table.oid(), a.number()) : null;
        if (d == null) {
            return null;
        }
        Expr old = NodeText.readExpr(d.expression());
        while (old instanceof org.hathi.planner.tree.FuncExpr f
                && f.funcformat() == CoercionForm.IMPLICIT_CAST
                && !f.args().isEmpty()) {
            old = f.args().get(0);
        }
        ParseState ps = ddl.exprs().state(0);
        Expr x = Coercion.toTarget(
                ps,
                old,
                old.type(),
                c.type.oid(),
                c.typmod,
                Coercion.Context.ASSIGNMENT,
                CoercionForm.IMPLICIT_CAST,
                -1);
        if (x == null) {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "default for column \"" + a.name() + "\" cannot be cast automatically to type "
                            + ddl.catalog.formatType(c.type.oid(), -1));
        }
        return Collations.assign(ps, x);
    }

    private void checkViews(AttributeInfo a) {
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION,
                PgDepend.REFERENCE_INDEX,
                Datums.oid(PgClass.RELATION),
                Datums.oid(table.oid()),
                (long) a.number())) {
            if (r.intAt(PgDepend.CLASSID) == PgRewrite.RELATION) {
                ObjectAddress o = new ObjectAddress(PgRewrite.RELATION, r.intAt(PgDepend.OBJID));
                throw new SqlError(
                                SqlState.FEATURE_NOT_SUPPORTED, "cannot alter type of a column used by a view or rule")
                        .detail(ObjectDescription.of(ddl.catalog, o) + " depends on column \"" + a.name() + "\"");
            }
        }
    }

    private static boolean has(int @Nullable [] key, int n) {
        if (key != null) {
            for (int k : key) {
                if (k == n) {
                    return true;
                }
            }
        }
        return false;
    }

    private String tableName(ClassInfo t) {
        var ns = ddl.catalog.namespace(t.namespace());
        return Identifiers.qualified(ns == null ? "" : ns.name(), t.name());
    }

    private void collectAndDrop(AttributeInfo a) {
        Deparse text = new Deparse(ddl.view, ddl.env.cx);
        List<ObjectAddress> drop = new ArrayList<>();
        List<String> last = new ArrayList<>();
        for (CatalogRow r : ddl.writer.scan(PgConstraint.RELATION, 0)) {
            ConstraintInfo k = ddl.catalog.constraint(r.intAt(PgConstraint.OID));
            if (k == null) {
                continue;
            }
            boolean mine = k.relation() == table.oid() && has(k.key(), a.number());
            boolean other = k.type() == 'f' && k.foreignRelation() == table.oid() && has(k.foreignKey(), a.number());
            if (mine || other) {
                String s = "ALTER TABLE " + tableName(ddl.info(k.relation())) + " ADD CONSTRAINT "
                        + Identifiers.quote(k.name()) + " " + text.constraintDef(k.oid(), false);
                (k.type() == 'f' ? last : again).add(s);
                drop.add(k.type() == 'f' ? 0 : drop.size(), new ObjectAddress(PgConstraint.RELATION, k.oid()));
            }
        }
        for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
            boolean expr = mentions(d.expressions(), a.number()) || mentions(d.predicate(), a.number());
            if ((has(d.attributes(), a.number()) || expr) && ddl.deps.constraintOfIndex(d.index()) == 0) {
                again.add(String.valueOf(text.indexDef(d.index(), 0, false)));
                drop.add(new ObjectAddress(PgClass.RELATION, d.index()));
            }
        }
        again.addAll(last);
        if (!drop.isEmpty()) {
            ddl.deps.dropAll(drop, DropOptions.INTERNAL_CASCADE, ddl.remover, ddl.reporter);
            ddl.increment();
        }
    }

    private static boolean mentions(@Nullable String nodeText, int column) {
        return nodeText != null && nodeText.contains(":varattno " + column + " ");
    }

    /** What a column of a new type depends on. */
    static void dependencies(Ddl ddl, int relation, int column, ColumnSpec c) {
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION, PgDepend.DEPENDER_INDEX, Datums.oid(PgClass.RELATION), Datums.oid(relation), (long)
                        column)) {
            int ref = r.intAt(PgDepend.REFCLASSID);
            if (ref == PgType.RELATION || ref == PgCollation.RELATION) {
                ddl.writer.delete(r);
            }
        }
        ObjectAddress me = new ObjectAddress(PgClass.RELATION, relation, column);
        ddl.deps.record(me, new ObjectAddress(PgType.RELATION, c.type.oid()), Dependencies.NORMAL);
        if (c.collation != 0) {
            ddl.deps.record(me, new ObjectAddress(PgCollation.RELATION, c.collation), Dependencies.NORMAL);
        }
    }
}
