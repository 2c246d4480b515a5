package org.hathi.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hathi.base.ConfigFile;
import org.hathi.base.Report;
import org.hathi.base.Setting;
import org.hathi.base.SettingContext;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.os.ProcessTitle;
import org.hathi.os.Signals;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.SessionPool;

/**
 * The supervisor: listens, establishes connections, hands them to backends, keeps all other processes running, reloads,
 * shuts down, cleans up after the dead. Executes no SQL, touches no relation. One thread (the event loop) owns all
 * state; others only post to it.
 *
 * <p>PARTS: {@link Listeners} (sockets) → {@link Connecting} (one client's start-up) → {@link Admission} (who may) →
 * {@link BackendPool} (which process); {@link Children} (all processes), {@link ChildDeath} (repair), {@link Lifecycle}
 * (states); {@link PostmasterContext} is what they share.
 */
public final class Postmaster {
    /** Exit status after PANIC: as of a process that abort() ended. */
    private static final int ABORTED = 134;

    private static final long RECHECK_MILLIS = 60_000;

    private final PostmasterContext cx;
    private final Admission admission;
    private final Lifecycle lifecycle;
    private final Children children;
    private final Backends pool;
    private final Listeners listeners;
    private final String options;

    /** A server over the data directory its settings name. */
    public Postmaster(Engine engine, Settings settings, Spawner spawner) {
        this(engine, settings, spawner, "");
    }

    /** @param options the command line, for postmaster.opts; empty: no such file */
    public Postmaster(Engine engine, Settings settings, Spawner spawner, String options) {
        this.options = options;
        cx = new PostmasterContext(engine, settings);
        admission = new Admission(cx);
        lifecycle = new Lifecycle(cx, spawner, admission);
        children = lifecycle.children();
        pool = lifecycle.pool();
        listeners = new Listeners(cx, admission, pool);
    }

    /** Runs the server; returns the exit status. Start-up errors are logged here. */
    public int run() {
        try {
            start();
            cx.loop.run();
        } catch (SqlError e) {
            Report r = e.report();
            boolean panic = r.severity() == Severity.PANIC;
            Report fatal = new Report(panic ? Severity.PANIC : Severity.FATAL, r.state(), r.message());
            String detail = r.detail();
            if (detail != null) {
                fatal.detail(detail);
            }
            String hint = r.hint();
            if (hint != null) {
                fatal.hint(hint);
            }
            cx.log.report(fatal);
            return panic ? ABORTED : 1;
        } finally {
            cleanUp();
        }
        return lifecycle.exitStatus();
    }

    private void start() {
        ServerConfig.checkDirectory(cx.dir);
        ProcessTitle.open().set("postgres -D " + cx.dir);
        signals();
        cx.lockDirectory();
        cx.engine.checkDataDirectory(cx.settings);
        startCollector();
        cx.log.log("starting PostgreSQL 15.18 (Hathi) on Java " + Runtime.version());
        if ("missing".equals(System.getProperty("hathi.aot"))) {
            cx.log.log("AOT caches are missing or were made in another place: processes start more slowly until"
                    + " bin/hathi-train has run");
        }
        listeners.open();
        admission.load(true);
        admission.mockNonce(cx.engine.mockNonce(cx.settings));
        cx.lockLine(8, "starting");
        writeOptions();
        cx.loop.after(RECHECK_MILLIS, this::recheck);
        lifecycle.start();
    }

    /** What pg_ctl restart starts the server with again. */
    private void writeOptions() {
        if (options.isEmpty()) {
            return;
        }
        Path file = cx.dir.resolve("postmaster.opts");
        try {
            Files.writeString(file, options + "\n");
        } catch (IOException e) {
            throw SqlError.fatal(SqlState.IO_ERROR, "could not create file \"postmaster.opts\": " + LockFile.reason(e));
        }
    }

    /** The data directory may have been removed or taken by another server behind our back. */
    private void recheck() {
        if (cx.lockStillOurs()) {
            cx.loop.after(RECHECK_MILLIS, this::recheck);
        } else {
            cx.log.log("performing immediate shutdown because data directory lock file is invalid");
            lifecycle.stop('i');
        }
    }

