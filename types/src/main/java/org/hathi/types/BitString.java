package org.hathi.types;

import org.hathi.base.SqlState;

/** bit and varbit. LAYOUT (payload): number of bits (4 bytes), then the bits, first bit highest, padded with zeros. */
final class BitString {
    private BitString() {}

    static int length(byte[] a, int off) {
        return Bytes.intL(a, off);
    }

    static byte[] make(int bits) {
        byte[] b = new byte[4 + (bits + 7) / 8];
        Bytes.intL(b, 0, bits);
        return b;
    }

    static boolean get(byte[] a, int off, int i) {
        return (a[off + 4 + (i >> 3)] >> 7 - (i & 7) & 1) != 0;
    }

    static void set(byte[] a, int i) {
        a[4 + (i >> 3)] |= (byte) (0x80 >> (i & 7));
    }

    static byte[] parse(String s) {
        boolean hex = s.startsWith("x") || s.startsWith("X");
        String t = hex || s.startsWith("b") || s.startsWith("B") ? s.substring(1) : s;
        byte[] b = make(hex ? t.length() * 4 : t.length());
        for (int i = 0; i < t.length(); i++) {
            char c = t.charAt(i);
            int d = c < 128 ? Character.digit(c, hex ? 16 : 2) : -1;
            if (d < 0) {
                throw Err.of(
                        SqlState.INVALID_TEXT_REPRESENTATION,
                        "\"" + c + "\" is not a valid " + (hex ? "hexadecimal" : "binary") + " digit");
            }
            for (int k = 0; k < (hex ? 4 : 1); k++) {
                if ((d >> (hex ? 3 - k : 0) & 1) != 0) {
                    set(b, hex ? 4 * i + k : i);
                }
            }
        }
        return b;
    }

    /** Text and binary forms; {@code fixed} for bit(n), else varbit(n). */
    static final class BitCodec extends TextCodecs.ByRef {
        private final boolean fixed;

        BitCodec(boolean fixed) {
            this.fixed = fixed;
        }

        private void check(int bits, int typmod) {
            if (typmod > 0 && fixed && bits != typmod) {
                throw Err.of(
                        SqlState.STRING_DATA_LENGTH_MISMATCH,
                        "bit string length " + bits + " does not match type bit(" + typmod + ")");
            }
            if (typmod > 0 && !fixed && bits > typmod) {
                throw Err.of(
                        SqlState.STRING_DATA_RIGHT_TRUNCATION,
                        "bit string too long for type bit varying(" + typmod + ")");
            }
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            byte[] b = parse(s);
            check(length(b, 0), typmod);
            out.setBytes(row, b);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            int n = length(v.arena, v.off[row]);
            for (int i = 0; i < n; i++) {
                sink.put(get(v.arena, v.off[row], i) ? '1' : '0');
            }
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            if (len < 4) {
                throw NumberText.binarySize(len, 4);
            }
            int bits = Bytes.intB(b, off);
            if (bits < 0) {
                throw Err.binary("invalid length in external bit string");
            }
            if (len - 4 != (bits + 7L) / 8) {
                throw NumberText.binarySize(len - 4, (bits + 7) / 8);
            }
            check(bits, typmod);
            byte[] r = make(bits);
            System.arraycopy(b, off + 4, r, 4, len - 4);
            if (bits % 8 != 0) {
                r[r.length - 1] &= (byte) (0xFF << 8 - bits % 8);
            }
            out.setBytes(row, r);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.putInt(length(v.arena, v.off[row])).put(v.arena, v.off[row] + 4, v.len[row] - 4);
        }
    }

    /** Order: bits first, then length. */
    static final class Ops extends ByRefOps {
        Ops() {
            super(-1);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            int n = Math.min(al, bl) - 4;
            int c = Bytes.compare(a, ao + 4, n, b, bo + 4, n);
            return c != 0 ? c : Integer.compare(length(a, ao), length(b, bo));
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.bytes(a, ao, al);
        }
    }
}
