package org.hathi.executor.explain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.NamespaceInfo;
import org.hathi.executor.Executor;
import org.hathi.executor.node.ExecNode;
import org.hathi.executor.node.Instrumentation;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.plan.*;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.jspecify.annotations.Nullable;

/** Writes a plan tree: one group per node, children inside. */
final class PlanPrinter {
    private final Catalog catalog;
    private final ExplainOptions options;
    private final ExplainOutput out;
    private final PlannedStmt stmt;
    private final PlanExprs exprs;
    private final PlanDetails details;
    private final IdentityHashMap<Plan, ExecNode> nodes = new IdentityHashMap<>();
    private @Nullable WholeOutputs whole;

    PlanPrinter(
            Catalog catalog,
            Deparse deparse,
            ExplainOptions options,
            ExplainOutput out,
            PlannedStmt stmt,
            @Nullable Executor executor) {
        this.catalog = catalog;
        this.options = options;
        this.out = out;
        this.stmt = stmt;
        // Names are given out to the main query's tables first, then to each subplan's.
        List<BitSet> used = new ArrayList<>();
        if (stmt.plan != null) {
            used.add(collect(stmt.plan, new BitSet()));
        }
        for (Plan p : stmt.subplans) {
            used.add(collect(p, new BitSet()));
        }
        this.exprs = new PlanExprs(catalog, deparse, stmt, used);
        this.details = new PlanDetails(catalog, options, out, exprs);
        if (executor != null && stmt.plan != null) {
            map(stmt.plan, executor.root());
            @Nullable ExecNode[] subs = executor.state().subplans();
            for (int i = 0; i < subs.length; i++) {
                ExecNode n = subs[i];
                if (n != null) {
                    map(stmt.subplans.get(i), n);
                }
            }
        }
    }

    private static BitSet collect(Plan p, BitSet used) {
        int r = relation(p);
        if (r > 0) {
            used.set(r);
        }
        if (p instanceof ModifyTable m) {
            if (m.excludedRelation > 0) {
                used.set(m.excludedRelation);
            }
            for (ModifyTable t : m.members) {
                used.set(t.resultRelation);
            }
        }
        int parent = PlanExprs.parent(p);
        if (parent > 0) {
            used.set(parent);
        }
        for (Plan c : p.children()) {
            collect(c, used);
        }
        return used;
    }

    /** Finds the run-time node of each plan node. */
    private void map(Plan p, ExecNode n) {
        if (nodes.putIfAbsent(p, n) != null) {
            return;
        }
        Instrumentation in = n.instrumentation;
        if (in != null) {
            in.endLoop();
        }
        List<ExecNode> below = n.children();
        while (below.size() == 1 && below.get(0).plan == p) {
            below = below.get(0).children();
        }
        List<Plan> children = p.children();
        for (int i = 0; i < children.size() && i < below.size(); i++) {
            map(children.get(i), below.get(i));
        }
    }

    /** Range table index of what a node scans or changes; 0: nothing. */
    static int relation(Plan p) {
        return switch (p) {
            case SeqScan s -> s.scanRelId;
            case IndexScan s -> s.scanRelId;
            case IndexOnlyScan s -> s.scanRelId;
            case BitmapHeapScan s -> s.scanRelId;
            case TidScan s -> s.scanRelId;
            case SubqueryScan s -> s.scanRelId;
            case FunctionScan s -> s.scanRelId;
            case ValuesScan s -> s.scanRelId;
            case CteScan s -> s.scanRelId;
            case WorkTableScan s -> s.scanRelId;
            case ModifyTable m -> m.resultRelation;
            default -> 0;
        };
    }

    void print() {
        Plan p = stmt.plan;
        if (p != null) {
            node(p, null, null);
        }
    }

