package org.hathi.executor.admin;

import org.jspecify.annotations.Nullable;

/**
 * What VACUUM or ANALYZE is to do, autovacuum's work included.
 *
 * @param freezeMinAge −1: the settings decide (0 for FREEZE)
 * @param auto an autovacuum worker: never waits for locks, reports to the log only
 * @param wraparound must not be cancelled
 * @param full the table is rewritten
 * @param mayBypass INDEX_CLEANUP is auto
 * @param automatic what a worker found in the table's storage parameters; null for statements
 */
record VacuumOptions(
        boolean vacuum,
        boolean analyze,
        boolean verbose,
        int freezeMinAge,
        boolean disablePageSkipping,
        boolean skipLocked,
        boolean indexCleanup,
        boolean truncate,
        boolean processToast,
        boolean auto,
        boolean wraparound,
        boolean mayBypass,
        boolean full,
        @Nullable Automatic automatic) {
    /**
     * Autovacuum's parameters of one table.
     *
     * @param logMillis log_autovacuum_min_duration, −1 never
     * @param costDelay milliseconds
     */
    record Automatic(
            int freezeMinAge,
            int freezeTableAge,
            int multiFreezeMinAge,
            int logMillis,
            double costDelay,
            int costLimit) {}
}
