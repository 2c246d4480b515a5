package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * A range type and its multirange type: forms and set arithmetic.
 *
 * <p>LAYOUT of a range (payload; alignment counts from 4 bytes before it): range type OID; lower and upper bound as
 * tuples store values, infinite ones absent; flags byte. Of a multirange: multirange type OID, number of ranges, for
 * each but the first a word (length of the data of the one before; for every fourth its offset and 0x80000000), flags
 * of all, then the data aligned.
 */
final class RangeType {
    private static final int STRIDE = 4;

    final int oid;
    final int multirange;
    final TypeInfo elem;
    private final TypeCatalog types;
    /** Orders bounds. */
    private final TypeOps order;
    /** Of the subtype itself, to hash bounds, whatever orders them; null until asked for. */
    private @Nullable TypeOps hashing;

    private final Attribute shape;
    private final String canonical;
    private final int collation;

    private RangeType(TypeCatalog types, TypeCatalog.RangeInfo info) {
        this.oid = info.rangeType();
        this.multirange = info.multirange();
        this.elem = types.type(info.subtype());
        this.collation = info.collation();
        this.types = types;
        this.order = types.order(info);
        this.shape = Attribute.of("", 1, elem, -1);
        this.canonical = info.canonical();
    }

    /** The range type, or the range type behind a multirange type. */
    static RangeType of(TypeCatalog types, int type) {
        TypeInfo t = types.type(type);
        while (t.type() == 'd') {
            t = types.type(t.baseType());
        }
        TypeCatalog.RangeInfo info = types.range(t.oid());
        if (info == null) {
            throw SqlError.internal("type " + Integer.toUnsignedString(type) + " is not a range type");
        }
        return new RangeType(types, info);
    }

    int collation() {
        return collation;
    }

    // ---------------------------------------------------------------- forms

    RangeValue decode(byte[] a, int ao, int al) {
        int flags = a[ao + al - 1];
        if ((flags & RangeValue.EMPTY_FLAG) != 0) {
            return RangeValue.EMPTY;
        }
        return read(a, ao - 4, 8, flags, new int[1]);
    }

    RangeValue decode(Vector v, int row) {
        return decode(v.arena, v.off[row], v.len[row]);
    }

    RangeValue decode(@Nullable Object datum) {
        byte[] b = (byte[]) java.util.Objects.requireNonNull(datum);
        return decode(b, 0, b.length);
    }

    /** Reads bounds at {@code base + at}; {@code end[0]} becomes the position after them. */
    private RangeValue read(byte[] a, int base, int at, int flags, int[] end) {
        int p = at;
        Object lo = null;
        Object hi = null;
        if ((flags & RangeValue.LB_INF) == 0) {
            Vector v = new Vector(elem.byRef(), 1);
            p = align(a, base, p);
            p += ArrayValue.load(elem, a, base + p, v, 0);
            lo = v.datum(0);
        }
        if ((flags & RangeValue.UB_INF) == 0) {
            Vector v = new Vector(elem.byRef(), 1);
            p = align(a, base, p);
            p += ArrayValue.load(elem, a, base + p, v, 0);
            hi = v.datum(0);
        }
        end[0] = p;
        return new RangeValue(false, lo, (flags & RangeValue.LB_INC) != 0, hi, (flags & RangeValue.UB_INC) != 0);
    }

    private int align(byte[] a, int base, int at) {
        return elem.len() == -1 && a[base + at] != 0 && Stored.isShort(a, base + at)
                ? at
                : ArrayValue.align(at, elem.alignBytes());
    }

    byte[] encode(RangeValue r) {
        ByteSink s = new ByteSink(32);
        s.size = 8;
        bounds(r, s);
        s.put(r.flags());
        byte[] all = s.toBytes();
        Bytes.intL(all, 4, oid);
        return java.util.Arrays.copyOfRange(all, 4, all.length);
    }

    private void bounds(RangeValue r, ByteSink s) {
        if (!r.empty() && r.lower() != null) {
            RecordValue.append(shape, Vector.of(elem.byRef(), r.lower()), s);
        }
        if (!r.empty() && r.upper() != null) {
            RecordValue.append(shape, Vector.of(elem.byRef(), r.upper()), s);
        }
    }

    void store(RangeValue r, Vector out, int row) {
        out.setBytes(row, encode(r));
    }

