package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.IndexTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.shm.RelationCounts;
import org.hathi.storage.BufferPool;
import org.hathi.txn.Snapshot;
import org.hathi.types.Attribute;
import org.hathi.types.Comparator;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A B-tree scan. All matching entries of a leaf are copied while it is share-locked; then the page is let go. Its pin
 * is kept as long as its entries are being returned when the snapshot is not MVCC or the columns are used (index-only),
 * so that vacuum cannot recycle the tids meanwhile.
 */
final class BtScan implements IndexScan {
    private static final int MAX_TIDS = 1358;
    /** Longer lists of entries are not kept for the next scan. */
    private static final int KEEP_TIDS = 256;

    private static final int NONE = -1;

    private final Access access;
    private final BufferPool pool;
    private final BtSearch search;
    private final Relation index;
    private RelationCounts counts;
    private Snapshot snapshot;
    private BtCondition[] conditions = new BtCondition[0];
    /** Which condition each key became. */
    private int[] places = {};

    private final BtKey start;

    /** Array conditions, their sorted elements and current element. */
    private BtCondition[] arrays = new BtCondition[0];

    private Object[][] elements = new Object[0][];
    private int[] element = new int[0];

    /** The leaf where the scan began last, and how well it served as a guess for the next beginning. */
    private int startLeaf = NONE;

    private int luck;

    private boolean impossible;
    private boolean started;
    private boolean indexOnly;

    private int buf;
    private int block = NONE;
    private long pageLsn;
    private int nextBlock;
    private int prevBlock;
    private boolean moreRight;
    private boolean moreLeft;
    private long[] tids = new long[16];
    private int[] offs = new int[16];
    private int[] at = new int[16];
    private MemorySegment copies = MemorySegment.NULL;
    private int copied;
    private int first;
    private int last;
    private int current;

    private int[] killed = new int[8];
    private int nkilled;

    private @Nullable Marked mark;

    /** A saved position. */
    private record Marked(
            int block,
            long lsn,
            int next,
            int prev,
            boolean right,
            boolean left,
            long[] tids,
            int[] offs,
            int[] at,
            MemorySegment copies,
            int copied,
            int first,
            int last,
            int current,
            int[] element,
            boolean started) {}

    BtScan(Access access, BtSearch search, Relation index, Snapshot snapshot, ScanKey[] keys) {
        this.access = access;
        this.pool = access.pool();
        this.search = search;
        this.index = index;
        this.counts = access.counts(index);
        this.snapshot = snapshot;
        this.start = new BtKey(index);
        prepare(keys);
    }

    @Override
    public void setIndexOnly() {
        indexOnly = true;
    }

    @Override
    public boolean reopen(Snapshot s, ScanKey... keys) {
        if (tids.length > KEEP_TIDS) {
            return false;
        }
        snapshot = s;
        counts = access.counts(index);
        startLeaf = NONE;
        luck = 0;
        started = false;
        prepare(keys);
        return true;
    }

    @Override
    public void rescan(ScanKey @Nullable [] keys) {
        leavePage();
        block = NONE;
        started = false;
        if (keys != null) {
            prepare(keys);
        } else {
            resetArrays(true);
        }
    }

    private void prepare(ScanKey[] keys) {
        if (takeArguments(keys)) {
            return;
        }
        conditions = new BtCondition[keys.length];
        places = new int[keys.length];
        int narrays = 0;
        for (int i = 0; i < keys.length; i++) {
            conditions[i] = new BtCondition(index, start, keys[i]);
            narrays += keys[i].kind == ScanKey.Kind.ARRAY ? 1 : 0;
        }
        sortByColumn(conditions);
        impossible = false;
        arrays = new BtCondition[narrays];
        elements = new Object[narrays][];
        element = new int[narrays];
        int n = 0;
        for (BtCondition c : conditions) {
            if (c.key.kind == ScanKey.Kind.ARRAY) {
                arrays[n] = c;
                elements[n] = sorted(c);
                impossible |= elements[n].length == 0;
                n++;
            } else if (c.key.kind == ScanKey.Kind.COMPARE && c.argument == null) {
                impossible = true;
            } else if (c.key.kind == ScanKey.Kind.ROW && c.members != null && c.members[0].argument == null) {
                impossible = true;
            }
        }
        markRequired();
        resetArrays(true);
        for (int k = 0; k < keys.length; k++) {
            for (int i = 0; i < conditions.length; i++) {
                if (conditions[i].key == keys[k]) {
                    places[k] = i;
                }
            }
        }
    }

