package org.hathi.executor.copy;

import java.nio.charset.StandardCharsets;
import org.hathi.types.Attribute;
import org.hathi.types.Codec;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;

/** Turns a field's text into a value of its column; integers and plain text without a String in between. */
final class ColumnReader {
    private final EvalContext cx;
    private final int type;
    private final int typmod;
    private final Codec codec;
    private final Vector out;

    ColumnReader(EvalContext cx, Attribute a, Vector out) {
        this.cx = cx;
        this.type = a.typeOid();
        this.typmod = a.typmod();
        this.codec = TypeIo.codec(cx.types(), type);
        this.out = out;
    }

    /** Reads {@code b[off..off+len)}, valid UTF-8. */
    void text(byte[] b, int off, int len, int row) {
        switch (type) {
            case Oids.INT4, Oids.INT8, Oids.INT2 -> {
                if (integer(b, off, len, row)) {
                    return;
                }
            }
            case Oids.TEXT -> {
                out.setBytes(row, b, off, len);
                return;
            }
            case Oids.VARCHAR -> {
                if (typmod < 0 || len <= typmod - 4) {
                    out.setBytes(row, b, off, len);
                    return;
                }
            }
            case Oids.BPCHAR -> {
                if (typmod >= 0 && len <= typmod - 4 && ascii(b, off, len)) {
                    int at = out.reserve(typmod - 4);
                    System.arraycopy(b, off, out.arena, at, len);
                    java.util.Arrays.fill(out.arena, at + len, at + typmod - 4, (byte) ' ');
                    out.setSlice(row, at, typmod - 4);
                    return;
                }
            }
            default -> {}
        }
        codec.input(cx, new String(b, off, len, StandardCharsets.UTF_8), typmod, out, row);
    }

    private static boolean ascii(byte[] b, int off, int len) {
        int all = 0;
        for (int i = 0; i < len; i++) {
            all |= b[off + i];
        }
        return all >= 0;
    }

    /** The usual forms of an integer that surely fits; false for everything else. */
    private boolean integer(byte[] b, int off, int len, int row) {
        int i = off;
        int end = off + len;
        boolean negative = len > 0 && b[i] == '-';
        if (negative) {
            i++;
        }
        int digits = end - i;
        if (digits == 0 || digits > (type == Oids.INT8 ? 18 : type == Oids.INT4 ? 9 : 4)) {
            return false;
        }
        long v = 0;
        for (; i < end; i++) {
            int d = b[i] - '0';
            if (d < 0 || d > 9) {
                return false;
            }
            v = v * 10 + d;
        }
        out.setLong(row, negative ? -v : v);
        return true;
    }

    /** Reads the binary form. */
    void binary(byte[] b, int off, int len, int row) {
        codec.recv(cx, b, off, len, typmod, out, row);
    }

    /** NULL, which domains may refuse. */
    void nul(int row) {
        out.setNull(row);
    }
}
