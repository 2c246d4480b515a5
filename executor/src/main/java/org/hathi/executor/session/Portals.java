package org.hathi.executor.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.txn.TransactionBlock;
import org.jspecify.annotations.Nullable;

/**
 * The portals of a session by name, and how long they live: to the end of their transaction, or of the subtransaction
 * that made them when that is undone; a holdable cursor whose transaction commits lives on with its rows. The unnamed
 * portal, of which nearly every statement of the extended protocol makes one, has a place of its own.
 */
final class Portals {
    /** Those with names. */
    final Map<String, Portal> byName = new LinkedHashMap<>();

    private @Nullable Portal unnamed;

    @Nullable
    Portal get(String name) {
        return name.isEmpty() ? unnamed : byName.get(name);
    }

    void put(Portal p) {
        if (p.name.isEmpty()) {
            unnamed = p;
        } else {
            byName.put(p.name, p);
        }
    }

    boolean isEmpty() {
        return unnamed == null && byName.isEmpty();
    }

    /** Drops a portal, if there is one. */
    void drop(String name) {
        Portal p = get(name);
        if (p != null) {
            close(p);
        }
    }

    /** Drops all. */
    void clear() {
        drop("");
        for (Portal p : byName.values()) {
            p.release();
        }
        byName.clear();
    }

    /** Before the transaction block does what a command asked of it. */
    void endOfCommand(TransactionBlock block, Runner runner) {
        if (isEmpty()) {
            return;
        }
        if (!block.endsTransaction()) {
            int level = block.levelRolledBack();
            if (level != Integer.MAX_VALUE) {
                close(level);
            }
            return;
        }
        boolean aborts = block.abortsTransaction();
        drop("");
        if (byName.isEmpty()) {
            return;
        }
        for (Portal p : List.copyOf(byName.values())) {
            if (p.held) {
                continue; // kept by an earlier transaction, it outlives this one whatever becomes of it
            }
            if (p.holdable && !p.failed && !aborts) {
                runner.materialize(p);
                p.held = true;
            } else {
                close(p);
            }
        }
    }

    /** Closes what was opened at a nesting level or above. */
    void close(int level) {
        Portal u = unnamed;
        if (u != null) {
            fail(u, level);
        }
        if (!byName.isEmpty()) {
            for (Portal p : List.copyOf(byName.values())) {
                fail(p, level);
            }
        }
    }

    private void fail(Portal p, int level) {
        if (!p.held && p.level >= level) {
            p.failed = true;
            close(p);
        }
    }

    /** Does a query that has more rows to give read the relation? */
    boolean read(int relation) {
        if (unnamed != null && reads(unnamed, relation)) {
            return true;
        }
        for (Portal p : byName.values()) {
            if (reads(p, relation)) {
                return true;
            }
        }
        return false;
    }

    private static boolean reads(Portal p, int relation) {
        if (p.held || !(p.isCursor || p.execution != null)) {
            return false;
        }
        for (PlannedStmt s : p.statements) {
            if (s.relationOids.contains(relation)) {
                return true;
            }
        }
        return false;
    }

    private void close(Portal p) {
        p.release();
        if (p == unnamed) {
            unnamed = null;
        } else {
            byName.remove(p.name);
        }
    }

    /** A subtransaction has become part of its parent, and so have its portals. */
    void subCommitted(int level) {
        Portal u = unnamed;
        if (u != null) {
            merge(u, level);
        }
        for (Portal p : byName.values()) {
            merge(p, level);
        }
    }

    private static void merge(Portal p, int level) {
        p.level = p.level >= level ? level - 1 : p.level;
    }
}
