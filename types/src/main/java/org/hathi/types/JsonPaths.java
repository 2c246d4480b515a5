package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Paths of keys and subscripts given as text arrays, and pairs of keys and values. */
final class JsonPaths {
    /** Not an integer. */
    static final long NONE = Long.MIN_VALUE;

    private JsonPaths() {}

    /** The elements of a text array; null when one of them is NULL. */
    static @Nullable String @Nullable [] strings(EvalContext cx, Vector v, int row) {
        ArrayValue x = ArrayValue.decode(cx.types(), v, row);
        String[] s = new String[x.count];
        for (int i = 0; i < s.length; i++) {
            if (x.values.isNull(i)) {
                return null;
            }
            s[i] = x.values.getText(i);
        }
        return s;
    }

    /** The elements of a text array, NULLs as null. */
    static @Nullable String[] stringsOrNulls(ArrayValue x) {
        @Nullable String[] s = new String[x.count];
        for (int i = 0; i < s.length; i++) {
            s[i] = x.values.isNull(i) ? null : x.values.getText(i);
        }
        return s;
    }

    /** What strtoint makes of it: blanks, a sign, digits and nothing after; {@link #NONE} otherwise. */
    static long index(String s) {
        int i = 0;
        int n = s.length();
        while (i < n && (s.charAt(i) == ' ' || s.charAt(i) >= 9 && s.charAt(i) <= 13)) {
            i++;
        }
        boolean neg = i < n && s.charAt(i) == '-';
        if (i < n && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            i++;
        }
        if (i >= n) {
            return NONE;
        }
        long v = 0;
        for (; i < n; i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                return NONE;
            }
            v = v * 10 + (c - '0');
            if (v > 1L << 31) {
                return NONE;
            }
        }
        v = neg ? -v : v;
        return v < Integer.MIN_VALUE || v > Integer.MAX_VALUE ? NONE : v;
    }

    /** The value at a path of a json text, or null. */
    static @Nullable JsonNode walk(JsonNode root, @Nullable String[] path) {
        JsonNode n = root;
        for (String p : path) {
            if (n == null || p == null) {
                return null;
            }
            if (n.kind == JsonNode.OBJECT) {
                n = n.get(p);
            } else if (n.kind == JsonNode.ARRAY) {
                long i = index(p);
                n = i == NONE ? null : n.get(i);
            } else {
                return null;
            }
        }
        return n;
    }

    /** Moves along a path; false when it leads nowhere. */
    static boolean walk(JsonbForm.Cursor c, @Nullable String[] path) {
        for (String p : path) {
            if (p == null) {
                return false;
            }
            if (c.object()) {
                byte[] k = Bytes.utf8(p);
                if (!c.field(k, 0, k.length)) {
                    return false;
                }
            } else if (c.array()) {
                long i = index(p);
                if (i == NONE || !c.element(i)) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return true;
    }

    /** Keys and values in turn, from an array of pairs or of two columns: json_object(text[]). */
    static @Nullable String[] pairs(EvalContext cx, Vector v, int row) {
        ArrayValue x = ArrayValue.decode(cx.types(), v, row);
        switch (x.ndim()) {
            case 0, 1 -> {
                if (x.count % 2 != 0) {
                    throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "array must have even number of elements");
                }
            }
            case 2 -> {
                if (x.dims[1] != 2) {
                    throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "array must have two columns");
                }
            }
            default -> throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
        }
        @Nullable String[] s = stringsOrNulls(x);
        for (int i = 0; i < s.length; i += 2) {
            checkKey(s[i]);
        }
        return s;
    }

    private static void checkKey(@Nullable String k) {
        if (k == null) {
            throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for object key");
        }
    }

    /** Keys and values in turn, from two arrays: json_object(text[], text[]). */
    static @Nullable String[] pairs(EvalContext cx, Vector keys, Vector values, int row) {
        ArrayValue k = ArrayValue.decode(cx.types(), keys, row);
        ArrayValue v = ArrayValue.decode(cx.types(), values, row);
        if (k.ndim() > 1 || k.ndim() != v.ndim()) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
        }
        if (k.count != v.count) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "mismatched array dimensions");
        }
        @Nullable String[] s = new String[2 * k.count];
        for (int i = 0; i < k.count; i++) {
            s[2 * i] = k.values.isNull(i) ? null : k.values.getText(i);
            checkKey(s[2 * i]);
            s[2 * i + 1] = v.values.isNull(i) ? null : v.values.getText(i);
        }
        return s;
    }
}
