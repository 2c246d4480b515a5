package org.hathi.executor.system;

import java.net.InetAddress;
import org.hathi.base.Setting;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Datums;
import org.hathi.catalog.NamespaceInfo;
import org.hathi.catalog.SearchPath;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.SessionInfo;
import org.hathi.shm.WaitEvent;
import org.hathi.types.ArrayValue;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Who and where am I: names of the session, settings, the server's state, time. */
final class SessionFunctions {
    /** pg_read_all_settings. */
    private static final int READ_ALL_SETTINGS = 3374;

    private SessionFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        Call.Fn f = identity(s, p);
        if (f == null) {
            f = server(s, p);
        }
        return f == null ? transactions(s, p) : f;
    }

    private static Call.@Nullable Fn identity(SystemContext s, String p) {
        return switch (p) {
            case "current_user" -> c -> roleName(s, s.user());
            case "session_user" -> c -> roleName(s, s.session.sessionUser());
            case "current_database" ->
                c -> {
                    var d = s.catalog.database(s.catalog.databaseOid());
                    return d == null ? null : Datums.name(d.name());
                };
            case "current_schema" ->
                c -> {
                    int[] path = explicitPath(s);
                    return path.length == 0 ? null : schemaName(s, path[0]);
                };
            case "current_schemas" ->
                c -> {
                    int[] path = c.b(0) ? s.catalog.searchPath().active() : explicitPath(s);
                    Vector v = new Vector(true, Math.max(1, path.length));
                    int n = 0;
                    for (int ns : path) {
                        byte[] name = schemaName(s, ns);
                        if (name != null) {
                            v.setBytes(n++, name);
                        }
                    }
                    return ArrayValue.of(s.catalog.type(Oids.NAME), v, n).encode();
                };
            case "pg_backend_pid" -> c -> s.session.pid();
            case "current_query" -> c -> s.session.query();
            case "pg_my_temp_schema" -> c -> Call.oid(s.catalog.searchPath().tempNamespace());
            case "pg_is_other_temp_schema" ->
                c -> {
                    NamespaceInfo n = s.catalog.namespace(c.i(0));
                    SearchPath path = s.catalog.searchPath();
                    return n != null
                            && (n.name().startsWith("pg_temp_") || n.name().startsWith("pg_toast_temp_"))
                            && n.oid() != path.tempNamespace()
                            && n.oid() != path.tempToastNamespace();
                };
            case "inet_client_addr" ->
                c -> {
                    SessionInfo i = info(s);
                    return i == null || i.clientAddress() == null ? null : inet(i.clientAddress());
                };
            case "inet_client_port" ->
                c -> {
                    SessionInfo i = info(s);
                    return i == null || i.clientAddress() == null ? null : i.clientPort();
                };
            case "inet_server_addr" ->
                c -> {
                    SessionInfo i = info(s);
                    String client = i == null ? null : i.clientAddress();
                    return client == null ? null : client.startsWith("127.") ? inet("127.0.0.1") : inet(client);
                };
            case "inet_server_port" ->
                c -> {
                    SessionInfo i = info(s);
                    return i == null || i.clientAddress() == null ? null : s.settings.intValue("port");
                };
            default -> null;
        };
    }

    private static @Nullable SessionInfo info(SystemContext s) {
        return s.connected() && s.session.slot() >= 0 ? s.sessions().read(s.session.slot()) : null;
    }

    private static byte[] roleName(SystemContext s, int role) {
        String name = s.catalog.roleName(role);
        if (name == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "invalid role OID: " + Integer.toUnsignedString(role));
        }
        return Datums.name(name);
    }

    private static byte @Nullable [] schemaName(SystemContext s, int ns) {
        NamespaceInfo n = s.catalog.namespace(ns);
        return n == null ? null : Datums.name(n.name());
    }

    /** The search path without the schemas searched implicitly. */
    private static int[] explicitPath(SystemContext s) {
        int[] path = s.catalog.searchPath().active();
        int creation = s.catalog.searchPath().creationNamespace();
        int from = 0;
        while (from < path.length && path[from] != creation) {
            from++;
        }
        return java.util.Arrays.copyOfRange(path, from, path.length);
    }

    /** The inet datum of a numeric address; null when it is none. */
    static byte @Nullable [] inet(String address) {
        int scope = address.indexOf('%');
        byte[] a;
        try {
            a = InetAddress.ofLiteral(scope < 0 ? address : address.substring(0, scope))
                    .getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
        byte[] b = new byte[a.length + 2];
        b[0] = (byte) (a.length == 4 ? 2 : 3);
        b[1] = (byte) (a.length * 8);
        System.arraycopy(a, 0, b, 2, a.length);
        return b;
    }

    private static Call.@Nullable Fn server(SystemContext s, String p) {
        return switch (p) {
            case "pgsql_version" -> c -> version(s);
            case "getdatabaseencoding" ->
                c -> {
                    var d = s.catalog.database(s.catalog.databaseOid());
                    return Datums.name(Encodings.name(d == null ? Encodings.UTF8 : d.encoding()));
                };
            case "pg_client_encoding" -> c -> Datums.name(s.settings.get("client_encoding"));
            case "PG_encoding_to_char" -> c -> Datums.name(Encodings.name(c.i(0)));
            case "PG_char_to_encoding" -> c -> Encodings.number(c.name(0));
            case "pg_encoding_max_length_sql" ->
                c -> Encodings.maxLength(c.i(0)) == 0 ? null : Encodings.maxLength(c.i(0));
            case "show_config_by_name" -> c -> show(s, c.text(0));
            case "show_config_by_name_missing_ok" ->
                c -> c.isNull(0) || c.b(1) && s.settings.find(c.text(0)) == null ? null : show(s, c.text(0));
            case "set_config_by_name" -> c -> setConfig(s, c);
            case "pg_is_in_recovery" -> c -> s.connected() && !s.storage().wal().insertAllowed();
            case "pg_postmaster_start_time" -> c -> startTime(s);
            case "pg_conf_load_time" -> c -> s.confLoadTime != 0 ? s.confLoadTime : startTime(s);
            case "pg_jit_available" -> c -> s.settings.bool("jit");
            case "pg_trigger_depth" -> c -> 0;
            case "pg_notification_queue_usage" -> c -> s.session.queueUsage();
            case "pg_notify" ->
                c -> {
                    s.session.notify(c.isNull(0) ? "" : c.text(0), c.isNull(1) ? "" : c.text(1));
                    return 0L;
                };
            case "pg_sleep" -> c -> sleep(s, c.cx(), c.d(0));
            case "timeofday" -> c -> timeOfDay(s, c.cx());
            case "pg_log_backend_memory_contexts" -> c -> false;
            default -> null;
        };
    }

    /** version(): begins as PostgreSQL's, so that drivers parse it. */
    static String version(SystemContext s) {
        return "PostgreSQL " + s.settings.get("server_version") + " (Hathi) on " + System.getProperty("os.arch") + "-"
                + System.getProperty("os.name") + ", Java " + Runtime.version() + ", 64-bit";
    }

    static long startTime(SystemContext s) {
        ProcSlots slots = s.proc().slots();
        for (int i = 0; i < slots.highWater(); i++) {
            if (slots.inUse(i) && slots.role(i) == ProcRole.POSTMASTER) {
                return slots.startTime(i);
            }
        }
        return slots.startTime(s.proc().slot());
    }

    private static String show(SystemContext s, String name) {
        Setting x = s.settings.setting(name);
        if (x.def().has('U') && !s.catalog.acl().hasPrivilegesOf(s.user(), READ_ALL_SETTINGS)) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "must be superuser or have privileges of pg_read_all_settings to examine \"" + x.name() + "\"");
        }
        return x.show();
    }

    static boolean mayRead(SystemContext s, Setting x) {
        return !x.def().has('U') || s.catalog.acl().hasPrivilegesOf(s.user(), READ_ALL_SETTINGS);
    }

    private static Object setConfig(SystemContext s, Call c) {
        if (c.isNull(0)) {
            throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "SET requires parameter name");
        }
        String name = c.text(0);
        boolean local = !c.isNull(2) && c.b(2);
        boolean superuser = s.catalog.acl().superuser(s.user());
        if (c.isNull(1)) {
            if (local) {
                s.settings.resetLocal(name, superuser);
            } else {
                s.settings.reset(name, superuser);
            }
        } else if (local) {
            s.settings.setLocal(name, c.text(1), superuser);
        } else {
            s.settings.set(name, c.text(1), superuser);
        }
        return s.settings.get(name);
    }

    /** Sleeps on the latch, so that cancel and terminate wake it. */
    private static Object sleep(SystemContext s, EvalContext cx, double seconds) {
        long end = System.nanoTime() + (long) (Math.min(seconds, 9e9) * 1e9);
        while (true) {
            cx.interrupts().check();
            long left = end - System.nanoTime();
            if (left <= 0) {
                return 0L;
            }
            s.proc().waitLatch(left, WaitEvent.PG_SLEEP);
            s.proc().resetLatch();
        }
    }

    private static String timeOfDay(SystemContext s, EvalContext cx) {
        long now = s.clock.micros();
        long local = now + cx.zone.offsetAt(now) * 1_000_000L;
        java.time.LocalDateTime t = java.time.LocalDateTime.of(2000, 1, 1, 0, 0)
                .plusNanos(Math.floorMod(local, 86_400_000_000L) * 1000)
                .plusDays(Math.floorDiv(local, 86_400_000_000L));
        String zone = cx.zone.abbreviationAt(now);
        return t.format(java.time.format.DateTimeFormatter.ofPattern(
                        "EEE MMM dd HH:mm:ss.SSSSSS yyyy", java.util.Locale.ROOT))
                + " " + zone;
    }

    // ---------------------------------------------------------------- transactions

    private static Call.@Nullable Fn transactions(SystemContext s, String p) {
        return switch (p) {
            case "pg_current_xact_id" -> c -> full(s, s.txn().transactions().topXid());
            case "pg_current_xact_id_if_assigned" ->
                c -> {
                    int xid = s.txn().transactions().topXidIfAny();
                    return xid == 0 ? null : full(s, xid);
                };
            case "pg_export_snapshot" -> c -> s.session.exportSnapshot();
            case "pg_current_snapshot" -> c -> Snapshots.current(s);
            case "pg_snapshot_xmin" -> c -> Snapshots.xmin(c.bytes(0));
            case "pg_snapshot_xmax" -> c -> Snapshots.xmax(c.bytes(0));
            case "pg_visible_in_snapshot" -> c -> Snapshots.visible(c.bytes(1), c.l(0));
            case "pg_xact_status" -> c -> status(s, c.l(0));
            case "xid_age" -> c -> age(s, c.i(0));
            case "mxid_age" ->
                c -> c.i(0) == 0 ? Integer.MAX_VALUE : s.txn().multixact().nextMulti() - c.i(0);
            default -> null;
        };
    }

    /** The 64-bit form of a recent transaction id. */
    static long full(SystemContext s, int xid) {
        long next = s.txn().xids().nextFullXid();
        long f = (next & 0xFFFFFFFF00000000L) | (xid & 0xFFFFFFFFL);
        return Long.compareUnsigned(f, next) > 0 ? f - (1L << 32) : f;
    }

    private static Object age(SystemContext s, int xid) {
        if (Integer.compareUnsigned(xid, 3) < 0) {
            return Integer.MAX_VALUE;
        }
        int now = s.txn().transactions().topXidIfAny();
        if (now == 0) {
            now = (int) s.txn().xids().nextFullXid();
        }
        return now - xid;
    }

    private static @Nullable Object status(SystemContext s, long full) {
        long next = s.txn().xids().nextFullXid();
        if (Long.compareUnsigned(full, next) >= 0) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "transaction ID " + Long.toUnsignedString(full) + " is in the future");
        }
        int xid = (int) full;
        if (xid == 0) {
            return null;
        }
        if (next - full > 1L << 31
                || Integer.compareUnsigned(xid, 3) >= 0 && s.txn().xids().oldestXid() - xid > 0) {
            return null;
        }
        if (s.txn().transactions().isCurrent(xid) || s.txn().procs().isInProgress(xid)) {
            return "in progress";
        }
        return s.txn().clog().didCommit(xid) ? "committed" : "aborted";
    }
}
