package org.hathi.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.testkit.PgPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalTest {
    private static final int MB = 1 << 20;

    @TempDir
    Path dir;

    private Segment segment;
    private final WalOptions options = new WalOptions();

    private void cluster(int segmentSize) throws Exception {
        Files.createDirectories(dir.resolve("pg_wal"));
        Files.createDirectories(dir.resolve("global"));
        ControlFile c = WalBootstrap.privateControlFile();
        c.initialise(7711163474688753739L, segmentSize, 1, new byte[32]);
        CheckPoint p = new CheckPoint();
        p.nextXid = 3;
        p.nextOid = 16384;
        p.nextMulti = 1;
        p.oldestXid = 3;
        p.oldestXidDb = 1;
        p.oldestMulti = 1;
        p.oldestMultiDb = 1;
        options.fsync = false;
        WalBootstrap.create(dir, c, p, options, 1_700_000_000L);
    }

    private Wal start(int walBuffers) {
        return start(walBuffers, 16);
    }

    private Wal start(int walBuffers, int procs) {
        ControlFile disk = WalBootstrap.privateControlFile();
        disk.load(dir);
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(procs));
        specs.addAll(Wal.regions(walBuffers, procs, disk.walSegmentSize()));
        segment = Segment.local(specs);
        Wal wal = wal();
        wal.controlFile().load(dir);
        try (WalReader r = new WalReader(dir.resolve("pg_wal"), 1, disk.walSegmentSize(), disk.systemIdentifier())) {
            r.begin(disk.checkPoint());
            while (r.next() != null) {
                // to the end
            }
            MemorySegment page = Arena.ofAuto().allocate(Blocks.SIZE);
            if (r.endLsn() % Blocks.SIZE != 0) {
                assertThat(r.copyPage(r.endLsn(), page, 0)).isTrue();
            }
            wal.setRedo(disk.checkPointCopy().redo);
            wal.startInsertion(r.endLsn(), r.lastLsn(), 1, 1, page, 0);
        }
        return wal;
    }

    private Wal wal() {
        return new Wal(Proc.acquire(segment, ProcRole.BACKEND, 1), dir, options);
    }

    private WalReader reader() {
        WalReader r = new WalReader(dir.resolve("pg_wal"), 1, segment == null ? 16 * MB : seg(), 0);
        r.begin(seg() + 40L);
        return r;
    }

    private int seg() {
        return new WalShared(segment.memory(), segment.region(Wal.REGION).offset()).segmentSize();
    }

    @Test
    void controlFileSatisfiesPostgres() throws Exception {
        assumeTrue(PgPrograms.has("pg_controldata"));
        cluster(16 * MB);
        String out = PgPrograms.run("pg_controldata", dir.toString());
        assertThat(out)
                .contains("Database cluster state:               shut down")
                .contains("Latest checkpoint location:           0/1000028")
                .contains("Data page checksum version:           1")
                .doesNotContain("WARNING");
    }

    @Test
    void recordsComeBackAndPgWaldumpReadsThem() throws Exception {
        cluster(MB);
        Wal wal = start(16);
        RelFileNode rel = new RelFileNode(1663, 5, 16384);
        MemorySegment page = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        Page.init(page, 0, 0);
        Mem.put8(page, 8191, 77);
        Page.setUpper(page, 0, 8000);
        wal.setXid(1234);
        long end1 = wal.record()
                .data(new byte[] {1, 2, 3})
                .buffer(0, rel, 0, 9, page, 0, BlockFlags.STANDARD)
                .bufferData(0, new byte[] {7, 8})
                .insert(Rmgr.GENERIC, 0);
        Page.setLsn(page, 0, end1);
        wal.record()
                .data(new byte[300])
                .buffer(0, rel, 0, 9, page, 0, BlockFlags.STANDARD)
                .bufferData(0, new byte[] {7, 8})
                .buffer(1, rel, 2, 1, page, 0, BlockFlags.WILL_INIT)
                .insert(Rmgr.GENERIC, 0);
        options.compression = WalOptions.Compression.PGLZ;
        wal.logPage(rel, 0, 10, page, 0, false);
        options.compression = WalOptions.Compression.LZ4;
        wal.logPage(rel, 0, 11, page, 0, true);
        wal.flush(wal.lastRecordEnd());
        try (WalReader r = reader()) {
            assertThat(r.next().info()).isEqualTo(XlogInfo.CHECKPOINT_SHUTDOWN);
            WalRecord rec = r.next();
            assertThat(rec.rmid()).isEqualTo(Rmgr.GENERIC);
            assertThat(rec.xid()).isEqualTo(1234);
            assertThat(rec.endLsn()).isEqualTo(end1);
            assertThat(rec.applyImage(0)).isTrue();
            assertThat(rec.hasBlockData(0)).isFalse();
            assertThat(Mem.bytes(rec.memory(), rec.data(), rec.dataLength())).containsExactly(1, 2, 3);
            MemorySegment back = Arena.ofAuto().allocate(Blocks.SIZE, 8);
            rec.restoreImage(0, back, 0);
            assertThat(Mem.u8(back, 8191)).isEqualTo(77);
            assertThat(Page.upper(back, 0)).isEqualTo(8000);
            rec = r.next();
            assertThat(rec.hasImage(0)).isFalse();
            assertThat(Mem.bytes(rec.memory(), rec.blockData(0), rec.blockDataLength(0)))
                    .containsExactly(7, 8);
            assertThat(rec.relation(1)).isEqualTo(rel);
            assertThat(rec.fork(1)).isEqualTo(2);
            assertThat(rec.willInit(1)).isTrue();
            rec = r.next();
            assertThat(rec.info()).isEqualTo(XlogInfo.FPI);
            assertThat(rec.length()).isLessThan(1000);
            back.fill((byte) 1);
            rec.restoreImage(0, back, 0);
            assertThat(back.mismatch(page)).isEqualTo(-1);
            rec = r.next();
            back.fill((byte) 1);
            rec.restoreImage(0, back, 0);
            assertThat(back.mismatch(page)).isEqualTo(-1);
            assertThat(r.next()).isNull();
            assertThat(r.error()).contains("invalid record length");
        }
        assumeTrue(PgPrograms.has("pg_waldump"));
        String out = PgPrograms.output("pg_waldump", "-p", dir.resolve("pg_wal").toString(), "-s", "0/100028");
        assertThat(out).contains("CHECKPOINT_SHUTDOWN").contains("blkref #0: rel 1663/5/16384 blk 9 FPW");
        String images = PgPrograms.output(
                "pg_waldump", "-b", "-p", dir.resolve("pg_wal").toString(), "-s", "0/100028");
        assertThat(images).contains("method: lz4").contains("method: pglz");
        assertThat(out).contains("desc: FPI , blkref #0: rel 1663/5/16384 blk 10 FPW");
    }

    @Test
    void manyWritersShareTheLogThroughSmallBuffers() throws Exception {
        cluster(MB);
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        start(8);
        int threads = 4;
        ConcurrentHashMap<Long, Integer> expected = new ConcurrentHashMap<>();
        List<Thread> list = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int id = t;
            Wal w = wal();
            Thread thread = new Thread(() -> {
                try {
                    Random random = new Random(seed + id);
                    for (int i = 0; i < 400; i++) {
                        byte[] data = new byte
                                [random.nextInt(10) == 0 ? 1 + random.nextInt(90_000) : 1 + random.nextInt(200)];
                        random.nextBytes(data);
                        long end = w.record().data(data).insert(Rmgr.GENERIC, 0);
                        expected.put(end, java.util.Arrays.hashCode(data));
                        if (i % 20 == 0) {
                            w.flush(end);
                            assertThat(w.flushedLsn()).isGreaterThanOrEqualTo(end);
                        } else if (i % 50 == 1) {
                            w.backgroundFlush();
                        } else if (i % 150 == 3 && id == 0) {
                            long redo = w.chooseRedo(0);
                            assertThat(redo).isLessThanOrEqualTo(w.insertLsn());
                            w.switchSegment();
                        }
                    }
                    w.flush(w.lastRecordEnd());
                } catch (Throwable e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            list.add(thread);
            thread.start();
        }
        for (Thread t : list) {
            t.join(60_000);
            assertThat(t.isAlive()).isFalse();
        }
        assertThat(failures).isEmpty();
        int seen = readBack(expected);
        assertThat(seen).isEqualTo(threads * 400);
        Wal w = wal();
        assertThat(w.stats().get(WalStats.RECORDS)).isGreaterThanOrEqualTo(threads * 400L);
        w.flush(w.insertEndLsn());
        // and it can be continued after a restart
        Wal again = start(8);
        long end = again.record().data(new byte[9000]).insert(Rmgr.GENERIC, 0);
        again.flush(end);
        try (WalReader r = reader()) {
            int n = 0;
            while (r.next() != null) {
                n++;
            }
            assertThat(n).isGreaterThanOrEqualTo(seen + 2);
            assertThat(r.endLsn()).isEqualTo(end);
        }
    }

    private int readBack(ConcurrentHashMap<Long, Integer> expected) throws Exception {
        int seen = 0;
        try (WalReader r = reader()) {
            WalRecord rec = r.next();
            while (rec != null) {
                if (rec.rmid() == Rmgr.GENERIC) {
                    seen++;
                    byte[] data = Mem.bytes(rec.memory(), rec.data(), rec.dataLength());
                    assertThat(java.util.Arrays.hashCode(data)).isEqualTo(expected.get(rec.endLsn()));
                }
                rec = r.next();
            }
        }
        return seen;
    }

    @Test
    void flushBeyondTheEndIsAnError() throws Exception {
        cluster(MB);
        Wal wal = start(8);
        assertThatThrownBy(() -> wal.flush(wal.insertLsn() + 100_000))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining("is not satisfied");
    }

    @Test
    void aDeadLeaderIsReplaced() throws Exception {
        cluster(MB);
        Wal wal = start(8);
        WalShared s = wal.shared();
        int dead = 11;
        assertThat(s.cas32(WalShared.FLUSH_OWNER, 0, dead + 1)).isTrue();
        long end = wal.record().data(new byte[10]).insert(Rmgr.GENERIC, 0);
        Thread t = new Thread(() -> wal.flush(end));
        t.start();
        while (s.get32(WalShared.FLUSH_WAITERS) + s.get32(WalShared.FLUSH_WAITERS + 4) == 0) {
            Thread.onSpinWait();
        }
        assertThat(s.releaseDead(dead, false)).isTrue();
        t.join(10_000);
        assertThat(wal.flushedLsn()).isGreaterThanOrEqualTo(end);
        s.setInserting(dead, 1);
        assertThat(s.releaseDead(dead, false)).isFalse();
        s.setInserting(dead, 0);
    }

    /** A process that dies between reserving space and saying so: it may have it, another one, or nobody. */
    @Test
    void whatTheDeadReservedIsFound() throws Exception {
        cluster(MB);
        Wal wal = start(8);
        WalShared s = wal.shared();
        long first = wal.insertLsn();
        int dead = 11;
        int other = 10;
        // nobody
        long state = aboutToReserve(s, dead, 40);
        assertThat(wal.finishInsertion(dead, false)).isTrue();
        assertThat(wal.insertLsn()).isEqualTo(first);
        // the dead: the space gets a record that says nothing
        aboutToReserve(s, dead, 40);
        assertThat(s.cas64(WalShared.STATE, state, (state >>> 24) + 5 << 24 | 5))
                .isTrue();
        assertThat(wal.finishInsertion(dead, false)).isTrue();
        // another one, which is done
        aboutToReserve(s, dead, 40);
        wal.record().data(new byte[] {7}).insert(Rmgr.GENERIC, 0);
        assertThat(wal.finishInsertion(dead, false)).isTrue();
        // another one, which has copied nothing yet
        state = aboutToReserve(s, dead, 40);
        aboutToReserve(s, other, 40);
        long at = wal.insertLsn();
        assertThat(s.cas64(WalShared.STATE, state, (state >>> 24) + 5 << 24 | 5))
                .isTrue();
        s.setInserting(other, at);
        s.reserved(other);
        assertThat(wal.finishInsertion(dead, false)).isTrue();
        assertThat(s.isInserting(other)).isTrue();
        assertThat(wal.finishInsertion(other, false)).isTrue(); // and dies as well
        // two dead ones: nobody can tell which has it
        state = aboutToReserve(s, dead, 40);
        aboutToReserve(s, other, 48);
        assertThat(wal.finishInsertion(other, false)).isTrue();
        assertThat(wal.finishInsertion(dead, false)).isTrue();
        long end = wal.record().data(new byte[] {8}).insert(Rmgr.GENERIC, 0);
        wal.flush(end);
        List<Integer> managers = new ArrayList<>();
        try (WalReader r = reader()) {
            for (WalRecord w = r.next(); w != null; w = r.next()) {
                if (r.lastLsn() >= first) {
                    managers.add(w.rmid());
                }
            }
        }
        assertThat(managers).containsExactly(Rmgr.XLOG, Rmgr.GENERIC, Rmgr.XLOG, Rmgr.GENERIC);
    }

    private static long aboutToReserve(WalShared s, int slot, int size) {
        long state = s.get64(WalShared.STATE);
        s.setInserting(slot, 1);
        s.reserving(slot, s.get64(WalShared.BASE), state, size);
        return state;
    }

    @Test
    void bytePositionsRoundTrip() {
        int seg = MB;
        for (long pos = 0; pos < 3L * seg; pos += 8) {
            long lsn = WalFormat.toLsn(pos, seg);
            assertThat(WalFormat.toBytePos(lsn, seg)).isEqualTo(pos);
            assertThat(WalFormat.toBytePos(WalFormat.toEndLsn(pos, seg), seg)).isEqualTo(pos);
        }
    }
}
