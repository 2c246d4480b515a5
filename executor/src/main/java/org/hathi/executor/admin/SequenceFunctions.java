package org.hathi.executor.admin;

import org.hathi.types.CallInfo;
import org.hathi.types.FunctionFamily;
import org.hathi.types.Kernel;
import org.hathi.types.Kernels;
import org.hathi.types.RowKernel;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** The SQL functions of sequences. */
public final class SequenceFunctions implements FunctionFamily {
    private final Sequences sequences;

    public SequenceFunctions(Sequences sequences) {
        this.sequences = sequences;
    }

    @Override
    public @Nullable Kernel lookup(String prosrc, CallInfo call) {
        RowKernel k = switch (prosrc) {
            case "nextval_oid" -> (cx, a, row, out) -> out.setLong(row, sequences.nextValue(oid(a, row), true));
            case "currval_oid" -> (cx, a, row, out) -> out.setLong(row, sequences.current(oid(a, row)));
            case "lastval" -> (cx, a, row, out) -> out.setLong(row, sequences.last());
            case "setval_oid" ->
                (cx, a, row, out) -> out.setLong(row, sequences.set(oid(a, row), a[1].getLong(row), true));
            case "setval3_oid" ->
                (cx, a, row, out) ->
                        out.setLong(row, sequences.set(oid(a, row), a[1].getLong(row), a[2].getLong(row) != 0));
            case "pg_sequence_last_value" -> (cx, a, row, out) -> {
                Long v = sequences.lastValue(oid(a, row));
                if (v == null) {
                    out.setNull(row);
                } else {
                    out.setLong(row, v);
                }
            };
            default -> null;
        };
        return k == null ? null : Kernels.rows(k, call.strict());
    }

    private static int oid(Vector[] a, int row) {
        return (int) a[0].getLong(row);
    }
}
