package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.Value;
import org.hathi.planner.tree.Expr;

/** ALTER COLUMN: default, NOT NULL, statistics target, storage. */
final class AlterColumn {
    private final Ddl ddl;
    private final ClassInfo table;

    AlterColumn(Ddl ddl, ClassInfo table) {
        this.ddl = ddl;
        this.table = table;
    }

    private void set(AttributeInfo col, int column, Object value) {
        ddl.writer.set(ddl.relations.attributeRow(table.oid(), col.number()), column, value);
        ddl.catalog.invalidation().relationChanged(table.oid());
    }

    private String of(AttributeInfo col) {
        return "column \"" + col.name() + "\" of relation \"" + table.name() + "\"";
    }

    void columnDefault(AttributeInfo col, AlterTableCmd c) {
        if (col.identity() != '\0') {
            SqlError e = new SqlError(SqlState.SYNTAX_ERROR, of(col) + " is an identity column");
            throw c.def() != null ? e : e.hint("Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead.");
        }
        if (col.generated() != '\0') {
            SqlError e = new SqlError(SqlState.SYNTAX_ERROR, of(col) + " is a generated column");
            throw c.def() != null ? e : e.hint("Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead.");
        }
        ColumnStore store = new ColumnStore(ddl);
        Node n = c.def();
        removeDefault(ddl, table.oid(), col.number());
        Expr e =
                n == null ? null : store.analyse(table.oid(), (RawExpr) n, col.name(), col.type(), col.typmod(), false);
        if (e != null) {
            store.store(table.oid(), col.number(), e, false);
        }
    }

    static void removeDefault(Ddl ddl, int table, int column) {
        var d = ddl.catalog.attrDefault(table, column);
        if (d != null) {
            ddl.deps.drop(
                    new ObjectAddress(PgAttrdef.RELATION, d.oid()),
                    DropOptions.INTERNAL_CASCADE,
                    ddl.remover,
                    ddl.reporter);
            ddl.increment();
        }
    }

    void dropNotNull(AttributeInfo col) {
        if (col.identity() != '\0') {
            throw new SqlError(SqlState.SYNTAX_ERROR, of(col) + " is an identity column");
        }
        for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
            for (int i = 0; i < d.keyAttributes(); i++) {
                if (d.attributes()[i] != col.number()) {
                    continue;
                }
                if (d.primary()) {
                    throw new SqlError(
                            SqlState.INVALID_TABLE_DEFINITION, "column \"" + col.name() + "\" is in a primary key");
                }
                if (TableProperties.isReplicaIdentity(ddl, d.index())) {
                    throw new SqlError(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "column \"" + col.name() + "\" is in index used as replica identity");
                }
            }
        }
        if (col.notNull()) {
            set(col, PgAttribute.ATTNOTNULL, 0L);
        }
    }

    void setStatistics(AlterTableCmd c) {
        String name = c.name();
        if (table.kind() != 'i' && table.kind() != 'I' && name == null) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot refer to non-index column by number");
        }
        int target = TableProperties.integer(c.def());
        if (target < -1) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "statistics target " + target + " is too low");
        }
        if (target > 10000) {
            target = 10000;
            ddl.warning(SqlState.INVALID_PARAMETER_VALUE, "lowering statistics target to 10000");
        }
        if (c.num() > 0) {
            new TableProperties(ddl, table).indexStatistics(c.num(), target);
        } else {
            set(AlterExec.column(ddl, table, c), PgAttribute.ATTSTATTARGET, (long) target);
        }
    }

    void setStorage(AlterTableCmd c) {
        String s = String.valueOf(Value.text(c.def())).toLowerCase(java.util.Locale.ROOT);
        char k =
                switch (s) {
                    case "plain" -> 'p';
                    case "external" -> 'e';
                    case "extended" -> 'x';
                    case "main" -> 'm';
                    default ->
                        throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid storage type \"" + s + "\"");
                };
        AttributeInfo col = AlterExec.column(ddl, table, c);
        if (k != 'p' && ddl.catalog.type(col.type()).storage() == 'p') {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "column data type " + ddl.catalog.formatType(col.type(), -1) + " can only have storage PLAIN");
        }
        set(col, PgAttribute.ATTSTORAGE, Datums.chr(k));
        for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
            for (int i = 0; i < d.attributes().length; i++) {
                if (d.attributes()[i] == col.number()) {
                    ddl.writer.set(ddl.relations.attributeRow(d.index(), i + 1), PgAttribute.ATTSTORAGE, Datums.chr(k));
                    ddl.catalog.invalidation().relationChanged(d.index());
                }
            }
        }
    }
}
