package org.hathi.planner.tree;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A grouping set: SIMPLE has refs (tleSortGroupRef), ROLLUP/CUBE/SETS have content. */
public record GroupingSet(GroupingSetKind kind, int[] refs, List<GroupingSet> content, int location) implements Node {
    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof GroupingSet g && kind == g.kind && Arrays.equals(refs, g.refs) && content.equals(g.content);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(refs) + content.hashCode();
    }
}
