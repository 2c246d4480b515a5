package org.hathi.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.page.Xid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids, visibility by snapshots, blocks and savepoints, the reaper. */
class TransactionsTest {
    @TempDir
    Path dir;

    private TestCluster cluster;
    private Txn a;
    private Txn b;

    @BeforeEach
    void open() throws Exception {
        cluster = TestCluster.bootstrapped(dir);
        a = cluster.process();
        b = cluster.process();
    }

    private static void begin(Txn t) {
        t.block().startCommand();
        t.block().begin();
        t.block().commitCommand();
    }

    private static void commit(Txn t) {
        t.block().startCommand();
        t.block().commit(false);
        t.block().commitCommand();
    }

    private static void rollback(Txn t) {
        t.block().startCommand();
        t.block().rollback(false);
        t.block().commitCommand();
    }

    private static void savepoint(Txn t, String name) {
        t.block().startCommand();
        t.block().savepoint(name);
        t.block().commitCommand();
    }

    private static Snapshot take(Txn t) {
        t.block().startCommand();
        return t.snapshots().register(t.snapshots().latest());
    }

    @Test
    void commitBecomesVisibleToLaterSnapshotsOnly() {
        begin(a);
        int xid = a.transactions().xid();
        assertThat(Xid.isNormal(xid)).isTrue();
        assertThat(b.procs().isInProgress(xid)).isTrue();
        begin(b);
        Snapshot before = take(b);
        assertThat(before.inSnapshot(xid)).isTrue();
        commit(a);
        assertThat(b.procs().isInProgress(xid)).isFalse();
        assertThat(b.clog().didCommit(xid)).isTrue();
        assertThat(before.inSnapshot(xid)).isTrue();
        Snapshot after = take(b);
        assertThat(after.inSnapshot(xid)).isFalse();
        assertThat(a.procs().oldestXmin(5)).isEqualTo(before.xmin);
        commit(b);
        assertThat(a.procs().oldestXmin(5)).isEqualTo(xid + 1);
    }

    @Test
    void readOnlyTransactionsTakeNoId() {
        int next = a.xids().nextXid();
        begin(a);
        take(a);
        commit(a);
        assertThat(a.xids().nextXid()).isEqualTo(next);
    }

    @Test
    void subtransactionsCommitWithTheirParentOrAbortAlone() {
        begin(a);
        savepoint(a, "s1");
        int s1 = a.transactions().xid();
        int top = a.transactions().topXid();
        assertThat(Xid.precedes(top, s1)).isTrue();
        assertThat(b.subtrans().parent(s1)).isEqualTo(top);
        a.block().startCommand();
        a.block().release("s1");
        a.block().commitCommand();
        savepoint(a, "s2");
        int s2 = a.transactions().xid();
        assertThat(a.transactions().isCurrent(s1)).isTrue();
        assertThat(a.transactions().isCurrent(s2)).isTrue();
        a.block().startCommand();
        a.block().rollbackTo("s2");
        a.block().commitCommand();
        assertThat(a.transactions().isCurrent(s2)).isFalse();
        assertThat(b.procs().isInProgress(s2)).isFalse();
        assertThat(b.procs().isInProgress(s1)).isTrue();
        assertThat(a.transactions().nestLevel()).isEqualTo(2);
        commit(a);
        assertThat(b.clog().didCommit(top)).isTrue();
        assertThat(b.clog().didCommit(s1)).isTrue();
        assertThat(b.clog().didAbort(s2)).isTrue();
        assertThat(a.block().status()).isEqualTo('I');
    }

    @Test
    void manySubtransactionsOverflowTheCache() {
        begin(a);
        int[] xids = new int[100];
        for (int i = 0; i < xids.length; i++) {
            savepoint(a, "s");
            xids[i] = a.transactions().xid();
            a.block().startCommand();
            a.block().release("s");
            a.block().commitCommand();
        }
        begin(b);
        b.transactions().xid();
        commit(b);
        begin(b);
        Snapshot s = take(b);
        assertThat(s.overflowed).isTrue();
        for (int x : xids) {
            assertThat(b.procs().isInProgress(x)).isTrue();
            assertThat(s.inSnapshot(x)).isTrue();
        }
        commit(a);
        Snapshot later = take(b);
        for (int x : xids) {
            assertThat(b.clog().didCommit(x)).isTrue();
            assertThat(later.inSnapshot(x)).isFalse();
        }
        commit(b);
    }

