package org.hathi.types;

import java.util.List;

/** The function families of this room, in the order they are asked (hot ones first). */
final class BuiltinFamilies {
    private BuiltinFamilies() {}

    static void addTo(List<FunctionFamily> families) {}
}
