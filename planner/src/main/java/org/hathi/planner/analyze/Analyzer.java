package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.LockingClause;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.GroupingSet;
import org.hathi.planner.tree.LimitOption;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Parse analysis: a raw statement to a Query. */
public final class Analyzer {
    private Analyzer() {}

    /**
     * Analyses one statement.
     *
     * @param sql the whole query string (positions of errors count in it)
     * @param params types of $n; filled in when variable
     * @throws SqlError with PostgreSQL's message and position when the statement is wrong
     */
    public static Query analyze(RawStmt raw, String sql, Lookup lookup, ParamTypes params, AnalyzeContext cx) {
        ParseState ps = new ParseState(lookup, cx, params, sql);
        Query q;
        try {
            q = statement(ps, raw.stmt());
        } catch (StackOverflowError e) {
            throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
        }
        if (q.commandType != CmdType.UTILITY && params.isVariable()) {
            checkParameters(ps, q);
        }
        q.stmtLocation = raw.start();
        q.stmtLen = raw.length();
        return q;
    }

    /** As {@link #analyze(RawStmt, String, Lookup, ParamTypes, AnalyzeContext)} with a backend's catalog. */
    public static Query analyze(
            RawStmt raw, String sql, org.hathi.catalog.Catalog catalog, ParamTypes params, AnalyzeContext cx) {
        return analyze(raw, sql, new CatalogView(catalog), params, cx);
    }

    /** Parameters that were used before their type was settled must agree with it in the end. */
    private static void checkParameters(ParseState ps, Query q) {
        for (int i = 1; i <= ps.params.count(); i++) {
            if (ps.params.type(i) == Oids.UNKNOWN) {
                ParamCheck.undetermined(ps, q);
                return;
            }
        }
        ParamCheck.consistent(ps, q);
    }

    static Query statement(ParseState ps, Statement s) {
        return switch (s) {
            case SelectStmt x when x.intoClause() != null && x.op() == Statement.SetOperation.NONE -> utility(s);
            case SelectStmt x -> leftInto(x) ? utility(s) : select(ps, x);
            case Statement.InsertStmt x -> Dml.insert(ps, x);
            case Statement.UpdateStmt x -> Dml.update(ps, x);
            case Statement.DeleteStmt x -> Dml.delete(ps, x);
            case Statement.MergeStmt x -> Merge.transform(ps, x);
            case Statement.ReturnStmt x -> returnStmt(ps, x);
            case Statement.PLAssignStmt x -> throw SqlError.unsupported("PL/pgSQL assignment");
            default -> utility(s);
        };
    }

    private static boolean leftInto(SelectStmt s) {
        return into(s) != null;
    }

    /** The INTO clause of a SELECT, which its first arm has; null for none. */
    public static org.hathi.parser.tree.Clause.@Nullable IntoClause into(SelectStmt s) {
        SelectStmt l = s;
        while (l.op() != Statement.SetOperation.NONE && l.larg() != null) {
            l = l.larg();
        }
        return l.intoClause();
    }

