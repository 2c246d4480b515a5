package org.hathi.executor.admin;

/**
 * What VACUUM or ANALYZE is to do, autovacuum's work included.
 *
 * @param freezeMinAge −1: the settings decide (0 for FREEZE)
 * @param auto an autovacuum worker: never waits for locks, reports to the log only
 * @param wraparound must not be cancelled
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
        boolean wraparound) {}