    /** A scan that begins again mostly differs in the values it looks for; false: it differs in more than that. */
    private boolean takeArguments(ScanKey[] keys) {
        if (keys.length == 0 || keys.length != conditions.length) {
            return false;
        }
        boolean empty = false;
        for (int k = 0; k < keys.length; k++) {
            if (!conditions[places[k]].takeArgument(keys[k])) {
                return false;
            }
            empty |= keys[k].argument == null;
        }
        impossible = empty;
        return true;
    }

    private static void sortByColumn(BtCondition[] c) {
        for (int i = 1; i < c.length; i++) {
            BtCondition x = c[i];
            int j = i;
            for (; j > 0 && c[j - 1].column > x.column; j--) {
                c[j] = c[j - 1];
            }
            c[j] = x;
        }
    }

    /** Elements of an array condition without nulls and duplicates, in disk order. */
    private Object[] sorted(BtCondition c) {
        @Nullable Object[] all = c.key.array;
        if (all == null) {
            return new Object[0];
        }
        Object[] keep = new Object[all.length];
        int n = 0;
        for (Object o : all) {
            if (o != null) {
                keep[n++] = o;
            }
        }
        Attribute a = index.desc.get(c.column);
        Comparator cmp = c.key.comparator != null ? c.key.comparator : index.indexInfo().comparators[c.column];
        Object[] list = Arrays.copyOf(keep, n);
        DatumOrder order = new DatumOrder(a, cmp, c.key.comparator == null ? index.indexInfo().kinds[c.column] : 0);
        Arrays.sort(list, c.descending ? order.reversed() : order);
        int m = 0;
        for (int i = 0; i < n; i++) {
            if (m == 0 || order.compare(list[m - 1], list[i]) != 0) {
                list[m++] = list[i];
            }
        }
        if (m > 0 && c.key.strategy != ScanKey.EQUAL) { // only the loosest bound matters
            boolean low = c.strategy == ScanKey.GREATER || c.strategy == ScanKey.GREATER_EQUAL;
            return new Object[] {low ? list[0] : list[m - 1]};
        }
        return Arrays.copyOf(list, m);
    }

    private void resetArrays(boolean forward) {
        for (int i = 0; i < arrays.length; i++) {
            if (elements[i].length > 0) {
                element[i] = forward ? 0 : elements[i].length - 1;
                arrays[i].argument = elements[i][element[i]];
            }
        }
    }

    /** Moves to the next combination of array elements in scan order; false when all have been tried. */
    private boolean advanceArrays(boolean forward) {
        for (int i = arrays.length - 1; i >= 0; i--) {
            int n = elements[i].length;
            int e = element[i] + (forward ? 1 : -1);
            boolean wrap = e < 0 || e >= n;
            element[i] = wrap ? forward ? 0 : n - 1 : e;
            arrays[i].argument = elements[i][element[i]];
            if (!wrap) {
                return true;
            }
        }
        return false;
    }

    private void markRequired() {
        int column = 0;
        boolean prefix = true;
        int i = 0;
        while (i < conditions.length && prefix && conditions[i].column == column) {
            boolean equality = false;
            for (; i < conditions.length && conditions[i].column == column; i++) {
                BtCondition c = conditions[i];
                equality |= c.isEquality();
                int s = c.strategy;
                if (c.isNotNull) {
                    continue;
                }
                c.requiredForward = c.isNull || s <= ScanKey.EQUAL;
                c.requiredBackward = c.isNull || s >= ScanKey.EQUAL;
            }
            prefix = equality;
            column++;
        }
    }

    /** Sets the start key for the direction; how many columns it has. */
    private int startKey(boolean forward) {
        start.clear();
        int strategy = ScanKey.EQUAL;
        int i = 0;
        for (int column = 0; column < index.indexInfo().keys; column++) {
            BtCondition equal = null;
            BtCondition bound = null;
            for (; i < conditions.length && conditions[i].column == column; i++) {
                BtCondition c = conditions[i];
                if (c.isEquality()) {
                    equal = equal == null ? c : equal;
                } else if (!c.isNotNull && (forward ? c.strategy > ScanKey.EQUAL : c.strategy < ScanKey.EQUAL)) {
                    bound = bound == null || bound.members != null ? c : bound;
                }
            }
            if (equal != null) {
                start.add(equal.isNull ? null : equal.argument, equal.isNull ? null : equal.key.comparator);
                continue;
            }
            if (bound != null) {
                if (bound.members != null) {
                    int n = bound.startMembers();
                    for (int k = 0; k < n; k++) {
                        start.add(bound.members[k].argument, bound.members[k].key.comparator);
                    }
                    strategy = n == bound.members.length
                            ? bound.strategy
                            : forward ? ScanKey.GREATER_EQUAL : ScanKey.LESS_EQUAL;
                } else {
                    start.add(bound.argument, bound.key.comparator);
                    strategy = bound.strategy;
                }
            }
            break;
        }
        start.nextKey = forward ? strategy == ScanKey.GREATER : strategy != ScanKey.LESS;
        return start.size;
    }

