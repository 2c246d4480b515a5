package org.hathi.server;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Access;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.CatalogSession;
import org.hathi.catalog.HeapCatalogStore;
import org.hathi.catalog.SharedInvalidation;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.shm.SharedQueue;
import org.hathi.shm.ShmRegions;
import org.hathi.txn.PendingFiles;

/**
 * Everything a process that works in a database has: the {@link Core} rooms, access, catalog, wired once per process
 * and database. Built when the first session comes; a backend that takes a session of another database builds a new one
 * for it.
 */
public final class BackendContext {
    private final Core core;
    private final Access access;
    private final Catalog catalog;
    private final PendingFiles files;
    private final CatalogSession catalogSession;
    private final FlatRefresh flat;
    private final int database;

    /** @param database oid of the database, 0 to read shared catalogs only */
    public BackendContext(Core core, int database) {
        this.core = core;
        this.database = database;
        ProcessContext p = core.process();
        HeapCatalogStore store = new HeapCatalogStore(core.txn(), p.dataDirectory(), database);
        catalog = new Catalog(store, database);
        access = new Access(
                new Access.Parts(
                        p.proc(),
                        core.storage().pool(),
                        core.storage().wal(),
                        core.storage().fsm(),
                        core.storage().vm(),
                        core.storage().smgr(),
                        catalog.relationSource(),
                        () -> p.interrupts().check()),
                core.txn(),
                database);
        store.connect(catalog, access);
        files = new PendingFiles(
                core.txn().context(), core.storage().pool(), core.storage().smgr());
        core.txn().transactions().setFiles(files);
        SharedQueue queue = new SharedQueue(p.segment(), ShmRegions.INVALIDATION);
        catalogSession = CatalogSession.connect(
                catalog, core.txn(), core.storage().smgr(), files, new SharedInvalidation(queue, p.proc()));
        flat = new FlatRefresh(this);
        catalog.addListener(flat);
        activate();
    }

    /** The process works in this database from now on. */
    void activate() {
        core.process().beforeReady(flat::refresh);
    }

    public Core core() {
        return core;
    }

    public int database() {
        return database;
    }

    public Access access() {
        return access;
    }

    public Catalog catalog() {
        return catalog;
    }

    public CatalogSession catalogSession() {
        return catalogSession;
    }

    public PendingFiles files() {
        return files;
    }

    /** A database and its oldest transaction ids. */
    record DatabaseAge(int oid, int frozenXid, int minMulti) {}

    /** All databases; in a transaction of its own. */
    List<DatabaseAge> databaseAges() {
        core.txn().block().startCommand();
        catalog.acceptInvalidations();
        List<DatabaseAge> out = new ArrayList<>();
        for (CatalogRow r : catalog.writer().scan(PgDatabase.RELATION, 0)) {
            out.add(new DatabaseAge(
                    r.intAt(PgDatabase.OID), r.intAt(PgDatabase.DATFROZENXID), r.intAt(PgDatabase.DATMINMXID)));
        }
        core.txn().block().commitCommand();
        return out;
    }

    /** Writes the flat role image from the catalogs: the startup process's last act. */
    void writeFlatRoles() {
        flat.write();
    }
}
