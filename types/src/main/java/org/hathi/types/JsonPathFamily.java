package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions and operators that apply a jsonpath. */
final class JsonPathFamily {
    private JsonPathFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        boolean zoned = p.endsWith("_tz");
        boolean silent = p.endsWith("_opr");
        RowKernel k =
                switch (p) {
                    case "jsonb_path_exists", "jsonb_path_exists_tz", "jsonb_path_exists_opr" ->
                        (cx, a, r, o) -> {
                            Call x = new Call(cx, a, r, zoned, silent);
                            int res = x.exec.run(x.path.root(), null);
                            if (res == JsonPathExec.ERROR) {
                                o.setNull(r);
                            } else {
                                o.setBool(r, res == JsonPathExec.OK);
                            }
                        };
                    case "jsonb_path_match", "jsonb_path_match_tz", "jsonb_path_match_opr" ->
                        (cx, a, r, o) -> match(new Call(cx, a, r, zoned, silent), o, r);
                    case "jsonb_path_query_array", "jsonb_path_query_array_tz" ->
                        (cx, a, r, o) ->
                                JsonbForm.store(new JsonValue.Array(new Call(cx, a, r, zoned, false).all()), o, r);
                    case "jsonb_path_query_first", "jsonb_path_query_first_tz" ->
                        (cx, a, r, o) -> {
                            List<JsonValue> all = new Call(cx, a, r, zoned, false).all();
                            if (all.isEmpty()) {
                                o.setNull(r);
                            } else {
                                JsonbForm.store(all.get(0), o, r);
                            }
                        };
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static void match(Call x, Vector o, int r) {
        List<JsonValue> all = x.all();
        if (all.size() == 1 && all.get(0) instanceof JsonValue.Bool b) {
            o.setBool(r, b.value());
        } else if (all.size() == 1 && all.get(0) instanceof JsonValue.Null || x.silent) {
            o.setNull(r);
        } else {
            throw Err.of(SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED, "single boolean result is expected");
        }
    }

    /** Items found, for the set-returning form. */
    static List<JsonValue> query(EvalContext cx, @Nullable Object[] args, boolean zoned) {
        Vector[] v = new Vector[args.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Vector.of(i < 3, args[i]);
        }
        return new Call(cx, v, 0, zoned, false).all();
    }

    private static final class Call {
        final JsonPathForm.Path path;
        final JsonPathExec exec;
        final boolean silent;

        Call(EvalContext cx, Vector[] a, int r, boolean zoned, boolean quiet) {
            silent = quiet || a.length > 3 && a[3].getBool(r);
            path = JsonPathForm.decode(a[1].arena, a[1].off[r]);
            JsonValue vars = a.length > 2 ? JsonbForm.decode(a[2], r) : null;
            exec = new JsonPathExec(cx, JsonbForm.decode(a[0], r), vars, path.lax(), silent, zoned);
        }

        List<JsonValue> all() {
            List<JsonValue> found = new ArrayList<>();
            int res = exec.run(path.root(), found);
            return res == JsonPathExec.ERROR ? new ArrayList<>() : found;
        }
    }
}
