package org.hathi.types;

import org.jspecify.annotations.Nullable;

/**
 * jsonpath as it is stored and shown.
 *
 * <p>LAYOUT (payload; alignment counts from 4 bytes before it): header word (1, and 0x80000000 for lax); then items:
 * kind byte, padding to 4, offset of the next item relative to this one (0 = none), then what the kind needs: length,
 * bytes and a NUL; a numeric varlena; a byte; relative offsets of operands; counts and pairs of offsets for subscripts.
 */
final class JsonPathForm {
    private static final int LAX = 0x80000000;
    private static final String[] METHODS = {"type", "size", "abs", "floor", "ceiling", "double", "datetime", "keyvalue"
    };

    private JsonPathForm() {}

    /** A whole path. */
    record Path(boolean lax, JsonPathItem root) {}

    // ---------------------------------------------------------------- writing

    static byte[] encode(Path p) {
        ByteSink out = new ByteSink(64);
        word(out, 1 | (p.lax ? LAX : 0));
        item(out, p.root);
        return out.toBytes();
    }

    private static int word(ByteSink out, int v) {
        out.reserve(4);
        int at = out.size;
        out.size += 4;
        Bytes.intL(out.buf, at, v);
        return at;
    }

    /** Appends an item and what hangs on it; returns its position. */
    private static int item(ByteSink out, JsonPathItem i) {
        int pos = out.size;
        out.put(i.kind);
        while ((out.size & 3) != 0) {
            out.put(0);
        }
        int next = word(out, 0);
        switch (i.kind) {
            case JsonPathItem.STRING, JsonPathItem.VARIABLE, JsonPathItem.KEY -> string(out, i.text);
            case JsonPathItem.NUMERIC -> {
                Vector v = new Vector(true, 1);
                i.number.store(v, 0);
                word(out, v.len[0] + 4 << 2);
                out.put(v.arena, v.off[0], v.len[0]);
            }
            case JsonPathItem.BOOL -> out.put(i.bool ? 1 : 0);
            case JsonPathItem.LIKE_REGEX -> {
                word(out, i.first);
                int at = word(out, 0);
                string(out, i.text);
                child(out, at, pos, i.left);
            }
            case JsonPathItem.FILTER,
                    JsonPathItem.IS_UNKNOWN,
                    JsonPathItem.NOT,
                    JsonPathItem.PLUS,
                    JsonPathItem.MINUS,
                    JsonPathItem.EXISTS,
                    JsonPathItem.DATETIME -> child(out, word(out, 0), pos, i.left);
            case JsonPathItem.INDEX_ARRAY -> subscripts(out, pos, i);
            case JsonPathItem.ANY -> {
                word(out, i.first);
                word(out, i.last);
            }
            default -> {
                if (i.isBinary()) {
                    int l = word(out, 0);
                    int r = word(out, 0);
                    child(out, l, pos, i.left);
                    child(out, r, pos, i.right);
                }
            }
        }
        child(out, next, pos, i.next);
        return pos;
    }

    private static void string(ByteSink out, String s) {
        byte[] b = Bytes.utf8(s);
        word(out, b.length);
        out.put(b).put(0);
    }

    private static void child(ByteSink out, int at, int pos, @Nullable JsonPathItem c) {
        if (c != null) {
            int p = item(out, c);
            Bytes.intL(out.buf, at, p - pos);
        }
    }

    private static void subscripts(ByteSink out, int pos, JsonPathItem i) {
        int n = i.subscripts.size() / 2;
        word(out, n);
        int at = out.size;
        for (int k = 0; k < 2 * n; k++) {
            word(out, 0);
        }
        for (int k = 0; k < 2 * n; k++) {
            child(out, at + 4 * k, pos, i.subscripts.get(k));
        }
    }

    // ---------------------------------------------------------------- reading

    static Path decode(byte[] a, int ao) {
        return new Path((Bytes.intL(a, ao) & LAX) != 0, read(a, ao, ao + 4));
    }

    private static int align(int ao, int at) {
        return at + (-(at - ao) & 3);
    }

