package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AIndices;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Target lists: star expansion, column names, assignment to columns (parse_target). */
final class Targets {
    private Targets() {}

    static List<TargetEntry> list(ParseState ps, List<ResTarget> l, ExprKind kind) {
        List<TargetEntry> out = new ArrayList<>(l.size());
        boolean star = kind != ExprKind.UPDATE_SOURCE;
        for (ResTarget t : l) {
            RawExpr v = java.util.Objects.requireNonNull(t.val());
            if (star && v instanceof RawExpr.ColumnRef r && r.star()) {
                columnStar(ps, r, out, null);
                continue;
            }
            if (star && v instanceof RawExpr.AIndirection i && endsInStar(i)) {
                indirectionStar(ps, i, kind, out, null);
                continue;
            }
            out.add(entry(ps, v, null, kind, t.name(), false));
        }
        if (!ps.multiAssigns.isEmpty() && kind == ExprKind.UPDATE_SOURCE) {
            for (Expr e : ps.multiAssigns) {
                out.add(new TargetEntry(e, ps.nextResno++, null, true));
            }
            ps.multiAssigns = new ArrayList<>();
        }
        return out;
    }

    /** Expressions of a row or VALUES list, stars expanded. */
    static List<Expr> exprList(ParseState ps, List<RawExpr> l, ExprKind kind, boolean allowDefault) {
        List<Expr> out = new ArrayList<>(l.size());
        for (RawExpr v : l) {
            if (v instanceof RawExpr.ColumnRef r && r.star()) {
                columnStar(ps, r, null, out);
            } else if (v instanceof RawExpr.AIndirection i && endsInStar(i)) {
                indirectionStar(ps, i, kind, null, out);
            } else if (allowDefault && v instanceof RawExpr.SetToDefault d) {
                out.add(Exprs.setToDefault(d));
            } else {
                out.add(Exprs.transform(ps, v, kind));
            }
        }
        return out;
    }

    static TargetEntry entry(
            ParseState ps, RawExpr node, @Nullable Expr expr, ExprKind kind, @Nullable String name, boolean junk) {
        if (expr == null) {
            expr = kind == ExprKind.UPDATE_SOURCE && node instanceof RawExpr.SetToDefault d
                    ? Exprs.setToDefault(d)
                    : Exprs.transform(ps, node, kind);
        }
        String n = name == null && !junk ? ColumnNames.of(node) : name;
        return new TargetEntry(expr, ps.nextResno++, n, junk);
    }

    private static boolean endsInStar(RawExpr.AIndirection i) {
        List<IndirectionEl> l = i.indirection();
        return l.get(l.size() - 1) instanceof RawExpr.AStar;
    }

    private static void emit(
            ParseState ps, Expr e, String name, @Nullable List<TargetEntry> tl, @Nullable List<Expr> exprs) {
        if (tl != null) {
            tl.add(new TargetEntry(e, ps.nextResno++, name, false));
        }
        if (exprs != null) {
            exprs.add(e);
        }
    }

    private static void columnStar(
            ParseState ps, RawExpr.ColumnRef r, @Nullable List<TargetEntry> tl, @Nullable List<Expr> exprs) {
        List<String> f = r.fields();
        int loc = r.location();
        if (f.isEmpty()) {
            boolean any = false;
            for (NsItem item : ps.namespace) {
                if (!item.colsVisible || item.lateralOnly) {
                    continue;
                }
                any = true;
                expand(ps, item, 0, loc, tl, exprs);
            }
            if (!any) {
                throw ps.error(SqlState.SYNTAX_ERROR, "SELECT * with no tables specified is not valid", loc);
            }
            return;
        }
        String schema = f.size() > 1 ? f.get(f.size() - 2) : null;
        String table = f.get(f.size() - 1);
        if (ps.cx.variables != null) {
            Expr e = ps.cx.variables.before(new RawExpr.ColumnRef(f, false, loc));
            if (e != null) {
                row(ps, e, tl, exprs, loc);
                return;
            }
        }
        Relations.Found t = Relations.table(ps, schema, table, loc);
        if (t == null) {
            throw Missing.table(ps, schema, table, loc);
        }
        expand(ps, t.item(), t.levels(), loc, tl, exprs);
    }