    @Test
    void failedBlockIgnoresCommandsUntilItsEnd() {
        begin(a);
        int xid = a.transactions().xid();
        a.block().startCommand();
        a.block().abortCurrent();
        assertThat(a.block().status()).isEqualTo('E');
        assertThat(a.transactions().isAborted()).isTrue();
        assertThat(a.block().abortedError().state().code()).isEqualTo("25P02");
        assertThat(b.clog().didAbort(xid)).isTrue();
        a.block().startCommand();
        assertThat(a.block().commit(false)).isFalse();
        a.block().commitCommand();
        assertThat(a.block().status()).isEqualTo('I');
    }

    @Test
    void errorInSavepointIsUndoneByRollbackTo() {
        begin(a);
        int top = a.transactions().topXid();
        savepoint(a, "s");
        int sub = a.transactions().xid();
        a.block().startCommand();
        a.block().abortCurrent();
        assertThat(a.block().status()).isEqualTo('E');
        a.block().startCommand();
        a.block().rollbackTo("s");
        a.block().commitCommand();
        assertThat(a.block().status()).isEqualTo('T');
        assertThat(a.transactions().xidIfAny()).isZero();
        commit(a);
        assertThat(b.clog().didCommit(top)).isTrue();
        assertThat(b.clog().didAbort(sub)).isTrue();
    }

    @Test
    void warningsAndErrorsAreThoseOfPostgres() {
        begin(a);
        begin(a);
        assertReport("25001", "there is already a transaction in progress");
        a.block().startCommand();
        assertThatThrownBy(() -> a.block().rollbackTo("x"))
                .isInstanceOf(SqlError.class)
                .hasMessage("savepoint \"x\" does not exist");
        a.block().abortCurrent();
        rollback(a);
        commit(a);
        assertReport("25P01", "there is no transaction in progress");
        rollback(a);
        assertReport("25P01", "there is no transaction in progress");
        a.block().startCommand();
        assertThatThrownBy(() -> a.block().savepoint("x"))
                .hasMessage("SAVEPOINT can only be used in transaction blocks");
        a.block().abortCurrent();
        begin(a);
        assertThatThrownBy(() -> a.block().prevent(true, "VACUUM"))
                .hasMessage("VACUUM cannot run inside a transaction block");
        rollback(a);
        assertThat(a.block().status()).isEqualTo('I');
    }

    private void assertReport(String state, String message) {
        Report r = cluster.reports.get(cluster.reports.size() - 1);
        assertThat(r.state().code()).isEqualTo(state);
        assertThat(r.message()).isEqualTo(message);
    }

    @Test
    void chainedTransactionKeepsCharacteristics() {
        begin(a);
        a.transactions().setIsolation(IsolationLevel.REPEATABLE_READ);
        a.transactions().setReadOnly(true);
        a.block().startCommand();
        a.block().commit(true);
        a.block().commitCommand();
        assertThat(a.block().status()).isEqualTo('T');
        assertThat(a.transactions().isolation()).isEqualTo(IsolationLevel.REPEATABLE_READ);
        assertThat(a.transactions().readOnly()).isTrue();
        Snapshot s1 = a.snapshots().transaction();
        begin(b);
        int xid = b.transactions().xid();
        commit(b);
        assertThat(a.snapshots().transaction()).isSameAs(s1);
        assertThat(s1.inSnapshot(xid)).isTrue();
        rollback(a);
    }

    @Test
    void snapshotsAreReusedWhileNothingEnds() {
        begin(a);
        Snapshot s = a.snapshots().latest();
        int[] xip = s.xip;
        Snapshot t = a.snapshots().transaction();
        assertThat(t.xmax).isEqualTo(s.xmax);
        a.snapshots().push(t);
        assertThat(a.snapshots().active()).isNotSameAs(t);
        a.snapshots().pop();
        assertThat(s.xip).isSameAs(xip);
        commit(a);
    }

