package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.XmlExpr;

/**
 * An output of a merged subquery that must turn NULL with the subquery's rows, and would not do so if it were computed
 * above the outer join: a constant, coalesce and the like. It is computed as soon as the relations it speaks of are
 * joined ({@link #evalAt}) and carried up from there like a column (PostgreSQL's PlaceHolderVar).
 *
 * <p>In expressions it is a Var of column 1 of a range table entry of its own, of kind RESULT, whose
 * {@code valuesLists} holds the expression and {@code phrels} the relations of the subquery; so whatever looks at
 * columns needs not know of it: {@link PlannerInfo#of} says the relations, {@link SetRefs} puts the expression where it
 * is computed.
 */
final class Placeholder {
    final Expr expr;
    final Var var;
    /** The relations of the merged subquery. */
    final long syntactic;
    /** The relations after whose join it is computed. */
    long evalAt;
    /** Relations whose joins need it, with {@link Rel#TOP} what is above them. */
    long needed;

    private Placeholder(int rti, Expr expr, long syntactic, PlannerInfo info) {
        this.expr = expr;
        this.var = variable(rti, expr);
        this.syntactic = syntactic;
        long own = Exprs.relids(expr, info) & syntactic;
        this.evalAt = own == 0 ? syntactic : own;
    }

    static Var variable(int rti, Expr e) {
        return new Var(rti, 1, e.type(), e.typmod(), e.collation(), 0, rti, 1, -1);
    }

    /** Is it computed at a relation of these, to be handed up from there? */
    boolean leaves(long relids) {
        return (evalAt & ~relids) == 0 && (needed & ~relids) != 0;
    }

    // ---------------------------------------------------------------- those of a query

    /** Forgets those that nothing refers to, so that they are not computed; after the join aliases are gone. */
    static void prune(Query q) {
        boolean any = false;
        for (RangeTblEntry r : q.rtable) {
            any |= r.phrels.length > 0;
        }
        if (!any) {
            return;
        }
        boolean[] used = new boolean[q.rtable.size() + 1];
        TreeWalker w = new TreeWalker() {
            private int depth;

            @Override
            public boolean visit(Expr x) {
                if (x instanceof Var v) {
                    if (v.varlevelsup() == depth && v.varno() > 0 && !used[v.varno()]) {
                        used[v.varno()] = true;
                        RangeTblEntry r = q.rte(v.varno());
                        if (r.phrels.length > 0) {
                            int saved = depth;
                            depth = 0;
                            visit(r.valuesLists.get(0).get(0));
                            depth = saved;
                        }
                    }
                    return false;
                }
                return walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query inner) {
                depth++;
                walkQuery(inner);
                depth--;
                return false;
            }
        };
        w.walkQuery(q);
        for (int i = 1; i <= q.rtable.size(); i++) {
            RangeTblEntry r = q.rte(i);
            if (r.phrels.length > 0 && !used[i]) {
                r.phrels = new int[0];
                r.valuesLists = List.of();
            }
        }
    }

    /** Registers those of a query whose base relations are known. */
    static Map<Integer, Placeholder> register(PlannerInfo info) {
        Map<Integer, Placeholder> out = Map.of();
        List<RangeTblEntry> rtable = info.query.rtable;
        for (int i = 0; i < rtable.size(); i++) {
            RangeTblEntry r = rtable.get(i);
            if (r.phrels.length == 0) {
                continue;
            }
            long rels = 0;
            for (int rti : r.phrels) {
                rels |= info.of(rti);
            }
            if (rels != 0) {
                out = out.isEmpty() ? new HashMap<>() : out;
                info.placeholders = out;
                out.put(i + 1, new Placeholder(i + 1, r.valuesLists.get(0).get(0), rels, info));
            }
        }
        return out;
    }

    /** An outer join below the place of one makes its relations later: it is computed after that join. */
    static void joined(PlannerInfo info, SpecialJoin made) {
        if (info.placeholders.isEmpty() || made.type() == JoinType.SEMI) {
            return;
        }
        for (Placeholder p : info.placeholders.values()) {
            boolean again = true;
            while (again) {
                again = grow(p, made);
                for (SpecialJoin s : info.specialJoins) {
                    again |= grow(p, s);
                }
            }
        }
    }

    private static boolean grow(Placeholder p, SpecialJoin s) {
        if (((s.synLeft() | s.synRight()) & ~p.syntactic) != 0 || s.type() == JoinType.SEMI) {
            return false;
        }
        long sides = s.minLeft() | s.minRight();
        boolean touches = (p.evalAt & s.minRight()) != 0 || s.type() == JoinType.FULL && (p.evalAt & s.minLeft()) != 0;
        if (!touches || (sides & ~p.evalAt) == 0) {
            return false;
        }
        p.evalAt |= sides;
        return true;
    }

    /** Once all conditions have their places: what they are computed from is needed where they are. */
    static void needs(PlannerInfo info) {
        boolean again = !info.placeholders.isEmpty();
        while (again) {
            long before = 0;
            long after = 0;
            for (Placeholder p : info.placeholders.values()) {
                before += p.needed;
                if (p.needed != 0) {
                    info.need(p.expr, p.evalAt);
                }
            }
            for (Placeholder p : info.placeholders.values()) {
                after += p.needed;
            }
            again = before != after;
        }
    }

    /**
     * Would a nested loop hand down one that is computed from more than its outer side?
     *
     * @param outer the relations of the outer side
     * @param params the relations the inner side takes values of
     */
    static boolean dangerous(PlannerInfo info, long outer, long params) {
        for (Placeholder p : info.placeholders.values()) {
            if ((p.evalAt & ~params) == 0 && (p.evalAt & outer) != 0 && (p.evalAt & ~outer) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The columns of this query level that an expression reads, those inside placeholders included. */
    static List<Var> columns(PlannerInfo info, Expr e) {
        List<Var> vars = Exprs.vars(e);
        if (info.placeholders.isEmpty()) {
            return vars;
        }
        List<Var> out = new ArrayList<>();
        for (Var v : vars) {
            Placeholder p = info.placeholder(v.varno());
            if (p == null) {
                out.add(v);
            } else {
                out.addAll(columns(info, p.expr));
            }
        }
        return out;
    }

    /** The same of all that a base relation has to compute for those above it. */
    static List<Var> columnsAt(PlannerInfo info, long relids) {
        List<Var> out = new ArrayList<>();
        for (Placeholder p : info.placeholders.values()) {
            if (p.evalAt == relids && p.leaves(relids)) {
                out.addAll(columns(info, p.expr));
            }
        }
        return out;
    }

    /** Does an expression that is NULL when any of its columns is need no placeholder? */
    static boolean strict(Expr e, PlannerCatalog catalog) {
        return !new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                boolean loose =
                        switch (x) {
                            case CaseExpr c -> true;
                            case CoalesceExpr c -> true;
                            case ArrayExpr c -> true;
                            case RowExpr c -> true;
                            case RowCompareExpr c -> true;
                            case MinMaxExpr c -> true;
                            case XmlExpr c -> true;
                            case NullTest c -> true;
                            case BooleanTest c -> true;
                            case DistinctExpr c -> true;
                            case NullIfExpr c -> true;
                            case SubLink c -> true;
                            case SubPlan c -> true;
                            case FieldStore c -> true;
                            case BoolExpr b -> b.boolop() != BoolExprType.NOT;
                            default -> {
                                int f = Exprs.function(x, catalog);
                                yield f != 0 && !catalog.proc(f).strict();
                            }
                        };
                return loose || walkChildren(x);
            }
        }.walk(e);
    }
}
