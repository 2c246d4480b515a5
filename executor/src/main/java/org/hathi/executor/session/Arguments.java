package org.hathi.executor.session;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.EvalContext;
import org.hathi.types.TypeIo;
import org.jspecify.annotations.Nullable;

/** Parameter values of Bind, decoded into datums. */
final class Arguments {
    private Arguments() {}

    static @Nullable Object[] decode(EvalContext cx, int[] types, int[] formats, byte[] @Nullable [] values) {
        @Nullable Object[] out = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            byte[] v = values[i];
            int format = formats.length == 0 ? 0 : formats.length == 1 ? formats[0] : formats[i];
            if (format != 0 && format != 1) {
                throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "unsupported format code: " + format);
            }
            try {
                if (v != null) {
                    out[i] = format == 1
                            ? TypeIo.recvDatum(cx, types[i], v, 0, v.length, -1)
                            : TypeIo.inputDatum(cx, types[i], text(v), -1);
                }
            } catch (SqlError e) {
                throw e.context("unnamed portal parameter $" + (i + 1) + (v == null || format == 1 ? "" : " = '...'"));
            }
        }
        return out;
    }

    /**
     * A portal's parameters as the log shows them; null when {@code max} is 0.
     *
     * @param max bytes of a value (log_parameter_max_length), −1 for all
     */
    static @Nullable String describe(EvalContext cx, Portal p, int max) {
        if (max == 0) {
            return null;
        }
        StringBuilder b = new StringBuilder("parameters: ");
        for (int i = 0; i < p.parameters.length; i++) {
            b.append(i == 0 ? "$" : ", $").append(i + 1).append(" = ");
            Object v = p.parameters[i];
            if (v == null) {
                b.append("NULL");
                continue;
            }
            String s = TypeIo.outputDatum(cx, p.parameterTypes[i], v);
            boolean cut = max > 0 && s.length() > max;
            s = cut ? s.substring(0, max) : s;
            b.append('\'').append(s.replace("'", "''")).append(cut ? "...'" : "'");
        }
        return b.toString();
    }

    /** UTF-8 text from the client; 22021 when it is not. */
    static String text(byte[] b) {
        boolean plain = true;
        for (byte x : b) {
            plain &= x > 0;
        }
        if (plain) {
            return new String(b, StandardCharsets.ISO_8859_1);
        }
        try {
            String s = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(b))
                    .toString();
            if (s.indexOf('\0') >= 0) {
                throw new SqlError(
                        SqlState.CHARACTER_NOT_IN_REPERTOIRE, "invalid byte sequence for encoding \"UTF8\": 0x00");
            }
            return s;
        } catch (CharacterCodingException e) {
            throw new SqlError(
                    org.hathi.base.Severity.ERROR,
                    SqlState.CHARACTER_NOT_IN_REPERTOIRE,
                    "invalid byte sequence for encoding \"UTF8\"",
                    e);
        }
    }
}
