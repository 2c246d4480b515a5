package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Text and binary forms of a range type or its multirange type. */
final class RangeCodec extends Codec {
    private final RangeType type;
    private final Codec elem;
    private final boolean multi;

    RangeCodec(TypeCatalog types, int oid, boolean multi) {
        this.type = RangeType.of(types, oid);
        this.elem = TypeIo.codec(types, type.elem.oid());
        this.multi = multi;
    }

    @Override
    public boolean byRef() {
        return true;
    }

    /** A range or multirange type that is known only from the value (anyrange, anymultirange). */
    static final class Any extends Codec {
        private final String name;

        Any(String name) {
            this.name = name;
        }

        private static Codec of(EvalContext cx, Vector v, int row) {
            return TypeIo.codec(cx.types(), Bytes.intL(v.arena, v.off[row]));
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            throw ScalarCodecs.Pseudo.refused(name);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            of(cx, v, row).output(cx, v, row, sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            throw ScalarCodecs.Pseudo.refused(name);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            of(cx, v, row).send(cx, v, row, sink);
        }

        @Override
        public boolean byRef() {
            return true;
        }
    }

    // ---------------------------------------------------------------- text

    @Override
    public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
        Reader r = new Reader(cx, s);
        if (multi) {
            type.storeMulti(type.normalise(r.multirange()), out, row);
        } else {
            RangeValue v = r.range();
            r.space();
            if (r.i < s.length()) {
                throw r.bad(
                        v.empty() && r.word
                                ? "Junk after \"empty\" key word."
                                : "Junk after right parenthesis or bracket.");
            }
            type.store(v, out, row);
        }
    }

    private final class Reader {
        private final EvalContext cx;
        private final String s;
        private int i;
        private boolean word;

        Reader(EvalContext cx, String s) {
            this.cx = cx;
            this.s = s;
        }

        private SqlError bad(String detail) {
            return Err.of(
                            SqlState.INVALID_TEXT_REPRESENTATION,
                            "malformed " + (multi ? "multirange" : "range") + " literal: \"" + s + "\"")
                    .detail(detail);
        }

        private void space() {
            while (i < s.length() && (s.charAt(i) == ' ' || s.charAt(i) >= 9 && s.charAt(i) <= 13)) {
                i++;
            }
        }

        private char peek() {
            return i < s.length() ? s.charAt(i) : 0;
        }

        List<RangeValue> multirange() {
            List<RangeValue> out = new ArrayList<>();
            space();
            if (peek() != '{') {
                throw bad("Missing left brace.");
            }
            i++;
            space();
            boolean first = true;
            while (peek() != '}' || !first) {
                space();
                if (first && peek() == '}') {
                    break;
                }
                if (i >= s.length()) {
                    throw bad("Unexpected end of input.");
                }
                if (!s.regionMatches(true, i, "empty", 0, 5) && peek() != '[' && peek() != '(') {
                    throw bad("Expected range start.");
                }
                out.add(range());
                first = false;
                space();
                if (peek() == ',') {
                    i++;
                } else if (peek() == '}') {
                    break;
                } else if (i >= s.length()) {
                    throw bad("Unexpected end of input.");
                } else {
                    throw bad("Expected comma or end of multirange.");
                }
            }
            i++;
            space();
            if (i < s.length()) {
                throw bad("Junk after closing right brace.");
            }
            return out;
        }

        RangeValue range() {
            space();
            if (s.regionMatches(true, i, "empty", 0, 5)) {
                i += 5;
                word = true;
                return RangeValue.EMPTY;
            }
            char open = peek();
            if (open != '[' && open != '(') {
                throw bad("Missing left parenthesis or bracket.");
            }
            i++;
            String low = bound();
            if (peek() != ',') {
                throw bad("Missing comma after lower bound.");
            }
            i++;
            String high = bound();
            char close = peek();
            if (close != ']' && close != ')') {
                throw bad(close == ',' ? "Too many commas." : "Missing right parenthesis or bracket.");
            }
            i++;
            Object lo = low == null ? null : value(low);
            Object hi = high == null ? null : value(high);
            return type.make(
                    new RangeValue.Bound(lo, open == '[' && lo != null, true),
                    new RangeValue.Bound(hi, close == ']' && hi != null, false));
        }

        private @org.jspecify.annotations.Nullable Object value(String text) {
            Vector v = new Vector(elem.byRef(), 1);
            elem.input(cx, text, -1, v, 0);
            return v.datum(0);
        }

        private @org.jspecify.annotations.Nullable String bound() {
            char c = peek();
            if (c == ',' || c == ')' || c == ']') {
                return null;
            }
            StringBuilder b = new StringBuilder();
            boolean quoted = false;
            while (quoted || peek() != ',' && peek() != ')' && peek() != ']') {
                if (i >= s.length()) {
                    throw bad("Unexpected end of input.");
                }
                c = s.charAt(i++);
                if (c == '\\') {
                    if (i >= s.length()) {
                        throw bad("Unexpected end of input.");
                    }
                    b.append(s.charAt(i++));
                } else if (c != '"') {
                    b.append(c);
                } else if (!quoted) {
                    quoted = true;
                } else if (peek() == '"') {
                    b.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            }
            return b.toString();
        }
    }