    List<RangeValue> decodeMulti(byte[] a, int ao) {
        int n = Bytes.intL(a, ao + 4);
        List<RangeValue> out = new ArrayList<>(n);
        int base = ao - 4;
        int flags = 12 + 4 * Math.max(n - 1, 0);
        int begin = ArrayValue.align(flags + n, elem.alignBytes());
        int prev = 0;
        for (int i = 0; i < n; i++) {
            int at = 0;
            if (i > 0) {
                int item = Bytes.intL(a, base + 12 + 4 * (i - 1));
                at = item < 0 ? item & 0x7FFFFFFF : prev + item;
            }
            prev = at;
            // bounds are aligned as they are in a range, where they begin at a multiple of 8
            byte[] own = java.util.Arrays.copyOfRange(a, Math.min(base + begin + at, ao + a.length), a.length);
            out.add(read(own, 0, 0, a[base + flags + i], new int[1]));
        }
        return out;
    }

    List<RangeValue> decodeMulti(Vector v, int row) {
        return decodeMulti(v.getBytes(row), 0);
    }

    List<RangeValue> decodeMulti(@Nullable Object datum) {
        return decodeMulti((byte[]) java.util.Objects.requireNonNull(datum), 0);
    }

    /** The stored form of ranges already in order and apart. */
    byte[] encodeMulti(List<RangeValue> ranges) {
        int n = ranges.size();
        int al = elem.alignBytes();
        int flags = 12 + 4 * Math.max(n - 1, 0);
        ByteSink s = new ByteSink(64);
        int begin = ArrayValue.align(flags + n, al);
        s.reserve(begin);
        s.size = begin;
        int prev = 0;
        for (int i = 0; i < n; i++) {
            RangeValue r = ranges.get(i);
            int at = s.size - begin;
            if (i > 0) {
                Bytes.intL(s.buf, 12 + 4 * (i - 1), i % STRIDE != 0 ? at - prev : at | 0x80000000);
                prev = at;
            }
            ByteSink one = new ByteSink(32);
            bounds(r, one);
            s.put(one.buf, 0, one.size);
            while ((s.size - begin) % al != 0) {
                s.put(0);
            }
            s.buf[flags + i] = (byte) r.flags();
        }
        byte[] all = s.toBytes();
        Bytes.intL(all, 4, multirange);
        Bytes.intL(all, 8, n);
        return java.util.Arrays.copyOfRange(all, 4, all.length);
    }

    void storeMulti(List<RangeValue> ranges, Vector out, int row) {
        out.setBytes(row, encodeMulti(ranges));
    }

    // ---------------------------------------------------------------- bounds

    int compareValues(RangeValue.Bound a, RangeValue.Bound b) {
        Object x = a.value();
        Object y = b.value();
        if (x == null && y == null) {
            return a.isLower() == b.isLower() ? 0 : a.isLower() ? -1 : 1;
        }
        if (x == null) {
            return a.isLower() ? -1 : 1;
        }
        if (y == null) {
            return b.isLower() ? 1 : -1;
        }
        return order.compare(x, y);
    }

    int compareBounds(RangeValue.Bound a, RangeValue.Bound b) {
        int c = compareValues(a, b);
        if (c != 0 || a.value() == null) {
            return c;
        }
        if (!a.inclusive() && !b.inclusive()) {
            return a.isLower() == b.isLower() ? 0 : a.isLower() ? 1 : -1;
        }
        if (!a.inclusive()) {
            return a.isLower() ? 1 : -1;
        }
        return b.inclusive() ? 0 : b.isLower() ? -1 : 1;
    }

    /** A range from its bounds, in canonical form. */
    RangeValue make(RangeValue.Bound lo, RangeValue.Bound hi) {
        int c = compareValues(lo, hi);
        if (c > 0) {
            throw Err.of(SqlState.DATA_EXCEPTION, "range lower bound must be less than or equal to range upper bound");
        }
        if (c == 0 && !(lo.inclusive() && hi.inclusive())) {
            return RangeValue.EMPTY;
        }
        RangeValue r = new RangeValue(
                false,
                lo.value(),
                lo.inclusive() && lo.value() != null,
                hi.value(),
                hi.inclusive() && hi.value() != null);
        return canonical.isEmpty() ? r : canonicalise(r);
    }

