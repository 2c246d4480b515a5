package org.hathi.types;

import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Codecs of by-value types. */
final class ScalarCodecs {
    private ScalarCodecs() {}

    /** A by-value codec with a fixed binary size. */
    abstract static class ByValue extends Codec {
        final int size;

        ByValue(int size) {
            this.size = size;
        }

        abstract long parse(EvalContext cx, String s, int typmod);

        abstract void print(EvalContext cx, long v, ByteSink out);

        long fromWire(long v) {
            return v;
        }

        @Override
        public final boolean byRef() {
            return false;
        }

        @Override
        public final void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            out.setLong(row, parse(cx, s, typmod));
        }

        @Override
        public final void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            print(cx, v.longs[row], sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            if (len != size) {
                throw NumberText.binarySize(len, size);
            }
            out.setLong(
                    row,
                    fromWire(
                            switch (size) {
                                case 1 -> b[off];
                                case 2 -> Bytes.shortB(b, off);
                                case 4 -> Bytes.intB(b, off);
                                default -> Bytes.longB(b, off);
                            }));
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            long x = v.longs[row];
            switch (size) {
                case 1 -> sink.put((int) x);
                case 2 -> sink.putShort((int) x);
                case 4 -> sink.putInt((int) x);
                default -> sink.putLong(x);
            }
        }
    }

    static final class Int extends ByValue {
        private final String name;
        private final long min;
        private final long max;

        Int(int size) {
            super(size);
            name = size == 2 ? "smallint" : size == 4 ? "integer" : "bigint";
            min = size == 2 ? Short.MIN_VALUE : size == 4 ? Integer.MIN_VALUE : Long.MIN_VALUE;
            max = size == 2 ? Short.MAX_VALUE : size == 4 ? Integer.MAX_VALUE : Long.MAX_VALUE;
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return NumberText.integer(s, name, min, max);
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            out.decimal(v);
        }
    }

    /** oid, xid, cid. */
    static final class Oid extends ByValue {
        private final String name;

        Oid(String name) {
            super(4);
            this.name = name;
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return name.equals("oid") ? NumberText.unsigned(s, name) : NumberText.lenient(s) & 0xFFFFFFFFL;
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            out.decimal(v & 0xFFFFFFFFL);
        }

        @Override
        long fromWire(long v) {
            return v & 0xFFFFFFFFL;
        }
    }

    /** regclass and its kin: names through the catalog. */
    static final class Reg extends ByValue {
        private final int kind;

        Reg(int kind) {
            super(4);
            this.kind = kind;
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            if (s.equals("-")) {
                return 0;
            }
            if (!s.isEmpty() && s.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return NumberText.unsigned(s, "oid");
            }
            return cx.types().regLookup(cx, kind, s, false) & 0xFFFFFFFFL;
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            String name = v == 0 ? "-" : cx.types().regFormat(cx, kind, (int) v);
            if (v == 0 && (kind == Oids.REGOPER || kind == Oids.REGOPERATOR)) {
                name = "0";
            }
            if (name == null) {
                out.decimal(v & 0xFFFFFFFFL);
            } else {
                out.text(name);
            }
        }

        @Override
        long fromWire(long v) {
            return v & 0xFFFFFFFFL;
        }
    }

    static final class Bool extends ByValue {
        Bool() {
            super(1);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            int r = parseBool(s.strip());
            if (r < 0) {
                throw Err.syntax("boolean", s);
            }
            return r;
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            out.put(v != 0 ? 't' : 'f');
        }

        @Override
        long fromWire(long v) {
            return v != 0 ? 1 : 0;
        }
    }

    /** 1, 0, or -1 when {@code s} is no boolean: unique prefixes of true, false, yes, no, on, off; 1 and 0. */
    static int parseBool(String s) {
        int n = s.length();
        if (n == 0) {
            return -1;
        }
        if (prefix("true", s, 1) || prefix("yes", s, 1) || prefix("on", s, 2) || s.equals("1")) {
            return 1;
        }
        return prefix("false", s, 1) || prefix("no", s, 1) || prefix("off", s, 2) || s.equals("0") ? 0 : -1;
    }

    private static boolean prefix(String word, String s, int min) {
        return s.length() >= min && word.regionMatches(true, 0, s, 0, s.length()) && s.length() <= word.length();
    }

    /** "char". */
    static final class Char extends ByValue {
        Char() {
            super(1);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return of(Bytes.utf8(s));
        }

        /** The first byte, or the one written as a backslash and three octal digits. */
        static long of(byte[] b) {
            if (b.length == 4 && b[0] == '\\' && octal(b[1], '7') && octal(b[2], '7') && octal(b[3], '7')) {
                return (byte) ((b[1] - '0') << 6 | (b[2] - '0') << 3 | b[3] - '0');
            }
            return b.length == 0 ? 0 : b[0];
        }

        private static boolean octal(byte b, char most) {
            return b >= '0' && b <= most;
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            text(v, out);
        }

        /** The text form: nothing for 0, octal above 127. */
        static void text(long v, ByteSink out) {
            if (v < 0) {
                out.put('\\').put((int) ('0' + (v >> 6 & 3))).put((int) ('0' + (v >> 3 & 7)));
                out.put((int) ('0' + (v & 7)));
            } else if (v != 0) {
                out.put((int) v);
            }
        }
    }

    static final class Float8 extends ByValue {
        Float8() {
            super(8);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return Double.doubleToRawLongBits(NumberText.float8(s, "double precision"));
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            NumberText.print(Double.longBitsToDouble(v), cx.extraFloatDigits, out);
        }
    }

    static final class Float4 extends ByValue {
        Float4() {
            super(4);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return Float.floatToRawIntBits(NumberText.float4(s, "real"));
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            NumberText.print(Float.intBitsToFloat((int) v), cx.extraFloatDigits, out);
        }
    }

    static final class Lsn extends ByValue {
        Lsn() {
            super(8);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            int slash = s.indexOf('/');
            if (slash < 1 || slash > 8 || s.length() - slash - 1 < 1 || s.length() - slash - 1 > 8) {
                throw Err.syntax("pg_lsn", s);
            }
            return hex(s, 0, slash) << 32 | hex(s, slash + 1, s.length());
        }

        private static long hex(String s, int from, int to) {
            long v = 0;
            for (int i = from; i < to; i++) {
                int d = s.charAt(i) < 128 ? Character.digit(s.charAt(i), 16) : -1;
                if (d < 0) {
                    throw Err.syntax("pg_lsn", s);
                }
                v = v << 4 | d;
            }
            return v;
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            out.ascii(Long.toHexString(v >>> 32).toUpperCase(java.util.Locale.ROOT))
                    .put('/');
            out.ascii(Long.toHexString(v & 0xFFFFFFFFL).toUpperCase(java.util.Locale.ROOT));
        }
    }

    static final class Xid8 extends ByValue {
        Xid8() {
            super(8);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return NumberText.lenient(s);
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            out.ascii(Long.toUnsignedString(v));
        }
    }

    /** Enum values: labels through the catalog. */
    static final class EnumCodec extends ByValue {
        private final int typeOid;

        EnumCodec(int typeOid) {
            super(4);
            this.typeOid = typeOid;
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            for (TypeCatalog.EnumLabel l : cx.types().enumLabels(typeOid)) {
                if (l.label().equals(s)) {
                    EnumFamily.checkSafe(cx, typeOid, l);
                    return l.oid() & 0xFFFFFFFFL;
                }
            }
            throw Err.of(
                    SqlState.INVALID_TEXT_REPRESENTATION,
                    "invalid input value for enum " + cx.types().formatType(typeOid, -1) + ": \"" + s + "\"");
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            for (TypeCatalog.EnumLabel l : cx.types().enumLabels(typeOid)) {
                if (l.oid() == (int) v) {
                    out.text(l.label());
                    return;
                }
            }
            throw Err.binary("invalid internal value for enum: " + v);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            out.setLong(row, parse(cx, Bytes.string(b, off, len), typmod));
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            print(cx, v.longs[row], sink);
        }
    }

    /** void: accepts anything, prints nothing. */
    static final class VoidCodec extends ByValue {
        VoidCodec() {
            super(4);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return 0;
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {}

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            out.setLong(row, 0);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {}
    }

    /** Pseudo-types that have no values. */
    static final class Pseudo extends Codec {
        private final String name;
        private final boolean byRef;

        Pseudo(String name, boolean byRef) {
            this.name = name;
            this.byRef = byRef;
        }

        static SqlError refused(String name) {
            return Err.of(SqlState.FEATURE_NOT_SUPPORTED, "cannot accept a value of type " + name);
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            throw refused(name);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "cannot display a value of type " + name);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            throw refused(name);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "cannot display a value of type " + name);
        }

        @Override
        public boolean byRef() {
            return byRef;
        }
    }

    /** money: cents, in the C locale's form: $1,234.56. */
    static final class Money extends ByValue {
        Money() {
            super(8);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            return MoneyText.parse(s);
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            MoneyText.print(v, out);
        }
    }

    /** 64 zero-padded bytes of a name, clipped to 63 bytes at a character boundary. */
    static byte[] name(byte[] b, int off, int len) {
        byte[] r = new byte[64];
        System.arraycopy(b, off, r, 0, Bytes.clip(b, off, len, 63));
        return r;
    }

    /** Length of a name without its padding. */
    static int nameLen(byte[] b, int off) {
        int n = 0;
        while (n < 64 && b[off + n] != 0) {
            n++;
        }
        return n;
    }

    static byte[] copy(byte[] b, int off, int len) {
        return Arrays.copyOfRange(b, off, off + len);
    }
}
