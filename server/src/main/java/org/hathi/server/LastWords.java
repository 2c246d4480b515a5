package org.hathi.server;

import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.StatementService;
import org.hathi.protocol.ClientGone;

/** How a session ends that does not end by its client's wish. */
final class LastWords {
    private final ServerLog log;
    private final SocketSink sink;
    private final StatementService service;
    private final SessionStats stats;

    LastWords(ServerLog log, SocketSink sink, StatementService service, SessionStats stats) {
        this.log = log;
        this.sink = sink;
        this.service = service;
        this.stats = stats;
    }

    /** The connection is lost. */
    void gone(ClientGone e) {
        boolean open = service.transactionStatus() != 'I';
        stats.abandoned();
        service.failed(e);
        String m = e.getMessage();
        log.report(new Report(
                Severity.LOG,
                SqlState.CONNECTION_FAILURE,
                open && m != null && m.startsWith("unexpected EOF on")
                        ? "unexpected EOF on client connection with an open transaction"
                        : m == null ? "connection to client lost" : m));
    }

    /** An error ends the session: the log and the client are told. */
    void fatal(SqlError e) {
        stats.failed(e.state());
        SqlError f = e.severity() == Severity.ERROR
                ? SessionStart.copyHints(
                        e, new Report(Severity.FATAL, e.state(), e.report().message()))
                : e;
        // the log first: cleaning up may fail as well, and must not hide why it was needed
        log.write(f.report(), null, f.getCause());
        if (f.severity() != Severity.PANIC) {
            service.failed(e);
        }
        sink.abandonOpen();
        try {
            sink.messages().report(f.report());
            sink.flush();
        } catch (ClientGone gone) {
            log.report(Report.of(Severity.DEBUG1, "client gone while reporting an error"));
        }
        if (f.severity() == Severity.PANIC) {
            Runtime.getRuntime().halt(134);
        }
    }
}
