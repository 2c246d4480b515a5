package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.InheritInfo;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDepend;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE … [NO] INHERIT: an existing table that has all the parent asks for becomes a child, or ceases to be. */
final class AlterParents {
    private final Ddl ddl;

    AlterParents(AlterTable a) {
        this.ddl = a.ddl;
    }

    static void prepare(ClassInfo child) {
        String what = child.ofType() != 0
                ? "typed table"
                : child.isPartition() ? "a partition" : child.kind() == 'p' ? "partitioned table" : null;
        if (what != null) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot change inheritance of " + what);
        }
    }

    void add(ClassInfo child, RangeVar name) {
        ClassInfo parent = ddl.lock(name, LockMode.SHARE_UPDATE_EXCLUSIVE);
        if ("rpf".indexOf(parent.kind()) < 0) {
            throw AlterPrep.notSupported(parent, AlterTableType.ADD_INHERIT);
        }
        ddl.checkOwner(parent);
        Inheritance.checkPersistence(ddl, parent, child.persistence() == 't');
        if (child.persistence() == 't'
                && child.namespace() != ddl.catalog.searchPath().tempNamespace()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot inherit to temporary relation of another session");
        }
        if (parent.kind() == 'p') {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE, "cannot inherit from partitioned table \"" + parent.name() + "\"");
        }
        if (parent.isPartition()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot inherit from a partition");
        }
        if (Inheritance.tree(ddl, child.oid(), LockMode.ACCESS_SHARE).contains(parent.oid())) {
            throw new SqlError(SqlState.DUPLICATE_TABLE, "circular inheritance not allowed")
                    .detail("\"" + parent.name() + "\" is already a child of \"" + child.name() + "\".");
        }
        int sequence = 0;
        for (InheritInfo i : ddl.catalog.parentsOf(child.oid())) {
            if (i.parent() == parent.oid()) {
                throw Inheritance.twice(parent.name());
            }
            sequence = Math.max(sequence, i.sequence());
        }
        columns(child, parent);
        constraints(child, parent);
        Inheritance.store(ddl, child.oid(), parent.oid(), sequence + 1);
    }

    private void columns(ClassInfo child, ClassInfo parent) {
        int[] map = InheritedColumns.map(ddl, parent.oid(), child.oid(), null);
        for (AttributeInfo p : ddl.catalog.attributes(parent.oid())) {
            if (p.number() < 1 || p.dropped()) {
                continue;
            }
            AttributeInfo c = ddl.catalog.attributeByName(child.oid(), p.name());
            if (c == null) {
                throw mismatch("child table is missing column \"" + p.name() + "\"");
            }
            if (c.type() != p.type() || c.typmod() != p.typmod()) {
                throw mismatch(
                        "child table \"" + child.name() + "\" has different type for column \"" + p.name() + "\"");
            }
            if (c.collation() != p.collation()) {
                throw new SqlError(
                        SqlState.COLLATION_MISMATCH,
                        "child table \"" + child.name() + "\" has different collation for column \"" + p.name() + "\"");
            }
            if (p.notNull() && !c.notNull()) {
                throw mismatch("column \"" + p.name() + "\" in child table must be marked NOT NULL");
            }
            generated(child, parent, p, c, map);
            ddl.writer.set(ddl.relations.attributeRow(child.oid(), c.number()), PgAttribute.ATTINHCOUNT, (long)
                    (c.inheritCount() + 1));
            ddl.catalog.invalidation().relationChanged(child.oid());
            ddl.increment();
        }
    }

    private static SqlError mismatch(String message) {
        return new SqlError(SqlState.DATATYPE_MISMATCH, message);
    }

    private void generated(ClassInfo child, ClassInfo parent, AttributeInfo p, AttributeInfo c, int[] map) {
        if (p.generated() == '\0') {
            return;
        }
        if (c.generated() == '\0') {
            throw mismatch("column \"" + p.name() + "\" in child table must be a generated column");
        }
        var pd = ddl.catalog.attrDefault(parent.oid(), p.number());
        var cd = ddl.catalog.attrDefault(child.oid(), c.number());
        if (pd == null
                || cd == null
                || !Likes.remap(NodeText.readExpr(pd.expression()), map).equals(NodeText.readExpr(cd.expression()))) {
            throw mismatch("column \"" + p.name() + "\" in child table has a conflicting generation expression");
        }
    }

    private void constraints(ClassInfo child, ClassInfo parent) {
        for (ConstraintInfo p : ddl.catalog.constraintsOf(parent.oid())) {
            if (p.type() != 'c' || p.noInherit()) {
                continue;
            }
            ConstraintInfo c = new Constraints(ddl).find(child.oid(), p.name());
            if (c == null || c.type() != 'c') {
                throw mismatch("child table is missing constraint \"" + p.name() + "\"");
            }
            if (!text(p).equals(text(c))) {
                throw mismatch("child table \"" + child.name() + "\" has different definition for check constraint \""
                        + p.name() + "\"");
            }
            String conflict = c.noInherit()
                    ? "conflicts with non-inherited constraint on child table"
                    : p.validated() && !c.validated() ? "conflicts with NOT VALID constraint on child table" : null;
            if (conflict != null) {
                throw new SqlError(
                        SqlState.INVALID_OBJECT_DEFINITION,
                        "constraint \"" + p.name() + "\" " + conflict + " \"" + child.name() + "\"");
            }
            CatalogRow r = ddl.writer.needByOid(PgConstraint.RELATION, c.oid());
            ddl.writer.set(r, PgConstraint.CONINHCOUNT, (long) (c.inheritCount() + 1));
        }
    }

    private String text(ConstraintInfo k) {
        Expr e = NodeText.readExpr(java.util.Objects.requireNonNull(k.expression()));
        return String.valueOf(new Deparse(ddl.view, ddl.env.cx).expr(e, k.relation(), false));
    }

    void drop(ClassInfo child, RangeVar name) {
        ClassInfo parent = ddl.lock(name, LockMode.ACCESS_SHARE);
        if (!Inheritance.remove(ddl, child.oid(), parent.oid())) {
            throw new SqlError(
                    SqlState.UNDEFINED_TABLE,
                    "relation \"" + parent.name() + "\" is not a parent of relation \"" + child.name() + "\"");
        }
        for (AttributeInfo c : ddl.catalog.attributes(child.oid())) {
            if (c.number() > 0
                    && !c.dropped()
                    && c.inheritCount() > 0
                    && ddl.catalog.attributeByName(parent.oid(), c.name()) != null) {
                less(
                        ddl.relations.attributeRow(child.oid(), c.number()),
                        PgAttribute.ATTINHCOUNT,
                        PgAttribute.ATTISLOCAL);
            }
        }
        List<ConstraintInfo> above = ddl.catalog.constraintsOf(parent.oid());
        for (ConstraintInfo c : ddl.catalog.constraintsOf(child.oid())) {
            for (ConstraintInfo p : above) {
                if (c.type() == 'c' && p.type() == 'c' && p.name().equals(c.name()) && c.inheritCount() > 0) {
                    less(
                            ddl.writer.needByOid(PgConstraint.RELATION, c.oid()),
                            PgConstraint.CONINHCOUNT,
                            PgConstraint.CONISLOCAL);
                }
            }
        }
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION,
                PgDepend.DEPENDER_INDEX,
                Datums.oid(PgClass.RELATION),
                Datums.oid(child.oid()),
                0L)) {
            if (r.intAt(PgDepend.REFCLASSID) == PgClass.RELATION
                    && r.intAt(PgDepend.REFOBJID) == parent.oid()
                    && r.intAt(PgDepend.REFOBJSUBID) == 0
                    && r.charAt(PgDepend.DEPTYPE) == org.hathi.catalog.Dependencies.NORMAL) {
                ddl.writer.delete(r);
            }
        }
        ddl.increment();
    }

    private void less(CatalogRow r, int count, int local) {
        @Nullable Object[] v = r.copy();
        int n = r.intAt(count) - 1;
        v[count - 1] = (long) n;
        if (n == 0) {
            v[local - 1] = 1L;
        }
        ddl.writer.update(r, v);
    }
}
