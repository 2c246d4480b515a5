package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.types.Attribute;
import org.hathi.types.CallInfo;
import org.hathi.types.Oids;
import org.hathi.types.SetFunction;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** One call of a set-returning function: its arguments and the columns it fills. */
final class SetCall {
    private final ExecState es;
    private final SetFunction function;
    private final ExprState[] args;
    private final boolean strict;
    /** Row type of the result; null for a scalar one. */
    final @Nullable TupleDesc desc;

    Vector[] cols;
    private boolean running;

    /** @param types result column types when the caller knows them (FROM clause), else null */
    SetCall(ExecState es, ExprCompiler c, Expr call, int @Nullable [] types) {
        this.es = es;
        int func;
        java.util.List<Expr> argExprs;
        int collation;
        boolean variadic = false;
        if (call instanceof FuncExpr f) {
            func = f.funcid();
            argExprs = f.args();
            collation = f.inputcollid();
            variadic = f.funcvariadic();
        } else if (call instanceof OpExpr o) {
            func = o.opfuncid() != 0
                    ? o.opfuncid()
                    : es.env.catalog.operator(o.opno()).function();
            argExprs = o.args();
            collation = o.inputcollid();
        } else {
            throw SqlError.internal("not a set-returning call");
        }
        ProcInfo p = es.env.catalog.proc(func);
        es.checkExecute(p);
        int[] argTypes = new int[argExprs.size()];
        for (int i = 0; i < argTypes.length; i++) {
            argTypes[i] = argExprs.get(i).type();
        }
        SetFunction f = es.env.setFunction(p, new CallInfo(argTypes, call.type(), collation, p.strict(), variadic));
        if (f == null) {
            throw SqlError.unsupported("set-returning function " + p.name() + "()");
        }
        this.function = f;
        this.strict = p.strict();
        this.args = c.compile(argExprs);
        this.desc = types != null ? null : rowType(es, p, call.type());
        TupleDesc d = desc;
        int n = types != null ? types.length : d == null ? 1 : d.size();
        this.cols = new Vector[n];
        for (int i = 0; i < n; i++) {
            int t = types != null
                    ? types[i]
                    : d == null ? call.type() : d.get(i).typeOid();
            cols[i] = new Vector(es.byRef(t), 0);
        }
    }

    private static @Nullable TupleDesc rowType(ExecState es, ProcInfo p, int type) {
        int[] all = p.allArgTypes();
        byte[] modes = p.argModes();
        if (type == Oids.RECORD && all != null && modes != null) {
            String[] names = p.argNames();
            java.util.List<Attribute> out = new java.util.ArrayList<>();
            for (int i = 0; i < all.length; i++) {
                if (modes[i] == 'o' || modes[i] == 't' || modes[i] == 'b') {
                    String name = names == null || names[i].isEmpty() ? "column" + (out.size() + 1) : names[i];
                    out.add(Attribute.of(name, out.size() + 1, es.cx.types().type(all[i]), -1));
                }
            }
            return out.size() < 2 ? null : es.env.recordType(out.toArray(new Attribute[0]));
        }
        return type == Oids.RECORD ? null : es.cx.types().rowType(type, -1);
    }

    /** Begins the set for row {@code row} of the frame. */
    void start(Frame f, int row) {
        int[] sel = {row};
        @Nullable Object[] values = new Object[args.length];
        boolean anyNull = false;
        for (int i = 0; i < args.length; i++) {
            values[i] = args[i].eval(f, sel, 1).datum(row);
            anyNull |= values[i] == null;
        }
        running = !(strict && anyNull);
        if (running) {
            function.start(es.cx, values);
        }
    }

    /** Fills rows 0.. of {@link #cols}; 0 at the end. */
    int next(int max) {
        if (!running) {
            return 0;
        }
        for (Vector v : cols) {
            v.reset();
            v.ensureCapacity(max);
        }
        int n = function.next(es.cx, cols, max);
        if (n == 0) {
            running = false;
        }
        return n;
    }
}
