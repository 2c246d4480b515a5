package org.hathi.types;

import java.util.List;

/** The function families of this room, in the order they are asked (hot ones first). */
final class BuiltinFamilies {
    private BuiltinFamilies() {}

    static void addTo(List<FunctionFamily> families) {
        families.add(new CompareFamily());
        families.add(new IntFamily());
        families.add(new NumericFamily());
        families.add(new FloatFamily());
        families.add(new TextFamily());
        families.add(new LikeFamily());
        families.add(new DateFamily());
        families.add(new DateExtract());
        families.add(new ArrayFamily());
        families.add(new RegexFamily());
        families.add(new MiscFamily());
        families.add(new HashFamily());
        families.add(new NetFamily());
        families.add(new EnumFamily());
        families.add(new AclFamily());
        families.add(new SetFamily());
        families.add(new IoFamily());
        families.add(new RareFamilies());
    }
}
