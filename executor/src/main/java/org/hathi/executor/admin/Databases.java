package org.hathi.executor.admin;

import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.DatabaseInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDbRoleSetting;
import org.hathi.catalog.table.PgShdepend;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.RoleStmt.AlterDatabaseStmt;
import org.hathi.parser.tree.RoleStmt.CreatedbStmt;
import org.hathi.parser.tree.RoleStmt.DropdbStmt;
import org.hathi.shm.Interrupt;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.SessionPool;
import org.hathi.storage.CheckpointFlags;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockTag;
import org.jspecify.annotations.Nullable;

/**
 * CREATE, DROP and ALTER DATABASE. A new database is a copy of its template's directory, between two checkpoints.
 *
 * <p>CRASH: between the copy and the commit an unused directory stays, as PostgreSQL's; after the DROP's commit nothing
 * does.
 */
final class Databases {
    /** How long other users of a template are waited for. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private static final int UTF8 = 6;

    private final Admin a;

    Databases(Admin a) {
        this.a = a;
    }

    private static SqlError error(SqlState state, String message) {
        return new SqlError(state, message);
    }

    private DatabaseInfo named(String name) {
        DatabaseInfo d = find(name);
        if (d == null) {
            throw error(SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
        }
        return d;
    }

    private @Nullable DatabaseInfo find(String name) {
        CatalogRow r = a.writer.find(PgDatabase.RELATION, PgDatabase.DATNAME_INDEX, Datums.name(name));
        return r == null ? null : a.catalog.database(r.intAt(PgDatabase.OID));
    }

    private void lock(int oid, int mode) {
        a.cx.txn().locks().acquire(LockTag.object(0, PgDatabase.RELATION, oid, 0), mode);
        a.catalog.acceptInvalidations();
    }

    /** Waits a moment for the other users of a database to leave; 55006 when they stay. */
    private void waitAlone(DatabaseInfo d, String what) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        int others = others(d);
        while (others > 0 && System.nanoTime() < end) {
            a.cx.interrupts().check();
            endAutovacuum(d);
            a.cx.proc().waitLatch(100_000_000L, org.hathi.shm.WaitEvent.CHECKPOINTER_MAIN);
            a.cx.proc().resetLatch();
            others = others(d);
        }
        if (others > 0) {
            throw error(SqlState.OBJECT_IN_USE, what + "database \"" + d.name() + "\" is being accessed by other users")
                    .detail(
                            others == 1
                                    ? "There is 1 other session using the database."
                                    : "There are " + others + " other sessions using the database.");
        }
    }

    /** Other processes that work in a database, and sessions of it that no process serves at the moment. */
    private int others(DatabaseInfo d) {
        SessionPool pool = new SessionPool(a.cx.segment());
        int n = a.cx.txn().procs().countOthers(d.oid());
        for (int i = 0; i < pool.sessions(); i++) {
            if (a.cx.sessions().inUse(i) && a.cx.sessions().database(i) == d.oid() && pool.isParked(i)) {
                n++;
            }
        }
        return n;
    }

    /** Workers of autovacuum have time to come back. */
    private void endAutovacuum(DatabaseInfo d) {
        ProcSlots slots = new ProcSlots(a.cx.segment());
        for (int i = 0; i < slots.highWater(); i++) {
            if (slots.inUse(i) && slots.database(i) == d.oid() && slots.role(i) == ProcRole.AUTOVACUUM_WORKER) {
                a.cx.proc().raiseInterrupt(i, Interrupt.TERMINATE);
            }
        }
    }

    /** DROP DATABASE … WITH (FORCE): everybody else in the database is told to end. */
    private void terminateOthers(DatabaseInfo d) {
        SessionPool pool = new SessionPool(a.cx.segment());
        int me = a.cx.proc().slot();
        for (int i = 0; i < pool.sessions(); i++) {
            if (a.cx.sessions().inUse(i)
                    && a.cx.sessions().database(i) == d.oid()
                    && a.cx.sessions().backend(i) != me) {
                pool.ask(i, SessionPool.ASK_TERMINATE);
            }
        }
        ProcSlots slots = new ProcSlots(a.cx.segment());
        for (int i = 0; i < slots.highWater(); i++) {
            if (i != me && slots.inUse(i) && slots.database(i) == d.oid()) {
                a.cx.proc().raiseInterrupt(i, Interrupt.TERMINATE);
            }
        }
    }

    private void checkpoint(int more) {
        a.cx.storage()
                .checkpoints()
                .request(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE | CheckpointFlags.WAIT | more);
    }

    // ------------------------------------------------------------------------------------------------- create

    /** Options of CREATE DATABASE; nulls: the template's. */
    private static final class Options {
        String template = "template1";

        @Nullable
        String owner;

        @Nullable
        String collate;

        @Nullable
        String ctype;

        int encoding = -1;
        int limit = -1;
        boolean connect = true;
        boolean isTemplate;
        int oid;
    }

    private Options options(List<DefElem> list) {
        Options o = new Options();
        for (DefElem d : list) {
            boolean given = d.arg() != null;
            switch (d.defname()) {
                case "template" -> o.template = given ? Admin.text(d) : o.template;
                case "owner" -> o.owner = given ? Admin.text(d) : null;
                case "encoding" -> o.encoding = given ? encoding(d) : -1;
                case "locale" -> {
                    o.collate = given ? Admin.text(d) : null;
                    o.ctype = o.collate;
                }
                case "lc_collate" -> o.collate = given ? Admin.text(d) : null;
                case "lc_ctype" -> o.ctype = given ? Admin.text(d) : null;
                case "connection_limit" -> o.limit = limit(d);
                case "allow_connections" -> o.connect = Admin.bool(d);
                case "is_template" -> o.isTemplate = Admin.bool(d);
                case "oid" -> o.oid = oid(d);
                case "strategy" -> strategy(d);
                case "tablespace" -> {
                    if (given && !Admin.text(d).equals("pg_default")) {
                        throw SqlError.unsupported("CREATE DATABASE with a tablespace");
                    }
                }
                case "locale_provider" -> {
                    if (given && !Admin.text(d).equals("libc")) {
                        throw SqlError.unsupported("CREATE DATABASE with another locale provider");
                    }
                }
                default ->
                    throw a.error(SqlState.SYNTAX_ERROR, "option \"" + d.defname() + "\" not recognized", d.location());
            }
        }
        return o;
    }

    private static int oid(DefElem d) {
        long n = Admin.integer(d);
        if (n < 16384) {
            throw error(SqlState.INVALID_PARAMETER_VALUE, "OIDs less than 16384 are reserved for system objects");
        }
        return (int) n;
    }

    private static void strategy(DefElem d) {
        String s = Admin.text(d);
        if (!s.equalsIgnoreCase("wal_log") && !s.equalsIgnoreCase("file_copy")) {
            throw error(SqlState.INVALID_PARAMETER_VALUE, "invalid create database strategy \"" + s + "\"")
                    .hint("Valid strategies are \"wal_log\" and \"file_copy\".");
        }
    }

    private int encoding(DefElem d) {
        String s = Admin.text(d).replace("-", "").toLowerCase(java.util.Locale.ROOT);
        if (s.equals("utf8") || s.equals("unicode") || s.equals("6")) {
            return UTF8;
        }
        throw SqlError.unsupported("encoding " + Admin.text(d));
    }

    private static int limit(DefElem d) {
        long n = d.arg() == null ? -1 : Admin.integer(d);
        if (n < -1) {
            throw error(SqlState.INVALID_PARAMETER_VALUE, "invalid connection limit: " + n);
        }
        return (int) n;
    }

    void create(CreatedbStmt s) {
        a.cx.txn().block().prevent(a.topLevel, "CREATE DATABASE");
        Options o = options(s.options());
        int owner = o.owner == null ? a.role() : a.roleNamed(o.owner).oid();
        if (!a.superuser() && !a.needRole(a.role()).createDb()) {
            throw error(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to create database");
        }
        if (!a.superuser() && !a.catalog.acl().isMember(a.role(), owner)) {
            throw error(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "must be member of role \"" + a.needRole(owner).name() + "\"");
        }
        DatabaseInfo from = find(o.template);
        if (from == null) {
            throw error(SqlState.INVALID_CATALOG_NAME, "template database \"" + o.template + "\" does not exist");
        }
        lock(from.oid(), LockMode.SHARE);
        if (!from.isTemplate() && !a.catalog.acl().owns(ObjectKind.DATABASE, from.oid(), a.role())) {
            throw error(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to copy database \"" + o.template + "\"");
        }
        if (o.collate != null && !o.template.equals("template0") && !o.collate.equals(from.collate())) {
            throw error(
                            SqlState.INVALID_PARAMETER_VALUE,
                            "new collation (" + o.collate
                                    + ") is incompatible with the collation of the template database (" + from.collate()
                                    + ")")
                    .hint("Use the same collation as in the template database, or use template0 as template.");
        }
        if (find(s.dbname()) != null) {
            throw error(SqlState.DUPLICATE_DATABASE, "database \"" + s.dbname() + "\" already exists");
        }
        waitAlone(from, "source ");
        int oid = o.oid != 0 ? o.oid : a.writer.newOid(PgDatabase.RELATION);
        insert(s.dbname(), oid, owner, o, from);
        copyDependencies(from.oid(), oid);
        a.writer.increment();
        checkpoint(CheckpointFlags.FLUSH_ALL);
        a.cx.storage().databases().copy(from.tablespace(), from.oid(), from.tablespace(), oid);
        checkpoint(0);
        a.cx.txn().transactions().forceSyncCommit();
    }

    private void insert(String name, int oid, int owner, Options o, DatabaseInfo from) {
        a.writer.insert(
                PgDatabase.RELATION,
                new RowBuilder(PgDatabase.COLUMNS)
                        .oid(PgDatabase.OID, oid)
                        .name(PgDatabase.DATNAME, name)
                        .oid(PgDatabase.DATDBA, owner)
                        .num(PgDatabase.ENCODING, o.encoding < 0 ? from.encoding() : o.encoding)
                        .chr(PgDatabase.DATLOCPROVIDER, from.localeProvider())
                        .bool(PgDatabase.DATISTEMPLATE, o.isTemplate)
                        .bool(PgDatabase.DATALLOWCONN, o.connect)
                        .num(PgDatabase.DATCONNLIMIT, o.limit)
                        .oid(PgDatabase.DATFROZENXID, from.frozenXid())
                        .oid(PgDatabase.DATMINMXID, from.minMxid())
                        .oid(PgDatabase.DATTABLESPACE, from.tablespace())
                        .text(PgDatabase.DATCOLLATE, o.collate == null ? from.collate() : o.collate)
                        .text(PgDatabase.DATCTYPE, o.ctype == null ? from.ctype() : o.ctype)
                        .text(PgDatabase.DATICULOCALE, from.icuLocale())
                        .text(PgDatabase.DATCOLLVERSION, from.collationVersion())
                        .row());
        a.deps.recordOwner(PgDatabase.RELATION, oid, owner);
    }

    private void copyDependencies(int from, int to) {
        for (CatalogRow r : a.writer.scan(PgShdepend.RELATION, 0)) {
            if (r.intAt(PgShdepend.DBID) == from) {
                @Nullable Object[] v = r.copy();
                v[PgShdepend.DBID - 1] = Datums.oid(to);
                a.writer.insert(PgShdepend.RELATION, v);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- drop, alter

    void drop(DropdbStmt s) {
        a.cx.txn().block().prevent(a.topLevel, "DROP DATABASE");
        DatabaseInfo d = find(s.dbname());
        if (d == null) {
            if (!s.missingOk()) {
                named(s.dbname());
            }
            a.notice("database \"" + s.dbname() + "\" does not exist, skipping");
            return;
        }
        lock(d.oid(), LockMode.ACCESS_EXCLUSIVE);
        a.catalog.acl().checkOwner(ObjectKind.DATABASE, d.oid(), a.role());
        if (d.isTemplate()) {
            throw error(SqlState.WRONG_OBJECT_TYPE, "cannot drop a template database");
        }
        if (d.oid() == a.cx.database()) {
            throw error(SqlState.OBJECT_IN_USE, "cannot drop the currently open database");
        }
        if (s.options().stream().anyMatch(o -> o.defname().equals("force"))) {
            terminateOthers(d);
        }
        waitAlone(d, "");
        a.writer.delete(a.writer.needByOid(PgDatabase.RELATION, d.oid()));
        new Comments(a).deleteShared(PgDatabase.RELATION, d.oid());
        for (CatalogRow r : a.writer.scan(PgDbRoleSetting.RELATION, 0)) {
            if (r.intAt(PgDbRoleSetting.SETDATABASE) == d.oid()) {
                a.writer.delete(r);
            }
        }
        a.deps.deleteSharedRecordsFor(new ObjectAddress(PgDatabase.RELATION, d.oid()));
        for (CatalogRow r : a.writer.scan(PgShdepend.RELATION, 0)) {
            if (r.intAt(PgShdepend.DBID) == d.oid()) {
                a.writer.delete(r);
            }
        }
        a.writer.increment();
        a.cx.storage().pool().dropDatabase(d.oid());
        checkpoint(0);
        a.cx.storage().databases().drop(d.oid(), new int[] {d.tablespace()}, false);
        new org.hathi.shm.StatsRegion(a.cx.segment()).dropDatabase(a.cx.proc(), d.oid());
        a.cx.txn().transactions().forceSyncCommit();
    }

    void alter(AlterDatabaseStmt s) {
        DatabaseInfo d = named(s.dbname());
        a.catalog.acl().checkOwner(ObjectKind.DATABASE, d.oid(), a.role());
        CatalogRow row = Objects.requireNonNull(a.writer.byOid(PgDatabase.RELATION, d.oid()));
        @Nullable Object[] v = row.copy();
        for (DefElem o : s.options()) {
            switch (o.defname()) {
                case "connection_limit" -> v[PgDatabase.DATCONNLIMIT - 1] = (long) limit(o);
                case "is_template" -> v[PgDatabase.DATISTEMPLATE - 1] = Admin.bool(o) ? 1L : 0L;
                case "allow_connections" -> {
                    if (!Admin.bool(o) && d.oid() == a.cx.database()) {
                        throw error(
                                SqlState.INVALID_PARAMETER_VALUE, "cannot disallow connections for current database");
                    }
                    v[PgDatabase.DATALLOWCONN - 1] = Admin.bool(o) ? 1L : 0L;
                }
                case "tablespace" -> throw SqlError.unsupported("ALTER DATABASE SET TABLESPACE");
                default ->
                    throw a.error(SqlState.SYNTAX_ERROR, "option \"" + o.defname() + "\" not recognized", o.location());
            }
        }
        a.writer.update(row, v);
    }

    void rename(String name, String to) {
        DatabaseInfo d = named(name);
        lock(d.oid(), LockMode.ACCESS_EXCLUSIVE);
        a.catalog.acl().checkOwner(ObjectKind.DATABASE, d.oid(), a.role());
        if (!a.superuser() && !a.needRole(a.role()).createDb()) {
            throw error(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to rename database");
        }
        if (find(to) != null) {
            throw error(SqlState.DUPLICATE_DATABASE, "database \"" + to + "\" already exists");
        }
        if (d.oid() == a.cx.database()) {
            throw error(SqlState.FEATURE_NOT_SUPPORTED, "current database cannot be renamed");
        }
        waitAlone(d, "");
        a.writer.set(a.writer.needByOid(PgDatabase.RELATION, d.oid()), PgDatabase.DATNAME, Datums.name(to));
    }
}