    private void node(Plan p, @Nullable String relationship, @Nullable String planName) {
        int saved = out.indent;
        exprs.enter(p);
        Map<Integer, SubPlan> calls = calls(p);
        out.open("Plan", relationship == null ? "Plan" : null, true);
        if (out.isText()) {
            heading(p, planName);
        } else {
            structured(p, relationship, planName);
        }
        target(p);
        estimates(p);
        actual(p);
        if (options.verbose && !p.targetList.isEmpty() && !(p instanceof ModifyTable) && !members(p)
                || options.verbose && p instanceof ModifyTable m && !m.returning.isEmpty()) {
            output(p);
        }
        if (p instanceof ModifyTable m) {
            targets(m);
        }
        details.show(p, nodes.get(p));
        usage(nodes.get(p));
        children(p, calls);
        exprs.leave();
        out.close("Plan", true);
        out.indent = saved;
    }

    private static boolean members(Plan p) {
        return p instanceof Append || p instanceof MergeAppend;
    }

    private void heading(Plan p, @Nullable String planName) {
        if (planName != null) {
            out.line(planName);
            out.indent++;
        }
        if (out.indent > 0) {
            out.out.repeat(' ', 2 * out.indent).append("->  ");
            out.indent += 2;
        }
        String name = p.nodeName();
        if (p instanceof Join j) {
            String type =
                    switch (j.joinType) {
                        case INNER, UNIQUE_OUTER, UNIQUE_INNER -> "";
                        case LEFT -> "Left";
                        case FULL -> "Full";
                        case RIGHT -> "Right";
                        case SEMI -> "Semi";
                        case ANTI -> "Anti";
                    };
            // A full join without a condition to merge by is PostgreSQL's merge join without merge conditions.
            name = p instanceof NestLoop && j.joinType != org.hathi.planner.tree.JoinType.FULL
                    ? type.isEmpty() ? "Nested Loop" : "Nested Loop " + type + " Join"
                    : (p instanceof HashJoin ? "Hash" : "Merge") + (type.isEmpty() ? "" : " " + type) + " Join";
        } else if (p instanceof SetOp s) {
            name += " " + s.command.label;
        }
        out.out.append(name);
        out.indent++;
    }

    private void structured(Plan p, @Nullable String relationship, @Nullable String planName) {
        String type = p.nodeName();
        switch (p) {
            case Agg a -> {
                out.text("Node Type", "Aggregate");
                out.text(
                        "Strategy",
                        switch (a.strategy) {
                            case PLAIN -> "Plain";
                            case SORTED -> "Sorted";
                            case HASHED -> "Hashed";
                            case MIXED -> "Mixed";
                        });
                out.text("Partial Mode", "Simple");
            }
            case SetOp s -> {
                out.text("Node Type", "SetOp");
                out.text("Strategy", s.hashed ? "Hashed" : "Sorted");
            }
            case ModifyTable m -> {
                out.text("Node Type", "ModifyTable");
                out.text("Operation", type);
            }
            default -> out.text("Node Type", type);
        }
        if (relationship != null) {
            out.text("Parent Relationship", relationship);
        }
        if (planName != null) {
            out.text("Subplan Name", planName);
        }
        out.bool("Parallel Aware", false);
        out.bool("Async Capable", false);
        if (p instanceof Join j) {
            out.text(
                    "Join Type",
                    switch (j.joinType) {
                        case INNER, UNIQUE_OUTER, UNIQUE_INNER -> "Inner";
                        case LEFT -> "Left";
                        case FULL -> "Full";
                        case RIGHT -> "Right";
                        case SEMI -> "Semi";
                        case ANTI -> "Anti";
                    });
        } else if (p instanceof SetOp s) {
            out.text("Command", s.command.label);
        }
    }

    private String quoted(String name) {
        return Deparse.quoteIdentifier(name);
    }

    private String indexName(int oid) {
        ClassInfo c = catalog.relation(oid);
        return c == null ? "?" : c.name();
    }

    private void index(int oid, boolean backward) {
        if (out.isText()) {
            out.out.append(backward ? " Backward" : "").append(" using ").append(quoted(indexName(oid)));
        } else {
            out.text("Scan Direction", backward ? "Backward" : "Forward");
            out.text("Index Name", indexName(oid));
        }
    }

