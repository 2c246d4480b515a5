package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.StatisticInfo;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** Index, index-only and bitmap paths of a table, with and without values from other relations. */
final class IndexPaths {
    private static final int CORRELATION = 3;

    private final PlannerInfo info;
    private final Costs costs;
    private final Selectivity selectivity;
    private final Equivalence equivalence;
    private final QualDistributor quals;

    IndexPaths(PlannerInfo info, Costs costs, Selectivity selectivity, Equivalence equivalence, QualDistributor quals) {
        this.info = info;
        this.costs = costs;
        this.selectivity = selectivity;
        this.equivalence = equivalence;
        this.quals = quals;
    }

    /** The candidate with its expressions, written over range table index 1, moved to {@code rti}. */
    static PlannerCatalog.IndexCandidate rebase(PlannerCatalog.IndexCandidate i, int rti) {
        if (rti == 1 || i.expressions().isEmpty() && i.predicate().isEmpty()) {
            return i;
        }
        LevelMutator m = Levels.offset(rti - 1);
        return new PlannerCatalog.IndexCandidate(
                i.oid(),
                i.attributes(),
                i.keys(),
                i.families(),
                i.inputTypes(),
                i.collations(),
                i.descending(),
                i.nullsFirst(),
                i.unique(),
                i.immediate(),
                i.btree(),
                m.list(i.expressions()),
                m.list(i.predicate()),
                i.pages(),
                i.tuples(),
                i.treeHeight());
    }

    void build(Rel rel) {
        List<Path.Index> forBitmap = new ArrayList<>();
        for (PlannerCatalog.IndexCandidate ix : rel.indexes) {
            if (!ix.btree() || !predicateImplied(ix, rel)) {
                continue;
            }
            List<Path.IndexClause> base = match(ix, rel, rel.quals);
            make(rel, ix, base, 0, forBitmap);
            parameterized(rel, ix, base);
        }
        bitmaps(rel, forBitmap);
    }

    // ---------------------------------------------------------------- matching

    /** All conditions of {@code clauses} the index can search by, in column order. */
    private List<Path.IndexClause> match(PlannerCatalog.IndexCandidate ix, Rel rel, List<Clause> clauses) {
        List<Path.IndexClause> out = new ArrayList<>();
        for (int col = 0; col < ix.keys(); col++) {
            for (Clause c : clauses) {
                Path.IndexClause m = match(ix, col, rel, c);
                if (m != null) {
                    out.add(m);
                }
            }
        }
        return out;
    }

    private Path.@Nullable IndexClause match(PlannerCatalog.IndexCandidate ix, int col, Rel rel, Clause c) {
        switch (c.expr) {
            case OpExpr o -> {
                if (o.args().size() != 2) {
                    return null;
                }
                Expr l = o.args().get(0);
                Expr r = o.args().get(1);
                if (isKey(ix, col, l, rel)
                        && usable(r, rel)
                        && inFamily(o.opno(), ix.families()[col])
                        && collationFits(ix, col, o.inputcollid())) {
                    return new Path.IndexClause(c, o, col, false);
                }
                if (isKey(ix, col, r, rel) && usable(l, rel) && collationFits(ix, col, o.inputcollid())) {
                    int commuted = info.catalog().operator(o.opno()).commutator();
                    if (commuted != 0 && inFamily(commuted, ix.families()[col])) {
                        OperatorInfo op = info.catalog().operator(commuted);
                        Expr e = new OpExpr(
                                commuted,
                                op.function(),
                                o.opresulttype(),
                                false,
                                o.opcollid(),
                                o.inputcollid(),
                                List.of(r, l),
                                o.location());
                        return new Path.IndexClause(c, e, col, false);
                    }
                }
                return null;
            }
            case ScalarArrayOpExpr a -> {
                if (a.useOr()
                        && isKey(ix, col, a.args().get(0), rel)
                        && usable(a.args().get(1), rel)
                        && inFamily(a.opno(), ix.families()[col])
                        && collationFits(ix, col, a.inputcollid())) {
                    return new Path.IndexClause(c, a, col, false);
                }
                return null;
            }
            case NullTest n -> {
                return !n.argisrow() && isKey(ix, col, n.arg(), rel) ? new Path.IndexClause(c, n, col, false) : null;
            }
            case Var v -> {
                return booleanKey(ix, col, rel, c, v, 1);
            }
            case BoolExpr b -> {
                return b.boolop() == BoolExprType.NOT
                        ? booleanKey(ix, col, rel, c, b.args().get(0), 0)
                        : null;
            }
            default -> {
                return null;
            }
        }
    }

