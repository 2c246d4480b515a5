package org.hathi.executor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.OperatorOps;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.node.ExecNode;
import org.hathi.executor.node.Nodes;
import org.hathi.executor.store.Workspace;
import org.hathi.executor.store.WorkspaceSource;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.txn.Snapshot;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.RecordValue;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/**
 * The run-time state of one planned statement: node trees, parameters, counters. Built once, executed any number of
 * times, one execution at a time.
 */
public final class ExecState implements WorkspaceSource {
    private static final int BTREE = 403;

    public final ExecEnv env;
    public final EvalContext cx;
    public final PlannedStmt stmt;
    public final Params params;
    /** Measure nodes for EXPLAIN ANALYZE. */
    public final boolean instrument;
    /** What measured nodes read the use of buffers and log from; null unless asked for. */
    public @Nullable Usage usage;
    /** Rows the statement's top ModifyTable (or SELECT) processed. */
    public long processed;
    /**
     * Rows this snapshot does not see must not be changed though the execution's own sees them: 40001. Null: no such
     * limit. For referential actions of a transaction that keeps one snapshot.
     */
    public @Nullable Snapshot crosscheck;

    /** Functions called that not everybody may always call: looked at again by each execution but the first. */
    private @Nullable List<Integer> limited;

    private boolean checked;
    private final @Nullable ExecNode[] subplans;
    private final @Nullable Object[] shared;
    private @Nullable Object[] extern = new Object[0];
    private int[] externTypes = new int[0];
    private long execution;
    private @Nullable Snapshot snapshot;
    /** Rechecks (EvalPlanQual): the only row a relation has, by range table index; null: no recheck. */
    public long @Nullable [] onlyRow;

    private ExecState(ExecEnv env, PlannedStmt stmt, Params params, @Nullable Object[] shared) {
        this.env = env;
        this.cx = env.cx;
        this.stmt = stmt;
        this.instrument = false;
        this.params = params;
        this.subplans = new ExecNode[stmt.subplans.size()];
        this.shared = shared;
    }

    public ExecState(ExecEnv env, PlannedStmt stmt, boolean instrument) {
        this.env = env;
        this.cx = env.cx;
        this.stmt = stmt;
        this.instrument = instrument;
        this.params = new Params(stmt.paramCount);
        this.subplans = new ExecNode[stmt.subplans.size()];
        this.shared = new Object[stmt.paramCount];
    }

    /** Begins another execution: everything remembered from the one before is forgotten. */
    public void begin(@Nullable Object[] values, int[] types, @Nullable Snapshot with) {
        execution++;
        snapshot = with;
        extern = values;
        externTypes = types;
        processed = 0;
        params.clear();
        for (ExecNode s : subplans) {
            if (s != null) {
                s.rescan(null);
            }
        }
    }

    /** Privileges on the relations and (when the tree was built before) on the functions; 42501. */
    void checkPrivileges() {
        Privileges.check(env, stmt);
        if (checked && limited != null) {
            for (int i = 0; i < limited.size(); i++) {
                env.checkExecute(env.catalog.proc(limited.get(i)));
            }
        }
        checked = true;
    }

    /** 42501 unless the current user may call the function; what is wrong with relations comes first. */
    public void checkExecute(ProcInfo p) {
        checkExecute(p, null);
    }

    /** The same with another word for it than its kind's. */
    public void checkExecute(ProcInfo p, @Nullable String word) {
        if (p.acl() == null && Integer.compareUnsigned(p.oid(), 16384) < 0) {
            return;
        }
        List<Integer> l = limited;
        if (l == null) {
            l = new ArrayList<>();
            limited = l;
        }
        l.add(p.oid());
        if (!env.mayExecute(p)) {
            Privileges.check(env, stmt);
            if (word != null) {
                throw Acl.denied(word, p.name());
            }
            env.checkExecute(p);
        }
    }

    /** Where this statement's checks at its end are queued. */
    public org.hathi.executor.modify.After after() {
        return env.after();
    }

