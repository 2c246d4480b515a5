package org.hathi.planner.plan;

/** Evaluates set-returning functions in the target list, returning as many rows as the longest needs. */
public final class ProjectSet extends Plan {

    @Override
    public String nodeName() {
        return "ProjectSet";
    }
}
