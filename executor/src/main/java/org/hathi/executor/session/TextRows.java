package org.hathi.executor.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.jspecify.annotations.Nullable;

/** Results that utility statements make themselves: rows of text columns. */
public final class TextRows {
    private static final int TEXT = 25;

    private TextRows() {}

    /** Columns of type text with these names. */
    public static List<ResultColumn> columns(String... names) {
        List<ResultColumn> out = new ArrayList<>(names.length);
        for (String n : names) {
            out.add(new ResultColumn(n, 0, 0, TEXT, -1, -1, 0));
        }
        return out;
    }

    /** Sends one row; the binary form of text is its bytes as well. */
    public static void row(ResultSink out, @Nullable String... values) {
        int mark = out.beginRow(values.length);
        for (String v : values) {
            if (v == null) {
                out.buffer().putInt(-1);
            } else {
                byte[] b = v.getBytes(StandardCharsets.UTF_8);
                out.buffer().putInt(b.length);
                out.buffer().put(b, 0, b.length);
            }
        }
        out.endRow(mark);
    }
}
