package org.hathi.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.hathi.base.PgClock;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.Reaper;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.shm.WaitEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes are killed while they run transactions: either everybody else carries on, or a crash restart is asked for.
 * {@code -Dhathi.kill=200}: more of them, until one asks for a restart.
 */
@Timeout(600)
class KillTest {
    private static final int KILLS = Integer.getInteger("hathi.kill", 4);

    @TempDir
    Path dir;

    private Segment seg;
    private long control;

    private Process start(long seed) throws Exception {
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
                "org.hathi.txn.KillMain",
                Integer.toString(seg.shmid()),
                dir.toString(),
                Long.toString(seed),
                // the long run: most of the time goes to the lock table
                KILLS > 4 ? "2000" : "300000"));
        return new ProcessBuilder(cmd).inheritIO().start();
    }

    private long done(int slot) {
        return Mem.longVolatile(seg.memory(), control + 8 + 8L * slot);
    }

    private void awaitProgress(Txn t, Process p) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        int slot = -1;
        while (slot < 0 && System.nanoTime() < deadline) {
            slot = t.context().proc().slots().byPid((int) p.pid());
        }
        long before = done(slot);
        while (done(slot) < before + 20 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(done(slot)).as("process makes progress").isGreaterThanOrEqualTo(before + 20);
    }

    @Test
    void killedProcessesDisturbNobody() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random rnd = new Random(seed);
        new TestCluster(dir);
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(8));
        specs.addAll(Txn.regions(8, 400, 8));
        specs.add(RegionSpec.zeroed("control", 4096));
        seg = Segment.create(0x48200000 | (OsProcess.pid() & 0xFFFF), specs, OsProcess.pid());
        control = seg.region("control").offset();
        List<Process> all = new ArrayList<>();
        try {
            Proc me = Proc.acquire(seg, ProcRole.POSTMASTER, OsProcess.pid());
            Txn t = new Txn(new TxnContext(me, TxnLog.none(), dir, PgClock.SYSTEM, r -> {}));
            t.bootstrap();
            Process survivor = start(rnd.nextLong());
            all.add(survivor);
            int restarts = 0;
            int repaired = 0;
            for (int k = 0; k < KILLS && restarts == 0; k++) {
                Process victim = start(rnd.nextLong());
                all.add(victim);
                awaitProgress(t, victim);
                for (long until = System.nanoTime() + rnd.nextInt(20_000_000); System.nanoTime() < until; ) {
                    Thread.onSpinWait();
                }
                int slot = me.slots().byPid((int) victim.pid());
                victim.destroyForcibly().waitFor();
                Reaper reaper = new Reaper(seg);
                if (!reaper.begin(slot)) {
                    // died in a critical section: allowed, and then everybody must leave
                    assertThat(seg.crashed()).isTrue();
                    restarts++;
                    System.out.println("depth " + me.slots().criticalDepth(slot) + " wait event "
                            + WaitEvent.name(me.slots().waitEvent(slot)));
                    continue;
                }
                if (reaper.inLockTable(slot)) {
                    repaired++;
                    LockRepair.repair(me, slot);
                } else if (reaper.isLeaving(slot)) {
                    TxnReaper.repairLeaving(me, slot);
                }
                reaper.repairPages(slot);
                assertThat(reaper.settleLocks(slot)).isTrue();
                reaper.releaseLocks(slot);
                int xid = new TxnReaper(t, files -> {}).reap(slot);
                reaper.finish(slot);
                LockTableCheck.check(me);
                assertThat(xid == 0 || !t.procs().isInProgress(xid)).isTrue();
                awaitProgress(t, survivor);
            }
            System.out.println("crash restarts asked for: " + restarts + ", lock tables repaired: " + repaired);
            Mem.intVolatile(seg.memory(), control, 1);
            if (restarts == 0) {
                assertThat(survivor.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(survivor.exitValue()).isZero();
                assertThat(t.locks().snapshot()).isEmpty();
                assertThat(t.locks().lockEntries()).isZero();
                assertThat(t.locks().holderEntries()).isZero();
                assertThat(t.procs().oldestXmin(0)).isEqualTo(t.xids().nextXid());
            }
        } finally {
            for (Process p : all) {
                p.destroyForcibly();
            }
            seg.release();
        }
    }
}
