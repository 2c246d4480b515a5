package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Group;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlanRowMark;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.plan.Result;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WithCheckOption;
import org.jspecify.annotations.Nullable;

/** Plans whole statements and, recursively, each query level. */
public final class Planner {
    private static final int TID = 27;

    private final PlannerContext cx;
    private final ConstantFolder folder;
    private final SubqueryPlanner subqueries;

    public Planner(PlannerContext cx) {
        this.cx = cx;
        this.folder = new ConstantFolder(cx, false);
        this.subqueries = new SubqueryPlanner(this);
    }

    /**
     * Plans an analysed, rewritten statement. {@code q} is not changed. Utility statements pass through.
     *
     * @param tupleFraction 0 to fetch all rows, 0..1 to fetch that fraction (a cursor), more for that many rows
     */
    public PlannedStmt plan(Query q, double tupleFraction) {
        PlannerGlobal global = new PlannerGlobal(cx);
        PlannedStmt result = global.result;
        result.commandType = q.commandType;
        result.canSetTag = q.canSetTag;
        result.location = Math.max(0, q.stmtLocation);
        result.length = q.stmtLen;
        if (q.commandType == CmdType.UTILITY) {
            result.utility = q.utilityStmt;
            return result;
        }
        result.hasReturning = !q.returningList.isEmpty();
        result.hasModifyingCte = q.hasModifyingCTE;
        PlannerInfo.PlannedQuery p = planQuery(global, null, q, tupleFraction);
        result.plan = p.plan();
        if (global.hasAlternatives) {
            Alternatives.choose(result);
        }
        global.order();
        new PlanFinisher(result).finish();
        return result;
    }

    /** Plans one query level; the plan's references are resolved and its range table is in the flat one. */
    PlannerInfo.PlannedQuery planQuery(
            PlannerGlobal global, @Nullable PlannerInfo parent, Query original, double tupleFraction) {
        PlannerInfo info = new PlannerInfo(global, parent, original.deepCopy());
        info.callerFraction = tupleFraction;
        info.tupleFraction = UpperPlanner.fraction(info.query, tupleFraction);
        Costs costs = new Costs(info);
        subqueries.planCtes(info);
        UnionArms.whole(cx, info.query);
        Plan plan = info.query.setOperations != null ? setOperation(info, costs) : ordinary(info, costs);
        return resolve(info, plan);
    }

    private PlannerInfo.PlannedQuery resolve(PlannerInfo info, Plan made) {
        Plan plan = made;
        info.rtOffset = info.global.addRangeTable(info);
        if (info.query.resultRelation != 0) {
            info.global.result.resultRelations.add(info.query.resultRelation + info.rtOffset);
            Rel target = info.base.get(info.query.resultRelation);
            for (Rel c : target == null ? List.<Rel>of() : target.children) {
                info.global.result.resultRelations.add(c.rti + info.rtOffset);
            }
        }
        new SetRefs(info.rtOffset, info.setOpNodes, info.placeholders).run(plan);
        plan = TrivialScans.remove(plan);
        plan.initPlans.addAll(info.initPlans);
        for (org.hathi.planner.plan.SubPlanRef r : info.initPlans) {
            Plan sub = info.global.result.subplans.get(r.subplan() - 1);
            double cost = r.kind() == org.hathi.planner.plan.SubPlanRef.Kind.EXISTS
                    ? sub.startupCost + (sub.totalCost - sub.startupCost) / Math.max(1, sub.rows)
                    : sub.totalCost;
            plan.startupCost += cost;
            plan.totalCost += cost;
        }
        return new PlannerInfo.PlannedQuery(plan, info);
    }

    /** Plans the body of WITH RECURSIVE. */
    PlannerInfo.PlannedQuery planRecursive(PlannerGlobal global, PlannerInfo parent, CommonTableExpr cte) {
        PlannerInfo info = new PlannerInfo(global, parent, cte.ctequery.deepCopy());
        Costs costs = new Costs(info);
        subqueries.planCtes(info);
        Plan plan = new SetOps(this, info, costs).recursive(cte);
        return resolve(info, plan);
    }

