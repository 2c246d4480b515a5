package org.hathi.executor.function;

import java.util.List;
import org.hathi.types.EvalContext;
import org.hathi.types.Kernel;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A SQL function in an expression: the first row of its last statement, or null. */
final class SqlKernel implements Kernel {
    private final SqlBody body;

    SqlKernel(SqlBody body) {
        this.body = body;
    }

    @Override
    public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
        @Nullable Object[] values = new Object[args.length];
        for (int i = 0; i < n; i++) {
            int row = sel == null ? i : sel[i];
            boolean anyNull = false;
            for (int k = 0; k < values.length; k++) {
                values[k] = args[k].datum(row);
                anyNull |= values[k] == null;
            }
            if (anyNull && body.proc.strict()) {
                out.setNull(row);
                continue;
            }
            List<@Nullable Object[]> rows = body.run(values);
            out.setDatum(row, rows.isEmpty() ? null : body.value(rows.get(0)));
        }
    }
}
