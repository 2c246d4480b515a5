package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Setting;
import org.hathi.catalog.Catalog;
import org.hathi.executor.api.ResultColumn;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.FunctionResult;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.Rewriter;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.optimize.CatalogView;
import org.hathi.planner.optimize.ConstantEvaluator;
import org.hathi.planner.optimize.CostSettings;
import org.hathi.planner.optimize.FunctionBodies;
import org.hathi.planner.optimize.Planner;
import org.hathi.planner.optimize.PlannerContext;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** Analysis and planning for a session, with the choice between custom and generic plans. */
public final class Plans {
    /** Custom plans made before a generic one is considered, as in PostgreSQL. */
    private static final int CUSTOM_TRIALS = 5;

    private final BackendContext cx;
    private final Setting planCacheMode;
    private final AnalyzeContext analyzeContext;
    private final CatalogView view;
    private @Nullable FunctionBodies bodies;
    private @Nullable Templates templates;
    private @Nullable ConstantEvaluator constants;
    /** Lowest and highest index of the statements whose plan was chosen since the session came. */
    private int countedFrom = Integer.MAX_VALUE;

    private int countedTo = -1;

    Plans(BackendContext cx) {
        this.cx = cx;
        this.planCacheMode = cx.settings().setting("plan_cache_mode");
        this.analyzeContext = new AnalyzeContext(cx.eval());
        this.analyzeContext.replicationRole = () -> cx.settings().string("session_replication_role");
        this.view = new CatalogView(
                cx.catalog(), r -> cx.storage().pool().nblocks(r.node, 0), new IndexLook(cx.access(), cx.catalog()));
    }

    /** SQL functions, for inlining. */
    void bodies(FunctionBodies b) {
        bodies = b;
    }

    /** Where the plans of equal statements are found. */
    void templates(Templates t) {
        templates = t;
    }

    /** What computes constant expressions. */
    void constants(ConstantEvaluator e) {
        constants = e;
    }

    public AnalyzeContext analyzeContext() {
        return analyzeContext;
    }

    /** Analyses and rewrites; the parameters' types are settled in {@code params}. */
    public List<Query> analyze(RawStmt raw, String sql, ParamTypes params) {
        Query q = analyzeOnly(raw, sql, params, null);
        return q.commandType == CmdType.UTILITY ? List.of(q) : rewrite(q);
    }

    /** Analyses; {@code names} resolves names that are no columns (function arguments). */
    Query analyzeOnly(
            RawStmt raw,
            String sql,
            ParamTypes params,
            org.hathi.planner.analyze.AnalyzeContext.@Nullable Variables names) {
        var before = analyzeContext.variables;
        analyzeContext.variables = names;
        try {
            analyzeContext.transformNullEquals = cx.settings().bool("transform_null_equals");
            return Analyzer.analyze(raw, sql, cx.catalog(), params, analyzeContext);
        } finally {
            analyzeContext.variables = before;
        }
    }

    /** Rewrites an analysed statement, which is changed. */
    List<Query> rewrite(Query q) {
        return Rewriter.rewrite(q, cx.catalog(), analyzeContext);
    }

    FunctionResult functionResults() {
        return new FunctionResult(cx.catalog(), analyzeContext);
    }

    public List<PlannedStmt> plan(List<Query> queries, BoundParams params, double tupleFraction) {
        PlannerContext pc = new PlannerContext(
                view, CostSettings.of(cx.settings()), cx.functions(), cx.eval(), params, bodies, constants);
        List<PlannedStmt> out = new ArrayList<>(queries.size());
        for (Query q : queries) {
            out.add(new Planner(pc).plan(q, tupleFraction));
        }
        return out;
    }

    /** The session goes: tells it which statements' counts may have changed. */
    void counted(SessionState s) {
        if (countedTo >= 0) {
            s.counted(Math.max(0, countedFrom), countedTo);
        }
        countedFrom = Integer.MAX_VALUE;
        countedTo = -1;
    }

    /** The plan to execute a cached statement with these parameter values. */
    List<PlannedStmt> choose(CachedStatement s, @Nullable Object[] values) {
        countedFrom = Math.min(countedFrom, s.index);
        countedTo = Math.max(countedTo, s.index);
        if (values.length == 0 || s.fixed) {
            s.genericPlans++;
            return generic(s);
        }
        boolean custom =
                switch (planCacheMode.string()) {
                    case "force_custom_plan" -> true;
                    case "force_generic_plan" -> false;
                    default -> s.customPlans < CUSTOM_TRIALS || !genericIsCheaper(s);
                };
        if (!custom) {
            s.genericPlans++;
            return generic(s);
        }
        List<PlannedStmt> p = plan(s.queries, bound(s.parameterTypes, values), 0);
        s.customPlans++;
        s.customCost += cost(p, true);
        return p;
    }

    private boolean genericIsCheaper(CachedStatement s) {
        generic(s);
        GenericPlan g = s.generic;
        return g != null && g.cost < s.customCost / s.customPlans;
    }

    /** The plan for any values; kept unless the next transaction may have a better one. */
    List<PlannedStmt> generic(CachedStatement s) {
        GenericPlan g = s.generic;
        if (g == null && templates != null) {
            g = templates.generic(s);
            s.generic = g;
        }
        if (g == null) {
            view.takeSkipped();
            List<PlannedStmt> l = plan(s.queries, BoundParams.NONE, 0);
            g = new GenericPlan(l, cost(l, false));
            if (view.takeSkipped()) {
                return l; // the next transaction may have a better one
            }
            s.generic = g;
            if (templates != null) {
                templates.planned(s);
            }
        }
        return g.statements;
    }

    private double cost(List<PlannedStmt> l, boolean withPlanning) {
        double sum = 0;
        for (PlannedStmt p : l) {
            Plan top = p.plan;
            if (top != null) {
                sum += top.totalCost;
                if (withPlanning) {
                    sum += 1000 * cx.settings().real("cpu_operator_cost") * (p.rangeTable.size() + 1);
                }
            }
        }
        return sum;
    }

    private BoundParams bound(int[] types, @Nullable Object[] values) {
        return id -> {
            if (id < 1 || id > values.length) {
                return null;
            }
            TypeInfo t = cx.catalog().type(types[id - 1]);
            return new Const(types[id - 1], -1, t.collation(), t.len(), t.byVal(), values[id - 1], -1);
        };
    }

    /** The columns a query returns. */
    public static List<ResultColumn> columns(Catalog catalog, List<TargetEntry> targets) {
        List<ResultColumn> out = new ArrayList<>();
        for (TargetEntry t : targets) {
            if (!t.resjunk()) {
                // Domains are shown to clients as their base types.
                int type = t.expr().type();
                int typmod = t.expr().typmod();
                for (TypeInfo d = catalog.type(type); d.type() == 'd'; d = catalog.type(type)) {
                    type = d.baseType();
                    typmod = d.typmod();
                }
                String n = t.resname();
                out.add(new ResultColumn(
                        n == null ? "?column?" : n,
                        t.resorigtbl(),
                        t.resorigcol(),
                        type,
                        catalog.type(type).len(),
                        typmod,
                        0));
            }
        }
        return out;
    }
}
