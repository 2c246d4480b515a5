package org.hathi.types;

import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.jspecify.annotations.Nullable;

/**
 * What functions need to know about the session they run in. One per session; its owner updates the fields when
 * settings change or a statement begins. Times are microseconds since 2000-01-01 UTC.
 */
public final class EvalContext {
    /** Output styles of DateStyle. */
    public enum DateStyle {
        ISO,
        SQL,
        POSTGRES,
        GERMAN
    }

    /** Field order of DateStyle. */
    public enum DateOrder {
        MDY,
        DMY,
        YMD
    }

    /** Values of IntervalStyle. */
    public enum IntervalStyle {
        POSTGRES,
        POSTGRES_VERBOSE,
        SQL_STANDARD,
        ISO_8601
    }

    public PgClock clock = PgClock.SYSTEM;
    public Interrupts interrupts = Interrupts.NONE;
    public Reporter reporter = r -> {};
    public TypeCatalog types;
    public long transactionTimestamp;
    public long statementTimestamp;
    public Zone zone = Zone.UTC;
    public DateStyle dateStyle = DateStyle.ISO;
    public DateOrder dateOrder = DateOrder.MDY;
    public IntervalStyle intervalStyle = IntervalStyle.POSTGRES;
    public int extraFloatDigits = 1;
    public boolean byteaEscape;
    public boolean quoteAllIdentifiers;
    public boolean standardConformingStrings = true;
    public boolean arrayNulls = true;
    /** work_mem in bytes, for functions that build large values. */
    public long workMem = 4L << 20;

    /** Row type that a column definition list asks of the function being called; null when there is none. */
    public @Nullable TupleDesc expectedRow;

    /** Hook for upper rooms: their session object. */
    public @Nullable Object session;

    private @Nullable SessionRandom random;

    public EvalContext(TypeCatalog types) {
        this.types = types;
    }

    /** The catalog's view of types. */
    public TypeCatalog types() {
        return types;
    }

    public Interrupts interrupts() {
        return interrupts;
    }

    /** The session's random generator, null when it has not been used. */
    public @Nullable SessionRandom randomIfAny() {
        return random;
    }

    /** Another session: its random generator. */
    public void setRandom(@Nullable SessionRandom r) {
        random = r;
    }

    /** The session's random generator (random(), setseed()), made on first use. */
    public SessionRandom random() {
        SessionRandom r = random;
        if (r == null) {
            r = new SessionRandom();
            random = r;
        }
        return r;
    }
}
