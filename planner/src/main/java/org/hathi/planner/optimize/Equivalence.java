package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** Builds equivalence classes from equality conditions and generates the conditions scans and joins need from them. */
final class Equivalence {
    private static final int EQUAL = 3;

    private final PlannerInfo info;

    Equivalence(PlannerInfo info) {
        this.info = info;
    }

    /** Takes an equality over; returns false when it cannot be a class member (same expression twice, no operator). */
    boolean absorb(Clause c) {
        Expr l = Exprs.stripRelabel(c.leftExpr());
        Expr r = Exprs.stripRelabel(c.rightExpr());
        if (l.equals(r)) {
            return false;
        }
        int collation = ((OpExpr) c.expr).inputcollid();
        // Members go by the operator's own input types: regproc compares as oid, varchar as text.
        var op = info.catalog().operator(((OpExpr) c.expr).opno());
        Ec a = find(l, c.mergeFamily, collation);
        Ec b = find(r, c.mergeFamily, collation);
        if (a != null && b != null) {
            if (a != b) {
                merge(a, b);
            }
        } else if (a != null) {
            add(a, r, op.right());
        } else if (b != null) {
            add(b, l, op.left());
            a = b;
        } else {
            a = new Ec(c.mergeFamily, collation);
            add(a, l, op.left());
            add(a, r, op.right());
            a.source = c.expr;
            info.classes.add(a);
        }
        a.sources++;
        return true;
    }

    private void merge(Ec into, Ec from) {
        for (Ec.Member m : from.members) {
            if (into.find(m.expr()) == null) {
                into.members.add(m);
            }
        }
        into.hasConst |= from.hasConst;
        into.isVolatile |= from.isVolatile;
        into.sources += from.sources;
        from.dead = true;
        info.classes.remove(from);
    }

    private void add(Ec ec, Expr e, int type) {
        long rels = Exprs.relids(e, info);
        boolean isConst = rels == 0;
        ec.members.add(new Ec.Member(e, rels, isConst, type));
        ec.hasConst |= isConst;
    }

    private @Nullable Ec find(Expr e, int family, int collation) {
        for (Ec ec : info.classes) {
            if (ec.family == family && ec.collation == collation && !ec.isVolatile && ec.find(e) != null) {
                return ec;
            }
        }
        return null;
    }

    /** The class of a sort expression, made if there is none. */
    Ec forSort(Expr e, int family, int collation) {
        Expr x = Exprs.stripRelabel(e);
        boolean isVolatile = Exprs.isVolatile(x, info.catalog());
        if (!isVolatile) {
            Ec ec = find(x, family, collation);
            if (ec != null) {
                return ec;
            }
        }
        Ec ec = new Ec(family, collation);
        long rels = Exprs.relids(x, info);
        boolean constant = rels == 0
                && !isVolatile
                && !Exprs.returnsSet(x)
                && !Exprs.hasAggregates(x)
                && !Exprs.hasWindowFunctions(x);
        ec.members.add(new Ec.Member(x, rels, constant, x.type()));
        ec.hasConst = constant;
        ec.isVolatile = isVolatile;
        info.classes.add(ec);
        return ec;
    }

    /** An existing class holding {@code e}, or null: for asking whether an order is interesting. */
    @Nullable
    Ec existing(Expr e, int family, int collation) {
        return find(Exprs.stripRelabel(e), family, collation);
    }

    /** Adds to base relations the conditions that follow from constants and from several members in one relation. */
    void baseClauses(QualDistributor quals) {
        for (Ec ec : List.copyOf(info.classes)) {
            if (ec.sources == 0 || ec.isVolatile) {
                continue;
            }
            Ec.Member constant = constant(ec);
            if (constant != null) {
                for (Ec.Member m : ec.members) {
                    if (m != constant) {
                        emit(quals, ec, m, constant);
                    }
                }
                continue;
            }
            Ec.Member[] last = new Ec.Member[64];
            for (Ec.Member m : ec.members) {
                if (Long.bitCount(m.relids()) == 1) {
                    int bit = Long.numberOfTrailingZeros(m.relids());
                    if (last[bit] != null) {
                        emit(quals, ec, last[bit], m);
                    }
                    last[bit] = m;
                } else {
                    // A member over several relations: its condition with another member is generated at joins.
                    continue;
                }
            }
            for (Ec.Member m : ec.members) {
                info.need(m.expr(), everywhere(ec));
            }
        }
    }

    private static long everywhere(Ec ec) {
        long all = 0;
        for (Ec.Member m : ec.members) {
            all |= m.relids();
        }
        return all;
    }

    private static Ec.@Nullable Member constant(Ec ec) {
        Ec.Member found = null;
        for (Ec.Member m : ec.members) {
            if (m.isConst() && (found == null || m.expr() instanceof Const)) {
                found = m;
                if (m.expr() instanceof Const) {
                    break;
                }
            }
        }
        return found;
    }

    private void emit(QualDistributor quals, Ec ec, Ec.Member a, Ec.Member b) {
        boolean single = Long.bitCount(a.relids() | b.relids()) < 2;
        Expr as = single && ec.sources == 1 && ec.members.size() == 2 ? ec.source : null;
        Clause c = as == null ? equality(quals, ec, a, b) : derived(quals, ec, a, b, as);
        if (c == null) {
            throw org.hathi.base.SqlError.internal("no equality operator for members of an equivalence class");
        }
        if (c.relids == 0) {
            Expr e = a.expr() instanceof Const && b.expr() instanceof Const
                    ? new ConstantFolder(info.cx(), false).mutate(c.expr)
                    : c.expr;
            if (!Exprs.isTrue(e)) {
                info.constantQuals.add(e);
            }
            return;
        }
        // Each of these must be checked: unlike join conditions of a class, none makes up for another.
        c.parent = null;
        info.need(c.expr, c.required);
        quals.add(c);
    }

