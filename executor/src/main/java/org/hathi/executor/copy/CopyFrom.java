package org.hathi.executor.copy;

import org.hathi.access.BulkInsert;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttrDefault;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.DomainState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.executor.modify.ResultRelation;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NodeText;
import org.hathi.types.Attribute;
import org.hathi.types.Codec;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** COPY FROM: lines into column vectors, a batch at a time; batches are inserted many tuples to a page. */
final class CopyFrom {
    private static final int BATCH = 512;

    private final ExecState es;
    private final Relation rel;
    private final ResultRelation target;
    private final CopyOptions options;
    private final int[] atts;
    private final Codec[] codecs;
    private final boolean[] domain;
    private final boolean[] notNull;
    private final boolean[] forceNull;
    private final @Nullable ExprState[] defaults;
    private final Vector[] cols;
    private final TupleBuf[] tuples = new TupleBuf[BATCH];
    private final long[] lineOf = new long[BATCH];
    private final BulkInsert bulk = new BulkInsert();
    private final Frame frame = new Frame();
    private final @Nullable Filter where;
    private final LineReader reader;
    private final int heapOptions;
    private int rows;
    private long count;

    CopyFrom(
            ExecState es, Relation rel, int[] atts, CopyOptions options, CopyInput in, @Nullable Filter where,
            int heapOptions) {
        this.es = es;
        this.rel = rel;
        this.target = new ResultRelation(es, rel);
        this.options = options;
        this.atts = atts;
        this.where = where;
        this.heapOptions = heapOptions;
        this.reader = new LineReader(in, options);
        int n = rel.desc.size();
        cols = new Vector[n];
        defaults = new ExprState[n];
        boolean[] given = new boolean[n];
        codecs = new Codec[atts.length];
        domain = new boolean[atts.length];
        notNull = new boolean[atts.length];
        forceNull = new boolean[atts.length];
        for (int i = 0; i < atts.length; i++) {
            Attribute a = rel.desc.get(atts[i] - 1);
            given[atts[i] - 1] = true;
            codecs[i] = TypeIo.codec(es.cx.types(), a.typeOid());
            domain[i] = es.cx.types().type(a.typeOid()).type() == 'd';
            notNull[i] = CopyOptions.has(options.forceNotNull, a.name());
            forceNull[i] = CopyOptions.has(options.forceNull, a.name());
        }
        for (int i = 0; i < n; i++) {
            Attribute a = rel.desc.get(i);
            cols[i] = new Vector(!a.byVal(), BATCH);
            if (!given[i] && !a.dropped() && a.generated() != 's') {
                defaults[i] = defaultOf(a, i + 1);
            }
        }
        for (int i = 0; i < BATCH; i++) {
            tuples[i] = new TupleBuf();
        }
    }

    private @Nullable ExprState defaultOf(Attribute a, int att) {
        ExprCompiler c = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        if (a.identity() == 'a' || a.identity() == 'd') {
            int seq = es.env.identitySequence(rel.oid, att);
            return c.compile(new NextValueExpr(seq, a.typeOid()));
        }
        AttrDefault d = es.env.catalog.attrDefault(rel.oid, att);
        return d == null ? null : c.compile((Expr) NodeText.read(d.expression()));
    }

    /** Copies everything; returns the number of rows. */
    long run() {
        try {
            if (options.binary) {
                reader.binaryHeader();
            } else if (options.header && reader.readLine()) {
                matchHeader();
            }
            reset();
            while (options.binary ? binaryRow() : textRow()) {
                finishRow();
                if (rows == BATCH) {
                    flush();
                }
            }
            flush();
        } finally {
            bulk.release(es.env.access());
        }
        return count;
    }

    private void reset() {
        rows = 0;
        for (Vector v : cols) {
            v.reset();
        }
    }

    private void matchHeader() {
        if (!options.headerMatch) {
            return;
        }
        int n = reader.split();
        if (n != atts.length) {
            throw line(new SqlError(
                    SqlState.BAD_COPY_FILE_FORMAT,
                    "wrong number of fields in header line: got " + n + ", expected " + atts.length));
        }
        for (int i = 0; i < n; i++) {
            String want = rel.desc.get(atts[i] - 1).name();
            String got = reader.isNull(i) ? "" : reader.field(i);
            if (!want.equals(got)) {
                throw line(new SqlError(
                        SqlState.BAD_COPY_FILE_FORMAT,
                        "column name mismatch in header line field " + (i + 1) + ": got \"" + got + "\", expected \""
                                + want + "\""));
            }
        }
    }

    private SqlError line(SqlError e) {
        return e.context("COPY " + rel.name + ", line " + reader.line()
                + (options.binary ? "" : ": \"" + LineReader.clip(reader.lineText()) + "\""));
    }

    private SqlError column(SqlError e, int i, @Nullable String value) {
        return e.context("COPY " + rel.name + ", line " + reader.line() + ", column "
                + rel.desc.get(atts[i] - 1).name()
                + (value == null ? ": null input" : ": \"" + LineReader.clip(value) + "\""));
    }

