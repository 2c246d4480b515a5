package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed JSON text: kinds and places in the source, members in source order with duplicates. Made by
 * {@link JsonParser}.
 */
final class JsonNode {
    static final int NULL = 0;
    static final int STRING = 1;
    static final int NUMBER = 2;
    static final int FALSE = 3;
    static final int TRUE = 4;
    static final int ARRAY = 5;
    static final int OBJECT = 6;

    final int kind;
    private final byte[] source;
    final int start;
    int end;
    /** Unescaped string. */
    final String text;

    final List<String> keys;
    final List<JsonNode> kids;

    JsonNode(int kind, byte[] source, int start, int end, String text) {
        this.kind = kind;
        this.source = source;
        this.start = start;
        this.end = end;
        this.text = text;
        this.keys = kind == OBJECT ? new ArrayList<>() : List.of();
        this.kids = kind >= ARRAY ? new ArrayList<>() : List.of();
    }

    boolean isScalar() {
        return kind < ARRAY;
    }

    /** The source text of this value. */
    String raw() {
        return Bytes.string(source, start, end - start);
    }

    /** Puts the source text into a row. */
    void store(Vector out, int row) {
        out.setBytes(row, source, start, end - start);
    }

    /** Puts the value as text into a row: strings unescaped, null as NULL. */
    void storeText(Vector out, int row) {
        switch (kind) {
            case NULL -> out.setNull(row);
            case STRING -> out.setText(row, text);
            default -> store(out, row);
        }
    }

    /** The last member with that key, or null. */
    @Nullable
    JsonNode get(String key) {
        for (int i = keys.size() - 1; i >= 0; i--) {
            if (keys.get(i).equals(key)) {
                return kids.get(i);
            }
        }
        return null;
    }

    /** Element {@code i}, from the end when negative; null when there is none. */
    @Nullable
    JsonNode get(long i) {
        int n = kids.size();
        long k = i < 0 ? n + i : i;
        return kind == ARRAY && k >= 0 && k < n ? kids.get((int) k) : null;
    }
}
