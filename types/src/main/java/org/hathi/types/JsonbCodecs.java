package org.hathi.types;

/** Text and binary forms of jsonb and jsonpath. */
final class JsonbCodecs {
    private JsonbCodecs() {}

    private static void version(byte[] b, int off, int len, String type) {
        int v = len == 0 ? 0 : b[off];
        if (v != 1) {
            throw Err.of(org.hathi.base.SqlState.INTERNAL_ERROR, "unsupported " + type + " version number " + v);
        }
    }

    static final class Jsonb extends Codec {
        @Override
        public boolean byRef() {
            return true;
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            byte[] b = Bytes.utf8(s);
            JsonbForm.store(JsonValue.of(JsonParser.parse(b, 0, b.length)), out, row);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            JsonValue.print(JsonbForm.decode(v, row), sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            version(b, off, len, "jsonb");
            Bytes.checkUtf8(b, off + 1, len - 1);
            JsonbForm.store(JsonValue.of(JsonParser.parse(b, off + 1, len - 1)), out, row);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put(1);
            output(cx, v, row, sink);
        }
    }

    static final class JsonPath extends Codec {
        @Override
        public boolean byRef() {
            return true;
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            out.setBytes(row, JsonPathForm.encode(JsonPathParser.parse(s)));
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.text(JsonPathForm.print(JsonPathForm.decode(v.arena, v.off[row])));
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            version(b, off, len, "jsonpath");
            Bytes.checkUtf8(b, off + 1, len - 1);
            input(cx, Bytes.string(b, off + 1, len - 1), typmod, out, row);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put(1);
            output(cx, v, row, sink);
        }
    }
}
