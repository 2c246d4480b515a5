package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgIndex;
import org.hathi.executor.command.AlterWork.Step;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE … ADD, DROP and VALIDATE CONSTRAINT, down the inheritance tree for CHECK constraints. */
final class AlterConstraints {
    private final AlterTable a;
    private final Ddl ddl;
    private final AlterWork work;
    private final ClassInfo table;

    AlterConstraints(AlterTable a, AlterWork work, ClassInfo table) {
        this.a = a;
        this.ddl = a.ddl;
        this.work = work;
        this.table = table;
    }

    // ------------------------------------------------------------------------------------------------------ adding

    /** The first look at a new constraint: what it needs goes to the passes where it is done. */
    void add(Constraint raw, boolean recurse) {
        queue(new ConstraintSpec(raw, null), recurse);
    }

    void queue(ConstraintSpec c, boolean recurse) {
        switch (c.type) {
            case CHECK, FOREIGN -> work.add(AlterWork.ADD_OTHER_CONSTRAINT, new Step.Condition(c, recurse));
            case PRIMARY, UNIQUE, EXCLUSION -> {
                if (c.raw.indexname() != null) {
                    checkIndex(c);
                    work.add(AlterWork.ADD_INDEX_CONSTRAINT, new Step.Key(c));
                    return;
                }
                checkKeys(c);
                if (c.type == ConstrType.PRIMARY) {
                    for (String k : c.keys) {
                        notNull(k, recurse);
                    }
                }
                work.add(AlterWork.ADD_INDEX, new Step.Key(c));
            }
            default -> throw SqlError.internal("unrecognized constraint type");
        }
    }

    private void checkKeys(ConstraintSpec c) {
        for (int i = 0; i < c.keys.size(); i++) {
            String k = c.keys.get(i);
            if (ddl.catalog.attributeByName(table.oid(), k) == null) {
                throw ddl.error(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"" + k + "\" named in key does not exist",
                        c.raw.location());
            }
            if (c.keys.indexOf(k) != i) {
                throw TableCreator.twiceInKey(ddl, c, k);
            }
        }
    }

    /** A column of a primary key becomes NOT NULL, here and in the children. */
    private void notNull(String column, boolean recurse) {
        AlterTableCmd c = new AlterTableCmd(
                AlterTableType.SET_NOT_NULL, column, 0, null, null, DropBehavior.RESTRICT, false, recurse, -1);
        new AlterPrep(a).prepare(table.oid(), c, recurse, false);
    }

