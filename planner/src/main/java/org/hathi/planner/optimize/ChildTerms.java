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

/** Writes expressions over an inheritance parent's columns over those of one table of its tree (AppendRelInfo). */
final class ChildTerms extends TreeMutator {
    private final int parent;
    private final int child;
    /** Child's column of each column of the parent, by number; 0: dropped. */
    private final PlannerInfo info;

    private final int[] columns;

    private final int parentType;
    private final int childType;
    private final Map<Clause, Clause> clauses = new IdentityHashMap<>();

    ChildTerms(PlannerInfo info, int parentRti, int parentOid, int childRti, int childOid) {
        PlannerCatalog catalog = info.catalog();
        this.info = info;
        this.parent = parentRti;
        this.child = childRti;
        this.columns = columns(catalog.rowDescriptor(parentOid), catalog.rowDescriptor(childOid));
        this.parentType = catalog.rowType(parentOid);
        this.childType = catalog.rowType(childOid);
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

    /** The child's number of a column; system columns keep theirs. */
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
