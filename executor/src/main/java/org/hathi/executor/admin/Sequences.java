package org.hathi.executor.admin;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RelationCreator;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.SequenceInfo;
import org.hathi.catalog.table.PgSequence;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.session.BackendContext;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Xid;
import org.hathi.page.Mem;
import org.hathi.storage.BufferPool;
import org.hathi.txn.LockMode;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of one session: values kept in memory by CACHE, the sequence page, creation.
 *
 * <p>LAYOUT of a sequence's only page: a magic number 0x1717 in 4 special bytes, one heap tuple (last_value int8, log_cnt int8,
 * is_called bool) that is overwritten in place.
 *
 * <p>CRASH: a WAL record is written for every 32nd value and holds the value 32 steps ahead: after a crash values are lost, never
 * given twice. The record is flushed with its transaction's commit, which is why a transaction id is taken before it.
 */
public final class Sequences implements ExecEnv.Sequences {
    /** Values fetched ahead of the log. */
    private static final int LOG_VALUES = 32;

    static final int MAGIC = 0x1717;

    /** The row on the page. */
    record State(long last, long logCount, boolean called) {}

    /** What this session has fetched of a sequence. */
    private static final class Cached {
        final int relation;
        int filenode;
        boolean lastValid;
        long last;
        long cached;
        long increment;

        Cached(int relation) {
            this.relation = relation;
        }
    }

    private final BackendContext cx;
    private final Catalog catalog;
    private final ExecEnv env;
    private final Map<Integer, Cached> known = new HashMap<>();
    private @Nullable Cached lastUsed;

    public Sequences(BackendContext cx, ExecEnv env) {
        this.cx = cx;
        this.catalog = cx.catalog();
        this.env = env;
    }

    /** The session's sequences. */
    public static Sequences of(ExecEnv env) {
        if (env.sequences instanceof Sequences s) {
            return s;
        }
        throw SqlError.internal("the session has no sequences");
    }

    // ------------------------------------------------------------------------------------------------- creation

    /**
     * Creates a sequence: relation, page, pg_sequence row. The caller has checked names and privileges; ownership by a column is
     * recorded by the caller (pg_depend 'a' serial, 'i' identity). @return its oid
     *
     * @param persistence p, u or t
     * @param info its parameters; {@code relation} is ignored
     */
    public int create(String name, int namespace, int owner, char persistence, SequenceInfo info) {
        List<Attribute> columns = new ArrayList<>();
        columns.add(column("last_value", 1, Oids.INT8));
        columns.add(column("log_cnt", 2, Oids.INT8));
        columns.add(column("is_called", 3, Oids.BOOL));
        NewRelation r = new NewRelation(name, namespace, owner, 'S', columns);
        r.persistence = persistence;
        int oid = new RelationCreator(catalog, cx.relationFiles()).create(r);
        catalog.writer().insert(PgSequence.RELATION, row(oid, info));
        catalog.writer().increment();
        Relation rel = catalog.openRelation(oid, LockMode.ACCESS_EXCLUSIVE);
        fill(rel, new State(info.start(), 0, false));
        catalog.close(rel, 0);
        return oid;
    }

    private Attribute column(String name, int number, int type) {
        Attribute c = Attribute.of(name, number, catalog.type(type), -1);
        return new Attribute(
                name, type, -1, c.len(), c.byVal(), c.align(), c.storage(), '\0', true, false, false, null, '\0', '\0',
                false, 0, number, 0);
    }

    /** The pg_sequence row. */
    static @Nullable Object[] row(int oid, SequenceInfo s) {
        return new RowBuilder(PgSequence.COLUMNS)
                .oid(PgSequence.SEQRELID, oid)
                .oid(PgSequence.SEQTYPID, s.type())
                .num(PgSequence.SEQSTART, s.start())
                .num(PgSequence.SEQINCREMENT, s.increment())
                .num(PgSequence.SEQMAX, s.max())
                .num(PgSequence.SEQMIN, s.min())
                .num(PgSequence.SEQCACHE, s.cache())
                .bool(PgSequence.SEQCYCLE, s.cycle())
                .row();
    }

