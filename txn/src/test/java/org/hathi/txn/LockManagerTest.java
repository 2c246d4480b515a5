package org.hathi.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.hathi.base.SqlError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Heavyweight locks: conflicts, queues, deadlocks, time limits. */
@Timeout(30)
class LockManagerTest {
    private static final LockTag T1 = LockTag.relation(5, 20001);
    private static final LockTag T2 = LockTag.relation(5, 20002);

    @TempDir
    Path dir;

    private TestCluster cluster;

    @BeforeEach
    void open() throws Exception {
        cluster = TestCluster.bootstrapped(dir);
    }

    private Txn started() {
        Txn t = cluster.process();
        t.block().startCommand();
        t.block().begin();
        t.block().commitCommand();
        return t;
    }

    private static void end(Txn t) {
        t.block().startCommand();
        t.block().commit(false);
        t.block().commitCommand();
    }

    private static void awaitWaiting(Txn t, Txn observer) {
        while (observer.locks().blockers(t.context().slot()).length == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void allPairsConflictAsTheyShould() {
        Txn a = started();
        Txn b = started();
        for (int x = 1; x <= 8; x++) {
            for (int y = 1; y <= 8; y++) {
                assertThat(a.locks().acquire(T1, x, false, true)).isEqualTo(LockResult.OK);
                LockResult r = b.locks().acquire(T1, y, false, true);
                assertThat(r == LockResult.NOT_AVAILABLE).as("%d %d", x, y).isEqualTo(LockMode.conflict(x, y));
                if (r == LockResult.OK) {
                    assertThat(b.locks().release(T1, y)).isTrue();
                }
                assertThat(a.locks().release(T1, x)).isTrue();
            }
        }
        assertThat(a.locks().release(T1, 1)).isFalse();
        end(a);
        end(b);
        assertThat(a.locks().snapshot()).isEmpty();
    }

    @Test
    void fastPathLocksAreMovedForStrongOnes() throws Exception {
        Txn a = started();
        Txn b = started();
        a.locks().acquire(T1, LockMode.ROW_EXCLUSIVE);
        assertThat(a.locks().snapshot()).anyMatch(i -> i.fastPath() && i.tag().equals(T1));
        Thread t = new Thread(() -> {
            b.locks().acquire(T1, LockMode.ACCESS_EXCLUSIVE);
            end(b);
        });
        t.start();
        awaitWaiting(b, a);
        assertThat(a.locks().blockers(b.context().slot()))
                .containsExactly(a.context().slot());
        assertThat(a.locks().snapshot()).noneMatch(i -> i.fastPath() && i.tag().equals(T1));
        assertThat(a.locks().snapshot()).anyMatch(i -> !i.granted() && i.mode() == LockMode.ACCESS_EXCLUSIVE);
        end(a);
        t.join();
        Txn c = started();
        c.locks().acquire(T1, LockMode.ACCESS_SHARE);
        assertThat(c.locks().snapshot()).anyMatch(i -> i.fastPath() && i.tag().equals(T1));
        end(c);
    }

    @Test
    void waitersAreServedInOrder() throws Exception {
        Txn a = started();
        a.locks().acquire(T1, LockMode.EXCLUSIVE);
        ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Txn w = started();
            int n = i;
            Thread t = new Thread(() -> {
                w.locks().acquire(T1, LockMode.EXCLUSIVE);
                order.add(n);
                end(w);
            });
            t.start();
            threads.add(t);
            awaitWaiting(w, a);
        }
        end(a);
        for (Thread t : threads) {
            t.join();
        }
        assertThat(order).containsExactly(0, 1, 2, 3);
    }

    @Test
    void deadlockIsReportedToOne() throws Exception {
        Txn a = started();
        Txn b = started();
        a.locks().setTimeouts(50, 0);
        b.locks().setTimeouts(20_000, 0);
        a.locks().acquire(T1, LockMode.ROW_EXCLUSIVE);
        b.locks().acquire(T2, LockMode.ACCESS_EXCLUSIVE);
        Thread t = new Thread(() -> {
            b.locks().acquire(T1, LockMode.ACCESS_EXCLUSIVE);
            end(b);
        });
        t.start();
        awaitWaiting(b, a);
        assertThatThrownBy(() -> a.locks().acquire(T2, LockMode.ACCESS_SHARE))
                .isInstanceOfSatisfying(SqlError.class, e -> {
                    assertThat(e.state().code()).isEqualTo("40P01");
                    assertThat(e.getMessage()).isEqualTo("deadlock detected");
                    int pa = a.context().me.pid();
                    int pb = b.context().me.pid();
                    assertThat(e.report().detail())
                            .isEqualTo("Process " + pa + " waits for AccessShareLock on relation 20002 of database 5;"
                                    + " blocked by process " + pb + ".\nProcess " + pb
                                    + " waits for AccessExclusiveLock on relation 20001 of database 5; blocked by process "
                                    + pa + ".");
                });
        a.block().abortCurrent();
        t.join();
        assertThat(a.locks().snapshot()).isEmpty();
    }

    @Test
    void softDeadlockIsResolvedByReordering() throws Exception {
        // a holds T1 share; c queues for T1 exclusive; b holds T2 and wants T1 share (queued behind c);
        // a wants T2: a waits b, b waits (softly) c, c waits a. Letting b pass c breaks it.
        Txn a = started();
        Txn b = started();
        Txn c = started();
        Txn watch = cluster.process();
        a.locks().setTimeouts(50, 0);
        b.locks().setTimeouts(20_000, 0);
        c.locks().setTimeouts(20_000, 0);
        LockTag x = LockTag.object(5, 1, 1, 0);
        LockTag y = LockTag.object(5, 1, 2, 0);
        a.locks().acquire(x, LockMode.SHARE);
        b.locks().acquire(y, LockMode.EXCLUSIVE);
        Thread tc = new Thread(() -> {
            c.locks().acquire(x, LockMode.EXCLUSIVE);
            end(c);
        });
        tc.start();
        awaitWaiting(c, watch);
        Thread tb = new Thread(() -> {
            b.locks().acquire(x, LockMode.SHARE);
            end(b);
        });
        tb.start();
        awaitWaiting(b, watch);
        a.locks().acquire(y, LockMode.SHARE);
        end(a);
        tb.join();
        tc.join();
        assertThat(watch.locks().snapshot()).isEmpty();
    }

    @Test
    void lockTimeoutAndInterruptsLeaveTheQueue() throws Exception {
        Txn a = started();
        Txn b = started();
        a.locks().acquire(T1, LockMode.ACCESS_EXCLUSIVE);
        b.locks().setTimeouts(1000, 30);
        assertThatThrownBy(() -> b.locks().acquire(T1, LockMode.SHARE)).isInstanceOfSatisfying(SqlError.class, e -> {
            assertThat(e.state().code()).isEqualTo("55P03");
            assertThat(e.getMessage()).isEqualTo("canceling statement due to lock timeout");
        });
        b.block().abortCurrent();
        assertThat(a.locks().snapshot()).noneMatch(i -> !i.granted());
        end(a);
    }

    @Test
    void sessionLocksOutliveTransactions() {
        Txn a = started();
        LockTag key = LockTag.advisory(5, 42L);
        a.locks().acquire(key, LockMode.EXCLUSIVE, true, false);
        a.locks().acquire(key, LockMode.EXCLUSIVE, true, false);
        a.locks().acquire(key, LockMode.EXCLUSIVE, false, false);
        end(a);
        assertThat(a.locks().hasSessionLocks()).isTrue();
        Txn b = started();
        assertThat(b.locks().acquire(key, LockMode.SHARE, false, true)).isEqualTo(LockResult.NOT_AVAILABLE);
        assertThat(a.locks().release(key, LockMode.EXCLUSIVE, true)).isTrue();
        assertThat(a.locks().release(key, LockMode.EXCLUSIVE, true)).isTrue();
        assertThat(a.locks().release(key, LockMode.EXCLUSIVE, true)).isFalse();
        assertThat(b.locks().acquire(key, LockMode.SHARE, false, true)).isEqualTo(LockResult.OK);
        end(b);
    }

    @Test
    void subtransactionAbortReleasesItsLocksOnly() {
        Txn a = started();
        Txn b = started();
        a.locks().acquire(T1, LockMode.ACCESS_EXCLUSIVE);
        a.block().startCommand();
        a.block().savepoint("s");
        a.block().commitCommand();
        a.locks().acquire(T2, LockMode.ACCESS_EXCLUSIVE);
        a.locks().acquire(T1, LockMode.ACCESS_EXCLUSIVE);
        a.block().startCommand();
        a.block().rollbackTo("s");
        a.block().commitCommand();
        assertThat(b.locks().acquire(T2, LockMode.SHARE, false, true)).isEqualTo(LockResult.OK);
        assertThat(b.locks().acquire(T1, LockMode.SHARE, false, true)).isEqualTo(LockResult.NOT_AVAILABLE);
        end(a);
        end(b);
    }

    @Test
    void waitForTransactionEnd() throws Exception {
        Txn a = started();
        Txn b = started();
        int xid = a.transactions().xid();
        assertThat(b.locks().xactLockTry(xid)).isFalse();
        Thread t = new Thread(() -> b.locks().xactLockWait(xid));
        t.start();
        awaitWaiting(b, a);
        end(a);
        t.join();
        assertThat(b.clog().didCommit(xid)).isTrue();
        end(b);
    }

    @Test
    void randomLockingNeverHangsAndLeavesNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        AtomicInteger deadlocks = new AtomicInteger();
        AtomicInteger[] exclusive = new AtomicInteger[4];
        for (int i = 0; i < 4; i++) {
            exclusive[i] = new AtomicInteger();
        }
        AtomicInteger broken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            Random rnd = new Random(seed + n);
            Txn t = cluster.process();
            t.locks().setTimeouts(5, 0);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 150; i++) {
                    t.block().startCommand();
                    List<Integer> mine = new ArrayList<>();
                    try {
                        for (int k = 0; k < 3; k++) {
                            int rel = rnd.nextInt(4);
                            int mode = 1 + rnd.nextInt(8);
                            t.locks().acquire(LockTag.relation(5, 30000 + rel), mode);
                            if (mode == 8 && !mine.contains(rel)) {
                                mine.add(rel);
                                if (exclusive[rel].incrementAndGet() != 1) {
                                    broken.incrementAndGet();
                                }
                            }
                        }
                        mine.forEach(r -> exclusive[r].decrementAndGet());
                        t.block().commitCommand();
                    } catch (SqlError e) {
                        deadlocks.incrementAndGet();
                        mine.forEach(r -> exclusive[r].decrementAndGet());
                        t.block().abortCurrent();
                    }
                }
            }));
        }
        for (Thread t : threads) {
            t.start();
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(broken).hasValue(0);
        assertThat(deadlocks.get()).isLessThan(600);
        assertThat(cluster.process().locks().snapshot()).isEmpty();
    }

    @Test
    void theEndOfTransactionsThatHoldLocksIsWaitedFor() throws Exception {
        Txn a = started();
        Txn b = started();
        Txn c = started();
        Txn w = started();
        a.locks().acquire(T1, LockMode.ROW_EXCLUSIVE);
        b.locks().acquire(T1, LockMode.ACCESS_SHARE);
        c.locks().acquire(T2, LockMode.ROW_EXCLUSIVE);
        Thread waiting = new Thread(
                () -> w.locks().virtual().waitForLockers(List.of(T1), LockMode.SHARE, VirtualLocks.Watch.NONE));
        waiting.start();
        awaitWaiting(w, c);
        assertThat(c.locks().blockers(w.context().slot()))
                .containsExactly(a.context().slot());
        assertThat(c.locks().snapshot())
                .filteredOn(i -> i.tag().type() == LockTag.VIRTUAL_TRANSACTION
                        && i.slot() == a.context().slot())
                .singleElement()
                .satisfies(i -> assertThat(i.fastPath()).isFalse());
        // who comes later is neither held up nor waited for
        b.locks().acquire(T1, LockMode.ROW_EXCLUSIVE);
        end(a);
        waiting.join();
        end(b);
        end(c);
        end(w);
        assertThat(a.locks().snapshot()).isEmpty();
    }

    @Test
    void theEndOfTransactionsWithOldSnapshotsIsWaitedFor() throws Exception {
        Txn a = started();
        Txn b = started();
        Txn w = started();
        a.snapshots().register(a.snapshots().transaction());
        int limit = w.snapshots().transaction().xmin;
        w.transactions().xid();
        end(w);
        w.block().startCommand();
        b.snapshots().register(b.snapshots().transaction());
        Thread waiting = new Thread(() -> w.locks().virtual().waitForOlderSnapshots(limit, VirtualLocks.Watch.NONE));
        waiting.start();
        awaitWaiting(w, b);
        end(a);
        waiting.join();
        w.block().commitCommand();
        end(b);
        assertThat(a.locks().snapshot()).isEmpty();
    }

    /** Ends race with being waited for: nobody waits forever and nothing is left. */
    @Test
    void virtualTransactionsEndWhileTheyAreBeingWaitedFor() throws Exception {
        Txn a = started();
        end(a);
        Txn w = started();
        AtomicInteger left = new AtomicInteger(2000);
        Thread owner = new Thread(() -> {
            while (left.getAndDecrement() > 0) {
                a.block().startCommand();
                a.block().commitCommand();
            }
        });
        owner.start();
        while (left.get() > 0) {
            w.locks().virtual().await(a.context().slot(), a.transactions().lxid());
        }
        owner.join();
        end(w);
        assertThat(a.locks().snapshot()).isEmpty();
    }
}
