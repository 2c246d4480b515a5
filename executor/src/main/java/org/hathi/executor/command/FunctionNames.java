package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.ProcInfo;
import org.jspecify.annotations.Nullable;

/** Functions that definitions of operators, aggregates, casts and types name (LookupFuncName). */
final class FunctionNames {
    private final Ddl ddl;

    FunctionNames(Ddl ddl) {
        this.ddl = ddl;
    }

    /** The function with exactly these argument types along the search path; null when there is none. */
    @Nullable
    ProcInfo exact(List<String> names, int... args) {
        ProcInfo best = null;
        int bestAt = Integer.MAX_VALUE;
        for (ProcInfo p : candidates(names)) {
            int at = position(names, p);
            if (at >= 0 && at < bestAt && java.util.Arrays.equals(p.argTypes(), args)) {
                best = p;
                bestAt = at;
            }
        }
        return best;
    }

    /** As {@link #exact}; 42883 when there is none. */
    ProcInfo need(List<String> names, int... args) {
        ProcInfo p = exact(names, args);
        if (p == null) {
            throw missing(names, args);
        }
        return p;
    }

    /**
     * The function with these argument types, or one whose parameters take them without conversion. 42883 when none.
     */
    ProcInfo accepting(List<String> names, int... args) {
        ProcInfo p = exact(names, args);
        if (p != null) {
            return p;
        }
        for (ProcInfo c : candidates(names)) {
            if (position(names, c) < 0 || c.argTypes().length != args.length) {
                continue;
            }
            boolean fits = true;
            for (int i = 0; i < args.length; i++) {
                int want = c.argTypes()[i];
                fits &= polymorphic(want) || ddl.catalog.binaryCoercible(args[i], want);
            }
            if (fits) {
                return c;
            }
        }
        throw missing(names, args);
    }

    static boolean polymorphic(int type) {
        return switch (type) {
            case 2283, 2277, 2776, 3500, 3831, 4537, 5077, 5078, 5079, 5080, 4538, 2276 -> true;
            default -> false;
        };
    }

    private List<ProcInfo> candidates(List<String> names) {
        if (names.size() > 1) {
            ddl.catalog.searchPath().explicit(names.get(names.size() - 2));
        }
        return ddl.catalog.procsByName(names.get(names.size() - 1));
    }

    private int position(List<String> names, ProcInfo p) {
        if (names.size() > 1) {
            return p.namespace() == ddl.catalog.searchPath().explicit(names.get(names.size() - 2)) ? 0 : -1;
        }
        return ddl.catalog.searchPath().functionPosition(p.namespace());
    }

    SqlError missing(List<String> names, int... args) {
        List<String> l = new ArrayList<>();
        for (int a : args) {
            l.add(ddl.catalog.formatType(a, -1));
        }
        return new SqlError(
                SqlState.UNDEFINED_FUNCTION,
                "function " + String.join(".", names) + "(" + String.join(", ", l) + ") does not exist");
    }

    /** 42501 unless the current role may execute the function. */
    void checkExecute(ProcInfo p, List<String> names) {
        if (!ddl.catalog.acl().has(ObjectKind.FUNCTION, p.oid(), ddl.role(), org.hathi.catalog.Acl.EXECUTE)) {
            throw org.hathi.catalog.Acl.denied("function", String.join(".", names));
        }
    }

    /** The same, named by its name alone. */
    void checkExecute(ProcInfo p) {
        if (!ddl.catalog.acl().has(ObjectKind.FUNCTION, p.oid(), ddl.role(), org.hathi.catalog.Acl.EXECUTE)) {
            throw ddl.catalog.acl().denied(ObjectKind.FUNCTION, p.oid());
        }
    }
}
