package org.hathi.executor;

import java.util.BitSet;
import org.hathi.base.SqlError;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ObjectKind;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;

/** Privileges on the relations of a statement: all of the table, or those of each column used. */
final class Privileges {
    private Privileges() {}

    static void check(ExecEnv env, PlannedStmt stmt) {
        for (RangeTblEntry r : stmt.rangeTable) {
            if (r.rtekind == RteKind.RELATION && r.requiredPerms != 0 && !allowed(env, r)) {
                ClassInfo c = env.catalog.relation(r.relid);
                String name = c == null ? Integer.toUnsignedString(r.relid) : c.name();
                throw denied(c == null ? 'r' : c.kind(), name);
            }
        }
    }

    private static SqlError denied(char kind, String name) {
        return Acl.denied(Acl.relationWord(kind), name);
    }

    private static boolean allowed(ExecEnv env, RangeTblEntry r) {
        int role = r.checkAsUser != 0 ? r.checkAsUser : env.roleOid;
        Acl acl = env.catalog.acl();
        if (acl.superuser(role)) {
            return true;
        }
        int missing = r.requiredPerms & ~acl.mask(ObjectKind.TABLE, r.relid, role, r.requiredPerms);
        if (missing == 0) {
            return true;
        }
        if ((missing & ~(Acl.SELECT | Acl.INSERT | Acl.UPDATE)) != 0) {
            return false;
        }
        if ((missing & Acl.SELECT) != 0 && !columns(env, r, r.selectedCols, role, Acl.SELECT, true)) {
            return false;
        }
        if ((missing & Acl.INSERT) != 0 && !columns(env, r, r.insertedCols, role, Acl.INSERT, false)) {
            return false;
        }
        return (missing & Acl.UPDATE) == 0 || columns(env, r, r.updatedCols, role, Acl.UPDATE, false);
    }

    private static boolean columns(ExecEnv env, RangeTblEntry r, BitSet cols, int role, int priv, boolean select) {
        Acl acl = env.catalog.acl();
        if (cols.isEmpty()) {
            // Nothing named (SELECT count(*)): any column will do.
            for (AttributeInfo a : env.catalog.attributes(r.relid)) {
                if (a.number() > 0 && acl.hasColumn(r.relid, a.number(), role, priv)) {
                    return true;
                }
            }
            return false;
        }
        for (int b = cols.nextSetBit(0); b >= 0; b = cols.nextSetBit(b + 1)) {
            int att = b - RangeTblEntry.ATTR_OFFSET;
            if (att == 0 && select) {
                for (AttributeInfo a : env.catalog.attributes(r.relid)) {
                    if (a.number() > 0 && !a.dropped() && !acl.hasColumn(r.relid, a.number(), role, priv)) {
                        return false;
                    }
                }
            } else if (!acl.hasColumn(r.relid, att, role, priv)) {
                return false;
            }
        }
        return true;
    }
}
