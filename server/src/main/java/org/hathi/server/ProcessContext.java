package org.hathi.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.ConfigFile;
import org.hathi.base.Interrupts;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.SettingContext;
import org.hathi.base.Settings;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionPool;
import org.hathi.shm.WaitEvent;

/** What every process has: its settings, log, segment, process slot and data directory. */
public final class ProcessContext {
    private final Settings settings;
    private final ServerLog log;
    private final Segment segment;
    private final Proc proc;
    private final Path dataDirectory;
    private final Control control;
    private Interrupts interrupts = Interrupts.NONE;
    private Reporter reporter;
    private Runnable beforeReady = () -> {};
    private volatile int signalled;
    private final SessionPool pool;
    private int reloads;

    ProcessContext(Settings settings, ServerLog log, Segment segment, Proc proc, Path dataDirectory, Control control) {
        this.settings = settings;
        this.log = log;
        this.segment = segment;
        this.proc = proc;
        this.dataDirectory = dataDirectory;
        this.control = control;
        this.reporter = log;
        pool = new SessionPool(segment);
        reloads = pool.reloads();
        if (reloads > 0) {
            // the files may have been read before a reload that could not be told to a process without a slot
            proc.raiseInterrupt(proc.slot(), Interrupt.RELOAD);
        }
    }

    public Settings settings() {
        return settings;
    }

    public ServerLog log() {
        return log;
    }

    public Segment segment() {
        return segment;
    }

    /** A signal came that stands for this interrupt; called by its handler. */
    void signal(int bit) {
        signalled |= bit;
        proc.raiseInterrupt(proc.slot(), bit);
    }

    /** Whether the interrupt came by signal, and so means whatever the process does; asked once. */
    boolean takeSignal(int bit) {
        boolean yes = (signalled & bit) != 0;
        signalled &= ~bit;
        return yes;
    }

    public Proc proc() {
        return proc;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    Control control() {
        return control;
    }

    /** Run before the client is told that the server is ready, outside transactions. */
    void beforeReady(Runnable r) {
        beforeReady = r;
    }

    Runnable beforeReady() {
        return beforeReady;
    }

    /** Polled by everything that may take long. */
    public Interrupts interrupts() {
        return interrupts;
    }

    void interrupts(Interrupts i) {
        interrupts = i;
    }

    /** Where notices go: the client of the moment and the log. */
    public Reporter reporter() {
        return reporter;
    }

    void reporter(Reporter r) {
        reporter = r;
    }

    /** Whether this auxiliary process is to finish. */
    public boolean shutdownRequested() {
        return (proc.interruptBits() & (Interrupt.TERMINATE | Interrupt.SHUTDOWN)) != 0;
    }

    /** Asks the postmaster for an autovacuum worker in a database. */
    public void requestWorker(int database) {
        control.send(Control.WORKER, Control.payload(o -> o.writeInt(database)), -1);
    }

    /**
     * An auxiliary process's rest: sleeps until the latch is set or the time is up; then handles reload and quit.
     *
     * @param millis negative for no limit
     */
    public void rest(long millis, WaitEvent event) {
        proc.waitLatch(millis < 0 ? -1 : millis * 1_000_000L, event);
        proc.resetLatch();
        if ((proc.interruptBits() & Interrupt.QUIT) != 0) {
            Runtime.getRuntime().halt(2);
        }
        if (proc.takeInterrupts(Interrupt.RELOAD) != 0) {
            reload();
        }
    }

    /** The count of reloads when this process read the files last. */
    int reloads() {
        return reloads;
    }

    /** Reads the configuration files again; problems are the postmaster's to log. */
    void reload() {
        reloads = pool.reloads();
        List<Report> problems = new ArrayList<>();
        ConfigFile f = ConfigFile.read(
                Path.of(settings.string("config_file")), dataDirectory.resolve("postgresql.auto.conf"), problems);
        if (problems.isEmpty()) {
            settings.applyFiles(f, SettingContext.SIGHUP, problems);
        }
    }
}
