package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction, subtransaction or portal has acquired and must give back when it ends (a resource owner). Locks
 * are kept by the {@link LockManager} under the owner's identity; everything else registers here.
 */
public final class Resources {
    /** Something to give back. */
    @FunctionalInterface
    public interface Resource {
        /** @param commit false after an error: then leftovers are normal; true: they are leaks, to be warned of */
        void release(boolean commit);
    }

    private final @Nullable Resources parent;
    private final String name;
    private final List<Resource> held = new ArrayList<>(4);
    private final List<Resources> children = new ArrayList<>(2);

    public Resources(@Nullable Resources parent, String name) {
        this.parent = parent;
        this.name = name;
        if (parent != null) {
            parent.children.add(this);
        }
    }

    public @Nullable Resources parent() {
        return parent;
    }

    public String name() {
        return name;
    }

    /** Registers something to be released. */
    public void add(Resource r) {
        held.add(r);
    }

    /** Forgets something that was released (the latest such registration). */
    public void remove(Resource r) {
        for (int i = held.size() - 1; i >= 0; i--) {
            if (held.get(i) == r) {
                held.remove(i);
                return;
            }
        }
    }

    /** Releases everything, children first, latest first. */
    public void release(boolean commit) {
        for (int i = children.size() - 1; i >= 0; i--) {
            children.get(i).release(commit);
        }
        children.clear();
        while (!held.isEmpty()) {
            held.remove(held.size() - 1).release(commit);
        }
    }

    /** Takes over what a child has left: at the commit of a subtransaction. */
    void adopt(Resources child) {
        held.addAll(child.held);
        child.held.clear();
        children.remove(child);
        children.addAll(child.children);
        child.children.clear();
    }

    void detach() {
        if (parent != null) {
            parent.children.remove(this);
        }
    }

    List<Resources> children() {
        return children;
    }
}
