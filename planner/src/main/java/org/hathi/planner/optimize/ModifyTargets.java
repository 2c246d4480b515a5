package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlanRowMark;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.InferenceElem;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WithCheckOption;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeInfo;

/** Target lists of INSERT, UPDATE and DELETE, and the ModifyTable node on top. */
final class ModifyTargets {
    private ModifyTargets() {}

    /** INSERT: one column for each attribute, in order. UPDATE and DELETE: the row's ctid as a hidden column. */
    static void expand(PlannerInfo info) {
        Query q = info.query;
        switch (q.commandType) {
            case INSERT -> q.targetList = insertTargets(info, q.targetList);
            case MERGE -> MergeTargets.expand(info);
            case UPDATE, DELETE -> {
                List<TargetEntry> out = new ArrayList<>();
                for (TargetEntry t : q.targetList) {
                    out.add(t.resjunk() ? t.withResno(out.size() + 1) : t.withResno(out.size() + 1));
                }
                updateColumns(info, q);
                q.targetList = out;
                if (!q.rte(q.resultRelation).inh) {
                    rowIdentity(q);
                }
            }
            default -> {}
        }
    }

    /** After the columns that locks need: those RETURNING needs and, for a tree, those that name the row changed. */
    static void finish(Query q) {
        returningColumns(q);
        boolean changes =
                q.commandType == CmdType.UPDATE || q.commandType == CmdType.DELETE || q.commandType == CmdType.MERGE;
        if (changes && q.rte(q.resultRelation).inh) {
            rowIdentity(q);
        }
    }

    /** Where the row to be changed is; with children also: in which table of the tree. */
    static void rowIdentity(Query q) {
        List<TargetEntry> out = new ArrayList<>(q.targetList);
        if (q.rte(q.resultRelation).inh) {
            out.add(new TargetEntry(Planner.tableOid(q.resultRelation), out.size() + 1, "tableoid", true));
        }
        out.add(new TargetEntry(Planner.rowId(q.resultRelation), out.size() + 1, "ctid", true));
        q.targetList = out;
    }

    /** RETURNING sees the other tables' columns through hidden columns of the input. */
    static void returningColumns(Query q) {
        List<TargetEntry> out = new ArrayList<>(q.targetList);
        for (TargetEntry r : q.returningList) {
            for (Var v : Exprs.vars(r.expr())) {
                if (v.varno() != q.resultRelation
                        && out.stream().noneMatch(t -> t.expr().equals(v))) {
                    out.add(new TargetEntry(v, out.size() + 1, null, true));
                }
            }
        }
        q.targetList = out;
    }

