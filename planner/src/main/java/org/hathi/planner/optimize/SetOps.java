package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.RecursiveUnion;
import org.hathi.planner.plan.SetOp;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.plan.SubqueryScan;
import org.hathi.planner.plan.Unique;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.SetOpNode;
import org.hathi.planner.tree.SetOperation;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;

/** Plans UNION, INTERSECT, EXCEPT and the recursive union of WITH RECURSIVE. */
final class SetOps {
    private static final int INT4 = 23;

    private final Planner planner;
    private final PlannerInfo info;
    private final Costs costs;
    /** How much of the inputs now being planned will be fetched: see {@link PlannerInfo#tupleFraction}. */
    private double fraction;

    SetOps(Planner planner, PlannerInfo info, Costs costs) {
        this.planner = planner;
        this.info = info;
        this.costs = costs;
        this.fraction = info.tupleFraction;
    }

    /** Plans the query's set operations; the result's target list is by position, named as the query's. */
    Plan plan(Query q) {
        Plan p = node(java.util.Objects.requireNonNull(q.setOperations));
        List<TargetEntry> out = new ArrayList<>();
        int i = 0;
        for (TargetEntry t : q.targetList) {
            if (t.resjunk()) {
                throw SqlError.internal("set operation with hidden output columns");
            }
            out.add(t.withExpr(p.targetList.get(i++).expr()));
        }
        for (; i < p.targetList.size(); i++) {
            out.add(p.targetList.get(i));
        }
        p.targetList = out;
        return p;
    }

    private Plan node(SetOpNode n) {
        return switch (n) {
            case RangeTblRef r -> leaf(r);
            case SetOperationStmt s -> {
                Plan p = operation(s);
                info.setOpNodes.add(p);
                yield p;
            }
        };
    }

    private Plan leaf(RangeTblRef r) {
        Query sub = java.util.Objects.requireNonNull(info.query.rte(r.rtindex()).subquery);
        PlannerInfo.PlannedQuery p = planner.planQuery(info.global, info, sub, fraction);
        leaves.put(p.plan(), r.rtindex());
        infos.put(p.plan(), p.info());
        return p.plan();
    }

    /** Range table index and level of each input that is a query of its own. */
    private final java.util.IdentityHashMap<Plan, Integer> leaves = new java.util.IdentityHashMap<>();

    private final java.util.IdentityHashMap<Plan, PlannerInfo> infos = new java.util.IdentityHashMap<>();

    private Plan operation(SetOperationStmt s) {
        if (s.op() == SetOperation.UNION && s.all()) {
            List<Plan> inputs = new ArrayList<>();
            flatten(s.larg(), s, inputs);
            flatten(s.rarg(), s, inputs);
            return append(inputs, s);
        }
        // What removes duplicates reads all rows of its inputs, however few are wanted of its own.
        double wanted = fraction;
        fraction = 0;
        if (s.op() == SetOperation.UNION) {
            List<Plan> inputs = new ArrayList<>();
            flatten(s.larg(), s, inputs);
            flatten(s.rarg(), s, inputs);
            fraction = wanted;
            return distinct(append(inputs, s), s);
        }
        Plan l = node(s.larg());
        Plan r = node(s.rarg());
        fraction = wanted;
        return setOp(s, l, r);
    }

    /** INTERSECT or EXCEPT of two inputs, hashed or over sorted rows. */
    private Plan setOp(SetOperationStmt s, Plan l, Plan r) {
        double lg = groups(l);
        double rg = groups(r);
        boolean except = s.op() == SetOperation.EXCEPT;
        // The larger input of INTERSECT comes second: fewer groups are kept.
        boolean swap = !except && lg > rg;
        Plan first = scan(swap ? r : l, s, swap ? 1 : 0);
        Plan second = scan(swap ? l : r, s, swap ? 0 : 1);
        Append a = appendNode(new ArrayList<>(List.of(first, second)));
        a.width = width(s) + 4;
        a.targetList.add(positioned(first.targetList.get(a.targetList.size()), a.targetList.size() + 1));
        SetOp op = new SetOp();
        op.command = except
                ? s.all() ? SetOp.Command.EXCEPT_ALL : SetOp.Command.EXCEPT
                : s.all() ? SetOp.Command.INTERSECT_ALL : SetOp.Command.INTERSECT;
        int n = s.colTypes().length;
        double groups = except ? lg : Math.min(lg, rg);
        op.rows = s.all() ? except ? l.rows : Math.min(l.rows, r.rows) : groups;
        op.hashed = hashes(a, s, groups, op.rows, except ? "EXCEPT" : "INTERSECT");
        Plan in = op.hashed ? a : sorted(a, s);
        op.left = in;
        op.columns = positions(n);
        op.operators = new int[n];
        op.collations = s.colCollations();
        for (int i = 0; i < n; i++) {
            op.operators[i] = s.groupClauses().get(i).eqop();
        }
        op.flagColumn = n + 1;
        op.targetList = a.targetList;
        op.width = a.width;
        op.startupCost = in.startupCost;
        op.totalCost = in.totalCost + a.rows * costs.s.cpuOperator * n;
        return op;
    }

