package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Text and binary input and output of every type, by type OID. */
public final class TypeIo {
    private TypeIo() {}

    /** The codec of a type (a new one: keep it for a column or statement). */
    public static Codec codec(TypeCatalog types, int typeOid) {
        return CodecTable.make(types, typeOid);
    }

    /** Parses a text form into row {@code row} of {@code out}. */
    public static void input(EvalContext cx, int typeOid, String text, int typmod, Vector out, int row) {
        codec(cx.types(), typeOid).input(cx, text, typmod, out, row);
    }

    /** Parses a text form into a datum. */
    public static Object inputDatum(EvalContext cx, int typeOid, String text, int typmod) {
        Codec c = codec(cx.types(), typeOid);
        Vector v = new Vector(c.byRef(), 1);
        c.input(cx, text, typmod, v, 0);
        return nonNull(v.datum(0));
    }

    /** Appends the text form of a row. */
    public static void output(EvalContext cx, int typeOid, Vector v, int row, ByteSink sink) {
        codec(cx.types(), typeOid).output(cx, v, row, sink);
    }

    /** Text form of a datum. */
    public static String outputDatum(EvalContext cx, int typeOid, Object datum) {
        Codec c = codec(cx.types(), typeOid);
        ByteSink sink = new ByteSink(32);
        c.output(cx, Vector.of(c.byRef(), datum), 0, sink);
        return sink.toString();
    }

    /** Reads a binary form into a datum. */
    public static Object recvDatum(EvalContext cx, int typeOid, byte[] b, int off, int len, int typmod) {
        Codec c = codec(cx.types(), typeOid);
        Vector v = new Vector(c.byRef(), 1);
        c.recv(cx, b, off, len, typmod, v, 0);
        return nonNull(v.datum(0));
    }

    /** Binary form of a datum. */
    public static byte[] sendDatum(EvalContext cx, int typeOid, Object datum) {
        Codec c = codec(cx.types(), typeOid);
        ByteSink sink = new ByteSink(32);
        c.send(cx, Vector.of(c.byRef(), datum), 0, sink);
        return sink.toBytes();
    }

    private static Object nonNull(@Nullable Object o) {
        if (o == null) {
            throw org.hathi.base.SqlError.internal("input function returned NULL");
        }
        return o;
    }
}
