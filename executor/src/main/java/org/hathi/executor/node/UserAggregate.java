package org.hathi.executor.node;

import java.util.Arrays;
import org.hathi.catalog.AggregateInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecState;
import org.hathi.planner.tree.Aggref;
import org.hathi.types.AggState;
import org.hathi.types.Aggregate;
import org.hathi.types.CallInfo;
import org.hathi.types.EvalContext;
import org.hathi.types.Kernel;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** An aggregate computed with its transition and final functions, as CREATE AGGREGATE defines it. */
final class UserAggregate {
    private UserAggregate() {}

    /** Null when the transition type is internal: such an aggregate must be built in. */
    static @Nullable Aggregate of(ExecState es, Aggref ref) {
        AggregateInfo a = es.env.catalog.aggregate(ref.aggfnoid());
        int trans = ref.aggtranstype() != 0 ? ref.aggtranstype() : a.transitionType();
        if (trans == Oids.INTERNAL) {
            return null;
        }
        if (es.cx.types().type(trans).type() == 'p') {
            trans = concrete(es, trans, ref);
        }
        int state = trans;
        int[] argTypes = new int[ref.args().size() + 1];
        argTypes[0] = state;
        for (int i = 1; i < argTypes.length; i++) {
            argTypes[i] = ref.args().get(i - 1).expr().type();
        }
        ProcInfo tp = es.env.catalog.proc(a.transition());
        Kernel transition = es.env.kernel(tp, new CallInfo(argTypes, state, ref.inputcollid(), false, false));
        Kernel fin = null;
        if (a.finalFunction() != 0) {
            ProcInfo fp = es.env.catalog.proc(a.finalFunction());
            fin = es.env.kernel(
                    fp, new CallInfo(new int[] {state}, ref.aggtype(), ref.inputcollid(), fp.strict(), false));
        }
        String init = a.initialValue();
        Object initial = init == null ? null : TypeIo.inputDatum(es.cx, state, init, -1);
        Kernel f = fin;
        return call -> new State(es, transition, f, initial, tp.strict(), es.byRef(state), es.byRef(ref.aggtype()));
    }

    /** A polymorphic transition type, made concrete by the arguments of the call. */
    private static int concrete(ExecState es, int trans, Aggref ref) {
        int[] declared = es.env.catalog.proc(ref.aggfnoid()).argTypes();
        boolean wantsArray = trans == Oids.ANYARRAY || trans == Oids.ANYCOMPATIBLEARRAY;
        int n = Math.min(declared.length, ref.args().size());
        for (int i = 0; i < n; i++) {
            int actual = ref.args().get(i).expr().type();
            if (declared[i] == trans) {
                return actual;
            }
            boolean isArray = declared[i] == Oids.ANYARRAY || declared[i] == Oids.ANYCOMPATIBLEARRAY;
            if (wantsArray != isArray && es.cx.types().type(declared[i]).type() == 'p') {
                return wantsArray
                        ? es.cx.types().type(actual).array()
                        : es.cx.types().type(actual).elem();
            }
        }
        return trans;
    }

    private static final class State extends AggState {
        private final Kernel transition;
        private final @Nullable Kernel fin;
        private final @Nullable Object initial;
        private final boolean strict;
        private final boolean transByRef;
        private final boolean outByRef;
        private @Nullable Object[] values = new Object[0];
        private boolean[] started = new boolean[0];
        private final Vector result;

        State(
                ExecState es,
                Kernel transition,
                @Nullable Kernel fin,
                @Nullable Object initial,
                boolean strict,
                boolean transByRef,
                boolean outByRef) {
            this.transition = transition;
            this.fin = fin;
            this.initial = initial;
            this.strict = strict;
            this.transByRef = transByRef;
            this.outByRef = outByRef;
            this.result = new Vector(transByRef, 1);
        }

        @Override
        public void resize(int groups) {
            int old = values.length;
            if (groups > old) {
                int cap = Math.max(groups, old * 2);
                values = Arrays.copyOf(values, cap);
                started = Arrays.copyOf(started, cap);
                Arrays.fill(values, old, cap, initial);
                Arrays.fill(started, old, cap, initial != null);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            Vector[] one = new Vector[args.length + 1];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                int g = groups[r];
                if (strict && anyNull(args, r)) {
                    continue;
                }
                if (strict && !started[g]) {
                    values[g] = args[0].datum(r);
                    started[g] = true;
                    continue;
                }
                if (strict && values[g] == null) {
                    continue;
                }
                one[0] = Vector.of(transByRef, values[g]);
                for (int k = 0; k < args.length; k++) {
                    one[k + 1] = Vector.of(args[k].byRef, args[k].datum(r));
                }
                result.reset();
                transition.eval(cx, one, null, 1, result);
                values[g] = result.datum(0);
            }
        }

        private static boolean anyNull(Vector[] v, int r) {
            for (Vector x : v) {
                if (x.isNull(r)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void finish(EvalContext cx, int group, Vector out, int row) {
            Kernel f = fin;
            if (f == null) {
                out.setDatum(row, values[group]);
                return;
            }
            Vector r = new Vector(outByRef, 1);
            f.eval(cx, new Vector[] {Vector.of(transByRef, values[group])}, null, 1, r);
            out.copyRow(r, 0, row);
        }

        @Override
        public void clear(int group) {
            values[group] = initial;
            started[group] = initial != null;
        }

        @Override
        public long memory() {
            return values.length * 48L;
        }
    }
}
