package org.hathi.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.page.Blocks;
import org.hathi.page.RelFileNode;
import org.hathi.storage.RelationMapFile;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.DurableFiles;
import org.hathi.wal.WalBootstrap;
import org.hathi.wal.WalOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new data directory: what {@code initdb} does before its SQL phase. All system catalogs with their rows,
 * indexes and toast tables in databases template1, template0 and postgres; the map files, empty commit log, first WAL
 * segment and, last, pg_control.
 *
 * <p>CRASH. Everything is synced before pg_control is written; a directory without pg_control is no cluster, and initdb
 * starts over. No WAL is written for any of it.
 *
 * <p>The SQL phase (files of {@code sql/}, run by the server in single-user mode in template1) adds the system views
 * and information_schema; {@link #copyTemplate} then copies template1's files to the other two databases.
 */
public final class Bootstrap {
    public static final int TEMPLATE1 = 1;
    public static final int TEMPLATE0 = 4;
    public static final int POSTGRES = 5;

    /** First oid the counter hands out after bootstrap: above all oids of the fact files. */
    public static final int NEXT_OID = 13600;

    private static final int FIRST_XID = 3;

    private static final String[] DIRECTORIES = {
        "global",
        "base",
        "base/1",
        "base/4",
        "base/5",
        "pg_wal",
        "pg_wal/archive_status",
        "pg_commit_ts",
        "pg_dynshmem",
        "pg_notify",
        "pg_serial",
        "pg_snapshots",
        "pg_subtrans",
        "pg_twophase",
        "pg_multixact",
        "pg_multixact/members",
        "pg_multixact/offsets",
        "pg_replslot",
        "pg_tblspc",
        "pg_stat",
        "pg_stat_tmp",
        "pg_xact",
        "pg_logical",
        "pg_logical/snapshots",
        "pg_logical/mappings"
    };

    /**
     * What may be chosen.
     *
     * @param superuser name of the bootstrap superuser, oid 10
     * @param password its stored secret (SCRAM-SHA-256$… or md5…), or null
     * @param collate datcollate, such as C or C.UTF-8
     * @param ctype datctype
     * @param encoding 6 = UTF8
     * @param checksums data checksums on
     * @param walSegmentSize bytes, a power of two from 1 MB
     * @param nowSeconds seconds since the Unix epoch
     * @param sync false: leave syncing to the operating system (tests)
     */
    public record Options(
            String superuser,
            @Nullable String password,
            String collate,
            String ctype,
            int encoding,
            boolean checksums,
            int walSegmentSize,
            long systemIdentifier,
            byte[] mockNonce,
            long nowSeconds,
            boolean sync) {}

    private final Path dir;
    private final Options options;
    private final CatalogTables tables = new CatalogTables();
    private final InitialCatalog initial = new InitialCatalog(tables, FIRST_XID);
    private final Map<Integer, List<@Nullable Object[]>> rows = new HashMap<>();

    private Bootstrap(Path dir, Options options) {
        this.dir = dir;
        this.options = options;
    }

    /** Fills an existing empty directory (mode 0700 or 0750 is the caller's affair). */
    public static void create(Path dir, Options options) {
        try {
            new Bootstrap(dir, options).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() throws IOException {
        for (String d : DIRECTORIES) {
            Files.createDirectory(dir.resolve(d));
        }
        writeText("PG_VERSION", "15\n");
        writeText("base/1/PG_VERSION", "15\n");
        zeroPages("pg_xact/0000");
        zeroPages("pg_subtrans/0000");
        zeroPages("pg_multixact/offsets/0000");
        zeroPages("pg_multixact/members/0000");
        prepareRows();
        for (int oid : tables.tableOids()) {
            if (oid != PgClass.RELATION) {
                writeTable(tables.table(oid));
            }
        }
        // pg_class last: it tells the sizes of the others
        rows.put(PgClass.RELATION, initial.rows(PgClass.RELATION));
        writeTable(tables.table(PgClass.RELATION));
        writeMap(true);
        writeMap(false);
        copyTemplate(dir, false);
        if (options.sync()) {
            syncTree(dir);
        }
        ControlFile control = WalBootstrap.privateControlFile();
        control.initialise(
                options.systemIdentifier(), options.walSegmentSize(), options.checksums() ? 1 : 0, options.mockNonce());
        control.setParameters(1, false, 100, 8, 10, 0, 64, false);
        WalOptions wal = new WalOptions();
        wal.fsync = options.sync();
        WalBootstrap.create(dir, control, firstCheckPoint(), wal, options.nowSeconds());
    }

    private static CheckPoint firstCheckPoint() {
        CheckPoint c = new CheckPoint();
        c.nextXid = FIRST_XID;
        c.nextOid = NEXT_OID;
        c.nextMulti = 1;
        c.nextMultiOffset = 0;
        c.oldestXid = FIRST_XID;
        c.oldestXidDb = TEMPLATE1;
        c.oldestMulti = 1;
        c.oldestMultiDb = TEMPLATE1;
        return c;
    }

    // --------------------------------------------------------------------------------------------------- rows

    private void prepareRows() {
        for (int oid : tables.tableOids()) {
            if (oid != PgClass.RELATION) {
                rows.put(oid, initial.rows(oid));
            }
        }
        for (@Nullable Object[] r : rowsOf(PgAuthid.RELATION)) {
            if (Long.valueOf(Acl.BOOTSTRAP_SUPERUSER).equals(r[PgAuthid.OID - 1])) {
                r[PgAuthid.ROLNAME - 1] = Datums.name(options.superuser());
                r[PgAuthid.ROLPASSWORD - 1] = Datums.textOrNull(options.password());
            }
        }
        databases();
    }

    private List<@Nullable Object[]> rowsOf(int catalog) {
        List<@Nullable Object[]> r = rows.get(catalog);
        return r == null ? List.of() : r;
    }

    /** pg_database: template1 as in the facts; template0 takes no connections; postgres has the default acl. */
    private void databases() {
        @Nullable Object[] t1 = rowsOf(PgDatabase.RELATION).get(0);
        t1[PgDatabase.ENCODING - 1] = (long) options.encoding();
        t1[PgDatabase.DATCOLLATE - 1] = Datums.text(options.collate());
        t1[PgDatabase.DATCTYPE - 1] = Datums.text(options.ctype());
        t1[PgDatabase.DATFROZENXID - 1] = (long) FIRST_XID;
        t1[PgDatabase.DATMINMXID - 1] = 1L;
        @Nullable Object[] t0 = t1.clone();
        t0[PgDatabase.OID - 1] = (long) TEMPLATE0;
        t0[PgDatabase.DATNAME - 1] = Datums.name("template0");
        t0[PgDatabase.DATALLOWCONN - 1] = 0L;
        @Nullable Object[] p = t1.clone();
        p[PgDatabase.OID - 1] = (long) POSTGRES;
        p[PgDatabase.DATNAME - 1] = Datums.name("postgres");
        p[PgDatabase.DATISTEMPLATE - 1] = 0L;
        p[PgDatabase.DATACL - 1] = null;
        List<@Nullable Object[]> all = new ArrayList<>();
        all.add(t1);
        all.add(t0);
        all.add(p);
        rows.put(PgDatabase.RELATION, all);
    }

    // -------------------------------------------------------------------------------------------------- files

    private Path file(int relation, boolean shared) {
        return dir.resolve(shared ? "global" : "base/1").resolve(Integer.toString(relation));
    }

    private void writeTable(CatalogTables.Table t) throws IOException {
        List<@Nullable Object[]> data = rowsOf(t.oid());
        long[] tids;
        try (BootstrapRelation out = new BootstrapRelation(file(t.oid(), t.shared()))) {
            tids = out.heap(t.desc(), data);
            initial.setSize(t.oid(), out.blocks(), data.size());
        }
        for (CatalogTables.Index x : tables.indexesOf(t.oid())) {
            writeIndex(x.oid(), t.shared(), tables.indexDesc(x), x.compare(), x.columns(), data, tids);
        }
        if (t.toast() != 0) {
            Files.createFile(file(t.toast(), t.shared()));
            initial.setSize(t.toast(), 0, 0);
            writeIndex(
                    t.toastIndex(),
                    t.shared(),
                    InitialCatalog.toastIndexDesc(),
                    new String[] {"btoidcmp", "btint4cmp"},
                    new int[] {1, 2},
                    List.of(),
                    new long[0]);
        }
    }

    private void writeIndex(
            int oid,
            boolean shared,
            TupleDesc desc,
            String[] compare,
            int[] columns,
            List<@Nullable Object[]> data,
            long[] tids)
            throws IOException {
        List<BootstrapIndex.Entry> entries = new ArrayList<>(data.size());
        for (int i = 0; i < tids.length; i++) {
            Object[] keys = new Object[columns.length];
            for (int k = 0; k < keys.length; k++) {
                Object v = data.get(i)[columns[k] - 1];
                if (v == null) {
                    throw new IllegalStateException("null in catalog index " + oid);
                }
                Attribute a = desc.get(k);
                keys[k] = a.typeOid() == Oids.CSTRING ? Datums.nameOf(v).getBytes(StandardCharsets.UTF_8) : v;
            }
            entries.add(new BootstrapIndex.Entry(keys, tids[i]));
        }
        try (BootstrapRelation out = new BootstrapRelation(file(oid, shared))) {
            new BootstrapIndex(out, desc, compare).build(entries);
            initial.setSize(oid, out.blocks(), data.size());
        }
    }

    /** Every mapped catalog, index and toast table starts in the file of its own oid. */
    private void writeMap(boolean shared) throws IOException {
        List<Integer> mapped = new ArrayList<>();
        for (int oid : tables.tableOids()) {
            CatalogTables.Table t = tables.table(oid);
            if (t.mapped() && t.shared() == shared) {
                mapped.add(oid);
                if (t.toast() != 0) {
                    mapped.add(t.toast());
                    mapped.add(t.toastIndex());
                }
            }
        }
        for (int oid : tables.indexOids()) {
            CatalogTables.Index x = tables.index(oid);
            if (x.mapped() && x.shared() == shared) {
                mapped.add(oid);
            }
        }
        RelationMapFile map = new RelationMapFile();
        for (int oid : mapped) {
            map.put(oid, oid);
        }
        if (shared) {
            map.store(dir, RelFileNode.GLOBAL_TABLESPACE, 0, options.sync());
        } else {
            map.store(dir, RelFileNode.DEFAULT_TABLESPACE, TEMPLATE1, options.sync());
        }
    }

    private void writeText(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text, StandardOpenOption.CREATE_NEW);
    }

    private void zeroPages(String name) throws IOException {
        Files.write(dir.resolve(name), new byte[Blocks.SIZE], StandardOpenOption.CREATE_NEW);
    }

    /** A file of the SQL phase. */
    public record SqlFile(String name, String text) {}

    /** The SQL phase: files to run in template1, in the order of files.txt (lines with # are left out). */
    public static List<SqlFile> sqlPhase() {
        List<SqlFile> out = new ArrayList<>();
        for (String name :
                CatalogTables.split(CatalogTables.resource("sql/files.txt").strip(), '\n')) {
            if (!name.startsWith("#")) {
                out.add(new SqlFile(name, CatalogTables.resource("sql/" + name)));
            }
        }
        return out;
    }

    /**
     * Copies all files of template1 over those of template0 and postgres. The cluster must be shut down and nobody may
     * have used these two databases.
     */
    public static void copyTemplate(Path dir, boolean sync) throws IOException {
        Path from = dir.resolve(RelFileNode.directory(RelFileNode.DEFAULT_TABLESPACE, TEMPLATE1));
        for (int db : new int[] {TEMPLATE0, POSTGRES}) {
            Path to = dir.resolve(RelFileNode.directory(RelFileNode.DEFAULT_TABLESPACE, db));
            try (DirectoryStream<Path> old = Files.newDirectoryStream(to)) {
                for (Path f : old) {
                    Files.delete(f);
                }
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
                for (Path f : files) {
                    String name = f.getFileName().toString();
                    if (!name.startsWith("t") && !name.equals("pg_internal.init")) {
                        Files.copy(f, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
            }
            if (sync) {
                syncTree(to);
            }
        }
    }

    private static void syncTree(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path f : files) {
                if (Files.isDirectory(f)) {
                    syncTree(f);
                } else {
                    try (FileChannel c = FileChannel.open(f, StandardOpenOption.WRITE)) {
                        c.force(true);
                    }
                }
            }
        }
        DurableFiles.syncDirectory(directory);
    }
}