    /** Throws when the statement is a SELECT with an INTO clause: it stands where only rows are wanted. */
    public static void refuseInto(ParseState ps, Statement s) {
        var into = s instanceof SelectStmt x ? into(x) : null;
        if (into != null) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "SELECT ... INTO is not allowed here",
                    into.rel().location());
        }
    }

    /** The SELECT of SELECT … INTO without its INTO, to be analysed when the statement is executed. */
    public static SelectStmt withoutInto(SelectStmt s) {
        SelectStmt left = s.larg() == null || s.op() == Statement.SetOperation.NONE ? s.larg() : withoutInto(s.larg());
        return s.withInto(null).withArms(left, s.rarg());
    }

    private static Query utility(Statement s) {
        Query q = new Query(CmdType.UTILITY);
        q.utilityStmt = s;
        return q;
    }

    private static Query returnStmt(ParseState ps, Statement.ReturnStmt r) {
        Query q = new Query(CmdType.SELECT);
        q.isReturn = true;
        List<TargetEntry> tl = new ArrayList<>();
        tl.add(Targets.entry(ps, r.returnval(), null, ExprKind.SELECT_TARGET, null, false)
                .withResname(null));
        if (ps.resolveUnknowns) {
            Targets.resolveUnknowns(ps, tl);
        }
        q.targetList = tl;
        q.jointree = new FromExpr(List.of(), null);
        finish(ps, q);
        Collations.assignQuery(ps, q);
        return q;
    }

    /** Analyses a subquery at the next level. */
    static Query subquery(
            ParseState ps, SelectStmt s, @Nullable CommonTableExpr parentCte, boolean locked, boolean resolveUnknowns) {
        refuseInto(ps, s);
        ParseState sub = new ParseState(ps);
        sub.parentCte = parentCte;
        sub.lockedFromParent = locked;
        sub.resolveUnknowns = resolveUnknowns;
        return select(sub, s);
    }

    /** Analyses the statement of a WITH item. */
    static Query subStatement(ParseState ps, Statement s, CommonTableExpr parentCte) {
        ParseState sub = new ParseState(ps);
        sub.parentCte = parentCte;
        refuseInto(ps, s);
        return statement(sub, s);
    }

    static Query select(ParseState ps, SelectStmt s) {
        if (s.op() != Statement.SetOperation.NONE) {
            return SetOps.transform(ps, s);
        }
        return s.valuesLists().isEmpty() ? plainSelect(ps, s) : values(ps, s);
    }

    /** Copies what was found on the way into the query. */
    static void finish(ParseState ps, Query q) {
        q.rtable = ps.rtable;
        q.hasSubLinks = ps.hasSubLinks;
        q.hasWindowFuncs = ps.hasWindowFuncs;
        q.hasTargetSRFs = ps.hasTargetSrfs;
        q.hasAggs = ps.hasAggs;
        q.hasModifyingCTE = ps.hasModifyingCte;
    }

    private static Query plainSelect(ParseState ps, SelectStmt s) {
        Query q = new Query(CmdType.SELECT);
        if (s.withClause() != null) {
            Ctes.transform(ps, s.withClause(), q);
        }
        ps.locking = s.lockingClause();
        ps.windowDefs.addAll(s.windowClause());
        FromClause.transform(ps, s.fromClause());
        List<TargetEntry> tl = Targets.list(ps, s.targetList(), ExprKind.SELECT_TARGET);
        Targets.markOrigins(ps, tl);
        Expr where = FromClause.where(ps, s.whereClause(), ExprKind.WHERE, "WHERE");
        q.havingQual = FromClause.where(ps, s.havingClause(), ExprKind.HAVING, "HAVING");
        q.sortClause = Clauses.sortClause(ps, s.sortClause(), tl, ExprKind.ORDER_BY, false);
        List<GroupingSet> sets = new ArrayList<>();
        q.groupClause = Clauses.groupClause(ps, s.groupClause(), tl, q.sortClause, sets, ExprKind.GROUP_BY, false);
        q.groupingSets = sets;
        q.groupDistinct = s.groupDistinct();
        if (s.distinctClause() != null) {
            if (s.distinctClause().isEmpty()) {
                q.distinctClause = Clauses.distinctClause(ps, tl, q.sortClause, false);
            } else {
                q.distinctClause = Clauses.distinctOn(ps, s.distinctClause(), tl, q.sortClause);
                q.hasDistinctOn = true;
            }
        }
        limits(ps, s, q);
        q.windowClause = Windows.definitions(ps, tl);
        if (ps.resolveUnknowns) {
            Targets.resolveUnknowns(ps, tl);
        }
        if (tl.size() > 1664) {
            throw Targets.tooMany(ps);
        }
        q.targetList = tl;
        q.jointree = new FromExpr(new ArrayList<>(ps.joinlist), where);
        finish(ps, q);
        for (LockingClause c : s.lockingClause()) {
            Locking.transform(ps, q, c, false);
        }
        Collations.assignQuery(ps, q);
        if (q.hasAggs || !q.groupClause.isEmpty() || !q.groupingSets.isEmpty() || q.havingQual != null) {
            GroupCheck.check(ps, q);
        }
        return q;
    }

    private static void limits(ParseState ps, SelectStmt s, Query q) {
        q.limitOffset = Clauses.limit(ps, s.limitOffset(), ExprKind.OFFSET, false);
        boolean ties = s.limitOption() == Statement.LimitOption.WITH_TIES;
        q.limitCount = Clauses.limit(ps, s.limitCount(), ExprKind.LIMIT, ties);
        q.limitOption = ties ? LimitOption.WITH_TIES : LimitOption.COUNT;
    }

    private static Query values(ParseState ps, SelectStmt s) {
        Query q = new Query(CmdType.SELECT);
        if (s.withClause() != null) {
            Ctes.transform(ps, s.withClause(), q);
        }
        List<List<Expr>> rows = new ArrayList<>();
        int n = -1;
        for (List<RawExpr> raw : s.valuesLists()) {
            List<Expr> row = Targets.exprList(ps, raw, ExprKind.VALUES, false);
            if (n < 0) {
                n = row.size();
            } else if (n != row.size()) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR,
                        "VALUES lists must all be the same length",
                        org.hathi.planner.tree.Trees.locationOf(row));
            }
            rows.add(row);
        }
        int[] types = new int[n];
        int[] typmods = new int[n];
        int[] colls = new int[n];
        for (int i = 0; i < n; i++) {
            List<Expr> col = new ArrayList<>(rows.size());
            for (List<Expr> row : rows) {
                col.add(row.get(i));
            }
            int t = Coercion.commonType(ps, col, "VALUES");
            for (int k = 0; k < col.size(); k++) {
                col.set(k, Coercion.toCommon(ps, col.get(k), t, "VALUES"));
                rows.get(k).set(i, col.get(k));
            }
            types[i] = t;
            typmods[i] = Coercion.commonTypmod(col, t);
            colls[i] = Collations.common(ps, col, true);
        }
        rows.replaceAll(r -> Collations.assignList(ps, r));
        boolean lateral = false;
        for (List<Expr> r : rows) {
            lateral |= Levels.hasVarsOfLevel(r, 0);
        }
        NsItem item = Relations.addValues(ps, rows, types, typmods, colls, lateral, true);
        ps.joinlist.add(new RangeTblRef(item.rtindex));
        ps.namespace.add(item);
        List<TargetEntry> tl = new ArrayList<>();
        Targets.expand(ps, item, 0, -1, tl, null);
        q.sortClause = Clauses.sortClause(ps, s.sortClause(), tl, ExprKind.ORDER_BY, false);
        limits(ps, s, q);
        if (!s.lockingClause().isEmpty()) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    Locking.name(org.hathi.planner.tree.LockClauseStrength.of(
                                    s.lockingClause().get(0).strength().ordinal() + 1))
                            + " cannot be applied to VALUES");
        }
        q.targetList = tl;
        q.jointree = new FromExpr(new ArrayList<>(ps.joinlist), null);
        finish(ps, q);
        Collations.assignQuery(ps, q);
        return q;
    }

    /** Is a row of an INSERT's VALUES free of DEFAULT markers? */
    static boolean hasDefault(List<Expr> row) {
        for (Expr e : row) {
            if (e instanceof SetToDefault) {
                return true;
            }
        }
        return false;
    }
}
