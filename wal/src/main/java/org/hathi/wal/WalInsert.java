package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import org.hathi.page.RelFileNode;

/** Builder of one WAL record; one per process, reused. */
public final class WalInsert {
    /** xl_info flag: the record changes relation files in ways its block references do not show. */
    public static final int SPECIAL_REL_UPDATE = 0x01;

    WalInsert() {}

    /** Starts a record, forgetting one begun and not inserted. */
    public WalInsert begin() {
        throw new UnsupportedOperationException();
    }

    /** Appends main data. */
    public WalInsert data(byte[] b, int off, int len) {
        throw new UnsupportedOperationException();
    }

    public WalInsert data(byte[] b) {
        return data(b, 0, b.length);
    }

    public WalInsert data(MemorySegment m, long off, int len) {
        throw new UnsupportedOperationException();
    }

    /** Appends one byte of main data. */
    public WalInsert data8(int v) {
        throw new UnsupportedOperationException();
    }

    public WalInsert data16(int v) {
        throw new UnsupportedOperationException();
    }

    public WalInsert data32(int v) {
        throw new UnsupportedOperationException();
    }

    public WalInsert data64(long v) {
        throw new UnsupportedOperationException();
    }

    /**
     * Names a page the record changes; {@code id} 0…32, each once. The page at {@code (m, p)} is already changed, its
     * buffer locked exclusively and marked dirty; the image, if one is due, is taken at {@link #insert}.
     *
     * @param flags see {@link BlockFlags}
     */
    public WalInsert buffer(int id, RelFileNode rel, int fork, int block, MemorySegment m, long p, int flags) {
        throw new UnsupportedOperationException();
    }

    /** Appends data that belongs to block reference {@code id}: left out when an image of the page is logged. */
    public WalInsert bufferData(int id, byte[] b, int off, int len) {
        throw new UnsupportedOperationException();
    }

    public WalInsert bufferData(int id, byte[] b) {
        return bufferData(id, b, 0, b.length);
    }

    public WalInsert bufferData(int id, MemorySegment m, long off, int len) {
        throw new UnsupportedOperationException();
    }

    public WalInsert bufferData8(int id, int v) {
        throw new UnsupportedOperationException();
    }

    public WalInsert bufferData16(int id, int v) {
        throw new UnsupportedOperationException();
    }

    public WalInsert bufferData32(int id, int v) {
        throw new UnsupportedOperationException();
    }

    /** The record need not make the system look active to checkpoints and archive timeouts. */
    public WalInsert unimportant() {
        throw new UnsupportedOperationException();
    }

    /**
     * Inserts the record: the caller is in a critical section and holds the buffers' locks.
     *
     * @param info the resource manager's bits (high four), plus {@link #SPECIAL_REL_UPDATE}
     * @return the record's end LSN, to be stamped on the pages
     */
    public long insert(int rmid, int info) {
        throw new UnsupportedOperationException();
    }
}