    private boolean textRow() {
        if (!reader.readLine()) {
            return false;
        }
        int n = reader.split();
        if (n > atts.length) {
            throw line(new SqlError(SqlState.BAD_COPY_FILE_FORMAT, "extra data after last expected column"));
        }
        for (int i = 0; i < atts.length; i++) {
            Attribute a = rel.desc.get(atts[i] - 1);
            if (i >= n) {
                throw line(new SqlError(
                        SqlState.BAD_COPY_FILE_FORMAT, "missing data for column \"" + a.name() + "\""));
            }
            Vector v = cols[atts[i] - 1];
            boolean isNull = reader.isNull(i) && !notNull[i] || forceNull[i] && reader.isQuotedNull(i);
            if (isNull) {
                v.setNull(rows);
                if (domain[i]) {
                    check(i, null, null);
                }
            } else if (!integer(a.typeOid(), v, i)) {
                value(i, a, v);
            }
        }
        return true;
    }

    /** Short decimal integers need no string. */
    private boolean integer(int type, Vector v, int i) {
        if (type != Oids.INT4 && type != Oids.INT8) {
            return false;
        }
        int at = reader.start(i);
        int n = reader.length(i);
        byte[] b = reader.bytes();
        int k = 0;
        boolean minus = n > 1 && b[at] == '-';
        if (minus) {
            k = 1;
        }
        if (n == k || n - k > 9) {
            return false;
        }
        long x = 0;
        for (; k < n; k++) {
            int d = b[at + k] - '0';
            if (d < 0 || d > 9) {
                return false;
            }
            x = x * 10 + d;
        }
        v.setLong(rows, minus ? -x : x);
        return true;
    }

    private void value(int i, Attribute a, Vector v) {
        String s = reader.field(i);
        try {
            if (a.typeOid() == Oids.TEXT) {
                v.setBytes(rows, reader.bytes(), reader.start(i), reader.length(i));
                return;
            }
            codecs[i].input(es.cx, s, a.typmod(), v, rows);
        } catch (SqlError e) {
            throw column(e, i, s);
        }
        if (domain[i]) {
            check(i, v.datum(rows), s);
        }
    }

    private void check(int i, @Nullable Object value, @Nullable String text) {
        try {
            DomainState.check(es, rel.desc.get(atts[i] - 1).typeOid(), value);
        } catch (SqlError e) {
            throw column(e, i, text);
        }
    }

    private boolean binaryRow() {
        int n = reader.binaryShort();
        if (n < 0) {
            return false;
        }
        if (n != atts.length) {
            throw line(new SqlError(
                    SqlState.BAD_COPY_FILE_FORMAT, "row field count is " + n + ", expected " + atts.length));
        }
        for (int i = 0; i < n; i++) {
            Attribute a = rel.desc.get(atts[i] - 1);
            byte[] b = reader.binaryField();
            Vector v = cols[atts[i] - 1];
            if (b == null) {
                v.setNull(rows);
                continue;
            }
            try {
                codecs[i].recv(es.cx, b, 0, b.length, a.typmod(), v, rows);
            } catch (SqlError e) {
                throw e.context("COPY " + rel.name + ", line " + reader.line() + ", column " + a.name());
            }
        }
        return true;
    }

    private void finishRow() {
        frame.rows = 1;
        for (int i = 0; i < cols.length; i++) {
            ExprState d = defaults[i];
            if (d != null) {
                cols[i].copyRow(d.eval(frame, null, 1), 0, rows);
            } else if (!isGiven(i + 1)) {
                cols[i].setNull(rows);
            }
        }
        Filter f = where;
        if (f != null) {
            frame.cols = cols;
            frame.rows = rows + 1;
            if (!f.test(frame, rows)) {
                return;
            }
        }
        try {
            Vector[] row = cols;
            if (target.hasGenerated()) {
                row = cols.clone();
                target.generate(row, rows, rows + 1);
                for (int i = 0; i < row.length; i++) {
                    if (row[i] != cols[i]) {
                        cols[i].copyRow(row[i], rows, rows);
                    }
                }
            }
            target.check(cols, rows, rows + 1);
        } catch (SqlError e) {
            throw line(e);
        }
        target.builder.reset().fromVectors(cols, rows).form(tuples[rows]);
        lineOf[rows] = reader.line();
        rows++;
    }

    private boolean isGiven(int att) {
        for (int a : atts) {
            if (a == att) {
                return true;
            }
        }
        return false;
    }

    private void flush() {
        if (rows == 0) {
            return;
        }
        es.cx.interrupts.check();
        int cid = es.env.txn().transactions().commandId(true);
        es.env.access().heap().multiInsert(rel, tuples, rows, cid, heapOptions, bulk);
        for (int i = 0; i < rows; i++) {
            try {
                target.insertIndexes(cols, i, rows, tuples[i].tid);
                target.foreignKeys.inserted(cols, i, tuples[i].tid);
            } catch (SqlError e) {
                throw e.context("COPY " + rel.name + ", line " + lineOf[i]);
            }
        }
        count += rows;
        reset();
    }


}
