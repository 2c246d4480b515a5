package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Row types of expressions of type RECORD, as far as they can be known while analysing. */
final class RowTypes {
    private RowTypes() {}

    static @Nullable TupleDesc ofRecord(ParseState ps, Expr e) {
        return switch (e) {
            case RowExpr r -> ofRow(ps, r);
            case FuncExpr f -> ofFunction(ps, f);
            case Var v when v.varattno() == 0 -> ofRte(ps, ps.rte(v.varno(), v.varlevelsup()));
            case Var v -> ofColumn(ps, v);
            default -> null;
        };
    }

    private static Attribute attribute(ParseState ps, String name, int n, int type, int typmod, int collation) {
        Attribute a = Attribute.of(name, n, ps.type(type), typmod);
        return a.collation() == collation
                ? a
                : new Attribute(
                        a.name(),
                        a.typeOid(),
                        a.typmod(),
                        a.len(),
                        a.byVal(),
                        a.align(),
                        a.storage(),
                        a.compression(),
                        a.notNull(),
                        a.hasDefault(),
                        a.hasMissing(),
                        a.missing(),
                        a.identity(),
                        a.generated(),
                        a.dropped(),
                        collation,
                        a.attnum(),
                        a.ndims());
    }

    private static TupleDesc ofRow(ParseState ps, RowExpr r) {
        Attribute[] as = new Attribute[r.args().size()];
        for (int i = 0; i < as.length; i++) {
            Expr a = r.args().get(i);
            String name = i < r.colnames().size() ? r.colnames().get(i) : "f" + (i + 1);
            as[i] = attribute(ps, name, i + 1, a.type(), a.typmod(), a.collation());
        }
        return new TupleDesc(as);
    }

    /** The OUT parameters of a function that returns RECORD, or null if it has none. */
    static @Nullable TupleDesc ofFunction(ParseState ps, FuncExpr f) {
        ProcInfo p = ps.lookup.proc(f.funcid());
        if (p == null) {
            return null;
        }
        int[] actual = new int[p.argCount()];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = i < f.args().size() ? f.args().get(i).type() : p.argTypes()[i];
        }
        return ofOutputs(ps, p, actual);
    }

    /** The OUT parameters of a function called with arguments of these types, or null if it has none. */
    static @Nullable TupleDesc ofOutputs(ParseState ps, ProcInfo p, int[] actual) {
        if (p.argModes() == null || p.allArgTypes() == null) {
            return null;
        }
        List<Attribute> as = new ArrayList<>();
        byte[] modes = p.argModes();
        int[] types = p.allArgTypes();
        for (int i = 0; i < modes.length; i++) {
            if (modes[i] == 'o' || modes[i] == 'b' || modes[i] == 't') {
                String[] names = p.argNames();
                String name = names == null || i >= names.length || names[i].isEmpty()
                        ? "column" + (as.size() + 1)
                        : names[i];
                int type = Types.isPolymorphic(types[i])
                        ? Polymorphism.enforce(ps, actual, p.argTypes().clone(), types[i], true)
                        : types[i];
                as.add(Attribute.of(name, as.size() + 1, ps.type(type), -1));
            }
        }
        return as.isEmpty() ? null : new TupleDesc(as.toArray(new Attribute[0]));
    }

    static @Nullable TupleDesc ofRte(ParseState ps, RangeTblEntry r) {
        List<String> names = r.eref.colnames();
        switch (r.rtekind) {
            case RELATION -> {
                return ps.lookup.columns(r.relid);
            }
            case SUBQUERY -> {
                return r.subquery == null ? null : ofTargets(ps, r.subquery, names);
            }
            case VALUES, CTE, TABLEFUNC, NAMEDTUPLESTORE -> {
                Attribute[] as = new Attribute[r.coltypes.length];
                for (int i = 0; i < as.length; i++) {
                    as[i] = attribute(ps, names.get(i), i + 1, r.coltypes[i], r.coltypmods[i], r.colcollations[i]);
                }
                return new TupleDesc(as);
            }
            case JOIN -> {
                Attribute[] as = new Attribute[r.joinaliasvars.size()];
                for (int i = 0; i < as.length; i++) {
                    Expr e = r.joinaliasvars.get(i);
                    as[i] = e == null
                            ? Attribute.of("", i + 1, ps.type(Oids.INT4), -1)
                            : attribute(ps, names.get(i), i + 1, e.type(), e.typmod(), e.collation());
                }
                return new TupleDesc(as);
            }
            case FUNCTION -> {
                return r.functions.size() == 1 && !r.funcordinality
                        ? Funcs.rowType(ps, r.functions.get(0).funcexpr())
                        : null;
            }
            case RESULT -> {
                return null;
            }
        }
        return null;
    }

    private static TupleDesc ofTargets(ParseState ps, Query q, List<String> names) {
        List<Attribute> as = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                Expr e = t.expr();
                as.add(attribute(ps, names.get(as.size()), as.size() + 1, e.type(), e.typmod(), e.collation()));
            }
        }
        return new TupleDesc(as.toArray(new Attribute[0]));
    }

    /** The range table entries and WITH queries that references of one query level mean. */
    private record Scope(
            List<RangeTblEntry> rtable,
            List<CommonTableExpr> ctes,
            @Nullable Scope parent) {
        static Scope of(ParseState ps) {
            return new Scope(ps.rtable, ps.ctes, ps.parent == null ? null : of(ps.parent));
        }

        Scope up(int levels) {
            Scope s = this;
            for (int i = 0; i < levels; i++) {
                s = java.util.Objects.requireNonNull(s.parent);
            }
            return s;
        }
    }

    private static @Nullable TupleDesc ofColumn(ParseState ps, Var v) {
        return ofColumn(ps, Scope.of(ps), v);
    }

    /** The columns of a record that a subquery returns, found where it is made (expandRecordVariable). */
    private static @Nullable TupleDesc ofColumn(ParseState ps, Scope from, Var v) {
        Scope at = from.up(v.varlevelsup());
        RangeTblEntry r = at.rtable.get(v.varno() - 1);
        if (v.varattno() == 0) {
            return ofRte(ps, r);
        }
        Expr e = null;
        Scope inside = at;
        switch (r.rtekind) {
            case SUBQUERY -> {
                if (r.subquery != null) {
                    e = r.subquery.targetList.get(v.varattno() - 1).expr();
                    inside = new Scope(r.subquery.rtable, r.subquery.cteList, at);
                }
            }
            case JOIN -> e = r.joinaliasvars.get(v.varattno() - 1);
            case CTE -> {
                Scope owner = at.up(r.ctelevelsup);
                for (CommonTableExpr c : owner.ctes) {
                    if (!r.selfReference && c.ctename.equals(r.ctename)) {
                        if (v.varattno() > Ctes.targets(c).size()) {
                            throw SqlError.internal("CTE " + c.ctename + " does not have attribute " + v.varattno());
                        }
                        e = Ctes.targets(c).get(v.varattno() - 1).expr();
                        inside = new Scope(c.ctequery.rtable, c.ctequery.cteList, owner);
                    }
                }
            }
            default -> {}
        }
        if (e instanceof Var inner) {
            return inner.vartype() == Oids.RECORD ? ofColumn(ps, inside, inner) : Funcs.rowType(ps, inner);
        }
        return e == null ? null : Funcs.rowType(ps, e);
    }
}
