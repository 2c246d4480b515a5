package org.hathi.types;

/** SQL names of types, as format_type() shows them. */
public final class FormatType {
    private FormatType() {}

    /**
     * The name of a type; {@code typmod} -1 when none. Types without a special SQL name are not schema-qualified: a
     * catalog overrides {@link TypeCatalog#formatType} for that and falls back to {@link #special}.
     */
    public static String format(TypeCatalog types, int oid, int typmod) {
        if (oid == 0) {
            return "-";
        }
        TypeInfo t = types.typeIfAny(oid);
        if (t == null) {
            return "???";
        }
        if (t.isArray() && t.storage() != 'p') {
            return types.formatType(t.elem(), typmod) + "[]";
        }
        String s = special(oid, typmod);
        return s != null ? s : Quote.ident(t.name(), false) + modifier(oid, typmod);
    }

    /** The name of a type that SQL spells specially, modifier included; null for all others (arrays too). */
    public static @org.jspecify.annotations.Nullable String special(int oid, int typmod) {
        boolean mod = typmod >= 0;
        return switch (oid) {
            case Oids.BIT -> mod ? "bit(" + typmod + ")" : "bit";
            case Oids.BOOL -> "boolean";
            case Oids.BPCHAR -> "character" + modifier(oid, typmod);
            case Oids.FLOAT4 -> "real";
            case Oids.FLOAT8 -> "double precision";
            case Oids.INT2 -> "smallint";
            case Oids.INT4 -> "integer";
            case Oids.INT8 -> "bigint";
            case Oids.NUMERIC -> "numeric" + modifier(oid, typmod);
            case Oids.INTERVAL -> "interval" + modifier(oid, typmod);
            case Oids.TIME -> "time" + precision(typmod) + " without time zone";
            case Oids.TIMETZ -> "time" + precision(typmod) + " with time zone";
            case Oids.TIMESTAMP -> "timestamp" + precision(typmod) + " without time zone";
            case Oids.TIMESTAMPTZ -> "timestamp" + precision(typmod) + " with time zone";
            case Oids.VARBIT -> mod ? "bit varying(" + typmod + ")" : "bit varying";
            case Oids.VARCHAR -> "character varying" + modifier(oid, typmod);
            case Oids.CHAR -> "\"char\"";
            default -> null;
        };
    }

    private static String precision(int typmod) {
        return typmod >= 0 ? "(" + typmod + ")" : "";
    }

    /** The modifier in parentheses as the type's typmodout writes it; empty when there is none. */
    public static String modifier(int oid, int typmod) {
        if (typmod < 0) {
            return "";
        }
        return switch (oid) {
            case Oids.NUMERIC ->
                typmod < 4
                        ? ""
                        : "(" + ((typmod - 4) >> 16 & 0xFFFF) + "," + (((typmod - 4) & 0x7FF ^ 1024) - 1024) + ")";
            case Oids.BPCHAR, Oids.VARCHAR -> typmod < 4 ? "" : "(" + (typmod - 4) + ")";
            case Oids.INTERVAL -> interval(typmod);
            case Oids.TIME, Oids.TIMESTAMP -> "(" + typmod + ") without time zone";
            case Oids.TIMETZ, Oids.TIMESTAMPTZ -> "(" + typmod + ") with time zone";
            default -> "(" + typmod + ")";
        };
    }

    private static String interval(int typmod) {
        int range = typmod >> 16 & 0x7FFF;
        int precision = typmod & 0xFFFF;
        String fields =
                switch (range) {
                    case 1 << 2 -> " year";
                    case 1 << 1 -> " month";
                    case 1 << 3 -> " day";
                    case 1 << 10 -> " hour";
                    case 1 << 11 -> " minute";
                    case 1 << 12 -> " second";
                    case 1 << 2 | 1 << 1 -> " year to month";
                    case 1 << 3 | 1 << 10 -> " day to hour";
                    case 1 << 3 | 1 << 10 | 1 << 11 -> " day to minute";
                    case 1 << 3 | 1 << 10 | 1 << 11 | 1 << 12 -> " day to second";
                    case 1 << 10 | 1 << 11 -> " hour to minute";
                    case 1 << 10 | 1 << 11 | 1 << 12 -> " hour to second";
                    case 1 << 11 | 1 << 12 -> " minute to second";
                    case 0x7FFF -> "";
                    default ->
                        throw org.hathi.base.SqlError.internal(
                                "invalid INTERVAL typmod: 0x" + Integer.toHexString(typmod));
                };
        return fields + (precision != 0xFFFF ? "(" + precision + ")" : "");
    }
}
