package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.BulkInsert;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.tree.Expr;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Copies a table into a new file with one column computed anew, and rebuilds its indexes. */
final class Rewrite {
    private Rewrite() {}

    /**
     * @param before the table as it was opened before its catalog rows changed
     * @param column the column computed (may be new)
     * @param value its value over the old columns
     */
    static void run(Ddl ddl, Relation before, int column, Expr value) {
        int oid = before.oid;
        for (CatalogRow r : ddl.writer.scan(
                PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, org.hathi.catalog.Datums.oid(oid))) {
            if (r.boolAt(PgAttribute.ATTHASMISSING)) {
                @Nullable Object[] v = r.copy();
                v[PgAttribute.ATTHASMISSING - 1] = 0L;
                v[PgAttribute.ATTMISSINGVAL - 1] = null;
                ddl.writer.update(r, v);
            }
        }
        Relfiles.replace(ddl, oid);
        ddl.increment();
        TableCreator.toastIfNeeded(ddl, oid);
        Relation after = ddl.catalog.openRelation(oid, 0);
        ddl.withSnapshot(snapshot -> {
            RowSource rows = new RowSource(ddl, before, snapshot);
            BulkInsert bulk = new BulkInsert();
            try {
                copy(ddl, rows, before, after, column, rows.compile(value), bulk);
            } finally {
                bulk.release(ddl.access);
                rows.close();
            }
        });
        reindex(ddl, oid);
    }

    private static void copy(
            Ddl ddl, RowSource rows, Relation before, Relation after, int column, ExprState value, BulkInsert bulk) {
        TupleBuilder builder = new TupleBuilder(after.desc);
        TupleBuf buf = new TupleBuf();
        int cid = ddl.txn.transactions().commandId(true);
        @Nullable Vector[] cols = new Vector[after.desc.size()];
        for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
            Vector v = value.eval(rows.frame, null, n);
            System.arraycopy(rows.columns, 0, cols, 0, rows.columns.length);
            cols[column - 1] = v;
            for (int i = 0; i < cols.length; i++) {
                if (after.desc.get(i).dropped()) {
                    cols[i] = null;
                }
            }
            for (int i = 0; i < n; i++) {
                builder.fromVectors(cols, i).form(buf);
                ddl.access.heap().insert(after, buf, cid, 0, bulk);
                // the new row has copies of its long values
                ddl.access.toast().deleteValues(before, rows.scan.memory(), rows.scan.tuple(i));
            }
        }
    }

    /** Rebuilds all indexes of a table. */
    static void reindex(Ddl ddl, int table) {
        List<Integer> all = new ArrayList<>();
        for (IndexDef d : ddl.catalog.indexesOf(table)) {
            all.add(d.index());
        }
        for (int i : all) {
            Relfiles.replace(ddl, i);
        }
        ddl.increment();
        for (int i : all) {
            IndexBuilder.build(ddl, table, i);
        }
    }
}
