package org.hathi.txn;

import java.util.Arrays;
import org.hathi.page.Xid;
import org.jspecify.annotations.Nullable;

/** One level of the transaction: the transaction itself (level 1) or a subtransaction. */
final class XactState {
    final @Nullable XactState parent;
    final int level;
    int subId;
    int xid;
    BlockState block = BlockState.DEFAULT;
    boolean aborted;
    boolean started;
    boolean chain;

    @Nullable
    String name;

    Resources owner;
    /** Committed children's ids, ascending. */
    int[] children = new int[4];

    int childCount;
    boolean previousReadOnly;

    XactState(@Nullable XactState parent, int level) {
        this.parent = parent;
        this.level = level;
        this.owner =
                new Resources(parent == null ? null : parent.owner, level == 1 ? "TopTransaction" : "SubTransaction");
    }

    void adoptChildren(XactState child) {
        int n = childCount + 1 + child.childCount;
        if (n > children.length) {
            children = Arrays.copyOf(children, Math.max(n, children.length * 2));
        }
        // ids are assigned in order, parents before children: appending keeps the list ascending
        children[childCount++] = child.xid;
        System.arraycopy(child.children, 0, children, childCount, child.childCount);
        childCount += child.childCount;
    }

    int latestXid() {
        int latest = xid;
        for (int i = 0; i < childCount; i++) {
            if (Xid.precedes(latest, children[i])) {
                latest = children[i];
            }
        }
        return latest;
    }

    boolean hasChild(int x) {
        int low = 0;
        int high = childCount - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            if (children[mid] == x) {
                return true;
            }
            if (Xid.precedes(children[mid], x)) {
                low = mid + 1;
            } else {
                high = mid - 1;
            }
        }
        return false;
    }
}
