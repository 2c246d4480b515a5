package org.hathi.executor.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ObjectKind;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.types.Oids;
import org.hathi.wal.Wal;
import org.hathi.wal.WalFormat;
import org.jspecify.annotations.Nullable;

/** Sizes and places of relations, databases and tablespaces; positions in the WAL. */
final class StorageFunctions {
    private static final String[] FORKS = {"main", "fsm", "vm", "init"};
    /** pg_read_all_stats. */
    private static final int READ_ALL_STATS = 3375;

    private StorageFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        Call.Fn f = sizes(s, p);
        return f == null ? wal(s, p) : f;
    }

    private static Call.@Nullable Fn sizes(SystemContext s, String p) {
        return switch (p) {
            case "pg_relation_size" ->
                c -> {
                    Relation r = s.catalog.openRelationIfAny(c.i(0), 1);
                    return r == null ? null : (Object) forkSize(s, r, fork(c.text(1)));
                };
            case "pg_table_size" ->
                c -> {
                    Relation r = s.catalog.openRelationIfAny(c.i(0), 1);
                    return r == null ? null : (Object) tableSize(s, r);
                };
            case "pg_indexes_size" ->
                c -> {
                    Relation r = s.catalog.openRelationIfAny(c.i(0), 1);
                    return r == null ? null : (Object) indexesSize(s, c.i(0));
                };
            case "pg_total_relation_size" ->
                c -> {
                    Relation r = s.catalog.openRelationIfAny(c.i(0), 1);
                    return r == null ? null : (Object) (tableSize(s, r) + indexesSize(s, c.i(0)));
                };
            case "pg_relation_filenode" ->
                c -> {
                    ClassInfo r = s.catalog.relation(c.i(0));
                    return r == null || !hasStorage(r)
                            ? null
                            : Call.oid(node(s, r).rel());
                };
            case "pg_relation_filepath" ->
                c -> {
                    ClassInfo r = s.catalog.relation(c.i(0));
                    return r == null || !hasStorage(r) ? null : node(s, r).path(Fork.MAIN);
                };
            case "pg_database_size_oid" -> c -> databaseSize(s, c.i(0));
            case "pg_database_size_name" ->
                c -> {
                    var d = s.catalog.databaseByName(c.name(0));
                    if (d == null) {
                        throw new SqlError(
                                SqlState.INVALID_CATALOG_NAME, "database \"" + c.name(0) + "\" does not exist");
                    }
                    return databaseSize(s, d.oid());
                };
            case "pg_tablespace_size_oid" -> c -> tablespaceSize(s, c.i(0));
            case "pg_tablespace_size_name" ->
                c -> {
                    var t = s.catalog.tablespaceByName(c.name(0));
                    if (t == null) {
                        throw new SqlError(
                                SqlState.UNDEFINED_OBJECT, "tablespace \"" + c.name(0) + "\" does not exist");
                    }
                    return tablespaceSize(s, t.oid());
                };
            case "pg_tablespace_location" -> c -> location(s, c.i(0));
            case "pg_column_size" -> c -> columnSize(s, c);
            case "pg_column_compression" -> c -> null;
            case "pg_size_bytes" -> c -> Sizes.parse(c.text(0));
            case "pg_current_logfile" -> c -> LogFunctions.current(s, null);
            case "pg_current_logfile_1arg" -> c -> LogFunctions.current(s, c.text(0));
            case "pg_rotate_logfile", "pg_rotate_logfile_v2" -> c -> LogFunctions.rotate(s, c.cx());
            default -> null;
        };
    }

    private static int fork(String name) {
        for (int i = 0; i < FORKS.length; i++) {
            if (FORKS[i].equals(name)) {
                return i;
            }
        }
        throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid fork name")
                .hint("Valid fork names are \"main\", \"fsm\", \"vm\", and \"init\".");
    }

    private static boolean hasStorage(ClassInfo r) {
        return switch (r.kind()) {
            case 'r', 'i', 'S', 't', 'm' -> true;
            default -> false;
        };
    }

    private static RelFileNode node(SystemContext s, ClassInfo r) {
        return s.catalog.openRelation(r.oid(), 0).node;
    }

    private static long forkSize(SystemContext s, Relation r, int fork) {
        ClassInfo c = s.catalog.relation(r.oid);
        if (c == null || !hasStorage(c) || !s.storage().smgr().exists(r.node, fork)) {
            return 0;
        }
        return s.storage().smgr().nblocks(r.node, fork) * 8192L;
    }

    private static long allForks(SystemContext s, Relation r) {
        long n = 0;
        for (int f = 0; f < FORKS.length; f++) {
            n += forkSize(s, r, f);
        }
        return n;
    }

    private static long tableSize(SystemContext s, Relation r) {
        long n = allForks(s, r);
        ClassInfo c = s.catalog.relation(r.oid);
        if (c != null && c.toast() != 0) {
            Relation t = s.catalog.openRelationIfAny(c.toast(), 1);
            if (t != null) {
                n += allForks(s, t) + indexesSize(s, c.toast());
            }
        }
        return n;
    }

    private static long indexesSize(SystemContext s, int table) {
        long n = 0;
        for (var x : s.catalog.indexesOf(table)) {
            Relation i = s.catalog.openRelationIfAny(x.index(), 1);
            n += i == null ? 0 : allForks(s, i);
        }
        return n;
    }

    private static @Nullable Object databaseSize(SystemContext s, int oid) {
        if (s.catalog.database(oid) == null) {
            return null;
        }
        var acl = s.catalog.acl();
        if (!acl.hasAny(ObjectKind.DATABASE, oid, s.user(), Acl.CONNECT)
                && !acl.hasPrivilegesOf(s.user(), READ_ALL_STATS)) {
            throw acl.denied(ObjectKind.DATABASE, oid);
        }
        long n = directory(s.dataDirectory().resolve("base").resolve(Integer.toUnsignedString(oid)), false);
        for (var t : tablespaces(s)) {
            n += directory(t.resolve(Integer.toUnsignedString(oid)), false);
        }
        return n;
    }

    private static java.util.List<Path> tablespaces(SystemContext s) {
        java.util.List<Path> out = new java.util.ArrayList<>();
        Path dir = s.dataDirectory().resolve("pg_tblspc");
        try (DirectoryStream<Path> links = Files.newDirectoryStream(dir)) {
            for (Path p : links) {
                out.add(p.resolve(RelFileNode.TABLESPACE_VERSION_DIRECTORY));
            }
        } catch (IOException e) {
            throw ioError("could not open directory \"pg_tblspc\"", e);
        }
        return out;
    }

    private static SqlError ioError(String what, IOException e) {
        return new SqlError(SqlState.IO_ERROR, what + ": " + e.getMessage());
    }

    private static @Nullable Object tablespaceSize(SystemContext s, int oid) {
        if (s.catalog.tablespace(oid) == null) {
            return null;
        }
        Path dir = oid == RelFileNode.DEFAULT_TABLESPACE
                ? s.dataDirectory().resolve("base")
                : oid == RelFileNode.GLOBAL_TABLESPACE
                        ? s.dataDirectory().resolve("global")
                        : s.dataDirectory().resolve("pg_tblspc").resolve(Integer.toUnsignedString(oid));
        return directory(dir, true);
    }

    /** Bytes of the files in a directory; 0 when there is none. */
    private static long directory(Path dir, boolean deep) {
        long n = 0;
        if (!Files.isDirectory(dir)) {
            return 0;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path p : files) {
                if (Files.isDirectory(p)) {
                    n += deep ? directory(p, true) : 0;
                } else {
                    n += size(p);
                }
            }
        } catch (IOException e) {
            throw ioError("could not read directory \"" + dir + "\"", e);
        }
        return n;
    }

    private static long size(Path p) throws IOException {
        try {
            return Files.size(p);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    private static @Nullable Object location(SystemContext s, int given) {
        int oid = given;
        if (oid == 0) {
            var d = s.catalog.database(s.catalog.databaseOid());
            oid = d == null ? 0 : d.tablespace();
        }
        if (oid == RelFileNode.DEFAULT_TABLESPACE || oid == RelFileNode.GLOBAL_TABLESPACE) {
            return "";
        }
        Path link = s.dataDirectory().resolve("pg_tblspc").resolve(Integer.toUnsignedString(oid));
        try {
            return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : link.toString();
        } catch (IOException e) {
            throw ioError("could not read symbolic link \"" + link + "\"", e);
        }
    }

    /** Size as stored: a header of one byte while the value is short, of four otherwise. */
    private static Object columnSize(SystemContext s, Call c) {
        int type = c.info.argType(0);
        var t = s.catalog.typeIfAny(type == 0 ? Oids.TEXT : type);
        int len = t == null ? -1 : t.len();
        if (len > 0) {
            return len;
        }
        int n = c.bytes(0).length;
        return len == -2 ? n + 1 : n + 4;
    }

    // ---------------------------------------------------------------- WAL

    private static Call.@Nullable Fn wal(SystemContext s, String p) {
        return switch (p) {
            case "pg_current_wal_lsn" -> c -> s.storage().wal().writtenLsn();
            case "pg_current_wal_insert_lsn" -> c -> s.storage().wal().insertLsn();
            case "pg_current_wal_flush_lsn" -> c -> s.storage().wal().flushedLsn();
            case "pg_last_wal_receive_lsn", "pg_last_wal_replay_lsn", "pg_last_xact_replay_timestamp" -> c -> null;
            case "pg_is_wal_replay_paused",
                    "pg_wal_replay_pause",
                    "pg_wal_replay_resume",
                    "pg_promote",
                    "pg_get_wal_replay_pause_state" ->
                c -> {
                    throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "recovery is not in progress")
                            .hint("Recovery control functions can only be executed during recovery.");
                };
            case "pg_switch_wal" -> c -> s.storage().wal().switchSegment();
            case "pg_walfile_name" -> c -> walFile(s, c.l(0));
            default -> null;
        };
    }

    /** The file that holds the byte before {@code lsn}. */
    static String walFile(SystemContext s, long lsn) {
        Wal w = s.storage().wal();
        int size = w.controlFile().walSegmentSize();
        return WalFormat.fileName(timeline(s), (lsn - 1) / size, size);
    }

    static int timeline(SystemContext s) {
        return s.storage().wal().controlFile().checkPointCopy().timeline;
    }
}
