package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.AlternativeSubPlan;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CaseWhen;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceToDomainValue;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.ConvertRowtypeExpr;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.InferenceElem;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.NamedArgExpr;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.PlaceHolderVar;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.planner.tree.XmlExpr;
import org.hathi.types.Attribute;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeIo;
import org.jspecify.annotations.Nullable;

/** Expressions back to SQL, in ruleutils' layout. Queries inside them go to {@link #query}. */
abstract class DeparseExpr {
    final StringBuilder out = new StringBuilder();
    final Lookup lookup;
    final EvalContext cx;
    /** Fewer parentheses (the "pretty" functions). */
    boolean prettyParen;
    /** Lines and indentation (view definitions). */
    boolean indent;

    int level;

    DeparseExpr(Lookup lookup, EvalContext cx) {
        this.lookup = lookup;
        this.cx = cx;
    }

    /** Writes a column reference. */
    abstract void var(Var v);

    /** Writes a subquery (without parentheses). */
    abstract void query(Query q);

    /** Name of a window of the current query, for OVER. */
    abstract void window(WindowFunc f);

    /** The expression behind an aggregate's or window's sort reference is written by the query deparser. */
    abstract void sortKeys(List<SortGroupClause> l, List<TargetEntry> tl, boolean forceColno);

    /** appendContextKeyword. */
    final void keyword(String s, int before, int after, int plus) {
        if (!indent) {
            out.append(s);
            return;
        }
        level += before;
        while (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        out.append('\n');
        out.repeat(' ', Math.max(level, 0) + plus).append(s);
        level = Math.max(level + after, 0);
    }

    static String quote(String name) {
        return Deparse.quoteIdentifier(name);
    }

    final String typeName(int type, int typmod) {
        if (typmod < 0 && (type == 1042 || type == 1014)) {
            // "character" without a length means character(1), which this is not.
            return type == 1042 ? "bpchar" : "bpchar[]";
        }
        return lookup.types().formatTypeWithTypmod(type, typmod);
    }

    final void list(List<? extends Expr> l) {
        for (int i = 0; i < l.size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            expr(l.get(i), true);
        }
    }

    private void open() {
        if (!prettyParen) {
            out.append('(');
        }
    }

    private void close() {
        if (!prettyParen) {
            out.append(')');
        }
    }

    /** An operand: in pretty mode parenthesised only where needed. */
    final void operand(Expr e, Expr parent) {
        operand(e, parent, true);
    }

    private final Parentheses parens = new Parentheses(this::binds);

    final void operand(Expr e, Expr parent, boolean show) {
        boolean p = prettyParen && !parens.simple(e, parent);
        if (p) {
            out.append('(');
        }
        expr(e, show);
        if (p) {
            out.append(')');
        }
    }

    private boolean binds(OpExpr child, OpExpr parent) {
        int c = strength(child);
        int p = strength(parent);
        return c != 0
                && p != 0
                && (c > p
                        || c == p && parent.args().size() == 2 && parent.args().get(0) == child);
    }

    private int strength(OpExpr o) {
        if (o.args().size() != 2) {
            return 0;
        }
        return switch (operatorName(o.opno(), o.args())) {
            case "*", "/", "%" -> 2;
            case "+", "-" -> 1;
            default -> 0;
        };
    }

    final String operatorName(int opno, List<Expr> args) {
        OperatorInfo o = lookup.operator(opno);
        if (o == null) {
            throw SqlError.internal("cache lookup failed for operator " + opno);
        }
        for (int ns : lookup.searchPath()) {
            if (ns == o.namespace()) {
                return o.name();
            }
        }
        return "OPERATOR(" + quote(String.valueOf(lookup.namespaceName(o.namespace()))) + "." + o.name() + ")";
    }

    final String functionName(int funcid) {
        ProcInfo p = lookup.proc(funcid);
        if (p == null) {
            throw SqlError.internal("cache lookup failed for function " + funcid);
        }
        for (int ns : lookup.searchPath()) {
            if (ns == p.namespace()) {
                return quote(p.name());
            }
        }
        return quote(String.valueOf(lookup.namespaceName(p.namespace()))) + "." + quote(p.name());
    }

    // ---- constants

    final void constant(Const c, int showType) {
        if (c.isNull()) {
            out.append("NULL");
            if (showType >= 0) {
                out.append("::").append(typeName(c.consttype(), c.consttypmod()));
            }
            return;
        }
        String s = c.consttype() == Oids.UNKNOWN
                ? new String(c.bytes(), java.nio.charset.StandardCharsets.UTF_8)
                : TypeIo.outputDatum(cx, c.consttype(), java.util.Objects.requireNonNull(c.constvalue()));
        boolean label;
        switch (c.consttype()) {
            case Oids.INT4 -> {
                label = s.startsWith("-");
                out.append(label ? Deparse.quoteLiteral(s, cx) : s);
            }
            case Oids.NUMERIC -> {
                boolean plain = Character.isDigit(s.charAt(0))
                        && (s.indexOf('.') >= 0 || s.indexOf('e') >= 0 || s.indexOf('E') >= 0);
                label = !plain || c.consttypmod() >= 0;
                out.append(plain ? s : Deparse.quoteLiteral(s, cx));
            }
            case Oids.BOOL -> {
                label = false;
                out.append(s.equals("t") ? "true" : "false");
            }
            case Oids.UNKNOWN -> {
                label = false;
                out.append(Deparse.quoteLiteral(s, cx));
            }
            default -> {
                label = true;
                out.append(Deparse.quoteLiteral(s, cx));
            }
        }
        if (showType >= 0 && (label || showType > 0)) {
            out.append("::").append(typeName(c.consttype(), c.consttypmod()));
        }
        if (c.constcollid() != 0
                && c.constcollid() != lookup.types().type(c.consttype()).collation()) {
            out.append(" COLLATE ").append(collationName(c.constcollid()));
        }
    }

    final String collationName(int oid) {
        var c = lookup.collation(oid);
        if (c == null) {
            return "?";
        }
        String schema = lookup.schemaOf(c);
        return schema == null ? quote(c.name()) : quote(schema) + "." + quote(c.name());
    }

    // ---- casts

    private void coercion(Expr arg, int type, int typmod, Expr parent) {
        if (arg instanceof Const c && c.consttype() == type && c.consttypmod() == -1) {
            constant(c, -1);
        } else {
            open();
            operand(arg, parent, false);
            close();
        }
        out.append("::").append(typeName(type, typmod));
    }

    private void cast(CoercionForm form, boolean show, Expr arg, int type, int typmod, Expr parent) {
        if (form == CoercionForm.IMPLICIT_CAST && !show) {
            operand(arg, parent, false);
        } else {
            coercion(arg, type, typmod, parent);
        }
    }

    // ---- nodes

    /** Writes an expression; implicit casts at its top stay hidden. */
    final void expr(Expr node) {
        expr(node, false);
    }

    /** Writes an expression; {@code show}: an implicit cast at its top is shown. */
    final void expr(Expr node, boolean show) {
        switch (node) {
            case Var v -> var(v);
            case Const c -> constant(c, 0);
            case Param p -> param(p);
            case OpExpr o -> op(o);
            case FuncExpr f -> func(f, show);
            case BoolExpr b -> bool(b);
            case DistinctExpr d -> distinctExpr(d);
            case NullIfExpr n -> nullIfExpr(n);
            case ScalarArrayOpExpr s -> scalarArrayOpExpr(s);
            case RelabelType r -> cast(r.relabelformat(), show, r.arg(), r.resulttype(), r.resulttypmod(), r);
            case CoerceViaIO r -> cast(r.coerceformat(), show, r.arg(), r.resulttype(), -1, r);
            case ArrayCoerceExpr r -> cast(r.coerceformat(), show, r.arg(), r.resulttype(), r.resulttypmod(), r);
            case ConvertRowtypeExpr r -> cast(r.convertformat(), show, r.arg(), r.resulttype(), -1, r);
            case CoerceToDomain r -> cast(r.coercionformat(), show, r.arg(), r.resulttype(), r.resulttypmod(), r);
            case CollateExpr c -> collateExpr(c, show);
            case CaseExpr c -> caseExpr(c);
            case CaseTestExpr c -> out.append("CASE_TEST_EXPR");
            case ArrayExpr a -> arrayExpr(a);
            case RowExpr r -> row(r);
            case RowCompareExpr r -> rowCompareExpr(r);
            case CoalesceExpr c -> call("COALESCE", c.args());
            case MinMaxExpr m -> call(m.op().name(), m.args());
            case SqlValueFunction f -> valueFunction(f);
            case NullTest n -> nullTest(n);
            case BooleanTest b -> booleanTest(b);
            case CoerceToDomainValue v -> out.append("VALUE");
            case SetToDefault d -> out.append("DEFAULT");
            case CurrentOfExpr c -> out.append("CURRENT OF ").append(quote(String.valueOf(c.cursorName())));
            case NextValueExpr n ->
                out.append("nextval('")
                        .append(Deparse.relationName(lookup, n.seqid()))
                        .append("'::regclass)");
            case FieldSelect f -> fieldSelect(f);
            case FieldStore f -> fieldStore(f);
            case SubscriptingRef s -> subscript(s);
            case NamedArgExpr n -> namedArgExpr(n);
            case Aggref a -> aggregate(a);
            case WindowFunc w -> windowFunc(w);
            case GroupingFunc g -> call("GROUPING", g.args());
            case SubLink s -> subLink(s);
            case SubPlan s -> subPlan(s);
            case AlternativeSubPlan a -> out.append("(alternatives: ...)");
            case InferenceElem i -> expr(i.expr());
            case PlaceHolderVar p -> planReference(p);
            case XmlExpr x -> throw SqlError.unsupported("XML");
        }
    }

    private void distinctExpr(DistinctExpr d) {
        open();
        operand(d.args().get(0), d);
        out.append(" IS DISTINCT FROM ");
        operand(d.args().get(1), d);
        close();
    }

    private void nullIfExpr(NullIfExpr n) {
        out.append("NULLIF(");
        list(n.args());
        out.append(')');
    }

    private void scalarArrayOpExpr(ScalarArrayOpExpr s) {
        open();
        operand(s.args().get(0), s);
        out.append(' ').append(operatorName(s.opno(), s.args())).append(s.useOr() ? " ANY (" : " ALL (");
        operand(s.args().get(1), s);
        if (s.args().get(1) instanceof SubLink l && l.subLinkType() == SubLinkType.EXPR) {
            out.append("::").append(typeName(l.type(), l.typmod()));
        }
        out.append(')');
        close();
    }

    private void collateExpr(CollateExpr c, boolean show) {
        open();
        operand(c.arg(), c, show);
        out.append(" COLLATE ").append(collationName(c.collOid()));
        close();
    }

    private void arrayExpr(ArrayExpr a) {
        out.append("ARRAY[");
        list(a.elements());
        out.append(']');
        if (a.elements().isEmpty()) {
            out.append("::").append(typeName(a.arrayTypeid(), -1));
        }
    }

    private void rowCompareExpr(RowCompareExpr r) {
        out.append("(ROW(");
        list(r.largs());
        out.append(") ").append(operatorName(r.opnos()[0], r.largs())).append(" ROW(");
        list(r.rargs());
        out.append("))");
    }

    private void nullTest(NullTest n) {
        open();
        operand(n.arg(), n);
        boolean plain = n.argisrow()
                || !(n.arg().type() == Oids.RECORD
                        || lookup.types().type(n.arg().type()).relid() != 0);
        out.append(
                n.nulltesttype() == NullTestType.IS_NULL
                        ? plain ? " IS NULL" : " IS NOT DISTINCT FROM NULL"
                        : plain ? " IS NOT NULL" : " IS DISTINCT FROM NULL");
        close();
    }

    private void booleanTest(BooleanTest b) {
        open();
        operand(b.arg(), b, false);
        out.append(' ').append(b.booltesttype().name().replace('_', ' '));
        close();
    }

    private void fieldStore(FieldStore f) {
        out.append("ROW(");
        list(f.newvals());
        out.append(')');
    }

    private void namedArgExpr(NamedArgExpr n) {
        out.append(quote(String.valueOf(n.name()))).append(" => ");
        expr(n.arg());
    }

    private void windowFunc(WindowFunc w) {
        out.append(functionName(w.winfnoid())).append('(');
        if (w.winstar()) {
            out.append('*');
        } else {
            list(w.args());
        }
        out.append(')');
        filter(w.aggfilter());
        out.append(" OVER ");
        window(w);
    }

    private void subPlan(SubPlan s) {
        out.append(s.useHashTable() ? "(hashed " : "(").append(s.planName()).append(')');
    }

    /** True within what a plan refers to elsewhere: its columns are always qualified. */
    boolean qualifyAll;

    /** Finished plans have no placeholders: EXPLAIN marks with them what it has put in place of a reference. */
    private void planReference(PlaceHolderVar p) {
        boolean before = qualifyAll;
        qualifyAll |= p.phid() == Deparse.QUALIFIED;
        boolean parens = p.phid() == Deparse.PARENTHESES;
        out.append(parens ? "(" : "");
        expr(p.phexpr(), true);
        out.append(parens ? ")" : "");
        qualifyAll = before;
    }

    private void call(String name, List<Expr> args) {
        out.append(name).append('(');
        list(args);
        out.append(')');
    }

    private void op(OpExpr o) {
        open();
        if (o.args().size() == 2) {
            operand(o.args().get(0), o);
            out.append(' ').append(operatorName(o.opno(), o.args())).append(' ');
            operand(o.args().get(1), o);
        } else {
            out.append(operatorName(o.opno(), o.args())).append(' ');
            operand(o.args().get(0), o);
        }
        close();
    }

    private void bool(BoolExpr b) {
        open();
        if (b.boolop() == BoolExprType.NOT) {
            out.append("NOT ");
            operand(b.args().get(0), b, false);
        } else {
            String sep = b.boolop() == BoolExprType.AND ? " AND " : " OR ";
            for (int i = 0; i < b.args().size(); i++) {
                if (i > 0) {
                    out.append(sep);
                }
                operand(b.args().get(i), b, false);
            }
        }
        close();
    }

    private void func(FuncExpr f, boolean show) {
        if (f.funcformat() == CoercionForm.IMPLICIT_CAST && !show) {
            operand(f.args().get(0), f, false);
            return;
        }
        if (f.funcformat() == CoercionForm.EXPLICIT_CAST || f.funcformat() == CoercionForm.IMPLICIT_CAST) {
            coercion(f.args().get(0), f.funcresulttype(), f.typmod(), f);
            return;
        }
        if (f.funcformat() == CoercionForm.SQL_SYNTAX && sqlSyntax(f)) {
            return;
        }
        out.append(functionName(f.funcid())).append('(');
        for (int i = 0; i < f.args().size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            if (f.funcvariadic() && i == f.args().size() - 1) {
                out.append("VARIADIC ");
            }
            expr(f.args().get(i), true);
        }
        out.append(')');
    }

    private static String text(Expr e) {
        return e instanceof Const c && c.constvalue() instanceof byte[] b
                ? new String(b, java.nio.charset.StandardCharsets.UTF_8)
                : "";
    }

    /** substring(text, text, text). */
    private static final int SUBSTRING_SIMILAR = 2074;

    private boolean sqlSyntax(FuncExpr f) {
        ProcInfo p = lookup.proc(f.funcid());
        List<Expr> a = f.args();
        String name = p == null ? "" : p.name();
        switch (name) {
            case "extract" -> parts("EXTRACT(" + text(a.get(0)) + " FROM ", a.get(1), ")");
            case "timezone" -> {
                out.append('(');
                operand(a.get(1), f, false);
                out.append(" AT TIME ZONE ");
                operand(a.get(0), f, false);
                out.append(')');
            }
            case "position" -> {
                parts("POSITION((", a.get(1), ") IN (");
                parts("", a.get(0), "))");
            }
            case "substring" -> {
                boolean similar = f.funcid() == SUBSTRING_SIMILAR;
                parts("SUBSTRING(", a.get(0), similar ? " SIMILAR " : " FROM ");
                expr(a.get(1));
                if (a.size() == 3) {
                    parts(similar ? " ESCAPE " : " FOR ", a.get(2), "");
                }
                out.append(')');
            }
            case "overlay" -> {
                parts("OVERLAY(", a.get(0), " PLACING ");
                parts("", a.get(1), " FROM ");
                expr(a.get(2));
                if (a.size() == 4) {
                    parts(" FOR ", a.get(3), "");
                }
                out.append(')');
            }
            case "btrim" -> trim("BOTH", a);
            case "ltrim" -> trim("LEADING", a);
            case "rtrim" -> trim("TRAILING", a);
            case "overlaps" -> {
                parts("((", a.get(0), ", ");
                parts("", a.get(1), ") OVERLAPS (");
                parts("", a.get(2), ", ");
                parts("", a.get(3), "))");
            }
            case "normalize" -> {
                parts("NORMALIZE(", a.get(0), a.size() == 2 ? ", " + text(a.get(1)) : "");
                out.append(')');
            }
            case "is_normalized" -> {
                parts("(", a.get(0), " IS" + (a.size() == 2 ? " " + text(a.get(1)) : ""));
                out.append(" NORMALIZED)");
            }
            case "pg_collation_for" -> parts("COLLATION FOR (", a.get(0), ")");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void parts(String before, Expr e, String after) {
        out.append(before);
        expr(e);
        out.append(after);
    }

    private void trim(String side, List<Expr> a) {
        out.append("TRIM(").append(side);
        if (a.size() == 2) {
            parts(" ", a.get(1), "");
        }
        parts(" FROM ", a.get(0), ")");
    }

    private void caseExpr(CaseExpr c) {
        keyword("CASE", 0, 4, 0);
        if (c.arg() != null) {
            out.append(' ');
            expr(c.arg(), true);
        }
        for (CaseWhen w : c.args()) {
            if (!indent) {
                out.append(' ');
            }
            keyword("WHEN ", 0, 0, 0);
            Expr cond = w.expr();
            if (c.arg() != null
                    && cond instanceof OpExpr o
                    && o.args().size() == 2
                    && Clauses.strip(o.args().get(0)) instanceof CaseTestExpr) {
                cond = o.args().get(1);
            }
            expr(cond);
            out.append(" THEN ");
            expr(w.result(), true);
        }
        if (!indent) {
            out.append(' ');
        }
        keyword("ELSE ", 0, 0, 0);
        if (c.defresult() != null) {
            expr(c.defresult(), true);
        }
        if (!indent) {
            out.append(' ');
        }
        keyword("END", -4, 0, 0);
    }

    private void row(RowExpr r) {
        out.append("ROW(");
        list(r.args());
        out.append(')');
        if (r.rowFormat() == CoercionForm.EXPLICIT_CAST) {
            out.append("::").append(typeName(r.rowTypeid(), -1));
        }
    }

    private void valueFunction(SqlValueFunction f) {
        String s = f.op().name();
        boolean n = s.endsWith("_N");
        out.append(n ? s.substring(0, s.length() - 2) : s);
        if (n) {
            out.append('(').append(f.typmod()).append(')');
        }
    }

    private void fieldSelect(FieldSelect f) {
        boolean paren = !(f.arg() instanceof SubscriptingRef) && !(f.arg() instanceof FieldSelect);
        if (paren) {
            out.append('(');
        }
        expr(f.arg(), true);
        if (paren) {
            out.append(')');
        }
        TupleDesc d = f.arg().type() == Oids.RECORD
                ? null
                : lookup.types().rowType(f.arg().type(), -1);
        Attribute a = d == null ? null : d.get(f.fieldnum() - 1);
        out.append('.').append(a == null ? "f" + f.fieldnum() : quote(a.name()));
    }

    private void subscript(SubscriptingRef s) {
        boolean paren = !(s.refexpr() instanceof Var) && !(s.refexpr() instanceof FieldSelect);
        if (paren) {
            out.append('(');
        }
        expr(s.refexpr());
        if (paren) {
            out.append(')');
        }
        for (int i = 0; i < s.refupperindexpr().size(); i++) {
            out.append('[');
            if (!s.reflowerindexpr().isEmpty()) {
                Expr l = s.reflowerindexpr().get(i);
                if (l != null) {
                    expr(l);
                }
                out.append(':');
            }
            Expr u = s.refupperindexpr().get(i);
            if (u != null) {
                expr(u);
            }
            out.append(']');
        }
    }

    private void filter(@Nullable Expr f) {
        if (f != null) {
            parts(" FILTER (WHERE ", f, ")");
        }
    }

    private void aggregate(Aggref a) {
        out.append(functionName(a.aggfnoid())).append('(');
        if (!a.aggdistinct().isEmpty()) {
            out.append("DISTINCT ");
        }
        if (a.aggkind() != 'n') {
            list(a.aggdirectargs());
            out.append(") WITHIN GROUP (ORDER BY ");
            sortKeys(a.aggorder(), a.args(), false);
        } else if (a.aggstar()) {
            out.append('*');
        } else {
            int n = 0;
            for (TargetEntry t : a.args()) {
                if (!t.resjunk()) {
                    if (n++ > 0) {
                        out.append(", ");
                    }
                    if (a.aggvariadic() && n == a.aggargtypes().length) {
                        out.append("VARIADIC ");
                    }
                    expr(t.expr(), true);
                }
            }
        }
        if (a.aggkind() == 'n' && !a.aggorder().isEmpty()) {
            out.append(" ORDER BY ");
            sortKeys(a.aggorder(), a.args(), false);
        }
        out.append(')');
        filter(a.aggfilter());
    }

    private void subLink(SubLink s) {
        boolean paren = s.subLinkType() != SubLinkType.ARRAY;
        out.append(s.subLinkType() == SubLinkType.ARRAY ? "ARRAY(" : "(");
        Expr t = s.testexpr();
        String op = "=";
        if (t != null) {
            switch (t) {
                case OpExpr o -> {
                    expr(o.args().get(0), true);
                    op = operatorName(o.opno(), o.args());
                }
                case BoolExpr b -> {
                    out.append('(');
                    for (int i = 0; i < b.args().size(); i++) {
                        out.append(i > 0 ? ", " : "");
                        OpExpr o = (OpExpr) b.args().get(i);
                        expr(o.args().get(0));
                        op = operatorName(o.opno(), o.args());
                    }
                    out.append(')');
                }
                case RowCompareExpr r -> {
                    out.append('(');
                    list(r.largs());
                    out.append(')');
                    op = operatorName(r.opnos()[0], r.largs());
                }
                default -> expr(t);
            }
        }
        switch (s.subLinkType()) {
            case EXISTS -> out.append("EXISTS ");
            case ANY -> {
                if (op.equals("=")) {
                    out.append(" IN ");
                } else {
                    out.append(' ').append(op).append(" ANY ");
                }
            }
            case ALL -> out.append(' ').append(op).append(" ALL ");
            case ROWCOMPARE -> out.append(' ').append(op).append(' ');
            case EXPR, MULTIEXPR, ARRAY, CTE -> paren = false;
        }
        if (paren) {
            out.append('(');
        }
        query(s.subselect());
        out.append(paren ? "))" : ")");
    }

    /** A parameter: its number, where no function's argument names are known. */
    void param(Param p) {
        out.append('$').append(p.paramid());
    }
}
