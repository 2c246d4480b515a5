package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WindowFunc;

/** What each step above the joins returns. */
final class UpperTargets {
    private final Query q;

    UpperTargets(Query q) {
        this.q = q;
    }

    /** What the grouping step needs from below: the grouping expressions and the columns inside everything else. */
    List<TargetEntry> groupInput() {
        List<TargetEntry> out = new ArrayList<>();
        Set<Expr> have = new LinkedHashSet<>();
        for (TargetEntry t : q.targetList) {
            if (t.ressortgroupref() != 0 && names(q.groupClause, t.ressortgroupref())) {
                out.add(new TargetEntry(t.expr(), out.size() + 1, t.resname(), t.ressortgroupref(), 0, 0, false));
                have.add(t.expr());
            }
        }
        List<Var> vars = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            vars.addAll(outside(t.expr(), have));
        }
        if (q.havingQual != null) { // its conjuncts are looked for one by one
            Trees.conjuncts(q.havingQual).forEach(c -> vars.addAll(outside(c, have)));
        }
        for (Var v : vars) {
            addColumn(out, v);
        }
        return out;
    }

    private static boolean names(List<SortGroupClause> l, int ref) {
        for (SortGroupClause c : l) {
            if (c.tleSortGroupRef() == ref) {
                return true;
            }
        }
        return false;
    }

    static void addColumn(List<TargetEntry> out, Expr e) {
        for (TargetEntry t : out) {
            if (t.expr().equals(e)) {
                return;
            }
        }
        out.add(new TargetEntry(e, out.size() + 1, null, false));
    }

    /** Columns in {@code e} outside the expressions of {@code known}. */
    private static List<Var> outside(Expr e, Set<Expr> known) {
        List<Var> out = new ArrayList<>();
        new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (known.contains(x)) {
                    return false;
                }
                if (x instanceof Var v) {
                    out.add(v);
                    return false;
                }
                return walkChildren(x);
            }
        }.walk(e);
        return out;
    }

    /** What the grouping step returns: the final targets, or, below windows, their atoms. */
    List<TargetEntry> groupOutput() {
        if (q.windowClause.isEmpty() && !setsLeft()) {
            return q.targetList;
        }
        return atoms();
    }

    /** Do the final targets call set-returning functions other than inside grouping expressions? */
    boolean setsLeft() {
        if (!Exprs.anyReturnsSet(q.targetList)) {
            return false;
        }
        Set<Expr> grouped = new LinkedHashSet<>();
        for (TargetEntry t : q.targetList) {
            if (t.ressortgroupref() != 0 && names(q.groupClause, t.ressortgroupref())) {
                grouped.add(t.expr());
            }
        }
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return !grouped.contains(x) && (ProjectSets.isCall(x) || walkChildren(x));
            }
        }.walkTargets(q.targetList);
    }

    /** The targets without those that call set-returning functions, and the columns these need. */
    static List<TargetEntry> withoutSets(List<TargetEntry> targets) {
        List<TargetEntry> out = new ArrayList<>();
        for (TargetEntry t : targets) {
            if (!Exprs.anyReturnsSet(List.of(t))) {
                out.add(t.withResno(out.size() + 1));
            }
        }
        for (TargetEntry t : targets) {
            if (Exprs.anyReturnsSet(List.of(t))) {
                outside(t.expr(), Set.of()).forEach(v -> addColumn(out, v));
            }
        }
        return out;
    }

    /** Grouping expressions, aggregates, columns and window sort expressions that later steps compute with. */
    List<TargetEntry> atoms() {
        List<TargetEntry> out = new ArrayList<>();
        Set<Integer> refs = new LinkedHashSet<>();
        for (WindowClause w : q.windowClause) {
            for (SortGroupClause c : windowClauses(w)) {
                refs.add(c.tleSortGroupRef());
            }
        }
        for (SortGroupClause c : q.groupClause) {
            refs.add(c.tleSortGroupRef());
        }
        Set<Expr> have = new LinkedHashSet<>();
        for (TargetEntry t : q.targetList) {
            if (t.ressortgroupref() != 0 && refs.contains(t.ressortgroupref()) && !Exprs.hasWindowFunctions(t.expr())) {
                out.add(new TargetEntry(t.expr(), out.size() + 1, t.resname(), t.ressortgroupref(), 0, 0, false));
                have.add(t.expr());
            }
        }
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (have.contains(x)) {
                    return false;
                }
                if (x instanceof Var || x instanceof Aggref a && a.agglevelsup() == 0 || x instanceof GroupingFunc) {
                    addColumn(out, x);
                    return false;
                }
                return walkChildren(x);
            }
        };
        w.walkTargets(q.targetList);
        return out;
    }

    /** The order a window needs: by partition, then by its own order. */
    static List<SortGroupClause> windowClauses(WindowClause w) {
        List<SortGroupClause> all = new ArrayList<>(w.partitionClause());
        for (SortGroupClause o : w.orderClause()) {
            boolean dup = false;
            for (SortGroupClause p : w.partitionClause()) {
                dup |= p.tleSortGroupRef() == o.tleSortGroupRef();
            }
            if (!dup) {
                all.add(o);
            }
        }
        return all;
    }

    List<WindowFunc> functionsOf(int winref) {
        List<WindowFunc> out = new ArrayList<>();
        new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof WindowFunc f && f.winref() == winref && !out.contains(f)) {
                    out.add(f);
                }
                return walkChildren(x);
            }
        }.walkTargets(q.targetList);
        return out;
    }
}
