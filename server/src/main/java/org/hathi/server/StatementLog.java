package org.hathi.server;

import java.util.random.RandomGenerator;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.executor.api.StatementLevel;
import org.jspecify.annotations.Nullable;

/**
 * What the log says about statements: {@code log_statement}, {@code log_duration}, {@code log_min_duration_statement}
 * and their samples. One per backend; {@link #begin} before each message that executes something, {@link #done} after
 * it.
 */
final class StatementLog {
    /** Labels of {@code log_statement} by index. */
    private static final int NONE = 0;

    private static final int DDL = 1;
    private static final int MOD = 2;

    private final ServerLog log;
    private final Setting level;
    private final Setting duration;
    private final Setting minDuration;
    private final Setting minSample;
    private final Setting sampleRate;
    private final Setting transactionRate;
    private final RandomGenerator random = new java.util.SplittableRandom();
    private long start;
    private boolean logged;
    private boolean transactionSampled;
    private @Nullable String detail;

    StatementLog(Settings s, ServerLog log) {
        this.log = log;
        level = s.setting("log_statement");
        duration = s.setting("log_duration");
        minDuration = s.setting("log_min_duration_statement");
        minSample = s.setting("log_min_duration_sample");
        sampleRate = s.setting("log_statement_sample_rate");
        transactionRate = s.setting("log_transaction_sample_rate");
    }

    /** A message begins; {@code status} of the transaction before it. */
    void begin(char status) {
        start = System.nanoTime();
        logged = false;
        detail = null;
        if (status == 'I') {
            double rate = transactionRate.real();
            transactionSampled = rate > 0 && (rate >= 1 || random.nextDouble() <= rate);
        }
    }

    /** Whether log_statement wants statements of this level. */
    boolean wants(StatementLevel l) {
        return switch (level.intValue()) {
            case NONE -> false;
            case DDL -> l == StatementLevel.DDL;
            case MOD -> l != StatementLevel.ALL;
            default -> true;
        };
    }

    /** Says that a statement is about to be executed: {@code what} ends with its text. */
    void starting(String what, @Nullable String more) {
        detail = more;
        logged = true;
        log.plain(what, more);
    }

    /** A detail for the line about the duration. */
    void detail(@Nullable String more) {
        detail = more;
    }

    /** Whether {@link #done} will need the statement's text. */
    boolean enabled() {
        return duration.bool() || minDuration.intValue() >= 0 || minSample.intValue() >= 0 || transactionSampled;
    }

    /** The message has been executed. */
    void done(String what) {
        if (!enabled()) {
            return;
        }
        long micros = (System.nanoTime() - start) / 1_000L;
        boolean exceeds = exceeds(minDuration, micros);
        double rate = sampleRate.real();
        boolean sampled = exceeds(minSample, micros) && rate != 0 && (rate >= 1 || random.nextDouble() <= rate);
        if (!exceeds && !sampled && !transactionSampled && !duration.bool()) {
            return;
        }
        String fraction = Long.toString(1000 + micros % 1000).substring(1);
        String text = "duration: " + micros / 1000 + "." + fraction + " ms";
        if ((exceeds || sampled || transactionSampled) && !logged) {
            log.plain(text + "  " + what, detail);
        } else {
            log.plain(text, null);
        }
    }

    private static boolean exceeds(Setting limit, long micros) {
        int ms = limit.intValue();
        return ms == 0 || ms > 0 && micros / 1000 >= ms;
    }
}
