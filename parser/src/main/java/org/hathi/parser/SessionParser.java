package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AConst;
import org.hathi.parser.tree.RawExpr.TypeCast;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.parser.tree.UtilityStmt.CallStmt;
import org.hathi.parser.tree.UtilityStmt.CheckPointStmt;
import org.hathi.parser.tree.UtilityStmt.ClosePortalStmt;
import org.hathi.parser.tree.UtilityStmt.ConstraintsSetStmt;
import org.hathi.parser.tree.UtilityStmt.DeallocateStmt;
import org.hathi.parser.tree.UtilityStmt.DeclareCursorStmt;
import org.hathi.parser.tree.UtilityStmt.DiscardMode;
import org.hathi.parser.tree.UtilityStmt.DiscardStmt;
import org.hathi.parser.tree.UtilityStmt.DoStmt;
import org.hathi.parser.tree.UtilityStmt.ExecuteStmt;
import org.hathi.parser.tree.UtilityStmt.ExplainStmt;
import org.hathi.parser.tree.UtilityStmt.FetchDirection;
import org.hathi.parser.tree.UtilityStmt.FetchStmt;
import org.hathi.parser.tree.UtilityStmt.ListenStmt;
import org.hathi.parser.tree.UtilityStmt.LoadStmt;
import org.hathi.parser.tree.UtilityStmt.NotifyStmt;
import org.hathi.parser.tree.UtilityStmt.PrepareStmt;
import org.hathi.parser.tree.UtilityStmt.TransactionStmt;
import org.hathi.parser.tree.UtilityStmt.TransactionStmtKind;
import org.hathi.parser.tree.UtilityStmt.UnlistenStmt;
import org.hathi.parser.tree.UtilityStmt.VariableSetKind;
import org.hathi.parser.tree.UtilityStmt.VariableSetStmt;
import org.hathi.parser.tree.UtilityStmt.VariableShowStmt;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Transactions, SET and SHOW, cursors, prepared statements, LISTEN and NOTIFY. */
abstract class SessionParser extends DefParser {
    SessionParser(Lexer lexer) {
        super(lexer);
    }

    // ---- transactions

    final TransactionStmt transaction() {
        int at = loc();
        int k = kind;
        advance();
        switch (k) {
            case Tok.K_BEGIN -> {
                optTransaction();
                return tx(TransactionStmtKind.BEGIN, optTransactionModes(), at);
            }
            case Tok.K_START -> {
                expect(Tok.K_TRANSACTION);
                return tx(TransactionStmtKind.START, optTransactionModes(), at);
            }
            case Tok.K_SAVEPOINT -> {
                return savepoint(TransactionStmtKind.SAVEPOINT, at);
            }
            case Tok.K_RELEASE -> {
                optSavepoint();
                return savepoint(TransactionStmtKind.RELEASE, at);
            }
            case Tok.K_COMMIT, Tok.K_END -> {
                if (k == Tok.K_COMMIT && accept(Tok.K_PREPARED)) {
                    return prepared(TransactionStmtKind.COMMIT_PREPARED, at);
                }
                optTransaction();
                return new TransactionStmt(TransactionStmtKind.COMMIT, List.of(), null, null, chain(), at);
            }
            default -> {
                if (k == Tok.K_ROLLBACK && accept(Tok.K_PREPARED)) {
                    return prepared(TransactionStmtKind.ROLLBACK_PREPARED, at);
                }
                optTransaction();
                if (k == Tok.K_ROLLBACK && accept(Tok.K_TO)) {
                    optSavepoint();
                    return savepoint(TransactionStmtKind.ROLLBACK_TO, at);
                }
                return new TransactionStmt(TransactionStmtKind.ROLLBACK, List.of(), null, null, chain(), at);
            }
        }
    }

    /** SAVEPOINT, unless it is the savepoint's name. */
    private void optSavepoint() {
        if (kind == Tok.K_SAVEPOINT && isColId(peek(1))) {
            advance();
        }
    }

    private void optTransaction() {
        if (!accept(Tok.K_WORK)) {
            accept(Tok.K_TRANSACTION);
        }
    }

    private boolean chain() {
        if (!accept(Tok.K_AND)) {
            return false;
        }
        boolean no = accept(Tok.K_NO);
        expect(Tok.K_CHAIN);
        return !no;
    }

    private static TransactionStmt tx(TransactionStmtKind k, List<DefElem> options, int at) {
        return new TransactionStmt(k, options, null, null, false, at);
    }

