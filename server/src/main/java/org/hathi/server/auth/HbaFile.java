package org.hathi.server.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlState;
import org.hathi.server.auth.HbaRule.Match;
import org.hathi.server.auth.HbaRule.Method;
import org.hathi.server.auth.HbaRule.Token;
import org.hathi.server.auth.HbaRule.Type;
import org.jspecify.annotations.Nullable;

/**
 * pg_hba.conf: parsed records and the search for the one that decides over a connection. Immutable; a file with errors
 * is not taken at all. Host names are resolved when the file is loaded, never while a client waits.
 */
public final class HbaFile {
    /** Role memberships, answered from the flat role image. */
    @FunctionalInterface
    public interface Members {
        /** Whether {@code user} is {@code role} or a direct or indirect member of it; superusers count like others. */
        boolean isMember(String user, String role);
    }

    private final List<HbaRule> rules;
    private final List<byte[][]> interfaces;

    private HbaFile(List<HbaRule> rules) {
        this.rules = rules;
        boolean own = false;
        for (HbaRule r : rules) {
            own |= r.kind() == Match.SAMEHOST || r.kind() == Match.SAMENET;
        }
        interfaces = own ? interfaces() : List.of();
    }

    public List<HbaRule> rules() {
        return rules;
    }

    /** Loads a file; null when it cannot be used: {@code problems} then says why. */
    public static @Nullable HbaFile load(Path path, List<Report> problems) {
        String text;
        try {
            text = Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            problems.add(new Report(
                    Severity.LOG,
                    SqlState.IO_ERROR,
                    "could not open configuration file \"" + path + "\": No such file or directory"));
            return null;
        }
        return parse(path, text, problems);
    }

    /** Parses a file's text. */
    public static @Nullable HbaFile parse(Path path, String text, List<Report> problems) {
        List<HbaRule> rules = new ArrayList<>();
        int before = problems.size();
        for (AuthTokens.Line line : AuthTokens.lines(path, text, problems)) {
            try {
                rules.add(record(line));
            } catch (Bad e) {
                Report r = new Report(Severity.LOG, SqlState.CONFIG_FILE_ERROR, e.text);
                if (e.hint != null) {
                    r.hint(e.hint);
                }
                problems.add(r.context("line " + line.number() + " of configuration file \"" + path + "\""));
            }
        }
        if (problems.size() > before) {
            return null;
        }
        if (rules.isEmpty()) {
            problems.add(new Report(
                    Severity.LOG,
                    SqlState.CONFIG_FILE_ERROR,
                    "configuration file \"" + path + "\" contains no entries"));
            return null;
        }
        return new HbaFile(rules);
    }

    /** What is wrong with a line. */
    private static final class Bad extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final String text;
        final @Nullable String hint;

        Bad(String text, @Nullable String hint) {
            super(text, null, false, false);
            this.text = text;
            this.hint = hint;
        }

