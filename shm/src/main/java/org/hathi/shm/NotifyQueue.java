package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hathi.os.Mem;

/**
 * The queue of notifications (NOTIFY): a ring of records that every listening process reads at its own pace, or the
 * session that listens, while it is parked. Nothing is
 * overwritten before the slowest listener has read it; a transaction reserves room before it commits.
 *
 * <p>LAYOUT header: 0 ring bytes int; 4 process slots int; 8 head long (bytes ever written); 16 lock (16 bytes); 32
 * reserved long; 40 session slots int; at 64 one entry of 16 bytes for each process slot, then for each session slot: 0
 * position long (−1: does not listen), 8 database int; then the ring. A record: 0 bytes int (a multiple of 8; negative:
 * skip to the ring's end), 4 database, 8 pid, 12 channel bytes, 16 payload bytes, 20 channel and payload.
 *
 * <p>LATCHES: everything under the lock. CRASH: a dead listener's slot is not in use any more and holds nobody up; a
 * reservation of a process that died stays until the segment goes.
 */
public final class NotifyQueue {
    /** Name of the region. */
    public static final String REGION = "pgNotifyQueue";

    private static final int BYTES = 4 << 20;
    private static final int SLOTS = 4;
    private static final int HEAD = 8;
    private static final int LOCK = 16;
    private static final int RESERVED = 32;
    private static final int SESSIONS = 40;
    private static final int ENTRIES = 64;
    private static final int RECORD = 20;

    /** One notification. */
    public record Message(int database, int pid, byte[] channel, byte[] payload) {}

    private final MemorySegment m;
    private final long base;
    private final int capacity;
    private final int slots;
    /** Entries of processes and sessions. */
    private final int entries;

    private final long data;
    private final ProcSlots procs;
    private final SessionPool pool;

    public NotifyQueue(Segment segment) {
        m = segment.memory();
        base = segment.region(REGION).offset();
        capacity = Mem.i32(m, base);
        slots = Mem.i32(m, base + SLOTS);
        entries = slots + Mem.i32(m, base + SESSIONS);
        data = base + ENTRIES + 16L * entries;
        procs = new ProcSlots(segment);
        pool = new SessionPool(segment);
    }

    static RegionSpec spec(int maxProcs, int maxSessions) {
        int entries = maxProcs + maxSessions;
        return new RegionSpec(REGION, ENTRIES + 16L * entries + BYTES, (m, off, size) -> {
            Mem.put32(m, off, BYTES);
            Mem.put32(m, off + SLOTS, maxProcs);
            Mem.put32(m, off + SESSIONS, maxSessions);
            LwLock.init(m, off + LOCK, LwTranche.NOTIFY_QUEUE);
            for (int i = 0; i < entries; i++) {
                Mem.put64(m, off + ENTRIES + 16L * i, -1);
            }
        });
    }

    private long entry(int slot) {
        return base + ENTRIES + 16L * slot;
    }

    /** Bytes a notification takes. */
    public static int size(Message n) {
        return (RECORD + n.channel.length + n.payload.length + 7) & ~7;
    }

    /** The process reads what is written from now on. */
    public void listen(Proc me, int database) {
        LwLock.acquire(me, m, base + LOCK, true);
        Mem.put32(m, entry(me.slot()) + 8, database);
        Mem.put64(m, entry(me.slot()), Mem.i64(m, base + HEAD));
        LwLock.release(me, m, base + LOCK);
    }

    /** The process reads no more. */
    public void unlisten(Proc me) {
        if (Mem.i64(m, entry(me.slot())) < 0) {
            return;
        }
        LwLock.acquire(me, m, base + LOCK, true);
        Mem.put64(m, entry(me.slot()), -1);
        LwLock.release(me, m, base + LOCK);
    }

    /** The session that the process serves is about to be parked; true when it has messages to read already. */
    public boolean park(Proc me, int session) {
        return move(me, me.slot(), slots + session);
    }

    /** The process takes a parked session over that listens. */
    public void resume(Proc me, int session) {
        move(me, slots + session, me.slot());
    }

    private boolean move(Proc me, int from, int to) {
        LwLock.acquire(me, m, base + LOCK, true);
        long at = Mem.i64(m, entry(from));
        Mem.put32(m, entry(to) + 8, Mem.i32(m, entry(from) + 8));
        Mem.put64(m, entry(to), at);
        Mem.put64(m, entry(from), -1);
        boolean more = at >= 0 && at != Mem.i64(m, base + HEAD);
        LwLock.release(me, m, base + LOCK);
        return more;
    }

    /** A session that was parked has ended. */
    public void endParked(Proc me, int session) {
        if (Mem.i64(m, entry(slots + session)) >= 0) {
            LwLock.acquire(me, m, base + LOCK, true);
            Mem.put64(m, entry(slots + session), -1);
            LwLock.release(me, m, base + LOCK);
        }
    }

