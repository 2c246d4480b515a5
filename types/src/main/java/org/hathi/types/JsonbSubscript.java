package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Subscripts of jsonb: {@code j['a'][0]} and assignments to them. Subscripts are given as texts. */
public final class JsonbSubscript {
    private final JsonbForm.Cursor cursor = new JsonbForm.Cursor();

    /** Puts the element at a path into {@code out}; NULL when there is none or a subscript is null. */
    public void fetch(Vector a, @Nullable String[] path, int row, Vector out) {
        cursor.open(a.arena, a.off[row]);
        if (a.isNull(row) || !JsonPaths.walk(cursor, path)) {
            out.setNull(row);
        } else {
            cursor.store(out, row);
        }
    }

    /**
     * Puts the container with the element at a path replaced into {@code out}; what is missing on the way is made:
     * arrays for integer subscripts ({@code firstIsInteger} tells for a NULL container), else objects.
     */
    public void assign(Vector a, @Nullable String[] path, boolean firstIsInteger, Vector value, int row, Vector out) {
        for (String p : path) {
            if (p == null) {
                throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "jsonb subscript in assignment must not be null");
            }
        }
        JsonValue v = value.isNull(row) ? JsonValue.NULL : JsonbForm.decode(value, row);
        JsonValue root;
        if (!a.isNull(row)) {
            root = JsonbForm.decode(a, row);
        } else {
            root = firstIsInteger ? new JsonValue.Array(java.util.List.of()) : new JsonValue.ObjectBuilder().build();
        }
        int op = JsonbPathSet.CREATE | JsonbPathSet.FILL_GAPS | JsonbPathSet.CONSISTENT_POSITION;
        JsonbForm.store(JsonbPathSet.apply(root, path, v, op), out, row);
    }
}