    /** Discrete ranges begin with an inclusive bound and end with an exclusive one. */
    RangeValue canonicalise(RangeValue r) {
        Object lo = r.lower();
        Object hi = r.upper();
        boolean date = canonical.equals("daterange_canonical");
        boolean loInc = r.lowerInc();
        boolean hiInc = r.upperInc();
        if (lo != null && !loInc && !(date && infinite((Long) lo))) {
            lo = successor((Long) lo, date);
            loInc = true;
        }
        if (hi != null && hiInc && !(date && infinite((Long) hi))) {
            hi = successor((Long) hi, date);
            hiInc = false;
        }
        if (lo != null && hi != null) {
            int c = order.compare(lo, hi);
            if (c > 0 || c == 0 && !(loInc && hiInc)) {
                return RangeValue.EMPTY;
            }
        }
        return new RangeValue(false, lo, loInc, hi, hiInc);
    }

    private static boolean infinite(long d) {
        return d == Cal.DATE_INFINITY || d == Cal.DATE_NINFINITY;
    }

    private Long successor(long v, boolean date) {
        if (date) {
            if (v + 1 >= 2145031949L) {
                throw Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range");
            }
            return v + 1;
        }
        boolean four = canonical.equals("int4range_canonical");
        if (v == (four ? Integer.MAX_VALUE : Long.MAX_VALUE)) {
            throw Err.range(four ? "integer" : "bigint");
        }
        return v + 1;
    }

    boolean adjacentBounds(RangeValue.Bound upper, RangeValue.Bound lower) {
        int c = compareValues(upper, lower);
        if (c < 0) {
            return !canonical.isEmpty()
                    && make(
                                    new RangeValue.Bound(upper.value(), !upper.inclusive(), true),
                                    new RangeValue.Bound(lower.value(), !lower.inclusive(), false))
                            .empty();
        }
        return c == 0 && upper.inclusive() != lower.inclusive();
    }

    // ---------------------------------------------------------------- relations of ranges

    int compare(RangeValue a, RangeValue b) {
        if (a.empty() || b.empty()) {
            return a.empty() ? (b.empty() ? 0 : -1) : 1;
        }
        int c = compareBounds(a.lowerBound(), b.lowerBound());
        return c != 0 ? c : compareBounds(a.upperBound(), b.upperBound());
    }

