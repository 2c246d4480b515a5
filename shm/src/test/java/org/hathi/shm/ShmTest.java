package org.hathi.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;
import org.junit.jupiter.api.Test;

/** The parts of the segment, with threads as processes. */
class ShmTest {
    private final List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(8));

    private Segment segment() {
        specs.add(new RegionSpec("locks", 4096, (m, off, s) -> {
            LwLock.init(m, off, LwTranche.LOCK_MANAGER);
            LwLock.init(m, off + 64, LwTranche.PROC_ARRAY);
        }));
        specs.add(SharedHash.spec("hash", 100, 4, 8, 8, LwTranche.LOCK_MANAGER));
        specs.add(SharedQueue.spec("queue", 16, LwTranche.SINVAL_WRITE));
        return Segment.local(specs);
    }

    @Test
    void directoryListsRegions() {
        Segment seg = segment();
        assertThat(seg.region("locks").size()).isEqualTo(4096);
        assertThat(seg.regions()).extracting(Region::name).contains(ProcSlots.REGION, "hash");
        assertThat(seg.postmasterPid()).isEqualTo(OsProcess.pid());
        assertThatThrownBy(() -> seg.region("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSecondPostmasterAndRemovesStaleSegment() {
        int key = 0x48100000 | (OsProcess.pid() & 0xFFFF);
        Segment first = Segment.create(key, ShmRegions.forTests(2), 1);
        assertThatThrownBy(() -> Segment.create(key, ShmRegions.forTests(2), 1))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining("is still in use");
        int old = first.shmid();
        first.detach();
        Segment second = Segment.create(key, ShmRegions.forTests(2), 1);
        assertThat(Segment.inUse(old)).isFalse();
        assertThat(Segment.inUse(second.shmid())).isTrue();
        second.release();
    }

    @Test
    void slotsRunOut() {
        Segment seg = segment();
        List<Proc> procs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            procs.add(Proc.acquire(seg, ProcRole.BACKEND, 100 + i));
        }
        assertThatThrownBy(() -> Proc.acquire(seg, ProcRole.BACKEND, 1)).isInstanceOf(SqlError.class);
        procs.get(3).release();
        assertThat(Proc.acquire(seg, ProcRole.BACKEND, 7).slot()).isEqualTo(3);
        assertThat(new ProcSlots(seg).byPid(104)).isEqualTo(4);
        assertThat(new ProcSlots(seg).incarnation(3)).isEqualTo(2);
    }

    @Test
    void aSlotHalfTakenByTheDeadIsGivenBack() {
        Segment seg = segment();
        ProcSlots slots = new ProcSlots(seg);
        // a process that died right after its first step
        assertThat(Mem.casInt(seg.memory(), slots.at(0) + ProcSlots.PID, 0, 4711))
                .isTrue();
        assertThat(slots.byPid(4711)).isNegative();
        assertThat(Proc.acquire(seg, ProcRole.BACKEND, 1).slot()).isEqualTo(1);
        slots.releaseClaim(1);
        assertThat(slots.byPid(1)).isEqualTo(1);
        slots.releaseClaim(4711);
        assertThat(Proc.acquire(seg, ProcRole.BACKEND, 2).slot()).isZero();
    }

    @Test
    void locksExcludeUnderContention() throws Exception {
        Segment seg = segment();
        MemorySegment m = seg.memory();
        long off = seg.region("locks").offset();
        AtomicInteger broken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int seed = t;
            threads.add(new Thread(() -> {
                Proc me = Proc.acquire(seg, ProcRole.BACKEND, seed);
                Random rnd = new Random(seed);
                for (int i = 0; i < 20_000; i++) {
                    boolean ex = rnd.nextInt(3) == 0;
                    if (rnd.nextInt(10) == 0) {
                        if (!LwLock.tryAcquire(me, m, off, ex)) {
                            continue;
                        }
                    } else {
                        LwLock.acquire(me, m, off, ex);
                    }
                    long v = Mem.i64(m, off + 128);
                    if (v != Mem.i64(m, off + 136) || LwLock.heldBy(m, off) != (ex ? me.slot() : -1)) {
                        broken.incrementAndGet();
                    }
                    if (ex) {
                        Mem.put64(m, off + 128, v + 1);
                        Mem.put64(m, off + 136, v + 1);
                    }
                    LwLock.release(me, m, off);
                }
                me.release();
            }));
        }
        for (Thread t : threads) {
            t.start();
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(broken).hasValue(0);
        assertThat(LwLock.isHeld(m, off)).isFalse();
    }

    @Test
    void lockOrderIsChecked() {
        Segment seg = segment();
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, 1);
        long off = seg.region("locks").offset();
        LwLock.acquire(me, seg.memory(), off + 64, true);
        assertThat(me.rankAllows(seg.memory(), off)).isFalse();
        LwLock.release(me, seg.memory(), off + 64);
        LwLock.acquire(me, seg.memory(), off, false);
        assertThat(me.rankAllows(seg.memory(), off + 64)).isTrue();
        assertThat(me.holds(off, true)).isFalse();
        me.releaseAllLocks();
        assertThat(me.heldLocks()).isZero();
    }

    @Test
    void reaperReleasesWhatTheDeadHeld() {
        Segment seg = segment();
        MemorySegment m = seg.memory();
        Proc dead = Proc.acquire(seg, ProcRole.BACKEND, 1);
        long off = seg.region("locks").offset();
        LwLock.acquire(dead, m, off, false);
        LwLock.acquire(dead, m, off + 64, true);
        Reaper reaper = new Reaper(seg);
        assertThat(reaper.begin(dead.slot())).isTrue();
        assertThat(reaper.releaseLocks(dead.slot())).isEqualTo(2);
        reaper.finish(dead.slot());
        assertThat(LwLock.isHeld(m, off)).isFalse();
        assertThat(LwLock.isHeld(m, off + 64)).isFalse();
        Proc critical = Proc.acquire(seg, ProcRole.BACKEND, 2);
        critical.enterCritical();
        assertThat(reaper.begin(critical.slot())).isFalse();
        assertThat(seg.crashed()).isTrue();
    }

    /** A list of changes to take back is not spoilt by a critical section inside that would have one of its own. */
    @Test
    void whatIsChangedInsideIsTakenBackWithTheRest() {
        Segment seg = segment();
        MemorySegment m = seg.memory();
        long off = seg.region("locks").offset() + 64;
        Proc dead = Proc.acquire(seg, ProcRole.BACKEND, 1);
        Mem.put64(m, off, 1);
        dead.beginUndo();
        dead.saveForUndo(off, 8, false);
        dead.enterRepairable();
        Mem.put64(m, off, 2);
        dead.beginUndo();
        dead.saveForUndo(off, 8, false);
        dead.enterRepairable();
        Mem.put64(m, off, 3);
        dead.exitCritical();
        Reaper reaper = new Reaper(seg);
        assertThat(reaper.begin(dead.slot())).isTrue();
        reaper.repairPages(dead.slot());
        assertThat(Mem.i64(m, off)).isEqualTo(1);
    }

    /** A shared latch half taken or half given back: the count tells whether the dead is in it. */
    @Test
    void aLatchInTransitionIsSettled() {
        Segment seg = segment();
        MemorySegment m = seg.memory();
        long off = seg.region("locks").offset();
        Proc other = Proc.acquire(seg, ProcRole.BACKEND, 2);
        Reaper reaper = new Reaper(seg);
        for (boolean shared : new boolean[] {false, true}) {
            for (boolean counted : new boolean[] {false, true}) {
                if (shared) {
                    LwLock.acquireShared(other, m, off);
                }
                Proc dead = Proc.acquire(seg, ProcRole.BACKEND, 1);
                dead.pushHeld(off, false);
                Mem.addInt(m, off, counted ? 1 : 0);
                assertThat(reaper.begin(dead.slot())).isTrue();
                assertThat(reaper.settleLocks(dead.slot())).isTrue();
                assertThat(reaper.releaseLocks(dead.slot())).isEqualTo(counted ? 1 : 0);
                reaper.finish(dead.slot());
                assertThat(LwLock.isHeld(m, off))
                        .as("shared=%s counted=%s", shared, counted)
                        .isEqualTo(shared);
                if (shared) {
                    LwLock.release(other, m, off);
                }
                assertThat(Mem.i32(m, off)).isZero();
            }
        }
        // two at once: whichever has it, it is given back once
        Proc one = Proc.acquire(seg, ProcRole.BACKEND, Integer.MAX_VALUE);
        Proc two = Proc.acquire(seg, ProcRole.BACKEND, Integer.MAX_VALUE - 1);
        one.pushHeld(off, false);
        two.pushHeld(off, false);
        Mem.addInt(m, off, 1);
        for (Proc p : List.of(one, two)) {
            assertThat(reaper.begin(p.slot())).isTrue();
            assertThat(reaper.settleLocks(p.slot())).isTrue();
            reaper.releaseLocks(p.slot());
            reaper.finish(p.slot());
        }
        assertThat(Mem.i32(m, off)).isZero();
    }

    @Test
    void latchWakesSleeperAndPoller() throws Exception {
        Segment seg = segment();
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, 1);
        Proc other = Proc.acquire(seg, ProcRole.BACKEND, 2);
        assertThat(me.waitLatch(1_000_000, WaitEvent.PG_SLEEP)).isFalse();
        Thread t = new Thread(() -> other.raiseInterrupt(me.slot(), Interrupt.CANCEL));
        t.start();
        assertThat(me.waitLatch(-1, WaitEvent.PG_SLEEP)).isTrue();
        t.join();
        me.resetLatch();
        assertThat(me.interruptBits()).isEqualTo(Interrupt.CANCEL);
        assertThat(me.takeInterrupts(Interrupt.CANCEL | Interrupt.TERMINATE)).isEqualTo(Interrupt.CANCEL);
        assertThat(me.interruptBits()).isZero();
        int[] fds = new int[2];
        short[] ev = new short[2];
        short[] rev = new short[2];
        Thread t2 = new Thread(() -> {
            while (new ProcSlots(seg).waitEvent(me.slot()) == 0) {
                Thread.onSpinWait();
            }
            other.setLatch(me.slot());
        });
        t2.start();
        assertThat(me.pollOrLatch(-1, (short) 1, 10_000, fds, ev, rev, WaitEvent.CLIENT_READ))
                .isZero();
        t2.join();
        assertThat(me.waitLatch(0, WaitEvent.PG_SLEEP)).isTrue();
        me.resetLatch();
        assertThat(me.beginPoll()).isTrue();
        assertThat(me.endPoll(false)).isFalse();
        me.release();
    }

    /** Who sets a latch swaps its state, then sends: what is sent may come after the poll has ended for another reason. */
    @Test
    void aLateWakeUpEndsOnePollOnly() {
        Segment seg = segment();
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, 1);
        int[] fds = new int[2];
        short[] ev = new short[2];
        short[] rev = new short[2];
        assertThat(me.beginPoll()).isTrue();
        assertThat(me.endPoll(false)).isFalse();
        WakeSocket.poke(seg.wakeName(), me.slot());
        assertThat(me.pollOrLatch(-1, (short) 1, 10_000, fds, ev, rev, WaitEvent.CLIENT_READ))
                .isZero();
        long begin = System.nanoTime();
        assertThat(me.pollOrLatch(-1, (short) 1, 50, fds, ev, rev, WaitEvent.CLIENT_READ))
                .isZero();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(45_000_000L);
        me.release();
    }

    @Test
    void hashBehavesLikeAMap() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random rnd = new Random(seed);
        Segment seg = segment();
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, 1);
        SharedHash hash = new SharedHash(seg, "hash");
        MemorySegment k = Arena.ofAuto().allocate(8, 8);
        Map<Long, Long> model = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            long key = rnd.nextInt(150);
            Mem.put64(k, 0, key);
            int h = hash.hash(k, 0);
            long e = hash.find(h, k, 0);
            assertThat(e >= 0).isEqualTo(model.containsKey(key));
            if (e >= 0) {
                assertThat(Mem.i64(seg.memory(), hash.value(e))).isEqualTo(model.get(key));
                if (rnd.nextBoolean()) {
                    hash.remove(me, e);
                    model.remove(key);
                }
            } else {
                e = hash.tryInsert(me, h, k, 0);
                assertThat(e < 0).isEqualTo(model.size() == 100);
                if (e >= 0) {
                    Mem.put64(seg.memory(), hash.value(e), (long) i);
                    model.put(key, (long) i);
                }
            }
        }
        int n = 0;
        for (int p = 0; p < 4; p++) {
            for (long e = hash.first(p); e >= 0; e = hash.next(e)) {
                n++;
            }
        }
        assertThat(n).isEqualTo(model.size()).isEqualTo(hash.size());
    }

    @Test
    void queueDeliversOrResets() {
        Segment seg = segment();
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, 1);
        SharedQueue q = new SharedQueue(seg, "queue");
        MemorySegment src = Arena.ofAuto().allocate(1600, 8);
        for (int i = 0; i < 200; i++) {
            Mem.put64(src, 8L * i, i);
        }
        MemorySegment out = Arena.ofAuto().allocate(1600, 8);
        long pos = q.position();
        q.insert(me, src, 0, 10);
        assertThat(q.hasMore(pos)).isTrue();
        assertThat(q.read(pos, out, 0, 4)).isEqualTo(4);
        assertThat(q.read(pos + 4, out, 0, 100)).isEqualTo(6);
        assertThat(Mem.i64(out, 0)).isEqualTo(8);
        q.insert(me, src, 0, 16);
        assertThat(q.read(pos + 9, out, 0, 100)).isEqualTo(-1);
        assertThat(q.read(pos + 10, out, 0, 100)).isEqualTo(16);
    }

    @Test
    void sessionsAndStatistics() {
        Segment seg = segment();
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, 1);
        SessionSlots s = new SessionSlots(seg);
        int slot = s.acquire();
        s.beginChange(slot);
        s.setIdentity(slot, ProcRole.BACKEND, 4711, 5, "postgres", 10, "alice", 123);
        s.setClient(slot, "127.0.0.1", null, 5000);
        s.setApplicationName(slot, "psql");
        s.endChange(slot);
        byte[] query = ("select '" + "\u00e4".repeat(2000) + "'").getBytes(StandardCharsets.UTF_8);
        s.reportActive(slot, 77, query, query.length);
        SessionInfo info = s.read(slot);
        assertThat(info).isNotNull();
        assertThat(info.userName()).isEqualTo("alice");
        assertThat(info.state().label()).isEqualTo("active");
        assertThat(info.query()).hasSize(8 + (1023 - 8) / 2).endsWith("\u00e4");
        assertThat(s.byPid(4711)).isEqualTo(slot);
        s.release(slot);
        assertThat(s.read(slot)).isNull();

        StatsRegion stats = new StatsRegion(seg);
        assertThat(stats.add(me, 1, 5, 1259, new long[] {1, 0, 3}, 3)).isTrue();
        assertThat(stats.add(me, 1, 5, 1259, new long[] {1, 0, 3}, 3)).isTrue();
        long[] out = new long[4];
        assertThat(stats.read(me, 1, 5, 1259, out)).isTrue();
        assertThat(out).containsExactly(2, 0, 6, 0);
        stats.dropDatabase(me, 5);
        assertThat(stats.read(me, 1, 5, 1259, out)).isFalse();
    }
}
