package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.OperatorInfo;
import org.hathi.parser.tree.RawExpr;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.CoerceToDomainValue;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Trees;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Stand-alone expressions of DDL: column defaults, checks, index expressions and predicates. */
public final class DdlExprs {
    private final Lookup lookup;
    private final AnalyzeContext cx;
    private final @Nullable String sql;

    /** @param sql the query string that positions refer to; null: errors carry no positions */
    public DdlExprs(Lookup lookup, AnalyzeContext cx, @Nullable String sql) {
        this.lookup = lookup;
        this.cx = cx;
        this.sql = sql;
    }

    /** A parse state in which the columns of a relation (0 = none) are visible as varno 1. */
    public ParseState state(int relid) {
        ParseState ps = new ParseState(lookup, cx, ParamTypes.none(), sql);
        if (relid != 0) {
            NsItem item = Relations.addRelation(ps, relid, Relations.ACCESS_SHARE, null, false, true, -1);
            ps.namespace.add(item);
        }
        return ps;
    }

    /**
     * A boolean condition over a relation's columns (CHECK, index predicate, trigger WHEN …); {@code construct} names
     * it.
     */
    public Expr condition(int relid, RawExpr raw, ExprKind kind, String construct) {
        ParseState ps = state(relid);
        Expr e = Coercion.toBoolean(ps, Exprs.transform(ps, raw, kind), construct);
        return Collations.assign(ps, e);
    }

    /** An expression over a relation's columns, as it is (index expressions; unknown literals become text). */
    public Expr value(int relid, RawExpr raw, ExprKind kind) {
        ParseState ps = state(relid);
        Expr e = Exprs.transform(ps, raw, kind);
        if (e.type() == Oids.UNKNOWN) {
            e = Coercion.type(
                    ps, e, Oids.UNKNOWN, Oids.TEXT, -1, Coercion.Context.IMPLICIT, CoercionForm.IMPLICIT_CAST, -1);
        }
        return Collations.assign(ps, e);
    }