    /** The control socket, and the logging collector, if there is to be one: everything said from now on goes to it. */
    private void startCollector() {
        children.open();
        try {
            Files.deleteIfExists(cx.dir.resolve(LogFiles.CURRENT));
        } catch (IOException e) {
            cx.log.log("could not remove file \"" + LogFiles.CURRENT + "\": " + e.getMessage());
        }
        if (cx.settings.bool("logging_collector")) {
            cx.redirect.start(cx.log, cx.settings.string("log_directory"));
            children.spawn(ProcRole.LOGGER, 0);
        }
    }

    /** pg_ctl logrotate and pg_rotate_logfile leave a file and send SIGUSR1. */
    private void rotateLog() {
        try {
            if (Files.deleteIfExists(cx.dir.resolve("logrotate"))) {
                children.signal(ProcRole.LOGGER, OsProcess.SIGUSR1);
            }
        } catch (IOException e) {
            cx.log.log("could not remove file \"logrotate\": " + e.getMessage());
        }
    }

    private void signals() {
        OsProcess.defaultAction(OsProcess.SIGHUP);
        OsProcess.defaultAction(OsProcess.SIGTERM);
        OsProcess.defaultAction(OsProcess.SIGINT);
        Signals.install("HUP", () -> cx.loop.post(this::reload));
        Signals.install("USR1", () -> cx.loop.post(this::rotateLog));
        Signals.install("TERM", () -> cx.loop.post(() -> lifecycle.stop('s')));
        Signals.install("INT", () -> cx.loop.post(() -> lifecycle.stop('f')));
    }

    /** Reads the configuration files again and tells everybody to. */
    private void reload() {
        cx.log.log("received SIGHUP, reloading configuration files");
        List<Report> problems = new ArrayList<>();
        ConfigFile f = ConfigFile.read(
                Path.of(cx.settings.string("config_file")), cx.dir.resolve("postgresql.auto.conf"), problems);
        Map<String, String> before = new HashMap<>();
        for (Setting s : cx.settings.all()) {
            before.put(s.name(), s.string());
        }
        boolean applied = problems.isEmpty() && cx.settings.applyFiles(f, SettingContext.SIGHUP, problems);
        if (applied) {
            logChanges(f, before);
        }
        for (Report r : problems) {
            cx.log.report(r);
        }
        if (!problems.isEmpty()) {
            cx.log.log("configuration file \"" + cx.settings.string("config_file")
                    + "\" contains errors; "
                    + (applied ? "unaffected changes were applied" : "no changes were applied"));
        }
        admission.load(false);
        Proc me = cx.procIfAny();
        if (me != null) {
            new SessionPool(cx.segment()).countReload();
            ProcSlots slots = new ProcSlots(cx.segment());
            for (Child c : children.all()) {
                int slot = slots.byPid(c.pid);
                if (slot >= 0) {
                    me.raiseInterrupt(slot, Interrupt.RELOAD);
                }
            }
        }
        children.signal(ProcRole.LOGGER, OsProcess.SIGHUP);
        pool.prepare();
    }

    private void logChanges(ConfigFile f, Map<String, String> before) {
        Map<String, String> written = new HashMap<>();
        for (ConfigFile.Entry e : f.entries()) {
            written.put(e.name().toLowerCase(Locale.ROOT), e.value());
        }
        for (Setting s : cx.settings.all()) {
            String old = before.get(s.name());
            String now = written.get(s.name().toLowerCase(Locale.ROOT));
            if (old == null || old.equals(s.string())) {
                continue;
            }
            cx.log.log(
                    now == null
                            ? "parameter \"" + s.name() + "\" removed from configuration file, reset to default"
                            : "parameter \"" + s.name() + "\" changed to \"" + now + "\"");
        }
    }

    private void cleanUp() {
        children.awaitEnd();
        listeners.close();
        children.close();
        cx.releaseSegment();
        cx.unlockDirectory();
        cx.loop.close();
    }
}