    private static JsonPathItem read(byte[] a, int ao, int pos) {
        JsonPathItem i = new JsonPathItem(a[pos]);
        int at = align(ao, pos + 1);
        int next = Bytes.intL(a, at);
        at += 4;
        switch (i.kind) {
            case JsonPathItem.STRING, JsonPathItem.VARIABLE, JsonPathItem.KEY ->
                i.text = Bytes.string(a, at + 4, Bytes.intL(a, at));
            case JsonPathItem.NUMERIC -> i.number = Num.decode(a, at + 4, (Bytes.intL(a, at) >>> 2) - 4);
            case JsonPathItem.BOOL -> i.bool = a[at] != 0;
            case JsonPathItem.LIKE_REGEX -> {
                i.first = Bytes.intL(a, at);
                i.left = read(a, ao, pos + Bytes.intL(a, at + 4));
                i.text = Bytes.string(a, at + 12, Bytes.intL(a, at + 8));
            }
            case JsonPathItem.FILTER,
                    JsonPathItem.IS_UNKNOWN,
                    JsonPathItem.NOT,
                    JsonPathItem.PLUS,
                    JsonPathItem.MINUS,
                    JsonPathItem.EXISTS,
                    JsonPathItem.DATETIME -> i.left = optional(a, ao, pos, Bytes.intL(a, at));
            case JsonPathItem.INDEX_ARRAY -> {
                int n = Bytes.intL(a, at);
                for (int k = 0; k < 2 * n; k++) {
                    i.subscripts.add(optional(a, ao, pos, Bytes.intL(a, at + 4 + 4 * k)));
                }
            }
            case JsonPathItem.ANY -> {
                i.first = Bytes.intL(a, at);
                i.last = Bytes.intL(a, at + 4);
            }
            default -> {
                if (i.isBinary()) {
                    i.left = read(a, ao, pos + Bytes.intL(a, at));
                    i.right = read(a, ao, pos + Bytes.intL(a, at + 4));
                }
            }
        }
        i.next = optional(a, ao, pos, next);
        return i;
    }

    private static @Nullable JsonPathItem optional(byte[] a, int ao, int pos, int offset) {
        return offset == 0 ? null : read(a, ao, pos + offset);
    }

    // ---------------------------------------------------------------- showing

    static String print(Path p) {
        ByteSink out = new ByteSink(64);
        if (!p.lax) {
            out.ascii("strict ");
        }
        print(p.root, false, true, out);
        return out.toString();
    }

    private static int priority(int kind) {
        return switch (kind) {
            case JsonPathItem.OR -> 0;
            case JsonPathItem.AND -> 1;
            case JsonPathItem.EQUAL,
                    JsonPathItem.NOT_EQUAL,
                    JsonPathItem.LESS,
                    JsonPathItem.GREATER,
                    JsonPathItem.LESS_OR_EQUAL,
                    JsonPathItem.GREATER_OR_EQUAL,
                    JsonPathItem.STARTS_WITH -> 2;
            case JsonPathItem.ADD, JsonPathItem.SUB -> 3;
            case JsonPathItem.MUL, JsonPathItem.DIV, JsonPathItem.MOD -> 4;
            case JsonPathItem.PLUS, JsonPathItem.MINUS -> 5;
            default -> 6;
        };
    }

    static String operator(int kind) {
        return switch (kind) {
            case JsonPathItem.AND -> "&&";
            case JsonPathItem.OR -> "||";
            case JsonPathItem.EQUAL -> "==";
            case JsonPathItem.NOT_EQUAL -> "!=";
            case JsonPathItem.LESS -> "<";
            case JsonPathItem.GREATER -> ">";
            case JsonPathItem.LESS_OR_EQUAL -> "<=";
            case JsonPathItem.GREATER_OR_EQUAL -> ">=";
            case JsonPathItem.ADD, JsonPathItem.PLUS -> "+";
            case JsonPathItem.SUB, JsonPathItem.MINUS -> "-";
            case JsonPathItem.MUL -> "*";
            case JsonPathItem.DIV -> "/";
            case JsonPathItem.MOD -> "%";
            case JsonPathItem.STARTS_WITH -> "starts with";
            case JsonPathItem.LIKE_REGEX -> "like_regex";
            default -> METHODS[kind - JsonPathItem.TYPE];
        };
    }

    private static void operand(JsonPathItem op, JsonPathItem x, ByteSink out) {
        print(x, false, priority(x.kind) <= priority(op.kind), out);
    }

