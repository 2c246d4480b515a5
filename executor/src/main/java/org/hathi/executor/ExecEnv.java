package org.hathi.executor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.hathi.access.Access;
import org.hathi.access.Relation;
import org.hathi.access.TupleRef;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.catalog.Acl;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.OperatorOps;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.modify.After;
import org.hathi.executor.store.TempFiles;
import org.hathi.page.Fork;
import org.hathi.planner.optimize.FunctionBodies;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Vm;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Txn;
import org.hathi.types.Attribute;
import org.hathi.types.CallInfo;
import org.hathi.types.EvalContext;
import org.hathi.types.Functions;
import org.hathi.types.Kernel;
import org.hathi.types.SetFunction;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** What a session gives to the executor. One per session; the hooks are filled in by the session layer. */
public final class ExecEnv implements OperatorOps.Calls {
    /** Oids of pg_language. */
    public static final int INTERNAL = 12;

    private static final int C = 13;

    /** Calls of functions in other languages than internal that run now, one inside the other. */
    public int functionDepth;

    /** Sequences, for identity columns. */
    @FunctionalInterface
    public interface Sequences {
        long nextValue(int sequence, boolean checkPermission);
    }

    /** Functions in other languages than internal: SQL, PL/pgSQL. */
    public interface Procedures extends FunctionBodies {
        /** A kernel that calls the function; null when its language is not known. */
        @Nullable
        Kernel kernel(ProcInfo proc, CallInfo call);

        /** As {@link #kernel}, for set-returning functions. */
        @Nullable
        SetFunction set(ProcInfo proc, CallInfo call);
    }

    public final Catalog catalog;
    public final Functions functions;
    public final EvalContext cx;
    public final Settings settings;

    public Sequences sequences = (s, c) -> {
        throw SqlError.unsupported("nextval");
    };

    public @Nullable Procedures procedures;

    /** The current user (role oid), which privileges are checked for; the session layer keeps it up to date. */
    public int roleOid = Acl.BOOTSTRAP_SUPERUSER;

    public ExecEnv(Catalog catalog, Functions functions, EvalContext cx, Settings settings) {
        this.catalog = catalog;
        this.functions = functions;
        this.cx = cx;
        this.settings = settings;
        catalog.operatorOps().connect(this);
    }

    @Override
    public EvalContext context() {
        return cx;
    }

    private @Nullable Access access;
    private @Nullable Txn txn;
    private @Nullable Vm vm;
    private @Nullable BufferPool pool;

    /** Gives the executor this process's tables and transactions; without them only statements without tables run. */
    public void setStorage(Access a, Txn t, BufferPool p, Vm v) {
        access = a;
        txn = t;
        vm = v;
        pool = p;
    }

    public Access access() {
        return Objects.requireNonNull(access);
    }

    public Txn txn() {
        return Objects.requireNonNull(txn);
    }

    public BufferPool pool() {
        return Objects.requireNonNull(pool);
    }

    public Vm vm() {
        return Objects.requireNonNull(vm);
    }

    /** Texts of index expressions, for messages; given by the session layer. */
    @FunctionalInterface
    public interface ExpressionText {
        String indexColumn(int index, int column);
    }

    public @Nullable ExpressionText expressionText;

    /** The rows cursors stand on; given by the session layer. */
    @FunctionalInterface
    public interface CurrentRow {
        /** Ctid of the row of a table a cursor stands on, INVALID for none; throws 34000 and 24000. */
        long tid(String cursor, int relation, String table);
    }

    public @Nullable CurrentRow currentRow;

    /** Cursors and other portals with rows to come; given by the session layer. */
    @FunctionalInterface
    public interface OpenQueries {
        /** Does one of them read the relation? */
        boolean read(int relation);
    }

    public @Nullable OpenQueries openQueries;

    private @Nullable InternalQuery internal;
    private final After after = new After(this);
    private final Map<Integer, Boolean> constraintModes = new HashMap<>();
    private @Nullable Boolean allConstraints;

    /** Gives the executor the way from SQL text to plans, for queries of its own. */
    public void setPlanner(InternalQuery.PlannerHook hook) {
        internal = new InternalQuery(this, hook);
    }

    public InternalQuery internalQuery() {
        return Objects.requireNonNull(internal);
    }

    /** What statements have left to do: the session layer calls runDeferred before commit and clear at the end. */
    public After after() {
        return after;
    }

