package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.CteScan;
import org.hathi.planner.plan.FunctionScan;
import org.hathi.planner.plan.Hash;
import org.hathi.planner.plan.HashJoin;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Join;
import org.hathi.planner.plan.Material;
import org.hathi.planner.plan.Memoize;
import org.hathi.planner.plan.MergeAppend;
import org.hathi.planner.plan.MergeJoin;
import org.hathi.planner.plan.NestLoop;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.plan.SubqueryScan;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.plan.Unique;
import org.hathi.planner.plan.ValuesScan;
import org.hathi.planner.plan.WorkTableScan;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;

/** Turns the chosen scan and join paths into plan nodes, still with the query level's own column references. */
final class PlanBuilder {
    private final PlannerInfo info;
    private final Costs costs;
    /** Relations whose current row is available as nested-loop parameters to what is being built. */
    private long outerRels;
    /** Parameters asked for so far and not yet supplied by a nested loop. */
    private List<NestLoop.NestLoopParam> wanted = new ArrayList<>();

    /** Conditions on no relation that were met while the plan of a path was built. */
    private List<Expr> gates = new ArrayList<>();

    PlanBuilder(PlannerInfo info, Costs costs) {
        this.info = info;
        this.costs = costs;
    }

    /** The path's plan, below its gate where it has conditions that are checked once. */
    Plan build(Path p) {
        List<Expr> above = gates;
        gates = new ArrayList<>();
        Plan plan = ungated(p);
        if (!gates.isEmpty()) {
            Result r = Planner.resultOver(plan, plan.targetList);
            r.constantQual = gates;
            plan = r;
        }
        gates = above;
        return plan;
    }

    private Plan ungated(Path p) {
        Plan plan =
                switch (p) {
                    case Path.Scan s -> scan(s);
                    case Path.Tid t -> tid(t);
                    case Path.Index i -> index(i);
                    case Path.Bitmap b -> new BitmapBuilder(this).bitmap(b);
                    case Path.Nest n -> nest(n);
                    case Path.Hashed h -> hashed(h);
                    case Path.Merge m -> merge(m);
                    case Path.Distinct d -> distinct(d);
                    case Path.Keep k -> keep(k);
                    case Path.Remember m -> remember(m);
                    case Path.Appended a -> a.merged ? merged(a) : appended(a);
                    case Path.Nothing n -> nothing(n.rel);
                };
        if (p instanceof Path.Distinct d && d.exprs.isEmpty()) {
            return plan;
        }
        plan.startupCost = p.startup;
        plan.totalCost = p.total;
        plan.rows = p.rows;
        plan.width = p.rel.width;
        return plan;
    }

    // ---------------------------------------------------------------- target lists

    /** Columns of a relation that something above it needs. */
    List<TargetEntry> targets(Rel rel) {
        ChildTerms terms = rel.terms;
        if (terms != null) {
            return terms.targets(targets(info.rels.get(Long.numberOfTrailingZeros(rel.relids))));
        }
        List<TargetEntry> out = new ArrayList<>();
        for (Rel b : rel.order()) {
            for (Map.Entry<Integer, Var> e : b.columns.entrySet()) {
                long need = b.neededBy.getOrDefault(e.getKey(), 0L);
                if ((need & ~rel.relids) != 0) {
                    out.add(new TargetEntry(e.getValue(), out.size() + 1, null, false));
                }
            }
        }
        for (Placeholder p : info.placeholders.values()) {
            if (p.leaves(rel.relids)) {
                out.add(new TargetEntry(p.var, out.size() + 1, null, false));
            }
        }
        return out;
    }

    List<Expr> exprs(List<Clause> clauses) {
        List<Clause> sorted = new ArrayList<>(clauses);
        if (sorted.size() > 1) {
            sorted.sort((a, b) -> Double.compare(
                    costs.exprs.clause(a).perTuple(), costs.exprs.clause(b).perTuple()));
        }
        List<Expr> out = new ArrayList<>();
        for (Clause c : sorted) {
            (c.gate ? gates : out).add(param(c.expr));
        }
        return out;
    }

    /** Replaces columns of outer relations by nested-loop parameters. */
    Implication implication() {
        return new Implication(info.cx());
    }

