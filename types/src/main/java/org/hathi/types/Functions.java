package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions a server knows: the families of this room and those that upper rooms add, asked in order. */
public final class Functions {
    private final List<FunctionFamily> families = new ArrayList<>();

    /** The families of room types. */
    public Functions() {
        BuiltinFamilies.addTo(families);
    }

    /** Adds a family of an upper room; it is asked before those added earlier. */
    public Functions add(FunctionFamily family) {
        families.addFirst(family);
        return this;
    }

    /** The kernel for a built-in function, or null when it is not implemented. */
    public @Nullable Kernel lookupIfAny(String prosrc, CallInfo call) {
        for (int i = 0; i < families.size(); i++) {
            Kernel k = families.get(i).lookup(prosrc, call);
            if (k != null) {
                return k;
            }
        }
        return null;
    }

    /** The kernel for a built-in function; 0A000 when it is not implemented. */
    public Kernel lookup(String prosrc, CallInfo call) {
        Kernel k = lookupIfAny(prosrc, call);
        if (k == null) {
            throw org.hathi.base.SqlError.unsupported("function " + prosrc);
        }
        return k;
    }

    /** As {@link #lookup(String, CallInfo)} for non-polymorphic functions. */
    public Kernel lookup(String prosrc, boolean strict) {
        return lookup(prosrc, CallInfo.of(strict));
    }

    /** The set-returning function, or null when it is not implemented. A new instance each time. */
    public @Nullable SetFunction lookupSet(String prosrc, CallInfo call) {
        for (int i = 0; i < families.size(); i++) {
            SetFunction f = families.get(i).lookupSet(prosrc, call);
            if (f != null) {
                return f;
            }
        }
        return null;
    }

    /** Calls a function once with datum arguments: for constant folding and callers without vectors. */
    public static @Nullable Object call(
            EvalContext cx, Kernel k, boolean resultByRef, boolean[] argByRef, @Nullable Object... args) {
        Vector[] v = new Vector[args.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Vector.of(argByRef[i], args[i]);
        }
        Vector out = new Vector(resultByRef, 1);
        k.eval(cx, v, null, 1, out);
        return out.datum(0);
    }
}
