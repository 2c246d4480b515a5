package org.hathi.executor;

import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * What expressions are evaluated over: the input columns of a node, by slot, and the values under test of CASE and
 * domains.
 */
public final class Frame {
    private static final Vector[] NONE = new Vector[0];

    public Vector[] cols = NONE;
    /** Greater than every row number that is evaluated; results are made with this capacity. */
    public int rows = 1;

    /** Tells batches apart where the owner counts them, else 0; their rows are {@code stampSel[0..stampRows)}. */
    public int stamp;

    public int @Nullable [] stampSel;
    public int stampRows;

    public @Nullable Vector caseValue;
    public @Nullable Vector domainValue;
}
