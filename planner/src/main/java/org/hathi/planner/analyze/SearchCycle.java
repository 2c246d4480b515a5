package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.OperatorInfo;
import org.hathi.parser.tree.Clause.CommonTableExpr;
import org.hathi.parser.tree.Clause.CteCycleClause;
import org.hathi.parser.tree.Clause.CteSearchClause;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.Statement.SetOperation;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CommonTableExpr.CteCycle;
import org.hathi.planner.tree.CommonTableExpr.CteSearch;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * SEARCH and CYCLE of a recursive WITH item: what is said in them is checked and kept beside the item's query, which is
 * analysed as it was written. The rewriter makes columns of it ({@link SearchCycleRewrite}).
 */
final class SearchCycle {
    private final ParseState ps;
    private final CommonTableExpr raw;
    private final @Nullable CteSearchClause search;
    private final @Nullable CteCycleClause cycle;
    private final List<String> columns;

    private SearchCycle(ParseState ps, CommonTableExpr raw, List<String> columns) {
        this.ps = ps;
        this.raw = raw;
        this.search = raw.searchClause();
        this.cycle = raw.cycleClause();
        this.columns = columns;
    }

    static boolean wanted(CommonTableExpr raw) {
        return raw.searchClause() != null || raw.cycleClause() != null;
    }

    /** The clauses analysed, before the query: the types of the columns they add are known in it. */
    static void clauses(ParseState ps, CommonTableExpr raw, org.hathi.planner.tree.CommonTableExpr item) {
        CteSearchClause s = raw.searchClause();
        if (s != null) {
            item.searchClause = new CteSearch(s.colList(), s.breadthFirst(), s.seqColumn(), s.location());
        }
        CteCycleClause c = raw.cycleClause();
        if (c == null) {
            return;
        }
        Expr value = Exprs.transform(ps, c.markValue(), ExprKind.CYCLE_MARK);
        Expr normal = Exprs.transform(ps, c.markDefault(), ExprKind.CYCLE_MARK);
        int type = Coercion.commonType(ps, List.of(value, normal), "CYCLE");
        value = Coercion.toCommon(ps, value, type, "CYCLE/SET/TO");
        normal = Coercion.toCommon(ps, normal, type, "CYCLE/SET/DEFAULT");
        int eq = Ops.sortOps(ps, type).eq();
        if (eq == 0) {
            throw none(ps, "an equality", type);
        }
        OperatorInfo o = ps.lookup.operator(eq);
        if (o == null || o.negator() == 0) {
            throw none(ps, "an inequality", type);
        }
        item.cycleClause = new CteCycle(
                c.colList(),
                c.markColumn(),
                value,
                normal,
                c.pathColumn(),
                c.location(),
                type,
                Coercion.commonTypmod(List.of(value, normal), type),
                Collations.common(ps, List.of(value, normal), true),
                o.negator());
    }

    private static SqlError none(ParseState ps, String what, int type) {
        return new SqlError(
                SqlState.UNDEFINED_FUNCTION, "could not identify " + what + " operator for type " + ps.typeName(type));
    }

    /** Adds the clauses' columns to a reference to their item. */
    static void addColumns(RangeTblEntry r, org.hathi.planner.tree.CommonTableExpr item) {
        CteSearch s = item.searchClause;
        CteCycle c = item.cycleClause;
        if (s != null) {
            addColumn(r, s.seqColumn(), s.breadthFirst() ? Oids.RECORD : Oids.RECORD_ARRAY, -1, 0);
        }
        if (c != null) {
            addColumn(r, c.markColumn(), c.markType(), c.markTypmod(), c.markCollation());
            addColumn(r, c.pathColumn(), Oids.RECORD_ARRAY, -1, 0);
        }
    }

    private static void addColumn(RangeTblEntry r, String name, int type, int typmod, int collation) {
        List<String> names = new ArrayList<>(r.eref.colnames());
        names.add(name);
        r.eref = new Alias(r.eref.aliasname(), names);
        r.coltypes = with(r.coltypes, type);
        r.coltypmods = with(r.coltypmods, typmod);
        r.colcollations = with(r.colcollations, collation);
    }

    static int[] with(int[] a, int last) {
        int[] b = Arrays.copyOf(a, a.length + 1);
        b[a.length] = last;
        return b;
    }

    /** What must be true of the item, whose query is analysed. */
    static void check(ParseState ps, CommonTableExpr raw, org.hathi.planner.tree.CommonTableExpr item) {
        String clause = "with a SEARCH or CYCLE clause, ";
        if (!(raw.ctequery() instanceof SelectStmt s)
                || s.op() != SetOperation.UNION
                || s.larg() == null
                || s.rarg() == null) {
            throw ps.error(SqlState.SYNTAX_ERROR, "WITH query is not recursive", raw.location());
        }
        if (!plain(s.larg())) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, clause + "the left side of the UNION must be a SELECT");
        }
        if (!plain(s.rarg())) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, clause + "the right side of the UNION must be a SELECT");
        }
        SearchCycle c = new SearchCycle(ps, raw, item.ctecolnames);
        c.check();
        if (!c.refersToItself(s.rarg())) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    clause + "the recursive reference to WITH query \"" + raw.ctename()
                            + "\" must be at the top level of its right-hand SELECT");
        }
    }

    private static boolean plain(SelectStmt s) {
        return s.op() == SetOperation.NONE;
    }

    private void check() {
        if (search != null) {
            among(search.colList(), "search", search.location());
            free(search.seqColumn(), "search sequence", search.location());
        }
        if (cycle != null) {
            among(cycle.colList(), "cycle", cycle.location());
            free(cycle.markColumn(), "cycle mark", cycle.location());
            free(cycle.pathColumn(), "cycle path", cycle.location());
            if (cycle.markColumn().equals(cycle.pathColumn())) {
                throw same("cycle mark", "cycle path", cycle.location());
            }
        }
        if (search != null && cycle != null) {
            if (search.seqColumn().equals(cycle.markColumn())) {
                throw same("search sequence", "cycle mark", search.location());
            }
            if (search.seqColumn().equals(cycle.pathColumn())) {
                throw same("search sequence", "cycle path", search.location());
            }
        }
    }

    private SqlError same(String a, String b, int location) {
        return ps.error(SqlState.SYNTAX_ERROR, a + " column name and " + b + " column name are the same", location);
    }

    private void among(List<String> list, String what, int location) {
        List<String> seen = new ArrayList<>();
        for (String c : list) {
            if (!columns.contains(c)) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR, what + " column \"" + c + "\" not in WITH query column list", location);
            }
            if (seen.contains(c)) {
                throw ps.error(
                        SqlState.DUPLICATE_COLUMN, what + " column \"" + c + "\" specified more than once", location);
            }
            seen.add(c);
        }
    }

    private void free(String name, String what, int location) {
        if (columns.contains(name)) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    what + " column name \"" + name + "\" already used in WITH query column list",
                    location);
        }
    }

    /** Whether the recursive reference is at the top of the FROM list. */
    private boolean refersToItself(SelectStmt s) {
        for (FromItem f : s.fromClause()) {
            if (refersToItself(f)) {
                return true;
            }
        }
        return false;
    }

    private boolean refersToItself(FromItem f) {
        return switch (f) {
            case RangeVar v -> v.schemaname() == null && v.relname().equals(raw.ctename());
            case FromItem.JoinExpr j -> refersToItself(j.larg()) || refersToItself(j.rarg());
            default -> false;
        };
    }
}
