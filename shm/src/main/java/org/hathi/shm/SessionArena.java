package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * Where the state of sessions rests while no process has it: chunks of a fixed size, chained per session.
 *
 * <p>LAYOUT header 64 bytes: chunks int, where to look for a free one int; then per chunk its owner (session + 1, 0
 * free), then per chunk the next one of the chain + 1, then (64-aligned) the chunks.
 *
 * <p>GUARDS an owner is changed from 0 by compare-and-set; everything else of a chunk, and the chain, belongs to the
 * holder of the session. No latch, so nothing to repair: the chunks of a session whose holder died are found by their
 * owner.
 */
public final class SessionArena {
    /** Bytes of a chunk. */
    public static final int CHUNK_SIZE = 1024;

    private static final int HEADER = 64;
    private static final int HINT = 4;

    private final SessionPool pool;
    private final MemorySegment m;
    private final long base;
    private final int chunks;
    private final long owners;
    private final long nexts;
    private final long data;

    public SessionArena(SessionPool pool) {
        this.pool = pool;
        m = pool.m;
        base = pool.arena();
        chunks = Mem.i32(m, base);
        owners = base + HEADER;
        nexts = owners + 4L * chunks;
        data = base + dataAt(chunks);
    }

    private static long dataAt(int chunks) {
        return HEADER + 8L * chunks + 63 & -64;
    }

    static long size(int chunks) {
        return dataAt(chunks) + (long) chunks * CHUNK_SIZE;
    }

    static void init(MemorySegment m, long off, int chunks) {
        Mem.put32(m, off, chunks);
    }

    private int next(int chunk) {
        return Mem.i32(m, nexts + 4L * chunk) - 1;
    }

    /** A free chunk, or −1. */
    private int allocate(int session) {
        int from = Math.floorMod(Mem.intAcquire(m, base + HINT), chunks);
        for (int i = 0; i < chunks; i++) {
            int c = from + i < chunks ? from + i : from + i - chunks;
            if (Mem.intAcquire(m, owners + 4L * c) == 0 && Mem.casInt(m, owners + 4L * c, 0, session + 1)) {
                Mem.put32(m, nexts + 4L * c, 0);
                Mem.intRelease(m, base + HINT, c + 1);
                return c;
            }
        }
        return -1;
    }

    private void release(int chunk) {
        Mem.intRelease(m, owners + 4L * chunk, 0);
        if (chunk < Mem.intAcquire(m, base + HINT)) {
            Mem.intRelease(m, base + HINT, chunk);
        }
    }

    /**
     * Stores a session's state, in place of what was stored before. Holder only.
     *
     * @param definition what seldom changes; null keeps what is stored of it
     * @param progress what changes often
     * @param counts what changes with every statement, see {@link #writeCounts}
     * @param kind {@link SessionPool#TICKET} or {@link SessionPool#SESSION}
     * @return false when there is no room: nothing is stored then
     */
    public boolean write(
            int session,
            byte @org.jspecify.annotations.Nullable [] definition,
            byte[] progress,
            byte[] counts,
            int kind) {
        long at = pool.at(session);
        int before = definition == null ? Mem.i32(m, at + SessionPool.DEFINITION_LENGTH) : definition.length;
        int length = before + progress.length + counts.length;
        if (!resize(session, length)) {
            Mem.put32(m, at + SessionPool.KIND, SessionPool.NO_STATE);
            return false;
        }
        if (definition != null) {
            copy(session, 0, definition, 0, definition.length, true);
            increment(at + SessionPool.DEFINITION_VERSION);
        }
        copy(session, before, progress, 0, progress.length, true);
        copy(session, before + progress.length, counts, 0, counts.length, true);
        Mem.put32(m, at + SessionPool.DEFINITION_LENGTH, before);
        Mem.put32(m, at + SessionPool.COUNTS_LENGTH, counts.length);
        Mem.put32(m, at + SessionPool.LENGTH, length);
        increment(at + SessionPool.VERSION);
        increment(at + SessionPool.COUNTS_VERSION);
        Mem.put32(m, at + SessionPool.KIND, kind);
        return true;
    }

    private void increment(long at) {
        Mem.put32(m, at, Mem.i32(m, at) + 1);
    }

    /** Stores a part of the counts, which are as many as when the state was written. Holder only. */
    public void writeCounts(int session, byte[] counts, int from, int to) {
        copy(session, countsAt(session) + from, counts, from, to, true);
        increment(pool.at(session) + SessionPool.COUNTS_VERSION);
    }

    /**
     * Stores, behind the state, what the client has sent and nobody has read. Holder only.
     *
     * @return false when there is no room: nothing is stored then, the state neither
     */
    public boolean writeInput(int session, byte[] input) {
        long at = pool.at(session);
        int length = Mem.i32(m, at + SessionPool.LENGTH);
        if (!resize(session, length + input.length)) {
            return false;
        }
        copy(session, length, input, 0, input.length, true);
        Mem.put32(m, at + SessionPool.INPUT_LENGTH, input.length);
        return true;
    }

    /** Takes what {@link #writeInput} has stored. Holder only. */
    public byte[] takeInput(int session) {
        long at = pool.at(session);
        byte[] b = new byte[Mem.i32(m, at + SessionPool.INPUT_LENGTH)];
        if (b.length > 0) {
            int length = Mem.i32(m, at + SessionPool.LENGTH);
            copy(session, length, b, 0, b.length, false);
            Mem.put32(m, at + SessionPool.INPUT_LENGTH, 0);
            resize(session, length);
        }
        return b;
    }

