package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WITH query. {@code cterefcount} counts the references outside itself. The columns that SEARCH and CYCLE add are not
 * among {@code ctecolnames} until the rewriter has made them part of the query; references always have them.
 */
public final class CommonTableExpr implements Node {
    public final String ctename;
    public final int location;
    public List<String> aliascolnames = List.of();
    public CteMaterialize ctematerialized = CteMaterialize.DEFAULT;
    public Query ctequery;
    public @Nullable CteSearch searchClause;
    public @Nullable CteCycle cycleClause;
    public boolean cterecursive;
    public int cterefcount;
    public List<String> ctecolnames = List.of();
    public int[] ctecoltypes = {};
    public int[] ctecoltypmods = {};
    public int[] ctecolcollations = {};

    public CommonTableExpr(String ctename, Query ctequery, int location) {
        this.ctename = ctename;
        this.ctequery = ctequery;
        this.location = location;
    }

    /** SEARCH {BREADTH | DEPTH} FIRST BY … SET …. */
    public record CteSearch(List<String> colList, boolean breadthFirst, String seqColumn, int location)
            implements Node {}

    /** CYCLE … SET … TO … DEFAULT … USING …. */
    public record CteCycle(
            List<String> colList,
            String markColumn,
            Expr markValue,
            Expr markDefault,
            String pathColumn,
            int location,
            int markType,
            int markTypmod,
            int markCollation,
            int markNeop)
            implements Node {}

    /** A copy; the query is shared. */
    public CommonTableExpr copy() {
        CommonTableExpr c = new CommonTableExpr(ctename, ctequery, location);
        c.aliascolnames = aliascolnames;
        c.ctematerialized = ctematerialized;
        c.searchClause = searchClause;
        c.cycleClause = cycleClause;
        c.cterecursive = cterecursive;
        c.cterefcount = cterefcount;
        c.ctecolnames = ctecolnames;
        c.ctecoltypes = ctecoltypes;
        c.ctecoltypmods = ctecoltypmods;
        c.ctecolcollations = ctecolcollations;
        return c;
    }
}