    private Plan setOperation(PlannerInfo info, Costs costs) {
        Query q = info.query;
        q.limitCount = preprocess(info, q.limitCount, false);
        q.limitOffset = preprocess(info, q.limitOffset, false);
        if (!q.rowMarks.isEmpty()) {
            throw new SqlError(
                    org.hathi.base.SqlState.FEATURE_NOT_SUPPORTED,
                    "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT");
        }
        Plan p = new SetOps(this, info, costs).plan(q);
        Equivalence eq = new Equivalence(info);
        UpperPlanner upper = new UpperPlanner(info, costs, new Selectivity(info), eq);
        if (!q.sortClause.isEmpty() && !SetOps.sorted(p, q)) {
            p = Sorting.sort(costs, p, q.sortClause, UpperPlanner.limitRows(q));
        }
        return upper.limit(p);
    }

    // ---------------------------------------------------------------- ordinary queries

    private Plan ordinary(PlannerInfo info, Costs costs) {
        Query q = info.query;
        prepare(info);
        if (q.commandType != CmdType.SELECT) {
            ModifyTargets.expand(info);
        }
        info.rowMarks = rowMarks(info);
        if (q.commandType != CmdType.SELECT) {
            ModifyTargets.finish(q);
        }
        Equivalence equivalence = new Equivalence(info);
        Selectivity selectivity = new Selectivity(info);
        QualDistributor quals = new QualDistributor(info, equivalence);
        UpperPlanner upper = new UpperPlanner(info, costs, selectivity, equivalence);
        Plan p;
        if (info.rels.isEmpty()) {
            info.global.result.emptyFroms++;
            upper.orders();
            info.constantQuals.addAll(
                    Trees.conjuncts(q.jointree == null ? null : q.jointree().quals()));
            p = upper.plan(null, new PlanBuilder(info, costs));
        } else {
            p = joined(info, costs, equivalence, selectivity, quals, upper);
            Plan byIndex = q.hasAggs ? new MinMax(this, info, costs).tryPlan(p) : null;
            p = byIndex != null ? byIndex : p;
        }
        if (!info.rowMarks.isEmpty() && q.commandType == CmdType.SELECT) {
            LockRows l = new LockRows();
            l.left = p;
            l.targetList = p.targetList;
            l.marks = info.rowMarks;
            l.copyEstimates(p);
            l.totalCost += p.rows * costs.s.cpuTuple;
            p = l;
        }
        p = upper.limit(p);
        if (q.commandType != CmdType.SELECT) {
            p = ModifyTargets.modify(info, p, info.rowMarks);
        }
        return p;
    }

    private Plan joined(
            PlannerInfo info,
            Costs costs,
            Equivalence equivalence,
            Selectivity selectivity,
            QualDistributor quals,
            UpperPlanner upper) {
        Query q = info.query;
        IndexPaths indexPaths = new IndexPaths(info, costs, selectivity, equivalence, quals);
        ScanPaths scans = new ScanPaths(info, costs, selectivity, indexPaths, subqueries);
        for (Rel r : info.rels) {
            scans.measure(r);
        }
        for (TargetEntry t : q.targetList) {
            if (!rowIdentity(q, t)) {
                info.need(t.expr(), Rel.TOP);
            }
        }
        for (TargetEntry t : q.returningList) {
            for (Var v : Exprs.vars(t.expr())) {
                if (v.varno() != q.resultRelation) {
                    info.need(v, Rel.TOP);
                }
            }
        }
        info.need(q.havingQual, Rel.TOP);
        quals.distribute(q.jointree());
        for (TargetEntry t : q.targetList) {
            info.need(t.expr(), Rel.TOP);
        }
        equivalence.baseClauses(quals);
        reduceSemiJoins(info, equivalence, quals);
        quals.extractOrClauses(selectivity);
        for (Rel r : info.rels) {
            for (Clause c : r.joinClauses) {
                equivalence.assignClasses(c);
            }
        }
        upper.orders();
        info.limitTuples = UpperPlanner.limitTuples(q);
        lateral(info);
        Placeholder.needs(info);
        considerStartup(info);
        AppendRels trees = new AppendRels(info, costs, quals);
        sizes(info, scans, trees);
        for (Rel r : info.rels) {
            scans.paths(r, trees);
        }
        Rel top = new JoinSearch(info, costs, selectivity, equivalence, quals).search();
        return upper.plan(top, new PlanBuilder(info, costs));
    }

