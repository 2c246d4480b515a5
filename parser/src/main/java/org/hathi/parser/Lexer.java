package org.hathi.parser;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 15's lexical structure over a char[] (PostgreSQL manual, 4.1).
 *
 * <p>{@link #next} finds one token and leaves it in the fields {@code kind}, {@code start}, {@code end}, {@code text}
 * and {@code ival}; no object is made for a token, except the text of identifiers and literals.
 */
final class Lexer {
    private static final int NAMEDATALEN = 64;
    private static final String OP_CHARS = "~!@#^&|`?+-*/%<>=";
    private static final String SELF_CHARS = ",()[].;:+-*/%^<>=";

    final String sql;
    final char[] s;
    private final int n;
    private final boolean standardStrings;
    private final @Nullable List<Report> notices;
    private int pos;

    /** The token found last. */
    int kind;

    int start;
    int end;
    int ival;

    @Nullable
    String text;

    Lexer(String sql, boolean standardStrings, @Nullable List<Report> notices) {
        this.sql = sql;
        this.s = sql.toCharArray();
        this.n = s.length;
        this.standardStrings = standardStrings;
        this.notices = notices;
    }

    private char at(int i) {
        return i < n ? s[i] : 0;
    }

    static boolean isIdentStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }

    private static boolean isIdentCont(char c) {
        return isIdentStart(c) || c >= '0' && c <= '9' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }

    /** An error of the scanner or grammar at a token, worded as PostgreSQL's yyerror. */
    SqlError error(String message, int from, int to) {
        if (from >= n) {
            return new SqlError(SqlState.SYNTAX_ERROR, message + " at end of input").position(position(n));
        }
        String near = sql.substring(from, Math.min(Math.max(to, from), n));
        return new SqlError(SqlState.SYNTAX_ERROR, message + " at or near \"" + near + "\"").position(position(from));
    }

    /** 1-based position in characters for an offset in chars. */
    int position(int offset) {
        return Character.codePointCount(s, 0, Math.min(offset, n)) + 1;
    }

    void next() {
        skipSpace();
        start = pos;
        text = null;
        if (pos >= n) {
            kind = Tok.EOF;
            end = n;
            return;
        }
        char c = s[pos];
        if (isIdentStart(c)) {
            word(c);
        } else if (isDigit(c) || c == '.' && isDigit(at(pos + 1))) {
            number();
        } else {
            switch (c) {
                case '\'' -> {
                    pos++;
                    kind = Tok.SCONST;
                    text = standardStrings ? plainString() : escapeString();
                }
                case '"' -> {
                    kind = Tok.IDENT;
                    String id = quotedIdent(pos + 1);
                    checkNotEmpty(id);
                    text = truncate(id);
                }
                case '$' -> dollar();
                case ':' -> {
                    char d = at(pos + 1);
                    kind = d == ':' ? Tok.TYPECAST : d == '=' ? Tok.COLON_EQUALS : ':';
                    pos += kind == ':' ? 1 : 2;
                }
                case '.' -> {
                    kind = at(pos + 1) == '.' ? Tok.DOT_DOT : '.';
                    pos += kind == '.' ? 1 : 2;
                }
                case ',', '(', ')', '[', ']', ';' -> {
                    kind = c;
                    pos++;
                }
                default -> {
                    if (OP_CHARS.indexOf(c) >= 0) {
                        operator();
                    } else {
                        kind = c;
                        pos++;
                    }
                }
            }
        }
        end = pos;
    }

    private void skipSpace() {
        while (pos < n) {
            char c = s[pos];
            if (isSpace(c)) {
                pos++;
            } else if (c == '-' && at(pos + 1) == '-') {
                skipLineComment();
            } else if (c == '/' && at(pos + 1) == '*') {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipLineComment() {
        while (pos < n && s[pos] != '\n' && s[pos] != '\r') {
            pos++;
        }
    }

    private void skipBlockComment() {
        int from = pos;
        int depth = 1;
        pos += 2;
        while (depth > 0) {
            if (pos >= n) {
                throw error("unterminated /* comment", from, n);
            }
            char c = s[pos++];
            if (c == '*' && at(pos) == '/') {
                depth--;
                pos++;
            } else if (c == '/' && at(pos) == '*') {
                depth++;
                pos++;
            }
        }
    }

    private void word(char c) {
        char d = at(pos + 1);
        if (d == '\'') {
            switch (c) {
                case 'e', 'E' -> {
                    pos += 2;
                    kind = Tok.SCONST;
                    text = escapeString();
                    return;
                }
                case 'b', 'B' -> {
                    bitString('b', Tok.BCONST, "unterminated bit string literal");
                    return;
                }
                case 'x', 'X' -> {
                    bitString('x', Tok.XCONST, "unterminated hexadecimal string literal");
                    return;
                }
                case 'n', 'N' -> {
                    pos++;
                    kind = Tok.K_NCHAR;
                    return;
                }
                default -> {}
            }
        } else if ((c == 'u' || c == 'U') && d == '&' && (at(pos + 2) == '\'' || at(pos + 2) == '"')) {
            unicodeToken();
            return;
        }
        int from = pos;
        int h = 0;
        boolean fold = false;
        boolean ascii = true;
        int i = from;
        for (; i < n; i++) {
            char k = s[i];
            if (k >= 'A' && k <= 'Z') {
                fold = true;
                k += 'a' - 'A';
            } else if (k >= 0x80) {
                ascii = false;
            } else if (!isIdentCont(k)) {
                break;
            }
            h = h * 31 + k;
        }
        pos = i;
        kind = Keywords.lookup(s, from, i, h);
        if (kind < 0) {
            kind = Tok.IDENT;
            String id = fold ? fold(from, i) : new String(s, from, i - from);
            text = ascii && i - from < NAMEDATALEN ? id : truncate(id);
        }
    }

    private String fold(int from, int to) {
        char[] r = new char[to - from];
        for (int i = from; i < to; i++) {
            char c = s[i];
            r[i - from] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return new String(r);
    }

    /** Cuts a name to 63 bytes of UTF-8, at a character's boundary, with PostgreSQL's notice. */
    String truncate(String id) {
        if (id.length() * 3 < NAMEDATALEN) {
            return id;
        }
        int bytes = 0;
        int i = 0;
        while (i < id.length()) {
            int cp = id.codePointAt(i);
            bytes += cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
            if (bytes >= NAMEDATALEN) {
                String cut = id.substring(0, i);
                if (notices != null) {
                    notices.add(new Report(
                            Severity.NOTICE,
                            SqlState.NAME_TOO_LONG,
                            "identifier \"" + id + "\" will be truncated to \"" + cut + "\""));
                }
                return cut;
            }
            i += Character.charCount(cp);
        }
        return id;
    }

    private void number() {
        int i = pos;
        boolean real = false;
        while (isDigit(at(i))) {
            i++;
        }
        if (at(i) == '.' && at(i + 1) != '.') {
            real = true;
            i++;
            while (isDigit(at(i))) {
                i++;
            }
        }
        char e = at(i);
        if (e == 'e' || e == 'E') {
            char sign = at(i + 1);
            int k = i + 1 + (sign == '+' || sign == '-' ? 1 : 0);
            if (isDigit(at(k))) {
                real = true;
                i = k;
                while (isDigit(at(i))) {
                    i++;
                }
            } else if (k > i + 1) {
                throw error("trailing junk after numeric literal", start, k);
            }
        }
        if (i < n && isIdentStart(s[i])) {
            throw error("trailing junk after numeric literal", start, wordEnd(i));
        }
        pos = i;
        kind = Tok.FCONST;
        if (!real) {
            long v = 0;
            for (int k = start; k < i && v <= Integer.MAX_VALUE; k++) {
                v = v * 10 + (s[k] - '0');
            }
            if (v <= Integer.MAX_VALUE) {
                kind = Tok.ICONST;
                ival = (int) v;
                return;
            }
        }
        text = new String(s, start, i - start);
    }

    private int wordEnd(int i) {
        while (i < n && isIdentCont(s[i])) {
            i++;
        }
        return i;
    }

    private void operator() {
        int i = pos;
        while (i < n && OP_CHARS.indexOf(s[i]) >= 0) {
            if (i > pos && (s[i] == '-' && at(i + 1) == '-' || s[i] == '/' && at(i + 1) == '*')) {
                break;
            }
            i++;
        }
        int len = i - pos;
        // A multi-character operator may end in + or - only if it holds one of these characters.
        if (len > 1 && (s[i - 1] == '+' || s[i - 1] == '-')) {
            boolean special = false;
            for (int k = pos; k < i - 1 && !special; k++) {
                special = "~!@#^&|`?%".indexOf(s[k]) >= 0;
            }
            while (!special && len > 1 && (s[pos + len - 1] == '+' || s[pos + len - 1] == '-')) {
                len--;
            }
        }
        char c = s[pos];
        char d = at(pos + 1);
        pos += len;
        if (len == 1 && SELF_CHARS.indexOf(c) >= 0) {
            kind = c;
            return;
        }
        if (len == 2) {
            int k = c == '=' && d == '>'
                    ? Tok.EQUALS_GREATER
                    : c == '>' && d == '='
                            ? Tok.GREATER_EQUALS
                            : c == '<' && d == '='
                                    ? Tok.LESS_EQUALS
                                    : c == '<' && d == '>' || c == '!' && d == '=' ? Tok.NOT_EQUALS : 0;
            if (k != 0) {
                kind = k;
                return;
            }
        }
        if (len >= NAMEDATALEN) {
            throw error("operator too long", start, pos);
        }
        kind = Tok.OP;
        text = new String(s, start, len);
    }

    private void dollar() {
        int i = pos + 1;
        if (isDigit(at(i))) {
            long v = 0;
            while (isDigit(at(i))) {
                v = Math.min(v * 10 + (s[i] - '0'), Integer.MAX_VALUE);
                i++;
            }
            if (i < n && isIdentStart(s[i])) {
                throw error("trailing junk after parameter", start, wordEnd(i));
            }
            pos = i;
            kind = Tok.PARAM;
            ival = (int) v;
            return;
        }
        if (i < n && isIdentStart(s[i])) {
            while (i < n && (isIdentStart(s[i]) || isDigit(s[i]))) {
                i++;
            }
        }
        if (at(i) != '$') {
            kind = '$';
            pos++;
            return;
        }
        String tag = new String(s, pos, i + 1 - pos);
        int close = sql.indexOf(tag, i + 1);
        if (close < 0) {
            throw error("unterminated dollar-quoted string", start, n);
        }
        kind = Tok.SCONST;
        text = sql.substring(i + 1, close);
        pos = close + tag.length();
    }

    private void checkNotEmpty(String id) {
        if (id.isEmpty()) {
            throw error("zero-length delimited identifier", start, pos);
        }
    }

    private String quotedIdent(int from) {
        int i = from;
        boolean doubled = false;
        while (true) {
            if (i >= n) {
                throw error("unterminated quoted identifier", start, n);
            }
            if (s[i] == '"') {
                if (at(i + 1) != '"') {
                    break;
                }
                doubled = true;
                i++;
            }
            i++;
        }
        pos = i + 1;
        String id = new String(s, from, i - from);
        return doubled ? id.replace("\"\"", "\"") : id;
    }

    private void bitString(char prefix, int tok, String unterminated) {
        StringBuilder sb = new StringBuilder().append(prefix);
        pos += 2;
        do {
            int i = pos;
            while (i < n && s[i] != '\'') {
                i++;
            }
            if (i >= n) {
                throw error(unterminated, start, n);
            }
            sb.append(s, pos, i - pos);
            pos = i + 1;
        } while (continued());
        kind = tok;
        text = sb.toString();
    }

    /** Behind a closing quote: whether the literal goes on after white space with a newline; then pos is inside it. */
    private boolean continued() {
        int i = pos;
        boolean newline = false;
        while (i < n) {
            char c = s[i];
            if (c == '\n' || c == '\r') {
                newline = true;
                i++;
            } else if (isSpace(c)) {
                i++;
            } else if (c == '-' && at(i + 1) == '-') {
                while (i < n && s[i] != '\n' && s[i] != '\r') {
                    i++;
                }
            } else {
                break;
            }
        }
        if (newline && at(i) == '\'') {
            pos = i + 1;
            return true;
        }
        return false;
    }

    /** A string without escapes; pos is behind the opening quote. */
    private String plainString() {
        String first = null;
        StringBuilder sb = null;
        do {
            int i = pos;
            boolean doubled = false;
            while (true) {
                if (i >= n) {
                    throw error("unterminated quoted string", start, n);
                }
                if (s[i] == '\'') {
                    if (at(i + 1) != '\'') {
                        break;
                    }
                    doubled = true;
                    i++;
                }
                i++;
            }
            String part = new String(s, pos, i - pos);
            if (doubled) {
                part = part.replace("''", "'");
            }
            if (first == null) {
                first = part;
            } else {
                sb = (sb == null ? new StringBuilder(first) : sb).append(part);
            }
            pos = i + 1;
        } while (continued());
        return sb == null ? first : sb.toString();
    }

    private String escapeString() {
        EscapeDecoder d = new EscapeDecoder(this);
        do {
            pos = d.decode(pos);
        } while (continued());
        return d.finish();
    }

    /** {@code U&'…'} or {@code U&"…"}, with a following UESCAPE clause, which belongs to the token. */
    private void unicodeToken() {
        boolean ident = s[pos + 2] == '"';
        String raw;
        if (ident) {
            raw = quotedIdent(pos + 3);
            checkNotEmpty(raw);
        } else {
            if (!standardStrings) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "unsafe use of string constant with Unicode escapes")
                        .detail("String constants with Unicode escapes cannot be used when"
                                + " standard_conforming_strings is off.")
                        .position(position(start));
            }
            pos += 3;
            raw = plainString();
        }
        int tokenStart = start;
        int tokenEnd = pos;
        char escape = '\\';
        next();
        if (kind == Tok.K_UESCAPE) {
            next();
            if (kind != Tok.SCONST) {
                throw error("UESCAPE must be followed by a simple string literal", start, end);
            }
            String e = text == null ? "" : text;
            if (e.length() != 1 || !EscapeDecoder.validUescape(e.charAt(0))) {
                throw error("invalid Unicode escape character", start, end);
            }
            escape = e.charAt(0);
        } else {
            pos = tokenEnd;
        }
        start = tokenStart;
        String value = new EscapeDecoder(this).decodeUnicode(raw, escape, tokenStart + 3);
        kind = ident ? Tok.IDENT : Tok.SCONST;
        text = ident ? truncate(value) : value;
    }

    /** Decodes bytes that came from octal and hexadecimal escapes together with the rest. */
    static String utf8(byte[] b, int len) {
        return new String(b, 0, len, StandardCharsets.UTF_8);
    }
}
