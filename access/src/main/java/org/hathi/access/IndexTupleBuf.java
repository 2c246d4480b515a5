package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.IndexTuple;
import org.hathi.page.Varlena;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Forms index tuples of one index in private native memory; reused. */
final class IndexTupleBuf {
    /** Values larger than this are compressed if their storage allows (TOAST_INDEX_TARGET). */
    private static final int COMPRESS_ABOVE = Blocks.MAX_HEAP_TUPLE_SIZE / 16;

    final MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    int len;
    boolean hasNulls;

    private final Columns c;
    private final Relation index;

    IndexTupleBuf(Relation index) {
        this.index = index;
        c = new Columns(index.desc);
    }

    void form(Vector[] keys, int row, long tid) {
        for (int i = 0; i < c.n; i++) {
            c.set(i, keys[i], row);
        }
        layOut(tid);
    }

    void form(@Nullable Object[] keys, long tid) {
        for (int i = 0; i < c.n; i++) {
            c.set(i, keys[i]);
        }
        layOut(tid);
    }

    private void layOut(long tid) {
        for (int i = 0; i < c.n; i++) {
            if (c.state[i] == Columns.BYTES
                    && c.len[i] + 4 > COMPRESS_ABOVE
                    && (c.storage[i] == 'x' || c.storage[i] == 'm')) {
                compress(i);
            }
        }
        long data = c.dataSize();
        hasNulls = c.hasNulls;
        int at = IndexTuple.dataOffset(c.hasNulls);
        long size = Blocks.maxAlign(at + data);
        if (size > IndexTuple.SIZE_MASK) {
            throw new SqlError(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "index row requires " + size + " bytes, maximum size is " + IndexTuple.SIZE_MASK);
        }
        len = (int) size;
        if (len > BtPage.MAX_ITEM) {
            tooBig(tid);
        }
        if (c.hasNulls) {
            Mem.put64(m, 8, 0);
        }
        Mem.put64(m, len - 8, 0);
        IndexTuple.setTid(m, 0, tid);
        IndexTuple.setInfo(
                m, 0, len | (c.hasNulls ? IndexTuple.NULL_MASK : 0) | (c.hasVarWidth ? IndexTuple.VAR_MASK : 0));
        c.fill(m, at, IndexTuple.HEADER_SIZE);
    }

    private void tooBig(long tid) {
        throw new SqlError(
                        SqlState.PROGRAM_LIMIT_EXCEEDED,
                        "index row size " + len + " exceeds btree version 4 maximum " + BtPage.MAX_ITEM
                                + " for index \"" + index.name + "\"")
                .detail("Index row references tuple " + org.hathi.page.Tid.toString(tid) + " in relation \""
                        + index.name + "\".")
                .hint("Values larger than 1/3 of a buffer page cannot be indexed.\n"
                        + "Consider a function index of an MD5 hash of the value, "
                        + "or use full text indexing.");
    }

    private void compress(int i) {
        byte[] packed = Toast.compress(c.arrays[i], c.from[i], c.len[i]);
        if (packed == null) {
            return;
        }
        MemorySegment z = Arena.ofAuto().allocate(packed.length + 8L, 8);
        Varlena.putCompressedHeader(z, 0, packed.length, c.len[i], Varlena.PGLZ);
        Mem.copy(packed, 0, z, 8, packed.length);
        c.setStored(i, z, 0);
    }
}
