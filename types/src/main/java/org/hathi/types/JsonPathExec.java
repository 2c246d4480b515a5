package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.regex.Matcher;
import org.hathi.types.regex.Regex;
import org.hathi.types.regex.Syntax;
import org.jspecify.annotations.Nullable;

/**
 * Runs a jsonpath over a jsonb value. Results are three-valued: {@link #OK}, {@link #NOT_FOUND} and, when errors are
 * not thrown, {@link #ERROR}; predicates yield {@link #TRUE}, {@link #FALSE} or {@link #UNKNOWN}. A null list asks only
 * whether there is anything.
 */
final class JsonPathExec {
    static final int OK = 0;
    static final int NOT_FOUND = 1;
    static final int ERROR = 2;
    private static final int FALSE = 0;
    private static final int TRUE = 1;
    private static final int UNKNOWN = 2;
    private static final int MAX_DEPTH = 3000;

    private final EvalContext cx;
    private final JsonValue root;
    private final JsonValue.@Nullable Members vars;
    private final boolean lax;
    final boolean zoned;
    private JsonValue current;
    private int arraySize = -1;
    private boolean ignoreStructure;
    private boolean throwErrors;
    private int depth;

    JsonPathExec(EvalContext cx, JsonValue root, @Nullable JsonValue vars, boolean lax, boolean silent, boolean zoned) {
        if (vars != null && !(vars instanceof JsonValue.Members)) {
            throw Err.parameter("\"vars\" argument is not an object")
                    .detail("Jsonpath parameters should be encoded as key-value pairs of \"vars\" object.");
        }
        this.cx = cx;
        this.root = root;
        this.vars = (JsonValue.Members) vars;
        this.lax = lax;
        this.zoned = zoned;
        this.current = root;
        this.ignoreStructure = lax;
        this.throwErrors = !silent;
    }

    /** Runs the whole path. */
    int run(JsonPathItem path, @Nullable List<JsonValue> found) {
        if (!lax && found == null) {
            List<JsonValue> all = new ArrayList<>();
            int res = item(path, root, all, lax);
            return res == ERROR ? ERROR : all.isEmpty() ? NOT_FOUND : OK;
        }
        return item(path, root, found, lax);
    }

    boolean throwing() {
        return throwErrors;
    }

    int error(SqlState state, String message) {
        if (throwErrors) {
            throw Err.of(state, message);
        }
        return ERROR;
    }

    // ---------------------------------------------------------------- items

    int next(JsonPathItem i, JsonValue v, @Nullable List<JsonValue> found) {
        JsonPathItem n = i.next;
        if (n != null) {
            return item(n, v, found, lax);
        }
        if (found != null) {
            found.add(v);
        }
        return OK;
    }

