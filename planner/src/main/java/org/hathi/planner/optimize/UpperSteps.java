package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Group;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.Rollup;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.plan.Unique;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.WindowClause;
import org.jspecify.annotations.Nullable;

/** The kinds of steps above the joins. */
final class UpperSteps {
    private UpperSteps() {}

    /** The joins' result, with the columns or expressions the next step wants. */
    static final class Base extends UpperPath {
        private final @Nullable Path path;
        private final PlanBuilder builder;
        private final List<Expr> once;
        private final boolean never;
        private final boolean projects;

        /**
         * @param path null for one row without a table
         * @param once conditions checked once, before anything is read
         * @param never nothing is ever returned
         */
        Base(@Nullable Path path, PlanBuilder builder, List<Expr> once, boolean never, boolean projects) {
            this.path = path;
            this.builder = builder;
            this.once = once;
            this.never = never;
            this.projects = projects;
        }

        @Override
        Plan make() {
            Plan p;
            if (path == null || never) {
                Result r = new Result();
                r.constantQual = never && once.isEmpty() ? List.of(Exprs.bool(false)) : new ArrayList<>(once);
                r.targetList = new ArrayList<>(projects ? List.of() : target);
                p = r;
            } else {
                p = builder.build(path);
                if (projects && once.isEmpty()) {
                    return projected(p);
                }
                if (!once.isEmpty()) {
                    p = projects ? projected(p) : p;
                    Result r = Planner.resultOver(p, p.targetList);
                    r.constantQual = new ArrayList<>(once);
                    p.startupCost = startup;
                    p.totalCost = total;
                    return r;
                }
            }
            return projects ? projected(p) : p;
        }

        private Plan projected(Plan p) {
            Plan out = Planner.project(p, target);
            if (out == p) {
                p.width = width;
            }
            return out;
        }
    }

    /** Functions returning sets in the target list. */
    static final class SetFunctions extends UpperPath.Over {
        private final double cpuTuple;

        SetFunctions(UpperPath in, List<TargetEntry> target, double cpuTuple, double perInput) {
            super(in);
            this.target = target;
            this.cpuTuple = cpuTuple;
            rows = in.rows * perInput;
            total = in.total + cpuTuple * in.rows + (rows - in.rows) * cpuTuple / 2;
        }

        @Override
        Plan make() {
            return ProjectSets.over(input.build(), target, cpuTuple);
        }
    }

    /** Sorts by the clauses; by those after {@code presorted} within groups that come in order. */
    static final class SortBy extends UpperPath.Over {
        private final List<SortGroupClause> clauses;
        private final int presorted;

        SortBy(UpperPath in, List<SortGroupClause> clauses, List<PathKey> keys, int presorted, double[] cost) {
            super(in);
            this.clauses = clauses;
            this.presorted = presorted;
            this.keys = keys;
            startup = cost[0];
            total = cost[1];
        }

        @Override
        Plan make() {
            Sort s = Sorting.sort(input.build(), clauses);
            s.presorted = presorted;
            return s;
        }
    }

    /** Grouping columns by position, with their operators. */
    private static int[][] columns(List<SortGroupClause> clauses, List<TargetEntry> in) {
        int n = clauses.size();
        int[][] out = new int[4][n];
        for (int i = 0; i < n; i++) {
            TargetEntry t = Sorting.target(clauses.get(i), in);
            out[0][i] = t.resno();
            out[1][i] = clauses.get(i).eqop();
            out[2][i] = t.expr().collation();
            out[3][i] = t.ressortgroupref();
        }
        return out;
    }

    /** Grouping with aggregates, or by hashing. */
    static final class Aggregate extends UpperPath.Over {
        private final Agg.Strategy strategy;
        private final List<SortGroupClause> by;
        private final double groups;
        private final @Nullable Expr having;
        private final List<GroupingSetPaths.Chain> sets;

        Aggregate(
                UpperPath in,
                Agg.Strategy strategy,
                List<SortGroupClause> by,
                double groups,
                @Nullable Expr having,
                List<GroupingSetPaths.Chain> sets) {
            super(in);
            this.strategy = strategy;
            this.by = by;
            this.groups = groups;
            this.having = having;
            this.sets = sets;
            if (strategy != Agg.Strategy.SORTED) {
                keys = List.of();
            }
        }

