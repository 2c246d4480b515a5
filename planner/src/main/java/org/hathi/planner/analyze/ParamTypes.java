package org.hathi.planner.analyze;

import java.util.Arrays;
import org.hathi.types.Oids;

/**
 * Types of the parameters $1…$n of a statement: given by the caller, or (variable) found out by analysis. UNKNOWN marks
 * a parameter that was seen but whose type is not settled; 0 one that was not seen.
 */
public final class ParamTypes {
    private final boolean variable;
    private int[] types;
    private int count;

    private ParamTypes(boolean variable, int[] types) {
        this.variable = variable;
        this.types = types;
        this.count = types.length;
    }

    /** No parameters at all. */
    public static ParamTypes none() {
        return new ParamTypes(false, new int[0]);
    }

    /** Parameters of known types. */
    public static ParamTypes fixed(int... types) {
        return new ParamTypes(false, types.clone());
    }

    /** Parameters whose types analysis may settle; given ones with 0 for those not declared. */
    public static ParamTypes variable(int... types) {
        return new ParamTypes(true, types.clone());
    }

    public boolean isVariable() {
        return variable;
    }

    /** Number of parameters known so far. */
    public int count() {
        return count;
    }

    /** Type of $n (1-based): 0 or UNKNOWN when not settled. */
    public int type(int n) {
        return n <= count ? types[n - 1] : 0;
    }

    /** The types of all parameters. */
    public int[] toArray() {
        return Arrays.copyOf(types, count);
    }

    void set(int n, int type) {
        if (n > count) {
            if (n > types.length) {
                types = Arrays.copyOf(types, Math.max(n, types.length * 2));
            }
            count = n;
        }
        types[n - 1] = type;
    }

    boolean settled(int n) {
        int t = type(n);
        return t != 0 && t != Oids.UNKNOWN;
    }
}
