package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the races of one VM run over: a private segment, a process slot per actor, and a ring of small areas from which each
 * state of a test takes its own. The ring is far longer than the states that are alive at a time (see RacesTest's options).
 */
final class RaceBed {
    /** Bytes of a state's area: locks at 0 and 16, then words of the test. */
    static final int AREA = 128;
    /** Where a test's own words begin in its area. */
    static final int WORDS = 64;

    private static final int AREAS = 1 << 14;
    private static final int SLEEPERS = 1 << 11;

    static final RaceBed BED = new RaceBed();

    final Segment segment;
    final MemorySegment m;
    final Proc first;
    final Proc second;
    final Proc third;
    final SharedHash hash;
    final SharedQueue queue;
    private final Proc[] sleepers = new Proc[SLEEPERS];
    private final ThreadLocal<Proc> arbiters;
    private final long areas;
    private final AtomicInteger next = new AtomicInteger();

    private RaceBed() {
        List<RegionSpec> specs = new ArrayList<>();
        specs.add(ProcSlots.spec(SLEEPERS + 2048));
        specs.add(PageUndo.spec(SLEEPERS + 2048));
        specs.add(new RegionSpec("areas", (long) AREAS * AREA, (m, off, size) -> {}));
        specs.add(SharedHash.spec("hash", 1 << 12, 4, 8, 8, LwTranche.LOCK_MANAGER));
        specs.add(SharedQueue.spec("queue", 8, LwTranche.LOCK_MANAGER));
        segment = Segment.local(specs);
        m = segment.memory();
        areas = segment.region("areas").offset();
        first = Proc.acquire(segment, ProcRole.BACKEND, 1);
        second = Proc.acquire(segment, ProcRole.BACKEND, 2);
        third = Proc.acquire(segment, ProcRole.BACKEND, 3);
        for (int i = 0; i < SLEEPERS; i++) {
            sleepers[i] = Proc.acquire(segment, ProcRole.BACKEND, 10 + i);
        }
        arbiters = ThreadLocal.withInitial(() -> Proc.acquire(segment, ProcRole.BACKEND, 4));
        hash = new SharedHash(segment, "hash");
        queue = new SharedQueue(segment, "queue");
    }

    /** A zeroed area with two free locks. */
    long area() {
        long at = areas + (long) (next.getAndIncrement() & (AREAS - 1)) * AREA;
        m.asSlice(at, AREA).fill((byte) 0);
        LwLock.init(m, at, LwTranche.LOCK_MANAGER);
        LwLock.init(m, at + LwLock.SIZE, LwTranche.LOCK_MANAGER);
        return at;
    }

    /** A process of the state's own, its latch clear. */
    Proc sleeper() {
        Proc p = sleepers[next.getAndIncrement() & (SLEEPERS - 1)];
        p.resetLatch();
        return p;
    }

    /** The process of an arbiter: jcstress runs arbiters of several states at a time, each thread has its own. */
    Proc arbiter() {
        return arbiters.get();
    }

    /** A number no living state shares. */
    long unique() {
        return next.getAndIncrement();
    }
}
