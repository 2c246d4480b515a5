package org.hathi.types;

/** oidvector and int2vector: arrays (lower bound 0) written as numbers separated by spaces. */
final class VectorTextCodec extends Codec {
    private final TypeInfo elem;
    private final ArrayCodec binary;

    VectorTextCodec(TypeInfo elem, Codec elemCodec) {
        this.elem = elem;
        this.binary = new ArrayCodec(elem, elemCodec);
    }

    @Override
    public boolean byRef() {
        return true;
    }

    @Override
    public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
        Vector v = new Vector(false, 8);
        int n = 0;
        int i = 0;
        while (true) {
            while (i < s.length() && NumberText.isSpace(s.charAt(i))) {
                i++;
            }
            if (i >= s.length()) {
                break;
            }
            int from = i;
            while (i < s.length() && !NumberText.isSpace(s.charAt(i))) {
                i++;
            }
            v.ensureCapacity(n + 1);
            String t = s.substring(from, i);
            if (elem.oid() == Oids.OID) {
                int digits = 0;
                while (digits < t.length() && (t.charAt(digits) >= '0' && t.charAt(digits) <= '9' || digits == 0)) {
                    digits++;
                }
                if (digits < t.length() && t.charAt(0) >= '0' && t.charAt(0) <= '9') {
                    throw Err.syntax("oid", s.substring(from + digits));
                }
            }
            v.setLong(
                    n++,
                    elem.oid() == Oids.OID
                            ? NumberText.unsigned(t, "oid")
                            : NumberText.integer(t, "smallint", Short.MIN_VALUE, Short.MAX_VALUE));
        }
        out.setBytes(row, new ArrayValue(elem, new int[] {n}, new int[] {0}, v, n).encode());
    }

    @Override
    public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
        ArrayValue a = ArrayValue.decode(elem, v.arena, v.off[row]);
        for (int i = 0; i < a.count; i++) {
            if (i > 0) {
                sink.put(' ');
            }
            sink.decimal(a.values.longs[i]);
        }
    }

    @Override
    public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
        binary.recv(cx, b, off, len, typmod, out, row);
    }

    @Override
    public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
        binary.send(cx, v, row, sink);
    }
}
