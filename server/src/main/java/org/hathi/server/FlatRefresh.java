package org.hathi.server;

import org.hathi.catalog.Catalog;
import org.hathi.catalog.table.PgAuthMembers;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDbRoleSetting;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockTag;
import org.hathi.txn.Txn;

/**
 * Keeps the flat role image true: notes changes of the shared catalogs it is made from, and before the client hears
 * that its transaction is over writes the image anew. Several writers take turns; each reads after it has its turn, so
 * the last one has seen every change.
 */
final class FlatRefresh implements Catalog.Listener {
    private final BackendContext cx;
    private boolean dirty;

    FlatRefresh(BackendContext cx) {
        this.cx = cx;
    }

    @Override
    public void relationChanged(int relation) {}

    @Override
    public void rowChanged(int catalog, int hash) {
        switch (catalog) {
            case PgAuthid.RELATION, PgAuthMembers.RELATION, PgDatabase.RELATION, PgDbRoleSetting.RELATION ->
                dirty = true;
            default -> {}
        }
    }

    /** Outside transactions: writes the image if something changed. */
    void refresh() {
        if (dirty) {
            dirty = false;
            write();
        }
    }

    /** Writes the image now. */
    void write() {
        Txn txn = cx.core().txn();
        ProcessContext p = cx.core().process();
        txn.block().startCommand();
        txn.locks().acquire(LockTag.object(0, PgAuthid.RELATION, 0, 0), LockMode.EXCLUSIVE);
        FlatLoader.load(cx.catalog().store()).write(p.segment());
        txn.block().commitCommand();
    }
}
