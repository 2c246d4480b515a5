package org.hathi.executor.session;

import org.hathi.executor.api.ResultSink;

/** One started execution of a planned query whose rows are fetched in portions. */
interface Execution {
    /**
     * Delivers up to {@code max} rows (0 = all) to {@code out} in the given formats.
     *
     * @return how many were delivered; fewer than {@code max} means the end
     */
    long run(long max, ResultSink out, int[] formats);

    /** Rows inserted, updated or deleted, or returned, for the command tag. */
    long processed();

    /** Ends it: triggers and constraints that wait for the end, resources given back. */
    void finish();

    /** Gives resources back after an error or when closed early. */
    void abort();
}
