package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** bit_and, bit_or and bit_xor of bit strings. */
final class AggBits extends AggState {
    private final int op;
    private final List<byte @Nullable []> values = new ArrayList<>();
    private long bytes;

    /** @param op as {@link AggBasic.Fold} */
    AggBits(int op) {
        this.op = op;
    }

    @Override
    public void resize(int groups) {
        while (values.size() < groups) {
            values.add(null);
        }
    }

    @Override
    public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (args[0].isNull(r)) {
                continue;
            }
            byte[] x = args[0].getBytes(r);
            byte[] v = values.get(groups[r]);
            if (v == null) {
                values.set(groups[r], x);
                bytes += x.length + 16;
                continue;
            }
            if (BitString.length(v, 0) != BitString.length(x, 0)) {
                throw Err.of(
                        SqlState.STRING_DATA_LENGTH_MISMATCH,
                        "cannot " + (op == AggBasic.AND ? "AND" : op == AggBasic.OR ? "OR" : "XOR")
                                + " bit strings of different sizes");
            }
            for (int k = 4; k < v.length; k++) {
                v[k] = (byte) (op == AggBasic.AND ? v[k] & x[k] : op == AggBasic.OR ? v[k] | x[k] : v[k] ^ x[k]);
            }
        }
    }

    @Override
    public void finish(EvalContext cx, int group, Vector out, int row) {
        byte[] v = values.get(group);
        if (v == null) {
            out.setNull(row);
        } else {
            out.setBytes(row, v);
        }
    }

    @Override
    public void clear(int group) {
        values.set(group, null);
    }

    @Override
    public long memory() {
        return bytes;
    }
}
