package org.hathi.executor.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.hathi.base.PgClock;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.SequenceInfo;
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
                    int oid = CatalogSets.oid(a[0]);
                    SequenceInfo q = s.catalog.sequence(oid);
                    if (q == null && s.catalog.relation(oid) == null) {
                        throw new SqlError(
                                SqlState.UNDEFINED_TABLE,
                                "relation with OID " + Integer.toUnsignedString(oid) + " does not exist");
                    }
                    if (q == null) {
                        throw SqlError.internal("cache lookup failed for sequence " + Integer.toUnsignedString(oid));
                    }
                    out.add(q.start(), q.min(), q.max(), q.increment(), q.cycle(), q.cache(), Call.oid(q.type()));
                };
            case "pg_identify_object", "pg_identify_object_as_address" ->
                (cx, a, out) -> identify(s.catalog, p.endsWith("_as_address"), a, out);
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

    private static void identify(Catalog k, boolean asAddress, @Nullable Object[] a, RowSource.Rows out) {
        ObjectIdentity.Identity i = new ObjectIdentity(k)
                .of(new ObjectAddress(CatalogSets.oid(a[0]), CatalogSets.oid(a[1]), CatalogSets.oid(a[2])));
        if (asAddress) {
            boolean none = i.identity() == null;
            out.add(i.type(), none ? null : array(i.names()), none ? null : array(i.args()));
        } else {
            out.add(i.type(), i.schema(), i.name(), i.identity());
        }
    }

    private static byte[] array(java.util.List<String> l) {
        return Datums.textArray(l.toArray(new String[0]));
    }

    // ---------------------------------------------------------------- files

    private static void stat(SystemContext s, @Nullable Object[] a, RowSource.Rows out) {
        String name = CatalogSets.text(a[0]);
        Path p = RareSystemFunctions.place(s, name);
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
