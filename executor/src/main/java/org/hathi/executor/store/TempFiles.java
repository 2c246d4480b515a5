package org.hathi.executor.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Reporter;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/**
 * The temporary files of one backend, and the memory its statements may fill before they use them.
 *
 * <p>LAYOUT: {@code base/pgsql_tmp/pgsql_tmpPID.N}. INVARIANTS: TF-1 every file belongs to a {@link Workspace} and is
 * removed when it is closed; TF-2 no workspace that is not kept outlives its transaction; TF-3 the sizes of all files
 * together never exceed {@code temp_file_limit}. CRASH: what a killed backend leaves is recognised by its pid and
 * removed by the postmaster; all that is left is removed at start.
 */
public final class TempFiles {
    /** Below this an operator may always keep rows in memory, bytes. */
    private static final long ALWAYS = 1 << 20;

    /** Told of every file when it is removed. */
    @FunctionalInterface
    public interface Observer {
        void removed(long bytes);
    }

    private final Path directory;
    private final long pid;
    private final Settings settings;
    private final Reporter reporter;
    private final Observer observer;
    private final List<Workspace> open = new ArrayList<>();
    private long number;
    private long total;
    private long memory;
    /** Blocks of 8 kB read from and written to temporary files so far. */
    private long blocksRead;

    private long blocksWritten;

    public TempFiles(Path directory, long pid, Settings settings, Reporter reporter, Observer observer) {
        this.directory = directory;
        this.pid = pid;
        this.settings = settings;
        this.reporter = reporter;
        this.observer = observer;
    }

    /** A place for the files and memory of one execution; to be closed by whoever asked. */
    public Workspace workspace() {
        Workspace w = new Workspace(this);
        open.add(w);
        return w;
    }

    void closed(Workspace w) {
        open.remove(w);
    }

    /** The transaction has ended, well or not: what its statements left open is removed. Does not fail. */
    public void endTransaction() {
        if (open.isEmpty()) {
            return;
        }
        for (Workspace w : List.copyOf(open)) {
            if (!w.kept()) {
                w.close();
            }
        }
    }

    /** Bytes in all temporary files now. */
    public long totalBytes() {
        return total;
    }

    public long blocksRead() {
        return blocksRead;
    }

    public long blocksWritten() {
        return blocksWritten;
    }

    // ---------------------------------------------------------------------------------------------------- memory

    /** Charges a change of memory held; true when the operator that now holds {@code held} should go to files. */
    boolean charge(long change, long held, long limit) {
        memory += change;
        return held > limit || held > ALWAYS && memory > Runtime.getRuntime().maxMemory() / 2;
    }

    // ----------------------------------------------------------------------------------------------------- files

    TempFile create() {
        Path p = directory.resolve("pgsql_tmp" + pid + "." + number++);
        try {
            return new TempFile(this, p, open(p));
        } catch (IOException e) {
            throw failed("create", p, e);
        }
    }

    private FileChannel open(Path p) throws IOException {
        try {
            return channel(p);
        } catch (java.nio.file.NoSuchFileException e) {
            Files.createDirectories(directory);
            return channel(p);
        }
    }

    private static FileChannel channel(Path p) throws IOException {
        return FileChannel.open(
                p,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    static SqlError failed(String what, Path p, IOException e) {
        String reason = e.getMessage();
        boolean full = reason != null && reason.contains("No space left");
        return new SqlError(
                Severity.ERROR,
                full ? SqlState.DISK_FULL : SqlState.IO_ERROR,
                "could not " + what + " temporary file \"" + p.getFileName() + "\": " + reason,
                e);
    }

    /** A file grows by {@code bytes}: 53400 when that is too much. */
    void grow(long bytes) {
        int limit = settings.intValue("temp_file_limit");
        if (limit >= 0 && total + bytes > limit * 1024L) {
            throw new SqlError(
                    SqlState.CONFIGURATION_LIMIT_EXCEEDED,
                    "temporary file size exceeds temp_file_limit (" + limit + "kB)");
        }
        total += bytes;
    }

    void read(int bytes) {
        blocksRead += (bytes + 8191) / 8192;
    }

    void written(int bytes) {
        blocksWritten += (bytes + 8191) / 8192;
    }

    void removed(Path p, long size) {
        total -= size;
        observer.removed(size);
        int log = settings.intValue("log_temp_files");
        if (log >= 0 && size / 1024 >= log) {
            reporter.log("temporary file: path \"base/pgsql_tmp/" + p.getFileName() + "\", size " + size);
        }
    }

    void problem(String message) {
        reporter.warning(SqlState.IO_ERROR, message);
    }
}
