package org.hathi.executor.explain;

import org.hathi.base.Setting;
import org.hathi.base.SettingSource;

/** Which settings EXPLAIN (SETTINGS) shows: those that influence plans. */
final class ExplainSettings {
    private ExplainSettings() {}

    /** Does the setting influence plans? */
    static boolean matters(String name) {
        if (name.startsWith("enable_")
                || name.startsWith("geqo")
                || name.startsWith("jit_") && name.endsWith("_cost")) {
            return true;
        }
        return switch (name) {
            case "search_path",
                    "cursor_tuple_fraction",
                    "cpu_operator_cost",
                    "recursive_worktable_factor",
                    "force_parallel_mode",
                    "parallel_leader_participation",
                    "work_mem",
                    "plan_cache_mode",
                    "join_collapse_limit",
                    "jit",
                    "constraint_exclusion",
                    "max_parallel_workers",
                    "max_parallel_workers_per_gather",
                    "temp_buffers",
                    "min_parallel_index_scan_size",
                    "hash_mem_multiplier",
                    "cpu_tuple_cost",
                    "cpu_index_tuple_cost",
                    "min_parallel_table_scan_size",
                    "parallel_tuple_cost",
                    "seq_page_cost",
                    "random_page_cost",
                    "parallel_setup_cost",
                    "effective_cache_size",
                    "maintenance_io_concurrency",
                    "effective_io_concurrency",
                    "from_collapse_limit" -> true;
            default -> false;
        };
    }

    /** Has nobody set it? */
    static boolean isDefault(Setting s) {
        return s.source() == SettingSource.DEFAULT;
    }
}
