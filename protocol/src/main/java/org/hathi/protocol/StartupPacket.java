package org.hathi.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/**
 * The first packet of a connection, parsed: what is asked for (a session, SSL, GSS encryption, a cancel), and the
 * session's parameters in the order given. The length word is not part of the body parsed here.
 */
public final class StartupPacket {
    public static final int SSL_REQUEST = 80_877_103;
    public static final int GSSENC_REQUEST = 80_877_104;
    public static final int CANCEL_REQUEST = 80_877_102;

    /** One parameter for the settings registry. */
    public record Parameter(String name, String value) {}

    private String user = "";
    private String database = "";
    private String options = "";
    private String applicationName = "";
    private boolean replication;
    private boolean databaseReplication;
    private int minor;
    private final List<Parameter> settings = new ArrayList<>();
    private final List<String> unknownOptions = new ArrayList<>();

    private StartupPacket() {}

    /** The request code: a protocol version or one of the constants; 0 for a body too short to have one. */
    public static int code(byte[] body, int n) {
        return n < 4 ? 0 : (body[0] & 0xFF) << 24 | (body[1] & 0xFF) << 16 | (body[2] & 0xFF) << 8 | body[3] & 0xFF;
    }

    /** Parses a session request; throws FATAL 0A000, 08P01, 28000 or 22023 as PostgreSQL does. */
    public static StartupPacket parse(byte[] body, int n) {
        StartupPacket p = new StartupPacket();
        int code = code(body, n);
        int major = code >>> 16;
        p.minor = code & 0xFFFF;
        if (major != 3) {
            throw SqlError.fatal(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "unsupported frontend protocol " + major + "." + p.minor + ": server supports 3.0 to 3.0");
        }
        int at = 4;
        while (at < n && body[at] != 0) {
            int nameEnd = zero(body, at, n);
            int valueEnd = nameEnd + 1 >= n ? n : zero(body, nameEnd + 1, n);
            if (valueEnd >= n) {
                break;
            }
            String name = new String(body, at, nameEnd - at, StandardCharsets.UTF_8);
            p.take(name, new String(body, nameEnd + 1, valueEnd - nameEnd - 1, StandardCharsets.UTF_8));
            at = valueEnd + 1;
        }
        if (at != n - 1) {
            throw SqlError.fatal(
                    SqlState.PROTOCOL_VIOLATION, "invalid startup packet layout: expected terminator as last byte");
        }
        if (p.user.isEmpty()) {
            throw SqlError.fatal(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                    "no PostgreSQL user name specified in startup packet");
        }
        if (p.database.isEmpty()) {
            p.database = p.user;
        }
        p.user = truncate(p.user);
        p.database = p.replication && !p.databaseReplication ? "" : truncate(p.database);
        return p;
    }

    private static int zero(byte[] b, int from, int n) {
        int i = from;
        while (i < n && b[i] != 0) {
            i++;
        }
        return i;
    }

    private void take(String name, String value) {
        switch (name) {
            case "database" -> database = value;
            case "user" -> user = value;
            case "options" -> options = value;
            case "replication" -> replication(value);
            default -> {
                if (name.startsWith("_pq_.")) {
                    unknownOptions.add(name);
                    return;
                }
                settings.add(new Parameter(name, value));
                if (name.equals("application_name")) {
                    applicationName = value;
                }
            }
        }
    }

    private void replication(String value) {
        if (value.equals("database")) {
            replication = true;
            databaseReplication = true;
            return;
        }
        Boolean b = org.hathi.base.Settings.parseBool(value);
        if (b == null) {
            throw SqlError.fatal(
                            SqlState.INVALID_PARAMETER_VALUE,
                            "invalid value for parameter \"replication\": \"" + value + "\"")
                    .hint("Valid values are: \"false\", 0, \"true\", 1, \"database\".");
        }
        replication = b;
    }

    /** Names have at most 63 bytes; longer ones are cut at a character. */
    private static String truncate(String s) {
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        if (b.length < 64) {
            return s;
        }
        int n = 63;
        while (n > 0 && (b[n] & 0xC0) == 0x80) {
            n--;
        }
        return new String(b, 0, n, StandardCharsets.UTF_8);
    }

    public String user() {
        return user;
    }

    public String database() {
        return database;
    }

    /** Command-line options as the client wrote them ({@code -c name=value …}). */
    public String options() {
        return options;
    }

    public String applicationName() {
        return applicationName;
    }

    public boolean replication() {
        return replication;
    }

    /** Other parameters, in order: settings. */
    public List<Parameter> settings() {
        return settings;
    }

    /** True if the client must be told that a newer minor version or some options are not known here. */
    public boolean needsNegotiation() {
        return minor > 0 || !unknownOptions.isEmpty();
    }

    public List<String> unknownOptions() {
        return unknownOptions;
    }

    /** The options string split at blanks, backslash escaping, as PostgreSQL splits it. */
    public static List<String> splitOptions(String options) {
        List<String> list = new ArrayList<>();
        StringBuilder b = new StringBuilder();
        boolean in = false;
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (c == '\\' && i + 1 < options.length()) {
                b.append(options.charAt(++i));
                in = true;
            } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
                if (in) {
                    list.add(b.toString());
                }
                b.setLength(0);
                in = false;
            } else {
                b.append(c);
                in = true;
            }
        }
        if (in) {
            list.add(b.toString());
        }
        return list;
    }
}
