package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.InferenceElem;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.EvalContext;
import org.jspecify.annotations.Nullable;

/**
 * INSERT, UPDATE and DELETE back to SQL (in rules and bodies of functions), and the names of a function's arguments.
 */
final class DeparseDml extends DeparseQuery {
    /** The function whose body is shown, null otherwise. */
    @Nullable
    ProcInfo function;

    DeparseDml(Lookup lookup, EvalContext cx) {
        super(lookup, cx);
    }

    @Override
    void param(Param p) {
        ProcInfo f = function;
        String[] names = f == null ? null : f.argNames();
        if (f != null && names != null && p.paramkind() == ParamKind.EXTERN) {
            byte[] modes = f.argModes();
            int input = 0;
            for (int i = 0; i < names.length; i++) {
                boolean in = modes == null || modes[i] == 'i' || modes[i] == 'b' || modes[i] == 'v';
                if (in && ++input == p.paramid() && !names[i].isEmpty()) {
                    boolean others = frames.stream().anyMatch(x -> !x.rtable().isEmpty());
                    if (others) {
                        out.append(quote(f.name())).append('.');
                    }
                    out.append(quote(names[i]));
                    return;
                }
            }
        }
        super.param(p);
    }

    @Override
    void change(Query q) {
        if (q.commandType == CmdType.NOTHING) {
            out.append("NOTHING");
            return;
        }
        if (q.utilityStmt instanceof UtilityStmt.NotifyStmt n) {
            keyword("", 0, STD, 1);
            out.append("NOTIFY ").append(quote(n.conditionname()));
            if (n.payload() != null) {
                out.append(", ").append(Deparse.quoteLiteral(n.payload(), cx));
            }
            return;
        }
        if (q.commandType == CmdType.UTILITY || q.commandType == CmdType.MERGE) {
            throw SqlError.unsupported("showing a " + q.commandType + " statement");
        }
        with(q);
        RangeTblEntry r = q.rte(q.resultRelation);
        if (indent) {
            out.append(' ');
            level += STD;
        }
        switch (q.commandType) {
            case INSERT -> insert(q, r);
            case UPDATE -> {
                out.append("UPDATE ").append(r.inh ? "" : "ONLY ").append(Deparse.relationName(lookup, r.relid));
                alias(q, r, " ");
                out.append(" SET ");
                assignments(q, q.targetList, r);
                from(" FROM ", q);
                where(q);
            }
            default -> {
                out.append("DELETE FROM ").append(r.inh ? "" : "ONLY ").append(Deparse.relationName(lookup, r.relid));
                alias(q, r, " ");
                from(" USING ", q);
                where(q);
            }
        }
        if (!q.returningList.isEmpty()) {
            keyword(" RETURNING", -STD, STD, 1);
            targets(q.returningList, null);
        }
    }

    private void alias(Query q, RangeTblEntry r, String before) {
        if (r.alias != null) {
            out.append(before).append(quote(String.valueOf(frame(0).names()[q.resultRelation - 1])));
        }
    }

    private void where(Query q) {
        if (q.jointree().quals() != null) {
            keyword(" WHERE ", -STD, STD, 1);
            expr(q.jointree().quals());
        }
    }

    private String columnName(RangeTblEntry r, int attno) {
        return quote(lookup.columns(r.relid).get(attno - 1).name());
    }

