package org.hathi.executor.expr;

import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.types.CallInfo;
import org.hathi.types.Functions;
import org.hathi.types.Kernel;
import org.hathi.types.Oids;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** CURRENT_DATE, CURRENT_USER and their like; sequence values. */
final class SessionValues {
    private SessionValues() {}

    static ExprState of(ExecState es, SqlValueFunction x) {
        boolean byRef = es.byRef(x.type());
        Functions fn = es.env.functions;
        return switch (x.op()) {
            case CURRENT_DATE -> new Time(es, byRef, fn.lookup("timestamptz_date", one(Oids.DATE)), null, -1);
            case CURRENT_TIME, CURRENT_TIME_N ->
                new Time(
                        es,
                        byRef,
                        fn.lookup("timestamptz_timetz", one(Oids.TIMETZ)),
                        scale(es, x, "timetz_scale"),
                        x.typmod());
            case CURRENT_TIMESTAMP, CURRENT_TIMESTAMP_N ->
                new Time(es, byRef, null, scale(es, x, "timestamptz_scale"), x.typmod());
            case LOCALTIME, LOCALTIME_N ->
                new Time(
                        es,
                        byRef,
                        fn.lookup("timestamptz_time", one(Oids.TIME)),
                        scale(es, x, "time_scale"),
                        x.typmod());
            case LOCALTIMESTAMP, LOCALTIMESTAMP_N ->
                new Time(
                        es,
                        byRef,
                        fn.lookup("timestamptz_timestamp", one(Oids.TIMESTAMP)),
                        scale(es, x, "timestamp_scale"),
                        x.typmod());
            case CURRENT_ROLE, CURRENT_USER, USER -> niladic(es, byRef, "current_user");
            case SESSION_USER -> niladic(es, byRef, "session_user");
            case CURRENT_CATALOG -> niladic(es, byRef, "current_database");
            case CURRENT_SCHEMA -> niladic(es, byRef, "current_schema");
        };
    }

    private static CallInfo one(int result) {
        return CallInfo.of(true, result, Oids.TIMESTAMPTZ);
    }

    private static @Nullable Kernel scale(ExecState es, SqlValueFunction x, String name) {
        return x.typmod() < 0 ? null : es.env.functions.lookup(name, CallInfo.of(true, x.type(), x.type(), Oids.INT4));
    }

    private static ExprState niladic(ExecState es, boolean byRef, String prosrc) {
        return new Calls.Func(
                es, byRef, es.env.functions.lookup(prosrc, CallInfo.of(true, Oids.NAME)), new ExprState[0]);
    }

    /** The transaction's timestamp, converted and rounded. */
    private static final class Time extends Leaves.Same {
        private final ExecState es;
        private final @Nullable Kernel convert;
        private final @Nullable Kernel scale;
        private final int typmod;

        Time(ExecState es, boolean byRef, @Nullable Kernel convert, @Nullable Kernel scale, int typmod) {
            super(byRef);
            this.es = es;
            this.convert = convert;
            this.scale = scale;
            this.typmod = typmod;
        }

        @Override
        @Nullable
        Object value() {
            Object v = es.cx.transactionTimestamp;
            if (convert != null) {
                v = Functions.call(es.cx, convert, byRef, new boolean[] {false}, v);
            }
            if (scale != null) {
                v = Functions.call(es.cx, scale, byRef, new boolean[] {byRef, false}, v, (long) typmod);
            }
            return v;
        }
    }

    /** The next value of an identity column's sequence, one for each row. */
    static final class NextValue extends ExprState {
        private final ExecState es;
        private final int sequence;

        NextValue(ExecState es, int sequence) {
            super(false);
            this.es = es;
            this.sequence = sequence;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                out.setLong(sel == null ? i : sel[i], es.env.sequences.nextValue(sequence, false));
            }
            return out;
        }
    }
}
