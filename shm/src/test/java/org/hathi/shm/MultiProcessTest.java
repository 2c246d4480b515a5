package org.hathi.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several JVMs over one System V segment: locks, latches, process slots, the queue; one killed with a lock in its hands. */
class MultiProcessTest {
    private static final int ROUNDS = 20_000;

    private static Process start(Segment seg, String mode, int rounds) throws Exception {
        List<String> cmd = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-ea"));
        String cp = System.getProperty("java.class.path");
        String mp = System.getProperty("jdk.module.path");
        cmd.addAll(List.of(
                "-cp",
                mp == null ? cp : cp + ":" + mp + ":" + Path.of("target", "test-classes"),
                "org.hathi.shm.HammerMain",
                Integer.toString(seg.shmid()),
                Integer.toString(rounds),
                mode));
        return new ProcessBuilder(cmd).inheritIO().start();
    }

    private static final int PROCS = 16;

    private final List<Process> children = new ArrayList<>();
    private Segment seg;
    private MemorySegment m;
    private long r;

    @BeforeEach
    void create() {
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(PROCS));
        specs.add(new RegionSpec("hammer", 4096, (mem, off, s) -> LwLock.init(mem, off, LwTranche.LOCK_MANAGER)));
        specs.add(SharedQueue.spec("queue", 16, LwTranche.LOCK_MANAGER));
        seg = Segment.create(0x48000000 | (OsProcess.pid() & 0xFFFF), specs, OsProcess.pid());
        m = seg.memory();
        r = seg.region("hammer").offset();
    }

    @AfterEach
    void remove() {
        for (Process p : children) {
            p.destroyForcibly();
        }
        seg.release();
    }

    private Process child(String mode, int rounds) throws Exception {
        Process p = start(seg, mode, rounds);
        children.add(p);
        return p;
    }

    private void awaitWord(int at, int atLeast) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (Mem.intVolatile(m, r + at) < atLeast && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(Mem.intVolatile(m, r + at)).isGreaterThanOrEqualTo(atLeast);
    }

    private void finished(Process... ps) throws Exception {
        for (Process p : ps) {
            assertThat(p.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(p.exitValue()).isZero();
        }
        assertThat(Mem.i32(m, r + HammerMain.ERRORS)).isZero();
    }

    @Test
    void processesExcludeEachOtherAndTheDeadAreCleanedUp() throws Exception {
        Process victim = child("die", ROUNDS);
        awaitWord(HammerMain.READY, 1);
        Process a = child("work", ROUNDS);
        Process b = child("work", ROUNDS);
        awaitWord(HammerMain.RUNNING, 3);
        ProcSlots slots = new ProcSlots(seg);
        int dead = slots.byPid((int) victim.pid());
        assertThat(LwLock.heldBy(m, r)).isEqualTo(dead);
        victim.destroyForcibly().waitFor();
        Reaper reaper = new Reaper(seg);
        assertThat(reaper.begin(dead)).isTrue();
        assertThat(reaper.settleLocks(dead)).isTrue();
        assertThat(reaper.releaseLocks(dead)).isEqualTo(1);
        reaper.finish(dead);
        finished(a, b);
        assertThat(Mem.i64(m, r + 64)).isEqualTo(2L * ROUNDS * 3 / 4);
        assertThat(slots.inUse(dead)).isFalse();
        assertThat(slots.running()).isZero();
    }

    @Test
    void slotsHaveOneOwnerAtATime() throws Exception {
        finished(child("slots", 3_000), child("slots", 3_000), child("slots", 3_000));
        ProcSlots slots = new ProcSlots(seg);
        for (int i = 0; i < PROCS; i++) {
            assertThat(slots.inUse(i)).as("slot %d", i).isFalse();
        }
        assertThat(slots.running()).isZero();
    }

    @Test
    void noWakeUpIsLost() throws Exception {
        int rounds = 3_000;
        finished(child("ping", rounds), child("pong", rounds));
        assertThat(Mem.intVolatile(m, r + HammerMain.BALL)).isEqualTo(2 * rounds);
    }

    @Test
    void readersOfTheQueueMissNothingUnnoticed() throws Exception {
        int rounds = 20_000;
        Process a = child("send", rounds);
        Process b = child("send", rounds);
        SharedQueue queue = new SharedQueue(seg, "queue");
        MemorySegment in = Arena.ofAuto().allocate(256);
        Map<Long, Long> seen = new HashMap<>();
        long position = queue.position();
        long delivered = 0;
        long lost = 0;
        while (a.isAlive() || b.isAlive() || queue.hasMore(position)) {
            int n = queue.read(position, in, 0, 16);
            if (n < 0) {
                long to = queue.position();
                lost += to - position;
                position = to;
                continue;
            }
            position += n;
            delivered += n;
            for (int i = 0; i < n; i++) {
                long v = Mem.i64(in, 16L * i);
                assertThat(Mem.i64(in, 16L * i + 8)).isEqualTo(~v);
                assertThat(v).isGreaterThan(seen.getOrDefault(v >>> 40, 0L));
                seen.put(v >>> 40, v);
            }
        }
        finished(a, b);
        long sent = 0;
        for (int i = 0; i < rounds; i++) {
            sent += 2 * (1 + i % 3);
        }
        assertThat(delivered + lost).isEqualTo(sent);
        // a reader that gets no processor may have lost all; what is still in the queue can be read
        assertThat(queue.read(queue.position() - 16, in, 0, 16)).isEqualTo(16);
        for (int i = 0; i < 16; i++) {
            assertThat(Mem.i64(in, 16L * i + 8)).isEqualTo(~Mem.i64(in, 16L * i));
        }
    }
}
