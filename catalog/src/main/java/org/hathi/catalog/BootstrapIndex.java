package org.hathi.catalog;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.HeapTuple;
import org.hathi.page.IndexTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.types.TupleDesc;

/**
 * Builds a B-tree file from sorted entries, bottom up, as nbtsort does: leaves from left to right, each finished page
 * giving its parent a downlink whose key separates it from its left neighbour.
 *
 * <p>LAYOUT (version 4): block 0 is the metapage. Pages other than the rightmost of a level have a high key as item 1.
 * Pivot tuples (high keys, downlinks) have INDEX_ALT_TID_MASK set and the number of kept key columns in their tid's
 * offset; bit 0x1000 there says that the heap tid is appended as a tie breaker. The first downlink of an internal page
 * keeps no columns.
 */
final class BootstrapIndex {
    private static final int MAGIC = 0x053162;
    private static final int VERSION = 4;
    private static final int SPECIAL = 16;
    private static final int META = 8;
    private static final int ROOT = 2;
    private static final int LEAF = 1;
    private static final int PIVOT_HEAP_TID = 0x1000;
    private static final int LEAF_FILL = 90;
    private static final int NONLEAF_FILL = 70;

    /** An index entry: the datums of its columns (names cut at their zero) and the row it points to. */
    record Entry(Object[] keys, long tid) {}

    private final BootstrapRelation out;
    private final TupleDesc desc;
    private final int natts;
    private final String[] compare;
    private final TupleBuilder builder;
    private final TupleBuf formed = new TupleBuf();
    private final MemorySegment tuple = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private int tupleSize;

    /** A finished page on its way into the level above: the key below which all of it lies is {@code low}. */
    private record Child(int block, byte[] low) {}

    BootstrapIndex(BootstrapRelation out, TupleDesc desc, String[] compare) {
        this.out = out;
        this.desc = desc;
        this.natts = desc.size();
        this.compare = compare;
        this.builder = new TupleBuilder(desc);
    }

