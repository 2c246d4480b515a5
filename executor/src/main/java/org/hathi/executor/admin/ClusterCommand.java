package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgIndex;
import org.hathi.executor.command.Commands;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.TableStmt.ClusterStmt;
import org.hathi.txn.LockMode;
import org.hathi.txn.Snapshots;
import org.hathi.txn.TransactionBlock;

/** CLUSTER of a table, or of all tables that were clustered before, each in a transaction of its own. */
final class ClusterCommand {
    private final Admin a;
    private final Commands commands;
    private boolean verbose;

    ClusterCommand(Admin a, Commands commands) {
        this.a = a;
        this.commands = commands;
    }

    void run(ClusterStmt s) {
        for (DefElem d : s.params()) {
            if (!d.defname().equalsIgnoreCase("verbose")) {
                throw a.error(
                        SqlState.SYNTAX_ERROR, "unrecognized CLUSTER option \"" + d.defname() + "\"", d.location());
            }
            verbose = Admin.bool(d);
        }
        if (s.relation() == null) {
            all();
            return;
        }
        ClassInfo c = a.lockRelation(s.relation(), LockMode.ACCESS_EXCLUSIVE, this::check);
        String name = s.indexname();
        one(c, name == null ? clustered(c) : named(c, name));
    }

    private void check(ClassInfo c) {
        if (c.kind() != 'r' && c.kind() != 'm' && c.kind() != 'p') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not a table or materialized view");
        }
        a.catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), a.role());
        if (c.shared()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot cluster a shared catalog");
        }
    }

    private int clustered(ClassInfo c) {
        for (IndexDef d : a.catalog.indexesOf(c.oid())) {
            if (row(d.index()).boolAt(PgIndex.INDISCLUSTERED)) {
                return d.index();
            }
        }
        throw new SqlError(
                SqlState.UNDEFINED_OBJECT, "there is no previously clustered index for table \"" + c.name() + "\"");
    }

    private int named(ClassInfo c, String name) {
        ClassInfo i = a.catalog.relationByName(name, c.namespace());
        if (i == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT, "index \"" + name + "\" for table \"" + c.name() + "\" does not exist");
        }
        if (i.kind() != 'i' && i.kind() != 'I') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + name + "\" is not an index");
        }
        for (IndexDef d : a.catalog.indexesOf(c.oid())) {
            if (d.index() == i.oid()) {
                if (d.predicate() != null) {
                    throw new SqlError(
                            SqlState.FEATURE_NOT_SUPPORTED, "cannot cluster on partial index \"" + name + "\"");
                }
                if (!d.valid()) {
                    throw new SqlError(
                            SqlState.FEATURE_NOT_SUPPORTED, "cannot cluster on invalid index \"" + name + "\"");
                }
                return d.index();
            }
        }
        throw new SqlError(
                SqlState.WRONG_OBJECT_TYPE, "\"" + name + "\" is not an index for table \"" + c.name() + "\"");
    }

    private CatalogRow row(int index) {
        return java.util.Objects.requireNonNull(
                a.writer.find(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, Datums.oid(index)));
    }

    private void one(ClassInfo c, int index) {
        Reindex.refuseCatalog(c, "CLUSTER");
        for (IndexDef d : a.catalog.indexesOf(c.oid())) {
            CatalogRow r = row(d.index());
            if (r.boolAt(PgIndex.INDISCLUSTERED) != (d.index() == index)) {
                a.writer.set(r, PgIndex.INDISCLUSTERED, Datums.bool(d.index() == index));
            }
        }
        a.catalog.invalidation().relationChanged(c.oid());
        a.writer.increment();
        RewriteReport report = new RewriteReport(a.cx, c, verbose);
        ClassInfo i = java.util.Objects.requireNonNull(a.catalog.relation(index));
        report.begin("clustering", " using index scan on \"" + i.name() + "\"");
        report.end(commands.rewriteTable(c.oid(), index));
    }

    private void all() {
        TransactionBlock block = a.cx.txn().block();
        block.prevent(a.topLevel, "CLUSTER");
        List<Integer> tables = new ArrayList<>();
        for (CatalogRow r : a.writer.scan(PgIndex.RELATION, 0)) {
            ClassInfo c = a.catalog.relation(r.intAt(PgIndex.INDRELID));
            if (r.boolAt(PgIndex.INDISCLUSTERED)
                    && c != null
                    && a.catalog.acl().owns(ObjectKind.TABLE, c.oid(), a.role())) {
                tables.add(c.oid());
            }
        }
        eachInTransaction(a, tables, oid -> {
            ClassInfo c = a.catalog.relation(oid);
            if (c != null) {
                a.catalog.openRelation(oid, LockMode.ACCESS_EXCLUSIVE);
                one(c, clustered(c));
            }
        });
    }

    /** Ends the statement's transaction, runs the work for each relation in its own, and leaves another one open. */
    static void eachInTransaction(Admin a, List<Integer> relations, java.util.function.IntConsumer work) {
        TransactionBlock block = a.cx.txn().block();
        Snapshots snapshots = a.cx.txn().snapshots();
        while (snapshots.hasActive()) {
            snapshots.pop();
        }
        block.commitCommand();
        for (int oid : relations) {
            block.startCommand();
            try (var _ = snapshots.hold(true)) {
                work.accept(oid);
            }
            block.commitCommand();
        }
        block.startCommand();
    }

    /** The relations of a kind in a schema (0: all schemas), system catalogs left out. */
    static List<Integer> tables(Admin a, int namespace) {
        List<Integer> out = new ArrayList<>();
        for (CatalogRow r : a.writer.scan(PgClass.RELATION, 0)) {
            char kind = r.charAt(PgClass.RELKIND);
            int ns = r.intAt(PgClass.RELNAMESPACE);
            boolean user = Integer.compareUnsigned(r.intAt(PgClass.OID), 16384) >= 0;
            if ((kind == 'r' || kind == 'm') && user && (namespace == 0 || ns == namespace)) {
                out.add(r.intAt(PgClass.OID));
            }
        }
        return out;
    }
}
