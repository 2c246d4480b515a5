package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Storage parameters of relations: WITH (…), SET (…), RESET (…). */
final class RelOptions {
    private RelOptions() {}

    /** reloptions with {@code changes} set (or, with {@code reset}, removed); null when none are left. */
    static String @Nullable [] merge(String @Nullable [] old, List<DefElem> changes, char relkind, boolean reset) {
        List<String> out = new ArrayList<>();
        if (old != null) {
            for (String o : old) {
                if (!names(changes, o.substring(0, o.indexOf('=')))) {
                    out.add(o);
                }
            }
        }
        for (DefElem d : changes) {
            if (d.defnamespace() != null && !d.defnamespace().equals("toast")) {
                throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "unrecognized parameter namespace \"" + d.defnamespace() + "\"");
            }
            if (d.defnamespace() != null) {
                continue;
            }
            if (reset) {
                if (d.arg() != null) {
                    throw new SqlError(SqlState.SYNTAX_ERROR, "RESET must not include values for parameters");
                }
                continue;
            }
            if (relkind != 'v' && d.defname().equals("oids")) {
                if (d.arg() == null || !"false".equals(Value.text(d.arg()))) {
                    throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "tables declared WITH OIDS are not supported");
                }
                continue;
            }
            String value = d.arg() == null ? "true" : Value.text(d.arg());
            String name = d.defname();
            check(name, value == null ? "" : value, relkind);
            out.add(name + "=" + value);
        }
        return out.isEmpty() ? null : out.toArray(new String[0]);
    }

    private static boolean names(List<DefElem> changes, String name) {
        for (DefElem d : changes) {
            if (d.defnamespace() == null && d.defname().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static void check(String name, String value, char relkind) {
        boolean table = relkind == 'r' || relkind == 'm' || relkind == 'p';
        boolean index = relkind == 'i';
        switch (name) {
            case "fillfactor" -> {
                need(table || index, name);
                integer(name, value, 10, 100);
            }
            case "toast_tuple_target" -> {
                need(table, name);
                integer(name, value, 128, 8160);
            }
            case "parallel_workers" -> {
                need(table, name);
                integer(name, value, 0, 1024);
            }
            case "autovacuum_enabled", "user_catalog_table", "vacuum_truncate" -> {
                need(table, name);
                bool(name, value);
            }
            case "deduplicate_items", "fastupdate" -> {
                need(index, name);
                bool(name, value);
            }
            case "security_barrier", "security_invoker" -> {
                need(relkind == 'v', name);
                bool(name, value);
            }
            case "check_option" -> {
                need(relkind == 'v', name);
                if (!value.equals("local") && !value.equals("cascaded")) {
                    throw new SqlError(
                                    SqlState.INVALID_PARAMETER_VALUE,
                                    "invalid value for enum option \"check_option\": " + value)
                            .detail("Valid values are \"local\" and \"cascaded\".");
                }
            }
            case "vacuum_index_cleanup" -> need(table, name);
            default ->
                need(
                        table && (name.startsWith("autovacuum_") || name.equals("log_autovacuum_min_duration"))
                                || index
                                        && (name.equals("buffering")
                                                || name.equals("pages_per_range")
                                                || name.equals("gin_pending_list_limit")),
                        name);
        }
    }

    private static void need(boolean ok, String name) {
        if (!ok) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "unrecognized parameter \"" + name + "\"");
        }
    }

    private static void bool(String name, String value) {
        if (Settings.parseBool(value.toLowerCase(Locale.ROOT)) == null) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE, "invalid value for boolean option \"" + name + "\": " + value);
        }
    }

    private static void integer(String name, String value, int min, int max) {
        int v;
        try {
            v = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE, "invalid value for integer option \"" + name + "\": " + value);
        }
        if (v < min || v > max) {
            throw new SqlError(
                            SqlState.INVALID_PARAMETER_VALUE,
                            "value " + value + " out of bounds for option \"" + name + "\"")
                    .detail("Valid values are between \"" + min + "\" and \"" + max + "\".");
        }
    }
}
