package org.hathi.executor.api;

/**
 * A session that its process does not execute at the moment: everything the session layer knows of it, without its
 * settings. It can be resumed in this process, or go to another one as bytes: the definition (roles, named prepared
 * statements) changes seldom, the progress (unnamed statement, sequence values, locks) often.
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

    /** The bytes of both have been stored: nothing has changed since. */
    void saved();

    /** Another process had the session meanwhile, with the same definition: takes over the progress it made. */
    void progress(byte[] bytes);
}
