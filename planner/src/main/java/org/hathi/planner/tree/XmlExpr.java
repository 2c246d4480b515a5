package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** XML functions with syntax of their own. */
public record XmlExpr(
        XmlExprOp op,
        @Nullable String name,
        List<Expr> namedArgs,
        List<String> argNames,
        List<Expr> args,
        boolean xmlDocument,
        int type,
        int typmod,
        int location)
        implements Expr {
    @Override
    public int type() {
        return op == XmlExprOp.IS_DOCUMENT ? 16 : op == XmlExprOp.IS_XMLSERIALIZE ? 25 : 142;
    }

    @Override
    public int collation() {
        return Trees.xmlCollation(this);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof XmlExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
