package org.hathi.planner.analyze;

import java.util.function.BiPredicate;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.ConvertRowtypeExpr;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.WindowFunc;

/** Where the pretty forms of expressions need parentheses. */
final class Parentheses {
    /** Does the first operator bind more tightly than the second, in whose operand it stands? */
    private final BiPredicate<OpExpr, OpExpr> binds;

    Parentheses(BiPredicate<OpExpr, OpExpr> binds) {
        this.binds = binds;
    }

    /** Can the expression stand inside {@code parent} without parentheses (isSimpleNode)? */
    boolean simple(Expr e, Expr parent) {
        return switch (e) {
            case OpExpr o ->
                parent instanceof OpExpr p ? binds.test(o, p) : parent instanceof BoolExpr || encloses(parent);
            case SubLink s -> parent instanceof BoolExpr || encloses(parent);
            case NullTest n -> parent instanceof BoolExpr || encloses(parent);
            case BooleanTest n -> parent instanceof BoolExpr || encloses(parent);
            case DistinctExpr d -> parent instanceof BoolExpr || encloses(parent);
            case BoolExpr b ->
                parent instanceof BoolExpr p
                        ? b.boolop() == BoolExprType.OR ? p.boolop() == BoolExprType.OR : p.boolop() != BoolExprType.NOT
                        : encloses(parent);
            case FieldSelect f -> !(parent instanceof FieldSelect);
            case FieldStore f -> !(parent instanceof FieldStore);
            case RelabelType r -> simple(r.arg(), e);
            case CoerceToDomain r -> simple(r.arg(), e);
            case CoerceViaIO r -> simple(r.arg(), e);
            case ArrayCoerceExpr r -> simple(r.arg(), e);
            case ConvertRowtypeExpr r -> simple(r.arg(), e);
            case ScalarArrayOpExpr s -> false;
            case RowCompareExpr r -> false;
            case CollateExpr c -> false;
            default -> true;
        };
    }

    /** Do the parent's own parentheses or separators keep an operand apart? */
    private static boolean encloses(Expr parent) {
        return switch (parent) {
            case FuncExpr f ->
                f.funcformat() != CoercionForm.EXPLICIT_CAST
                        && f.funcformat() != CoercionForm.IMPLICIT_CAST
                        && f.funcformat() != CoercionForm.SQL_SYNTAX;
            case SubscriptingRef x -> true;
            case ArrayExpr x -> true;
            case RowExpr x -> true;
            case CoalesceExpr x -> true;
            case MinMaxExpr x -> true;
            case NullIfExpr x -> true;
            case Aggref x -> true;
            case GroupingFunc x -> true;
            case WindowFunc x -> true;
            case CaseExpr x -> true;
            default -> false;
        };
    }
}
