package org.hathi.catalog;

import org.hathi.base.SqlError;
import org.hathi.types.CallInfo;
import org.hathi.types.EvalContext;
import org.hathi.types.FunctionOps;
import org.hathi.types.Kernel;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * How values compare that operator classes of users order: by the server's own comparison when the class names one of
 * its functions, otherwise by calling the function.
 */
public final class OperatorOps {
    private static final int BTREE = 403;
    private static final int HASH = 405;
    private static final int INTERNAL = 12;

    /** Who can call functions of every language. */
    public interface Calls {
        Kernel kernel(ProcInfo function, CallInfo call);

        /** Whose settings the functions see. */
        EvalContext context();
    }

    private final Catalog catalog;
    private @Nullable Calls calls;

    OperatorOps(Catalog catalog) {
        this.catalog = catalog;
    }

    /** From now on functions are called through this. */
    public void connect(Calls c) {
        this.calls = c;
    }

    /** A function, looked up again when its definition changes. */
    private static final class Function implements Kernel {
        private final Catalog catalog;
        private final Calls calls;
        private final int oid;
        private final CallInfo call;
        private @Nullable ProcInfo proc;
        private @Nullable Kernel kernel;

        Function(Catalog catalog, Calls calls, int oid, CallInfo call) {
            this.catalog = catalog;
            this.calls = calls;
            this.oid = oid;
            this.call = call;
        }

        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            ProcInfo now = catalog.proc(oid);
            Kernel k = kernel;
            if (k == null || now != proc) {
                k = calls.kernel(now, call);
                kernel = k;
                proc = now;
            }
            k.eval(cx, args, sel, n, out);
        }
    }

    private @Nullable Kernel function(int oid, int collation) {
        Calls c = calls;
        if (oid == 0 || c == null) {
            return null;
        }
        ProcInfo p = catalog.proc(oid);
        return new Function(catalog, c, oid, new CallInfo(p.argTypes(), p.returnType(), collation, p.strict(), false));
    }

    private TypeOps of(int left, int right, FunctionOps.Parts parts) {
        Calls c = calls;
        if (c == null) {
            throw SqlError.unsupported("an operator class of functions that are not built in");
        }
        return new FunctionOps(c.context(), catalog.type(left), catalog.type(right), parts);
    }

    /** The ordering behind a support function 1 of a B-tree class, of values of these types. */
    public TypeOps bySupport(int function, int left, int right, int collation) {
        ProcInfo p = catalog.proc(function);
        if (p.language() == INTERNAL && (left == right || function < Dependencies.FIRST_UNPINNED)) {
            TypeOps t = TypeOps.bySupportFunction(catalog, p.source(), left, collation);
            if (t != null) {
                return t;
            }
        }
        return of(left, right, new FunctionOps.Parts(function(function, collation), null, hashOf(0, left, collation)));
    }

    /** The hash function that a hash operator family of an equality operator has for a type; null when none. */
    private @Nullable Kernel hashOf(int equality, int type, int collation) {
        for (AmopInfo a : catalog.amopsOfOperator(equality)) {
            if (a.method() == HASH && a.left() == a.right()) {
                return function(catalog.amproc(a.family(), a.left(), a.left(), 1), collation);
            }
        }
        return null;
    }

    /**
     * How a user's equality operator tells values apart: by a B-tree family that it belongs to, otherwise by itself.
     */
    public TypeOps byEquality(int operator, int type, int collation) {
        OperatorInfo o = catalog.operator(operator);
        Kernel hash = hashOf(operator, type, collation);
        for (AmopInfo a : catalog.amopsOfOperator(operator)) {
            int order =
                    a.method() == BTREE && a.strategy() == 3 ? catalog.amproc(a.family(), a.left(), a.left(), 1) : 0;
            if (order != 0) {
                ProcInfo p = catalog.proc(order);
                TypeOps t = p.language() == INTERNAL
                        ? TypeOps.bySupportFunction(catalog, p.source(), type, collation)
                        : null;
                if (t != null) {
                    return t;
                }
                return of(type, type, new FunctionOps.Parts(function(order, collation), null, hash));
            }
        }
        return of(type, type, new FunctionOps.Parts(null, function(o.function(), collation), hash));
    }

    /** How a user's type compares by default operator classes of its own; null when it has none. */
    @Nullable
    TypeOps ofType(int type, int collation) {
        OpclassInfo btree = own(BTREE, type);
        OpclassInfo hash = own(HASH, type);
        if (btree == null && hash == null || calls == null) {
            return null;
        }
        Kernel hashing = hash == null ? null : function(catalog.amproc(hash.family(), type, type, 1), collation);
        if (btree != null) {
            int order = catalog.amproc(btree.family(), type, type, 1);
            ProcInfo p = order == 0 ? null : catalog.proc(order);
            if (p != null) {
                TypeOps t = p.language() == INTERNAL
                        ? TypeOps.bySupportFunction(catalog, p.source(), type, collation)
                        : null;
                return t != null ? t : of(type, type, new FunctionOps.Parts(function(order, collation), null, hashing));
            }
        }
        int equal = hash == null ? 0 : catalog.amop(hash.family(), type, type, 1);
        Kernel equality = equal == 0 ? null : function(catalog.operator(equal).function(), collation);
        return equality == null ? null : of(type, type, new FunctionOps.Parts(null, equality, hashing));
    }

    private @Nullable OpclassInfo own(int method, int type) {
        for (OpclassInfo o : catalog.opclassesOf(method)) {
            if (o.isDefault() && o.inputType() == type) {
                return o;
            }
        }
        return null;
    }

    /** Is this operator a user's? Then what it means is not known beforehand. */
    public static boolean users(int operator) {
        return Integer.compareUnsigned(operator, 16384) >= 0;
    }
}
