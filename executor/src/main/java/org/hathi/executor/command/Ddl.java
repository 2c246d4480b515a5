package org.hathi.executor.command;

import java.nio.file.Path;
import java.util.List;
import org.hathi.access.Access;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRemover;
import org.hathi.catalog.CatalogTable;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.IndexCreator;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RelationCreator;
import org.hathi.catalog.RelationFiles;
import org.hathi.catalog.RoleInfo;
import org.hathi.catalog.SearchPath;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.executor.ExecEnv;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.DdlExprs;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.optimize.CostSettings;
import org.hathi.planner.optimize.PlannerContext;
import org.hathi.planner.optimize.Simplify;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.storage.Storage;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockTag;
import org.hathi.txn.Txn;
import org.jspecify.annotations.Nullable;

/**
 * What every command works with: handles on the rooms above, the running statement's text and reporter, and the helpers
 * that nearly all commands need (names to relations, locks, privileges, notices). One per backend; {@link Commands}
 * sets the per-statement fields.
 */
final class Ddl {
    /** Bytes of an identifier, without the NUL. */
    static final int NAME_MAX = 63;

    final ExecEnv env;
    final Catalog catalog;
    final CatalogTable writer;
    final Access access;
    final Txn txn;
    final Storage storage;
    final RelationFiles files;
    final Settings settings;
    final Path dataDirectory;
    final int backendId;
    final CatalogView view;
    final org.hathi.planner.optimize.CatalogView planView;
    final AnalyzeContext analyzeContext;
    final RelationCreator relations;
    final IndexCreator indexes;
    final Dependencies deps;
    final CatalogRemover remover;
    final Temporary temporary;

    /** Text of the running statement and where its notices go. */
    String sql = "";

    Reporter reporter;
    int sessionRole;

    Ddl(Parts p) {
        this.env = p.env();
        this.catalog = env.catalog;
        this.writer = catalog.writer();
        this.access = p.access();
        this.txn = p.txn();
        this.storage = p.storage();
        this.files = p.files();
        this.settings = env.settings;
        this.dataDirectory = p.dataDirectory();
        this.backendId = p.backendId();
        this.reporter = p.reporter();
        this.view = new CatalogView(catalog);
        this.planView = new org.hathi.planner.optimize.CatalogView(
                catalog, r -> storage.pool().nblocks(r.node, org.hathi.page.Fork.MAIN));
        this.analyzeContext = new AnalyzeContext(env.cx);
        this.relations = new RelationCreator(catalog, files);
        this.indexes = new IndexCreator(catalog, files, relations);
        this.deps = new Dependencies(catalog);
        this.remover = new CatalogRemover(catalog, files);
        this.temporary = new Temporary(this);
    }

    /** The rooms as a backend has them; {@code backendId} names its temporary schema (pg_temp_n). */
    record Parts(
            ExecEnv env,
            Access access,
            Txn txn,
            Storage storage,
            RelationFiles files,
            Path dataDirectory,
            int backendId,
            Reporter reporter) {}

    int role() {
        return env.roleOid;
    }

    boolean superuser() {
        return catalog.acl().superuser(role());
    }

    int database() {
        return catalog.databaseOid();
    }

    void increment() {
        writer.increment();
    }

    DdlExprs exprs() {
        return new DdlExprs(view, analyzeContext, sql);
    }

    /** As {@link #exprs}, for commands whose errors PostgreSQL gives without a position. */
    DdlExprs unplacedExprs() {
        return new DdlExprs(view, analyzeContext, null);
    }

    void notice(String message) {
        reporter.report(Report.of(Severity.NOTICE, message));
    }

    void warning(SqlState state, String message, String hint) {
        reporter.report(new Report(Severity.WARNING, state, message).hint(hint));
    }

    void warning(SqlState state, String message) {
        reporter.report(new Report(Severity.WARNING, state, message));
    }

