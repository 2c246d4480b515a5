package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Setting;
import org.hathi.base.Settings;

/**
 * Numbers the combinations of those settings that the analysis and the plan of a statement depend on: two equal numbers
 * mean that the same text means the same. Numbers are this process's own.
 */
final class Meaning {
    private static final int MAX = 32;
    private static final String[] NAMES = {
        "search_path",
        "TimeZone",
        "timezone_abbreviations",
        "DateStyle",
        "IntervalStyle",
        "extra_float_digits",
        "bytea_output",
        "array_nulls",
        "standard_conforming_strings",
        "escape_string_warning",
        "backslash_quote",
        "transform_null_equals",
        "quote_all_identifiers",
        "lc_monetary",
        "lc_numeric",
        "lc_time",
        "xmlbinary",
        "xmloption",
        "session_replication_role",
        "row_security",
        "plan_cache_mode",
        "constraint_exclusion",
        "seq_page_cost",
        "random_page_cost",
        "cpu_tuple_cost",
        "cpu_index_tuple_cost",
        "cpu_operator_cost",
        "effective_cache_size",
        "work_mem",
        "enable_seqscan",
        "enable_indexscan",
        "enable_indexonlyscan",
        "enable_bitmapscan",
        "enable_tidscan",
        "enable_nestloop",
        "enable_mergejoin",
        "enable_hashjoin",
        "enable_hashagg",
        "enable_sort",
        "enable_material",
        "enable_memoize",
        "enable_incremental_sort",
        "hash_mem_multiplier",
        "cursor_tuple_fraction",
        "join_collapse_limit",
        "from_collapse_limit",
    };

    private final Setting[] settings = new Setting[NAMES.length];
    private String[] now = new String[0];
    private int number = -1;
    private final List<String[]> known = new ArrayList<>();
    /** Number of the first of {@link #known}: numbers are not given twice. */
    private int first;

    Meaning(Settings all) {
        for (int i = 0; i < NAMES.length; i++) {
            settings[i] = all.setting(NAMES[i]);
        }
    }

    /** The number of the combination in force. */
    int number() {
        if (number < 0 || !holds(now)) {
            find();
        }
        return number;
    }

    private boolean holds(String[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!settings[i].string().equals(values[i])) {
                return false;
            }
        }
        return true;
    }

    private void find() {
        for (int i = 0; i < known.size(); i++) {
            if (holds(known.get(i))) {
                now = known.get(i);
                number = first + i;
                return;
            }
        }
        if (known.size() == MAX) {
            first += MAX;
            known.clear();
        }
        now = new String[NAMES.length];
        for (int i = 0; i < NAMES.length; i++) {
            now[i] = settings[i].string();
        }
        number = first + known.size();
        known.add(now);
    }
}
