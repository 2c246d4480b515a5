package org.hathi.txn;

import java.nio.file.Path;
import java.util.Random;
import org.hathi.base.PgClock;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.Segment;

/** One process of the kill test: {@code shmid dir seed}. Works until the flag at the region's start is set. */
public final class KillMain {
    private KillMain() {}

    /** Computing, as real statements do most of the time. */
    private static void work(long nanos) {
        for (long until = System.nanoTime() + nanos; System.nanoTime() < until; ) {
            Thread.onSpinWait();
        }
    }

    /** Transactions with locks, savepoints and commits, for ever. */
    public static void main(String[] args) {
        Segment seg = Segment.attach(Integer.parseInt(args[0]));
        Random rnd = new Random(Long.parseLong(args[2]));
        long nanos = Long.parseLong(args[3]);
        Proc me = Proc.acquire(seg, ProcRole.BACKEND, OsProcess.pid());
        me.setDatabase(5);
        Txn t = new Txn(new TxnContext(me, TxnLog.none(), Path.of(args[1]), PgClock.SYSTEM, r -> {}));
        t.locks().setTimeouts(20, 0);
        long control = seg.region("control").offset();
        while (Mem.intVolatile(seg.memory(), control) == 0) {
            t.block().startCommand();
            try {
                t.block().begin();
                t.block().commitCommand();
                t.snapshots().push(t.snapshots().transaction());
                for (int i = 0; i < 3; i++) {
                    t.locks().acquire(LockTag.relation(5, 30000 + rnd.nextInt(5)), 1 + rnd.nextInt(8));
                    work(nanos);
                }
                t.transactions().xid();
                work(nanos);
                if (rnd.nextBoolean()) {
                    t.block().startCommand();
                    t.block().savepoint("s");
                    t.block().commitCommand();
                    t.transactions().xid();
                }
                t.snapshots().pop();
                t.block().startCommand();
                if (rnd.nextInt(4) == 0) {
                    t.block().rollback(false);
                } else {
                    t.block().commit(false);
                }
                t.block().commitCommand();
            } catch (SqlError e) {
                if (!e.state().code().equals("40P01")) {
                    throw e;
                }
                t.block().abortAll();
            }
            Mem.addLong(seg.memory(), control + 8 + 8L * me.slot(), 1);
        }
        me.release();
    }
}
