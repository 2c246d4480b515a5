package org.hathi.planner.tree;

import java.util.List;

/** One function in FROM; the four lists are filled from a column definition list only. */
public record RangeTblFunction(
        Expr funcexpr,
        int funccolcount,
        List<String> funccolnames,
        int[] funccoltypes,
        int[] funccoltypmods,
        int[] funccolcollations)
        implements Node {
    public RangeTblFunction withExpr(Expr e) {
        return e == funcexpr
                ? this
                : new RangeTblFunction(e, funccolcount, funccolnames, funccoltypes, funccoltypmods, funccolcollations);
    }
}
