package org.hathi.types;

import org.hathi.base.SqlState;

/** Codecs of by-reference scalar types: strings, bytea, numeric, uuid, tid, aclitem. */
final class TextCodecs {
    private TextCodecs() {}

    /** A by-reference codec. */
    abstract static class ByRef extends Codec {
        @Override
        public final boolean byRef() {
            return true;
        }
    }

    /** text, json-less string types, pg_node_tree, cstring, unknown: the bytes themselves. */
    static class Text extends ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            out.setText(row, s);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put(v.arena, v.off[row], v.len[row]);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            Bytes.checkUtf8(b, off, len);
            out.setBytes(row, b, off, len);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            output(cx, v, row, sink);
        }
    }

    static final class Varchar extends Text {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            byte[] b = Bytes.utf8(s);
            varchar(b, 0, b.length, typmod, false, out, row);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            Bytes.checkUtf8(b, off, len);
            varchar(b, off, len, typmod, false, out, row);
        }
    }

    static final class Bpchar extends Text {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            byte[] b = Bytes.utf8(s);
            bpchar(b, 0, b.length, typmod, false, out, row);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            Bytes.checkUtf8(b, off, len);
            bpchar(b, off, len, typmod, false, out, row);
        }
    }

    /** Stores a varchar(n): 22001 when longer (unless explicit, or the excess is blanks). */
    static void varchar(byte[] b, int off, int len, int typmod, boolean explicit, Vector out, int row) {
        int max = typmod - 4;
        if (typmod < 4 || len <= max) {
            out.setBytes(row, b, off, len);
            return;
        }
        int n = Bytes.prefix(b, off, len, max);
        checkExcess(b, off, len, n, max, explicit, "character varying");
        out.setBytes(row, b, off, n);
    }

    /** Stores a character(n): padded with blanks to n characters. */
    static void bpchar(byte[] b, int off, int len, int typmod, boolean explicit, Vector out, int row) {
        if (typmod < 4) {
            out.setBytes(row, b, off, len);
            return;
        }
        int max = typmod - 4;
        int chars = Bytes.chars(b, off, len);
        if (chars > max) {
            int n = Bytes.prefix(b, off, len, max);
            checkExcess(b, off, len, n, max, explicit, "character");
            out.setBytes(row, b, off, n);
            return;
        }
        if (max >= 0x3FFFFFFF - 4) {
            throw org.hathi.base.SqlError.internal("invalid memory alloc request size " + (max + 4L));
        }
        int pad = max - chars;
        int at = out.reserve(len + pad);
        System.arraycopy(b, off, out.arena, at, len);
        java.util.Arrays.fill(out.arena, at + len, at + len + pad, (byte) ' ');
        out.setSlice(row, at, len + pad);
    }

    private static void checkExcess(byte[] b, int off, int len, int n, int max, boolean explicit, String type) {
        if (!explicit && Bytes.trimmed(b, off, len) > n) {
            throw Err.of(SqlState.STRING_DATA_RIGHT_TRUNCATION, "value too long for type " + type + "(" + max + ")");
        }
    }

    static final class Name extends ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            byte[] b = Bytes.utf8(s);
            out.setBytes(row, ScalarCodecs.name(b, 0, b.length));
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put(v.arena, v.off[row], ScalarCodecs.nameLen(v.arena, v.off[row]));
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            Bytes.checkUtf8(b, off, len);
            if (len >= 64) {
                throw Err.of(SqlState.NAME_TOO_LONG, "identifier too long")
                        .detail("Identifier must be less than 64 characters.");
            }
            out.setBytes(row, ScalarCodecs.name(b, off, len));
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            output(cx, v, row, sink);
        }
    }

    static final class Bytea extends ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            out.setBytes(row, ByteaText.parse(s));
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            ByteaText.print(v.arena, v.off[row], v.len[row], cx.byteaEscape, sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            out.setBytes(row, b, off, len);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put(v.arena, v.off[row], v.len[row]);
        }
    }

    static final class Numeric extends ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            Num.parse(s).applyTypmod(typmod).store(out, row);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            Num.decode(v, row).print(sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            NumWire.recv(b, off, len).applyTypmod(typmod).store(out, row);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            NumWire.send(v.arena, v.off[row], v.len[row], sink);
        }
    }

    static final class Uuid extends ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            out.setBytes(row, parse(s));
        }

        static byte[] parse(String s) {
            byte[] r = new byte[16];
            int n = s.length();
            int i = 0;
            boolean brace = n > 0 && s.charAt(0) == '{';
            if (brace) {
                i++;
            }
            for (int k = 0; k < 16; k++) {
                if (i + 2 > n || digit(s, i) < 0 || digit(s, i + 1) < 0) {
                    throw Err.syntax("uuid", s);
                }
                r[k] = (byte) (digit(s, i) << 4 | digit(s, i + 1));
                i += 2;
                if (i < n && s.charAt(i) == '-' && k % 2 == 1 && k < 15) {
                    i++;
                }
            }
            if (brace) {
                if (i >= n || s.charAt(i) != '}') {
                    throw Err.syntax("uuid", s);
                }
                i++;
            }
            if (i != n) {
                throw Err.syntax("uuid", s);
            }
            return r;
        }

        private static int digit(String s, int i) {
            char c = s.charAt(i);
            return c < 128 ? Character.digit(c, 16) : -1;
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            int off = v.off[row];
            for (int i = 0; i < 16; i++) {
                if (i == 4 || i == 6 || i == 8 || i == 10) {
                    sink.put('-');
                }
                ByteaText.hex(v.arena[off + i], sink);
            }
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            if (len != 16) {
                throw NumberText.binarySize(len, 16);
            }
            out.setBytes(row, b, off, 16);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put(v.arena, v.off[row], 16);
        }
    }

    static final class Tid extends ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            String t = s.strip();
            int comma = t.indexOf(',');
            if (comma < 2 || t.charAt(0) != '(' || !t.endsWith(")") || comma + 2 > t.length() - 1) {
                throw Err.syntax("tid", s);
            }
            long block;
            long pos;
            try {
                block = Long.parseLong(t.substring(1, comma));
                pos = Long.parseLong(t.substring(comma + 1, t.length() - 1).strip());
            } catch (NumberFormatException e) {
                throw Err.syntax("tid", s);
            }
            if (block > 0xFFFFFFFFL || block < -0x80000000L || pos > 65535 || pos < 0) {
                throw Err.syntax("tid", s);
            }
            out.setBytes(row, tid(block & 0xFFFFFFFFL, (int) pos));
        }

        private static byte[] tid(long block, int pos) {
            byte[] b = new byte[6];
            Bytes.shortL(b, 0, (int) (block >>> 16));
            Bytes.shortL(b, 2, (int) block);
            Bytes.shortL(b, 4, pos);
            return b;
        }

        private static long block(Vector v, int row) {
            int o = v.off[row];
            return (Bytes.shortL(v.arena, o) & 0xFFFFL) << 16 | Bytes.shortL(v.arena, o + 2) & 0xFFFFL;
        }

        private static int pos(Vector v, int row) {
            return Bytes.shortL(v.arena, v.off[row] + 4) & 0xFFFF;
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put('(').decimal(block(v, row)).put(',').decimal(pos(v, row)).put(')');
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            if (len != 6) {
                throw NumberText.binarySize(len, 6);
            }
            out.setBytes(row, tid(Bytes.intB(b, off) & 0xFFFFFFFFL, Bytes.shortB(b, off + 4)));
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.putInt((int) block(v, row)).putShort(pos(v, row));
        }
    }

    /** json: checked text. */
    static final class Json extends Text {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            byte[] b = Bytes.utf8(s);
            JsonParser.check(b, 0, b.length);
            out.setBytes(row, b);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            Bytes.checkUtf8(b, off, len);
            JsonParser.check(b, off, len);
            out.setBytes(row, b, off, len);
        }
    }

    /** aclitem: grantee, grantor, privileges (low half) and grant options (high half), 12 bytes. */
    static final class AclItem extends ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            out.setBytes(row, Acl.parse(cx, s));
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            Acl.print(cx, v.arena, v.off[row], sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            throw Err.of(SqlState.UNDEFINED_FUNCTION, "no binary input function available for type aclitem");
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            throw Err.of(SqlState.UNDEFINED_FUNCTION, "no binary output function available for type aclitem");
        }
    }
}