        Bad(String text) {
            this(text, null);
        }
    }

    private static Token single(List<Token> field, String what, String hint) {
        if (field.size() > 1) {
            throw new Bad("multiple values specified for " + what, hint);
        }
        return field.getFirst();
    }

    private static HbaRule record(AuthTokens.Line line) {
        List<List<Token>> f = line.fields();
        Token t = single(f.getFirst(), "connection type", "Specify exactly one connection type per line.");
        Type type =
                switch (t.text()) {
                    case "local" -> Type.LOCAL;
                    case "host" -> Type.HOST;
                    case "hostssl" -> Type.HOSTSSL;
                    case "hostnossl" -> Type.HOSTNOSSL;
                    case "hostgssenc" -> Type.HOSTGSSENC;
                    case "hostnogssenc" -> Type.HOSTNOGSSENC;
                    default -> throw new Bad("invalid connection type \"" + t.text() + "\"");
                };
        if (f.size() < 2) {
            throw new Bad("end-of-line before database specification");
        }
        if (f.size() < 3) {
            throw new Bad("end-of-line before role specification");
        }
        int at = 3;
        Address a = Address.EVERYWHERE;
        if (type != Type.LOCAL) {
            if (f.size() < 4) {
                throw new Bad("end-of-line before IP address specification");
            }
            Token address = single(f.get(3), "host address", "Specify one address range per line.");
            at = 4;
            a = address(address);
            if (a.needsMask) {
                if (f.size() < 5) {
                    throw new Bad(
                            "end-of-line before netmask specification",
                            "Specify an address range in CIDR notation, or provide a separate netmask.");
                }
                a = a.masked(single(f.get(4), "netmask", "Specify exactly one netmask per line.")
                        .text());
                at = 5;
            }
        }
        if (f.size() <= at) {
            throw new Bad("end-of-line before authentication method");
        }
        Token m = single(f.get(at), "authentication type", "Specify exactly one authentication type per line.");
        Method method = method(m.text(), type);
        Map<String, String> options = options(f, at + 1, method);
        return new HbaRule(
                line.number(),
                line.raw(),
                type,
                f.get(1),
                f.get(2),
                a.kind,
                a.address,
                a.mask,
                a.name,
                method,
                options);
    }

    private static Method method(String name, Type type) {
        Method method =
                switch (name) {
                    case "trust" -> Method.TRUST;
                    case "reject" -> Method.REJECT;
                    case "password" -> Method.PASSWORD;
                    case "md5" -> Method.MD5;
                    case "scram-sha-256" -> Method.SCRAM;
                    case "peer" -> Method.PEER;
                    case "ident" -> {
                        if (type != Type.LOCAL) {
                            throw new Bad("invalid authentication method \"ident\": not supported by this build");
                        }
                        yield Method.PEER;
                    }
                    case "gss", "sspi", "pam", "bsd", "ldap", "cert", "radius" ->
                        throw new Bad("invalid authentication method \"" + name + "\": not supported by this build");
                    default -> throw new Bad("invalid authentication method \"" + name + "\"");
                };
        if (method == Method.PEER && type != Type.LOCAL) {
            throw new Bad("peer authentication is only supported on local sockets");
        }
        return method;
    }

    private static Map<String, String> options(List<List<Token>> f, int from, Method method) {
        Map<String, String> options = new HashMap<>();
        for (int i = from; i < f.size(); i++) {
            for (Token o : f.get(i)) {
                int eq = o.text().indexOf('=');
                if (eq < 0) {
                    throw new Bad("authentication option not in name=value format: " + o.text());
                }
                String name = o.text().substring(0, eq);
                switch (name) {
                    case "map" -> {
                        if (method != Method.PEER) {
                            throw new Bad("authentication option \"map\" is only valid for authentication methods"
                                    + " ident, peer, gssapi, sspi, and cert");
                        }
                    }
                    case "clientcert", "clientname" ->
                        throw new Bad(name + " can only be configured for \"hostssl\" rows");
                    default -> throw new Bad("unrecognized authentication option name: \"" + name + "\"");
                }
                options.put(name, o.text().substring(eq + 1));
            }
        }
        return options;
    }

    /** The address part of a record. */
    private static final class Address {
        static final Address EVERYWHERE = new Address(Match.ALL, null, null, null, false);
        final Match kind;
        final byte @Nullable [] address;
        final byte @Nullable [] mask;
        final @Nullable String name;
        final boolean needsMask;

        Address(
                Match kind,
                byte @Nullable [] address,
                byte @Nullable [] mask,
                @Nullable String name,
                boolean needsMask) {
            this.kind = kind;
            this.address = address;
            this.mask = mask;
            this.name = name;
            this.needsMask = needsMask;
        }

        Address masked(String text) {
            byte[] m = numeric(text);
            byte[] a = address;
            if (m == null) {
                throw new Bad("invalid IP mask \"" + text + "\": Name or service not known");
            }
            if (a == null || m.length != a.length) {
                throw new Bad("IP address and mask do not match");
            }
            return new Address(Match.MASK, a, m, null, false);
        }
    }

    private static Address address(Token t) {
        if (t.is("all")) {
            return Address.EVERYWHERE;
        }
        if (t.is("samehost")) {
            return new Address(Match.SAMEHOST, null, null, null, false);
        }
        if (t.is("samenet")) {
            return new Address(Match.SAMENET, null, null, null, false);
        }
        int slash = t.text().indexOf('/');
        String host = slash < 0 ? t.text() : t.text().substring(0, slash);
        byte[] a = numeric(host);
        if (a == null) {
            if (slash >= 0) {
                throw new Bad("specifying both host name and CIDR mask is invalid: \"" + t.text() + "\"");
            }
            return new Address(Match.NAME, null, null, host, false);
        }
        if (slash < 0) {
            return new Address(Match.MASK, a, null, null, true);
        }
        int bits;
        try {
            bits = Integer.parseInt(t.text().substring(slash + 1));
        } catch (NumberFormatException e) {
            bits = -1;
        }
        if (bits < 0 || bits > a.length * 8) {
            throw new Bad("invalid CIDR mask in address \"" + t.text() + "\"");
        }
        return new Address(Match.MASK, a, prefix(bits, a.length), null, false);
    }

    private static byte[] prefix(int bits, int length) {
        byte[] m = new byte[length];
        for (int i = 0; i < bits; i++) {
            m[i >> 3] |= (byte) (0x80 >> (i & 7));
        }
        return m;
    }

    /** Bytes of a numeric IPv4 or IPv6 address, or null for anything else. */
    static byte @Nullable [] numeric(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        int zone = text.indexOf('%');
        String s = zone < 0 ? text : text.substring(0, zone);
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            boolean fits = c == '.' || (c >= '0' && c <= '9') || (v6 && (c == ':' || Character.digit(c, 16) >= 0));
            if (!fits) {
                return null;
            }
        }
        if (s.isEmpty() || (!v6 && s.chars().filter(c -> c == '.').count() != 3)) {
            return null;
        }
        try {
            return InetAddress.getByName(s).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static List<byte[][]> interfaces() {
        List<byte[][]> list = new ArrayList<>();
        try {
            for (NetworkInterface n : NetworkInterface.networkInterfaces().toList()) {
                for (InterfaceAddress a : n.getInterfaceAddresses()) {
                    byte[] b = a.getAddress().getAddress();
                    list.add(new byte[][] {b, prefix(a.getNetworkPrefixLength(), b.length)});
                }
            }
        } catch (SocketException e) {
            return list;
        }
        return list;
    }

    /**
     * The first record that fits, or null.
     *
     * @param peer the client's numeric address, or null for a Unix-domain socket
     */
    public @Nullable HbaRule match(
            @Nullable String peer, String database, String user, boolean replication, Members members) {
        byte[] from = peer == null ? null : numeric(peer);
        for (HbaRule r : rules) {
            if (fitsType(r.type(), peer == null)
                    && (from == null || fitsAddress(r, from))
                    && fitsDatabase(r.databases(), database, user, replication, members)
                    && fitsUser(r.users(), user, members)) {
                return r;
            }
        }
        return null;
    }

    private static boolean fitsType(Type type, boolean local) {
        return switch (type) {
            case LOCAL -> local;
            case HOST, HOSTNOSSL, HOSTNOGSSENC -> !local;
            case HOSTSSL, HOSTGSSENC -> false;
        };
    }

    private boolean fitsAddress(HbaRule r, byte[] from) {
        return switch (r.kind()) {
            case ALL -> true;
            case MASK -> {
                byte[] a = r.address();
                byte[] m = r.mask();
                yield a != null && m != null && same(from, a, m);
            }
            case SAMEHOST -> {
                for (byte[][] i : interfaces) {
                    if (Arrays.equals(i[0], from)) {
                        yield true;
                    }
                }
                yield false;
            }
            case SAMENET -> {
                for (byte[][] i : interfaces) {
                    if (same(from, i[0], i[1])) {
                        yield true;
                    }
                }
                yield false;
            }
            case NAME -> named(r.hostname(), from);
        };
    }

    private static boolean same(byte[] from, byte[] a, byte[] m) {
        if (from.length != a.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (((from[i] ^ a[i]) & m[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean named(@Nullable String name, byte[] from) {
        if (name == null) {
            return false;
        }
        try {
            for (InetAddress a : InetAddress.getAllByName(name)) {
                if (Arrays.equals(a.getAddress(), from)) {
                    return true;
                }
            }
        } catch (UnknownHostException e) {
            return false;
        }
        return false;
    }

    private static boolean fitsDatabase(
            List<Token> tokens, String database, String user, boolean replication, Members members) {
        for (Token t : tokens) {
            if (replication) {
                if (t.is("replication")) {
                    return true;
                }
            } else if (t.is("all")
                    || (t.is("sameuser") && database.equals(user))
                    || ((t.is("samerole") || t.is("samegroup")) && members.isMember(user, database))
                    || (!t.is("replication") && !t.is("sameuser") && t.text().equals(database))) {
                return true;
            }
        }
        return false;
    }

    private static boolean fitsUser(List<Token> tokens, String user, Members members) {
        for (Token t : tokens) {
            if (!t.quoted() && t.text().startsWith("+")) {
                if (members.isMember(user, t.text().substring(1))) {
                    return true;
                }
            } else if (t.is("all") || t.text().equals(user)) {
                return true;
            }
        }
        return false;
    }
}
