package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;

/** Intersects or unites the bitmaps of its inputs. */
public final class BitmapLogic extends Plan {
    /** True for BitmapOr, false for BitmapAnd. */
    public boolean or;

    public List<Plan> inputs = new ArrayList<>();

    @Override
    public List<Plan> children() {
        return inputs;
    }

    @Override
    public String nodeName() {
        return or ? "BitmapOr" : "BitmapAnd";
    }
}