    /** SET CONSTRAINTS: {@code constraint} 0 = all; forgotten by {@link #endTransaction}. */
    public void setConstraints(int constraint, boolean deferred) {
        if (constraint == 0) {
            constraintModes.clear();
            allConstraints = deferred;
        } else {
            constraintModes.put(constraint, deferred);
        }
        if (!deferred) {
            after.runDeferred();
        }
    }

    /** The transaction has ended. */
    public void endTransaction() {
        TempFiles t = temp;
        if (t != null) {
            t.endTransaction();
        }
        after.clear(true);
        constraintModes.clear();
        allConstraints = null;
    }

    /** Is the constraint checked at commit now? */
    public boolean isDeferred(@Nullable ConstraintInfo k) {
        if (k == null || !k.deferrable()) {
            return false;
        }
        Boolean b = constraintModes.get(k.oid());
        if (b == null) {
            b = allConstraints;
        }
        return b == null ? k.deferred() : b;
    }

    /** The constraint an index enforces; null when there is none. */
    public @Nullable ConstraintInfo constraintOfIndex(int index) {
        IndexDef d = catalog.index(index);
        if (d != null) {
            for (ConstraintInfo k : catalog.constraintsOf(d.table())) {
                if (k.index() == index && k.type() != 'f') {
                    return k;
                }
            }
        }
        return null;
    }

    /** Is the row version still the current one, as far as this transaction sees? */
    public boolean rowIsCurrent(Relation rel, long tid) {
        TupleRef ref = new TupleRef(access());
        try {
            return access().heap().fetch(rel, tid, Snapshot.self(), ref);
        } finally {
            ref.release();
        }
    }

    /** The sequence behind an identity column. */
    public int identitySequence(int relation, int attribute) {
        return new org.hathi.planner.analyze.CatalogView(catalog).identitySequence(relation, attribute);
    }

    /** Blocks a table has now. */
    public int blocks(Relation rel) {
        return pool().nblocks(rel.node, Fork.MAIN);
    }

    /** Unpins a buffer. */
    public void releaseBuffer(int buffer) {
        pool().release(buffer);
    }

    private @Nullable TempFiles temp;

    /** This backend's temporary files. */
    public TempFiles tempFiles() {
        TempFiles t = temp;
        if (t == null) {
            Path p = Path.of(System.getProperty("java.io.tmpdir"), "pgsql_tmp");
            t = new TempFiles(p, ProcessHandle.current().pid(), settings, r -> {}, n -> {});
            temp = t;
        }
        return t;
    }

    public void setTempFiles(TempFiles files) {
        temp = files;
    }

    /** Memory one sort, hash table or store may use, in bytes. */
    public long workMem() {
        return settings.intValue("work_mem") * 1024L;
    }

    public long hashMem() {
        return (long) (workMem() * settings.real("hash_mem_multiplier"));
    }

    /** Makes a role the current user: what it may do, and what names mean to it. @return who was it before */
    public int become(int role) {
        int before = roleOid;
        roleOid = role;
        catalog.searchPath().setUser(role);
        return before;
    }

    /** Whether the current user may call the function. */
    public boolean mayExecute(ProcInfo p) {
        return p.acl() == null || catalog.acl().has(ObjectKind.FUNCTION, p.oid(), roleOid, Acl.EXECUTE);
    }

    public void checkExecute(ProcInfo p) {
        if (p.acl() != null) {
            catalog.acl().check(ObjectKind.FUNCTION, p.oid(), roleOid, Acl.EXECUTE);
        }
    }

    /** The kernel of a function of any language; 0A000 when there is none. */
    @Override
    public Kernel kernel(ProcInfo p, CallInfo call) {
        Kernel k = null;
        if (p.language() == INTERNAL || p.language() == C) {
            k = functions.lookupIfAny(p.source(), call);
        }
        Procedures other = procedures;
        if (k == null && other != null) {
            k = other.kernel(p, call);
        }
        if (k == null) {
            throw SqlError.unsupported("function " + p.name() + "()");
        }
        return k;
    }

    /** The implementation of a set-returning function; null when it has none as such. */
    public @Nullable SetFunction setFunction(ProcInfo p, CallInfo call) {
        SetFunction f = null;
        if (p.language() == INTERNAL || p.language() == C) {
            f = functions.lookupSet(p.source(), call);
        }
        Procedures other = procedures;
        if (f == null && other != null) {
            f = other.set(p, call);
        }
        return f;
    }

    /** An anonymous row type with these columns. */
    public TupleDesc recordType(Attribute... columns) {
        return catalog.recordType(columns);
    }
}
