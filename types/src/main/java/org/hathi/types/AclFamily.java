package org.hathi.types;

import java.util.Locale;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** aclitem functions: acldefault, makeaclitem, aclcontains, aclexplode; to_regclass and its kin. */
final class AclFamily implements FunctionFamily {
    private static final String[] NAMES = {
        "INSERT",
        "SELECT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
        "REFERENCES",
        "TRIGGER",
        "EXECUTE",
        "USAGE",
        "CREATE",
        "TEMPORARY",
        "CONNECT",
        "SET",
        "ALTER SYSTEM"
    };
    private static final String LETTERS = "arwdDxtXUCTcsA";

    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "acldefault_sql" -> (cx, a, r, o) -> acldefault(cx, a, r, o);
                    case "makeaclitem" ->
                        (cx, a, r, o) -> {
                            int privs = privilege(a[2].getText(r));
                            if (a[3].getBool(r)) {
                                privs |= privs << 16;
                            }
                            o.setBytes(r, item(a[0].getInt(r), a[1].getInt(r), privs));
                        };
                    case "aclcontains" ->
                        (cx, a, r, o) -> {
                            ArrayValue v = array(cx, a[0].arena, a[0].off[r]);
                            byte[] want = a[1].getBytes(r);
                            boolean found = false;
                            for (int i = 0; i < v.count && !found; i++) {
                                byte[] x = v.values.getBytes(i);
                                int privs = Bytes.intL(want, 8);
                                found = Bytes.intL(x, 0) == Bytes.intL(want, 0)
                                        && Bytes.intL(x, 4) == Bytes.intL(want, 4)
                                        && (Bytes.intL(x, 8) & privs) == privs;
                            }
                            o.setBool(r, found);
                        };
                    case "aclinsert", "aclremove" ->
                        (cx, a, r, o) -> {
                            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, p + " is no longer supported");
                        };
                    default -> reg(p);
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static ArrayValue array(EvalContext cx, byte[] a, int off) {
        ArrayValue v = ArrayValue.decode(cx.types(), a, off);
        if (v.ndim() > 1) {
            throw Err.parameter("ACL arrays must be one-dimensional");
        }
        if (v.hasNulls()) {
            throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "ACL arrays must not contain null values");
        }
        return v;
    }

    private static @Nullable RowKernel reg(String p) {
        int kind =
                switch (p) {
                    case "to_regclass" -> Oids.REGCLASS;
                    case "to_regproc" -> Oids.REGPROC;
                    case "to_regprocedure" -> Oids.REGPROCEDURE;
                    case "to_regoper" -> Oids.REGOPER;
                    case "to_regoperator" -> Oids.REGOPERATOR;
                    case "to_regtype" -> Oids.REGTYPE;
                    case "to_regrole" -> Oids.REGROLE;
                    case "to_regnamespace" -> Oids.REGNAMESPACE;
                    case "to_regcollation" -> Oids.REGCOLLATION;
                    default -> 0;
                };
        if (kind == 0) {
            return null;
        }
        return (cx, a, r, o) -> {
            int oid = cx.types().regLookup(cx, kind, a[0].getText(r), true);
            if (oid == 0) {
                o.setNull(r);
            } else {
                o.setLong(r, oid & 0xFFFFFFFFL);
            }
        };
    }

    private static int privilege(String word) {
        String w = word.toUpperCase(Locale.ROOT);
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(w) || w.equals("TEMP") && i == 10) {
                return 1 << i;
            }
        }
        throw Err.parameter("unrecognized privilege type: \"" + word + "\"");
    }

    private static byte[] item(int grantee, int grantor, int privs) {
        byte[] b = new byte[12];
        Bytes.intL(b, 0, grantee);
        Bytes.intL(b, 4, grantor);
        Bytes.intL(b, 8, privs);
        return b;
    }

    private static int mask(String letters) {
        int m = 0;
        for (int i = 0; i < letters.length(); i++) {
            m |= 1 << LETTERS.indexOf(letters.charAt(i));
        }
        return m;
    }

    /** The privileges an object of a kind has when its ACL is null: for everybody, and for its owner. */
    private static void acldefault(EvalContext cx, Vector[] a, int r, Vector o) {
        char kind = (char) a[0].longs[r];
        int owner = a[1].getInt(r);
        String world =
                switch (kind) {
                    case 'd' -> "Tc";
                    case 'f' -> "X";
                    case 'l', 'T' -> "U";
                    default -> "";
                };
        String own =
                switch (kind) {
                    case 'c' -> "";
                    case 'r' -> "arwdDxt";
                    case 's' -> "rwU";
                    case 'd' -> "CTc";
                    case 'f' -> "X";
                    case 'l', 'T', 'F', 'S' -> "U";
                    case 'L' -> "rw";
                    case 'n' -> "UC";
                    case 't' -> "C";
                    case 'p' -> "sA";
                    default -> throw org.hathi.base.SqlError.internal("unrecognized objtype abbreviation: " + kind);
                };
        Vector v = new Vector(true, 2);
        int n = 0;
        if (!world.isEmpty()) {
            v.setBytes(n++, item(0, owner, mask(world)));
        }
        if (!own.isEmpty()) {
            v.setBytes(n++, item(owner, owner, mask(own)));
        }
        o.setBytes(r, ArrayValue.of(cx.types().type(Oids.ACLITEM), v, n).encode());
    }

    @Override
    public @Nullable SetFunction lookupSet(String p, CallInfo c) {
        return p.equals("aclexplode") ? new Explode() : null;
    }

    /** aclexplode: one row (grantor, grantee, privilege_type, is_grantable) per privilege. */
    private static final class Explode implements SetFunction {
        private @Nullable ArrayValue acl;
        private int at;
        private int bit;

        @Override
        public void start(EvalContext cx, @Nullable Object[] args) {
            acl = args[0] instanceof byte[] b ? array(cx, b, 0) : null;
            at = 0;
            bit = 0;
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int max) {
            ArrayValue v = acl;
            int n = 0;
            while (v != null && at < v.count && n < max) {
                byte[] b = v.values.getBytes(at);
                int privs = Bytes.intL(b, 8);
                if ((privs >> bit & 1) != 0) {
                    out[0].setLong(n, Bytes.intL(b, 4) & 0xFFFFFFFFL);
                    out[1].setLong(n, Bytes.intL(b, 0) & 0xFFFFFFFFL);
                    out[2].setText(n, NAMES[bit]);
                    out[3].setBool(n++, (privs >> bit + 16 & 1) != 0);
                }
                if (++bit == NAMES.length) {
                    bit = 0;
                    at++;
                }
            }
            return n;
        }
    }
}
