package org.hathi.executor.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ObjectKind;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.executor.Executor;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.session.Session;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.txn.Snapshot;
import org.hathi.types.Attribute;
import org.hathi.types.Quote;
import org.jspecify.annotations.Nullable;

/** COPY: between a table (or a query's result) and the client or a file of the server. */
public final class CopyCommand {
    private static final int ACCESS_SHARE = 1;
    private static final int ROW_EXCLUSIVE = 3;

    private CopyCommand() {}

    /** Runs one COPY; returns its tag, {@code COPY n}. A snapshot is pushed and popped here. */
    public static String run(Session session, TableStmt.CopyStmt s, String sql, ResultSink out) {
        ExecEnv env = session.runner().env();
        if (s.isProgram()) {
            throw SqlError.unsupported("COPY PROGRAM");
        }
        if (s.filename() != null && !env.catalog.acl().superuser(env.roleOid)) {
            throw new SqlError(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            s.isFrom()
                                    ? "must be superuser or have privileges of the pg_read_server_files role to COPY from a file"
                                    : "must be superuser or have privileges of the pg_write_server_files role to COPY to a file")
                    .hint("Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone.");
        }
        CopyOptions o = CopyOptions.of(s.options(), s.isFrom());
        Snapshot snap = env.txn().snapshots().transaction();
        env.txn().snapshots().push(snap);
        try {
            long n = s.isFrom() ? from(env, s, o, out) : to(session, env, s, o, sql, out);
            return "COPY " + n;
        } finally {
            env.txn().snapshots().pop();
        }
    }

    private static Relation open(ExecEnv env, FromItem.RangeVar v, int lock) {
        ClassInfo c = env.catalog.searchPath().relation(v.schemaname(), v.relname());
        if (c == null) {
            String name = v.schemaname() == null ? v.relname() : v.schemaname() + "." + v.relname();
            throw new SqlError(SqlState.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist");
        }
        return env.catalog.openRelation(c.oid(), lock);
    }

    /** The columns named, or all that are neither dropped nor generated. */
    private static int[] columns(Relation rel, List<String> names) {
        List<Integer> out = new ArrayList<>();
        if (names.isEmpty()) {
            for (int i = 0; i < rel.desc.size(); i++) {
                Attribute a = rel.desc.get(i);
                if (!a.dropped() && a.generated() == '\0') {
                    out.add(i + 1);
                }
            }
        }
        for (String n : names) {
            int at = rel.desc.indexOf(n);
            if (at < 0) {
                throw new SqlError(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"" + n + "\" of relation \"" + rel.name + "\" does not exist");
            }
            if (rel.desc.get(at).generated() != '\0') {
                throw new SqlError(SqlState.INVALID_COLUMN_REFERENCE, "column \"" + n + "\" is a generated column")
                        .detail("Generated columns cannot be used in COPY.");
            }
            if (out.contains(at + 1)) {
                throw new SqlError(SqlState.DUPLICATE_COLUMN, "column \"" + n + "\" specified more than once");
            }
            out.add(at + 1);
        }
        int[] a = new int[out.size()];
        for (int i = 0; i < a.length; i++) {
            a[i] = out.get(i);
        }
        return a;
    }

    private static void privilege(ExecEnv env, Relation rel, int[] atts, int mask) {
        Acl acl = env.catalog.acl();
        if (acl.has(ObjectKind.TABLE, rel.oid, env.roleOid, mask)) {
            return;
        }
        for (int a : atts) {
            if (!acl.hasColumn(rel.oid, a, env.roleOid, mask)) {
                throw acl.denied(ObjectKind.TABLE, rel.oid);
            }
        }
    }

    private static long from(ExecEnv env, TableStmt.CopyStmt s, CopyOptions o, ResultSink out) {
        Relation rel = open(env, java.util.Objects.requireNonNull(s.relation()), ROW_EXCLUSIVE);
        if (rel.kind != 'r') {
            String what = rel.kind == 'v' ? "view" : rel.kind == 'S' ? "sequence" : "non-table relation";
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot copy to " + what + " \"" + rel.name + "\"");
        }
        if (s.whereClause() != null) {
            throw SqlError.unsupported("COPY FROM WHERE");
        }
        int[] atts = columns(rel, s.attlist());
        privilege(env, rel, atts, Acl.INSERT);
        if (env.txn().transactions().readOnly() && !rel.isTemp()) {
            throw new SqlError(
                    SqlState.READ_ONLY_SQL_TRANSACTION, "cannot execute COPY FROM in a read-only transaction");
        }
        ExecState es = new ExecState(env, new PlannedStmt(), false);
        env.after().enter();
        long n;
        if (s.filename() == null) {
            out.copyIn(o.binary ? 1 : 0, formats(atts.length, o));
            n = load(es, rel, atts, o, new CopyInput(out, null));
        } else {
            try (InputStream in = Files.newInputStream(Path.of(s.filename()))) {
                n = load(es, rel, atts, o, new CopyInput(null, in));
            } catch (NoSuchFileException e) {
                throw new SqlError(
                                SqlState.UNDEFINED_FILE,
                                "could not open file \"" + s.filename() + "\" for reading: No such file or directory")
                        .hint("COPY FROM instructs the PostgreSQL server process to read a file. You may want a client-side facility such as psql's \\copy.");
            } catch (IOException e) {
                throw file("reading", s.filename(), e);
            }
        }
        env.after().leave();
        return n;
    }

