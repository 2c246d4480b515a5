package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.StatisticInfo;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
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
    private final PatternConditions patterns;

    IndexPaths(PlannerInfo info, Costs costs, Selectivity selectivity, Equivalence equivalence, QualDistributor quals) {
        this.info = info;
        this.costs = costs;
        this.selectivity = selectivity;
        this.equivalence = equivalence;
        this.quals = quals;
        this.patterns = new PatternConditions(info.catalog());
    }

    /**
     * The candidate with its expressions, stored as they were written over range table index 1, moved to {@code rti}
     * and simplified as those of the query are.
     */
    static PlannerCatalog.IndexCandidate rebase(PlannerContext cx, PlannerCatalog.IndexCandidate i, int rti) {
        if (i.expressions().isEmpty() && i.predicate().isEmpty()) {
            return i;
        }
        LevelMutator m = Levels.offset(rti - 1);
        ConstantFolder f = new ConstantFolder(cx, false);
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
                f.list(m.list(i.expressions())),
                f.list(m.list(i.predicate())),
                i.pages(),
                i.tuples(),
                i.treeHeight());
    }

    void build(Rel rel) {
        List<Path.Index> forBitmap = new ArrayList<>();
        List<Path.Index> joinBitmap = new ArrayList<>();
        for (PlannerCatalog.IndexCandidate ix : rel.indexes) {
            if (!ix.btree() || !predicateImplied(ix, rel.quals)) {
                continue;
            }
            List<Path.IndexClause> base = match(ix, rel, rel.quals);
            make(rel, ix, base, 0, forBitmap);
            parameterized(rel, ix, base, joinBitmap);
        }
        new BitmapPaths(info, costs, quals, this).build(rel, forBitmap, joinBitmap);
    }

    // ---------------------------------------------------------------- matching

    /** All conditions of {@code clauses} the index can search by, in column order. */
    List<Path.IndexClause> match(PlannerCatalog.IndexCandidate ix, Rel rel, List<Clause> clauses) {
        List<Path.IndexClause> out = new ArrayList<>();
        for (int col = 0; col < ix.keys(); col++) {
            for (Clause c : clauses) {
                Path.IndexClause m = match(ix, col, rel, c);
                if (m != null) {
                    out.add(m);
                } else {
                    out.addAll(patterns.match(ix, col, rel, c));
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
            case RowCompareExpr r -> {
                return new RowConditions(info, ix, rel).match(col, c, r);
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
        return inFamily(info.catalog(), operator, family);
    }

    /** Does an index of this operator family search by the operator? */
    static boolean inFamily(PlannerCatalog catalog, int operator, int family) {
        for (AmopInfo a : catalog.amopsOf(operator)) {
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

    /** A partial index serves only queries whose conditions imply its predicate. */
    boolean predicateImplied(PlannerCatalog.IndexCandidate ix, List<Clause> conditions) {
        if (ix.predicate().isEmpty()) {
            return true;
        }
        List<Expr> l = new ArrayList<>();
        for (Clause c : conditions) {
            l.add(c.expr);
        }
        Implication proof = new Implication(info.cx());
        for (Expr p : ix.predicate()) {
            if (!proof.implied(l, p)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The relation's conditions that the index's predicate does not make true by itself: all of them where a row may
     * have changed when it is looked at again.
     */
    List<Clause> notImplied(PlannerCatalog.IndexCandidate ix, List<Clause> conditions) {
        return notImplied(info, ix, conditions);
    }

    static List<Clause> notImplied(PlannerInfo info, PlannerCatalog.IndexCandidate ix, List<Clause> conditions) {
        boolean again = info.query.commandType != CmdType.SELECT && info.query.commandType != CmdType.INSERT
                || !info.query.rowMarks.isEmpty();
        if (ix.predicate().isEmpty() || again) {
            return conditions;
        }
        Implication proof = new Implication(info.cx());
        List<Clause> out = new ArrayList<>();
        for (Clause c : conditions) {
            if (Exprs.isMutable(c.expr, info.catalog()) || !proof.implied(ix.predicate(), c.expr)) {
                out.add(c);
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- making paths

    private void make(
            Rel rel,
            PlannerCatalog.IndexCandidate ix,
            List<Path.IndexClause> clauses,
            long required,
            List<Path.Index> forBitmap) {
        List<PathKey> forward = rel.usefulKeys(info, keys(ix, rel, false));
        boolean indexOnly = costs.s.indexOnlyScan && covers(ix, rel);
        if (!clauses.isEmpty()
                || !forward.isEmpty()
                || indexOnly
                || !ix.predicate().isEmpty()) {
            Path.Index p = path(rel, ix, clauses, required, indexOnly, false);
            p.keys = forward;
            rel.add(p);
            if (forward.isEmpty() || p.selectivity < 1) {
                forBitmap.add(p);
            }
        }
        if (required == 0) {
            List<PathKey> backward = rel.usefulKeys(info, keys(ix, rel, true));
            if (!backward.isEmpty()) {
                Path.Index b = path(rel, ix, clauses, 0, indexOnly, true);
                b.keys = backward;
                rel.add(b);
            }
        }
    }

    Path.Index path(
            Rel rel,
            PlannerCatalog.IndexCandidate ix,
            List<Path.IndexClause> clauses,
            long required,
            boolean indexOnly,
            boolean backward) {
        Path.Index p = new Path.Index(rel, ix, clauses, indexOnly, backward);
        p.required = required;
        p.cpuOperator = costs.s.cpuOperator;
        List<Clause> all = new ArrayList<>();
        for (Path.IndexClause c : clauses) {
            Clause searched = searched(c);
            if (!all.contains(searched)) {
                all.add(searched);
            }
        }
        List<Clause> bound = new ArrayList<>();
        double searches = 1;
        int column = 0;
        boolean equal = false;
        boolean unsure = false;
        for (Path.IndexClause c : clauses) {
            if (c.condition() instanceof ScalarArrayOpExpr a) {
                searches *= Math.max(1, ExprCosts.arrayLength(a.args().get(1)));
            }
        }
        for (Path.IndexClause c : clauses) {
            if (c.column() != column) {
                if (!equal) {
                    break;
                }
                equal = false;
                column++;
                if (c.column() != column) {
                    break;
                }
            }
            unsure |= c.condition() instanceof ScalarArrayOpExpr || c.condition() instanceof NullTest;
            equal |= isEquality(ix, c);
            bound.add(searched(c));
        }
        List<Clause> predicate = predicate(rel, ix, all);
        all.addAll(predicate);
        bound.addAll(predicate);
        double entries;
        if (ix.unique() && column == ix.keys() - 1 && equal && !unsure) {
            entries = 1;
        } else {
            entries = Math.rint(selectivity.allFor(bound, rel.relids) * rel.tuples / searches);
        }
        p.selectivity = selectivity.allFor(all, rel.relids);
        List<Clause> rest = new ArrayList<>(notImplied(ix, rel.quals));
        if (required != 0) {
            Rel.ParamInfo pi = paramInfo(rel, required);
            p.ppi = pi.clauses();
            p.rows = pi.rows();
            rest.addAll(pi.clauses());
        }
        for (Path.IndexClause c : clauses) {
            if (!c.lossy()) {
                rest.removeIf(x -> x == c.clause() || like(x, c.clause(), rel));
            }
        }
        double loops = required == 0 ? 1 : loops(rel, required);
        costs.indexScan(p, rel, loops, correlation(ix, rel), entries, searches, costs.quals(rest));
        return p;
    }

    /** What is searched for: of a row comparison that fits the index in part only, that part. */
    private Clause searched(Path.IndexClause c) {
        Clause k = c.clause();
        return c.lossy() ? quals.make(c.condition(), k.relids, k.required, k.pushedDown, false) : k;
    }

    /** What the predicate of a partial index says beyond the conditions given. */
    private List<Clause> predicate(Rel rel, PlannerCatalog.IndexCandidate ix, List<Clause> given) {
        List<Clause> more = new ArrayList<>();
        List<Expr> exprs = new ArrayList<>();
        for (Clause c : given) {
            exprs.add(c.expr);
        }
        for (Expr e : ix.predicate()) {
            if (!new Implication(info.cx()).implied(exprs, e)) {
                more.add(quals.make(e, rel.relids, rel.relids, true, false));
            }
        }
        return more;
    }

    /** Two conditions of one equivalence class that compare the same column of {@code rel} with its outer side. */
    private static boolean like(Clause a, Clause b, Rel rel) {
        return a.parent != null && a.parent == b.parent && (a.relids & b.relids & rel.relids) != 0;
    }

    /**
     * Conditions with the outer relations {@code required} that a scan of {@code rel} can check, and the rows that
     * pass.
     */
    Rel.ParamInfo paramInfo(Rel rel, long required) {
        Rel.ParamInfo known = rel.paramInfo(required);
        if (known != null) {
            return known;
        }
        List<Clause> out = new ArrayList<>();
        for (Clause c : rel.joinClauses) {
            if (movable(c, rel) && (c.relids & ~(rel.relids | required)) == 0 && allowedAsParameter(c, rel)) {
                out.add(c);
            }
        }
        for (Clause c : equivalence.joinClauses(quals, required, rel.relids)) {
            if (allowedAsParameter(c, rel)) {
                out.add(rel.local(c));
            }
        }
        List<Clause> all = new ArrayList<>(out);
        all.addAll(rel.quals);
        double rows = Math.min(Costs.clampRows(rel.tuples * selectivity.allFor(all, rel.relids)), rel.rows);
        Rel.ParamInfo made = new Rel.ParamInfo(rows, out);
        rel.paramInfo(required, made);
        return made;
    }

    /** May a scan of {@code rel} check the condition, given values of the other relations? */
    private static boolean movable(Clause c, Rel rel) {
        return (!c.pushedDown || !c.outerDelayed)
                && (c.relids & rel.relids) != 0
                && ((c.outerRels | c.nullableRels) & rel.relids) == 0
                && (c.relids & ~rel.relids) != 0;
    }

    /**
     * How often a scan with parameters from {@code required} is repeated: at least for each row of the smallest
     * relation.
     */
    double loops(Rel rel, long required) {
        double n = 0;
        for (Rel r : info.rels) {
            if ((r.relids & required) != 0) {
                double rows = Math.max(1, semiRows(rel, r));
                n = n == 0 || rows < n ? rows : n;
            }
        }
        return Math.max(1, n);
    }

    /** Rows of the right side of a semi-join count once for each different value. */
    private double semiRows(Rel rel, Rel outer) {
        double rows = outer.rows;
        for (SpecialJoin s : info.specialJoins) {
            if (s.type() == JoinType.SEMI
                    && (s.synRight() & outer.relids) != 0
                    && (s.synLeft() & rel.relids) != 0
                    && s.semi() != null) {
                double raw = 1;
                for (Rel r : info.rels) {
                    if ((r.relids & s.synRight()) != 0) {
                        raw *= r.rows;
                    }
                }
                rows = Math.min(rows, selectivity.groups(s.semi().exprs(), raw));
            }
        }
        return rows;
    }

    private boolean isEquality(PlannerCatalog.IndexCandidate ix, Path.IndexClause c) {
        return switch (c.condition()) {
            case NullTest n -> n.nulltesttype() == NullTestType.IS_NULL;
            case OpExpr o -> strategy(o.opno(), ix.families()[c.column()]) == 3;
            case ScalarArrayOpExpr a -> strategy(a.opno(), ix.families()[c.column()]) == 3;
            default -> false;
        };
    }

    private int strategy(int operator, int family) {
        for (AmopInfo a : info.catalog().amopsOf(operator)) {
            if (a.family() == family && a.purpose() == 's') {
                return a.strategy();
            }
        }
        return 0;
    }

    private double correlation(PlannerCatalog.IndexCandidate ix, Rel rel) {
        int att = ix.attributes()[0];
        StatisticInfo st = att > 0
                ? info.catalog().statistic(rel.rte().relid, att)
                : info.catalog().statistic(ix.oid(), 1);
        double c = VarStats.correlation(st);
        return ix.keys() > 1 ? c * 0.75 : c;
    }

    /** Sort order an index scan returns, as far as the query has a use for it. */
    private List<PathKey> keys(PlannerCatalog.IndexCandidate ix, Rel rel, boolean backward) {
        List<PathKey> out = new ArrayList<>();
        for (int col = 0; col < ix.keys(); col++) {
            Ec ec = null;
            for (Ec e : info.classes) {
                if (e.family == ix.families()[col]
                        && (e.collation == ix.collations()[col] || ix.collations()[col] == 0)) {
                    for (Ec.Member m : e.members) {
                        if (isKey(ix, col, rel.local(m.expr()), rel)) {
                            ec = e;
                        }
                    }
                }
            }
            if (ec == null) {
                if (booleanFixed(ix, col, rel)) {
                    continue;
                }
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

    /** Does a condition such as {@code WHERE flag} leave one value of a boolean column? */
    private boolean booleanFixed(PlannerCatalog.IndexCandidate ix, int col, Rel rel) {
        if (ix.inputTypes()[col] != 16) {
            return false;
        }
        for (Clause c : rel.quals) {
            if ((c.expr instanceof Var || c.expr instanceof BoolExpr) && match(ix, col, rel, c) != null) {
                return true;
            }
        }
        return false;
    }

    /** True when every column the query needs of the table is a column of the index. */
    private boolean covers(PlannerCatalog.IndexCandidate ix, Rel rel) {
        for (var e : rel.neededBy.entrySet()) {
            if ((e.getValue() & ~rel.relids) != 0 && !has(ix, e.getKey())) {
                return false;
            }
        }
        for (Var v : Placeholder.columnsAt(info, rel.relids)) {
            if (!(rel.local(v) instanceof Var own) || own.varno() != rel.rti || !has(ix, own.varattno())) {
                return false;
            }
        }
        for (Clause c : notImplied(ix, rel.quals)) {
            for (Var v : Placeholder.columns(info, c.expr)) {
                if (v.varno() == rel.rti && !has(ix, v.varattno())) {
                    return false;
                }
            }
        }
        for (Clause c : rel.joinClauses) {
            for (Var v : Placeholder.columns(info, c.expr)) {
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

    private void parameterized(
            Rel rel, PlannerCatalog.IndexCandidate ix, List<Path.IndexClause> base, List<Path.Index> forBitmap) {
        List<Clause> candidates = new ArrayList<>();
        for (Clause c : rel.joinClauses) {
            if (movable(c, rel)) {
                candidates.add(c);
            }
        }
        for (Rel other : info.rels) {
            if (other.relids != rel.relids) {
                for (Clause c : equivalence.joinClauses(quals, other.relids, rel.relids)) {
                    candidates.add(rel.local(c));
                }
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
                boolean haveEq = hasEquality(ix, use, col);
                for (Path.IndexClause j : joins) {
                    if (j.column() == col
                            && (j.clause().relids & ~rel.relids & ~outer) == 0
                            && !(haveEq && j.clause().parent != null)) {
                        use.add(j);
                        haveEq |= isEquality(ix, j);
                    }
                }
            }
            make(rel, ix, use, outer, forBitmap);
        }
    }

    private boolean hasEquality(PlannerCatalog.IndexCandidate ix, List<Path.IndexClause> clauses, int col) {
        for (Path.IndexClause c : clauses) {
            if (c.column() == col && isEquality(ix, c)) {
                return true;
            }
        }
        return false;
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
}