    private static void updateColumns(PlannerInfo info, Query q) {
        List<Integer> cols = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                cols.add(t.resno());
            }
        }
        info.updateColumns = cols.stream().mapToInt(Integer::intValue).toArray();
    }

    /** One entry for each attribute of the table, NULL where nothing is given. */
    static List<TargetEntry> insertTargets(PlannerInfo info, List<TargetEntry> targets) {
        Query q = info.query;
        TupleDesc desc = info.catalog().rowDescriptor(q.rte(q.resultRelation).relid);
        List<TargetEntry> out = new ArrayList<>();
        for (int i = 0; i < desc.size(); i++) {
            Attribute a = desc.get(i);
            TargetEntry given = null;
            for (TargetEntry t : targets) {
                if (!t.resjunk() && t.resno() == i + 1) {
                    given = t;
                }
            }
            if (given != null) {
                out.add(given);
                continue;
            }
            int type = a.dropped() ? 23 : a.typeOid();
            TypeInfo ti = info.catalog().types().type(type);
            Expr nul = new Const(type, -1, a.dropped() ? 0 : a.collation(), ti.len(), ti.byVal(), null, -1);
            out.add(new TargetEntry(nul, i + 1, a.name(), false));
        }
        for (TargetEntry t : targets) {
            if (t.resjunk()) {
                out.add(t.withResno(out.size() + 1));
            }
        }
        return out;
    }

    static Plan modify(PlannerInfo info, Plan input, List<PlanRowMark> marks) {
        Query q = info.query;
        ModifyTable m = new ModifyTable();
        m.operation = q.commandType;
        m.resultRelation = q.resultRelation;
        m.left = input;
        m.returning = q.returningList;
        m.rowMarks = marks;
        if (q.commandType != CmdType.INSERT) {
            m.updateColumns = info.updateColumns;
            for (TargetEntry t : input.targetList) {
                if (t.resjunk() && "ctid".equals(t.resname())) {
                    m.ctidColumn = t.resno();
                } else if (t.resjunk() && "tableoid".equals(t.resname())) {
                    m.tableOidColumn = t.resno();
                }
            }
        }
        m.mergeActions = q.mergeActionList;
        if (q.onConflict != null) {
            conflict(info, m, q.onConflict);
        }
        for (WithCheckOption w : q.withCheckOptions) {
            if (w.qual() != null) {
                m.checkOptions.add(new ModifyTable.CheckOption(w.relname(), w.qual(), w.cascaded()));
            }
        }
        Rel target = info.base.get(q.resultRelation);
        List<Rel> children = target == null ? List.of() : target.children;
        for (Rel c : children) {
            if (!c.dummy || q.commandType == CmdType.MERGE && c == children.get(0)) {
                m.members.add(member(m, c));
            }
        }
        if (m.members.isEmpty() && !children.isEmpty()) {
            // nothing qualifies, but somebody must be able to say so
            m.members.add(member(m, children.get(0)));
        }
        m.startupCost = input.startupCost;
        m.totalCost = input.totalCost;
        m.rows = q.returningList.isEmpty() ? 0 : input.rows;
        m.width = q.returningList.isEmpty() ? 0 : input.width;
        return m;
    }

    /** What is to be done to one table of the tree. */
    private static ModifyTable member(ModifyTable whole, Rel c) {
        ChildTerms terms = java.util.Objects.requireNonNull(c.terms);
        ModifyTable m = new ModifyTable();
        m.operation = whole.operation;
        m.resultRelation = c.rti;
        m.ctidColumn = whole.ctidColumn;
        m.left = whole.left;
        m.updateColumns = columns(terms, whole.updateColumns);
        m.returning = terms.targets(whole.returning);
        for (ModifyTable.CheckOption o : whole.checkOptions) {
            m.checkOptions.add(new ModifyTable.CheckOption(o.view(), terms.mutate(o.qual()), o.cascaded()));
        }
        List<MergeAction> actions = new ArrayList<>(whole.mergeActions.size());
        for (MergeAction a : whole.mergeActions) {
            MergeAction own = a.with(terms.opt(a.qual()), terms.targets(a.targetList()));
            actions.add(new MergeAction(
                    own.matched(),
                    own.commandType(),
                    own.override(),
                    own.qual(),
                    own.targetList(),
                    columns(terms, own.updateColnos())));
        }
        m.mergeActions = actions;
        m.rowMarks = whole.rowMarks;
        return m;
    }

    private static int[] columns(ChildTerms terms, int[] parent) {
        int[] out = new int[parent.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = terms.column(parent[i]);
        }
        return out;
    }

    private static void conflict(PlannerInfo info, ModifyTable m, OnConflictExpr c) {
        m.onConflict = c.action();
        m.onConflictSet = c.onConflictSet();
        m.onConflictWhere = org.hathi.planner.tree.Trees.conjuncts(c.onConflictWhere());
        m.excludedRelation = c.exclRelIndex();
        int relid = info.query.rte(info.query.resultRelation).relid;
        if (c.constraint() != 0) {
            int index = info.catalog().constraintIndex(c.constraint());
            if (index == 0) {
                throw new SqlError(
                        SqlState.WRONG_OBJECT_TYPE, "constraint in ON CONFLICT clause has no associated index");
            }
            boolean exclusion = true;
            for (PlannerCatalog.IndexCandidate ix : info.catalog().table(relid).indexes()) {
                exclusion &= ix.oid() != index || !ix.unique();
            }
            if (exclusion && c.action() == org.hathi.planner.tree.OnConflictAction.UPDATE) {
                throw new SqlError(
                        SqlState.WRONG_OBJECT_TYPE, "ON CONFLICT DO UPDATE not supported with exclusion constraints");
            }
            m.arbiterIndexes = List.of(index);
            return;
        }
        if (c.arbiterElems().isEmpty()) {
            return;
        }
        List<Integer> found = new ArrayList<>();
        for (PlannerCatalog.IndexCandidate raw : info.catalog().table(relid).indexes()) {
            PlannerCatalog.IndexCandidate ix = IndexPaths.rebase(info.cx(), raw, info.query.resultRelation);
            if (ix.unique() && infers(info, ix, c, info.query.resultRelation)) {
                if (!ix.immediate()) {
                    throw new SqlError(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as"
                                    + " arbiters");
                }
                found.add(ix.oid());
            }
        }
        if (found.isEmpty()) {
            throw new SqlError(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "there is no unique or exclusion constraint matching the ON CONFLICT specification");
        }
        m.arbiterIndexes = found;
    }

    /** Is this the index that an ON CONFLICT clause describes? (infer_arbiter_indexes) */
    private static boolean infers(PlannerInfo info, PlannerCatalog.IndexCandidate ix, OnConflictExpr c, int rti) {
        java.util.Set<Integer> columns = new java.util.HashSet<>();
        List<Expr> expressions = new ArrayList<>();
        for (int k = 0; k < ix.keys(); k++) {
            if (ix.attributes()[k] != 0) {
                columns.add(ix.attributes()[k]);
            } else {
                expressions.add(IndexPaths.expression(ix, k));
            }
        }
        java.util.Set<Integer> given = new java.util.HashSet<>();
        List<Expr> missing = new ArrayList<>(expressions);
        for (Expr elem : c.arbiterElems()) {
            InferenceElem i = (InferenceElem) elem;
            if (i.expr() instanceof Var v && v.varno() == rti) {
                given.add(v.varattno());
            } else if (!expressions.contains(i.expr())) {
                return false;
            }
            missing.remove(i.expr());
            if (!likeDeclared(info, ix, i)) {
                return false;
            }
        }
        if (!given.equals(columns) || !missing.isEmpty()) {
            return false;
        }
        List<Expr> where = org.hathi.planner.tree.Trees.conjuncts(c.arbiterWhere());
        Implication proof = new Implication(info.cx());
        for (Expr p : ix.predicate()) {
            if (!proof.implied(where, p)) {
                return false;
            }
        }
        return true;
    }

    /** Has the index such a column with the collation and the operator class asked for? */
    private static boolean likeDeclared(PlannerInfo info, PlannerCatalog.IndexCandidate ix, InferenceElem e) {
        if (e.infercollid() == 0 && e.inferopclass() == 0) {
            return true;
        }
        var opclass = e.inferopclass() == 0 ? null : info.catalog().opclass(e.inferopclass());
        for (int k = 0; k < ix.keys(); k++) {
            boolean same = e.expr() instanceof Var v
                    ? v.varattno() == ix.attributes()[k]
                    : ix.attributes()[k] == 0 && IndexPaths.expression(ix, k).equals(e.expr());
            if (same
                    && (e.infercollid() == 0 || e.infercollid() == ix.collations()[k])
                    && (opclass == null
                            || opclass.family() == ix.families()[k] && opclass.inputType() == ix.inputTypes()[k])) {
                return true;
            }
        }
        return false;
    }
}