    private static long load(ExecState es, Relation rel, int[] atts, CopyOptions o, CopyInput in) {
        return new CopyFrom(es, rel, atts, o, in, null, 0).run();
    }

    private static SqlError file(String what, String name, IOException e) {
        return new SqlError(
                Severity.ERROR, SqlState.IO_ERROR, "could not open file \"" + name + "\" for " + what + ": " + e.getMessage(),
                e);
    }

    private static int[] formats(int n, CopyOptions o) {
        int[] f = new int[n];
        java.util.Arrays.fill(f, o.binary ? 1 : 0);
        return f;
    }

    private static long to(
            Session session, ExecEnv env, TableStmt.CopyStmt s, CopyOptions o, String sql, ResultSink out) {
        Statement query = s.query();
        String text = sql;
        if (query == null) {
            Relation rel = open(env, java.util.Objects.requireNonNull(s.relation()), ACCESS_SHARE);
            kind(rel);
            text = select(rel, columns(rel, s.attlist()));
            query = Parser.parse(text).get(0).stmt();
        }
        List<PlannedStmt> plans = session.planStatement(query, text, new int[0]);
        PlannedStmt p = plans.get(0);
        if (p.plan == null) {
            throw SqlError.unsupported("COPY of this query");
        }
        Executor x = new Executor(env, p, false);
        List<ResultColumn> cols = x.columns(new int[0]);
        x.start(new Object[0], new int[0], env.txn().snapshots().active());
        long n;
        if (s.filename() == null) {
            out.copyOut(o.binary ? 1 : 0, formats(cols.size(), o));
            n = send(x, new CopyTo(env, o, cols, out, null));
            out.copyDone();
        } else {
            try (OutputStream f = new java.io.BufferedOutputStream(Files.newOutputStream(Path.of(s.filename())))) {
                n = send(x, new CopyTo(env, o, cols, null, f));
            } catch (IOException e) {
                throw file("writing", s.filename(), e);
            }
        }
        return n;
    }

    private static long send(Executor x, CopyTo to) {
        to.begin();
        long n = x.run(0, to::rows);
        to.end();
        x.finish();
        return n;
    }

    private static void kind(Relation rel) {
        @Nullable String what = switch (rel.kind) {
            case 'v' -> "view";
            case 'm' -> "materialized view";
            case 'S' -> "sequence";
            case 'p' -> "partitioned table";
            default -> null;
        };
        if (what != null) {
            SqlError e = new SqlError(
                    SqlState.WRONG_OBJECT_TYPE, "cannot copy from " + what + " \"" + rel.name + "\"");
            throw rel.kind == 'S' ? e : e.hint("Try the COPY (SELECT ...) TO variant.");
        }
    }

    private static String select(Relation rel, int[] atts) {
        StringBuilder b = new StringBuilder("SELECT ");
        for (int i = 0; i < atts.length; i++) {
            b.append(i > 0 ? ", " : "").append(Quote.ident(rel.desc.get(atts[i] - 1).name(), false));
        }
        return b.append(" FROM ONLY ").append(Quote.ident(rel.schema, false)).append('.')
                .append(Quote.ident(rel.name, false)).toString();
    }
}
