package org.hathi.executor.command;

import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.jspecify.annotations.Nullable;

/** CREATE RULE "_RETURN" ON SELECT TO an empty table makes a view of it: dumps of old servers contain such rules. */
final class TableToView {
    private final Ddl ddl;
    private final ClassInfo table;

    TableToView(Ddl ddl, ClassInfo table) {
        this.ddl = ddl;
        this.table = table;
    }

    private SqlError cannot(String why) {
        return new SqlError(
                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                "could not convert table \"" + table.name() + "\" to a view because it " + why);
    }

    /** 55000 unless the table is empty and nothing hangs on it. */
    void check() {
        ddl.withSnapshot(s -> {
            RowSource rows = new RowSource(ddl, ddl.catalog.openRelation(table.oid(), 0), s);
            try {
                if (rows.nextPage() > 0) {
                    throw cannot("is not empty");
                }
            } finally {
                rows.close();
            }
        });
        if (table.hasTriggers()) {
            throw cannot("has triggers")
                    .hint("In particular, the table cannot be involved in any foreign key relationships.");
        }
        if (table.hasIndex()) {
            throw cannot("has indexes");
        }
        if (table.hasSubclass()) {
            throw cannot("has child tables");
        }
        if (!ddl.catalog.parentsOf(table.oid()).isEmpty()) {
            throw cannot("has parent tables");
        }
        if (table.rowSecurity()) {
            throw cannot("has row security enabled");
        }
    }

    /** The rule is there: the files go, and pg_class says that it is a view. */
    void convert() {
        Relation r = ddl.catalog.openRelation(table.oid(), 0);
        ddl.files.dropAtCommit(r.node, r.persistence);
        for (CatalogRow a :
                ddl.writer.scan(PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(table.oid()))) {
            if (a.intAt(PgAttribute.ATTNUM) < 0) {
                ddl.writer.delete(a);
            }
        }
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, table.oid());
        @Nullable Object[] v = row.copy();
        v[PgClass.RELAM - 1] = 0L;
        v[PgClass.RELFILENODE - 1] = 0L;
        v[PgClass.RELTABLESPACE - 1] = 0L;
        v[PgClass.RELPAGES - 1] = 0L;
        v[PgClass.RELTUPLES - 1] = Datums.float4(-1);
        v[PgClass.RELALLVISIBLE - 1] = 0L;
        v[PgClass.RELTOASTRELID - 1] = 0L;
        v[PgClass.RELHASINDEX - 1] = 0L;
        v[PgClass.RELKIND - 1] = Datums.chr('v');
        v[PgClass.RELREPLIDENT - 1] = Datums.chr('n');
        v[PgClass.RELFROZENXID - 1] = 0L;
        v[PgClass.RELMINMXID - 1] = 0L;
        ddl.writer.update(row, v);
        ddl.increment();
        if (table.toast() != 0) {
            ObjectAddress toast = new ObjectAddress(PgClass.RELATION, table.toast());
            ddl.deps.deleteRecordsFor(toast, false);
            ddl.increment();
            ddl.deps.drop(toast, DropOptions.INTERNAL_CASCADE, ddl.remover, ddl.reporter);
        }
        ddl.catalog.invalidation().relationChanged(table.oid());
        ddl.increment();
    }
}
