package org.hathi.executor.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.SequenceInfo;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgSequence;
import org.hathi.executor.session.SequenceValues;
import org.hathi.executor.session.SequenceValues.Cached;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.TableStmt.AlterSeqStmt;
import org.hathi.parser.tree.TableStmt.CreateSeqStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.hathi.txn.LockMode;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** CREATE and ALTER SEQUENCE, and what nextval and its like do. Values cached by the session are kept here. */
final class Sequences {
    private final Ddl ddl;
    private final SequenceStorage storage;
    private SequenceValues cache = new SequenceValues();

    Sequences(Ddl ddl) {
        this.ddl = ddl;
        this.storage = new SequenceStorage(ddl);
    }

    /** The values of the session of the moment. */
    SequenceValues values() {
        return cache;
    }

    /** Another session is served from now on. */
    void values(SequenceValues v) {
        cache = v;
    }

    /** DISCARD SEQUENCES. */
    void discard() {
        cache.discard();
    }

    // --------------------------------------------------------------------------------------------------- commands

    void create(CreateSeqStmt s) {
        int ns = ddl.creationNamespace(s.sequence());
        if (ddl.catalog.relationByName(s.sequence().relname(), ns) != null && s.ifNotExists()) {
            ddl.reporter.report(new org.hathi.base.Report(
                    org.hathi.base.Severity.NOTICE,
                    SqlState.DUPLICATE_TABLE,
                    "relation \"" + s.sequence().relname() + "\" already exists, skipping"));
            return;
        }
        int oid = create(
                s.sequence().relname(),
                ns,
                ddl.role(),
                ddl.persistence(s.sequence(), ns),
                s.options(),
                Oids.INT8,
                false);
        DefElem owned = option(s.options(), "owned_by");
        if (owned != null) {
            ownedBy(ddl.info(oid), owned, false);
        }
    }

    private static @Nullable DefElem option(List<DefElem> options, String name) {
        for (DefElem d : options) {
            if (d.defname().equals(name)) {
                return d;
            }
        }
        return null;
    }

