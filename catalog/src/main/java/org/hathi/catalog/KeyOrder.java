package org.hathi.catalog;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.types.Comparator;
import org.hathi.types.TypeCatalog;
import org.hathi.types.TypeOps;

/** Comparators of index columns by their operator class's order function. */
final class KeyOrder {
    private KeyOrder() {}

    /** The comparator; one that throws 0A000 when used if the function is not known. */
    static Comparator of(TypeCatalog types, String support, int type, int collation) {
        if (support.equals("btnamecmp")) {
            return KeyOrder::name;
        }
        TypeOps ops = TypeOps.bySupportFunction(types, support, type, collation);
        if (ops == null) {
            return (m, off, datum) -> {
                throw SqlError.unsupported("operator class function " + support);
            };
        }
        return ops.comparator();
    }

    /** Names are stored in indexes as cstrings: both sides end at their first NUL or after 64 bytes. */
    private static int name(MemorySegment m, long off, Object datum) {
        byte[] b = (byte[]) datum;
        for (int i = 0; i < Datums.NAME_BYTES; i++) {
            int x = Mem.u8(m, off + i);
            int y = i < b.length ? b[i] & 0xFF : 0;
            if (x != y) {
                return x < y ? -1 : 1;
            }
            if (x == 0) {
                return 0;
            }
        }
        return 0;
    }
}
