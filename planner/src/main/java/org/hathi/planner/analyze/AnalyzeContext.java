package org.hathi.planner.analyze;

import java.util.function.Supplier;
import org.hathi.parser.tree.RawExpr.ColumnRef;
import org.hathi.parser.tree.RawExpr.ParamRef;
import org.hathi.planner.tree.Expr;
import org.hathi.types.EvalContext;
import org.jspecify.annotations.Nullable;

/** What analysis needs besides the catalogs: how literals are read, settings, and hooks for procedural languages. */
public final class AnalyzeContext {
    /** A procedural language's variables, consulted for column references. */
    public interface Variables {
        /** Before columns are looked up: the variable, or null. */
        default @Nullable Expr before(ColumnRef ref) {
            return null;
        }

        /** After: {@code column} is what the reference means as a column, or null; null result keeps it. */
        default @Nullable Expr after(ColumnRef ref, @Nullable Expr column) {
            return null;
        }

        /** A parameter reference, or null for the ordinary meaning. */
        default @Nullable Expr param(ParamRef ref) {
            return null;
        }
    }

    /** Input and output functions run in this. */
    public final EvalContext eval;

    /** transform_null_equals. */
    public boolean transformNullEquals;

    public @Nullable Variables variables;

    /** session_replication_role; null: origin. */
    public @Nullable Supplier<String> replicationRole;

    public AnalyzeContext(EvalContext eval) {
        this.eval = eval;
    }
}