    private static int[] positions(int n) {
        int[] columns = new int[n];
        for (int i = 0; i < n; i++) {
            columns[i] = i + 1;
        }
        return columns;
    }

    /** Different rows of an input. */
    private double groups(Plan p) {
        PlannerInfo sub = infos.get(p);
        if (sub == null) {
            return p.rows;
        }
        Query q = sub.query;
        if (q.hasAggs
                || !q.groupClause.isEmpty()
                || !q.groupingSets.isEmpty()
                || !q.distinctClause.isEmpty()
                || q.havingQual != null
                || q.setOperations != null) {
            return p.rows;
        }
        List<Expr> exprs = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                exprs.add(t.expr());
            }
        }
        return new Selectivity(sub).groups(exprs, p.rows);
    }

    private void flatten(SetOpNode n, SetOperationStmt top, List<Plan> out) {
        if (n instanceof SetOperationStmt s
                && s.op() == SetOperation.UNION
                && (s.all() || !top.all())
                && (s.all() == top.all() || !top.all())
                && java.util.Arrays.equals(s.colTypes(), top.colTypes())) {
            flatten(s.larg(), top, out);
            flatten(s.rarg(), top, out);
            return;
        }
        out.add(node(n));
    }

    private Plan append(List<Plan> inputs, SetOperationStmt s) {
        List<Plan> converted = new ArrayList<>();
        for (Plan p : inputs) {
            converted.add(convert(p, s));
        }
        Append a = appendNode(converted);
        a.width = width(s);
        return a;
    }

    /** The width of a set operation's columns: nothing is known of them but their types. */
    private int width(SetOperationStmt s) {
        int w = 0;
        for (int i = 0; i < s.colTypes().length; i++) {
            w += UpperCosts.typeWidth(info.catalog(), s.colTypes()[i], s.colTypmods()[i]);
        }
        return w;
    }

    /** Reading the rows of an input that is a query through a scan costs something. */
    private Append appendNode(List<Plan> inputs) {
        Append a = new Append();
        a.inputs = inputs;
        for (Plan p : inputs) {
            a.rows += p.rows;
            a.totalCost += p.totalCost;
            if (!(p instanceof SubqueryScan) && leaves.containsKey(p)) {
                a.totalCost += costs.s.cpuTuple * p.rows;
            }
        }
        a.startupCost = inputs.get(0).startupCost;
        a.totalCost += a.rows * costs.s.cpuTuple * 0.5;
        a.targetList = columns(inputs.get(0));
        return a;
    }

    /** The input's columns by position, hidden ones left out. */
    private static List<TargetEntry> columns(Plan p) {
        List<TargetEntry> out = new ArrayList<>();
        for (TargetEntry t : p.targetList) {
            if (!t.resjunk()) {
                out.add(positioned(t, out.size() + 1));
            }
        }
        return out;
    }

    private static TargetEntry positioned(TargetEntry t, int resno) {
        Expr e = t.expr();
        Var v = new Var(Var.OUTER_VAR, t.resno(), e.type(), e.typmod(), e.collation(), 0, Var.OUTER_VAR, t.resno(), -1);
        return new TargetEntry(v, resno, t.resname(), t.resjunk());
    }

    /** Gives an input the set operation's column types, where its own differ, and drops hidden columns. */
    private Plan convert(Plan p, SetOperationStmt s) {
        List<TargetEntry> cols = columns(p);
        boolean same = cols.size() == p.targetList.size();
        for (int i = 0; i < cols.size(); i++) {
            same &= cols.get(i).expr().type() == s.colTypes()[i];
        }
        return same ? p : over(p, converted(p, s));
    }

    /** The input's columns with the set operation's types; constants of a query stand for themselves. */
    private List<TargetEntry> converted(Plan p, SetOperationStmt s) {
        List<TargetEntry> out = new ArrayList<>();
        List<TargetEntry> cols = columns(p);
        for (int i = 0; i < cols.size(); i++) {
            TargetEntry t = cols.get(i);
            if (leaves.containsKey(p) && p.targetList.get(t.resno() - 1).expr() instanceof Const c) {
                t = t.withExpr(c);
            }
            if (t.expr().type() != s.colTypes()[i]) {
                t = t.withExpr(planner.coerce(t.expr(), s.colTypes()[i], s.colTypmods()[i], s.colCollations()[i]));
            }
            out.add(t.withSortGroupRef(i + 1));
        }
        return out;
    }

    /**
     * {@code targets}, written over the input's columns by position, computed by a scan of the input where it is a
     * query.
     */
    private Plan over(Plan p, List<TargetEntry> targets) {
        Integer rti = leaves.get(p);
        if (rti == null && p instanceof Agg) {
            // Its own columns are its input's, at the same places.
            p.targetList = targets;
            return p;
        }
        if (rti == null) {
            Plan r = Planner.resultOver(p, targets);
            r.totalCost += costs.s.cpuTuple * p.rows;
            info.setOpNodes.add(r);
            return r;
        }
        SubqueryScan s = new SubqueryScan();
        s.scanRelId = rti;
        s.left = p;
        s.targetList = new org.hathi.planner.tree.TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                return x instanceof Var v
                        ? new Var(
                                rti, v.varattno(), v.vartype(), v.vartypmod(), v.varcollid(), 0, rti, v.varattno(), -1)
                        : mutateChildren(x);
            }
        }.targets(targets);
        s.copyEstimates(p);
        s.totalCost += costs.s.cpuTuple * p.rows;
        s.width = new UpperCosts(info, costs).width(s.targetList);
        info.setOpNodes.add(s);
        leaves.put(s, rti);
        return s;
    }

    /** The input with the operation's column types and a number that tells the inputs apart. */
    private Plan scan(Plan p, SetOperationStmt s, int flag) {
        List<TargetEntry> out = converted(p, s);
        out.add(new TargetEntry(new Const(INT4, -1, 0, 4, true, (long) flag, -1), out.size() + 1, "flag", true));
        Plan r = over(p, out);
        r.width = leaves.containsKey(r) ? p.width + 4 : width(s) + 4;
        return r;
    }

    private static boolean sortable(SetOperationStmt s) {
        boolean all = true;
        for (SortGroupClause g : s.groupClauses()) {
            all &= g.sortop() != 0;
        }
        return all;
    }

    private static boolean hashable(SetOperationStmt s) {
        boolean all = true;
        for (SortGroupClause g : s.groupClauses()) {
            all &= g.hashable();
        }
        return all;
    }

    /**
     * Is hashing possible, and cheaper than sorting?
     *
     * @param groups rows of the hash table
     * @param rows rows of the result
     */
    private boolean hashes(Plan in, SetOperationStmt s, double groups, double rows, String command) {
        boolean canHash = hashable(s);
        boolean canSort = sortable(s);
        if (!canHash && !canSort) {
            throw GroupingSetPaths.impossible(command);
        }
        if (!canHash || !canSort) {
            return canHash;
        }
        if (!costs.s.hashAgg || groups * (Costs.align(in.width) + 16.0) > costs.hashMem()) {
            return false;
        }
        int n = s.colTypes().length;
        double[] hashed = hashedCost(in, n, groups);
        double[] sorted = costs.sort(in.totalCost, in.rows, in.width, -1);
        double grouped = sorted[1] + costs.s.cpuOperator * in.rows * n;
        double f = fraction >= 1 ? fraction / rows : fraction;
        if (f > 0 && f < 1) {
            return hashed[0] + f * (hashed[1] - hashed[0]) < sorted[0] + f * (grouped - sorted[0]);
        }
        return hashed[1] < grouped || hashed[1] == grouped && hashed[0] < sorted[0];
    }

    private double[] hashedCost(Plan in, int keys, double groups) {
        return costs.aggregate(false, keys, groups, in.startupCost, in.totalCost, in.rows, in.width, AggCosts.NONE);
    }

    private Plan distinct(Plan in, SetOperationStmt s) {
        int n = s.colTypes().length;
        int[] operators = new int[n];
        List<TargetEntry> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            operators[i] = s.groupClauses().get(i).eqop();
            out.add(in.targetList.get(i));
        }
        return hashes(in, s, in.rows, in.rows, "UNION")
                ? hashedUnion(in, s, positions(n), operators, out, hashedCost(in, n, in.rows))
                : sortedUnion(in, s, positions(n), operators, out);
    }

    private static Plan hashedUnion(
            Plan in, SetOperationStmt s, int[] columns, int[] operators, List<TargetEntry> out, double[] cost) {
        Agg a = new Agg();
        a.strategy = Agg.Strategy.HASHED;
        a.left = in;
        a.columns = columns;
        a.operators = operators;
        a.collations = s.colCollations();
        a.targetList = out;
        a.groups = in.rows;
        a.copyEstimates(in);
        a.startupCost = cost[0];
        a.totalCost = cost[1];
        return a;
    }

    /** Does the result of a set operation by sorting come in the order asked for? */
    static boolean sorted(Plan p, Query q) {
        if (!(p instanceof Unique || p instanceof SetOp) || !(p.left instanceof Sort s)) {
            return false;
        }
        for (int i = 0; i < q.sortClause.size(); i++) {
            SortGroupClause c = q.sortClause.get(i);
            if (i >= s.columns.length
                    || Sorting.target(c, q.targetList).resno() != s.columns[i]
                    || c.sortop() != s.operators[i]
                    || c.nullsFirst() != s.nullsFirst[i]) {
                return false;
            }
        }
        return true;
    }

    /** The input sorted by the operation's columns. */
    private Sort sorted(Plan in, SetOperationStmt s) {
        int n = s.colTypes().length;
        Sort sort = new Sort();
        sort.left = in;
        sort.targetList = in.targetList;
        sort.columns = positions(n);
        sort.operators = new int[n];
        for (int i = 0; i < n; i++) {
            sort.operators[i] = s.groupClauses().get(i).sortop();
        }
        sort.collations = s.colCollations();
        sort.nullsFirst = new boolean[n];
        sort.copyEstimates(in);
        double[] c = costs.sort(in.totalCost, in.rows, in.width, -1);
        sort.startupCost = c[0];
        sort.totalCost = c[1];
        return sort;
    }

    private Plan sortedUnion(Plan in, SetOperationStmt s, int[] columns, int[] operators, List<TargetEntry> out) {
        Sort sort = sorted(in, s);
        Unique u = new Unique();
        u.left = sort;
        u.targetList = out;
        u.columns = columns;
        u.operators = operators;
        u.collations = s.colCollations();
        u.copyEstimates(sort);
        u.totalCost += costs.s.cpuOperator * in.rows * columns.length;
        return u;
    }

    /** Plans the body of a recursive WITH query; {@code info} is the level of that body. */
    Plan recursive(CommonTableExpr cte) {
        if (!(info.query.setOperations instanceof SetOperationStmt s) || s.op() != SetOperation.UNION) {
            throw SqlError.internal("recursive query is not a UNION");
        }
        Plan left = convert(node(s.larg()), s);
        info.nonRecursive = left;
        info.workTableParam = info.global.newParam(2278);
        Plan right = convert(node(s.rarg()), s);
        RecursiveUnion u = new RecursiveUnion();
        u.workTableParam = info.workTableParam;
        u.left = left;
        u.right = right;
        List<TargetEntry> out = columns(left);
        int n = out.size();
        if (!s.all()) {
            u.dupColumns = new int[n];
            u.dupOperators = new int[n];
            u.dupCollations = s.colCollations();
            for (int i = 0; i < n; i++) {
                u.dupColumns[i] = i + 1;
                u.dupOperators[i] = s.groupClauses().get(i).eqop();
            }
        }
        u.targetList = out;
        u.rows = left.rows + 10 * right.rows;
        u.width = Math.max(left.width, right.width);
        u.startupCost = left.startupCost;
        u.totalCost = left.totalCost + 10 * right.totalCost + u.rows * costs.s.cpuTuple;
        return u;
    }
}
