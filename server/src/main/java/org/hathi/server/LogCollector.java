package org.hathi.server;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.ConfigFile;
import org.hathi.base.Report;
import org.hathi.base.SettingContext;
import org.hathi.base.Settings;
import org.hathi.os.Errno;
import org.hathi.os.Mem;
import org.hathi.os.Pipes;
import org.hathi.os.Poll;
import org.hathi.os.Signals;

/**
 * The process {@code postgres: logger}: reads the pipe that is everybody's standard error from its standard input, puts
 * entries together from their chunks ({@link LogPipe}) and writes them to {@link LogFiles}. What is no chunk (a message
 * of the JVM itself) goes to the text log as it is.
 *
 * <p>It lives until the last writer has closed the pipe, so that the last words of everybody else are kept; only SIGHUP
 * (read the configuration again) and SIGUSR1 (rotate) reach it. It does not attach shared memory.
 */
final class LogCollector {
    private static final int BUFFER = 64 << 10;

    private final Settings settings;
    private final LogFiles files;
    private final Path dataDirectory;
    private final Map<Long, ByteArrayOutputStream> unfinished = new HashMap<>();
    private final OutputStream err = new FileOutputStream(FileDescriptor.err);
    private final byte[] data = new byte[2 * BUFFER];
    private int have;
    private long lost;

    LogCollector(Settings settings, Path dataDirectory) {
        this.settings = settings;
        this.dataDirectory = dataDirectory;
        files = new LogFiles(settings, dataDirectory);
    }

    /** Collects until the end of the server. */
    void run() {
        try {
            files.open();
        } catch (IOException e) {
            complain("could not open log file", e);
        }
        Signals.ignore("TERM");
        Signals.ignore("INT");
        Signals.install("HUP", this::reload);
        Signals.install("USR1", () -> rotate(false, -1));
        MemorySegment in = Arena.ofAuto().allocate(BUFFER);
        int[] fds = {0};
        short[] events = {Poll.POLLIN};
        short[] results = new short[1];
        while (true) {
            long left = files.nextRotation() - System.currentTimeMillis();
            if (left <= 0) {
                rotate(true, -1);
                continue;
            }
            if (Poll.poll(fds, events, results, (int) Math.min(left, 3_600_000)) <= 0) {
                continue;
            }
            int n = Pipes.read(0, in, 0, BUFFER);
            if (n == 0 || n < 0 && n != -Errno.EINTR && n != -Errno.EAGAIN) {
                break;
            }
            if (n > 0) {
                took(in, n);
            }
        }
        leftovers();
    }

    private synchronized void took(MemorySegment in, int n) {
        Mem.copy(in, 0, data, have, n);
        have += n;
        int at = 0;
        while (at < have) {
            if (data[at] == 0) {
                int used = chunk(at);
                if (used == 0) {
                    break;
                }
                at += used;
                continue;
            }
            int end = at;
            while (end < have && data[end] != 0) {
                end++;
            }
            write(LogPipe.STDERR, data, at, end - at);
            at = end;
        }
        System.arraycopy(data, at, data, 0, have - at);
        have -= at;
    }

    /** Takes a chunk; how many bytes it was, 0 when it is not whole yet. */
    private int chunk(int at) {
        if (have - at < LogPipe.HEADER) {
            return 0;
        }
        int len = data[at + 2] & 0xFF | (data[at + 3] & 0xFF) << 8;
        int flags = data[at + 8] & 0xFF;
        if (data[at + 1] != 0 || len > LogPipe.MAX - LogPipe.HEADER || len == 0) {
            write(LogPipe.STDERR, data, at, 1);
            return 1;
        }
        if (have - at < LogPipe.HEADER + len) {
            return 0;
        }
        int pid = 0;
        for (int i = 3; i >= 0; i--) {
            pid = pid << 8 | data[at + 4 + i] & 0xFF;
        }
        int destination = flags & ~LogPipe.LAST;
        long key = (long) pid << 8 | destination;
        ByteArrayOutputStream begun = unfinished.get(key);
        if ((flags & LogPipe.LAST) == 0) {
            if (begun == null) {
                begun = new ByteArrayOutputStream(2 * LogPipe.MAX);
                unfinished.put(key, begun);
            }
            begun.write(data, at + LogPipe.HEADER, len);
        } else if (begun == null) {
            write(destination, data, at + LogPipe.HEADER, len);
        } else {
            begun.write(data, at + LogPipe.HEADER, len);
            unfinished.remove(key);
            byte[] all = begun.toByteArray();
            write(destination, all, 0, all.length);
        }
        return LogPipe.HEADER + len;
    }

    private synchronized void leftovers() {
        unfinished.forEach((k, v) -> write((int) (k & 0xFF), v.toByteArray(), 0, v.size()));
        write(LogPipe.STDERR, data, 0, have);
    }

    private void write(int destination, byte[] bytes, int off, int len) {
        if (len == 0) {
            return;
        }
        try {
            int full = files.write(destination, ByteBuffer.wrap(bytes, off, len));
            if (full >= 0) {
                rotate(false, full);
            }
        } catch (IOException e) {
            complain("could not write to log file", e);
        }
    }

    private synchronized void rotate(boolean byTime, int only) {
        try {
            files.rotate(byTime, only);
        } catch (IOException e) {
            complain("could not open log file", e);
        }
    }

    private synchronized void reload() {
        String before = names();
        List<Report> problems = new ArrayList<>();
        ConfigFile f = ConfigFile.read(
                Path.of(settings.string("config_file")), dataDirectory.resolve("postgresql.auto.conf"), problems);
        if (problems.isEmpty()) {
            settings.applyFiles(f, SettingContext.SIGHUP, problems);
        }
        if (!before.equals(names())) {
            rotate(false, -1);
        }
    }

    private String names() {
        return settings.string("log_directory")
                + '\n'
                + settings.string("log_filename")
                + '\n'
                + settings.string("log_destination")
                + '\n'
                + settings.intValue("log_rotation_age");
    }

    private void complain(String what, IOException e) {
        String line = LogTime.stamp(settings.string("log_timezone"), System.currentTimeMillis(), true) + " LOG:  "
                + what + ": " + e.getMessage() + "\n";
        try {
            err.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException x) {
            lost++; // nowhere to complain
        }
    }
}
