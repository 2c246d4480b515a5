package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** A group of functions found by their {@code pg_proc.prosrc} (language internal): a string switch, nothing eager. */
@FunctionalInterface
public interface FunctionFamily {
    /** The kernel for {@code prosrc}, strictness already handled as {@code call.strict()} says; null when unknown. */
    @Nullable
    Kernel lookup(String prosrc, CallInfo call);

    /** The set-returning function for {@code prosrc}; null when unknown. */
    default @Nullable SetFunction lookupSet(String prosrc, CallInfo call) {
        return null;
    }
}
