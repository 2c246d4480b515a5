package org.hathi.executor.session;

import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.executor.Batch;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.store.TupleStore;
import org.hathi.executor.store.Workspace;
import org.hathi.types.ByteSink;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The finished rows, in wire form, of a statement that must run to its end before any of them is sent (RETURNING,
 * SHOW,
 * EXPLAIN): a sink that keeps them, to be sent in the portions Execute asks for.
 */
final class StoredRows implements ResultSink, AutoCloseable {
    private static final int STEP = 256;

    private final ByteSink bytes = new ByteSink();
    /** A row's bytes and number of columns. */
    private final TupleStore rows;

    private final TupleStore.Reader reader;
    private final Vector[] row = {new Vector(true, 1), new Vector(false, 1)};
    private @Nullable Workspace workspace;
    private int columns;
    private String tag = "";
    private long next;
    private final Session session;

    private StoredRows(Session session) {
        this.session = session;
        this.rows = new TupleStore(
                this::workspace,
                new boolean[] {true, false},
                session.runner().env().workMem());
        this.reader = rows.reader();
    }

    private Workspace workspace() {
        Workspace w = workspace;
        if (w == null) {
            w = session.runner().env().tempFiles().workspace();
            workspace = w;
        }
        return w;
    }

    static StoredRows collect(Runner runner, Session session, SessionCommands commands, Portal p) {
        StoredRows s = new StoredRows(session);
        boolean done = false;
        try {
            s.tag = runner.runToEnd(session, commands, p, s, p.formats, false);
            done = true;
        } finally {
            if (!done) {
                s.close();
            }
        }
        return s;
    }

    String tag() {
        return tag;
    }

    long send(long max, ResultSink out) {
        long n = 0;
        Batch b;
        while ((max == 0 || n < max)
                && (b = reader.read(next, max == 0 ? STEP : (int) Math.min(STEP, max - n))) != null) {
            Vector v = b.cols[0];
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                int mark = out.beginRow((int) b.cols[1].longs[r]);
                out.buffer().put(v.arena, v.off[r], v.len[r]);
                out.endRow(mark);
            }
            next += b.n;
            n += b.n;
        }
        return n;
    }

    @Override
    public void close() {
        Workspace w = workspace;
        if (w != null) {
            workspace = null;
            w.close();
        }
    }

    @Override
    public ByteSink buffer() {
        return bytes;
    }

    @Override
    public int beginRow(int columns) {
        this.columns = columns;
        return bytes.size;
    }

    @Override
    public void endRow(int mark) {
        row[0].reset();
        row[0].setBytes(0, bytes.buf, mark, bytes.size - mark);
        row[1].setLong(0, columns);
        rows.append(row, 0);
        bytes.size = mark;
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
    public byte @Nullable [] copyRead() {
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
