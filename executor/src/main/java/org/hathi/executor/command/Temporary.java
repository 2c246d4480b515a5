package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.OnCommitAction;
import org.hathi.txn.LockMode;
import org.hathi.txn.XactHook;

/** Temporary tables of the session: ON COMMIT actions, and their removal at its end. */
final class Temporary implements XactHook {
    private final Ddl ddl;
    private final List<OnCommit> actions = new ArrayList<>();
    private boolean used;
    private boolean hooked;
    /** Nesting level of the transaction that made the temporary schema and still runs; 0: none. */
    private int namespaceLevel;

    private record OnCommit(int table, OnCommitAction action) {}

    Temporary(Ddl ddl) {
        this.ddl = ddl;
    }

    private void hook() {
        if (!hooked) {
            hooked = true;
            ddl.txn.transactions().addHook(this);
        }
    }

    /** The running (sub)transaction has made the session's temporary schema, or found it for the first time. */
    void namespaceMade() {
        hook();
        namespaceLevel = ddl.txn.transactions().nestLevel();
    }

    private void forgetNamespace() {
        ddl.catalog.searchPath().setTempNamespace(0, 0);
        namespaceLevel = 0;
        used = false;
    }

    @Override
    public void subEnd(boolean commit, int subId, int parentSubId, int level) {
        if (namespaceLevel >= level) {
            if (commit) {
                namespaceLevel = level - 1;
            } else {
                forgetNamespace();
            }
        }
    }

    void created(int table, OnCommitAction action) {
        used = true;
        if (action == OnCommitAction.DELETE_ROWS || action == OnCommitAction.DROP) {
            hook();
            actions.add(new OnCommit(table, action));
        }
    }

    /** Whether this session may have temporary objects: it cannot move to another backend. */
    boolean used() {
        return used || ddl.catalog.searchPath().tempNamespace() != 0;
    }

    @Override
    public void preCommit() {
        if (actions.isEmpty()) {
            return;
        }
        List<OnCommit> now = new ArrayList<>(actions);
        actions.clear();
        for (OnCommit a : now) {
            ClassInfo c = ddl.catalog.relation(a.table);
            if (c == null) {
                continue;
            }
            if (a.action == OnCommitAction.DROP) {
                ddl.deps.drop(
                        new ObjectAddress(PgClass.RELATION, a.table),
                        Dependencies.DropOptions.INTERNAL_CASCADE,
                        ddl.remover,
                        ddl.reporter);
            } else {
                Truncate.one(ddl, a.table);
                actions.add(a);
            }
        }
        ddl.increment();
    }

    @Override
    public void end(boolean commit) {
        if (!commit && namespaceLevel > 0) {
            forgetNamespace();
        }
        namespaceLevel = 0;
        if (!commit) {
            actions.removeIf(a -> ddl.catalog.relation(a.table) == null);
        }
    }

    /** Drops all of the session's temporary objects; in a transaction of the caller (DISCARD TEMP, end of session). */
    void dropAll() {
        int ns = ddl.catalog.searchPath().tempNamespace();
        actions.clear();
        used = false;
        if (ns != 0) {
            cleanOut(ns);
        }
    }

    /**
     * Drops everything in a temporary schema; also what a process left there that died before it could, when another
     * one takes its place and schema.
     */
    void cleanOut(int ns) {
        for (CatalogRow r : ddl.writer.scan(PgClass.RELATION, 0)) {
            char kind = r.charAt(PgClass.RELKIND);
            int oid = r.intAt(PgClass.OID);
            if (r.intAt(PgClass.RELNAMESPACE) != ns
                    || "rvmSpfc".indexOf(kind) < 0
                    || ddl.catalog.relation(oid) == null) {
                continue;
            }
            ddl.lock(oid, false, LockMode.ACCESS_EXCLUSIVE);
            ObjectAddress a = kind == 'c'
                    ? new ObjectAddress(PgType.RELATION, r.intAt(PgClass.RELTYPE))
                    : new ObjectAddress(PgClass.RELATION, oid);
            if (ddl.deps.ownerOfSequence(oid, Dependencies.INTERNAL) == null) {
                ddl.deps.drop(a, Dependencies.DropOptions.INTERNAL_CASCADE, ddl.remover, ddl.reporter);
            }
        }
        for (CatalogRow r : ddl.writer.scan(PgType.RELATION, 0)) {
            int oid = r.intAt(PgType.OID);
            if (r.intAt(PgType.TYPNAMESPACE) == ns
                    && r.intAt(PgType.TYPRELID) == 0
                    && r.intAt(PgType.TYPELEM) == 0
                    && ddl.writer.byOid(PgType.RELATION, oid) != null) {
                ddl.deps.drop(
                        new ObjectAddress(PgType.RELATION, oid),
                        Dependencies.DropOptions.INTERNAL_CASCADE,
                        ddl.remover,
                        ddl.reporter);
            }
        }
        ddl.increment();
    }
}
