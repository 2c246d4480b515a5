package org.hathi.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.OsProcess;
import org.hathi.os.Sockets;
import org.hathi.shm.ProcRole;
import org.jspecify.annotations.Nullable;

/**
 * The processes the postmaster has started: their table, their start, and the control socket over which they talk.
 * Knows what a child says and that it has exited; what follows from it is decided by {@link Events}
 * ({@link Lifecycle}). Event loop only; the {@link Spawner}'s thread posts to it.
 */
final class Children {
    /** What becomes known about a child. */
    interface Events {
        /** It is wired and can work. */
        void ready(Child c);

        /** The startup process: recovery is done. */
        void recovered();

        /** A backend: a session has ended; the payload is the frame's. */
        void ended(Child c, byte[] payload);

        /** A backend has no session: for the first time, or while new ones wait. */
        void free(Child c);

        /** A backend tells {@link Control#RESTED} or {@link Control#BLOCKED}. */
        void news(Child c, byte what);

        /** A backend needs the descriptor of a session's client. */
        void fetch(Child c, int sessionSlot, long id);

        /** The launcher wants an autovacuum worker in a database. */
        void workerWanted(int database);

        /** It could not be started. */
        void notStarted(Child c);

        /** It is gone; all it said before has been heard. Status as a shell's: 128 + signal when killed. */
        void exited(Child c, int status);

        /** pg_ctl asks to stop: s smart, f fast, i immediate. */
        void stop(char mode);
    }

    private final PostmasterContext cx;
    private final Spawner spawner;
    private final Events events;
    private final Path controlPath;
    private final Map<Integer, Child> byNumber = new HashMap<>();
    private int nextNumber = 1;
    private int controlFd = -1;

    Children(PostmasterContext cx, Spawner spawner, Events events) {
        this.cx = cx;
        this.spawner = spawner;
        this.events = events;
        controlPath = StopRequest.controlPath(cx.dir, cx.pid);
    }

    /** Every child that has not been seen to exit, in no order. */
    Collection<Child> all() {
        return byNumber.values();
    }

    /** How many children have a role. */
    int count(ProcRole role) {
        int n = 0;
        for (Child c : byNumber.values()) {
            n += c.role == role ? 1 : 0;
        }
        return n;
    }

    /**
     * Whether any child is left, or any beside the checkpointer. The logging collector outlives all and does not count.
     */
    boolean anyLeft(boolean checkpointerToo) {
        for (Child c : byNumber.values()) {
            if (c.role != ProcRole.LOGGER && (checkpointerToo || c.role != ProcRole.CHECKPOINTER)) {
                return true;
            }
        }
        return false;
    }

    /** Sends a signal to the processes of a role. */
    void signal(ProcRole role, int signal) {
        for (Child c : byNumber.values()) {
            if (c.role == role && c.pid > 0) {
                OsProcess.kill(c.pid, signal);
            }
        }
    }