    @Override
    public boolean next(boolean forward) {
        if (impossible && started) {
            return false;
        }
        if (!advance(forward)) {
            return false;
        }
        counts.returned++;
        return true;
    }

    @Override
    public void fetched() {
        counts.fetched++;
    }

    private boolean advance(boolean forward) {
        if (!started) {
            started = true;
            if (impossible) {
                counts.scans++;
                return false;
            }
            resetArrays(forward);
            if (begin(forward)) {
                return true;
            }
        } else if (block != NONE) {
            if (forward ? ++current <= last : --current >= first) {
                return true;
            }
            if (step(forward)) {
                return true;
            }
        }
        while (arrays.length > 0 && advanceArrays(forward)) {
            leavePage();
            if (begin(forward)) {
                return true;
            }
        }
        leavePage();
        block = NONE;
        return false;
    }

    /** Descends to the start of the current key combination. */
    private boolean begin(boolean forward) {
        counts.scans++;
        int n = startKey(forward);
        int leaf;
        int off;
        if (n == 0) {
            leaf = search.endpoint(index, 0, !forward);
            if (leaf == 0) {
                return false;
            }
            MemorySegment m = pool.memory(leaf);
            long p = pool.offset(leaf);
            off = forward ? BtPage.firstKey(m, p) : Page.maxOffset(m, p);
        } else {
            // An index without entries has no leaf yet: there is nothing to remember then.
            leaf = luck > 0 && startLeaf != NONE ? search.again(index, start, startLeaf) : 0;
            if (leaf == 0) {
                luck = startLeaf == NONE ? 4 : Math.max(0, luck - 1);
                leaf = search.descend(index, start, false);
            } else {
                luck = Math.min(luck + 1, 8);
            }
            if (leaf == 0) {
                return false;
            }
            startLeaf = pool.block(leaf);
            off = BtSearch.binarySearch(start, pool.memory(leaf), pool.offset(leaf));
            off = forward ? off : off - 1;
        }
        moreRight = true;
        moreLeft = true;
        if (readPage(leaf, off, forward)) {
            return true;
        }
        return step(forward);
    }

    /** Copies matching entries of a share-locked leaf from {@code off} on; unlocks it. False: none. */
    private boolean readPage(int leaf, int off0, boolean forward) {
        MemorySegment m = pool.memory(leaf);
        long p = pool.offset(leaf);
        block = pool.block(leaf);
        pageLsn = Page.lsn(m, p);
        nextBlock = BtPage.next(m, p);
        prevBlock = BtPage.prev(m, p);
        copied = 0;
        int min = BtPage.firstKey(m, p);
        int max = Page.maxOffset(m, p);
        int n = 0;
        boolean more = true;
        if (forward) {
            for (int off = Math.max(off0, min); off <= max && more; off++) {
                int item = ItemId.get(m, p, off);
                if (!ItemId.isDead(item)) {
                    long t = p + ItemId.offset(item);
                    if (matches(m, t, true)) {
                        n = save(m, t, off, n, true);
                    } else {
                        more = !stopped;
                    }
                }
            }
            moreRight = more && !pastHighKey(m, p);
        } else {
            for (int off = Math.min(off0, max); off >= min && more; off--) {
                int item = ItemId.get(m, p, off);
                if (!ItemId.isDead(item)) {
                    long t = p + ItemId.offset(item);
                    if (matches(m, t, false)) {
                        n = save(m, t, off, n, false);
                    } else {
                        more = !stopped;
                    }
                }
            }
            moreLeft = more;
            reverse(n);
        }
        first = 0;
        last = n - 1;
        current = forward ? 0 : last;
        pool.unlock(leaf);
        if (n > 0 && (indexOnly || !snapshot.isMvcc())) {
            buf = leaf;
        } else {
            pool.release(leaf);
        }
        return n > 0;
    }