    /** {@code WHERE flag} and {@code WHERE NOT flag} on a boolean index column become {@code flag = true/false}. */
    private Path.@Nullable IndexClause booleanKey(
            PlannerCatalog.IndexCandidate ix, int col, Rel rel, Clause c, Expr key, long value) {
        if (key.type() != 16 || !isKey(ix, col, key, rel)) {
            return null;
        }
        int op = info.catalog().familyOperator(ix.families()[col], 16, 16, 3);
        if (op == 0) {
            return null;
        }
        Expr e = new OpExpr(
                op, info.catalog().operator(op).function(), 16, false, 0, 0, List.of(key, Exprs.bool(value != 0)), -1);
        return new Path.IndexClause(c, e, col, false);
    }

    private boolean inFamily(int operator, int family) {
        for (AmopInfo a : info.catalog().amopsOf(operator)) {
            if (a.family() == family && a.purpose() == 's') {
                return true;
            }
        }
        return false;
    }

    private static boolean collationFits(PlannerCatalog.IndexCandidate ix, int col, int collation) {
        return ix.collations()[col] == 0 || collation == 0 || ix.collations()[col] == collation;
    }

    private boolean usable(Expr value, Rel rel) {
        return (Exprs.relids(value, info) & rel.relids) == 0 && !Exprs.isVolatile(value, info.catalog());
    }

    /** True when {@code e} is column {@code col} of the index. */
    static boolean isKey(PlannerCatalog.IndexCandidate ix, int col, Expr e, Rel rel) {
        Expr x = Exprs.stripRelabel(e);
        int att = ix.attributes()[col];
        if (att != 0) {
            return x instanceof Var v && v.varno() == rel.rti && v.varattno() == att && v.varlevelsup() == 0;
        }
        return x.equals(Exprs.stripRelabel(expression(ix, col)));
    }

    static Expr expression(PlannerCatalog.IndexCandidate ix, int col) {
        int n = 0;
        for (int i = 0; i < col; i++) {
            if (ix.attributes()[i] == 0) {
                n++;
            }
        }
        return ix.expressions().get(n);
    }

