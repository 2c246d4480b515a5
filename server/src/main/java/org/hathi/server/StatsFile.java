package org.hathi.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.hathi.shm.Proc;
import org.hathi.shm.StatsRegion;
import org.hathi.storage.CheckpointShared;
import org.hathi.storage.Storage;
import org.hathi.wal.ControlFile;

/**
 * Keeps the cumulative statistics over a clean restart: the checkpointer writes them after the shutdown checkpoint, the
 * startup process reads them and removes the file. After a crash they begin anew.
 *
 * <p>LAYOUT (big-endian, {@code pg_stat/hathi.stat}; the format is Hathi's own): magic long, the shutdown checkpoint's
 * LSN, 10 longs of pg_stat_bgwriter, the count of WAL counters and those, their reset time, then per object kind int ≥
 * 0, database int, oid int, {@link StatsRegion#COUNTERS} longs; −1 ends.
 *
 * <p>CRASH: the file is written under another name and renamed; one that does not belong to the last checkpoint
 * (another program has run on the directory since) is ignored.
 */
final class StatsFile {
    private static final long MAGIC = 0x4861746869537431L;
    private static final String NAME = "hathi.stat";

    private StatsFile() {}

    private static Path directory(ProcessContext cx) {
        return cx.dataDirectory().resolve("pg_stat");
    }

    /** Writes the file; a failure is logged, the statistics are lost. */
    static void write(ProcessContext cx, Storage storage) {
        Path tmp = directory(cx).resolve("hathi.tmp");
        try {
            write(cx, storage, tmp);
            Files.move(tmp, directory(cx).resolve(NAME), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            cx.log().log("could not write temporary statistics file \"pg_stat/hathi.tmp\": " + LockFile.reason(e));
        } catch (UncheckedIOException e) {
            IOException x = java.util.Objects.requireNonNull(e.getCause());
            cx.log().log("could not write temporary statistics file \"pg_stat/hathi.tmp\": " + LockFile.reason(x));
        }
    }

    private static void write(ProcessContext cx, Storage storage, Path tmp) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(tmp)))) {
            out.writeLong(MAGIC);
            out.writeLong(storage.wal().controlFile().checkPoint());
            for (int i = 0; i <= CheckpointShared.BUFFERS_ALLOC; i++) {
                out.writeLong(storage.checkpointShared().counter(i));
            }
            long[] wal = storage.wal().stats().values();
            out.writeInt(wal.length);
            for (long x : wal) {
                out.writeLong(x);
            }
            out.writeLong(storage.wal().stats().resetTime());
            new StatsRegion(cx.segment()).forEach(cx.proc(), (kind, db, oid, counters) -> {
                try {
                    out.writeInt(kind);
                    out.writeInt(db);
                    out.writeInt(oid);
                    for (long x : counters) {
                        out.writeLong(x);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            out.writeInt(-1);
        }
    }

    /** Takes over what the last server left, if it stopped cleanly, and removes it. */
    static void read(ProcessContext cx, Storage storage, ControlFile control) {
        Path file = directory(cx).resolve(NAME);
        if (control.state() == ControlFile.SHUTDOWNED && Files.exists(file)) {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                read(cx, storage, in, control.checkPoint());
            } catch (IOException e) {
                cx.log().log("corrupted statistics file \"pg_stat/hathi.stat\"");
            }
        }
        try {
            Files.deleteIfExists(file);
            // PostgreSQL's own would be stale when it runs here again
            Files.deleteIfExists(directory(cx).resolve("pgstat.stat"));
        } catch (IOException e) {
            cx.log().log("could not unlink permanent statistics file \"pg_stat/hathi.stat\": " + e.getMessage());
        }
    }

    private static void read(ProcessContext cx, Storage storage, DataInputStream in, long checkPoint)
            throws IOException {
        if (in.readLong() != MAGIC || in.readLong() != checkPoint) {
            return;
        }
        for (int i = 0; i <= CheckpointShared.BUFFERS_ALLOC; i++) {
            storage.checkpointShared().count(i, in.readLong());
        }
        long[] wal = new long[Math.clamp(in.readInt(), 0, 64)];
        for (int i = 0; i < wal.length; i++) {
            wal[i] = in.readLong();
        }
        storage.wal().stats().restore(wal, in.readLong());
        StatsRegion region = new StatsRegion(cx.segment());
        Proc me = cx.proc();
        long[] counters = new long[StatsRegion.COUNTERS];
        for (int kind = in.readInt(); kind >= 0; kind = in.readInt()) {
            int db = in.readInt();
            int oid = in.readInt();
            for (int i = 0; i < counters.length; i++) {
                counters[i] = in.readLong();
            }
            region.set(me, kind, db, oid, counters, -1L);
        }
    }
}