    int compareMulti(List<RangeValue> a, List<RangeValue> b) {
        int n = Math.max(a.size(), b.size());
        for (int i = 0; i < n; i++) {
            if (i >= a.size() || i >= b.size()) {
                return i >= a.size() ? -1 : 1;
            }
            int c = compare(a.get(i), b.get(i));
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    boolean overlaps(RangeValue a, RangeValue b) {
        if (a.empty() || b.empty()) {
            return false;
        }
        if (compareBounds(a.lowerBound(), b.lowerBound()) >= 0) {
            return compareBounds(a.lowerBound(), b.upperBound()) <= 0;
        }
        return compareBounds(b.lowerBound(), a.upperBound()) <= 0;
    }

    boolean adjacent(RangeValue a, RangeValue b) {
        return !a.empty()
                && !b.empty()
                && (adjacentBounds(a.upperBound(), b.lowerBound()) || adjacentBounds(b.upperBound(), a.lowerBound()));
    }

    boolean contains(RangeValue a, RangeValue b) {
        if (b.empty()) {
            return true;
        }
        return !a.empty()
                && compareBounds(a.lowerBound(), b.lowerBound()) <= 0
                && compareBounds(a.upperBound(), b.upperBound()) >= 0;
    }

    boolean contains(RangeValue a, Object value) {
        if (a.empty()) {
            return false;
        }
        RangeValue.Bound x = new RangeValue.Bound(value, true, true);
        return compareBounds(a.lowerBound(), x) <= 0
                && compareBounds(a.upperBound(), new RangeValue.Bound(value, true, false)) >= 0;
    }

    boolean before(RangeValue a, RangeValue b) {
        return !a.empty() && !b.empty() && compareBounds(a.upperBound(), b.lowerBound()) < 0;
    }

    boolean overleft(RangeValue a, RangeValue b) {
        return !a.empty() && !b.empty() && compareBounds(a.upperBound(), b.upperBound()) <= 0;
    }

    boolean overright(RangeValue a, RangeValue b) {
        return !a.empty() && !b.empty() && compareBounds(a.lowerBound(), b.lowerBound()) >= 0;
    }

    // ---------------------------------------------------------------- arithmetic

    RangeValue.Bound min(RangeValue.Bound a, RangeValue.Bound b) {
        return compareBounds(a, b) <= 0 ? a : b;
    }

    RangeValue.Bound max(RangeValue.Bound a, RangeValue.Bound b) {
        return compareBounds(a, b) >= 0 ? a : b;
    }

    RangeValue union(RangeValue a, RangeValue b, boolean strict) {
        if (a.empty() || b.empty()) {
            return a.empty() ? b : a;
        }
        if (strict && !overlaps(a, b) && !adjacent(a, b)) {
            throw Err.of(SqlState.DATA_EXCEPTION, "result of range union would not be contiguous");
        }
        return make(min(a.lowerBound(), b.lowerBound()), max(a.upperBound(), b.upperBound()));
    }

    RangeValue intersect(RangeValue a, RangeValue b) {
        if (!overlaps(a, b)) {
            return RangeValue.EMPTY;
        }
        return make(max(a.lowerBound(), b.lowerBound()), min(a.upperBound(), b.upperBound()));
    }

    /** What of {@code a} is not in {@code b}: no, one or two ranges. */
    List<RangeValue> pieces(RangeValue a, RangeValue b) {
        if (a.empty()) {
            return List.of();
        }
        if (!overlaps(a, b)) {
            return List.of(a);
        }
        List<RangeValue> out = new ArrayList<>(2);
        if (compareBounds(a.lowerBound(), b.lowerBound()) < 0) {
            out.add(make(a.lowerBound(), b.lowerBound().flipped()));
        }
        if (compareBounds(a.upperBound(), b.upperBound()) > 0) {
            out.add(make(b.upperBound().flipped(), a.upperBound()));
        }
        return out;
    }

    RangeValue minus(RangeValue a, RangeValue b) {
        List<RangeValue> p = pieces(a, b);
        if (p.size() > 1) {
            throw Err.of(SqlState.DATA_EXCEPTION, "result of range difference would not be contiguous");
        }
        return p.isEmpty() ? RangeValue.EMPTY : p.get(0);
    }

    /** Ranges in order, without empty ones, overlapping and adjacent ones merged. */
    List<RangeValue> normalise(List<RangeValue> in) {
        List<RangeValue> sorted = new ArrayList<>(in);
        sorted.sort(this::compare);
        List<RangeValue> out = new ArrayList<>(in.size());
        for (RangeValue r : sorted) {
            if (r.empty()) {
                continue;
            }
            int last = out.size() - 1;
            if (last >= 0 && (overlaps(out.get(last), r) || adjacent(out.get(last), r))) {
                out.set(last, union(out.get(last), r, false));
            } else {
                out.add(r);
            }
        }
        return out;
    }

    List<RangeValue> minusMulti(List<RangeValue> a, List<RangeValue> b) {
        List<RangeValue> out = new ArrayList<>(a);
        for (RangeValue y : b) {
            List<RangeValue> next = new ArrayList<>(out.size() + 1);
            for (RangeValue x : out) {
                next.addAll(pieces(x, y));
            }
            out = next;
        }
        return normalise(out);
    }

    List<RangeValue> intersectMulti(List<RangeValue> a, List<RangeValue> b) {
        List<RangeValue> out = new ArrayList<>();
        for (RangeValue x : a) {
            for (RangeValue y : b) {
                RangeValue r = intersect(x, y);
                if (!r.empty()) {
                    out.add(r);
                }
            }
        }
        return normalise(out);
    }

    // ---------------------------------------------------------------- hashes

    long hash(EvalContext cx, RangeValue r, long seed, boolean extended) {
        long lo = hashBound(cx, r.lower(), seed);
        long hi = hashBound(cx, r.upper(), seed);
        long h = extended ? Hash.int4Extended(r.flags(), seed) : Hash.int4(r.flags());
        h ^= lo;
        h = extended ? h << 1 & 0xfffffffefffffffeL | h >>> 31 & 0x100000001L : Integer.rotateLeft((int) h, 1);
        h ^= hi;
        return extended ? h : (int) h;
    }

    /** A hash for hash tables of this server: equal ranges hash equal. */
    int localHash(RangeValue r) {
        Object lo = r.lower();
        Object hi = r.upper();
        TypeOps ops = hashing;
        if (ops == null) {
            ops = TypeOps.of(types, elem.oid(), collation);
            hashing = ops;
        }
        int h = r.flags() + 31 * (lo == null ? 0 : ops.hash(lo));
        return 31 * h + (hi == null ? 0 : ops.hash(hi));
    }

    private long hashBound(EvalContext cx, @Nullable Object v, long seed) {
        return v == null ? 0 : HashFamily.value(cx, elem.oid(), Vector.of(elem.byRef(), v), 0, seed);
    }
}
