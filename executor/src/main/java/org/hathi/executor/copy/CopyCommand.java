package org.hathi.executor.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ObjectKind;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.executor.Executor;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.session.Session;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.ColumnRef;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt.CopyStmt;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.DdlExprs;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.QuerySource;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.shm.Progress;
import org.hathi.txn.Snapshot;
import org.hathi.types.Attribute;
import org.jspecify.annotations.Nullable;

/** COPY: between a table (or a query's result) and the client or a file of the server. */
public final class CopyCommand {
    private static final int ACCESS_SHARE = 1;
    private static final int ROW_EXCLUSIVE = 3;
    private static final int READ_SERVER_FILES = 4569;
    private static final int WRITE_SERVER_FILES = 4570;
    private static final int EXECUTE_SERVER_PROGRAM = 4571;

    private final Session session;
    private final ExecEnv env;
    private final Catalog catalog;
    private final CopyStmt stmt;
    private final String sql;
    private final ResultSink client;

    private CopyCommand(Session session, CopyStmt stmt, String sql, ResultSink client) {
        this.session = session;
        this.env = session.runner().env();
        this.catalog = session.context().catalog();
        this.stmt = stmt;
        this.sql = sql;
        this.client = client;
    }

    /** Runs one COPY; returns its tag, {@code COPY n}. A snapshot is pushed and popped here. */
    public static String run(Session session, CopyStmt s, String sql, ResultSink out) {
        return "COPY " + new CopyCommand(session, s, sql, out).run();
    }

    private long run() {
        filePrivileges();
        try (var _ = session.context().txn().snapshots().hold(true)) {
            RangeVar r = stmt.relation();
            if (r == null) {
                return query();
            }
            return stmt.isFrom() ? from(r) : to(r);
        } finally {
            env.access().progress().end();
        }
    }

    private CopyOptions options() {
        return new CopyOptions(
                stmt.options(), stmt.isFrom(), session.context().settings().string("client_encoding"));
    }

    // ---------------------------------------------------------------- files

    private void filePrivileges() {
        if (stmt.filename() == null) {
            return;
        }
        if (stmt.isProgram()) {
            may(EXECUTE_SERVER_PROGRAM, "pg_execute_server_program", "COPY to or from an external program");
            throw SqlError.unsupported("COPY PROGRAM");
        }
        if (stmt.isFrom()) {
            may(READ_SERVER_FILES, "pg_read_server_files", "COPY from a file");
        } else {
            may(WRITE_SERVER_FILES, "pg_write_server_files", "COPY to a file");
        }
    }

    private void may(int role, String name, String what) {
        if (!catalog.acl().superuser(env.roleOid) && !catalog.acl().hasPrivilegesOf(env.roleOid, role)) {
            throw new SqlError(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "must be superuser or have privileges of the " + name + " role to " + what)
                    .hint("Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone.");
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException x -> "No such file or directory";
            case AccessDeniedException x -> "Permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static SqlState state(IOException e) {
        return switch (e) {
            case NoSuchFileException x -> SqlState.UNDEFINED_FILE;
            case AccessDeniedException x -> SqlState.INSUFFICIENT_PRIVILEGE;
            default -> SqlState.IO_ERROR;
        };
    }

    private Path path(String file) {
        Path p = Path.of(file);
        return p.isAbsolute() ? p : session.context().dataDirectory().resolve(p);
    }

    private InputStream openInput(String file) {
        try {
            Path p = path(file);
            if (Files.isDirectory(p)) {
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + file + "\" is a directory");
            }
            return Files.newInputStream(p);
        } catch (IOException e) {
            SqlError x = new SqlError(state(e), "could not open file \"" + file + "\" for reading: " + reason(e));
            if (e instanceof NoSuchFileException || e instanceof AccessDeniedException) {
                x.hint("COPY FROM instructs the PostgreSQL server process to read a file. "
                        + "You may want a client-side facility such as psql's \\copy.");
            }
            throw x;
        }
    }

