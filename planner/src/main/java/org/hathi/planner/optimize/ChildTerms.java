package org.hathi.planner.optimize;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.ConvertRowtypeExpr;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Writes expressions over an inheritance parent's columns over those of one table of its tree (AppendRelInfo). */
final class ChildTerms extends TreeMutator {
    private final int parent;
    private final int child;
    /** Child's column of each column of the parent, by number; 0: dropped. */
    private final PlannerInfo info;

    private final int[] columns;

    private final int parentType;
    private final int childType;
    /** For an arm of UNION ALL: its columns, instead of numbers of columns. */
    private final @Nullable List<Expr> outputs;
    /** For a table of a tree that is such an arm: the arm's columns in terms of the table's. */
    private final @Nullable ChildTerms below;

    private final Map<Clause, Clause> clauses = new IdentityHashMap<>();

    ChildTerms(PlannerInfo info, int parentRti, int parentOid, int childRti, int childOid) {
        PlannerCatalog catalog = info.catalog();
        this.info = info;
        this.parent = parentRti;
        this.child = childRti;
        this.columns = columns(catalog.rowDescriptor(parentOid), catalog.rowDescriptor(childOid));
        this.parentType = catalog.rowType(parentOid);
        this.childType = catalog.rowType(childOid);
        this.outputs = null;
        this.below = null;
    }

    /** Terms of an arm of UNION ALL. */
    ChildTerms(PlannerInfo info, int parentRti, int childRti, List<Expr> outputs, @Nullable ChildTerms below) {
        this.info = info;
        this.parent = parentRti;
        this.child = childRti;
        this.columns = new int[0];
        this.parentType = 0;
        this.childType = 0;
        this.outputs = outputs;
        this.below = below;
    }

    private static int[] columns(TupleDesc p, TupleDesc c) {
        int[] out = new int[p.size() + 1];
        for (int i = 0; i < p.size(); i++) {
            Attribute a = p.get(i);
            if (a.dropped()) {
                continue;
            }
            int at = i < c.size() && same(c.get(i), a) ? i : -1;
            for (int k = 0; at < 0 && k < c.size(); k++) {
                at = same(c.get(k), a) ? k : -1;
            }
            out[i + 1] = at + 1;
        }
        return out;
    }

    private static boolean same(Attribute c, Attribute p) {
        return !c.dropped() && c.name().equals(p.name());
    }

    /** Is the child an arm of UNION ALL? */
    boolean ofUnion() {
        return outputs != null;
    }

    /** The child's number of a column of an inheritance parent; system columns keep theirs. */
    int column(int parentColumn) {
        return parentColumn <= 0 ? parentColumn : columns[parentColumn];
    }

    @Override
    public Expr mutate(Expr x) {
        if (x instanceof CurrentOfExpr c && c.cvarno() == parent) {
            return new CurrentOfExpr(child, c.cursorName(), c.cursorParam());
        }
        if (!(x instanceof Var v) || v.varlevelsup() != 0) {
            return mutateChildren(x);
        }
        if (v.varno() != parent) {
            Placeholder p = info.placeholder(v.varno());
            return p != null && p.evalAt == info.of(parent) ? mutate(p.expr) : x;
        }
        if (outputs != null) {
            Expr e = outputs.get(v.varattno() - 1);
            return below == null ? e : below.mutate(e);
        }
        if (v.varattno() == 0 && childType != parentType) {
            Var row = new Var(child, 0, childType, -1, 0, 0, child, 0, -1);
            return new ConvertRowtypeExpr(row, v.vartype(), CoercionForm.IMPLICIT_CAST, -1);
        }
        int n = column(v.varattno());
        return new Var(child, n, v.vartype(), v.vartypmod(), v.varcollid(), 0, child, n, v.location());
    }

    Clause clause(Clause c) {
        return clauses.computeIfAbsent(c, k -> k.over(mutate(k.expr)));
    }

    List<Clause> clauseList(List<Clause> l) {
        return l.stream().map(this::clause).toList();
    }
}