    /** The member as the operator takes it: a varchar column as text. */
    private static Expr relabelled(Ec.Member m, Ec ec) {
        int type = m.expr().type();
        boolean text = type == org.hathi.types.Oids.VARCHAR && m.type() == org.hathi.types.Oids.TEXT;
        return !text
                ? m.expr()
                : new org.hathi.planner.tree.RelabelType(
                        m.expr(),
                        m.type(),
                        -1,
                        m.expr().collation(),
                        org.hathi.planner.tree.CoercionForm.IMPLICIT_CAST,
                        -1);
    }

    private @Nullable Clause equality(QualDistributor quals, Ec ec, Ec.Member a, Ec.Member b) {
        int op = info.catalog().familyOperator(ec.family, a.type(), b.type(), EQUAL);
        if (op == 0) {
            return null;
        }
        Expr e = new OpExpr(
                op,
                info.catalog().operator(op).function(),
                16,
                false,
                0,
                ec.collation,
                List.of(relabelled(a, ec), relabelled(b, ec)),
                -1);
        return derived(quals, ec, a, b, e);
    }

    private static Clause derived(QualDistributor quals, Ec ec, Ec.Member a, Ec.Member b, Expr e) {
        long rels = a.relids() | b.relids();
        Clause c = quals.make(e, rels, rels, true, false);
        c.leftEc = ec;
        c.rightEc = ec;
        c.parent = ec;
        return c;
    }

    /** Conditions for joining {@code outer} with {@code inner} that follow from the classes. */
    List<Clause> joinClauses(QualDistributor quals, long outer, long inner) {
        List<Clause> out = new ArrayList<>();
        for (Ec ec : info.classes) {
            if (ec.sources > 0 && !ec.hasConst && !ec.isVolatile && ec.members.size() > 1) {
                generate(quals, ec, outer, inner, out);
            }
        }
        return out;
    }

    private void generate(QualDistributor quals, Ec ec, long outer, long inner, List<Clause> out) {
        List<Ec.Member> o = new ArrayList<>();
        List<Ec.Member> i = new ArrayList<>();
        List<Ec.Member> spanning = new ArrayList<>();
        for (Ec.Member m : ec.members) {
            if ((m.relids() & ~outer) == 0) {
                o.add(m);
            } else if ((m.relids() & ~inner) == 0) {
                i.add(m);
            } else if ((m.relids() & ~(outer | inner)) == 0) {
                spanning.add(m);
            }
        }
        if (!o.isEmpty() && !i.isEmpty()) {
            Clause best = cached(quals, ec, o, i);
            if (best == null) {
                throw org.hathi.base.SqlError.internal("no equality operator for members of an equivalence class");
            }
            out.add(best);
        }
        // Members of both sides: each equal to the next, and the last to one that was known before.
        if (!spanning.isEmpty() && (!o.isEmpty() || !i.isEmpty())) {
            spanning.add(!o.isEmpty() ? o.get(0) : i.get(0));
        }
        for (int k = 1; k < spanning.size(); k++) {
            Clause c = equality(quals, ec, spanning.get(k - 1), spanning.get(k));
            if (c == null) {
                throw org.hathi.base.SqlError.internal("no equality operator for members of an equivalence class");
            }
            out.add(c);
        }
    }

    private final java.util.Map<List<Object>, Clause> made = new java.util.HashMap<>();

    private @Nullable Clause cached(QualDistributor quals, Ec ec, List<Ec.Member> o, List<Ec.Member> i) {
        Ec.Member bo = o.get(0);
        Ec.Member bi = i.get(0);
        for (Ec.Member m : o) {
            if (m.expr() instanceof Var) {
                bo = m;
                break;
            }
        }
        for (Ec.Member m : i) {
            if (m.expr() instanceof Var) {
                bi = m;
                break;
            }
        }
        List<Object> key = List.of(System.identityHashCode(ec), bo, bi);
        Clause c = made.get(key);
        if (c == null) {
            c = equality(quals, ec, bo, bi);
            if (c != null) {
                made.put(key, c);
            }
        }
        return c;
    }

    /** Sides of a join clause as classes, for merge joins. */
    void assignClasses(Clause c) {
        if (c.leftEc == null && c.mergeFamily != 0) {
            int collation = ((OpExpr) c.expr).inputcollid();
            c.leftEc = forSort(c.leftExpr(), c.mergeFamily, collation);
            c.rightEc = forSort(c.rightExpr(), c.mergeFamily, collation);
        }
    }

    /** True when some class links the two sets of relations. */
    boolean links(long a, long b) {
        for (Ec ec : info.classes) {
            if (ec.sources == 0 || ec.hasConst || ec.members.size() < 2) {
                continue;
            }
            boolean inA = false;
            boolean inB = false;
            for (Ec.Member m : ec.members) {
                inA |= m.relids() != 0 && (m.relids() & ~a) == 0;
                inB |= m.relids() != 0 && (m.relids() & ~b) == 0;
            }
            if (inA && inB) {
                return true;
            }
        }
        return false;
    }
}
