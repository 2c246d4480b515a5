package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;

/** Locks each row its input returns, re-checking rows that somebody changed meanwhile. */
public final class LockRows extends Plan {
    public List<PlanRowMark> marks = new ArrayList<>();

    @Override
    public String nodeName() {
        return "LockRows";
    }
}
