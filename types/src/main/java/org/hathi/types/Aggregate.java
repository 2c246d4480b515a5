package org.hathi.types;

/** An aggregate function: makes the state of one aggregation. */
@FunctionalInterface
public interface Aggregate {
    /** A new state without groups; {@code call} gives the actual argument and result types. */
    AggState start(CallInfo call);
}
