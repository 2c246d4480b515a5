package org.hathi.server;

import org.hathi.base.Setting;
import org.hathi.protocol.Looking;
import org.hathi.shm.Proc;

/**
 * Looking again for a moment before going to sleep. Waking a processor that has gone to sleep costs more than
 * answering a short query, so where the next request follows at once the wait is better spent looking for it. It pays
 * only while no other backend could use the processor, which is why a process spins only while few run, gives the
 * processor away between looks, and leaves off when looking is mostly in vain.
 */
final class Spin implements Looking {
    private static final int CPUS = Runtime.getRuntime().availableProcessors();
    /** One wait in so many is tried while looking is mostly in vain. */
    private static final int RARELY = 128;
    /** What one success makes up for, in failures: it spares a sleep, and costs less the earlier it comes. */
    private static final int WORTH = 4;

    private static final int MOST_CREDIT = 64;

    private final Proc proc;
    private final Setting micros;
    private final int times;
    private final int most;
    private long end;
    private boolean looking;
    private int credit = WORTH;
    private int waits;

    /**
     * @param micros how long to look, microseconds; 0 never
     * @param times so many times as long
     * @param share of the processors backends may run on while this one looks: 1 all of them, 2 half of them
     */
    Spin(Proc proc, Setting micros, int times, int share) {
        this.proc = proc;
        this.micros = micros;
        this.times = times;
        most = CPUS / share;
    }

    /** Begins a wait: whether to look before sleeping. {@link #more} is asked until it says no, or {@link #found}. */
    boolean begin() {
        int m = micros.intValue();
        if (m == 0 || (credit <= 0 && ++waits < RARELY) || proc.running() > most) {
            return false;
        }
        waits = 0;
        looking = true;
        end = System.nanoTime() + m * times * 1_000L;
        return true;
    }

    /** Lets others run, then says whether to look once more. */
    boolean more() {
        Thread.yield();
        if (proc.running() <= most && System.nanoTime() - end < 0) {
            return true;
        }
        looking = false;
        credit = Math.max(0, credit - 1);
        return false;
    }

    @Override
    public boolean again(boolean first) {
        return first ? begin() : more();
    }

    /** What was waited for has come; while looking this means that it was worth it. */
    @Override
    public void found() {
        if (looking) {
            looking = false;
            credit = Math.min(MOST_CREDIT, credit + WORTH);
        }
    }
}
