package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.parser.tree.RawExpr;
import org.jspecify.annotations.Nullable;

/** Where a raw expression begins in the text: exprLocation, which is left of an infix operator's own place. */
final class RawLocations {
    private RawLocations() {}

    static int of(@Nullable RawExpr e) {
        return switch (e) {
            case null -> -1;
            case RawExpr.AExpr x -> leftmost(x.location(), of(x.lexpr()));
            case RawExpr.BoolExpr x -> leftmost(x.location(), of(x.args()));
            case RawExpr.NullTest x -> leftmost(x.location(), of(x.arg()));
            case RawExpr.BooleanTest x -> leftmost(x.location(), of(x.arg()));
            case RawExpr.FuncCall x -> leftmost(x.location(), of(x.args()));
            case RawExpr.AIndirection x -> of(x.arg());
            case RawExpr.CollateClause x -> of(x.arg());
            case RawExpr.TypeCast x -> leftmost(x.location(), of(x.arg()));
            case RawExpr.SubLink x -> leftmost(x.location(), of(x.testexpr()));
            default -> e.location();
        };
    }

    static int of(List<? extends RawExpr> l) {
        return l.isEmpty() ? -1 : of(l.get(0));
    }

    private static int leftmost(int a, int b) {
        return a < 0 ? b : b < 0 ? a : Math.min(a, b);
    }
}
