package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_proc. Arrays must not be changed by callers.
 *
 * @param language pg_language oid: 12 internal, 13 c, 14 sql
 * @param cost procost
 * @param rows prorows, 0 unless set-returning
 * @param variadic element type of the variadic parameter, or 0
 * @param support prosupport
 * @param kind f function, a aggregate, w window, p procedure
 * @param volatility i, s or v
 * @param parallel s, r or u
 * @param defaults pronargdefaults: number of input parameters (the last ones) with defaults
 * @param argTypes input parameter types (proargtypes)
 * @param allArgTypes all parameter types, when some are OUT/TABLE
 * @param argModes i o b v t for each of allArgTypes
 * @param argNames for each of allArgTypes (or argTypes); empty string when unnamed
 * @param argDefaults node text of the list of default expressions
 * @param source prosrc: name of the built-in for language internal, body otherwise
 * @param binary probin
 * @param sqlBody node text of a BEGIN ATOMIC / RETURN body
 * @param config proconfig, name=value
 */
public record ProcInfo(
        int oid,
        String name,
        int namespace,
        int owner,
        int language,
        float cost,
        float rows,
        int variadic,
        int support,
        char kind,
        boolean securityDefiner,
        boolean leakproof,
        boolean strict,
        boolean returnsSet,
        char volatility,
        char parallel,
        int defaults,
        int returnType,
        int[] argTypes,
        int @Nullable [] allArgTypes,
        byte @Nullable [] argModes,
        String @Nullable [] argNames,
        @Nullable String argDefaults,
        int @Nullable [] transformTypes,
        String source,
        @Nullable String binary,
        @Nullable String sqlBody,
        String @Nullable [] config,
        AclItem @Nullable [] acl) {
    /** Number of input parameters (pronargs). */
    public int argCount() {
        return argTypes.length;
    }

    public boolean isAggregate() {
        return kind == 'a';
    }

    public boolean isWindow() {
        return kind == 'w';
    }

    public boolean isProcedure() {
        return kind == 'p';
    }

    public boolean isImmutable() {
        return volatility == 'i';
    }

    public boolean isVolatile() {
        return volatility == 'v';
    }
}
