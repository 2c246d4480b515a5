package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.types.ByteSink;

/**
 * The finished rows, in wire form, of a statement that must run to its end before any of them is sent (RETURNING, SHOW,
 * EXPLAIN): a sink that keeps them, to be sent in the portions Execute asks for.
 */
final class StoredRows implements ResultSink {
    private final ByteSink bytes = new ByteSink();
    private final List<int[]> rows = new ArrayList<>();
    private final int[] columnCounts = new int[1];
    private String tag = "";
    private int next;
    private final Session session;

    private StoredRows(Session session) {
        this.session = session;
    }

    static StoredRows collect(Runner runner, Session session, SessionCommands commands, Portal p) {
        StoredRows s = new StoredRows(session);
        s.tag = runner.runToEnd(session, commands, p, s, p.formats, false);
        return s;
    }

    String tag() {
        return tag;
    }

    long send(long max, ResultSink out) {
        long n = 0;
        while (next < rows.size() && (max == 0 || n < max)) {
            int[] r = rows.get(next++);
            int mark = out.beginRow(r[2]);
            out.buffer().put(bytes.buf, r[0], r[1] - r[0]);
            out.endRow(mark);
            n++;
        }
        return n;
    }

    @Override
    public ByteSink buffer() {
        return bytes;
    }

    @Override
    public int beginRow(int columns) {
        columnCounts[0] = columns;
        return bytes.size;
    }

    @Override
    public void endRow(int mark) {
        rows.add(new int[] {mark, bytes.size, columnCounts[0]});
    }

    @Override
    public void abandonRow(int mark) {
        bytes.size = mark;
    }

    @Override
    public void rowDescription(List<ResultColumn> columns) {}

    @Override
    public void noData() {}

    @Override
    public void parameterDescription(int[] typeOids) {}

    @Override
    public void commandComplete(String t) {}

    @Override
    public void emptyQuery() {}

    @Override
    public void portalSuspended() {}

    @Override
    public void notice(Report report) {
        session.context().reporter().report(report);
    }

    @Override
    public void notification(int pid, String channel, String payload) {}

    @Override
    public void copyIn(int format, int[] columnFormats) {
        throw SqlError.internal("COPY in a stored result");
    }

    @Override
    public byte @org.jspecify.annotations.Nullable [] copyRead() {
        throw SqlError.internal("COPY in a stored result");
    }

    @Override
    public void copyOut(int format, int[] columnFormats) {
        throw SqlError.internal("COPY in a stored result");
    }

    @Override
    public int beginCopyData() {
        throw SqlError.internal("COPY in a stored result");
    }

    @Override
    public void copyDone() {}

    @Override
    public void flush() {}
}
