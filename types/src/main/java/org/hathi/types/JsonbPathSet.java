package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Changes of a jsonb value at a path: jsonb_set, jsonb_insert, {@code #-} and assignment to subscripts. */
final class JsonbPathSet {
    static final int CREATE = 1;
    static final int DELETE = 2;
    static final int REPLACE = 4;
    static final int INSERT_BEFORE = 8;
    static final int INSERT_AFTER = 16;
    private static final int CREATE_OR_INSERT = CREATE | INSERT_BEFORE | INSERT_AFTER;
    static final int FILL_GAPS = 32;
    static final int CONSISTENT_POSITION = 64;

    private final @Nullable String[] path;
    private final JsonValue value;
    private final int op;

    private JsonbPathSet(@Nullable String[] path, JsonValue value, int op) {
        this.path = path;
        this.value = value;
        this.op = op;
    }

    /** The value with the change made. {@code value} is not looked at for DELETE. */
    static JsonValue apply(JsonValue root, @Nullable String[] path, JsonValue value, int op) {
        return new JsonbPathSet(path, value, op).set(root, 0);
    }

    private JsonValue set(JsonValue v, int level) {
        if (level < path.length && path[level] == null) {
            throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "path element at position " + (level + 1) + " is null");
        }
        return switch (v) {
            case JsonValue.Array a -> array(a, level);
            case JsonValue.Members m -> object(m, level);
            default -> {
                if (has(FILL_GAPS) && level <= path.length - 1) {
                    throw replaceKey();
                }
                yield v;
            }
        };
    }

    private boolean has(int flags) {
        return (op & flags) != 0;
    }

    private static SqlError replaceKey() {
        return Err.parameter("cannot replace existing key")
                .detail("The path assumes key is a composite object, but it is a scalar value.");
    }

    private String element(int level) {
        return java.util.Objects.requireNonNull(path[level]);
    }

    private JsonValue object(JsonValue.Members m, int level) {
        boolean last = level == path.length - 1;
        JsonValue.ObjectBuilder o = new JsonValue.ObjectBuilder();
        boolean done = level >= path.length;
        for (int i = 0; i < m.keys().size(); i++) {
            String k = m.keys().get(i);
            JsonValue x = m.values().get(i);
            if (!done && k.equals(element(level))) {
                done = true;
                if (!last) {
                    o.add(k, set(x, level + 1));
                    continue;
                }
                if (has(INSERT_BEFORE | INSERT_AFTER)) {
                    throw Err.parameter("cannot replace existing key")
                            .hint("Try using the function jsonb_set to replace key value.");
                }
                if (!has(DELETE)) {
                    o.add(k, value);
                }
            } else {
                o.add(k, x);
            }
        }
        if (!done && has(CREATE_OR_INSERT) && last) {
            o.add(element(level), value);
        } else if (!done && has(FILL_GAPS) && level < path.length - 1) {
            o.add(element(level), chain(level + 1));
        }
        return o.build();
    }

    /** The value wrapped in the containers that the rest of the path asks for. */
    private JsonValue chain(int from) {
        JsonValue v = value;
        for (int i = path.length - 1; i >= from; i--) {
            String p = element(i);
            long index = JsonPaths.index(p);
            if (index == JsonPaths.NONE) {
                JsonValue.ObjectBuilder o = new JsonValue.ObjectBuilder();
                o.add(p, v);
                v = o.build();
            } else {
                List<JsonValue> items = new ArrayList<>();
                nulls(items, index);
                items.add(v);
                v = new JsonValue.Array(items);
            }
        }
        return v;
    }

    private static void nulls(List<JsonValue> items, long n) {
        for (long i = 0; i < n; i++) {
            items.add(JsonValue.NULL);
        }
    }

    private long index(int level, int n) {
        if (level >= path.length) {
            return n;
        }
        long idx = JsonPaths.index(element(level));
        if (idx == JsonPaths.NONE) {
            throw Err.of(
                    SqlState.INVALID_TEXT_REPRESENTATION,
                    "path element at position " + (level + 1) + " is not an integer: \"" + path[level] + "\"");
        }
        if (idx < 0) {
            if (-idx > n) {
                if (has(CONSISTENT_POSITION)) {
                    throw Err.parameter("path element at position " + (level + 1) + " is out of range: " + idx);
                }
                idx = Integer.MIN_VALUE;
            } else {
                idx += n;
            }
        }
        return has(FILL_GAPS) ? idx : Math.min(idx, n);
    }

    private JsonValue array(JsonValue.Array a, int level) {
        int n = a.items().size();
        long idx = index(level, n);
        boolean last = level == path.length - 1;
        List<JsonValue> out = new ArrayList<>(n + 1);
        boolean done = false;
        if ((idx == Integer.MIN_VALUE || n == 0) && last && has(CREATE_OR_INSERT)) {
            if (has(FILL_GAPS) && n == 0 && idx > 0) {
                nulls(out, idx);
            }
            out.add(value);
            done = true;
        }
        for (int i = 0; i < n; i++) {
            JsonValue x = a.items().get(i);
            if (i != idx || level >= path.length) {
                out.add(x);
                continue;
            }
            done = true;
            if (!last) {
                out.add(set(x, level + 1));
                continue;
            }
            if (has(INSERT_BEFORE | CREATE)) {
                out.add(value);
            }
            if (has(INSERT_AFTER | INSERT_BEFORE)) {
                out.add(x);
            }
            if (has(INSERT_AFTER | REPLACE)) {
                out.add(value);
            }
        }
        if (!done && has(CREATE_OR_INSERT) && last) {
            if (has(FILL_GAPS) && idx > n) {
                nulls(out, idx - n);
            }
            out.add(value);
        } else if (!done && has(FILL_GAPS) && level < path.length - 1) {
            if (idx > 0) {
                nulls(out, idx - n);
            }
            out.add(chain(level + 1));
        }
        return new JsonValue.Array(out);
    }
}
