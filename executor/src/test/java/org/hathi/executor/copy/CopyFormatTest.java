package org.hathi.executor.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Value;
import org.junit.jupiter.api.Test;

/** Lines and fields of COPY's text and CSV formats. */
class CopyFormatTest {
    private static List<String> read(String data, String format) {
        CopyOptions o = new CopyOptions(List.of(new DefElem("format", new Value.Str(format), 0)), true, "UTF8");
        byte[] b = data.getBytes(StandardCharsets.UTF_8);
        CopySource one = new CopySource() {
            private int at;

            @Override
            int read(byte[] to, int off, int max) {
                if (at == b.length) {
                    return -1;
                }
                // A byte at a time: every look-ahead must cope with the end of the buffer.
                to[off] = b[at++];
                return 1;
            }
        };
        LineReader r = new LineReader(one, o);
        FieldSplitter f = new FieldSplitter(o);
        List<String> out = new ArrayList<>();
        while (r.next()) {
            f.split(r);
            StringBuilder s = new StringBuilder();
            for (int i = 0; i < f.count; i++) {
                s.append('[')
                        .append(f.isNull[i] ? "NULL" : new String(f.data, f.off[i], f.len[i], StandardCharsets.UTF_8));
                s.append(']');
            }
            out.add(s.toString());
        }
        return out;
    }

    @Test
    void textEscapesAndMarker() {
        assertThat(read("1\ta\\tb\n2\t\\N\n3\t\\x41\\101\\\\\n\\.\nrest\n", "text"))
                .containsExactly("[1][a\tb]", "[2][NULL]", "[3][AA\\]");
        assertThat(read("a\r\nb\r\n", "text")).containsExactly("[a]", "[b]");
        assertThat(read("last", "text")).containsExactly("[last]");
        assertThatThrownBy(() -> read("a\nb\r\n", "text")).hasMessage("literal carriage return found in data");
        assertThatThrownBy(() -> read("a\n\\.x\n", "text")).hasMessage("end-of-copy marker corrupt");
    }

    @Test
    void csvQuotes() {
        assertThat(read("1,\"a\"\"b,\nc\"\n2,\n3,\"\"\n", "csv"))
                .containsExactly("[1][a\"b,\nc]", "[2][NULL]", "[3][]");
        assertThatThrownBy(() -> read("1,\"abc\n", "csv")).hasMessage("unterminated CSV quoted field");
    }
}