    /** A partial index serves only queries whose conditions contain its predicate (compared term by term). */
    private boolean predicateImplied(PlannerCatalog.IndexCandidate ix, Rel rel) {
        for (Expr p : ix.predicate()) {
            for (Expr term : Trees.conjuncts(p)) {
                boolean found = false;
                for (Clause c : rel.quals) {
                    found |= c.expr.equals(term) || impliesNotNull(c.expr, term);
                }
                if (!found) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean impliesNotNull(Expr clause, Expr term) {
        return term instanceof NullTest n
                && n.nulltesttype() == NullTestType.IS_NOT_NULL
                && clause instanceof OpExpr o
                && info.catalog().proc(Exprs.function(o, info.catalog())).strict()
                && (o.args().contains(n.arg()));
    }

    // ---------------------------------------------------------------- making paths

    private void make(
            Rel rel,
            PlannerCatalog.IndexCandidate ix,
            List<Path.IndexClause> clauses,
            long required,
            List<Path.Index> forBitmap) {
        List<PathKey> forward = keys(ix, rel, false);
        boolean indexOnly = covers(ix, rel);
        if (clauses.isEmpty()
                && forward.isEmpty()
                && !indexOnly
                && ix.predicate().isEmpty()) {
            return;
        }
        Path.Index p = path(rel, ix, clauses, required, indexOnly, false);
        p.keys = forward;
        rel.add(p);
        if (required == 0 && !clauses.isEmpty() || !ix.predicate().isEmpty() && required == 0) {
            forBitmap.add(path(rel, ix, clauses, 0, false, false));
        }
        if (required == 0) {
            List<PathKey> backward = keys(ix, rel, true);
            if (!backward.isEmpty()) {
                Path.Index b = path(rel, ix, clauses, 0, indexOnly, true);
                b.keys = backward;
                rel.add(b);
            }
        }
    }

    private Path.Index path(
            Rel rel,
            PlannerCatalog.IndexCandidate ix,
            List<Path.IndexClause> clauses,
            long required,
            boolean indexOnly,
            boolean backward) {
        Path.Index p = new Path.Index(rel, ix, clauses, indexOnly, backward);
        p.required = required;
        double all = 1;
        double boundary = 1;
        double searches = 1;
        int expect = 0;
        boolean open = false;
        for (Path.IndexClause c : clauses) {
            double s = selectivity.of(c.clause(), JoinType.INNER);
            all *= s;
            if (c.column() > expect && !open) {
                open = c.column() > expect + 1 || !hasEquality(clauses, expect);
                expect = c.column();
            }
            if (!open || c.column() < expect) {
                boundary *= s;
            }
            if (c.condition() instanceof ScalarArrayOpExpr) {
                searches *= 2;
            }
        }
        if (clauses.isEmpty()) {
            boundary = 1;
        } else if (clauses.get(0).column() != 0) {
            boundary = 1;
        }
        for (Expr e : ix.predicate()) {
            double s = selectivity.of(e, null, JoinType.INNER);
            all *= s;
            boundary *= s;
        }
        if (ix.unique() && ix.keys() == equalities(clauses)) {
            boundary = Math.min(boundary, 1 / Math.max(1, rel.tuples));
            all = Math.min(all, boundary);
        }
        p.selectivity = Selectivity.clamp(all);
        double loops = required == 0 ? 1 : loops(required);
        costs.indexScan(p, rel, loops, correlation(ix, rel), Selectivity.clamp(boundary), searches);
        if (required != 0) {
            Double known = rel.parameterizedRows(required);
            double rows =
                    known != null ? known : Math.max(1, Math.rint(rel.tuples * parameterizedSelectivity(rel, clauses)));
            rel.parameterizedRows(required, rows);
            p.rows = rows;
        }
        return p;
    }

    private double parameterizedSelectivity(Rel rel, List<Path.IndexClause> clauses) {
        double s = selectivity.all(rel.quals, JoinType.INNER);
        for (Path.IndexClause c : clauses) {
            if (!rel.quals.contains(c.clause())) {
                s *= selectivity.of(c.clause(), JoinType.INNER);
            }
        }
        return s;
    }

    private double loops(long required) {
        double n = 1;
        for (Rel r : info.rels) {
            if ((r.relids & required) != 0) {
                n *= Math.max(1, r.rows > 0 ? r.rows : r.tuples);
            }
        }
        return Math.max(1, n);
    }

    private static boolean hasEquality(List<Path.IndexClause> clauses, int col) {
        for (Path.IndexClause c : clauses) {
            if (c.column() == col && isEquality(c)) {
                return true;
            }
        }
        return false;
    }

    private static int equalities(List<Path.IndexClause> clauses) {
        int n = 0;
        int last = -1;
        for (Path.IndexClause c : clauses) {
            if (c.column() != last && c.condition() instanceof OpExpr && isEquality(c)) {
                n++;
                last = c.column();
            }
        }
        return n;
    }

    private static boolean isEquality(Path.IndexClause c) {
        return c.clause().mergeFamily != 0
                || c.condition() instanceof ScalarArrayOpExpr
                || c.condition() instanceof NullTest n && n.nulltesttype() == NullTestType.IS_NULL;
    }

    private double correlation(PlannerCatalog.IndexCandidate ix, Rel rel) {
        int att = ix.attributes()[0];
        if (att <= 0) {
            return 0;
        }
        StatisticInfo st = info.catalog().statistic(rel.rte().relid, att);
        if (st == null) {
            return 0;
        }
        for (int i = 0; i < st.kinds().length; i++) {
            float[] n = st.numbers()[i];
            if (st.kinds()[i] == CORRELATION && n != null && n.length > 0) {
                double c = n[0] * (ix.descending()[0] ? -1 : 1);
                return ix.keys() > 1 ? c * 0.75 : c;
            }
        }
        return 0;
    }

    /** Sort order an index scan returns, as far as the query has a use for it. */
    private List<PathKey> keys(PlannerCatalog.IndexCandidate ix, Rel rel, boolean backward) {
        List<PathKey> out = new ArrayList<>();
        for (int col = 0; col < ix.keys(); col++) {
            int att = ix.attributes()[col];
            Ec ec = null;
            for (Ec e : info.classes) {
                if (e.family == ix.families()[col]
                        && (e.collation == ix.collations()[col] || ix.collations()[col] == 0)) {
                    for (Ec.Member m : e.members) {
                        if (isKey(ix, col, m.expr(), rel)) {
                            ec = e;
                        }
                    }
                }
            }
            if (ec == null) {
                break;
            }
            if (att == 0 && out.size() < col) {
                break;
            }
            if (ec.hasConst) {
                continue;
            }
            boolean dup = false;
            for (PathKey k : out) {
                dup |= k.ec() == ec;
            }
            if (!dup) {
                out.add(new PathKey(ec, ix.descending()[col] != backward, ix.nullsFirst()[col] != backward));
            }
        }
        return out;
    }

    /** True when every column the query needs of the table is a column of the index. */
    private boolean covers(PlannerCatalog.IndexCandidate ix, Rel rel) {
        for (int att : rel.neededBy.keySet()) {
            if (!has(ix, att)) {
                return false;
            }
        }
        for (Clause c : rel.quals) {
            for (Var v : Exprs.vars(c.expr)) {
                if (v.varno() == rel.rti && !has(ix, v.varattno())) {
                    return false;
                }
            }
        }
        for (Clause c : rel.joinClauses) {
            for (Var v : Exprs.vars(c.expr)) {
                if (v.varno() == rel.rti && !has(ix, v.varattno())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean has(PlannerCatalog.IndexCandidate ix, int att) {
        for (int a : ix.attributes()) {
            if (a == att && att > 0) {
                return true;
            }
        }
        return false;
    }

    // ---------------------------------------------------------------- values from other relations

    private void parameterized(Rel rel, PlannerCatalog.IndexCandidate ix, List<Path.IndexClause> base) {
        List<Clause> candidates = new ArrayList<>();
        for (Clause c : rel.joinClauses) {
            if (c.pushedDown ? !c.outerDelayed : true) {
                candidates.add(c);
            }
        }
        for (Rel other : info.rels) {
            if (other != rel) {
                candidates.addAll(equivalence.joinClauses(quals, other.relids, rel.relids));
            }
        }
        List<Path.IndexClause> joins = new ArrayList<>();
        for (Clause c : candidates) {
            for (Path.IndexClause m : match(ix, rel, List.of(c))) {
                if (allowedAsParameter(c, rel)) {
                    joins.add(m);
                }
            }
        }
        List<Long> sets = new ArrayList<>();
        for (Path.IndexClause j : joins) {
            long outer = j.clause().relids & ~rel.relids;
            if (!sets.contains(outer)) {
                sets.add(outer);
            }
        }
        int n = sets.size();
        for (int i = 0; i < n; i++) {
            for (int k = i + 1; k < n && sets.size() < 16; k++) {
                long u = sets.get(i) | sets.get(k);
                if (!sets.contains(u)) {
                    sets.add(u);
                }
            }
        }
        for (long outer : sets) {
            List<Path.IndexClause> use = new ArrayList<>();
            for (int col = 0; col < ix.keys(); col++) {
                for (Path.IndexClause b : base) {
                    if (b.column() == col) {
                        use.add(b);
                    }
                }
                boolean haveEq = hasEquality(use, col);
                for (Path.IndexClause j : joins) {
                    if (j.column() == col
                            && (j.clause().relids & ~rel.relids & ~outer) == 0
                            && !(haveEq && j.clause().parent != null)) {
                        use.add(j);
                        haveEq |= isEquality(j);
                    }
                }
            }
            make(rel, ix, use, outer, new ArrayList<>());
        }
    }

    /** A condition may move into the inner scan unless an outer join between its relations forbids that order. */
    private boolean allowedAsParameter(Clause c, Rel rel) {
        long outer = c.relids & ~rel.relids;
        for (SpecialJoin s : info.specialJoins) {
            if (s.type() == JoinType.FULL && ((s.synLeft() | s.synRight()) & rel.relids) != 0) {
                return false;
            }
            if (s.type() != JoinType.FULL && (s.synLeft() & rel.relids) != 0 && (s.synRight() & outer) != 0) {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- bitmaps

    private void bitmaps(Rel rel, List<Path.Index> paths) {
        List<Path.Bitmap.Source> sources = new ArrayList<>();
        for (Path.Index p : paths) {
            sources.add(new Path.Bitmap.One(p));
        }
        for (Clause c : rel.quals) {
            if (c.expr instanceof BoolExpr b && b.boolop() == BoolExprType.OR) {
                Path.Bitmap.Source s = orSource(rel, b);
                if (s != null) {
                    sources.add(s);
                }
            }
        }
        for (Path.Bitmap.Source s : sources) {
            addBitmap(rel, s);
        }
        if (sources.size() > 1) {
            and(rel, sources);
        }
    }

    private void addBitmap(Rel rel, Path.Bitmap.Source s) {
        Path.Bitmap b = new Path.Bitmap(rel, s);
        costs.bitmapScan(b, rel, 1);
        rel.add(b);
    }

    private void and(Rel rel, List<Path.Bitmap.Source> sources) {
        List<Path.Bitmap.Source> sorted = new ArrayList<>(sources);
        sorted.sort((a, b) -> Double.compare(a.selectivity(), b.selectivity()));
        List<Path.Bitmap.Source> picked = new ArrayList<>();
        List<Clause> used = new ArrayList<>();
        double sel = 1;
        double cost = 0;
        for (Path.Bitmap.Source s : sorted) {
            if (s instanceof Path.Bitmap.One o) {
                boolean overlap = false;
                for (Path.IndexClause c : o.path().clauses) {
                    overlap |= used.contains(c.clause());
                }
                if (overlap) {
                    continue;
                }
                for (Path.IndexClause c : o.path().clauses) {
                    used.add(c.clause());
                }
            }
            picked.add(s);
            sel *= s.selectivity();
            cost += s.cost() + 100 * costs.s.cpuOperator;
            if (picked.size() == 2) {
                break;
            }
        }
        if (picked.size() == 2) {
            addBitmap(rel, new Path.Bitmap.Logic(false, picked, Exprs.bool(true), sel, cost));
        }
    }

    private Path.Bitmap.@Nullable Source orSource(Rel rel, BoolExpr or) {
        List<Path.Bitmap.Source> arms = new ArrayList<>();
        double sel = 0;
        double cost = 0;
        for (Expr arm : or.args()) {
            List<Clause> terms = new ArrayList<>();
            for (Expr e : Trees.conjuncts(arm)) {
                terms.add(quals.make(e, rel.relids, rel.relids, true, false));
            }
            Path.Bitmap.Source best = null;
            for (PlannerCatalog.IndexCandidate ix : rel.indexes) {
                if (!ix.btree() || !ix.predicate().isEmpty()) {
                    continue;
                }
                List<Path.IndexClause> m = match(ix, rel, terms);
                if (!m.isEmpty() && m.get(0).column() == 0) {
                    Path.Bitmap.Source s = new Path.Bitmap.One(path(rel, ix, m, 0, false, false));
                    if (best == null || s.cost() < best.cost()) {
                        best = s;
                    }
                }
            }
            if (best == null) {
                return null;
            }
            arms.add(best);
            sel = Math.min(1, sel + best.selectivity());
            cost += best.cost() + 100 * costs.s.cpuOperator;
        }
        return new Path.Bitmap.Logic(true, arms, or, sel, cost);
    }
}
