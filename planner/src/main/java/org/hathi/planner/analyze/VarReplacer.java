package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * Replaces references to a range table entry: by the expressions of a target list (ReplaceVarsFromTargetList) or by
 * references to another entry (ChangeVarNodes), at every depth of inner queries.
 */
final class VarReplacer extends TreeMutator {
    /** What to do with a column the target list lacks. */
    enum Missing {
        ERROR,
        CHANGE_VARNO,
        NULL
    }

    private final int from;
    private final int to;
    private final List<TargetEntry> targets;
    private final RangeTblEntry rte;
    private final boolean renumber;
    private final Missing missing;
    private int depth;
    /** Set where columns may become NULL. */
    private @Nullable ParseState ps;
    /** Set when an expression with a subquery was put in. */
    boolean addedSubLink;

    private VarReplacer(
            int from, int to, boolean renumber, List<TargetEntry> targets, RangeTblEntry rte, Missing missing) {
        this.from = from;
        this.to = to;
        this.renumber = renumber;
        this.targets = targets;
        this.rte = rte;
        this.missing = missing;
    }

    /** References to {@code from} become references to {@code to}. */
    static VarReplacer renumber(int from, int to, RangeTblEntry rte) {
        return new VarReplacer(from, to, true, List.of(), rte, Missing.ERROR);
    }

    /**
     * References to the columns of entry {@code from} (whose names {@code rte} has) become the targets' expressions.
     */
    static VarReplacer columns(int from, List<TargetEntry> targets, RangeTblEntry rte) {
        return new VarReplacer(from, from, false, targets, rte, Missing.ERROR);
    }

    /** As {@link #columns}; a column without target becomes NULL or a column of entry {@code to}. */
    static VarReplacer columns(
            int from, List<TargetEntry> targets, RangeTblEntry rte, Missing missing, int to, ParseState ps) {
        VarReplacer v = new VarReplacer(from, to, false, targets, rte, missing);
        v.ps = ps;
        return v;
    }

