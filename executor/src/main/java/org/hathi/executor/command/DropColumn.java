package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE … DROP COLUMN: children lose the column unless they have it from elsewhere too. */
final class DropColumn {
    private final AlterTable a;
    private final Ddl ddl;
    private final List<ObjectAddress> drops = new ArrayList<>();

    DropColumn(AlterTable a) {
        this.a = a;
        this.ddl = a.ddl;
    }

    void run(ClassInfo t, AlterTableCmd c, boolean recurse) {
        String name = AlterTable.text(c.name());
        AttributeInfo col = ddl.catalog.attributeByName(t.oid(), name);
        if (col == null) {
            String m = "column \"" + name + "\" of relation \"" + t.name() + "\" does not exist";
            if (!c.missingOk()) {
                throw new SqlError(SqlState.UNDEFINED_COLUMN, m);
            }
            ddl.notice(m + ", skipping");
            return;
        }
        if (col.number() < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot drop system column \"" + name + "\"");
        }
        if (col.inheritCount() > 0) {
            throw new SqlError(SqlState.INVALID_TABLE_DEFINITION, "cannot drop inherited column \"" + name + "\"");
        }
        collect(t, col, recurse);
        ddl.deps.dropAll(
                drops,
                c.behavior() == DropBehavior.CASCADE ? DropOptions.CASCADE : DropOptions.RESTRICT,
                ddl.remover,
                ddl.reporter);
    }

    private void collect(ClassInfo t, AttributeInfo col, boolean recurse) {
        for (int child : Inheritance.children(ddl, t.oid(), a.lockMode)) {
            ClassInfo k = ddl.info(child);
            ddl.checkNotInUse(k, "ALTER TABLE");
            AttributeInfo own = ddl.catalog.attributeByName(child, col.name());
            if (own == null || own.inheritCount() <= 0) {
                throw SqlError.internal("relation " + child + " has non-inherited attribute \"" + col.name() + "\"");
            }
            if (recurse && own.inheritCount() == 1 && !own.local()) {
                collect(k, own, true);
                continue;
            }
            CatalogRow r = ddl.relations.attributeRow(child, own.number());
            @Nullable Object[] v = r.copy();
            v[PgAttribute.ATTINHCOUNT - 1] = (long) (own.inheritCount() - 1);
            if (!recurse) {
                v[PgAttribute.ATTISLOCAL - 1] = 1L;
            }
            ddl.writer.update(r, v);
            ddl.catalog.invalidation().relationChanged(child);
            ddl.increment();
        }
        drops.add(new ObjectAddress(PgClass.RELATION, t.oid(), col.number()));
    }
}
