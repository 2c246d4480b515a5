package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * A base type that somebody made of functions of the server: the forms of the built-in types whose input, output,
 * receive and send functions they are.
 */
final class BaseTypeCodec extends Codec {
    private final TypeCatalog types;
    private final TypeInfo type;
    private final @Nullable Codec input;
    private final @Nullable Codec output;
    private final @Nullable Codec receive;
    private final @Nullable Codec send;

    BaseTypeCodec(TypeCatalog types, TypeInfo t) {
        this.types = types;
        this.type = t;
        BuiltinTypes builtin = new BuiltinTypes();
        input = find(builtin.byFunction(t.input(), TypeInfo::input));
        output = find(builtin.byFunction(t.output(), TypeInfo::output));
        receive = find(builtin.byFunction(t.receive(), TypeInfo::receive));
        send = find(builtin.byFunction(t.send(), TypeInfo::send));
    }

    /**
     * Null when no built-in type has the function, when it has other values than this type keeps, or when the built-in
     * type is this one: there is no form for it then.
     */
    private @Nullable Codec find(@Nullable TypeInfo b) {
        return b == null || b.oid() == type.oid() || b.byVal() != type.byVal() || b.len() != type.len()
                ? null
                : CodecTable.make(types, b.oid());
    }

    private Codec text(@Nullable Codec c, String function) {
        if (c == null) {
            throw SqlError.unsupported("type " + type.name() + " over function " + function);
        }
        return c;
    }

    private Codec binary(@Nullable Codec c, String function, String what) {
        if (function.isEmpty()) {
            throw new SqlError(
                    SqlState.UNDEFINED_FUNCTION,
                    "no binary " + what + " function available for type " + types.formatType(type.oid(), -1));
        }
        return text(c, function);
    }

    @Override
    public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
        text(input, type.input()).input(cx, s, typmod, out, row);
    }

    @Override
    public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
        text(output, type.output()).output(cx, v, row, sink);
    }

    @Override
    public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
        binary(receive, type.receive(), "input").recv(cx, b, off, len, typmod, out, row);
    }

    @Override
    public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
        binary(send, type.send(), "output").send(cx, v, row, sink);
    }

    @Override
    public boolean byRef() {
        return type.byRef();
    }
}
