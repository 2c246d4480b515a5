package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.types.regex.Regex;
import org.jspecify.annotations.Nullable;

/**
 * A node of a jsonpath expression; {@link #next} is the accessor applied to its result. Kinds are the stored numbers.
 */
final class JsonPathItem {
    static final int NULL = 0;
    static final int STRING = 1;
    static final int NUMERIC = 2;
    static final int BOOL = 3;
    static final int AND = 4;
    static final int OR = 5;
    static final int NOT = 6;
    static final int IS_UNKNOWN = 7;
    static final int EQUAL = 8;
    static final int NOT_EQUAL = 9;
    static final int LESS = 10;
    static final int GREATER = 11;
    static final int LESS_OR_EQUAL = 12;
    static final int GREATER_OR_EQUAL = 13;
    static final int ADD = 14;
    static final int SUB = 15;
    static final int MUL = 16;
    static final int DIV = 17;
    static final int MOD = 18;
    static final int PLUS = 19;
    static final int MINUS = 20;
    static final int ANY_ARRAY = 21;
    static final int ANY_KEY = 22;
    static final int INDEX_ARRAY = 23;
    static final int ANY = 24;
    static final int KEY = 25;
    static final int CURRENT = 26;
    static final int ROOT = 27;
    static final int VARIABLE = 28;
    static final int FILTER = 29;
    static final int EXISTS = 30;
    static final int TYPE = 31;
    static final int SIZE = 32;
    static final int ABS = 33;
    static final int FLOOR = 34;
    static final int CEILING = 35;
    static final int DOUBLE = 36;
    static final int DATETIME = 37;
    static final int KEYVALUE = 38;
    static final int LAST = 40;
    static final int STARTS_WITH = 41;
    static final int LIKE_REGEX = 42;

    static final int ICASE = 1;
    static final int DOTALL = 2;
    static final int MLINE = 4;
    static final int WSPACE = 8;
    static final int QUOTE = 16;

    final int kind;
    String text = "";
    Num number = Num.ZERO;
    boolean bool;
    /** Operand, filter condition, argument. */
    @Nullable
    JsonPathItem left;

    @Nullable
    JsonPathItem right;

    /** Levels of {@code **}, -1 = last; flags of like_regex in {@link #first}. */
    int first;

    int last;
    /** Subscripts: pairs of from and to; to may be null. */
    final List<@Nullable JsonPathItem> subscripts = new ArrayList<>();

    @Nullable
    JsonPathItem next;

    /** The compiled expression of like_regex. */
    @Nullable
    Regex regex;

    JsonPathItem(int kind) {
        this.kind = kind;
    }

    static JsonPathItem text(int kind, String s) {
        JsonPathItem i = new JsonPathItem(kind);
        i.text = s;
        return i;
    }

    static JsonPathItem binary(int kind, JsonPathItem l, JsonPathItem r) {
        JsonPathItem i = new JsonPathItem(kind);
        i.left = l;
        i.right = r;
        return i;
    }

    static JsonPathItem unary(int kind, @Nullable JsonPathItem arg) {
        JsonPathItem i = new JsonPathItem(kind);
        i.left = arg;
        return i;
    }

    JsonPathItem arg() {
        return java.util.Objects.requireNonNull(left);
    }

    JsonPathItem rightArg() {
        return java.util.Objects.requireNonNull(right);
    }

    boolean isPredicate() {
        return kind >= AND && kind <= GREATER_OR_EQUAL || kind == EXISTS || kind == STARTS_WITH || kind == LIKE_REGEX;
    }

    boolean isBinary() {
        return kind == AND || kind == OR || kind >= EQUAL && kind <= MOD || kind == STARTS_WITH;
    }
}
