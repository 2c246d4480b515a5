package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** json_agg, json_object_agg and their jsonb forms. */
final class AggJson {
    private AggJson() {}

    private abstract static class Groups<T> extends AggState {
        final CallInfo call;
        final List<@Nullable T> values = new ArrayList<>();
        long bytes;
        private ToJson[] to = new ToJson[0];

        Groups(CallInfo call) {
            this.call = call;
        }

        @Override
        public final void resize(int groups) {
            while (values.size() < groups) {
                values.add(null);
            }
        }

        final ToJson to(EvalContext cx, int i) {
            if (to.length == 0) {
                to = new ToJson[call.argTypes().length];
                for (int k = 0; k < to.length; k++) {
                    to[k] = ToJson.of(cx, call.argType(k));
                }
            }
            return to[i];
        }

        @Override
        public final void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                T t = values.get(groups[r]);
                if (t == null) {
                    t = fresh();
                    values.set(groups[r], t);
                }
                add(cx, t, args, r);
            }
        }

        final String key(EvalContext cx, Vector[] args, int r) {
            if (args[0].isNull(r)) {
                throw Err.of(SqlState.INVALID_PARAMETER_VALUE, "field name must not be null");
            }
            return JsonFamily.key(cx, to(cx, 0), args[0], r);
        }

        abstract T fresh();

        abstract void add(EvalContext cx, T t, Vector[] args, int r);

        abstract void put(T t, Vector out, int row);

        @Override
        public final void finish(EvalContext cx, int group, Vector out, int row) {
            T t = values.get(group);
            if (t == null) {
                out.setNull(row);
            } else {
                put(t, out, row);
            }
        }

        @Override
        public final void clear(int group) {
            values.set(group, null);
        }

        @Override
        public final long memory() {
            return bytes;
        }
    }

    /** json_agg and json_object_agg. */
    static final class Text extends Groups<ByteSink> {
        private final boolean object;

        Text(CallInfo call, boolean object) {
            super(call);
            this.object = object;
        }

        @Override
        ByteSink fresh() {
            ByteSink s = new ByteSink(64);
            return object ? s.ascii("{ ") : s.put('[');
        }

        @Override
        void add(EvalContext cx, ByteSink s, Vector[] args, int r) {
            int from = s.size;
            boolean first = from == (object ? 2 : 1);
            if (object) {
                s.ascii(first ? "" : ", ");
                JsonValue.quote(key(cx, args, r), s);
                s.ascii(" : ");
                to(cx, 1).writeOrNull(cx, args[1], r, s);
            } else {
                ToJson t = to(cx, 0);
                if (!first) {
                    s.ascii(!args[0].isNull(r) && !t.isKey() && t.isContainer() ? ", \n " : ", ");
                }
                t.writeOrNull(cx, args[0], r, s);
            }
            bytes += s.size - from;
        }

        @Override
        void put(ByteSink s, Vector out, int row) {
            int n = s.size;
            s.ascii(object ? " }" : "]");
            out.setBytes(row, s.buf, 0, s.size);
            s.size = n;
        }
    }

    /** jsonb_agg. */
    static final class Array extends Groups<List<JsonValue>> {
        Array(CallInfo call) {
            super(call);
        }

        @Override
        List<JsonValue> fresh() {
            return new ArrayList<>();
        }

        @Override
        void add(EvalContext cx, List<JsonValue> l, Vector[] args, int r) {
            l.add(to(cx, 0).valueOrNull(cx, args[0], r));
            bytes += 48 + (args[0].byRef ? args[0].len[r] : 8);
        }

        @Override
        void put(List<JsonValue> l, Vector out, int row) {
            JsonbForm.store(new JsonValue.Array(l), out, row);
        }
    }

    /** jsonb_object_agg. */
    static final class Members extends Groups<JsonValue.ObjectBuilder> {
        Members(CallInfo call) {
            super(call);
        }

        @Override
        JsonValue.ObjectBuilder fresh() {
            return new JsonValue.ObjectBuilder();
        }

        @Override
        void add(EvalContext cx, JsonValue.ObjectBuilder o, Vector[] args, int r) {
            o.add(key(cx, args, r), to(cx, 1).valueOrNull(cx, args[1], r));
            bytes += 96 + (args[1].byRef ? args[1].len[r] : 8);
        }

        @Override
        void put(JsonValue.ObjectBuilder o, Vector out, int row) {
            JsonbForm.store(o.build(), out, row);
        }
    }
}
