package org.hathi.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** This process and others: ids, signals, users, file mode mask. */
@SuppressWarnings("restricted")
public final class OsProcess {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGABRT = 6;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGTERM = 15;
    private static final int PR_SET_PDEATHSIG = 1;

    private static final class H {
        static final MethodHandle GETPID = Libc.link("getpid");
        static final MethodHandle GETPPID = Libc.link("getppid");
        static final MethodHandle KILL = Libc.link("kill");
        static final MethodHandle UMASK = Libc.link("umask");
        static final MethodHandle GETUID = Libc.link("getuid");
        static final MethodHandle GETEUID = Libc.link("geteuid");
        static final MethodHandle GETPWUID = Libc.link("getpwuid");
        static final MethodHandle PRCTL = Libc.link("prctl");
        static final MethodHandle SETSID = Libc.link("setsid");
        static final MethodHandle SIGNAL = Libc.link("signal");
        static final MethodHandle SCHED_YIELD = Libc.link("sched_yield");
    }

    private OsProcess() {}

    public static int pid() {
        return Libc.callInt(H.GETPID, 0);
    }

    public static int parentPid() {
        return Libc.callInt(H.GETPPID, 0);
    }

    /** Sends a signal; signal 0 only asks whether the process exists. 0 or −errno. */
    public static int kill(int pid, int signal) {
        return Libc.callInt(H.KILL, pid, signal);
    }

    /** Whether a process exists and has not ended: one that nobody has waited for yet (a zombie) has. */
    public static boolean isRunning(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return exists(pid);
        }
    }

    /** Whether a process of this id exists (it may belong to somebody else). */
    public static boolean exists(int pid) {
        return kill(pid, 0) != -Errno.ESRCH;
    }

    /** Sets the file mode creation mask; returns the previous one. */
    public static int umask(int mask) {
        return Libc.callInt(H.UMASK, mask);
    }

    public static int uid() {
        return Libc.callInt(H.GETUID, 0);
    }

    public static int euid() {
        return Libc.callInt(H.GETEUID, 0);
    }

    /** Login name of a user id, or null when there is none. */
    public static @Nullable String userName(int uid) {
        long p = Libc.callLong(H.GETPWUID, uid, 0, 0, 0, 0, 0);
        if (p == 0 || (p < 0 && p > -4096)) {
            return null;
        }
        long name = java.lang.foreign.MemorySegment.ofAddress(p).reinterpret(8).get(JAVA_LONG, 0);
        return Libc.string(name, 256);
    }

    /**
     * Gives a signal its default action. The JVM leaves signals alone that were ignored when it started, as a shell's
     * background jobs ignore SIGINT: to be called before {@link Signals#install}.
     */
    public static void defaultAction(int signal) {
        Libc.callLong(H.SIGNAL, signal, 0, 0, 0, 0, 0);
    }

    /** Asks the kernel to send this process a signal when the thread that started it ends. 0 or −errno. */
    public static int dieWithParent(int signal) {
        return Libc.callInt(H.PRCTL, PR_SET_PDEATHSIG, signal);
    }

    /** Makes this process the leader of a session of its own, without a terminal. The session's id or −errno. */
    public static int newSession() {
        return Libc.callInt(H.SETSID, 0);
    }

    /** Gives the processor away. */
    public static void yield() {
        Libc.callInt(H.SCHED_YIELD, 0);
    }

    /** Inode number of a file: PostgreSQL derives the key of its shared memory from the data directory's. */
    public static long inode(Path file) throws IOException {
        return (Long) Files.getAttribute(file, "unix:ino");
    }
}
