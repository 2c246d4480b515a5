package org.hathi.server;

import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One entry on its way to the log: the report and what of it the settings let through, in the forms of stderr
 * ({@code log_line_prefix}), csvlog and jsonlog.
 *
 * @param millis when, since 1970
 * @param detail what the log shows as detail, null: none
 * @param statement text for STATEMENT, null: none
 * @param trace stack of an internal error, null: none
 */
record LogEntry(
        Report report,
        long millis,
        @Nullable String detail,
        @Nullable String statement,
        @Nullable String trace,
        LogIdentity who,
        LogStyle style) {
    /** Of the settings: zone, prefix, verbosity. */
    record LogStyle(String zone, String prefix, boolean terse, boolean verbose) {}

    private String label() {
        Severity s = report.severity();
        return s.label();
    }

    // ---------------------------------------------------------------- stderr

    /** The text form; each prefix counts a line in {@code lines[0]}. */
    String text(long[] lines) {
        StringBuilder b = new StringBuilder(256);
        prefix(b, lines);
        b.append(label()).append(":  ");
        if (style.verbose()) {
            b.append(report.state().code()).append(": ");
        }
        indented(b, report.message());
        if (report.position() > 0) {
            b.append(" at character ").append(report.position());
        } else if (report.internalPosition() > 0) {
            b.append(" at character ").append(report.internalPosition());
        }
        b.append('\n');
        if (!style.terse()) {
            extra(b, lines, "DETAIL", detail);
            extra(b, lines, "HINT", report.hint());
            extra(b, lines, "QUERY", report.internalQuery());
            extra(b, lines, "CONTEXT", report.context());
        }
        extra(b, lines, "STATEMENT", statement);
        extra(b, lines, "BACKTRACE", trace);
        return b.toString();
    }

    private void extra(StringBuilder b, long[] lines, String label, @Nullable String value) {
        if (value != null) {
            prefix(b, lines);
            b.append(label).append(":  ");
            indented(b, value);
            b.append('\n');
        }
    }

    private static void indented(StringBuilder b, String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            b.append(c);
            if (c == '\n') {
                b.append('\t');
            }
        }
    }

    private void prefix(StringBuilder b, long[] lines) {
        lines[0]++;
        String p = style.prefix();
        for (int i = 0; i < p.length(); i++) {
            char c = p.charAt(i);
            if (c != '%') {
                b.append(c);
                continue;
            }
            if (++i >= p.length()) {
                return;
            }
            boolean left = p.charAt(i) == '-';
            if (left) {
                i++;
            }
            int width = 0;
            while (i < p.length() && p.charAt(i) >= '0' && p.charAt(i) <= '9') {
                width = Math.min(1000, width * 10 + p.charAt(i++) - '0');
            }
            if (i >= p.length()) {
                return;
            }
            char e = p.charAt(i);
            if (e == 'q') {
                if (!who.session()) {
                    return;
                }
                continue;
            }
            if (e == '%') {
                b.append('%');
                continue;
            }
            String v = escape(e, lines[0]);
            int fill = Math.max(0, width - v.length());
            b.append(left ? "" : " ".repeat(fill)).append(v).append(left ? " ".repeat(fill) : "");
        }
    }

    private String escape(char e, long line) {
        boolean s = who.session();
        return switch (e) {
            case 'a' -> !s ? "" : who.application().isEmpty() ? "[unknown]" : who.application();
            case 'b' -> who.backendType();
            case 'u' -> !s ? "" : who.user().isEmpty() ? "[unknown]" : who.user();
            case 'd' -> !s ? "" : who.database().isEmpty() ? "[unknown]" : who.database();
            case 'c' -> who.sessionId();
            case 'p' -> Integer.toString(who.pid());
            case 'l' -> Long.toString(line);
            case 'm' -> LogTime.stamp(style.zone(), millis, true);
            case 't' -> LogTime.stamp(style.zone(), millis, false);
            case 'n' -> {
                StringBuilder n = new StringBuilder().append(millis / 1000).append('.');
                LogTime.pad(n, millis % 1000, 3, '0');
                yield n.toString();
            }
            case 's' -> LogTime.stamp(style.zone(), who.startSeconds() * 1000, false);
            case 'i' -> s ? who.activity() : "";
            case 'r' -> s ? who.port() > 0 ? who.host() + "(" + who.port() + ")" : who.host() : "";
            case 'h' -> s ? who.host() : "";
            case 'v' -> who.virtualId();
            case 'x' -> Integer.toUnsignedString(who.xid());
            case 'Q' -> Long.toString(who.queryId());
            case 'e' -> report.state().code();
            default -> "";
        };
    }

    // ---------------------------------------------------------------- csvlog

    /** One line of csvlog. */
    String csv(long line) {
        StringBuilder b = new StringBuilder(256);
        boolean s = who.session();
        b.append(LogTime.stamp(style.zone(), millis, true)).append(',');
        quote(b, s && !who.user().isEmpty() ? who.user() : null);
        quote(b, s && !who.database().isEmpty() ? who.database() : null);
        b.append(who.pid()).append(',');
        quote(b, s && !who.host().isEmpty() ? who.port() > 0 ? who.host() + ":" + who.port() : who.host() : null);
        b.append(who.sessionId()).append(',').append(line).append(',');
        quote(b, s ? who.activity() : null);
        b.append(LogTime.stamp(style.zone(), who.startSeconds() * 1000, false)).append(',');
        b.append(who.virtualId())
                .append(',')
                .append(Integer.toUnsignedString(who.xid()))
                .append(',');
        b.append(label()).append(',').append(report.state().code()).append(',');
        quote(b, report.message());
        quote(b, detail);
        quote(b, report.hint());
        quote(b, report.internalQuery());
        position(b, report.internalQuery() != null ? report.internalPosition() : 0);
        quote(b, report.context());
        quote(b, statement);
        position(b, statement != null ? report.position() : 0);
        quote(b, trace);
        quote(b, who.application());
        quote(b, who.backendType());
        return b.append(',').append(who.queryId()).append('\n').toString();
    }

    private static void position(StringBuilder b, int position) {
        if (position > 0) {
            b.append(position);
        }
        b.append(',');
    }

    private static void quote(StringBuilder b, @Nullable String s) {
        if (s != null) {
            b.append('"').append(s.replace("\"", "\"\"")).append('"');
        }
        b.append(',');
    }

    // ---------------------------------------------------------------- jsonlog

    /** One line of jsonlog. */
    String json(long line) {
        StringBuilder b = new StringBuilder(256);
        boolean s = who.session();
        string(b, "timestamp", LogTime.stamp(style.zone(), millis, true));
        string(b, "user", s && !who.user().isEmpty() ? who.user() : null);
        string(b, "dbname", s && !who.database().isEmpty() ? who.database() : null);
        number(b, "pid", who.pid());
        if (s && !who.host().isEmpty()) {
            string(b, "remote_host", who.host());
            if (who.port() > 0) {
                number(b, "remote_port", who.port());
            }
        }
        string(b, "session_id", who.sessionId());
        number(b, "line_num", line);
        string(b, "ps", s ? who.activity() : null);
        string(b, "session_start", LogTime.stamp(style.zone(), who.startSeconds() * 1000, false));
        string(b, "vxid", who.virtualId().isEmpty() ? null : who.virtualId());
        number(b, "txid", who.xid() & 0xFFFFFFFFL);
        string(b, "error_severity", label());
        string(b, "state_code", report.severity().compareTo(Severity.ERROR) >= 0 || hasState() ? state() : null);
        string(b, "message", report.message());
        string(b, "detail", detail);
        string(b, "hint", report.hint());
        string(b, "internal_query", report.internalQuery());
        if (report.internalQuery() != null && report.internalPosition() > 0) {
            number(b, "internal_position", report.internalPosition());
        }
        string(b, "context", report.context());
        if (statement != null) {
            string(b, "statement", statement);
            if (report.position() > 0) {
                number(b, "cursor_position", report.position());
            }
        }
        string(b, "backtrace", trace);
        string(b, "application_name", who.application().isEmpty() ? null : who.application());
        string(b, "backend_type", who.backendType());
        number(b, "query_id", who.queryId());
        return b.append("}\n").toString();
    }

    private boolean hasState() {
        return !state().equals("00000");
    }

    private String state() {
        return report.state().code();
    }

    private static void key(StringBuilder b, String key) {
        b.append(b.isEmpty() ? '{' : ',').append('"').append(key).append("\":");
    }

    private static void number(StringBuilder b, String key, long v) {
        key(b, key);
        b.append(v);
    }

    private static void string(StringBuilder b, String key, @Nullable String v) {
        if (v == null) {
            return;
        }
        key(b, key);
        b.append('"');
        for (int i = 0; i < v.length(); i++) {
            char c = v.charAt(i);
            switch (c) {
                case '"' -> b.append("\\\"");
                case '\\' -> b.append("\\\\");
                case '\n' -> b.append("\\n");
                case '\r' -> b.append("\\r");
                case '\t' -> b.append("\\t");
                case '\b' -> b.append("\\b");
                case '\f' -> b.append("\\f");
                default -> {
                    if (c < ' ') {
                        b.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
                    } else {
                        b.append(c);
                    }
                }
            }
        }
        b.append('"');
    }
}
