package org.hathi.executor.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.ConfigFile;
import org.hathi.base.Report;
import org.hathi.base.Setting;
import org.hathi.base.SettingDef;
import org.hathi.base.SettingType;
import org.hathi.catalog.Datums;
import org.hathi.shm.PinReason;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Region;
import org.hathi.shm.SessionArena;
import org.hathi.shm.SessionInfo;
import org.hathi.shm.SessionPool;
import org.hathi.shm.StatCounters;
import org.hathi.shm.WaitEvent;
import org.hathi.txn.LockInfo;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockTag;
import org.jspecify.annotations.Nullable;

/** Rows about sessions, locks, settings and shared memory: what the monitoring views show. */
final class SessionSets {
    /** pg_read_all_stats. */
    private static final int READ_ALL_STATS = 3375;

    private static final String HIDDEN = "<insufficient privilege>";

    private SessionSets() {}

    static @Nullable RowSource lookup(SystemContext s, String p) {
        return switch (p) {
            case "pg_stat_get_activity" -> (cx, a, out) -> activity(s, a[0], out);
            case "pg_stat_get_backend_idset" ->
                (cx, a, out) -> {
                    for (int i = 0; i < s.sessions().max(); i++) {
                        if (s.sessions().inUse(i)) {
                            out.add(i + 1);
                        }
                    }
                };
            case "pg_lock_status" -> (cx, a, out) -> locks(s, out);
            case "pg_get_shmem_allocations" ->
                (cx, a, out) -> {
                    for (Region r : s.segment().regions()) {
                        out.add(r.name(), r.offset(), r.size(), r.allocatedSize());
                    }
                };
            case "pg_stat_get_progress_info" -> (cx, a, out) -> ProgressRows.add(s, a[0], out);
            case "hathi_stat_get_sessions" -> (cx, a, out) -> parking(s, out);
            case "show_all_settings" -> (cx, a, out) -> settings(s, out);
            case "show_all_file_settings" -> (cx, a, out) -> files(s, out);
            case "pg_prepared_statement" -> (cx, a, out) -> prepared(s, out);
            case "pg_cursor" ->
                (cx, a, out) -> {
                    for (SystemContext.Cursor x : s.session.cursors()) {
                        out.add(x.name(), x.statement(), x.holdable(), x.binary(), x.scrollable(), x.time());
                    }
                };
            case "pg_prepared_xact",
                    "pg_get_replication_slots",
                    "pg_stat_get_wal_senders",
                    "pg_stats_ext_mcvlist_items",
                    "pg_stat_get_subscription",
                    "pg_available_extension_versions",
                    "pg_extension_update_paths",
                    "pg_show_replication_origin_status",
                    "pg_get_publication_tables",
                    "pg_get_backend_memory_contexts",
                    "pg_mcv_list_items" -> (cx, a, out) -> {};
            case "pg_listening_channels" -> (cx, a, out) -> s.session.channels().forEach(out::add);
            case "pg_stat_get_recovery_prefetch" ->
                (cx, a, out) -> out.add(SessionFunctions.startTime(s), 0L, 0L, 0L, 0L, 0L, 0L, 0, 0, 0);
            case "pg_stat_get_slru" ->
                (cx, a, out) -> {
                    for (int i = 0; i < StatCounters.slrus(); i++) {
                        long[] v = s.statistics().read(StatCounters.SLRU, 0, i);
                        long reset = StatFunctions.resetTime(s, StatCounters.SLRU, i);
                        out.add(StatCounters.slruName(i), v[0], v[1], v[2], v[3], v[4], v[5], v[6], reset);
                    }
                };
            case "pg_hba_file_rules" -> (cx, a, out) -> HbaRules.rules(s, out);
            case "pg_ident_file_mappings" -> (cx, a, out) -> HbaRules.mappings(s, out);
            default -> null;
        };
    }

    private static void prepared(SystemContext s, RowSource.Rows out) {
        for (SystemContext.Prepared x : s.session.prepared()) {
            out.add(
                    x.name(),
                    x.statement(),
                    x.time(),
                    regtypes(x.parameterTypes()),
                    x.fromSql(),
                    x.generic(),
                    x.custom());
        }
    }

    private static byte[] regtypes(int[] types) {
        byte[] b = Datums.oidArray(types);
        b[8] = (byte) org.hathi.types.Oids.REGTYPE;
        b[9] = (byte) (org.hathi.types.Oids.REGTYPE >> 8);
        return b;
    }

    // ---------------------------------------------------------------- pg_stat_activity

