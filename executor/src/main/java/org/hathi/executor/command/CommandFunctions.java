package org.hathi.executor.command;

import org.hathi.types.CallInfo;
import org.hathi.types.FunctionFamily;
import org.hathi.types.Kernel;
import org.hathi.types.Kernels;
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
        if (prosrc.equals("pg_get_object_address")) {
            ObjectAddresses o = new ObjectAddresses(ddl);
            return Kernels.rows((cx, a, i, out) -> out.setBytes(i, o.row(cx, a, i)), call.strict());
        }
        return sequences.lookup(prosrc, call);
    }
}