    /** A semi-join with a table that has at most one match for each row is an ordinary join, free to be reordered. */
    private static void reduceSemiJoins(PlannerInfo info, Equivalence equivalence, QualDistributor quals) {
        for (int i = 0; i < info.specialJoins.size(); i++) {
            SpecialJoin s = info.specialJoins.get(i);
            if (s.type() != JoinType.SEMI || Long.bitCount(s.minRight()) != 1) {
                continue;
            }
            Rel inner = info.rels.get(Long.numberOfTrailingZeros(s.minRight()));
            if (inner.rte().rtekind != RteKind.SUBQUERY && inner.indexes.isEmpty()) {
                continue;
            }
            List<Clause> clauses = equivalence.joinClauses(quals, s.minLeft(), s.minRight());
            clauses.addAll(inner.joinClauses);
            if (new InnerUnique(info).proven(s.minLeft(), inner, false, clauses)) {
                info.specialJoins.remove(i--);
            }
        }
    }

    /** Does the column say which row of a tree is to be changed? Such columns come last. */
    private static boolean rowIdentity(Query q, TargetEntry t) {
        return q.resultRelation != 0
                && q.rte(q.resultRelation).inh
                && t.resjunk()
                && ("ctid".equals(t.resname()) || "tableoid".equals(t.resname()));
    }

    /** Sizes of all relations; those with children get them now. */
    private static void sizes(PlannerInfo info, ScanPaths scans, AppendRels trees) {
        Exclusion exclusion = new Exclusion(info);
        boolean always = info.cx().costs().constraintExclusion.equals("on");
        boolean never = false;
        for (Expr e : info.constantQuals) {
            never |= info.rels.size() == 1 && Exprs.isFalseOrNull(e);
        }
        for (Rel r : info.rels) {
            if (never && r.rte().rtekind == RteKind.SUBQUERY) {
                // What is never read is not planned: that ends the recursion of functions that are inlined.
                r.dummy = true;
                continue;
            }
            boolean table = r.rte().rtekind == RteKind.RELATION;
            if (!r.rte().inh || !table && r.rte().unionArms.length == 0) {
                scans.size(r);
                info.totalTablePages += table ? r.pages : 0;
                r.dummy = Clause.never(r.quals, true) || table && always && exclusion.excluded(r);
                continue;
            }
            trees.expand(r);
            for (Rel c : r.children) {
                scans.measure(c);
                c.dummy = exclusion.excluded(c);
                if (!c.dummy) {
                    scans.size(c);
                    c.dummy = c.subquery != null && c.subquery.empty();
                    trees.columns(r, c);
                    info.totalTablePages += c.pages;
                }
            }
            trees.size(r);
        }
    }

    /** Paths that are cheap to start matter when not all rows are fetched, and under semi-joins. */
    private static void considerStartup(PlannerInfo info) {
        for (Rel r : info.rels) {
            r.considerStartup = info.tupleFraction > 0;
            for (SpecialJoin s : info.specialJoins) {
                r.considerParamStartup |=
                        (s.type() == JoinType.SEMI || s.type() == JoinType.ANTI) && s.synRight() == r.relids;
            }
        }
    }

    private static void lateral(PlannerInfo info) {
        for (Rel r : info.rels) {
            RangeTblEntry rte = r.rte();
            long refs = 0;
            for (RangeTblFunction f : rte.functions) {
                refs |= Exprs.relids(f.funcexpr(), info);
                r.lateralVars.addAll(Exprs.vars(f.funcexpr()));
                info.need(f.funcexpr(), info.allRels());
            }
            for (List<Expr> row : rte.rtekind == RteKind.VALUES ? rte.valuesLists : List.<List<Expr>>of()) {
                for (Expr e : row) {
                    refs |= Exprs.relids(e, info);
                    r.lateralVars.addAll(Exprs.vars(e));
                    info.need(e, info.allRels());
                }
            }
            if (rte.subquery != null && rte.lateral) {
                List<Var> vars = lateralVars(rte.subquery);
                for (Var v : vars) {
                    Var own = (Var) LevelShift.shift(v, -v.varlevelsup(), 1);
                    refs |= info.of(own.varno());
                    r.lateralVars.add(own);
                    info.need(own, info.allRels());
                }
            }
            r.lateral |= refs & ~r.relids;
        }
    }

    static List<Var> lateralVars(Query sub) {
        return varsOf(sub, 1);
    }

