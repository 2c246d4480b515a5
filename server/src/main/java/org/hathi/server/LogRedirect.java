package org.hathi.server;

import java.io.File;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.Pipes;

/**
 * The postmaster's end of the logging collector: makes its own standard output and error, and so everybody's it starts
 * from then on, a pipe. Keeps the end to read from, so that a collector that died can be replaced without loss.
 */
final class LogRedirect {
    private int reader = -1;
    private int original = -1;

    /** Redirects, once. */
    void start(ServerLog log, String directory) {
        int[] pipe = Pipes.pipe();
        reader = pipe[0];
        original = Pipes.dup(2);
        log.report(Report.of(Severity.LOG, "redirecting log output to logging collector process")
                .hint("Future log output will appear in directory \"" + directory + "\"."));
        int r = Pipes.dup2(pipe[1], 2);
        if (r >= 0) {
            r = Pipes.dup2(pipe[1], 1);
        }
        if (r < 0) {
            throw SqlError.fatal(SqlState.SYSTEM_ERROR, "could not redirect stderr: " + Errno.message(-r));
        }
        org.hathi.os.Sockets.close(pipe[1]);
        log.redirected();
    }

    boolean started() {
        return reader >= 0;
    }

    /** What the collector's process gets. */
    Spawner.Streams streams() {
        return new Spawner.Streams(
                new File("/proc/self/fd/" + reader), new File("/proc/self/fd/" + Math.max(original, 0)));
    }
}
