package org.hathi.shm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Lightweight locks and spin latches: exclusion, and that what was written under a lock is seen under it. */
final class LockRaces {
    private static final RaceBed BED = RaceBed.BED;

    private LockRaces() {}

    private static void increment(MemorySegment m, long at) {
        Mem.put32(m, at, Mem.i32(m, at) + 1);
    }

    /** Two writers count under one exclusive lock; no step is lost and nobody holds it in the end. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "every step counted, lock free")
    @Outcome(expect = FORBIDDEN, desc = "a step was lost, or the lock is still held")
    @State
    public static class Exclusive {
        private final long at = BED.area();

        private void step(Proc me) {
            LwLock.acquire(me, BED.m, at, true);
            increment(BED.m, at + RaceBed.WORDS);
            LwLock.release(me, BED.m, at);
        }

        @Actor
        public void one() {
            step(BED.first);
        }

        @Actor
        public void two() {
            step(BED.second);
        }

        @Arbiter
        public void check(II_Result r) {
            r.r1 = Mem.i32(BED.m, at + RaceBed.WORDS);
            r.r2 = LwLock.isHeld(BED.m, at) ? 1 : 0;
        }
    }

    /** A reader under the shared lock sees both halves of what a writer changed, or neither. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "before or after")
    @Outcome(expect = FORBIDDEN, desc = "half a change")
    @State
    public static class SharedSeesWhole {
        private final long at = BED.area();

        @Actor
        public void writer() {
            LwLock.acquire(BED.first, BED.m, at, true);
            increment(BED.m, at + RaceBed.WORDS);
            increment(BED.m, at + RaceBed.WORDS + 32);
            LwLock.release(BED.first, BED.m, at);
        }

        @Actor
        public void reader(II_Result r) {
            LwLock.acquire(BED.second, BED.m, at, false);
            r.r1 = Mem.i32(BED.m, at + RaceBed.WORDS);
            r.r2 = Mem.i32(BED.m, at + RaceBed.WORDS + 32);
            LwLock.release(BED.second, BED.m, at);
        }
    }

    /** Of two that try for the lock exactly one gets it, and it is named as the holder. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 2"},
            expect = ACCEPTABLE,
            desc = "one won and is the holder")
    @Outcome(expect = FORBIDDEN, desc = "both or nobody, or the wrong holder")
    @State
    public static class TryExclusive {
        private final long at = BED.area();
        private final Proc a = BED.sleeper();
        private final Proc b = BED.sleeper();

        @Actor
        public void one(III_Result r) {
            r.r1 = LwLock.tryAcquire(a, BED.m, at, true) ? 1 : 0;
        }

        @Actor
        public void two(III_Result r) {
            r.r2 = LwLock.tryAcquire(b, BED.m, at, true) ? 1 : 0;
        }

        @Arbiter
        public void check(III_Result r) {
            int holder = LwLock.heldBy(BED.m, at);
            r.r3 = holder == a.slot() ? 1 : holder == b.slot() ? 2 : 0;
            a.releaseAllLocks();
            b.releaseAllLocks();
        }
    }

    /** Spin latches exclude. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "every step counted")
    @Outcome(expect = FORBIDDEN, desc = "a step was lost")
    @State
    public static class Spin {
        private final long at = BED.area();

        private void step(Proc me) {
            SpinLatch.acquire(me, BED.m, at + 32);
            increment(BED.m, at + RaceBed.WORDS);
            SpinLatch.release(me, BED.m, at + 32);
        }

        @Actor
        public void one() {
            step(BED.first);
        }

        @Actor
        public void two() {
            step(BED.second);
        }

        @Arbiter
        public void check(I_Result r) {
            r.r1 = Mem.i32(BED.m, at + RaceBed.WORDS);
        }
    }
}
