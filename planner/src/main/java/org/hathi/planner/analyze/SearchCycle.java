package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.CommonTableExpr;
import org.hathi.parser.tree.Clause.CteCycleClause;
import org.hathi.parser.tree.Clause.CteSearchClause;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.ColumnRef;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.Statement.SetOperation;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * SEARCH and CYCLE of a recursive WITH item: both sides of its UNION are wrapped into queries that carry the sequence
 * column, the cycle mark and the path along, as the SQL standard describes them.
 */
final class SearchCycle {
    private static final int INT8INC = 1219;

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

    /** The item without the clauses. */
    static CommonTableExpr rewrite(ParseState ps, CommonTableExpr raw) {
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
        SearchCycle c = new SearchCycle(ps, raw, columnNames(ps, raw, s.larg()));
        c.check();
        String reference = c.reference(s.rarg());
        if (reference == null) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    clause + "the recursive reference to WITH query \"" + raw.ctename()
                            + "\" must be at the top level of its right-hand SELECT");
        }
        List<String> names = new ArrayList<>(c.columns);
        names.addAll(c.added());
        SelectStmt left = c.wrap(s.larg(), "*TLOCRN*", c.columns, c.start(), null);
        SelectStmt right = c.wrap(c.extended(s.rarg(), reference), "*TROCRN*", names, c.next(), c.goOn());
        SelectStmt union = s.withArms(left, right);
        return new CommonTableExpr(raw.ctename(), names, raw.materialized(), union, null, null, raw.location());
    }

    private static boolean plain(SelectStmt s) {
        return s.op() == SetOperation.NONE;
    }

    private static List<String> columnNames(ParseState ps, CommonTableExpr raw, SelectStmt left) {
        List<String> out = new ArrayList<>(raw.aliascolnames());
        int n = 0;
        for (TargetEntry t : Analyzer.select(new ParseState(ps), left).targetList) {
            if (!t.resjunk() && n++ >= raw.aliascolnames().size()) {
                out.add(String.valueOf(t.resname()));
            }
        }
        return out;
    }

    /** The columns that the clauses add to an item, in order. */
    static List<TargetEntry> addedColumns(ParseState ps, CommonTableExpr raw) {
        List<TargetEntry> out = new ArrayList<>();
        CteSearchClause s = raw.searchClause();
        if (s != null) {
            out.add(placeholder(s.seqColumn(), s.breadthFirst() ? Oids.RECORD : Oids.RECORD_ARRAY));
        }
        CteCycleClause c = raw.cycleClause();
        if (c != null) {
            Expr value = Exprs.transform(ps, c.markValue(), ExprKind.CYCLE_MARK);
            Expr normal = Exprs.transform(ps, c.markDefault(), ExprKind.CYCLE_MARK);
            int type = Coercion.commonType(ps, List.of(value, normal), "CYCLE");
            Coercion.toCommon(ps, value, type, "CYCLE/SET/TO");
            Coercion.toCommon(ps, normal, type, "CYCLE/SET/DEFAULT");
            if (Ops.sortOps(ps, type).eq() == 0) {
                throw new SqlError(
                        SqlState.UNDEFINED_FUNCTION,
                        "could not identify an equality operator for type " + ps.typeName(type));
            }
            out.add(placeholder(c.markColumn(), type));
            out.add(placeholder(c.pathColumn(), Oids.RECORD_ARRAY));
        }
        return out;
    }

    private static TargetEntry placeholder(String name, int type) {
        return new TargetEntry(new org.hathi.planner.tree.SetToDefault(type, -1, 0, -1), 0, name, false);
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

    private List<String> added() {
        List<String> l = new ArrayList<>();
        if (search != null) {
            l.add(search.seqColumn());
        }
        if (cycle != null) {
            l.add(cycle.markColumn());
            l.add(cycle.pathColumn());
        }
        return l;
    }

    /** The name the recursive reference goes by in the FROM list; null when it is not at its top. */
    private @Nullable String reference(SelectStmt s) {
        for (FromItem f : s.fromClause()) {
            String n = reference(f);
            if (n != null) {
                return n;
            }
        }
        return null;
    }

    private @Nullable String reference(FromItem f) {
        if (f instanceof RangeVar v && v.schemaname() == null && v.relname().equals(raw.ctename())) {
            return v.alias() == null ? v.relname() : v.alias().aliasname();
        }
        if (f instanceof FromItem.JoinExpr j) {
            String n = reference(j.larg());
            return n != null ? n : reference(j.rarg());
        }
        return null;
    }

    // ---------------------------------------------------------------- raw expressions

    private static RawExpr column(String... names) {
        return new ColumnRef(List.of(names), false, -1);
    }

    private static RawExpr row(List<String> names) {
        List<RawExpr> l = new ArrayList<>();
        for (String n : names) {
            l.add(column(n));
        }
        return new RawExpr.RowExpr(l, true, -1);
    }

    private static RawExpr array(RawExpr e) {
        return new RawExpr.AArrayExpr(List.of(e), -1);
    }

    private static RawExpr append(String path, RawExpr row) {
        return new RawExpr.FuncCall(
                List.of("pg_catalog", "array_cat"),
                List.of(column(path), array(row)),
                List.of(),
                null,
                null,
                false,
                false,
                false,
                false,
                RawExpr.CoercionForm.EXPLICIT_CALL,
                -1);
    }

    /** ROW(0, columns): the depth is put in by {@link #finish}. */
    private static RawExpr depthRow(List<String> names) {
        List<RawExpr> l = new ArrayList<>();
        l.add(new RawExpr.TypeCast(
                new RawExpr.AConst(new org.hathi.parser.tree.Value.Int(0), -1),
                new org.hathi.parser.tree.TypeName(
                        List.of("pg_catalog", "int8"), false, false, List.of(), List.of(), -1),
                -1));
        for (String n : names) {
            l.add(column(n));
        }
        return new RawExpr.RowExpr(l, true, -1);
    }

    private List<RawExpr> start() {
        List<RawExpr> l = new ArrayList<>();
        if (search != null) {
            l.add(search.breadthFirst() ? depthRow(search.colList()) : array(row(search.colList())));
        }
        if (cycle != null) {
            l.add(cycle.markDefault());
            l.add(array(row(cycle.colList())));
        }
        return l;
    }

    private List<RawExpr> next() {
        List<RawExpr> l = new ArrayList<>();
        if (search != null) {
            l.add(
                    search.breadthFirst()
                            ? depthRow(search.colList())
                            : append(search.seqColumn(), row(search.colList())));
        }
        if (cycle != null) {
            RawExpr seen = new RawExpr.AExpr(
                    RawExpr.AExprKind.OP_ANY, List.of("="), row(cycle.colList()), column(cycle.pathColumn()), -1);
            l.add(new RawExpr.CaseExpr(
                    null, List.of(new RawExpr.CaseWhen(seen, cycle.markValue(), -1)), cycle.markDefault(), -1));
            l.add(append(cycle.pathColumn(), row(cycle.colList())));
        }
        return l;
    }

    /** Rows that closed a cycle are not followed. */
    private @Nullable RawExpr goOn() {
        return cycle == null
                ? null
                : new RawExpr.AExpr(
                        RawExpr.AExprKind.OP, List.of("<>"), column(cycle.markColumn()), cycle.markValue(), -1);
    }

    // ---------------------------------------------------------------- queries

    private SelectStmt wrap(
            SelectStmt inner, String alias, List<String> names, List<RawExpr> extra, @Nullable RawExpr where) {
        List<ResTarget> targets = new ArrayList<>();
        for (String c : columns) {
            targets.add(new ResTarget(c, List.of(), column(c), -1));
        }
        List<String> added = added();
        for (int i = 0; i < extra.size(); i++) {
            targets.add(new ResTarget(added.get(i), List.of(), extra.get(i), -1));
        }
        FromItem from = new FromItem.RangeSubselect(false, inner, new FromItem.Alias(alias, names), -1);
        return SelectStmt.simple(targets, List.of(from), where, -1);
    }

    /** The recursive side with the columns carried along added to its output. */
    private SelectStmt extended(SelectStmt s, String reference) {
        List<ResTarget> targets = new ArrayList<>(s.targetList());
        for (String a : added()) {
            targets.add(new ResTarget(a, List.of(), column(reference, a), -1));
        }
        return s.withTargets(targets);
    }

    /** BREADTH FIRST: the depth of a row is one more than that of the row it came from. */
    static void finish(CommonTableExpr original, org.hathi.planner.tree.CommonTableExpr c) {
        CteSearchClause search = original.searchClause();
        if (search == null || !search.breadthFirst()) {
            return;
        }
        Query union = c.ctequery;
        if (!(union.setOperations instanceof SetOperationStmt s) || !(s.rarg() instanceof RangeTblRef r)) {
            throw SqlError.internal("unexpected shape of a recursive query");
        }
        RangeTblEntry side = union.rte(r.rtindex());
        Query right = java.util.Objects.requireNonNull(side.subquery);
        List<TargetEntry> targets = new ArrayList<>(right.targetList.size());
        for (TargetEntry t : right.targetList) {
            if (search.seqColumn().equals(t.resname()) && t.expr() instanceof RowExpr row) {
                Var before = new Var(1, t.resno(), Oids.RECORD, -1, 0, 0, 1, t.resno(), -1);
                Expr depth = new FieldSelect(before, 1, Oids.INT8, -1, 0);
                List<Expr> fields = new ArrayList<>(row.args());
                fields.set(
                        0,
                        new FuncExpr(
                                INT8INC,
                                Oids.INT8,
                                false,
                                false,
                                CoercionForm.EXPLICIT_CALL,
                                0,
                                0,
                                List.of(depth),
                                -1));
                targets.add(t.withExpr(
                        new RowExpr(fields, row.rowTypeid(), row.rowFormat(), row.colnames(), row.location())));
            } else {
                targets.add(t);
            }
        }
        right.targetList = targets;
    }
}
