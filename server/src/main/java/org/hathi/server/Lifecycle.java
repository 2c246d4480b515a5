package org.hathi.server;

import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;

/**
 * The server as a whole: start, what follows from what children do, crash restart, the three ways to stop.
 *
 * <p>STATES ({@link PostmasterState}): STARTUP (recovery) → RUN → (smart: WAIT_SESSIONS) → STOPPING (backends gone) →
 * CHECKPOINT → DONE; a death in a critical section leads to CRASH (everybody is killed), then to STARTUP with a fresh
 * segment. Event loop only.
 */
final class Lifecycle implements Children.Events {
    private final PostmasterContext cx;
    private final Admission admission;
    private final Children children;
    private final Backends pool;
    private final ChildDeath death;
    private boolean immediate;
    private boolean abnormal;
    private int exitStatus;

    Lifecycle(PostmasterContext cx, Spawner spawner, Admission admission) {
        this.cx = cx;
        this.admission = admission;
        children = new Children(cx, spawner, this);
        pool = cx.settings.bool("session_parking") ? new ParkingPool(cx, children) : new BackendPool(cx, children);
        death = new ChildDeath(cx);
    }

    Children children() {
        return children;
    }

    Backends pool() {
        return pool;
    }

    /** Of the postmaster, once its loop has ended. */
    int exitStatus() {
        return exitStatus;
    }

    // ---------------------------------------------------------------- start

    /** Creates the segment and starts recovery; the first backends start beside it. */
    void start() {
        cx.createSegment();
        cx.state = PostmasterState.STARTUP;
        org.hathi.storage.DataDirectory.removeTemporaryFiles(cx.dir, cx.log);
        children.spawn(ProcRole.STARTUP, 0);
        pool.prepare();
    }

    @Override
    public void recovered() {
        if (cx.state != PostmasterState.STARTUP) {
            return;
        }
        children.spawn(ProcRole.CHECKPOINTER, 0);
        children.spawn(ProcRole.BACKGROUND_WRITER, 0);
        children.spawn(ProcRole.WALWRITER, 0);
        if (cx.settings.bool("autovacuum")) {
            children.spawn(ProcRole.AUTOVACUUM_LAUNCHER, 0);
        }
        cx.state = PostmasterState.RUN;
        cx.lockLine(8, "ready   ");
        cx.log.log("database system is ready to accept connections");
        pool.open();
    }

    // ---------------------------------------------------------------- children

    @Override
    public void ready(Child c) {
        if (c.role == ProcRole.BACKEND && c.state == Child.State.STARTING) {
            pool.ready(c);
        } else {
            c.state = Child.State.BUSY;
        }
    }

    @Override
    public void free(Child c) {
        pool.free(c);
    }

    @Override
    public void news(Child c, byte what) {
        pool.news(c, what);
    }

    @Override
    public void ended(Child c, byte[] payload) {
        pool.ended(c, payload);
        advance();
    }

    @Override
    public void fetch(Child c, int sessionSlot, long id) {
        pool.fetch(c, sessionSlot, id);
    }

    @Override
    public void workerWanted(int database) {
        if (cx.state == PostmasterState.RUN
                && children.count(ProcRole.AUTOVACUUM_WORKER) < cx.settings.intValue("autovacuum_max_workers")) {
            children.spawn(ProcRole.AUTOVACUUM_WORKER, database);
        }
    }

    @Override
    public void notStarted(Child c) {
        pool.startFailed();
        pool.prepare();
    }

    @Override
    public void exited(Child c, int status) {
        if (cx.state == PostmasterState.DONE) {
            return;
        }
        if (c.role == ProcRole.LOGGER) {
            if (status != 0) {
                death.report(c, status, null);
            }
            children.spawn(ProcRole.LOGGER, 0);
            return;
        }
        if (status != 0) {
            pool.dying(c);
        }
        if (status != 0 && cx.state != PostmasterState.CRASH && (c.state != Child.State.EXITING || c.session != null)) {
            switch (death.judge(c, status)) {
                case REPAIRED -> {}
                case CRASH -> crash();
                case NO_STARTUP -> {
                    exitStatus = 1;
                    finish();
                }
            }
        }
        if (status != 0 && cx.state == PostmasterState.CHECKPOINT && c.role == ProcRole.CHECKPOINTER) {
            crash();
        }
        pool.lost(c, death.farewell(immediate));
        replace(c, status);
        advance();
    }

    private void replace(Child c, int status) {
        if (cx.state != PostmasterState.RUN) {
            return;
        }
        switch (c.role) {
            case BACKEND -> {
                if (c.state == Child.State.STARTING && status != 0) {
                    pool.startFailed();
                    pool.refuseFirst();
                }
                pool.dispatch();
            }
            case CHECKPOINTER, BACKGROUND_WRITER, WALWRITER, AUTOVACUUM_LAUNCHER -> {
                if (status == 0) {
                    children.spawn(c.role, 0);
                } else {
                    cx.loop.after(1_000, () -> {
                        if (cx.state == PostmasterState.RUN) {
                            children.spawn(c.role, 0);
                        }
                    });
                }
            }
            default -> {}
        }
    }

