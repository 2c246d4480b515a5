package org.hathi.server;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.executor.admin.AutovacuumWorker;
import org.hathi.executor.api.StatementService;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Interrupt;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.WaitEvent;
import org.hathi.storage.BufferReaper;
import org.hathi.storage.CheckpointFlags;
import org.hathi.storage.Recovery;
import org.hathi.txn.TxnReaper;
import org.hathi.txn.TxnRedo;
import org.hathi.wal.ControlFile;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Wal;

/** The database itself behind the process machinery: each process's work in terms of the rooms above. */
public final class Database implements Engine {
    @Override
    public List<RegionSpec> regions(Settings settings, int maxProcs) {
        return Core.regions(settings, maxProcs, control(settings).walSegmentSize());
    }

    @Override
    public void checkDataDirectory(Settings settings) {
        control(settings);
    }

    private static ControlFile control(Settings settings) {
        MemorySegment m = Arena.ofAuto().allocate(ControlFile.FILE_SIZE, 8);
        ControlFile c = new ControlFile(m, 0);
        c.load(Path.of(settings.string("data_directory")));
        return c;
    }

    @Override
    public byte[] mockNonce(Settings settings) {
        return control(settings).mockNonce();
    }

    // ---------------------------------------------------------------- startup

    @Override
    public void startup(ProcessContext cx) {
        Core core = new Core(cx);
        PgClock clock = PgClock.SYSTEM;
        Recovery recovery = new Recovery(core.storage(), clock, () -> {
            if ((cx.proc().interruptBits() & (Interrupt.TERMINATE | Interrupt.QUIT)) != 0) {
                Runtime.getRuntime().halt(1);
            }
        });
        for (ResourceManager m : new TxnRedo(core.txn(), files -> unlink(cx, core, files)).managers()) {
            recovery.register(m);
        }
        Sessions.registerRedo(core, recovery);
        StatsFile.read(cx, core.storage(), control(cx.settings()));
        Settings s = cx.settings();
        recovery.run(
                new TxnParticipant(core.txn(), core.storage(), s),
                new Recovery.Parameters(
                        s.intValue("wal_level"),
                        s.bool("wal_log_hints"),
                        s.intValue("max_connections"),
                        s.intValue("max_worker_processes"),
                        s.intValue("max_wal_senders"),
                        s.intValue("max_prepared_transactions"),
                        s.intValue("max_locks_per_transaction"),
                        s.bool("track_commit_timestamp")));
        Sessions.writeFlatRoles(core);
        core.storage().close();
    }

    /** Forgets and unlinks the files of dropped relations; some may be gone already. */
    private static void unlink(ProcessContext cx, Core core, RelFileNode[] files) {
        for (RelFileNode f : files) {
            if (core.storage().pool().dropRelation(f)) {
                core.storage().smgr().unlink(f, true);
            } else {
                cx.reporter().log("files of relation " + f.path(Fork.MAIN) + " stay: they are being written");
            }
        }
    }

    // ---------------------------------------------------------------- backend

    @Override
    public StatementService backend(ProcessContext cx) {
        return Sessions.service(new Core(cx));
    }

    // ---------------------------------------------------------------- auxiliary processes

    @Override
    public void checkpointer(ProcessContext cx) {
        Core core = new Core(cx);
        var checkpoints = core.storage().checkpoints();
        checkpoints.becomeCheckpointer();
        long last = System.nanoTime();
        while (!cx.shutdownRequested()) {
            int since = (int) ((System.nanoTime() - last) / 1_000_000_000L);
            try {
                if (checkpoints.round(since)) {
                    last = System.nanoTime();
                    continue;
                }
            } catch (SqlError e) {
                if (e.severity() == Severity.PANIC || !cx.proc().isConsistent()) {
                    throw e;
                }
                cx.log().write(e.report(), null, e.getCause());
                cx.rest(1_000, WaitEvent.CHECKPOINTER_MAIN);
            }
            int timeout = core.storage().options().checkpointTimeout;
            cx.rest(Math.max(1, (timeout - since)) * 1_000L, WaitEvent.CHECKPOINTER_MAIN);
            core.readOptions();
        }
        cx.log().log("shutting down");
        checkpoints.create(CheckpointFlags.IS_SHUTDOWN | CheckpointFlags.IMMEDIATE);
        cx.proc().stats().flush();
        StatsFile.write(cx, core.storage());
        core.storage().close();
    }

    @Override
    public void backgroundWriter(ProcessContext cx) {
        Core core = new Core(cx);
        int quiet = 0;
        while (!cx.shutdownRequested()) {
            int cleaned = core.storage().checkpoints().cleanAhead();
            quiet = cleaned < 0 ? quiet + 1 : 0;
            long delay = cx.settings().millis("bgwriter_delay");
            boolean hibernate = quiet > 2;
            cx.rest(
                    hibernate ? delay * 5 : delay,
                    hibernate ? WaitEvent.BG_WRITER_HIBERNATE : WaitEvent.BG_WRITER_MAIN);
            core.readOptions();
        }
        core.storage().close();
    }

    @Override
    public void walWriter(ProcessContext cx) {
        Core core = new Core(cx);
        Wal wal = core.storage().wal();
        int quiet = 0;
        while (!cx.shutdownRequested()) {
            boolean wrote = wal.backgroundFlush();
            quiet = wrote ? 0 : quiet + 1;
            long delay = cx.settings().millis("wal_writer_delay");
            boolean hibernate = quiet > 50;
            if (hibernate) {
                wal.walwriterHibernates(true);
            }
            cx.rest(hibernate ? delay * 25 : delay, WaitEvent.WAL_WRITER_MAIN);
            if (hibernate) {
                wal.walwriterHibernates(false);
            }
            core.readOptions();
        }
        core.storage().close();
    }

    @Override
    public void autovacuumLauncher(ProcessContext cx) {
        Core core = new Core(cx);
        new AutovacuumLauncher(cx, core).run();
        core.storage().close();
    }

    @Override
    public void autovacuumWorker(ProcessContext cx, int database) {
        BackendInterrupts interrupts = new BackendInterrupts(cx.proc(), new StatementTimer(cx.proc()), true);
        interrupts.inStatement(true);
        cx.interrupts(interrupts);
        cx.proc().setDatabase(database);
        Core core = new Core(cx);
        AutovacuumWorker.run(SessionHost.connect(core, database));
        core.storage().close();
    }

    // ---------------------------------------------------------------- reaper

    @Override
    public boolean reap(ProcessContext postmaster, int slot) {
        Core core = new Core(postmaster);
        try {
            if (!giveBack(core, postmaster, slot)) {
                return false;
            }
            new TxnReaper(core.txn(), files -> unlink(postmaster, core, files)).reap(slot);
            new BufferReaper(postmaster.segment()).releaseCheckpoints(slot);
            return true;
        } finally {
            core.storage().close();
        }
    }

    @Override
    public boolean giveBack(ProcessContext postmaster, int slot) {
        Core core = new Core(postmaster);
        try {
            return giveBack(core, postmaster, slot);
        } finally {
            core.storage().close();
        }
    }

    private static boolean giveBack(Core core, ProcessContext postmaster, int slot) {
        boolean logged = postmaster.proc().slots().hasLogged(slot);
        return core.storage().wal().finishInsertion(slot, logged)
                && new BufferReaper(postmaster.segment()).release(postmaster.proc(), slot);
    }

    @Override
    public void endParkedSession(ProcessContext postmaster, int sessionSlot) {
        Core core = new Core(postmaster);
        try {
            core.txn().locks().endParkedSession(sessionSlot);
        } finally {
            core.storage().close();
        }
    }
}
