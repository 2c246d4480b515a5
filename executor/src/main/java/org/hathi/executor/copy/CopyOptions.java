package org.hathi.executor.copy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** The options of one COPY, checked as PostgreSQL checks them. */
final class CopyOptions {
    /** How rows are written. */
    enum Format {
        TEXT,
        CSV,
        BINARY
    }

    /** The header line: none, there is one, there is one that must name the columns. */
    enum Header {
        NONE,
        TRUE,
        MATCH
    }

    private static final String NOT_A_DELIMITER = "\\.abcdefghijklmnopqrstuvwxyz0123456789";

    final boolean from;
    Format format = Format.TEXT;
    boolean freeze;
    byte delimiter;
    byte[] nullText = new byte[0];
    Header header = Header.NONE;
    byte quote;
    byte escape;
    boolean forceQuoteAll;

    @Nullable
    List<String> forceQuote;

    @Nullable
    List<String> forceNotNull;

    @Nullable
    List<String> forceNull;
    /** What file or client use; null: UTF-8, as the server does. */
    @Nullable
    Charset encoding;

    private @Nullable String delimiterText;
    private @Nullable String nullString;
    private @Nullable String quoteText;
    private @Nullable String escapeText;

    /** Reads the options; {@code clientEncoding} counts unless ENCODING is given. */
    CopyOptions(List<DefElem> options, boolean from, String clientEncoding) {
        this.from = from;
        Charset client = CopyEncoding.find(clientEncoding);
        this.encoding = client == StandardCharsets.UTF_8 ? null : client;
        Set<String> seen = new HashSet<>();
        for (DefElem o : options) {
            if (known(o.defname()) && !seen.add(o.defname())) {
                throw new SqlError(SqlState.SYNTAX_ERROR, "conflicting or redundant options")
                        .position(o.location() + 1);
            }
            option(o);
        }
        check();
    }

    private static boolean known(String name) {
        return switch (name) {
            case "format",
                    "freeze",
                    "delimiter",
                    "null",
                    "header",
                    "quote",
                    "escape",
                    "force_quote",
                    "force_not_null",
                    "force_null",
                    "encoding" -> true;
            default -> false;
        };
    }

    private void option(DefElem o) {
        switch (o.defname()) {
            case "format" -> format = format(o);
            case "freeze" -> freeze = bool(o);
            case "delimiter" -> delimiterText = text(o);
            case "null" -> nullString = text(o);
            case "header" -> header = header(o);
            case "quote" -> quoteText = text(o);
            case "escape" -> escapeText = text(o);
            case "force_quote" -> {
                if (o.arg() instanceof Value.Star) {
                    forceQuoteAll = true;
                } else {
                    forceQuote = columns(o);
                }
            }
            case "force_not_null" -> forceNotNull = columns(o);
            case "force_null" -> forceNull = columns(o);
            case "encoding" -> {
                Charset c = CopyEncoding.find(text(o));
                if (c == null) {
                    throw new SqlError(
                                    SqlState.INVALID_PARAMETER_VALUE,
                                    "argument to option \"encoding\" must be a valid encoding name")
                            .position(o.location() + 1);
                }
                encoding = c == StandardCharsets.UTF_8 ? null : c;
            }
            default ->
                throw new SqlError(SqlState.SYNTAX_ERROR, "option \"" + o.defname() + "\" not recognized")
                        .position(o.location() + 1);
        }
    }

