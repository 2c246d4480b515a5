package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.types.Oids;

/** Shapes that access methods ask of the support functions of operator classes, and the types they are filed under. */
final class SupportFunctions {
    private static final int INTERNAL = 2281;

    private final Ddl ddl;
    private final MethodFacts method;
    private final int classType;

    SupportFunctions(Ddl ddl, MethodFacts method, int classType) {
        this.ddl = ddl;
        this.method = method;
        this.classType = classType;
    }

    /** Checks the function and fills in the types that were not said. */
    void check(FamilyMember m, ProcInfo p) {
        if (m.number == method.options()) {
            options(m, p);
        } else if (method.oid() == MethodFacts.BTREE) {
            btree(m, p);
        } else if (method.oid() == MethodFacts.HASH) {
            hash(m, p);
        }
        if (m.left == 0) {
            m.left = classType;
        }
        if (m.right == 0) {
            m.right = classType;
        }
        if (m.left == 0 || m.right == 0) {
            throw FamilyMembers.invalid("associated data types must be specified for index support function");
        }
    }

    private void options(FamilyMember m, ProcInfo p) {
        if (classType != 0) {
            if (m.left != 0 && m.right != 0 && m.left != m.right) {
                throw FamilyMembers.invalid("associated data types for operator class options parsing functions"
                        + " must match opclass input type");
            }
        } else if (m.left != m.right) {
            throw FamilyMembers.invalid("left and right associated data types for operator class options parsing"
                    + " functions must match");
        }
        if (p.returnType() != Oids.VOID || p.argTypes().length != 1 || p.argTypes()[0] != INTERNAL) {
            throw FamilyMembers.invalid("invalid operator class options parsing function")
                    .hint("Valid signature of operator class options parsing function is (internal) RETURNS void.");
        }
    }

    private static void need(boolean ok, String message) {
        if (!ok) {
            throw FamilyMembers.invalid(message);
        }
    }

    private static void inferred(FamilyMember m, int left, int right) {
        if (m.left == 0) {
            m.left = left;
        }
        if (m.right == 0) {
            m.right = right;
        }
    }

    private void btree(FamilyMember m, ProcInfo p) {
        int[] a = p.argTypes();
        switch (m.number) {
            case 1 -> {
                need(a.length == 2, "btree comparison functions must have two arguments");
                need(p.returnType() == Oids.INT4, "btree comparison functions must return integer");
                inferred(m, a[0], a[1]);
            }
            case 2 -> {
                need(a.length == 1 && a[0] == INTERNAL, "btree sort support functions must accept type \"internal\"");
                need(p.returnType() == Oids.VOID, "btree sort support functions must return void");
            }
            case 3 -> {
                need(a.length == 5, "btree in_range functions must have five arguments");
                need(p.returnType() == Oids.BOOL, "btree in_range functions must return boolean");
                inferred(m, a[0], a[2]);
            }
            default -> {
                need(a.length == 1, "btree equal image functions must have one argument");
                need(p.returnType() == Oids.BOOL, "btree equal image functions must return boolean");
                need(m.left == m.right, "btree equal image functions must not be cross-type");
            }
        }
    }

    private void hash(FamilyMember m, ProcInfo p) {
        int[] a = p.argTypes();
        if (m.number == 1) {
            need(a.length == 1, "hash function 1 must have one argument");
            need(p.returnType() == Oids.INT4, "hash function 1 must return integer");
        } else {
            need(a.length == 2, "hash function 2 must have two arguments");
            need(p.returnType() == Oids.INT8, "hash function 2 must return bigint");
        }
        inferred(m, a[0], a[0]);
    }

    /** 42501 unless a superuser asks: a wrong class can break an index. */
    static void superuserOnly(Ddl ddl, String what) {
        if (!ddl.superuser()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser to " + what);
        }
    }
}
