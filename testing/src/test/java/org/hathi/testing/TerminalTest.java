package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * psql on a terminal: completion of every kind of name, {@code \password}, {@code \conninfo}, {@code \c}. What it shows is
 * compared with what {@code testing/record clients} took from PostgreSQL 15. Skipped without psql or util-linux's script.
 */
class TerminalTest {
    private static final Path FILES = Places.root().resolve("testing/src/test/terminal");

    @Test
    void showsWhatPostgresShows() throws IOException, InterruptedException {
        assumeTrue(Places.hasPgProgram("psql"), "psql is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "/usr/bin/script (util-linux) is not installed");
        try (TestServer server = TestServer.start("terminal")) {
            server.psql("postgres", "-c", "CREATE DATABASE terminal TEMPLATE template0")
                    .run()
                    .orFail();
            server.psql("terminal", "-v", "ON_ERROR_STOP=1")
                    .stdin(FILES.resolve("psql.sql"))
                    .run()
                    .orFail();
            String shown = TerminalRunner.run(
                    Places.pgProgram("psql"),
                    server.port(),
                    "terminal",
                    Files.readAllLines(FILES.resolve("psql.keys")));
            assertThat(shown).isEqualTo(Files.readString(FILES.resolve("expected/psql.out")));
        }
    }
}
