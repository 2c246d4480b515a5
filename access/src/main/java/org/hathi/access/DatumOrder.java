package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import org.hathi.os.Mem;
import org.hathi.page.Varlena;
import org.hathi.types.Attribute;

/** Orders datums of one type by a page comparator, laying one of them out as a page would hold it. */
final class DatumOrder implements Comparator<Object> {
    private final Attribute attribute;
    private final org.hathi.types.Comparator comparator;
    private final int kind;
    private MemorySegment m = Arena.ofAuto().allocate(64, 8);

    DatumOrder(Attribute attribute, org.hathi.types.Comparator comparator, int kind) {
        this.attribute = attribute;
        this.comparator = comparator;
        this.kind = kind;
    }

    @Override
    public int compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y && kind != IndexInfo.GENERIC) {
            return Long.compare(x, y);
        }
        if (a instanceof Long x) {
            Columns.putLong(m, 0, attribute.len() > 0 ? attribute.len() : 8, x);
        } else {
            byte[] bytes = (byte[]) a;
            if (m.byteSize() < bytes.length + 8L) {
                m = Arena.ofAuto().allocate(bytes.length * 2L + 8, 8);
            }
            int at = 0;
            if (attribute.len() == -1) {
                Varlena.putHeader(m, 0, bytes.length);
                at = 4;
            }
            Mem.copy(bytes, 0, m, at, bytes.length);
            Mem.put8(m, at + bytes.length, 0);
        }
        return comparator.compare(m, 0, b);
    }
}