    /** Another state of the same statement that shares this one's parameters: for rechecks of single rows. */
    public ExecState forRecheck() {
        ExecState r = new ExecState(env, stmt, params, shared);
        r.parent = this;
        r.followParent();
        r.onlyRow = new long[stmt.rangeTable.size() + 1];
        java.util.Arrays.fill(r.onlyRow, org.hathi.page.Tid.INVALID);
        return r;
    }

    /** Of a recheck's state, before it is used: takes over what the parent's execution was begun with. */
    public void followParent() {
        ExecState p = parent;
        if (p == null || execution == p.execution) {
            return;
        }
        extern = p.extern;
        externTypes = p.externTypes;
        snapshot = p.snapshot;
        execution = p.execution;
        for (ExecNode s : subplans) {
            if (s != null) {
                s.rescan(null);
            }
        }
    }

    /** What this execution sees. */
    public Snapshot snapshot() {
        Snapshot s = snapshot;
        if (s == null) {
            throw SqlError.internal("no snapshot");
        }
        return s;
    }

    private @Nullable Workspace workspace;
    private @Nullable ExecState parent;

    /** Where this execution's rows go that do not fit in memory; until {@link #closeWorkspace}. */
    @Override
    public Workspace workspace() {
        ExecState p = parent;
        if (p != null) {
            return p.workspace();
        }
        Workspace w = workspace;
        if (w == null) {
            w = env.tempFiles().workspace();
            workspace = w;
        }
        return w;
    }

    /** Removes the execution's temporary files; does not fail. */
    void closeWorkspace() {
        Workspace w = workspace;
        if (w != null) {
            workspace = null;
            w.close();
        }
    }

    /** Frees what subplans hold. */
    public void closeSubplans() {
        for (ExecNode s : subplans) {
            if (s != null) {
                s.close();
            }
        }
    }

    /** Number of the execution; changes with each {@link #begin}. */
    public long execution() {
        return execution;
    }

    /** The node tree of subplan {@code id} (1-based), made when first asked for. */
    public ExecNode subplan(int id) {
        ExecNode n = subplans[id - 1];
        if (n == null) {
            n = Nodes.build(stmt.subplans.get(id - 1), this);
            subplans[id - 1] = n;
        }
        return n;
    }

    /** Subplans made so far, by number − 1. */
    public @Nullable ExecNode[] subplans() {
        return subplans;
    }

    /** Execution in which each WITH query began, by subplan number − 1; made for the first of them. */
    private long[] withBegun = {};

    /** Starts the plan of a WITH query for this execution; called once, before its first row is asked for. */
    public void beginWith(int id) {
        if (withBegun.length == 0) {
            withBegun = new long[subplans.length];
        }
        withBegun[id - 1] = execution;
        subplan(id).rescan(none());
    }

    /** Has {@link #beginWith} been called in this execution? */
    public boolean withHasBegun(int id) {
        return withBegun.length > 0 && withBegun[id - 1] == execution;
    }

    /** What nodes share under an executor parameter: CTE stores, working tables. */
    public @Nullable Object shared(int param) {
        return shared[param];
    }

    public void share(int param, Object o) {
        shared[param] = o;
    }

