package org.hathi.executor.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.InheritInfo;
import org.hathi.parser.Keywords;
import org.hathi.types.Zone;
import org.hathi.wal.Rmgr;
import org.jspecify.annotations.Nullable;

/** Rows made of catalogs and of what is built in: keywords, options, partitions, time zones, directories. */
final class CatalogSets {
    /** The text search parser "default". */
    private static final int DEFAULT_PARSER = 3722;

    private CatalogSets() {}

    static @Nullable RowSource lookup(SystemContext s, String p) {
        return switch (p) {
            case "pg_get_keywords" ->
                (cx, a, out) -> {
                    for (Keywords.Keyword k : Keywords.list()) {
                        out.add(
                                k.word(),
                                Datums.chr(k.category().code()),
                                k.bareLabel(),
                                k.category().description(),
                                k.bareLabel() ? "can be bare label" : "requires AS");
                    }
                };
            case "pg_options_to_table" ->
                (cx, a, out) -> {
                    if (org.hathi.types.ArrayValue.decode(s.catalog, bytes(a[0]), 0)
                            .hasNulls()) {
                        throw new SqlError(
                                SqlState.NULL_VALUE_NOT_ALLOWED, "null array element not allowed in this context");
                    }
                    for (String o : texts(a[0])) {
                        int eq = o.indexOf('=');
                        out.add(eq < 0 ? o : o.substring(0, eq), eq < 0 ? null : o.substring(eq + 1));
                    }
                };
            case "pg_snapshot_xip" ->
                (cx, a, out) -> {
                    byte[] b = bytes(a[0]);
                    for (int i = 0; i < Snapshots.count(b); i++) {
                        out.add(Snapshots.xip(b, i));
                    }
                };
            case "pg_partition_tree" -> (cx, a, out) -> tree(s.catalog, oid(a[0]), out);
            case "pg_partition_ancestors" -> (cx, a, out) -> ancestors(s.catalog, oid(a[0]), out);
            case "pg_timezone_names" -> (cx, a, out) -> zones(s, out);
            case "pg_timezone_abbrevs" -> (cx, a, out) -> abbreviations(out);
            case "pg_config" ->
                (cx, a, out) -> {
                    out.add("VERSION", "PostgreSQL " + s.settings.get("server_version"));
                };
            case "pg_available_extensions" ->
                (cx, a, out) -> {
                    if (s.catalog.extensionByName("plpgsql") != null) {
                        out.add(Datums.name("plpgsql"), "1.0", "PL/pgSQL procedural language");
                    }
                };
            case "pg_get_wal_resource_managers" ->
                (cx, a, out) -> {
                    for (int i = 0; i < Rmgr.COUNT; i++) {
                        out.add(i, Rmgr.name(i), true);
                    }
                };
            case "ts_token_type_byid", "ts_token_type_byname" ->
                (cx, a, out) -> tokenTypes(p.endsWith("id"), a[0], out);
            case "pg_tablespace_databases" -> (cx, a, out) -> databases(s, oid(a[0]), out);
            case "pg_get_catalog_foreign_keys" -> (cx, a, out) -> foreignKeys(s, out);
            case "pg_event_trigger_dropped_objects", "pg_event_trigger_ddl_commands" ->
                (cx, a, out) -> {
                    throw new SqlError(
                            SqlState.E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED,
                            p + "() can only be called in " + (p.endsWith("commands") ? "an" : "a sql_drop")
                                    + " event trigger function");
                };
            case "pg_get_multixact_members" -> (cx, a, out) -> {};
            case "pg_ls_replslotdir" ->
                (cx, a, out) -> {
                    throw new SqlError(
                            SqlState.UNDEFINED_OBJECT, "replication slot \"" + text(a[0]) + "\" does not exist");
                };
            case "pg_ls_dir_1arg", "pg_ls_dir" ->
                (cx, a, out) -> {
                    for (Path f : list(RareSystemFunctions.place(s, text(a[0])))) {
                        out.add(String.valueOf(f.getFileName()));
                    }
                };
            case "pg_ls_waldir" -> (cx, a, out) -> sized(s, "pg_ls_waldir", "pg_wal", out);
            case "pg_ls_logdir" -> (cx, a, out) -> sized(s, "pg_ls_logdir", s.settings.string("log_directory"), out);
            case "pg_ls_archive_statusdir" ->
                (cx, a, out) -> sized(s, "pg_ls_archive_statusdir", "pg_wal/archive_status", out);
            case "pg_ls_tmpdir_noargs", "pg_ls_tmpdir_1arg" ->
                (cx, a, out) -> sized(s, "pg_ls_tmpdir", "base/pgsql_tmp", out);
            default -> null;
        };
    }

