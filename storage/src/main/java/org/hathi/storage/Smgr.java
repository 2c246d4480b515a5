package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import org.hathi.page.RelFileNode;

/** Relation files: 1 GB segments, an open-file cache, and fsync requests handed to the checkpointer. Of one process. */
public final class Smgr {
    Smgr() {}

    public boolean exists(RelFileNode rel, int fork) {
        throw new UnsupportedOperationException();
    }

    /** Creates a fork; when {@code redo}, an existing one is fine. */
    public void create(RelFileNode rel, int fork, boolean redo) {
        throw new UnsupportedOperationException();
    }

    /** Appends (or skips to) block {@code block}, writing the 8 kB at {@code (m, p)}. */
    public void extend(RelFileNode rel, int fork, int block, MemorySegment m, long p, boolean skipFsync) {
        throw new UnsupportedOperationException();
    }

    public void read(RelFileNode rel, int fork, int block, MemorySegment m, long p) {
        throw new UnsupportedOperationException();
    }

    public void write(RelFileNode rel, int fork, int block, MemorySegment m, long p, boolean skipFsync) {
        throw new UnsupportedOperationException();
    }

    public int nblocks(RelFileNode rel, int fork) {
        throw new UnsupportedOperationException();
    }

    /** Shortens a fork on disk; its buffers must have been dropped. */
    public void truncate(RelFileNode rel, int fork, int blocks) {
        throw new UnsupportedOperationException();
    }

    /** Unlinks all forks now (the first segment of the main fork is truncated, and goes after the next checkpoint). */
    public void unlink(RelFileNode rel, boolean redo) {
        throw new UnsupportedOperationException();
    }

    public void immediateSync(RelFileNode rel, int fork) {
        throw new UnsupportedOperationException();
    }

    /** Closes the relation's files in this process. */
    public void close(RelFileNode rel) {
        throw new UnsupportedOperationException();
    }

    public void closeAll() {
        throw new UnsupportedOperationException();
    }
}
