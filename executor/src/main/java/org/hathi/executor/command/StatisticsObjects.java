package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.parser.tree.Clause.StatsElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.TableStmt.AlterStatsStmt;
import org.hathi.parser.tree.TableStmt.CreateStatsStmt;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Var;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** CREATE STATISTICS and ALTER STATISTICS … SET STATISTICS. */
final class StatisticsObjects {
    private static final int MAX_KEYS = 8;

    private final Ddl ddl;

    StatisticsObjects(Ddl ddl) {
        this.ddl = ddl;
    }

    private static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_OBJECT_DEFINITION, message);
    }

    void create(CreateStatsStmt s) {
        if (s.relations().size() != 1 || !(s.relations().get(0) instanceof RangeVar v)) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "only a single relation is allowed in CREATE STATISTICS");
        }
        ClassInfo c = ddl.lock(v, LockMode.SHARE_UPDATE_EXCLUSIVE);
        if ("rmfp".indexOf(c.kind()) < 0) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot define statistics for relation \"" + c.name() + "\"")
                    .detail("This operation is not supported for " + IndexDefiner.kindPlural(c.kind()) + ".");
        }
        ddl.checkOwner(c);
        TreeSet<Integer> keys = new TreeSet<>();
        List<Expr> exprs = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        if (s.exprs().size() > MAX_KEYS) {
            throw new SqlError(
                    SqlState.TOO_MANY_COLUMNS, "cannot have more than " + MAX_KEYS + " columns in statistics");
        }
        for (StatsElem e : s.exprs()) {
            element(c, e, keys, exprs, parts);
        }
        byte[] kinds = kinds(s, keys.size(), exprs.size());
        String name;
        int ns;
        if (s.defnames().isEmpty()) {
            ns = c.namespace();
            name = choose(c, parts, ns);
        } else {
            ns = ddl.creationNamespace(s.defnames());
            name = s.defnames().get(s.defnames().size() - 1);
        }
        if (find(name, ns) != null) {
            String m = "statistics object \"" + name + "\" already exists";
            if (!s.ifNotExists()) {
                throw new SqlError(SqlState.DUPLICATE_OBJECT, m);
            }
            ddl.reporter.report(new Report(Severity.NOTICE, SqlState.DUPLICATE_OBJECT, m + ", skipping"));
            return;
        }
        store(c, name, ns, keys, exprs, kinds);
    }

    private void element(ClassInfo c, StatsElem e, TreeSet<Integer> keys, List<Expr> exprs, List<String> parts) {
        Expr x = null;
        String column = e.name();
        if (column == null) {
            x = ddl.exprs().value(c.oid(), java.util.Objects.requireNonNull(e.expr()), ExprKind.STATS_EXPRESSION);
            if (x instanceof Var w && w.varattno() > 0) {
                AttributeInfo a = ddl.catalog.attribute(c.oid(), w.varattno());
                column = a == null ? null : a.name();
            }
        }
        if (column == null) {
            exprs.add(java.util.Objects.requireNonNull(x));
            parts.add("expr");
            return;
        }
        AttributeInfo a = ddl.catalog.attributeByName(c.oid(), column);
        if (a == null) {
            throw new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + column + "\" does not exist");
        }
        if (a.number() <= 0) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "statistics creation on system columns is not supported");
        }
        if (ddl.catalog.defaultOpclass(a.type(), 403) == null) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "column \"" + column + "\" cannot be used in statistics because its type "
                            + ddl.catalog.formatType(a.type(), -1) + " has no default btree operator class");
        }
        if (!keys.add(a.number())) {
            throw new SqlError(SqlState.DUPLICATE_COLUMN, "duplicate column name in statistics definition");
        }
        parts.add(column);
    }

    private byte[] kinds(CreateStatsStmt s, int columns, int expressions) {
        boolean distinct = false;
        boolean dependencies = false;
        boolean mcv = false;
        for (String t : s.statTypes()) {
            switch (t) {
                case "ndistinct" -> distinct = true;
                case "dependencies" -> dependencies = true;
                case "mcv" -> mcv = true;
                default -> throw new SqlError(SqlState.SYNTAX_ERROR, "unrecognized statistics kind \"" + t + "\"");
            }
        }
        boolean single = columns == 0 && expressions == 1;
        if (single && !s.statTypes().isEmpty()) {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "when building statistics on a single expression, statistics kinds may not be specified");
        }
        if (columns + expressions < 2 && expressions != 1) {
            throw invalid("extended statistics require at least 2 columns");
        }
        if (s.statTypes().isEmpty() && columns + expressions >= 2) {
            distinct = true;
            dependencies = true;
            mcv = true;
        }
        StringBuilder b = new StringBuilder();
        b.append(distinct ? "d" : "").append(dependencies ? "f" : "").append(mcv ? "m" : "");
        b.append(expressions > 0 ? "e" : "");
        return b.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private String choose(ClassInfo c, List<String> parts, int ns) {
        StringBuilder b = new StringBuilder();
        for (String p : parts) {
            b.append(b.isEmpty() ? "" : "_").append(p);
            if (b.length() >= 64) {
                break;
            }
        }
        for (int pass = 0; ; pass++) {
            String n = Ddl.objectName(c.name(), b.toString(), pass == 0 ? "stat" : "stat" + pass);
            if (find(n, ns) == null) {
                return n;
            }
        }
    }

    private @Nullable CatalogRow find(String name, int ns) {
        return ddl.writer.find(PgStatisticExt.RELATION, PgStatisticExt.NAME_INDEX, Datums.name(name), Datums.oid(ns));
    }

    private void store(ClassInfo c, String name, int ns, TreeSet<Integer> keys, List<Expr> exprs, byte[] kinds) {
        int oid = ddl.writer.newOid(PgStatisticExt.RELATION);
        int[] k = keys.stream().mapToInt(Integer::intValue).toArray();
        ddl.writer.insert(
                PgStatisticExt.RELATION,
                new RowBuilder(PgStatisticExt.COLUMNS)
                        .oid(PgStatisticExt.OID, oid)
                        .oid(PgStatisticExt.STXRELID, c.oid())
                        .name(PgStatisticExt.STXNAME, name)
                        .oid(PgStatisticExt.STXNAMESPACE, ns)
                        .oid(PgStatisticExt.STXOWNER, ddl.role())
                        .num(PgStatisticExt.STXSTATTARGET, -1)
                        .set(PgStatisticExt.STXKEYS, Datums.int2Vector(k))
                        .set(PgStatisticExt.STXKIND, Datums.charArray(kinds))
                        .text(PgStatisticExt.STXEXPRS, exprs.isEmpty() ? null : NodeText.writeList(exprs))
                        .row());
        ObjectAddress me = new ObjectAddress(PgStatisticExt.RELATION, oid);
        for (int column : k) {
            ddl.deps.record(me, new ObjectAddress(PgClass.RELATION, c.oid(), column), Dependencies.AUTO);
        }
        for (Expr e : exprs) {
            for (ObjectAddress a : References.of(ddl.catalog, e, c.oid())) {
                boolean own = a.classId() == PgClass.RELATION && a.objectId() == c.oid();
                ddl.deps.record(me, a, own ? Dependencies.AUTO : Dependencies.NORMAL);
            }
        }
        if (k.length == 0) {
            ddl.deps.record(me, new ObjectAddress(PgClass.RELATION, c.oid()), Dependencies.AUTO);
        }
        ddl.deps.record(me, new ObjectAddress(PgNamespace.RELATION, ns), Dependencies.NORMAL);
        ddl.deps.recordOwner(PgStatisticExt.RELATION, oid, ddl.role());
        ddl.catalog.invalidation().relationChanged(c.oid());
        ddl.increment();
    }

    void alter(AlterStatsStmt s) {
        int target = s.stxstattarget();
        if (target < -1) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "statistics target " + target + " is too low");
        }
        if (target > 10000) {
            target = 10000;
            ddl.warning(SqlState.INVALID_PARAMETER_VALUE, "lowering statistics target to 10000");
        }
        QualifiedName n = new QualifiedName(s.defnames(), -1);
        Named named = new Named(ddl);
        ObjectAddress o = named.find(ObjectType.STATISTIC_EXT, n);
        if (o == null) {
            if (!s.missingOk()) {
                throw named.missing(ObjectType.STATISTIC_EXT, n);
            }
            ddl.notice(
                    "statistics object \"" + s.defnames().get(s.defnames().size() - 1) + "\" does not exist, skipping");
            return;
        }
        ddl.catalog
                .acl()
                .checkOwner(
                        ObjectKind.STATISTICS,
                        o.objectId(),
                        ddl.role(),
                        ObjectKind.STATISTICS.word,
                        String.join(".", s.defnames()));
        ddl.writer.set(ddl.writer.needByOid(PgStatisticExt.RELATION, o.objectId()), PgStatisticExt.STXSTATTARGET, (long)
                target);
        ddl.increment();
    }
}