    /**
     * A column's default or generation expression (cookDefault), coerced to the column's type.
     *
     * @param relid the table for a generation expression, 0 for a default
     */
    public Expr columnDefault(int relid, RawExpr raw, ExprKind kind, String column, int type, int typmod) {
        ParseState ps = state(relid);
        Expr e = Exprs.transform(ps, raw, kind);
        int in = e.type();
        Expr c =
                Coercion.toTarget(ps, e, in, type, typmod, Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
        if (c == null) {
            throw new SqlError(
                            SqlState.DATATYPE_MISMATCH,
                            "column \"" + column + "\" is of type " + ps.typeName(type)
                                    + " but default expression is of type " + ps.typeName(in))
                    .hint("You will need to rewrite or cast the expression.");
        }
        return Collations.assign(ps, c);
    }

    /** What a column of an existing table gets when it is not given; null: NULL (COPY FROM). */
    public @Nullable Expr storedDefault(int relid, org.hathi.types.Attribute a) {
        return TargetRewriter.columnDefault(state(0), lookup, relid, a, a.attnum());
    }

    /** A CHECK of a domain: VALUE means a value of the base type. */
    public Expr domainCheck(RawExpr raw, int baseType, int typmod, int collation) {
        ParseState ps = state(0);
        ps.domainValue = new CoerceToDomainValue(baseType, typmod, collation, -1);
        Expr e = Coercion.toBoolean(ps, Exprs.transform(ps, raw, ExprKind.DOMAIN_CHECK), "CHECK");
        return Collations.assign(ps, e);
    }

    /** An argument of EXECUTE, coerced to the parameter's type. */
    public Expr executeArgument(RawExpr raw, int number, int type) {
        ParseState ps = state(0);
        Expr e = Exprs.transform(ps, raw, ExprKind.EXECUTE_PARAMETER);
        Expr c = Coercion.toTarget(
                ps, e, e.type(), type, -1, Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
        if (c == null) {
            throw ps.error(
                            SqlState.DATATYPE_MISMATCH,
                            "parameter $" + number + " of type " + ps.typeName(e.type())
                                    + " cannot be coerced to the expected type " + ps.typeName(type),
                            Trees.location(e))
                    .hint("You will need to rewrite or cast the expression.");
        }
        return Collations.assign(ps, c);
    }

    /**
     * The query CALL runs: one row with the procedure's output arguments, or without columns' worth of results when it
     * has none. Arguments for OUT parameters are not evaluated; they are left out of the call.
     */
    public org.hathi.planner.tree.Query call(RawExpr.FuncCall call) {
        ParseState ps = state(0);
        ps.kind = ExprKind.CALL_ARGUMENT;
        Expr e = Exprs.func(ps, withoutOutputs(ps, call), true);
        org.hathi.planner.tree.Query q = new org.hathi.planner.tree.Query(org.hathi.planner.tree.CmdType.SELECT);
        if (e.type() == Oids.VOID) {
            List<org.hathi.planner.tree.TargetEntry> tl = new java.util.ArrayList<>();
            tl.add(new org.hathi.planner.tree.TargetEntry(Collations.assign(ps, e), 1, "call", false));
            q.targetList = tl;
            q.jointree = new org.hathi.planner.tree.FromExpr(List.of(), null);
            Analyzer.finish(ps, q);
            return q;
        }
        NsItem item = FromClause.functionRte(
                ps, List.of(Collations.assign(ps, e)), List.of("call"), List.of(List.of()), null, false, false);
        ps.joinlist.add(new org.hathi.planner.tree.RangeTblRef(item.rtindex));
        List<org.hathi.planner.tree.TargetEntry> tl = new java.util.ArrayList<>();
        Targets.expand(ps, item, 0, -1, tl, null);
        q.targetList = tl;
        q.jointree = new org.hathi.planner.tree.FromExpr(new java.util.ArrayList<>(ps.joinlist), null);
        Analyzer.finish(ps, q);
        return q;
    }

    /** Positional arguments that stand for OUT parameters of the only procedure they can mean are dropped. */
    private RawExpr.FuncCall withoutOutputs(ParseState ps, RawExpr.FuncCall call) {
        List<String> names = call.funcname();
        int given = call.args().size();
        for (org.hathi.catalog.ProcInfo p : lookup.procsByName(names.get(names.size() - 1))) {
            byte[] modes = p.argModes();
            if (!p.isProcedure() || modes == null || modes.length != given) {
                continue;
            }
            List<RawExpr> kept = new java.util.ArrayList<>();
            for (int i = 0; i < given; i++) {
                if (modes[i] != 'o') {
                    kept.add(call.args().get(i));
                }
            }
            if (kept.size() == p.argCount() && kept.size() < given) {
                return new RawExpr.FuncCall(
                        names,
                        kept,
                        call.aggOrder(),
                        call.aggFilter(),
                        call.over(),
                        call.aggWithinGroup(),
                        call.aggStar(),
                        call.aggDistinct(),
                        call.funcVariadic(),
                        call.funcformat(),
                        call.location());
            }
        }
        return call;
    }

    /** Resolves a type name. */
    public TypeMod type(org.hathi.parser.tree.TypeName name) {
        return Types.resolve(state(0), name);
    }

    /** Oid of a collation by its written name. */
    public int collation(List<String> name, int location) {
        return Types.collation(state(0), name, location);
    }

    /**
     * The binary operator of a name whose operands accept two values of {@code type} as they are (compatible_oper).
     */
    public OperatorInfo compatibleOperator(List<String> name, int type) {
        ParseState ps = state(0);
        OperatorInfo o = java.util.Objects.requireNonNull(Resolve.binary(ps, name, type, type, false, -1));
        if (!Coercion.binaryCoercible(ps, type, o.left()) || !Coercion.binaryCoercible(ps, type, o.right())) {
            throw new SqlError(
                    SqlState.UNDEFINED_FUNCTION,
                    "operator requires run-time type coercion: " + ps.typeName(type) + " " + String.join(".", name)
                            + " " + ps.typeName(type));
        }
        return o;
    }

    /** The name an index column over an expression gets, null when the expression suggests none. */
    public static @Nullable String indexColumnName(RawExpr raw) {
        return ColumnNames.forIndex(raw);
    }
}
