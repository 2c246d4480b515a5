package org.hathi.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.testkit.PgPrograms;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Wal;
import org.hathi.wal.WalBootstrap;
import org.hathi.wal.WalOptions;
import org.hathi.wal.WalReader;
import org.hathi.wal.WalRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records in a real write-ahead log: PostgreSQL's tool decodes them, and redo brings the same state back. */
class TxnWalTest {
    private static final int MB = 1 << 20;

    @TempDir
    Path dir;

    private final WalOptions options = new WalOptions();
    private Segment segment;

    @BeforeEach
    void create() throws Exception {
        for (String d : new String[] {
            "pg_wal", "global", "pg_xact", "pg_subtrans", "pg_multixact/offsets", "pg_multixact/members"
        }) {
            Files.createDirectories(dir.resolve(d));
        }
        ControlFile c = WalBootstrap.privateControlFile();
        c.initialise(7711163474688753739L, MB, 1, new byte[32]);
        CheckPoint p = new CheckPoint();
        p.nextXid = 700;
        p.nextOid = 16384;
        p.nextMulti = 1;
        p.oldestXid = 3;
        p.oldestXidDb = 1;
        p.oldestMulti = 1;
        p.oldestMultiDb = 1;
        options.fsync = false;
        WalBootstrap.create(dir, c, p, options, 1_700_000_000L);
        segment = Segment.local(specs());
    }

