package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import org.hathi.page.RelFileNode;
import org.jspecify.annotations.Nullable;

/**
 * A process's handle on the buffer pool. Buffers are numbered from 1 (shared) and from −1 downward (local buffers of
 * temporary relations); 0 is no buffer.
 */
public final class BufferPool {
    public static final int NONE = 0;

    BufferPool() {}

    /** Pins the buffer that holds a block, reading it if need be. */
    public int read(RelFileNode rel, int fork, int block) {
        return read(rel, fork, block, ReadMode.NORMAL, null);
    }

    public int read(RelFileNode rel, int fork, int block, ReadMode mode, @Nullable BufferRing ring) {
        throw new UnsupportedOperationException();
    }

    /** Adds a zero page at the end (the caller holds the relation's extension lock): pinned, exclusively locked. */
    public int extend(RelFileNode rel, int fork, @Nullable BufferRing ring) {
        throw new UnsupportedOperationException();
    }

    public void lockShared(int buf) {
        throw new UnsupportedOperationException();
    }

    public void lockExclusive(int buf) {
        throw new UnsupportedOperationException();
    }

    public boolean tryLockExclusive(int buf) {
        throw new UnsupportedOperationException();
    }

    public void unlock(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Locks exclusively once nobody else has a pin; the caller has exactly one. */
    public void lockForCleanup(int buf) {
        throw new UnsupportedOperationException();
    }

    public boolean tryLockForCleanup(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Given an exclusively locked buffer: is the caller's pin the only one? */
    public boolean isCleanupOk(int buf) {
        throw new UnsupportedOperationException();
    }

    /** One more pin on a buffer already pinned by the caller. */
    public void pin(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Drops one pin. */
    public void release(int buf) {
        throw new UnsupportedOperationException();
    }

    public void unlockRelease(int buf) {
        unlock(buf);
        release(buf);
    }

    public MemorySegment memory(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Byte offset of the page in {@link #memory}. */
    public long offset(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Block number of a pinned buffer. */
    public int block(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Relation of a pinned buffer. */
    public RelFileNode relation(int buf) {
        throw new UnsupportedOperationException();
    }

    public int fork(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Marks an exclusively locked buffer dirty: before the WAL record is inserted, in the critical section. */
    public void markDirty(int buf) {
        throw new UnsupportedOperationException();
    }

    /** Marks a buffer dirty for a hint: under a shared lock suffices; logs a full-page image when checksums need it. */
    public void markDirtyHint(int buf, boolean standardPage) {
        throw new UnsupportedOperationException();
    }

    /** Blocks of the fork's file. */
    public int nblocks(RelFileNode rel, int fork) {
        throw new UnsupportedOperationException();
    }

    /** Forgets all buffers of the relations, dirty or not: their files are being unlinked. */
    public void dropRelations(RelFileNode[] rels) {
        throw new UnsupportedOperationException();
    }

    /** Forgets the buffers of blocks from {@code firstBlock} on. */
    public void dropBuffers(RelFileNode rel, int fork, int firstBlock) {
        throw new UnsupportedOperationException();
    }

    public void dropDatabase(int db) {
        throw new UnsupportedOperationException();
    }

    /** Writes out the relation's dirty buffers. */
    public void flushRelation(RelFileNode rel) {
        throw new UnsupportedOperationException();
    }

    public void flushDatabase(int db) {
        throw new UnsupportedOperationException();
    }
}
