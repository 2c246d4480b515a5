package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WithCheckOption;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * INSERT, UPDATE and DELETE on a simple view become the same on its base relation (rewriteTargetView): the view's own
 * range table entry stays for the privilege check of the caller, a new one for the base relation is checked as the
 * view's owner.
 */
final class ViewUpdate {
    /** WithCheckOption.kind of a view's check option. */
    private static final int WCO_VIEW_CHECK = 0;

    private final Lookup lookup;
    private final AnalyzeContext cx;
    private final Query q;
    private final ClassInfo view;
    private final Query definition;
    private final RangeTblEntry viewRte;

    /** @param definition the view's query, a copy of its own, with the owner set to be checked */
    ViewUpdate(Lookup lookup, AnalyzeContext cx, Query q, ClassInfo view, Query definition) {
        this.lookup = lookup;
        this.cx = cx;
        this.q = q;
        this.view = view;
        this.definition = definition;
        this.viewRte = q.rte(q.resultRelation);
    }

    // ------------------------------------------------------------------------------------------- what can be changed

    /** Why a view cannot be changed; null when it can (view_query_is_auto_updatable). */
    static @Nullable String refusal(Query d, boolean checkColumns) {
        String end = " are not automatically updatable.";
        if (!d.distinctClause.isEmpty()) {
            return "Views containing DISTINCT" + end;
        }
        if (!d.groupClause.isEmpty() || !d.groupingSets.isEmpty()) {
            return "Views containing GROUP BY" + end;
        }
        if (d.havingQual != null) {
            return "Views containing HAVING" + end;
        }
        if (d.setOperations != null) {
            return "Views containing UNION, INTERSECT, or EXCEPT" + end;
        }
        if (!d.cteList.isEmpty()) {
            return "Views containing WITH" + end;
        }
        if (d.limitOffset != null || d.limitCount != null) {
            return "Views containing LIMIT or OFFSET" + end;
        }
        if (d.hasAggs) {
            return "Views that return aggregate functions" + end;
        }
        if (d.hasWindowFuncs) {
            return "Views that return window functions" + end;
        }
        if (d.hasTargetSRFs) {
            return "Views that return set-returning functions" + end;
        }
        String single = "Views that do not select from a single table or view" + end;
        if (d.jointree().fromlist().size() != 1 || !(d.jointree().fromlist().get(0) instanceof RangeTblRef ref)) {
            return single;
        }
        RangeTblEntry base = d.rte(ref.rtindex());
        if (base.rtekind != RteKind.RELATION || "rvfp".indexOf(base.relkind) < 0) {
            return single;
        }
        if (base.tablesample != null) {
            return "Views containing TABLESAMPLE" + end;
        }
        if (checkColumns) {
            for (TargetEntry t : d.targetList) {
                if (columnRefusal(ref.rtindex(), t) == null) {
                    return null;
                }
            }
            return "Views that have no updatable columns" + end;
        }
        return null;
    }

    /** Why a column cannot be assigned to; null when it can (view_col_is_auto_updatable). */
    static @Nullable String columnRefusal(int baseIndex, TargetEntry t) {
        if (t.resjunk()) {
            return "Junk view columns are not updatable.";
        }
        if (!(t.expr() instanceof Var v) || v.varno() != baseIndex || v.varlevelsup() != 0) {
            return "View columns that are not columns of their base relation are not updatable.";
        }
        if (v.varattno() < 0) {
            return "View columns that refer to system columns are not updatable.";
        }
        return v.varattno() == 0 ? "View columns that return whole-row references are not updatable." : null;
    }

    private static String verb(Query q) {
        return switch (q.commandType) {
            case INSERT -> "insert into";
            case UPDATE -> "update";
            default -> "delete from";
        };
    }

    /** The error for a view that has conditional INSTEAD rules only. */
    static SqlError conditional(Query q, ClassInfo view) {
        return refusedChange(
                q,
                view,
                SqlState.FEATURE_NOT_SUPPORTED,
                "Views with conditional DO INSTEAD rules are not automatically updatable.");
    }

