package org.hathi.executor.api;

import java.util.List;
import org.hathi.base.Report;
import org.hathi.types.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement's results go: the messages of the protocol, built in the send buffer of the connection. Implemented
 * by room server over a socket, and by others that run SQL without a client (single-user mode, tests).
 *
 * <p>PROTOCOL of a result: {@link #rowDescription} (simple query or Describe), then per row {@link #beginRow}, for each
 * column a 4-byte length and the bytes appended to {@link #buffer()} (or {@code putInt(-1)} for NULL), {@link #endRow};
 * at last {@link #commandComplete}, {@link #portalSuspended} or {@link #emptyQuery}. Between beginRow and endRow
 * nothing else may be called; when a row cannot be finished, {@link #abandonRow} takes it back.
 */
public interface ResultSink {
    /** The send buffer: bytes of a row being built are appended here. */
    ByteSink buffer();

    void rowDescription(List<ResultColumn> columns);

    /** Describe of something that returns no rows. */
    void noData();

    void parameterDescription(int[] typeOids);

    /**
     * The text of a Query message is parsed and about to be executed.
     *
     * @param tag of its first statement
     * @param detail for the log, null: none
     */
    default void parsed(String tag, StatementLevel level, @Nullable String detail) {}

    /** Starts a DataRow; returns a mark for {@link #endRow} and {@link #abandonRow}. */
    int beginRow(int columns);

    /** Completes the row started with this mark; sends if the buffer is full (may wait for the client). */
    void endRow(int mark);

    /** Removes an unfinished row. */
    void abandonRow(int mark);

    /** CommandComplete with a tag such as {@code SELECT 5}. */
    void commandComplete(String tag);

    void emptyQuery();

    void portalSuspended();

    /** A notice, warning or info to the client and, by its level, the log. */
    void notice(Report report);

    /** NotificationResponse of LISTEN/NOTIFY. */
    void notification(int pid, String channel, String payload);

    /** CopyInResponse: {@code format} 0 text, 1 binary, and one format per column. Flushes. */
    void copyIn(int format, int[] columnFormats);

    /**
     * The next piece of COPY data from the client, or null at CopyDone. Throws 57014 for CopyFail
     * ({@code COPY from stdin failed: …}) and 08P01 for a message that does not belong here. The array belongs to the
     * caller.
     */
    byte @Nullable [] copyRead();

    /**
     * Reads COPY data that is at hand into {@code to}, at most {@code max} bytes; 0 when only {@link #copyRead()} can
     * tell what comes next.
     */
    default int copyRead(byte[] to, int off, int max) {
        return 0;
    }

    void copyOut(int format, int[] columnFormats);

    /** Starts a CopyData message; its bytes are appended to {@link #buffer()}; ended by {@link #endRow}. */
    int beginCopyData();

    void copyDone();

    /** Sends everything buffered. */
    void flush();
}
