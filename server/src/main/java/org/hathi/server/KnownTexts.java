package org.hathi.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last few texts in UTF-8: those of prepared statements, whose strings are the same each time, and the titles of a
 * process, come again and again.
 */
final class KnownTexts {
    private static final int KEPT = 16;
    /** Longer texts are not kept. */
    private static final int LONGEST = 4096;

    private static final byte[] NOTHING = {};

    private final String[] texts = new String[KEPT];
    private final byte[][] bytes = new byte[KEPT][];
    private int next;
    private String prefix = "";

    KnownTexts() {
        forget();
    }

    private void forget() {
        Arrays.fill(texts, "");
        Arrays.fill(bytes, NOTHING);
        next = 0;
    }

    /** What stands before each text from now on. */
    void prefix(String p) {
        if (!p.equals(prefix)) {
            prefix = p;
            forget();
        }
    }

    String prefix() {
        return prefix;
    }

    /** The prefix and the text, encoded; not to be changed. */
    byte[] encoded(String text) {
        for (int i = 0; i < KEPT; i++) {
            if (texts[i] == text && bytes[i] != NOTHING) {
                return bytes[i];
            }
        }
        byte[] b = (prefix.isEmpty() ? text : prefix + text).getBytes(StandardCharsets.UTF_8);
        if (b.length <= LONGEST) {
            texts[next] = text;
            bytes[next] = b;
            next = next + 1 & KEPT - 1;
        }
        return b;
    }
}
