package org.hathi.types;

/**
 * What a function knows about the place it is called from: actual types of its arguments and result, its input
 * collation, whether it is strict, and whether the call used VARIADIC.
 */
public record CallInfo(int[] argTypes, int resultType, int collation, boolean strict, boolean variadic) {
    private static final int[] NONE = new int[0];

    /** A call about which only strictness is known (non-polymorphic functions). */
    public static CallInfo of(boolean strict) {
        return new CallInfo(NONE, 0, 0, strict, false);
    }

    public static CallInfo of(boolean strict, int resultType, int... argTypes) {
        return new CallInfo(argTypes, resultType, 0, strict, false);
    }

    /** Type of argument {@code i}, or 0 when not known. */
    public int argType(int i) {
        return i < argTypes.length ? argTypes[i] : 0;
    }
}
