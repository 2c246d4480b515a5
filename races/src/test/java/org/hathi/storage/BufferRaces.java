package org.hathi.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.os.Mem;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.WalBootstrap;
import org.hathi.wal.WalOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The words of buffers that count pins: a pool much smaller than what is read, so that buffers change hands all the time. */
final class BufferRaces {
    private static final int MB = 1 << 20;
    private static final int PROCS = 8;
    private static final int BLOCKS = 64;
    private static final int NUMBER_AT = 4000;
    private static final int COUNT_AT = 4008;
    private static final RelFileNode REL = new RelFileNode(1663, 1, 16384);
    private static final Bed BED = new Bed();

    private BufferRaces() {}

    /** Two processes over a pool of 16 buffers and a relation of 64 blocks, each of which bears its number. */
    private static final class Bed {
        private final Storage[] storage = new Storage[2];
        private final int[] seed = {1, 77};

        Bed() {
            try {
                Path dir = Files.createTempDirectory("hathi-races");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir.toFile())));
                open(dir);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(java.io.File f) {
            java.io.File[] inside = f.listFiles();
            for (java.io.File g : inside == null ? new java.io.File[0] : inside) {
                delete(g);
            }
            f.delete();
        }

        private void open(Path dir) throws IOException {
            WalOptions wal = new WalOptions();
            wal.fsync = false;
            StorageOptions options = new StorageOptions();
            options.fsync = false;
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
            WalBootstrap.create(dir, c, p, wal, 1_700_000_000L);
            List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(PROCS));
            specs.addAll(Storage.regions(16, 8, PROCS, MB));
            Segment segment = Segment.local(specs);
            for (int i = 0; i < storage.length; i++) {
                Proc proc = Proc.acquire(segment, ProcRole.BACKEND, 100 + i);
                storage[i] = new Storage(proc, dir, wal, options, r -> {}, PgClock.SYSTEM);
                if (i == 0) {
                    new Recovery(storage[0], PgClock.SYSTEM, Interrupts.NONE)
                            .run(
                                    new CheckpointParticipant() {
                                        @Override
                                        public void fill(CheckPoint cp, boolean shutdown) {
                                            cp.nextXid = 3;
                                            cp.nextOid = 16384;
                                        }
                                    },
                                    null);
                    storage[0].checkpoints().becomeCheckpointer();
                    fill(storage[0]);
                }
            }
        }

        private static void fill(Storage s) {
            s.files().create(REL, Fork.MAIN, true);
            for (int i = 0; i < BLOCKS; i++) {
                BufferPool pool = s.pool();
                int buf = pool.extend(REL, Fork.MAIN, null);
                s.proc().enterCritical();
                Page.init(pool.memory(buf), pool.offset(buf), 0);
                Mem.put64(pool.memory(buf), pool.offset(buf) + NUMBER_AT, pool.block(buf));
                pool.markDirty(buf);
                s.proc().exitCritical();
                pool.unlockRelease(buf);
            }
        }

        int random(int i) {
            int x = seed[i];
            x ^= x << 13;
            x ^= x >>> 17;
            x ^= x << 5;
            seed[i] = x;
            return (x >>> 8) % BLOCKS;
        }

        /** Pins a random block twice; 1 when under the pin it is that block throughout. */
        int visit(int i) {
            BufferPool pool = storage[i].pool();
            int block = random(i);
            int buf = pool.read(REL, Fork.MAIN, block);
            pool.pin(buf);
            long first = Mem.i64(pool.memory(buf), pool.offset(buf) + NUMBER_AT);
            pool.release(buf);
            long second = Mem.i64(pool.memory(buf), pool.offset(buf) + NUMBER_AT);
            boolean same = pool.block(buf) == block;
            pool.release(buf);
            return first == block && second == block && same ? 1 : 0;
        }

        /** Adds one to a counter on a block under its exclusive lock, and dirties it. */
        void count(int i, int block) {
            Storage s = storage[i];
            BufferPool pool = s.pool();
            int buf = pool.read(REL, Fork.MAIN, block);
            pool.lockExclusive(buf);
            MemorySegment m = pool.memory(buf);
            long at = pool.offset(buf) + COUNT_AT;
            s.proc().enterCritical();
            Mem.put64(m, at, Mem.i64(m, at) + 1);
            pool.markDirty(buf);
            s.proc().exitCritical();
            pool.unlockRelease(buf);
        }
    }

    /** A pinned buffer holds its block until the last pin is gone, while others look for victims. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "every block is the one that was asked for")
    @Outcome(expect = FORBIDDEN, desc = "a buffer was taken from under a pin")
    @State
    public static class PinsHold {
        @Actor
        public void one(II_Result r) {
            r.r1 = BED.visit(0);
        }

        @Actor
        public void two(II_Result r) {
            r.r2 = BED.visit(1);
        }
    }

    /** What is counted on a page survives that the buffer is written out and read back in between. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "nothing lost")
    @Outcome(expect = FORBIDDEN, desc = "a dirty page was dropped or read stale")
    @State
    public static class NothingLost {
        private static final long[] OWN = new long[2];

        /** Block of actor i; only its actor counts there, so it knows what must be found. */
        private static int visit(int i) {
            BED.count(i, i);
            OWN[i]++;
            BufferPool pool = BED.storage[i].pool();
            int buf = pool.read(REL, Fork.MAIN, i);
            long n = Mem.i64(pool.memory(buf), pool.offset(buf) + COUNT_AT);
            pool.release(buf);
            return n == OWN[i] ? 1 : 0;
        }

        private int a;
        private int b;

        @Actor
        public void one() {
            a = visit(0);
            BED.visit(0);
        }

        @Actor
        public void two() {
            b = visit(1);
            BED.visit(1);
        }

        @Arbiter
        public void check(I_Result r) {
            r.r1 = a & b;
        }
    }
}
