package org.hathi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hathi.testkit.PgPrograms;

/**
 * Where things are: the repository, the built distribution, PostgreSQL's client programs, the directory tests may write to.
 *
 * <p>System properties: {@code hathi.root} (default: the nearest directory upwards with a {@code testing} room),
 * {@code hathi.dist} (default {@code ROOT/dist/target/hathi}), and those of {@link PgPrograms}.
 */
final class Places {
    private Places() {}

    static Path root() {
        String given = System.getProperty("hathi.root");
        if (given != null) {
            return Path.of(given).toAbsolutePath().normalize();
        }
        Path p = Path.of("").toAbsolutePath();
        while (p != null && !Files.isDirectory(p.resolve("testing/src/test/sql"))) {
            p = p.getParent();
        }
        if (p == null) {
            throw new IllegalStateException("not inside the repository; set hathi.root");
        }
        return p;
    }

    static Path distribution() {
        String given = System.getProperty("hathi.dist");
        Path p = given != null ? Path.of(given).toAbsolutePath().normalize() : root().resolve("dist/target/hathi");
        if (!Files.isExecutable(p.resolve("bin/postgres"))) {
            throw new IllegalStateException("no distribution at " + p + ": run ./hathi build");
        }
        return p;
    }

    /** The directory for everything the tests write. */
    static Path scratch() {
        Path p = root().resolve("testing/target/servers");
        try {
            return Files.createDirectories(p);
        } catch (IOException e) {
            throw new IllegalStateException("cannot create " + p, e);
        }
    }

    static boolean hasPgProgram(String name) {
        return PgPrograms.has(name);
    }

    /** A program of PostgreSQL 15's, by its full path where it is installed, else by name (found on the PATH). */
    static String pgProgram(String name) {
        return PgPrograms.path(name);
    }
}
