package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Text and binary forms of composite values: {@code (a,"b c",)}. */
final class RecordCodec extends Codec {
    private final int typeOid;

    RecordCodec(int typeOid) {
        this.typeOid = typeOid;
    }

    @Override
    public boolean byRef() {
        return true;
    }

    private TupleDesc desc(EvalContext cx, int typmod) {
        TupleDesc d = typeOid == Oids.RECORD && typmod < 0 ? null : cx.types().rowType(typeOid, typmod);
        if (d == null) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "input of anonymous composite types is not implemented");
        }
        return d;
    }

    private static SqlError malformed(String s, String detail) {
        return Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "malformed record literal: \"" + s + "\"")
                .detail(detail);
    }

    @Override
    public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
        TupleDesc d = desc(cx, typmod);
        int n = s.length();
        int i = 0;
        while (i < n && NumberText.isSpace(s.charAt(i))) {
            i++;
        }
        if (i >= n || s.charAt(i++) != '(') {
            throw malformed(s, "Missing left parenthesis.");
        }
        @Nullable Object[] values = new Object[d.size()];
        StringBuilder b = new StringBuilder();
        boolean first = true;
        for (int c = 0; c < d.size(); c++) {
            if (d.get(c).dropped()) {
                continue;
            }
            if (!first) {
                if (i >= n || s.charAt(i) != ',') {
                    throw malformed(s, "Too few columns.");
                }
                i++;
            }
            first = false;
            if (i < n && (s.charAt(i) == ',' || s.charAt(i) == ')')) {
                continue;
            }
            b.setLength(0);
            i = item(s, i, b);
            values[c] = TypeIo.inputDatum(
                    cx, d.get(c).typeOid(), b.toString(), d.get(c).typmod());
        }
        if (i >= n || s.charAt(i) != ')') {
            throw malformed(s, i < n && s.charAt(i) == ',' ? "Too many columns." : "Unexpected end of input.");
        }
        i++;
        while (i < n && NumberText.isSpace(s.charAt(i))) {
            i++;
        }
        if (i < n) {
            throw malformed(s, "Junk after right parenthesis.");
        }
        out.setBytes(row, RecordValue.form(d, values));
    }

    private static int item(String s, int i, StringBuilder b) {
        boolean quoted = false;
        while (quoted || i < s.length() && s.charAt(i) != ',' && s.charAt(i) != ')') {
            if (i >= s.length()) {
                throw malformed(s, "Unexpected end of input.");
            }
            char c = s.charAt(i++);
            if (c == '\\') {
                if (i >= s.length()) {
                    throw malformed(s, "Unexpected end of input.");
                }
                b.append(s.charAt(i++));
            } else if (c == '"') {
                if (!quoted) {
                    quoted = true;
                } else if (i < s.length() && s.charAt(i) == '"') {
                    b.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else {
                b.append(c);
            }
        }
        if (i >= s.length()) {
            throw malformed(s, "Unexpected end of input.");
        }
        return i;
    }

    @Override
    public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
        TupleDesc d = RecordValue.desc(cx.types(), v.arena, v.off[row]);
        @Nullable Object[] x = RecordValue.deform(d, v.arena, v.off[row]);
        ByteSink item = new ByteSink(32);
        sink.put('(');
        boolean comma = false;
        for (int i = 0; i < x.length; i++) {
            if (d.get(i).dropped()) {
                continue;
            }
            if (comma) {
                sink.put(',');
            }
            comma = true;
            Object value = x[i];
            if (value != null) {
                item.clear();
                Codec c = TypeIo.codec(cx.types(), d.get(i).typeOid());
                c.output(cx, Vector.of(c.byRef(), value), 0, item);
                quote(item, sink);
            }
        }
        sink.put(')');
    }

    private static void quote(ByteSink item, ByteSink sink) {
        boolean need = item.size == 0;
        for (int i = 0; i < item.size && !need; i++) {
            byte c = item.buf[i];
            need = c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || c == ' ' || c >= 9 && c <= 13;
        }
        if (!need) {
            sink.put(item.buf, 0, item.size);
            return;
        }
        sink.put('"');
        for (int i = 0; i < item.size; i++) {
            byte c = item.buf[i];
            if (c == '"' || c == '\\') {
                sink.put(c);
            }
            sink.put(c);
        }
        sink.put('"');
    }

    @Override
    public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
        TupleDesc d = desc(cx, typmod);
        int at = off + 4;
        int end = off + len;
        int live = 0;
        for (int i = 0; i < d.size(); i++) {
            live += d.get(i).dropped() ? 0 : 1;
        }
        if (len < 4) {
            throw NumberText.binarySize(len, 4);
        }
        if (Bytes.intB(b, off) != live) {
            throw Err.of(
                    SqlState.DATATYPE_MISMATCH,
                    "wrong number of columns: " + Bytes.intB(b, off) + ", expected " + live);
        }
        @Nullable Object[] values = new Object[d.size()];
        for (int i = 0; i < d.size(); i++) {
            if (d.get(i).dropped()) {
                continue;
            }
            if (end - at < 8) {
                throw NumberText.binarySize(0, 8);
            }
            int type = Bytes.intB(b, at);
            int size = Bytes.intB(b, at + 4);
            at += 8;
            if (type != d.get(i).typeOid()) {
                throw Err.of(
                        SqlState.DATATYPE_MISMATCH,
                        "binary data has type " + Integer.toUnsignedString(type) + " ("
                                + cx.types().formatType(type, -1)
                                + ") instead of expected "
                                + Integer.toUnsignedString(d.get(i).typeOid()) + " ("
                                + cx.types().formatType(d.get(i).typeOid(), -1) + ") in record column " + (i + 1));
            }
            if (size < -1 || size > end - at) {
                throw Err.binary("insufficient data left in message");
            }
            if (size >= 0) {
                values[i] = TypeIo.recvDatum(cx, type, b, at, size, d.get(i).typmod());
                at += size;
            }
        }
        out.setBytes(row, RecordValue.form(d, values));
    }

    @Override
    public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
        TupleDesc d = RecordValue.desc(cx.types(), v.arena, v.off[row]);
        @Nullable Object[] x = RecordValue.deform(d, v.arena, v.off[row]);
        int at = sink.size;
        sink.putInt(0);
        int n = 0;
        for (int i = 0; i < x.length; i++) {
            if (d.get(i).dropped()) {
                continue;
            }
            n++;
            sink.putInt(d.get(i).typeOid());
            Object value = x[i];
            if (value == null) {
                sink.putInt(-1);
                continue;
            }
            int lenAt = sink.size;
            sink.putInt(0);
            Codec c = TypeIo.codec(cx.types(), d.get(i).typeOid());
            c.send(cx, Vector.of(c.byRef(), value), 0, sink);
            sink.setInt(lenAt, sink.size - lenAt - 4);
        }
        sink.setInt(at, n);
    }
}
