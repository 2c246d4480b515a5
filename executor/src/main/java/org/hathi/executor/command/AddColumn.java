package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.planner.tree.Expr;
import org.hathi.types.ArrayValue;
import org.hathi.types.Attribute;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE … ADD COLUMN: a constant default is remembered for old rows, others rewrite the table. */
final class AddColumn {
    private final Ddl ddl;
    private final ClassInfo table;
    private final Commands commands;

    AddColumn(Ddl ddl, ClassInfo table, Commands commands) {
        this.ddl = ddl;
        this.table = table;
        this.commands = commands;
    }

    void run(ColumnDef d, boolean missingOk) {
        if (ddl.catalog.attributeByName(table.oid(), d.colname()) != null) {
            TableCreator.checkColumnName(ddl, d.colname(), -1);
            String m = "column \"" + d.colname() + "\" of relation \"" + table.name() + "\" already exists";
            if (!missingOk) {
                throw new SqlError(SqlState.DUPLICATE_COLUMN, m);
            }
            ddl.notice(m + ", skipping");
            return;
        }
        List<ConstraintSpec> constraints = new ArrayList<>();
        ColumnSpec c = TableCreator.resolve(ddl, d, table.name(), constraints);
        for (ConstraintSpec k : constraints) {
            c.notNull |= k.type == ConstrType.PRIMARY;
        }
        if (c.serial || c.identity != '\0') {
            TableCreator.sequence(
                    ddl, commands.sequences(), c, table.name(), table.namespace(), table.persistence(), table.owner());
        }
        Relation before = ddl.catalog.openRelation(table.oid(), 0);
        int number = table.attributes() + 1;
        Attribute a = c.attribute(number);
        ddl.relations.addColumn(table.oid(), a, number, true, 0);
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, table.oid());
        ddl.writer.set(row, PgClass.RELNATTS, (long) number);
        ddl.increment();
        Expr e = new ColumnStore(ddl).storeDefault(table.oid(), number, c);
        if (c.sequence != 0) {
            commands.sequences().link(c.sequence, table.oid(), number, c.identity != '\0');
        }
        ddl.increment();
        if (c.identity != '\0') {
            e = new org.hathi.planner.tree.NextValueExpr(c.sequence, c.type.oid());
        }
        fill(before, c, number, e);
        Constraints k = new Constraints(ddl);
        for (ConstraintSpec s : constraints) {
            if (s.type == ConstrType.CHECK) {
                k.addCheck(table.oid(), s, true);
            }
        }
        TableCreator.keys(ddl, table.oid(), constraints);
        for (ConstraintSpec s : constraints) {
            if (s.type == ConstrType.FOREIGN) {
                new ForeignKeys(ddl).add(table.oid(), s, true);
            }
        }
    }

    private void fill(Relation before, ColumnSpec c, int number, @Nullable Expr e) {
        boolean rewritten = false;
        if (e != null) {
            Expr x = ddl.simplify(e);
            boolean constant = c.generated == '\0' && !ddl.containsVolatile(x);
            if (constant) {
                remember(c, number, RowSource.constant(ddl, x));
            } else {
                Rewrite.run(ddl, before, number, x);
                rewritten = true;
            }
        }
        if (!rewritten) {
            TableCreator.toastIfNeeded(ddl, table.oid());
        }
        if (c.notNull) {
            new Constraints(ddl).verifyNotNull(table.oid(), List.of(number));
        }
    }

    /** Stores the value that rows written before have in the new column. */
    private void remember(ColumnSpec c, int number, @Nullable Object value) {
        if (value == null) {
            return;
        }
        CatalogRow r = ddl.relations.attributeRow(table.oid(), number);
        @Nullable Object[] v = r.copy();
        v[PgAttribute.ATTHASMISSING - 1] = Datums.bool(true);
        v[PgAttribute.ATTMISSINGVAL - 1] = ArrayValue.of(c.type, org.hathi.types.Vector.of(!c.type.byVal(), value), 1)
                .encode();
        ddl.writer.update(r, v);
        ddl.increment();
    }
}