    private static String text(DefElem o) {
        String s = Value.text(o.arg());
        if (s == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, o.defname() + " requires a parameter");
        }
        return s;
    }

    private static Format format(DefElem o) {
        String f = text(o);
        return switch (f) {
            case "text" -> Format.TEXT;
            case "csv" -> Format.CSV;
            case "binary" -> Format.BINARY;
            default ->
                throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "COPY format \"" + f + "\" not recognized")
                        .position(o.location() + 1);
        };
    }

    private static @Nullable Boolean boolOrNull(@Nullable Node arg) {
        return switch (arg) {
            case null -> Boolean.TRUE;
            case Value.Bool b -> b.boolval();
            case Value.Int i -> i.ival() == 1 ? Boolean.TRUE : i.ival() == 0 ? Boolean.FALSE : null;
            case Value.Str s ->
                switch (s.sval().toLowerCase(Locale.ROOT)) {
                    case "true", "on" -> Boolean.TRUE;
                    case "false", "off" -> Boolean.FALSE;
                    default -> null;
                };
            default -> null;
        };
    }

    private static boolean bool(DefElem o) {
        Boolean b = boolOrNull(o.arg());
        if (b == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, o.defname() + " requires a Boolean value");
        }
        return b;
    }

    private Header header(DefElem o) {
        Boolean b = boolOrNull(o.arg());
        if (b != null) {
            return b ? Header.TRUE : Header.NONE;
        }
        if (o.arg() instanceof Value.Str s && s.sval().equalsIgnoreCase("match")) {
            if (!from) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot use \"match\" with HEADER in COPY TO");
            }
            return Header.MATCH;
        }
        throw new SqlError(SqlState.SYNTAX_ERROR, o.defname() + " requires a Boolean value or \"match\"");
    }

    private static List<String> columns(DefElem o) {
        if (!(o.arg() instanceof Value.Items l)) {
            throw new SqlError(
                            SqlState.INVALID_PARAMETER_VALUE,
                            "argument to option \"" + o.defname() + "\" must be a list of column names")
                    .position(o.location() + 1);
        }
        List<String> out = new ArrayList<>();
        for (Node n : l.items()) {
            out.add(String.valueOf(Value.text(n)));
        }
        return out;
    }

    private static SqlError unsupported(String message) {
        return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, message);
    }

    private static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    private void check() {
        boolean csv = format == Format.CSV;
        if (format == Format.BINARY && delimiterText != null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "cannot specify DELIMITER in BINARY mode");
        }
        if (format == Format.BINARY && nullString != null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "cannot specify NULL in BINARY mode");
        }
        byte[] delim = bytes(delimiterText, csv ? "," : "\t");
        nullText = bytes(nullString, csv ? "" : "\\N");
        byte[] q = bytes(quoteText, "\"");
        byte[] esc = escapeText == null ? q : bytes(escapeText, "");
        if (delim.length != 1) {
            throw unsupported("COPY delimiter must be a single one-byte character");
        }
        delimiter = delim[0];
        if (delimiter == '\r' || delimiter == '\n') {
            throw invalid("COPY delimiter cannot be newline or carriage return");
        }
        if (has(nullText, '\r') || has(nullText, '\n')) {
            throw invalid("COPY null representation cannot use newline or carriage return");
        }
        if (!csv && NOT_A_DELIMITER.indexOf(delimiter) >= 0) {
            throw invalid("COPY delimiter cannot be \"" + (char) delimiter + "\"");
        }
        if (format == Format.BINARY && header != Header.NONE) {
            throw unsupported("cannot specify HEADER in BINARY mode");
        }
        checkCsv(csv, q, esc);
        if (has(nullText, delimiter)) {
            throw unsupported("COPY delimiter must not appear in the NULL specification");
        }
        if (csv && has(nullText, quote)) {
            throw unsupported("CSV quote character must not appear in the NULL specification");
        }
    }

    private void checkCsv(boolean csv, byte[] q, byte[] esc) {
        if (!csv && quoteText != null) {
            throw unsupported("COPY quote available only in CSV mode");
        }
        if (csv && q.length != 1) {
            throw unsupported("COPY quote must be a single one-byte character");
        }
        if (csv && delimiter == q[0]) {
            throw invalid("COPY delimiter and quote must be different");
        }
        if (!csv && escapeText != null) {
            throw unsupported("COPY escape available only in CSV mode");
        }
        if (csv && esc.length != 1) {
            throw unsupported("COPY escape must be a single one-byte character");
        }
        quote = q.length == 1 ? q[0] : 0;
        escape = esc.length == 1 ? esc[0] : 0;
        only(csv, forceQuoteAll || forceQuote != null, "quote", !from, "TO");
        only(csv, forceNotNull != null, "not null", from, "FROM");
        only(csv, forceNull != null, "null", from, "FROM");
    }

    private static void only(boolean csv, boolean given, String what, boolean direction, String word) {
        if (given && !csv) {
            throw unsupported("COPY force " + what + " available only in CSV mode");
        }
        if (given && !direction) {
            throw unsupported("COPY force " + what + " only available using COPY " + word);
        }
    }

    private static byte[] bytes(@Nullable String s, String otherwise) {
        return (s == null ? otherwise : s).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean has(byte[] b, int c) {
        for (byte x : b) {
            if (x == c) {
                return true;
            }
        }
        return false;
    }
}