    /** Value of {@code $id}. */
    public @Nullable Object externParam(int id, int type) {
        if (id < 1 || id > extern.length) {
            throw new SqlError(SqlState.UNDEFINED_PARAMETER, "no value found for parameter " + id);
        }
        if (id <= externTypes.length && externTypes[id - 1] != 0 && externTypes[id - 1] != type) {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "type of parameter " + id + " (" + cx.types().formatType(externTypes[id - 1], -1)
                            + ") does not match that when preparing the plan ("
                            + cx.types().formatType(type, -1)
                            + ")");
        }
        return extern[id - 1];
    }

    public RangeTblEntry rte(int index) {
        return stmt.rangeTable.get(index - 1);
    }

    /** Are values of the type in a vector's arena? Dropped columns have type 0 and are always null. */
    public boolean byRef(int type) {
        return switch (type) {
            case 0,
                    Oids.BOOL,
                    Oids.INT4,
                    Oids.INT8,
                    Oids.OID,
                    Oids.INT2,
                    Oids.FLOAT8,
                    Oids.TIMESTAMP,
                    Oids.TIMESTAMPTZ,
                    Oids.DATE -> false;
            case Oids.TEXT, Oids.NUMERIC, Oids.VARCHAR, Oids.BPCHAR, Oids.NAME -> true;
            default -> cx.types().type(type).byRef();
        };
    }

    public TypeOps ops(int type, int collation) {
        return TypeOps.of(cx.types(), type, collation);
    }

    public @Nullable TypeOps opsIfAny(int type, int collation) {
        return TypeOps.ofIfAny(cx.types(), type, collation);
    }

    /** Operations for values of {@code type} compared by an equality operator (for grouping, hashing). */
    public TypeOps equalityOps(int operator, int type, int collation) {
        if (OperatorOps.users(operator)) {
            return env.catalog.operatorOps().byEquality(operator, type, collation);
        }
        TypeOps t = opsIfAny(type, collation);
        if (t != null) {
            return t;
        }
        OperatorInfo op = env.catalog.operator(operator);
        return ops(op.left(), collation);
    }

    /** An ordering: how values compare ascending, and whether the operator asks for the reverse. */
    public record Ordering(TypeOps ops, boolean descending) {}

    /** The ordering an operator such as {@code <} or {@code >} stands for. */
    public Ordering ordering(int operator, int type, int collation) {
        for (AmopInfo a : env.catalog.amopsOfOperator(operator)) {
            if (a.method() == BTREE && (a.strategy() == 1 || a.strategy() == 5)) {
                int proc = env.catalog.amproc(a.family(), a.left(), a.left(), 1);
                return new Ordering(
                        proc == 0 ? ops(type, collation) : supportOps(proc, type, collation), a.strategy() == 5);
            }
        }
        throw SqlError.internal("operator " + Integer.toUnsignedString(operator) + " is not a valid ordering operator");
    }

    /** How an operator family orders values of the type its equality operator takes on the left. */
    public TypeOps familyOps(int family, int equality, int type, int collation) {
        int left = env.catalog.operator(equality).left();
        int proc = env.catalog.amproc(family, left, left, 1);
        return proc == 0 ? equalityOps(equality, type, collation) : supportOps(proc, type, collation);
    }

    /** The ordering by a support function of a B-tree operator class. */
    public TypeOps supportOps(int function, int type, int collation) {
        if (OperatorOps.users(function)) {
            return env.catalog.operatorOps().bySupport(function, type, type, collation);
        }
        TypeOps t =
                TypeOps.bySupportFunction(cx.types(), env.catalog.proc(function).source(), type, collation);
        return t == null ? ops(type, collation) : t;
    }

    /** Whether values of both types are stored and compared alike, so that one comparison serves both. */
    public boolean sameFamily(int a, int b) {
        return a == b || integer(a) && integer(b) || text(a) && text(b);
    }

    private static boolean integer(int t) {
        return t == Oids.INT2 || t == Oids.INT4 || t == Oids.INT8;
    }

    private static boolean text(int t) {
        return t == Oids.TEXT || t == Oids.VARCHAR;
    }

    /** Columns of a composite type (or of the base of a domain over one). */
    public TupleDesc rowDesc(int type) {
        TupleDesc d = cx.types().rowType(type, -1);
        if (d == null) {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE, "type " + cx.types().formatType(type, -1) + " is not composite");
        }
        return d;
    }

    /** Columns of a stored composite value. */
    public TupleDesc recordDesc(byte[] arena, int off) {
        return RecordValue.desc(cx.types(), arena, off);
    }

    /** No parameters changed. */
    public static BitSet none() {
        return new BitSet(0);
    }
}
