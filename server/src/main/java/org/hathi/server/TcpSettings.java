package org.hathi.server;

import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.Poll;
import org.hathi.os.TcpOption;

/**
 * The settings that are options of the client's socket: assigned, they go to the kernel at once; shown, they are the
 * kernel's. A parked session's are kept by its socket.
 */
final class TcpSettings {
    private static final List<TcpOption> ALL = List.of(TcpOption.values());

    private final Settings settings;
    private final Reporter notices;
    /** The client's socket, −1 when there is none, or not a TCP one. */
    private int fd = -1;

    TcpSettings(Settings settings, Reporter notices) {
        this.settings = settings;
        this.notices = notices;
        for (TcpOption o : ALL) {
            settings.onAssign(o.setting(), s -> assign(o, s));
            settings.onShow(o.setting(), s -> fd < 0 ? "0" : Integer.toString(Math.max(0, o.get(fd))));
        }
    }

    /** The settings mean this socket from now on; its options are what they say. */
    void attach(int socket, SessionTicket t) {
        fd = t.host().isEmpty() ? -1 : socket;
    }

    /** The settings mean no socket. */
    void detach() {
        fd = -1;
    }

    /** What the settings say may have changed while nobody served the session. */
    void assignAll() {
        for (TcpOption o : ALL) {
            assign(o, settings.setting(o.setting()));
        }
    }

    /** Throws if the other side of a client's socket is gone. */
    static void lookAtClient(int fd) {
        int r = Poll.poll(fd, Poll.POLLRDHUP, 0);
        if (r > 0 && (r & Poll.GONE) != 0) {
            throw SqlError.fatal(SqlState.CONNECTION_FAILURE, "connection to client lost");
        }
    }

    private void assign(TcpOption o, Setting s) {
        if (fd < 0) {
            return;
        }
        int wanted = s.intValue();
        int r = o.set(fd, wanted == 0 ? o.systemDefault() : wanted);
        if (r < 0) {
            notices.report(new Report(
                    Severity.LOG,
                    SqlState.SUCCESSFUL_COMPLETION,
                    "setsockopt(" + o.label() + ") failed: " + Errno.message(-r)));
        }
    }
}
