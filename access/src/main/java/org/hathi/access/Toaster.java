package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.HeapTuple;
import org.hathi.page.Varlena;
import org.hathi.types.TupleDesc;

/**
 * Makes one tuple small enough (heap_toast_insert_or_update): first compresses the largest extended values and moves
 * those that are large by themselves out; then moves extended and external values out; then compresses main values; at
 * last moves those out too.
 */
final class Toaster {
    private final Toast toast;
    private final Relation rel;
    private final TupleBuf tuple;
    private final MemorySegment oldM;
    private final long old;
    private final TupleBuilder builder;
    private final Columns c;
    /** No more to be done for a column: kept pointer, or incompressible. */
    private final boolean[] ignore;

    private final boolean[] incompressible;
    private final boolean[] deleteOld;
    /** Id that a value has in the file that is being left, 0 none. */
    private final int[] kept;

    private final TupleWalker oldWalker;

    Toaster(Toast toast, Relation rel, TupleBuf tuple, MemorySegment oldM, long old) {
        this.toast = toast;
        this.rel = rel;
        this.tuple = tuple;
        this.oldM = oldM;
        this.old = old;
        TupleDesc desc = rel.desc;
        builder = new TupleBuilder(desc);
        c = builder.columns;
        ignore = new boolean[c.n];
        incompressible = new boolean[c.n];
        deleteOld = new boolean[c.n];
        kept = new int[c.n];
        oldWalker = new TupleWalker(desc);
    }

    TupleBuf run(TupleBuf out) {
        builder.fromTuple(tuple.m, 0);
        compareWithOld();
        c.dataSize();
        int hoff = HeapTuple.headerSize(c.hasNulls, c.n);
        long max = rel.toastTupleTarget - hoff;
        boolean stored = rel.toastOid != 0;
        shrink(max, 'x', true, stored);
        moveOut(max, false, stored);
        shrink(max, 'm', false, stored);
        if (stored) {
            moveOut(Blocks.maxAlignDown(Blocks.MAX_HEAP_TUPLE_SIZE) - hoff, true, true);
        }
        for (int i = 0; i < c.n; i++) {
            if (deleteOld[i]) {
                toast.delete(oldM, oldWalker.position(i), false);
            }
        }
        int natts = HeapTuple.natts(tuple.m, 0);
        builder.form(out);
        HeapTuple.setNatts(out.m, 0, Math.max(natts, c.n));
        return out;
    }

    private void compareWithOld() {
        if (old >= 0) {
            oldWalker.load(oldM, old);
        }
        for (int i = 0; i < c.n; i++) {
            if (c.attLen[i] != -1) {
                ignore[i] = true;
                continue;
            }
            boolean external = c.state[i] == Columns.STORED && Varlena.isExternal(c.segments[i], c.at[i]);
            long p = old >= 0 ? oldWalker.position(i) : -1;
            if (p >= 0 && Varlena.isExternal(oldM, p)) {
                if (external && HeapCompare.equal(oldM, p, c.segments[i], c.at[i], Varlena.EXTERNAL_SIZE)) {
                    ignore[i] = true;
                    continue;
                }
                deleteOld[i] = true;
            }
            if (c.state[i] == Columns.NULL) {
                ignore[i] = true;
                continue;
            }
            if (external && toast.isMoving(c.segments[i], c.at[i])) {
                move(i);
            } else if (external) { // a pointer from elsewhere: the value becomes ours
                byte[] b = toast.fetch(c.segments[i], c.at[i]);
                c.setBytes(i, b, 0, b.length);
            }
            if (c.storage[i] == 'p') {
                ignore[i] = true;
            }
        }
    }

    /** A value from the file that is being left, as it is stored there. */
    private void move(int i) {
        MemorySegment m = c.segments[i];
        long p = c.at[i];
        kept[i] = Varlena.externalValueId(m, p);
        if (Varlena.externalCompressed(m, p)) {
            c.setStored(i, toast.inline(m, p), 0);
        } else {
            byte[] b = toast.fetch(m, p);
            c.setBytes(i, b, 0, b.length);
        }
    }

    private int size(int i) {
        return c.state[i] == Columns.BYTES ? c.len[i] + 4 : Varlena.size(c.segments[i], c.at[i]);
    }

    private boolean isCompressed(int i) {
        return c.state[i] == Columns.STORED && Varlena.isCompressed(c.segments[i], c.at[i]);
    }

    private boolean isExternal(int i) {
        return c.state[i] == Columns.STORED && Varlena.isExternal(c.segments[i], c.at[i]);
    }

    /** The biggest column worth working on; −1 none. Storage: x and e count as one group, m as the other. */
    private int biggest(boolean forCompression, boolean main) {
        int best = -1;
        int bestSize = Blocks.maxAlign(Varlena.EXTERNAL_SIZE);
        for (int i = 0; i < c.n; i++) {
            if (ignore[i] || isExternal(i) || (forCompression && (incompressible[i] || isCompressed(i)))) {
                continue;
            }
            char s = c.storage[i];
            if (main ? s != 'm' : s != 'x' && s != 'e') {
                continue;
            }
            int n = size(i);
            if (n > bestSize) {
                best = i;
                bestSize = n;
            }
        }
        return best;
    }

    /** Compresses the biggest values until the tuple fits; huge ones go out at once if allowed. */
    private void shrink(long max, char storage, boolean large, boolean stored) {
        while (c.dataSize() > max) {
            int i = biggest(true, storage == 'm');
            if (i < 0) {
                return;
            }
            if (c.storage[i] == 'e' || !compress(i)) {
                incompressible[i] = true;
            }
            if (large && stored && size(i) > max) {
                store(i);
            }
        }
    }

    private void moveOut(long max, boolean main, boolean stored) {
        while (stored && c.dataSize() > max) {
            int i = biggest(false, main);
            if (i < 0) {
                return;
            }
            store(i);
        }
    }

    private boolean compress(int i) {
        byte[] src = payload(i);
        byte[] packed = Toast.compress(src, 0, src.length);
        if (packed == null) {
            return false;
        }
        MemorySegment m = Arena.ofAuto().allocate(packed.length + 8L, 8);
        Varlena.putCompressedHeader(m, 0, packed.length, src.length, Varlena.PGLZ);
        Mem.copy(packed, 0, m, 8, packed.length);
        c.setStored(i, m, 0);
        return true;
    }

    private byte[] payload(int i) {
        if (c.state[i] == Columns.BYTES) {
            return java.util.Arrays.copyOfRange(c.arrays[i], c.from[i], c.from[i] + c.len[i]);
        }
        return Varlena.payload(c.segments[i], c.at[i]);
    }

    private void store(int i) {
        MemorySegment m = toast.pointerSpace(c.n);
        long p = i * 24L;
        if (isCompressed(i)) {
            MemorySegment src = c.segments[i];
            long at = c.at[i];
            int n = Varlena.size(src, at) - 4;
            int id = toast.store(rel, Mem.bytes(src, at + 4, n), n, kept[i]);
            Varlena.putExternal(m, p, Varlena.rawSize(src, at), n, Varlena.method(src, at), id, rel.toastOid);
        } else {
            byte[] b = payload(i);
            int id = toast.store(rel, b, b.length, kept[i]);
            Varlena.putExternal(m, p, b.length, b.length, 0, id, rel.toastOid);
        }
        c.setStored(i, m, p);
        ignore[i] = true;
    }
}
