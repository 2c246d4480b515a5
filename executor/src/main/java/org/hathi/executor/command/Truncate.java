package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.TableStmt.TruncateStmt;
import org.hathi.shm.RelationCounts;
import org.hathi.txn.LockMode;

/** TRUNCATE: new empty files for tables, their toast tables and indexes. */
final class Truncate {
    private Truncate() {}

    static void run(Ddl ddl, Sequences sequences, TruncateStmt s) {
        Set<Integer> tables = new LinkedHashSet<>();
        for (RangeVar v : s.relations()) {
            ClassInfo c = ddl.lock(v, LockMode.ACCESS_EXCLUSIVE);
            check(ddl, c);
            tables.add(c.oid());
            if (v.inh()) {
                tables.addAll(Inheritance.tree(ddl, c.oid(), LockMode.ACCESS_EXCLUSIVE));
            }
        }
        references(ddl, tables, s.behavior() == DropBehavior.CASCADE);
        List<Integer> restart = new ArrayList<>();
        if (s.restartSeqs()) {
            for (int t : tables) {
                restart.addAll(ddl.deps.sequencesOf(t, 0));
            }
            for (int q : restart) {
                ddl.catalog.acl().checkOwner(ObjectKind.TABLE, q, ddl.role());
            }
        }
        for (int t : tables) {
            if (ddl.info(t).kind() != 'p') {
                one(ddl, t);
            }
        }
        for (int q : restart) {
            sequences.restart(q);
        }
        ddl.increment();
    }

    private static void check(Ddl ddl, ClassInfo c) {
        if (c.kind() != 'r' && c.kind() != 'p') {
            throw ddl.wrongKind(c, "a table");
        }
        if (Ddl.isSystem(c) && !ddl.settings.bool("allow_system_table_mods")) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE, "permission denied: \"" + c.name() + "\" is a system catalog");
        }
        ddl.catalog.acl().check(ObjectKind.TABLE, c.oid(), ddl.role(), Acl.TRUNCATE);
    }

    /** Tables with foreign keys on the list must be on it too, or come along. */
    private static void references(Ddl ddl, Set<Integer> tables, boolean cascade) {
        List<CatalogRow> all = ddl.writer.scan(PgConstraint.RELATION, 0);
        boolean again = true;
        while (again) {
            again = false;
            for (CatalogRow r : all) {
                if (r.charAt(PgConstraint.CONTYPE) != 'f'
                        || !tables.contains(r.intAt(PgConstraint.CONFRELID))
                        || tables.contains(r.intAt(PgConstraint.CONRELID))) {
                    continue;
                }
                int from = r.intAt(PgConstraint.CONRELID);
                ClassInfo f = ddl.info(from);
                if (!cascade) {
                    throw new SqlError(
                                    SqlState.FEATURE_NOT_SUPPORTED,
                                    "cannot truncate a table referenced in a foreign key constraint")
                            .detail("Table \"" + f.name() + "\" references \""
                                    + ddl.info(r.intAt(PgConstraint.CONFRELID)).name() + "\".")
                            .hint("Truncate table \"" + f.name() + "\" at the same time, or use TRUNCATE ... CASCADE.");
                }
                ddl.notice("truncate cascades to table \"" + f.name() + "\"");
                ddl.lock(from, false, LockMode.ACCESS_EXCLUSIVE);
                check(ddl, f);
                tables.add(from);
                again = true;
            }
        }
    }

    /** Empties one locked table. */
    static void one(Ddl ddl, int table) {
        RelationCounts counts = ddl.access.counts(ddl.catalog.openRelation(table, 0));
        counts.truncated();
        // each index is built anew, which PostgreSQL counts as a scan of the (empty) table
        counts.scans += ddl.catalog.indexesOf(table).size();
        Relfiles.replace(ddl, table);
        List<Integer> indexes = new ArrayList<>();
        for (IndexDef d : ddl.catalog.indexesOf(table)) {
            indexes.add(d.index());
        }
        int toast = ddl.info(table).toast();
        if (toast != 0) {
            Relfiles.replace(ddl, toast);
            for (IndexDef d : ddl.catalog.indexesOf(toast)) {
                indexes.add(d.index());
            }
        }
        for (int i : indexes) {
            Relfiles.replace(ddl, i);
        }
        ddl.increment();
        for (int i : indexes) {
            IndexBuilder.buildEmpty(ddl, i);
            IndexDef d = ddl.catalog.index(i);
            if (d != null && !d.unique() && !d.exclusion()) {
                IndexStates.rebuilt(ddl, i, false); // the others have to be checked before they are valid
            }
        }
    }
}
