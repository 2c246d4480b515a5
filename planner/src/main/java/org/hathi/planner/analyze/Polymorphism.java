package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.Oids;
import org.hathi.types.TypeCatalog;
import org.hathi.types.TypeCatalog.RangeInfo;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Polymorphic pseudo-types: deducing the actual types of a call (PostgreSQL manual 38.2.5). Family 1 (anyelement …)
 * needs equal types, family 2 (anycompatible …) a common type.
 */
public final class Polymorphism {
    private static final int INTERNAL = 2281;

    private Polymorphism() {}

    /** What a call tells about the polymorphic types; 0 = nothing. */
    private static final class Deduced {
        int elem;
        int array;
        int range;
        int multirange;
        boolean noArray;
        boolean needEnum;
        int compatElem;
        int compatRange;
        boolean compatNoArray;
        final List<Integer> compat = new ArrayList<>();
        boolean any1;
        boolean any2;

        @Nullable
        String problem;
    }

    private static int rangeSubtype(ParseState ps, int range) {
        RangeInfo r = ps.types().range(range);
        return r == null || ps.type(range).type() != 'r' ? 0 : r.subtype();
    }

    private static int rangeOfMultirange(ParseState ps, int multirange) {
        if (ps.type(multirange).type() != 'm') {
            return 0;
        }
        RangeInfo r = ps.types().range(multirange);
        return r == null ? 0 : r.rangeType();
    }

    private static boolean conflict(Deduced d, ParseState ps, String message, int have, int other) {
        if (d.problem == null) {
            d.problem = message + "\n" + ps.typeName(have) + " versus " + ps.typeName(other);
        }
        return false;
    }

    private static Deduced deduce(ParseState ps, int[] actual, int[] declared, int n) {
        Deduced d = new Deduced();
        for (int i = 0; i < n; i++) {
            int decl = declared[i];
            int act = actual[i];
            if (Types.isFamily1(decl)) {
                d.any1 = true;
                d.noArray |= decl == Oids.ANYNONARRAY;
                d.needEnum |= decl == Oids.ANYENUM;
                if (act == Oids.UNKNOWN) {
                    continue;
                }
                family1(d, ps, decl, act);
            } else if (Types.isFamily2(decl)) {
                d.any2 = true;
                d.compatNoArray |= decl == Oids.ANYCOMPATIBLENONARRAY;
                if (act != Oids.UNKNOWN) {
                    family2(d, ps, decl, act);
                }
            }
        }
        return d;
    }

    private static void family1(Deduced d, ParseState ps, int decl, int act) {
        switch (decl) {
            case Oids.ANYARRAY -> {
                int base = Types.baseType(ps, act);
                if (d.array != 0 && d.array != base) {
                    conflict(d, ps, "arguments declared \"anyarray\" are not all alike", d.array, base);
                }
                d.array = base;
            }
            case Oids.ANYRANGE -> {
                int base = Types.baseType(ps, act);
                if (d.range != 0 && d.range != base) {
                    conflict(d, ps, "arguments declared \"anyrange\" are not all alike", d.range, base);
                }
                d.range = base;
            }
            case Oids.ANYMULTIRANGE -> {
                int base = Types.baseType(ps, act);
                if (d.multirange != 0 && d.multirange != base) {
                    conflict(d, ps, "arguments declared \"anymultirange\" are not all alike", d.multirange, base);
                }
                d.multirange = base;
            }
            default -> {
                if (d.elem != 0 && d.elem != act) {
                    conflict(d, ps, "arguments declared \"anyelement\" are not all alike", d.elem, act);
                }
                d.elem = act;
            }
        }
    }

    private static void family2(Deduced d, ParseState ps, int decl, int act) {
        switch (decl) {
            case Oids.ANYCOMPATIBLEARRAY -> {
                int base = Types.baseType(ps, act);
                int el = Types.elementType(ps, base);
                if (el == 0) {
                    d.problem = "argument declared anycompatiblearray is not an array but type " + ps.typeName(base);
                    return;
                }
                d.compat.add(el);
            }
            case Oids.ANYCOMPATIBLERANGE -> {
                int base = Types.baseType(ps, act);
                int sub = rangeSubtype(ps, base);
                if (sub == 0) {
                    d.problem =
                            "argument declared anycompatiblerange is not a range type but type " + ps.typeName(base);
                    return;
                }
                if (d.compatRange != 0 && d.compatRange != base) {
                    conflict(d, ps, "arguments declared \"anycompatiblerange\" are not all alike", d.compatRange, base);
                }
                d.compatRange = base;
                d.compat.add(sub);
            }
            case Oids.ANYCOMPATIBLEMULTIRANGE -> {
                int base = Types.baseType(ps, act);
                int range = rangeOfMultirange(ps, base);
                if (range == 0) {
                    d.problem = "argument declared anycompatiblemultirange is not a multirange type but type "
                            + ps.typeName(base);
                    return;
                }
                d.compatRange = range;
                d.compat.add(rangeSubtype(ps, range));
            }
            default -> d.compat.add(act);
        }
    }

