package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** For each outer row, all rows of the inner side, which may be a scan parameterised by the outer row. */
public final class NestLoop extends Join {
    /** Outer columns handed to the inner side as executor parameters before each of its scans. */
    public List<NestLoopParam> nestParams = new ArrayList<>();

    /** Executor parameter {@code param} gets the value of {@code outer}, a Var of OUTER_VAR. */
    public record NestLoopParam(int param, Expr outer) {}

    @Override
    public String nodeName() {
        return "Nested Loop";
    }
}