    /** All columns in a query and those within it of the query that is {@code up} levels above it. */
    static List<Var> varsOf(Query sub, int up) {
        List<Var> out = new ArrayList<>();
        new org.hathi.planner.tree.TreeWalker() {
            private int depth = up;

            @Override
            public boolean visit(Expr x) {
                if (x instanceof Var v) {
                    if (v.varlevelsup() == depth) {
                        out.add(v);
                    }
                    return false;
                }
                return walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query inner) {
                depth++;
                boolean r = walkQuery(inner);
                depth--;
                return r;
            }
        }.walkQuery(sub);
        return out;
    }

    /** Flattens the join tree, simplifies all expressions and registers base relations. */
    private void prepare(PlannerInfo info) {
        Query q = info.query;
        if (q.commandType == CmdType.MERGE) {
            MergeTargets.join(q);
        }
        GroupingSets.simplify(q);
        PullUp pull = new PullUp(cx, q);
        pull.sublinks();
        pull.subqueries();
        pull.applyReplacements();
        for (RangeTblEntry r : q.rtable) {
            if (r.rtekind == RteKind.RELATION && r.inh) {
                r.inh = cx.catalog().hasChildren(r.relid);
            }
        }
        JoinAliases.flatten(q);
        Placeholder.prune(q);
        q.targetList = targets(info, q.targetList);
        q.returningList = targets(info, q.returningList);
        q.havingQual = preprocess(info, q.havingQual, true);
        q.limitCount = preprocess(info, q.limitCount, false);
        q.limitOffset = preprocess(info, q.limitOffset, false);
        List<WindowClause> windows = new ArrayList<>();
        for (WindowClause w : q.windowClause) {
            List<Expr> run = new ArrayList<>();
            for (Expr e : w.runCondition()) {
                run.add(java.util.Objects.requireNonNull(preprocess(info, e, false)));
            }
            windows.add(w.with(preprocess(info, w.startOffset(), false), preprocess(info, w.endOffset(), false), run));
        }
        q.windowClause = windows;
        if (q.onConflict != null) {
            OnConflictExpr c = q.onConflict;
            q.onConflict = new OnConflictExpr(
                    c.action(),
                    arbiters(info, c.arbiterElems()),
                    preprocess(info, c.arbiterWhere(), true),
                    c.constraint(),
                    targets(info, c.onConflictSet()),
                    preprocess(info, c.onConflictWhere(), true),
                    c.exclRelIndex(),
                    c.exclRelTlist());
        }
        conditions(info);
        for (RangeTblEntry r : q.rtable) {
            if (r.tablesample != null) {
                List<Expr> args = new ArrayList<>();
                for (Expr e : r.tablesample.args()) {
                    args.add(java.util.Objects.requireNonNull(preprocess(info, e, false)));
                }
                r.tablesample = new org.hathi.planner.tree.TableSampleClause(
                        r.tablesample.tsmhandler(), args, preprocess(info, r.tablesample.repeatable(), false));
            }
            List<RangeTblFunction> fs = new ArrayList<>();
            for (RangeTblFunction f : r.functions) {
                fs.add(f.withExpr(java.util.Objects.requireNonNull(preprocess(info, f.funcexpr(), false))));
            }
            r.functions = fs;
            List<List<Expr>> rows = new ArrayList<>();
            for (List<Expr> row : r.valuesLists) {
                List<Expr> out = new ArrayList<>();
                for (Expr e : row) {
                    out.add(java.util.Objects.requireNonNull(preprocess(info, e, false)));
                }
                rows.add(out);
            }
            r.valuesLists = rows;
        }
        FromExpr tree = (FromExpr) qualsIn(info, q.jointree());
        moveHaving(info);
        q.jointree = new FromExpr(tree.fromlist(), Trees.and(tree.quals(), movedHaving));
        movedHaving = null;
        q.jointree = new UselessJoins(cx, q).remove(q.jointree());
        registerRels(info, q.jointree());
        info.placeholders = Placeholder.register(info);
        q.jointree = new OuterJoins(cx, info).reduce(q.jointree());
    }

    private List<Expr> arbiters(PlannerInfo info, List<Expr> elems) {
        List<Expr> out = new ArrayList<>(elems.size());
        for (Expr e : elems) {
            out.add(java.util.Objects.requireNonNull(preprocess(info, e, false)));
        }
        return out;
    }

