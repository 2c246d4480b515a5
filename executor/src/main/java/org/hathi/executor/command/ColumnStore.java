package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgClass;
import org.hathi.parser.tree.RawExpr;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.jspecify.annotations.Nullable;

/** Stores the defaults and generation expressions of columns. */
final class ColumnStore {
    private final Ddl ddl;

    ColumnStore(Ddl ddl) {
        this.ddl = ddl;
    }

    /** @return the analysed default, null when the column has none */
    @Nullable
    Expr storeDefault(int table, int number, ColumnSpec c) {
        Expr e = c.cooked;
        RawExpr raw = c.rawDefault;
        if (e == null && raw != null) {
            e = analyse(table, raw, c.name, c.type.oid(), c.typmod, c.generated != '\0');
        }
        if (e == null) {
            return null;
        }
        return store(table, number, e, c.generated != '\0') ? e : null;
    }

    Expr analyse(int table, RawExpr raw, String column, int type, int typmod, boolean generated) {
        Expr e = ddl.exprs()
                .columnDefault(
                        generated ? table : 0,
                        raw,
                        generated ? ExprKind.GENERATED_COLUMN : ExprKind.COLUMN_DEFAULT,
                        column,
                        type,
                        typmod);
        if (generated) {
            checkGenerated(table, e);
        }
        return e;
    }

    private void checkGenerated(int table, Expr e) {
        if (ddl.containsMutable(e)) {
            throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "generation expression is not immutable");
        }
        for (ObjectAddress a : References.of(ddl.catalog, e, table)) {
            if (a.classId() == PgClass.RELATION && a.objectId() == table && a.subId() > 0) {
                var col = ddl.catalog.attribute(table, a.subId());
                if (col != null && col.generated() != '\0') {
                    throw new SqlError(
                                    SqlState.INVALID_OBJECT_DEFINITION,
                                    "cannot use generated column \"" + col.name()
                                            + "\" in column generation expression")
                            .detail("A generated column cannot reference another generated column.");
                }
            }
        }
    }

    /** Stores an analysed default; a plain NULL is none. */
    boolean store(int table, int number, Expr e, boolean generated) {
        if (!generated && e instanceof Const c && c.isNull()) {
            return false;
        }
        List<ObjectAddress> refs = References.of(ddl.catalog, e, table);
        ddl.relations.storeDefault(table, number, NodeText.write(e), refs, generated);
        return true;
    }
}
