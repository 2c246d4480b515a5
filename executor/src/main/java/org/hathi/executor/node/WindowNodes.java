package org.hathi.executor.node;

import org.hathi.executor.ExecState;
import org.hathi.planner.plan.WindowAgg;

/** Makes nodes of window functions. */
final class WindowNodes {
    private WindowNodes() {}

    static ExecNode build(WindowAgg w, ExecState es, ExecNode input) {
        return new WindowNode(w, es, input);
    }
}
