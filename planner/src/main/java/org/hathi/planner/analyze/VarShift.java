package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.SetOpNode;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;

/** Moves the range table indexes of one query level up (OffsetVarNodes), also where inner queries refer to it. */
final class VarShift extends TreeMutator {
    private final int by;
    private int depth;

    VarShift(int by) {
        this.by = by;
    }

    /** Shifts a whole query, in place; its range table is left for the caller to extend. */
    void top(Query q) {
        queryInPlace(q);
        if (q.jointree != null) {
            q.jointree = (FromExpr) joins(q.jointree);
        }
        if (q.setOperations != null) {
            q.setOperations = sets(q.setOperations);
        }
        if (q.resultRelation != 0) {
            q.resultRelation += by;
        }
        OnConflictExpr c = q.onConflict;
        if (c != null && c.exclRelIndex() != 0) {
            q.onConflict = new OnConflictExpr(
                    c.action(),
                    c.arbiterElems(),
                    c.arbiterWhere(),
                    c.constraint(),
                    c.onConflictSet(),
                    c.onConflictWhere(),
                    c.exclRelIndex() + by,
                    c.exclRelTlist());
        }
        List<RowMarkClause> marks = new ArrayList<>();
        for (RowMarkClause m : q.rowMarks) {
            marks.add(new RowMarkClause(m.rti() + by, m.strength(), m.waitPolicy(), m.pushedDown()));
        }
        q.rowMarks = marks;
    }

    @Override
    public Expr mutate(Expr e) {
        if (e instanceof Var v) {
            return v.varlevelsup() != depth
                    ? v
                    : new Var(
                            v.varno() + by,
                            v.varattno(),
                            v.vartype(),
                            v.vartypmod(),
                            v.varcollid(),
                            v.varlevelsup(),
                            v.varnosyn() > 0 ? v.varnosyn() + by : v.varnosyn(),
                            v.varattnosyn(),
                            v.location());
        }
        if (e instanceof CurrentOfExpr c && depth == 0) {
            return new CurrentOfExpr(c.cvarno() + by, c.cursorName(), c.cursorParam());
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

    private JoinNode joins(JoinNode n) {
        return switch (n) {
            case RangeTblRef r -> new RangeTblRef(r.rtindex() + by);
            case JoinExpr j ->
                new JoinExpr(
                        j.jointype(),
                        j.isNatural(),
                        joins(j.larg()),
                        joins(j.rarg()),
                        j.usingClause(),
                        j.joinUsingAlias(),
                        j.quals(),
                        j.alias(),
                        j.rtindex() == 0 ? 0 : j.rtindex() + by);
            case FromExpr f -> {
                List<JoinNode> l = new ArrayList<>(f.fromlist().size());
                for (JoinNode x : f.fromlist()) {
                    l.add(joins(x));
                }
                yield new FromExpr(l, f.quals());
            }
        };
    }

    private SetOpNode sets(SetOpNode n) {
        return switch (n) {
            case RangeTblRef r -> new RangeTblRef(r.rtindex() + by);
            case SetOperationStmt s ->
                new SetOperationStmt(
                        s.op(),
                        s.all(),
                        sets(s.larg()),
                        sets(s.rarg()),
                        s.colTypes(),
                        s.colTypmods(),
                        s.colCollations(),
                        s.groupClauses());
        };
    }
}
