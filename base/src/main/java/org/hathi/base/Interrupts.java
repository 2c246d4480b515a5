package org.hathi.base;

/** What long-running code polls so that cancel, terminate and timeouts take effect. */
@FunctionalInterface
public interface Interrupts {
    /** Throws 57014 or 57P01 when the statement or the session must end; otherwise returns at once. */
    void check();

    /** Never interrupts: for tests and for code that runs before a session exists. */
    Interrupts NONE = () -> {};
}
