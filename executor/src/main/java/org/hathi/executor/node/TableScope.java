package org.hathi.executor.node;

import org.hathi.access.Deformer;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Columns of a table, system columns too: a slot for each one used. */
public final class TableScope implements ExprCompiler.Scope {
    private final ExecState es;
    private final int rti;
    private final Relation rel;
    private int[] attnums = new int[8];
    private int n;

    public TableScope(ExecState es, int rti, Relation rel) {
        this.es = es;
        this.rti = rti;
        this.rel = rel;
    }

    @Override
    public int slot(Var v) {
        if (v.varno() != rti) {
            throw SqlError.internal("unexpected Var " + v.varno() + "." + v.varattno() + " in a scan of " + rel.name);
        }
        return slot(v.varattno());
    }

    public int slot(int attnum) {
        for (int i = 0; i < n; i++) {
            if (attnums[i] == attnum) {
                return i;
            }
        }
        if (n == attnums.length) {
            attnums = java.util.Arrays.copyOf(attnums, n * 2);
        }
        attnums[n] = attnum;
        return n++;
    }

    @Override
    public @Nullable ExprState special(Expr e, ExprCompiler c) {
        if (!(e instanceof Var v) || v.varattno() != 0) {
            return null;
        }
        int[] slots = new int[rel.desc.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = rel.desc.get(i).dropped() ? 0 : slot(i + 1);
        }
        return c.wholeRow(rel.desc, slots);
    }

    /** The columns used so far, by slot. */
    public int[] attnums() {
        return java.util.Arrays.copyOf(attnums, n);
    }

    public Deformer deformer() {
        return new Deformer(rel.desc, attnums(), es.env.access().toast());
    }

    /** One empty vector for each slot. */
    public Vector[] vectors() {
        Vector[] v = new Vector[n];
        for (int i = 0; i < n; i++) {
            v[i] = new Vector(attnums[i] > 0 ? byRef(rel.desc.get(attnums[i] - 1)) : attnums[i] == -1, 0);
        }
        return v;
    }

    private static boolean byRef(Attribute a) {
        return !a.byVal() && a.typeOid() != Oids.BOOL;
    }
}