    @Override
    public Expr mutate(Expr e) {
        if (e instanceof Var v && v.varno() == from && v.varlevelsup() == depth) {
            return renumber ? renumbered(v, to) : replaced(v);
        }
        if (e instanceof CurrentOfExpr c && c.cvarno() == from && depth == 0) {
            if (!renumber) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "WHERE CURRENT OF on a view is not implemented");
            }
            return new CurrentOfExpr(to, c.cursorName(), c.cursorParam());
        }
        return mutateChildren(e);
    }

    private Var renumbered(Var v, int n) {
        return new Var(
                n,
                v.varattno(),
                v.vartype(),
                v.vartypmod(),
                v.varcollid(),
                v.varlevelsup(),
                v.varnosyn() == from ? n : v.varnosyn(),
                v.varattnosyn(),
                v.location());
    }

    private Expr replaced(Var v) {
        if (v.varattno() == 0) {
            return wholeRow(v);
        }
        for (TargetEntry t : targets) {
            if (!t.resjunk() && t.resno() == v.varattno()) {
                return lowered(t.expr());
            }
        }
        return switch (missing) {
            case ERROR ->
                throw SqlError.internal("could not find replacement targetlist entry for attno " + v.varattno());
            case CHANGE_VARNO -> renumbered(v, to);
            case NULL -> nullOf(v);
        };
    }

    /** A whole row is put together from its columns. */
    private Expr wholeRow(Var v) {
        List<Expr> fields = new ArrayList<>();
        List<String> names = new ArrayList<>();
        ParseState columns = ps;
        if (columns == null || missing == Missing.ERROR) {
            for (TargetEntry t : targets) {
                if (!t.resjunk()) {
                    fields.add(lowered(t.expr()));
                    names.add(rte.eref.colnames().get(t.resno() - 1));
                }
            }
        } else {
            TupleDesc d = columns.lookup.columns(rte.relid);
            for (int i = 0; i < d.size(); i++) {
                Attribute a = d.get(i);
                names.add(a.name());
                fields.add(
                        a.dropped()
                                ? Coercion.nullConst(columns, Oids.INT4, -1, 0)
                                : replaced(new Var(
                                        from,
                                        i + 1,
                                        a.typeOid(),
                                        a.typmod(),
                                        a.collation(),
                                        v.varlevelsup(),
                                        v.varnosyn(),
                                        i + 1,
                                        v.location())));
            }
        }
        return new RowExpr(fields, v.vartype(), CoercionForm.IMPLICIT_CAST, names, v.location());
    }

    private static boolean multiAssigned(Expr e) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof Param p && p.paramkind() == ParamKind.MULTIEXPR || walkChildren(x);
            }
        }.walk(e);
    }

    private Expr nullOf(Var v) {
        ParseState s = java.util.Objects.requireNonNull(ps);
        int base = Types.baseType(s, v.vartype());
        return Coercion.toDomain(
                s,
                Coercion.nullConst(s, base, v.vartypmod(), v.varcollid()),
                base,
                -1,
                v.vartype(),
                Coercion.Context.IMPLICIT,
                CoercionForm.IMPLICIT_CAST,
                -1,
                false);
    }

    private Expr lowered(Expr e) {
        if (missing == Missing.CHANGE_VARNO && multiAssigned(e)) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "NEW variables in ON UPDATE rules cannot reference columns that are part of a multiple assignment in"
                            + " the subject UPDATE command");
        }
        addedSubLink |= new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof SubLink || walkChildren(x);
            }
        }.walk(e);
        return depth == 0 ? e : new Lower(depth).mutate(e);
    }

    /** Moves variables of the replaced level down by some levels (IncrementVarSublevelsUp). */
    private static final class Lower extends TreeMutator {
        private final int by;
        private int depth;

        Lower(int by) {
            this.by = by;
        }

        @Override
        public Expr mutate(Expr e) {
            if (e instanceof Var v && v.varlevelsup() >= depth) {
                return new Var(
                        v.varno(),
                        v.varattno(),
                        v.vartype(),
                        v.vartypmod(),
                        v.varcollid(),
                        v.varlevelsup() + by,
                        v.varnosyn(),
                        v.varattnosyn(),
                        v.location());
            }
            return mutateChildren(e);
        }

        @Override
        public Query mutateQuery(Query q) {
            Query c = q.deepCopy();
            depth++;
            queryInPlace(c);
            depth--;
            return c;
        }
    }

    @Override
    public Query mutateQuery(Query q) {
        Query c = q.deepCopy();
        depth++;
        queryInPlace(c);
        depth--;
        c.hasSubLinks |= addedSubLink;
        return c;
    }

    /**
     * Replaces in a whole query of the entry's own level, in place; with renumbering, also what names the entry by
     * index.
     */
    void query(Query q) {
        queryInPlace(q);
        q.hasSubLinks |= addedSubLink;
        if (renumber) {
            indexes(q, from, to);
        }
    }

    /** Join tree and row marks that name entry {@code from} name {@code to}. */
    static void indexes(Query q, int from, int to) {
        if (q.jointree != null) {
            q.jointree = (FromExpr) tree(q.jointree, from, to);
        }
        if (q.resultRelation == from) {
            q.resultRelation = to;
        }
        List<RowMarkClause> marks = new ArrayList<>();
        for (RowMarkClause m : q.rowMarks) {
            marks.add(m.rti() == from ? new RowMarkClause(to, m.strength(), m.waitPolicy(), m.pushedDown()) : m);
        }
        q.rowMarks = marks;
    }

    private static JoinNode tree(JoinNode n, int from, int to) {
        return switch (n) {
            case RangeTblRef r -> r.rtindex() == from ? new RangeTblRef(to) : r;
            case JoinExpr j -> j.with(tree(j.larg(), from, to), tree(j.rarg(), from, to), j.quals());
            case FromExpr f -> {
                List<JoinNode> l = new ArrayList<>();
                for (JoinNode x : f.fromlist()) {
                    l.add(tree(x, from, to));
                }
                yield new FromExpr(l, f.quals());
            }
        };
    }
}