    private boolean stopped;

    private boolean matches(MemorySegment m, long t, boolean forward) {
        stopped = false;
        for (BtCondition c : conditions) {
            if (!c.test(m, t, forward)) {
                stopped = c.stop;
                return false;
            }
        }
        return true;
    }

    /** A forward scan with an equality prefix need not look at the next page when the high key is beyond it. */
    private boolean pastHighKey(MemorySegment m, long p) {
        if (BtPage.isRightmost(m, p)) {
            return false;
        }
        long hk = Page.item(m, p, BtPage.HIKEY);
        int have = BtPage.natts(m, hk, index.indexInfo().keys);
        for (BtCondition c : conditions) {
            if (c.column >= have) {
                break;
            }
            if (c.endsAt(m, hk, have)) {
                return true;
            }
        }
        return false;
    }

    private int save(MemorySegment m, long t, int off, int n0, boolean forward) {
        int n = n0;
        int where = 0;
        if (indexOnly) {
            where = copy(m, t);
        }
        if (BtPage.isPosting(m, t)) {
            int count = BtPage.postingCount(m, t);
            for (int i = 0; i < count; i++) {
                put(n++, BtPage.postingTid(m, t, forward ? i : count - 1 - i), off, where);
            }
            return n;
        }
        put(n, IndexTuple.tid(m, t), off, where);
        return n + 1;
    }

    private void put(int n, long tid, int off, int where) {
        if (n == tids.length) {
            int cap = Math.min(MAX_TIDS, n * 4);
            tids = Arrays.copyOf(tids, cap);
            offs = Arrays.copyOf(offs, cap);
            at = Arrays.copyOf(at, cap);
        }
        tids[n] = tid;
        offs[n] = off;
        at[n] = where;
    }

    private int copy(MemorySegment m, long t) {
        if (copies.byteSize() == 0) {
            copies = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        }
        int n = Blocks.maxAlign(BtPage.keySize(m, t));
        int where = copied;
        Mem.copy(m, t, copies, where, n);
        copied += n;
        return where;
    }

    private void reverse(int n) {
        for (int i = 0, j = n - 1; i < j; i++, j--) {
            long x = tids[i];
            tids[i] = tids[j];
            tids[j] = x;
            int y = offs[i];
            offs[i] = offs[j];
            offs[j] = y;
            y = at[i];
            at[i] = at[j];
            at[j] = y;
        }
    }

    /** Moves to the next leaf that has matches. */
    private boolean step(boolean forward) {
        for (; ; ) {
            leavePage();
            access.interrupts().check();
            int leaf = forward ? right() : left();
            if (leaf == 0) {
                return false;
            }
            MemorySegment m = pool.memory(leaf);
            long p = pool.offset(leaf);
            if (readPage(leaf, forward ? BtPage.firstKey(m, p) : Page.maxOffset(m, p), forward)) {
                return true;
            }
        }
    }

    private int right() {
        int next = nextBlock;
        if (!moreRight) {
            return 0;
        }
        moreLeft = true;
        while (next != BtPage.NONE) {
            int b = search.read(index, next, false);
            if (!BtPage.isIgnored(pool.memory(b), pool.offset(b))) {
                return b;
            }
            next = BtPage.next(pool.memory(b), pool.offset(b));
            pool.unlockRelease(b);
        }
        return 0;
    }

    /** The left sibling, which may have been split or deleted since its link was read (_bt_walk_left). */
    private int left() {
        if (!moreLeft) {
            return 0;
        }
        moreRight = true;
        int from = block;
        int prev = prevBlock;
        while (prev != BtPage.NONE) {
            int b = search.read(index, prev, false);
            for (int tries = 0; tries < 4; tries++) {
                MemorySegment m = pool.memory(b);
                long p = pool.offset(b);
                if ((BtPage.flags(m, p) & BtPage.DELETED) == 0 && BtPage.next(m, p) == from) {
                    if (!BtPage.isIgnored(m, p)) {
                        return b;
                    }
                    break;
                }
                if (BtPage.isRightmost(m, p)) {
                    break;
                }
                b = search.relock(index, b, BtPage.next(m, p), false);
            }
            MemorySegment m = pool.memory(b);
            long p = pool.offset(b);
            if (BtPage.next(m, p) == from && (BtPage.flags(m, p) & BtPage.DELETED) == 0) {
                from = pool.block(b);
                prev = BtPage.prev(m, p);
                pool.unlockRelease(b);
                continue;
            }
            // our own page may be gone: find the page that took its place, and its left link
            b = search.relock(index, b, from, false);
            m = pool.memory(b);
            p = pool.offset(b);
            while ((BtPage.flags(m, p) & BtPage.DELETED) != 0 && !BtPage.isRightmost(m, p)) {
                b = search.relock(index, b, BtPage.next(m, p), false);
                m = pool.memory(b);
                p = pool.offset(b);
            }
            from = pool.block(b);
            prev = BtPage.prev(m, p);
            pool.unlockRelease(b);
        }
        return 0;
    }