    private static void print(JsonPathItem i, boolean inKey, boolean brackets, ByteSink out) {
        boolean hasNext = i.next != null;
        switch (i.kind) {
            case JsonPathItem.NULL -> out.ascii("null");
            case JsonPathItem.KEY -> {
                if (inKey) {
                    out.put('.');
                }
                JsonValue.quote(i.text, out);
            }
            case JsonPathItem.STRING -> JsonValue.quote(i.text, out);
            case JsonPathItem.VARIABLE -> {
                out.put('$');
                JsonValue.quote(i.text, out);
            }
            case JsonPathItem.NUMERIC, JsonPathItem.BOOL -> {
                out.ascii(hasNext ? "(" : "");
                out.ascii(i.kind == JsonPathItem.BOOL ? (i.bool ? "true" : "false") : i.number.toString());
                out.ascii(hasNext ? ")" : "");
            }
            case JsonPathItem.LIKE_REGEX -> likeRegex(i, brackets, out);
            case JsonPathItem.PLUS, JsonPathItem.MINUS -> {
                out.ascii(brackets ? "(" : "").ascii(operator(i.kind));
                operand(i, i.arg(), out);
                out.ascii(brackets ? ")" : "");
            }
            case JsonPathItem.FILTER -> wrapped("?(", i.arg(), ")", out);
            case JsonPathItem.NOT -> wrapped("!(", i.arg(), ")", out);
            case JsonPathItem.IS_UNKNOWN -> wrapped("(", i.arg(), ") is unknown", out);
            case JsonPathItem.EXISTS -> wrapped("exists (", i.arg(), ")", out);
            case JsonPathItem.CURRENT -> out.put('@');
            case JsonPathItem.ROOT -> out.put('$');
            case JsonPathItem.LAST -> out.ascii("last");
            case JsonPathItem.ANY_ARRAY -> out.ascii("[*]");
            case JsonPathItem.ANY_KEY -> out.ascii(inKey ? ".*" : "*");
            case JsonPathItem.INDEX_ARRAY -> subscripts(i, out);
            case JsonPathItem.ANY -> any(i, inKey, out);
            default -> {
                if (i.isBinary()) {
                    out.ascii(brackets ? "(" : "");
                    operand(i, i.arg(), out);
                    out.put(' ').ascii(operator(i.kind)).put(' ');
                    operand(i, i.rightArg(), out);
                    out.ascii(brackets ? ")" : "");
                } else {
                    out.put('.').ascii(operator(i.kind)).put('(');
                    JsonPathItem arg = i.left;
                    if (arg != null) {
                        print(arg, false, false, out);
                    }
                    out.put(')');
                }
            }
        }
        JsonPathItem n = i.next;
        if (n != null) {
            print(n, true, true, out);
        }
    }

    private static void wrapped(String before, JsonPathItem i, String after, ByteSink out) {
        out.ascii(before);
        print(i, false, false, out);
        out.ascii(after);
    }

    private static void likeRegex(JsonPathItem i, boolean brackets, ByteSink out) {
        out.ascii(brackets ? "(" : "");
        operand(i, i.arg(), out);
        out.ascii(" like_regex ");
        JsonValue.quote(i.text, out);
        if (i.first != 0) {
            out.ascii(" flag \"");
            String letters = "ismxq";
            for (int k = 0; k < 5; k++) {
                if ((i.first >> k & 1) != 0) {
                    out.put(letters.charAt(k));
                }
            }
            out.put('"');
        }
        out.ascii(brackets ? ")" : "");
    }

    private static void subscripts(JsonPathItem i, ByteSink out) {
        out.put('[');
        for (int k = 0; k < i.subscripts.size(); k += 2) {
            out.ascii(k > 0 ? "," : "");
            print(java.util.Objects.requireNonNull(i.subscripts.get(k)), false, false, out);
            JsonPathItem to = i.subscripts.get(k + 1);
            if (to != null) {
                out.ascii(" to ");
                print(to, false, false, out);
            }
        }
        out.put(']');
    }

    private static void any(JsonPathItem i, boolean inKey, ByteSink out) {
        out.ascii(inKey ? ".**" : "**");
        if (i.first == 0 && i.last == -1) {
            return;
        }
        out.put('{').ascii(level(i.first));
        if (i.first != i.last) {
            out.ascii(" to ").ascii(level(i.last));
        }
        out.put('}');
    }

    private static String level(int n) {
        return n == -1 ? "last" : Integer.toUnsignedString(n);
    }
}
