package org.hathi.executor.modify;

import java.nio.charset.StandardCharsets;
import org.hathi.executor.ExecEnv;
import org.hathi.types.Attribute;
import org.hathi.types.ByteSink;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;

/** Rows and keys as error details show them. */
public final class RowText {
    private static final int MAX_FIELD = 64;

    private RowText() {}

    /** {@code (1, null, text…)}: every column's value, long ones cut. */
    public static String row(ExecEnv env, TupleDesc desc, Vector[] cols, int row) {
        StringBuilder s = new StringBuilder("(");
        for (int i = 0; i < desc.size(); i++) {
            Attribute a = desc.get(i);
            if (a.dropped()) {
                continue;
            }
            if (s.length() > 1) {
                s.append(", ");
            }
            s.append(cols[i].isNull(row) ? "null" : clip(text(env, a.typeOid(), cols[i], row)));
        }
        return s.append(')').toString();
    }

    static String text(ExecEnv env, int type, Vector v, int row) {
        ByteSink sink = new ByteSink(32);
        TypeIo.output(env.cx, type, v, row, sink);
        return sink.toString();
    }

    private static String clip(String s) {
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        if (b.length <= MAX_FIELD) {
            return s;
        }
        int n = MAX_FIELD;
        while (n > 0 && (b[n] & 0xC0) == 0x80) {
            n--;
        }
        return new String(b, 0, n, StandardCharsets.UTF_8) + "...";
    }

    /** {@code (a, b)=(1, x)}. */
    static String key(ExecEnv env, String[] names, int[] types, Object[] values) {
        StringBuilder n = new StringBuilder("(");
        StringBuilder v = new StringBuilder("(");
        for (int i = 0; i < names.length; i++) {
            if (i > 0) {
                n.append(", ");
                v.append(", ");
            }
            n.append(names[i]);
            v.append(values[i] == null ? "null" : TypeIo.outputDatum(env.cx, types[i], values[i]));
        }
        return n.append(")=").append(v).append(')').toString();
    }
}
