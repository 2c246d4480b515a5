package org.hathi.storage;

import org.hathi.os.FileRanges;
import org.hathi.page.Blocks;
import org.hathi.page.RelFileNode;
import org.jspecify.annotations.Nullable;

/**
 * Makes the kernel begin to write out blocks that a process has written to files, a few at a time
 * (checkpoint_flush_after, bgwriter_flush_after): dirty pages do not pile up until somebody waits for all of them in
 * fsync. Only a hint: a failure changes nothing.
 */
final class Writeback implements AutoCloseable {
    private final Smgr smgr;
    private @Nullable RelFileNode rel;
    private int fork;
    private int segment;
    private int fd = -1;
    private long from;
    private long to;

    Writeback(Smgr smgr) {
        this.smgr = smgr;
    }

    /** A block was written; {@code after}: how many blocks may wait, 0: do nothing. */
    void wrote(RelFileNode r, int f, int block, int after) {
        if (after <= 0) {
            return;
        }
        int seg = Integer.divideUnsigned(block, Blocks.PER_SEGMENT);
        long at = (long) Integer.remainderUnsigned(block, Blocks.PER_SEGMENT) * Blocks.SIZE;
        if (fd < 0 || f != fork || seg != segment || !r.equals(rel)) {
            close();
            fd = FileRanges.open(smgr.file(r, f, seg).toString());
            if (fd < 0) {
                return;
            }
            rel = r;
            fork = f;
            segment = seg;
            from = at;
            to = at;
        } else if (at < to || at > to + (long) after * Blocks.SIZE) {
            begin();
            from = at;
        }
        to = at + Blocks.SIZE;
        if (to - from >= (long) after * Blocks.SIZE) {
            begin();
        }
    }

    private void begin() {
        if (to > from) {
            FileRanges.beginWriting(fd, from, to - from);
        }
        from = to;
    }

    /** Begins what is left, and closes the file. */
    @Override
    public void close() {
        if (fd >= 0) {
            begin();
            FileRanges.close(fd);
            fd = -1;
        }
    }
}
