package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.TableStmt.ViewCheckOption;
import org.hathi.parser.tree.TableStmt.ViewStmt;
import org.hathi.parser.tree.Value;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;
import org.hathi.txn.LockMode;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** CREATE [OR REPLACE] VIEW: a relation and its _RETURN rule. */
final class Views {
    private final Ddl ddl;

    Views(Ddl ddl) {
        this.ddl = ddl;
    }

    void create(ViewStmt s) {
        Query q = Analyzer.analyze(
                new RawStmt(s.query(), 0, 0), ddl.sql, ddl.view, ParamTypes.none(), ddl.analyzeContext);
        if (q.utilityStmt != null) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "views must not contain SELECT INTO");
        }
        if (q.hasModifyingCTE) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "views must not contain data-modifying statements in WITH");
        }
        if (s.view().relpersistence() == RelPersistence.UNLOGGED) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "views cannot be unlogged because they do not have storage");
        }
        List<DefElem> options = new ArrayList<>(s.options());
        if (s.withCheckOption() != ViewCheckOption.NONE) {
            options.add(new DefElem(
                    "check_option",
                    new Value.Str(s.withCheckOption() == ViewCheckOption.LOCAL ? "local" : "cascaded"),
                    -1));
        }
        q.targetList = named(q.targetList, s.aliases());
        RangeVar v = s.view();
        if (v.relpersistence() == RelPersistence.PERMANENT && usesTemporary(q)) {
            v = new RangeVar(
                    v.catalogname(),
                    v.schemaname(),
                    v.relname(),
                    v.inh(),
                    RelPersistence.TEMP,
                    v.alias(),
                    v.location());
            ddl.notice("view \"" + v.relname() + "\" will be a temporary view");
        }
        int oid = relation(v, q, s.replace(), RelOptions.merge(null, options, 'v', false));
        storeRule(oid, q, s.replace());
    }

    private static List<TargetEntry> named(List<TargetEntry> l, List<String> aliases) {
        List<TargetEntry> out = new ArrayList<>();
        int at = 0;
        for (TargetEntry t : l) {
            out.add(!t.resjunk() && at < aliases.size() ? t.withResname(aliases.get(at++)) : t);
        }
        if (at < aliases.size()) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "CREATE VIEW specifies more column names than columns");
        }
        return out;
    }

    /** Whether a query reads temporary relations. */
    boolean usesTemporary(Query q) {
        for (ObjectAddress a : References.of(ddl.catalog, q)) {
            if (a.classId() == PgClass.RELATION) {
                ClassInfo c = ddl.catalog.relation(a.objectId());
                if (c != null && c.persistence() == 't') {
                    return true;
                }
            }
        }
        return false;
    }

    /** The columns a query's result gives a view or a table made from it. */
    static List<Attribute> columns(Ddl ddl, List<TargetEntry> targets) {
        List<Attribute> out = new ArrayList<>();
        for (TargetEntry t : targets) {
            if (t.resjunk()) {
                continue;
            }
            Expr e = t.expr();
            String name = t.resname() == null ? "?column?" : t.resname();
            TypeInfo i = ddl.catalog.type(e.type());
            if (i.oid() == Oids.UNKNOWN) {
                i = ddl.catalog.type(Oids.TEXT);
            }
            for (Attribute o : out) {
                if (o.name().equals(name)) {
                    throw new SqlError(SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once");
                }
            }
            TableCreator.checkType(ddl, name, i);
            int collation = e.collation();
            if (i.collation() != 0 && collation == 0) {
                throw new SqlError(
                                SqlState.INDETERMINATE_COLLATION,
                                "could not determine which collation to use for view column \"" + name + "\"")
                        .hint("Use the COLLATE clause to set the collation explicitly.");
            }
            out.add(new Attribute(
                    name,
                    i.oid(),
                    e.typmod(),
                    i.len(),
                    i.byVal(),
                    i.align(),
                    i.storage(),
                    '\0',
                    false,
                    false,
                    false,
                    null,
                    '\0',
                    '\0',
                    false,
                    collation,
                    out.size() + 1,
                    i.isArray() ? 0 : 0));
        }
        return out;
    }

    private int relation(RangeVar v, Query q, boolean replace, String @Nullable [] options) {
        int ns = ddl.creationNamespace(v);
        List<Attribute> cols = columns(ddl, q.targetList);
        if (cols.isEmpty() && !replace) {
            // a view without columns is allowed
            ddl.writer.increment();
        }
        ClassInfo old = ddl.catalog.relationByName(v.relname(), ns);
        if (old == null || !replace) {
            NewRelation r = new NewRelation(v.relname(), ns, ddl.role(), 'v', cols);
            r.persistence = ddl.persistence(v, ns);
            r.options = options;
            r.acl = ddl.defaultAcl('r', ddl.role(), ns);
            int oid = ddl.relations.create(r);
            ddl.increment();
            return oid;
        }
        ddl.lock(old.oid(), old.shared(), LockMode.ACCESS_EXCLUSIVE);
        if (old.kind() != 'v') {
            throw ddl.wrongKind(old, "a view");
        }
        ddl.checkOwner(old);
        compare(old, cols);
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, old.oid());
        @Nullable Object[] n = row.copy();
        n[PgClass.RELOPTIONS - 1] = options == null ? null : Datums.textArray(options);
        n[PgClass.RELNATTS - 1] = (long) cols.size();
        ddl.writer.update(row, n);
        for (int i = old.attributes(); i < cols.size(); i++) {
            ddl.relations.addColumn(old.oid(), cols.get(i), i + 1, true, 0);
        }
        ddl.increment();
        return old.oid();
    }

    private void compare(ClassInfo old, List<Attribute> cols) {
        if (cols.size() < old.attributes()) {
            throw new SqlError(SqlState.INVALID_TABLE_DEFINITION, "cannot drop columns from view");
        }
        for (AttributeInfo a : ddl.catalog.attributes(old.oid())) {
            if (a.number() < 1) {
                continue;
            }
            Attribute n = cols.get(a.number() - 1);
            if (!n.name().equals(a.name())) {
                throw new SqlError(
                                SqlState.INVALID_TABLE_DEFINITION,
                                "cannot change name of view column \"" + a.name() + "\" to \"" + n.name() + "\"")
                        .hint("Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.");
            }
            if (n.typeOid() != a.type() || n.typmod() != a.typmod()) {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "cannot change data type of view column \"" + a.name() + "\" from "
                                + ddl.catalog.formatType(a.type(), a.typmod()) + " to "
                                + ddl.catalog.formatType(n.typeOid(), n.typmod()));
            }
        }
    }

    /** Stores the rule; in it, entries for OLD and NEW come first in the range table. */
    void storeRule(int view, Query q, boolean replace) {
        Query rule = withOldNew(view, q);
        CatalogRow old = ddl.writer.find(
                PgRewrite.RELATION, PgRewrite.REL_RULENAME_INDEX, Datums.oid(view), Datums.name("_RETURN"));
        String action = NodeText.writeList(List.of(rule));
        int oid;
        if (old != null && replace) {
            oid = old.intAt(PgRewrite.OID);
            ddl.writer.set(old, PgRewrite.EV_ACTION, Datums.text(action));
            ddl.deps.deleteRecordsFor(new ObjectAddress(PgRewrite.RELATION, oid), false);
        } else {
            oid = ddl.writer.newOid(PgRewrite.RELATION);
            ddl.writer.insert(
                    PgRewrite.RELATION,
                    new RowBuilder(PgRewrite.COLUMNS)
                            .oid(PgRewrite.OID, oid)
                            .name(PgRewrite.RULENAME, "_RETURN")
                            .oid(PgRewrite.EV_CLASS, view)
                            .chr(PgRewrite.EV_TYPE, '1')
                            .chr(PgRewrite.EV_ENABLED, 'O')
                            .bool(PgRewrite.IS_INSTEAD, true)
                            .text(PgRewrite.EV_QUAL, "<>")
                            .text(PgRewrite.EV_ACTION, action)
                            .row());
        }
        ObjectAddress me = new ObjectAddress(PgRewrite.RELATION, oid);
        ddl.deps.record(me, new ObjectAddress(PgClass.RELATION, view), Dependencies.INTERNAL);
        ddl.deps.recordAll(me, References.of(ddl.catalog, rule), Dependencies.NORMAL);
        CatalogRow c = ddl.writer.needByOid(PgClass.RELATION, view);
        if (!c.boolAt(PgClass.RELHASRULES)) {
            ddl.writer.set(c, PgClass.RELHASRULES, 1L);
        } else {
            ddl.catalog.invalidation().relationChanged(view);
        }
        ddl.increment();
    }

    private Query withOldNew(int view, Query in) {
        Query q = in.deepCopy();
        new Shift(2).top(q);
        List<RangeTblEntry> rt = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                names.add(t.resname() == null ? "?column?" : t.resname());
            }
        }
        for (String alias : new String[] {"old", "new"}) {
            RangeTblEntry r = new RangeTblEntry(RteKind.RELATION);
            r.relid = view;
            r.relkind = 'v';
            r.rellockmode = LockMode.ACCESS_SHARE;
            r.alias = new Alias(alias, List.of());
            r.eref = new Alias(alias, names);
            rt.add(r);
        }
        rt.addAll(q.rtable);
        q.rtable = rt;
        return q;
    }

    /** Adds to the range table indexes of a query (OffsetVarNodes), also where inner queries refer to it. */
    private static final class Shift extends TreeMutator {
        private final int by;
        private int depth;

        Shift(int by) {
            this.by = by;
        }

        void top(Query q) {
            queryInPlace(q);
            q.jointree = (FromExpr) shift(q.jointree());
            q.rowMarks = marks(q);
            q.setOperations = q.setOperations == null ? null : setOp(q.setOperations);
        }

        private List<org.hathi.planner.tree.RowMarkClause> marks(Query q) {
            List<org.hathi.planner.tree.RowMarkClause> l = new ArrayList<>();
            for (var m : q.rowMarks) {
                l.add(new org.hathi.planner.tree.RowMarkClause(
                        m.rti() + by, m.strength(), m.waitPolicy(), m.pushedDown()));
            }
            return l;
        }

        private org.hathi.planner.tree.SetOpNode setOp(org.hathi.planner.tree.SetOpNode n) {
            return switch (n) {
                case RangeTblRef r -> new RangeTblRef(r.rtindex() + by);
                case org.hathi.planner.tree.SetOperationStmt s ->
                    new org.hathi.planner.tree.SetOperationStmt(
                            s.op(),
                            s.all(),
                            setOp(s.larg()),
                            setOp(s.rarg()),
                            s.colTypes(),
                            s.colTypmods(),
                            s.colCollations(),
                            s.groupClauses());
            };
        }

        private JoinNode shift(JoinNode n) {
            return switch (n) {
                case RangeTblRef r -> new RangeTblRef(r.rtindex() + by);
                case JoinExpr j ->
                    new JoinExpr(
                            j.jointype(),
                            j.isNatural(),
                            shift(j.larg()),
                            shift(j.rarg()),
                            j.usingClause(),
                            j.joinUsingAlias(),
                            j.quals(),
                            j.alias(),
                            j.rtindex() == 0 ? 0 : j.rtindex() + by);
                case FromExpr f -> {
                    List<JoinNode> l = new ArrayList<>();
                    for (JoinNode x : f.fromlist()) {
                        l.add(shift(x));
                    }
                    yield new FromExpr(l, f.quals());
                }
            };
        }

        @Override
        public Expr mutate(Expr e) {
            if (e instanceof Var v && v.varlevelsup() == depth) {
                return new Var(
                        v.varno() + by,
                        v.varattno(),
                        v.vartype(),
                        v.vartypmod(),
                        v.varcollid(),
                        v.varlevelsup(),
                        v.varnosyn() == 0 ? 0 : v.varnosyn() + by,
                        v.varattnosyn(),
                        v.location());
            }
            return mutateChildren(e);
        }

        @Override
        public Query mutateQuery(Query q) {
            depth++;
            queryInPlace(q);
            depth--;
            return q;
        }
    }
}
