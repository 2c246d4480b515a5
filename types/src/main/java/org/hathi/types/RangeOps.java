package org.hathi.types;

/** Order of ranges and multiranges. */
final class RangeOps extends ByRefOps {
    private final RangeType type;
    private final boolean multi;

    RangeOps(TypeCatalog types, int oid, boolean multi) {
        super(-1);
        this.type = RangeType.of(types, oid);
        this.multi = multi;
    }

    @Override
    int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        if (!multi) {
            return type.compare(type.decode(a, ao, al), type.decode(b, bo, bl));
        }
        return type.compareMulti(
                type.decodeMulti(java.util.Arrays.copyOfRange(a, ao, ao + al), 0),
                type.decodeMulti(java.util.Arrays.copyOfRange(b, bo, bo + bl), 0));
    }

    @Override
    int hashBytes(byte[] a, int ao, int al) {
        return multi
                ? hash(type.decodeMulti(java.util.Arrays.copyOfRange(a, ao, ao + al), 0))
                : type.localHash(type.decode(a, ao, al));
    }

    private int hash(java.util.List<RangeValue> ranges) {
        int h = 1;
        for (RangeValue r : ranges) {
            h = 31 * h + type.localHash(r);
        }
        return h;
    }
}
