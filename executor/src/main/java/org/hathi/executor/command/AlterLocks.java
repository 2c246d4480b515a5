package org.hathi.executor.command;

import java.util.List;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.Value;
import org.hathi.txn.LockMode;

/** Which lock ALTER TABLE takes: the strongest that one of its actions needs. */
final class AlterLocks {
    private AlterLocks() {}

    static int of(List<AlterTableCmd> cmds) {
        int mode = LockMode.SHARE_UPDATE_EXCLUSIVE;
        for (AlterTableCmd c : cmds) {
            mode = Math.max(mode, of(c));
        }
        return mode;
    }

    private static int of(AlterTableCmd c) {
        return switch (c.subtype()) {
            case SET_STATISTICS,
                    CLUSTER_ON,
                    DROP_CLUSTER,
                    SET_OPTIONS,
                    RESET_OPTIONS,
                    VALIDATE_CONSTRAINT,
                    ATTACH_PARTITION -> LockMode.SHARE_UPDATE_EXCLUSIVE;
            case ENABLE_TRIG,
                    ENABLE_ALWAYS_TRIG,
                    ENABLE_REPLICA_TRIG,
                    ENABLE_TRIG_ALL,
                    ENABLE_TRIG_USER,
                    DISABLE_TRIG,
                    DISABLE_TRIG_ALL,
                    DISABLE_TRIG_USER -> LockMode.SHARE_ROW_EXCLUSIVE;
            case ADD_CONSTRAINT ->
                c.def() instanceof Constraint k && k.contype() == ConstrType.FOREIGN
                        ? LockMode.SHARE_ROW_EXCLUSIVE
                        : LockMode.ACCESS_EXCLUSIVE;
            case SET_REL_OPTIONS, RESET_REL_OPTIONS -> options(c);
            default -> LockMode.ACCESS_EXCLUSIVE;
        };
    }

    private static int options(AlterTableCmd c) {
        if (c.def() instanceof Value.Items l) {
            for (Node n : l.items()) {
                String name = n instanceof DefElem d ? d.defname() : "";
                switch (name) {
                    case "security_barrier",
                            "security_invoker",
                            "check_option",
                            "user_catalog_table",
                            "buffering",
                            "fastupdate",
                            "gin_pending_list_limit",
                            "pages_per_range",
                            "autosummarize" -> {
                        return LockMode.ACCESS_EXCLUSIVE;
                    }
                    default -> {
                        // changes nothing for those who read or write meanwhile
                    }
                }
            }
        }
        return LockMode.SHARE_UPDATE_EXCLUSIVE;
    }
}
