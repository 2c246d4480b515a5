package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.jspecify.annotations.Nullable;

/** Session, transaction, cursor and prepared-statement commands. */
public sealed interface UtilityStmt extends Statement {
    enum TransactionStmtKind {
        BEGIN,
        START,
        COMMIT,
        ROLLBACK,
        SAVEPOINT,
        RELEASE,
        ROLLBACK_TO,
        PREPARE,
        COMMIT_PREPARED,
        ROLLBACK_PREPARED
    }

    /**
     * @param options transaction_isolation, transaction_read_only, transaction_deferrable
     * @param chain AND CHAIN
     */
    record TransactionStmt(
            TransactionStmtKind kind,
            List<DefElem> options,
            @Nullable String savepointName,
            @Nullable String gid,
            boolean chain,
            int location)
            implements UtilityStmt {}

    enum VariableSetKind {
        SET_VALUE,
        SET_DEFAULT,
        SET_CURRENT,
        SET_MULTI,
        RESET,
        RESET_ALL
    }

    /**
     * SET and RESET.
     *
     * @param name variable's name; for SET_MULTI: TRANSACTION, SESSION CHARACTERISTICS or TRANSACTION SNAPSHOT
     * @param args AConst (or TypeCast to interval for SET TIME ZONE INTERVAL); for SET_MULTI DefElem or AConst
     */
    record VariableSetStmt(VariableSetKind kind, @Nullable String name, List<Node> args, boolean isLocal, int location)
            implements UtilityStmt {}

    /** SHOW; ALL is name "all". */
    record VariableShowStmt(String name, int location) implements UtilityStmt {}

    record ConstraintsSetStmt(List<RangeVar> constraints, boolean deferred, int location) implements UtilityStmt {}

    record CheckPointStmt(int location) implements UtilityStmt {}

    enum DiscardMode {
        ALL,
        PLANS,
        SEQUENCES,
        TEMP
    }

    record DiscardStmt(DiscardMode target, int location) implements UtilityStmt {}

    record NotifyStmt(String conditionname, @Nullable String payload, int location) implements UtilityStmt {}

    record ListenStmt(String conditionname, int location) implements UtilityStmt {}

    /** UNLISTEN; null is {@code *}. */
    record UnlistenStmt(@Nullable String conditionname, int location) implements UtilityStmt {}

    record LoadStmt(String filename, int location) implements UtilityStmt {}

    record PrepareStmt(String name, List<TypeName> argtypes, Statement query, int location) implements UtilityStmt {}

    record ExecuteStmt(String name, List<RawExpr> params, int location) implements UtilityStmt {}

    /** DEALLOCATE; null is ALL. */
    record DeallocateStmt(@Nullable String name, int location) implements UtilityStmt {}

    record ExplainStmt(Statement query, List<DefElem> options, int location) implements UtilityStmt {}

    /** Cursor option bits, as PostgreSQL's. */
    int CURSOR_OPT_BINARY = 0x0001;

    int CURSOR_OPT_SCROLL = 0x0002;
    int CURSOR_OPT_NO_SCROLL = 0x0004;
    int CURSOR_OPT_INSENSITIVE = 0x0008;
    int CURSOR_OPT_ASENSITIVE = 0x0010;
    int CURSOR_OPT_HOLD = 0x0020;
    int CURSOR_OPT_FAST_PLAN = 0x0100;

    /** DECLARE CURSOR; {@code options} are the CURSOR_OPT_ bits. */
    record DeclareCursorStmt(String portalname, int options, Statement query, int location) implements UtilityStmt {}

    /** CLOSE; null is ALL. */
    record ClosePortalStmt(@Nullable String portalname, int location) implements UtilityStmt {}

    enum FetchDirection {
        FORWARD,
        BACKWARD,
        ABSOLUTE,
        RELATIVE
    }

    /** FETCH_ALL as {@code howMany}. */
    long FETCH_ALL = Long.MAX_VALUE;

    record FetchStmt(FetchDirection direction, long howMany, String portalname, boolean ismove, int location)
            implements UtilityStmt {}

    record CallStmt(RawExpr.FuncCall funccall, int location) implements UtilityStmt {}

    /** DO; args are "as" and "language". */
    record DoStmt(List<DefElem> args, int location) implements UtilityStmt {}
}
