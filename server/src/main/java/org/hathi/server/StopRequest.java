package org.hathi.server;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hathi.os.Sockets;

/**
 * A request to a running postmaster over its control socket: how {@code pg_ctl -m immediate} stops it (the JVM owns
 * SIGQUIT).
 */
public final class StopRequest {
    private StopRequest() {}

    /**
     * Asks the postmaster of a data directory to stop.
     *
     * @param mode s smart, f fast, i immediate
     * @return false when it cannot be reached
     */
    public static boolean send(Path dataDirectory, int postmasterPid, char mode) {
        Path path = controlPath(dataDirectory, postmasterPid);
        int fd = Files.exists(path) ? Sockets.connectUnix(path.toString()) : -1;
        if (fd < 0) {
            return false;
        }
        Control c = new Control(fd);
        boolean sent = c.send(Control.STOP, new byte[] {(byte) mode}, -1);
        c.close();
        return sent;
    }

    /**
     * Where a postmaster's control socket is: in the data directory, or in /tmp when that path is too long for a
     * socket.
     */
    static Path controlPath(Path dataDirectory, int postmasterPid) {
        Path p = dataDirectory.resolve(".s.hathi.control");
        return p.toString().length() > 100 ? Path.of("/tmp/.s.hathi." + postmasterPid) : p;
    }
}
