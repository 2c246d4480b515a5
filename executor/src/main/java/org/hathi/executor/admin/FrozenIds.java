package org.hathi.executor.admin;

import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.CatalogTable;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.executor.session.BackendContext;
import org.hathi.page.Xid;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockTag;
import org.hathi.txn.MultiXact;
import org.jspecify.annotations.Nullable;

/**
 * The oldest transaction ids that tables, databases and the cluster still hold, and what may be forgotten behind them.
 */
final class FrozenIds {
    /** Transactions in one commit log file. */
    private static final int SEGMENT_SHIFT = 20;

    private final BackendContext cx;

    FrozenIds(BackendContext cx) {
        this.cx = cx;
    }

    /** Advances this database's datfrozenxid and datminmxid to its tables' oldest, then the cluster's limits. */
    void updateDatabase() {
        cx.txn().locks().acquire(LockTag.frozenIds(cx.database()), LockMode.EXCLUSIVE);
        CatalogTable w = cx.catalog().writer();
        int xid = cx.txn().procs().oldestXmin(0);
        int multi = cx.txn().multixact().oldestRunning();
        int nextXid = cx.txn().xids().nextXid();
        int nextMulti = cx.txn().multixact().nextMulti();
        for (CatalogRow r : w.scan(PgClass.RELATION, 0)) {
            char kind = r.charAt(PgClass.RELKIND);
            if (kind != 'r' && kind != 'm' && kind != 't') {
                continue;
            }
            int x = r.intAt(PgClass.RELFROZENXID);
            int m = r.intAt(PgClass.RELMINMXID);
            if (Xid.precedes(nextXid, x) || MultiXact.precedes(nextMulti, m)) {
                return; // a corrupted row: better not to forget anything
            }
            if (Xid.isNormal(x) && Xid.precedes(x, xid)) {
                xid = x;
            }
            if (m != 0 && MultiXact.precedes(m, multi)) {
                multi = m;
            }
        }
        CatalogRow db = w.needByOid(PgDatabase.RELATION, cx.database());
        @Nullable Object[] v = db.copy();
        boolean changed = false;
        if (Xid.precedes(db.intAt(PgDatabase.DATFROZENXID), xid)) {
            v[PgDatabase.DATFROZENXID - 1] = Datums.oid(xid);
            changed = true;
        }
        if (MultiXact.precedes(db.intAt(PgDatabase.DATMINMXID), multi)) {
            v[PgDatabase.DATMINMXID - 1] = Datums.oid(multi);
            changed = true;
        }
        if (changed) {
            cx.catalog().store().updateInPlace(db, v);
            cx.catalog().invalidation().rowChanged(db);
            truncate(xid, multi);
        }
    }

    /** Advances the cluster's oldest ids to the oldest of all databases; older commit log files go. */
    private void truncate(int xid, int multi) {
        int oldest = xid;
        int oldestDb = cx.database();
        int oldestMulti = multi;
        int oldestMultiDb = cx.database();
        int next = cx.txn().xids().nextXid();
        for (CatalogRow r : cx.catalog().writer().scan(PgDatabase.RELATION, 0)) {
            int oid = r.intAt(PgDatabase.OID);
            if (oid == cx.database()) {
                continue;
            }
            int x = r.intAt(PgDatabase.DATFROZENXID);
            int m = r.intAt(PgDatabase.DATMINMXID);
            if (Xid.precedes(next, x)) {
                return;
            }
            if (Xid.precedes(x, oldest)) {
                oldest = x;
                oldestDb = oid;
            }
            if (MultiXact.precedes(m, oldestMulti)) {
                oldestMulti = m;
                oldestMultiDb = oid;
            }
        }
        var xids = cx.txn().xids();
        if (xids.oldestXid() >>> SEGMENT_SHIFT != oldest >>> SEGMENT_SHIFT) {
            cx.txn().clog().truncate(oldest, oldestDb);
        }
        cx.txn().multixact().truncate(oldestMulti, oldestMultiDb);
        xids.setLimits(oldest, oldestDb, cx.settings().intValue("autovacuum_freeze_max_age"));
        cx.txn().multixact().setOldest(oldestMulti, oldestMultiDb);
    }
}
