package org.hathi.executor.copy;

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

/** The options of a COPY, checked as PostgreSQL checks them. */
final class CopyOptions {
    boolean csv;
    boolean binary;
    boolean freeze;
    boolean header;
    boolean headerMatch;
    byte delimiter = '\t';
    String nullText = "\\N";
    byte quote = '"';
    byte escape = '"';
    /** Null: none; empty: all columns (*). */
    @Nullable List<String> forceQuote;

    @Nullable List<String> forceNotNull;
    @Nullable List<String> forceNull;

    private CopyOptions() {}

    static CopyOptions of(List<DefElem> options, boolean from) {
        CopyOptions o = new CopyOptions();
        Set<String> seen = new HashSet<>();
        String format = "text";
        String delim = null;
        String nul = null;
        String quote = null;
        String escape = null;
        for (DefElem d : options) {
            if (!seen.add(d.defname())) {
                throw new SqlError(SqlState.SYNTAX_ERROR, "conflicting or redundant options");
            }
            switch (d.defname()) {
                case "format" -> format = text(d);
                case "freeze" -> o.freeze = bool(d);
                case "delimiter" -> delim = text(d);
                case "null" -> nul = text(d);
                case "header" -> {
                    if ("match".equalsIgnoreCase(Value.text(d.arg()))) {
                        if (!from) {
                            throw invalid("cannot use \"match\" with HEADER in COPY TO");
                        }
                        o.headerMatch = true;
                        o.header = true;
                    } else {
                        o.header = bool(d);
                    }
                }
                case "quote" -> quote = text(d);
                case "escape" -> escape = text(d);
                case "force_quote" -> o.forceQuote = names(d);
                case "force_not_null" -> o.forceNotNull = names(d);
                case "force_null" -> o.forceNull = names(d);
                case "encoding" -> {
                    String e = text(d).toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
                    if (!e.equals("utf8") && !e.equals("unicode") && !e.equals("sqlascii")) {
                        throw SqlError.unsupported("COPY in encoding " + text(d));
                    }
                }
                default -> throw new SqlError(
                        SqlState.SYNTAX_ERROR, "option \"" + d.defname() + "\" not recognized");
            }
        }
        switch (format) {
            case "text" -> {}
            case "csv" -> o.csv = true;
            case "binary" -> o.binary = true;
            default -> throw invalid("COPY format \"" + format + "\" not recognized");
        }
        o.settle(delim, nul, quote, escape, from);
        return o;
    }

    private void settle(
            @Nullable String delim, @Nullable String nul, @Nullable String q, @Nullable String e, boolean from) {
        if (binary && delim != null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "cannot specify DELIMITER in BINARY mode");
        }
        if (binary && nul != null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "cannot specify NULL in BINARY mode");
        }
        if (binary && header) {
            throw feature("cannot specify HEADER in BINARY mode");
        }
        if (!csv && q != null) {
            throw feature("COPY quote available only in CSV mode");
        }
        if (!csv && e != null) {
            throw feature("COPY escape available only in CSV mode");
        }
        delimiter = one(delim == null ? csv ? "," : "\t" : delim, "COPY delimiter must be a single one-byte character");
        nullText = nul == null ? csv ? "" : "\\N" : nul;
        quote = one(q == null ? "\"" : q, "COPY quote must be a single one-byte character");
        escape = e == null ? quote : one(e, "COPY escape must be a single one-byte character");
        if (delimiter == '\r' || delimiter == '\n') {
            throw invalid("COPY delimiter cannot be newline or carriage return");
        }
        if (nullText.indexOf('\r') >= 0 || nullText.indexOf('\n') >= 0) {
            throw invalid("COPY null representation cannot use newline or carriage return");
        }
        if (!csv && "\\.abcdefghijklmnopqrstuvwxyz0123456789".indexOf(delimiter) >= 0) {
            throw invalid("COPY delimiter cannot be \"" + (char) delimiter + "\"");
        }
        if (csv && delimiter == quote) {
            throw invalid("COPY delimiter and quote must be different");
        }
        if (forceQuote != null && (!csv || from)) {
            throw feature(csv ? "COPY force quote only available using COPY TO" : "COPY force quote available only in CSV mode");
        }
        if ((forceNotNull != null || forceNull != null) && (!csv || !from)) {
            String what = forceNotNull != null ? "COPY force not null" : "COPY force null";
            throw feature(what + (csv ? " only available using COPY FROM" : " available only in CSV mode"));
        }
        if (nullText.indexOf(delimiter) >= 0) {
            throw feature("COPY delimiter must not appear in the NULL specification");
        }
        if (csv && nullText.indexOf(quote) >= 0) {
            throw feature("CSV quote character must not appear in the NULL specification");
        }
    }

    private static byte one(String s, String message) {
        if (s.length() != 1 || s.charAt(0) > 127) {
            throw feature(message);
        }
        return (byte) s.charAt(0);
    }

    private static SqlError invalid(String m) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, m);
    }

    private static SqlError feature(String m) {
        return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, m);
    }

    private static String text(DefElem d) {
        String s = Value.text(d.arg());
        if (s == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires a parameter");
        }
        return s;
    }

    private static boolean bool(DefElem d) {
        if (d.arg() == null) {
            return true;
        }
        return switch (text(d).toLowerCase(Locale.ROOT)) {
            case "true", "on", "1" -> true;
            case "false", "off", "0" -> false;
            default -> throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires a Boolean value");
        };
    }

    private static List<String> names(DefElem d) {
        List<String> out = new ArrayList<>();
        if (d.arg() instanceof Value.Items l) {
            for (Node n : l.items()) {
                String s = Value.text(n);
                if (s != null) {
                    out.add(s);
                }
            }
        } else if (!(d.arg() instanceof Value.Star)) {
            throw invalid("argument to option \"" + d.defname() + "\" must be a list of column names");
        }
        return out;
    }

    /** Is the column named in the list (or is it *)? */
    static boolean has(@Nullable List<String> list, String name) {
        return list != null && (list.isEmpty() || list.contains(name));
    }
}
