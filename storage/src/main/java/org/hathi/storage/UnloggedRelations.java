package org.hathi.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import org.hathi.page.RelFileNode;
import org.hathi.wal.DurableFiles;
import org.hathi.wal.IoErrors;

/**
 * Unlogged relations after a crash: everything but the init fork goes before redo, and the init fork is copied to the
 * main fork after it.
 */
final class UnloggedRelations {
    private final Path dataDirectory;
    private final boolean fsync;

    UnloggedRelations(Path dataDirectory, boolean fsync) {
        this.dataDirectory = dataDirectory;
        this.fsync = fsync;
    }

    /** Removes all forks but the init forks of unlogged relations. */
    void cleanup() {
        forEachDatabase(true);
    }

    /** Copies the init forks over the main forks. */
    void initialise() {
        forEachDatabase(false);
    }

    private void forEachDatabase(boolean cleanup) {
        try {
            databasesIn(dataDirectory.resolve("base"), cleanup);
            Path tablespaces = dataDirectory.resolve("pg_tblspc");
            if (Files.isDirectory(tablespaces)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(tablespaces)) {
                    for (Path entry : entries) {
                        databasesIn(entry.resolve(RelFileNode.TABLESPACE_VERSION_DIRECTORY), cleanup);
                    }
                }
            }
        } catch (IOException e) {
            throw IoErrors.error("could not reset unlogged relations", e);
        }
    }

    private void databasesIn(Path dir, boolean cleanup) throws IOException {
        if (!Files.isDirectory(dir)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
            for (Path entry : entries) {
                if (isNumber(name(entry)) && Files.isDirectory(entry)) {
                    database(entry, cleanup);
                }
            }
        }
    }

    private static String name(Path p) {
        return String.valueOf(p.getFileName());
    }

    private static boolean isNumber(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) < '0' || s.charAt(i) > '9') {
                return false;
            }
        }
        return !s.isEmpty();
    }

    private void database(Path dir, boolean cleanup) throws IOException {
        Set<String> unlogged = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir, "*_init")) {
            for (Path entry : entries) {
                String n = name(entry);
                unlogged.add(n.substring(0, n.length() - "_init".length()));
            }
        }
        if (unlogged.isEmpty()) {
            return;
        }
        if (cleanup) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
                for (Path entry : entries) {
                    String n = name(entry);
                    int end = 0;
                    while (end < n.length() && Character.isDigit(n.charAt(end))) {
                        end++;
                    }
                    if (unlogged.contains(n.substring(0, end)) && !n.startsWith("_init", end)) {
                        Files.deleteIfExists(entry);
                    }
                }
            }
            return;
        }
        for (String number : unlogged) {
            Path main = dir.resolve(number);
            Files.copy(dir.resolve(number + "_init"), main, StandardCopyOption.REPLACE_EXISTING);
            if (fsync) {
                DurableFiles.syncFile(main);
            }
        }
        if (fsync) {
            DurableFiles.syncDirectory(dir);
        }
    }
}
