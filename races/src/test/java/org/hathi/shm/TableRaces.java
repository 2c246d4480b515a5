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
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The shared hash table and the shared queue. */
final class TableRaces {
    private static final RaceBed BED = RaceBed.BED;

    private TableRaces() {}

    private static void key(long at, long key) {
        Mem.put64(BED.m, at, key);
    }

    /** Two add the same key unless it is there: one does, and both see one entry. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one entry")
    @Outcome(expect = FORBIDDEN, desc = "two entries, or none")
    @State
    public static class AddIfAbsent {
        private final long at = BED.area();
        private volatile long a;
        private volatile long b;
        private final java.util.concurrent.atomic.AtomicInteger added = new java.util.concurrent.atomic.AtomicInteger();

        public AddIfAbsent() {
            key(at + RaceBed.WORDS, BED.unique());
        }

        private long add(Proc me) {
            SharedHash h = BED.hash;
            int hash = h.hash(BED.m, at + RaceBed.WORDS);
            LwLock.acquire(me, BED.m, h.lockFor(hash), true);
            long e = h.find(hash, BED.m, at + RaceBed.WORDS);
            if (e < 0) {
                e = h.insert(me, hash, BED.m, at + RaceBed.WORDS);
                added.incrementAndGet();
            }
            LwLock.release(me, BED.m, h.lockFor(hash));
            return e;
        }

        @Actor
        public void one() {
            a = add(BED.first);
        }

        @Actor
        public void two() {
            b = add(BED.second);
        }

        @Arbiter
        public void check(II_Result r) {
            r.r1 = added.get();
            r.r2 = a == b ? 1 : 0;
            int hash = BED.hash.hash(BED.m, at + RaceBed.WORDS);
            Proc arbiter = BED.arbiter();
            LwLock.acquire(arbiter, BED.m, BED.hash.lockFor(hash), true);
            BED.hash.remove(arbiter, a);
            LwLock.release(arbiter, BED.m, BED.hash.lockFor(hash));
        }
    }

    /** Keys of several partitions come and go at a time over one free list: each finds its own value. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each found what it stored, and then nothing")
    @Outcome(expect = FORBIDDEN, desc = "an entry was given twice, lost or kept")
    @State
    public static class ComeAndGo {
        private final long at = BED.area();

        public ComeAndGo() {
            for (int i = 0; i < 2; i++) {
                key(at + RaceBed.WORDS + 8 * i, BED.unique());
            }
        }

        private int visit(Proc me, int i) {
            SharedHash h = BED.hash;
            long k = at + RaceBed.WORDS + 8 * i;
            int hash = h.hash(BED.m, k);
            long lock = h.lockFor(hash);
            LwLock.acquire(me, BED.m, lock, true);
            long e = h.insert(me, hash, BED.m, k);
            Mem.put32(BED.m, h.value(e), 7 * i + 1);
            LwLock.release(me, BED.m, lock);
            LwLock.acquire(me, BED.m, lock, true);
            long f = h.find(hash, BED.m, k);
            boolean right = f == e && Mem.i32(BED.m, h.value(f)) == 7 * i + 1;
            if (f >= 0) {
                h.remove(me, f);
            }
            boolean gone = h.find(hash, BED.m, k) < 0;
            LwLock.release(me, BED.m, lock);
            return right && gone ? 1 : 0;
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = visit(BED.first, 0);
        }

        @Actor
        public void two(II_Result r) {
            r.r2 = visit(BED.second, 1);
        }
    }

    /**
     * A reader of the ring, with a writer that keeps overtaking it: a message is read whole and in order,
     * or the reader is told to reset.
     */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "whole messages in order, nothing, or a reset")
    @Outcome(expect = FORBIDDEN, desc = "a torn message, or one out of order")
    @State
    public static class Ring {
        private static final Writer WRITER = new Writer();
        private static final Reader READER = new Reader();

        /** One actor's end; actors of the same name never run at the same time. */
        private static final class Writer {
            private final MemorySegment out = java.lang.foreign.Arena.ofAuto().allocate(64);
            private long count;

            void write() {
                for (int i = 0; i < 3; i++) {
                    long v = count++;
                    Mem.put64(out, 16L * i, v);
                    Mem.put64(out, 16L * i + 8, ~v);
                }
                BED.queue.insert(BED.first, out, 0, 3);
            }
        }

        private static final class Reader {
            private final MemorySegment in = java.lang.foreign.Arena.ofAuto().allocate(64);
            private long seen = -1;
            private long position;

            /** 0 when all is well, 1 for a torn message, 2 for one out of order. */
            int read() {
                int n = BED.queue.read(position, in, 0, 4);
                if (n < 0) {
                    position = BED.queue.position();
                    return 0;
                }
                position += n;
                for (int i = 0; i < n; i++) {
                    long v = Mem.i64(in, 16L * i);
                    if (~v != Mem.i64(in, 16L * i + 8)) {
                        return 1;
                    }
                    if (v <= seen) {
                        return 2;
                    }
                    seen = v;
                }
                return 0;
            }
        }

        @Actor
        public void writer() {
            WRITER.write();
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = READER.read();
        }
    }
}
