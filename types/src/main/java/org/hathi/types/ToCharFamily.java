package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** to_char, to_date, to_timestamp, to_number. */
final class ToCharFamily {
    private ToCharFamily() {}

    static @Nullable RowKernel lookup(String p) {
        return null;
    }
}