    private TransactionStmt savepoint(TransactionStmtKind k, int at) {
        return new TransactionStmt(k, List.of(), colId(), null, false, at);
    }

    private TransactionStmt prepared(TransactionStmtKind k, int at) {
        return new TransactionStmt(k, List.of(), null, sconst(), false, at);
    }

    private boolean startsMode() {
        return kind == Tok.K_ISOLATION || kind == Tok.K_READ || kind == Tok.K_DEFERRABLE || kind == Tok.K_NOT;
    }

    private List<DefElem> optTransactionModes() {
        return startsMode() ? transactionModes() : List.of();
    }

    private List<DefElem> transactionModes() {
        List<DefElem> r = new ArrayList<>(2);
        boolean comma;
        do {
            r.add(transactionMode());
            comma = accept(',');
        } while (comma || startsMode());
        return r;
    }

    private DefElem transactionMode() {
        int at = loc();
        switch (kind) {
            case Tok.K_ISOLATION -> {
                advance();
                expect(Tok.K_LEVEL);
                int levelAt = loc();
                return new DefElem("transaction_isolation", stringConst(isolationLevel(), levelAt), at);
            }
            case Tok.K_READ -> {
                advance();
                int valueAt = loc();
                boolean only = accept(Tok.K_ONLY);
                if (!only) {
                    expect(Tok.K_WRITE);
                }
                return new DefElem("transaction_read_only", intConst(only ? 1 : 0, valueAt), at);
            }
            case Tok.K_NOT -> {
                advance();
                expect(Tok.K_DEFERRABLE);
                return new DefElem("transaction_deferrable", intConst(0, at), at);
            }
            default -> {
                expect(Tok.K_DEFERRABLE);
                return new DefElem("transaction_deferrable", intConst(1, at), at);
            }
        }
    }

    private String isolationLevel() {
        if (accept(Tok.K_READ)) {
            if (accept(Tok.K_UNCOMMITTED)) {
                return "read uncommitted";
            }
            expect(Tok.K_COMMITTED);
            return "read committed";
        }
        if (accept(Tok.K_REPEATABLE)) {
            expect(Tok.K_READ);
            return "repeatable read";
        }
        expect(Tok.K_SERIALIZABLE);
        return "serializable";
    }

    // ---- SET, RESET, SHOW

    final Statement set() {
        int at = loc();
        advance();
        if (kind == Tok.K_CONSTRAINTS) {
            return setConstraints(at);
        }
        boolean local = false;
        if (kind == Tok.K_LOCAL && isSetRest(peek(1))) {
            advance();
            local = true;
        } else if (kind == Tok.K_SESSION && isSetRest(peek(1))) {
            if (peek(1) == Tok.K_CHARACTERISTICS && peek(2) == Tok.K_AS) {
                advance();
                advance();
                expect(Tok.K_AS, Tok.K_TRANSACTION);
                return multi("SESSION CHARACTERISTICS", new ArrayList<>(transactionModes()), false, at);
            }
            if (!(peek(1) == Tok.K_AUTHORIZATION)) {
                advance();
            }
        }
        return setRest(local, at);
    }

    private boolean isSetRest(int k) {
        return isColId(k) || k == Tok.K_AUTHORIZATION;
    }

    private static VariableSetStmt multi(String name, List<Node> args, boolean local, int at) {
        return new VariableSetStmt(VariableSetKind.SET_MULTI, name, args, local, at);
    }

    private VariableSetStmt setRest(boolean local, int at) {
        if (kind == Tok.K_TRANSACTION
                && (peek(1) == Tok.K_SNAPSHOT
                        || peek(1) != '=' && peek(1) != Tok.K_TO && peek(1) != '.' && peek(1) != Tok.K_FROM)) {
            advance();
            if (accept(Tok.K_SNAPSHOT)) {
                int valueAt = loc();
                return multi("TRANSACTION SNAPSHOT", List.of(stringConst(sconst(), valueAt)), local, at);
            }
            return multi("TRANSACTION", new ArrayList<>(transactionModes()), local, at);
        }
        return setRestMore(local, at);
    }