    @Test
    void theDeadAreRolledBackOrCommitted() {
        begin(a);
        int xid = a.transactions().xid();
        a.locks().acquire(LockTag.relation(5, 1259), LockMode.ACCESS_SHARE);
        a.locks().acquire(LockTag.relation(5, 1249), LockMode.ACCESS_EXCLUSIVE);
        TxnReaper reaper = new TxnReaper(b, files -> {});
        assertThat(reaper.reap(a.context().slot())).isEqualTo(xid);
        assertThat(b.procs().isInProgress(xid)).isFalse();
        assertThat(b.clog().didAbort(xid)).isTrue();
        begin(b);
        assertThat(b.locks().acquire(LockTag.relation(5, 1259), LockMode.ACCESS_EXCLUSIVE, false, true))
                .isEqualTo(LockResult.OK);
        assertThat(b.locks().acquire(LockTag.relation(5, 1249), LockMode.ACCESS_SHARE, false, true))
                .isEqualTo(LockResult.OK);
        assertThat(b.locks().xactLockTry(xid)).isTrue();
        commit(b);

        Txn c = cluster.process();
        begin(c);
        int committing = c.transactions().xid();
        c.context().me.setIntent(0, 4711);
        reaper.reap(c.context().slot());
        assertThat(b.clog().didCommit(committing)).isTrue();
    }

    @Test
    void multixactsRememberTheirMembers() {
        begin(a);
        begin(b);
        int x = a.transactions().xid();
        int y = b.transactions().xid();
        int multi = a.multixact().create(x, MultiXact.FOR_SHARE, y, MultiXact.FOR_KEY_SHARE);
        int[] xids = new int[4];
        int[] status = new int[4];
        assertThat(b.multixact().members(multi, xids, status)).isEqualTo(2);
        assertThat(xids).startsWith(x, y);
        assertThat(status).startsWith(MultiXact.FOR_SHARE, MultiXact.FOR_KEY_SHARE);
        assertThat(b.multixact().isRunning(multi, true)).isTrue();
        commit(a);
        int second = b.multixact().expand(multi, y, MultiXact.NO_KEY_UPDATE);
        assertThat(b.multixact().members(second, xids, status)).isEqualTo(2);
        assertThat(b.multixact().updater(second)).isEqualTo(y);
        assertThat(xids[0]).isEqualTo(y);
        commit(b);
        assertThat(b.multixact().isRunning(second, false)).isFalse();
        for (int i = 0; i < 3000; i++) {
            begin(a);
            int z = a.transactions().xid();
            int mx = a.multixact().create(z, MultiXact.FOR_SHARE, z - 1, MultiXact.FOR_SHARE);
            commit(a);
            assertThat(b.multixact().members(mx, xids, status)).isEqualTo(2);
            assertThat(xids).startsWith(z - 1, z);
        }
        assertThat(b.multixact().members(multi, xids, status)).isEqualTo(2);
    }

    @Test
    void commitLogSurvivesInItsFile() throws Exception {
        int first = a.xids().nextXid();
        for (int i = 0; i < 50; i++) {
            begin(a);
            a.transactions().xid();
            if (i % 3 == 0) {
                rollback(a);
            } else {
                commit(a);
            }
        }
        a.checkpoint();
        byte[] page = Files.readAllBytes(dir.resolve("pg_xact/0000"));
        assertThat(page).hasSize(8192);
        for (int i = 0; i < 50; i++) {
            int x = first + i;
            assertThat(page[x / 4] >> x % 4 * 2 & 3).isEqualTo(i % 3 == 0 ? CommitLog.ABORTED : CommitLog.COMMITTED);
        }
    }

    @Test
    void manyIdsCrossPagesAndEvictBuffers() throws Exception {
        for (int i = 0; i < 6; i++) {
            a.xids().advanceTo((a.xids().nextFullXid() / 32768 + 1) * 32768);
            begin(a);
            int x = a.transactions().xid();
            commit(a);
            assertThat(b.clog().didCommit(x)).isTrue();
            assertThat(b.clog().status(4 + i)).isEqualTo(CommitLog.IN_PROGRESS);
        }
        assertThat(b.clog().status(32768)).isEqualTo(CommitLog.COMMITTED);
        a.checkpoint();
        assertThat(Files.size(dir.resolve("pg_xact/0000"))).isEqualTo(7 * 8192);
    }
}
