package org.hathi.executor.admin;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.ObjectKind;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.TableStmt.LockStmt;
import org.hathi.parser.tree.UtilityStmt.ConstraintsSetStmt;
import org.hathi.storage.CheckpointFlags;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockResult;
import org.hathi.txn.LockTag;

/** LOCK TABLE, CHECKPOINT, SET CONSTRAINTS. */
final class SmallCommands {
    /** Oid of the role pg_checkpoint. */
    private static final int PG_CHECKPOINT = 4544;

    private final Admin a;

    SmallCommands(Admin a) {
        this.a = a;
    }

    void checkpoint() {
        if (!a.catalog.acl().hasPrivilegesOf(a.role(), PG_CHECKPOINT)) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "must be superuser or have privileges of pg_checkpoint to do CHECKPOINT");
        }
        a.cx.storage().checkpoints().request(CheckpointFlags.IMMEDIATE | CheckpointFlags.FORCE | CheckpointFlags.WAIT);
    }

    void lock(LockStmt s) {
        a.cx.txn().block().require(a.topLevel, "LOCK TABLE");
        for (RangeVar v : s.relations()) {
            ClassInfo c =
                    a.lockRelation(v, s.mode(), r -> checkLockable(r, s.mode()), r -> take(r, s.mode(), s.nowait()));
            if (c.kind() == 'v') {
                below(c, s, new java.util.HashSet<>(), a.role());
            } else if (v.inh() && c.hasSubclass()) {
                children(c.oid(), s.mode(), s.nowait());
            }
        }
    }

    /** Locking a view locks what it reads, with the rights of its owner or those of the one who reads it. */
    private void below(ClassInfo view, LockStmt s, java.util.Set<Integer> seen, int reader) {
        if (!seen.add(view.oid())) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    "infinite recursion detected in rules for relation \"" + view.name() + "\"");
        }
        boolean invoker = org.hathi.planner.analyze.ViewRules.readersRights(view);
        int role = invoker ? reader : view.owner();
        for (int oid : org.hathi.planner.analyze.ViewRules.reads(a.catalog, view.oid())) {
            ClassInfo c = a.catalog.relation(oid);
            if (c == null || c.kind() != 'r' && c.kind() != 'p' && c.kind() != 'v') {
                continue;
            }
            check(c, s.mode(), role);
            take(c, s.mode(), s.nowait());
            if (c.kind() == 'v') {
                below(c, s, seen, role);
            } else if (c.hasSubclass()) {
                children(c.oid(), s.mode(), s.nowait());
            }
        }
        seen.remove(view.oid());
    }

    private void children(int table, int mode, boolean nowait) {
        for (var i : a.catalog.childrenOf(table)) {
            ClassInfo c = a.catalog.relation(i.child());
            if (c != null) {
                take(c, mode, nowait);
                children(c.oid(), mode, nowait);
            }
        }
    }

    private void checkLockable(ClassInfo c, int mode) {
        if (c.kind() != 'r' && c.kind() != 'p' && c.kind() != 'v') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot lock relation \"" + c.name() + "\"")
                    .detail("This operation is not supported for "
                            + org.hathi.executor.command.IndexDefiner.kindPlural(c.kind()) + ".");
        }
        check(c, mode, a.role());
    }

    private void check(ClassInfo c, int mode, int role) {
        int mask = mode == LockMode.ACCESS_SHARE
                ? Acl.SELECT
                : mode == LockMode.ROW_EXCLUSIVE
                        ? Acl.INSERT | Acl.UPDATE | Acl.DELETE | Acl.TRUNCATE
                        : Acl.UPDATE | Acl.DELETE | Acl.TRUNCATE;
        if (!a.catalog.acl().hasAny(ObjectKind.TABLE, c.oid(), role, mask)) {
            throw Acl.denied(Acl.relationWord(c.kind()), c.name());
        }
    }

    private void take(ClassInfo c, int mode, boolean nowait) {
        LockTag tag = LockTag.relation(c.shared() ? 0 : a.cx.database(), c.oid());
        LockResult r = a.cx.txn().locks().acquire(tag, mode, false, nowait);
        if (r == LockResult.NOT_AVAILABLE) {
            throw new SqlError(SqlState.LOCK_NOT_AVAILABLE, "could not obtain lock on relation \"" + c.name() + "\"");
        }
        a.catalog.acceptInvalidations();
    }

    void setConstraints(ConstraintsSetStmt s) {
        a.cx.txn().block().warn(a.topLevel, "SET CONSTRAINTS");
        if (s.constraints().isEmpty()) {
            a.env.setConstraints(0, s.deferred());
            return;
        }
        for (RangeVar v : s.constraints()) {
            boolean found = false;
            int[] schemas = v.schemaname() == null
                    ? a.catalog.searchPath().active()
                    : new int[] {a.catalog.searchPath().explicit(v.schemaname())};
            for (int ns : schemas) {
                for (ConstraintInfo k : named(v.relname(), ns)) {
                    found = true;
                    if (!k.deferrable()) {
                        throw new SqlError(
                                SqlState.WRONG_OBJECT_TYPE, "constraint \"" + v.relname() + "\" is not deferrable");
                    }
                    a.env.setConstraints(k.oid(), s.deferred());
                }
                if (found) {
                    break;
                }
            }
            if (!found) {
                throw new SqlError(SqlState.UNDEFINED_OBJECT, "constraint \"" + v.relname() + "\" does not exist");
            }
        }
    }

    private java.util.List<ConstraintInfo> named(String name, int namespace) {
        java.util.List<ConstraintInfo> out = new java.util.ArrayList<>();
        for (var r : a.writer.scan(org.hathi.catalog.table.PgConstraint.RELATION, 0)) {
            if (r.intAt(org.hathi.catalog.table.PgConstraint.CONNAMESPACE) == namespace
                    && r.nameAt(org.hathi.catalog.table.PgConstraint.CONNAME).equals(name)) {
                ConstraintInfo k = a.catalog.constraint(r.intAt(org.hathi.catalog.table.PgConstraint.OID));
                if (k != null) {
                    out.add(k);
                }
            }
        }
        return out;
    }
}