    /** Settles elem/array/range of family 1; false with a problem when they contradict. */
    private static boolean settle1(Deduced d, ParseState ps) {
        if (d.problem != null) {
            return false;
        }
        if (d.array != 0 && d.array != Oids.ANYARRAY) {
            int el = Types.elementType(ps, d.array);
            if (el == 0) {
                d.problem = "argument declared anyarray is not an array but type " + ps.typeName(d.array);
                return false;
            }
            if (d.elem == 0) {
                d.elem = el;
            } else if (d.elem != el && Types.baseType(ps, d.elem) != el) {
                return conflict(
                        d,
                        ps,
                        "argument declared anyarray is not consistent with argument declared anyelement",
                        d.array,
                        d.elem);
            } else {
                d.elem = el;
            }
        }
        if (d.multirange != 0) {
            int range = rangeOfMultirange(ps, d.multirange);
            if (range != 0 && d.range != 0 && d.range != range) {
                return conflict(
                        d,
                        ps,
                        "argument declared anymultirange is not consistent with argument declared anyrange",
                        d.multirange,
                        d.range);
            }
            d.range = range;
            if (range == 0) {
                d.problem = "argument declared anymultirange is not a multirange type but type "
                        + ps.typeName(d.multirange);
                return false;
            }
        }
        if (d.range != 0) {
            int sub = rangeSubtype(ps, d.range);
            if (sub == 0) {
                d.problem = "argument declared anyrange is not a range type but type " + ps.typeName(d.range);
                return false;
            }
            if (d.elem == 0) {
                d.elem = sub;
            } else if (d.elem != sub) {
                return conflict(
                        d,
                        ps,
                        "argument declared anyrange is not consistent with argument declared anyelement",
                        d.range,
                        d.elem);
            }
        }
        if (d.elem != 0) {
            if (d.noArray && Types.elementType(ps, Types.baseType(ps, d.elem)) != 0) {
                d.problem = "type matched to anynonarray is an array type: " + ps.typeName(d.elem);
                return false;
            }
            if (d.needEnum && ps.type(Types.baseType(ps, d.elem)).type() != 'e') {
                d.problem = "type matched to anyenum is not an enum type: " + ps.typeName(d.elem);
                return false;
            }
        }
        return true;
    }

    private static boolean settle2(Deduced d, ParseState ps) {
        if (d.problem != null) {
            return false;
        }
        if (d.compat.isEmpty()) {
            return true;
        }
        int common = 0;
        TypeInfo p = null;
        for (int t : d.compat) {
            int base = d.compat.size() == 1 ? t : Types.baseType(ps, t);
            if (p == null) {
                common = base;
                p = ps.type(base);
            } else if (base != common) {
                TypeInfo c = ps.type(base);
                if (c.category() != p.category()) {
                    d.problem = "arguments of anycompatible family cannot be cast to a common type";
                    return false;
                }
                if (!p.preferred()
                        && Coercion.can(ps, common, base, Coercion.Context.IMPLICIT)
                        && !Coercion.can(ps, base, common, Coercion.Context.IMPLICIT)) {
                    common = base;
                    p = c;
                }
            }
        }
        for (int t : d.compat) {
            if (!Coercion.can(ps, t, common, Coercion.Context.IMPLICIT)) {
                d.problem = "arguments of anycompatible family cannot be cast to a common type";
                return false;
            }
        }
        d.compatElem = common;
        if (d.compatRange != 0 && rangeSubtype(ps, d.compatRange) != common) {
            d.problem = "anycompatiblerange type " + ps.typeName(d.compatRange) + " does not match anycompatible type "
                    + ps.typeName(common);
            return false;
        }
        if (d.compatNoArray && Types.elementType(ps, common) != 0) {
            d.problem = "type matched to anycompatiblenonarray is an array type: " + ps.typeName(common);
            return false;
        }
        return true;
    }

    /** check_generic_type_consistency. */
    static boolean consistent(ParseState ps, int[] actual, int[] declared) {
        Deduced d = deduce(ps, actual, declared, Math.min(actual.length, declared.length));
        return settle1(d, ps) && settle2(d, ps) && (!d.needEnum || d.elem != 0);
    }

