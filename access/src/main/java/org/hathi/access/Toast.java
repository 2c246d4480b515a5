package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.HeapTuple;
import org.hathi.page.PgLz;
import org.hathi.page.Varlena;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Large values: compression in line, and storage out of line as chunks of 1996 bytes in the toast relation
 * {@code (chunk_id oid, chunk_seq int4, chunk_data bytea)} with its unique index on the first two.
 */
public final class Toast implements Detoaster {
    private static final int MAX_CHUNK = 1996;

    private final Access access;
    private final TupleBuf formed = new TupleBuf();
    private MemorySegment pointers = MemorySegment.NULL;
    /** While a table is rewritten: its toast relation and index with their old files, to read from. */
    private @Nullable Relation oldToast;

    private @Nullable Relation oldIndex;

    Toast(Access access) {
        this.access = access;
    }

    /**
     * Compresses and stores out of line what makes the tuple too large. {@code m, old}: the version it replaces, −1
     * none; the old version's external values that the new one does not point to are deleted. Returns {@code tuple}
     * itself or a buffer of this object.
     */
    TupleBuf toastIfNeeded(Relation rel, TupleBuf tuple, MemorySegment m, long old, int options) {
        boolean external = (HeapTuple.infomask(tuple.m, 0) & HeapTuple.HASEXTERNAL) != 0
                || (old >= 0 && (HeapTuple.infomask(m, old) & HeapTuple.HASEXTERNAL) != 0);
        if (rel.kind == 't' || (!external && tuple.len <= rel.toastTupleTarget) || rel.kind == 'S') {
            return tuple;
        }
        if (!external && (HeapTuple.infomask(tuple.m, 0) & HeapTuple.HASVARWIDTH) == 0) {
            return tuple;
        }
        return new Toaster(this, rel, tuple, m, old).run(formed);
    }

    Access access() {
        return access;
    }

    /**
     * A table is being rewritten and its toast relation has a new file: values are read from the old one, and those
     * that are copied as they are keep their ids, until {@link #endMove}.
     */
    public void beginMove(Relation toast, Relation index) {
        oldToast = toast;
        oldIndex = index;
    }

    public void endMove() {
        oldToast = null;
        oldIndex = null;
    }

    /** Whether a pointer leads to the file that is being left. */
    boolean isMoving(MemorySegment m, long p) {
        Relation t = oldToast;
        return t != null && Varlena.externalRelation(m, p) == t.oid;
    }

    /** The compressed value of a pointer, in line. */
    MemorySegment inline(MemorySegment m, long p) {
        int size = Varlena.externalSize(m, p);
        byte[] stored = fetchStored(Varlena.externalRelation(m, p), Varlena.externalValueId(m, p), size);
        MemorySegment v = Arena.ofAuto().allocate(size + 8L, 8);
        Mem.copy(stored, 0, v, 4, size);
        Varlena.putCompressedHeader(v, 0, size - 4, Varlena.externalRawSize(m, p), Varlena.externalMethod(m, p));
        return v;
    }

    /** Memory for toast pointers and compressed values while one tuple is formed. */
    MemorySegment pointerSpace(int columns) {
        long need = (long) columns * 24;
        if (pointers.byteSize() < need) {
            pointers = Arena.ofAuto().allocate(need, 8);
        }
        return pointers;
    }

    /**
     * Stores a value; {@code bytes} is its payload, plain or (with {@code raw} ≥ 0) compressed. Returns its value id.
     */
    int store(Relation rel, byte[] bytes, int n) {
        return store(rel, bytes, n, 0);
    }

    /** As above; {@code keep} not 0: with this id, unless another version of the row has brought the value already. */
    int store(Relation rel, byte[] bytes, int n, int keep) {
        Relation toast = access.relations().relation(rel.toastOid);
        Relation index = validIndex(toast);
        if (keep != 0 && exists(index, keep)) {
            return keep;
        }
        int id = keep != 0 ? keep : newValueId(index);
        TupleBuilder b = new TupleBuilder(toast.desc);
        TupleBuf buf = new TupleBuf();
        Vector[] keys = {new Vector(false, 1), new Vector(false, 1)};
        int cid = access.currentCommandId();
        for (int at = 0, seq = 0; at < n; at += MAX_CHUNK, seq++) {
            int len = Math.min(MAX_CHUNK, n - at);
            b.reset().setLong(1, id & 0xFFFFFFFFL).setLong(2, seq);
            b.columns.setBytes(2, bytes, at, len);
            long tid = access.heap().insert(toast, b.form(buf), cid);
            keys[0].setLong(0, id & 0xFFFFFFFFL);
            keys[1].setLong(0, seq);
            access.btree().insert(index, keys, 0, tid, toast, UniqueCheck.YES);
        }
        return id;
    }

    private Relation validIndex(Relation toast) {
        for (Relation i : access.relations().indexes(toast)) {
            if (i.indexInfo().valid) {
                return i;
            }
        }
        throw SqlError.internal("no valid index found for toast relation with Oid " + toast.oid);
    }

