package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.LockingClause;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.LimitOption;
import org.hathi.planner.tree.LockClauseStrength;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.SetOpNode;
import org.hathi.planner.tree.SetOperation;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Oids;

/** UNION, INTERSECT, EXCEPT. */
final class SetOps {
    private SetOps() {}

    /** A node of the set operation tree with its output columns. */
    private record Side(SetOpNode node, List<TargetEntry> targets) {}

    private static SelectStmt plain(SelectStmt s) {
        return s.withInto(null).withTail(Statement.Tail.NONE);
    }

    static Query transform(ParseState ps, SelectStmt s) {
        Query q = new Query(CmdType.SELECT);
        SelectStmt left = s;
        while (left.larg() != null && left.op() != Statement.SetOperation.NONE) {
            left = left.larg();
        }
        if (left.intoClause() != null && left != s) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "SELECT ... INTO is not allowed here",
                    left.intoClause().location());
        }
        if (!s.lockingClause().isEmpty()) {
            throw locked(s);
        }
        if (s.withClause() != null) {
            Ctes.transform(ps, s.withClause(), q);
        }
        Side top = tree(ps, plain(s), true);
        q.setOperations = top.node;
        SetOperationStmt sos = (SetOperationStmt) top.node;
        SetOpNode n = sos;
        while (n instanceof SetOperationStmt x) {
            n = x.larg();
        }
        int leftmost = ((RangeTblRef) n).rtindex();
        List<TargetEntry> leftTargets =
                java.util.Objects.requireNonNull(ps.rtable.get(leftmost - 1).subquery).targetList;
        List<TargetEntry> tl = new ArrayList<>();
        int k = sos.colTypes().length;
        NsItem.Column[] cols = new NsItem.Column[k];
        List<String> names = new ArrayList<>();
        List<Expr> vars = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            TargetEntry lt = leftTargets.get(i);
            Var v = new Var(
                    leftmost,
                    lt.resno(),
                    sos.colTypes()[i],
                    sos.colTypmods()[i],
                    sos.colCollations()[i],
                    0,
                    leftmost,
                    lt.resno(),
                    Trees.location(lt.expr()));
            tl.add(new TargetEntry(v, ps.nextResno++, lt.resname(), false));
            names.add(String.valueOf(lt.resname()));
            vars.add(v);
            cols[i] = new NsItem.Column(
                    leftmost, lt.resno(), v.vartype(), v.vartypmod(), v.varcollid(), leftmost, lt.resno());
        }
        sort(ps, q, s, tl, names, vars, cols);
        q.targetList = tl;
        q.limitOffset = Clauses.limit(ps, s.limitOffset(), ExprKind.OFFSET, false);
        boolean ties = s.limitOption() == Statement.LimitOption.WITH_TIES;
        q.limitCount = Clauses.limit(ps, s.limitCount(), ExprKind.LIMIT, ties);
        q.limitOption = ties ? LimitOption.WITH_TIES : LimitOption.COUNT;
        q.jointree = new FromExpr(new ArrayList<>(ps.joinlist), null);
        Analyzer.finish(ps, q);
        Collations.assignQuery(ps, q);
        return q;
    }

    /** ORDER BY sees only the output columns. */
    private static void sort(
            ParseState ps,
            Query q,
            SelectStmt s,
            List<TargetEntry> tl,
            List<String> names,
            List<Expr> vars,
            NsItem.Column[] cols) {
        List<NsItem> save = ps.namespace;
        RangeTblEntry fake = new RangeTblEntry(org.hathi.planner.tree.RteKind.JOIN);
        fake.eref = new Alias("unnamed_join", names);
        fake.joinaliasvars = new ArrayList<>(vars);
        NsItem item = new NsItem(fake.eref, fake, ps.rtable.size() + 1, cols);
        item.relVisible = false;
        ps.namespace = new ArrayList<>(List.of(item));
        ps.rtable.add(fake);
        int before = tl.size();
        q.sortClause = Clauses.sortClause(ps, s.sortClause(), tl, ExprKind.ORDER_BY, false);
        ps.rtable.remove(ps.rtable.size() - 1);
        ps.namespace = save;
        if (tl.size() != before) {
            throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
                            Trees.location(tl.get(before).expr()))
                    .detail("Only result column names can be used, not expressions or functions.")
                    .hint("Add the expression/function to every SELECT, or move the UNION into a FROM clause.");
        }
    }

    private static SqlError locked(SelectStmt s) {
        LockingClause c = s.lockingClause().get(0);
        return new SqlError(
                SqlState.FEATURE_NOT_SUPPORTED,
                Locking.name(LockClauseStrength.of(c.strength().ordinal() + 1))
                        + " is not allowed with UNION/INTERSECT/EXCEPT");
    }

    private static boolean isLeaf(SelectStmt s) {
        return s.op() == Statement.SetOperation.NONE
                || !s.sortClause().isEmpty()
                || s.limitOffset() != null
                || s.limitCount() != null
                || !s.lockingClause().isEmpty()
                || s.withClause() != null;
    }

    private static Side tree(ParseState ps, SelectStmt s, boolean top) {
        if (s.intoClause() != null) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT",
                    s.intoClause().location());
        }
        if (!s.lockingClause().isEmpty()) {
            throw locked(s);
        }
        if (isLeaf(s)) {
            Query sub = Analyzer.subquery(ps, s, null, false, false);
            if (Levels.hasVarsOfLevel(sub, 1) && !ps.namespace.isEmpty()) {
                throw new SqlError(
                        SqlState.INVALID_COLUMN_REFERENCE,
                        "UNION/INTERSECT/EXCEPT member statement cannot"
                                + " refer to other relations of same query level");
            }
            NsItem item = Relations.addSubquery(
                    ps, sub, new Alias("*SELECT* " + (ps.rtable.size() + 1), List.of()), false, false);
            List<TargetEntry> out = new ArrayList<>();
            for (TargetEntry t : sub.targetList) {
                if (!t.resjunk()) {
                    out.add(t);
                }
            }
            return new Side(new RangeTblRef(item.rtindex), out);
        }
        String context = s.op().name();
        Side l = tree(ps, java.util.Objects.requireNonNull(s.larg()), false);
        if (top && ps.parentCte != null && ps.parentCte.cterecursive && s.op() == Statement.SetOperation.UNION) {
            recursiveColumns(ps, l);
        }
        Side r = tree(ps, java.util.Objects.requireNonNull(s.rarg()), false);
        if (l.targets.size() != r.targets.size()) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "each " + context + " query must have the same number of columns",
                    r.targets.isEmpty() ? -1 : Trees.location(r.targets.get(0).expr()));
        }
        return combine(ps, s, context, l, r);
    }

    private static void recursiveColumns(ParseState ps, Side l) {
        var cte = java.util.Objects.requireNonNull(ps.parentCte);
        SetOpNode n = l.node;
        while (n instanceof SetOperationStmt x) {
            n = x.larg();
        }
        List<TargetEntry> leftmost =
                java.util.Objects.requireNonNull(ps.rtable.get(((RangeTblRef) n).rtindex() - 1).subquery).targetList;
        List<TargetEntry> tl = new ArrayList<>();
        for (int i = 0; i < l.targets.size(); i++) {
            tl.add(new TargetEntry(
                    l.targets.get(i).expr(), i + 1, leftmost.get(i).resname(), false));
        }
        Ctes.columns(ps, cte, tl);
    }

    private static Side combine(ParseState ps, SelectStmt s, String context, Side l, Side r) {
        int n = l.targets.size();
        int[] types = new int[n];
        int[] typmods = new int[n];
        int[] colls = new int[n];
        List<SortGroupClause> groups = new ArrayList<>();
        List<TargetEntry> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Expr le = l.targets.get(i).expr();
            Expr re = r.targets.get(i).expr();
            int t = Coercion.commonType(ps, List.of(le, re), context);
            Expr best = le.type() == Oids.UNKNOWN && re.type() != Oids.UNKNOWN ? re : le;
            Expr lc = side(ps, l, i, le, t, context);
            Expr rc = side(ps, r, i, re, t, context);
            types[i] = t;
            typmods[i] = Coercion.commonTypmod(List.of(lc, rc), t);
            colls[i] = Collations.common(ps, List.of(lc, rc), s.op() == Statement.SetOperation.UNION && s.all());
            if (!(s.op() == Statement.SetOperation.UNION && s.all())) {
                Ops.SortOps o = Ops.sortOps(ps, t);
                if (o.eq() == 0) {
                    throw Ops.noEquality(ps, t, Trees.location(best));
                }
                groups.add(new SortGroupClause(0, o.eq(), o.lt(), false, o.hashable()));
            }
            SetToDefault col = new SetToDefault(t, typmods[i], colls[i], Trees.location(best));
            out.add(new TargetEntry(col, i + 1, l.targets.get(i).resname(), false));
        }
        SetOperation op = SetOperation.of(s.op().ordinal());
        return new Side(new SetOperationStmt(op, s.all(), l.node, r.node, types, typmods, colls, groups), out);
    }

    /** Coerces an unknown literal among a leaf's columns in place; of others just checks that they can be coerced. */
    private static Expr side(ParseState ps, Side s, int i, Expr e, int type, String context) {
        if (e.type() == type) {
            return e;
        }
        Expr c = Coercion.toCommon(ps, e, type, context);
        if (s.node instanceof RangeTblRef ref
                && e.type() == Oids.UNKNOWN
                && (e instanceof Const || e instanceof Param)) {
            Query sub = java.util.Objects.requireNonNull(ps.rtable.get(ref.rtindex() - 1).subquery);
            TargetEntry old = s.targets.get(i);
            TargetEntry t = old.withExpr(c);
            s.targets.set(i, t);
            List<TargetEntry> tl = new ArrayList<>(sub.targetList);
            tl.set(tl.indexOf(old), t);
            sub.targetList = tl;
        }
        return c;
    }
}