    /** Error position of a location in the statement's text. */
    int position(int location) {
        return location < 0 || location > sql.length() ? 0 : sql.codePointCount(0, location) + 1;
    }

    SqlError error(SqlState state, String message, int location) {
        return new SqlError(state, message).position(position(location));
    }

    // ------------------------------------------------------------------------------------------------- relations

    static String qualified(RangeVar v) {
        return v.schemaname() == null ? v.relname() : v.schemaname() + "." + v.relname();
    }

    static RangeVar rangeVar(List<String> names, int location) {
        int n = names.size();
        if (n > 3) {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "improper relation name (too many dotted names): " + String.join(".", names));
        }
        return new RangeVar(
                n == 3 ? names.get(0) : null,
                n >= 2 ? names.get(n - 2) : null,
                names.get(n - 1),
                true,
                RelPersistence.PERMANENT,
                null,
                location);
    }

    void checkCatalog(RangeVar v) {
        String db = v.catalogname();
        if (db != null && !db.equals(databaseName())) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cross-database references are not implemented: \"" + db + "." + qualified(v) + "\"");
        }
    }

    String databaseName() {
        var d = catalog.database(database());
        return d == null ? "" : d.name();
    }

    @Nullable
    ClassInfo find(RangeVar v) {
        checkCatalog(v);
        return catalog.searchPath().relation(v.schemaname(), v.relname());
    }

    /** The relation named, locked; null when there is none and that is fine. 42P01 otherwise. */
    @Nullable
    ClassInfo lockIfAny(RangeVar v, int mode) {
        return catalog.lockNamed(() -> find(v), c -> lock(c.oid(), c.shared(), mode), mode);
    }

    ClassInfo lock(RangeVar v, int mode) {
        if (v.schemaname() != null) {
            catalog.searchPath().explicit(v.schemaname());
        }
        ClassInfo c = lockIfAny(v, mode);
        if (c == null) {
            throw missing(v);
        }
        return c;
    }

    /** A type that an option names: errors have no position. */
    int optionType(org.hathi.parser.tree.TypeName n) {
        try {
            return exprs().type(n).oid();
        } catch (SqlError e) {
            throw e.position(0);
        }
    }

    /** What is said of a relation that is not there: its schema may not be there itself. */
    SqlError missing(RangeVar v) {
        String schema = v.schemaname();
        return schema != null && catalog.searchPath().explicitIfAny(schema) == 0
                ? new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist")
                : undefined(v);
    }

    private static SqlError undefined(RangeVar v) {
        return new SqlError(SqlState.UNDEFINED_TABLE, "relation \"" + qualified(v) + "\" does not exist");
    }

    void lock(int relation, boolean shared, int mode) {
        catalog.locker().lock(relation, shared, mode);
    }

    void lockObject(int classId, int oid, int mode) {
        txn.locks().acquire(LockTag.object(database(), classId, oid, 0), mode);
    }

    void lockSharedObject(int classId, int oid, int mode) {
        txn.locks().acquire(LockTag.object(0, classId, oid, 0), mode);
    }

    ClassInfo info(int relation) {
        ClassInfo c = catalog.relation(relation);
        if (c == null) {
            throw SqlError.internal("cache lookup failed for relation " + Integer.toUnsignedString(relation));
        }
        return c;
    }

    /** As ALTER checks it: functions of every kind are called functions. */
    void checkOwner(ObjectKind kind, int oid) {
        if (kind == ObjectKind.FUNCTION) {
            catalog.acl()
                    .checkOwner(kind, oid, role(), "function", catalog.proc(oid).name());
        } else {
            catalog.acl().checkOwner(kind, oid, role());
        }
    }

    /** 42501 unless the current role owns the relation; 42501 also for system catalogs unless they may be changed. */
    void checkOwner(ClassInfo c) {
        catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), role());
        if (isSystem(c) && !settings.bool("allow_system_table_mods")) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE, "permission denied: \"" + c.name() + "\" is a system catalog");
        }
    }

    static boolean isSystem(ClassInfo c) {
        return Integer.compareUnsigned(c.oid(), 16384) < 0 && c.namespace() == SearchPath.PG_CATALOG
                || c.namespace() == SearchPath.PG_TOAST;
    }

    SqlError wrongKind(ClassInfo c, String what) {
        return new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not " + what);
    }

    /** 42501 unless the user may use the type (an array: its elements' type). */
    void checkTypeUsage(int type) {
        if (!catalog.acl().has(ObjectKind.TYPE, type, role(), Acl.USAGE)) {
            var t = catalog.type(type);
            throw Acl.denied("type", catalog.formatType(t.isArray() ? t.elem() : type, -1));
        }
    }

    // ------------------------------------------------------------------------------------------- where things go

    /** The schema a new relation goes to, with CREATE on it checked; makes the temporary schema when needed. */
    int creationNamespace(RangeVar v) {
        return creationNamespace(targetNamespace(v));
    }

    /** The schema where a relation of this name would be made, whether or not the user may do that. */
    int targetNamespace(RangeVar v) {
        checkCatalog(v);
        int ns;
        String schema = v.schemaname();
        if (schema != null) {
            if (schema.equals("pg_temp")) {
                return tempNamespace();
            }
            ns = namespaceNamed(schema);
            if (v.relpersistence() == RelPersistence.TEMP
                    && ns != catalog.searchPath().tempNamespace()) {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION, "cannot create temporary relation in non-temporary schema");
            }
        } else if (v.relpersistence() == RelPersistence.TEMP
                || catalog.searchPath().createsInTemp()) {
            return tempNamespace();
        } else {
            ns = catalog.searchPath().needCreationNamespace();
        }
        return ns;
    }

    /** The schema for a possibly qualified name of another object. */
    int creationNamespace(List<String> names) {
        if (names.size() == 1) {
            return creationNamespace(
                    catalog.searchPath().createsInTemp()
                            ? tempNamespace()
                            : catalog.searchPath().needCreationNamespace());
        }
        if (names.size() == 2 && names.get(0).equals("pg_temp")) {
            return creationNamespace(tempNamespace());
        }
        if (names.size() > 3) {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "improper qualified name (too many dotted names): " + String.join(".", names));
        }
        if (names.size() == 3 && !names.get(0).equals(databaseName())) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cross-database references are not implemented: " + String.join(".", names));
        }
        return creationNamespace(namespaceNamed(names.get(names.size() - 2)));
    }

    /** A schema by name, whether or not what is in it may be used. */
    private int namespaceNamed(String name) {
        var n = catalog.namespaceByName(name);
        if (n == null) {
            return catalog.searchPath().explicit(name);
        }
        return n.oid();
    }

    private int creationNamespace(int ns) {
        catalog.acl().check(ObjectKind.SCHEMA, ns, role(), Acl.CREATE);
        if (ns == SearchPath.PG_CATALOG && !settings.bool("allow_system_table_mods") && !initializing()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to create in schema \"pg_catalog\"")
                    .detail("System catalog modifications are currently disallowed.");
        }
        lockObject(PgNamespace.RELATION, ns, LockMode.ACCESS_SHARE);
        return ns;
    }

    /** True during initdb's SQL phase, when pg_catalog is filled. */
    boolean initializing() {
        return settings.bool("allow_system_table_mods");
    }

    char persistence(RangeVar v, int namespace) {
        if (namespace == catalog.searchPath().tempNamespace() && namespace != 0) {
            if (v.relpersistence() == RelPersistence.UNLOGGED) {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "only temporary relations may be created in temporary schemas");
            }
            return 't';
        }
        return v.relpersistence() == RelPersistence.UNLOGGED ? 'u' : 'p';
    }

    private int tempNamespace() {
        int ns = catalog.searchPath().tempNamespace();
        if (ns != 0) {
            return ns;
        }
        if (!catalog.acl().has(ObjectKind.DATABASE, database(), role(), Acl.CREATE_TEMP)) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "permission denied to create temporary tables in database \"" + databaseName() + "\"");
        }
        if (txn.transactions().readOnly()) {
            throw new SqlError(
                    SqlState.READ_ONLY_SQL_TRANSACTION,
                    "cannot execute CREATE TEMPORARY TABLE in a read-only transaction");
        }
        boolean left = catalog.namespaceByName("pg_temp_" + backendId) != null;
        int t = namespaceFor("pg_temp_" + backendId);
        int toast = namespaceFor("pg_toast_temp_" + backendId);
        catalog.searchPath().setTempNamespace(t, toast);
        temporary.namespaceMade();
        if (left) {
            temporary.cleanOut(t);
        }
        return t;
    }

    private int namespaceFor(String name) {
        var known = catalog.namespaceByName(name);
        if (known != null) {
            return known.oid();
        }
        int oid = new Schemas(this).insert(name, Acl.BOOTSTRAP_SUPERUSER, null);
        increment();
        return oid;
    }

    // ----------------------------------------------------------------------------------------------------- names

    /** {@code name1_name2_label}, cut to 63 bytes by shortening the longer of the first two (makeObjectName). */
    static String objectName(String name1, @Nullable String name2, @Nullable String label) {
        int overhead = (name2 == null ? 0 : 1) + (label == null ? 0 : bytes(label) + 1);
        int available = NAME_MAX - overhead;
        int n1 = bytes(name1);
        int n2 = name2 == null ? 0 : bytes(name2);
        while (n1 + n2 > available) {
            if (n1 > n2) {
                n1--;
            } else {
                n2--;
            }
        }
        StringBuilder b = new StringBuilder(clip(name1, n1));
        if (name2 != null) {
            b.append('_').append(clip(name2, n2));
        }
        return label == null ? b.toString() : b.append('_').append(label).toString();
    }

    private static int bytes(String s) {
        return s.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    /** The first {@code n} bytes of a string, cut at a character. */
    static String clip(String s, int n) {
        byte[] b = s.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (b.length <= n) {
            return s;
        }
        int end = n;
        while (end > 0 && (b[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(b, 0, end, java.nio.charset.StandardCharsets.UTF_8);
    }

    /**
     * A relation name that is free in the schema (ChooseRelationName); with {@code constraint}, for constraints as
     * well.
     */
    String chooseRelationName(
            String name1, @Nullable String name2, @Nullable String label, int namespace, boolean constraint) {
        String modified = label;
        for (int pass = 1; ; pass++) {
            String candidate = objectName(name1, name2, modified);
            if (catalog.relationByName(candidate, namespace) == null
                    && (!constraint || !constraintExists(candidate, namespace))) {
                return candidate;
            }
            modified = (label == null ? "" : label) + pass;
        }
    }

    /** Whether some constraint of the schema has this name. */
    boolean constraintExists(String name, int namespace) {
        return writer.find(
                        org.hathi.catalog.table.PgConstraint.RELATION,
                        org.hathi.catalog.table.PgConstraint.CONNAME_NSP_INDEX,
                        Datums.name(name),
                        Datums.oid(namespace))
                != null;
    }

    // ----------------------------------------------------------------------------------------------------- roles

    /** Oid of a role as written. 42704 when there is none. */
    int roleOid(RoleSpec r) {
        return switch (r.roletype()) {
            case CURRENT_ROLE, CURRENT_USER -> role();
            case SESSION_USER -> sessionRole;
            case PUBLIC -> throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"public\" does not exist");
            case CSTRING -> roleByName(String.valueOf(r.rolename())).oid();
        };
    }

    RoleInfo roleByName(String name) {
        RoleInfo r = catalog.roleByName(name);
        if (r == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
        }
        return r;
    }

    String roleName(int oid) {
        RoleInfo r = catalog.role(oid);
        return r == null ? Integer.toUnsignedString(oid) : r.name();
    }

    /** 42501 unless the current role is a member of {@code role}: for giving objects away. */
    void checkCanBecome(int role) {
        if (!catalog.acl().superuser(role()) && !catalog.acl().isMember(role(), role)) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be member of role \"" + roleName(role) + "\"");
        }
    }

    /** Default privileges (ALTER DEFAULT PRIVILEGES) for a new object; null when there are none. */
    org.hathi.catalog.AclItem @Nullable [] defaultAcl(char objectType, int owner, int namespace) {
        return DefaultPrivileges.of(this, objectType, owner, namespace);
    }

    // ----------------------------------------------------------------------------------------------- expressions

    PlannerContext plannerContext() {
        return new PlannerContext(
                planView, CostSettings.of(settings), env.functions, env.cx, BoundParams.NONE, env.procedures, null);
    }

    Expr simplify(Expr e) {
        return Simplify.expression(plannerContext(), e);
    }

    /** Whether some function of the expression is not immutable. */
    boolean containsMutable(Expr e) {
        return exceeds(e, "i");
    }

    /** Whether some function of the expression is volatile. */
    boolean containsVolatile(Expr e) {
        return exceeds(e, "is");
    }

    private boolean less(int function, String allowed) {
        return function != 0 && allowed.indexOf(catalog.proc(function).volatility()) < 0;
    }

    private boolean exceeds(Expr root, String allowed) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr e) {
                int f =
                        switch (e) {
                            case FuncExpr x -> x.funcid();
                            case OpExpr x -> x.opfuncid();
                            case DistinctExpr x -> x.opfuncid();
                            case NullIfExpr x -> x.opfuncid();
                            case ScalarArrayOpExpr x -> x.opfuncid();
                            default -> 0;
                        };
                if (f != 0 && allowed.indexOf(catalog.proc(f).volatility()) < 0) {
                    return true;
                }
                if (e instanceof CoerceViaIO c
                        && (less(catalog.typeRow(c.type()).inputFunction(), allowed)
                                || less(catalog.typeRow(c.arg().type()).outputFunction(), allowed))) {
                    return true;
                }
                if (e instanceof SqlValueFunction && allowed.equals("i") || e instanceof NextValueExpr) {
                    return true;
                }
                return walkChildren(e);
            }
        }.walk(root);
    }

    /** A column of an index as pg_get_indexdef shows it: a name or an expression. */
    String indexColumnText(int index, int column) {
        String s = new Deparse(view, env.cx).indexDef(index, column, true);
        return s == null ? "" : s;
    }

    /** Runs something under a fresh snapshot, which is registered and active meanwhile. */
    void withSnapshot(java.util.function.Consumer<org.hathi.txn.Snapshot> work) {
        withSnapshot(txn.snapshots().latest(), work);
    }

    /** The same with a given snapshot. */
    void withSnapshot(org.hathi.txn.Snapshot snapshot, java.util.function.Consumer<org.hathi.txn.Snapshot> work) {
        org.hathi.txn.Snapshot s = txn.snapshots().register(snapshot);
        txn.snapshots().push(s);
        try {
            work.accept(s);
        } finally {
            if (txn.snapshots().hasActive()) {
                txn.snapshots().pop();
            }
            txn.snapshots().unregister(s);
        }
    }

    // ------------------------------------------------------------------------------------------------- in use

    /** 55006 when a cursor of this session reads the relation, or checks wait that will. */
    void checkNotInUse(ClassInfo c, String command) {
        var open = env.openQueries;
        String why = open != null && open.read(c.oid())
                ? "it is being used by active queries in this session"
                : env.after().pending(c.oid()) ? "it has pending trigger events" : null;
        if (why != null) {
            throw new SqlError(SqlState.OBJECT_IN_USE, "cannot " + command + " \"" + c.name() + "\" because " + why);
        }
    }
}
