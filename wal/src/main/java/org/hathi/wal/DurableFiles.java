package org.hathi.wal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** File-system changes that survive a crash of the machine. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Syncs a file's data and metadata. */
    public static void syncFile(Path file) throws IOException {
        try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
            c.force(true);
        }
    }

    /** Syncs a directory, so that names made or removed in it are durable. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel c = FileChannel.open(directory, StandardOpenOption.READ)) {
            c.force(true);
        }
    }

    /** Renames, replacing the target, and syncs the file and the directory when {@code sync}. */
    public static void rename(Path from, Path to, boolean sync) throws IOException {
        if (sync) {
            syncFile(from);
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("Invalid cross-device link", e);
        }
        if (sync) {
            syncDirectory(parent(to));
        }
    }

    /** Removes a file and syncs its directory when {@code sync}; false if it did not exist. */
    public static boolean unlink(Path file, boolean sync) throws IOException {
        try {
            Files.delete(file);
        } catch (NoSuchFileException e) {
            return false;
        }
        if (sync) {
            syncDirectory(parent(file));
        }
        return true;
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }
}
