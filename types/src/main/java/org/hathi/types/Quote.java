package org.hathi.types;

import java.util.Arrays;

/** Quoting of identifiers and literals. */
public final class Quote {
    private Quote() {}

    /** Keywords of PostgreSQL 15 that need quotes as identifiers (all but the unreserved), sorted. */
    private static final class Words {
        static final String[] QUOTED =
                ("all analyse analyze and any array as asc asymmetric authorization between bigint"
                                + " binary bit boolean both case cast char character check coalesce collate collation column concurrently"
                                + " constraint create cross current_catalog current_date current_role current_schema current_time"
                                + " current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists"
                                + " extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in"
                                + " initially inner inout int integer intersect interval into is isnull join lateral leading least left like"
                                + " limit localtime localtimestamp national natural nchar none normalize not notnull null nullif numeric"
                                + " offset on only or order out outer overlaps overlay placing position precision primary real references"
                                + " returning right row select session_user setof similar smallint some substring symmetric table"
                                + " tablesample then time timestamp to trailing treat trim true union unique user using values varchar"
                                + " variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest"
                                + " xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable")
                        .split(" ");
    }

    /** quote_identifier: quotes unless it is a plain lower-case word that is no keyword. */
    public static String ident(String s, boolean always) {
        boolean safe = !always && !s.isEmpty() && (s.charAt(0) >= 'a' && s.charAt(0) <= 'z' || s.charAt(0) == '_');
        for (int i = 0; safe && i < s.length(); i++) {
            char c = s.charAt(i);
            safe = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
        }
        if (safe && Arrays.binarySearch(Words.QUOTED, s) < 0) {
            return s;
        }
        return '"' + s.replace("\"", "\"\"") + '"';
    }

    /** quote_literal: doubles quotes; with backslashes, an escape string. */
    public static String literal(String s) {
        String q = s.replace("'", "''");
        return s.indexOf('\\') >= 0 ? "E'" + q.replace("\\", "\\\\") + "'" : "'" + q + "'";
    }
}