    private static SqlError refusedChange(Query q, ClassInfo view, SqlState state, String detail) {
        String doing =
                switch (q.commandType) {
                    case INSERT -> "inserting into";
                    case UPDATE -> "updating";
                    default -> "deleting from";
                };
        String event = q.commandType.name();
        return new SqlError(state, "cannot " + verb(q) + " view \"" + view.name() + "\"")
                .detail(detail)
                .hint("To enable " + doing + " the view, provide an INSTEAD OF " + event
                        + " trigger or an unconditional ON " + event + " DO INSTEAD rule.");
    }

    private void checkColumns(int baseIndex) {
        BitSet assigned = new BitSet();
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                assigned.set(t.resno());
            }
        }
        OnConflictExpr c = q.onConflict;
        if (c != null) {
            for (TargetEntry t : c.onConflictSet()) {
                if (!t.resjunk()) {
                    assigned.set(t.resno());
                }
            }
        }
        for (TargetEntry t : definition.targetList) {
            String detail = columnRefusal(baseIndex, t);
            if (assigned.get(t.resno()) && detail != null) {
                throw new SqlError(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "cannot " + verb(q) + " column \"" + t.resname() + "\" of view \"" + view.name() + "\"")
                        .detail(detail);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ the change

    /** Changes the query, in place. */
    void rewrite() {
        String refusal = refusal(definition, q.commandType != CmdType.DELETE);
        if (refusal != null) {
            throw refusedChange(q, view, SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, refusal);
        }
        int baseIndex = ((RangeTblRef) definition.jointree().fromlist().get(0)).rtindex();
        checkColumns(baseIndex);
        RangeTblEntry base = definition.rte(baseIndex).copy();
        int old = q.resultRelation;
        List<RangeTblEntry> rtable = new ArrayList<>(q.rtable);
        rtable.add(base);
        q.rtable = rtable;
        int fresh = rtable.size();
        if (q.commandType == CmdType.INSERT) {
            base.inh = false;
        }
        base.rellockmode = Relations.ROW_EXCLUSIVE;
        lookup.lock(base.relid, base.rellockmode);
        List<TargetEntry> targets = VarReplacer.renumber(baseIndex, fresh, base).targets(definition.targetList);
        permissions(base, targets);
        Expr quals = definition.jointree().quals();
        VarReplacer moved = VarReplacer.renumber(baseIndex, fresh, base);
        Expr own = quals == null ? null : moved.mutate(quals);
        excluded(base, fresh, targets);
        VarReplacer.columns(old, targets, viewRte).query(q);
        VarReplacer.indexes(q, old, fresh);
        renumberTargets(targets);
        if (q.commandType != CmdType.INSERT && own != null) {
            addQual(own);
        }
        if (q.commandType != CmdType.DELETE) {
            checkOption(own);
        }
        q.hasSubLinks |= definition.hasSubLinks && own != null;
    }

    /** What the caller may do with the view, the view's owner must be allowed to do with the base relation. */
    private void permissions(RangeTblEntry base, List<TargetEntry> targets) {
        base.checkAsUser = Rewriter.option(view, "security_invoker") ? viewRte.checkAsUser : view.owner();
        base.requiredPerms = viewRte.requiredPerms;
        base.insertedCols = columns(viewRte.insertedCols, targets);
        base.updatedCols = columns(viewRte.updatedCols, targets);
        base.inFromCl = viewRte.inFromCl;
        base.alias = viewRte.alias != null ? viewRte.alias : base.alias;
        base.securityQuals = viewRte.securityQuals;
        viewRte.securityQuals = List.of();
    }

    private static BitSet columns(BitSet of, List<TargetEntry> targets) {
        BitSet out = new BitSet();
        for (int i = of.nextSetBit(0); i >= 0; i = of.nextSetBit(i + 1)) {
            int attno = i - RangeTblEntry.ATTR_OFFSET;
            for (TargetEntry t : targets) {
                if (!t.resjunk() && t.expr() instanceof Var v && (attno == 0 || t.resno() == attno)) {
                    out.set(v.varattno() + RangeTblEntry.ATTR_OFFSET);
                }
            }
        }
        return out;
    }

    /** ON CONFLICT DO UPDATE: EXCLUDED is a row of the base relation. */
    private void excluded(RangeTblEntry base, int fresh, List<TargetEntry> targets) {
        OnConflictExpr c = q.onConflict;
        if (c == null || c.action() != OnConflictAction.UPDATE) {
            return;
        }
        ParseState ps = new ParseState(lookup, cx, ParamTypes.none(), "");
        RangeTblEntry excl = new RangeTblEntry(RteKind.RELATION);
        TupleDesc d = lookup.columns(base.relid);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < d.size(); i++) {
            names.add(d.get(i).dropped() ? "" : d.get(i).name());
        }
        excl.relid = base.relid;
        excl.relkind = 'c';
        excl.rellockmode = Relations.ROW_EXCLUSIVE;
        excl.alias = new Alias("excluded", List.of());
        excl.eref = new Alias("excluded", names);
        List<RangeTblEntry> rtable = new ArrayList<>(q.rtable);
        rtable.add(excl);
        q.rtable = rtable;
        int index = rtable.size();
        List<TargetEntry> fromExcluded =
                VarReplacer.renumber(fresh, index, excl).targets(targets);
        VarReplacer r = VarReplacer.columns(c.exclRelIndex(), fromExcluded, viewRte);
        List<TargetEntry> set = new ArrayList<>();
        for (TargetEntry t : r.targets(c.onConflictSet())) {
            set.add(t.resjunk() ? t : t.withResno(baseColumn(targets, t.resno())));
        }
        q.onConflict = new OnConflictExpr(
                c.action(),
                c.arbiterElems(),
                c.arbiterWhere(),
                c.constraint(),
                set,
                r.opt(c.onConflictWhere()),
                index,
                Dml.excludedTargets(ps, base.relid, index));
    }

    private static int baseColumn(List<TargetEntry> targets, int viewColumn) {
        for (TargetEntry t : targets) {
            if (t.resno() == viewColumn && t.expr() instanceof Var v) {
                return v.varattno();
            }
        }
        throw SqlError.internal("attribute number " + viewColumn + " not found in view targetlist");
    }

    private void renumberTargets(List<TargetEntry> targets) {
        if (q.commandType == CmdType.DELETE) {
            return;
        }
        List<TargetEntry> out = new ArrayList<>(q.targetList.size());
        for (TargetEntry t : q.targetList) {
            out.add(t.resjunk() ? t : t.withResno(baseColumn(targets, t.resno())));
        }
        q.targetList = out;
    }

    private void addQual(Expr own) {
        FromExpr f = q.jointree();
        // a security barrier's condition comes first: nothing of the caller's sees rows it hides
        q.jointree = Rewriter.option(view, "security_barrier")
                ? new FromExpr(f.fromlist(), Trees.and(own, f.quals()))
                : new FromExpr(f.fromlist(), Trees.and(f.quals(), own));
    }

    private void checkOption(@Nullable Expr own) {
        String option = Rewriter.value(view, "check_option");
        boolean has = option != null;
        boolean cascaded = "cascaded".equals(option);
        if (!q.withCheckOptions.isEmpty() && q.withCheckOptions.get(0).cascaded()) {
            has = true;
            cascaded = true;
        }
        if (has && (cascaded || own != null)) {
            List<WithCheckOption> l = new ArrayList<>();
            l.add(new WithCheckOption(WCO_VIEW_CHECK, view.name(), null, own, cascaded));
            l.addAll(q.withCheckOptions);
            q.withCheckOptions = l;
        }
    }
}