    private void fill(Relation rel, State s) {
        BufferPool pool = cx.storage().pool();
        TupleBuf t = new TupleBuilder(rel.desc)
                .fromDatums(new Object[] {s.last, s.logCount, s.called ? 1L : 0L})
                .form(new TupleBuf());
        HeapTuple.setXmin(t.m, 0, Xid.FROZEN);
        HeapTuple.setCmin(t.m, 0, 0);
        HeapTuple.setXmax(t.m, 0, Xid.INVALID);
        HeapTuple.setInfomask(
                t.m, 0, HeapTuple.infomask(t.m, 0) | HeapTuple.XMIN_FROZEN | HeapTuple.XMAX_INVALID);
        HeapTuple.setCtid(t.m, 0, org.hathi.page.Tid.of(0, 1));
        if (rel.needsWal()) {
            cx.txn().transactions().topXid();
        }
        int buf = pool.extend(rel.node, Fork.MAIN, null);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        cx.proc().enterCritical();
        Page.init(m, p, 4);
        Mem.put32(m, p + Page.special(m, p), MAGIC);
        Page.addItem(m, p, t.m, 0, t.len, 1, false, true);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            log(rel, buf, m, p);
        }
        cx.proc().exitCritical();
        pool.unlockRelease(buf);
    }

    private void log(Relation rel, int buf, MemorySegment m, long p) {
        WalInsert w = cx.storage().wal().record();
        w.data(rel.node);
        int item = ItemId.get(m, p, 1);
        w.data(m, p + ItemId.offset(item), ItemId.length(item));
        w.buffer(0, rel.node, Fork.MAIN, 0, m, p, BlockFlags.WILL_INIT);
        Page.setLsn(m, p, w.insert(Rmgr.SEQ, 0));
    }

    /** Overwrites the row: as one record with the values of {@code log}, then with those of {@code now} on the page. */
    private void store(Relation rel, int buf, State now, @Nullable State log) {
        BufferPool pool = cx.storage().pool();
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        long data = data(m, p, rel);
        cx.proc().enterCritical();
        pool.markDirty(buf);
        if (log != null && rel.needsWal()) {
            put(m, data, log);
            log(rel, buf, m, p);
        }
        put(m, data, now);
        cx.proc().exitCritical();
    }

    private static void put(MemorySegment m, long d, State s) {
        Mem.put64(m, d, s.last);
        Mem.put64(m, d + 8, s.logCount);
        Mem.put8(m, d + 16, s.called ? 1 : 0);
    }

    private static long data(MemorySegment m, long p, Relation rel) {
        if (Page.isNew(m, p) || Mem.i32(m, p + Page.special(m, p)) != MAGIC) {
            throw SqlError.internal("bad magic number in sequence \"" + rel.name + "\"");
        }
        long t = p + ItemId.offset(ItemId.get(m, p, 1));
        return t + HeapTuple.hoff(m, t);
    }

    private int lockPage(Relation rel) {
        BufferPool pool = cx.storage().pool();
        int buf = pool.read(rel.node, Fork.MAIN, 0);
        pool.lockExclusive(buf);
        return buf;
    }

    private State state(Relation rel, int buf) {
        BufferPool pool = cx.storage().pool();
        MemorySegment m = pool.memory(buf);
        long d = data(m, pool.offset(buf), rel);
        return new State(Mem.i64(m, d), Mem.i64(m, d + 8), Mem.u8(m, d + 16) != 0);
    }

    /** The row of a sequence as it is now. */
    State read(Relation rel) {
        int buf = lockPage(rel);
        try {
            return state(rel, buf);
        } finally {
            cx.storage().pool().unlockRelease(buf);
        }
    }

    /** Gives a sequence a new file with this row: ALTER SEQUENCE and RESTART are transactional. */
    void replace(int oid, State s) {
        Relation old = catalog.openRelation(oid, LockMode.SHARE_ROW_EXCLUSIVE);
        catalog.close(old, 0);
        NewFile.assign(cx, oid);
        Relation rel = catalog.openRelation(oid, 0);
        fill(rel, s);
        catalog.close(rel, 0);
        forget(oid);
    }

    /** Restarts an owned sequence at its start value: TRUNCATE … RESTART IDENTITY. */
    public void restart(int oid) {
        replace(oid, new State(parameters(oid).start(), 0, false));
    }

    void forget(int oid) {
        Cached c = known.get(oid);
        if (c != null) {
            c.cached = c.last;
        }
    }

    /** DISCARD SEQUENCES. */
    public void discard() {
        known.clear();
        lastUsed = null;
    }

    // ------------------------------------------------------------------------------------------------- functions

    SequenceInfo parameters(int oid) {
        SequenceInfo s = catalog.sequence(oid);
        if (s == null) {
            throw SqlError.internal("cache lookup failed for sequence " + Integer.toUnsignedString(oid));
        }
        return s;
    }

    private Relation open(int oid) {
        ClassInfo c = catalog.relation(oid);
        if (c == null) {
            throw new SqlError(SqlState.UNDEFINED_TABLE,
                    "could not open relation with OID " + Integer.toUnsignedString(oid));
        }
        if (c.kind() != 'S') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not a sequence");
        }
        Relation rel = catalog.openRelation(oid, LockMode.ROW_EXCLUSIVE);
        Cached k = known.computeIfAbsent(oid, Cached::new);
        if (k.filenode != rel.node.rel()) {
            k.filenode = rel.node.rel();
            k.cached = k.last;
        }
        return rel;
    }

    private Cached cached(Relation rel) {
        return known.computeIfAbsent(rel.oid, Cached::new);
    }

    private void checkAny(int oid, String name, int mask) {
        if (!catalog.acl().hasAny(ObjectKind.SEQUENCE, oid, env.roleOid, mask)) {
            throw Acl.denied("sequence", name);
        }
    }

    private void notReadOnly(Relation rel, String function) {
        if (!rel.isTemp() && cx.txn().transactions().readOnly()) {
            throw new SqlError(
                    SqlState.READ_ONLY_SQL_TRANSACTION,
                    "cannot execute " + function + "() in a read-only transaction");
        }
    }

    @Override
    public long nextValue(int sequence, boolean checkPermission) {
        Relation rel = open(sequence);
        try {
            if (checkPermission) {
                checkAny(sequence, rel.name, Acl.USAGE | Acl.UPDATE);
            }
            notReadOnly(rel, "nextval");
            Cached k = cached(rel);
            if (k.last != k.cached) {
                k.last += k.increment;
                lastUsed = k;
                return k.last;
            }
            return fetch(rel, k, parameters(sequence));
        } finally {
            catalog.close(rel, 0);
        }
    }

    private long fetch(Relation rel, Cached k, SequenceInfo s) {
        int buf = lockPage(rel);
        try {
            State st = state(rel, buf);
            long increment = s.increment();
            long last = st.last;
            long next = last;
            long result = last;
            long fetch = s.cache();
            long log = st.logCount;
            boolean logIt = false;
            long rescnt = 0;
            if (!st.called) {
                rescnt++;
                fetch--;
            }
            long redo = cx.storage().wal().redoLsn();
            if (log < fetch || !st.called
                    || Page.lsn(cx.storage().pool().memory(buf), cx.storage().pool().offset(buf)) <= redo) {
                fetch += LOG_VALUES;
                log = fetch;
                logIt = true;
            }
            while (fetch > 0) {
                if (increment > 0 ? beyondMax(next, s) : beyondMin(next, s)) {
                    if (rescnt > 0) {
                        break;
                    }
                    if (!s.cycle()) {
                        throw new SqlError(
                                SqlState.SEQUENCE_GENERATOR_LIMIT_EXCEEDED,
                                "nextval: reached " + (increment > 0 ? "maximum" : "minimum") + " value of sequence \""
                                        + rel.name + "\" (" + (increment > 0 ? s.max() : s.min()) + ")");
                    }
                    next = increment > 0 ? s.min() : s.max();
                } else {
                    next += increment;
                }
                fetch--;
                if (rescnt < s.cache()) {
                    log--;
                    rescnt++;
                    last = next;
                    if (rescnt == 1) {
                        result = next;
                    }
                }
            }
            log -= fetch;
            k.increment = increment;
            k.last = result;
            k.cached = last;
            k.lastValid = true;
            lastUsed = k;
            if (logIt && rel.needsWal()) {
                cx.txn().transactions().topXid();
            }
            store(rel, buf, new State(last, log, true), logIt ? new State(next, 0, true) : null);
            return result;
        } finally {
            cx.storage().pool().unlockRelease(buf);
        }
    }

    private static boolean beyondMax(long next, SequenceInfo s) {
        return s.max() >= 0 && next > s.max() - s.increment() || s.max() < 0 && next + s.increment() > s.max();
    }

    private static boolean beyondMin(long next, SequenceInfo s) {
        return s.min() < 0 && next < s.min() - s.increment() || s.min() >= 0 && next + s.increment() < s.min();
    }

    /** currval. */
    long current(int sequence) {
        Relation rel = open(sequence);
        try {
            checkAny(sequence, rel.name, Acl.SELECT | Acl.USAGE);
            Cached k = cached(rel);
            if (!k.lastValid) {
                throw new SqlError(
                        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                        "currval of sequence \"" + rel.name + "\" is not yet defined in this session");
            }
            return k.last;
        } finally {
            catalog.close(rel, 0);
        }
    }

    /** lastval. */
    long last() {
        Cached k = lastUsed;
        if (k == null || catalog.relation(k.relation) == null) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "lastval is not yet defined in this session");
        }
        Relation rel = open(k.relation);
        try {
            checkAny(k.relation, rel.name, Acl.SELECT | Acl.USAGE);
            return k.last;
        } finally {
            catalog.close(rel, 0);
        }
    }

    /** setval. */
    long set(int sequence, long value, boolean called) {
        Relation rel = open(sequence);
        try {
            checkAny(sequence, rel.name, Acl.UPDATE);
            SequenceInfo s = parameters(sequence);
            notReadOnly(rel, "setval");
            if (value < s.min() || value > s.max()) {
                throw new SqlError(
                        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                        "setval: value " + value + " is out of bounds for sequence \"" + rel.name + "\" (" + s.min()
                                + ".." + s.max() + ")");
            }
            Cached k = cached(rel);
            if (called) {
                k.last = value;
                k.lastValid = true;
            }
            k.increment = s.increment();
            k.cached = k.last;
            if (rel.needsWal()) {
                cx.txn().transactions().topXid();
            }
            int buf = lockPage(rel);
            try {
                State st = new State(value, 0, called);
                store(rel, buf, st, st);
            } finally {
                cx.storage().pool().unlockRelease(buf);
            }
            return value;
        } finally {
            catalog.close(rel, 0);
        }
    }

    /** pg_sequence_last_value: null until the first nextval. */
    @Nullable Long lastValue(int sequence) {
        Relation rel = open(sequence);
        try {
            checkAny(sequence, rel.name, Acl.SELECT | Acl.USAGE);
            State s = read(rel);
            return s.called ? s.last : null;
        } finally {
            catalog.close(rel, 0);
        }
    }
}
