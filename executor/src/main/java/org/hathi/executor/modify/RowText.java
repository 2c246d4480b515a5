package org.hathi.executor.modify;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.hathi.access.Relation;
import org.hathi.catalog.Acl;
import org.hathi.catalog.ObjectKind;
import org.hathi.executor.ExecEnv;
import org.hathi.types.Attribute;
import org.hathi.types.ByteSink;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Rows and keys as error details show them. */
public final class RowText {
    private static final int MAX_FIELD = 64;

    private RowText() {}

    /** {@code (1, null, text…)}: every column's value, long ones cut. */
    public static String row(ExecEnv env, TupleDesc desc, Vector[] cols, int row) {
        return values(env, desc, cols, row, null);
    }

    /**
     * As {@link #row} when the user may read the whole table; otherwise {@code (a, b) = (1, null)} with the columns
     * that he may read or has given values for (bit: attribute number − 1); null when there are none.
     */
    static @Nullable String visibleRow(ExecEnv env, Relation rel, BitSet given, Vector[] cols, int row) {
        Acl acl = env.catalog.acl();
        if (acl.has(ObjectKind.TABLE, rel.oid, env.roleOid, Acl.SELECT)) {
            return row(env, rel.desc, cols, row);
        }
        BitSet seen = new BitSet();
        StringBuilder names = new StringBuilder("(");
        for (int i = 0; i < rel.desc.size(); i++) {
            Attribute a = rel.desc.get(i);
            if (a.dropped() || !given.get(i) && !acl.hasColumn(rel.oid, i + 1, env.roleOid, Acl.SELECT)) {
                continue;
            }
            names.append(seen.isEmpty() ? "" : ", ").append(a.name());
            seen.set(i);
        }
        return seen.isEmpty() ? null : names.append(") = ") + values(env, rel.desc, cols, row, seen);
    }

    private static String values(ExecEnv env, TupleDesc desc, Vector[] cols, int row, @Nullable BitSet some) {
        StringBuilder s = new StringBuilder("(");
        for (int i = 0; i < desc.size(); i++) {
            Attribute a = desc.get(i);
            if (a.dropped() || some != null && !some.get(i)) {
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

    /** May the user read all these columns, so that messages may show them? An expression (0): with the table only. */
    static boolean readable(ExecEnv env, int relation, int[] columns) {
        Acl acl = env.catalog.acl();
        if (acl.has(ObjectKind.TABLE, relation, env.roleOid, Acl.SELECT)) {
            return true;
        }
        for (int c : columns) {
            if (c == 0 || !acl.hasColumn(relation, c, env.roleOid, Acl.SELECT)) {
                return false;
            }
        }
        return true;
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
