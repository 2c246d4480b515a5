package org.hathi.executor.session;

import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.ByteSink;
import org.hathi.types.Codec;
import org.hathi.types.EvalContext;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;

/** Turns batches of a plan's output into DataRow messages: straight from the vectors into the send buffer. */
final class RowWriter {
    private final EvalContext cx;
    private final ResultSink out;
    /** For each result column its column in the plan's output: hidden ones are skipped. */
    private final int[] source;

    private final Codec[] codecs;
    private final boolean[] binary;

    RowWriter(EvalContext cx, List<TargetEntry> targets, List<ResultColumn> columns, int[] formats, ResultSink out) {
        this.cx = cx;
        this.out = out;
        int n = columns.size();
        source = new int[n];
        codecs = new Codec[n];
        binary = new boolean[n];
        int at = 0;
        for (int i = 0; i < targets.size(); i++) {
            if (!targets.get(i).resjunk()) {
                source[at] = i;
                codecs[at] = TypeIo.codec(cx.types(), columns.get(at).typeOid());
                binary[at] = (formats.length == 0 ? 0 : formats.length == 1 ? formats[0] : formats[at]) == 1;
                at++;
            }
        }
    }

    void write(Batch b) {
        for (int i = 0; i < b.n; i++) {
            row(b, b.row(i));
        }
    }

    private void row(Batch b, int row) {
        int mark = out.beginRow(source.length);
        boolean complete = false;
        try {
            ByteSink sink = out.buffer();
            for (int c = 0; c < source.length; c++) {
                Vector v = b.cols[source[c]];
                if (v.isNull(row)) {
                    sink.putInt(-1);
                    continue;
                }
                int at = sink.size;
                sink.putInt(0);
                if (binary[c]) {
                    codecs[c].send(cx, v, row, sink);
                } else {
                    codecs[c].output(cx, v, row, sink);
                }
                sink.setInt(at, sink.size - at - 4);
            }
            complete = true;
        } finally {
            if (!complete) {
                out.abandonRow(mark);
            }
        }
        out.endRow(mark);
    }
}
