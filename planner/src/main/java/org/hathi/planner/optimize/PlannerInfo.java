package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.SubPlanRef;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** State of planning one query level (PostgreSQL's PlannerInfo). */
final class PlannerInfo implements RelBits {
    final PlannerGlobal global;
    final @Nullable PlannerInfo parent;
    final Query query;
    /** Base relations in the join tree, by range table index. */
    final Map<Integer, Rel> base = new HashMap<>();
    /** The same by bit number. */
    final List<Rel> rels = new ArrayList<>();
    /** Offset of this level's range table in the flat one. */
    int rtOffset;

    /** Computed outputs of subqueries merged below outer joins, by range table index. */
    Map<Integer, Placeholder> placeholders = Map.of();

    final List<SpecialJoin> specialJoins = new ArrayList<>();
    final List<Ec> classes = new ArrayList<>();
    /** Outer-level expressions handed to subqueries of this level, with the executor parameter each travels in. */
    final List<ParamItem> handedDown = new ArrayList<>();

    final List<SubPlanRef> initPlans = new ArrayList<>();
    final MultiAssignments multiAssignments = new MultiAssignments();
    /** For each WITH query of this level: the subplan number and parameter; absent when inlined. */
    final Map<String, CtePlan> ctes = new HashMap<>();
    /** The non-recursive term's plan while the recursive term is planned. */
    @Nullable
    Plan nonRecursive;

    int workTableParam = -1;
    /** Fraction of the result the caller is expected to fetch (0 = all; 0..1 a fraction; more: a number of rows). */
    double tupleFraction;
    /** The same without the query's own LIMIT. */
    double callerFraction;
    /** UPDATE: attribute number of each assigned column, in target list order. */
    int[] updateColumns = {};
    /** Pages of all tables of the level. */
    double totalTablePages;
    /** Rows wanted at the most; −1: all. */
    double limitTuples = -1;
    /** The order the first step above the joins profits from. */
    List<PathKey> queryKeys = List.of();
    /** Row locks and rechecks asked for. */
    List<org.hathi.planner.plan.PlanRowMark> rowMarks = new ArrayList<>();
    /** Conditions that no column of this level appears in. */
    final List<Expr> constantQuals = new ArrayList<>();

    /** Rows at most that will be fetched of a relation, −1 for all: a limit is of use to a sort of everything. */
    double limitTuples(Rel rel) {
        return rel.relids == allRels() ? limitTuples : -1;
    }

    PlannerInfo(PlannerGlobal global, @Nullable PlannerInfo parent, Query query) {
        this.global = global;
        this.parent = parent;
        this.query = query;
    }

    /** A Var or other expression of a level and the executor parameter that hands it down. */
    record ParamItem(Expr expr, int param) {}

    /** A planned WITH query. */
    record CtePlan(int subplan, int param, Plan plan) {}

    /** A planned query level: its plan, the order it returns rows in as output column numbers, and estimates. */
    record PlannedQuery(Plan plan, PlannerInfo info) {
        /** Is it certain that it returns nothing? */
        boolean empty() {
            return plan instanceof Result r
                    && r.left == null
                    && r.rows == 0
                    && r.constantQual.stream().anyMatch(Exprs::isFalseOrNull);
        }
    }

    PlannerContext cx() {
        return global.cx;
    }

    PlannerCatalog catalog() {
        return global.cx.catalog();
    }

    /** Makes the base relation of a range table entry. */
    Rel addBase(int rti) {
        if (rels.size() >= 63) {
            throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "too many range table entries");
        }
        Rel r = new Rel(1L << rels.size(), rti, query.rte(rti));
        rels.add(r);
        base.put(rti, r);
        return r;
    }

    /** Scans of set operations' inputs, which belong to this level. */
    final List<Plan> setOpNodes = new ArrayList<>();

    /** Joins (and base relations) made so far, by their relations. */
    final Map<Long, Rel> joinRels = new HashMap<>();

    /** What has been made of so many relations together; null before it is. */
    @Nullable
    Rel joinRel(long relids) {
        if (Long.bitCount(relids) == 1) {
            return rels.get(Long.numberOfTrailingZeros(relids));
        }
        return joinRels.get(relids);
    }

    @Override
    public long of(int rtindex) {
        Rel r = base.get(rtindex);
        if (r != null) {
            return r.relids;
        }
        Placeholder p = placeholder(rtindex);
        return p == null ? 0 : p.evalAt;
    }

    @Override
    public @Nullable Placeholder placeholder(int rtindex) {
        return placeholders.isEmpty() ? null : placeholders.get(rtindex);
    }

    Rel rel(int rti) {
        Rel r = base.get(rti);
        if (r == null) {
            throw SqlError.internal("no relation entry for relid " + rti);
        }
        return r;
    }

    long allRels() {
        return (1L << rels.size()) - 1;
    }

    /** The ancestor {@code up} levels above. */
    PlannerInfo ancestor(int up) {
        PlannerInfo p = this;
        for (int i = 0; i < up; i++) {
            PlannerInfo q = p.parent;
            if (q == null) {
                throw SqlError.internal("reference to a query level that does not exist");
            }
            p = q;
        }
        return p;
    }

    /**
     * The parameter by which an expression of an upper level reaches this one; {@code lowered} is it as seen at its
     * own level.
     */
    Param outerParam(Expr lowered, int up) {
        PlannerInfo owner = ancestor(up);
        for (ParamItem i : owner.handedDown) {
            if (i.expr.equals(lowered)) {
                return param(i.param, lowered);
            }
        }
        int id = global.newParam(lowered.type());
        owner.handedDown.add(new ParamItem(lowered, id));
        return param(id, lowered);
    }

    static Param param(int id, Expr like) {
        return new Param(ParamKind.EXEC, id, like.type(), like.typmod(), like.collation(), -1);
    }

    /** Notes that the columns of {@code e} are needed by joins of (or, with {@link Rel#TOP}, above) {@code where}. */
    void need(@Nullable Expr e, long where) {
        for (Var v : Exprs.vars(e)) {
            Rel r = base.get(v.varno());
            if (r != null) {
                r.neededBy.merge(v.varattno(), where, (a, b) -> a | b);
                r.columns.putIfAbsent(v.varattno(), v);
            } else {
                Placeholder p = placeholder(v.varno());
                if (p != null) {
                    p.needed |= where;
                }
            }
        }
    }

    boolean isTable(int rti) {
        return query.rte(rti).rtekind == RteKind.RELATION;
    }
}
