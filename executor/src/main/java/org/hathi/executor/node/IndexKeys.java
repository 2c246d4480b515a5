package org.hathi.executor.node;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.access.ScanKey;
import org.hathi.base.SqlError;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.OperatorOps;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.os.Mem;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Var;
import org.hathi.types.ArrayValue;
import org.hathi.types.Comparator;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** Index conditions of a plan made into scan keys; values are evaluated at each (re)start of the scan. */
final class IndexKeys {
    private final ExecState es;
    private final IndexDef def;
    private final Relation index;
    private final List<Expr> quals;
    private final @Nullable ExprState[][] values;
    private final Frame frame = new Frame();
    /** What does not change of conditions with one operator, once they have been made into keys. */
    private final @Nullable Operator[] operators;

    private record Operator(
            int column, int strategy, @Nullable Comparator comparator) {}

    IndexKeys(ExecState es, Relation index, List<Expr> quals) {
        this.es = es;
        this.index = index;
        IndexDef d = es.env.catalog.index(index.oid);
        if (d == null) {
            throw SqlError.internal("cache lookup failed for index " + Integer.toUnsignedString(index.oid));
        }
        this.def = d;
        this.quals = quals;
        this.values = new ExprState[quals.size()][];
        this.operators = new Operator[quals.size()];
        ExprCompiler c = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (quals.get(i)) {
                case OpExpr o -> new ExprState[] {c.compile(o.args().get(1))};
                case ScalarArrayOpExpr o -> new ExprState[] {c.compile(o.args().get(1))};
                case RowCompareExpr r -> c.compile(r.rargs());
                case NullTest n -> new ExprState[0];
                default -> throw SqlError.internal("unsupported index condition");
            };
        }
    }

    private static int column(Expr e) {
        Expr x = e;
        while (x instanceof RelabelType r) {
            x = r.arg();
        }
        if (x instanceof Var v && v.varno() == Var.INDEX_VAR) {
            return v.varattno();
        }
        throw SqlError.internal("index condition without index column");
    }

    /** The keys with the parameters' present values. */
    ScanKey[] make() {
        ScanKey[] out = new ScanKey[values.length];
        frame.rows = 1;
        for (int i = 0; i < out.length; i++) {
            ExprState[] v = values[i];
            Operator known = operators[i];
            if (known != null) {
                out[i] = ScanKey.of(known.column, known.strategy, v[0].datum(frame), known.comparator);
                continue;
            }
            out[i] = switch (quals.get(i)) {
                case OpExpr o -> {
                    int col = column(o.args().get(0));
                    Operator p = new Operator(
                            col,
                            strategy(o.opno(), col),
                            comparator(o.opno(), col, o.args().get(1).type(), o.inputcollid()));
                    operators[i] = p;
                    yield ScanKey.of(p.column, p.strategy, v[0].datum(frame), p.comparator);
                }
                case ScalarArrayOpExpr o -> array(o, v[0].datum(frame));
                case RowCompareExpr r -> row(r, v);
                case NullTest n ->
                    n.nulltesttype() == NullTestType.IS_NULL
                            ? ScanKey.isNull(column(n.arg()))
                            : ScanKey.isNotNull(column(n.arg()));
                default -> throw SqlError.internal("unsupported index condition");
            };
        }
        return out;
    }

    private ScanKey array(ScalarArrayOpExpr o, @Nullable Object value) {
        int col = column(o.args().get(0));
        @Nullable Object[] elements = new Object[0];
        int elemType = es.cx.types().type(o.args().get(1).type()).elem();
        if (value != null) {
            ArrayValue a = ArrayValue.decode(es.cx.types(), (byte[]) value, 0);
            elements = new Object[a.count];
            for (int k = 0; k < a.count; k++) {
                elements[k] = a.values.datum(k);
            }
        }
        return ScanKey.any(
                col, strategy(o.opno(), col), elements, comparator(o.opno(), col, elemType, o.inputcollid()));
    }

    private ScanKey row(RowCompareExpr r, ExprState[] v) {
        ScanKey[] members = new ScanKey[v.length];
        int strategy = 0;
        for (int k = 0; k < members.length; k++) {
            int col = column(r.largs().get(k));
            strategy = strategy(r.opnos()[k], col);
            members[k] = ScanKey.of(
                    col,
                    strategy,
                    v[k].datum(frame),
                    comparator(r.opnos()[k], col, r.rargs().get(k).type(), r.inputcollids()[k]));
        }
        return ScanKey.row(strategy, members);
    }

    private int family(int column) {
        return es.env.catalog.opclass(def.opclasses()[column - 1]).family();
    }

    private int strategy(int operator, int column) {
        AmopInfo a = es.env.catalog.amopOf(operator, family(column));
        if (a == null) {
            throw SqlError.internal(
                    "operator " + Integer.toUnsignedString(operator) + " is not a member of the index's family");
        }
        return a.strategy();
    }

    /** Null when the operator compares values of the column's own type. */
    private @Nullable Comparator comparator(int operator, int column, int type, int collation) {
        AmopInfo a = es.env.catalog.amopOf(operator, family(column));
        if (a == null || a.left() == a.right()) {
            return null;
        }
        int own = index.desc.get(column - 1).typeOid();
        if (!OperatorOps.users(operator) && es.sameFamily(own, a.right())) {
            return TypeOps.of(es.cx.types(), own, collation).comparator();
        }
        if (a.left() == Oids.NAME && a.right() == Oids.TEXT) {
            return IndexKeys::compareName;
        }
        int proc = es.env.catalog.amproc(a.family(), a.left(), a.right(), 1);
        return es.env
                .catalog
                .operatorOps()
                .bySupport(proc, own, type, collation)
                .comparator();
    }

    /** A name (up to 63 bytes and a NUL) against a text, in byte order: names' collation is C. */
    private static int compareName(MemorySegment m, long off, Object datum) {
        byte[] t = (byte[]) datum;
        for (int i = 0; i < 64; i++) {
            int x = Mem.i8(m, off + i) & 0xFF;
            if (x == 0) {
                return i == t.length ? 0 : -1;
            }
            int y = i < t.length ? t[i] & 0xFF : -1;
            if (x != y) {
                return Integer.compare(x, y);
            }
        }
        return t.length > 64 ? -1 : 0;
    }
}