    /** set_rest_more, as also in CREATE FUNCTION … SET. */
    final VariableSetStmt setRestMore(boolean local, int at) {
        int next = peek(1);
        switch (kind) {
            case Tok.K_TIME -> {
                if (next == Tok.K_ZONE) {
                    advance();
                    advance();
                    return timeZone(local, at);
                }
            }
            case Tok.K_CATALOG -> {
                if (next == Tok.SCONST) {
                    throw notSupported("current database cannot be changed", tokenAfter());
                }
            }
            case Tok.K_SCHEMA -> {
                if (next == Tok.SCONST) {
                    advance();
                    return value("search_path", stringConst(sconst(), at), local, at);
                }
            }
            case Tok.K_NAMES -> {
                if (next != '=' && next != Tok.K_TO && next != '.' && next != Tok.K_FROM) {
                    advance();
                    if (kind == Tok.SCONST) {
                        int valueAt = loc();
                        return value("client_encoding", stringConst(sconst(), valueAt), local, at);
                    }
                    accept(Tok.K_DEFAULT);
                    return setDefault("client_encoding", local, at);
                }
            }
            case Tok.K_ROLE -> {
                if (next == Tok.SCONST || isNonReserved(next) && next != Tok.K_TO) {
                    advance();
                    int valueAt = loc();
                    return value("role", stringConst(nonReservedWordOrSconst(), valueAt), local, at);
                }
            }
            case Tok.K_SESSION -> {
                if (next == Tok.K_AUTHORIZATION) {
                    advance();
                    advance();
                    if (accept(Tok.K_DEFAULT)) {
                        return setDefault("session_authorization", local, at);
                    }
                    int valueAt = loc();
                    return value("session_authorization", stringConst(nonReservedWordOrSconst(), valueAt), local, at);
                }
            }
            case Tok.K_XML -> {
                if (next == Tok.K_OPTION) {
                    advance();
                    advance();
                    boolean document = accept(Tok.K_DOCUMENT);
                    if (!document) {
                        expect(Tok.K_CONTENT);
                    }
                    return value("xmloption", stringConst(document ? "DOCUMENT" : "CONTENT", at), local, at);
                }
            }
            default -> {}
        }
        return generic(local, at);
    }

    private int tokenAfter() {
        advance();
        return loc();
    }

    private static VariableSetStmt value(String name, RawExpr v, boolean local, int at) {
        return new VariableSetStmt(VariableSetKind.SET_VALUE, name, List.of(v), local, at);
    }

    private static VariableSetStmt setDefault(String name, boolean local, int at) {
        return new VariableSetStmt(VariableSetKind.SET_DEFAULT, name, List.of(), local, at);
    }

    final String varName() {
        String name = colId();
        if (kind != '.') {
            return name;
        }
        StringBuilder sb = new StringBuilder(name);
        while (accept('.')) {
            sb.append('.').append(colId());
        }
        return sb.toString();
    }

    private VariableSetStmt generic(boolean local, int at) {
        String name = varName();
        if (accept(Tok.K_FROM)) {
            expect(Tok.K_CURRENT);
            return new VariableSetStmt(VariableSetKind.SET_CURRENT, name, List.of(), local, at);
        }
        if (!accept('=')) {
            expect(Tok.K_TO);
        }
        if (accept(Tok.K_DEFAULT)) {
            return setDefault(name, local, at);
        }
        List<Node> args = new ArrayList<>(2);
        do {
            int valueAt = loc();
            if (startsNumeric()) {
                args.add(new AConst(numericOnly(), valueAt));
            } else {
                args.add(stringConst(booleanOrString(), valueAt));
            }
        } while (accept(','));
        return new VariableSetStmt(VariableSetKind.SET_VALUE, name, args, local, at);
    }

    private VariableSetStmt timeZone(boolean local, int at) {
        int valueAt = loc();
        if (kind == Tok.K_DEFAULT || kind == Tok.K_LOCAL) {
            advance();
            return setDefault("timezone", local, at);
        }
        if (kind == Tok.K_INTERVAL) {
            advance();
            List<RawExpr> typmods = kind == '(' ? List.of(intConst(INTERVAL_FULL_RANGE, -1), parenIconst()) : null;
            int stringAt = loc();
            RawExpr v = stringConst(sconst(), stringAt);
            if (typmods == null) {
                int fieldsAt = loc();
                typmods = intervalFields();
                if (!typmods.isEmpty()
                        && typmods.getFirst() instanceof AConst(Value.Int(int mask), int _)
                        && (mask & ~(1 << 10 | 1 << 11)) != 0) {
                    throw syntaxError("time zone interval must be HOUR or HOUR TO MINUTE", fieldsAt);
                }
            }
            return value("timezone", new TypeCast(v, intervalType(valueAt, typmods), valueAt), local, at);
        }
        if (startsNumeric()) {
            return value("timezone", new AConst(numericOnly(), valueAt), local, at);
        }
        if (kind != Tok.SCONST && kind != Tok.IDENT) {
            throw unexpected();
        }
        String v = text();
        advance();
        return value("timezone", stringConst(v, valueAt), local, at);
    }

