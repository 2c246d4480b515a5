package org.hathi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Checksum;
import org.hathi.page.Page;
import org.hathi.testkit.PgPrograms;
import org.hathi.wal.ControlFile;
import org.hathi.wal.WalBootstrap;
import org.hathi.wal.WalReader;
import org.hathi.wal.WalRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written by PostgreSQL 15's own initdb, read by ours; skipped where its programs are missing. */
class PostgresFilesTest {
    private static Path root;
    private static Path data;

    @TempDir
    Path copy;

    /** initdb does not run as root: the user postgres runs it then. */
    @BeforeAll
    static void initdb() throws Exception {
        assumeTrue(PgPrograms.has("initdb"), "PostgreSQL 15 is not installed");
        boolean superuser = System.getProperty("user.name").equals("root");
        assumeTrue(!superuser || Files.isExecutable(Path.of("/usr/sbin/runuser")), "root, and no runuser");
        List<String> as = superuser ? List.of("/usr/sbin/runuser", "-u", "postgres", "--") : List.of();
        root = Path.of(run(as, "mktemp", "-d").trim());
        data = root.resolve("d");
        run(as, PgPrograms.path("initdb"), "-D", data.toString(), "-k", "-N", "-A", "trust", "--no-instructions");
    }

    private static String run(List<String> as, String... command) {
        List<String> c = new ArrayList<>(as);
        c.addAll(List.of(command));
        return PgPrograms.run(c);
    }

    @AfterAll
    static void remove() throws IOException {
        if (root != null) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
    }

    @Test
    void relationMapOfPostgresIsReadAndWrittenBack() throws Exception {
        Files.createDirectory(copy.resolve("global"));
        RelationMapFile map = RelationMapFile.load(data, 1664, 0);
        assertThat(map.find(1260)).isEqualTo(1260);
        map.copy().store(copy, 1664, 0, false);
        assertThat(Files.mismatch(data.resolve("global/pg_filenode.map"), copy.resolve("global/pg_filenode.map")))
                .isEqualTo(-1);
    }

    @Test
    void checksumOfPagesWrittenByPostgres() throws Exception {
        byte[] all = Files.readAllBytes(data.resolve("base/1/1259"));
        MemorySegment m = Arena.ofAuto().allocate(all.length, 8);
        Mem.copy(all, 0, m, 0, all.length);
        for (int b = 0; b < all.length / Blocks.SIZE; b++) {
            assertThat(Checksum.page(m, (long) b * Blocks.SIZE, b)).isEqualTo(Page.checksum(m, (long) b * Blocks.SIZE));
        }
    }

    @Test
    void readsTheLogOfPostgres() throws Exception {
        ControlFile c = WalBootstrap.privateControlFile();
        c.load(data);
        assertThat(c.state()).isEqualTo(ControlFile.SHUTDOWNED);
        try (WalReader r = new WalReader(data.resolve("pg_wal"), 1, c.walSegmentSize(), c.systemIdentifier())) {
            r.begin(0x1000028L);
            int n = 0;
            long last = 0;
            MemorySegment page = Arena.ofAuto().allocate(Blocks.SIZE, 8);
            for (WalRecord rec = r.next(); rec != null; rec = r.next()) {
                n++;
                last = rec.startLsn();
                for (int b = 0; b <= rec.maxBlockId(); b++) {
                    if (rec.applyImage(b)) {
                        rec.restoreImage(b, page, 0);
                    }
                }
            }
            assertThat(n).isGreaterThan(1);
            assertThat(last).isEqualTo(c.checkPoint());
        }
    }
}
