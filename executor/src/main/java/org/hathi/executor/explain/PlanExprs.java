package org.hathi.executor.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.MergeAppend;
import org.hathi.planner.plan.NestLoop;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.PlaceHolderVar;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * Expressions of plan nodes as text: references to a child's output become what the child computes there, parameters
 * what the node above hands down.
 */
final class PlanExprs {
    private final Catalog catalog;
    private final Deparse deparse;
    private final List<RangeTblEntry> rangeTable;
    private final @Nullable String[] names;
    /**
     * The node explained last, and all above it; a subplan's nodes have those of the expression that uses it above
     * them.
     */
    private final Deque<Plan> path = new ArrayDeque<>();

    private final Deque<SubPlan> calls = new ArrayDeque<>();

    PlanExprs(Catalog catalog, Deparse deparse, PlannedStmt stmt, List<BitSet> used) {
        this.catalog = catalog;
        this.deparse = deparse;
        this.rangeTable = stmt.rangeTable;
        this.emptyFroms = stmt.emptyFroms;
        this.names = names(used, stmt.rangeOrder);
    }

    private final int emptyFroms;

    int tables() {
        return rangeTable.size() + emptyFroms;
    }

    RangeTblEntry rte(int index) {
        return rangeTable.get(index - 1);
    }

    /** What EXPLAIN calls a range table entry. */
    String name(int index) {
        String n = names[index - 1];
        return n == null ? rte(index).eref.aliasname() : n;
    }

    private @Nullable String[] names(List<BitSet> used, int[] order) {
        @Nullable String[] out = new String[rangeTable.size()];
        for (BitSet part : used) {
            for (int i = 1; i <= out.length; i++) {
                int r = order.length == 0 ? i : order[i - 1];
                if (part.get(r)) {
                    name(r, out);
                }
            }
        }
        return out;
    }

    /** Names an entry that has no name yet by its alias, with a number where that is taken. */
    private void name(int r, @Nullable String[] out) {
        String base = out[r - 1] == null ? baseName(rangeTable.get(r - 1)) : null;
        if (base == null) {
            return;
        }
        String name = base;
        for (int k = 1; taken(name, out); k++) {
            name = base + "_" + k;
        }
        out[r - 1] = name;
    }

    private @Nullable String baseName(RangeTblEntry r) {
        if (r.alias != null) {
            return r.alias.aliasname();
        }
        if (r.rtekind == RteKind.RELATION) {
            ClassInfo c = catalog.relation(r.relid);
            return c == null ? r.eref.aliasname() : c.name();
        }
        return r.rtekind == RteKind.JOIN ? null : r.eref.aliasname();
    }

    private static boolean taken(String name, @Nullable String[] out) {
        for (String s : out) {
            if (name.equals(s)) {
                return true;
            }
        }
        return false;
    }

    void enter(Plan p) {
        path.push(p);
    }

    void leave() {
        path.pop();
    }

    void enterSubPlan(SubPlan s) {
        calls.push(s);
    }

    void leaveSubPlan() {
        calls.pop();
    }

    /** The text of an expression of the current node. */
    String text(Expr e, boolean qualify) {
        return deparse.planExpr(new Resolver(List.copyOf(path)).mutate(e), rangeTable, names, qualify, false);
    }

    /** The same for a sort or grouping key: an implicit cast is shown. */
    String key(Expr e, boolean qualify) {
        return deparse.planExpr(new Resolver(List.copyOf(path)).mutate(e), rangeTable, names, qualify, true);
    }

    /** Collation of what stands in a sort column. */
    int keyCollation(Plan sort, int column) {
        return sort.targetList.get(column - 1).expr().collation();
    }

    List<String> texts(List<? extends Expr> l, boolean qualify) {
        List<String> out = new ArrayList<>(l.size());
        for (Expr e : l) {
            out.add(text(e, qualify));
        }
        return out;
    }

    /** Conditions joined by AND, in parentheses when there are several. */
    String conjunction(List<Expr> l, boolean qualify) {
        if (l.size() == 1) {
            return text(l.get(0), qualify);
        }
        return "(" + String.join(" AND ", texts(l, qualify)) + ")";
    }

    private static @Nullable List<TargetEntry> targets(@Nullable Plan p) {
        return p == null ? null : p.targetList;
    }

    private static @Nullable List<TargetEntry> source(Plan p, int varno) {
        return switch (varno) {
            case Var.OUTER_VAR -> targets(outer(p));
            case Var.INNER_VAR -> targets(p.right);
            case Var.INDEX_VAR -> p instanceof IndexOnlyScan s ? s.indexTargetList : null;
            default -> null;
        };
    }

