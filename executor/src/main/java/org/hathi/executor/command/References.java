package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.ConvertRowtypeExpr;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.Oids;

/** What an expression or query mentions, for its dependency records (find_expr_references_walker). */
final class References extends TreeWalker {
    private static final int DEFAULT_COLLATION = 100;

    private final Catalog catalog;
    private final Set<ObjectAddress> found = new LinkedHashSet<>();
    /** Range tables, innermost last. */
    private final List<List<RangeTblEntry>> levels = new ArrayList<>();

    private References(Catalog catalog) {
        this.catalog = catalog;
    }

    /** References of an expression whose varno 1 is a relation (0: it has no variables). */
    static List<ObjectAddress> of(Catalog catalog, Expr e, int relation) {
        References r = new References(catalog);
        RangeTblEntry rte = new RangeTblEntry(RteKind.RELATION);
        rte.relid = relation;
        r.levels.add(List.of(rte));
        r.walk(e);
        return r.all();
    }

    /** References of an expression over a range table. */
    static List<ObjectAddress> of(Catalog catalog, Expr e, List<RangeTblEntry> rtable) {
        References r = new References(catalog);
        r.levels.add(rtable);
        r.walk(e);
        return r.all();
    }

    static List<ObjectAddress> of(Catalog catalog, Query q) {
        return of(catalog, List.of(q));
    }

    static List<ObjectAddress> of(Catalog catalog, List<Query> l) {
        References r = new References(catalog);
        for (Query q : l) {
            r.visitQuery(q);
        }
        return r.all();
    }

    /** What was found; a whole relation goes without saying where its columns are mentioned. */
    private List<ObjectAddress> all() {
        Set<Integer> columns = new HashSet<>();
        for (ObjectAddress a : found) {
            if (a.classId() == PgClass.RELATION && a.subId() != 0) {
                columns.add(a.objectId());
            }
        }
        List<ObjectAddress> out = new ArrayList<>();
        for (ObjectAddress a : found) {
            if (a.classId() != PgClass.RELATION || a.subId() != 0 || !columns.contains(a.objectId())) {
                out.add(a);
            }
        }
        return out;
    }

    private void add(int classId, int oid) {
        if (oid != 0) {
            found.add(new ObjectAddress(classId, oid));
        }
    }

    private void type(int oid) {
        add(PgType.RELATION, oid);
    }

    private void collation(int oid) {
        if (oid != DEFAULT_COLLATION) {
            add(PgCollation.RELATION, oid);
        }
    }

    private void column(int relation, int column) {
        if (relation != 0) {
            found.add(new ObjectAddress(PgClass.RELATION, relation, Math.max(column, 0)));
        }
    }

    private void var(Var v) {
        int at = levels.size() - 1 - v.varlevelsup();
        if (at < 0 || v.varno() < 1 || v.varno() > levels.get(at).size()) {
            return;
        }
        RangeTblEntry r = levels.get(at).get(v.varno() - 1);
        if (r.rtekind == RteKind.RELATION) {
            column(r.relid, v.varattno());
        } else if (r.rtekind == RteKind.FUNCTION) {
            functionColumn(r, v.varattno());
        } else if (r.rtekind == RteKind.JOIN && v.varattno() > 0 && v.varattno() <= r.joinaliasvars.size()) {
            levels.add(levels.get(at));
            walk(r.joinaliasvars.get(v.varattno() - 1));
            levels.remove(levels.size() - 1);
        }
    }

    /** A column of a function in FROM that returns rows of a table or a composite type. */
    private void functionColumn(RangeTblEntry r, int attnum) {
        int done = 0;
        for (RangeTblFunction f : r.functions) {
            if (attnum > done && attnum <= done + f.funccolcount()) {
                int row = f.funccolnames().isEmpty()
                        ? catalog.type(f.funcexpr().type()).relid()
                        : 0;
                column(row, attnum - done);
                return;
            }
            done += f.funccolcount();
        }
    }

