package org.hathi.catalog;

/**
 * A row of pg_operator.
 *
 * @param kind b binary, l prefix
 * @param left left operand type, 0 for a prefix operator
 * @param function oprcode
 * @param restriction oprrest: selectivity estimator
 * @param join oprjoin
 */
public record OperatorInfo(
        int oid,
        String name,
        int namespace,
        int owner,
        char kind,
        boolean canMerge,
        boolean canHash,
        int left,
        int right,
        int result,
        int commutator,
        int negator,
        int function,
        int restriction,
        int join) {}