    private int countsAt(int session) {
        long at = pool.at(session);
        return Mem.i32(m, at + SessionPool.LENGTH) - Mem.i32(m, at + SessionPool.COUNTS_LENGTH);
    }

    /** Gives the session's chain as many chunks as {@code length} bytes need; false and none when that cannot be. */
    private boolean resize(int session, int length) {
        long at = pool.at(session);
        int want = (length + CHUNK_SIZE - 1) / CHUNK_SIZE;
        int last = -1;
        int c = Mem.i32(m, at + SessionPool.CHUNK) - 1;
        while (want > 0 && c >= 0) {
            last = c;
            c = next(c);
            want--;
        }
        while (want > 0) {
            int fresh = allocate(session);
            if (fresh < 0) {
                free(session);
                return false;
            }
            Mem.put32(m, last < 0 ? at + SessionPool.CHUNK : nexts + 4L * last, fresh + 1);
            last = fresh;
            want--;
        }
        Mem.put32(m, last < 0 ? at + SessionPool.CHUNK : nexts + 4L * last, 0);
        while (c >= 0) {
            int following = next(c);
            release(c);
            c = following;
        }
        return true;
    }

    /** Copies bytes from to to of the array to (or from) the state, where the first of them is at {@code at}. */
    private void copy(int session, int at, byte[] bytes, int from, int to, boolean in) {
        int c = Mem.i32(m, pool.at(session) + SessionPool.CHUNK) - 1;
        int skip = at;
        while (skip >= CHUNK_SIZE) {
            skip -= CHUNK_SIZE;
            c = next(c);
        }
        int done = from;
        while (done < to) {
            int n = Math.min(to - done, CHUNK_SIZE - skip);
            long p = data + (long) c * CHUNK_SIZE + skip;
            if (in) {
                Mem.copy(bytes, done, m, p, n);
            } else {
                Mem.copy(m, p, bytes, done, n);
            }
            done += n;
            skip = 0;
            c = next(c);
        }
    }

    /** What is stored: {@link SessionPool#NO_STATE}, {@link SessionPool#TICKET} or {@link SessionPool#SESSION}. */
    public int kind(int session) {
        return Mem.i32(m, pool.at(session) + SessionPool.KIND);
    }

    public int version(int session) {
        return Mem.i32(m, pool.at(session) + SessionPool.VERSION);
    }

    public int definitionVersion(int session) {
        return Mem.i32(m, pool.at(session) + SessionPool.DEFINITION_VERSION);
    }

    public int countsVersion(int session) {
        return Mem.i32(m, pool.at(session) + SessionPool.COUNTS_VERSION);
    }

    /** The definition stored. Holder only. */
    public byte[] definition(int session) {
        byte[] b = new byte[Mem.i32(m, pool.at(session) + SessionPool.DEFINITION_LENGTH)];
        copy(session, 0, b, 0, b.length, false);
        return b;
    }

    /** What changes often of the state stored. Holder only. */
    public byte[] progress(int session) {
        int from = Mem.i32(m, pool.at(session) + SessionPool.DEFINITION_LENGTH);
        byte[] b = new byte[countsAt(session) - from];
        copy(session, from, b, 0, b.length, false);
        return b;
    }

    /** Reads the counts stored into an array of their length. Holder only. */
    public void counts(int session, byte[] to) {
        int n = Mem.i32(m, pool.at(session) + SessionPool.COUNTS_LENGTH);
        if (n != to.length) {
            throw new IllegalStateException(n + " bytes of counts instead of " + to.length);
        }
        copy(session, countsAt(session), to, 0, n, false);
    }

    /** Bytes stored for a session. */
    public int length(int session) {
        return kind(session) == SessionPool.NO_STATE ? 0 : Mem.i32(m, pool.at(session) + SessionPool.LENGTH);
    }

    /** Forgets the session's state. Holder only. */
    public void free(int session) {
        long at = pool.at(session);
        int c = Mem.i32(m, at + SessionPool.CHUNK) - 1;
        Mem.put32(m, at + SessionPool.CHUNK, 0);
        Mem.put32(m, at + SessionPool.LENGTH, 0);
        Mem.put32(m, at + SessionPool.COUNTS_LENGTH, 0);
        Mem.put32(m, at + SessionPool.INPUT_LENGTH, 0);
        Mem.put32(m, at + SessionPool.KIND, SessionPool.NO_STATE);
        while (c >= 0) {
            int following = next(c);
            release(c);
            c = following;
        }
    }

    /** Forgets the state of a session whose holder died, whatever it was doing. */
    public void reap(int session) {
        long at = pool.at(session);
        Mem.put32(m, at + SessionPool.CHUNK, 0);
        Mem.put32(m, at + SessionPool.LENGTH, 0);
        Mem.put32(m, at + SessionPool.COUNTS_LENGTH, 0);
        Mem.put32(m, at + SessionPool.INPUT_LENGTH, 0);
        Mem.put32(m, at + SessionPool.KIND, SessionPool.NO_STATE);
        for (int c = 0; c < chunks; c++) {
            if (Mem.intAcquire(m, owners + 4L * c) == session + 1) {
                release(c);
            }
        }
    }

    /** Chunks there are. */
    public int capacity() {
        return chunks;
    }

    /** Chunks in use. */
    public int used() {
        int n = 0;
        for (int c = 0; c < chunks; c++) {
            n += Mem.intAcquire(m, owners + 4L * c) != 0 ? 1 : 0;
        }
        return n;
    }
}