    @Override
    public long tid() {
        return tids[current];
    }

    @Override
    public void kill() {
        if (nkilled == killed.length) {
            killed = Arrays.copyOf(killed, nkilled * 2);
        }
        killed[nkilled++] = current;
    }

    /** Marks killed entries dead if the page is as it was, and unpins it. */
    private void leavePage() {
        if (nkilled > 0 && block != NONE) {
            int b = buf != 0 ? buf : search.read(index, block, false);
            if (buf != 0) {
                pool.lockShared(b);
            }
            MemorySegment m = pool.memory(b);
            long p = pool.offset(b);
            if (Page.lsn(m, p) == pageLsn && !BtPage.isIgnored(m, p)) {
                markDead(b, m, p);
            }
            pool.unlock(b);
            if (buf == 0) {
                pool.release(b);
            }
        }
        nkilled = 0;
        if (buf != 0) {
            pool.release(buf);
            buf = 0;
        }
    }

    private void markDead(int b, MemorySegment m, long p) {
        boolean any = false;
        int max = Page.maxOffset(m, p);
        for (int i = 0; i < nkilled; i++) {
            int off = offs[killed[i]];
            if (off <= max) {
                long t = Page.item(m, p, off);
                if (!BtPage.isPosting(m, t)
                        && IndexTuple.tid(m, t) == tids[killed[i]]
                        && !ItemId.isDead(ItemId.get(m, p, off))) {
                    ItemId.markDead(m, p, off);
                    any = true;
                }
            }
        }
        if (any) {
            BtPage.setFlags(m, p, BtPage.flags(m, p) | BtPage.HAS_GARBAGE);
            pool.markDirtyHint(b, true);
        }
    }

    @Override
    public boolean recheck() {
        return false;
    }

    @Override
    public void columns(int[] columns, Vector[] out, int row) {
        long t = at[current];
        for (int i = 0; i < columns.length; i++) {
            Attribute a = index.desc.get(columns[i]);
            long q = start.position(copies, t, columns[i]);
            Object d = q < 0 ? null : Deformer.datum(a, copies, q, Detoaster.NONE);
            boolean name = a.len() == -2
                    && columns[i] < index.indexInfo().keys
                    && index.indexInfo().kinds[columns[i]] == IndexInfo.NAME;
            // names are stored without their padding
            out[i].setDatum(row, name && d != null ? Arrays.copyOf((byte[]) d, 64) : d);
        }
    }

    @Override
    public void mark() {
        MemorySegment copy = MemorySegment.NULL;
        if (indexOnly && copied > 0) {
            copy = Arena.ofAuto().allocate(Blocks.SIZE, 8);
            Mem.copy(copies, 0, copy, 0, copied);
        }
        mark = new Marked(
                block,
                pageLsn,
                nextBlock,
                prevBlock,
                moreRight,
                moreLeft,
                tids.clone(),
                offs.clone(),
                at.clone(),
                copy,
                copied,
                first,
                last,
                current,
                element.clone(),
                started);
    }

    @Override
    public void restore() {
        Marked k = mark;
        if (k == null) {
            return;
        }
        leavePage();
        block = k.block;
        pageLsn = k.lsn;
        nextBlock = k.next;
        prevBlock = k.prev;
        moreRight = k.right;
        moreLeft = k.left;
        tids = k.tids.clone();
        offs = k.offs.clone();
        at = k.at.clone();
        if (k.copied > 0) {
            Mem.copy(k.copies, 0, copies, 0, k.copied);
        }
        copied = k.copied;
        first = k.first;
        last = k.last;
        current = k.current;
        started = k.started;
        for (int i = 0; i < element.length; i++) {
            element[i] = k.element[i];
            arrays[i].argument = elements[i][element[i]];
        }
    }

    @Override
    public void close() {
        leavePage();
        block = NONE;
        mark = null;
    }
}
