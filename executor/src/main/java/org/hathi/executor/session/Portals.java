package org.hathi.executor.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.txn.TransactionBlock;

/**
 * The portals of a session by name, and how long they live: to the end of their transaction, or of the subtransaction
 * that made them when that is undone; a holdable cursor whose transaction commits lives on with its rows.
 */
final class Portals {
    final Map<String, Portal> byName = new LinkedHashMap<>();

    /** Before the transaction block does what a command asked of it. */
    void endOfCommand(TransactionBlock block, Runner runner) {
        if (!block.endsTransaction()) {
            int level = block.levelRolledBack();
            if (level != Integer.MAX_VALUE) {
                close(level);
            }
            return;
        }
        boolean aborts = block.abortsTransaction();
        for (Portal p : List.copyOf(byName.values())) {
            if (p.holdable && !p.failed && (p.held || !aborts)) {
                runner.materialize(p);
                p.held = true;
            } else {
                close(p);
            }
        }
    }

    /** Closes what was opened at a nesting level or above. */
    void close(int level) {
        for (Portal p : List.copyOf(byName.values())) {
            if (!p.held && p.level >= level) {
                p.failed = true;
                close(p);
            }
        }
    }

    /** Does a query that has more rows to give read the relation? */
    boolean read(int relation) {
        for (Portal p : byName.values()) {
            if (p.held || !(p.isCursor || p.execution != null)) {
                continue;
            }
            for (PlannedStmt s : p.statements) {
                if (s.relationOids.contains(relation)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void close(Portal p) {
        p.release();
        byName.remove(p.name);
    }

    /** A subtransaction has become part of its parent, and so have its portals. */
    void subCommitted(int level) {
        for (Portal p : byName.values()) {
            p.level = p.level >= level ? level - 1 : p.level;
        }
    }
}