    /** All columns of an item, marked as read. */
    static void expand(
            ParseState ps,
            NsItem item,
            int levels,
            int loc,
            @Nullable List<TargetEntry> tl,
            @Nullable List<Expr> exprs) {
        if (item.rte.rtekind == RteKind.RELATION) {
            item.rte.requiredPerms |= RangeTblEntry.ACL_SELECT;
        }
        List<String> names = item.names.colnames();
        for (int i = 0; i < names.size(); i++) {
            if (item.columns[i].varno() != 0 && item.columns[i].inStar()) {
                emit(ps, Relations.var(ps, item, i + 1, levels, loc), names.get(i), tl, exprs);
            }
        }
    }

    private static void indirectionStar(
            ParseState ps,
            RawExpr.AIndirection i,
            ExprKind kind,
            @Nullable List<TargetEntry> tl,
            @Nullable List<Expr> exprs) {
        List<IndirectionEl> l = i.indirection();
        RawExpr base =
                l.size() == 1 ? i.arg() : new RawExpr.AIndirection(i.arg(), l.subList(0, l.size() - 1), i.location());
        Expr e = Exprs.transform(ps, base, kind);
        row(ps, e, tl, exprs, i.location());
    }

    private static void row(
            ParseState ps, Expr e, @Nullable List<TargetEntry> tl, @Nullable List<Expr> exprs, int loc) {
        if (e instanceof Var v && v.varattno() == 0 && e.type() == Oids.RECORD) {
            NsItem item = Relations.itemOf(ps, v.varno(), v.varlevelsup());
            if (item != null) {
                expand(ps, item, v.varlevelsup(), loc, tl, exprs);
                return;
            }
        }
        TupleDesc d = Funcs.rowType(ps, e);
        if (d == null && e.type() == Oids.RECORD) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "record type has not been registered");
        }
        if (d == null) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "type " + ps.typeName(e.type()) + " is not composite");
        }
        for (int k = 0; k < d.size(); k++) {
            if (!d.get(k).dropped()) {
                emit(ps, Coercion.field(e, k + 1, d.get(k)), d.get(k).name(), tl, exprs);
            }
        }
    }

    /** Marks where plain columns come from (resorigtbl, resorigcol). */
    static void markOrigins(ParseState ps, List<TargetEntry> tl) {
        for (int i = 0; i < tl.size(); i++) {
            TargetEntry t = tl.get(i);
            if (t.expr() instanceof Var v) {
                tl.set(i, origin(ps, t, v, v.varlevelsup()));
            }
        }
    }

    private static TargetEntry origin(ParseState ps, TargetEntry t, Var v, int levels) {
        RangeTblEntry r = ps.rte(v.varno(), levels);
        switch (r.rtekind) {
            case RELATION -> {
                return t.withOrigin(r.relid, v.varattno());
            }
            case SUBQUERY -> {
                if (v.varattno() > 0 && r.subquery != null) {
                    for (TargetEntry s : r.subquery.targetList) {
                        if (s.resno() == v.varattno() && !s.resjunk()) {
                            return t.withOrigin(s.resorigtbl(), s.resorigcol());
                        }
                    }
                }
            }
            case CTE -> {
                if (v.varattno() > 0 && !r.selfReference) {
                    var cte = Ctes.find(ps, r, levels);
                    List<TargetEntry> l = Ctes.targets(cte);
                    for (TargetEntry s : l) {
                        if (s.resno() == v.varattno() && !s.resjunk()) {
                            return t.withOrigin(s.resorigtbl(), s.resorigcol());
                        }
                    }
                }
            }
            case JOIN, FUNCTION, TABLEFUNC, VALUES, NAMEDTUPLESTORE, RESULT -> {}
        }
        return t;
    }

    /** Unknown literals and parameters of a target list become text. */
    static void resolveUnknowns(ParseState ps, List<TargetEntry> tl) {
        for (int i = 0; i < tl.size(); i++) {
            TargetEntry t = tl.get(i);
            if (t.expr().type() == Oids.UNKNOWN) {
                tl.set(
                        i,
                        t.withExpr(Coercion.type(
                                ps,
                                t.expr(),
                                Oids.UNKNOWN,
                                Oids.TEXT,
                                -1,
                                Coercion.Context.IMPLICIT,
                                CoercionForm.IMPLICIT_CAST,
                                -1)));
            }
        }
    }

    // ---- assignment

    /** transformAssignedExpr: an expression assigned to a target column, coerced. */
    static Expr assigned(
            ParseState ps, Expr e, ExprKind kind, String column, int attnum, List<IndirectionEl> indirection, int loc) {
        NsItem target = java.util.Objects.requireNonNull(ps.target);
        ExprKind save = ps.kind;
        ps.kind = kind;
        try {
            TupleDesc d = ps.lookup.columns(target.rte.relid);
            if (attnum <= 0) {
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED, "cannot assign to system column \"" + column + "\"", loc);
            }
            Attribute a = d.get(attnum - 1);
            if (e instanceof SetToDefault s) {
                if (!indirection.isEmpty()) {
                    throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            indirection.get(0) instanceof AIndices
                                    ? "cannot set an array element to DEFAULT"
                                    : "cannot set a subfield to DEFAULT",
                            loc);
                }
                return new SetToDefault(a.typeOid(), a.typmod(), a.collation(), s.location());
            }
            if (!indirection.isEmpty()) {
                Expr base = ps.isInsert
                        ? Coercion.nullConst(ps, a.typeOid(), a.typmod(), a.collation())
                        : new Var(
                                target.rtindex,
                                attnum,
                                a.typeOid(),
                                a.typmod(),
                                a.collation(),
                                0,
                                target.rtindex,
                                attnum,
                                loc);
                return indirection(ps, base, column, false, a.typeOid(), a.typmod(), indirection, 0, e, loc);
            }
            Expr r = Coercion.toTarget(
                    ps,
                    e,
                    e.type(),
                    a.typeOid(),
                    a.typmod(),
                    Coercion.Context.ASSIGNMENT,
                    CoercionForm.IMPLICIT_CAST,
                    -1);
            if (r == null) {
                throw ps.error(
                                SqlState.DATATYPE_MISMATCH,
                                "column \"" + column + "\" is of type " + ps.typeName(a.typeOid())
                                        + " but expression is of type " + ps.typeName(e.type()),
                                Trees.location(e))
                        .hint("You will need to rewrite or cast the expression.");
            }
            return r;
        } finally {
            ps.kind = save;
        }
    }

    private static Expr indirection(
            ParseState ps,
            @Nullable Expr base,
            String name,
            boolean subscripting,
            int type,
            int typmod,
            List<IndirectionEl> ind,
            int at,
            Expr rhs,
            int loc) {
        if (at == ind.size()) {
            Expr r = Coercion.toTarget(
                    ps, rhs, rhs.type(), type, typmod, Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
            if (r == null) {
                throw ps.error(
                                SqlState.DATATYPE_MISMATCH,
                                (subscripting ? "subscripted assignment to \"" : "subfield \"")
                                        + name + (subscripting ? "\" requires type " : "\" is of type ")
                                        + ps.typeName(type)
                                        + " but expression is of type " + ps.typeName(rhs.type()),
                                loc)
                        .hint("You will need to rewrite or cast the expression.");
            }
            return r;
        }
        if (base == null) {
            base = new CaseTestExpr(type, typmod, Types.collationOf(ps, type));
        }
        if (ind.get(at) instanceof AIndices) {
            return intoElement(ps, base, name, type, typmod, ind, at, rhs, loc);
        }
        if (!(ind.get(at) instanceof RawExpr.FieldName f)) {
            throw ps.error(SqlState.FEATURE_NOT_SUPPORTED, "row expansion via \"*\" is not supported here", loc);
        }
        TypeMod b = Types.baseTypeMod(ps, type, typmod);
        TupleDesc d = ps.type(b.oid()).relid() == 0 ? null : ps.types().rowType(b.oid(), -1);
        if (d == null) {
            throw ps.error(
                    SqlState.DATATYPE_MISMATCH,
                    "cannot assign to field \"" + f.name() + "\" of column \"" + name + "\" because its type "
                            + ps.typeName(type) + " is not a composite type",
                    loc);
        }
        int k = d.indexOf(f.name());
        if (k < 0) {
            throw ps.error(
                    SqlState.UNDEFINED_COLUMN,
                    "cannot assign to field \"" + f.name() + "\" of column \"" + name
                            + "\" because there is no such column in data type " + ps.typeName(type),
                    loc);
        }
        Attribute a = d.get(k);
        Expr src = indirection(ps, null, f.name(), false, a.typeOid(), a.typmod(), ind, at + 1, rhs, loc);
        Expr r = new FieldStore(base, List.of(src), new int[] {k + 1}, b.oid());
        return b.oid() == type
                ? r
                : Coercion.toDomain(
                        ps,
                        r,
                        b.oid(),
                        b.typmod(),
                        type,
                        Coercion.Context.ASSIGNMENT,
                        CoercionForm.IMPLICIT_CAST,
                        loc,
                        false);
    }

    private static Expr intoElement(
            ParseState ps,
            Expr base,
            String name,
            int type,
            int typmod,
            List<IndirectionEl> ind,
            int at,
            Expr rhs,
            int loc) {
        int end = at;
        List<AIndices> subs = new ArrayList<>();
        while (end < ind.size() && ind.get(end) instanceof AIndices a) {
            subs.add(a);
            end++;
        }
        SubscriptingRef ref = Subscripts.make(ps, base, type, typmod, subs, null);
        Expr src = indirection(ps, null, name, true, ref.refrestype(), ref.reftypmod(), ind, end, rhs, loc);
        TypeMod b = Types.baseTypeMod(ps, type, typmod);
        Expr r = new SubscriptingRef(
                ref.refcontainertype(),
                ref.refelemtype(),
                b.oid(),
                b.typmod(),
                0,
                ref.refupperindexpr(),
                ref.reflowerindexpr(),
                base,
                src);
        return b.oid() == type
                ? r
                : Coercion.toDomain(
                        ps,
                        r,
                        b.oid(),
                        b.typmod(),
                        type,
                        Coercion.Context.ASSIGNMENT,
                        CoercionForm.IMPLICIT_CAST,
                        loc,
                        false);
    }

    /** Column number of an assignment target; 42703 when there is none. */
    static int targetColumn(ParseState ps, ResTarget t) {
        NsItem target = java.util.Objects.requireNonNull(ps.target);
        String name = java.util.Objects.requireNonNull(t.name());
        TupleDesc d = ps.lookup.columns(target.rte.relid);
        int i = d.indexOf(name);
        int n = i >= 0 ? i + 1 : Relations.systemColumn(name);
        if (n == 0) {
            throw ps.error(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + name + "\" of relation \""
                            + Relations.info(ps, target.rte.relid).name() + "\" does not exist",
                    t.location());
        }
        return n;
    }

    static SqlError tooMany(ParseState ps) {
        return ps.error(SqlState.TOO_MANY_COLUMNS, "target lists can have at most 1664 entries", -1);
    }
}
