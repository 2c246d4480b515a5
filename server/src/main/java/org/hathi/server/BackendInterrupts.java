package org.hathi.server;

import org.hathi.base.Interrupts;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.jspecify.annotations.Nullable;

/** What a backend does about its interrupt bits: cancel and timeouts end the statement, terminate the session. */
final class BackendInterrupts implements Interrupts {
    private static final int URGENT = Interrupt.QUIT | Interrupt.TERMINATE | Interrupt.CANCEL | Interrupt.TIMEOUT;

    private final Proc proc;
    private final StatementTimer timer;
    private final boolean autovacuum;
    private boolean inStatement;
    private @Nullable Addressee addressee;
    private Runnable clientCheck = () -> {};

    /** Decides whether an interrupt means the session that the process serves at the moment. */
    @FunctionalInterface
    interface Addressee {
        boolean means(int bit);
    }

    BackendInterrupts(Proc proc, StatementTimer timer, boolean autovacuum) {
        this.proc = proc;
        this.timer = timer;
        this.autovacuum = autovacuum;
    }

    /** Whether a statement runs: otherwise cancel and timeouts mean nothing. */
    void inStatement(boolean yes) {
        inStatement = yes;
        if (!yes && (proc.interruptBits() & (Interrupt.CANCEL | Interrupt.TIMEOUT)) != 0) {
            proc.takeInterrupts(Interrupt.CANCEL | Interrupt.TIMEOUT);
        }
    }

    /** What to do from time to time while a statement runs: it may throw. */
    void clientCheck(Runnable r) {
        clientCheck = r;
    }

    /** With parking, cancel and terminate are obeyed only if the session of the moment is meant. */
    void addressed(Addressee a) {
        addressee = a;
    }

    private boolean means(int bit) {
        Addressee a = addressee;
        return a == null || a.means(bit);
    }

    @Override
    public void check() {
        if ((proc.interruptBits() & URGENT) != 0 && !proc.inCritical()) {
            process();
        }
    }

    private void process() {
        int bits = proc.takeInterrupts(URGENT);
        if ((bits & Interrupt.QUIT) != 0) {
            Runtime.getRuntime().halt(2);
        }
        if ((bits & Interrupt.TERMINATE) != 0 && means(Interrupt.TERMINATE)) {
            throw SqlError.fatal(
                    SqlState.ADMIN_SHUTDOWN,
                    autovacuum
                            ? "terminating autovacuum process due to administrator command"
                            : "terminating connection due to administrator command");
        }
        if (!inStatement) {
            return;
        }
        if ((bits & Interrupt.TIMEOUT) != 0 && timer.takeCheck()) {
            clientCheck.run();
        }
        if ((bits & Interrupt.TIMEOUT) != 0 && timer.takeExpired()) {
            throw new SqlError(SqlState.QUERY_CANCELED, "canceling statement due to statement timeout");
        }
        if ((bits & Interrupt.CANCEL) != 0 && means(Interrupt.CANCEL)) {
            throw new SqlError(
                    SqlState.QUERY_CANCELED,
                    autovacuum ? "canceling autovacuum task" : "canceling statement due to user request");
        }
    }
}
