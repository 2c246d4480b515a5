package org.hathi.parser;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The bottom layer of the parser: a window of tokens over the lexer, with as much look-ahead as asked for.
 *
 * <p>Tokens are lexed only when looked at, so that a grammar error is reported before a scanner error behind it, as
 * PostgreSQL does. The window restarts at each statement.
 */
abstract class TokenParser {
    /** Bound of recursion; each level takes some frames of the Java stack. */
    private static final int MAX_DEPTH = 4000;

    final Lexer lexer;
    private int[] kinds = new int[32];
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private int[] ivals = new int[32];
    private @Nullable String[] texts = new String[32];
    private int count;
    private int p;
    private int depth;

    /** Kind of the current token. */
    int kind;

    TokenParser(Lexer lexer) {
        this.lexer = lexer;
        lex();
        kind = kinds[0];
    }

    private void lex() {
        if (count == kinds.length) {
            int n = count * 2;
            kinds = Arrays.copyOf(kinds, n);
            starts = Arrays.copyOf(starts, n);
            ends = Arrays.copyOf(ends, n);
            ivals = Arrays.copyOf(ivals, n);
            texts = Arrays.copyOf(texts, n);
        }
        int i = count++;
        lexer.next();
        int k = lexer.kind;
        kinds[i] = k;
        starts[i] = lexer.start;
        ends[i] = lexer.end;
        ivals[i] = lexer.ival;
        texts[i] = lexer.text;
        if (k == Tok.K_NOT || k == Tok.K_NULLS || k == Tok.K_WITH) {
            lex();
            kinds[i] = lookAhead(k, kinds[i + 1]);
        }
    }

    /** NOT, NULLS and WITH become tokens of their own before certain words; without that the grammar is ambiguous. */
    private static int lookAhead(int k, int next) {
        return switch (k) {
            case Tok.K_NOT ->
                switch (next) {
                    case Tok.K_BETWEEN, Tok.K_IN, Tok.K_LIKE, Tok.K_ILIKE, Tok.K_SIMILAR -> Tok.NOT_LA;
                    default -> k;
                };
            case Tok.K_NULLS -> next == Tok.K_FIRST || next == Tok.K_LAST ? Tok.NULLS_LA : k;
            default -> next == Tok.K_TIME || next == Tok.K_ORDINALITY ? Tok.WITH_LA : k;
        };
    }

    /** Forgets the tokens behind; called between statements. */
    final void dropWindow() {
        int left = count - p;
        System.arraycopy(kinds, p, kinds, 0, left);
        System.arraycopy(starts, p, starts, 0, left);
        System.arraycopy(ends, p, ends, 0, left);
        System.arraycopy(ivals, p, ivals, 0, left);
        System.arraycopy(texts, p, texts, 0, left);
        count = left;
        p = 0;
    }

    final void advance() {
        if (++p == count) {
            lex();
        }
        kind = kinds[p];
    }

    /** Kind of the token {@code k} behind the current one. */
    final int peek(int k) {
        while (p + k >= count) {
            if (count > 0 && kinds[count - 1] == Tok.EOF) {
                return Tok.EOF;
            }
            lex();
        }
        return kinds[p + k];
    }

    final boolean accept(int k) {
        if (kind != k) {
            return false;
        }
        advance();
        return true;
    }

    /** Takes two tokens if both are there. */
    final boolean accept2(int k1, int k2) {
        if (kind != k1 || peek(1) != k2) {
            return false;
        }
        advance();
        advance();
        return true;
    }

    final void expect(int k) {
        if (kind != k) {
            throw unexpected();
        }
        advance();
    }

    final void expectEnd() {
        if (kind != Tok.EOF) {
            throw unexpected();
        }
    }

    final void expect(int k1, int k2) {
        expect(k1);
        expect(k2);
    }

    final void expect(int k1, int k2, int k3) {
        expect(k1);
        expect(k2);
        expect(k3);
    }

    /** Start of the current token. */
    final int loc() {
        return starts[p];
    }

    final int ival() {
        return ivals[p];
    }

    /** Text of an identifier or literal; a keyword's word. */
    final String text() {
        if (kind >= Tok.KEYWORD0) {
            return Keywords.word(kind);
        }
        String t = texts[p];
        if (t == null) {
            throw unexpected();
        }
        return t;
    }

    final SqlError unexpected() {
        return lexer.error("syntax error", starts[p], ends[p]);
    }

    /** An error at the current token in the wording of a syntax error. */
    final SqlError yyerror(String message) {
        return lexer.error(message, starts[p], ends[p]);
    }

    final SqlError error(SqlState state, String message, int location) {
        SqlError e = new SqlError(state, message);
        return location < 0 ? e : e.position(lexer.position(location));
    }

