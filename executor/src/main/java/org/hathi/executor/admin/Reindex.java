package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.access.Relation;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.NamespaceInfo;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.TablespaceInfo;
import org.hathi.executor.command.Commands;
import org.hathi.executor.command.IndexProgress;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.TableStmt.ReindexObjectType;
import org.hathi.parser.tree.TableStmt.ReindexStmt;
import org.hathi.txn.LockMode;

/**
 * REINDEX: each index gets a new file, built from its table, while writers wait; or, CONCURRENTLY, a new index takes
 * its place.
 */
final class Reindex {
    private static final int GLOBAL_TABLESPACE = 1664;

    private final Admin a;
    private final Commands commands;
    private boolean verbose;
    private boolean concurrently;

    Reindex(Admin a, Commands commands) {
        this.a = a;
        this.commands = commands;
    }

    void run(ReindexStmt s) {
        options(s);
        if (concurrently) {
            a.cx.txn().block().prevent(a.topLevel, "REINDEX CONCURRENTLY");
        }
        if (s.relation() == null) {
            many(s);
            return;
        }
        if (s.kind() == ReindexObjectType.INDEX) {
            index(s.relation());
            return;
        }
        ClassInfo c = a.lockRelation(s.relation(), LockMode.SHARE_UPDATE_EXCLUSIVE, this::checkTable);
        if (concurrently && c.persistence() != 't') {
            if (!gently(c)) {
                a.notice("table \"" + c.name() + "\" has no indexes that can be reindexed concurrently");
            }
        } else if (!table(c)) {
            a.notice("table \"" + c.name() + "\" has no indexes to reindex");
        }
    }