    void build(List<Entry> entries) throws IOException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(this::compareEntries);
        meta(0, 0);
        out.flush();
        if (sorted.isEmpty()) {
            return;
        }
        List<Child> level = leaves(sorted);
        int height = 0;
        while (level.size() > 1) {
            height++;
            level = internal(level, height);
        }
        meta(level.get(0).block(), height);
        out.rewrite(0);
    }

    // ---------------------------------------------------------------------------------------------- ordering

    private int compareEntries(Entry a, Entry b) {
        int d = firstDifference(a, b);
        return d < natts ? compareKey(d, a.keys()[d], b.keys()[d]) : Long.compareUnsigned(a.tid(), b.tid());
    }

    /** 0-based first column in which the entries differ; natts when their keys are equal. */
    private int firstDifference(Entry a, Entry b) {
        int i = 0;
        while (i < natts && compareKey(i, a.keys()[i], b.keys()[i]) == 0) {
            i++;
        }
        return i;
    }

    private int compareKey(int column, Object a, Object b) {
        return switch (compare[column]) {
            case "btcharcmp" -> Long.compare((Long) a & 0xFF, (Long) b & 0xFF);
            case "btnamecmp", "bttextcmp" -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
            case "btoidvectorcmp" -> {
                int[] x = Datums.ints((byte[]) a);
                int[] y = Datums.ints((byte[]) b);
                int r = Integer.compare(x.length, y.length);
                for (int i = 0; r == 0 && i < x.length; i++) {
                    r = Integer.compareUnsigned(x[i], y[i]);
                }
                yield r;
            }
            case "btfloat4cmp" ->
                Float.compare(Float.intBitsToFloat(((Long) a).intValue()), Float.intBitsToFloat(((Long) b).intValue()));
            default -> Long.compare((Long) a, (Long) b);
        };
    }

    // ------------------------------------------------------------------------------------------------- pages

    private void meta(int root, int level) {
        MemorySegment p = out.page();
        Page.init(p, 0, SPECIAL);
        long c = Page.HEADER_SIZE;
        Mem.put32(p, c, MAGIC);
        Mem.put32(p, c + 4, VERSION);
        Mem.put32(p, c + 8, root);
        Mem.put32(p, c + 12, level);
        Mem.put32(p, c + 16, root);
        Mem.put32(p, c + 20, level);
        Mem.put32(p, c + 24, 0);
        Mem.put64(p, c + 32, Double.doubleToRawLongBits(-1.0));
        Mem.put8(p, c + 40, allEqualImage() ? 1 : 0);
        Page.setLower(p, 0, (int) c + 48);
        special(p, 0, 0, 0, META);
    }

    /** All column types of catalog indexes but float4 are equal only when their bytes are; name has no such promise. */
    private boolean allEqualImage() {
        for (String c : compare) {
            if (c.equals("btfloat4cmp")) {
                return false;
            }
        }
        return true;
    }

    private static void special(MemorySegment p, int prev, int next, int level, int flags) {
        long s = Blocks.SIZE - SPECIAL;
        Mem.put32(p, s, prev);
        Mem.put32(p, s + 4, next);
        Mem.put32(p, s + 8, level);
        Mem.put16(p, s + 12, flags);
        Mem.put16(p, s + 14, 0);
    }

    /** The index tuple of an entry in {@code tuple}: heap layout's data part behind an index tuple header. */
    private void form(Entry e) {
        TupleBuf b = builder.fromDatums(e.keys()).form(formed);
        int hoff = HeapTuple.hoff(b.m, 0);
        int data = b.len - hoff;
        tupleSize = Blocks.maxAlign(IndexTuple.HEADER_SIZE + data);
        Mem.put64(tuple, tupleSize - 8, 0);
        Mem.copy(b.m, hoff, tuple, IndexTuple.HEADER_SIZE, data);
        int variable = (HeapTuple.infomask(b.m, 0) & HeapTuple.HASVARWIDTH) != 0 ? IndexTuple.VAR_MASK : 0;
        IndexTuple.setTid(tuple, 0, e.tid());
        IndexTuple.setInfo(tuple, 0, tupleSize | variable);
    }

    /** The shortest pivot that is above {@code left} and not above {@code right}, as bytes (tid block 0). */
    private byte[] separator(Entry left, Entry right) {
        int keep = firstDifference(left, right) + 1;
        boolean tie = keep > natts;
        int n = Math.min(keep, natts);
        TupleDesc prefix = desc;
        if (n < natts) {
            org.hathi.types.Attribute[] a = new org.hathi.types.Attribute[n];
            for (int i = 0; i < n; i++) {
                a[i] = desc.get(i);
            }
            prefix = new TupleDesc(a);
        }
        TupleBuf b = new TupleBuilder(prefix)
                .fromDatums(Arrays.copyOf(right.keys(), n))
                .form(formed);
        int hoff = HeapTuple.hoff(b.m, 0);
        int data = b.len - hoff;
        int size = Blocks.maxAlign(IndexTuple.HEADER_SIZE + data) + (tie ? 8 : 0);
        Mem.zero(tuple, 0, size);
        Mem.copy(b.m, hoff, tuple, IndexTuple.HEADER_SIZE, data);
        int variable = (HeapTuple.infomask(b.m, 0) & HeapTuple.HASVARWIDTH) != 0 ? IndexTuple.VAR_MASK : 0;
        IndexTuple.setTid(tuple, 0, Tid.of(0, n | (tie ? PIVOT_HEAP_TID : 0)));
        IndexTuple.setInfo(tuple, 0, size | variable | IndexTuple.AM_RESERVED);
        if (tie) {
            // a tid as ItemPointerData has 6 bytes, at the very end of the tuple
            MemorySegment scratch = Arena.ofAuto().allocate(8, 8);
            IndexTuple.setTid(scratch, 0, right.tid());
            Mem.copy(scratch, 0, tuple, size - 8, 6);
        }
        return Mem.bytes(tuple, 0, size);
    }

    private void add(byte[] item) {
        Mem.copy(item, 0, tuple, 0, item.length);
        Page.addIndexItem(out.page(), 0, tuple, 0, item.length, Page.maxOffset(out.page(), 0) + 1);
    }

    /** Cuts the entries into leaves of about {@link #LEAF_FILL} percent; returns them left to right. */
    private List<Child> leaves(List<Entry> entries) throws IOException {
        int limit = (Blocks.SIZE - Page.HEADER_SIZE - SPECIAL) * LEAF_FILL / 100;
        List<Integer> cuts = new ArrayList<>();
        int used = 0;
        for (int i = 0; i < entries.size(); i++) {
            form(entries.get(i));
            int size = tupleSize + 4;
            if (used + size > limit) {
                cuts.add(i);
                used = 0;
            }
            used += size;
        }
        cuts.add(entries.size());
        List<Child> children = new ArrayList<>();
        byte[] low = minusInfinity();
        int first = out.blocks();
        int start = 0;
        for (int k = 0; k < cuts.size(); k++) {
            int end = cuts.get(k);
            boolean last = k == cuts.size() - 1;
            int block = first + k;
            Page.init(out.page(), 0, SPECIAL);
            int flags = LEAF | (cuts.size() == 1 ? ROOT : 0);
            special(out.page(), k == 0 ? 0 : block - 1, last ? 0 : block + 1, 0, flags);
            byte[] high = last ? low : separator(entries.get(end - 1), entries.get(end));
            if (!last) {
                add(high);
            }
            for (int i = start; i < end; i++) {
                form(entries.get(i));
                Page.addIndexItem(out.page(), 0, tuple, 0, tupleSize, Page.maxOffset(out.page(), 0) + 1);
            }
            out.flush();
            children.add(new Child(block, low));
            low = high;
            start = end;
        }
        return children;
    }

    private static byte[] minusInfinity() {
        byte[] b = new byte[IndexTuple.HEADER_SIZE];
        int info = IndexTuple.HEADER_SIZE | IndexTuple.AM_RESERVED;
        b[6] = (byte) info;
        b[7] = (byte) (info >> 8);
        return b;
    }

    /** The pivot with its downlink set: block number in the tid, high half first. */
    private static byte[] downlink(byte[] pivot, int block) {
        byte[] b = pivot.clone();
        b[0] = (byte) (block >> 16);
        b[1] = (byte) (block >> 24);
        b[2] = (byte) block;
        b[3] = (byte) (block >> 8);
        return b;
    }

    private List<Child> internal(List<Child> children, int level) throws IOException {
        int limit = (Blocks.SIZE - Page.HEADER_SIZE - SPECIAL) * NONLEAF_FILL / 100;
        List<Integer> cuts = new ArrayList<>();
        int used = 0;
        for (int i = 0; i < children.size(); i++) {
            int size = children.get(i).low().length + 4;
            if (used + size > limit) {
                cuts.add(i);
                used = 0;
            }
            used += size;
        }
        cuts.add(children.size());
        List<Child> parents = new ArrayList<>();
        int first = out.blocks();
        int start = 0;
        for (int k = 0; k < cuts.size(); k++) {
            int end = cuts.get(k);
            boolean last = k == cuts.size() - 1;
            int block = first + k;
            Page.init(out.page(), 0, SPECIAL);
            special(out.page(), k == 0 ? 0 : block - 1, last ? 0 : block + 1, level, cuts.size() == 1 ? ROOT : 0);
            if (!last) {
                add(children.get(end).low());
            }
            for (int i = start; i < end; i++) {
                Child c = children.get(i);
                add(downlink(i == start ? minusInfinity() : c.low(), c.block()));
            }
            out.flush();
            parents.add(new Child(block, children.get(start).low()));
            start = end;
        }
        return parents;
    }
}
