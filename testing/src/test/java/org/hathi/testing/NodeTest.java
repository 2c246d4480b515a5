package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * node's {@code pg} with its pool, cursors, streams and COPY: {@code src/test/node/clients.js}, whose output is compared with
 * what {@code testing/record clients} took from PostgreSQL 15. npm installs the packages of the lock file below
 * {@code target}, once. Skipped where node, npm or the packages cannot be had.
 */
class NodeTest {
    private static final Path FILES = Places.root().resolve("testing/src/test/node");
    private static final Path INSTALLED = Places.root().resolve("testing/target/node");

    private static Command in(Path directory, String command) {
        return new Command("sh", "-c", "cd '" + directory + "' && " + command);
    }

    private static boolean has(String program) {
        return new Command("sh", "-c", "command -v " + program).run().exit() == 0;
    }

    /** The packages; false when npm cannot get them. */
    private static boolean installed() throws IOException {
        Path done = INSTALLED.resolve("installed.json");
        Path lock = FILES.resolve("package-lock.json");
        if (Files.exists(done) && Files.mismatch(done, lock) == -1) {
            return true;
        }
        Files.createDirectories(INSTALLED);
        for (String f : new String[] {"package.json", "package-lock.json"}) {
            Files.copy(FILES.resolve(f), INSTALLED.resolve(f), StandardCopyOption.REPLACE_EXISTING);
        }
        Command.Outcome o = in(INSTALLED, "npm ci --no-audit --no-fund --ignore-scripts --prefer-offline")
                .limit(Duration.ofSeconds(120))
                .run();
        if (o.exit() != 0) {
            return false;
        }
        Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    @Test
    void seesWhatItSeesOfPostgres() throws IOException {
        assumeTrue(has("node") && has("npm"), "node and npm are not installed");
        assumeTrue(installed(), "npm cannot install the packages of testing/src/test/node/package-lock.json");
        TestServer server = TestServer.create("node", java.util.Map.of());
        Path hba = server.directory().resolve("pg_hba.conf");
        Files.writeString(hba, "host all node_user 127.0.0.1/32 scram-sha-256\n" + Files.readString(hba));
        try (server) {
            server.start();
            Files.copy(
                    FILES.resolve("clients.js"), INSTALLED.resolve("clients.js"), StandardCopyOption.REPLACE_EXISTING);
            String seen = in(INSTALLED, "exec node clients.js " + server.port())
                    .env("TZ", "UTC")
                    .limit(Duration.ofSeconds(120))
                    .run()
                    .output();
            assertThat(seen).isEqualTo(Files.readString(FILES.resolve("expected.txt")));
        }
    }
}
