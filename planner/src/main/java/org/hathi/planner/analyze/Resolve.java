package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** Choosing functions and operators by name and argument types (PostgreSQL manual 10.2, 10.3). */
final class Resolve {
    /** A function or operator that may be meant; {@code args} are the (expanded) parameter types. */
    static final class Candidate {
        final int oid;
        final int[] args;
        int pathpos;
        int nvargs;
        int ndargs;
        int @Nullable [] argnumbers;
        int nominal;
        boolean ambiguous;

        Candidate(int oid, int[] args, int pathpos) {
            this.oid = oid;
            this.args = args;
            this.pathpos = pathpos;
        }
    }

    private Resolve() {}

    private static int position(int[] path, int ns) {
        for (int i = 0; i < path.length; i++) {
            if (path[i] == ns) {
                return i;
            }
        }
        return -1;
    }

    /** The schema of a qualified name: 0 when unqualified; −1 when it does not exist. */
    static int schema(ParseState ps, List<String> name) {
        int k = name.size();
        if (k == 1) {
            return 0;
        }
        if (k > 3) {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "improper qualified name (too many dotted names): " + String.join(".", name));
        }
        if (k == 3 && !name.get(0).equals(ps.lookup.databaseName())) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cross-database references are not implemented: " + String.join(".", name));
        }
        int ns = ps.lookup.usableNamespace(name.get(k - 2));
        if (ns == 0) {
            throw new SqlError(SqlState.UNDEFINED_SCHEMA, "schema \"" + name.get(k - 2) + "\" does not exist");
        }
        return ns;
    }

    /** FuncnameGetCandidates. {@code nargs} −1: any number. */
    static List<Candidate> functions(
            ParseState ps,
            List<String> name,
            int nargs,
            List<String> argNames,
            boolean expandVariadic,
            boolean expandDefaults) {
        int schema = schema(ps, name);
        int[] path = ps.lookup.searchPath();
        List<Candidate> out = new ArrayList<>();
        for (ProcInfo p : ps.lookup.procsByName(name.get(name.size() - 1))) {
            int pos = schema == 0 ? position(path, p.namespace()) : p.namespace() == schema ? 0 : -1;
            if (pos < 0) {
                continue;
            }
            Candidate c = candidate(p, nargs, argNames, expandVariadic, expandDefaults, pos);
            if (c != null && !(c.nvargs > 0 || c.ndargs > 0 ? displaced(out, c) : duplicate(out, c))) {
                out.add(c);
            }
        }
        out.removeIf(c -> c.pathpos < 0);
        return out;
    }

    private static @Nullable Candidate candidate(
            ProcInfo p, int nargs, List<String> argNames, boolean expandVariadic, boolean expandDefaults, int pos) {
        int n = p.argCount();
        if (!argNames.isEmpty()) {
            return named(p, nargs, argNames, expandDefaults, pos);
        }
        boolean variadic = expandVariadic && p.variadic() != 0 && (nargs < 0 || n <= nargs);
        boolean defaults = !variadic && expandDefaults && nargs >= 0 && n > nargs;
        if (defaults && nargs + p.defaults() < n) {
            return null;
        }
        if (nargs >= 0 && n != nargs && !variadic && !defaults) {
            return null;
        }
        if (!variadic) {
            Candidate c = new Candidate(p.oid(), p.argTypes(), pos);
            c.nominal = n;
            c.ndargs = defaults ? n - nargs : 0;
            return c;
        }
        int total = Math.max(n, nargs);
        int[] args = Arrays.copyOf(p.argTypes(), total);
        Arrays.fill(args, n - 1, total, p.variadic());
        Candidate c = new Candidate(p.oid(), args, pos);
        c.nominal = n;
        c.nvargs = total - n + 1;
        return c;
    }

    private static @Nullable Candidate named(
            ProcInfo p, int nargs, List<String> argNames, boolean expandDefaults, int pos) {
        int n = p.argCount();
        String[] names = inputNames(p);
        if (names == null || n < nargs || n > nargs && !(expandDefaults && nargs + p.defaults() >= n)) {
            return null;
        }
        int positional = nargs - argNames.size();
        int[] numbers = new int[n];
        boolean[] given = new boolean[n];
        for (int i = 0; i < positional; i++) {
            numbers[i] = i;
            given[i] = true;
        }
        for (int i = 0; i < argNames.size(); i++) {
            int at = -1;
            for (int k = 0; k < n; k++) {
                if (argNames.get(i).equals(names[k])) {
                    at = k;
                }
            }
            if (at < 0 || given[at]) {
                return null;
            }
            given[at] = true;
            numbers[positional + i] = at;
        }
        int next = nargs;
        for (int k = 0; k < n; k++) {
            if (!given[k]) {
                if (k < n - p.defaults()) {
                    return null;
                }
                numbers[next++] = k;
            }
        }
        int[] args = new int[n];
        for (int i = 0; i < n; i++) {
            args[i] = p.argTypes()[numbers[i]];
        }
        Candidate c = new Candidate(p.oid(), args, pos);
        c.nominal = n;
        c.argnumbers = numbers;
        c.ndargs = n - nargs;
        return c;
    }

    /** Names of the input parameters, or null if the function has none. */
    static String @Nullable [] inputNames(ProcInfo p) {
        String[] names = p.argNames();
        if (names == null) {
            return null;
        }
        byte[] modes = p.argModes();
        if (modes == null) {
            return names;
        }
        String[] in = new String[p.argCount()];
        int k = 0;
        for (int i = 0; i < modes.length && k < in.length; i++) {
            if (modes[i] == 'i' || modes[i] == 'b' || modes[i] == 'v') {
                in[k++] = names[i];
            }
        }
        return in;
    }

    private static boolean duplicate(List<Candidate> out, Candidate c) {
        for (int i = 0; i < out.size(); i++) {
            Candidate o = out.get(i);
            int eff = c.args.length - c.ndargs;
            if (eff == o.args.length - o.ndargs && sameArgs(o, c, eff)) {
                if (prefer(o, c)) {
                    return true;
                }
                out.remove(i);
                return false;
            }
        }
        return false;
    }

    private static boolean displaced(List<Candidate> out, Candidate c) {
        for (int i = 0; i < out.size(); i++) {
            Candidate o = out.get(i);
            int eff = c.args.length - c.ndargs;
            if (eff == o.args.length - o.ndargs && sameArgs(o, c, eff)) {
                if (o.pathpos != c.pathpos) {
                    if (o.pathpos < c.pathpos) {
                        return true;
                    }
                    out.remove(i);
                    return false;
                }
                if (o.nvargs == 0 && o.ndargs == 0 || o.nvargs > 0 && c.nvargs > 0 && o.nvargs < c.nvargs) {
                    return true;
                }
                if (c.nvargs > 0 && o.nvargs > 0 && c.nvargs < o.nvargs) {
                    out.remove(i);
                    return false;
                }
                o.ambiguous = true;
                return true;
            }
        }
        return false;
    }

    private static boolean prefer(Candidate old, Candidate c) {
        if (old.pathpos != c.pathpos) {
            return old.pathpos < c.pathpos;
        }
        return old.nvargs == 0 && old.ndargs == 0;
    }

    private static boolean sameArgs(Candidate a, Candidate b, int n) {
        for (int i = 0; i < n; i++) {
            if (a.args[i] != b.args[i]) {
                return false;
            }
        }
        return true;
    }

    /** The candidate whose types are exactly the arguments', or null. */
    static @Nullable Candidate exact(List<Candidate> cs, int[] types) {
        for (Candidate c : cs) {
            boolean same = true;
            for (int i = 0; i < types.length && same; i++) {
                same = c.args[i] == types[i];
            }
            if (same) {
                return c;
            }
        }
        return null;
    }

    /** func_match_argtypes: candidates that accept the arguments with implicit casts. */
    static List<Candidate> matching(ParseState ps, int[] types, List<Candidate> cs) {
        List<Candidate> out = new ArrayList<>();
        for (Candidate c : cs) {
            if (Coercion.can(ps, types.length, types, c.args, Coercion.Context.IMPLICIT)) {
                out.add(c);
            }
        }
        return out;
    }

    /** func_select_candidate: the best of several, or null when none is. */
    static @Nullable Candidate select(ParseState ps, int[] input, List<Candidate> cs) {
        int n = input.length;
        int[] base = new int[n];
        int unknowns = 0;
        for (int i = 0; i < n; i++) {
            if (input[i] == Oids.UNKNOWN) {
                base[i] = Oids.UNKNOWN;
                unknowns++;
            } else {
                base[i] = Types.baseType(ps, input[i]);
            }
        }
        cs = best(cs, c -> {
            int m = 0;
            for (int i = 0; i < n; i++) {
                m += base[i] != Oids.UNKNOWN && c.args[i] == base[i] ? 1 : 0;
            }
            return m;
        });
        if (cs.size() == 1) {
            return cs.get(0);
        }
        char[] cat = new char[n];
        for (int i = 0; i < n; i++) {
            cat[i] = Coercion.category(ps, base[i]);
        }
        cs = best(cs, c -> {
            int m = 0;
            for (int i = 0; i < n; i++) {
                m += base[i] != Oids.UNKNOWN && (c.args[i] == base[i] || preferred(ps, cat[i], c.args[i])) ? 1 : 0;
            }
            return m;
        });
        if (cs.size() == 1) {
            return cs.get(0);
        }
        if (unknowns == 0) {
            return null;
        }
        return unknowns(ps, n, base, cat, cs, unknowns);
    }

    private static @Nullable Candidate unknowns(
            ParseState ps, int n, int[] base, char[] cat, List<Candidate> cs, int unknowns) {
        boolean resolved = false;
        boolean[] pref = new boolean[n];
        for (int i = 0; i < n; i++) {
            if (base[i] != Oids.UNKNOWN) {
                continue;
            }
            resolved = true;
            cat[i] = 0;
            boolean conflict = false;
            for (Candidate c : cs) {
                TypeInfo t = ps.type(c.args[i]);
                if (cat[i] == 0) {
                    cat[i] = t.category();
                    pref[i] = t.preferred();
                } else if (t.category() == cat[i]) {
                    pref[i] |= t.preferred();
                } else if (t.category() == 'S') {
                    cat[i] = 'S';
                    pref[i] = t.preferred();
                } else {
                    conflict = true;
                }
            }
            if (conflict && cat[i] != 'S') {
                resolved = false;
                break;
            }
        }
        if (resolved) {
            cs = ofCategories(ps, base, cat, pref, cs);
            if (cs.size() == 1) {
                return cs.get(0);
            }
        }
        if (unknowns < n) {
            int known = Oids.UNKNOWN;
            for (int b : base) {
                if (b != Oids.UNKNOWN) {
                    if (known == Oids.UNKNOWN) {
                        known = b;
                    } else if (known != b) {
                        return null;
                    }
                }
            }
            int[] all = new int[n];
            Arrays.fill(all, known);
            Candidate last = null;
            int count = 0;
            for (Candidate c : cs) {
                if (Coercion.can(ps, n, all, c.args, Coercion.Context.IMPLICIT)) {
                    last = c;
                    count++;
                }
            }
            return count == 1 ? last : null;
        }
        return null;
    }

    /** The candidates that take the chosen categories where the argument is unknown; all if none does. */
    private static List<Candidate> ofCategories(
            ParseState ps, int[] base, char[] cat, boolean[] pref, List<Candidate> cs) {
        List<Candidate> keep = new ArrayList<>();
        for (Candidate c : cs) {
            boolean ok = true;
            for (int i = 0; i < base.length && ok; i++) {
                if (base[i] == Oids.UNKNOWN) {
                    TypeInfo t = ps.type(c.args[i]);
                    ok = t.category() == cat[i] && (!pref[i] || t.preferred());
                }
            }
            if (ok) {
                keep.add(c);
            }
        }
        return keep.isEmpty() ? cs : keep;
    }

    private static boolean preferred(ParseState ps, char cat, int type) {
        TypeInfo t = ps.type(type);
        return t.preferred() && t.category() == cat;
    }

    private interface Score {
        int of(Candidate c);
    }

    private static List<Candidate> best(List<Candidate> cs, Score s) {
        int best = 0;
        List<Candidate> out = new ArrayList<>();
        for (Candidate c : cs) {
            int m = s.of(c);
            if (m > best || out.isEmpty()) {
                out.clear();
                out.add(c);
                best = m;
            } else if (m == best) {
                out.add(c);
            }
        }
        return out;
    }

    // ---- operators

    /** oper(): a binary operator, or null when {@code noError} and there is none. */
    static @Nullable OperatorInfo binary(
            ParseState ps, List<String> name, int left, int right, boolean noError, int loc) {
        int schema;
        try {
            schema = schema(ps, name);
        } catch (SqlError e) {
            throw e.position(ps.pos(loc));
        }
        int[] path = ps.lookup.searchPath();
        List<OperatorInfo> ops = ps.lookup.operatorsByName(name.get(name.size() - 1));
        int l = left == Oids.UNKNOWN ? right : left;
        int r = right == Oids.UNKNOWN ? left : right;
        OperatorInfo op = exactOperator(ops, schema, path, 'b', l, r);
        if (op != null && (left != Oids.UNKNOWN || right != Oids.UNKNOWN)) {
            return op;
        }
        if (l != r || left == right) {
            int bl = left == Oids.UNKNOWN ? Types.baseType(ps, right) : left;
            int br = right == Oids.UNKNOWN ? Types.baseType(ps, left) : right;
            op = exactOperator(ops, schema, path, 'b', bl, br);
            if (op != null && left != Oids.UNKNOWN && right != Oids.UNKNOWN) {
                return op;
            }
        } else {
            int b = Types.baseType(ps, l);
            op = b == l ? null : exactOperator(ops, schema, path, 'b', b, b);
            if (op != null) {
                return op;
            }
        }
        return inexact(ps, name, ops, schema, path, 'b', new int[] {left, right}, noError, loc);
    }

    private static @Nullable OperatorInfo exactOperator(
            List<OperatorInfo> ops, int schema, int[] path, char kind, int left, int right) {
        OperatorInfo best = null;
        int bestPos = Integer.MAX_VALUE;
        for (int i = 0; i < ops.size(); i++) {
            OperatorInfo o = ops.get(i);
            if (o.right() == right && o.left() == left && o.kind() == kind) {
                int pos = schema == 0 ? position(path, o.namespace()) : o.namespace() == schema ? 0 : -1;
                if (pos >= 0 && pos < bestPos) {
                    best = o;
                    bestPos = pos;
                }
            }
        }
        return best;
    }

    /** left_oper(): a prefix operator. */
    static @Nullable OperatorInfo prefix(ParseState ps, List<String> name, int arg, boolean noError, int loc) {
        int schema = schema(ps, name);
        int[] path = ps.lookup.searchPath();
        List<OperatorInfo> ops = ps.lookup.operatorsByName(name.get(name.size() - 1));
        OperatorInfo op = exactOperator(ops, schema, path, 'l', 0, arg);
        return op != null ? op : inexact(ps, name, ops, schema, path, 'l', new int[] {arg}, noError, loc);
    }

    private static @Nullable OperatorInfo inexact(
            ParseState ps,
            List<String> name,
            List<OperatorInfo> ops,
            int schema,
            int[] path,
            char kind,
            int[] args,
            boolean noError,
            int loc) {
        List<Candidate> cs = new ArrayList<>();
        for (OperatorInfo o : ops) {
            int pos = schema == 0 ? position(path, o.namespace()) : o.namespace() == schema ? 0 : -1;
            if (pos >= 0 && o.kind() == kind) {
                Candidate c = new Candidate(
                        o.oid(), kind == 'b' ? new int[] {o.left(), o.right()} : new int[] {o.right()}, pos);
                if (!duplicate(cs, c)) {
                    cs.add(c);
                }
            }
        }
        int[] in = args.clone();
        if (kind == 'b') {
            if (in[0] == Oids.UNKNOWN && in[1] != Oids.UNKNOWN) {
                in[0] = args[0];
            }
        }
        boolean some = false;
        if (!cs.isEmpty()) {
            // an unknown operand is first assumed to have the other's type (binary_oper_exact did that already)
            List<Candidate> m = matching(ps, in, cs);
            some = !m.isEmpty();
            Candidate best = m.size() == 1 ? m.get(0) : m.isEmpty() ? null : select(ps, in, m);
            if (best != null) {
                return ps.lookup.operator(best.oid);
            }
        }
        if (noError) {
            return null;
        }
        throw noOperator(ps, name, args, some, loc);
    }

    private static SqlError noOperator(ParseState ps, List<String> name, int[] args, boolean ambiguous, int loc) {
        StringBuilder b = new StringBuilder();
        if (args.length == 2) {
            b.append(ps.typeName(args[0])).append(' ');
        }
        b.append(String.join(".", name)).append(' ').append(ps.typeName(args[args.length - 1]));
        if (ambiguous) {
            return ps.error(SqlState.AMBIGUOUS_FUNCTION, "operator is not unique: " + b, loc)
                    .hint("Could not choose a best candidate operator. You might need to add explicit type casts.");
        }
        return ps.error(SqlState.UNDEFINED_FUNCTION, "operator does not exist: " + b, loc)
                .hint(
                        args.length == 2
                                ? "No operator matches the given name and argument types. You might need to add"
                                        + " explicit type casts."
                                : "No operator matches the given name and argument type. You might need to add an"
                                        + " explicit type cast.");
    }
}
