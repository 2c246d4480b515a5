package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectKind;
import org.hathi.executor.command.Commands;
import org.hathi.parser.tree.TableStmt.ReindexObjectType;
import org.hathi.parser.tree.TableStmt.ReindexStmt;
import org.hathi.txn.LockMode;

/** REINDEX of an index or a table: each index gets a new file, built from the table. CONCURRENTLY does the same. */
final class Reindex {
    private final Admin a;
    private final Commands commands;

    Reindex(Admin a, Commands commands) {
        this.a = a;
        this.commands = commands;
    }

    void run(ReindexStmt s) {
        if (s.relation() == null) {
            many(s);
            return;
        }
        ClassInfo c = a.needRelation(s.relation());
        if (s.kind() == ReindexObjectType.INDEX) {
            if (c.kind() != 'i') {
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not an index");
            }
            a.catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), a.role());
            IndexDef d = a.catalog.index(c.oid());
            if (d == null) {
                throw SqlError.internal("cache lookup failed for index " + Integer.toUnsignedString(c.oid()));
            }
            one(d.table(), c.oid());
            return;
        }
        if (c.kind() != 'r' && c.kind() != 'm' && c.kind() != 't') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not a table or materialized view");
        }
        a.catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), a.role());
        table(c);
    }

    /** REINDEX SCHEMA and DATABASE: a transaction for each table; the system catalogs are left as they are. */
    private void many(ReindexStmt s) {
        a.cx.txn().block().prevent(a.topLevel, "REINDEX " + s.kind().name());
        String name = String.valueOf(s.name());
        int ns = 0;
        if (s.kind() == ReindexObjectType.SCHEMA) {
            ns = a.catalog.searchPath().explicit(name);
            a.catalog.acl().checkOwner(ObjectKind.SCHEMA, ns, a.role());
        } else {
            var db = a.catalog.database(a.catalog.databaseOid());
            if (s.name() != null && db != null && !db.name().equals(name)) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "can only reindex the currently open database");
            }
            a.catalog.acl().checkOwner(ObjectKind.DATABASE, a.catalog.databaseOid(), a.role());
            if (s.kind() == ReindexObjectType.SYSTEM) {
                throw SqlError.unsupported("REINDEX of system catalogs");
            }
        }
        ClusterCommand.eachInTransaction(a, ClusterCommand.tables(a, ns), oid -> {
            ClassInfo c = a.catalog.relation(oid);
            if (c != null) {
                table(c, true);
            }
        });
    }

    /** 0A000 for a system catalog: whoever reads catalogs takes no lock that would keep their files in place. */
    static void refuseCatalog(ClassInfo c, String command) {
        if (org.hathi.catalog.Dependencies.pinned(org.hathi.catalog.table.PgClass.RELATION, c.oid())) {
            throw SqlError.unsupported(command + " of system catalogs");
        }
    }

    private void table(ClassInfo c) {
        table(c, false);
    }

    private void table(ClassInfo c, boolean quiet) {
        a.catalog.openRelation(c.oid(), LockMode.SHARE);
        List<Integer> indexes = new ArrayList<>();
        for (Relation i : a.catalog.openIndexes(c.oid())) {
            indexes.add(i.oid);
        }
        if (indexes.isEmpty() && c.kind() != 't' && !quiet) {
            a.notice("table \"" + c.name() + "\" has no indexes to reindex");
        }
        for (int i : indexes) {
            one(c.oid(), i);
        }
        if (c.toast() != 0) {
            ClassInfo t = a.catalog.relation(c.toast());
            if (t != null) {
                table(t);
            }
        }
    }

    private void one(int table, int index) {
        if (org.hathi.catalog.Dependencies.pinned(org.hathi.catalog.table.PgClass.RELATION, table)) {
            throw SqlError.unsupported("REINDEX of system catalogs");
        }
        a.catalog.openRelation(table, LockMode.SHARE);
        a.catalog.openRelation(index, LockMode.ACCESS_EXCLUSIVE);
        NewFile.assign(a.cx, index);
        commands.buildIndex(table, index);
        a.writer.increment();
    }
}
