package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Codecs of the less used built-in types. */
final class MoreCodecs {
    private MoreCodecs() {}

    static @Nullable Codec make(TypeCatalog types, int typeOid) {
        return switch (typeOid) {
            case Oids.INET -> new Net.NetCodec(false);
            case Oids.CIDR -> new Net.NetCodec(true);
            case Oids.BIT -> new BitString.BitCodec(true);
            case Oids.VARBIT -> new BitString.BitCodec(false);
            case Oids.MACADDR -> new MacFamily.MacCodec(6);
            case Oids.MACADDR8 -> new MacFamily.MacCodec(8);
            case 5038, 2970 -> new SnapshotFamily.SnapshotCodec();
            case Oids.JSONB -> new JsonbCodecs.Jsonb();
            case Oids.JSONPATH -> new JsonbCodecs.JsonPath();
            case Oids.ANYRANGE, Oids.ANYMULTIRANGE ->
                new RangeCodec.Any(types.type(typeOid).name());
            default -> null;
        };
    }
}