    private OutputStream openOutput(String file) {
        Path p = Path.of(file);
        if (!p.isAbsolute()) {
            throw new SqlError(SqlState.INVALID_NAME, "relative path not allowed for COPY to file");
        }
        try {
            if (Files.isDirectory(p)) {
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + file + "\" is a directory");
            }
            return Files.newOutputStream(p);
        } catch (IOException e) {
            SqlError x = new SqlError(state(e), "could not open file \"" + file + "\" for writing: " + reason(e));
            if (e instanceof NoSuchFileException || e instanceof AccessDeniedException) {
                x.hint("COPY TO instructs the PostgreSQL server process to write a file. "
                        + "You may want a client-side facility such as psql's \\copy.");
            }
            throw x;
        }
    }

    // ---------------------------------------------------------------- the table

    private ClassInfo find(RangeVar r, int lock) {
        ClassInfo c = catalog.searchPath().relation(r.schemaname(), r.relname());
        if (c != null) {
            catalog.locker().lock(c.oid(), c.shared(), lock);
            c = catalog.searchPath().relation(r.schemaname(), r.relname());
        }
        if (c == null) {
            String s = r.schemaname();
            if (s != null && catalog.searchPath().explicitIfAny(s) == 0) {
                throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + s + "\" does not exist");
            }
            throw new SqlError(
                    SqlState.UNDEFINED_TABLE,
                    "relation \"" + (s == null ? "" : s + ".") + r.relname() + "\" does not exist");
        }
        c.checkTableLike();
        return c;
    }

    /** Attribute numbers of the columns to copy: those named, or all that are not generated. */
    private int[] columns(ClassInfo table, Relation rel) {
        List<Integer> out = new ArrayList<>();
        if (stmt.attlist().isEmpty()) {
            for (int i = 0; i < rel.desc.size(); i++) {
                Attribute a = rel.desc.get(i);
                if (!a.dropped() && a.generated() == 0) {
                    out.add(i + 1);
                }
            }
        }
        for (String name : stmt.attlist()) {
            int n = column(rel, name);
            if (n == 0) {
                throw undefined(table, name);
            }
            if (rel.desc.get(n - 1).generated() != 0) {
                throw new SqlError(SqlState.INVALID_COLUMN_REFERENCE, "column \"" + name + "\" is a generated column")
                        .detail("Generated columns cannot be used in COPY.");
            }
            if (out.contains(n)) {
                throw new SqlError(SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once");
            }
            out.add(n);
        }
        int[] r = new int[out.size()];
        for (int i = 0; i < r.length; i++) {
            r[i] = out.get(i);
        }
        return r;
    }

    private static SqlError undefined(ClassInfo table, String name) {
        return new SqlError(
                SqlState.UNDEFINED_COLUMN,
                "column \"" + name + "\" of relation \"" + table.name() + "\" does not exist");
    }

    private static int column(Relation rel, String name) {
        for (int i = 0; i < rel.desc.size(); i++) {
            Attribute a = rel.desc.get(i);
            if (!a.dropped() && a.name().equals(name)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static void forced(
            @Nullable List<String> names,
            String option,
            List<String> columns,
            @Nullable ClassInfo table,
            @Nullable Relation rel) {
        if (names == null) {
            return;
        }
        for (String s : names) {
            if (table != null && rel != null && column(rel, s) == 0) {
                throw undefined(table, s);
            }
            if (!columns.contains(s)) {
                throw table == null
                        ? new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + s + "\" does not exist")
                        : new SqlError(
                                SqlState.INVALID_COLUMN_REFERENCE,
                                option + " column \"" + s + "\" not referenced by COPY");
            }
        }
    }

    private void privilege(ClassInfo table, int[] columns, int mask) {
        Acl acl = catalog.acl();
        if (acl.has(ObjectKind.TABLE, table.oid(), env.roleOid, mask)) {
            return;
        }
        boolean ok = columns.length > 0;
        for (int c : columns) {
            ok &= acl.hasColumn(table.oid(), c, env.roleOid, mask);
        }
        if (!ok) {
            throw Acl.denied(Acl.relationWord(table.kind()), table.name());
        }
    }

    // ---------------------------------------------------------------- COPY FROM

    private long from(RangeVar r) {
        ClassInfo table = find(r, ROW_EXCLUSIVE);
        Relation rel = catalog.openRelation(table.oid(), 0);
        int[] columns = columns(table, rel);
        RawExpr condition = stmt.whereClause();
        CatalogView view = new CatalogView(catalog);
        DdlExprs exprs = new DdlExprs(view, session.plans().analyzeContext(), sql);
        Expr where = condition == null ? null : exprs.condition(table.oid(), condition, ExprKind.COPY_WHERE, "WHERE");
        privilege(table, columns, Acl.INSERT);
        if (session.context().txn().transactions().readOnly() && !rel.isTemp()) {
            throw new SqlError(
                    SqlState.READ_ONLY_SQL_TRANSACTION, "cannot execute COPY FROM in a read-only transaction");
        }
        CopyOptions o = options();
        List<String> names = CopyTarget.names(rel, columns);
        forced(o.forceNotNull, "FORCE_NOT_NULL", names, table, rel);
        forced(o.forceNull, "FORCE_NULL", names, table, rel);
        String file = stmt.filename();
        CopySource raw;
        if (file == null) {
            int f = o.format == CopyOptions.Format.BINARY ? 1 : 0;
            int[] formats = new int[columns.length];
            java.util.Arrays.fill(formats, f);
            client.copyIn(f, formats);
            raw = new CopySource.Client(client);
        } else {
            raw = new CopySource.File(openInput(file));
        }
        report(table.oid(), 1);
        raw = new CopySource.Counted(raw, env.access().progress());
        CopySource source = CopySource.of(raw, o.format == CopyOptions.Format.BINARY ? null : o.encoding);
        // As in PostgreSQL the client is told to send before these are found out.
        writable(table);
        boolean frozen = o.freeze && freezable(rel);
        ExecState es = new ExecState(env, new PlannedStmt(), false);
        Snapshot snap = session.context().txn().snapshots().active();
        es.begin(new Object[0], new int[0], snap);
        CopyTarget target = new CopyTarget(es, rel, defaults(exprs, rel, columns), where, frozen);
        java.util.BitSet given = new java.util.BitSet();
        for (int c : columns) {
            given.set(c + RangeTblEntry.ATTR_OFFSET);
        }
        target.written(given);
        target.columns(columns);
        es.after().enter();
        long n;
        try {
            n = new CopyFrom(o, source, target, columns).run();
        } finally {
            target.close();
            source.close();
        }
        es.after().leave();
        return n;
    }

    /** Begins to report; {@code command} 1: FROM, 2: TO. */
    private void report(int relation, int command) {
        Progress p = env.access().progress();
        p.begin(Progress.Command.COPY, session.context().database(), relation);
        p.setAll(Progress.Command.COPY, 4, command, stmt.filename() == null ? 3 : 1);
        if (command == 1 && stmt.filename() != null) {
            p.set(Progress.Command.COPY, 1, path(stmt.filename()).toFile().length());
        }
    }

    private static void writable(ClassInfo t) {
        String what =
                switch (t.kind()) {
                    case 'r' -> null;
                    case 'v' -> "view";
                    case 'm' -> "materialized view";
                    case 'S' -> "sequence";
                    case 'f' -> "foreign table";
                    case 'p' -> "partitioned table";
                    default -> "non-table relation";
                };
        if (what == null) {
            return;
        }
        if (t.kind() == 'p' || t.kind() == 'f') {
            throw SqlError.unsupported("COPY to a " + what);
        }
        SqlError e = new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot copy to " + what + " \"" + t.name() + "\"");
        if (t.kind() == 'v') {
            e.hint("To enable copying to a view, provide an INSTEAD OF INSERT trigger.");
        }
        throw e;
    }

    private boolean freezable(Relation rel) {
        if (!session.context().relationFiles().createdHere(rel.node)) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "cannot perform COPY FREEZE because the table was not created or truncated in the current "
                            + "subtransaction");
        }
        return true;
    }

    private static @Nullable Expr[] defaults(DdlExprs exprs, Relation rel, int[] columns) {
        @Nullable Expr[] out = CopyTarget.noDefaults(rel.desc.size());
        boolean[] given = new boolean[out.length];
        for (int c : columns) {
            given[c - 1] = true;
        }
        for (int i = 0; i < out.length; i++) {
            Attribute a = rel.desc.get(i);
            if (!given[i] && !a.dropped() && a.generated() == 0) {
                out[i] = exprs.storedDefault(rel.oid, a);
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- COPY TO

    private long to(RangeVar r) {
        ClassInfo table = find(r, ACCESS_SHARE);
        Relation rel = catalog.openRelation(table.oid(), 0);
        int[] columns = columns(table, rel);
        privilege(table, columns, Acl.SELECT);
        CopyOptions o = options();
        readable(table);
        List<String> names = CopyTarget.names(rel, columns);
        forced(o.forceQuote, "FORCE_QUOTE", names, table, rel);
        List<ResTarget> targets = new ArrayList<>();
        for (String n : names) {
            targets.add(new ResTarget(null, List.of(), new ColumnRef(List.of(n), false, -1), -1));
        }
        RangeVar only = new RangeVar(null, r.schemaname(), r.relname(), false, r.relpersistence(), null, -1);
        Statement select = new Statement.SelectStmt(
                null,
                null,
                targets,
                List.of(only),
                null,
                List.of(),
                false,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                Statement.LimitOption.COUNT,
                List.of(),
                null,
                Statement.SetOperation.NONE,
                false,
                null,
                null,
                -1);
        return write(o, plan(select), names, table.oid());
    }

    private static void readable(ClassInfo t) {
        String what =
                switch (t.kind()) {
                    case 'r', 't' -> null;
                    case 'v' -> "view";
                    case 'm' -> "materialized view";
                    case 'f' -> "foreign table";
                    case 'S' -> "sequence";
                    case 'p' -> "partitioned table";
                    default -> "non-table relation";
                };
        if (what == null) {
            return;
        }
        SqlError e = new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot copy from " + what + " \"" + t.name() + "\"");
        if (t.kind() != 'S' && !what.equals("non-table relation")) {
            e.hint("Try the COPY (SELECT ...) TO variant.");
        }
        throw e;
    }

    private PlannedStmt plan(Statement s) {
        List<Query> queries = session.plans().analyze(new RawStmt(s, 0, 0), sql, ParamTypes.none());
        if (queries.isEmpty()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "DO INSTEAD NOTHING rules are not supported for COPY");
        }
        if (queries.size() > 1) {
            for (Query q : queries) {
                if (q.querySource == QuerySource.QUAL_INSTEAD_RULE) {
                    throw new SqlError(
                            SqlState.FEATURE_NOT_SUPPORTED, "conditional DO INSTEAD rules are not supported for COPY");
                }
                if (q.querySource == QuerySource.NON_INSTEAD_RULE) {
                    throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "DO ALSO rules are not supported for the COPY");
                }
            }
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "multi-statement DO INSTEAD rules are not supported for COPY");
        }
        Query q = queries.get(0);
        if (q.utilityStmt != null) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "COPY (SELECT INTO) is not supported");
        }
        if (q.commandType != CmdType.SELECT && q.returningList.isEmpty()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "COPY query must have a RETURNING clause");
        }
        return session.plans().plan(queries, BoundParams.NONE, 0).get(0);
    }

    private long query() {
        Statement s = java.util.Objects.requireNonNull(stmt.query());
        CopyOptions o = options();
        PlannedStmt p = plan(s);
        List<String> names = new ArrayList<>();
        for (TargetEntry t : java.util.Objects.requireNonNull(p.plan).targetList) {
            if (!t.resjunk()) {
                names.add(String.valueOf(t.resname()));
            }
        }
        forced(o.forceQuote, "FORCE_QUOTE", names, null, null);
        return write(o, p, names, 0);
    }

    private long write(CopyOptions o, PlannedStmt p, List<String> names, int relation) {
        Plan plan = java.util.Objects.requireNonNull(p.plan);
        int[] types = new int[names.size()];
        int n = 0;
        for (TargetEntry t : plan.targetList) {
            if (!t.resjunk() && n < types.length) {
                types[n++] = t.expr().type();
            }
        }
        String file = stmt.filename();
        OutputStream stream = file == null ? null : openOutput(file);
        report(relation, 2);
        try {
            CopyTo to = new CopyTo(env.cx, env.access().progress(), o, client, stream, names, types);
            Executor executor = new Executor(env, p, false);
            executor.start(
                    new Object[0],
                    new int[0],
                    session.context().txn().snapshots().active());
            to.start();
            executor.run(0, to::write);
            to.finish();
            executor.finish();
            return to.rows;
        } finally {
            close(stream, file);
        }
    }

    private static void close(@Nullable OutputStream s, @Nullable String file) {
        if (s != null) {
            try {
                s.close();
            } catch (IOException e) {
                throw new SqlError(SqlState.IO_ERROR, "could not close file \"" + file + "\": " + e.getMessage());
            }
        }
    }
}