    Expr param(Expr e) {
        if (outerRels == 0) {
            return e;
        }
        return new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                if (x instanceof Var v && v.varlevelsup() == 0 && (info.of(v.varno()) & outerRels) != 0) {
                    Placeholder p = info.placeholder(v.varno());
                    return p != null && (p.evalAt & ~outerRels) != 0 ? mutate(p.expr) : nestParam(v);
                }
                return mutateChildren(x);
            }
        }.mutate(e);
    }

    private Param nestParam(Var v) {
        for (NestLoop.NestLoopParam w : wanted) {
            if (w.outer().equals(v)) {
                return PlannerInfo.param(w.param(), v);
            }
        }
        int id = info.global.newParam(v.vartype());
        wanted.add(new NestLoop.NestLoopParam(id, v));
        return PlannerInfo.param(id, v);
    }

    // ---------------------------------------------------------------- scans

    private Plan scan(Path.Scan s) {
        Rel rel = s.rel;
        RangeTblEntry rte = rel.rte();
        Plan plan =
                switch (rte.rtekind) {
                    case RELATION -> {
                        SeqScan p = new SeqScan();
                        p.scanRelId = rel.rti;
                        p.sample = rte.tablesample;
                        yield p;
                    }
                    case SUBQUERY -> {
                        SubqueryScan p = new SubqueryScan();
                        p.scanRelId = rel.rti;
                        p.left = java.util.Objects.requireNonNull(rel.subquery).plan();
                        for (PlannerInfo.ParamItem i : rel.subqueryParams) {
                            supply(i);
                        }
                        yield p;
                    }
                    case FUNCTION -> function(rel, rte);
                    case VALUES -> {
                        ValuesScan p = new ValuesScan();
                        p.scanRelId = rel.rti;
                        for (List<Expr> row : rte.valuesLists) {
                            List<Expr> r = new ArrayList<>();
                            for (Expr e : row) {
                                r.add(param(e));
                            }
                            p.rowsList.add(r);
                        }
                        yield p;
                    }
                    case CTE -> {
                        if (rte.selfReference) {
                            WorkTableScan p = new WorkTableScan();
                            p.scanRelId = rel.rti;
                            p.workTableParam = rel.cteParam;
                            yield p;
                        }
                        CteScan p = new CteScan();
                        p.scanRelId = rel.rti;
                        p.subplan = rel.cteSubplan;
                        p.cteParam = rel.cteParam;
                        yield p;
                    }
                    case RESULT -> new Result();
                    case JOIN, TABLEFUNC, NAMEDTUPLESTORE ->
                        throw SqlError.unsupported("a range table entry of kind " + rte.rtekind);
                };
        plan.targetList = targets(rel);
        if (s.ppi.isEmpty()) {
            plan.qual = exprs(rel.quals);
        } else {
            List<Clause> all = new ArrayList<>(rel.quals);
            all.addAll(s.ppi);
            plan.qual = exprs(all);
        }
        return plan;
    }

    // ---------------------------------------------------------------- inheritance trees

    private Plan appended(Path.Appended a) {
        Append p = new Append();
        p.parentRelation = a.rel.rti;
        p.union = a.rel.rte().unionArms.length > 0;
        p.targetList = targets(a.rel);
        for (Path in : a.inputs) {
            p.inputs.add(build(in));
        }
        return p;
    }

    private Plan merged(Path.Appended a) {
        MergeAppend p = new MergeAppend();
        p.parentRelation = a.rel.rti;
        p.union = a.rel.rte().unionArms.length > 0;
        int n = a.keys.size();
        List<Expr> keys = new ArrayList<>();
        p.columns = new int[n];
        p.operators = new int[n];
        p.collations = new int[n];
        p.nullsFirst = new boolean[n];
        for (int k = 0; k < n; k++) {
            PathKey key = a.keys.get(k);
            Ec.Member m = member(key.ec(), a.rel);
            keys.add(m.expr());
            p.operators[k] =
                    info.catalog().familyOperator(key.ec().family, m.type(), m.type(), key.descending() ? 5 : 1);
            if (p.operators[k] == 0) {
                throw SqlError.internal("missing operator of a sort key");
            }
            p.collations[k] = key.ec().collation;
            p.nullsFirst[k] = key.nullsFirst();
        }
        p.targetList = withKeys(targets(a.rel), keys, p.columns);
        for (Path in : a.inputs) {
            Plan child = build(in);
            ChildTerms terms = java.util.Objects.requireNonNull(in.rel.terms);
            int[] columns = new int[n];
            List<TargetEntry> wide = withKeys(child.targetList, terms.list(keys), columns);
            child.targetList = wide.size() == child.targetList.size() ? child.targetList : wide;
            if (!PathKey.satisfies(in.keys, a.keys)) {
                Sort s = new Sort();
                s.left = child;
                s.targetList = child.targetList;
                s.columns = columns.clone();
                s.operators = p.operators;
                s.collations = p.collations;
                s.nullsFirst = p.nullsFirst;
                s.copyEstimates(child);
                double[] c = costs.sort(child.totalCost, child.rows, child.width, info.limitTuples(a.rel));
                s.startupCost = c[0];
                s.totalCost = c[1];
                child = s;
            }
            p.inputs.add(child);
        }
        return p;
    }

    private static Ec.Member member(Ec ec, Rel rel) {
        for (Ec.Member m : ec.members) {
            if (m.relids() == rel.relids) {
                return m;
            }
        }
        throw SqlError.internal("could not find pathkey item to sort");
    }

    private static List<TargetEntry> withKeys(List<TargetEntry> targets, List<Expr> keys, int[] columns) {
        List<TargetEntry> out = new ArrayList<>(targets);
        for (int k = 0; k < columns.length; k++) {
            for (TargetEntry t : out) {
                if (Exprs.stripRelabel(t.expr()).equals(Exprs.stripRelabel(keys.get(k)))) {
                    columns[k] = t.resno();
                }
            }
            if (columns[k] == 0) {
                columns[k] = out.size() + 1;
                out.add(new TargetEntry(keys.get(k), columns[k], null, true));
            }
        }
        return out;
    }

    private Plan nothing(Rel rel) {
        Result r = new Result();
        r.targetList = targets(rel);
        r.constantQual = List.of(Exprs.bool(false));
        return r;
    }

    private void supply(PlannerInfo.ParamItem i) {
        if ((Exprs.relids(i.expr(), info) & outerRels) == 0) {
            return;
        }
        for (NestLoop.NestLoopParam w : wanted) {
            if (w.param() == i.param()) {
                return;
            }
        }
        wanted.add(new NestLoop.NestLoopParam(i.param(), i.expr()));
    }

    private Plan function(Rel rel, RangeTblEntry rte) {
        FunctionScan p = new FunctionScan();
        p.scanRelId = rel.rti;
        p.withOrdinality = rte.funcordinality;
        for (RangeTblFunction f : rte.functions) {
            List<Integer> types = new ArrayList<>();
            List<Integer> typmods = new ArrayList<>();
            List<Integer> collations = new ArrayList<>();
            boolean composite = f.funccoltypes().length > 0;
            if (composite) {
                for (int i = 0; i < f.funccoltypes().length; i++) {
                    types.add(f.funccoltypes()[i]);
                    typmods.add(f.funccoltypmods()[i]);
                    collations.add(f.funccolcollations()[i]);
                }
            } else {
                var row = rowType(f.funcexpr());
                if (row != null) {
                    composite = true;
                    for (int i = 0; i < row.size(); i++) {
                        types.add(row.get(i).typeOid());
                        typmods.add(row.get(i).typmod());
                        collations.add(row.get(i).collation());
                    }
                } else if (f.funccolcount() > 1) {
                    throw SqlError.unsupported("a function returning several columns without a row type");
                } else {
                    types.add(f.funcexpr().type());
                    typmods.add(f.funcexpr().typmod());
                    collations.add(f.funcexpr().collation());
                }
            }
            List<String> names = f.funccoltypes().length > 0 ? f.funccolnames() : List.of();
            p.functions.add(
                    new FunctionScan.FunctionCall(param(f.funcexpr()), composite, types, typmods, collations, names));
        }
        return p;
    }

    /** Columns of a function in FROM: its composite type, or its OUT parameters; null for a scalar result. */
    private org.hathi.types.@org.jspecify.annotations.Nullable TupleDesc rowType(Expr call) {
        var types = info.catalog().types();
        if (call.type() == org.hathi.types.Oids.RECORD && call instanceof org.hathi.planner.tree.FuncExpr f) {
            return OutColumns.of(info.catalog().proc(f.funcid()), f.args(), types);
        }
        return types.rowType(call.type(), -1);
    }

    private Plan tid(Path.Tid t) {
        TidScan p = new TidScan();
        p.scanRelId = t.rel.rti;
        p.targetList = targets(t.rel);
        for (Clause c : t.clauses) {
            p.tidQual.add(param(c.expr));
        }
        List<Clause> rest = new ArrayList<>(t.rel.quals);
        rest.removeAll(t.clauses);
        p.qual = exprs(rest);
        return p;
    }

    private Plan index(Path.Index i) {
        List<Expr> conditions = new ArrayList<>();
        List<Expr> original = new ArrayList<>();
        List<Clause> rest = new ArrayList<>(IndexPaths.notImplied(info, i.index, i.rel.quals));
        rest.addAll(i.ppi);
        for (Path.IndexClause c : i.clauses) {
            conditions.add(overIndex(i, c));
            original.add(param(c.condition()));
            if (!c.lossy()) {
                rest.removeIf(x -> sameAs(x, c.clause(), i.rel));
            }
        }
        if (i.indexOnly) {
            IndexOnlyScan p = new IndexOnlyScan();
            p.scanRelId = i.rel.rti;
            p.indexOid = i.index.oid();
            p.indexQual = conditions;
            p.recheckQual = original;
            p.backward = i.backward;
            p.targetList = targets(i.rel);
            p.qual = exprs(rest);
            for (int col = 0; col < i.index.attributes().length; col++) {
                int att = i.index.attributes()[col];
                Expr e = att != 0 ? column(i.rel, att, i.index, col) : IndexPaths.expression(i.index, col);
                p.indexTargetList.add(new TargetEntry(e, col + 1, null, false));
            }
            return p;
        }
        IndexScan p = new IndexScan();
        p.scanRelId = i.rel.rti;
        p.indexOid = i.index.oid();
        p.indexQual = conditions;
        p.indexQualOrig = original;
        p.backward = i.backward;
        p.targetList = targets(i.rel);
        p.qual = exprs(rest);
        return p;
    }

    /** The condition itself, or another that compares the same column of {@code rel} with an equal value. */
    static boolean sameAs(Clause x, Clause c, Rel rel) {
        return x == c || x.parent != null && x.parent == c.parent && (x.relids & c.relids & rel.relids) != 0;
    }

    private static Var column(Rel rel, int att, PlannerCatalog.IndexCandidate ix, int col) {
        Var known = rel.columns.get(att);
        return known != null
                ? known
                : new Var(rel.rti, att, ix.inputTypes()[col], -1, ix.collations()[col], 0, rel.rti, att, -1);
    }

    /** The condition with its key written as a column of the index. */
    Expr overIndex(Path.Index i, Path.IndexClause c) {
        Expr e = param(c.condition());
        if (e instanceof RowCompareExpr r) {
            return rowOverIndex(i, r);
        }
        return new TreeMutator() {
            private boolean first = true;

            @Override
            public Expr mutate(Expr x) {
                if (IndexPaths.isKey(i.index, c.column(), x, i.rel) && first) {
                    first = false;
                    return new Var(
                            Var.INDEX_VAR,
                            c.column() + 1,
                            x.type(),
                            x.typmod(),
                            x.collation(),
                            0,
                            Var.INDEX_VAR,
                            c.column() + 1,
                            -1);
                }
                return mutateChildren(x);
            }
        }.mutate(e);
    }

    private static Expr rowOverIndex(Path.Index i, RowCompareExpr r) {
        List<Expr> keys = new ArrayList<>();
        for (Expr x : r.largs()) {
            int col = 0;
            while (!IndexPaths.isKey(i.index, col, x, i.rel)) {
                col++;
            }
            keys.add(new Var(
                    Var.INDEX_VAR, col + 1, x.type(), x.typmod(), x.collation(), 0, Var.INDEX_VAR, col + 1, -1));
        }
        return new RowCompareExpr(r.rctype(), r.opnos(), r.opfamilies(), r.inputcollids(), keys, r.rargs());
    }

    // ---------------------------------------------------------------- joins

    private void joinQuals(Join j, Path.Joined p, List<Clause> without) {
        List<Clause> on = new ArrayList<>();
        List<Clause> above = new ArrayList<>();
        boolean outer =
                p.type != org.hathi.planner.tree.JoinType.INNER && p.type != org.hathi.planner.tree.JoinType.SEMI;
        for (Clause c : p.clauses) {
            if (without.contains(c)) {
                continue;
            }
            (outer && c.pushedDown ? above : on).add(c);
        }
        j.joinType = p.type;
        j.innerUnique = p.innerUnique;
        j.joinQual = exprs(on);
        j.qual = exprs(above);
        j.targetList = targets(p.rel);
    }

    private Plan nest(Path.Nest n) {
        NestLoop j = new NestLoop();
        j.left = TrivialScans.widened(build(n.outer));
        long saved = outerRels;
        List<NestLoop.NestLoopParam> savedWanted = wanted;
        wanted = new ArrayList<>(savedWanted);
        outerRels |= n.outer.rel.relids;
        Plan inner = TrivialScans.widened(build(n.inner));
        outerRels = saved;
        List<NestLoop.NestLoopParam> rest = new ArrayList<>();
        for (NestLoop.NestLoopParam w : wanted) {
            if ((Exprs.relids(w.outer(), info) & n.outer.rel.relids) != 0) {
                j.nestParams.add(w);
            } else {
                rest.add(w);
            }
        }
        wanted = rest;
        j.right = inner;
        joinQuals(j, n, List.of());
        // A parameter's column must be among the outer side's outputs.
        for (NestLoop.NestLoopParam w : j.nestParams) {
            ensureOutput(j.left, w.outer());
        }
        return j;
    }

    private static void ensureOutput(Plan p, Expr e) {
        for (TargetEntry t : p.targetList) {
            if (t.expr().equals(e)) {
                return;
            }
        }
        throw SqlError.internal("nested loop parameter is not an output of the outer side");
    }

    private Plan hashed(Path.Hashed h) {
        HashJoin j = new HashJoin();
        j.left = TrivialScans.widened(build(h.outer));
        Plan inner = build(h.inner);
        Hash hash = new Hash();
        hash.left = inner;
        hash.targetList = inner.targetList;
        hash.copyEstimates(inner);
        hash.startupCost = inner.totalCost;
        joinQuals(j, h, h.hashClauses);
        int n = h.hashClauses.size();
        j.operators = new int[n];
        j.collations = new int[n];
        for (int i = 0; i < n; i++) {
            Clause c = h.hashClauses.get(i);
            OpExpr o = oriented(c, h.outer.rel.relids);
            j.hashClauses.add(param(o));
            j.operators[i] = o.opno();
            j.collations[i] = o.inputcollid();
            j.outerKeys.add(param(o.args().get(0)));
            hash.keys.add(param(o.args().get(1)));
        }
        j.right = hash;
        return j;
    }

    /** The clause with the outer relation's side on the left. */
    private OpExpr oriented(Clause c, long outer) {
        OpExpr o = (OpExpr) c.expr;
        if (c.leftIsIn(outer)) {
            return o;
        }
        int commuted = info.catalog().operator(o.opno()).commutator();
        if (commuted == 0) {
            throw SqlError.internal("could not find commutator for operator " + o.opno());
        }
        return new OpExpr(
                commuted,
                info.catalog().operator(commuted).function(),
                o.opresulttype(),
                o.opretset(),
                o.opcollid(),
                o.inputcollid(),
                List.of(o.args().get(1), o.args().get(0)),
                o.location());
    }

    private Plan merge(Path.Merge m) {
        MergeJoin j = new MergeJoin();
        Plan outer = build(m.outer);
        Plan inner = build(m.inner);
        int n = m.mergeClauses.size();
        List<OpExpr> clauses = new ArrayList<>();
        j.families = new int[n];
        j.collations = new int[n];
        j.descending = new boolean[n];
        j.nullsFirst = new boolean[n];
        for (int i = 0; i < n; i++) {
            Clause c = m.mergeClauses.get(i);
            OpExpr o = oriented(c, m.outer.rel.relids);
            clauses.add(o);
            j.mergeClauses.add(param(o));
            j.families[i] = m.mergeKeys.get(i).ec().family;
            j.collations[i] = o.inputcollid();
            j.descending[i] = m.mergeKeys.get(i).descending();
            j.nullsFirst[i] = m.mergeKeys.get(i).nullsFirst();
        }
        if (m.outerSort != null) {
            outer = sortBy(outer, m.outerSort, m, clauses, 0);
        }
        if (m.innerSort != null) {
            inner = sortBy(inner, m.innerSort, m, clauses, 1);
        }
        if (m.materializeInner) {
            Material keep = new Material();
            keep.left = inner;
            keep.targetList = inner.targetList;
            keep.copyEstimates(inner);
            keep.totalCost += costs.s.cpuOperator * inner.rows;
            inner = keep;
        }
        j.left = outer;
        j.right = inner;
        joinQuals(j, m, m.mergeClauses);
        return j;
    }

    /** Sorts one side of a merge join (0 outer, 1 inner), adding key expressions the input does not return yet. */
    private Plan sortBy(Plan input, List<PathKey> keys, Path.Merge m, List<OpExpr> clauses, int side) {
        List<Expr> exprs = new ArrayList<>();
        int[] operators = new int[keys.size()];
        int[] collations = new int[keys.size()];
        for (int k = 0; k < keys.size(); k++) {
            int at = clauseOf(keys.get(k), m, side);
            OpExpr o = clauses.get(at);
            exprs.add(o.args().get(side));
            var op = info.catalog().operator(o.opno());
            int type = side == 0 ? op.left() : op.right();
            int strategy = keys.get(k).descending() ? 5 : 1;
            int sort = info.catalog().familyOperator(keys.get(k).ec().family, type, type, strategy);
            operators[k] = sort != 0 ? sort : Sorting.orderingOperator(info.catalog(), type);
            collations[k] = o.inputcollid();
        }
        Sort s = sortOn(input, exprs, operators, collations);
        for (int k = 0; k < keys.size(); k++) {
            s.nullsFirst[k] = keys.get(k).nullsFirst();
        }
        return s;
    }

    /** The merge condition whose side belongs to the key's class. */
    private static int clauseOf(PathKey k, Path.Merge m, int side) {
        for (int i = 0; i < m.mergeClauses.size(); i++) {
            Clause c = m.mergeClauses.get(i);
            boolean left = c.leftIsIn(m.outer.rel.relids) == (side == 0);
            if ((left ? c.leftEc : c.rightEc) == k.ec()) {
                return i;
            }
        }
        throw SqlError.internal("could not find pathkey item to sort");
    }

    private Sort sortOn(Plan input, List<Expr> keys, int[] operators, int[] collations) {
        int n = keys.size();
        Sort s = new Sort();
        s.operators = operators;
        s.collations = collations;
        s.nullsFirst = new boolean[n];
        s.columns = new int[n];
        Plan in = withColumns(input, keys, s.columns);
        s.left = in;
        s.targetList = in.targetList;
        s.rows = in.rows;
        s.width = in.width;
        double[] c = costs.sort(in.totalCost, in.rows, in.width, -1);
        s.startupCost = c[0];
        s.totalCost = c[1];
        return s;
    }

    /** The input with the expressions among its columns; their numbers go into {@code columns}. */
    private static Plan withColumns(Plan input, List<Expr> exprs, int[] columns) {
        List<TargetEntry> targets = new ArrayList<>(input.targetList);
        for (int i = 0; i < columns.length; i++) {
            Expr k = exprs.get(i);
            int col = 0;
            for (TargetEntry t : targets) {
                if (t.expr().equals(k) || t.expr().equals(Exprs.stripRelabel(k))) {
                    col = t.resno();
                }
            }
            if (col == 0) {
                col = targets.size() + 1;
                targets.add(new TargetEntry(k, col, null, true));
            }
            columns[i] = col;
        }
        return targets.size() == input.targetList.size() ? input : Planner.project(input, targets);
    }

    private Plan keep(Path.Keep k) {
        Material m = new Material();
        m.left = build(k.input);
        m.targetList = m.left.targetList;
        return m;
    }

    private Plan remember(Path.Remember r) {
        Memoize m = new Memoize();
        m.left = build(r.input);
        m.targetList = m.left.targetList;
        m.operators = r.operators;
        m.collations = new int[r.operators.length];
        m.singleRow = r.singleRow;
        m.binary = r.binary;
        java.util.BitSet params = new java.util.BitSet();
        for (Expr e : r.keys) {
            m.collations[m.keys.size()] = e.collation();
            Expr p = param(e);
            m.keys.add(p);
            SetRefs.collectParams(p, params);
        }
        m.keyParams = params.stream().toArray();
        return m;
    }

    private Plan distinct(Path.Distinct d) {
        Plan in = build(d.input);
        int n = d.exprs.size();
        if (n == 0) {
            return in;
        }
        int[] collations = new int[n];
        for (int i = 0; i < n; i++) {
            collations[i] = d.exprs.get(i).collation();
        }
        if (d.hashed) {
            Agg a = new Agg();
            a.strategy = Agg.Strategy.HASHED;
            a.columns = new int[n];
            a.left = withColumns(in, d.exprs, a.columns);
            a.targetList = a.left.targetList;
            a.operators = d.operators;
            a.collations = collations;
            a.groups = d.rows;
            return a;
        }
        int[] sort = new int[n];
        for (int i = 0; i < n; i++) {
            sort[i] = Sorting.orderingOperator(
                    info.catalog(), info.catalog().operator(d.operators[i]).left());
        }
        Unique u = new Unique();
        Sort s = sortOn(in, d.exprs, sort, collations);
        u.left = s;
        u.targetList = s.targetList;
        u.columns = s.columns;
        u.operators = d.operators;
        u.collations = collations;
        return u;
    }
}
