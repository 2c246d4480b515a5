package org.hathi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.testkit.PgPrograms;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalBootstrap;
import org.hathi.wal.WalOptions;
import org.hathi.wal.WalRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    private static final int MB = 1 << 20;
    private static final int PROCS = 12;
    private static final RelFileNode REL = new RelFileNode(1663, 1, 16384);

    @TempDir
    Path dir;

    private Segment segment;
    private final StorageOptions options = new StorageOptions();
    private final WalOptions walOptions = new WalOptions();
    private final List<String> log = new ArrayList<>();
    private final Reporter reporter = r -> {
        synchronized (log) {
            log.add(r.message());
        }
    };

    /** Toy: adds a number to a counter on a page. */
    private static final class Toy implements ResourceManager {
        @Override
        public int id() {
            return Rmgr.GENERIC;
        }

        @Override
        public void redo(WalRecord r, RedoContext cx) {
            int action = cx.readForRedo(r, 0);
            if (action == RedoContext.NOT_FOUND) {
                return;
            }
            int buf = cx.buffer();
            if (action == RedoContext.NEEDS_REDO) {
                long at = cx.offset(buf) + 4000;
                Mem.put64(cx.memory(buf), at, Mem.i64(cx.memory(buf), at) + Mem.i64(r.memory(), r.data()));
                cx.done(buf, r);
            } else {
                cx.release(buf);
            }
        }
    }

    @BeforeEach
    void cluster() throws Exception {
        options.fsync = false;
        walOptions.fsync = false;
        DataDirectory.createLayout(dir, false);
        ControlFile c = WalBootstrap.privateControlFile();
        c.initialise(7711163474688753739L, MB, 1, new byte[32]);
        CheckPoint p = new CheckPoint();
        p.nextXid = 3;
        p.nextOid = 16384;
        p.nextMulti = 1;
        p.oldestXid = 3;
        p.oldestXidDb = 1;
        p.oldestMulti = 1;
        p.oldestMultiDb = 1;
        WalBootstrap.create(dir, c, p, walOptions, 1_700_000_000L);
    }

    private Storage start(int buffers) {
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(PROCS));
        specs.addAll(Storage.regions(buffers, 8, PROCS, MB));
        segment = Segment.local(specs);
        Storage s = process();
        Recovery r = new Recovery(s, PgClock.SYSTEM, Interrupts.NONE);
        r.register(new Toy());
        r.run(
                new CheckpointParticipant() {
                    @Override
                    public void fill(CheckPoint c, boolean shutdown) {
                        c.nextXid = 3;
                        c.nextOid = 16384;
                    }
                },
                null);
        s.checkpoints().becomeCheckpointer();
        return s;
    }

    private Storage process() {
        return process(1);
    }

    private Storage process(int pid) {
        return new Storage(
                Proc.acquire(segment, ProcRole.BACKEND, pid), dir, walOptions, options, reporter, PgClock.SYSTEM);
    }

    private static void add(Storage s, int buf, long n) {
        BufferPool pool = s.pool();
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        s.proc().enterCritical();
        Mem.put64(m, p + 4000, Mem.i64(m, p + 4000) + n);
        pool.markDirty(buf);
        long lsn = s.wal()
                .record()
                .data64(n)
                .buffer(0, pool.relation(buf), pool.fork(buf), pool.block(buf), m, p, BlockFlags.STANDARD)
                .insert(Rmgr.GENERIC, 0);
        Page.setLsn(m, p, lsn);
        s.proc().exitCritical();
    }

    private static void grow(Storage s, int blocks) {
        s.files().create(REL, Fork.MAIN, true);
        for (int i = 0; i < blocks; i++) {
            int buf = s.pool().extend(REL, Fork.MAIN, null);
            MemorySegment m = s.pool().memory(buf);
            long p = s.pool().offset(buf);
            Page.init(m, p, 0);
            Page.setUpper(m, p, 3000);
            s.pool().markDirty(buf);
            s.proc().enterCritical();
            Page.setLsn(m, p, s.wal().logPage(REL, Fork.MAIN, i, m, p, true));
            s.proc().exitCritical();
            s.pool().unlockRelease(buf);
        }
    }

    private static long value(Storage s, int block) {
        int buf = s.pool().read(REL, Fork.MAIN, block);
        s.pool().lockShared(buf);
        long v = Mem.i64(s.pool().memory(buf), s.pool().offset(buf) + 4000);
        s.pool().unlockRelease(buf);
        return v;
    }

    @Test
    void crashLosesNothingFlushed() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        int blocks = 40;
        long[] expected = new long[blocks];
        Storage s = start(16); // far smaller than the relation: pages are evicted all the time
        grow(s, blocks);
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 300; i++) {
                int block = random.nextInt(blocks);
                int buf = s.pool().read(REL, Fork.MAIN, block);
                s.pool().lockExclusive(buf);
                add(s, buf, i + 1);
                s.pool().unlockRelease(buf);
                expected[block] += i + 1;
                if (i == 150 && round % 2 == 0) {
                    s.checkpoints().create(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE);
                }
            }
            s.wal().flush(s.wal().lastRecordEnd());
            assertThat(s.pool().pinned()).isZero();
            s.close();
            if (round == 2) {
                tear(blocks);
            }
            s = start(16); // the old segment is simply forgotten: a crash
            for (int b = 0; b < blocks; b++) {
                assertThat(value(s, b)).as("round=%d block=%d", round, b).isEqualTo(expected[b]);
            }
        }
        assertThat(log).anyMatch(m -> m.startsWith("redo starts at"));
        assertThat(log).anyMatch(m -> m.startsWith("checkpoint complete: wrote"));
    }

    /** Spoils every page that changed since the checkpoint: full-page images must mend them. */
    private void tear(int blocks) throws Exception {
        ControlFile c = WalBootstrap.privateControlFile();
        c.load(dir);
        long redo = c.checkPointCopy().redo;
        try (RandomAccessFile f =
                new RandomAccessFile(dir.resolve("base/1/16384").toFile(), "rw")) {
            for (int b = 0; b < blocks; b++) {
                f.seek((long) b * Blocks.SIZE);
                long lsn = Integer.toUnsignedLong(Integer.reverseBytes(f.readInt())) << 32
                        | Integer.toUnsignedLong(Integer.reverseBytes(f.readInt()));
                if (lsn > redo) {
                    f.seek((long) b * Blocks.SIZE + 4096);
                    f.write(new byte[4096]);
                }
            }
        }
    }

    @Test
    void shutdownIsCleanAndToolsOfPostgresAgree() throws Exception {
        Storage s = start(64);
        grow(s, 20);
        s.fsm().record(REL, 3, 4000);
        s.fsm().vacuum(REL);
        int vm = s.vm().pin(REL, 5, 0);
        s.pool().release(vm);
        s.checkpoints().create(CheckpointFlags.IS_SHUTDOWN | CheckpointFlags.IMMEDIATE);
        s.close();
        log.clear();
        assumeTrue(PgPrograms.has("pg_checksums"));
        assertThat(PgPrograms.run("pg_controldata", dir.toString())).contains("shut down\n");
        assertThat(PgPrograms.run("pg_checksums", "-c", "-D", dir.toString())).contains("Bad checksums:  0");
        assertThat(PgPrograms.output("pg_waldump", "-p", dir.resolve("pg_wal").toString(), "-s", "0/100028"))
                .contains("CHECKPOINT_SHUTDOWN")
                .contains("desc: CREATE base/1/16384");
        Storage again = start(64);
        assertThat(log).noneMatch(m -> m.contains("redo"));
        assertThat(again.pool().nblocks(REL, Fork.MAIN)).isEqualTo(20);
        assertThat(again.fsm().pageWithFreeSpace(REL, 3900)).isEqualTo(3);
    }

    @Test
    void threadsShareTheBuffers() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Storage s = start(24);
        int blocks = 60;
        grow(s, blocks);
        AtomicLong total = new AtomicLong();
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int id = t;
            Storage mine = process();
            Thread thread = new Thread(() -> {
                try {
                    Random random = new Random(seed + id);
                    for (int i = 0; i < 1500; i++) {
                        int block = random.nextInt(blocks);
                        BufferRing ring = i % 7 == 0 ? BufferRing.bulkRead() : null;
                        int buf = mine.pool().read(REL, Fork.MAIN, block, ReadMode.NORMAL, ring);
                        assertThat(mine.pool().block(buf)).isEqualTo(block);
                        if (random.nextInt(3) == 0) {
                            mine.pool().lockExclusive(buf);
                            add(mine, buf, i);
                            total.addAndGet(i);
                            mine.pool().unlock(buf);
                        } else if (id == 0 && random.nextInt(20) == 0) { // two at a time would be an error
                            mine.pool().lockForCleanup(buf);
                            assertThat(mine.pool().isCleanupOk(buf)).isTrue();
                            mine.pool().unlock(buf);
                        } else {
                            mine.pool().lockShared(buf);
                            if (random.nextInt(4) == 0) {
                                mine.pool().markDirtyHint(buf, true);
                            }
                            mine.pool().unlock(buf);
                        }
                        mine.pool().release(buf);
                    }
                    assertThat(mine.pool().pinned()).isZero();
                    mine.close();
                } catch (Throwable e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (int i = 0; i < 5; i++) {
            s.checkpoints().create(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE);
            s.checkpoints().cleanAhead();
        }
        for (Thread t : threads) {
            t.join(20_000);
            synchronized (failures) {
                assertThat(failures).isEmpty();
            }
            assertThat(t.isAlive()).isFalse();
        }
        assertThat(sum(s, blocks)).isEqualTo(total.get());
        s.wal().flush(s.wal().insertEndLsn());
        s.close();
        Storage again = start(24);
        assertThat(sum(again, blocks)).isEqualTo(total.get());
    }

    private static long sum(Storage s, int blocks) {
        long sum = 0;
        for (int b = 0; b < blocks; b++) {
            sum += value(s, b);
        }
        return sum;
    }

    @Test
    void badPageIsAnError() throws Exception {
        Storage s = start(16);
        grow(s, 3);
        s.checkpoints().create(CheckpointFlags.IS_SHUTDOWN | CheckpointFlags.IMMEDIATE);
        s.close();
        try (RandomAccessFile f =
                new RandomAccessFile(dir.resolve("base/1/16384").toFile(), "rw")) {
            f.seek(Blocks.SIZE + 5000);
            f.write(1);
        }
        Storage again = start(16);
        assertThatThrownBy(() -> again.pool().read(REL, Fork.MAIN, 1))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED))
                .hasMessage("invalid page in block 1 of relation base/1/16384");
        assertThat(again.pool().pinned()).isZero();
        assertThatThrownBy(() -> again.pool().read(REL, Fork.MAIN, 9))
                .hasMessage("could not read block 9 in file \"base/1/16384\": read only 0 of 8192 bytes");
        options.zeroDamagedPages = true;
        int buf = again.pool().read(REL, Fork.MAIN, 1);
        assertThat(Page.isNew(again.pool().memory(buf), again.pool().offset(buf)))
                .isTrue();
        again.pool().release(buf);
        assertThatThrownBy(() -> again.pool().read(new RelFileNode(1663, 1, 999), Fork.MAIN, 0))
                .hasMessage("could not open file \"base/1/999\": No such file or directory");
    }

    @Test
    void truncateAndDrop() {
        Storage s = start(32);
        grow(s, 10);
        s.fsm().record(REL, 9, 5000);
        s.fsm().vacuum(REL);
        assertThat(s.fsm().pageWithFreeSpace(REL, 4000)).isEqualTo(9);
        s.files().truncate(REL, 4, true);
        assertThat(s.pool().nblocks(REL, Fork.MAIN)).isEqualTo(4);
        assertThat(s.fsm().pageWithFreeSpace(REL, 4000)).isEqualTo(Blocks.INVALID);
        s.wal().flush(s.wal().insertEndLsn());
        s.close();
        Storage again = start(32);
        assertThat(again.pool().nblocks(REL, Fork.MAIN)).isEqualTo(4);
        again.files().drop(REL);
        assertThat(dir.resolve("base/1/16384")).isEmptyFile();
        assertThat(dir.resolve("base/1/16384_fsm")).doesNotExist();
        again.checkpoints().create(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE);
        assertThat(dir.resolve("base/1/16384")).doesNotExist();
    }

    @Test
    void visibilityMapKeepsTwoBitsABlock() {
        Storage s = start(32);
        grow(s, 2);
        int heap = s.pool().read(REL, Fork.MAIN, 1);
        int vm = s.vm().pin(REL, 1, 0);
        s.pool().lockExclusive(heap);
        s.vm().set(REL, 1, heap, 0, vm, 0, Vm.ALL_VISIBLE | Vm.ALL_FROZEN, true);
        s.pool().unlockRelease(heap);
        int[] pinned = {0};
        assertThat(s.vm().status(REL, 1, pinned)).isEqualTo(3);
        assertThat(s.vm().status(REL, 0, pinned)).isZero();
        s.pool().release(pinned[0]);
        assertThat(s.vm().count(REL)).isEqualTo(1L << 32 | 1);
        assertThat(s.vm().clear(REL, 1, vm, Vm.VALID_BITS)).isTrue();
        assertThat(s.vm().clear(REL, 1, vm, Vm.VALID_BITS)).isFalse();
        s.pool().release(vm);
        assertThat(s.pool().pinned()).isZero();
    }

    @Test
    void freeSpaceMapFindsWhatWasRecorded() {
        Storage s = start(32);
        grow(s, 50);
        Random random = new Random(42);
        for (int b = 0; b < 50; b++) {
            s.fsm().record(REL, b, random.nextInt(2000));
        }
        s.fsm().record(REL, 33, 6000);
        s.fsm().vacuum(REL);
        assertThat(s.fsm().pageWithFreeSpace(REL, 5000)).isEqualTo(33);
        assertThat(s.fsm().recordAndSearch(REL, 33, 10, 5000)).isEqualTo(Blocks.INVALID);
        assertThat(s.fsm().recordedFreeSpace(REL, 33)).isZero();
        assertThat(Fsm.physical(0, 0)).isEqualTo(2);
        assertThat(Fsm.physical(2, 0)).isZero();
        assertThat(Fsm.physical(0, 4069)).isEqualTo(4069 + 3);
    }

    @Test
    void temporaryRelationsStayLocal() {
        Storage s = start(16);
        RelFileNode temp = new RelFileNode(1663, 1, 20000, 3);
        options.tempBuffers = 4;
        s.files().create(temp, Fork.MAIN, false);
        for (int i = 0; i < 10; i++) {
            int buf = s.pool().extend(temp, Fork.MAIN, null);
            assertThat(buf).isNegative();
            Page.init(s.pool().memory(buf), s.pool().offset(buf), 0);
            Mem.put32(s.pool().memory(buf), s.pool().offset(buf) + 100, i);
            s.pool().markDirty(buf);
            s.pool().unlockRelease(buf);
        }
        for (int i = 0; i < 10; i++) {
            int buf = s.pool().read(temp, Fork.MAIN, i);
            assertThat(Mem.i32(s.pool().memory(buf), s.pool().offset(buf) + 100))
                    .isEqualTo(i);
            s.pool().release(buf);
        }
        assertThat(dir.resolve("base/1/t3_20000")).exists();
        s.files().drop(temp);
        assertThat(dir.resolve("base/1/t3_20000")).doesNotExist();
    }

    @Test
    void deadProcessGivesBackItsPins() {
        Storage s = start(16);
        grow(s, 4);
        Storage victim = process();
        int buf = victim.pool().read(REL, Fork.MAIN, 2);
        int slot = victim.proc().slot();
        int mine = s.pool().read(REL, Fork.MAIN, 2);
        assertThat(s.pool().tryLockForCleanup(mine)).isFalse();
        assertThat(new BufferReaper(segment).release(s.proc(), slot)).isTrue();
        assertThat(s.pool().tryLockForCleanup(mine)).isTrue();
        s.pool().unlockRelease(mine);
        assertThat(buf).isEqualTo(mine);
    }

    /** A pin half taken or half given back: the count tells whether the dead has it. */
    @Test
    void aPinInTransitionIsSettled() {
        Storage s = start(16);
        grow(s, 4);
        BufferShared shared = s.pool().shared();
        int buf = s.pool().read(REL, Fork.MAIN, 2);
        for (boolean pinned : new boolean[] {true, false}) {
            if (!pinned) {
                s.pool().release(buf);
            }
            for (boolean counted : new boolean[] {true, false}) {
                Storage victim = process();
                victim.proc().recordPin(buf | PrivatePins.IN_TRANSITION);
                long state = shared.state(buf - 1);
                assertThat(shared.cas(buf - 1, state, counted ? state + 1 : state))
                        .isTrue();
                assertThat(new BufferReaper(segment)
                                .release(s.proc(), victim.proc().slot()))
                        .isTrue();
                assertThat(shared.state(buf - 1) & BufferShared.PIN_MASK)
                        .as("pinned=%s counted=%s", pinned, counted)
                        .isEqualTo(pinned ? 1 : 0);
                assertThat(segment.crashed()).isFalse();
            }
        }
    }

    /** A death while a buffer enters or leaves the mapping: it is in it when its tag is valid, and only then. */
    @Test
    void aMappingHalfChangedIsRepaired() {
        Storage s = start(16);
        grow(s, 4);
        BufferShared shared = s.pool().shared();
        BufferReaper reaper = new BufferReaper(segment);
        Storage victim = process();
        int buf = victim.pool().read(REL, Fork.MAIN, 2) - 1;
        int hash = shared.tagHash(buf);
        // leaving: nothing done yet
        victim.proc().enterMapping(buf, hash);
        reaper.repairMapping(victim.proc().slot());
        assertThat(shared.find(hash, REL, Fork.MAIN, 2)).isEqualTo(buf);
        // leaving: no longer valid, still in the chain; the same when it enters
        shared.change(buf, 0, BufferShared.TAG_VALID);
        reaper.repairMapping(victim.proc().slot());
        assertThat(shared.find(hash, REL, Fork.MAIN, 2)).isNegative();
        // and once more, with nothing to do
        reaper.repairMapping(victim.proc().slot());
        victim.proc().exitCritical();
        assertThat(reaper.release(s.proc(), victim.proc().slot())).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(value(s, i)).isZero();
        }
    }

    @Test
    void aPinThatNobodyGivesBackDoesNotHoldUpADrop() throws Exception {
        Storage s = start(16);
        grow(s, 4);
        Storage leaker = process(4711);
        int left = leaker.pool().read(REL, Fork.MAIN, 2);
        Thread dropping = new Thread(() -> s.files().drop(REL));
        dropping.start();
        dropping.join(30_000);
        assertThat(dropping.isAlive()).as("DROP waits for the pin").isFalse();
        assertThat(log).anyMatch(m -> m.contains("is pinned by process 4711"));
        // the number is used again: nobody may see the old page
        s.checkpoints().create(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE);
        grow(s, 4);
        assertThat(value(s, 2)).isZero();
        int buf = s.pool().read(REL, Fork.MAIN, 2);
        assertThat(buf).isNotEqualTo(left);
        s.pool().release(buf);
        leaker.pool().release(left);
        for (int round = 0; round < 3; round++) { // and the old buffer is used again
            for (int b = 0; b < 4; b++) {
                assertThat(value(s, b)).isZero();
            }
            s.checkpoints().create(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE);
        }
        List<Integer> pinned = new ArrayList<>();
        RelFileNode other = new RelFileNode(1663, 1, 16999);
        s.files().create(other, Fork.MAIN, true);
        for (int i = 0; i < 15; i++) {
            pinned.add(s.pool().extend(other, Fork.MAIN, null));
        }
        assertThat(pinned).contains(left);
        pinned.forEach(s.pool()::unlockRelease);
    }

    @Test
    void thePostmasterDoesNotWaitLongForAPageThatIsBeingWritten() {
        Storage s = start(16);
        grow(s, 4);
        int buf = s.pool().read(REL, Fork.MAIN, 2);
        BufferShared shared = s.pool().shared();
        assertThat(shared.startIo(s.proc(), buf - 1, false)).isTrue();
        Storage postmaster = new Storage(
                Proc.acquire(segment, ProcRole.POSTMASTER, 2), dir, walOptions, options, reporter, PgClock.SYSTEM);
        assertThat(postmaster.pool().dropRelation(REL)).isFalse();
        shared.endIo(buf - 1, true, 0);
        assertThat(postmaster.pool().dropRelation(REL)).isTrue(); // the pin alone stops it no more than others
        s.pool().release(buf);
        s.files().drop(REL);
    }

    @Test
    void pinsLeftAtTheEndOfATransactionAreReportedAndReleased() {
        Storage s = start(16);
        grow(s, 4);
        s.pool().read(REL, Fork.MAIN, 1);
        s.pool().read(REL, Fork.MAIN, 2);
        s.pool().endTransaction(true);
        assertThat(s.pool().pinned()).isZero();
        assertThat(log).contains("buffer refcount leak: 2 buffers still pinned at commit");
        s.pool().read(REL, Fork.MAIN, 1);
        log.clear();
        s.pool().endTransaction(false); // an error leaves them: no wonder
        assertThat(s.pool().pinned()).isZero();
        assertThat(log).isEmpty();
    }

    @Test
    void queueOfSyncRequestsIsBounded() {
        Storage s = start(16);
        grow(s, 1);
        Storage other = process();
        for (int i = 0; i < 100; i++) {
            RelFileNode rel = new RelFileNode(1663, 1, 30000 + i);
            other.files().create(rel, Fork.MAIN, true);
            if (i % 20 == 19) {
                s.sync().absorb();
            }
        }
        s.checkpoints().create(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE);
        assertThat(dir.resolve("base/1/30099")).exists();
    }

    @Test
    void copiesThroughBuffersSurviveACrash() {
        Storage s = start(64);
        grow(s, 5);
        int buf = s.pool().read(REL, Fork.MAIN, 3);
        s.pool().lockExclusive(buf);
        add(s, buf, 77);
        s.pool().unlockRelease(buf);
        RelFileNode copy = new RelFileNode(1663, 5, 16384);
        s.databases().create(1663, 5, false);
        s.files().create(copy, Fork.MAIN, true);
        s.files().copy(REL, copy, Fork.MAIN, true);
        s.wal().flush(s.wal().lastRecordEnd());
        s.close();
        Storage again = start(64);
        buf = again.pool().read(copy, Fork.MAIN, 3);
        assertThat(Mem.i64(again.pool().memory(buf), again.pool().offset(buf) + 4000))
                .isEqualTo(77);
        again.pool().release(buf);
        again.databases().drop(5, new int[] {1663}, false);
        assertThat(dir.resolve("base/5")).doesNotExist();
        again.wal().flush(again.wal().lastRecordEnd());
        again.close();
        start(64);
        assertThat(dir.resolve("base/5")).doesNotExist();
    }

    @Test
    void temporaryFilesOfTheDeadAreRemoved() throws Exception {
        Files.createDirectories(dir.resolve("base/pgsql_tmp/x"));
        Files.createFile(dir.resolve("base/pgsql_tmp/x/pgsql_tmp1.0"));
        Files.createFile(dir.resolve("base/1/t3_16400_fsm"));
        Files.createFile(dir.resolve("base/1/16400"));
        DataDirectory.removeTemporaryFiles(dir, reporter);
        assertThat(dir.resolve("base/pgsql_tmp")).isEmptyDirectory();
        assertThat(dir.resolve("base/1/t3_16400_fsm")).doesNotExist();
        assertThat(dir.resolve("base/1/16400")).exists();
    }

    @Test
    void lockFileKeepsAnotherPostmasterOut() throws Exception {
        PostmasterPid lock = new PostmasterPid(dir);
        int me = (int) ProcessHandle.current().pid();
        lock.create(me, false, 1_700_000_000L, 5432, "/tmp", false, id -> false);
        lock.setListenAddress("localhost");
        lock.setShm(5432001, 65538);
        lock.setStatus(PostmasterPid.STATUS_READY);
        assertThat(Files.readString(dir.resolve("postmaster.pid")))
                .isEqualTo(me + "\n" + dir + "\n1700000000\n5432\n/tmp\nlocalhost\n  5432001     65538\nready   \n");
        assertThat(lock.isMine(me)).isTrue();
        assertThatThrownBy(() -> lock.create(me + 1_000_000, false, 0, 1, "", false, id -> false))
                .hasMessage("lock file \"postmaster.pid\" already exists");
        assertThatThrownBy(() -> lock.create(me, false, 0, 1, "", false, id -> id == 65538))
                .hasMessageContaining("is still in use");
        lock.create(me, false, 0, 1, "", false, id -> false);
        lock.remove();
        assertThat(lock.read()).isNull();
    }

    @Test
    void dataDirectoryModeIsChecked() throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> DataDirectory.check(dir)).hasMessageContaining("has invalid permissions");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(DataDirectory.check(dir)).isTrue();
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        assertThat(DataDirectory.check(dir)).isFalse();
        DataDirectory.checkVersion(dir);
        assertThatThrownBy(() -> DataDirectory.check(dir.resolve("nowhere"))).hasMessageContaining("does not exist");
    }
}