    /**
     * enforce_generic_type_consistency: replaces polymorphic entries of {@code declared} by actual types and returns
     * the actual result type. Throws 42804 when that fails.
     */
    static int enforce(ParseState ps, int[] actual, int[] declared, int result, boolean allowPoly) {
        boolean poly = false;
        int n = actual.length;
        for (int i = 0; i < n && !poly; i++) {
            poly = Types.isPolymorphic(declared[i]);
        }
        if (!poly) {
            return result;
        }
        Deduced d = deduce(ps, actual, declared, n);
        if (!settle1(d, ps) || !settle2(d, ps)) {
            String m = d.problem == null ? "polymorphic types do not match" : d.problem;
            int nl = m.indexOf('\n');
            SqlError e = new SqlError(SqlState.DATATYPE_MISMATCH, nl < 0 ? m : m.substring(0, nl));
            throw nl < 0 ? e : e.detail(m.substring(nl + 1));
        }
        if (d.any1 && d.elem == 0 && d.array == 0) {
            if (!allowPoly) {
                throw new SqlError(
                        SqlState.DATATYPE_MISMATCH,
                        "could not determine polymorphic type because input has type unknown");
            }
            d.elem = Oids.ANYELEMENT;
            d.array = Oids.ANYARRAY;
            d.range = Oids.ANYRANGE;
            d.multirange = Oids.ANYMULTIRANGE;
        }
        if (d.any2 && d.compatElem == 0) {
            d.compatElem = Oids.TEXT;
        }
        for (int i = 0; i < n; i++) {
            if (Types.isFamily2(declared[i]) || d.any1 && Types.isFamily1(declared[i])) {
                if (Types.isFamily2(declared[i]) || actual[i] == Oids.UNKNOWN || needsBase(declared[i])) {
                    declared[i] = actualFor(ps, d, declared[i]);
                } else {
                    declared[i] = actual[i];
                }
            }
        }
        return Types.isPolymorphic(result) ? actualFor(ps, d, result) : result;
    }

    public static boolean isPolymorphic(int type) {
        return Types.isPolymorphic(type);
    }

    /**
     * Refuses (42P13) a polymorphic result that no input would determine.
     *
     * @param inputs declared types of the input arguments
     */
    public static void checkResult(TypeCatalog types, int result, int[] inputs) {
        if (result == INTERNAL && java.util.Arrays.stream(inputs).noneMatch(t -> t == INTERNAL)) {
            throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "unsafe use of pseudo-type \"internal\"")
                    .detail("A result of type internal requires at least one input of type internal.");
        }
        String needed =
                switch (result) {
                    case Oids.ANYRANGE, Oids.ANYMULTIRANGE -> "anyrange or anymultirange";
                    case Oids.ANYCOMPATIBLERANGE, Oids.ANYCOMPATIBLEMULTIRANGE ->
                        "anycompatiblerange or anycompatiblemultirange";
                    default ->
                        Types.isFamily1(result)
                                ? "anyelement, anyarray, anynonarray, anyenum, anyrange, or anymultirange"
                                : "anycompatible, anycompatiblearray, anycompatiblenonarray, anycompatiblerange, or"
                                        + " anycompatiblemultirange";
                };
        boolean found = !Types.isPolymorphic(result);
        for (int t : inputs) {
            found |= switch (result) {
                case Oids.ANYRANGE, Oids.ANYMULTIRANGE -> t == Oids.ANYRANGE || t == Oids.ANYMULTIRANGE;
                case Oids.ANYCOMPATIBLERANGE, Oids.ANYCOMPATIBLEMULTIRANGE ->
                    t == Oids.ANYCOMPATIBLERANGE || t == Oids.ANYCOMPATIBLEMULTIRANGE;
                default -> Types.isFamily1(result) ? Types.isFamily1(t) : Types.isFamily2(t);
            };
        }
        if (!found) {
            throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "cannot determine result data type")
                    .detail("A result of type " + types.formatType(result, -1) + " requires at least one input of type "
                            + needed + ".");
        }
    }

    private static boolean needsBase(int t) {
        return t == Oids.ANYARRAY || t == Oids.ANYRANGE || t == Oids.ANYMULTIRANGE;
    }

    private static int actualFor(ParseState ps, Deduced d, int poly) {
        int t =
                switch (poly) {
                    case Oids.ANYELEMENT, Oids.ANYNONARRAY, Oids.ANYENUM -> d.elem != 0 ? d.elem : Oids.ANYELEMENT;
                    case Oids.ANYARRAY -> d.array != 0 ? d.array : Types.arrayType(ps, d.elem);
                    case Oids.ANYRANGE -> d.range;
                    case Oids.ANYMULTIRANGE -> d.multirange != 0 ? d.multirange : multirangeOf(ps, d.range);
                    case Oids.ANYCOMPATIBLE, Oids.ANYCOMPATIBLENONARRAY -> d.compatElem;
                    case Oids.ANYCOMPATIBLEARRAY -> Types.arrayType(ps, d.compatElem);
                    case Oids.ANYCOMPATIBLERANGE -> d.compatRange;
                    case Oids.ANYCOMPATIBLEMULTIRANGE -> multirangeOf(ps, d.compatRange);
                    default -> poly;
                };
        if (t == 0) {
            if (poly == Oids.ANYARRAY || poly == Oids.ANYCOMPATIBLEARRAY) {
                throw new SqlError(
                        SqlState.UNDEFINED_OBJECT,
                        "could not find array type for data type "
                                + ps.typeName(poly == Oids.ANYARRAY ? d.elem : d.compatElem));
            }
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "could not determine polymorphic type " + ps.typeName(poly) + " because input has type unknown");
        }
        return t;
    }

    private static int multirangeOf(ParseState ps, int range) {
        RangeInfo r = range == 0 ? null : ps.types().range(range);
        return r == null ? 0 : r.multirange();
    }
}
