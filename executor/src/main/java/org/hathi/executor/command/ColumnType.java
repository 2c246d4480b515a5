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
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.planner.analyze.Coercion;
import org.hathi.planner.analyze.Collations;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.analyze.Exprs;
import org.hathi.planner.analyze.ParseState;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** ALTER COLUMN … TYPE: the conversion is found beforehand, the catalogs changed in the pass, rows at the end. */
final class ColumnType {
    private final AlterTable a;
    private final Ddl ddl;
    private final @Nullable AlterPrep prep;

    ColumnType(AlterTable a, @Nullable AlterPrep prep) {
        this.a = a;
        this.ddl = a.ddl;
        this.prep = prep;
    }

    // --------------------------------------------------------------------------------------------------- preparing

    void prepare(ClassInfo t, AlterTableCmd c, boolean recurse, boolean recursing) {
        if (t.ofType() != 0 && !recursing) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot alter column type of typed table");
        }
        if (t.kind() == 'c') {
            return;
        }
        AttributeInfo col = AlterExec.column(ddl, t, c);
        if (col.inheritCount() > 0 && !recursing) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION, "cannot alter inherited column \"" + col.name() + "\"");
        }
        ColumnSpec spec = TableCreator.resolve(ddl, definition(c), t.name(), new ArrayList<>());
        RawExpr using = spec.rawDefault;
        Expr raw = null;
        if (using != null) {
            raw = Exprs.transform(ddl.exprs().state(t.oid()), using, ExprKind.ALTER_COL_TRANSFORM);
        }
        one(t, col, spec, raw);
        if (recurse) {
            children(t, c, col, spec, raw);
        } else if (!recursing && !ddl.catalog.childrenOf(t.oid()).isEmpty()) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION,
                    "type of inherited column \"" + col.name() + "\" must be changed in child tables too");
        }
    }

    private static ColumnDef definition(AlterTableCmd c) {
        return (ColumnDef) java.util.Objects.requireNonNull(c.def());
    }

    /** The conversion of one table's column. */
    private void one(ClassInfo t, AttributeInfo col, ColumnSpec spec, @Nullable Expr using) {
        AlterWork w = a.work(t.oid());
        Expr value = transform(t, col, using, spec);
        w.values.add(new AlterWork.NewValue(col.number(), value, false));
        w.rewrite |= new RewriteTest(ddl).needed(value, col.number());
    }

    private void children(ClassInfo t, AlterTableCmd c, AttributeInfo col, ColumnSpec spec, @Nullable Expr using) {
        List<Integer> tree = Inheritance.tree(ddl, t.oid(), a.lockMode);
        for (int child : tree) {
            if (child == t.oid()) {
                continue;
            }
            ClassInfo k = ddl.info(child);
            ddl.checkNotInUse(k, "ALTER TABLE");
            AttributeInfo own = ddl.catalog.attributeByName(child, col.name());
            if (own == null) {
                throw SqlError.internal("column \"" + col.name() + "\" of relation \"" + k.name() + "\" is missing");
            }
            if (own.inheritCount() > Inheritance.parentsIn(ddl, child, tree)) {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "cannot alter inherited column \"" + col.name() + "\" of relation \"" + k.name() + "\"");
            }
            Expr mapped = using == null
                    ? null
                    : InheritedColumns.mapped(
                            using,
                            InheritedColumns.map(ddl, t.oid(), child, "could not find column"),
                            "USING expression contains a whole-row table reference.");
            one(k, own, spec, mapped);
            a.work(child).add(AlterWork.ALTER_TYPE, new AlterWork.Step.Action(c, false, true));
        }
        java.util.Objects.requireNonNull(prep);
    }

    private Expr transform(ClassInfo t, AttributeInfo col, @Nullable Expr using, ColumnSpec c) {
        ParseState ps = ddl.exprs().state(t.oid());
        Expr e = using == null
                ? new Var(1, col.number(), col.type(), col.typmod(), col.collation(), 0, 1, col.number(), -1)
                : using;
        Expr x = Coercion.toTarget(
                ps, e, e.type(), c.type.oid(), c.typmod, Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
        if (x == null) {
            String type = ddl.catalog.formatType(c.type.oid(), -1);
            if (using != null) {
                throw new SqlError(
                                SqlState.DATATYPE_MISMATCH,
                                "result of USING clause for column \"" + col.name()
                                        + "\" cannot be cast automatically to type " + type)
                        .hint("You might need to add an explicit cast.");
            }
            SqlError bad = new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "column \"" + col.name() + "\" cannot be cast automatically to type " + type);
            if (col.generated() != '\0') {
                throw bad;
            }
            throw bad.hint("You might need to specify \"USING " + Identifiers.quote(col.name()) + "::"
                    + ddl.catalog.formatType(c.type.oid(), c.typmod) + "\".");
        }
        return Collations.assign(ps, x);
    }

    // --------------------------------------------------------------------------------------------------- executing

    void execute(AlterWork w, ClassInfo t, AlterTableCmd cmd) {
        AttributeInfo col = AlterExec.column(ddl, t, cmd);
        var was = w.before.desc.get(col.number() - 1);
        if (was.typeOid() != col.type() || was.typmod() != col.typmod()) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "cannot alter type of column \"" + col.name() + "\" twice");
        }
        ColumnSpec c = TableCreator.resolve(ddl, definition(cmd), t.name(), new ArrayList<>());
        Expr newDefault = defaultFor(t, col, c);
        DependentObjects d = w.dependents;
        if (d == null) {
            d = new DependentObjects(ddl);
            w.dependents = d;
        }
        d.collect(t, col);
        CatalogRow r = ddl.relations.attributeRow(t.oid(), col.number());
        @Nullable Object[] v = CompositeAttributes.retyped(r, c);
        if (w.rewrite) {
            v[PgAttribute.ATTHASMISSING - 1] = 0L;
            v[PgAttribute.ATTMISSINGVAL - 1] = null;
        }
        ddl.writer.update(r, v);
        dependencies(ddl, t.oid(), col.number(), c);
        removeStatistics(t, col);
        ddl.catalog.invalidation().relationChanged(t.oid());
        ddl.increment();
        if (newDefault != null) {
            boolean generated = col.generated() != '\0';
            if (generated) {
                new Identities(ddl, a.commands.sequences(), t).detachExpression(col);
            }
            AlterColumn.removeDefault(ddl, t.oid(), col.number());
            new ColumnStore(ddl).store(t.oid(), col.number(), newDefault, generated);
            ddl.increment();
        }
    }

    private void removeStatistics(ClassInfo t, AttributeInfo col) {
        for (CatalogRow s : ddl.writer.scan(
                org.hathi.catalog.table.PgStatistic.RELATION,
                org.hathi.catalog.table.PgStatistic.RELID_ATT_INH_INDEX,
                Datums.oid(t.oid()),
                (long) col.number())) {
            ddl.writer.delete(s);
        }
    }

    private @Nullable Expr defaultFor(ClassInfo t, AttributeInfo col, ColumnSpec c) {
        var d = col.hasDefault() ? ddl.catalog.attrDefault(t.oid(), col.number()) : null;
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
                    (col.generated() != '\0' ? "generation expression" : "default") + " for column \"" + col.name()
                            + "\" cannot be cast automatically to type "
                            + ddl.catalog.formatType(c.type.oid(), -1));
        }
        return Collations.assign(ps, x);
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
