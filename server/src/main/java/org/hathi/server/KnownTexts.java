package org.hathi.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last few texts in UTF-8: those of prepared statements, whose strings are the same each time, and the activities
 * that titles show, come again and again.
 */
final class KnownTexts {
    private static final int KEPT = 16;
    /** Longer texts are not kept. */
    private static final int LONGEST = 4096;

    private static final byte[] NOTHING = {};

    private final String[] texts = new String[KEPT];
    private final byte[][] bytes = new byte[KEPT][];
    private int next;

    KnownTexts() {
        Arrays.fill(texts, "");
        Arrays.fill(bytes, NOTHING);
    }

    /** The text, encoded; not to be changed. */
    byte[] encoded(String text) {
        for (int i = 0; i < KEPT; i++) {
            if (texts[i] == text && bytes[i] != NOTHING) {
                return bytes[i];
            }
        }
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        if (b.length <= LONGEST) {
            texts[next] = text;
            bytes[next] = b;
            next = next + 1 & KEPT - 1;
        }
        return b;
    }
}
