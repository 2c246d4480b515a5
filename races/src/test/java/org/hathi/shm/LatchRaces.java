package org.hathi.shm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.hathi.os.Mem;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Latches, interrupts and the giving of process slots. */
final class LatchRaces {
    private static final RaceBed BED = RaceBed.BED;

    private LatchRaces() {}

    /**
     * Who sets a condition and then the latch wakes who resets the latch and then looks at the condition, also when the latch
     * was set already: either the condition is seen, or the latch is set.
     */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "1, 1", "0, 1"},
            expect = ACCEPTABLE,
            desc = "condition seen, or latch set")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "lost wake-up: it would sleep for ever")
    @State
    public static class ResetThenLook {
        private final long at = BED.area();
        private final Proc sleeper = BED.sleeper();

        public ResetThenLook() {
            BED.third.setLatch(sleeper.slot());
        }

        @Actor
        public void waker() {
            Mem.put32(BED.m, at + RaceBed.WORDS, 1);
            BED.first.setLatch(sleeper.slot());
        }

        @Actor
        public void waiter(II_Result r) {
            sleeper.resetLatch();
            r.r1 = Mem.i32(BED.m, at + RaceBed.WORDS);
        }

        @Arbiter
        public void check(II_Result r) {
            r.r2 = sleeper.waitLatch(0, WaitEvent.PG_SLEEP) ? 1 : 0;
        }
    }

    /** Who sleeps is woken; what the waker wrote before is seen after. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "woken, and the reason is seen")
    @Outcome(expect = FORBIDDEN, desc = "slept on, or woke without the reason")
    @State
    public static class SleepAndWake {
        private final long at = BED.area();
        private final Proc sleeper = BED.sleeper();

        @Actor
        public void waker() {
            Mem.put32(BED.m, at + RaceBed.WORDS, 1);
            BED.first.setLatch(sleeper.slot());
        }

        @Actor
        public void waiter(II_Result r) {
            r.r1 = sleeper.waitLatch(10_000_000_000L, WaitEvent.PG_SLEEP) ? 1 : 0;
            r.r2 = Mem.i32(BED.m, at + RaceBed.WORDS);
        }
    }

    /** Interrupts raised one after the other while the owner takes one kind: none is lost, none comes twice. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "0, 3"},
            expect = ACCEPTABLE,
            desc = "taken then, or still there")
    @Outcome(expect = FORBIDDEN, desc = "an interrupt was lost or doubled")
    @State
    public static class Interrupts {
        private final Proc target = BED.sleeper();

        public Interrupts() {
            target.takeInterrupts(-1);
        }

        @Actor
        public void one() {
            BED.first.raiseInterrupt(target.slot(), 1);
            BED.first.raiseInterrupt(target.slot(), 2);
        }

        @Actor
        public void owner(II_Result r) {
            r.r1 = target.takeInterrupts(1);
        }

        @Arbiter
        public void check(II_Result r) {
            r.r2 = target.interruptBits();
        }
    }

    /** Two that start at a time get slots of their own, free again afterwards. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "two slots, both given back")
    @Outcome(expect = FORBIDDEN, desc = "one slot for two, or a slot leaked")
    @State
    public static class SlotsAreGivenOnce {
        private Proc a = BED.first;
        private Proc b = BED.first;

        @Actor
        public void one() {
            a = Proc.acquire(BED.segment, ProcRole.BACKEND, 100_001);
        }

        @Actor
        public void two() {
            b = Proc.acquire(BED.segment, ProcRole.BACKEND, 100_002);
        }

        @Arbiter
        public void check(II_Result r) {
            r.r1 = a.slot() != b.slot() && a.pid() == 100_001 && b.pid() == 100_002 ? 1 : 0;
            a.release();
            b.release();
            ProcSlots slots = new ProcSlots(BED.segment);
            r.r2 = slots.inUse(a.slot()) || slots.inUse(b.slot()) ? 1 : 0;
        }
    }
}
