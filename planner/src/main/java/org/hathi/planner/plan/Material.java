package org.hathi.planner.plan;

/** Keeps the rows of its input, so that they can be read again. */
public final class Material extends Plan {

    @Override
    public String nodeName() {
        return "Materialize";
    }
}
