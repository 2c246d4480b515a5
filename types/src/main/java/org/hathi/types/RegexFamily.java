package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Regular expression functions. */
final class RegexFamily {
    private RegexFamily() {}

    static @Nullable SetFunction set(String p, CallInfo c) {
        return null;
    }
}
