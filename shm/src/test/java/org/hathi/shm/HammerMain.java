package org.hathi.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;

/**
 * One process of {@link MultiProcessTest}: {@code shmid rounds mode}. Region "hammer": lock at 0, two longs at 64 and 72 that
 * must stay equal, how many run at 96, victim ready at 100, errors at 104, ping's and pong's slots + 1 at 108 and 112, the ball
 * at 116, owners of process slots from 256.
 */
public final class HammerMain {
    static final int RUNNING = 96;
    static final int READY = 100;
    static final int ERRORS = 104;
    static final int PLAYERS = 108;
    static final int BALL = 116;
    static final int OWNERS = 256;

    private final Segment seg;
    private final MemorySegment m;
    private final long r;
    private final int rounds;

    private HammerMain(Segment seg, int rounds) {
        this.seg = seg;
        this.rounds = rounds;
        m = seg.memory();
        r = seg.region("hammer").offset();
    }

    public static void main(String[] args) {
        Segment seg = Segment.attach(Integer.parseInt(args[0]));
        HammerMain h = new HammerMain(seg, Integer.parseInt(args[1]));
        Mem.addInt(h.m, h.r + RUNNING, 1);
        switch (args[2]) {
            case "slots" -> h.slots();
            case "ping" -> h.play(0);
            case "pong" -> h.play(1);
            case "send" -> h.send();
            default -> h.hammer(args[2].equals("die"));
        }
    }

    private Proc slot() {
        return Proc.acquire(seg, ProcRole.BACKEND, OsProcess.pid());
    }

    private void error() {
        Mem.addInt(m, r + ERRORS, 1);
    }

    private void hammer(boolean die) {
        Proc me = slot();
        if (die) {
            LwLock.acquire(me, m, r, true);
            Mem.put64(m, r + 64, Mem.i64(m, r + 64));
            Mem.intVolatile(m, r + READY, 1);
            while (true) {
                me.waitLatch(-1, WaitEvent.PG_SLEEP);
            }
        }
        for (int i = 0; i < rounds; i++) {
            boolean exclusive = i % 4 != 0;
            LwLock.acquire(me, m, r, exclusive);
            if (Mem.i64(m, r + 64) != Mem.i64(m, r + 72)) {
                error();
            }
            if (exclusive) {
                Mem.put64(m, r + 64, Mem.i64(m, r + 64) + 1);
                Thread.onSpinWait();
                Mem.put64(m, r + 72, Mem.i64(m, r + 72) + 1);
            }
            LwLock.release(me, m, r);
        }
        me.release();
    }

    /** Takes and gives back slots; no slot has two owners at a time, and each knows its pid. */
    private void slots() {
        int pid = OsProcess.pid();
        for (int i = 0; i < rounds; i++) {
            Proc me = slot();
            long owner = r + OWNERS + 4L * me.slot();
            if (!Mem.casInt(m, owner, 0, pid) || me.pid() != pid || seg.memory() != m) {
                error();
            }
            if (!Mem.casInt(m, owner, pid, 0)) {
                error();
            }
            me.release();
        }
    }

    /** Two processes hand a ball to each other, each asleep while the other has it: a lost wake-up ends in a time-out. */
    private void play(int side) {
        Proc me = slot();
        Mem.intVolatile(m, r + PLAYERS + 4L * side, me.slot() + 1);
        while (Mem.intVolatile(m, r + PLAYERS + 4L * (1 - side)) == 0) {
            Thread.onSpinWait();
        }
        int other = Mem.intVolatile(m, r + PLAYERS + 4L * (1 - side)) - 1;
        for (int i = side; i < 2 * rounds; i += 2) {
            me.resetLatch();
            while (Mem.i32(m, r + BALL) != i) {
                if (!me.waitLatch(10_000_000_000L, WaitEvent.PG_SLEEP)) {
                    error();
                    return;
                }
                me.resetLatch();
            }
            Mem.put32(m, r + BALL, i + 1);
            me.setLatch(other);
        }
        me.release();
    }

    /** Sends messages (number, ~number) that name their sender; the reader is the test. */
    private void send() {
        Proc me = slot();
        SharedQueue queue = new SharedQueue(seg, "queue");
        MemorySegment out = Arena.ofAuto().allocate(64);
        // by pid: the slot of one that has ended may be the next one's
        long v = (long) OsProcess.pid() << 40;
        for (int i = 0; i < rounds; i++) {
            int n = 1 + i % 3;
            for (int k = 0; k < n; k++) {
                v++;
                Mem.put64(out, 16L * k, v);
                Mem.put64(out, 16L * k + 8, ~v);
            }
            queue.insert(me, out, 0, n);
        }
        me.release();
    }
}
