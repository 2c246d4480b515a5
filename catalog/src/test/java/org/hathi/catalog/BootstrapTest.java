package org.hathi.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hathi.testkit.PgPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTest {
    static Bootstrap.Options options() {
        return new Bootstrap.Options(
                "postgres",
                null,
                "C",
                "C",
                6,
                true,
                16 << 20,
                7_711_160_600_438_029_575L,
                new byte[32],
                1_795_000_000L,
                false);
    }

    @Test
    void postgresToolsAcceptTheDirectory(@TempDir Path tmp) throws Exception {
        String keep = System.getProperty("hathi.bootstrap.dir");
        Path dir = keep == null ? tmp.resolve("data") : Path.of(keep);
        Files.createDirectory(dir);
        Bootstrap.create(dir, options());
        assertThat(dir.resolve("base/5/1259")).exists();
        assertThat(Files.size(dir.resolve("base/1/pg_filenode.map"))).isEqualTo(512);
        if (PgPrograms.has("pg_controldata")) {
            assertThat(PgPrograms.run("pg_controldata", dir.toString()))
                    .contains("Database cluster state:               shut down");
            assertThat(PgPrograms.run("pg_checksums", "--check", "-D", dir.toString()))
                    .contains("Bad checksums:  0");
        }
    }
}