    private int newValueId(Relation index) {
        for (; ; ) {
            int id = access.txn().newOid();
            Relation old = oldIndex;
            if (!exists(index, id) && (old == null || !exists(old, id))) {
                return id;
            }
        }
    }

    private boolean exists(Relation index, int id) {
        IndexScan s = access.btree().beginScan(index, access.anySnapshot(), ScanKey.equal(1, id & 0xFFFFFFFFL));
        try {
            return s.next(true);
        } finally {
            s.close();
        }
    }

    /** The payload of the external value at {@code m[p]}, expanded. */
    @Override
    public byte[] fetch(MemorySegment m, long p) {
        if (Mem.u8(m, p + 1) != Varlena.TAG_ONDISK) {
            throw SqlError.internal("unexpected varlena tag " + Mem.u8(m, p + 1));
        }
        int size = Varlena.externalSize(m, p);
        int raw = Varlena.externalRawSize(m, p);
        byte[] stored = fetchStored(Varlena.externalRelation(m, p), Varlena.externalValueId(m, p), size);
        if (!Varlena.externalCompressed(m, p)) {
            return stored;
        }
        return Deformer.expand(stored, 4, size - 4, raw, Varlena.externalMethod(m, p));
    }

    private byte[] fetchStored(int toastOid, int id, int size) {
        byte[] out = new byte[size];
        Relation old = oldToast;
        Relation from = oldIndex;
        Relation toast;
        Relation index;
        if (old != null && from != null && old.oid == toastOid) {
            toast = old;
            index = from;
        } else {
            toast = access.relations().relation(toastOid);
            index = validIndex(toast);
        }
        TupleRef ref = new TupleRef(access);
        TupleWalker w = new TupleWalker(toast.desc);
        Snapshot snapshot = access.toastSnapshot();
        IndexScan s = access.btree().beginScan(index, snapshot, ScanKey.equal(1, id & 0xFFFFFFFFL));
        int at = 0;
        int seq = 0;
        try {
            while (s.next(true)) {
                if (!access.heap().fetchChain(toast, s.tid(), snapshot, ref)) {
                    continue;
                }
                s.fetched();
                w.load(ref.m, ref.t);
                int got = Mem.i32(ref.m, w.position(1));
                long v = w.position(2);
                int n = Varlena.payloadSize(ref.m, v);
                if (got != seq || at + n > size) {
                    throw corrupt("unexpected chunk number " + got + " (expected " + seq + ")", id, toast);
                }
                Mem.copy(ref.m, v + Varlena.headerSize(ref.m, v), out, at, n);
                at += n;
                seq++;
            }
        } finally {
            ref.release();
            s.close();
        }
        if (at != size) {
            throw corrupt("missing chunk number " + seq, id, toast);
        }
        return out;
    }

    private static SqlError corrupt(String what, int id, Relation toast) {
        return new SqlError(
                SqlState.DATA_CORRUPTED,
                what + " for toast value " + Integer.toUnsignedString(id) + " in " + toast.name);
    }

    /** Deletes what a tuple (its page pinned) points to. */
    void deleteAll(Relation rel, MemorySegment m, long t, boolean speculative) {
        TupleWalker w = new TupleWalker(rel.desc);
        w.load(m, t);
        for (int i = 0; i < rel.desc.size(); i++) {
            long p = rel.desc.get(i).len() == -1 ? w.position(i) : -1;
            if (p >= 0 && Varlena.isExternal(m, p)) {
                delete(m, p, speculative);
            }
        }
    }

    /** Deletes the chunks of the external value at {@code m[p]}. */
    void delete(MemorySegment m, long p, boolean speculative) {
        Relation toast = access.relations().relation(Varlena.externalRelation(m, p));
        Relation index = validIndex(toast);
        Snapshot snapshot = access.toastSnapshot();
        TmFailure tmfd = new TmFailure();
        TupleRef ref = new TupleRef(access);
        IndexScan s = access.btree()
                .beginScan(index, snapshot, ScanKey.equal(1, Varlena.externalValueId(m, p) & 0xFFFFFFFFL));
        try {
            while (s.next(true)) {
                if (!access.heap().fetchChain(toast, s.tid(), snapshot, ref)) {
                    continue;
                }
                s.fetched();
                long tid = ref.tid;
                if (speculative) {
                    access.heap().abortSpeculative(toast, tid);
                } else if (access.heap().delete(toast, tid, access.currentCommandId(), null, true, tmfd)
                        != TmResult.OK) {
                    throw SqlError.internal("tuple concurrently updated");
                }
            }
        } finally {
            ref.release();
            s.close();
        }
    }

    /**
     * Compresses with pglz: the bytes as stored after the length word (raw size word first), null if it does not pay.
     */
    static byte @Nullable [] compress(byte[] src, int from, int n) {
        if (n < PgLz.MIN_INPUT) {
            return null;
        }
        byte[] dst = new byte[PgLz.maxOutput(n)];
        int c = PgLz.compress(src, from, n, dst, false);
        if (c < 0 || c + 8 >= n + 4 - 2) {
            return null;
        }
        return java.util.Arrays.copyOf(dst, c);
    }
}
