package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.shm.Proc;

/** What every class of this room needs of the process it works for. */
public final class TxnContext {
    final Proc me;
    /** WAL is being replayed: status pages may be missing that it created and truncated. */
    boolean recovering;

    final MemorySegment m;
    final TxnLog log;
    final Path dataDir;
    final PgClock clock;
    final Reporter reporter;
    private Interrupts interrupts = Interrupts.NONE;

    public TxnContext(Proc me, TxnLog log, Path dataDir, PgClock clock, Reporter reporter) {
        this.me = me;
        this.m = me.memory();
        this.log = log;
        this.dataDir = dataDir;
        this.clock = clock;
        this.reporter = reporter;
    }

    /** What lock waits poll. */
    public void setInterrupts(Interrupts interrupts) {
        this.interrupts = interrupts;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    public Proc proc() {
        return me;
    }

    int slot() {
        return me.slot();
    }
}