    /** The columns of the catalogs that hold keys of other catalogs: the facts of {@code foreign_keys.tsv}. */
    private static void foreignKeys(SystemContext s, RowSource.Rows out) {
        for (String line : lines("foreign_keys.tsv")) {
            String[] f = line.split("\t", -1);
            out.add(table(s, f[0]), names(s, f[1]), table(s, f[2]), names(s, f[3]), f[4].equals("t"), f[5].equals("t"));
        }
    }

    /** The token types of the one parser there is: the facts of {@code token_types.tsv}. */
    private static void tokenTypes(boolean byId, @Nullable Object parser, RowSource.Rows out) {
        if (byId && oid(parser) != DEFAULT_PARSER) {
            throw SqlError.internal(
                    "cache lookup failed for text search parser " + Integer.toUnsignedString(oid(parser)));
        }
        if (!byId && !text(parser).matches("(pg_catalog\\.)?\"?default\"?")) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "text search parser \"" + text(parser) + "\" does not exist");
        }
        for (String line : lines("token_types.tsv")) {
            String[] f = line.split("\t", -1);
            out.add(Integer.parseInt(f[0]), f[1], f[2]);
        }
    }

    private static List<String> lines(String resource) {
        try (var in = new java.io.BufferedReader(new java.io.InputStreamReader(
                java.util.Objects.requireNonNull(CatalogSets.class.getResourceAsStream(resource)),
                java.nio.charset.StandardCharsets.UTF_8))) {
            return in.lines().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Object table(SystemContext s, String name) {
        var r = s.catalog.relationByName(name, 11);
        return Call.oid(r == null ? 0 : r.oid());
    }

    private static byte[] names(SystemContext s, String list) {
        String[] parts = list.substring(1, list.length() - 1).split(",");
        org.hathi.types.Vector v = new org.hathi.types.Vector(true, parts.length);
        for (int i = 0; i < parts.length; i++) {
            v.setText(i, parts[i]);
        }
        return org.hathi.types.ArrayValue.of(s.catalog.type(org.hathi.types.Oids.TEXT), v, parts.length)
                .encode();
    }

    static int oid(@Nullable Object datum) {
        return datum == null ? 0 : ((Long) datum).intValue();
    }

    static byte[] bytes(@Nullable Object datum) {
        return datum == null ? new byte[0] : (byte[]) datum;
    }

    static String text(@Nullable Object datum) {
        return new String(bytes(datum), java.nio.charset.StandardCharsets.UTF_8);
    }

    static String[] texts(@Nullable Object datum) {
        return datum == null ? new String[0] : Datums.texts((byte[]) datum);
    }

    // ---------------------------------------------------------------- partitions

    private static boolean partitioned(@Nullable ClassInfo r) {
        return r != null && (r.isPartition() || r.kind() == 'p' || r.kind() == 'I');
    }

    private static void tree(Catalog k, int root, RowSource.Rows out) {
        if (!partitioned(k.relation(root))) {
            return;
        }
        List<int[]> queue = new ArrayList<>();
        queue.add(new int[] {root, 0});
        for (int i = 0; i < queue.size(); i++) {
            int rel = queue.get(i)[0];
            ClassInfo c = k.relation(rel);
            List<InheritInfo> parents = k.parentsOf(rel);
            boolean leaf = c == null || c.kind() != 'p' && c.kind() != 'I';
            out.add(
                    Call.oid(rel),
                    c != null && c.isPartition() && !parents.isEmpty()
                            ? Call.oid(parents.get(0).parent())
                            : null,
                    leaf,
                    queue.get(i)[1]);
            if (!leaf) {
                for (InheritInfo x : k.childrenOf(rel)) {
                    queue.add(new int[] {x.child(), queue.get(i)[1] + 1});
                }
            }
        }
    }

    private static void ancestors(Catalog k, int start, RowSource.Rows out) {
        ClassInfo c = k.relation(start);
        if (!partitioned(c)) {
            return;
        }
        int r = start;
        while (true) {
            out.add(Call.oid(r));
            ClassInfo x = k.relation(r);
            List<InheritInfo> parents = k.parentsOf(r);
            if (x == null || !x.isPartition() || parents.isEmpty()) {
                return;
            }
            r = parents.get(0).parent();
        }
    }

    // ---------------------------------------------------------------- time zones

    /** An interval datum of some seconds. */
    static byte[] interval(long seconds) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(seconds * 1_000_000L)
                .array();
    }

    private static void zones(SystemContext s, RowSource.Rows out) {
        long now = s.clock.micros();
        Instant t = Instant.ofEpochSecond(now / 1_000_000L + org.hathi.base.PgClock.EPOCH_OFFSET_SECONDS);
        for (String id : ZoneId.getAvailableZoneIds()) {
            if (id.startsWith("SystemV/")) {
                continue;
            }
            Zone z = Zone.find(id);
            if (z != null) {
                Duration dst = z.rules().getDaylightSavings(t);
                out.add(id, z.abbreviationAt(now), interval(z.offsetAt(now)), !dst.isZero());
            }
        }
    }

    private static void abbreviations(RowSource.Rows out) {
        for (Zone.Abbreviation a : Zone.abbreviations()) {
            out.add(a.name(), interval(a.offset()), a.summer());
        }
    }

    // ---------------------------------------------------------------- directories

    private static List<Path> list(Path dir) {
        List<Path> out = new ArrayList<>();
        try (DirectoryStream<Path> d = Files.newDirectoryStream(dir)) {
            for (Path p : d) {
                out.add(p);
            }
        } catch (IOException e) {
            throw new SqlError(
                    Files.exists(dir) ? SqlState.IO_ERROR : SqlState.UNDEFINED_FILE,
                    "could not open directory \"" + dir + "\": "
                            + (Files.exists(dir) ? e.getMessage() : "No such file or directory"));
        }
        return out;
    }

    private static void sized(SystemContext s, String function, String dir, RowSource.Rows out) {
        Path d = s.dataDirectory().resolve(dir);
        if (function.equals("pg_ls_tmpdir") && !Files.isDirectory(d)) {
            return;
        }
        for (Path p : list(d)) {
            try {
                if (Files.isRegularFile(p)) {
                    out.add(
                            String.valueOf(p.getFileName()),
                            Files.size(p),
                            time(Files.getLastModifiedTime(p).toInstant()));
                }
            } catch (IOException e) {
                throw new SqlError(SqlState.IO_ERROR, "could not stat file \"" + p + "\": " + e.getMessage());
            }
        }
    }

    static long time(Instant t) {
        return (t.getEpochSecond() - org.hathi.base.PgClock.EPOCH_OFFSET_SECONDS) * 1_000_000L + t.getNano() / 1000;
    }

    private static void databases(SystemContext s, int tablespace, RowSource.Rows out) {
        Path dir = tablespace == org.hathi.page.RelFileNode.DEFAULT_TABLESPACE
                ? s.dataDirectory().resolve("base")
                : s.dataDirectory()
                        .resolve("pg_tblspc")
                        .resolve(Integer.toUnsignedString(tablespace))
                        .resolve(org.hathi.page.RelFileNode.TABLESPACE_VERSION_DIRECTORY);
        if (!Files.isDirectory(dir)) {
            return;
        }
        for (Path p : list(dir)) {
            String n = String.valueOf(p.getFileName());
            if (!n.isEmpty() && n.chars().allMatch(Character::isDigit) && !list(p).isEmpty()) {
                out.add(Long.parseLong(n));
            }
        }
    }
}
