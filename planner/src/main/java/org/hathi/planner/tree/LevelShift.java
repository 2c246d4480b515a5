package org.hathi.planner.tree;

/** References to outer query levels when a query or an expression moves in or out (IncrementVarSublevelsUp). */
public final class LevelShift {
    private LevelShift() {}

    /** Adds {@code delta} to the level of every reference that points at least {@code minLevel} levels up. */
    public static Expr shift(Expr e, int delta, int minLevel) {
        return delta == 0 ? e : new Shift(delta, minLevel).mutate(e);
    }

    /** The same for a whole query, in place on a deep copy that is returned. */
    public static Query shift(Query q, int delta, int minLevel) {
        Query copy = q.deepCopy();
        Shift shift = new Shift(delta, minLevel);
        shift.enter(copy, 0);
        shift.queryInPlace(copy);
        return copy;
    }

    private static final class Shift extends LevelMutator {
        private final int delta;
        private final int minLevel;

        Shift(int delta, int minLevel) {
            this.delta = delta;
            this.minLevel = minLevel;
        }

        @Override
        protected void enter(Query copy, int depth) {
            for (RangeTblEntry r : copy.rtable) {
                if (r.rtekind == RteKind.CTE && r.ctelevelsup >= minLevel + depth) {
                    r.ctelevelsup += delta;
                }
            }
        }

        @Override
        protected Expr atLevel(Expr x, int depth) {
            return switch (x) {
                case Var v
                when v.varlevelsup() >= minLevel + depth ->
                    new Var(
                            v.varno(),
                            v.varattno(),
                            v.vartype(),
                            v.vartypmod(),
                            v.varcollid(),
                            v.varlevelsup() + delta,
                            v.varnosyn(),
                            v.varattnosyn(),
                            v.location());
                case Aggref a
                when a.agglevelsup() >= minLevel + depth -> {
                    Aggref m = (Aggref) mutateChildren(a);
                    yield new Aggref(
                            m.aggfnoid(),
                            m.aggtype(),
                            m.aggcollid(),
                            m.inputcollid(),
                            m.aggtranstype(),
                            m.aggargtypes(),
                            m.aggdirectargs(),
                            m.args(),
                            m.aggorder(),
                            m.aggdistinct(),
                            m.aggfilter(),
                            m.aggstar(),
                            m.aggvariadic(),
                            m.aggkind(),
                            m.agglevelsup() + delta,
                            m.aggsplit(),
                            m.aggno(),
                            m.aggtransno(),
                            m.location());
                }
                case GroupingFunc g
                when g.agglevelsup() >= minLevel + depth -> {
                    GroupingFunc m = (GroupingFunc) mutateChildren(g);
                    yield new GroupingFunc(m.args(), m.refs(), m.cols(), m.agglevelsup() + delta, m.location());
                }
                default -> mutateChildren(x);
            };
        }
    }
}
