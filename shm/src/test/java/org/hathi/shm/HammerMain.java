package org.hathi.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.hathi.os.OsProcess;

/** One process of the hammer test: {@code shmid rounds mode}. */
public final class HammerMain {
    private HammerMain() {}

    /** Region: lock at 0, two longs at 64 and 72 that must stay equal, counter per slot from 128, go flag at 96. */
    public static void main(String[] args) {
        Segment seg = Segment.attach(Integer.parseInt(args[0]));
        int rounds = Integer.parseInt(args[1]);
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, OsProcess.pid());
        MemorySegment m = seg.memory();
        long r = seg.region("hammer").offset();
        Mem.addInt(m, r + 96, 1);
        if (args[2].equals("die")) {
            LwLock.acquire(me, m, r, true);
            m.set(JAVA_LONG, r + 64, m.get(JAVA_LONG, r + 64));
            Mem.intVolatile(m, r + 100, 1);
            while (true) {
                me.waitLatch(-1, WaitEvent.PG_SLEEP);
            }
        }
        for (int i = 0; i < rounds; i++) {
            boolean exclusive = i % 4 != 0;
            LwLock.acquire(me, m, r, exclusive);
            if (m.get(JAVA_LONG, r + 64) != m.get(JAVA_LONG, r + 72)) {
                m.set(JAVA_INT, r + 104, 1);
            }
            if (exclusive) {
                m.set(JAVA_LONG, r + 64, m.get(JAVA_LONG, r + 64) + 1);
                Thread.onSpinWait();
                m.set(JAVA_LONG, r + 72, m.get(JAVA_LONG, r + 72) + 1);
            }
            LwLock.release(me, m, r);
        }
        me.release();
    }
}