        @Override
        Plan make() {
            Agg a = new Agg();
            a.left = TrivialScans.widened(input.build());
            int[][] c = columns(by, a.left.targetList);
            a.strategy = strategy;
            a.columns = c[0];
            a.operators = c[1];
            a.collations = c[2];
            a.groupRefs = c[3];
            a.groups = groups;
            boolean again = false;
            for (GroupingSetPaths.Chain s : sets) {
                Rollup.Order order = null;
                if (!s.hashed && again) {
                    Sort o = Sorting.sort(a.left, s.clause);
                    order = new Rollup.Order(o.columns, o.operators, o.collations, o.nullsFirst);
                }
                again |= !s.hashed;
                a.rollups.add(new Rollup(s.hashed, positions(s.refs(), c[3]), order));
            }
            a.targetList = target;
            a.qual = Trees.conjuncts(having);
            return a;
        }
    }

    private static List<int[]> positions(List<List<Integer>> sets, int[] refs) {
        List<int[]> out = new ArrayList<>();
        for (List<Integer> s : sets) {
            int[] at = new int[s.size()];
            for (int i = 0; i < at.length; i++) {
                for (int k = 0; k < refs.length; k++) {
                    at[i] = refs[k] == s.get(i) ? k : at[i];
                }
            }
            out.add(at);
        }
        return out;
    }

    /** Grouping of sorted rows without aggregates. */
    static final class GroupBy extends UpperPath.Over {
        private final List<SortGroupClause> by;
        private final @Nullable Expr having;

        GroupBy(UpperPath in, List<SortGroupClause> by, @Nullable Expr having) {
            super(in);
            this.by = by;
            this.having = having;
        }

        @Override
        Plan make() {
            Group g = new Group();
            g.left = input.build();
            int[][] c = columns(by, g.left.targetList);
            g.columns = c[0];
            g.operators = c[1];
            g.collations = c[2];
            g.targetList = target;
            g.qual = Trees.conjuncts(having);
            return g;
        }
    }

    /** DISTINCT over sorted rows. */
    static final class UniqueBy extends UpperPath.Over {
        private final List<SortGroupClause> by;

        UniqueBy(UpperPath in, List<SortGroupClause> by) {
            super(in);
            this.by = by;
        }

        @Override
        Plan make() {
            Unique u = new Unique();
            u.left = input.build();
            int[][] c = columns(by, u.left.targetList);
            u.columns = c[0];
            u.operators = c[1];
            u.collations = c[2];
            u.targetList = u.left.targetList;
            return u;
        }
    }

    /** The functions of one window. */
    static final class Window extends UpperPath.Over {
        private final WindowClause window;
        private final boolean top;
        private final List<Expr> filter;

        /** {@code top}: no window follows; {@code filter}: the run conditions of the windows below. */
        Window(UpperPath in, WindowClause window, List<TargetEntry> target, boolean top, List<Expr> filter) {
            super(in);
            this.window = window;
            this.target = target;
            this.top = top;
            this.filter = List.copyOf(filter);
        }

        @Override
        Plan make() {
            WindowAgg a = new WindowAgg();
            Plan in = input.build();
            a.left = in;
            a.targetList = target;
            a.windowRef = window.winref();
            a.top = top;
            a.runCondition = window.runCondition();
            a.qual = filter;
            a.frameOptions = window.frameOptions();
            a.startOffset = window.startOffset();
            a.endOffset = window.endOffset();
            a.startInRangeFunction = window.startInRangeFunc();
            a.endInRangeFunction = window.endInRangeFunc();
            a.inRangeCollation = window.inRangeColl();
            a.inRangeAscending = window.inRangeAsc();
            a.inRangeNullsFirst = window.inRangeNullsFirst();
            int[][] p = columns(window.partitionClause(), in.targetList);
            a.partitionColumns = p[0];
            a.partitionOperators = p[1];
            a.partitionCollations = p[2];
            int[][] o = columns(window.orderClause(), in.targetList);
            a.orderColumns = o[0];
            a.orderOperators = o[1];
            a.orderCollations = o[2];
            return a;
        }
    }
}