    /** RESET …; also in ALTER ROLE and ALTER DATABASE. */
    final VariableSetStmt reset() {
        int at = loc();
        advance();
        if (accept(Tok.K_ALL)) {
            return new VariableSetStmt(VariableSetKind.RESET_ALL, null, List.of(), false, at);
        }
        return new VariableSetStmt(VariableSetKind.RESET, specialName(), List.of(), false, at);
    }

    private String specialName() {
        if (accept2(Tok.K_TIME, Tok.K_ZONE)) {
            return "timezone";
        }
        if (kind == Tok.K_TRANSACTION && peek(1) == Tok.K_ISOLATION) {
            advance();
            advance();
            expect(Tok.K_LEVEL);
            return "transaction_isolation";
        }
        if (accept2(Tok.K_SESSION, Tok.K_AUTHORIZATION)) {
            return "session_authorization";
        }
        return varName();
    }

    /** SetResetClause. */
    final VariableSetStmt setResetClause() {
        if (kind == Tok.K_RESET) {
            return reset();
        }
        int at = loc();
        expect(Tok.K_SET);
        return setRest(false, at);
    }

    final VariableShowStmt show() {
        int at = loc();
        advance();
        return new VariableShowStmt(accept(Tok.K_ALL) ? "all" : specialName(), at);
    }

    private ConstraintsSetStmt setConstraints(int at) {
        advance();
        List<RangeVar> names = accept(Tok.K_ALL) ? List.of() : qualifiedNameList();
        boolean deferred = accept(Tok.K_DEFERRED);
        if (!deferred) {
            expect(Tok.K_IMMEDIATE);
        }
        return new ConstraintsSetStmt(names, deferred, at);
    }

    // ---- prepared statements, EXPLAIN

    final Statement prepare() {
        int at = loc();
        advance();
        if (kind == Tok.K_TRANSACTION && peek(1) != Tok.K_AS && peek(1) != '(') {
            advance();
            return prepared(TransactionStmtKind.PREPARE, at);
        }
        String name = colId();
        List<TypeName> types = List.of();
        if (accept('(')) {
            types = typeList();
            expect(')');
        }
        expect(Tok.K_AS);
        return new PrepareStmt(name, types, preparableStmt(), at);
    }

    final ExecuteStmt execute() {
        int at = loc();
        advance();
        String name = colId();
        List<RawExpr> params = List.of();
        if (accept('(')) {
            params = exprList();
            expect(')');
        }
        return new ExecuteStmt(name, params, at);
    }

    final DeallocateStmt deallocate() {
        int at = loc();
        advance();
        if (kind == Tok.K_PREPARE && (isColId(peek(1)) || peek(1) == Tok.K_ALL)) {
            advance();
        }
        return new DeallocateStmt(accept(Tok.K_ALL) ? null : colId(), at);
    }

    /** ExplainableStmt. */
    abstract Statement explainable();

    final ExplainStmt explain() {
        int at = loc();
        advance();
        List<DefElem> options = List.of();
        if (kind == '(' && !startsSelect(peek(1)) && peek(1) != '(') {
            options = utilityOptions();
        } else if (kind == Tok.K_ANALYZE || kind == Tok.K_ANALYSE || kind == Tok.K_VERBOSE) {
            options = new ArrayList<>(2);
            int optAt = loc();
            if (accept(Tok.K_ANALYZE) || accept(Tok.K_ANALYSE)) {
                options.add(new DefElem("analyze", null, optAt));
                optAt = loc();
            }
            if (accept(Tok.K_VERBOSE)) {
                options.add(new DefElem("verbose", null, optAt));
            }
        }
        return new ExplainStmt(explainable(), options, at);
    }

    // ---- cursors

    final DeclareCursorStmt declareCursor() {
        int at = loc();
        advance();
        String name = colId();
        int options = UtilityStmt.CURSOR_OPT_FAST_PLAN;
        while (kind != Tok.K_CURSOR) {
            if (accept(Tok.K_NO)) {
                expect(Tok.K_SCROLL);
                options |= UtilityStmt.CURSOR_OPT_NO_SCROLL;
            } else if (accept(Tok.K_SCROLL)) {
                options |= UtilityStmt.CURSOR_OPT_SCROLL;
            } else if (accept(Tok.K_BINARY)) {
                options |= UtilityStmt.CURSOR_OPT_BINARY;
            } else if (accept(Tok.K_ASENSITIVE)) {
                options |= UtilityStmt.CURSOR_OPT_ASENSITIVE;
            } else {
                expect(Tok.K_INSENSITIVE);
                options |= UtilityStmt.CURSOR_OPT_INSENSITIVE;
            }
        }
        advance();
        if (accept(Tok.K_WITH)) {
            expect(Tok.K_HOLD);
            options |= UtilityStmt.CURSOR_OPT_HOLD;
        } else if (accept(Tok.K_WITHOUT)) {
            expect(Tok.K_HOLD);
        }
        expect(Tok.K_FOR);
        return new DeclareCursorStmt(name, options, selectStmt(), at);
    }

