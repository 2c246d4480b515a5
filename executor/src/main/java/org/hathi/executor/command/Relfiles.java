package org.hathi.executor.command;

import org.hathi.access.Relation;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgClass;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.txn.PendingFiles;
import org.jspecify.annotations.Nullable;

/** New files for existing relations: TRUNCATE, rewrites, REINDEX, sequences. */
final class Relfiles {
    private Relfiles() {}

    /** Gives a relation a new, empty file; the old one goes at commit. Call {@link Ddl#increment} afterwards. */
    static void replace(Ddl ddl, int relation) {
        Relation r = ddl.catalog.openRelation(relation, 0);
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, relation);
        int filenode = ddl.writer.nextOid();
        RelFileNode node = r.isTemp()
                ? new RelFileNode(r.node.spc(), r.node.db(), filenode, r.node.backend())
                : new RelFileNode(r.node.spc(), r.node.db(), filenode);
        ddl.files.dropAtCommit(r.node, r.persistence);
        ddl.files.create(node, r.persistence);
        @Nullable Object[] v = row.copy();
        v[PgClass.RELFILENODE - 1] = Datums.oid(filenode);
        if (r.kind != 'S') {
            v[PgClass.RELPAGES - 1] = 0L;
            v[PgClass.RELTUPLES - 1] = Datums.float4(-1);
            v[PgClass.RELALLVISIBLE - 1] = 0L;
        }
        if (r.kind == 'r' || r.kind == 't' || r.kind == 'm') {
            v[PgClass.RELFROZENXID - 1] = Datums.oid(ddl.catalog.store().recentXmin());
            v[PgClass.RELMINMXID - 1] = Datums.oid(ddl.catalog.store().oldestMulti());
        }
        ddl.writer.update(row, v);
        if (r.persistence == 'u' && r.kind != 'i' && r.kind != 'S') { // those get their own with their first page
            initFork(ddl, node);
        }
    }

    /** The init fork of an unlogged relation: what it becomes after a crash. */
    static void initFork(Ddl ddl, RelFileNode node) {
        ddl.storage.smgr().create(node, Fork.INIT, false);
        PendingFiles log = new PendingFiles(ddl.txn.context(), ddl.storage.pool(), ddl.storage.smgr());
        log.logCreate(node, Fork.INIT);
        ddl.storage.smgr().immediateSync(node, Fork.INIT);
    }
}