    final SqlError syntaxError(String message, int location) {
        return error(SqlState.SYNTAX_ERROR, message, location);
    }

    final SqlError notSupported(String message, int location) {
        return error(SqlState.FEATURE_NOT_SUPPORTED, message, location);
    }

    final void enter() {
        if (++depth > MAX_DEPTH) {
            throw tooDeep();
        }
    }

    final void leave() {
        depth--;
    }

    static SqlError tooDeep() {
        return new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                .hint("Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after ensuring the"
                        + " platform's stack depth limit is adequate.");
    }

    // ---- words

    final boolean isColId(int k) {
        return k == Tok.IDENT || k >= Tok.KEYWORD0 && Keywords.category(k) <= Keywords.COL_NAME;
    }

    final boolean isTypeFunctionName(int k) {
        if (k < Tok.KEYWORD0) {
            return k == Tok.IDENT;
        }
        int c = Keywords.category(k);
        return c == Keywords.UNRESERVED || c == Keywords.TYPE_FUNC_NAME;
    }

    final boolean isNonReserved(int k) {
        return k == Tok.IDENT || k >= Tok.KEYWORD0 && Keywords.category(k) != Keywords.RESERVED;
    }

    final boolean isColLabel(int k) {
        return k == Tok.IDENT || k >= Tok.KEYWORD0;
    }

    final boolean isBareColLabel(int k) {
        return k == Tok.IDENT || k >= Tok.KEYWORD0 && Keywords.bareLabel(k);
    }

    /** Is this keyword a label, since an item of a select list ends behind it? */
    final boolean isLabel() {
        return kind >= Tok.KEYWORD0
                && isBareColLabel(kind)
                && switch (peek(1)) {
                    case ',', ';', ')', Tok.EOF, Tok.K_FROM, Tok.K_INTO, Tok.K_WHERE, Tok.K_GROUP, Tok.K_HAVING -> true;
                    case Tok.K_WINDOW, Tok.K_ORDER, Tok.K_LIMIT, Tok.K_OFFSET, Tok.K_FETCH, Tok.K_FOR -> true;
                    case Tok.K_UNION, Tok.K_INTERSECT, Tok.K_EXCEPT, Tok.K_ON, Tok.K_RETURNING -> true;
                    default -> false;
                };
    }

    static boolean startsSelect(int k) {
        return k == Tok.K_SELECT || k == Tok.K_VALUES || k == Tok.K_WITH || k == Tok.K_TABLE;
    }

    static boolean continuesSelect(int k) {
        return switch (k) {
            case Tok.K_UNION,
                    Tok.K_INTERSECT,
                    Tok.K_EXCEPT,
                    Tok.K_ORDER,
                    Tok.K_LIMIT,
                    Tok.K_OFFSET,
                    Tok.K_FETCH,
                    Tok.K_FOR -> true;
            default -> false;
        };
    }

    private String take(boolean ok) {
        if (!ok) {
            throw unexpected();
        }
        String t = text();
        advance();
        return t;
    }

    /** Also PostgreSQL's {@code name}. */
    final String colId() {
        return take(isColId(kind));
    }

    final String typeFunctionName() {
        return take(isTypeFunctionName(kind));
    }

    final String nonReservedWord() {
        return take(isNonReserved(kind));
    }

    final String colLabel() {
        return take(isColLabel(kind));
    }

    final String sconst() {
        return take(kind == Tok.SCONST);
    }

    final int iconst() {
        if (kind != Tok.ICONST) {
            throw unexpected();
        }
        int v = ival();
        advance();
        return v;
    }

    /** SignedIconst. */
    final int signedIconst() {
        if (accept('-')) {
            return -iconst();
        }
        accept('+');
        return iconst();
    }

    final String nonReservedWordOrSconst() {
        return kind == Tok.SCONST ? sconst() : nonReservedWord();
    }

    /** name_list / columnList without parentheses. */
    final List<String> nameList() {
        List<String> r = new ArrayList<>(4);
        do {
            r.add(colId());
        } while (accept(','));
        return r;
    }

    /** {@code '(' name_list ')'} or nothing. */
    final List<String> optColumnList() {
        return kind == '(' ? columnList() : List.of();
    }

    final List<String> columnList() {
        expect('(');
        List<String> r = nameList();
        expect(')');
        return r;
    }

    final boolean ifExists() {
        return accept2(Tok.K_IF, Tok.K_EXISTS);
    }

    final boolean ifNotExists() {
        if (accept2(Tok.K_IF, Tok.K_NOT)) {
            expect(Tok.K_EXISTS);
            return true;
        }
        return false;
    }
}
