package org.hathi.server;

import java.util.List;
import org.hathi.base.Settings;
import org.hathi.executor.api.StatementService;
import org.hathi.shm.RegionSpec;

/**
 * What the process machinery runs: the database itself, or a stand-in of a test. One object per process; every method
 * is called in the process it is about.
 */
public interface Engine {
    /** Postmaster: regions of the shared segment beyond those of shm and server. */
    List<RegionSpec> regions(Settings settings, int maxProcs);

    /** Postmaster, before anything: checks the data directory (control file); throws FATAL. */
    void checkDataDirectory(Settings settings);

    /** Startup process: brings the database to a consistent state and writes the flat role image. */
    void startup(ProcessContext cx);

    /** Backend: what executes its statements; lives as long as the process. */
    StatementService backend(ProcessContext cx);

    /** Checkpointer: until {@code cx.shutdownRequested()}; then the shutdown checkpoint. */
    void checkpointer(ProcessContext cx);

    void backgroundWriter(ProcessContext cx);

    void walWriter(ProcessContext cx);

    void autovacuumLauncher(ProcessContext cx);

    /** Autovacuum worker in one database. */
    void autovacuumWorker(ProcessContext cx, int database);

    /**
     * Postmaster: repairs what the dead process of {@code slot} left (transaction, heavyweight locks, pins); false when
     * only a crash restart can. Its lightweight locks have been released.
     */
    boolean reap(ProcessContext postmaster, int slot);

    /**
     * Postmaster: the first part of {@link #reap}, for a dead process whose turn comes later: ends its insertion into
     * the log, its input and output, and its pins, which others may wait for; false as there.
     */
    boolean giveBack(ProcessContext postmaster, int slot);

    /** Postmaster: releases the heavyweight locks of a session that ended while it was parked. */
    void endParkedSession(ProcessContext postmaster, int sessionSlot);

    /** The cluster's secret for made-up SCRAM salts (pg_control), 32 bytes. */
    byte[] mockNonce(Settings settings);
}
