package org.hathi.executor;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Catalog;
import org.hathi.types.TupleDesc;

/** Whether the rows that a function returns are those which the query's column definition list promises. */
public final class RowMatch {
    private RowMatch() {}

    /** 42804 unless {@code returned} has the columns of {@code wanted}, of types that are stored as those are. */
    public static void check(Catalog catalog, TupleDesc returned, TupleDesc wanted) {
        if (returned.size() != wanted.size()) {
            int n = returned.size();
            throw mismatch("Returned row contains " + n + " attribute" + (n == 1 ? "" : "s") + ", but query expects "
                    + wanted.size() + ".");
        }
        for (int i = 0; i < wanted.size(); i++) {
            int from = returned.get(i).typeOid();
            int to = wanted.get(i).typeOid();
            if (from != to && !wanted.get(i).dropped() && !catalog.binaryCoercible(from, to)) {
                throw mismatch("Returned type " + catalog.formatType(from, -1) + " at ordinal position " + (i + 1)
                        + ", but query expects " + catalog.formatType(to, -1) + ".");
            }
        }
    }

    private static SqlError mismatch(String detail) {
        return new SqlError(
                        SqlState.DATATYPE_MISMATCH, "function return row and query-specified return row do not match")
                .detail(detail);
    }
}
