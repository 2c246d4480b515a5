package org.hathi.txn;

import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * Transaction blocks: what statements, errors, and BEGIN, COMMIT, ROLLBACK, SAVEPOINT … do to the transaction. The
 * commands only change the {@link BlockState}; the work is done when the statement ends ({@link #commitCommand}) or
 * fails ({@link #abortCurrent}), so that a command that fails afterwards leaves no half-done end.
 */
public final class TransactionBlock {
    private final TxnContext cx;
    private final Transactions xact;

    TransactionBlock(TxnContext cx, Transactions xact) {
        this.cx = cx;
        this.xact = xact;
    }

    private XactState s() {
        return xact.current;
    }

    private static SqlError unexpected(String what, BlockState state) {
        return SqlError.fatal(SqlState.INTERNAL_ERROR, what + ": unexpected state " + state);
    }

    // Statements.

    /** Before each statement: starts a transaction unless one runs. */
    public void startCommand() {
        switch (s().block) {
            case DEFAULT -> {
                xact.start();
                s().block = BlockState.STARTED;
            }
            case INPROGRESS, IMPLICIT_INPROGRESS, SUBINPROGRESS, ABORT, SUBABORT -> {}
            default -> throw unexpected("StartTransactionCommand", s().block);
        }
    }

    /** After each statement that succeeded: does what the block state asks for. */
    public void commitCommand() {
        while (true) {
            switch (s().block) {
                case STARTED -> {
                    xact.commit();
                    s().block = BlockState.DEFAULT;
                }
                case BEGIN -> s().block = BlockState.INPROGRESS;
                case INPROGRESS, IMPLICIT_INPROGRESS, SUBINPROGRESS -> xact.commandCounterIncrement();
                case END -> commitAndChain();
                case ABORT, SUBABORT -> {}
                case ABORT_END -> cleanUpAndChain(false);
                case ABORT_PENDING -> cleanUpAndChain(true);
                case SUBBEGIN -> {
                    xact.startSub();
                    s().block = BlockState.SUBINPROGRESS;
                }
                case SUBRELEASE -> {
                    do {
                        xact.commitSub();
                    } while (s().block == BlockState.SUBRELEASE);
                }
                case SUBCOMMIT -> {
                    do {
                        xact.commitSub();
                    } while (s().block == BlockState.SUBCOMMIT);
                    commitAndChain();
                }
                case SUBABORT_END -> {
                    xact.cleanUpSub();
                    continue;
                }
                case SUBABORT_PENDING -> {
                    xact.abortSub();
                    xact.cleanUpSub();
                    continue;
                }
                case SUBRESTART, SUBABORT_RESTART -> restart();
                case DEFAULT -> throw unexpected("CommitTransactionCommand", s().block);
            }
            return;
        }
    }

    private void restart() {
        String name = s().name;
        xact.abortSub();
        xact.cleanUpSub();
        xact.push();
        s().name = name;
        xact.startSub();
        s().block = BlockState.SUBINPROGRESS;
    }

    private void commitAndChain() {
        boolean chain = s().chain;
        IsolationLevel level = xact.isolation();
        boolean ro = xact.readOnly();
        boolean def = xact.deferrable();
        xact.commit();
        chain(chain, level, ro, def);
    }

    private void cleanUpAndChain(boolean abort) {
        boolean chain = s().chain;
        IsolationLevel level = xact.isolation();
        boolean ro = xact.readOnly();
        boolean def = xact.deferrable();
        if (abort) {
            xact.abort();
        }
        xact.cleanUp();
        // What the failed transaction was like went with its settings when it failed.
        chain(chain, abort ? level : null, ro, def);
    }

    private void chain(boolean chain, @Nullable IsolationLevel level, boolean ro, boolean def) {
        s().block = BlockState.DEFAULT;
        s().chain = false;
        if (chain) {
            xact.start();
            s().block = BlockState.INPROGRESS;
            if (level != null) {
                xact.restoreCharacteristics(level, ro, def);
            }
        }
    }

    /** After each statement that failed: aborts the (sub)transaction; a block then waits for ROLLBACK. */
    public void abortCurrent() {
        while (true) {
            switch (s().block) {
                case DEFAULT -> {
                    if (s().started) {
                        xact.abort();
                        xact.cleanUp();
                    }
                }
                case STARTED, IMPLICIT_INPROGRESS, BEGIN, END, ABORT_PENDING -> {
                    xact.abort();
                    xact.cleanUp();
                    reset();
                }
                case INPROGRESS -> {
                    xact.abort();
                    s().block = BlockState.ABORT;
                }
                case ABORT, SUBABORT -> {}
                case ABORT_END -> {
                    xact.cleanUp();
                    reset();
                }
                case SUBINPROGRESS -> {
                    xact.abortSub();
                    s().block = BlockState.SUBABORT;
                }
                case SUBBEGIN, SUBRELEASE, SUBCOMMIT, SUBABORT_PENDING, SUBRESTART -> {
                    xact.abortSub();
                    xact.cleanUpSub();
                    continue;
                }
                case SUBABORT_END, SUBABORT_RESTART -> {
                    xact.cleanUpSub();
                    continue;
                }
            }
            return;
        }
    }

    private void reset() {
        s().block = BlockState.DEFAULT;
        s().chain = false;
    }

    /** Leaves whatever is running: at the end of the session or process. */
    public void abortAll() {
        while (s().block != BlockState.DEFAULT || s().started) {
            if (s().parent != null) {
                xact.abortSub();
                xact.cleanUpSub();
            } else {
                xact.abort();
                xact.cleanUp();
                reset();
            }
        }
    }

    // Commands.

    /** BEGIN and START TRANSACTION. */
    public void begin() {
        switch (s().block) {
            case STARTED, IMPLICIT_INPROGRESS -> s().block = BlockState.BEGIN;
            case INPROGRESS, SUBINPROGRESS, ABORT, SUBABORT ->
                cx.reporter.warning(SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress");
            default -> throw unexpected("BeginTransactionBlock", s().block);
        }
    }

    /** Makes the statements of a simple query that follow one transaction. */
    public void beginImplicit() {
        if (s().block == BlockState.STARTED) {
            s().block = BlockState.IMPLICIT_INPROGRESS;
        }
    }

    /** Before the last statement's end. */
    public void endImplicit() {
        if (s().block == BlockState.IMPLICIT_INPROGRESS) {
            s().block = BlockState.STARTED;
        }
    }

    /**
     * COMMIT.
     *
     * @return false when the transaction has failed and is rolled back instead (command tag ROLLBACK)
     */
    public boolean commit(boolean chain) {
        boolean result = false;
        switch (s().block) {
            case INPROGRESS -> {
                s().block = BlockState.END;
                result = true;
            }
            case IMPLICIT_INPROGRESS, STARTED -> {
                noTransaction(chain, "COMMIT AND CHAIN");
                s().block = s().block == BlockState.STARTED ? BlockState.STARTED : BlockState.END;
                result = true;
            }
            case ABORT -> s().block = BlockState.ABORT_END;
            case SUBINPROGRESS -> {
                XactState x = s();
                for (; x.parent != null; x = x.parent) {
                    x.block = BlockState.SUBCOMMIT;
                }
                x.block = BlockState.END;
                result = true;
            }
            case SUBABORT -> rollbackLevels();
            default -> throw unexpected("EndTransactionBlock", s().block);
        }
        top().chain = chain;
        return result;
    }

    /** ROLLBACK. */
    public void rollback(boolean chain) {
        switch (s().block) {
            case INPROGRESS -> s().block = BlockState.ABORT_PENDING;
            case ABORT -> s().block = BlockState.ABORT_END;
            case SUBINPROGRESS, SUBABORT -> rollbackLevels();
            case STARTED, IMPLICIT_INPROGRESS -> {
                noTransaction(chain, "ROLLBACK AND CHAIN");
                s().block = BlockState.ABORT_PENDING;
            }
            default -> throw unexpected("UserAbortTransactionBlock", s().block);
        }
        top().chain = chain;
    }

    private void noTransaction(boolean chain, String command) {
        if (chain) {
            throw onlyInBlocks(command);
        }
        cx.reporter.warning(SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
    }

    private static SqlError onlyInBlocks(String command) {
        return new SqlError(SqlState.NO_ACTIVE_SQL_TRANSACTION, command + " can only be used in transaction blocks");
    }

    private XactState top() {
        XactState x = s();
        while (x.parent != null) {
            x = x.parent;
        }
        return x;
    }

    private void rollbackLevels() {
        XactState x = s();
        for (; x.parent != null; x = x.parent) {
            x.block = x.block == BlockState.SUBABORT ? BlockState.SUBABORT_END : BlockState.SUBABORT_PENDING;
        }
        x.block = x.block == BlockState.ABORT ? BlockState.ABORT_END : BlockState.ABORT_PENDING;
    }

    // Savepoints.

    /** SAVEPOINT. */
    public void savepoint(String name) {
        switch (s().block) {
            case INPROGRESS, SUBINPROGRESS -> {
                xact.push();
                s().name = name;
            }
            case IMPLICIT_INPROGRESS, STARTED -> throw onlyInBlocks("SAVEPOINT");
            default -> throw unexpected("DefineSavepoint", s().block);
        }
    }

    private static SqlError noSavepoint(String name) {
        return new SqlError(SqlState.S_E_INVALID_SPECIFICATION, "savepoint \"" + name + "\" does not exist");
    }

    private XactState find(String name) {
        for (@Nullable XactState x = s(); x != null; x = x.parent) {
            if (name.equals(x.name)) {
                return x;
            }
        }
        throw noSavepoint(name);
    }

    /** RELEASE SAVEPOINT. */
    public void release(String name) {
        switch (s().block) {
            case INPROGRESS -> throw noSavepoint(name);
            case IMPLICIT_INPROGRESS, STARTED -> throw onlyInBlocks("RELEASE SAVEPOINT");
            case SUBINPROGRESS -> {
                XactState target = find(name);
                for (@Nullable XactState x = s(); x != null; x = x.parent) {
                    x.block = BlockState.SUBRELEASE;
                    if (x == target) {
                        break;
                    }
                }
            }
            default -> throw unexpected("ReleaseSavepoint", s().block);
        }
    }

    /** ROLLBACK TO SAVEPOINT. */
    public void rollbackTo(String name) {
        switch (s().block) {
            case INPROGRESS, ABORT -> throw noSavepoint(name);
            case IMPLICIT_INPROGRESS, STARTED -> throw onlyInBlocks("ROLLBACK TO SAVEPOINT");
            case SUBINPROGRESS, SUBABORT -> {
                XactState target = find(name);
                for (XactState x = s(); x != target && x.parent != null; x = x.parent) {
                    x.block = x.block == BlockState.SUBABORT ? BlockState.SUBABORT_END : BlockState.SUBABORT_PENDING;
                }
                target.block =
                        target.block == BlockState.SUBABORT ? BlockState.SUBABORT_RESTART : BlockState.SUBRESTART;
            }
            default -> throw unexpected("RollbackToSavepoint", s().block);
        }
    }

    /** Begins a subtransaction that no command names: exception blocks of procedural languages. */
    public void beginInternal() {
        switch (s().block) {
            case STARTED, INPROGRESS, IMPLICIT_INPROGRESS, END, SUBINPROGRESS -> {
                xact.commandCounterIncrement();
                xact.push();
                xact.startSub();
                s().block = BlockState.SUBINPROGRESS;
            }
            default -> throw unexpected("BeginInternalSubTransaction", s().block);
        }
    }

    /** Commits the subtransaction begun by {@link #beginInternal}. */
    public void releaseInternal() {
        if (s().block != BlockState.SUBINPROGRESS) {
            throw unexpected("ReleaseCurrentSubTransaction", s().block);
        }
        xact.commitSub();
    }

    /** Rolls the subtransaction begun by {@link #beginInternal} back. */
    public void rollbackInternal() {
        if (s().block == BlockState.SUBINPROGRESS) {
            xact.abortSub();
        } else if (s().block != BlockState.SUBABORT) {
            throw unexpected("RollbackAndReleaseCurrentSubTransaction", s().block);
        }
        xact.cleanUpSub();
    }

    // Questions.

    /** Status byte of ReadyForQuery: I idle, T in a block, E in a failed block. */
    public char status() {
        return switch (s().block) {
            case DEFAULT, STARTED -> 'I';
            case ABORT,
                    ABORT_END,
                    ABORT_PENDING,
                    SUBABORT,
                    SUBABORT_END,
                    SUBABORT_PENDING,
                    SUBRESTART,
                    SUBABORT_RESTART ->
                s().block == BlockState.ABORT_PENDING
                                || s().block == BlockState.SUBABORT_PENDING
                                || s().block == BlockState.SUBRESTART
                        ? 'T'
                        : 'E';
            case BEGIN, INPROGRESS, IMPLICIT_INPROGRESS, END, SUBBEGIN, SUBINPROGRESS, SUBRELEASE, SUBCOMMIT -> 'T';
        };
    }

    /** Whether a block is open and has failed: only statements that end it, or part of it, are allowed. */
    public boolean isFailed() {
        return s().block == BlockState.ABORT || s().block == BlockState.SUBABORT;
    }

    /** Whether {@link #commitCommand} is going to end the transaction. */
    public boolean endsTransaction() {
        return switch (s().block) {
            case STARTED, END -> true;
            default -> abortsTransaction() || top().block == BlockState.END && s().block == BlockState.SUBCOMMIT;
        };
    }

    /** Whether the end of this command will be the end of the transaction by ROLLBACK. */
    public boolean abortsTransaction() {
        return top().block == BlockState.ABORT_END || top().block == BlockState.ABORT_PENDING;
    }

    /**
     * Lowest nesting level that the end of this command rolls back (ROLLBACK TO); above every level when there is
     * none.
     */
    public int levelRolledBack() {
        int level = Integer.MAX_VALUE;
        for (XactState x = s(); x != null; x = x.parent) {
            switch (x.block) {
                case SUBABORT_PENDING, SUBABORT_END, SUBRESTART, SUBABORT_RESTART -> level = x.level;
                default -> {}
            }
        }
        return level;
    }

    /** Whether a block (explicit or implicit) is open. */
    public boolean inBlock() {
        return s().block != BlockState.DEFAULT && s().block != BlockState.STARTED;
    }

    /** The error of every statement but ROLLBACK and its like in a failed block. */
    public SqlError abortedError() {
        return new SqlError(
                SqlState.IN_FAILED_SQL_TRANSACTION,
                "current transaction is aborted, commands ignored until end of transaction block");
    }

    /** For commands that cannot be rolled back: must be the only statement. {@code command} as in CREATE DATABASE. */
    public void prevent(boolean topLevel, String command) {
        String c = command.toUpperCase(Locale.ROOT);
        if (inBlock()) {
            throw new SqlError(SqlState.ACTIVE_SQL_TRANSACTION, c + " cannot run inside a transaction block");
        }
        if (!topLevel) {
            throw new SqlError(SqlState.ACTIVE_SQL_TRANSACTION, c + " cannot be executed from a function");
        }
    }

    /** For commands that make no sense outside a block: an error. */
    public void require(boolean topLevel, String command) {
        if (topLevel && !inBlock()) {
            throw onlyInBlocks(command);
        }
    }

    /** For commands that have no effect outside a block (SET LOCAL): a warning. */
    public void warn(boolean topLevel, String command) {
        if (topLevel && !inBlock()) {
            cx.reporter.warning(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, command + " can only be used in transaction blocks");
        }
    }
}
