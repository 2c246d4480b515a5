package org.hathi.wal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Turns Java's I/O exceptions into PostgreSQL's messages and error codes. */
public final class IoErrors {
    private IoErrors() {}

    /** What strerror would have said. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "File exists";
        }
        if (e instanceof NotDirectoryException) {
            return "Not a directory";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** The SQLSTATE PostgreSQL derives from errno (errcode_for_file_access). */
    public static SqlState state(IOException e) {
        return switch (reason(e)) {
            case "No such file or directory" -> SqlState.UNDEFINED_FILE;
            case "File exists" -> SqlState.DUPLICATE_FILE;
            case "Permission denied", "Operation not permitted", "Read-only file system" ->
                SqlState.INSUFFICIENT_PRIVILEGE;
            case "No space left on device", "Disk quota exceeded" -> SqlState.DISK_FULL;
            case "Too many open files", "Too many open files in system", "Cannot allocate memory" ->
                SqlState.INSUFFICIENT_RESOURCES;
            case "Is a directory", "Not a directory", "Directory not empty" -> SqlState.WRONG_OBJECT_TYPE;
            default -> SqlState.IO_ERROR;
        };
    }

    /** An ERROR {@code what: reason}. */
    public static SqlError error(String what, IOException e) {
        return of(Severity.ERROR, what, e);
    }

    /** A PANIC {@code what: reason}. */
    public static SqlError panic(String what, IOException e) {
        return of(Severity.PANIC, what, e);
    }

    /** An error of any severity {@code what: reason}. */
    public static SqlError of(Severity severity, String what, IOException e) {
        return new SqlError(severity, state(e), what + ": " + reason(e), e);
    }
}
