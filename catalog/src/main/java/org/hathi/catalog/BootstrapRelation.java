package org.hathi.catalog;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.page.Blocks;
import org.hathi.page.Checksum;
import org.hathi.page.HeapTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of one relation while no server runs: pages are filled in memory and appended, with checksums,
 * without WAL; {@link Bootstrap} syncs everything before it writes pg_control, so a crash before that leaves no cluster
 * at all.
 */
final class BootstrapRelation implements AutoCloseable {
    /** xmin of rows made by initdb (BootstrapTransactionId); they are frozen besides. */
    static final int BOOTSTRAP_XID = 1;

    private final FileChannel file;
    private final MemorySegment page;
    private final ByteBuffer bytes;
    private int blocks;

    BootstrapRelation(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        bytes = ByteBuffer.allocateDirect(Blocks.SIZE).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        page = MemorySegment.ofBuffer(bytes);
    }

    /** Pages written so far. */
    int blocks() {
        return blocks;
    }

    MemorySegment page() {
        return page;
    }

    /** Appends the page in {@link #page}. */
    void flush() throws IOException {
        Page.setChecksum(page, 0, Checksum.page(page, 0, blocks));
        bytes.clear();
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        blocks++;
    }

    /** Writes again a page written before. */
    void rewrite(int block) throws IOException {
        Page.setChecksum(page, 0, Checksum.page(page, 0, block));
        bytes.clear();
        long at = (long) block * Blocks.SIZE;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    /** Stores rows as frozen tuples. @return the tid of each */
    long[] heap(TupleDesc desc, List<@Nullable Object[]> rows) throws IOException {
        long[] tids = new long[rows.size()];
        if (rows.isEmpty()) {
            return tids;
        }
        TupleBuilder builder = new TupleBuilder(desc);
        TupleBuf tuple = new TupleBuf();
        Page.init(page, 0, 0);
        for (int i = 0; i < tids.length; i++) {
            builder.fromDatums(rows.get(i)).form(tuple);
            if (tuple.len > Blocks.SIZE / 4) {
                throw new IllegalStateException("bootstrap row would need toasting: " + tuple.len + " bytes");
            }
            HeapTuple.setXmin(tuple.m, 0, BOOTSTRAP_XID);
            HeapTuple.setInfomask(
                    tuple.m, 0, HeapTuple.infomask(tuple.m, 0) | HeapTuple.XMIN_FROZEN | HeapTuple.XMAX_INVALID);
            if (Page.heapFreeSpace(page, 0) < Blocks.maxAlign(tuple.len)) {
                flush();
                Page.init(page, 0, 0);
            }
            int off = Page.addItem(page, 0, tuple.m, 0, tuple.len, 0, false, true);
            tids[i] = Tid.of(blocks, off);
            HeapTuple.setCtid(page, org.hathi.page.ItemId.offset(org.hathi.page.ItemId.get(page, 0, off)), tids[i]);
        }
        flush();
        return tids;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
