package org.hathi.executor.command;

import org.hathi.types.CallInfo;
import org.hathi.types.FunctionFamily;
import org.hathi.types.Kernel;
import org.hathi.types.SetFunction;
import org.jspecify.annotations.Nullable;

/** Functions that do what commands do. */
final class CommandFunctions implements FunctionFamily {
    private final Ddl ddl;
    private final SequenceFunctions sequences;

    CommandFunctions(Ddl ddl, SequenceFunctions sequences) {
        this.ddl = ddl;
        this.sequences = sequences;
    }

    @Override
    public @Nullable Kernel lookup(String prosrc, CallInfo call) {
        return sequences.lookup(prosrc, call);
    }

    @Override
    public @Nullable SetFunction lookupSet(String prosrc, CallInfo call) {
        return prosrc.equals("pg_get_object_address") ? new ObjectAddresses(ddl) : null;
    }
}
