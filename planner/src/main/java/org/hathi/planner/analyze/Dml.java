package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.Clause.InferClause;
import org.hathi.parser.tree.Clause.OnConflictClause;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.InferenceElem;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.OverridingKind;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;

/** INSERT, UPDATE, DELETE. */
final class Dml {
    private Dml() {}

    /** setTargetTable. */
    static int target(ParseState ps, RangeVar v, boolean inh, boolean alsoSource, int perms) {
        if (v.schemaname() == null) {
            for (ParseState p = ps; p != null; p = p.parent) {
                for (var c : p.ctes) {
                    if (c.ctename.equals(v.relname()) && ps.lookup.relationInPath(v.relname()) == 0) {
                        throw ps.error(
                                SqlState.UNDEFINED_TABLE,
                                "relation \"" + v.relname() + "\" cannot be the target of a modifying statement",
                                v.location());
                    }
                }
            }
        }
        int relid = Relations.open(ps, v, Relations.ROW_EXCLUSIVE);
        NsItem item = Relations.addRelation(
                ps, relid, Relations.ROW_EXCLUSIVE, Relations.alias(v.alias()), inh, false, v.location());
        ps.target = item;
        item.rte.requiredPerms = perms;
        if (alsoSource) {
            Relations.checkConflict(ps, ps.namespace, List.of(item));
            ps.joinlist.add(new RangeTblRef(item.rtindex));
            item.flags(true, true, false, true);
            ps.namespace.add(item);
        }
        return item.rtindex;
    }

    static NsItem target(ParseState ps) {
        return java.util.Objects.requireNonNull(ps.target);
    }

    // ---- INSERT

    record Column(ResTarget col, int attnum) {}

    static Query insert(ParseState ps, Statement.InsertStmt s) {
        Query q = new Query(CmdType.INSERT);
        ps.isInsert = true;
        if (s.withClause() != null) {
            Ctes.transform(ps, s.withClause(), q);
        }
        q.override = OverridingKind.of(s.override().ordinal());
        boolean update = s.onConflictClause() != null
                && s.onConflictClause().action() == org.hathi.parser.tree.Clause.OnConflictAction.UPDATE;
        SelectStmt sel = s.selectStmt();
        boolean general = sel != null
                && (sel.valuesLists().isEmpty()
                        || !sel.sortClause().isEmpty()
                        || sel.limitOffset() != null
                        || sel.limitCount() != null
                        || !sel.lockingClause().isEmpty()
                        || sel.withClause() != null);
        List<RangeTblEntry> outerTable = List.of();
        List<NsItem> outerNames = List.of();
        if (general && !ps.rtable.isEmpty()) {
            // within a rule: OLD and NEW belong to the SELECT, not to the INSERT
            outerTable = ps.rtable;
            outerNames = ps.namespace;
            ps.rtable = new ArrayList<>();
            ps.namespace = new ArrayList<>();
        }
        q.resultRelation = target(
                ps, s.relation(), false, false, RangeTblEntry.ACL_INSERT | (update ? RangeTblEntry.ACL_UPDATE : 0));
        List<Column> cols = columns(ps, s.cols());
        List<Expr> exprs;
        if (sel == null) {
            exprs = List.of();
        } else if (general) {
            exprs = fromSelect(ps, sel, s, cols, outerTable, outerNames);
        } else if (sel.valuesLists().size() > 1) {
            exprs = multiValues(ps, sel, s, cols);
        } else {
            List<Expr> row = Targets.exprList(ps, sel.valuesLists().get(0), ExprKind.VALUES_SINGLE, true);
            exprs = row(ps, row, s, cols);
        }
        List<TargetEntry> tl = new ArrayList<>(exprs.size());
        RangeTblEntry rte = target(ps).rte;
        for (int i = 0; i < exprs.size(); i++) {
            Column c = cols.get(i);
            tl.add(new TargetEntry(exprs.get(i), c.attnum, c.col.name(), false));
            rte.insertedCols.set(c.attnum + RangeTblEntry.ATTR_OFFSET);
        }
        q.targetList = tl;
        if (s.onConflictClause() != null || !s.returningList().isEmpty()) {
            ps.namespace = new ArrayList<>();
            NsItem t = target(ps);
            t.flags(true, true, false, true);
            ps.namespace.add(t);
        }
        if (s.onConflictClause() != null) {
            q.onConflict = onConflict(ps, s.onConflictClause());
        }
        q.returningList = returning(ps, s.returningList());
        q.jointree = new FromExpr(new ArrayList<>(ps.joinlist), null);
        Analyzer.finish(ps, q);
        Collations.assignQuery(ps, q);
        return q;
    }

