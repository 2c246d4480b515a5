package org.hathi.server;

import java.util.List;
import java.util.Locale;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.api.StatementLevel;
import org.hathi.protocol.BackendMessages;
import org.hathi.protocol.ClientGone;
import org.hathi.protocol.MessageReader;
import org.hathi.protocol.Wire;
import org.hathi.types.ByteSink;
import org.jspecify.annotations.Nullable;

/** Results as messages to the client: built in one buffer, sent when it is full, at flush and before waiting. */
final class SocketSink implements ResultSink {
    private static final int SEND_AT = 16 << 10;
    private static final int KEEP = 256 << 10;

    private final Wire wire;
    private ByteSink out = new ByteSink(SEND_AT + 4096);
    private BackendMessages messages = new BackendMessages(out);
    private final ReportFilter filter;
    private final Parsed parsed;

    /** Hears that a Query message has been parsed. */
    interface Parsed {
        void parsed(String tag, StatementLevel level, @Nullable String detail);
    }

    private int open = -1;

    /** Decides about notices. */
    @FunctionalInterface
    interface ReportFilter {
        /** Logs the report as settings say; returns whether the client gets it. */
        boolean toClient(Report r);
    }

    SocketSink(Wire wire, ReportFilter filter, Parsed parsed) {
        this.parsed = parsed;
        this.wire = wire;
        this.filter = filter;
    }

    BackendMessages messages() {
        return messages;
    }

    @Override
    public ByteSink buffer() {
        return out;
    }

    private void room() {
        if (out.size >= SEND_AT) {
            flush();
        }
    }

    @Override
    public void rowDescription(List<ResultColumn> columns) {
        int m = messages.beginRowDescription(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            ResultColumn c = columns.get(i);
            messages.column(c.name(), c.tableOid(), c.attnum(), c.typeOid(), c.typeLen(), c.typmod(), c.format());
        }
        messages.end(m);
    }

    @Override
    public void parsed(String tag, StatementLevel level, @Nullable String detail) {
        parsed.parsed(tag, level, detail);
    }

    @Override
    public void noData() {
        messages.noData();
    }

    @Override
    public void parameterDescription(int[] typeOids) {
        messages.parameterDescription(typeOids);
    }

    @Override
    public int beginRow(int columns) {
        int m = messages.begin('D');
        out.putShort(columns);
        open = m;
        return m;
    }

    @Override
    public void endRow(int mark) {
        messages.end(mark);
        open = -1;
        room();
    }

    @Override
    public void abandonRow(int mark) {
        out.size = mark - 1;
        open = -1;
    }

    /** Takes back a message begun and not ended: an error came in between. */
    void abandonOpen() {
        if (open >= 0) {
            abandonRow(open);
        }
    }

    @Override
    public void commandComplete(String tag) {
        messages.commandComplete(tag);
    }

    @Override
    public void emptyQuery() {
        messages.emptyQuery();
    }

    @Override
    public void portalSuspended() {
        messages.portalSuspended();
    }

    @Override
    public void notice(Report report) {
        if (filter.toClient(report)) {
            messages.report(report);
        }
    }

    @Override
    public void notification(int pid, String channel, String payload) {
        messages.notification(pid, channel, payload);
    }

    @Override
    public void copyIn(int format, int[] columnFormats) {
        messages.copyResponse('G', format, columnFormats);
        flush();
    }

    @Override
    public byte @Nullable [] copyRead() {
        while (true) {
            int type = wire.readType();
            if (type < 0) {
                throw new ClientGone("unexpected EOF on client connection with an open transaction");
            }
            switch (type) {
                case 'd' -> {
                    MessageReader r = wire.readBody(Wire.LARGE_LIMIT);
                    return r.readBytes(r.remaining());
                }
                case 'c' -> {
                    wire.readBody(Wire.SMALL_LIMIT);
                    return null;
                }
                case 'f' -> {
                    String why = wire.readBody(Wire.SMALL_LIMIT).readString();
                    throw new SqlError(SqlState.QUERY_CANCELED, "COPY from stdin failed: " + why);
                }
                case 'H', 'S' -> wire.readBody(Wire.SMALL_LIMIT);
                default -> {
                    wire.readBody(Wire.LARGE_LIMIT);
                    SqlError e = new SqlError(
                            SqlState.PROTOCOL_VIOLATION,
                            "unexpected message type 0x"
                                    + Integer.toHexString(type).toUpperCase(Locale.ROOT) + " during COPY from stdin");
                    filter.toClient(e.report());
                    messages.report(e.report());
                    throw SqlError.fatal(
                            SqlState.PROTOCOL_VIOLATION,
                            "terminating connection because protocol synchronization was lost");
                }
            }
        }
    }

    @Override
    public int copyRead(byte[] to, int off, int max) {
        return wire.copyData(to, off, max);
    }

    @Override
    public void copyOut(int format, int[] columnFormats) {
        messages.copyResponse('H', format, columnFormats);
    }

    @Override
    public int beginCopyData() {
        int m = messages.begin('d');
        open = m;
        return m;
    }

    @Override
    public void copyDone() {
        messages.copyDone();
    }

    @Override
    public void flush() {
        wire.send(out);
    }

    /** Forgets everything; gives back an oversized buffer. */
    void reset() {
        open = -1;
        out.size = 0;
        if (out.buf.length > KEEP) {
            out = new ByteSink(SEND_AT + 4096);
            messages = new BackendMessages(out);
        }
    }
}