    private boolean listens(int i) {
        return Mem.i64(m, entry(i)) >= 0 && (i >= slots || procs.inUse(i));
    }

    private long tail() {
        long tail = Mem.i64(m, base + HEAD);
        for (int i = 0; i < entries; i++) {
            long at = Mem.i64(m, entry(i));
            if (listens(i)) {
                tail = Math.min(tail, at);
            }
        }
        return tail;
    }

    /** Sets room aside for records of {@code bytes} in all; false when slow listeners leave too little. */
    public boolean reserve(Proc me, long bytes) {
        LwLock.acquire(me, m, base + LOCK, true);
        // a record that does not fit before the ring's end skips what is left there
        long used = Mem.i64(m, base + HEAD) - tail() + Mem.i64(m, base + RESERVED);
        boolean ok = used + bytes + 16384 <= capacity;
        if (ok) {
            Mem.put64(m, base + RESERVED, Mem.i64(m, base + RESERVED) + bytes);
        }
        LwLock.release(me, m, base + LOCK);
        return ok;
    }

    /** Gives back room set aside for a transaction that was rolled back. */
    public void unreserve(Proc me, long bytes) {
        LwLock.acquire(me, m, base + LOCK, true);
        Mem.put64(m, base + RESERVED, Mem.i64(m, base + RESERVED) - bytes);
        LwLock.release(me, m, base + LOCK);
    }

    /** Writes records whose room ({@code bytes}) was reserved, and wakes who listens in their database. */
    public void append(Proc me, List<Message> messages, long bytes) {
        LwLock.acquire(me, m, base + LOCK, true);
        long head = Mem.i64(m, base + HEAD);
        for (Message n : messages) {
            int size = size(n);
            long left = capacity - head % capacity;
            if (left < size) {
                Mem.put32(m, data + head % capacity, -1);
                head += left;
            }
            write(data + head % capacity, n, size);
            head += size;
        }
        Mem.put64(m, base + RESERVED, Mem.i64(m, base + RESERVED) - bytes);
        Mem.put64(m, base + HEAD, head);
        int database = messages.isEmpty() ? 0 : messages.get(0).database;
        int[] wake = new int[entries];
        int n = 0;
        for (int i = 0; i < entries; i++) {
            if (listens(i)) {
                if (Mem.i32(m, entry(i) + 8) == database) {
                    wake[n++] = i;
                } else if (Mem.i64(m, entry(i)) + capacity / 4 < head) {
                    wake[n++] = i; // falls behind with others' messages
                }
            }
        }
        LwLock.release(me, m, base + LOCK);
        for (int i = 0; i < n; i++) {
            if (wake[i] < slots) {
                me.raiseInterrupt(wake[i], Interrupt.NOTIFY);
            } else {
                pool.ask(wake[i] - slots, SessionPool.ASK_NOTIFY);
            }
        }
    }

    private void write(long at, Message n, int size) {
        Mem.put32(m, at, size);
        Mem.put32(m, at + 4, n.database);
        Mem.put32(m, at + 8, n.pid);
        Mem.put32(m, at + 12, n.channel.length);
        Mem.put32(m, at + 16, n.payload.length);
        Mem.copy(n.channel, 0, m, at + RECORD, n.channel.length);
        Mem.copy(n.payload, 0, m, at + RECORD + n.channel.length, n.payload.length);
    }

    /** Whether the process has records to read. */
    public boolean hasMore(Proc me) {
        long at = Mem.i64(m, entry(me.slot()));
        return at >= 0 && at != Mem.longAcquire(m, base + HEAD);
    }

    /** What was written since the process last read. */
    public List<Message> read(Proc me) {
        List<Message> out = new ArrayList<>();
        LwLock.acquire(me, m, base + LOCK, true);
        long head = Mem.i64(m, base + HEAD);
        long at = Mem.i64(m, entry(me.slot()));
        while (at >= 0 && at < head) {
            long p = data + at % capacity;
            int size = Mem.i32(m, p);
            if (size < 0) {
                at += capacity - at % capacity;
                continue;
            }
            byte[] channel = new byte[Mem.i32(m, p + 12)];
            byte[] payload = new byte[Mem.i32(m, p + 16)];
            Mem.copy(m, p + RECORD, channel, 0, channel.length);
            Mem.copy(m, p + RECORD + channel.length, payload, 0, payload.length);
            out.add(new Message(Mem.i32(m, p + 4), Mem.i32(m, p + 8), channel, payload));
            at += size;
        }
        Mem.put64(m, entry(me.slot()), at);
        LwLock.release(me, m, base + LOCK);
        return out;
    }

    /** Part of the ring in use, 0 to 1. */
    public double usage(Proc me) {
        LwLock.acquire(me, m, base + LOCK, true);
        double u = (double) (Mem.i64(m, base + HEAD) - tail()) / capacity;
        LwLock.release(me, m, base + LOCK);
        return u;
    }
}