    final FetchStmt fetch() {
        int at = loc();
        boolean move = kind == Tok.K_MOVE;
        advance();
        FetchDirection dir = FetchDirection.FORWARD;
        long n = 1;
        int next = peek(1);
        boolean nameOnly = isColId(kind) && (next == Tok.EOF || next == ';' || next == ')');
        if (!nameOnly) {
            switch (kind) {
                case Tok.K_NEXT -> advance();
                case Tok.K_PRIOR -> {
                    advance();
                    dir = FetchDirection.BACKWARD;
                }
                case Tok.K_FIRST, Tok.K_LAST -> {
                    n = kind == Tok.K_FIRST ? 1 : -1;
                    advance();
                    dir = FetchDirection.ABSOLUTE;
                }
                case Tok.K_ABSOLUTE, Tok.K_RELATIVE -> {
                    dir = kind == Tok.K_ABSOLUTE ? FetchDirection.ABSOLUTE : FetchDirection.RELATIVE;
                    advance();
                    n = signedIconst();
                }
                case Tok.K_ALL -> {
                    advance();
                    n = UtilityStmt.FETCH_ALL;
                }
                case Tok.K_FORWARD, Tok.K_BACKWARD -> {
                    dir = kind == Tok.K_FORWARD ? FetchDirection.FORWARD : FetchDirection.BACKWARD;
                    advance();
                    if (accept(Tok.K_ALL)) {
                        n = UtilityStmt.FETCH_ALL;
                    } else if (kind == Tok.ICONST || kind == '+' || kind == '-') {
                        n = signedIconst();
                    }
                }
                case Tok.ICONST, '+', '-' -> n = signedIconst();
                default -> {}
            }
            if (!accept(Tok.K_FROM)) {
                accept(Tok.K_IN);
            }
        }
        return new FetchStmt(dir, n, colId(), move, at);
    }

    // ---- the rest of the session's commands

    final Statement simpleCommand() {
        int at = loc();
        int k = kind;
        advance();
        switch (k) {
            case Tok.K_CHECKPOINT -> {
                return new CheckPointStmt(at);
            }
            case Tok.K_CLOSE -> {
                return new ClosePortalStmt(accept(Tok.K_ALL) ? null : colId(), at);
            }
            case Tok.K_LISTEN -> {
                return new ListenStmt(colId(), at);
            }
            case Tok.K_UNLISTEN -> {
                return new UnlistenStmt(accept('*') ? null : colId(), at);
            }
            case Tok.K_NOTIFY -> {
                String name = colId();
                return new NotifyStmt(name, notifyPayload(), at);
            }
            case Tok.K_LOAD -> {
                return new LoadStmt(sconst(), at);
            }
            case Tok.K_CALL -> {
                return new CallStmt(funcCall(), at);
            }
            case Tok.K_DISCARD -> {
                DiscardMode m =
                        switch (kind) {
                            case Tok.K_ALL -> DiscardMode.ALL;
                            case Tok.K_TEMP, Tok.K_TEMPORARY -> DiscardMode.TEMP;
                            case Tok.K_PLANS -> DiscardMode.PLANS;
                            case Tok.K_SEQUENCES -> DiscardMode.SEQUENCES;
                            default -> throw unexpected();
                        };
                advance();
                return new DiscardStmt(m, at);
            }
            default -> {
                return doStmt(at);
            }
        }
    }

    private @Nullable String notifyPayload() {
        return accept(',') ? sconst() : null;
    }

    private DoStmt doStmt(int at) {
        List<DefElem> args = new ArrayList<>(2);
        do {
            int argAt = loc();
            if (accept(Tok.K_LANGUAGE)) {
                args.add(new DefElem("language", new Value.Str(nonReservedWordOrSconst()), argAt));
            } else {
                args.add(new DefElem("as", new Value.Str(sconst()), argAt));
            }
        } while (kind == Tok.SCONST || kind == Tok.K_LANGUAGE);
        return new DoStmt(args, at);
    }
}
