package org.hathi.protocol;

import java.nio.charset.StandardCharsets;
import org.hathi.base.Report;
import org.hathi.base.Settings;
import org.hathi.types.ByteSink;
import org.jspecify.annotations.Nullable;

/** Builds the messages a server sends, appending them to a {@link ByteSink}. Pure: knows no socket. */
public final class BackendMessages implements Settings.ReportSink {
    private final ByteSink out;

    public BackendMessages(ByteSink out) {
        this.out = out;
    }

    public ByteSink sink() {
        return out;
    }

    /** Starts a message; the mark returned is for {@link #end}. */
    public int begin(char type) {
        out.reserve(5);
        out.buf[out.size] = (byte) type;
        out.size += 5;
        return out.size - 4;
    }

    /** Fills in the length of the message begun at {@code mark}. */
    public void end(int mark) {
        out.setInt(mark, out.size - mark);
    }

    /** Appends a NUL-terminated string. */
    public void string(String s) {
        int n = s.length();
        out.reserve(n + 1);
        int at = out.size;
        for (int i = 0; i < n; i++) {
            char c = s.charAt(i);
            if (c >= 0x80 || c == 0) {
                out.size = at;
                byte[] b = s.getBytes(StandardCharsets.UTF_8);
                int len = 0;
                while (len < b.length && b[len] != 0) {
                    len++;
                }
                out.put(b, 0, len).put(0);
                return;
            }
            out.buf[at + i] = (byte) c;
        }
        out.buf[at + n] = 0;
        out.size = at + n + 1;
    }

    private void empty(char type) {
        out.put(type).putInt(4);
    }

    public void authenticationOk() {
        authentication(0);
    }

    /** Authentication request {@code code}: 0 ok, 3 cleartext password. */
    public void authentication(int code) {
        int m = begin('R');
        out.putInt(code);
        end(m);
    }

    public void authenticationMd5(byte[] salt) {
        int m = begin('R');
        out.putInt(5).put(salt);
        end(m);
    }

    public void authenticationSasl(String mechanism) {
        int m = begin('R');
        out.putInt(10);
        string(mechanism);
        out.put(0);
        end(m);
    }

    /** SASL continuation (code 11) or final (code 12). */
    public void authenticationSasl(int code, String data) {
        int m = begin('R');
        out.putInt(code).text(data);
        end(m);
    }

    @Override
    public void parameterStatus(String name, String value) {
        int m = begin('S');
        string(name);
        string(value);
        end(m);
    }

    public void backendKeyData(int pid, int key) {
        int m = begin('K');
        out.putInt(pid).putInt(key);
        end(m);
    }

    public void negotiateProtocolVersion(int newestMinor, Iterable<String> unknown, int count) {
        int m = begin('v');
        out.putInt(newestMinor).putInt(count);
        for (String s : unknown) {
            string(s);
        }
        end(m);
    }

    /** Status: I, T or E. */
    public void readyForQuery(char status) {
        out.put('Z').putInt(5).put(status);
    }

    public void parseComplete() {
        empty('1');
    }

    public void bindComplete() {
        empty('2');
    }

    public void closeComplete() {
        empty('3');
    }

    public void noData() {
        empty('n');
    }

    public void emptyQuery() {
        empty('I');
    }

    public void portalSuspended() {
        empty('s');
    }

    public void copyDone() {
        empty('c');
    }

    public void commandComplete(String tag) {
        int m = begin('C');
        string(tag);
        end(m);
    }

    public void parameterDescription(int[] types) {
        int m = begin('t');
        out.putShort(types.length);
        for (int t : types) {
            out.putInt(t);
        }
        end(m);
    }

    /** Starts a RowDescription of {@code columns} columns, each added by {@link #column}. */
    public int beginRowDescription(int columns) {
        int m = begin('T');
        out.putShort(columns);
        return m;
    }

    public void column(String name, int table, int attnum, int type, int typeLen, int typmod, int format) {
        string(name);
        out.putInt(table)
                .putShort(attnum)
                .putInt(type)
                .putShort(typeLen)
                .putInt(typmod)
                .putShort(format);
    }

    /** CopyInResponse ('G') or CopyOutResponse ('H'). */
    public void copyResponse(char type, int format, int[] columnFormats) {
        int m = begin(type);
        out.put(format).putShort(columnFormats.length);
        for (int f : columnFormats) {
            out.putShort(f);
        }
        end(m);
    }

    public void notification(int pid, String channel, String payload) {
        int m = begin('A');
        out.putInt(pid);
        string(channel);
        string(payload);
        end(m);
    }

    public void functionCallResponse(byte @Nullable [] value) {
        int m = begin('V');
        if (value == null) {
            out.putInt(-1);
        } else {
            out.putInt(value.length).put(value);
        }
        end(m);
    }

    /** ErrorResponse for ERROR and worse, NoticeResponse below. */
    public void report(Report r) {
        boolean error = r.severity().compareTo(org.hathi.base.Severity.ERROR) >= 0;
        int m = begin(error ? 'E' : 'N');
        field('S', r.severity().label());
        field('V', r.severity().label());
        field('C', r.state().code());
        field('M', r.message());
        field('D', r.detail());
        field('H', r.hint());
        field('W', r.context());
        field('s', r.schema());
        field('t', r.table());
        field('c', r.column());
        field('d', r.dataType());
        field('n', r.constraint());
        number('P', r.position());
        number('p', r.internalPosition());
        field('q', r.internalQuery());
        out.put(0);
        end(m);
    }

    private void field(char code, @Nullable String value) {
        if (value != null) {
            out.put(code);
            string(value);
        }
    }

    private void number(char code, int value) {
        if (value > 0) {
            field(code, Integer.toString(value));
        }
    }
}