    @Override
    public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
        if (!multi) {
            print(cx, type.decode(v, row), sink);
            return;
        }
        sink.put('{');
        boolean first = true;
        for (RangeValue r : type.decodeMulti(v, row)) {
            if (!first) {
                sink.put(',');
            }
            first = false;
            print(cx, r, sink);
        }
        sink.put('}');
    }

    private void print(EvalContext cx, RangeValue r, ByteSink sink) {
        if (r.empty()) {
            sink.ascii("empty");
            return;
        }
        sink.put(r.lowerInc() ? '[' : '(');
        bound(cx, r.lower(), sink);
        sink.put(',');
        bound(cx, r.upper(), sink);
        sink.put(r.upperInc() ? ']' : ')');
    }

    private void bound(EvalContext cx, @org.jspecify.annotations.Nullable Object value, ByteSink sink) {
        if (value == null) {
            return;
        }
        ByteSink s = new ByteSink(32);
        elem.output(cx, Vector.of(elem.byRef(), value), 0, s);
        boolean quote = s.size == 0;
        for (int i = 0; i < s.size && !quote; i++) {
            int c = s.buf[i];
            quote = c == '"'
                    || c == '\\'
                    || c == '('
                    || c == ')'
                    || c == '['
                    || c == ']'
                    || c == ','
                    || c == ' '
                    || c >= 9 && c <= 13;
        }
        if (!quote) {
            sink.put(s.buf, 0, s.size);
            return;
        }
        sink.put('"');
        for (int i = 0; i < s.size; i++) {
            if (s.buf[i] == '"' || s.buf[i] == '\\') {
                sink.put(s.buf[i]);
            }
            sink.put(s.buf[i]);
        }
        sink.put('"');
    }

    // ---------------------------------------------------------------- binary

    @Override
    public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
        if (!multi) {
            type.store(receive(cx, b, off, len), out, row);
            return;
        }
        need(len, 4);
        int n = Bytes.intB(b, off);
        int at = off + 4;
        List<RangeValue> ranges = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            need(off + len - at, 4);
            int size = Bytes.intB(b, at);
            need(off + len - at - 4, size);
            ranges.add(receive(cx, b, at + 4, size));
            at += 4 + size;
        }
        end(len, at - off);
        type.storeMulti(type.normalise(ranges), out, row);
    }

    /** All bytes of the message must have been read. */
    private static void end(int len, int read) {
        if (read != len) {
            throw Err.of(SqlState.PROTOCOL_VIOLATION, "invalid message format");
        }
    }

    private static void need(int have, int want) {
        if (want < 0 || have < want) {
            throw Err.of(SqlState.PROTOCOL_VIOLATION, "insufficient data left in message");
        }
    }

    private RangeValue receive(EvalContext cx, byte[] b, int off, int len) {
        need(len, 1);
        int flags = b[off] & 0x1F;
        if ((flags & RangeValue.EMPTY_FLAG) != 0) {
            end(len, 1);
            return RangeValue.EMPTY;
        }
        int at = off + 1;
        Object[] v = new Object[2];
        for (int i = 0; i < 2; i++) {
            if ((flags & (i == 0 ? RangeValue.LB_INF : RangeValue.UB_INF)) == 0) {
                need(off + len - at, 4);
                int n = Bytes.intB(b, at);
                need(off + len - at - 4, n);
                Vector x = new Vector(elem.byRef(), 1);
                elem.recv(cx, b, at + 4, n, -1, x, 0);
                v[i] = x.datum(0);
                at += 4 + n;
            }
        }
        end(len, at - off);
        return type.make(
                new RangeValue.Bound(v[0], (flags & RangeValue.LB_INC) != 0, true),
                new RangeValue.Bound(v[1], (flags & RangeValue.UB_INC) != 0, false));
    }

    @Override
    public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
        if (!multi) {
            send(cx, type.decode(v, row), sink);
            return;
        }
        List<RangeValue> ranges = type.decodeMulti(v, row);
        sink.putInt(ranges.size());
        for (RangeValue r : ranges) {
            int at = sink.size;
            sink.putInt(0);
            send(cx, r, sink);
            sink.setInt(at, sink.size - at - 4);
        }
    }

    private void send(EvalContext cx, RangeValue r, ByteSink sink) {
        sink.put(r.flags());
        for (int i = 0; i < 2 && !r.empty(); i++) {
            Object x = i == 0 ? r.lower() : r.upper();
            if (x != null) {
                int at = sink.size;
                sink.putInt(0);
                elem.send(cx, Vector.of(elem.byRef(), x), 0, sink);
                sink.setInt(at, sink.size - at - 4);
            }
        }
    }
}
