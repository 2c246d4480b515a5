package org.hathi.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;
import org.hathi.os.Sockets;
import org.hathi.protocol.BackendMessages;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.types.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of the postmaster share: settings, log, loop, the server's state, the segment and postmaster.pid. Used
 * on the event loop only; {@link Lifecycle} alone changes the state.
 */
final class PostmasterContext {
    static final int AUXILIARY_SLOTS = 16;

    final Engine engine;
    final Settings settings;
    final ServerLog log;
    final Path dir;
    final int pid = OsProcess.pid();
    final EventLoop loop = new EventLoop();
    final LogRedirect redirect = new LogRedirect();
    /** For one send or receive; never kept across events. */
    final MemorySegment scratch = Arena.ofAuto().allocate(128 << 10);

    PostmasterState state = PostmasterState.STARTUP;

    private @Nullable LockFile lock;
    private @Nullable Segment segment;
    private @Nullable Proc proc;
    private @Nullable ProcessContext process;

    PostmasterContext(Engine engine, Settings settings) {
        this.engine = engine;
        this.settings = settings;
        dir = Path.of(settings.string("data_directory"));
        log = new ServerLog(settings, pid, dir);
    }

    // ---------------------------------------------------------------- postmaster.pid

    /** Takes the data directory; throws FATAL when another postmaster has it. */
    void lockDirectory() {
        lock = LockFile.create(
                dir.resolve(LockFile.NAME),
                true,
                dir.toString(),
                pid + "\n" + dir + "\n" + System.currentTimeMillis() / 1000 + "\n" + settings.intValue("port") + "\n");
    }

    /** Sets a line (1-based) of postmaster.pid. */
    void lockLine(int n, String text) {
        LockFile l = lock;
        if (l != null) {
            l.line(n, text);
        }
    }

    /** Whether postmaster.pid still names this process; says why not. */
    boolean lockStillOurs() {
        LockFile l = lock;
        return l == null || l.recheck(pid, log);
    }

    void unlockDirectory() {
        LockFile l = lock;
        if (l != null) {
            l.remove();
        }
    }

    // ---------------------------------------------------------------- shared memory

    /** A fresh segment, and the postmaster's own slot in it. */
    void createSegment() {
        int backends = ServerConfig.backendSlots(settings);
        int workers = settings.intValue("autovacuum_max_workers");
        int procs = Math.min(0xFFFF, backends + settings.intValue("max_spare_backends") + workers + AUXILIARY_SLOTS);
        List<RegionSpec> regions = new ArrayList<>(ShmRegions.regions(
                procs,
                settings.intValue("max_connections") + AUXILIARY_SLOTS,
                settings.intValue("track_activity_query_size"),
                16 << 10));
        regions.add(FlatRoles.spec());
        regions.addAll(engine.regions(settings, procs));
        int key;
        try {
            key = (int) OsProcess.inode(dir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Segment s = Segment.create(key, regions, pid);
        segment = s;
        Proc p = Proc.acquire(s, ProcRole.POSTMASTER, pid);
        proc = p;
        process = new ProcessContext(settings, log, s, p, dir, new Control(-1));
        lockLine(7, pad(Integer.toUnsignedString(key), 9) + " " + pad(Integer.toString(s.shmid()), 9));
    }

    private static String pad(String s, int width) {
        return " ".repeat(Math.max(0, width - s.length())) + s;
    }

    /** Gives the segment up; who is attached keeps it until he ends. */
    void releaseSegment() {
        Segment s = segment;
        segment = null;
        proc = null;
        process = null;
        if (s != null) {
            s.release();
        }
    }

    /** The segment; throws 57P03 when there is none. */
    Segment segment() {
        Segment s = segment;
        if (s == null) {
            throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
        }
        return s;
    }

    @Nullable
    Segment segmentIfAny() {
        return segment;
    }

    /** The postmaster's own slot. */
    @Nullable
    Proc procIfAny() {
        return proc;
    }

    @Nullable
    ProcessContext processIfAny() {
        return process;
    }

    // ---------------------------------------------------------------- clients

    /** Sends a report to a client if its socket takes it at once. */
    void tell(int fd, Report r) {
        ByteSink b = new ByteSink(256);
        new BackendMessages(b).report(r);
        Mem.copy(b.buf, 0, scratch, 0, b.size);
        Sockets.send(fd, scratch, 0, b.size, Sockets.MSG_DONTWAIT);
    }
}