    private static @Nullable Object orNull(long time) {
        return time == 0 ? null : (Object) time;
    }

    private static void activity(SystemContext s, @Nullable Object pid, RowSource.Rows out) {
        boolean[] reported = new boolean[s.proc().slots().max()];
        for (int i = 0; i < s.sessions().max(); i++) {
            SessionInfo x = s.sessions().inUse(i) ? s.sessions().read(i) : null;
            if (x == null) {
                continue;
            }
            if (x.backend() >= 0 && x.backend() < reported.length) {
                reported[x.backend()] = true;
            }
            if (pid == null || (long) x.pid() == (Long) pid) {
                session(s, x, out);
            }
        }
        ProcSlots slots = s.proc().slots();
        for (int i = 0; i < slots.highWater(); i++) {
            if (!slots.inUse(i) || reported[i] || slots.isDead(i)) {
                continue;
            }
            ProcRole role = slots.role(i);
            // a backend without a session waits for one, and the postmaster is no backend
            if (role != ProcRole.BACKEND
                    && role != ProcRole.POSTMASTER
                    && (pid == null || (long) slots.pid(i) == (Long) pid)) {
                if (!s.catalog.acl().hasPrivilegesOf(s.user(), READ_ALL_STATS)) {
                    out.add(null, slots.pid(i), null, "", null, HIDDEN);
                    continue;
                }
                int event = slots.waitEvent(i);
                unencrypted(
                        out,
                        null,
                        null,
                        slots.pid(i),
                        null,
                        "",
                        null,
                        "",
                        WaitEvent.type(event),
                        WaitEvent.name(event),
                        null,
                        null,
                        slots.startTime(i),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        role.label());
            }
        }
    }

    private static void session(SystemContext s, SessionInfo x, RowSource.Rows out) {
        boolean mine = s.catalog.acl().hasPrivilegesOf(s.user(), x.user())
                || s.catalog.acl().hasPrivilegesOf(s.user(), READ_ALL_STATS);
        if (!mine) {
            out.add(Call.oid(x.database()), x.pid(), Call.oid(x.user()), x.applicationName(), null, HIDDEN);
            return;
        }
        boolean parked = x.backend() < 0;
        int event = parked ? 0 : s.proc().slots().waitEvent(x.backend());
        int xid = parked ? 0 : s.txn().procs().xid(x.backend());
        int xmin = parked ? 0 : s.txn().procs().xmin(x.backend());
        unencrypted(
                out,
                x.queryId() == 0 ? null : (Object) x.queryId(),
                x.database() == 0 ? null : Call.oid(x.database()),
                x.pid(),
                x.user() == 0 ? null : Call.oid(x.user()),
                x.applicationName(),
                x.state().label().isEmpty() ? null : x.state().label(),
                x.query(),
                parked ? "Client" : WaitEvent.type(event),
                parked ? "ClientRead" : WaitEvent.name(event),
                orNull(x.xactStart()),
                orNull(x.queryStart()),
                orNull(x.backendStart()),
                orNull(x.stateChange()),
                x.clientAddress() == null ? null : SessionFunctions.inet(x.clientAddress()),
                x.clientHostname(),
                x.clientPort(),
                xid == 0 ? null : Call.oid(xid),
                xmin == 0 ? null : Call.oid(xmin),
                x.role().label());
    }

    /** Adds a row of which the first 18 columns are given: connections are not encrypted. */
    private static void unencrypted(RowSource.Rows out, @Nullable Object queryId, @Nullable Object... first) {
        @Nullable Object[] row = Arrays.copyOf(first, 30);
        row[18] = false; // ssl
        row[25] = false; // gss_auth
        row[27] = false; // gss_enc
        row[29] = queryId;
        out.add(row);
    }

    /** hathi_stat_sessions: parked, attached to a process, or pinned to it and why. */
    private static void parking(SystemContext s, RowSource.Rows out) {
        SessionPool pool = s.pool();
        SessionArena arena = new SessionArena(pool);
        for (int i = 0; i < s.sessions().max(); i++) {
            SessionInfo x = s.sessions().inUse(i) ? s.sessions().read(i) : null;
            if (x == null) {
                continue;
            }
            boolean parked = pool.isParked(i);
            PinReason pin = parked ? PinReason.NONE : PinReason.of(pool.pin(i));
            boolean held = pin != PinReason.NONE && pin != PinReason.TRANSACTION;
            out.add(
                    x.id(),
                    x.pid(),
                    Call.oid(x.database()),
                    Call.oid(x.user()),
                    parked ? "parked" : held ? "pinned" : "attached",
                    pin == PinReason.NONE ? null : pin.label(),
                    x.backend() < 0 ? null : (Object) s.proc().slots().pid(x.backend()),
                    orNull(parked ? pool.parkedSince(i) : 0),
                    arena.length(i),
                    parked && pool.hasLocks(i));
        }
    }