    private static List<RegionSpec> specs() {
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(8));
        specs.addAll(Wal.regions(64, 8, MB));
        specs.addAll(Txn.regions(8, 200, 8));
        return specs;
    }

    private Txn process(boolean startWal) {
        Proc me = Proc.acquire(segment, ProcRole.BACKEND, 1);
        Wal wal = new Wal(me, dir, options);
        if (startWal) {
            wal.controlFile().load(dir);
            try (WalReader r = new WalReader(dir.resolve("pg_wal"), 1, MB, 0)) {
                r.begin(wal.controlFile().checkPoint());
                while (r.next() != null) {
                    // to the end
                }
                MemorySegment page = Arena.ofAuto().allocate(8192);
                assertThat(r.copyPage(r.endLsn(), page, 0)).isTrue();
                wal.setRedo(wal.controlFile().checkPointCopy().redo);
                wal.startInsertion(r.endLsn(), r.lastLsn(), 1, 1, page, 0);
            }
        }
        return new Txn(new TxnContext(me, TxnLog.of(wal), dir, PgClock.SYSTEM, r -> {}));
    }

    private static void begin(Txn t) {
        t.block().startCommand();
        t.block().begin();
        t.block().commitCommand();
    }

    private static void end(Txn t, boolean commit) {
        t.block().startCommand();
        if (commit) {
            t.block().commit(false);
        } else {
            t.block().rollback(false);
        }
        t.block().commitCommand();
    }

    private static void sub(Txn t, boolean release) {
        t.block().startCommand();
        t.block().savepoint("s");
        t.block().commitCommand();
        t.transactions().xid();
        t.block().startCommand();
        if (release) {
            t.block().release("s");
        } else {
            t.block().rollbackTo("s");
        }
        t.block().commitCommand();
    }

    private static final class Extras implements CommitExtras {
        @Override
        public byte[] invalidations() {
            // relcache message: id -2, database 5, relation 16384
            byte[] b = new byte[16];
            b[0] = -2;
            b[4] = 5;
            b[9] = 0x40;
            return b;
        }

        @Override
        public int[] droppedStats(boolean commit) {
            return new int[] {2, 5, 16384};
        }

        @Override
        public int database() {
            return 5;
        }

        @Override
        public int databaseTablespace() {
            return 1663;
        }
    }

    private int lastXid;

    private void workload() {
        Txn t = process(true);
        t.bootstrap();
        t.xids().initialize(700, 16384, 3, 1, 200_000_000);
        begin(t);
        t.transactions().xid();
        end(t, true);
        begin(t);
        sub(t, true);
        sub(t, false);
        end(t, true);
        begin(t);
        t.transactions().setExtras(new Extras());
        t.transactions().xid();
        end(t, true);
        t.transactions().setExtras(CommitExtras.NONE);
        begin(t);
        sub(t, true);
        end(t, false);
        begin(t);
        int x = t.transactions().xid();
        t.multixact().create(x, MultiXact.FOR_SHARE, x - 1, MultiXact.NO_KEY_UPDATE);
        t.procs().logRunningXacts();
        for (int i = 0; i < 70; i++) {
            sub(t, true);
        }
        t.xids().newOid();
        end(t, true);
        lastXid = t.xids().nextXid() - 1;
        // initdb's empty pages are on disk; what happened since is only in the log
    }

    @Test
    void waldumpDecodesEveryRecord() throws Exception {
        assumeTrue(PgPrograms.has("pg_waldump"));
        workload();
        String dump =
                PgPrograms.output("pg_waldump", "-p", dir.resolve("pg_wal").toString(), "-s", "0/100028");
        assertThat(dump)
                .containsPattern("rmgr: Transaction .* tx: +700, .*desc: COMMIT 20\\d\\d-")
                .containsPattern("tx: +701, .*desc: COMMIT .*; subxacts: 702")
                .containsPattern("tx: +703, .*desc: ABORT")
                .containsPattern(
                        "tx: +704, .*desc: COMMIT .*; dropped stats: 2/5/16384; " + "inval msgs: relcache 16384")
                .containsPattern("tx: +705, .*desc: ABORT .*; subxacts: 706")
                .contains("desc: CREATE_ID 1 offset 1 nmembers 2: 706 (nokeyupd) 707 (sh)")
                .contains("desc: RUNNING_XACTS nextXid 708 latestCompletedXid 706 oldestRunningXid 707; 1 xacts: 707")
                .contains("desc: ASSIGNMENT xtop 707: subxacts: 708 709")
                .contains("desc: NEXTOID 24576");
    }

    @Test
    void redoRestoresStatusBitsAndMultixacts() {
        workload();
        segment = Segment.local(specs());
        Txn t = process(false);
        t.xids().initialize(700, 16384, 3, 1, 200_000_000);
        t.multixact().initialize(1, 0, 1, 1);
        t.startupBeforeRedo();
        List<RelFileNode> dropped = new ArrayList<>();
        ResourceManager[] byId = new ResourceManager[32];
        for (ResourceManager m : new TxnRedo(t, f -> dropped.addAll(List.of(f))).managers()) {
            byId[m.id()] = m;
        }
        @Nullable RedoContext none = null;
        try (WalReader r = new WalReader(dir.resolve("pg_wal"), 1, MB, 0)) {
            r.begin(MB + 40L);
            for (WalRecord w = r.next(); w != null; w = r.next()) {
                if (byId[w.rmid()] != null) {
                    byId[w.rmid()].redo(w, none);
                }
            }
        }
        t.startupAfterRedo();
        assertThat(t.xids().nextXid()).isEqualTo(lastXid + 1);
        for (int x : new int[] {700, 701, 702, 704, 707, 708, lastXid}) {
            assertThat(t.clog().didCommit(x)).as("%d", x).isTrue();
        }
        for (int x : new int[] {703, 705, 706}) {
            assertThat(t.clog().didAbort(x)).as("%d", x).isTrue();
        }
        assertThat(t.multixact().nextMulti()).isEqualTo(2);
        int[] xids = new int[2];
        int[] status = new int[2];
        assertThat(t.multixact().members(1, xids, status)).isEqualTo(2);
        assertThat(xids).containsExactly(706, 707);
        assertThat(status).containsExactly(MultiXact.NO_KEY_UPDATE, MultiXact.FOR_SHARE);
        assertThat(dropped).isEmpty();
    }
}
