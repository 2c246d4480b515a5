package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.executor.ExecState;
import org.hathi.planner.plan.WindowAgg;

/** Window functions. */
final class WindowNodes {
    private WindowNodes() {}

    static ExecNode build(WindowAgg w, ExecState es, ExecNode input) {
        throw SqlError.unsupported("window functions");
    }
}