    // ---------------------------------------------------------------- pg_locks

    private static void locks(SystemContext s, RowSource.Rows out) {
        for (LockInfo l : s.txn().locks().snapshot()) {
            LockTag t = l.tag();
            @Nullable Object[] r = new Object[16];
            r[0] = t.typeName();
            switch (t.type()) {
                case LockTag.RELATION, LockTag.RELATION_EXTEND -> {
                    r[1] = Call.oid(t.field1());
                    r[2] = Call.oid(t.field2());
                }
                case LockTag.DATABASE_FROZEN_IDS -> r[1] = Call.oid(t.field1());
                case LockTag.PAGE, LockTag.TUPLE -> {
                    r[1] = Call.oid(t.field1());
                    r[2] = Call.oid(t.field2());
                    r[3] = t.field3();
                    r[4] = t.type() == LockTag.TUPLE ? t.field4() : null;
                }
                case LockTag.TRANSACTION -> r[6] = Call.oid(t.field1());
                case LockTag.VIRTUAL_TRANSACTION -> r[5] = t.field1() + "/" + Integer.toUnsignedString(t.field2());
                case LockTag.SPECULATIVE_TOKEN -> {
                    r[6] = Call.oid(t.field1());
                    r[8] = Call.oid(t.field2());
                }
                default -> {
                    r[1] = Call.oid(t.field1());
                    r[7] = Call.oid(t.field2());
                    r[8] = Call.oid(t.field3());
                    r[9] = t.field4();
                }
            }
            r[10] = (l.slot() + 1) + "/" + Integer.toUnsignedString(l.lxid());
            r[11] = LockFunctions.pidOf(s, l.slot());
            r[12] = LockMode.name(l.mode());
            r[13] = l.granted();
            r[14] = l.fastPath();
            r[15] = orNull(l.waitStart());
            out.add(r);
        }
    }

    // ---------------------------------------------------------------- pg_settings

    private static String type(SettingType t) {
        return switch (t) {
            case BOOL -> "bool";
            case INTEGER -> "integer";
            case REAL -> "real";
            case STRING -> "string";
            case ENUM -> "enum";
        };
    }

    private static void settings(SystemContext s, RowSource.Rows out) {
        List<Setting> all = new ArrayList<>(s.settings.all());
        all.sort((a, b) -> a.name().compareToIgnoreCase(b.name()));
        for (Setting x : all) {
            SettingDef d = x.def();
            if (d.has('N') || !SessionFunctions.mayRead(s, x)) {
                continue;
            }
            String boot = d.boot();
            boolean string = d.type() == SettingType.STRING;
            out.add(
                    d.name(),
                    setting(s, x),
                    d.unit(),
                    d.category(),
                    "",
                    null,
                    d.context().label(),
                    type(d.type()),
                    x.source().label(),
                    d.min(),
                    d.max(),
                    d.type() == SettingType.ENUM ? Datums.textArray(d.labels()) : null,
                    string && boot.isEmpty() ? null : boot,
                    x.resetString(),
                    x.sourceFile(),
                    x.sourceFile() == null ? null : (Object) x.sourceLine(),
                    x.pendingRestart());
        }
    }

    private static String setting(SystemContext s, Setting x) {
        boolean disabled = x.name().equals("archive_command")
                && s.settings.string("archive_mode").equals("off");
        return disabled ? "(disabled)" : x.shown();
    }

    private static void files(SystemContext s, RowSource.Rows out) {
        List<Report> problems = new ArrayList<>();
        Path dir = s.dataDirectory();
        ConfigFile f = ConfigFile.read(dir.resolve("postgresql.conf"), dir.resolve("postgresql.auto.conf"), problems);
        int n = 0;
        for (ConfigFile.Entry e : f.entries()) {
            Setting x = s.settings.find(e.name());
            boolean applied = x != null && e.file().equals(x.sourceFile()) && e.line() == x.sourceLine();
            out.add(
                    e.file(),
                    e.line(),
                    ++n,
                    e.name(),
                    e.value(),
                    applied,
                    x == null ? "unrecognized configuration parameter" : null);
        }
    }
}