    /** The tables of a tree that are changed. */
    private void targets(ModifyTable m) {
        if (m.members.isEmpty()) {
            return;
        }
        out.open("Target Tables", "Target Tables", false);
        for (ModifyTable t : m.members) {
            out.open("Target Table", null, true);
            if (out.isText()) {
                out.out.repeat(' ', 2 * out.indent).append(m.nodeName());
            }
            target(t);
            if (out.isText()) {
                out.out.append('\n');
            }
            out.close("Target Table", true);
        }
        out.close("Target Tables", false);
    }

    private void target(Plan p) {
        switch (p) {
            case IndexScan s -> index(s.indexOid, s.backward);
            case IndexOnlyScan s -> index(s.indexOid, s.backward);
            case BitmapIndexScan s -> {
                if (out.isText()) {
                    out.out.append(" on ").append(quoted(indexName(s.indexOid)));
                } else {
                    out.text("Index Name", indexName(s.indexOid));
                }
            }
            default -> {}
        }
        int r = relation(p);
        if (r == 0) {
            return;
        }
        RangeTblEntry e = exprs.rte(r);
        String alias = exprs.name(r);
        String object = null;
        String schema = null;
        String tag = "";
        if (e.rtekind == RteKind.RELATION) {
            ClassInfo c = catalog.relation(e.relid);
            object = c == null ? "?" : c.name();
            if (options.verbose && c != null) {
                schema = schema(c.namespace());
            }
            tag = "Relation Name";
        } else if (p instanceof FunctionScan f) {
            if (f.functions.size() == 1 && f.functions.get(0).call() instanceof FuncExpr x) {
                var proc = catalog.proc(x.funcid());
                object = proc.name();
                if (options.verbose) {
                    schema = schema(proc.namespace());
                }
            }
            tag = "Function Name";
        } else if (p instanceof CteScan || p instanceof WorkTableScan) {
            object = e.ctename;
            tag = "CTE Name";
        }
        name(object, schema, tag, alias);
    }

    private @Nullable String schema(int namespace) {
        NamespaceInfo n = catalog.namespace(namespace);
        return n == null ? null : n.name();
    }

    private void name(@Nullable String object, @Nullable String schema, String tag, String alias) {
        if (out.isText()) {
            out.out.append(" on");
            if (schema != null) {
                out.out.append(' ').append(quoted(schema)).append('.').append(quoted(String.valueOf(object)));
            } else if (object != null) {
                out.out.append(' ').append(quoted(object));
            }
            if (object == null || !alias.equals(object)) {
                out.out.append(' ').append(quoted(alias));
            }
            return;
        }
        if (object != null) {
            out.text(tag, object);
        }
        if (schema != null) {
            out.text("Schema", schema);
        }
        out.text("Alias", alias);
    }

    private void estimates(Plan p) {
        if (!options.costs) {
            return;
        }
        if (out.isText()) {
            out.out
                    .append("  (cost=")
                    .append(ExplainOutput.fixed(p.startupCost, 2))
                    .append("..")
                    .append(ExplainOutput.fixed(p.totalCost, 2))
                    .append(" rows=")
                    .append(ExplainOutput.fixed(p.rows, 0))
                    .append(" width=")
                    .append(p.width)
                    .append(')');
            return;
        }
        out.number("Startup Cost", null, p.startupCost, 2);
        out.number("Total Cost", null, p.totalCost, 2);
        out.number("Plan Rows", null, p.rows, 0);
        out.integer("Plan Width", null, p.width);
    }

