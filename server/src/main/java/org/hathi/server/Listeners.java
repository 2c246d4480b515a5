package org.hathi.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.SettingSource;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.Sockets;

/**
 * The sockets clients come to: TCP by listen_addresses, Unix by unix_socket_directories with PostgreSQL's lock file
 * beside each. An accepted client becomes a {@link Connecting}. Event loop only.
 */
final class Listeners {
    private final PostmasterContext cx;
    private final Admission admission;
    private final Backends pool;
    private final List<Integer> sockets = new ArrayList<>();
    private final List<LockFile> socketLocks = new ArrayList<>();
    private final List<Path> socketFiles = new ArrayList<>();

    Listeners(PostmasterContext cx, Admission admission, Backends pool) {
        this.cx = cx;
        this.admission = admission;
        this.pool = pool;
    }

    /** Opens every socket the settings name; throws FATAL when there is none to be had. */
    void open() {
        int port = cx.settings.intValue("port");
        int backlog = Math.min(4096, cx.settings.intValue("max_connections") * 2);
        boolean first = true;
        int tcp = 0;
        int wanted = 0;
        for (String host : list(cx.settings.string("listen_addresses"))) {
            wanted++;
            for (String address : resolve(host)) {
                int fd = Sockets.listenTcp(address, port, backlog);
                String family = address.indexOf(':') >= 0 ? "IPv6" : "IPv4";
                if (fd < 0) {
                    Report r = new Report(
                            Severity.LOG,
                            SqlState.SYSTEM_ERROR,
                            "could not bind " + family + " address \"" + address + "\": " + Errno.message(-fd));
                    if (fd == -Errno.EADDRINUSE) {
                        r.hint("Is another postmaster already running on port " + port
                                + "? If not, wait a few seconds and retry.");
                    }
                    cx.log.report(r);
                    continue;
                }
                cx.log.log("listening on " + family + " address \"" + address + "\", port " + port);
                accepting(fd, false);
                tcp++;
                if (first) {
                    cx.lockLine(6, host);
                    first = false;
                }
            }
            if (tcp == 0) {
                cx.log.report(new Report(
                        Severity.WARNING, SqlState.WARNING, "could not create listen socket for \"" + host + "\""));
            }
        }
        if (wanted > 0 && tcp == 0) {
            throw SqlError.fatal(SqlState.SYSTEM_ERROR, "could not create any TCP/IP sockets");
        }
        if (wanted == 0) {
            cx.lockLine(6, "");
        }
        listenUnix(port, backlog);
    }

    private void listenUnix(int port, int backlog) {
        boolean first = true;
        for (String d : list(cx.settings.string("unix_socket_directories"))) {
            Path path = Path.of(d).resolve(".s.PGSQL." + port);
            if (!Files.isDirectory(Path.of(d))
                    && cx.settings.setting("unix_socket_directories").source() == SettingSource.DEFAULT) {
                continue;
            }
            socketLocks.add(LockFile.create(
                    Path.of(path + ".lock"),
                    false,
                    path.toString(),
                    cx.pid + "\n" + cx.dir + "\n" + System.currentTimeMillis() / 1000 + "\n" + port + "\n" + d + "\n"));
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                cx.log.log("could not remove file \"" + path + "\": " + e.getMessage());
            }
            int fd = Sockets.listenUnix(path.toString(), cx.settings.intValue("unix_socket_permissions"), backlog);
            if (fd < 0) {
                cx.log.report(new Report(
                        Severity.LOG,
                        SqlState.SYSTEM_ERROR,
                        "could not bind Unix address \"" + path + "\": " + Errno.message(-fd)));
                throw SqlError.fatal(SqlState.SYSTEM_ERROR, "could not create any Unix-domain sockets");
            }
            socketFiles.add(path);
            cx.log.log("listening on Unix socket \"" + path + "\"");
            accepting(fd, true);
            if (first) {
                cx.lockLine(5, d);
                first = false;
            }
        }
    }

    private static List<String> list(String text) {
        List<String> items = new ArrayList<>();
        for (String s : text.split(",")) {
            String t = s.trim();
            if (t.length() > 1 && t.startsWith("\"") && t.endsWith("\"")) {
                t = t.substring(1, t.length() - 1);
            }
            if (!t.isEmpty()) {
                items.add(t);
            }
        }
        return items;
    }

    private List<String> resolve(String host) {
        if (host.equals("*")) {
            return List.of("0.0.0.0", "::");
        }
        List<String> addresses = new ArrayList<>();
        try {
            for (InetAddress a : InetAddress.getAllByName(host)) {
                String s = a.getHostAddress();
                int zone = s.indexOf('%');
                addresses.add(zone < 0 ? s : s.substring(0, zone));
            }
        } catch (UnknownHostException e) {
            cx.log.log("could not translate host name \"" + host + "\", service \"" + cx.settings.intValue("port")
                    + "\" to address: Name or service not known");
        }
        return addresses;
    }

    private void accepting(int fd, boolean local) {
        sockets.add(fd);
        Sockets.nonBlocking(fd, true);
        cx.loop.watch(fd, events -> accept(fd, local));
    }

    private void accept(int listener, boolean local) {
        for (int i = 0; i < 64; i++) {
            int fd = Sockets.accept(listener);
            if (fd < 0) {
                return;
            }
            if (!local) {
                Sockets.noDelay(fd);
                Sockets.keepAlive(
                        fd,
                        cx.settings.intValue("tcp_keepalives_idle"),
                        cx.settings.intValue("tcp_keepalives_interval"),
                        cx.settings.intValue("tcp_keepalives_count"));
                if (cx.settings.intValue("tcp_user_timeout") > 0) {
                    Sockets.userTimeout(fd, cx.settings.intValue("tcp_user_timeout"));
                }
            }
            if (cx.settings.bool("log_connections")) {
                received(fd, local);
            }
            if (admission.connecting() > 2 * cx.settings.intValue("max_connections") + 64) {
                cx.tell(
                        fd,
                        SqlError.fatal(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already")
                                .report());
                Sockets.close(fd);
                continue;
            }
            Connecting c = new Connecting(cx, admission, pool, fd, local);
            admission.enter(c);
            cx.loop.watch(fd, c);
        }
    }

    private void received(int fd, boolean local) {
        ServerLog.Who who = new ServerLog.Who();
        who.session = true;
        who.backendType = "not initialized";
        who.host = "[local]";
        who.sessionStartSeconds = System.currentTimeMillis() / 1000;
        String where = "[local]";
        if (!local) {
            var p = Sockets.peerAddress(fd);
            who.host = p.host();
            who.port = p.port();
            where = p.host() + " port=" + p.port();
        }
        String text = "connection received: host=" + where;
        cx.log.as(who, () -> cx.log.log(text));
    }

    /** Closes the sockets and removes their files. */
    void close() {
        for (int fd : sockets) {
            Sockets.close(fd);
        }
        try {
            for (Path p : socketFiles) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            cx.log.log("could not remove socket file: " + e.getMessage());
        }
        for (LockFile l : socketLocks) {
            l.remove();
        }
    }
}
