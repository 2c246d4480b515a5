package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.OverridingKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * The target lists of INSERT and UPDATE in attribute order, with defaults filled in (rewriteTargetListIU). Columns of
 * an INSERT without value or default are left out: the planner makes them NULL.
 */
final class TargetRewriter {
    private final Lookup lookup;
    /** Whether the target is a view, whose missing defaults are those of its base table. */
    private final boolean view;

    private final ParseState ps;
    private final Query q;
    private final TupleDesc desc;
    private final int relid;
    private final @Nullable RangeTblEntry values;
    private final int valuesIndex;

    TargetRewriter(Lookup lookup, AnalyzeContext cx, Query q, boolean view) {
        this.lookup = lookup;
        this.view = view;
        this.q = q;
        this.ps = new ParseState(lookup, cx, ParamTypes.none(), "");
        this.relid = q.rte(q.resultRelation).relid;
        this.desc = lookup.columns(relid);
        RangeTblEntry v = null;
        int at = 0;
        if (q.commandType == CmdType.INSERT && q.jointree != null) {
            for (var n : q.jointree.fromlist()) {
                if (n instanceof org.hathi.planner.tree.RangeTblRef r && q.rte(r.rtindex()).rtekind == RteKind.VALUES) {
                    v = q.rte(r.rtindex());
                    at = r.rtindex();
                }
            }
        }
        this.values = v;
        this.valuesIndex = at;
    }

    void rewrite() {
        switch (q.commandType) {
            case INSERT -> {
                q.targetList = targets(q.targetList, CmdType.INSERT, q.override);
                if (values != null) {
                    valuesDefaults();
                }
                OnConflictExpr c = q.onConflict;
                if (c != null && c.action() == OnConflictAction.UPDATE) {
                    q.onConflict = new OnConflictExpr(
                            c.action(),
                            c.arbiterElems(),
                            c.arbiterWhere(),
                            c.constraint(),
                            targets(c.onConflictSet(), CmdType.UPDATE, OverridingKind.NOT_SET),
                            c.onConflictWhere(),
                            c.exclRelIndex(),
                            c.exclRelTlist());
                }
            }
            case UPDATE -> q.targetList = targets(q.targetList, CmdType.UPDATE, OverridingKind.NOT_SET);
            case MERGE -> {
                List<MergeAction> l = new ArrayList<>(q.mergeActionList.size());
                for (MergeAction a : q.mergeActionList) {
                    boolean changes = a.commandType() == CmdType.INSERT || a.commandType() == CmdType.UPDATE;
                    l.add(changes ? a.with(a.qual(), targets(a.targetList(), a.commandType(), a.override())) : a);
                }
                q.mergeActionList = l;
            }
            case UNKNOWN, SELECT, DELETE, UTILITY, NOTHING -> {}
        }
    }

    private List<TargetEntry> targets(List<TargetEntry> tl, CmdType cmd, OverridingKind override) {
        TargetEntry[] byAttr = new TargetEntry[desc.size()];
        List<TargetEntry> junk = new ArrayList<>();
        for (TargetEntry t : tl) {
            if (t.resjunk()) {
                junk.add(t);
                continue;
            }
            int i = t.resno() - 1;
            byAttr[i] = byAttr[i] == null ? t : merge(byAttr[i], t, desc.get(i).name());
        }
        List<TargetEntry> out = new ArrayList<>(tl.size());
        for (int i = 0; i < byAttr.length; i++) {
            Attribute a = desc.get(i);
            if (a.dropped()) {
                continue;
            }
            TargetEntry t = column(a, i + 1, byAttr[i], cmd, override);
            if (t != null) {
                out.add(t);
            }
        }
        int next = desc.size() + 1;
        for (TargetEntry t : junk) {
            out.add(t.withResno(next++));
        }
        return out;
    }

    private static SqlError always(String message, String detail) {
        return new SqlError(SqlState.GENERATED_ALWAYS, message).detail(detail);
    }

