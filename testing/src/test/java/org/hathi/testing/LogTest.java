package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The logging collector: its files, their formats, their rotation; nothing said at the end is lost. */
class LogTest {
    private static String all(Path dir, String suffix) {
        StringBuilder b = new StringBuilder();
        try (Stream<Path> l = Files.list(dir)) {
            for (Path p : l.sorted().filter(f -> f.toString().endsWith(suffix)).toList()) {
                b.append(Files.readString(p));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return b.toString();
    }

    @Test
    void collectsEveryFormatAndRotates() {
        Map<String, String> settings = Map.of(
                "logging_collector", "on",
                "log_destination", "'stderr,csvlog,jsonlog'",
                "log_filename", "'hathi-%Y%m%d-%H%M%S.log'",
                "log_line_prefix", "'%p %b %d|%u|%e '",
                "log_statement", "all",
                "log_rotation_size", "64kB");
        try (TestServer s = TestServer.start("log", settings)) {
            Path dir = s.directory().resolve("log");
            assertThat(Files.exists(s.directory().resolve("current_logfiles"))).isTrue();
            assertThat(s.value("SELECT pg_current_logfile() ~ '^log/hathi-[0-9]+-[0-9]+.log$'"))
                    .isEqualTo("t");
            s.psql("postgres", "-c", "SELECT 1/0 AS \"a \"\"quote\"\"\"").run();
            s.value("SELECT length('" + "long ".repeat(5000) + "')");
            TestServer.await("the long statement", () -> all(dir, ".log").contains("long '"));
            assertThat(all(dir, ".log"))
                    .contains(" client backend postgres|postgres|22012 ERROR:  division by zero\n")
                    .contains("STATEMENT:  SELECT 1/0 AS \"a \"\"quote\"\"\"\n");
            TestServer.await(
                    "csv", () -> all(dir, ".csv").contains(",ERROR,22012,\"division by zero\",,,,,,\"SELECT 1/0"));
            TestServer.await(
                    "json", () -> all(dir, ".json").contains("\"state_code\":\"22012\",\"message\":\"division"));
            String first = s.value("SELECT pg_current_logfile()");
            assertThat(s.value("SELECT pg_rotate_logfile()")).isEqualTo("t");
            TestServer.await("another file", () -> !s.value("SELECT pg_current_logfile()")
                    .equals(first));
            s.stop("fast");
            TestServer.await("the last words", () -> all(dir, ".log").contains("LOG:  database system is shut down\n"));
        }
    }
}