    static List<Column> columns(ParseState ps, List<ResTarget> given) {
        NsItem t = target(ps);
        List<Column> out = new ArrayList<>();
        TupleDesc d = ps.lookup.columns(t.rte.relid);
        if (given.isEmpty()) {
            for (int i = 0; i < d.size(); i++) {
                Attribute a = d.get(i);
                if (!a.dropped()) {
                    out.add(new Column(new ResTarget(a.name(), List.of(), null, -1), i + 1));
                }
            }
            return out;
        }
        for (ResTarget c : given) {
            int n = Targets.targetColumn(ps, c);
            for (Column o : out) {
                if (o.attnum == n
                        && (c.indirection().isEmpty() || o.col.indirection().isEmpty())) {
                    throw ps.error(
                            SqlState.DUPLICATE_COLUMN,
                            "column \"" + c.name() + "\" specified more than once",
                            c.location());
                }
            }
            out.add(new Column(c, n));
        }
        return out;
    }

    private static List<Expr> row(ParseState ps, List<Expr> l, Statement.InsertStmt s, List<Column> cols) {
        return row(ps, l, !s.cols().isEmpty(), cols);
    }

    /** transformInsertRow; {@code listed}: the columns were written out. */
    static List<Expr> row(ParseState ps, List<Expr> l, boolean listed, List<Column> cols) {
        if (l.size() > cols.size()) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "INSERT has more expressions than target columns",
                    Trees.location(l.get(cols.size())));
        }
        if (listed && l.size() < cols.size()) {
            SqlError e = ps.error(
                    SqlState.SYNTAX_ERROR,
                    "INSERT has more target columns than expressions",
                    cols.get(l.size()).col.location());
            if (l.size() == 1
                    && cols.size() > 1
                    && (l.get(0) instanceof org.hathi.planner.tree.RowExpr r
                            && r.args().size() == cols.size())) {
                e.hint("The insertion source is a row expression containing the same number of columns expected by the"
                        + " INSERT. Did you accidentally use extra parentheses?");
            }
            throw e;
        }
        List<Expr> out = new ArrayList<>(l.size());
        for (int i = 0; i < l.size(); i++) {
            Column c = cols.get(i);
            out.add(Targets.assigned(
                    ps,
                    l.get(i),
                    ExprKind.INSERT_TARGET,
                    String.valueOf(c.col.name()),
                    c.attnum,
                    c.col.indirection(),
                    c.col.location()));
        }
        return out;
    }

    private static List<Expr> fromSelect(
            ParseState ps,
            SelectStmt sel,
            Statement.InsertStmt s,
            List<Column> cols,
            List<RangeTblEntry> entries,
            List<NsItem> names) {
        Analyzer.refuseInto(ps, sel);
        ParseState sub = new ParseState(ps);
        sub.rtable.addAll(entries);
        sub.namespace.addAll(names);
        sub.resolveUnknowns = false;
        // the subquery sees the INSERT's WITH items but not its target
        Query q = Analyzer.select(sub, sel);
        NsItem item = Relations.addSubquery(ps, q, new Alias("*SELECT*", List.of()), false, false);
        ps.joinlist.add(new RangeTblRef(item.rtindex));
        List<Expr> l = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            if (t.resjunk()) {
                continue;
            }
            Expr e = t.expr();
            if (e.type() == Oids.UNKNOWN && (e instanceof Const || e instanceof Param)) {
                l.add(e);
            } else {
                l.add(new Var(
                        item.rtindex,
                        t.resno(),
                        e.type(),
                        e.typmod(),
                        e.collation(),
                        0,
                        item.rtindex,
                        t.resno(),
                        Trees.location(e)));
            }
        }
        return row(ps, l, s, cols);
    }

    private static List<Expr> multiValues(ParseState ps, SelectStmt sel, Statement.InsertStmt s, List<Column> cols) {
        List<List<Expr>> rows = new ArrayList<>();
        int n = -1;
        boolean strip = false;
        for (Column c : cols) {
            strip |= !c.col.indirection().isEmpty();
        }
        boolean lateral = false;
        for (List<RawExpr> raw : sel.valuesLists()) {
            List<Expr> r = Targets.exprList(ps, raw, ExprKind.VALUES, true);
            if (n < 0) {
                n = r.size();
            } else if (n != r.size()) {
                throw ps.error(SqlState.SYNTAX_ERROR, "VALUES lists must all be the same length", Trees.locationOf(r));
            }
            r = row(ps, r, s, cols);
            if (strip) {
                r.replaceAll(Dml::stripped); // what is assigned to goes around the column of VALUES later
            }
            r = Collations.assignList(ps, r);
            lateral |= Levels.hasVarsOfLevel(r, 0);
            rows.add(r);
        }
        int[] types = new int[n];
        int[] typmods = new int[n];
        int[] colls = new int[n];
        for (int i = 0; i < n; i++) {
            Expr e = rows.get(0).get(i);
            types[i] = e.type();
            typmods[i] = e.typmod();
        }
        NsItem item = Relations.addValues(ps, rows, types, typmods, colls, lateral, true);
        ps.joinlist.add(new RangeTblRef(item.rtindex));
        List<Expr> out = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            out.add(Relations.var(ps, item, i + 1, 0, -1));
        }
        return row(ps, out, s, cols);
    }

    /** The value within an assignment to elements or fields. */
    private static Expr stripped(Expr e) {
        Expr x = e;
        while (true) {
            if (x instanceof FieldStore f) {
                x = f.newvals().get(0);
            } else if (x instanceof SubscriptingRef r && r.refassgnexpr() != null) {
                x = r.refassgnexpr();
            } else {
                return x;
            }
        }
    }

    private static List<TargetEntry> returning(ParseState ps, List<ResTarget> l) {
        if (l.isEmpty()) {
            return List.of();
        }
        int save = ps.nextResno;
        ps.nextResno = 1;
        List<TargetEntry> tl = Targets.list(ps, l, ExprKind.RETURNING);
        if (tl.isEmpty()) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "RETURNING must have at least one column",
                    l.get(0).location());
        }
        Targets.markOrigins(ps, tl);
        if (ps.resolveUnknowns) {
            Targets.resolveUnknowns(ps, tl);
        }
        ps.nextResno = save;
        return tl;
    }

    // ---- ON CONFLICT

    private static OnConflictExpr onConflict(ParseState ps, OnConflictClause c) {
        boolean update = c.action() == org.hathi.parser.tree.Clause.OnConflictAction.UPDATE;
        NsItem t = target(ps);
        NsItem excl = null;
        List<TargetEntry> exclList = List.of();
        if (update) {
            excl = Relations.addRelation(
                    ps,
                    t.rte.relid,
                    Relations.ROW_EXCLUSIVE,
                    new Alias("excluded", List.of()),
                    false,
                    false,
                    c.location());
            excl.rte.relkind = 'c';
            excl.rte.requiredPerms = 0;
            exclList = excludedTargets(ps, t.rte.relid, excl.rtindex);
            excl.flags(true, true, false, true);
        }
        List<Expr> elems = new ArrayList<>();
        Expr where = null;
        int constraint = 0;
        InferClause infer = c.infer();
        if (infer == null) {
            if (update) {
                throw ps.error(
                                SqlState.SYNTAX_ERROR,
                                "ON CONFLICT DO UPDATE requires inference specification or constraint name",
                                c.location())
                        .hint("For example, ON CONFLICT (column_name).");
            }
        } else if (infer.conname() != null) {
            constraint = arbiterConstraint(ps, t.rte.relid, infer);
        } else {
            List<NsItem> save = ps.namespace;
            ps.namespace = new ArrayList<>(List.of(t));
            for (IndexElem e : infer.indexElems()) {
                elems.add(inferElem(ps, e, infer.location()));
            }
            where = FromClause.where(ps, infer.whereClause(), ExprKind.INDEX_PREDICATE, "WHERE");
            ps.namespace = save;
        }
        if (constraint != 0) {
            readKey(ps, t.rte, constraint);
        }
        List<TargetEntry> set = List.of();
        Expr setWhere = null;
        if (update && excl != null) {
            ps.isInsert = false;
            ps.namespace.add(excl);
            set = updateTargets(ps, c.targetList());
            setWhere = FromClause.where(ps, c.whereClause(), ExprKind.WHERE, "WHERE");
            ps.namespace.remove(excl);
            ps.isInsert = true;
        }
        return new OnConflictExpr(
                update ? OnConflictAction.UPDATE : OnConflictAction.NOTHING,
                elems,
                where,
                constraint,
                set,
                setWhere,
                excl == null ? 0 : excl.rtindex,
                exclList);
    }

    /** The arbiter's columns are read. */
    private static void readKey(ParseState ps, RangeTblEntry rte, int constraint) {
        ConstraintInfo ci = ps.lookup.constraint(constraint);
        int[] key = ci == null ? null : ci.key();
        if (key != null) {
            for (int k : key) {
                rte.selectedCols.set(k + RangeTblEntry.ATTR_OFFSET);
            }
            rte.requiredPerms |= RangeTblEntry.ACL_SELECT;
        }
    }

    static List<TargetEntry> excludedTargets(ParseState ps, int relid, int rtindex) {
        TupleDesc d = ps.lookup.columns(relid);
        List<TargetEntry> out = new ArrayList<>();
        for (int i = 0; i < d.size(); i++) {
            Attribute a = d.get(i);
            Expr e = a.dropped()
                    ? Coercion.nullConst(ps, Oids.INT4, -1, 0)
                    : new Var(rtindex, i + 1, a.typeOid(), a.typmod(), a.collation(), 0, rtindex, i + 1, -1);
            out.add(new TargetEntry(e, i + 1, a.dropped() ? null : a.name(), false));
        }
        int rowType = Relations.info(ps, relid).type();
        out.add(new TargetEntry(new Var(rtindex, 0, rowType, -1, 0, 0, rtindex, 0, -1), 0, null, true));
        return out;
    }

    private static int arbiterConstraint(ParseState ps, int relid, InferClause infer) {
        for (ConstraintInfo c : ps.lookup.constraints(relid)) {
            if (c.name().equals(infer.conname())) {
                return c.oid();
            }
        }
        throw ps.error(
                SqlState.UNDEFINED_OBJECT,
                "constraint \"" + infer.conname() + "\" for table \""
                        + Relations.info(ps, relid).name() + "\" does not exist",
                -1);
    }

    private static Expr inferElem(ParseState ps, IndexElem e, int loc) {
        if (e.ordering() != org.hathi.parser.tree.Clause.SortByDir.DEFAULT) {
            throw ps.error(SqlState.INVALID_COLUMN_REFERENCE, "ASC/DESC is not allowed in ON CONFLICT clause", loc);
        }
        if (e.nullsOrdering() != org.hathi.parser.tree.Clause.SortByNulls.DEFAULT) {
            throw ps.error(
                    SqlState.INVALID_COLUMN_REFERENCE, "NULLS FIRST/LAST is not allowed in ON CONFLICT clause", loc);
        }
        RawExpr raw =
                e.expr() != null ? e.expr() : new RawExpr.ColumnRef(List.of(String.valueOf(e.name())), false, loc);
        Expr x = Exprs.transform(ps, raw, ExprKind.INDEX_EXPRESSION);
        int coll = e.collation().isEmpty() ? 0 : Types.collation(ps, e.collation(), e.location());
        int opclass = 0;
        if (!e.opclass().isEmpty()) {
            String name = e.opclass().get(e.opclass().size() - 1);
            for (var o : ps.lookup.opclassesFor(Ops.BTREE, x.type())) {
                opclass = o.name().equals(name) ? o.oid() : opclass;
            }
        }
        return new InferenceElem(x, coll, opclass);
    }

    // ---- UPDATE, DELETE

    static Query update(ParseState ps, Statement.UpdateStmt s) {
        Query q = new Query(CmdType.UPDATE);
        if (s.withClause() != null) {
            Ctes.transform(ps, s.withClause(), q);
        }
        q.resultRelation = target(ps, s.relation(), s.relation().inh(), true, RangeTblEntry.ACL_UPDATE);
        NsItem t = target(ps);
        t.lateralOnly = true;
        t.lateralOk = false;
        FromClause.transform(ps, s.fromClause());
        t.lateralOnly = false;
        t.lateralOk = true;
        List<ResTarget> targets = s.targetList();
        Expr where = FromClause.where(ps, s.whereClause(), ExprKind.WHERE, "WHERE");
        q.returningList = returning(ps, s.returningList());
        List<TargetEntry> tl = Targets.list(ps, targets, ExprKind.UPDATE_SOURCE);
        q.targetList = assign(ps, targets, tl);
        q.jointree = new FromExpr(new ArrayList<>(ps.joinlist), where);
        Analyzer.finish(ps, q);
        Collations.assignQuery(ps, q);
        return q;
    }

    static List<TargetEntry> updateTargets(ParseState ps, List<ResTarget> targets) {
        int save = ps.nextResno;
        ps.nextResno = 1;
        List<TargetEntry> tl = Targets.list(ps, targets, ExprKind.UPDATE_SOURCE);
        List<TargetEntry> out = assign(ps, targets, tl);
        ps.nextResno = save;
        return out;
    }

    private static List<TargetEntry> assign(ParseState ps, List<ResTarget> targets, List<TargetEntry> tl) {
        NsItem t = target(ps);
        int natts = ps.lookup.columns(t.rte.relid).size();
        int junk = natts + 1;
        List<TargetEntry> out = new ArrayList<>(tl.size());
        int k = 0;
        for (TargetEntry e : tl) {
            if (e.resjunk()) {
                out.add(e.withResno(junk++).withResname(null));
                continue;
            }
            ResTarget r = targets.get(k++);
            int n = Targets.targetColumn(ps, r);
            List<IndirectionEl> ind = r.indirection();
            Expr x = Targets.assigned(
                    ps, e.expr(), ExprKind.UPDATE_TARGET, String.valueOf(r.name()), n, ind, r.location());
            t.rte.updatedCols.set(n + RangeTblEntry.ATTR_OFFSET);
            out.add(new TargetEntry(x, n, r.name(), false));
        }
        return out;
    }

    static Query delete(ParseState ps, Statement.DeleteStmt s) {
        Query q = new Query(CmdType.DELETE);
        if (s.withClause() != null) {
            Ctes.transform(ps, s.withClause(), q);
        }
        q.resultRelation = target(ps, s.relation(), s.relation().inh(), true, RangeTblEntry.ACL_DELETE);
        NsItem t = target(ps);
        t.lateralOnly = true;
        t.lateralOk = false;
        FromClause.transform(ps, s.usingClause());
        t.lateralOnly = false;
        t.lateralOk = true;
        Expr where = FromClause.where(ps, s.whereClause(), ExprKind.WHERE, "WHERE");
        q.returningList = returning(ps, s.returningList());
        q.jointree = new FromExpr(new ArrayList<>(ps.joinlist), where);
        Analyzer.finish(ps, q);
        Collations.assignQuery(ps, q);
        return q;
    }
}