    private @Nullable TargetEntry column(
            Attribute a, int attnum, @Nullable TargetEntry t, CmdType cmd, OverridingKind override) {
        boolean isDefault = t != null && t.expr() instanceof SetToDefault;
        boolean insert = cmd == CmdType.INSERT;
        boolean apply = insert && t == null || isDefault;
        String identity = "Column \"" + a.name() + "\" is an identity column defined as GENERATED ALWAYS.";
        String generated = "Column \"" + a.name() + "\" is a generated column.";
        if (insert) {
            boolean valuesDefault = t != null
                    && t.expr() instanceof Var v
                    && v.varno() == valuesIndex
                    && valuesIndex != 0
                    && allDefault(v.varattno());
            if (a.identity() == 'a' && !apply) {
                if (override == OverridingKind.USER) {
                    apply = true;
                } else if (override != OverridingKind.SYSTEM && !valuesDefault) {
                    throw always("cannot insert a non-DEFAULT value into column \"" + a.name() + "\"", identity)
                            .hint("Use OVERRIDING SYSTEM VALUE to override.");
                }
            }
            if (a.identity() == 'd' && override == OverridingKind.USER) {
                apply = true;
            }
            if (a.generated() != 0 && !apply && !valuesDefault) {
                throw always("cannot insert a non-DEFAULT value into column \"" + a.name() + "\"", generated);
            }
        } else if (t != null && !isDefault) {
            if (a.identity() == 'a') {
                throw always("column \"" + a.name() + "\" can only be updated to DEFAULT", identity);
            }
            if (a.generated() != 0) {
                throw always("column \"" + a.name() + "\" can only be updated to DEFAULT", generated);
            }
        }
        if (a.generated() != 0) {
            return null;
        }
        if (!apply) {
            return t;
        }
        Expr d = columnDefault(ps, lookup, relid, a, attnum);
        if (d == null) {
            if (insert && (view || Types.baseType(ps, a.typeOid()) == a.typeOid())) {
                return null;
            }
            d = nullOf(a); // of a domain: it may refuse nulls
        }
        return new TargetEntry(d, attnum, a.name(), false);
    }

    private Expr nullOf(Attribute a) {
        return Coercion.toDomain(
                ps,
                Coercion.nullConst(ps, Types.baseType(ps, a.typeOid()), -1, a.collation()),
                0,
                -1,
                a.typeOid(),
                Coercion.Context.IMPLICIT,
                CoercionForm.IMPLICIT_CAST,
                -1,
                false);
    }

