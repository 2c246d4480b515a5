package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgClass;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.TableStmt.ViewCheckOption;
import org.hathi.parser.tree.TableStmt.ViewStmt;
import org.hathi.parser.tree.Value;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.ViewRules;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
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
            for (Attribute a : cols) {
                ddl.checkTypeUsage(a.typeOid());
            }
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
        new Rules(ddl).store(view, "_RETURN", '1', true, null, List.of(withOldNew(view, q)), replace);
    }

    private static Query withOldNew(int view, Query q) {
        List<String> names = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                names.add(t.resname() == null ? "?column?" : t.resname());
            }
        }
        return ViewRules.stored(q, view, names);
    }
}
