package org.hathi.executor.api;

/**
 * A session that its process does not execute at the moment: everything the session layer knows of it, without its
 * settings. It can be resumed in this process, or go to another one as bytes: the definition (roles, named prepared
 * statements) changes seldom, the progress (unnamed statement, sequence values, locks) often, the counts (how often
 * named statements were planned) with most statements. The number of counts belongs to the definition.
 */
public interface SuspendedSession {
    SessionInfo info();

    /** Whether the definition may differ from the bytes last made or read. */
    boolean definitionChanged();

    boolean progressChanged();

    /** Whether it holds heavyweight locks, which somebody must release when it ends. */
    boolean holdsLocks();

    byte[] definition();

    byte[] progress();

    /** The counts; bytes {@link #countsFrom} to {@link #countsTo} have changed since they were last stored or read. */
    byte[] counts();

    int countsFrom();

    /** The end of the bytes that changed; at most {@link #countsFrom} when none did. */
    int countsTo();

    /** Another process had the session meanwhile: the array of {@link #counts} holds what it counted. */
    void countsRead();

    /** The bytes of all have been stored: nothing has changed since. */
    void saved();

    /** Another process had the session meanwhile, with the same definition: takes over the progress it made. */
    void progress(byte[] bytes);
}