    /** Makes a sequence. @return its oid */
    int create(
            String name,
            int namespace,
            int owner,
            char persistence,
            List<DefElem> options,
            int defaultType,
            boolean identity) {
        Params p = new Params(null, defaultType);
        p.apply(options, true, identity);
        ddl.catalog.acl().check(ObjectKind.SCHEMA, namespace, ddl.role(), Acl.CREATE);
        NewRelation r = new NewRelation(
                name,
                namespace,
                owner,
                'S',
                List.of(
                        column("last_value", 1, Oids.INT8),
                        column("log_cnt", 2, Oids.INT8),
                        column("is_called", 3, Oids.BOOL)));
        r.persistence = persistence;
        r.acl = ddl.defaultAcl('S', owner, namespace);
        int oid = ddl.relations.create(r);
        ddl.writer.insert(PgSequence.RELATION, p.row(oid));
        if (p.type >= Dependencies.FIRST_UNPINNED) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "sequence type must be smallint, integer, or bigint");
        }
        ddl.increment();
        storage.create(
                ddl.catalog.openRelation(oid, 0),
                new SequenceStorage.State(p.restart != null ? p.restart : p.start, 0, false));
        return oid;
    }

    private Attribute column(String name, int number, int type) {
        Attribute a = Attribute.of(name, number, ddl.catalog.type(type), -1);
        return new Attribute(
                a.name(),
                a.typeOid(),
                -1,
                a.len(),
                a.byVal(),
                a.align(),
                a.storage(),
                '\0',
                true,
                false,
                false,
                null,
                '\0',
                '\0',
                false,
                0,
                number,
                0);
    }

    void alter(AlterSeqStmt s) {
        ClassInfo c = ddl.lockIfAny(s.sequence(), LockMode.SHARE_ROW_EXCLUSIVE);
        if (c == null) {
            if (!s.missingOk()) {
                throw ddl.missing(s.sequence());
            }
            ddl.notice("relation \"" + s.sequence().relname() + "\" does not exist, skipping");
            return;
        }
        if (c.kind() != 'S') {
            throw ddl.wrongKind(c, "a sequence");
        }
        ddl.checkOwner(c);
        alter(c, s.options(), false);
    }

    /** Changes parameters; a new file is made when the state changes, so that a rollback undoes it. */
    void alter(ClassInfo c, List<DefElem> options, boolean identity) {
        SequenceInfo old = java.util.Objects.requireNonNull(ddl.catalog.sequence(c.oid()));
        Relation r = ddl.catalog.openRelation(c.oid(), 0);
        int buf = storage.lock(r);
        SequenceStorage.State s = storage.read(buf);
        storage.release(buf);
        Params p = new Params(old, old.type());
        p.state = s;
        p.apply(options, false, identity);
        CatalogRow row = java.util.Objects.requireNonNull(
                ddl.writer.find(PgSequence.RELATION, PgSequence.SEQRELID_INDEX, Datums.oid(c.oid())));
        ddl.writer.update(row, p.row(c.oid()));
        SequenceStorage.State now = p.newState(s);
        if (!now.equals(s)) {
            reset(c.oid(), now);
        }
        cache.remove(c.oid());
        DefElem owned = option(options, "owned_by");
        if (owned != null) {
            ownedBy(c, owned, identity);
        }
        ddl.increment();
    }

    /** Gives the sequence a new file with this state. */
    private void reset(int oid, SequenceStorage.State s) {
        Relfiles.replace(ddl, oid);
        ddl.increment();
        storage.create(ddl.catalog.openRelation(oid, 0), s);
        cache.remove(oid);
    }

    /** Makes the sequence permanent or unlogged: the same state in a file of the other kind. */
    void persistence(int oid, char want) {
        Relation r = ddl.catalog.openRelation(oid, 0);
        int buf = storage.lock(r);
        SequenceStorage.State s = storage.read(buf);
        storage.release(buf);
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, oid), PgClass.RELPERSISTENCE, Datums.chr(want));
        ddl.increment();
        reset(oid, s);
    }

    /** TRUNCATE … RESTART IDENTITY. */
    void restart(int oid) {
        SequenceInfo i = java.util.Objects.requireNonNull(ddl.catalog.sequence(oid));
        reset(oid, new SequenceStorage.State(i.start(), 0, false));
    }

    private void ownedBy(ClassInfo c, DefElem d, boolean identity) {
        List<String> names = names(d.arg());
        if (!identity) {
            ObjectAddress owner = ddl.deps.ownerOfSequence(c.oid(), Dependencies.INTERNAL);
            if (owner != null) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot change ownership of identity sequence")
                        .detail("Sequence \"" + c.name() + "\" is linked to table \""
                                + ddl.info(owner.objectId()).name() + "\".");
            }
        }
        if (names.size() == 1) {
            if (!names.get(0).equals("none")) {
                throw new SqlError(SqlState.SYNTAX_ERROR, "invalid OWNED BY option")
                        .hint("Specify OWNED BY table.column or OWNED BY NONE.");
            }
            ddl.deps.deleteRecords(PgClass.RELATION, c.oid(), PgClass.RELATION, Dependencies.AUTO);
            return;
        }
        RangeVar rv = Ddl.rangeVar(names.subList(0, names.size() - 1), -1);
        ClassInfo t = ddl.lock(rv, LockMode.ACCESS_SHARE);
        if (t.kind() != 'r' && t.kind() != 'f' && t.kind() != 'v' && t.kind() != 'p') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "sequence cannot be owned by relation \"" + t.name() + "\"");
        }
        if (t.owner() != c.owner()) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "sequence must have same owner as table it is linked to");
        }
        if (t.namespace() != c.namespace()) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "sequence must be in same schema as table it is linked to");
        }
        String col = names.get(names.size() - 1);
        AttributeInfo a = ddl.catalog.attributeByName(t.oid(), col);
        if (a == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + col + "\" of relation \"" + t.name() + "\" does not exist");
        }
        link(c.oid(), t.oid(), a.number(), false);
    }

    /** Makes the sequence part of a column: it goes with it. */
    void link(int sequence, int table, int column, boolean identity) {
        ddl.deps.deleteRecords(PgClass.RELATION, sequence, PgClass.RELATION, Dependencies.AUTO);
        ddl.deps.record(
                new ObjectAddress(PgClass.RELATION, sequence),
                new ObjectAddress(PgClass.RELATION, table, column),
                identity ? Dependencies.INTERNAL : Dependencies.AUTO);
    }

    static List<String> names(@Nullable Node n) {
        return switch (n) {
            case ObjectName.QualifiedName q -> q.names();
            case TypeName t -> t.names();
            case Value.Items i -> {
                List<String> l = new java.util.ArrayList<>();
                for (Node x : i.items()) {
                    l.add(String.valueOf(Value.text(x)));
                }
                yield l;
            }
            case null -> List.of("none");
            default -> List.of(String.valueOf(Value.text(n)));
        };
    }

    /** The parameters of a sequence while options are applied (init_params). */
    private final class Params {
        int type;
        long start;
        long increment = 1;
        long max;
        long min;
        long cacheSize = 1;
        boolean cycle;

        @Nullable
        Long restart;

        SequenceStorage.@Nullable State state;
        boolean resetLog;

        Params(@Nullable SequenceInfo old, int type) {
            this.type = type;
            if (old != null) {
                start = old.start();
                increment = old.increment();
                max = old.max();
                min = old.min();
                cacheSize = old.cache();
                cycle = old.cycle();
            }
        }

        @Nullable
        Object[] row(int oid) {
            return new RowBuilder(PgSequence.COLUMNS)
                    .oid(PgSequence.SEQRELID, oid)
                    .oid(PgSequence.SEQTYPID, type)
                    .num(PgSequence.SEQSTART, start)
                    .num(PgSequence.SEQINCREMENT, increment)
                    .num(PgSequence.SEQMAX, max)
                    .num(PgSequence.SEQMIN, min)
                    .num(PgSequence.SEQCACHE, cacheSize)
                    .bool(PgSequence.SEQCYCLE, cycle)
                    .row();
        }

        SequenceStorage.State newState(SequenceStorage.State s) {
            Long r = restart;
            if (r != null) {
                return new SequenceStorage.State(r, 0, false);
            }
            return resetLog ? new SequenceStorage.State(s.last(), 0, s.called()) : s;
        }

        void apply(List<DefElem> options, boolean isNew, boolean identity) {
            Map<String, DefElem> given = new HashMap<>();
            for (DefElem d : options) {
                if (d.defname().equals("owned_by") || d.defname().equals("sequence_name")) {
                    continue;
                }
                if (given.put(d.defname(), d) != null) {
                    throw ddl.error(SqlState.SYNTAX_ERROR, "conflicting or redundant options", d.location());
                }
            }
            boolean newType = type(given.get("as"), isNew, identity);
            DefElem inc = given.get("increment");
            if (inc != null) {
                increment = number(inc);
                if (increment == 0) {
                    throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "INCREMENT must not be zero");
                }
                resetLog = true;
            }
            DefElem cyc = given.get("cycle");
            if (cyc != null) {
                cycle = "true".equals(Value.text(cyc.arg()));
                resetLog = true;
            }
            bounds(given, isNew, newType);
            start(given, isNew);
            DefElem c = given.get("cache");
            if (c != null) {
                cacheSize = number(c);
                if (cacheSize <= 0) {
                    throw new SqlError(
                            SqlState.INVALID_PARAMETER_VALUE, "CACHE (" + cacheSize + ") must be greater than zero");
                }
                resetLog = true;
            }
        }

        private boolean type(@Nullable DefElem as, boolean isNew, boolean identity) {
            if (as == null) {
                return isNew;
            }
            int t = ddl.exprs()
                    .type((TypeName) java.util.Objects.requireNonNull(as.arg()))
                    .oid();
            if (t != Oids.INT2 && t != Oids.INT4 && t != Oids.INT8) {
                throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE,
                        identity
                                ? "identity column type must be smallint, integer, or bigint"
                                : "sequence type must be smallint, integer, or bigint");
            }
            if (!isNew) {
                if (max == maxOf(type)) {
                    max = maxOf(t);
                }
                if (min == minOf(type)) {
                    min = minOf(t);
                }
            }
            type = t;
            return isNew;
        }

        private void bounds(Map<String, DefElem> given, boolean isNew, boolean newType) {
            DefElem mx = given.get("maxvalue");
            if (mx != null && mx.arg() != null) {
                max = number(mx);
                resetLog = true;
            } else if (isNew || mx != null) {
                max = increment > 0 ? maxOf(type) : -1;
                resetLog = true;
            }
            if (type != Oids.INT8 && (max < minOf(type) || max > maxOf(type))) {
                throw outOfType("MAXVALUE", max);
            }
            DefElem mn = given.get("minvalue");
            if (mn != null && mn.arg() != null) {
                min = number(mn);
                resetLog = true;
            } else if (isNew || mn != null) {
                min = increment < 0 ? minOf(type) : 1;
                resetLog = true;
            }
            if (type != Oids.INT8 && (min < minOf(type) || min > maxOf(type))) {
                throw outOfType("MINVALUE", min);
            }
            if (min >= max) {
                throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "MINVALUE (" + min + ") must be less than MAXVALUE (" + max + ")");
            }
        }

        private SqlError outOfType(String what, long v) {
            return new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE,
                    what + " (" + v + ") is out of range for sequence data type " + ddl.catalog.formatType(type, -1));
        }

        private void start(Map<String, DefElem> given, boolean isNew) {
            DefElem st = given.get("start");
            if (st != null) {
                start = number(st);
            } else if (isNew) {
                start = increment > 0 ? min : max;
            }
            range("START", start);
            DefElem re = given.get("restart");
            SequenceStorage.State s = state;
            if (re != null) {
                restart = re.arg() == null ? start : number(re);
                range("RESTART", restart);
            } else if (s != null) {
                if (s.last() < min || s.last() > max) {
                    throw s.last() < min
                            ? new SqlError(
                                    SqlState.INVALID_PARAMETER_VALUE,
                                    "RESTART value (" + s.last() + ") cannot be less than MINVALUE (" + min + ")")
                            : new SqlError(
                                    SqlState.INVALID_PARAMETER_VALUE,
                                    "RESTART value (" + s.last() + ") cannot be greater than MAXVALUE (" + max + ")");
                }
            }
        }

        private void range(String what, long v) {
            if (v < min) {
                throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE,
                        what + " value (" + v + ") cannot be less than MINVALUE (" + min + ")");
            }
            if (v > max) {
                throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE,
                        what + " value (" + v + ") cannot be greater than MAXVALUE (" + max + ")");
            }
        }

        private long number(DefElem d) {
            String t = Value.text(d.arg());
            try {
                return Long.parseLong(String.valueOf(t));
            } catch (NumberFormatException e) {
                throw new SqlError(
                        SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value \"" + t + "\" is out of range for type bigint");
            }
        }
    }

    private static long maxOf(int type) {
        return type == Oids.INT2 ? Short.MAX_VALUE : type == Oids.INT4 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    private static long minOf(int type) {
        return type == Oids.INT2 ? Short.MIN_VALUE : type == Oids.INT4 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    // ----------------------------------------------------------------------------------------------------- values

    private Relation open(int oid) {
        ClassInfo c = ddl.catalog.relation(oid);
        if (c == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_TABLE, "could not open relation with OID " + Integer.toUnsignedString(oid));
        }
        if (c.kind() != 'S') {
            throw ddl.wrongKind(c, "a sequence");
        }
        Cached k = cache.use(oid);
        int xid = ddl.txn.transactions().topXid();
        if (k.lockedXid != xid || xid == 0) {
            ddl.lock(oid, false, LockMode.ROW_EXCLUSIVE);
            k.lockedXid = xid;
        }
        Relation r = ddl.catalog.openRelation(oid, 0);
        if (k.filenode != r.node.rel()) {
            k.filenode = r.node.rel();
            k.cached = k.last;
        }
        return r;
    }

    private void check(Relation r, int mask) {
        if (!ddl.catalog.acl().hasAny(ObjectKind.SEQUENCE, r.oid, ddl.role(), mask)) {
            throw Acl.denied("sequence", r.name);
        }
    }

    private void notReadOnly(Relation r, String command) {
        if (ddl.txn.transactions().readOnly() && !r.isTemp()) {
            throw new SqlError(
                    SqlState.READ_ONLY_SQL_TRANSACTION, "cannot execute " + command + " in a read-only transaction");
        }
    }

    /** nextval(). */
    long next(int oid, boolean checkPermission) {
        Relation r = open(oid);
        Cached k = java.util.Objects.requireNonNull(cache.get(oid));
        if (checkPermission) {
            check(r, Acl.USAGE | Acl.UPDATE);
        }
        notReadOnly(r, "nextval()");
        cache.lastUsed(oid);
        if (k.lastValid && k.last != k.cached) {
            k.last += k.increment;
            return k.last;
        }
        SequenceInfo i = java.util.Objects.requireNonNull(ddl.catalog.sequence(oid));
        int buf = storage.lock(r);
        try {
            return advance(r, buf, i, k);
        } finally {
            storage.release(buf);
        }
    }

    private long advance(Relation r, int buf, SequenceInfo i, Cached k) {
        SequenceStorage.State s = storage.read(buf);
        long log = s.logCount();
        long fetch = i.cache();
        long result = s.last();
        long last = s.last();
        long next = s.last();
        long rescnt = 0;
        if (!s.called()) {
            rescnt++;
            fetch--;
        }
        boolean logit = false;
        if (log < fetch || !s.called() || needsImage(buf)) {
            fetch += SequenceStorage.LOG_VALUES;
            log = fetch;
            logit = true;
        }
        while (fetch > 0) {
            long step = step(i, next, rescnt > 0);
            if (step == STOP) {
                break;
            }
            next = step == WRAP ? (i.increment() > 0 ? i.min() : i.max()) : next + i.increment();
            fetch--;
            if (rescnt < i.cache()) {
                log--;
                rescnt++;
                last = next;
                if (rescnt == 1) {
                    result = next;
                }
            }
        }
        log -= fetch;
        k.last = result;
        k.cached = last;
        k.increment = i.increment();
        k.lastValid = true;
        storage.write(
                r,
                buf,
                new SequenceStorage.State(last, log, true),
                logit ? new SequenceStorage.State(next, 0, true) : null);
        return result;
    }

    private static final int GO = 0;
    private static final int STOP = 1;
    private static final int WRAP = 2;

    private boolean needsImage(int buf) {
        return ddl.storage
                .wal()
                .pageNeedsImage(
                        ddl.storage.pool().memory(buf), ddl.storage.pool().offset(buf));
    }

    private int step(SequenceInfo i, long next, boolean some) {
        boolean up = i.increment() > 0;
        boolean over = up
                ? i.max() >= 0 && next > i.max() - i.increment() || i.max() < 0 && next + i.increment() > i.max()
                : i.min() < 0 && next < i.min() - i.increment() || i.min() >= 0 && next + i.increment() < i.min();
        if (!over) {
            return GO;
        }
        if (some) {
            return STOP;
        }
        if (!i.cycle()) {
            throw new SqlError(
                    SqlState.SEQUENCE_GENERATOR_LIMIT_EXCEEDED,
                    up
                            ? "nextval: reached maximum value of sequence \""
                                    + ddl.info(i.relation()).name() + "\" (" + i.max() + ")"
                            : "nextval: reached minimum value of sequence \""
                                    + ddl.info(i.relation()).name() + "\" (" + i.min() + ")");
        }
        return WRAP;
    }

    /** currval(). */
    long current(int oid) {
        Relation r = open(oid);
        check(r, Acl.USAGE | Acl.SELECT);
        Cached k = java.util.Objects.requireNonNull(cache.get(oid));
        if (!k.lastValid) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "currval of sequence \"" + r.name + "\" is not yet defined in this session");
        }
        return k.last;
    }

    /** lastval(). */
    long last() {
        int lastUsed = cache.lastUsed();
        Cached k = cache.get(lastUsed);
        if (lastUsed == 0 || k == null || !k.lastValid || ddl.catalog.relation(lastUsed) == null) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "lastval is not yet defined in this session");
        }
        return current(lastUsed);
    }

    /** setval(). */
    long set(int oid, long value, boolean called) {
        Relation r = open(oid);
        check(r, Acl.UPDATE);
        notReadOnly(r, "setval()");
        SequenceInfo i = java.util.Objects.requireNonNull(ddl.catalog.sequence(oid));
        if (value < i.min() || value > i.max()) {
            throw new SqlError(
                    SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                    "setval: value " + value + " is out of bounds for sequence \"" + r.name + "\" (" + i.min() + ".."
                            + i.max() + ")");
        }
        int buf = storage.lock(r);
        try {
            Cached k = java.util.Objects.requireNonNull(cache.get(oid));
            if (called) {
                k.last = value;
                k.lastValid = true;
            }
            k.cached = k.last;
            SequenceStorage.State s = new SequenceStorage.State(value, 0, called);
            storage.write(r, buf, s, s);
        } finally {
            storage.release(buf);
        }
        return value;
    }

    /** pg_sequence_last_value(): null before the first nextval. */
    @Nullable
    Long lastValue(int oid) {
        Relation r = open(oid);
        check(r, Acl.USAGE | Acl.SELECT);
        int buf = storage.lock(r);
        SequenceStorage.State s = storage.read(buf);
        storage.release(buf);
        return s.called() ? s.last() : null;
    }
}