    private int item(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found, boolean unwrap) {
        if (++depth > MAX_DEPTH) {
            throw Err.of(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
        }
        try {
            if (i.isPredicate()) {
                int t = bool(i, jb);
                if (i.next == null && found == null) {
                    return OK;
                }
                return next(i, t == UNKNOWN ? JsonValue.NULL : JsonValue.of(t == TRUE), found);
            }
            return step(i, jb, found, unwrap);
        } finally {
            depth--;
        }
    }

    private int step(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found, boolean unwrap) {
        return switch (i.kind) {
            case JsonPathItem.KEY -> key(i, jb, found, unwrap);
            case JsonPathItem.ROOT -> next(i, root, found);
            case JsonPathItem.CURRENT -> next(i, current, found);
            case JsonPathItem.ANY_ARRAY -> {
                if (jb instanceof JsonValue.Array a) {
                    yield any(i.next, a, found, 1, 1, 1, false, lax);
                }
                yield lax
                        ? next(i, jb, found)
                        : structural(
                                SqlState.SQL_JSON_ARRAY_NOT_FOUND,
                                "jsonpath wildcard array accessor can only be applied to an array");
            }
            case JsonPathItem.INDEX_ARRAY -> {
                if (jb instanceof JsonValue.Array || lax) {
                    yield subscripts(i, jb, found);
                }
                yield structural(
                        SqlState.SQL_JSON_ARRAY_NOT_FOUND, "jsonpath array accessor can only be applied to an array");
            }
            case JsonPathItem.LAST -> {
                if (arraySize < 0) {
                    throw SqlError.internal("evaluating jsonpath LAST outside of array subscript");
                }
                yield next(i, new JsonValue.Number(Num.of(arraySize - 1L)), found);
            }
            case JsonPathItem.ANY_KEY -> {
                if (jb instanceof JsonValue.Members m) {
                    yield any(i.next, m, found, 1, 1, 1, false, lax);
                }
                if (unwrap && jb instanceof JsonValue.Array a) {
                    yield elements(i, a, found);
                }
                yield structural(
                        SqlState.SQL_JSON_OBJECT_NOT_FOUND,
                        "jsonpath wildcard member accessor can only be applied to an object");
            }
            case JsonPathItem.FILTER -> {
                if (unwrap && jb instanceof JsonValue.Array a) {
                    yield elements(i, a, found);
                }
                JsonValue was = current;
                current = jb;
                int t = bool(i.arg(), jb);
                current = was;
                yield t == TRUE ? next(i, jb, found) : NOT_FOUND;
            }
            case JsonPathItem.ANY -> anyLevels(i, jb, found);
            case JsonPathItem.NULL,
                    JsonPathItem.BOOL,
                    JsonPathItem.NUMERIC,
                    JsonPathItem.STRING,
                    JsonPathItem.VARIABLE -> i.next == null && found == null ? OK : next(i, literal(i), found);
            case JsonPathItem.ADD, JsonPathItem.SUB, JsonPathItem.MUL, JsonPathItem.DIV, JsonPathItem.MOD ->
                arithmetic(i, jb, found);
            case JsonPathItem.PLUS, JsonPathItem.MINUS -> sign(i, jb, found);
            default -> {
                if (unwrap
                        && jb instanceof JsonValue.Array a
                        && i.kind != JsonPathItem.TYPE
                        && i.kind != JsonPathItem.SIZE) {
                    yield elements(i, a, found);
                }
                yield new JsonPathMethods(cx, this).call(i, jb, found, lax, ignoreStructure);
            }
        };
    }

    private int structural(SqlState state, String message) {
        return ignoreStructure ? NOT_FOUND : error(state, message);
    }

    private int key(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found, boolean unwrap) {
        if (jb instanceof JsonValue.Members m) {
            int at = m.find(i.text);
            if (at >= 0) {
                return next(i, m.values().get(at), found);
            }
            return ignoreStructure
                    ? NOT_FOUND
                    : error(SqlState.SQL_JSON_MEMBER_NOT_FOUND, "JSON object does not contain key \"" + i.text + "\"");
        }
        if (unwrap && jb instanceof JsonValue.Array a) {
            return elements(i, a, found);
        }
        return structural(
                SqlState.SQL_JSON_MEMBER_NOT_FOUND, "jsonpath member accessor can only be applied to an object");
    }

    /** Applies an item to the elements of an array, which are not unwrapped in turn. */
    private int elements(JsonPathItem i, JsonValue.Array a, @Nullable List<JsonValue> found) {
        return any(i, a, found, 1, 1, 1, false, false);
    }

    private int anyLevels(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found) {
        int res = NOT_FOUND;
        if (i.first == 0) {
            boolean was = ignoreStructure;
            ignoreStructure = true;
            res = next(i, jb, found);
            ignoreStructure = was;
            if (res == OK && found == null) {
                return res;
            }
        }
        return jb.isScalar() ? res : any(i.next, jb, found, 1, i.first, i.last, true, lax);
    }

    /** Applies {@code i} (null: nothing) to all descendants of the levels {@code first..last}; -1 is the last level. */
    private int any(
            @Nullable JsonPathItem i,
            JsonValue v,
            @Nullable List<JsonValue> found,
            int level,
            int first,
            int last,
            boolean ignore,
            boolean unwrap) {
        List<JsonValue> kids = v instanceof JsonValue.Array a ? a.items() : ((JsonValue.Members) v).values();
        int res = NOT_FOUND;
        if (Integer.compareUnsigned(level, last) > 0) {
            return res;
        }
        for (JsonValue k : kids) {
            boolean container = !k.isScalar();
            if (Integer.compareUnsigned(level, first) >= 0 || first == -1 && last == -1 && !container) {
                if (i != null) {
                    boolean was = ignoreStructure;
                    ignoreStructure |= ignore;
                    res = item(i, k, found, unwrap);
                    ignoreStructure = was;
                    if (res == ERROR || res == OK && found == null) {
                        return res;
                    }
                } else if (found != null) {
                    found.add(k);
                    res = OK;
                } else {
                    return OK;
                }
            }
            if (Integer.compareUnsigned(level, last) < 0 && container) {
                res = any(i, k, found, level + 1, first, last, ignore, unwrap);
                if (res == ERROR || res == OK && found == null) {
                    return res;
                }
            }
        }
        return res;
    }

    private JsonValue literal(JsonPathItem i) {
        return switch (i.kind) {
            case JsonPathItem.NULL -> JsonValue.NULL;
            case JsonPathItem.BOOL -> JsonValue.of(i.bool);
            case JsonPathItem.NUMERIC -> new JsonValue.Number(i.number);
            case JsonPathItem.STRING -> new JsonValue.Text(i.text);
            default -> {
                JsonValue.Members m = vars;
                int at = m == null ? -1 : m.find(i.text);
                if (m == null || at < 0) {
                    throw Err.of(SqlState.UNDEFINED_OBJECT, "could not find jsonpath variable \"" + i.text + "\"");
                }
                yield m.values().get(at);
            }
        };
    }

    private int subscripts(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found) {
        int was = arraySize;
        JsonValue.Array a = jb instanceof JsonValue.Array x ? x : new JsonValue.Array(List.of(jb));
        arraySize = a.items().size();
        int size = arraySize;
        int res = NOT_FOUND;
        int[] out = new int[1];
        for (int k = 0; k < i.subscripts.size(); k += 2) {
            res = subscript(java.util.Objects.requireNonNull(i.subscripts.get(k)), jb, out);
            if (res == ERROR) {
                break;
            }
            int from = out[0];
            int to = from;
            JsonPathItem end = i.subscripts.get(k + 1);
            if (end != null) {
                res = subscript(end, jb, out);
                if (res == ERROR) {
                    break;
                }
                to = out[0];
            }
            if (!ignoreStructure && (from < 0 || from > to || to >= size)) {
                res = error(SqlState.INVALID_SQL_JSON_SUBSCRIPT, "jsonpath array subscript is out of bounds");
                break;
            }
            res = NOT_FOUND;
            for (int x = Math.max(from, 0); x <= Math.min(to, size - 1); x++) {
                if (i.next == null && found == null) {
                    arraySize = was;
                    return OK;
                }
                res = next(i, a.items().get(x), found);
                if (res == ERROR || res == OK && found == null) {
                    break;
                }
            }
            if (res == ERROR || res == OK && found == null) {
                break;
            }
        }
        arraySize = was;
        return res;
    }

    private int subscript(JsonPathItem i, JsonValue jb, int[] out) {
        List<JsonValue> f = new ArrayList<>();
        int res = item(i, jb, f, lax);
        if (res == ERROR) {
            return res;
        }
        if (f.size() != 1 || !(f.get(0) instanceof JsonValue.Number n)) {
            return error(SqlState.INVALID_SQL_JSON_SUBSCRIPT, "jsonpath array subscript is not a single numeric value");
        }
        Num t = NumMath.round(n.value(), 0, java.math.RoundingMode.DOWN);
        if (!t.isFinite()
                || Num.compare(t, Num.of(Integer.MAX_VALUE)) > 0
                || Num.compare(t, Num.of(Integer.MIN_VALUE)) < 0) {
            return error(SqlState.INVALID_SQL_JSON_SUBSCRIPT, "jsonpath array subscript is out of integer range");
        }
        out[0] = (int) t.longValue("integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return OK;
    }

    // ---------------------------------------------------------------- arithmetic

    private int unwrapped(JsonPathItem i, JsonValue jb, boolean unwrap, @Nullable List<JsonValue> found) {
        if (!unwrap || !lax) {
            return item(i, jb, found, lax);
        }
        List<JsonValue> seq = new ArrayList<>();
        int res = item(i, jb, seq, lax);
        if (res == ERROR) {
            return res;
        }
        for (JsonValue v : seq) {
            if (found == null) {
                return OK;
            }
            if (v instanceof JsonValue.Array a) {
                found.addAll(a.items());
            } else {
                found.add(v);
            }
        }
        return OK;
    }

    private int quietly(JsonPathItem i, JsonValue jb, boolean unwrap, @Nullable List<JsonValue> found) {
        boolean was = throwErrors;
        throwErrors = false;
        try {
            return unwrapped(i, jb, unwrap, found);
        } finally {
            throwErrors = was;
        }
    }

    private int arithmetic(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found) {
        List<JsonValue> l = new ArrayList<>();
        List<JsonValue> r = new ArrayList<>();
        if (unwrapped(i.arg(), jb, true, l) == ERROR || unwrapped(i.rightArg(), jb, true, r) == ERROR) {
            return ERROR;
        }
        String op = JsonPathForm.operator(i.kind);
        if (l.size() != 1 || !(l.get(0) instanceof JsonValue.Number x)) {
            return error(
                    SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED,
                    "left operand of jsonpath operator " + op + " is not a single numeric value");
        }
        if (r.size() != 1 || !(r.get(0) instanceof JsonValue.Number y)) {
            return error(
                    SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED,
                    "right operand of jsonpath operator " + op + " is not a single numeric value");
        }
        Num n;
        try {
            n = switch (i.kind) {
                case JsonPathItem.ADD -> NumMath.add(x.value(), y.value());
                case JsonPathItem.SUB -> NumMath.sub(x.value(), y.value());
                case JsonPathItem.MUL -> NumMath.mul(x.value(), y.value());
                case JsonPathItem.DIV -> NumMath.div(x.value(), y.value());
                default -> NumMath.mod(x.value(), y.value());
            };
        } catch (SqlError e) {
            if (throwErrors) {
                throw e;
            }
            return ERROR;
        }
        return i.next == null && found == null ? OK : next(i, new JsonValue.Number(n), found);
    }

    private int sign(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found) {
        List<JsonValue> seq = new ArrayList<>();
        if (unwrapped(i.arg(), jb, true, seq) == ERROR) {
            return ERROR;
        }
        boolean exists = i.next == null && found == null;
        int res = NOT_FOUND;
        for (JsonValue v : seq) {
            if (!(v instanceof JsonValue.Number n)) {
                if (exists) {
                    continue;
                }
                return error(
                        SqlState.SQL_JSON_NUMBER_NOT_FOUND,
                        "operand of unary jsonpath operator " + JsonPathForm.operator(i.kind)
                                + " is not a numeric value");
            }
            if (exists) {
                return OK;
            }
            JsonValue w = i.kind == JsonPathItem.MINUS ? new JsonValue.Number(NumMath.sub(Num.ZERO, n.value())) : v;
            int one = next(i, w, found);
            if (one == ERROR) {
                return one;
            }
            if (one == OK) {
                if (found == null) {
                    return OK;
                }
                res = OK;
            }
        }
        return res;
    }

    // ---------------------------------------------------------------- predicates

    private int bool(JsonPathItem i, JsonValue jb) {
        switch (i.kind) {
            case JsonPathItem.AND -> {
                int l = bool(i.arg(), jb);
                if (l == FALSE) {
                    return FALSE;
                }
                int r = bool(i.rightArg(), jb);
                return r == TRUE ? l : r;
            }
            case JsonPathItem.OR -> {
                int l = bool(i.arg(), jb);
                if (l == TRUE) {
                    return TRUE;
                }
                int r = bool(i.rightArg(), jb);
                return r == FALSE ? l : r;
            }
            case JsonPathItem.NOT -> {
                int l = bool(i.arg(), jb);
                return l == UNKNOWN ? UNKNOWN : l == TRUE ? FALSE : TRUE;
            }
            case JsonPathItem.IS_UNKNOWN -> {
                return bool(i.arg(), jb) == UNKNOWN ? TRUE : FALSE;
            }
            case JsonPathItem.EXISTS -> {
                List<JsonValue> all = lax ? null : new ArrayList<>();
                int res = quietly(i.arg(), jb, false, all);
                if (res == ERROR) {
                    return UNKNOWN;
                }
                return all == null ? (res == OK ? TRUE : FALSE) : all.isEmpty() ? FALSE : TRUE;
            }
            default -> {
                return predicate(i, jb);
            }
        }
    }

    private int predicate(JsonPathItem i, JsonValue jb) {
        List<JsonValue> l = new ArrayList<>();
        if (quietly(i.arg(), jb, true, l) == ERROR) {
            return UNKNOWN;
        }
        List<JsonValue> r = new ArrayList<>();
        if (i.kind == JsonPathItem.LIKE_REGEX) {
            r.add(JsonValue.NULL);
        } else if (quietly(i.rightArg(), jb, i.kind != JsonPathItem.STARTS_WITH, r) == ERROR) {
            return UNKNOWN;
        }
        Matcher regex = i.kind == JsonPathItem.LIKE_REGEX ? regex(i).matcher(cx.interrupts) : null;
        boolean error = false;
        boolean found = false;
        for (JsonValue x : l) {
            for (JsonValue y : r) {
                int t;
                if (regex != null) {
                    t = x instanceof JsonValue.Text s
                            ? (matches(regex, Bytes.utf8(s.value())) ? TRUE : FALSE)
                            : UNKNOWN;
                } else if (i.kind == JsonPathItem.STARTS_WITH) {
                    t = x instanceof JsonValue.Text s && y instanceof JsonValue.Text p
                            ? (s.value().startsWith(p.value()) ? TRUE : FALSE)
                            : UNKNOWN;
                } else {
                    t = compare(i.kind, x, y);
                }
                if (t == UNKNOWN) {
                    if (!lax) {
                        return UNKNOWN;
                    }
                    error = true;
                } else if (t == TRUE) {
                    if (lax) {
                        return TRUE;
                    }
                    found = true;
                }
            }
        }
        return found ? TRUE : error ? UNKNOWN : FALSE;
    }

    private int compare(int op, JsonValue a, JsonValue b) {
        if (a.rank() != b.rank()) {
            return a instanceof JsonValue.Null || b instanceof JsonValue.Null
                    ? (op == JsonPathItem.NOT_EQUAL ? TRUE : FALSE)
                    : UNKNOWN;
        }
        int c;
        if (a instanceof JsonValue.Moment x && b instanceof JsonValue.Moment y) {
            Integer r = JsonPathMethods.compare(cx, x, y, zoned);
            if (r == null) {
                return UNKNOWN;
            }
            c = r;
        } else if (!a.isScalar()) {
            return UNKNOWN;
        } else {
            c = JsonValue.compare(a, b);
        }
        boolean t =
                switch (op) {
                    case JsonPathItem.EQUAL -> c == 0;
                    case JsonPathItem.NOT_EQUAL -> c != 0;
                    case JsonPathItem.LESS -> c < 0;
                    case JsonPathItem.GREATER -> c > 0;
                    case JsonPathItem.LESS_OR_EQUAL -> c <= 0;
                    default -> c >= 0;
                };
        return t ? TRUE : FALSE;
    }

    private static boolean matches(Matcher m, byte[] s) {
        return m.on(s, 0, s.length).matches();
    }

    /** The regular expression of a like_regex predicate, compiled once. */
    static Regex regex(JsonPathItem i) {
        Regex known = i.regex;
        if (known != null) {
            return known;
        }
        int f = i.first;
        int o = (f & JsonPathItem.ICASE) != 0 ? Syntax.ADVANCED | Syntax.ICASE : Syntax.ADVANCED;
        if ((f & JsonPathItem.QUOTE) != 0) {
            o = Syntax.option(o, 'q');
        } else {
            o |= (f & JsonPathItem.DOTALL) == 0 ? Syntax.NEWLINE_STOPS : 0;
            o |= (f & JsonPathItem.MLINE) != 0 ? Syntax.NEWLINE_ANCHORS : 0;
        }
        Regex r = Regex.compile(i.text, o, false);
        i.regex = r;
        return r;
    }
}
