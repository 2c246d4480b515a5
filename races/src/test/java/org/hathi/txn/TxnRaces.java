package org.hathi.txn;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The arrays from which snapshots and horizons are computed, while transactions begin and end. */
final class TxnRaces {
    private static final Bed BED = new Bed();

    private TxnRaces() {}

    /** Three processes over one segment and a commit log in a directory that is deleted in the end. */
    private static final class Bed {
        private final Txn[] txn = new Txn[3];

        Bed() {
            List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(8));
            specs.addAll(Txn.regions(8, 200, 16));
            Segment segment = Segment.local(specs);
            Path dir = directory();
            for (int i = 0; i < txn.length; i++) {
                Proc p = Proc.acquire(segment, ProcRole.BACKEND, 100 + i);
                p.setDatabase(5);
                txn[i] = new Txn(new TxnContext(p, TxnLog.none(), dir, PgClock.SYSTEM, r -> {}));
                if (i == 0) {
                    txn[i].bootstrap();
                }
            }
        }

        private static Path directory() {
            try {
                Path dir = Files.createTempDirectory("hathi-races");
                for (String d :
                        new String[] {"pg_xact", "pg_subtrans", "pg_multixact/offsets", "pg_multixact/members"}) {
                    Files.createDirectories(dir.resolve(d));
                }
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir.toFile())));
                return dir;
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

        /** A transaction of process i that gets an id and commits; returns the id. */
        int commit(int i) {
            Txn t = txn[i];
            t.block().startCommand();
            int xid = t.transactions().xid();
            t.block().commitCommand();
            return xid;
        }
    }

    /**
     * A snapshot taken after somebody was told that a transaction has committed does not count it as running, whoever else
     * began and ended around it.
     */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = ACCEPTABLE,
            desc = "not yet told, or seen as committed")
    @Outcome(expect = FORBIDDEN, desc = "told of a commit that the next snapshot does not see")
    @State
    public static class SnapshotAfterCommit {
        private volatile int told;

        @Actor
        public void writer() {
            BED.commit(1);
            told = BED.commit(0);
            BED.commit(1);
        }

        @Actor
        public void reader(I_Result r) {
            Txn t = BED.txn[2];
            int xid = told;
            t.block().startCommand();
            Snapshot s = t.snapshots().latest();
            if (xid != 0) {
                r.r1 = !s.inSnapshot(xid) && t.clog().didCommit(xid) ? 1 : 2;
            }
            t.block().commitCommand();
        }
    }

    /**
     * Commits are seen in their order: who sees the later of two commits of different processes, where the second began after
     * the first was over, sees the first as well.
     */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = ACCEPTABLE,
            desc = "a prefix of the history")
    @Outcome(expect = FORBIDDEN, desc = "the effect without its cause")
    @State
    public static class CommitsInOrder {
        private volatile int cause;
        private volatile int effect;

        @Actor
        public void writers() {
            cause = BED.commit(0);
            effect = BED.commit(1);
        }

        @Actor
        public void reader(I_Result r) {
            Txn t = BED.txn[2];
            t.block().startCommand();
            Snapshot s = t.snapshots().register(t.snapshots().latest());
            int e = effect;
            int c = cause;
            if (e != 0) {
                r.r1 = !s.inSnapshot(e) && s.inSnapshot(c) ? 2 : 1;
            }
            t.snapshots().unregister(s);
            t.block().commitCommand();
        }
    }

    /** The horizon of vacuum never passes what a snapshot in use may still need. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = ACCEPTABLE,
            desc = "no snapshot in use, or the horizon stays behind it")
    @Outcome(expect = FORBIDDEN, desc = "vacuum would remove what a snapshot needs")
    @State
    public static class HorizonBehindSnapshots {
        private volatile int xmin;
        private volatile boolean closed;

        @Actor
        public void reader() {
            Txn t = BED.txn[0];
            t.block().startCommand();
            Snapshot s = t.snapshots().register(t.snapshots().latest());
            xmin = s.xmin;
            for (int i = 0; i < 20; i++) {
                Thread.onSpinWait();
            }
            closed = true;
            t.snapshots().unregister(s);
            t.block().commitCommand();
        }

        @Actor
        public void vacuum(I_Result r) {
            BED.commit(1);
            Txn t = BED.txn[2];
            t.block().startCommand();
            int x = xmin;
            int horizon = t.snapshots().oldestXmin(5);
            if (x != 0 && !closed) {
                r.r1 = Integer.compareUnsigned(horizon, x) <= 0 ? 1 : 2;
            }
            t.block().commitCommand();
        }
    }
}
