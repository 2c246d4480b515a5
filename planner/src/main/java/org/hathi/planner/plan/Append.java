package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;

/** The rows of all inputs, one after the other. */
public final class Append extends Plan {
    public List<Plan> inputs = new ArrayList<>();

    @Override
    public List<Plan> children() {
        return inputs;
    }

    @Override
    public String nodeName() {
        return "Append";
    }
}
