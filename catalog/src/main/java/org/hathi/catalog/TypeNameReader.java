package org.hathi.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a type name as regtype input knows it: SQL's multi-word names, schema qualification, quotes, a modifier in
 * parentheses (checked by nobody here: regtype ignores it) and {@code []}.
 */
final class TypeNameReader {
    private TypeNameReader() {}

    /** A name as pg_type has it. */
    record Result(@Nullable String schema, String name, boolean array) {}

    static @Nullable Result read(String text) {
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
            return new Result("pg_catalog", known, array);
        }
        List<String> parts = RegNameReader.splitQualified(s);
        if (parts == null || parts.isEmpty() || parts.size() > 2) {
            return null;
        }
        String name = parts.get(parts.size() - 1);
        if (name.endsWith("\0")) {
            return null;
        }
        return new Result(parts.size() == 2 ? parts.get(0) : null, name, array);
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
