package org.hathi.catalog;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * Reads a type name where nobody gave a parser: SQL's multi-word names, schema qualification, quotes, a modifier in
 * parentheses (dropped) and {@code []}.
 */
final class TypeNameReader {
    private TypeNameReader() {}

    static TypeNames.Name read(String text) {
        TypeNames.Name n = parts(text);
        if (n == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "invalid type name \"" + text + "\"");
        }
        return n;
    }

    private static TypeNames.@Nullable Name parts(String text) {
        String s = text.strip();
        boolean array = false;
        while (s.endsWith("]")) {
            int open = s.lastIndexOf('[');
            if (open < 0) {
                return null;
            }
            s = s.substring(0, open).strip();
            array = true;
        }
        int paren = s.indexOf('(');
        if (paren >= 0 && s.indexOf('"') < 0) {
            int close = s.indexOf(')', paren);
            if (close < 0) {
                return null;
            }
            s = (s.substring(0, paren) + s.substring(close + 1)).strip();
        }
        String known = sqlName(s);
        if (known != null) {
            return new TypeNames.Name(List.of("pg_catalog", known), array);
        }
        List<String> parts = RegNameReader.splitQualified(s);
        return parts == null ? null : new TypeNames.Name(parts, array);
    }

    /** pg_type.typname of the names that the SQL grammar knows; null for all others. */
    private static @Nullable String sqlName(String s) {
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            boolean space = c == ' ' || c == '\t' || c == '\n';
            if (!space) {
                b.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
            } else if (b.charAt(b.length() - 1) != ' ') {
                b.append(' ');
            }
        }
        return switch (b.toString()) {
            case "int", "integer" -> "int4";
            case "smallint" -> "int2";
            case "bigint" -> "int8";
            case "real" -> "float4";
            case "float", "double precision" -> "float8";
            case "decimal", "dec", "numeric" -> "numeric";
            case "boolean" -> "bool";
            case "char", "character" -> "bpchar";
            case "character varying", "char varying", "varchar" -> "varchar";
            case "bit" -> "bit";
            case "bit varying" -> "varbit";
            case "timestamp without time zone" -> "timestamp";
            case "timestamp with time zone" -> "timestamptz";
            case "time without time zone" -> "time";
            case "time with time zone" -> "timetz";
            default -> null;
        };
    }
}
