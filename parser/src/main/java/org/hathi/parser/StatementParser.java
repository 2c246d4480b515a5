package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;

/** The top of the parser: which statement begins here, and lists of statements. */
final class StatementParser extends AlterParser {
    StatementParser(Lexer lexer) {
        super(lexer);
    }

    List<RawStmt> statements() {
        List<RawStmt> r = new ArrayList<>(1);
        int start = 0;
        while (true) {
            dropWindow();
            if (kind == Tok.EOF) {
                return r;
            }
            if (kind != ';') {
                Statement s = statement();
                if (kind != ';' && kind != Tok.EOF) {
                    throw unexpected();
                }
                r.add(new RawStmt(s, start, kind == ';' ? loc() - start : 0));
                if (kind == Tok.EOF) {
                    return r;
                }
            }
            start = loc() + 1;
            advance();
        }
    }

    @Override
    Statement statement() {
        if (startsPreparable(kind)) {
            return preparableStmt();
        }
        return switch (kind) {
            case Tok.K_BEGIN,
                    Tok.K_START,
                    Tok.K_COMMIT,
                    Tok.K_END,
                    Tok.K_ROLLBACK,
                    Tok.K_ABORT,
                    Tok.K_SAVEPOINT,
                    Tok.K_RELEASE -> transaction();
            case Tok.K_SET -> set();
            case Tok.K_RESET -> reset();
            case Tok.K_SHOW -> show();
            case Tok.K_PREPARE -> prepare();
            case Tok.K_EXECUTE -> execute();
            case Tok.K_DEALLOCATE -> deallocate();
            case Tok.K_EXPLAIN -> explain();
            case Tok.K_DECLARE -> declareCursor();
            case Tok.K_FETCH, Tok.K_MOVE -> fetch();
            case Tok.K_CHECKPOINT,
                    Tok.K_CLOSE,
                    Tok.K_LISTEN,
                    Tok.K_UNLISTEN,
                    Tok.K_NOTIFY,
                    Tok.K_LOAD,
                    Tok.K_CALL,
                    Tok.K_DISCARD,
                    Tok.K_DO -> simpleCommand();
            case Tok.K_CREATE -> create();
            case Tok.K_DROP -> drop();
            case Tok.K_ALTER -> alter();
            case Tok.K_COPY -> copy();
            case Tok.K_TRUNCATE -> truncate();
            case Tok.K_LOCK -> lock();
            case Tok.K_VACUUM, Tok.K_ANALYZE, Tok.K_ANALYSE -> vacuum();
            case Tok.K_CLUSTER -> cluster();
            case Tok.K_REINDEX -> reindex();
            case Tok.K_REFRESH -> refresh();
            case Tok.K_COMMENT -> comment();
            case Tok.K_SECURITY -> securityLabel();
            case Tok.K_GRANT, Tok.K_REVOKE -> grant();
            case Tok.K_REASSIGN -> reassignOwned();
            case Tok.K_IMPORT -> importForeignSchema();
            default -> throw unexpected();
        };
    }

    @Override
    Statement explainable() {
        boolean ok =
                switch (kind) {
                    case Tok.K_DECLARE, Tok.K_CREATE, Tok.K_REFRESH, Tok.K_EXECUTE -> true;
                    default -> startsPreparable(kind);
                };
        if (!ok) {
            throw unexpected();
        }
        if (kind == Tok.K_CREATE) {
            createdFromQuery();
        }
        return statement();
    }

    /** Of CREATE, only what is filled by a query has a plan. */
    private void createdFromQuery() {
        int i = 1;
        while (switch (peek(i)) {
            case Tok.K_TEMP, Tok.K_TEMPORARY, Tok.K_LOCAL, Tok.K_GLOBAL, Tok.K_UNLOGGED -> true;
            default -> false;
        }) {
            i++;
        }
        if (peek(i) == Tok.K_MATERIALIZED) {
            return;
        }
        if (peek(i) != Tok.K_TABLE) {
            refuseAhead(i);
        }
        while (peek(i) != '(' && peek(i) != Tok.K_AS && peek(i) != Tok.EOF) {
            i++;
        }
        if (peek(i) == '(' && isColId(peek(i + 1)) && peek(i + 2) != ',' && peek(i + 2) != ')') {
            refuseAhead(i + 2);
        }
    }

    /** A syntax error at the token so many ahead. */
    private void refuseAhead(int tokens) {
        for (int i = 0; i < tokens; i++) {
            advance();
        }
        throw unexpected();
    }
}
