package org.hathi.executor;

/** Takes the rows a statement returns, batch by batch. */
@FunctionalInterface
public interface Receiver {
    /** The batch is valid during the call only. */
    void rows(Batch batch);
}