    /** The expressions of WITH CHECK OPTION and of MERGE's actions. */
    private void conditions(PlannerInfo info) {
        Query q = info.query;
        List<WithCheckOption> checks = new ArrayList<>(q.withCheckOptions.size());
        for (WithCheckOption w : q.withCheckOptions) {
            checks.add(new WithCheckOption(
                    w.kind(), w.relname(), w.polname(), preprocess(info, w.qual(), true), w.cascaded()));
        }
        q.withCheckOptions = checks;
        List<MergeAction> actions = new ArrayList<>(q.mergeActionList.size());
        for (MergeAction a : q.mergeActionList) {
            actions.add(a.with(preprocess(info, a.qual(), true), targets(info, a.targetList())));
        }
        q.mergeActionList = actions;
    }

    private @Nullable Expr movedHaving;

    /** HAVING conditions without aggregates filter rows just as well before grouping. */
    private void moveHaving(PlannerInfo info) {
        Query q = info.query;
        if (q.havingQual == null || q.groupClause.isEmpty() || !q.groupingSets.isEmpty()) {
            return;
        }
        Expr keep = null;
        for (Expr e : Trees.conjuncts(q.havingQual)) {
            if (Exprs.hasAggregates(e) || Exprs.isVolatile(e, cx.catalog()) || Exprs.hasSubPlans(e)) {
                keep = Trees.and(keep, e);
            } else {
                movedHaving = Trees.and(movedHaving, e);
            }
        }
        q.havingQual = keep;
    }

    private JoinNode qualsIn(PlannerInfo info, JoinNode j) {
        return switch (j) {
            case RangeTblRef r -> r;
            case FromExpr f -> {
                List<JoinNode> items = new ArrayList<>();
                Expr quals = null;
                for (JoinNode n : f.fromlist()) {
                    JoinNode m = qualsIn(info, n);
                    // Nested FROM lists (from merged subqueries) join their parent's list; what they filter by comes
                    // first.
                    if (m instanceof FromExpr inner) {
                        items.addAll(inner.fromlist());
                        quals = Trees.and(quals, inner.quals());
                    } else {
                        items.add(m);
                    }
                }
                yield new FromExpr(items, Trees.and(quals, preprocess(info, f.quals(), true)));
            }
            case JoinExpr n ->
                n.with(qualsIn(info, n.larg()), qualsIn(info, n.rarg()), preprocess(info, n.quals(), true));
        };
    }

    private void registerRels(PlannerInfo info, JoinNode j) {
        switch (j) {
            case RangeTblRef r -> info.addBase(r.rtindex());
            case FromExpr f -> {
                for (JoinNode n : f.fromlist()) {
                    registerRels(info, n);
                }
            }
            case JoinExpr n -> {
                registerRels(info, n.larg());
                registerRels(info, n.rarg());
            }
        }
    }

    private List<TargetEntry> targets(PlannerInfo info, List<TargetEntry> l) {
        List<TargetEntry> out = new ArrayList<>(l.size());
        for (TargetEntry t : l) {
            out.add(t.withExpr(java.util.Objects.requireNonNull(preprocess(info, t.expr(), false))));
        }
        return info.multiAssignments.resolve(out);
    }

    private @Nullable Expr preprocess(PlannerInfo info, @Nullable Expr e, boolean isQual) {
        if (e == null) {
            return null;
        }
        Expr x = folder.mutate(e);
        return subqueries.process(info, isQual ? OrFactors.extract(x) : x, isQual);
    }

    // ---------------------------------------------------------------- row marks

