package org.hathi.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hathi.os.OsProcess;
import org.junit.jupiter.api.Test;

/** Several JVMs over one System V segment; one of them killed with a lock in its hands. */
class MultiProcessTest {
    private static final int ROUNDS = 20_000;

    private static Process start(Segment seg, String mode) throws Exception {
        List<String> cmd = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-ea"));
        String cp = System.getProperty("java.class.path");
        String mp = System.getProperty("jdk.module.path");
        cmd.addAll(List.of(
                "-cp",
                mp == null ? cp : cp + ":" + mp + ":" + Path.of("target", "test-classes"),
                "org.hathi.shm.HammerMain",
                Integer.toString(seg.shmid()),
                Integer.toString(ROUNDS),
                mode));
        return new ProcessBuilder(cmd).inheritIO().start();
    }

    @Test
    void processesExcludeEachOtherAndTheDeadAreCleanedUp() throws Exception {
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(16));
        specs.add(new RegionSpec("hammer", 4096, (m, off, s) -> LwLock.init(m, off, LwTranche.LOCK_MANAGER)));
        Segment seg = Segment.create(0x48000000 | (OsProcess.pid() & 0xFFFF), specs, OsProcess.pid());
        List<Process> children = new ArrayList<>();
        try {
            MemorySegment m = seg.memory();
            long r = seg.region("hammer").offset();
            Process victim = start(seg, "die");
            children.add(victim);
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (Mem.intVolatile(m, r + 100) == 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            Process a = start(seg, "work");
            Process b = start(seg, "work");
            children.add(a);
            children.add(b);
            while (Mem.intVolatile(m, r + 96) < 3 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            ProcSlots slots = new ProcSlots(seg);
            int dead = slots.byPid((int) victim.pid());
            assertThat(LwLock.heldBy(m, r)).isEqualTo(dead);
            victim.destroyForcibly().waitFor();
            Reaper reaper = new Reaper(seg);
            assertThat(reaper.begin(dead)).isTrue();
            assertThat(reaper.releaseLocks(dead)).isEqualTo(1);
            reaper.finish(dead);
            assertThat(a.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(b.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(a.exitValue()).isZero();
            assertThat(b.exitValue()).isZero();
            assertThat(m.get(JAVA_INT, r + 104)).isZero();
            assertThat(m.get(JAVA_LONG, r + 64)).isEqualTo(2L * ROUNDS * 3 / 4);
            assertThat(slots.inUse(dead)).isFalse();
            assertThat(slots.running()).isZero();
        } finally {
            for (Process p : children) {
                p.destroyForcibly();
            }
            seg.release();
        }
    }
}
