package org.hathi.catalog;

import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** Which operator class an index on a type uses when none is named, and which types share a representation. */
final class OpclassChooser {
    private OpclassChooser() {}

    /** GetDefaultOpClass: an exact match, else a binary-coercible one, of a preferred type first. */
    static @Nullable OpclassInfo defaultOpclass(Catalog catalog, int typeOid, int method) {
        int type = baseType(catalog, typeOid);
        TypeInfo t = catalog.typeIfAny(type);
        if (t == null) {
            return null;
        }
        OpclassInfo preferred = null;
        OpclassInfo compatible = null;
        int preferredCount = 0;
        int compatibleCount = 0;
        for (OpclassInfo o : catalog.opclassesOf(method)) {
            if (!o.isDefault()) {
                continue;
            }
            if (o.inputType() == type) {
                return o;
            }
            if (binaryCoercible(catalog, type, o.inputType())) {
                TypeInfo in = catalog.typeIfAny(o.inputType());
                if (in != null && in.category() == t.category() && in.preferred()) {
                    preferred = o;
                    preferredCount++;
                } else {
                    compatible = o;
                    compatibleCount++;
                }
            }
        }
        if (preferredCount == 1) {
            return preferred;
        }
        return preferredCount == 0 && compatibleCount == 1 ? compatible : null;
    }

    static int baseType(Catalog catalog, int typeOid) {
        int type = typeOid;
        TypeInfo t = catalog.typeIfAny(type);
        while (t != null && t.type() == 'd') {
            type = t.baseType();
            t = catalog.typeIfAny(type);
        }
        return type;
    }

    static boolean binaryCoercible(Catalog catalog, int source, int target) {
        if (source == target || target == Oids.ANY || target == Oids.ANYELEMENT || target == ANYCOMPATIBLE) {
            return true;
        }
        int src = baseType(catalog, source);
        if (src == target) {
            return true;
        }
        TypeInfo s = catalog.typeIfAny(src);
        if (s == null) {
            return false;
        }
        boolean byKind =
                switch (target) {
                    case Oids.ANYARRAY, ANYCOMPATIBLEARRAY -> s.isArray();
                    case Oids.ANYNONARRAY, ANYCOMPATIBLENONARRAY -> !s.isArray();
                    case Oids.ANYENUM -> s.type() == 'e';
                    case Oids.ANYRANGE, ANYCOMPATIBLERANGE -> s.type() == 'r';
                    case ANYMULTIRANGE, ANYCOMPATIBLEMULTIRANGE -> s.type() == 'm';
                    case Oids.RECORD -> s.type() == 'c';
                    case Oids.RECORD_ARRAY -> s.isArray() && isComposite(catalog, s.elem());
                    default -> false;
                };
        if (byKind) {
            return true;
        }
        CastInfo c = catalog.cast(src, target);
        return c != null && c.method() == 'b' && c.context() == 'i';
    }

    private static boolean isComposite(Catalog catalog, int type) {
        TypeInfo t = catalog.typeIfAny(type);
        return t != null && t.type() == 'c';
    }

    private static final int ANYCOMPATIBLE = 5077;
    private static final int ANYCOMPATIBLEARRAY = 5078;
    private static final int ANYCOMPATIBLENONARRAY = 5079;
    private static final int ANYCOMPATIBLERANGE = 5080;
    private static final int ANYMULTIRANGE = 4537;
    private static final int ANYCOMPATIBLEMULTIRANGE = 4538;
}
