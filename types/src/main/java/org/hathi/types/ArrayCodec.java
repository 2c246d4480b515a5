package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Text and binary forms of arrays of one element type. */
final class ArrayCodec extends Codec {
    private final TypeInfo elem;
    private final @Nullable Codec codec;

    ArrayCodec(TypeInfo elem, @Nullable Codec codec) {
        this.elem = elem;
        this.codec = codec;
    }

    /** An array type whose element type is known only from the value (anyarray). */
    static final class Any extends Codec {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "cannot accept a value of type anyarray");
        }

        private static ArrayCodec of(EvalContext cx, Vector v, int row) {
            int e = ArrayValue.elemType(v.arena, v.off[row]);
            return new ArrayCodec(cx.types().type(e), TypeIo.codec(cx.types(), e));
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            of(cx, v, row).output(cx, v, row, sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "cannot accept a value of type anyarray");
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

    @Override
    public boolean byRef() {
        return true;
    }

    private Codec codec() {
        if (codec == null) {
            throw SqlError.internal("array without element codec");
        }
        return codec;
    }

    // ---- input
    // -------------------------------------------------------------------------------------------------------

    @Override
    public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
        out.setBytes(row, new Reader(cx, s, typmod).read().encode());
    }

    private final class Reader {
        private final EvalContext cx;
        private final String s;
        private final int typmod;
        private int i;
        private final int[] dims = new int[ArrayValue.MAX_DIM];
        private int nd = -1;
        private final List<@Nullable String> items = new ArrayList<>();

        Reader(EvalContext cx, String s, int typmod) {
            this.cx = cx;
            this.s = s;
            this.typmod = typmod;
            java.util.Arrays.fill(dims, -1);
        }

        private SqlError malformed(String detail) {
            return Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "malformed array literal: \"" + s + "\"")
                    .detail(detail);
        }

        private void space() {
            while (i < s.length() && NumberText.isSpace(s.charAt(i))) {
                i++;
            }
        }

        private int number() {
            int from = i;
            if (i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
                i++;
            }
            while (i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '9') {
                i++;
            }
            if (i == from) {
                throw malformed("Missing array dimension value.");
            }
            try {
                return Integer.parseInt(s.substring(from, i));
            } catch (NumberFormatException e) {
                throw malformed("Missing array dimension value.");
            }
        }

        ArrayValue read() {
            int[] lower = new int[ArrayValue.MAX_DIM];
            int[] upper = new int[ArrayValue.MAX_DIM];
            int given = 0;
            space();
            while (i < s.length() && s.charAt(i) == '[') {
                if (given >= ArrayValue.MAX_DIM) {
                    throw tooManyDims(given + 1);
                }
                i++;
                lower[given] = 1;
                upper[given] = number();
                if (i < s.length() && s.charAt(i) == ':') {
                    i++;
                    lower[given] = upper[given];
                    upper[given] = number();
                }
                if (i >= s.length() || s.charAt(i) != ']') {
                    throw malformed("Missing \"]\" after array dimensions.");
                }
                i++;
                if (upper[given] < lower[given]) {
                    throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "upper bound cannot be less than lower bound");
                }
                given++;
            }
            if (given > 0) {
                space();
                if (i >= s.length() || s.charAt(i) != '=') {
                    throw malformed("Missing \"=\" after array dimensions.");
                }
                i++;
                space();
                if (i >= s.length() || s.charAt(i) != '{') {
                    throw malformed("Array contents must start with \"{\".");
                }
            } else if (i >= s.length() || s.charAt(i) != '{') {
                throw malformed("Array value must start with \"{\" or dimension information.");
            }
            level(0);
            space();
            if (i < s.length()) {
                throw malformed("Junk after closing right brace.");
            }
            return finish(given, lower, upper);
        }

        private ArrayValue finish(int given, int[] lower, int[] upper) {
            if (items.isEmpty()) {
                return ArrayValue.empty(elem);
            }
            int n = Math.max(nd, 1);
            if (given > 0 && given != n) {
                throw malformed("Specified array dimensions do not match array contents.");
            }
            int[] d = new int[n];
            int[] lb = new int[n];
            for (int k = 0; k < n; k++) {
                d[k] = dims[k];
                lb[k] = given > 0 ? lower[k] : 1;
                if (given > 0 && upper[k] - lower[k] + 1 != d[k]) {
                    throw malformed("Specified array dimensions do not match array contents.");
                }
            }
            Vector v = new Vector(elem.byRef(), items.size());
            for (int k = 0; k < items.size(); k++) {
                String t = items.get(k);
                if (t == null) {
                    v.setNull(k);
                } else {
                    codec().input(cx, t, typmod, v, k);
                }
            }
            return new ArrayValue(elem, d, lb, v, items.size());
        }

        private void level(int depth) {
            if (depth >= ArrayValue.MAX_DIM) {
                throw tooManyDims(depth + 1);
            }
            i++;
            int count = 0;
            space();
            if (i < s.length() && s.charAt(i) == '}') {
                if (depth > 0) {
                    throw malformed("Unexpected \"}\" character.");
                }
                i++;
                setDim(depth, 0);
                return;
            }
            while (true) {
                space();
                if (i >= s.length()) {
                    throw malformed("Unexpected end of input.");
                }
                if (s.charAt(i) == '{') {
                    if (nd >= 0 && depth + 1 >= nd) {
                        throw malformed("Unexpected \"{\" character.");
                    }
                    level(depth + 1);
                } else {
                    if (nd < 0) {
                        nd = depth + 1;
                    } else if (nd != depth + 1) {
                        throw malformed(
                                s.charAt(i) == ',' || s.charAt(i) == '}'
                                        ? "Unexpected \"" + s.charAt(i) + "\" character."
                                        : "Unexpected array element.");
                    }
                    element();
                }
                count++;
                space();
                if (i >= s.length()) {
                    throw malformed("Unexpected end of input.");
                }
                char c = s.charAt(i++);
                if (c == '}') {
                    break;
                }
                if (c != elem.delim()) {
                    throw malformed(
                            c == '"' || c == '{' ? "Unexpected \"" + c + "\" character." : "Unexpected array element.");
                }
            }
            setDim(depth, count);
        }

        private void setDim(int depth, int count) {
            if (dims[depth] < 0) {
                dims[depth] = count;
            } else if (dims[depth] != count) {
                throw malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
            }
        }

        private void element() {
            StringBuilder b = new StringBuilder();
            boolean quoted = false;
            boolean escaped = false;
            int keep = 0;
            while (i < s.length()) {
                char c = s.charAt(i);
                if (c == '"') {
                    if (b.length() > 0 || quoted) {
                        throw malformed("Unexpected array element.");
                    }
                    quoted = true;
                    i++;
                    while (i < s.length() && s.charAt(i) != '"') {
                        if (s.charAt(i) == '\\') {
                            i++;
                        }
                        if (i < s.length()) {
                            b.append(s.charAt(i++));
                        }
                    }
                    if (i >= s.length()) {
                        throw malformed("Unexpected end of input.");
                    }
                    i++;
                    keep = b.length();
                    space();
                    break;
                } else if (c == '\\') {
                    if (i + 1 >= s.length()) {
                        throw malformed("Unexpected end of input.");
                    }
                    b.append(s.charAt(i + 1));
                    i += 2;
                    escaped = true;
                    keep = b.length();
                } else if (c == '{') {
                    throw malformed("Unexpected \"{\" character.");
                } else if (c == '}' || c == elem.delim()) {
                    break;
                } else {
                    b.append(c);
                    if (!NumberText.isSpace(c)) {
                        keep = b.length();
                    }
                    i++;
                }
            }
            b.setLength(keep);
            if (!quoted && keep == 0) {
                throw malformed(
                        i < s.length() ? "Unexpected \"" + s.charAt(i) + "\" character." : "Unexpected end of input.");
            }
            String t = b.toString();
            items.add(!quoted && !escaped && cx.arrayNulls && t.equalsIgnoreCase("null") ? null : t);
        }
    }

    private static SqlError tooManyDims(int n) {
        return Err.of(
                SqlState.PROGRAM_LIMIT_EXCEEDED,
                "number of array dimensions (" + n + ") exceeds the maximum allowed (" + ArrayValue.MAX_DIM + ")");
    }

    // ---- output
    // ------------------------------------------------------------------------------------------------------

    @Override
    public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
        ArrayValue a = ArrayValue.decode(elem, v.arena, v.off[row]);
        if (a.count == 0) {
            sink.put('{').put('}');
            return;
        }
        boolean shifted = false;
        for (int lb : a.lbs) {
            shifted |= lb != 1;
        }
        if (shifted) {
            for (int d = 0; d < a.ndim(); d++) {
                sink.put('[')
                        .decimal(a.lbs[d])
                        .put(':')
                        .decimal(a.lbs[d] + a.dims[d] - 1L)
                        .put(']');
            }
            sink.put('=');
        }
        printLevel(cx, a, 0, 0, sink, new ByteSink(32));
    }

    private int printLevel(EvalContext cx, ArrayValue a, int depth, int at, ByteSink sink, ByteSink item) {
        sink.put('{');
        for (int k = 0; k < a.dims[depth]; k++) {
            if (k > 0) {
                sink.put(elem.delim());
            }
            if (depth + 1 < a.ndim()) {
                at = printLevel(cx, a, depth + 1, at, sink, item);
            } else {
                if (a.values.isNull(at)) {
                    sink.ascii("NULL");
                } else {
                    item.clear();
                    codec().output(cx, a.values, at, item);
                    quoted(item, sink);
                }
                at++;
            }
        }
        sink.put('}');
        return at;
    }

    private void quoted(ByteSink item, ByteSink sink) {
        if (!needsQuotes(item)) {
            sink.put(item.buf, 0, item.size);
            return;
        }
        sink.put('"');
        for (int i = 0; i < item.size; i++) {
            byte c = item.buf[i];
            if (c == '"' || c == '\\') {
                sink.put('\\');
            }
            sink.put(c);
        }
        sink.put('"');
    }

    private boolean needsQuotes(ByteSink item) {
        if (item.size == 0 || item.size == 4 && item.toString().equalsIgnoreCase("null")) {
            return true;
        }
        for (int i = 0; i < item.size; i++) {
            byte c = item.buf[i];
            if (c == '"' || c == '\\' || c == '{' || c == '}' || c == elem.delim() || c == ' ' || c >= 9 && c <= 13) {
                return true;
            }
        }
        return false;
    }

    // ---- binary
    // ------------------------------------------------------------------------------------------------------

    @Override
    public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
        if (len < 12) {
            throw NumberText.binarySize(len, 12);
        }
        int nd = Bytes.intB(b, off);
        if (nd < 0 || nd > ArrayValue.MAX_DIM) {
            throw nd < 0 ? Err.binary("invalid number of dimensions: " + nd) : tooManyDims(nd);
        }
        int flags = Bytes.intB(b, off + 4);
        if (flags != 0 && flags != 1) {
            throw Err.binary("invalid array flags");
        }
        int type = Bytes.intB(b, off + 8);
        if (type != elem.oid()) {
            throw Err.of(
                    SqlState.DATATYPE_MISMATCH,
                    "binary data has array element type " + Integer.toUnsignedString(type) + " ("
                            + cx.types().formatType(type, -1) + ") instead of expected "
                            + Integer.toUnsignedString(elem.oid()) + " ("
                            + cx.types().formatType(elem.oid(), -1) + ")");
        }
        if (len < 12 + 8 * nd) {
            throw NumberText.binarySize(len, 12 + 8 * nd);
        }
        int[] dims = new int[nd];
        int[] lbs = new int[nd];
        long n = nd == 0 ? 0 : 1;
        for (int i = 0; i < nd; i++) {
            dims[i] = Bytes.intB(b, off + 12 + 8 * i);
            lbs[i] = Bytes.intB(b, off + 16 + 8 * i);
            n = ArrayValue.checkItems(Math.max(dims[i], 0) * n);
        }
        if (n == 0) {
            out.setBytes(row, ArrayValue.empty(elem).encode());
            return;
        }
        out.setBytes(
                row,
                recvItems(cx, b, off + 12 + 8 * nd, off + len, typmod, dims, lbs, (int) n)
                        .encode());
    }

    private ArrayValue recvItems(EvalContext cx, byte[] b, int at, int end, int typmod, int[] dims, int[] lbs, int n) {
        if (n > (end - at) / 4) {
            throw NumberText.binarySize(0, 1);
        }
        Vector v = new Vector(elem.byRef(), n);
        for (int i = 0; i < n; i++) {
            if (end - at < 4) {
                throw NumberText.binarySize(0, 4);
            }
            int size = Bytes.intB(b, at);
            at += 4;
            if (size == -1) {
                v.setNull(i);
                continue;
            }
            if (size < 0 || size > end - at) {
                throw Err.binary("insufficient data left in message");
            }
            codec().recv(cx, b, at, size, typmod, v, i);
            at += size;
        }
        return new ArrayValue(elem, dims, lbs, v, n);
    }

    @Override
    public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
        ArrayValue a = ArrayValue.decode(elem, v.arena, v.off[row]);
        sink.putInt(a.ndim()).putInt(a.hasNulls() ? 1 : 0).putInt(elem.oid());
        for (int d = 0; d < a.ndim(); d++) {
            sink.putInt(a.dims[d]).putInt(a.lbs[d]);
        }
        for (int i = 0; i < a.count; i++) {
            if (a.values.isNull(i)) {
                sink.putInt(-1);
                continue;
            }
            int at = sink.size;
            sink.putInt(0);
            codec().send(cx, a.values, i, sink);
            sink.setInt(at, sink.size - at - 4);
        }
    }
}
