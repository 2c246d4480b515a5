package org.hathi.executor.explain;

import java.util.ArrayDeque;
import java.util.List;
import org.hathi.executor.explain.ExplainOptions.Format;
import org.jspecify.annotations.Nullable;

/** Writes properties and groups of properties in one of EXPLAIN's formats, laid out as PostgreSQL does. */
final class ExplainOutput {
    final Format format;
    final StringBuilder out = new StringBuilder();
    /** Depth of indentation, two blanks each. */
    int indent;
    /** For each open group (JSON, YAML): has it had an item? */
    private final ArrayDeque<Boolean> filled = new ArrayDeque<>();

    ExplainOutput(Format format) {
        this.format = format;
    }

    boolean isText() {
        return format == Format.TEXT;
    }

    void begin() {
        switch (format) {
            case TEXT -> {}
            case XML -> {
                out.append("<explain xmlns=\"http://www.postgresql.org/2009/explain\">\n");
                indent++;
            }
            case JSON -> {
                out.append('[');
                filled.push(false);
                indent++;
            }
            case YAML -> filled.push(false);
        }
    }

    void end() {
        switch (format) {
            case TEXT -> {}
            case XML -> {
                indent--;
                out.append("</explain>");
            }
            case JSON -> {
                indent--;
                out.append("\n]");
                filled.pop();
            }
            case YAML -> filled.pop();
        }
    }

    private void blanks() {
        out.repeat(' ', 2 * indent);
    }

    private void lineEnd() {
        if (Boolean.TRUE.equals(filled.pop())) {
            out.append(',');
        }
        filled.push(true);
        out.append('\n');
    }

    private void yamlLine() {
        if (Boolean.TRUE.equals(filled.pop())) {
            out.append('\n');
            blanks();
        }
        filled.push(true);
    }

    /** Starts a group: {@code labeled} groups have named members, others a list of groups. */
    void open(String type, @Nullable String label, boolean labeled) {
        switch (format) {
            case TEXT -> {}
            case XML -> {
                blanks();
                out.append('<').append(tag(type)).append(">\n");
                indent++;
            }
            case JSON -> {
                lineEnd();
                blanks();
                if (label != null) {
                    json(label);
                    out.append(": ");
                }
                out.append(labeled ? '{' : '[');
                filled.push(false);
                indent++;
            }
            case YAML -> {
                yamlLine();
                out.append(label != null ? label + ": " : "- ");
                filled.push(label != null);
                indent++;
            }
        }
    }

    void close(String type, boolean labeled) {
        switch (format) {
            case TEXT -> {}
            case XML -> {
                indent--;
                blanks();
                out.append("</").append(tag(type)).append(">\n");
            }
            case JSON -> {
                indent--;
                out.append('\n');
                blanks();
                out.append(labeled ? '}' : ']');
                filled.pop();
            }
            case YAML -> {
                indent--;
                filled.pop();
            }
        }
    }

    /** A statement between others that has no plan. */
    void dummy(String type) {
        switch (format) {
            case TEXT -> {}
            case XML -> {
                blanks();
                out.append('<').append(tag(type)).append(" />\n");
            }
            case JSON -> {
                lineEnd();
                blanks();
                json(type);
            }
            case YAML -> {
                yamlLine();
                out.append("- ");
                json(type);
            }
        }
    }

    private static String tag(String label) {
        StringBuilder b = new StringBuilder(label.length());
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            b.append(Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' ? c : '-');
        }
        return b.toString();
    }

    private void xml(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#x0d;");
                default -> out.append(c);
            }
        }
    }

    private void json(String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    void text(String label, String value) {
        property(label, null, value, false);
    }

    void integer(String label, @Nullable String unit, long value) {
        property(label, unit, Long.toString(value), true);
    }

    void number(String label, @Nullable String unit, double value, int digits) {
        property(label, unit, fixed(value, digits), true);
    }

    void bool(String label, boolean value) {
        property(label, null, value ? "true" : "false", true);
    }

    private void property(String label, @Nullable String unit, String value, boolean bare) {
        switch (format) {
            case TEXT -> {
                blanks();
                out.append(label).append(": ").append(value);
                if (unit != null) {
                    out.append(' ').append(unit);
                }
                out.append('\n');
            }
            case XML -> {
                blanks();
                out.append('<').append(tag(label)).append('>');
                xml(value);
                out.append("</").append(tag(label)).append(">\n");
            }
            case JSON -> {
                lineEnd();
                blanks();
                json(label);
                out.append(": ");
                scalar(value, bare);
            }
            case YAML -> {
                yamlLine();
                out.append(label).append(": ");
                scalar(value, bare);
            }
        }
    }

    private void scalar(String value, boolean bare) {
        if (bare) {
            out.append(value);
        } else {
            json(value);
        }
    }

    /** A list within a list (ExplainPropertyListNested): without a label where the format can do without. */
    void nested(String label, List<String> values) {
        switch (format) {
            case TEXT, XML -> list(label, values);
            case JSON, YAML -> {
                if (format == ExplainOptions.Format.JSON) {
                    lineEnd();
                    blanks();
                    out.append('[');
                } else {
                    yamlLine();
                    out.append("- [");
                }
                String sep = "";
                for (String v : values) {
                    out.append(sep);
                    json(v);
                    sep = ", ";
                }
                out.append(']');
            }
        }
    }

    void list(String label, List<String> values) {
        switch (format) {
            case TEXT -> {
                blanks();
                out.append(label).append(": ").append(String.join(", ", values)).append('\n');
            }
            case XML -> {
                blanks();
                out.append('<').append(tag(label)).append(">\n");
                for (String v : values) {
                    out.repeat(' ', 2 * indent + 2).append("<Item>");
                    xml(v);
                    out.append("</Item>\n");
                }
                blanks();
                out.append("</").append(tag(label)).append(">\n");
            }
            case JSON -> {
                lineEnd();
                blanks();
                json(label);
                out.append(": [");
                String sep = "";
                for (String v : values) {
                    out.append(sep);
                    json(v);
                    sep = ", ";
                }
                out.append(']');
            }
            case YAML -> {
                yamlLine();
                out.append(label).append(": ");
                for (String v : values) {
                    out.append('\n').repeat(' ', 2 * indent + 2).append("- ");
                    json(v);
                }
            }
        }
    }

    /** A line of text format. */
    void line(String s) {
        blanks();
        out.append(s).append('\n');
    }

    static String fixed(double v, int digits) {
        if (Double.isNaN(v) || Double.isInfinite(v)) {
            return Double.toString(v);
        }
        // As printf: the exact binary value, ties to even.
        return new java.math.BigDecimal(v)
                .setScale(digits, java.math.RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
