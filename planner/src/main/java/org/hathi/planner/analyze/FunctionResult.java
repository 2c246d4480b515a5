package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of a SQL function give, held against what the function is declared to return: checked when the
 * function is created, and coerced (as by assignment) when it is run, so that its rows have exactly the types declared.
 */
public final class FunctionResult {
    private static final String SCALAR_KINDS = "bderm";

    /**
     * Where the result comes from.
     *
     * @param statement index of the query whose rows are the result; −1 for a function that returns void
     * @param whole the columns of a row are the columns of the result; false: its only column is the result
     */
    public record Source(int statement, boolean whole) {}

    private final ParseState ps;

    public FunctionResult(Catalog catalog, AnalyzeContext cx) {
        this.ps = new ParseState(new CatalogView(catalog), cx, ParamTypes.none(), null);
    }

    /**
     * Columns of the rows a function returns: those of a composite type, or its OUT parameters; null when it returns
     * scalars, or records that only the call describes.
     *
     * @param argTypes actual types of the input arguments
     * @param resultType actual type of the result
     */
    public @Nullable TupleDesc rowType(ProcInfo p, int[] argTypes, int resultType) {
        if (resultType == Oids.RECORD) {
            return RowTypes.ofOutputs(ps, p, argTypes);
        }
        return ps.type(resultType).type() == 'c' ? ps.types().rowType(resultType, -1) : null;
    }

    /**
     * Checks the result and makes it the type declared. May change the query that gives it, or replace it in the list.
     *
     * @param statements analysed and rewritten statements of the body, in order
     * @param type actual result type
     * @param row what {@link #rowType} says, or the call
     * @throws SqlError 42P13 when the types do not fit
     */
    public Source coerce(List<Query> statements, int type, @Nullable TupleDesc row) {
        if (type == Oids.VOID) {
            return new Source(-1, false);
        }
        int at = statements.size() - 1;
        while (at >= 0 && !statements.get(at).canSetTag) {
            at--;
        }
        Query q = at < 0 ? null : statements.get(at);
        boolean select = q != null && q.commandType == CmdType.SELECT;
        boolean returning = q != null
                && (q.commandType == CmdType.INSERT
                        || q.commandType == CmdType.UPDATE
                        || q.commandType == CmdType.DELETE)
                && !q.returningList.isEmpty();
        if (q == null || !select && !returning) {
            throw mismatch(type, "Function's final statement must be SELECT or INSERT/UPDATE/DELETE RETURNING.");
        }
        Columns c = new Columns(select ? q.targetList : q.returningList, q.setOperations == null);
        boolean whole = c.fit(type, row);
        if (select) {
            q.targetList = c.list;
        } else {
            q.returningList = c.list;
        }
        if (c.outerNeeded) {
            statements.set(at, wrapped(q, c.outer));
        }
        return new Source(at, whole);
    }

    private SqlError mismatch(int type, String detail) {
        return new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION,
                        "return type mismatch in function declared to return " + ps.typeName(type))
                .detail(detail);
    }

    /** {@code SELECT outer FROM (q)}: where a cast in q itself would change what it sorts or combines by. */
    private Query wrapped(Query q, List<TargetEntry> outer) {
        ParseState sub = new ParseState(ps);
        Relations.addSubquery(sub, q, null, false, true);
        Query w = new Query(CmdType.SELECT);
        w.querySource = q.querySource;
        w.rtable = sub.rtable;
        w.jointree = new FromExpr(List.of(new RangeTblRef(1)), null);
        w.targetList = outer;
        w.stmtLocation = q.stmtLocation;
        w.stmtLen = q.stmtLen;
        return w;
    }

    /** The output columns of the statement while they are fitted. */
    private final class Columns {
        private final List<TargetEntry> list;
        private final boolean changeable;
        private final List<TargetEntry> outer = new ArrayList<>();
        private boolean outerNeeded;

        Columns(List<TargetEntry> list, boolean changeable) {
            this.list = new ArrayList<>(list);
            this.changeable = changeable;
        }

        private int visible() {
            int n = 0;
            for (TargetEntry t : list) {
                n += t.resjunk() ? 0 : 1;
            }
            return n;
        }

        boolean fit(int type, @Nullable TupleDesc row) {
            char kind = ps.type(type).type();
            if (SCALAR_KINDS.indexOf(kind) >= 0) {
                if (visible() != 1) {
                    throw mismatch(type, "Final statement must return exactly one column.");
                }
                if (!fit(0, type, -1)) {
                    throw mismatch(
                            type,
                            "Actual return type is "
                                    + ps.typeName(list.get(0).expr().type()) + ".");
                }
                return false;
            }
            if (kind != 'c' && type != Oids.RECORD) {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION,
                        "return type " + ps.typeName(type) + " is not supported for SQL functions");
            }
            if (visible() == 1 && fit(0, type, -1)) {
                return false;
            }
            if (row != null) {
                fitRow(type, row);
            }
            return true;
        }

        private void fitRow(int type, TupleDesc row) {
            int column = 0;
            int shown = 0;
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).resjunk()) {
                    continue;
                }
                while (column < row.size() && row.get(column).dropped()) {
                    addNull(column++);
                }
                if (column == row.size()) {
                    throw mismatch(type, "Final statement returns too many columns.");
                }
                Attribute a = row.get(column++);
                shown++;
                if (!fit(i, a.typeOid(), a.typmod())) {
                    throw mismatch(
                            type,
                            "Final statement returns "
                                    + ps.typeName(list.get(i).expr().type()) + " instead of " + ps.typeName(a.typeOid())
                                    + " at column " + shown + ".");
                }
            }
            for (; column < row.size(); column++) {
                if (!row.get(column).dropped()) {
                    throw mismatch(type, "Final statement returns too few columns.");
                }
                addNull(column);
            }
        }

        private void addNull(int column) {
            outer.add(new TargetEntry(
                    Coercion.nullConst(ps, Oids.INT4, -1, 0), outer.size() + 1, "?column" + (column + 1), false));
            outerNeeded = true;
        }

        /** Makes column {@code i} a type; false if there is no assignment cast. */
        private boolean fit(int i, int type, int typmod) {
            TargetEntry t = list.get(i);
            boolean here = changeable && t.ressortgroupref() == 0;
            Expr from = here ? t.expr() : column(t);
            Expr cast = Coercion.toTarget(
                    ps,
                    from,
                    t.expr().type(),
                    type,
                    typmod,
                    Coercion.Context.ASSIGNMENT,
                    CoercionForm.IMPLICIT_CAST,
                    -1);
            if (cast == null) {
                return false;
            }
            cast = Collations.assign(ps, cast);
            if (here) {
                t = t.withExpr(cast);
                list.set(i, t);
                cast = column(t);
            } else {
                outerNeeded |= cast != from;
            }
            outer.add(new TargetEntry(cast, outer.size() + 1, t.resname(), false));
            return true;
        }

        private Var column(TargetEntry t) {
            Expr e = t.expr();
            return new Var(1, t.resno(), e.type(), e.typmod(), e.collation(), 0, 1, t.resno(), -1);
        }
    }
}
