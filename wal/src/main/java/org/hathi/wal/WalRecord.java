package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import org.hathi.page.RelFileNode;

/**
 * A decoded record; owned by the reader and overwritten by its next one. All positions are offsets into
 * {@link #memory()}.
 */
public final class WalRecord {
    WalRecord() {}

    /** Native memory that holds the record's bytes. */
    public MemorySegment memory() {
        throw new UnsupportedOperationException();
    }

    /** Start LSN. */
    public long startLsn() {
        throw new UnsupportedOperationException();
    }

    /** End LSN + 1: what redo stamps on pages. */
    public long endLsn() {
        throw new UnsupportedOperationException();
    }

    public int rmid() {
        throw new UnsupportedOperationException();
    }

    /** xl_info with the bits of the WAL machinery (low four) removed. */
    public int info() {
        throw new UnsupportedOperationException();
    }

    /** xl_info in full. */
    public int rawInfo() {
        throw new UnsupportedOperationException();
    }

    public int xid() {
        throw new UnsupportedOperationException();
    }

    /** Offset of the main data. */
    public long data() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of main data. */
    public int dataLength() {
        throw new UnsupportedOperationException();
    }

    /** Highest block reference id, −1 if none. */
    public int maxBlockId() {
        throw new UnsupportedOperationException();
    }

    public boolean hasBlock(int id) {
        throw new UnsupportedOperationException();
    }

    public RelFileNode relation(int id) {
        throw new UnsupportedOperationException();
    }

    public int fork(int id) {
        throw new UnsupportedOperationException();
    }

    public int block(int id) {
        throw new UnsupportedOperationException();
    }

    public boolean hasImage(int id) {
        throw new UnsupportedOperationException();
    }

    /** Should redo restore the page from the image? */
    public boolean applyImage(int id) {
        throw new UnsupportedOperationException();
    }

    public boolean willInit(int id) {
        throw new UnsupportedOperationException();
    }

    public boolean hasBlockData(int id) {
        throw new UnsupportedOperationException();
    }

    /** Offset of the block reference's data. */
    public long blockData(int id) {
        throw new UnsupportedOperationException();
    }

    public int blockDataLength(int id) {
        throw new UnsupportedOperationException();
    }

    /** Writes the full-page image to the page at {@code (m, p)}. */
    public void restoreImage(int id, MemorySegment m, long p) {
        throw new UnsupportedOperationException();
    }
}
