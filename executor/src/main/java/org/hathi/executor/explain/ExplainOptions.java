package org.hathi.executor.explain;

import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** What EXPLAIN shows and how. */
final class ExplainOptions {
    /** The form of the output. */
    enum Format {
        TEXT,
        JSON,
        XML,
        YAML
    }

    boolean analyze;
    boolean verbose;
    boolean costs = true;
    boolean settings;
    boolean buffers;
    boolean wal;
    boolean timing;
    boolean summary;
    Format format = Format.TEXT;

    ExplainOptions(List<DefElem> options) {
        boolean timingSet = false;
        boolean summarySet = false;
        for (DefElem o : options) {
            switch (o.defname()) {
                case "analyze" -> analyze = bool(o);
                case "verbose" -> verbose = bool(o);
                case "costs" -> costs = bool(o);
                case "settings" -> settings = bool(o);
                case "buffers" -> buffers = bool(o);
                case "wal" -> wal = bool(o);
                case "timing" -> {
                    timing = bool(o);
                    timingSet = true;
                }
                case "summary" -> {
                    summary = bool(o);
                    summarySet = true;
                }
                case "format" -> format = format(o);
                default ->
                    throw new SqlError(SqlState.SYNTAX_ERROR, "unrecognized EXPLAIN option \"" + o.defname() + "\"")
                            .position(o.location() + 1);
            }
        }
        if (wal && !analyze) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "EXPLAIN option WAL requires ANALYZE");
        }
        if (timingSet && timing && !analyze) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "EXPLAIN option TIMING requires ANALYZE");
        }
        timing = timingSet ? timing : analyze;
        summary = summarySet ? summary : analyze;
    }

    /** The format that the options name; TEXT when they are wrong, which running the statement says. */
    static Format format(List<DefElem> options) {
        Format f = Format.TEXT;
        for (DefElem o : options) {
            if (o.defname().equals("format")) {
                f = known(String.valueOf(Value.text(o.arg())));
            }
        }
        return f == null ? Format.TEXT : f;
    }

    private static @Nullable Format known(String name) {
        return switch (name) {
            case "text" -> Format.TEXT;
            case "json" -> Format.JSON;
            case "xml" -> Format.XML;
            case "yaml" -> Format.YAML;
            default -> null;
        };
    }

    private static Format format(DefElem o) {
        String v = String.valueOf(Value.text(o.arg()));
        Format f = known(v);
        if (f == null) {
            throw new SqlError(
                            SqlState.INVALID_PARAMETER_VALUE,
                            "unrecognized value for EXPLAIN option \"" + o.defname() + "\": \"" + v + "\"")
                    .position(o.location() + 1);
        }
        return f;
    }

    private static boolean bool(DefElem o) {
        Boolean b =
                switch (o.arg()) {
                    case null -> Boolean.TRUE;
                    case Value.Bool x -> x.boolval();
                    case Value.Int i -> i.ival() == 1 ? Boolean.TRUE : i.ival() == 0 ? Boolean.FALSE : null;
                    case Value.Str s ->
                        switch (s.sval().toLowerCase(Locale.ROOT)) {
                            case "true", "on" -> Boolean.TRUE;
                            case "false", "off" -> Boolean.FALSE;
                            default -> null;
                        };
                    default -> null;
                };
        if (b == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, o.defname() + " requires a Boolean value");
        }
        return b;
    }
}
