package org.hathi.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
        Path bin = Path.of("/usr/lib/postgresql/15/bin");
        if (Files.exists(bin)) {
            assertThat(run(bin.resolve("pg_controldata").toString(), dir.toString()))
                    .contains("Database cluster state:               shut down");
            assertThat(run(bin.resolve("pg_checksums").toString(), "--check", "-D", dir.toString()))
                    .contains("Bad checksums:  0");
        }
    }

    private static String run(String... command) throws Exception {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes());
        assertThat(p.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(out).isZero();
        return out;
    }
}
