package org.hathi.executor.session;

import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.CteScan;
import org.hathi.planner.plan.FunctionScan;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.Material;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.plan.SubqueryScan;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.plan.ValuesScan;
import org.jspecify.annotations.Nullable;

/**
 * Whether a cursor declared without SCROLL or NO SCROLL may go back: PostgreSQL's answer (ExecSupportsBackwardScan),
 * which programs see. Here every cursor could, since its rows are kept.
 */
final class BackwardScan {
    private BackwardScan() {}

    static boolean supported(@Nullable Plan p) {
        return switch (p) {
            case null -> false;
            case Result r -> supported(r.left);
            case SeqScan s -> s.sample == null;
            case IndexScan s -> true;
            case IndexOnlyScan s -> true;
            case TidScan s -> true;
            case FunctionScan s -> true;
            case ValuesScan s -> true;
            case CteScan s -> true;
            case Material m -> true;
            case Sort s -> s.presorted == 0;
            case Append a -> all(a);
            case SubqueryScan s -> all(s);
            case LockRows l -> supported(l.left);
            case Limit l -> supported(l.left);
            default -> false;
        };
    }

    private static boolean all(Plan p) {
        for (Plan c : p.children()) {
            if (!supported(c)) {
                return false;
            }
        }
        return true;
    }
}