    /** Kills whoever is left and waits until he is gone: nobody outlives the postmaster but the logging collector. */
    void awaitEnd() {
        killAll();
        for (Child c : byNumber.values()) {
            Process p = c.process;
            try {
                if (p != null && c.role != ProcRole.LOGGER && !p.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)) {
                    cx.log.log(c.title() + " (PID " + c.pid + ") does not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void killAll() {
        for (Child c : byNumber.values()) {
            if (c.role != ProcRole.LOGGER) {
                c.kill();
            }
        }
    }

    /** Starts a process; {@link Events#ready} or {@link Events#notStarted} tells how it went. */
    void spawn(ProcRole role, int database) {
        Child c = new Child(nextNumber++, role, database);
        byNumber.put(c.number, c);
        List<String> arguments = List.of(
                ChildMain.FLAG,
                controlPath.toString(),
                Integer.toString(c.number),
                Integer.toString(cx.pid),
                role.label());
        spawner.spawn(
                cx.settings,
                role,
                arguments,
                role == ProcRole.LOGGER ? cx.redirect.streams() : null,
                (process, error) -> cx.loop.post(() -> spawned(c, process, error)));
    }

    private void spawned(Child c, @Nullable Process process, @Nullable IOException error) {
        if (process == null) {
            cx.log.log("could not fork new process for connection: " + (error == null ? "" : error.getMessage()));
            byNumber.remove(c.number);
            events.notStarted(c);
            return;
        }
        c.process = process;
        c.pid = (int) process.pid();
        boolean late = cx.state == PostmasterState.CRASH || cx.state == PostmasterState.DONE;
        if (c.role != ProcRole.LOGGER && (late || c.state == Child.State.EXITING)) {
            // it was told to end before there was a process to tell
            process.destroyForcibly();
        }
        process.onExit().thenAccept(p -> cx.loop.post(() -> exited(c, p.exitValue())));
    }

    private void exited(Child c, int status) {
        byNumber.remove(c.number);
        Control control = c.control;
        if (control != null) {
            heard(c, control);
            if (c.control != null) {
                cx.loop.unwatch(control.fd());
                control.close();
                c.control = null;
            }
        }
        events.exited(c, status);
    }

    // ---------------------------------------------------------------- control socket

    /** Listens on the control socket; before the first child is started. */
    void open() {
        try {
            Files.deleteIfExists(controlPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        controlFd = Sockets.listenUnix(controlPath.toString(), 0600, 256);
        if (controlFd < 0) {
            throw SqlError.fatal(
                    SqlState.SYSTEM_ERROR,
                    "could not create control socket \"" + controlPath + "\": " + Errno.message(-controlFd));
        }
        Sockets.nonBlocking(controlFd, true);
        cx.loop.watch(controlFd, e -> acceptControl());
    }

    private void acceptControl() {
        for (int fd = Sockets.accept(controlFd); fd >= 0; fd = Sockets.accept(controlFd)) {
            int uid = Sockets.peerUid(fd);
            if (uid != OsProcess.euid() && uid != 0) {
                Sockets.close(fd);
                continue;
            }
            Control control = new Control(fd);
            int f = fd;
            cx.loop.watch(fd, e -> stranger(control, f));
        }
    }

    /** First frame of a new control connection: a child says hello, or pg_ctl asks for something. */
    private void stranger(Control control, int fd) {
        boolean open = control.receive();
        Control.Frame f = control.next();
        if (f == null) {
            if (!open) {
                cx.loop.unwatch(fd);
                control.close();
            }
            return;
        }
        cx.loop.unwatch(fd);
        try (var in = f.data()) {
            if (f.type() == Control.STOP) {
                char mode = (char) in.readByte();
                control.close();
                events.stop(mode);
                return;
            }
            Child c = f.type() == Control.HELLO ? byNumber.get(in.readInt()) : null;
            boolean logger = c != null && c.role == ProcRole.LOGGER;
            if (c == null || cx.state == PostmasterState.CRASH && !logger) {
                control.close();
                return;
            }
            c.pid = in.readInt();
            c.control = control;
            byte[] values = cx.settings.serializeBase();
            int shmid = logger ? -1 : cx.segment().shmid();
            control.send(
                    Control.INIT,
                    Control.payload(o -> {
                        o.writeInt(c.role.ordinal());
                        o.writeInt(shmid);
                        o.writeInt(c.database);
                        o.writeInt(values.length);
                        o.write(values);
                    }),
                    -1);
            cx.loop.watch(fd, e -> heard(c, control));
        } catch (IOException e) {
            control.close();
        }
    }

    private void heard(Child c, Control control) {
        boolean open = control.receive();
        for (Control.Frame f = control.next(); f != null; f = control.next()) {
            switch (f.type()) {
                case Control.READY -> events.ready(c);
                case Control.STARTED -> events.recovered();
                case Control.ENDED -> events.ended(c, f.payload());
                case Control.FREE -> events.free(c);
                case Control.NEWS -> events.news(c, f.payload()[0]);
                case Control.FETCH -> fetch(c, f);
                case Control.WORKER -> worker(f);
                default -> cx.log.log("unexpected control frame from process " + c.pid);
            }
        }
        if (!open) {
            cx.loop.unwatch(control.fd());
            control.close();
            c.control = null;
        }
    }

    private void fetch(Child c, Control.Frame f) {
        try (var in = f.data()) {
            events.fetch(c, in.readInt(), in.readLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void worker(Control.Frame f) {
        try (var in = f.data()) {
            events.workerWanted(in.readInt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the control socket. */
    void close() {
        if (controlFd < 0) {
            return;
        }
        Sockets.close(controlFd);
        try {
            Files.deleteIfExists(controlPath);
        } catch (IOException e) {
            cx.log.log("could not remove socket file: " + e.getMessage());
        }
    }
}
