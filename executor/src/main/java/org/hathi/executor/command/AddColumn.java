package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.types.ArrayValue;
import org.hathi.types.Attribute;
import org.jspecify.annotations.Nullable;

/**
 * ALTER TABLE … ADD COLUMN, down the inheritance tree. A default without volatile parts is remembered for the rows
 * there are; other defaults, generated columns and domains with constraints ask for a rewrite.
 */
final class AddColumn {
    private final AlterTable a;
    private final Ddl ddl;
    private final AlterWork work;
    private final ClassInfo table;

    AddColumn(AlterTable a, AlterWork work, ClassInfo table) {
        this.a = a;
        this.ddl = a.ddl;
        this.work = work;
        this.table = table;
    }

    void run(ColumnDef d, boolean missingOk, boolean recurse) {
        if (exists(d.colname(), missingOk)) {
            return;
        }
        List<ConstraintSpec> constraints = new ArrayList<>();
        ColumnSpec c = TableCreator.resolve(ddl, d, table.name(), constraints);
        for (ConstraintSpec k : constraints) {
            c.notNull |= k.type == ConstrType.PRIMARY;
        }
        if (c.serial || c.identity != '\0') {
            TableCreator.sequence(
                    ddl,
                    a.commands.sequences(),
                    c,
                    table.name(),
                    table.namespace(),
                    table.persistence(),
                    table.owner());
        }
        if (recurse
                && c.identity != '\0'
                && !ddl.catalog.childrenOf(table.oid()).isEmpty()) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION,
                    "cannot recursively add identity column to table that has child tables");
        }
        int number = create(c);
        if (c.sequence != 0) {
            a.commands.sequences().link(c.sequence, table.oid(), number, c.identity != '\0');
            ddl.increment();
        }
        children(c, recurse);
        for (ConstraintSpec k : constraints) {
            new AlterConstraints(a, work, ddl.info(table.oid())).queue(k, recurse);
        }
    }

    private boolean exists(String name, boolean missingOk) {
        if (ddl.catalog.attributeByName(table.oid(), name) == null) {
            return false;
        }
        TableCreator.checkColumnName(ddl, name, -1);
        String m = "column \"" + name + "\" of relation \"" + table.name() + "\" already exists";
        if (!missingOk) {
            throw new SqlError(SqlState.DUPLICATE_COLUMN, m);
        }
        ddl.notice(m + ", skipping");
        return true;
    }

    private void children(ColumnSpec c, boolean recurse) {
        List<Integer> children = Inheritance.children(ddl, table.oid(), a.lockMode);
        if (!recurse && !children.isEmpty()) {
            throw new SqlError(SqlState.INVALID_TABLE_DEFINITION, "column must be added to child tables too");
        }
        for (int child : children) {
            ClassInfo k = ddl.info(child);
            ddl.checkNotInUse(k, "ALTER TABLE");
            AddColumn add = new AddColumn(a, a.work(child), k);
            if (!add.merge(c)) {
                ColumnSpec own = c.forChild();
                add.create(own);
                add.children(own, true);
            }
        }
    }

    /** The child may have a column of that name and type: it becomes an inherited one as well. */
    private boolean merge(ColumnSpec c) {
        AttributeInfo old = ddl.catalog.attributeByName(table.oid(), c.name);
        if (old == null) {
            return false;
        }
        if (old.type() != c.type.oid() || old.typmod() != c.typmod) {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "child table \"" + table.name() + "\" has different type for column \"" + c.name + "\"");
        }
        if (old.collation() != c.collation) {
            throw new SqlError(
                            SqlState.COLLATION_MISMATCH,
                            "child table \"" + table.name() + "\" has different collation for column \"" + c.name
                                    + "\"")
                    .detail("\"" + InheritedColumns.collation(ddl, old.collation()) + "\" versus \""
                            + InheritedColumns.collation(ddl, c.collation) + "\"");
        }
        ddl.writer.set(ddl.relations.attributeRow(table.oid(), old.number()), PgAttribute.ATTINHCOUNT, (long)
                (old.inheritCount() + 1));
        ddl.catalog.invalidation().relationChanged(table.oid());
        ddl.notice("merging definition of column \"" + c.name + "\" for child \"" + table.name() + "\"");
        ddl.increment();
        return true;
    }

    private int create(ColumnSpec c) {
        int number = table.attributes() + 1;
        if (number > 1600) {
            throw new SqlError(SqlState.TOO_MANY_COLUMNS, "tables can have at most 1600 columns");
        }
        Attribute att = c.attribute(number);
        ddl.relations.addColumn(table.oid(), att, number, c.local, c.inherited);
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, table.oid());
        ddl.writer.set(row, PgClass.RELNATTS, (long) number);
        ddl.increment();
        Expr e = new ColumnStore(ddl).storeDefault(table.oid(), number, c);
        ddl.increment();
        fill(c, number, e);
        return number;
    }

    /** What the rows there are have in the new column. */
    private void fill(ColumnSpec c, int number, @Nullable Expr stored) {
        Expr e = stored;
        if (c.identity != '\0') {
            e = new org.hathi.planner.tree.NextValueExpr(c.sequence, c.type.oid());
        }
        boolean missing = false;
        if (e != null) {
            Expr x = ddl.simplify(e);
            if (c.generated == '\0' && table.kind() == 'r' && !ddl.containsVolatile(x)) {
                remember(c, number, RowSource.constant(ddl, x));
                missing = true;
            } else {
                work.rewrite = true;
            }
        } else if (c.type.type() == 'd' || ddl.view.typeDefaultText(c.type.oid()) != null) {
            // a type may have a default, a domain may refuse nulls
            e = ddl.exprs()
                    .storedDefault(
                            table.oid(),
                            ddl.catalog.openRelation(table.oid(), 0).desc.get(number - 1));
            if (e == null && ddl.catalog.domainHasConstraints(c.type.oid())) {
                Expr none = new Const(c.type.oid(), c.typmod, c.collation, c.type.len(), c.type.byVal(), null, -1);
                e = new CoerceToDomain(none, c.type.oid(), c.typmod, c.collation, CoercionForm.IMPLICIT_CAST, -1);
            } else if (e != null && table.kind() == 'r' && !ddl.catalog.domainHasConstraints(c.type.oid())) {
                Expr x = ddl.simplify(e);
                if (!ddl.containsVolatile(x)) {
                    remember(c, number, RowSource.constant(ddl, x));
                    missing = true;
                }
            }
        }
        if (e != null) {
            work.values.add(new AlterWork.NewValue(number, e, c.generated != '\0'));
        }
        if (c.type.type() == 'd' && ddl.catalog.domainHasConstraints(c.type.oid())) {
            work.rewrite = true;
        }
        if (!missing) {
            work.verifyNotNull |= c.notNull;
        }
    }

    /** Stores the value that rows written before have in the new column. */
    private void remember(ColumnSpec c, int number, @Nullable Object value) {
        if (value == null) {
            work.verifyNotNull |= c.notNull;
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
