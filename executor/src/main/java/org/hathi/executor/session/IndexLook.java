package org.hathi.executor.session;

import org.hathi.access.Access;
import org.hathi.access.IndexScan;
import org.hathi.access.Relation;
import org.hathi.access.ScanKey;
import org.hathi.planner.optimize.IndexFacts;
import org.hathi.types.TypeCatalog;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Looks into B-trees for the planner: their height, their first and last value. */
final class IndexLook implements IndexFacts {
    private static final int[] FIRST = {0};

    private final Access access;
    private final TypeCatalog types;

    IndexLook(Access access, TypeCatalog types) {
        this.access = access;
        this.types = types;
    }

    @Override
    public int height(Relation index) {
        return access.btree().height(index);
    }

    @Override
    public @Nullable Object end(Relation index, boolean last) {
        IndexScan s = access.btree().beginScan(index, org.hathi.txn.Snapshot.any(), ScanKey.isNotNull(1));
        try {
            s.setIndexOnly();
            if (!s.next(!last)) {
                return null;
            }
            Vector v = new Vector(types.type(index.desc.get(0).typeOid()).byRef(), 1);
            s.columns(FIRST, new Vector[] {v}, 0);
            return v.datum(0);
        } finally {
            s.close();
        }
    }
}
