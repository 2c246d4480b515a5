package org.hathi.server;

import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.SettingContext;
import org.hathi.base.SettingSource;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.protocol.StartupPacket;

/** The settings a session starts with: from its role and database, and from the start-up packet. */
final class SessionStart {
    private final Settings settings;
    private final Reporter notices;

    SessionStart(Settings settings, Reporter notices) {
        this.settings = settings;
        this.notices = notices;
    }

    /** Applies them; throws FATAL for what the client got wrong. */
    void apply(SessionTicket t) {
        settings.override("is_superuser", t.superuser() ? "on" : "off");
        settings.override("session_authorization", t.role());
        settings.privilege(name -> t.superuser());
        SettingContext context = t.superuser() ? SettingContext.SUPERUSER_BACKEND : SettingContext.BACKEND;
        try {
            options(t.options(), context);
            for (StartupPacket.Parameter p : t.client()) {
                settings.set(p.name(), p.value(), context, SettingSource.CLIENT);
            }
        } catch (SqlError e) {
            Report r = new Report(Severity.FATAL, e.state(), e.report().message());
            throw copyHints(e, r);
        }
        for (SessionTicket.Default d : t.defaults()) {
            try {
                settings.set(d.name(), d.value(), SettingContext.SUPERUSER, SettingSource.values()[d.source()]);
            } catch (SqlError e) {
                notices.report(
                        new Report(Severity.WARNING, e.state(), e.report().message()));
            }
        }
    }

    /** The FATAL error {@code r} with detail and hint of another. */
    static SqlError copyHints(SqlError e, Report r) {
        SqlError f = SqlError.fatal(r.state(), r.message());
        String detail = e.report().detail();
        String hint = e.report().hint();
        if (detail != null) {
            f.detail(detail);
        }
        if (hint != null) {
            f.hint(hint);
        }
        return f;
    }

    /** {@code -c name=value}, {@code -cname=value} and {@code --name=value} of the options parameter. */
    private void options(String options, SettingContext context) {
        if (options.isEmpty()) {
            return;
        }
        var words = StartupPacket.splitOptions(options);
        for (int i = 0; i < words.size(); i++) {
            String w = words.get(i);
            String assignment;
            if (w.equals("-c") && i + 1 < words.size()) {
                assignment = words.get(++i);
            } else if (w.startsWith("-c") || w.startsWith("--")) {
                assignment = w.substring(2);
            } else {
                throw SqlError.fatal(SqlState.SYNTAX_ERROR, "invalid command-line argument for server process: " + w)
                        .hint("Try \"postgres --help\" for more information.");
            }
            int eq = assignment.indexOf('=');
            if (eq < 0) {
                throw SqlError.fatal(
                        SqlState.SYNTAX_ERROR, (w.startsWith("--") ? "--" : "-c ") + assignment + " requires a value");
            }
            String name = assignment.substring(0, eq).replace('-', '_');
            settings.set(name, assignment.substring(eq + 1), context, SettingSource.CLIENT);
        }
    }
}