    private void constant(Const c) {
        type(c.consttype());
        collation(c.constcollid());
        Object v = c.constvalue();
        if (v == null) {
            return;
        }
        int classId =
                switch (c.consttype()) {
                    case Oids.REGCLASS -> PgClass.RELATION;
                    case Oids.REGPROC, Oids.REGPROCEDURE -> PgProc.RELATION;
                    case Oids.REGOPER, Oids.REGOPERATOR -> PgOperator.RELATION;
                    case Oids.REGTYPE -> PgType.RELATION;
                    case Oids.REGCOLLATION -> PgCollation.RELATION;
                    case Oids.REGNAMESPACE -> PgNamespace.RELATION;
                    default -> 0;
                };
        if (classId != 0) {
            add(classId, ((Long) v).intValue());
        }
    }

    @Override
    public boolean visit(Expr e) {
        switch (e) {
            case Var v -> var(v);
            case Const c -> constant(c);
            case Param p -> {
                type(p.paramtype());
                collation(p.paramcollid());
            }
            case FuncExpr f -> add(PgProc.RELATION, f.funcid());
            case OpExpr o -> add(PgOperator.RELATION, o.opno());
            case DistinctExpr o -> add(PgOperator.RELATION, o.opno());
            case NullIfExpr o -> add(PgOperator.RELATION, o.opno());
            case ScalarArrayOpExpr o -> add(PgOperator.RELATION, o.opno());
            case Aggref a -> {
                add(PgProc.RELATION, a.aggfnoid());
                clauses(a.aggorder());
                clauses(a.aggdistinct());
            }
            case WindowFunc w -> add(PgProc.RELATION, w.winfnoid());
            case RelabelType r -> {
                type(r.resulttype());
                collation(r.resultcollid());
            }
            case CoerceViaIO r -> {
                type(r.resulttype());
                collation(r.resultcollid());
            }
            case ArrayCoerceExpr r -> {
                type(r.resulttype());
                collation(r.resultcollid());
            }
            case ConvertRowtypeExpr r -> type(r.resulttype());
            case CollateExpr c -> add(PgCollation.RELATION, c.collOid());
            case CoerceToDomain c -> type(c.resulttype());
            case NextValueExpr n -> add(PgClass.RELATION, n.seqid());
            case RowExpr r -> type(r.rowTypeid());
            case FieldSelect f -> field(f);
            case RowCompareExpr r -> {
                for (int op : r.opnos()) {
                    add(PgOperator.RELATION, op);
                }
            }
            default -> {
                // nothing of its own; its children may have
            }
        }
        return walkChildren(e);
    }

    private void field(FieldSelect f) {
        var t = catalog.typeIfAny(f.arg().type());
        if (t != null && t.relid() != 0) {
            column(t.relid(), f.fieldnum());
        } else {
            type(f.resulttype());
        }
        collation(f.resultcollid());
    }

    private void clauses(List<SortGroupClause> l) {
        for (SortGroupClause c : l) {
            add(PgOperator.RELATION, c.eqop());
            add(PgOperator.RELATION, c.sortop());
        }
    }

    @Override
    public boolean visitQuery(Query q) {
        levels.add(q.rtable);
        for (RangeTblEntry r : q.rtable) {
            if (r.rtekind == RteKind.RELATION) {
                column(r.relid, 0);
            }
            for (int t : r.coltypes) {
                type(t);
            }
        }
        if (q.commandType == CmdType.INSERT || q.commandType == CmdType.UPDATE) {
            for (TargetEntry t : q.targetList) {
                if (!t.resjunk()) {
                    column(q.rte(q.resultRelation).relid, t.resno());
                }
            }
        }
        clauses(q.sortClause);
        clauses(q.groupClause);
        clauses(q.distinctClause);
        for (WindowClause w : q.windowClause) {
            clauses(w.partitionClause());
            clauses(w.orderClause());
        }
        for (int c : q.constraintDeps) {
            add(org.hathi.catalog.table.PgConstraint.RELATION, c);
        }
        walkQuery(q);
        levels.remove(levels.size() - 1);
        return false;
    }
}
