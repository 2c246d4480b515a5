package org.hathi.executor.expr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Checks the constraints of a domain, those of the domains below it first. */
public final class DomainState extends ExprState {
    private record Check(String constraint, ExprState test) {}

    private final ExecState es;
    private final ExprState arg;
    private final int domain;
    private final boolean notNull;
    private final List<Check> checks;

    private DomainState(ExecState es, ExprState arg, int domain, boolean notNull, List<Check> checks) {
        super(arg.byRef);
        this.es = es;
        this.arg = arg;
        this.domain = domain;
        this.notNull = notNull;
        this.checks = checks;
    }

    /** {@code arg} itself when the domain has no constraints. */
    static ExprState of(ExecState es, ExprState arg, int domain) {
        boolean notNull = false;
        List<Check> checks = new ArrayList<>();
        TypeInfo t = es.cx.types().type(domain);
        ExprCompiler c = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        while (t.type() == 'd') {
            notNull |= t.notNull();
            List<ConstraintInfo> cons = new ArrayList<>(es.env.catalog.domainConstraints(t.oid()));
            cons.sort(Comparator.comparing(ConstraintInfo::name));
            List<Check> level = new ArrayList<>();
            for (ConstraintInfo k : cons) {
                String text = k.expression();
                if (k.type() == 'c' && text != null) {
                    level.add(new Check(k.name(), c.compile((Expr) NodeText.read(text))));
                }
            }
            checks.addAll(0, level);
            t = es.cx.types().type(t.baseType());
        }
        return checks.isEmpty() && !notNull ? arg : new DomainState(es, arg, domain, notNull, checks);
    }

    /** The checks of a domain's values inside arrays and rows; null when it has none. */
    public static org.hathi.types.TypeCatalog.@Nullable DomainCheck checkOf(
            org.hathi.executor.ExecEnv env, int domain) {
        if (!env.catalog.domainHasConstraints(domain)) {
            return null;
        }
        return (cx, value) -> {
            ExecState es = new ExecState(env, new org.hathi.planner.plan.PlannedStmt(), false);
            es.begin(new Object[0], new int[0], null);
            check(es, domain, value);
        };
    }

    /** Throws 23502 or 23514 unless the datum satisfies the domain: for values that come from input functions. */
    public static void check(ExecState es, int domain, @Nullable Object value) {
        Frame f = new Frame();
        ExprState s = of(es, new Leaves.Constant(es.byRef(domain), value), domain);
        s.eval(f, null, 1);
    }

    @Override
    public Vector eval(Frame f, int @Nullable [] sel, int n) {
        Vector v = arg.eval(f, sel, n);
        if (notNull && v.hasNulls) {
            for (int i = 0; i < n; i++) {
                if (v.isNull(sel == null ? i : sel[i])) {
                    throw named(new SqlError(
                            SqlState.NOT_NULL_VIOLATION, "domain " + name() + " does not allow null values"));
                }
            }
        }
        Vector saved = f.domainValue;
        for (Check k : checks) {
            f.domainValue = v;
            Vector ok = k.test.eval(f, sel, n);
            f.domainValue = saved;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (!ok.isNull(r) && !ok.getBool(r)) {
                    throw named(new SqlError(
                                    SqlState.CHECK_VIOLATION,
                                    "value for domain " + name() + " violates check constraint \"" + k.constraint
                                            + "\""))
                            .constraint(k.constraint);
                }
            }
        }
        return v;
    }

    private String name() {
        return es.cx.types().formatType(domain, -1);
    }

    /** With the domain's schema and name as fields of their own (errdatatype). */
    private SqlError named(SqlError e) {
        TypeInfo t = es.cx.types().type(domain);
        String schema = es.cx.types().regFormat(es.cx, Oids.REGNAMESPACE, t.namespace());
        if (schema != null && schema.startsWith("\"")) {
            schema = schema.substring(1, schema.length() - 1).replace("\"\"", "\"");
        }
        return e.dataType(schema == null ? "" : schema, t.name());
    }
}
