package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.LockingClause;
import org.hathi.parser.tree.Clause.WindowDef;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.types.TypeCatalog;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** State of the analysis of one query level; {@code parent} is the level outside it. */
public final class ParseState {
    final Lookup lookup;
    final AnalyzeContext cx;
    final ParamTypes params;
    /** What positions refer to; null: errors carry none. */
    final @Nullable String sql;

    final @Nullable ParseState parent;

    List<RangeTblEntry> rtable = new ArrayList<>();
    final List<JoinNode> joinlist = new ArrayList<>();
    List<NsItem> namespace = new ArrayList<>();
    boolean lateralActive;
    final List<CommonTableExpr> ctes = new ArrayList<>();
    final List<org.hathi.parser.tree.Clause.CommonTableExpr> futureCtes = new ArrayList<>();

    @Nullable
    CommonTableExpr parentCte;

    @Nullable
    NsItem target;

    boolean isInsert;
    final List<WindowDef> windowDefs = new ArrayList<>();
    ExprKind kind = ExprKind.NONE;
    int nextResno = 1;
    List<Expr> multiAssigns = new ArrayList<>();
    final java.util.IdentityHashMap<org.hathi.parser.tree.RawExpr, Integer> multiSources =
            new java.util.IdentityHashMap<>();
    List<LockingClause> locking = List.of();
    boolean lockedFromParent;
    boolean resolveUnknowns = true;
    int subLinkLocation = -1;
    boolean hasAggs;
    /** A GROUPING(…) of this level was seen, here or in a subquery. */
    boolean hasGrouping;

    boolean hasWindowFuncs;
    boolean hasTargetSrfs;
    boolean hasSubLinks;
    boolean hasModifyingCte;

    @Nullable
    Expr lastSrf;
    /** The VALUE keyword's meaning in a domain constraint. */
    @Nullable
    Expr domainValue;

    ParseState(ParseState parent) {
        this.lookup = parent.lookup;
        this.cx = parent.cx;
        this.params = parent.params;
        this.sql = parent.sql;
        this.parent = parent;
    }

    /** The outermost level of a statement or of a stand-alone expression. */
    public ParseState(Lookup lookup, AnalyzeContext cx, ParamTypes params, @Nullable String sql) {
        this.lookup = lookup;
        this.cx = cx;
        this.params = params;
        this.sql = sql;
        this.parent = null;
    }

    TypeCatalog types() {
        return lookup.types();
    }

    TypeInfo type(int oid) {
        return lookup.types().type(oid);
    }

    String typeName(int oid) {
        return lookup.types().formatType(oid, -1);
    }

    /** Error position (1-based characters) of a location in the query text; 0 for none. */
    int pos(int location) {
        return sql == null || location < 0 || location > sql.length() ? 0 : sql.codePointCount(0, location) + 1;
    }

    /** The schema named, 0 when there is none; 42501 at the location when it may not be used. */
    int usableNamespace(String name, int location) {
        try {
            return lookup.usableNamespace(name);
        } catch (SqlError e) {
            throw e.position(pos(location));
        }
    }

    SqlError error(SqlState state, String message, int location) {
        return new SqlError(state, message).position(pos(location));
    }

    RangeTblEntry rte(int rtindex, int levelsUp) {
        ParseState p = up(levelsUp);
        return p.rtable.get(rtindex - 1);
    }

    ParseState up(int levels) {
        ParseState p = this;
        for (int i = 0; i < levels; i++) {
            p = p.parent;
            if (p == null) {
                throw SqlError.internal("invalid varlevelsup");
            }
        }
        return p;
    }
}
