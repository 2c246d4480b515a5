package org.hathi.executor.command;

import org.hathi.types.CallInfo;
import org.hathi.types.FunctionFamily;
import org.hathi.types.Kernel;
import org.hathi.types.Kernels;
import org.jspecify.annotations.Nullable;

/** nextval, currval, lastval, setval, pg_sequence_last_value. */
final class SequenceFunctions implements FunctionFamily {
    private final Sequences sequences;

    SequenceFunctions(Sequences sequences) {
        this.sequences = sequences;
    }

    @Override
    public @Nullable Kernel lookup(String prosrc, CallInfo call) {
        return switch (prosrc) {
            case "nextval_oid" ->
                Kernels.rows(
                        (cx, a, i, out) -> out.setLong(i, sequences.next((int) a[0].getLong(i), true)), call.strict());
            case "currval_oid" ->
                Kernels.rows(
                        (cx, a, i, out) -> out.setLong(i, sequences.current((int) a[0].getLong(i))), call.strict());
            case "lastval" -> Kernels.rows((cx, a, i, out) -> out.setLong(i, sequences.last()), call.strict());
            case "setval_oid" ->
                Kernels.rows(
                        (cx, a, i, out) -> out.setLong(i, sequences.set((int) a[0].getLong(i), a[1].getLong(i), true)),
                        call.strict());
            case "setval3_oid" ->
                Kernels.rows(
                        (cx, a, i, out) ->
                                out.setLong(i, sequences.set((int) a[0].getLong(i), a[1].getLong(i), a[2].getBool(i))),
                        call.strict());
            case "pg_sequence_last_value" ->
                Kernels.rows(
                        (cx, a, i, out) -> {
                            Long v = sequences.lastValue((int) a[0].getLong(i));
                            if (v == null) {
                                out.setNull(i);
                            } else {
                                out.setLong(i, v);
                            }
                        },
                        call.strict());
            default -> null;
        };
    }
}
