package org.hathi.executor.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hathi.base.SettingDef;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.CollationInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.table.PgClass;
import org.hathi.types.ArrayValue;
import org.hathi.types.Bytes;
import org.hathi.types.Oids;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Functions of administrators and tools that are seldom called: files of the server, flags of settings, relations by
 * file, and those that only answer in places this server does not have (upgrades, extension scripts, event triggers).
 */
final class RareSystemFunctions {
    /** pg_read_server_files. */
    private static final int READ_SERVER_FILES = 4569;
    /** The largest value a varlena may be. */
    private static final long MAX_FILE = 0x3FFFFFFFL - 4;

    private RareSystemFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        if (p.startsWith("binary_upgrade_")) {
            return refuse(
                    SqlState.CANT_CHANGE_RUNTIME_PARAM,
                    "function can only be called when server is in binary upgrade mode");
        }
        return switch (p) {
            case "pg_read_file_all" -> c -> text(read(s, c.text(0), 0, -1, false));
            case "pg_read_file_off_len" -> c -> text(read(s, c.text(0), c.l(1), length(c.l(2)), false));
            case "pg_read_file_v2" -> c -> text(read(s, c.text(0), c.l(1), length(c.l(2)), c.b(3)));
            case "pg_read_file" ->
                c -> {
                    superuser(s, "must be superuser to read files with adminpack 1.0");
                    return text(read(s, c.text(0), c.l(1), length(c.l(2)), false));
                };
            case "pg_read_binary_file_all" -> c -> read(s, c.text(0), 0, -1, false);
            case "pg_read_binary_file_off_len" -> c -> read(s, c.text(0), c.l(1), length(c.l(2)), false);
            case "pg_read_binary_file" -> c -> read(s, c.text(0), c.l(1), length(c.l(2)), c.b(3));
            case "pg_settings_get_flags" -> c -> flags(s, c.text(0));
            case "pg_filenode_relation" -> c -> byFile(s, c.i(0), c.i(1));
            case "pg_nextoid" -> c -> nextOid(s, c);
            case "pg_import_system_collations" ->
                c -> {
                    superuser(s, "must be superuser to import system collations");
                    return 0;
                };
            case "pg_stop_making_pinned_objects" ->
                c -> {
                    superuser(s, "must be superuser to call pg_stop_making_pinned_objects()");
                    throw SqlError.internal("cannot advance OID counter anymore");
                };
            case "pg_xact_commit_timestamp" -> c -> commitTime(c.i(0));
            case "btequalimage" -> c -> true;
            case "btvarstrequalimage" -> c -> deterministic(s, c.info.collation());
            case "fmgr_internal_validator", "fmgr_c_validator", "fmgr_sql_validator" ->
                c -> {
                    if (s.catalog.findProc(c.i(0)) == null) {
                        throw new SqlError(
                                SqlState.UNDEFINED_FUNCTION,
                                "function with OID " + Integer.toUnsignedString(c.i(0)) + " does not exist");
                    }
                    return 0L;
                };
            default -> misplaced(s, p);
        };
    }

    private static Call.Fn refuse(SqlState state, String message) {
        return c -> {
            throw new SqlError(state, message);
        };
    }

    /** Functions that belong into a trigger, an event trigger, an extension's script or an index of another kind. */
    private static Call.@Nullable Fn misplaced(SystemContext s, String p) {
        if (p.startsWith("RI_FKey_") || p.equals("unique_key_recheck")) {
            return refuse(
                    SqlState.E_R_I_E_TRIGGER_PROTOCOL_VIOLATED,
                    "function \"" + p + "\" was not called by trigger manager");
        }
        return switch (p) {
            case "suppress_redundant_updates_trigger" ->
                refuse(SqlState.E_R_I_E_TRIGGER_PROTOCOL_VIOLATED, p + ": must be called as trigger");
            case "pg_event_trigger_table_rewrite_oid", "pg_event_trigger_table_rewrite_reason" ->
                refuse(
                        SqlState.E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED,
                        p + "() can only be called in a table_rewrite event trigger function");
            case "pg_extension_config_dump" ->
                refuse(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        p + "() can only be called from an SQL script executed by CREATE EXTENSION");
            case "brin_summarize_new_values", "brin_summarize_range", "brin_desummarize_range" ->
                c -> wrongIndex(s, c.i(0), "BRIN");
            case "gin_clean_pending_list" -> c -> wrongIndex(s, c.i(0), "GIN");
            case "satisfies_hash_partition" ->
                c -> {
                    ClassInfo r = s.catalog.relation(c.i(0));
                    if (r == null) {
                        throw noRelation(c.i(0));
                    }
                    throw new SqlError(
                            SqlState.INVALID_PARAMETER_VALUE, "\"" + r.name() + "\" is not a hash partitioned table");
                };
            default -> null;
        };
    }

    private static SqlError noRelation(int oid) {
        return SqlError.internal("could not open relation with OID " + Integer.toUnsignedString(oid));
    }

    private static Object wrongIndex(SystemContext s, int oid, String kind) {
        ClassInfo r = s.catalog.relation(oid);
        if (r == null) {
            throw noRelation(oid);
        }
        throw new SqlError(
                SqlState.WRONG_OBJECT_TYPE,
                "\"" + r.name() + "\" is not " + (r.kind() == 'i' ? "a " + kind + " index" : "an index"));
    }

    private static void superuser(SystemContext s, String message) {
        if (!s.catalog.acl().superuser(s.user())) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, message);
        }
    }

    private static Object commitTime(int xid) {
        if (xid == 0) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "cannot retrieve commit timestamp for transaction 0");
        }
        throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "could not get commit timestamp data")
                .hint("Make sure the configuration parameter \"track_commit_timestamp\" is set.");
    }

    private static Object deterministic(SystemContext s, int collation) {
        if (collation == 0) {
            throw new SqlError(
                            SqlState.INDETERMINATE_COLLATION,
                            "could not determine which collation to use for string comparison")
                    .hint("Use the COLLATE clause to set the collation explicitly.");
        }
        CollationInfo c = s.catalog.collation(collation);
        return c == null || c.deterministic();
    }

    private static byte @Nullable [] flags(SystemContext s, String name) {
        var x = s.settings.find(name);
        if (x == null) {
            return null;
        }
        SettingDef d = x.def();
        Vector v = new Vector(true, 4);
        int n = 0;
        n = flag(v, n, d.has('E'), "EXPLAIN");
        n = flag(v, n, d.has('A'), "NO_RESET_ALL");
        n = flag(v, n, d.has('N'), "NO_SHOW_ALL");
        n = flag(v, n, d.has('S'), "NOT_IN_SAMPLE");
        n = flag(v, n, d.has('C'), "RUNTIME_COMPUTED");
        return ArrayValue.of(s.catalog.type(Oids.TEXT), v, n).encode();
    }

    private static int flag(Vector v, int n, boolean set, String name) {
        if (set) {
            v.ensureCapacity(n + 1);
            v.setText(n, name);
        }
        return set ? n + 1 : n;
    }

    private static @Nullable Object byFile(SystemContext s, int tablespace, int node) {
        if (node == 0) {
            return null;
        }
        int defaultSpace = 1663;
        int wanted = tablespace == defaultSpace ? 0 : tablespace;
        for (CatalogRow r : s.catalog.writer().scan(PgClass.RELATION, 0)) {
            int space = r.intAt(PgClass.RELTABLESPACE);
            int file = r.intAt(PgClass.RELFILENODE);
            boolean stored = "rimtS".indexOf(r.charAt(PgClass.RELKIND)) >= 0;
            if (stored && space == wanted && file == 0) {
                file = s.catalog.openRelation(r.intAt(PgClass.OID), 0).node.rel();
            }
            if (stored && space == wanted && file == node) {
                return Call.oid(r.intAt(PgClass.OID));
            }
        }
        return null;
    }

    private static Object nextOid(SystemContext s, Call c) {
        superuser(s, "must be superuser to call pg_nextoid()");
        ClassInfo table = s.catalog.relation(c.i(0));
        ClassInfo index = s.catalog.relation(c.i(2));
        if (table == null || index == null) {
            throw noRelation(table == null ? c.i(0) : c.i(2));
        }
        if (table.namespace() != 11) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "pg_nextoid() can only be used on system catalogs");
        }
        boolean belongs = false;
        for (IndexDef x : s.catalog.indexesOf(table.oid())) {
            belongs |= x.index() == index.oid();
        }
        if (!belongs) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "index \"" + index.name() + "\" does not belong to table \"" + table.name() + "\"");
        }
        AttributeInfo a = s.catalog.attributeByName(table.oid(), c.name(1));
        if (a == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + c.name(1) + "\" of relation \"" + table.name() + "\" does not exist");
        }
        if (a.type() != Oids.OID) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "column \"" + a.name() + "\" is not of type oid");
        }
        return Call.oid(s.catalog.writer().newOid(table.oid()));
    }

    // ---------------------------------------------------------------- files

    private static long length(long n) {
        if (n < 0) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "requested length cannot be negative");
        }
        return n;
    }

    /** The path an argument means; only members of pg_read_server_files may leave the data and log directories. */
    static Path place(SystemContext s, String name) {
        Path p = Path.of(name);
        if (!s.catalog.acl().hasPrivilegesOf(s.user(), READ_SERVER_FILES)) {
            Path data = s.dataDirectory();
            if (p.isAbsolute()) {
                Path log = data.resolve(s.settings.string("log_directory"));
                Path n = p.normalize();
                if (!n.startsWith(data) && !n.startsWith(log)) {
                    throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "absolute path not allowed");
                }
            } else if (p.normalize().startsWith("..")) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "path must be in or below the current directory");
            }
        }
        return s.dataDirectory().resolve(name);
    }

    /** Bytes of a file from {@code offset} (from its end when negative); {@code length} −1 is all. */
    private static byte @Nullable [] read(SystemContext s, String name, long offset, long length, boolean missingOk) {
        Path p = place(s, name);
        if (!Files.exists(p)) {
            if (missingOk) {
                return null;
            }
            throw new SqlError(
                    SqlState.UNDEFINED_FILE,
                    "could not open file \"" + name + "\" for reading: No such file or directory");
        }
        if (Files.isDirectory(p)) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "could not read file \"" + name + "\": Is a directory");
        }
        try (RandomAccessFile f = new RandomAccessFile(p.toFile(), "r")) {
            long size = f.length();
            long from = offset < 0 ? Math.max(0, size + offset) : offset;
            long n = Math.max(0, size - from);
            n = length < 0 ? n : Math.min(n, length);
            if (n > MAX_FILE) {
                throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "file length too large");
            }
            byte[] b = new byte[(int) n];
            f.seek(from);
            f.readFully(b);
            return b;
        } catch (IOException e) {
            throw new SqlError(SqlState.IO_ERROR, "could not read file \"" + name + "\": " + e.getMessage());
        }
    }

    private static byte @Nullable [] text(byte @Nullable [] b) {
        if (b != null) {
            Bytes.checkUtf8(b, 0, b.length);
        }
        return b;
    }
}
