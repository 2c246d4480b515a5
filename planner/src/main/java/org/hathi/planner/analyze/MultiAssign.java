package org.hathi.planner.analyze;

import java.util.IdentityHashMap;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.RawExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.TargetEntry;

/** {@code SET (a, b) = row or subquery} of UPDATE. */
final class MultiAssign {
    private MultiAssign() {}

    static Expr transform(ParseState ps, RawExpr.MultiAssignRef m) {
        RawExpr src = m.source();
        if (src instanceof RawExpr.RowExpr r) {
            if (r.args().size() != m.ncolumns()) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR, "number of columns does not match number of values", r.location());
            }
            RawExpr e = r.args().get(m.colno() - 1);
            return e instanceof RawExpr.SetToDefault d ? Exprs.setToDefault(d) : Exprs.expr(ps, e);
        }
        if (src instanceof RawExpr.SubLink s && s.type() == RawExpr.SubLinkType.EXPR) {
            IdentityHashMap<RawExpr, Integer> seen = ps.multiSources;
            Integer at = seen.get(src);
            if (at == null) {
                ps.hasSubLinks = true;
                Query q = Analyzer.subquery(ps, s.subselect(), null, false, true);
                int n = 0;
                for (TargetEntry t : q.targetList) {
                    n += t.resjunk() ? 0 : 1;
                }
                if (n != m.ncolumns()) {
                    throw ps.error(
                            SqlState.SYNTAX_ERROR, "number of columns does not match number of values", s.location());
                }
                at = ps.multiAssigns.size() + 1;
                ps.multiAssigns.add(new SubLink(SubLinkType.MULTIEXPR, at, null, List.of(), q, 0, s.location()));
                seen.put(src, at);
            }
            SubLink link = (SubLink) ps.multiAssigns.get(at - 1);
            Expr e = null;
            for (TargetEntry t : link.subselect().targetList) {
                if (!t.resjunk() && t.resno() == m.colno()) {
                    e = t.expr();
                }
            }
            if (e == null) {
                throw SqlError.internal("missing column of multi-assignment");
            }
            return new Param(
                    ParamKind.MULTIEXPR,
                    at << 16 | m.colno(),
                    e.type(),
                    e.typmod(),
                    e.collation(),
                    org.hathi.planner.tree.Trees.location(e));
        }
        throw ps.error(
                SqlState.FEATURE_NOT_SUPPORTED,
                "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
                src.location());
    }
}
