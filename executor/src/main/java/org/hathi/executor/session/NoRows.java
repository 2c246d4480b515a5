package org.hathi.executor.session;

import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.types.ByteSink;

/** A sink for statements run inside the server that return nothing: rows are an error, notices are dropped. */
public final class NoRows implements ResultSink {
    public static final NoRows INSTANCE = new NoRows();

    private NoRows() {}

    private static SqlError unexpected() {
        return SqlError.internal("statement returned rows where none were expected");
    }

    @Override
    public ByteSink buffer() {
        throw unexpected();
    }

    @Override
    public void rowDescription(List<ResultColumn> columns) {
        throw unexpected();
    }

    @Override
    public void noData() {}

    @Override
    public void parameterDescription(int[] typeOids) {}

    @Override
    public int beginRow(int columns) {
        throw unexpected();
    }

    @Override
    public void endRow(int mark) {
        throw unexpected();
    }

    @Override
    public void abandonRow(int mark) {}

    @Override
    public void commandComplete(String tag) {}

    @Override
    public void emptyQuery() {}

    @Override
    public void portalSuspended() {}

    @Override
    public void notice(Report report) {}

    @Override
    public void notification(int pid, String channel, String payload) {}

    @Override
    public void copyIn(int format, int[] columnFormats) {
        throw unexpected();
    }

    @Override
    public byte @org.jspecify.annotations.Nullable [] copyRead() {
        throw unexpected();
    }

    @Override
    public void copyOut(int format, int[] columnFormats) {
        throw unexpected();
    }

    @Override
    public int beginCopyData() {
        throw unexpected();
    }

    @Override
    public void copyDone() {}

    @Override
    public void flush() {}
}
