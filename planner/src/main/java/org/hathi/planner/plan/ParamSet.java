package org.hathi.planner.plan;

import java.util.BitSet;

/** An immutable set of executor parameter numbers. */
public final class ParamSet {
    public static final ParamSet EMPTY = new ParamSet(new BitSet());

    private final BitSet bits;

    private ParamSet(BitSet bits) {
        this.bits = bits;
    }

    public static ParamSet of(BitSet bits) {
        return bits.isEmpty() ? EMPTY : new ParamSet((BitSet) bits.clone());
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public boolean contains(int param) {
        return bits.get(param);
    }

    public boolean intersects(BitSet other) {
        return bits.intersects(other);
    }

    /** A fresh, modifiable copy. */
    public BitSet toBitSet() {
        return (BitSet) bits.clone();
    }
}
