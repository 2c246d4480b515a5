package org.hathi.base;

import java.time.Instant;

/** The clock rooms are given, so that tests can hold it still. Times are microseconds since 2000-01-01 00:00 UTC. */
@FunctionalInterface
public interface PgClock {
    /** Seconds between the Unix epoch and PostgreSQL's. */
    long EPOCH_OFFSET_SECONDS = 946_684_800L;

    /** Now, in microseconds since 2000-01-01 00:00 UTC. */
    long micros();

    /** The machine's clock. */
    PgClock SYSTEM = () -> {
        Instant now = Instant.now();
        return (now.getEpochSecond() - EPOCH_OFFSET_SECONDS) * 1_000_000L + now.getNano() / 1_000;
    };
}