    private static @Nullable Plan outer(Plan p) {
        return switch (p) {
            case Append a -> a.inputs.isEmpty() ? null : a.inputs.get(0);
            case MergeAppend a -> a.inputs.isEmpty() ? null : a.inputs.get(0);
            default -> p.left;
        };
    }

    /** The inheritance parent whose tree a node reads; 0: none. */
    static int parent(Plan p) {
        return p instanceof Append a ? a.parentRelation : p instanceof MergeAppend a ? a.parentRelation : 0;
    }

    /** What an inheritance tree's column is in terms of the parent; null when the node reads no tree. */
    static @Nullable Expr ofParent(@Nullable Plan p, int column) {
        List<Expr> l = p instanceof Append a ? a.parentExprs : p instanceof MergeAppend a ? a.parentExprs : List.of();
        return column > 0 && column <= l.size() ? l.get(column - 1) : null;
    }

    /** Resolves references as seen from the first node of {@code path}. */
    private final class Resolver extends TreeMutator {
        private final List<Plan> path;

        Resolver(List<Plan> path) {
            this.path = path;
        }

        @Override
        public Expr mutate(Expr e) {
            if (e instanceof Var v) {
                return column(v);
            }
            if (e instanceof Param p && p.paramkind() == ParamKind.EXEC) {
                Expr r = parameter(p);
                return r != null ? r : p;
            }
            return mutateChildren(e);
        }

        private List<Plan> below(Plan child) {
            List<Plan> l = new ArrayList<>(path.size() + 1);
            l.add(child);
            l.addAll(path);
            return l;
        }

        private Expr column(Var v) {
            if (v.varno() > 0) {
                return v.varnosyn() == 0
                        ? v
                        : new Var(v.varno(), v.varattno(), v.vartype(), v.vartypmod(), v.varcollid(), 0, 0, 0, -1);
            }
            Plan p = path.get(0);
            List<TargetEntry> l = source(p, v.varno());
            if (l == null || v.varattno() < 1 || v.varattno() > l.size()) {
                return new Var(0, v.varattno(), v.vartype(), v.vartypmod(), v.varcollid(), 0, 0, 0, -1);
            }
            Expr target = l.get(v.varattno() - 1).expr();
            Plan from = v.varno() == Var.OUTER_VAR ? outer(p) : v.varno() == Var.INNER_VAR ? p.right : null;
            Expr tree = ofParent(from, v.varattno());
            if (tree != null) {
                Expr t = mutate(tree);
                return t instanceof Var ? t : new PlaceHolderVar(t, new int[0], Deparse.PARENTHESES, 0);
            }
            Plan child = v.varno() == Var.OUTER_VAR ? outer(p) : v.varno() == Var.INNER_VAR ? p.right : null;
            Expr r = child == null ? new Resolver(path).mutate(target) : new Resolver(below(child)).mutate(target);
            return r instanceof Var || r instanceof PlaceHolderVar h && h.phid() == Deparse.PARENTHESES
                    ? r
                    : new PlaceHolderVar(r, new int[0], Deparse.PARENTHESES, 0);
        }

        /** What a nested loop or the call of a subplan puts into the parameter. */
        private @Nullable Expr parameter(Param p) {
            for (int i = 1; i < path.size(); i++) {
                if (path.get(i) instanceof NestLoop n) {
                    for (NestLoop.NestLoopParam q : n.nestParams) {
                        if (q.param() == p.paramid()) {
                            return given(q.outer(), i);
                        }
                    }
                }
            }
            for (SubPlan s : calls) {
                for (int k = 0; k < s.parParam().length && k < s.args().size(); k++) {
                    if (s.parParam()[k] == p.paramid()) {
                        int at = level(s);
                        return at < 0 ? null : given(s.args().get(k), at);
                    }
                }
            }
            return null;
        }

        private int level(SubPlan s) {
            int depth = callDepth.getOrDefault(s.planId(), -1);
            return depth < 0 ? -1 : path.size() - depth;
        }

        private Expr given(Expr e, int at) {
            Expr r = new Resolver(path.subList(at, path.size())).mutate(e);
            boolean simple = r instanceof Var || r instanceof Param || r instanceof PlaceHolderVar;
            Expr q = simple ? r : new PlaceHolderVar(r, new int[0], Deparse.PARENTHESES, 0);
            return new PlaceHolderVar(q, new int[0], Deparse.QUALIFIED, 0);
        }
    }

    private final java.util.HashMap<Integer, Integer> callDepth = new java.util.HashMap<>();

    /** Remembers that the current node calls a subplan. */
    void called(SubPlan s) {
        callDepth.put(s.planId(), path.size());
    }
}
