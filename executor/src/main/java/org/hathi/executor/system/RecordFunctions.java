package org.hathi.executor.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.hathi.base.PgClock;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectDescription;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.SequenceInfo;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.WalFormat;
import org.hathi.wal.WalStats;
import org.jspecify.annotations.Nullable;

/** Functions that return one row. */
final class RecordFunctions {
    private RecordFunctions() {}

    static @Nullable RowSource lookup(SystemContext s, String p) {
        return switch (p) {
            case "pg_stat_get_wal" -> (cx, a, out) -> wal(s, cx, out);
            case "pg_stat_get_archiver" ->
                (cx, a, out) -> {
                    long reset = StatFunctions.resetTime(
                            s, org.hathi.shm.StatCounters.SERVER, org.hathi.shm.StatCounters.ARCHIVER);
                    out.add(0L, null, null, 0L, null, null, reset);
                };
            case "pg_stat_get_wal_receiver", "pg_stat_get_replication_slot" -> (cx, a, out) -> {};
            case "pg_stat_get_subscription_stats" -> (cx, a, out) -> out.add(a[0], 0L, 0L, null);
            case "pg_control_system" ->
                (cx, a, out) -> {
                    ControlFile f = s.storage().wal().controlFile();
                    out.add(f.version(), f.catalogVersion(), f.systemIdentifier(), unix(f.time()));
                };
            case "pg_control_checkpoint" -> (cx, a, out) -> checkpoint(s, out);
            case "pg_control_recovery" ->
                (cx, a, out) -> {
                    ControlFile f = s.storage().wal().controlFile();
                    out.add(
                            f.minRecoveryPoint(),
                            f.minRecoveryPointTimeline(),
                            f.backupStartPoint(),
                            f.backupEndPoint(),
                            f.backupEndRequired());
                };
            case "pg_control_init" ->
                (cx, a, out) -> {
                    ControlFile f = s.storage().wal().controlFile();
                    out.add(8, 8192, 131072, 8192, f.walSegmentSize(), 64, 32, 1996, 2048, true, f.checksumVersion());
                };
            case "pg_walfile_name_offset" ->
                (cx, a, out) -> {
                    long lsn = a[0] == null ? 0 : (Long) a[0];
                    int size = s.storage().wal().controlFile().walSegmentSize();
                    out.add(StorageFunctions.walFile(s, lsn), (int) (lsn % size));
                };
            case "pg_sequence_parameters" ->
                (cx, a, out) -> {
                    SequenceInfo q = s.catalog.sequence(CatalogSets.oid(a[0]));
                    if (q == null) {
                        throw SqlError.internal("cache lookup failed for sequence " + a[0]);
                    }
                    out.add(q.start(), q.min(), q.max(), q.increment(), q.cycle(), q.cache(), Call.oid(q.type()));
                };
            case "pg_identify_object" -> (cx, a, out) -> identify(s.catalog, cx, a, out);
            case "pg_stat_file", "pg_stat_file_1arg" -> (cx, a, out) -> stat(s, a, out);
            case "pg_last_committed_xact", "pg_xact_commit_timestamp_origin" ->
                (cx, a, out) -> {
                    throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "could not get commit timestamp data")
                            .hint("Make sure the configuration parameter \"track_commit_timestamp\" is set.");
                };
            default -> null;
        };
    }

    private static long unix(long seconds) {
        return (seconds - PgClock.EPOCH_OFFSET_SECONDS) * 1_000_000L;
    }

    private static void wal(SystemContext s, EvalContext cx, RowSource.Rows out) {
        WalStats w = s.storage().wal().stats();
        long reset = w.resetTime();
        out.add(
                w.get(WalStats.RECORDS),
                w.get(WalStats.FPI),
                TypeIo.inputDatum(cx, Oids.NUMERIC, Long.toUnsignedString(w.get(WalStats.BYTES)), -1),
                w.get(WalStats.BUFFERS_FULL),
                w.get(WalStats.WRITE),
                w.get(WalStats.SYNC),
                w.get(WalStats.WRITE_TIME) / 1000.0,
                w.get(WalStats.SYNC_TIME) / 1000.0,
                reset == 0 ? SessionFunctions.startTime(s) : reset);
    }

    private static void checkpoint(SystemContext s, RowSource.Rows out) {
        ControlFile f = s.storage().wal().controlFile();
        CheckPoint c = f.checkPointCopy();
        int size = f.walSegmentSize();
        out.add(
                f.checkPoint(),
                c.redo,
                WalFormat.fileName(c.timeline, c.redo / size, size),
                c.timeline,
                c.previousTimeline,
                c.fullPageWrites,
                (c.nextXid >>> 32) + ":" + (c.nextXid & 0xFFFFFFFFL),
                Call.oid(c.nextOid),
                Call.oid(c.nextMulti),
                Call.oid(c.nextMultiOffset),
                Call.oid(c.oldestXid),
                Call.oid(c.oldestXidDb),
                Call.oid(c.oldestActiveXid),
                Call.oid(c.oldestMulti),
                Call.oid(c.oldestMultiDb),
                Call.oid(c.oldestCommitTsXid),
                Call.oid(c.newestCommitTsXid),
                unix(c.time));
    }

    // ---------------------------------------------------------------- pg_identify_object

    private static void identify(Catalog k, EvalContext cx, @Nullable Object[] a, RowSource.Rows out) {
        int cls = CatalogSets.oid(a[0]);
        int oid = CatalogSets.oid(a[1]);
        int sub = CatalogSets.oid(a[2]);
        String description = ObjectDescription.of(k, new ObjectAddress(cls, oid, sub));
        switch (cls) {
            case PgClass.RELATION -> {
                ClassInfo r = k.relation(oid);
                if (r != null) {
                    relation(k, r, sub, out);
                    return;
                }
            }
            case PgProc.RELATION -> {
                ProcInfo f = k.findProc(oid);
                if (f != null) {
                    procedure(k, cx, f, out);
                    return;
                }
            }
            case PgType.RELATION -> {
                var t = k.findType(oid);
                if (t != null) {
                    String name = k.formatType(oid, -1);
                    String schema = schema(k, t.info().namespace());
                    String full = name.indexOf('.') >= 0 || t.info().namespace() == 11 ? name : schema + "." + name;
                    out.add("type", schema, Identifiers.quote(t.name()), full);
                    return;
                }
            }
            case PgNamespace.RELATION -> {
                var n = k.namespace(oid);
                if (n != null) {
                    plain(out, "schema", n.name());
                    return;
                }
            }
            case PgAuthid.RELATION -> {
                String n = k.roleName(oid);
                if (n != null) {
                    plain(out, "role", n);
                    return;
                }
            }
            case PgDatabase.RELATION -> {
                var d = k.database(oid);
                if (d != null) {
                    plain(out, "database", d.name());
                    return;
                }
            }
            default -> {
                // the words before the name are the type
                if (description != null) {
                    int at = description.lastIndexOf(' ');
                    out.add(
                            at < 0 ? description : description.substring(0, at),
                            null,
                            null,
                            description.substring(at + 1));
                    return;
                }
            }
        }
        out.add(null, null, null, null);
    }

    private static void plain(RowSource.Rows out, String type, String name) {
        out.add(type, null, Identifiers.quote(name), Identifiers.quote(name));
    }

    private static String schema(Catalog k, int ns) {
        var n = k.namespace(ns);
        return n == null ? "?" : Identifiers.quote(n.name());
    }

    private static void relation(Catalog k, ClassInfo r, int sub, RowSource.Rows out) {
        String word =
                switch (r.kind()) {
                    case 'i', 'I' -> "index";
                    case 'S' -> "sequence";
                    case 'v' -> "view";
                    case 'm' -> "materialized view";
                    case 'f' -> "foreign table";
                    case 'c' -> "composite type";
                    case 't' -> "toast table";
                    default -> "table";
                };
        String schema = schema(k, r.namespace());
        String identity = schema + "." + Identifiers.quote(r.name());
        if (sub == 0) {
            out.add(word, schema, Identifiers.quote(r.name()), identity);
            return;
        }
        AttributeInfo c = k.attribute(r.oid(), sub);
        out.add(
                word + " column",
                schema,
                Identifiers.quote(r.name()),
                identity + "." + (c == null ? "?" : Identifiers.quote(c.name())));
    }

    private static void procedure(Catalog k, EvalContext cx, ProcInfo f, RowSource.Rows out) {
        StringBuilder b =
                new StringBuilder(schema(k, f.namespace())).append('.').append(Identifiers.quote(f.name()));
        b.append('(');
        for (int i = 0; i < f.argTypes().length; i++) {
            b.append(i > 0 ? "," : "").append(k.formatType(f.argTypes()[i], -1));
        }
        String word = f.isAggregate() ? "aggregate" : f.isProcedure() ? "procedure" : "function";
        out.add(word, schema(k, f.namespace()), null, b.append(')').toString());
    }

    // ---------------------------------------------------------------- files

    private static void stat(SystemContext s, @Nullable Object[] a, RowSource.Rows out) {
        if (!s.catalog.acl().superuser(s.user())) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for function pg_stat_file");
        }
        String name = CatalogSets.text(a[0]);
        Path p = s.dataDirectory().resolve(name);
        boolean missingOk = a.length > 1 && a[1] instanceof Long l && l != 0;
        if (!Files.exists(p)) {
            if (missingOk) {
                return;
            }
            throw new SqlError(
                    SqlState.UNDEFINED_FILE, "could not stat file \"" + name + "\": No such file or directory");
        }
        try {
            BasicFileAttributes x = Files.readAttributes(p, BasicFileAttributes.class);
            out.add(
                    x.size(),
                    CatalogSets.time(x.lastAccessTime().toInstant()),
                    CatalogSets.time(x.lastModifiedTime().toInstant()),
                    CatalogSets.time(x.lastModifiedTime().toInstant()),
                    null,
                    x.isDirectory());
        } catch (IOException e) {
            throw new SqlError(SqlState.IO_ERROR, "could not stat file \"" + name + "\": " + e.getMessage());
        }
    }
}