    private void crash() {
        if (cx.state == PostmasterState.CRASH || cx.state == PostmasterState.DONE) {
            return;
        }
        cx.log.log("terminating any other active server processes");
        boolean stopping = cx.state != PostmasterState.RUN && cx.state != PostmasterState.STARTUP;
        cx.state = PostmasterState.CRASH;
        if (stopping) {
            immediate = true;
            abnormal = true;
        }
        children.killAll();
    }

    // ---------------------------------------------------------------- stop

    @Override
    public void stop(char mode) {
        switch (mode) {
            case 'i' -> {
                cx.log.log("received immediate shutdown request");
                immediate = true;
                cx.state = PostmasterState.CRASH;
                children.killAll();
            }
            case 'f' -> {
                if (cx.state == PostmasterState.STOPPING
                        || cx.state == PostmasterState.CHECKPOINT
                        || cx.state == PostmasterState.CRASH) {
                    return;
                }
                cx.log.log("received fast shutdown request");
                if (cx.state == PostmasterState.RUN || cx.state == PostmasterState.WAIT_SESSIONS) {
                    cx.log.log("aborting any active transactions");
                }
                stopping();
            }
            default -> {
                if (cx.state != PostmasterState.RUN && cx.state != PostmasterState.STARTUP) {
                    return;
                }
                cx.log.log("received smart shutdown request");
                cx.state = PostmasterState.WAIT_SESSIONS;
                cx.lockLine(8, "stopping");
            }
        }
        advance();
    }

    private void stopping() {
        cx.state = PostmasterState.STOPPING;
        cx.lockLine(8, "stopping");
        Report why = SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down")
                .report();
        admission.refuseAll(why);
        pool.refuseAll(why);
        signalAll();
    }

    /** Tells every process but the checkpointer to end. */
    private void signalAll() {
        Proc me = cx.procIfAny();
        ProcSlots slots = new ProcSlots(cx.segment());
        for (Child c : children.all()) {
            if (c.role == ProcRole.CHECKPOINTER || c.role == ProcRole.LOGGER) {
                continue;
            }
            if (c.role == ProcRole.BACKEND && (c.state == Child.State.EXITING || pool.dismissIdle(c))) {
                continue;
            }
            if (c.state == Child.State.STARTING && c.role == ProcRole.BACKEND) {
                c.state = Child.State.EXITING;
                c.kill();
            } else {
                int slot = slots.byPid(c.pid);
                if (slot >= 0 && me != null) {
                    me.raiseInterrupt(slot, Interrupt.TERMINATE);
                } else {
                    c.state = Child.State.EXITING;
                    c.kill();
                }
            }
        }
    }

    /** Orders the shutdown checkpoint, as soon as the checkpointer can hear it. */
    private void tellCheckpointer() {
        Proc me = cx.procIfAny();
        for (Child c : children.all()) {
            if (c.role == ProcRole.LOGGER) {
                continue;
            }
            int slot = new ProcSlots(cx.segment()).byPid(c.pid);
            if (slot >= 0 && me != null) {
                me.raiseInterrupt(slot, Interrupt.SHUTDOWN);
            } else if (cx.state == PostmasterState.CHECKPOINT) {
                cx.loop.after(50, this::tellCheckpointer);
            }
        }
    }

    /** Moves the state machine on when its condition has come. */
    private void advance() {
        if (cx.state == PostmasterState.WAIT_SESSIONS && !pool.anySession()) {
            stopping();
        }
        if (cx.state == PostmasterState.STOPPING && !children.anyLeft(false)) {
            cx.state = PostmasterState.CHECKPOINT;
            tellCheckpointer();
        }
        if (cx.state == PostmasterState.CHECKPOINT && !children.anyLeft(true)) {
            cx.log.log("database system is shut down");
            finish();
        }
        if (cx.state == PostmasterState.CRASH && !children.anyLeft(true)) {
            if (immediate) {
                cx.log.log(abnormal ? "abnormal database system shutdown" : "database system is shut down");
                exitStatus = abnormal ? 1 : 0;
                finish();
            } else {
                reinitialize();
            }
        }
    }

    private void reinitialize() {
        if (!cx.settings.bool("restart_after_crash")) {
            cx.log.log("shutting down because restart_after_crash is off");
            exitStatus = 1;
            finish();
            return;
        }
        cx.log.log("all server processes terminated; reinitializing");
        pool.refuseAll(null);
        cx.releaseSegment();
        start();
    }

    private void finish() {
        cx.state = PostmasterState.DONE;
        children.killAll();
        cx.loop.stop();
    }
}
