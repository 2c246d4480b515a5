package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.analyze.FunctionResult;
import org.hathi.planner.tree.Query;

/** What inlining needs to know of SQL functions; the executor, which runs them, gives it. */
public interface FunctionBodies {
    /** The analysed statements of a body; errors are placed in the body. */
    List<Query> statements(ProcInfo function, int[] argTypes, int collation);

    /** Rewrites an analysed statement, which is changed. */
    List<Query> rewrite(Query analysed);

    /** Fits what a body gives to the result declared. */
    FunctionResult results();

    /** May the current role call it? */
    boolean mayExecute(ProcInfo function);
}
