package org.hathi.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.hathi.base.Report;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.os.OsProcess;
import org.hathi.os.Poll;
import org.hathi.os.ProcessTitle;
import org.hathi.os.Signals;
import org.hathi.os.Sockets;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.Segment;
import org.hathi.shm.WaitEvent;

/**
 * The life of every process but the postmaster: connect to the control socket, take over settings, attach the segment,
 * do the role's work, leave.
 *
 * <p>CRASH: the kernel kills a child whose postmaster dies (parent-death signal); a closed control socket says the
 * same.
 */
public final class ChildMain {
    /** First argument that marks a child's command line. */
    public static final String FLAG = "--forkchild";

    private ChildMain() {}

    /**
     * Runs a child to its end and halts the JVM. Arguments: FLAG, control socket, number, postmaster's pid, role of a
     * logger.
     */
    public static void main(Engine engine, String[] args) {
        int status = 1;
        try {
            status = run(engine, args);
        } catch (LinkageError e) {
            // a class whose initialisation was cut short by an exhausted stack or heap: the log may not work either
            status = 134;
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }

    private static int run(Engine engine, String[] args) {
        String path = args[1];
        int number = Integer.parseInt(args[2]);
        int postmaster = Integer.parseInt(args[3]);
        boolean logger = args.length > 4 && args[4].equals(ProcRole.LOGGER.label());
        if (!logger) {
            OsProcess.dieWithParent(OsProcess.SIGKILL);
        }
        // As PostgreSQL's children: an interrupt from the postmaster's terminal goes to the postmaster alone, and
        // Linux, which shares processors out among sessions first (autogroups), gives each backend what a process of
        // its own is due
        OsProcess.newSession();
        int fd = Sockets.connectUnix(path);
        if (fd < 0 || OsProcess.parentPid() != postmaster) {
            return 1;
        }
        ProcessTitle title = ProcessTitle.open();
        title.set("postgres: starting");
        Control control = new Control(fd);
        int pid = OsProcess.pid();
        control.send(
                Control.HELLO,
                Control.payload(o -> {
                    o.writeInt(number);
                    o.writeInt(pid);
                }),
                -1);
        Control.Frame init = control.await();
        if (init == null) {
            return 1;
        }
        Settings settings = new Settings();
        int shmid;
        int database;
        ProcRole role;
        try (DataInputStream in = init.data()) {
            role = ProcRole.values()[in.readInt()];
            shmid = in.readInt();
            database = in.readInt();
            byte[] values = new byte[in.readInt()];
            in.readFully(values);
            settings.restore(values);
        } catch (IOException e) {
            return 1;
        }
        Path dir = Path.of(settings.string("data_directory"));
        if (logger) {
            title.set("postgres: " + titleOf(role));
            new LogCollector(settings, dir).run();
            return 0;
        }
        ServerLog log = new ServerLog(settings, pid, dir);
        if (settings.bool("logging_collector")) {
            log.redirected();
        }
        log.who().backendType = role.label();
        try {
            Segment segment = Segment.attach(shmid);
            Proc proc = Proc.acquire(segment, role, pid);
            ProcessContext cx = new ProcessContext(settings, log, segment, proc, dir, control);
            signals(cx, role);
            title.set("postgres: " + titleOf(role));
            work(engine, cx, role, database, title);
            if (role != ProcRole.CHECKPOINTER) {
                proc.stats().flush();
            }
            proc.release();
            return 0;
        } catch (SqlError e) {
            Report r = e.report();
            log.write(
                    r.severity() == Severity.ERROR ? new Report(Severity.FATAL, r.state(), r.message()) : r,
                    r.detail(),
                    e.getCause());
            return e.severity() == Severity.PANIC ? 134 : 1;
        } catch (RuntimeException | Error e) {
            log.write(ServerLog.toError(e).report(), null, e);
            return 1;
        }
    }

    private static String titleOf(ProcRole role) {
        return switch (role) {
            case BACKEND -> "idle backend";
            case STARTUP -> "startup recovering";
            default -> role.label();
        };
    }

    private static void signals(ProcessContext cx, ProcRole role) {
        Signals.install("TERM", () -> cx.signal(Interrupt.TERMINATE));
        Signals.install("INT", () -> cx.signal(role == ProcRole.BACKEND ? Interrupt.CANCEL : 0));
        Signals.install("HUP", () -> cx.signal(Interrupt.RELOAD));
    }

    private static void work(Engine engine, ProcessContext cx, ProcRole role, int database, ProcessTitle title) {
        switch (role) {
            case STARTUP -> {
                engine.startup(cx);
                cx.control().send(Control.STARTED);
            }
            case BACKEND -> backend(engine, cx, title);
            case CHECKPOINTER -> {
                cx.control().send(Control.READY);
                engine.checkpointer(cx);
            }
            case BACKGROUND_WRITER -> engine.backgroundWriter(cx);
            case WALWRITER -> engine.walWriter(cx);
            case AUTOVACUUM_LAUNCHER -> engine.autovacuumLauncher(cx);
            case AUTOVACUUM_WORKER -> engine.autovacuumWorker(cx, database);
            case POSTMASTER, ARCHIVER, LOGGER, STANDALONE ->
                throw SqlError.internal("no such child process: " + role.label());
        }
    }

    /** Takes sessions from the control socket until told to leave. */
    private static void backend(Engine engine, ProcessContext cx, ProcessTitle title) {
        IdleMemory memory = new IdleMemory();
        BackendLoop loop = new BackendLoop(cx, engine, title, memory);
        Control control = cx.control();
        Proc proc = cx.proc();
        int[] fds = new int[2];
        short[] events = new short[2];
        short[] results = new short[2];
        int served = 0;
        control.send(Control.READY);
        if (cx.settings().bool("session_parking")) {
            new Turns(cx, loop, memory).run();
            return;
        }
        while (true) {
            Control.Frame f = control.next();
            if (f == null) {
                proc.resetLatch();
                int bits = proc.interruptBits();
                if ((bits & (Interrupt.TERMINATE | Interrupt.QUIT)) != 0) {
                    return;
                }
                if ((bits & Interrupt.RELOAD) != 0 && proc.takeInterrupts(Interrupt.RELOAD) != 0) {
                    cx.reload();
                }
                int limit = memory.limit(-1);
                proc.pollOrLatch(control.fd(), Poll.POLLIN, limit, fds, events, results, WaitEvent.CLIENT_READ);
                memory.waited();
                if (!control.receive()) {
                    return;
                }
                continue;
            }
            switch (f.type()) {
                case Control.SESSION -> {
                    loop.serve(SessionTicket.decode(f.data()), f.fd());
                    Sockets.close(f.fd());
                    served++;
                    int limit = cx.settings().intValue("backend_max_sessions");
                    boolean more = limit == 0 || served < limit;
                    control.send(Control.ENDED, new byte[] {(byte) (more ? 1 : 0)}, -1);
                    if (!more) {
                        return;
                    }
                }
                case Control.SHUTDOWN -> {
                    return;
                }
                default -> throw SqlError.internal("unexpected control frame " + f.type());
            }
        }
    }
}
