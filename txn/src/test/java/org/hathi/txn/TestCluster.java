package org.hathi.txn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Report;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;

/** A segment, a data directory, and processes that are threads or simply handles. */
final class TestCluster {
    static final int PROCS = 8;

    final Path dir;
    final Segment segment;
    final List<Report> reports = new ArrayList<>();
    private int nextPid = 1000;

    TestCluster(Path dir) throws IOException {
        this.dir = dir;
        for (String d : new String[] {"pg_xact", "pg_subtrans", "pg_multixact/offsets", "pg_multixact/members"}) {
            Files.createDirectories(dir.resolve(d));
        }
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(PROCS));
        specs.addAll(Txn.regions(PROCS, 200, 4));
        segment = Segment.local(specs);
    }

    static TestCluster bootstrapped(Path dir) throws IOException {
        TestCluster c = new TestCluster(dir);
        Txn t = c.process();
        t.bootstrap();
        t.context().proc().release();
        return c;
    }

    synchronized Txn process() {
        Proc p = Proc.acquire(segment, ProcRole.BACKEND, nextPid++);
        p.setDatabase(5);
        return new Txn(new TxnContext(p, TxnLog.none(), dir, PgClock.SYSTEM, reports::add));
    }
}
