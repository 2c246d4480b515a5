package org.hathi.catalog;

import org.hathi.catalog.table.PgType;
import org.hathi.types.TypeInfo;

/** Builds {@link TypeRow}s; the I/O functions are named by their pg_proc.prosrc. */
final class TypeDecoder {
    private TypeDecoder() {}

    static TypeRow decode(Catalog catalog, CatalogRow r) {
        int in = r.intAt(PgType.TYPINPUT);
        int out = r.intAt(PgType.TYPOUTPUT);
        int recv = r.intAt(PgType.TYPRECEIVE);
        int send = r.intAt(PgType.TYPSEND);
        int modIn = r.intAt(PgType.TYPMODIN);
        int modOut = r.intAt(PgType.TYPMODOUT);
        int subscript = r.intAt(PgType.TYPSUBSCRIPT);
        TypeInfo info = new TypeInfo(
                r.intAt(PgType.OID),
                r.nameAt(PgType.TYPNAME),
                r.intAt(PgType.TYPNAMESPACE),
                r.intAt(PgType.TYPLEN),
                r.boolAt(PgType.TYPBYVAL),
                r.charAt(PgType.TYPALIGN),
                r.charAt(PgType.TYPSTORAGE),
                r.charAt(PgType.TYPTYPE),
                r.charAt(PgType.TYPCATEGORY),
                r.boolAt(PgType.TYPISPREFERRED),
                r.charAt(PgType.TYPDELIM),
                r.intAt(PgType.TYPRELID),
                r.intAt(PgType.TYPELEM),
                r.intAt(PgType.TYPARRAY),
                r.intAt(PgType.TYPBASETYPE),
                r.intAt(PgType.TYPTYPMOD),
                source(catalog, in),
                source(catalog, out),
                source(catalog, recv),
                source(catalog, send),
                source(catalog, modIn),
                source(catalog, modOut),
                source(catalog, subscript),
                r.intAt(PgType.TYPNDIMS),
                r.boolAt(PgType.TYPNOTNULL),
                r.intAt(PgType.TYPCOLLATION));
        return new TypeRow(
                info,
                r.intAt(PgType.TYPOWNER),
                r.boolAt(PgType.TYPISDEFINED),
                in,
                out,
                recv,
                send,
                modIn,
                modOut,
                r.intAt(PgType.TYPANALYZE),
                subscript,
                r.textOrNull(PgType.TYPDEFAULTBIN),
                r.textOrNull(PgType.TYPDEFAULT),
                r.aclOrNull(PgType.TYPACL));
    }

    private static String source(Catalog catalog, int function) {
        if (function == 0) {
            return "";
        }
        return switch (function) {
            // the array and record functions, shared by half of all types
            case 750 -> "array_in";
            case 751 -> "array_out";
            case 2400 -> "array_recv";
            case 2401 -> "array_send";
            case 6179 -> "array_subscript_handler";
            case 2290 -> "record_in";
            case 2291 -> "record_out";
            case 2402 -> "record_recv";
            case 2403 -> "record_send";
            default -> catalog.proc(function).source();
        };
    }
}