    /** Adds the hidden columns that locking and rechecks need, and says which they are. */
    private static List<PlanRowMark> rowMarks(PlannerInfo info) {
        Query q = info.query;
        List<PlanRowMark> out = new ArrayList<>();
        boolean modifies =
                q.commandType == CmdType.UPDATE || q.commandType == CmdType.DELETE || q.commandType == CmdType.MERGE;
        if (q.rowMarks.isEmpty() && !(modifies && info.rels.size() > 1)) {
            return out;
        }
        List<TargetEntry> targets = new ArrayList<>(q.targetList);
        for (Rel r : info.rels) {
            if (r.rti == q.resultRelation) {
                continue;
            }
            RowMarkClause clause = null;
            for (RowMarkClause c : q.rowMarks) {
                if (c.rti() == r.rti) {
                    clause = c;
                }
            }
            boolean table = r.rte().rtekind == RteKind.RELATION;
            PlanRowMark.Strength strength = PlanRowMark.Strength.REFERENCE;
            PlanRowMark.Wait wait = PlanRowMark.Wait.BLOCK;
            if (clause != null && table) {
                strength = switch (clause.strength()) {
                    case NONE -> PlanRowMark.Strength.REFERENCE;
                    case FORKEYSHARE -> PlanRowMark.Strength.KEY_SHARE;
                    case FORSHARE -> PlanRowMark.Strength.SHARE;
                    case FORNOKEYUPDATE -> PlanRowMark.Strength.NO_KEY_UPDATE;
                    case FORUPDATE -> PlanRowMark.Strength.UPDATE;
                };
                wait = PlanRowMark.Wait.valueOf(clause.waitPolicy().name());
            }
            int column = targets.size() + 1;
            Var v = table
                    ? new Var(r.rti, -1, TID, -1, 0, 0, r.rti, -1, -1)
                    : new Var(r.rti, 0, 2249, -1, 0, 0, r.rti, 0, -1);
            targets.add(new TargetEntry(v, column, (table ? "ctid" : "wholerow") + r.rti, true));
            int oidColumn = 0;
            if (table && r.rte().inh) {
                oidColumn = targets.size() + 1;
                targets.add(new TargetEntry(tableOid(r.rti), oidColumn, "tableoid" + r.rti, true));
            }
            out.add(new PlanRowMark(r.rti, strength, wait, table ? column : 0, oidColumn, table ? 0 : column));
        }
        q.targetList = targets;
        return out;
    }

    // ---------------------------------------------------------------- helpers of the other stages

    /** Gives {@code p} another target list: in place where the node can compute one, else by a Result on top. */
    static Plan project(Plan p, List<TargetEntry> targets) {
        if (p.targetList == targets) {
            return p;
        }
        boolean can =
                switch (p) {
                    case Result r -> true;
                    case Agg a -> a.targetList == targets;
                    case Group g -> g.targetList == targets;
                    case org.hathi.planner.plan.SeqScan s -> true;
                    case org.hathi.planner.plan.IndexScan s -> true;
                    case org.hathi.planner.plan.IndexOnlyScan s -> true;
                    case org.hathi.planner.plan.BitmapHeapScan s -> true;
                    case org.hathi.planner.plan.TidScan s -> true;
                    case org.hathi.planner.plan.SubqueryScan s -> true;
                    case org.hathi.planner.plan.FunctionScan s -> true;
                    case org.hathi.planner.plan.ValuesScan s -> true;
                    case org.hathi.planner.plan.CteScan s -> true;
                    case org.hathi.planner.plan.WorkTableScan s -> true;
                    case org.hathi.planner.plan.Join j -> true;
                    default -> false;
                };
        if (can) {
            p.targetList = targets;
            return p;
        }
        if (TreeTargets.reorder(p, targets)) {
            return p;
        }
        return resultOver(p, targets);
    }

    static Result resultOver(Plan p, List<TargetEntry> targets) {
        Result r = new Result();
        r.left = p;
        r.targetList = targets;
        r.copyEstimates(p);
        return r;
    }

    /** Converts a set operation's input column to the operation's type. */
    Expr coerce(Expr e, int type, int typmod, int collation) {
        Integer cast = cx.catalog().castFunction(e.type(), type);
        if (cast == null) {
            return new CoerceViaIO(e, type, collation, CoercionForm.IMPLICIT_CAST, -1);
        }
        if (cast == 0) {
            return new RelabelType(e, type, typmod, collation, CoercionForm.IMPLICIT_CAST, -1);
        }
        return new org.hathi.planner.tree.FuncExpr(
                cast, type, false, false, CoercionForm.IMPLICIT_CAST, collation, 0, List.of(e), -1);
    }

    static Expr tableOid(int rti) {
        return new Var(rti, -6, org.hathi.types.Oids.OID, -1, 0, 0, rti, -6, -1);
    }

    static Expr rowId(int rti) {
        return new Var(rti, -1, TID, -1, 0, 0, rti, -1, -1);
    }
}
