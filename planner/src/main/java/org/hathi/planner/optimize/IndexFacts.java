package org.hathi.planner.optimize;

import org.hathi.access.Relation;
import org.jspecify.annotations.Nullable;

/** What can be learned by looking into an index while planning. */
public interface IndexFacts {
    /** Levels of a B-tree above its leaves. */
    int height(Relation index);

    /** The first or last value of a B-tree's first key that is not null; null when there is none. */
    @Nullable
    Object end(Relation index, boolean last);
}
