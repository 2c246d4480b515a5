package org.hathi.planner.plan;

/**
 * How rows of one range table entry are locked or re-fetched.
 *
 * @param rti range table index
 * @param strength lock strength, or {@link Strength#REFERENCE} when rows are only re-fetched for rechecks
 * @param waitPolicy what to do about rows somebody else has locked
 * @param ctidColumn 1-based column of the node's input that carries the row's ctid (junk), 0 if none
 * @param tableOidColumn 1-based column carrying tableoid, 0 if the relation has no children
 * @param wholeRowColumn 1-based column carrying the whole row (for relations without ctid), 0 if none
 */
public record PlanRowMark(
        int rti, Strength strength, Wait waitPolicy, int ctidColumn, int tableOidColumn, int wholeRowColumn) {
    /** Tuple lock strengths, weakest first, in the order of the heap's tuple lock modes. */
    public enum Strength {
        REFERENCE,
        KEY_SHARE,
        SHARE,
        NO_KEY_UPDATE,
        UPDATE
    }

    /** Wait policies of FOR UPDATE and friends. */
    public enum Wait {
        BLOCK,
        SKIP,
        ERROR
    }
}