    void key(ConstraintSpec c) {
        if (c.type == ConstrType.PRIMARY) {
            for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
                if (d.primary()) {
                    throw new SqlError(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "multiple primary keys for table \"" + table.name() + "\" are not allowed");
                }
            }
        }
        if (c.raw.indexname() != null) {
            useIndex(c);
            return;
        }
        IndexDefiner.Request q = TableCreator.request(c);
        // a table about to be rewritten gets its indexes built then
        q.skipBuild = work.rewrite;
        IndexDefiner.define(ddl, table, q);
    }

    /** A CHECK or FOREIGN KEY; {@code recursing}: the parent has it. */
    void condition(ConstraintSpec c, boolean recurse, boolean recursing) {
        if (c.type == ConstrType.FOREIGN) {
            int oid = new ForeignKeys(ddl).add(table.oid(), c);
            if (!c.skipValidation) {
                work.foreignKeys.add(oid);
            }
            return;
        }
        ddl.checkOwner(table);
        Constraints.Made made = new Constraints(ddl).addCheck(table.oid(), c);
        if (made == null) {
            return;
        }
        c.name = made.name();
        if (!c.skipValidation) {
            work.checks.add(new AlterWork.Check(made.name(), made.condition()));
        }
        if (c.raw.noInherit()) {
            return;
        }
        List<Integer> children = Inheritance.children(ddl, table.oid(), a.lockMode);
        if (!recurse && !children.isEmpty()) {
            throw new SqlError(SqlState.INVALID_TABLE_DEFINITION, "constraint must be added to child tables too");
        }
        for (int child : children) {
            ClassInfo k = ddl.info(child);
            ddl.checkNotInUse(k, "ALTER TABLE");
            ConstraintSpec copy = new ConstraintSpec(c.raw, null);
            copy.name = c.name;
            copy.cooked = c.cooked == null
                    ? null
                    : Likes.remap(c.cooked, InheritedColumns.map(ddl, table.oid(), child, "could not find column"));
            copy.local = false;
            copy.inherited = 1;
            copy.mergeable = true;
            new AlterConstraints(a, a.work(child), k).condition(copy, true, true);
            ddl.increment();
        }
    }

    // ------------------------------------------------------------------------------------------- using an index

    private IndexDef index(ConstraintSpec c) {
        String name = c.raw.indexname();
        ClassInfo i = ddl.catalog.relationByName(String.valueOf(name), table.namespace());
        if (i == null) {
            throw at(SqlState.UNDEFINED_OBJECT, "index \"" + name + "\" does not exist", c);
        }
        IndexDef d = ddl.catalog.index(i.oid());
        if (d == null) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + name + "\" is not an index");
        }
        return d;
    }

    private SqlError at(SqlState state, String message, ConstraintSpec c) {
        return ddl.error(state, message, c.raw.location());
    }

    private void checkIndex(ConstraintSpec c) {
        IndexDef d = index(c);
        String name = "\"" + c.raw.indexname() + "\"";
        String cannot = "Cannot create a primary key or unique constraint using such an index.";
        SqlState state = SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE;
        if (ddl.deps.constraintOfIndex(d.index()) != 0) {
            throw at(state, "index " + name + " is already associated with a constraint", c);
        }
        if (d.table() != table.oid()) {
            throw at(state, "index " + name + " does not belong to table \"" + table.name() + "\"", c);
        }
        if (!d.valid()) {
            throw at(state, "index " + name + " is not valid", c);
        }
        String what = !d.unique()
                ? name + " is not a unique index"
                : d.expressions() != null
                        ? "index " + name + " contains expressions"
                        : d.predicate() != null ? name + " is a partial index" : null;
        if (what != null) {
            throw at(SqlState.WRONG_OBJECT_TYPE, what, c).detail(cannot);
        }
        if (!d.immediate() && !c.deferrable) {
            throw at(SqlState.WRONG_OBJECT_TYPE, name + " is a deferrable index", c)
                    .detail("Cannot create a non-deferrable constraint using a deferrable index.");
        }
        for (int i = 0; i < d.keyAttributes(); i++) {
            AttributeInfo col = ddl.catalog.attribute(table.oid(), d.attributes()[i]);
            int opclass = col == null ? 0 : defaultOpclass(col.type());
            if (d.opclasses()[i] != opclass || d.options()[i] != 0) {
                throw at(
                                SqlState.WRONG_OBJECT_TYPE,
                                "index " + name + " column number " + (i + 1)
                                        + " does not have default sorting behavior",
                                c)
                        .detail(cannot);
            }
        }
        if (c.type == ConstrType.PRIMARY) {
            for (int i = 0; i < d.keyAttributes(); i++) {
                AttributeInfo col = ddl.catalog.attribute(table.oid(), d.attributes()[i]);
                if (col != null && !col.notNull()) {
                    notNull(col.name(), true);
                }
            }
        }
    }

    private int defaultOpclass(int type) {
        var o = ddl.catalog.defaultOpclass(type, 403);
        return o == null ? 0 : o.oid();
    }

    private void useIndex(ConstraintSpec c) {
        IndexDef d = index(c);
        String name = String.valueOf(c.raw.indexname());
        int[] key = java.util.Arrays.copyOf(d.attributes(), d.keyAttributes());
        String conname = c.name == null ? name : c.name;
        if (!conname.equals(name)) {
            ddl.notice("ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index \"" + name + "\" to \"" + conname
                    + "\"");
            new Renames(ddl).rename(ddl.info(d.index()), conname);
        }
        IndexDefiner.Request q = TableCreator.request(c);
        int oid = ddl.indexes.createConstraint(
                IndexDefiner.constraint(0, conname, table, q, key, d.index(), null), List.of());
        ddl.deps.deleteRecords(PgClass.RELATION, d.index(), PgClass.RELATION, org.hathi.catalog.Dependencies.AUTO);
        ddl.deps.record(
                new ObjectAddress(PgClass.RELATION, d.index()),
                new ObjectAddress(PgConstraint.RELATION, oid),
                org.hathi.catalog.Dependencies.INTERNAL);
        CatalogRow r = java.util.Objects.requireNonNull(
                ddl.writer.find(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, Datums.oid(d.index())));
        @Nullable Object[] v = r.copy();
        v[PgIndex.INDISPRIMARY - 1] = Datums.bool(c.type == ConstrType.PRIMARY);
        v[PgIndex.INDIMMEDIATE - 1] = Datums.bool(!c.deferrable);
        ddl.writer.update(r, v);
        ddl.catalog.invalidation().relationChanged(table.oid());
    }

    // ---------------------------------------------------------------------------------------- dropping, validating

    private SqlError missing(AlterTableCmd c) {
        return new SqlError(
                SqlState.UNDEFINED_OBJECT,
                "constraint \"" + c.name() + "\" of relation \"" + table.name() + "\" does not exist");
    }

    void drop(AlterTableCmd c, boolean recurse, boolean recursing) {
        ConstraintInfo k = new Constraints(ddl).find(table.oid(), AlterTable.text(c.name()));
        if (k == null) {
            if (!c.missingOk()) {
                throw missing(c);
            }
            ddl.notice("constraint \"" + c.name() + "\" of relation \"" + table.name() + "\" does not exist, skipping");
            return;
        }
        if (k.inheritCount() > 0 && !recursing) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION,
                    "cannot drop inherited constraint \"" + k.name() + "\" of relation \"" + table.name() + "\"");
        }
        if (k.type() == 'f' && k.foreignRelation() != table.oid()) {
            ddl.lock(k.foreignRelation(), false, LockMode.ACCESS_EXCLUSIVE);
            ddl.checkNotInUse(ddl.info(k.foreignRelation()), "ALTER TABLE");
        }
        ddl.deps.drop(
                new ObjectAddress(PgConstraint.RELATION, k.oid()),
                c.behavior() == DropBehavior.CASCADE ? DropOptions.CASCADE : DropOptions.RESTRICT,
                ddl.remover,
                ddl.reporter);
        ddl.increment();
        if (k.noInherit()) {
            return;
        }
        for (int child : Inheritance.children(ddl, table.oid(), a.lockMode)) {
            ClassInfo t = ddl.info(child);
            ddl.checkNotInUse(t, "ALTER TABLE");
            ConstraintInfo own = new Constraints(ddl).find(child, k.name());
            if (own == null || own.inheritCount() <= 0) {
                throw SqlError.internal("relation " + child + " has non-inherited constraint \"" + k.name() + "\"");
            }
            if (recurse && own.inheritCount() == 1 && !own.local()) {
                new AlterConstraints(a, a.work(child), t).drop(c, true, true);
                continue;
            }
            CatalogRow r = ddl.writer.needByOid(PgConstraint.RELATION, own.oid());
            @Nullable Object[] v = r.copy();
            v[PgConstraint.CONINHCOUNT - 1] = (long) (own.inheritCount() - 1);
            if (!recurse) {
                v[PgConstraint.CONISLOCAL - 1] = 1L;
            }
            ddl.writer.update(r, v);
            ddl.catalog.invalidation().relationChanged(child);
            ddl.increment();
        }
    }

    void validate(AlterTableCmd c, boolean recurse, boolean recursing) {
        ConstraintInfo k = new Constraints(ddl).find(table.oid(), AlterTable.text(c.name()));
        if (k == null) {
            throw missing(c);
        }
        if (k.type() != 'f' && k.type() != 'c') {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    "constraint \"" + k.name() + "\" of relation \"" + table.name()
                            + "\" is not a foreign key or check constraint");
        }
        if (k.validated()) {
            return;
        }
        if (k.type() == 'f') {
            work.foreignKeys.add(k.oid());
        } else {
            if (!recursing && !k.noInherit()) {
                validateChildren(c, recurse);
            }
            work.checks.add(
                    new AlterWork.Check(k.name(), NodeText.readExpr(java.util.Objects.requireNonNull(k.expression()))));
        }
        ddl.writer.set(ddl.writer.needByOid(PgConstraint.RELATION, k.oid()), PgConstraint.CONVALIDATED, 1L);
        ddl.catalog.invalidation().relationChanged(table.oid());
    }

    private void validateChildren(AlterTableCmd c, boolean recurse) {
        List<Integer> tree = new ArrayList<>(Inheritance.tree(ddl, table.oid(), a.lockMode));
        tree.remove(Integer.valueOf(table.oid()));
        for (int child : tree) {
            if (!recurse) {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION, "constraint must be validated on child tables too");
            }
            new AlterConstraints(a, a.work(child), ddl.info(child)).validate(c, false, true);
            ddl.increment();
        }
    }

    /** Do the table's valid CHECK constraints keep nulls out of a column? */
    static boolean impliesNotNull(Ddl ddl, int table, AttributeInfo col) {
        Var v = new Var(1, col.number(), col.type(), col.typmod(), col.collation(), 0, 1, col.number(), -1);
        Expr test = new NullTest(v, NullTestType.IS_NOT_NULL, false, -1);
        for (ConstraintInfo k : ddl.catalog.constraintsOf(table)) {
            if (k.type() == 'c'
                    && k.validated()
                    && k.expression() != null
                    && Trees.conjuncts(ddl.simplify(NodeText.readExpr(k.expression())))
                            .contains(test)) {
                return true;
            }
        }
        return false;
    }
}