    private void checkTable(ClassInfo c) {
        if (c.kind() != 'r' && c.kind() != 'm' && c.kind() != 't') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not a table or materialized view");
        }
        a.catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), a.role());
    }

    private void checkIndex(ClassInfo c) {
        if (c.kind() != 'i') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not an index");
        }
        a.catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), a.role());
    }

    /** One index; its table is locked first, as by everybody else. */
    private void index(RangeVar v) {
        int mode = concurrently ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        ClassInfo c = a.lockRelation(v, mode, this::checkIndex, i -> {
            IndexDef d = a.catalog.index(i.oid());
            if (d != null) {
                lock(d.table(), mode);
            }
            a.catalog.locker().lock(i.oid(), i.shared(), mode);
        });
        IndexDef d = a.catalog.index(c.oid());
        if (d == null) {
            throw SqlError.internal("cache lookup failed for index " + Integer.toUnsignedString(c.oid()));
        }
        if (concurrently && c.persistence() != 't') {
            Rusage usage = new Rusage();
            commands.reindexConcurrently(d.table(), c.oid());
            tell("index \"" + qualified(c) + "\" was reindexed", usage);
        } else {
            one(d.table(), c.oid());
        }
    }

    private void options(ReindexStmt s) {
        for (DefElem d : s.params()) {
            switch (d.defname().toLowerCase(Locale.ROOT)) {
                case "verbose" -> verbose = Admin.bool(d);
                case "concurrently" -> concurrently = Admin.bool(d);
                case "tablespace" -> tablespace(Admin.text(d));
                default ->
                    throw a.error(
                            SqlState.SYNTAX_ERROR, "unrecognized REINDEX option \"" + d.defname() + "\"", d.location());
            }
        }
    }

    /** There is only the default tablespace, where everything is. */
    private void tablespace(String name) {
        TablespaceInfo t = a.catalog.tablespaceByName(name);
        if (t == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
        }
        var db = a.catalog.database(a.catalog.databaseOid());
        if (db != null && db.tablespace() != t.oid()) {
            a.catalog.acl().check(ObjectKind.TABLESPACE, t.oid(), a.role(), Acl.CREATE);
        }
        if (t.oid() == GLOBAL_TABLESPACE) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE, "only shared relations can be placed in pg_global tablespace");
        }
    }

    private String qualified(ClassInfo c) {
        NamespaceInfo ns = a.catalog.namespace(c.namespace());
        return (ns == null ? "" : ns.name()) + "." + c.name();
    }

    private void tell(String message, Rusage usage) {
        if (verbose) {
            a.cx.reporter().report(Report.of(Severity.INFO, message).detail(usage.toString()));
        }
    }

    /** REINDEX SCHEMA and DATABASE: a transaction for each table; the system catalogs are left as they are. */
    private void many(ReindexStmt s) {
        boolean schema = s.kind() == ReindexObjectType.SCHEMA;
        if (concurrently && s.kind() == ReindexObjectType.SYSTEM) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot reindex system catalogs concurrently");
        }
        a.cx.txn().block().prevent(a.topLevel, "REINDEX " + s.kind().name());
        String name = String.valueOf(s.name());
        int ns = 0;
        if (schema) {
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
            if (concurrently) {
                a.report(
                        Severity.WARNING,
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cannot reindex system catalogs concurrently, skipping all");
            }
        }
        ClusterCommand.eachInTransaction(a, ClusterCommand.tables(a, ns), oid -> {
            ClassInfo c = a.catalog.relation(oid);
            if (c == null
                    || c.persistence() == 't'
                            && c.namespace() != a.catalog.searchPath().tempNamespace()) {
                return;
            }
            if (concurrently && c.persistence() != 't') {
                gently(c);
            } else if (table(c) && verbose) {
                a.cx.reporter().report(Report.of(Severity.INFO, "table \"" + qualified(c) + "\" was reindexed"));
            }
        });
    }

    /** 0A000 for a system catalog: whoever reads catalogs takes no lock that would keep their files in place. */
    static void refuseCatalog(ClassInfo c, String command) {
        if (org.hathi.catalog.Dependencies.pinned(org.hathi.catalog.table.PgClass.RELATION, c.oid())) {
            throw SqlError.unsupported(command + " of system catalogs");
        }
    }

    /** Concurrently; false: there was nothing to do, or the table is gone. */
    private boolean gently(ClassInfo c) {
        Rusage usage = new Rusage();
        if (!lock(c.oid(), LockMode.SHARE_UPDATE_EXCLUSIVE)) {
            return false;
        }
        String name = qualified(c);
        List<String> done = commands.reindexConcurrently(c.oid());
        if (done.isEmpty()) {
            return false;
        }
        for (String i : done) {
            if (verbose) {
                a.cx.reporter().report(Report.of(Severity.INFO, "index \"" + i + "\" was reindexed"));
            }
        }
        tell("table \"" + name + "\" was reindexed", usage);
        return true;
    }

    /** All indexes of a table and its toast table; false: there are none, or the table is gone. */
    private boolean table(ClassInfo c) {
        refuseCatalog(c, "REINDEX");
        if (!lock(c.oid(), LockMode.ACCESS_EXCLUSIVE)) {
            return false;
        }
        List<Integer> indexes = new ArrayList<>();
        for (Relation i : a.catalog.openIndexes(c.oid())) {
            indexes.add(i.oid);
        }
        boolean any = false;
        for (int i : indexes) {
            IndexDef d = a.catalog.index(i);
            if (c.kind() == 't' && d != null && !d.valid()) {
                a.report(
                        Severity.WARNING,
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cannot reindex invalid index \""
                                + qualified(java.util.Objects.requireNonNull(a.catalog.relation(i)))
                                + "\" on TOAST table, skipping");
                continue;
            }
            one(c.oid(), i);
            any = true;
        }
        ClassInfo t = c.toast() == 0 ? null : a.catalog.relation(c.toast());
        return (t != null && table(t)) | any;
    }

    /**
     * Keeps others out of a table: one REINDEX at a time, then, unless it is done concurrently, writers, then readers,
     * who hold no lock on the indexes they use (PostgreSQL's do, so that the index's lock keeps them out).
     *
     * @param mode SHARE UPDATE EXCLUSIVE or ACCESS EXCLUSIVE
     * @return false when there is no such table any more
     */
    private boolean lock(int table, int mode) {
        return a.catalog.openRelationIfAny(table, LockMode.SHARE_UPDATE_EXCLUSIVE) != null
                && (mode == LockMode.SHARE_UPDATE_EXCLUSIVE
                        || a.catalog.openRelationIfAny(table, LockMode.SHARE) != null
                                && a.catalog.openRelationIfAny(table, LockMode.ACCESS_EXCLUSIVE) != null);
    }

    private void one(int table, int index) {
        if (org.hathi.catalog.Dependencies.pinned(org.hathi.catalog.table.PgClass.RELATION, table)) {
            throw SqlError.unsupported("REINDEX of system catalogs");
        }
        Rusage usage = new Rusage();
        lock(table, LockMode.ACCESS_EXCLUSIVE);
        Relation r = a.catalog.openRelation(index, LockMode.ACCESS_EXCLUSIVE);
        IndexProgress progress = new IndexProgress(a.cx.access().progress());
        progress.begin(IndexProgress.REINDEX, a.cx.database(), table, index);
        try {
            NewFile.assign(a.cx, index);
            commands.buildIndex(table, index);
        } finally {
            progress.end();
        }
        a.writer.increment();
        tell("index \"" + r.name + "\" was reindexed", usage);
    }
}
