package org.hathi.catalog;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.shm.Proc;
import org.hathi.shm.SharedQueue;

/** {@link Invalidation.Queue} over the queue in shared memory. One per backend; its read position starts at the end. */
public final class SharedInvalidation implements Invalidation.Queue {
    private static final int BATCH = 64;

    private final SharedQueue queue;
    private final Proc me;
    private final MemorySegment buffer = Arena.ofAuto().allocate((long) BATCH * SharedQueue.MESSAGE, 8);
    private long position;

    public SharedInvalidation(SharedQueue queue, Proc me) {
        this.queue = queue;
        this.me = me;
        this.position = queue.position();
    }

    @Override
    public void send(long[] messages, int longs) {
        for (int at = 0; at < longs; at += 2 * BATCH) {
            int n = Math.min(2 * BATCH, longs - at);
            for (int i = 0; i < n; i++) {
                Mem.put64(buffer, 8L * i, messages[at + i]);
            }
            queue.insert(me, buffer, 0, n / 2);
        }
    }

    @Override
    public boolean receive(Invalidation.Receiver to) {
        while (queue.hasMore(position)) {
            int n = queue.read(position, buffer, 0, BATCH);
            if (n < 0) {
                position = queue.position();
                return false;
            }
            position += n;
            // applying may read catalogs and come back here: take the batch out of the buffer first
            long[] batch = new long[2 * n];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = Mem.i64(buffer, 8L * i);
            }
            for (int i = 0; i < batch.length; i += 2) {
                to.message(batch[i], batch[i + 1]);
            }
        }
        return true;
    }
}