    private void actual(Plan p) {
        if (!options.analyze) {
            if (out.isText()) {
                out.out.append('\n');
            }
            return;
        }
        ExecNode n = nodes.get(p);
        Instrumentation in = n == null ? null : n.instrumentation;
        double loops = in == null ? 0 : in.loops;
        double start = loops == 0 || in == null ? 0 : in.startup / 1e6 / loops;
        double total = loops == 0 || in == null ? 0 : in.total / 1e6 / loops;
        double rows = loops == 0 || in == null ? 0 : in.rows / loops;
        if (out.isText()) {
            if (loops == 0) {
                out.out.append(" (never executed)\n");
                return;
            }
            out.out.append(" (actual ");
            if (options.timing) {
                out.out
                        .append("time=")
                        .append(ExplainOutput.fixed(start, 3))
                        .append("..")
                        .append(ExplainOutput.fixed(total, 3))
                        .append(' ');
            }
            out.out
                    .append("rows=")
                    .append(ExplainOutput.fixed(rows, 0))
                    .append(" loops=")
                    .append(ExplainOutput.fixed(loops, 0))
                    .append(")\n");
            return;
        }
        if (options.timing) {
            out.number("Actual Startup Time", null, start, 3);
            out.number("Actual Total Time", null, total, 3);
        }
        out.number("Actual Rows", null, rows, 0);
        out.number("Actual Loops", null, loops, 0);
    }

    /** Blocks and log records the node and what is below it used. */
    private void usage(@Nullable ExecNode n) {
        Instrumentation in = n == null ? null : n.instrumentation;
        long[] u = in == null ? null : in.used;
        if (u == null) {
            return;
        }
        if (options.buffers) {
            UsageLines.buffers(out, u);
        }
        if (options.wal) {
            UsageLines.wal(out, u);
        }
    }

    private void output(Plan p) {
        boolean qualify = exprs.tables() > 1;
        List<String> l = new ArrayList<>();
        List<TargetEntry> shown = p.targetList;
        if (p instanceof ModifyTable m) {
            shown = m.members.isEmpty() ? m.returning : m.members.get(0).returning;
        }
        WholeOutputs w = whole;
        if (w == null) {
            w = new WholeOutputs(catalog, stmt);
            whole = w;
        }
        List<TargetEntry> all = w.of(p, relation(p));
        shown = all == null ? shown : all;
        for (TargetEntry t : shown) {
            l.add(exprs.text(t.expr(), qualify));
        }
        out.list("Output", l);
    }

    // ---------------------------------------------------------------- children

    /** The subplans a node's expressions call, by number. */
    private Map<Integer, SubPlan> calls(Plan p) {
        Map<Integer, SubPlan> found = new LinkedHashMap<>();
        // The arguments of aggregates come last, as when they are set up.
        List<Expr> aggregates = new ArrayList<>();
        boolean[] inside = new boolean[1];
        TreeMutator finder = new TreeMutator() {
            @Override
            public Expr mutate(Expr e) {
                if (e instanceof Aggref && !inside[0]) {
                    aggregates.add(e);
                    return e;
                }
                if (e instanceof SubPlan s && found.putIfAbsent(s.planId(), s) == null) {
                    exprs.called(s);
                }
                return mutateChildren(e);
            }
        };
        for (TargetEntry t : p.targetList) {
            finder.mutate(t.expr());
        }
        for (Expr e : PlanDetails.conditions(p)) {
            finder.mutate(e);
        }
        inside[0] = true;
        aggregates.forEach(finder::mutate);
        return found;
    }

    private void children(Plan p, Map<Integer, SubPlan> calls) {
        List<Plan> below = p.children();
        if (below.isEmpty() && p.initPlans.isEmpty() && calls.isEmpty()) {
            return;
        }
        if (members(p) && !out.isText()) {
            out.integer("Subplans Removed", null, 0);
        }
        out.open("Plans", "Plans", false);
        for (SubPlanRef r : p.initPlans) {
            node(stmt.subplans.get(r.subplan() - 1), "InitPlan", r.name());
        }
        boolean members = members(p) || p instanceof BitmapLogic;
        for (int i = 0; i < below.size(); i++) {
            String relationship = members
                    ? "Member"
                    : p instanceof SubqueryScan ? "Subquery" : below.get(i) == p.right ? "Inner" : "Outer";
            node(below.get(i), relationship, null);
        }
        for (SubPlan s : calls.values()) {
            exprs.enterSubPlan(s);
            node(stmt.subplans.get(s.planId() - 1), "SubPlan", s.planName());
            exprs.leaveSubPlan();
        }
        out.close("Plans", false);
    }
}