    private void insert(Query q, RangeTblEntry r) {
        out.append("INSERT INTO ").append(Deparse.relationName(lookup, r.relid)).append(' ');
        if (r.alias != null) {
            alias(q, r, "AS ");
            out.append(' ');
        }
        List<Expr> values = new ArrayList<>();
        String sep = "(";
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                out.append(sep).append(columnName(r, t.resno()));
                values.add(indirection(t.expr()));
                sep = ", ";
            }
        }
        out.append(q.targetList.isEmpty() ? "" : ") ");
        out.append(
                switch (q.override) {
                    case SYSTEM -> "OVERRIDING SYSTEM VALUE ";
                    case USER -> "OVERRIDING USER VALUE ";
                    case NOT_SET -> "";
                });
        source(q, values);
        if (q.onConflict != null) {
            conflict(q, q.onConflict, r);
        }
    }

    private void source(Query q, List<Expr> values) {
        for (var n : q.jointree().fromlist()) {
            RangeTblEntry s = n instanceof org.hathi.planner.tree.RangeTblRef ref ? q.rte(ref.rtindex()) : null;
            if (s != null && s.rtekind == RteKind.SUBQUERY && s.subquery != null) {
                query(s.subquery);
                return;
            }
            if (s != null && s.rtekind == RteKind.VALUES) {
                valuesLists(s.valuesLists);
                return;
            }
        }
        if (values.isEmpty()) {
            out.append("DEFAULT VALUES");
            return;
        }
        keyword("VALUES (", -STD, STD, 2);
        for (int i = 0; i < values.size(); i++) {
            out.append(i > 0 ? ", " : "");
            expr(values.get(i));
        }
        out.append(')');
    }

    private void conflict(Query q, OnConflictExpr c, RangeTblEntry r) {
        out.append(" ON CONFLICT");
        if (!c.arbiterElems().isEmpty()) {
            out.append('(');
            boolean save = qualify;
            boolean saveAll = qualifyAll;
            qualify = false;
            qualifyAll = false;
            for (int i = 0; i < c.arbiterElems().size(); i++) {
                out.append(i > 0 ? ", " : "");
                expr(
                        c.arbiterElems().get(i) instanceof InferenceElem e
                                ? e.expr()
                                : c.arbiterElems().get(i));
            }
            out.append(')');
            if (c.arbiterWhere() != null) {
                keyword(" WHERE ", -STD, STD, 1);
                expr(c.arbiterWhere());
            }
            qualify = save;
            qualifyAll = saveAll;
        } else if (c.constraint() != 0) {
            ConstraintInfo k = lookup.constraint(c.constraint());
            out.append(" ON CONSTRAINT ").append(k == null ? "?" : quote(k.name()));
        }
        if (c.action() == OnConflictAction.NOTHING) {
            out.append(" DO NOTHING");
            return;
        }
        out.append(" DO UPDATE SET ");
        assignments(q, c.onConflictSet(), r);
        if (c.onConflictWhere() != null) {
            keyword(" WHERE ", -STD, STD, 1);
            expr(c.onConflictWhere());
        }
    }

    private void assignments(Query q, List<TargetEntry> list, RangeTblEntry r) {
        List<SubLink> links = new ArrayList<>();
        for (TargetEntry t : list) {
            if (t.resjunk() && t.expr() instanceof SubLink s && s.subLinkType() == SubLinkType.MULTIEXPR) {
                links.add(s);
            }
        }
        String sep = "";
        int left = 0;
        SubLink current = null;
        for (TargetEntry t : list) {
            if (t.resjunk()) {
                continue;
            }
            out.append(sep);
            sep = ", ";
            if (left == 0 && t.expr() instanceof Param p && p.paramkind() == ParamKind.MULTIEXPR) {
                for (SubLink s : links) {
                    current = s.subLinkId() == p.paramid() >>> 16 ? s : current;
                }
                if (current != null) {
                    left = (int) current.subselect().targetList.stream()
                            .filter(x -> !x.resjunk())
                            .count();
                    out.append('(');
                }
            }
            out.append(columnName(r, t.resno()));
            Expr e = indirection(t.expr());
            if (left > 0) {
                if (--left > 0) {
                    continue;
                }
                out.append(')');
                out.append(" = ");
                expr(java.util.Objects.requireNonNull(current));
                continue;
            }
            out.append(" = ");
            expr(e);
        }
    }

    /** Prints the subscripts and fields assigned to; returns the value. */
    private Expr indirection(Expr e) {
        Expr x = e;
        while (true) {
            if (x instanceof FieldStore f && f.newvals().size() == 1) {
                var t = lookup.types().typeIfAny(f.resulttype());
                int rel = t == null ? 0 : t.relid();
                out.append('.')
                        .append(quote(
                                lookup.columns(rel).get(f.fieldnums()[0] - 1).name()));
                x = f.newvals().get(0);
            } else if (x instanceof SubscriptingRef s && s.refassgnexpr() != null) {
                subscripts(s);
                x = s.refassgnexpr();
            } else {
                return x;
            }
        }
    }

    private void subscripts(SubscriptingRef s) {
        for (int i = 0; i < s.refupperindexpr().size(); i++) {
            out.append('[');
            if (!s.reflowerindexpr().isEmpty()) {
                Expr lower = s.reflowerindexpr().get(i);
                if (lower != null) {
                    expr(lower);
                }
                out.append(':');
            }
            Expr upper = s.refupperindexpr().get(i);
            if (upper != null) {
                expr(upper);
            }
            out.append(']');
        }
    }
}
