package org.hathi.planner.analyze;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** The typmod input functions of the built-in types. */
public final class TypeModifiers {
    private static final int MAX_CHAR = 10485760;

    private TypeModifiers() {}

    /** The packed modifier; {@code function} is pg_proc.proname of the typmodin function. */
    public static int in(String function, int[] m) {
        return switch (function) {
            case "bpchartypmodin" -> charLength("char", m);
            case "varchartypmodin" -> charLength("varchar", m);
            case "bittypmodin" -> bitLength("bit", m);
            case "varbittypmodin" -> bitLength("varbit", m);
            case "numerictypmodin" -> numeric(m);
            case "timetypmodin" -> precision("TIME", "", m);
            case "timetztypmodin" -> precision("TIME", " WITH TIME ZONE", m);
            case "timestamptypmodin" -> precision("TIMESTAMP", "", m);
            case "timestamptztypmodin" -> precision("TIMESTAMP", " WITH TIME ZONE", m);
            case "intervaltypmodin" -> interval(m);
            default -> throw SqlError.unsupported("type modifier function " + function);
        };
    }

    private static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    private static int charLength(String type, int[] m) {
        if (m.length != 1) {
            throw invalid("invalid type modifier");
        }
        if (m[0] < 1) {
            throw invalid("length for type " + type + " must be at least 1");
        }
        if (m[0] > MAX_CHAR) {
            throw invalid("length for type " + type + " cannot exceed " + MAX_CHAR);
        }
        return m[0] + 4;
    }

    private static int bitLength(String type, int[] m) {
        if (m.length != 1) {
            throw invalid("invalid type modifier");
        }
        if (m[0] < 1) {
            throw invalid("length for type " + type + " must be at least 1");
        }
        if (m[0] > MAX_CHAR * 8) {
            throw invalid("length for type " + type + " cannot exceed " + MAX_CHAR * 8);
        }
        return m[0];
    }

    private static int numeric(int[] m) {
        if (m.length < 1 || m.length > 2) {
            throw invalid("invalid NUMERIC type modifier");
        }
        if (m[0] < 1 || m[0] > 1000) {
            throw invalid("NUMERIC precision " + m[0] + " must be between 1 and 1000");
        }
        int scale = m.length == 2 ? m[1] : 0;
        if (scale < -1000 || scale > 1000) {
            throw invalid("NUMERIC scale " + scale + " must be between -1000 and 1000");
        }
        return (m[0] << 16 | scale & 0x7ff) + 4;
    }

    private static int precision(String type, String tail, int[] m) {
        if (m.length != 1) {
            throw invalid("invalid type modifier");
        }
        if (m[0] < 0) {
            throw invalid(type + "(" + m[0] + ")" + tail + " precision must not be negative");
        }
        return Math.min(m[0], 6);
    }

    private static int interval(int[] m) {
        if (m.length == 1) {
            return m[0] == 0x7FFF ? -1 : (m[0] & 0x7FFF) << 16 | 0xFFFF;
        }
        if (m.length != 2) {
            throw invalid("invalid INTERVAL type modifier");
        }
        if (m[1] < 0) {
            throw invalid("INTERVAL(" + m[1] + ") precision must not be negative");
        }
        return (m[0] & 0x7FFF) << 16 | Math.min(m[1], 6);
    }
}
