package org.hathi.executor.system;

import java.nio.charset.StandardCharsets;
import org.hathi.catalog.Datums;
import org.hathi.types.CallInfo;
import org.hathi.types.EvalContext;
import org.hathi.types.Kernel;
import org.hathi.types.Kernels;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** The arguments of one call of a scalar function, and how its Java result becomes a datum. */
final class Call {
    /** A scalar function: null, Boolean, Integer (sign-extended), Long, String (text) or byte[] (payload). */
    @FunctionalInterface
    interface Fn {
        @Nullable
        Object call(Call c);
    }

    final CallInfo info;
    private EvalContext cx;
    private Vector[] args = new Vector[0];
    private int row;

    private Call(EvalContext cx, CallInfo info) {
        this.cx = cx;
        this.info = info;
    }

    static Kernel kernel(Fn f, CallInfo info) {
        Call[] call = new Call[1];
        return Kernels.rows(
                (cx, a, r, out) -> {
                    Call c = call[0];
                    if (c == null) {
                        c = new Call(cx, info);
                        call[0] = c;
                    }
                    c.cx = cx;
                    c.args = a;
                    c.row = r;
                    put(out, r, f.call(c));
                },
                info.strict());
    }

    /** Writes a Java value as a datum. */
    static void put(Vector out, int row, @Nullable Object v) {
        out.setDatum(row, datum(v));
    }

    /** The datum of a Java value. */
    static @Nullable Object datum(@Nullable Object v) {
        return switch (v) {
            case String s -> s.getBytes(StandardCharsets.UTF_8);
            case Boolean b -> Datums.bool(b);
            case Integer i -> (long) i;
            case Double d -> Double.doubleToRawLongBits(d);
            case null, default -> v;
        };
    }

    EvalContext cx() {
        return cx;
    }

    int count() {
        return args.length;
    }

    boolean isNull(int i) {
        return args[i].isNull(row);
    }

    /** An int4, oid, xid argument. */
    int i(int i) {
        return args[i].getInt(row);
    }

    long l(int i) {
        return args[i].getLong(row);
    }

    double d(int i) {
        return args[i].getDouble(row);
    }

    boolean b(int i) {
        return args[i].getBool(row);
    }

    String text(int i) {
        return args[i].getText(row);
    }

    /** A name argument (or text: no NUL occurs in it). */
    String name(int i) {
        return Datums.nameOf(args[i].getBytes(row));
    }

    byte[] bytes(int i) {
        return args[i].getBytes(row);
    }

    @Nullable
    Object datum(int i) {
        return args[i].datum(row);
    }

    /** An oid as a datum. */
    static Long oid(int oid) {
        return oid & 0xFFFFFFFFL;
    }
}
