package org.hathi.executor.admin;

import org.hathi.access.Relation;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.CatalogTable;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.session.BackendContext;
import org.hathi.page.RelFileNode;

/** Gives a relation a new, empty file as part of the transaction (RelationSetNewRelfilenode). */
final class NewFile {
    private NewFile() {}

    /** The caller holds the lock that keeps others out. Afterwards the relation must be opened anew. */
    static void assign(BackendContext cx, int relation) {
        Catalog catalog = cx.catalog();
        CatalogTable w = catalog.writer();
        Relation old = catalog.openRelation(relation, 0);
        ClassInfo c = java.util.Objects.requireNonNull(catalog.relation(relation));
        RelFileNode node;
        do {
            node = new RelFileNode(old.node.spc(), old.node.db(), w.nextOid(), old.node.backend());
        } while (cx.storage().smgr().exists(node, 0));
        cx.relationFiles().create(node, c.persistence());
        cx.relationFiles().dropAtCommit(old.node, c.persistence());
        CatalogRow row = w.needByOid(PgClass.RELATION, relation);
        Object[] v = row.copy();
        v[PgClass.RELFILENODE - 1] = Datums.oid(node.rel());
        if (c.kind() != 'S') {
            v[PgClass.RELPAGES - 1] = 0L;
            v[PgClass.RELTUPLES - 1] = Datums.float4(-1);
            v[PgClass.RELALLVISIBLE - 1] = 0L;
        }
        w.update(row, v);
        w.increment();
    }
}
