package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AmInfo;

/**
 * What operator classes of an index access method may hold. The methods that have no code here have their numbers all
 * the same: definitions of their classes are catalog rows like others.
 *
 * @param operators highest strategy number
 * @param functions highest support function number
 * @param options number of the function that parses an operator class's parameters
 * @param storage whether the index may hold another type than the column's
 * @param ordering whether FOR ORDER BY makes sense
 */
record MethodFacts(AmInfo method, int operators, int functions, int options, boolean storage, boolean ordering) {
    static final int BTREE = 403;
    static final int HASH = 405;
    static final int GIST = 783;
    static final int GIN = 2742;
    static final int SPGIST = 4000;
    static final int BRIN = 3580;

    /** The facts of a method by its name. 42704 when there is none, 42809 when it is not one of indexes. */
    static MethodFacts of(Ddl ddl, String name) {
        AmInfo am = ddl.catalog.accessMethodByName(name);
        if (am == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "access method \"" + name + "\" does not exist");
        }
        if (am.type() != 'i') {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "access method \"" + name + "\" is not of type INDEX");
        }
        int any = Short.MAX_VALUE;
        return switch (am.oid()) {
            case BTREE -> new MethodFacts(am, 5, 5, 5, false, false);
            case HASH -> new MethodFacts(am, 1, 3, 3, false, false);
            case GIST -> new MethodFacts(am, any, 11, 10, true, true);
            case GIN -> new MethodFacts(am, any, 7, 7, true, false);
            case SPGIST -> new MethodFacts(am, any, 7, 7, true, true);
            case BRIN -> new MethodFacts(am, any, 15, 5, true, false);
            default -> throw SqlError.unsupported("operator classes of access method " + name);
        };
    }

    int oid() {
        return method.oid();
    }

    String name() {
        return method.name();
    }

    /** Whether an operator class cannot do without this support function: then it depends on it. */
    boolean required(int function) {
        return switch (oid()) {
            case BTREE, HASH -> function == 1;
            case GIST -> function == 1 || function == 2 || function >= 5 && function <= 7;
            case GIN -> function == 2 || function == 3;
            case SPGIST -> function <= 5;
            default -> false;
        };
    }
}