    /** build_column_default: identity sequence or default expression; null if there is none. */
    static @Nullable Expr columnDefault(ParseState ps, Lookup lookup, int relid, Attribute a, int attnum) {
        if (a.identity() != 0) {
            return new NextValueExpr(lookup.identitySequence(relid, attnum), a.typeOid());
        }
        String text = lookup.attrDefault(relid, attnum);
        if (text == null) {
            text = lookup.typeDefault(a.typeOid());
        }
        if (text == null) {
            String literal = lookup.typeDefaultText(a.typeOid());
            return literal == null ? null : typeDefault(ps, literal, a);
        }
        Expr e = NodeText.readExpr(text);
        Expr c = Coercion.toTarget(
                ps, e, e.type(), a.typeOid(), a.typmod(), Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
        if (c == null) {
            throw new SqlError(
                            SqlState.DATATYPE_MISMATCH,
                            "column \"" + a.name() + "\" is of type " + ps.typeName(a.typeOid())
                                    + " but default expression is of type " + ps.typeName(e.type()))
                    .hint("You will need to rewrite or cast the expression.");
        }
        return c;
    }

    private static @Nullable Expr typeDefault(ParseState ps, String literal, Attribute a) {
        byte[] text = literal.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Const c = new Const(Oids.UNKNOWN, -1, 0, -2, false, text, -1);
        return Coercion.toTarget(
                ps,
                c,
                Oids.UNKNOWN,
                a.typeOid(),
                a.typmod(),
                Coercion.Context.ASSIGNMENT,
                CoercionForm.IMPLICIT_CAST,
                -1);
    }

    // ---- VALUES with DEFAULT

    private boolean allDefault(int column) {
        for (List<Expr> row : java.util.Objects.requireNonNull(values).valuesLists) {
            if (!(row.get(column - 1) instanceof SetToDefault)) {
                return false;
            }
        }
        return true;
    }

    private void valuesDefaults() {
        RangeTblEntry v = java.util.Objects.requireNonNull(values);
        boolean any = false;
        for (List<Expr> row : v.valuesLists) {
            any |= Analyzer.hasDefault(row);
        }
        if (!any) {
            return;
        }
        int[] target = new int[v.coltypes.length];
        for (TargetEntry t : q.targetList) {
            if (t.expr() instanceof Var x && x.varno() == valuesIndex) {
                target[x.varattno() - 1] = t.resno();
            }
        }
        List<List<Expr>> rows = new ArrayList<>(v.valuesLists.size());
        for (List<Expr> row : v.valuesLists) {
            List<Expr> r = new ArrayList<>(row);
            for (int i = 0; i < r.size(); i++) {
                if (r.get(i) instanceof SetToDefault s) {
                    if (view && target[i] != 0 && !hasDefault(target[i])) {
                        continue; // the base table's
                    }
                    r.set(
                            i,
                            target[i] == 0
                                    ? Coercion.nullConst(ps, s.typeId(), s.typeMod(), s.collation())
                                    : defaultOrNull(target[i]));
                }
            }
            rows.add(r);
        }
        v.valuesLists = rows;
    }

    /** In what a rule made of an INSERT into a view, markers that are left for the base table's defaults mean NULL. */
    void finishValues(Query product) {
        if (values == null || product.commandType == CmdType.UTILITY) {
            return;
        }
        Query sub = RuleAnalyzer.withOldNew(product);
        RangeTblEntry v = sub.rtable.size() < valuesIndex ? null : sub.rte(valuesIndex);
        if (v == null || v.rtekind != RteKind.VALUES) {
            return;
        }
        List<List<Expr>> rows = new ArrayList<>(v.valuesLists.size());
        for (List<Expr> row : v.valuesLists) {
            List<Expr> r = new ArrayList<>(row);
            r.replaceAll(e ->
                    e instanceof SetToDefault s ? Coercion.nullConst(ps, s.typeId(), s.typeMod(), s.collation()) : e);
            rows.add(r);
        }
        v.valuesLists = rows;
    }

    private boolean hasDefault(int attnum) {
        return columnDefault(ps, lookup, relid, desc.get(attnum - 1), attnum) != null;
    }

    private Expr defaultOrNull(int attnum) {
        Attribute a = desc.get(attnum - 1);
        Expr d = columnDefault(ps, lookup, relid, a, attnum);
        return d == null ? nullOf(a) : d;
    }

    // ---- several assignments to one column

    private TargetEntry merge(TargetEntry first, TargetEntry second, String name) {
        Expr base = first.expr();
        if (!(base instanceof SubscriptingRef || base instanceof FieldStore)) {
            throw twice(name);
        }
        return switch (second.expr()) {
            case SubscriptingRef s
            when s.refassgnexpr() != null ->
                second.withExpr(new SubscriptingRef(
                        s.refcontainertype(),
                        s.refelemtype(),
                        s.refrestype(),
                        s.reftypmod(),
                        s.refcollid(),
                        s.refupperindexpr(),
                        s.reflowerindexpr(),
                        base,
                        s.refassgnexpr()));
            case FieldStore f -> second.withExpr(new FieldStore(base, f.newvals(), f.fieldnums(), f.resulttype()));
            default -> throw twice(name);
        };
    }

    private static SqlError twice(String name) {
        return new SqlError(SqlState.SYNTAX_ERROR, "multiple assignments to same column \"" + name + "\"");
    }
}
