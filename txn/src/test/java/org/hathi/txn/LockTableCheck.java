package org.hathi.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.hathi.os.Mem;
import org.hathi.shm.Proc;

/** Whether the lock table is consistent: LOCK-1 to LOCK-3 of {@link LockTable}, with all its partitions locked. */
final class LockTableCheck {
    private final LockTable t;

    private LockTableCheck(LockTable t) {
        this.t = t;
    }

    static void check(Proc me) {
        LockTable t = new LockTable(me);
        t.acquireAll();
        try {
            new LockTableCheck(t).all();
        } finally {
            t.releaseAll();
        }
    }

    private void all() {
        int locks = 0;
        int holders = 0;
        Set<Long> listed = new HashSet<>();
        for (int p = 0; p < LockLayout.PARTITIONS; p++) {
            for (long l = t.locks.first(p); l >= 0; l = t.locks.next(l)) {
                locks++;
                lock(l, listed);
            }
        }
        for (int p = 0; p < LockLayout.PARTITIONS; p++) {
            for (long h = t.holders.first(p); h >= 0; h = t.holders.next(h)) {
                holders++;
                assertThat(listed).contains(h);
                assertThat(t.heldModes(h) != 0 || t.awaitedHolder(t.slotOf(h)) == h)
                        .isTrue();
            }
        }
        assertThat(holders).isEqualTo(listed.size());
        assertThat(t.locks.size()).isEqualTo(locks);
        assertThat(t.holders.size()).isEqualTo(holders);
    }

    private void lock(long l, Set<Long> listed) {
        int[] granted = new int[9];
        int[] requested = new int[9];
        Set<Integer> waiting = new HashSet<>();
        long prev = 0;
        for (long h = t.firstHolder(l); h != 0; h = t.nextHolder(h)) {
            assertThat(listed.add(h)).isTrue();
            assertThat(t.lockOf(h)).isEqualTo(l);
            assertThat(Mem.i64(t.m, h + LockTable.VALUE + LockLayout.H_PREV)).isEqualTo(prev);
            prev = h;
            for (int i = 1; i <= 8; i++) {
                granted[i] += t.heldModes(h) >>> i & 1;
                requested[i] += t.heldModes(h) >>> i & 1;
            }
            int s = t.slotOf(h);
            if (t.awaitedHolder(s) == h) {
                assertThat(t.awaited(s)).isEqualTo(l);
                requested[t.awaitedMode(s)]++;
                waiting.add(s);
            }
        }
        int all = 0;
        for (int i = 1; i <= 8; i++) {
            long v = l + LockTable.VALUE;
            assertThat(t.get(v + LockLayout.GRANTED + 4L * i)).isEqualTo(granted[i]);
            assertThat(t.get(v + LockLayout.REQUESTED + 4L * i)).isEqualTo(requested[i]);
            assertThat((t.get(v + LockLayout.GRANT_MASK) >>> i & 1) != 0).isEqualTo(granted[i] > 0);
            assertThat((t.waitMask(l) >>> i & 1) != 0).isEqualTo(requested[i] > granted[i]);
            all += requested[i];
        }
        assertThat(all).isPositive();
        int before = -1;
        for (int s = t.firstWaiter(l); s >= 0; s = t.nextWaiter(s)) {
            assertThat(waiting.remove(s)).isTrue();
            assertThat(t.get(t.proc(s) + LockLayout.P_PREV) - 1).isEqualTo(before);
            before = s;
        }
        assertThat(waiting).isEmpty();
        assertThat(t.get(l + LockTable.VALUE + LockLayout.LAST_WAITER) - 1).isEqualTo(before);
    }
}
