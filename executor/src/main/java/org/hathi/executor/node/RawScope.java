package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Columns of a subquery, function, VALUES list or CTE in FROM: {@code varattno} numbers the scan's raw columns. */
final class RawScope implements ExprCompiler.Scope {
    private final ExecState es;
    private final int rti;
    private final int[] types;

    RawScope(ExecState es, int rti, int[] types) {
        this.es = es;
        this.rti = rti;
        this.types = types;
    }

    @Override
    public int slot(Var v) {
        if (v.varno() != rti || v.varattno() < 1) {
            throw SqlError.internal("unexpected Var " + v.varno() + "." + v.varattno() + " in a scan of " + rti);
        }
        return v.varattno() - 1;
    }

    @Override
    public @Nullable ExprState special(Expr e, ExprCompiler c) {
        if (!(e instanceof Var v) || v.varattno() != 0) {
            return null;
        }
        RangeTblEntry rte = es.rte(rti);
        TupleDesc d = v.vartype() == org.hathi.types.Oids.RECORD
                ? null
                : es.cx.types().rowType(v.vartype(), -1);
        if (d == null && v.vartype() != org.hathi.types.Oids.RECORD) {
            return ExprCompiler.column(es.byRef(types[0]), 0);
        }
        // what a subquery only sorts by comes after its columns and is none of the row
        int n = rte.eref.colnames().isEmpty()
                ? types.length
                : Math.min(types.length, rte.eref.colnames().size());
        int[] slots = new int[n];
        Attribute[] atts = new Attribute[n];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = i;
            String name = i < rte.eref.colnames().size()
                    ? String.valueOf(rte.eref.colnames().get(i))
                    : "column" + (i + 1);
            atts[i] = Attribute.of(name, i + 1, es.cx.types().type(types[i]), -1);
        }
        return c.wholeRow(d != null && d.size() == slots.length ? d : es.env.recordType(atts), slots);
    }
}
