package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.RecursiveUnion;
import org.hathi.planner.plan.SetOp;
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

    SetOps(Planner planner, PlannerInfo info, Costs costs) {
        this.planner = planner;
        this.info = info;
        this.costs = costs;
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
        p.targetList = out;
        return p;
    }

    private Plan node(SetOpNode n) {
        return switch (n) {
            case RangeTblRef r -> leaf(r);
            case SetOperationStmt s -> operation(s);
        };
    }

    private Plan leaf(RangeTblRef r) {
        Query sub = java.util.Objects.requireNonNull(info.query.rte(r.rtindex()).subquery);
        PlannerInfo.PlannedQuery p = planner.planQuery(info.global, info, sub, info.tupleFraction);
        return p.plan();
    }

    private Plan operation(SetOperationStmt s) {
        if (s.op() == SetOperation.UNION) {
            List<Plan> inputs = new ArrayList<>();
            flatten(s.larg(), s, inputs);
            flatten(s.rarg(), s, inputs);
            Plan a = append(inputs, s);
            return s.all() ? a : distinct(a, s);
        }
        Plan l = convert(node(s.larg()), s);
        Plan r = convert(node(s.rarg()), s);
        List<Plan> flagged = new ArrayList<>();
        flagged.add(flag(l, 0));
        flagged.add(flag(r, 1));
        Append a = appendNode(flagged);
        SetOp op = new SetOp();
        op.command = s.op() == SetOperation.INTERSECT
                ? s.all() ? SetOp.Command.INTERSECT_ALL : SetOp.Command.INTERSECT
                : s.all() ? SetOp.Command.EXCEPT_ALL : SetOp.Command.EXCEPT;
        op.hashed = true;
        op.left = a;
        int n = s.colTypes().length;
        op.columns = new int[n];
        op.operators = new int[n];
        op.collations = s.colCollations();
        for (int i = 0; i < n; i++) {
            op.columns[i] = i + 1;
            op.operators[i] = s.groupClauses().get(i).eqop();
        }
        op.flagColumn = n + 1;
        op.targetList = a.targetList.subList(0, n);
        op.rows = Math.max(1, s.op() == SetOperation.INTERSECT ? Math.min(l.rows, r.rows) : l.rows);
        op.width = a.width;
        op.startupCost = a.totalCost + a.rows * costs.s.cpuOperator * n;
        op.totalCost = op.startupCost;
        return op;
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
        return appendNode(converted);
    }

    private Append appendNode(List<Plan> inputs) {
        Append a = new Append();
        a.inputs = inputs;
        for (Plan p : inputs) {
            a.rows += p.rows;
            a.totalCost += p.totalCost;
            a.width = Math.max(a.width, p.width);
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
                Expr e = t.expr();
                Var v = new Var(
                        Var.OUTER_VAR, t.resno(), e.type(), e.typmod(), e.collation(), 0, Var.OUTER_VAR, t.resno(), -1);
                out.add(new TargetEntry(v, out.size() + 1, t.resname(), false));
            }
        }
        return out;
    }

    /** Gives an input the set operation's column types, where its own differ, and drops hidden columns. */
    private Plan convert(Plan p, SetOperationStmt s) {
        List<TargetEntry> cols = columns(p);
        boolean same = cols.size() == p.targetList.size();
        List<TargetEntry> out = new ArrayList<>();
        for (int i = 0; i < cols.size(); i++) {
            TargetEntry t = cols.get(i);
            if (t.expr().type() != s.colTypes()[i]) {
                same = false;
                t = t.withExpr(planner.coerce(t.expr(), s.colTypes()[i], s.colTypmods()[i], s.colCollations()[i]));
            }
            out.add(t.withSortGroupRef(i + 1));
        }
        if (same) {
            return p;
        }
        return Planner.resultOver(p, out);
    }

    private static Plan flag(Plan p, int value) {
        List<TargetEntry> out = columns(p);
        out.add(new TargetEntry(new Const(INT4, -1, 0, 4, true, (long) value, -1), out.size() + 1, "flag", true));
        return Planner.resultOver(p, out);
    }

    private Plan distinct(Plan in, SetOperationStmt s) {
        Agg a = new Agg();
        a.strategy = Agg.Strategy.HASHED;
        a.left = in;
        int n = s.colTypes().length;
        a.columns = new int[n];
        a.operators = new int[n];
        a.collations = s.colCollations();
        List<TargetEntry> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            SortGroupClause g = s.groupClauses().get(i);
            a.columns[i] = i + 1;
            a.operators[i] = g.eqop();
            out.add(in.targetList.get(i));
        }
        a.targetList = out;
        a.groups = in.rows;
        a.rows = in.rows;
        a.width = in.width;
        a.startupCost = in.totalCost + in.rows * costs.s.cpuOperator * n;
        a.totalCost = a.startupCost + in.rows * costs.s.cpuTuple;
        return a;
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
