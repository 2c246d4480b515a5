package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.hathi.catalog.ObjectDescription;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgDescription;
import org.hathi.catalog.table.PgPolicy;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.executor.command.AlterWork.Step;
import org.hathi.executor.system.DefinitionFunctions;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.planner.analyze.Deparse;
import org.hathi.txn.LockMode;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * What depends on columns whose type changes: indexes, constraints and statistics objects are dropped and made again
 * with the same definitions; views, rules, functions and generated columns forbid the change. An index over plain
 * columns that means the same for the new type stays as it is when the table is not rewritten.
 */
final class DependentObjects {
    private final Ddl ddl;
    /** The statements that make each again, found before anything changes. */
    private final Map<Integer, String> constraints = new LinkedHashMap<>();

    private final Map<Integer, String> indexes = new LinkedHashMap<>();
    private final Map<Integer, String> statistics = new LinkedHashMap<>();

    DependentObjects(Ddl ddl) {
        this.ddl = ddl;
    }

    /** Notes what depends on a column. 0A000 when something does that cannot follow. */
    void collect(ClassInfo table, AttributeInfo col) {
        Deparse text = new Deparse(ddl.view, ddl.env.cx);
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION,
                PgDepend.REFERENCE_INDEX,
                Datums.oid(PgClass.RELATION),
                Datums.oid(table.oid()),
                (long) col.number())) {
            int object = r.intAt(PgDepend.OBJID);
            String forbidden = null;
            switch (r.intAt(PgDepend.CLASSID)) {
                case PgClass.RELATION -> {
                    if (ddl.info(object).kind() == 'i') {
                        indexes.putIfAbsent(object, String.valueOf(text.indexDef(object, 0, false)));
                    }
                }
                case PgConstraint.RELATION -> constraint(text, object);
                case PgStatisticExt.RELATION ->
                    statistics.putIfAbsent(
                            object, String.valueOf(DefinitionFunctions.statistics(ddl.catalog, object, ddl.env.cx)));
                case PgRewrite.RELATION -> forbidden = "used by a view or rule";
                case PgTrigger.RELATION -> forbidden = "used in a trigger definition";
                case PgPolicy.RELATION -> forbidden = "used in a policy definition";
                case PgProc.RELATION -> forbidden = "used by a function or procedure";
                case PgAttrdef.RELATION -> attrdef(table, col, object);
                default -> {
                    // depends on the type no more than on the name
                }
            }
            if (forbidden != null) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot alter type of a column " + forbidden)
                        .detail(ObjectDescription.of(ddl.catalog, new ObjectAddress(r.intAt(PgDepend.CLASSID), object))
                                + " depends on column \"" + col.name() + "\"");
            }
        }
    }

    private void constraint(Deparse text, int oid) {
        ConstraintInfo k = ddl.catalog.constraint(oid);
        if (k != null && !constraints.containsKey(oid)) {
            constraints.put(
                    oid,
                    "ALTER TABLE " + InheritedColumns.qualified(ddl, ddl.info(k.relation())) + " ADD CONSTRAINT "
                            + org.hathi.catalog.Identifiers.quote(k.name()) + " " + text.constraintDef(oid, false));
        }
    }

    private void attrdef(ClassInfo table, AttributeInfo col, int def) {
        CatalogRow d = ddl.writer.needByOid(PgAttrdef.RELATION, def);
        int number = d.intAt(PgAttrdef.ADNUM);
        if (d.intAt(PgAttrdef.ADRELID) == table.oid() && number == col.number()) {
            return;
        }
        AttributeInfo user = ddl.catalog.attribute(d.intAt(PgAttrdef.ADRELID), number);
        throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot alter type of a column used by a generated column")
                .detail("Column \"" + col.name() + "\" is used by generated column \""
                        + (user == null ? "" : user.name()) + "\".");
    }

    // -------------------------------------------------------------------------------------------- dropping, queueing

    /** Drops what was noted and queues the statements that make it again; the columns have their new types already. */
    void dropAndQueue(AlterTable a, AlterWork w) {
        List<ObjectAddress> drop = new ArrayList<>();
        List<Runnable> queue = new ArrayList<>();
        constraints.forEach((oid, sql) -> {
            ConstraintInfo k = ddl.catalog.constraint(oid);
            if (k != null && !(k.type() != 'c' && k.type() != 'f' && keepIndex(w, k.index()))) {
                drop.add(new ObjectAddress(PgConstraint.RELATION, oid));
                Kept kept = kept(PgConstraint.RELATION, oid, k.type() == 'c' || k.type() == 'f' ? 0 : k.index());
                if (k.type() != 'c' || k.local()) {
                    queue.add(() -> queue(a, k.relation(), sql, kept));
                }
            }
        });
        indexes.forEach((oid, sql) -> {
            if (!keepIndex(w, oid)) {
                drop.add(new ObjectAddress(PgClass.RELATION, oid));
                Kept kept = kept(PgClass.RELATION, oid, oid);
                queue.add(() -> queue(a, w.table, sql, kept));
            }
        });
        statistics.forEach((oid, sql) -> {
            drop.add(new ObjectAddress(PgStatisticExt.RELATION, oid));
            Kept kept = kept(PgStatisticExt.RELATION, oid, 0);
            queue.add(() -> queue(a, w.table, sql, kept));
        });
        for (Runnable r : queue) {
            r.run();
        }
        if (!drop.isEmpty()) {
            ddl.deps.dropAll(drop, DropOptions.INTERNAL_CASCADE, ddl.remover, ddl.reporter);
            ddl.increment();
        }
        constraints.clear();
        indexes.clear();
        statistics.clear();
    }

    /** What a definition does not say: a comment, and marks of an index. */
    record Kept(@Nullable String comment, @Nullable String indexComment, boolean clustered, boolean identity) {}

    private Kept kept(int classId, int oid, int index) {
        boolean constraint = classId == PgConstraint.RELATION;
        return new Kept(
                comment(classId, oid),
                constraint && index != 0 ? comment(PgClass.RELATION, index) : null,
                index != 0 && TableProperties.isClustered(ddl, index),
                index != 0 && TableProperties.isReplicaIdentity(ddl, index));
    }

    private @Nullable String comment(int classId, int oid) {
        for (CatalogRow r : ddl.writer.scan(
                PgDescription.RELATION, PgDescription.O_C_O_INDEX, Datums.oid(oid), Datums.oid(classId), 0L)) {
            return r.textAt(PgDescription.DESCRIPTION);
        }
        return null;
    }

    private void queue(AlterTable a, int table, String sql, Kept kept) {
        if (table != 0) {
            ddl.lock(table, false, LockMode.ACCESS_EXCLUSIVE);
        }
        Statement s = Parser.parse(sql, true, null).get(0).stmt();
        AlterWork w = a.work(table);
        if (s instanceof TableStmt.AlterTableStmt alter) {
            ConstraintSpec c = new ConstraintSpec(
                    (Constraint)
                            java.util.Objects.requireNonNull(alter.cmds().get(0).def()),
                    null);
            c.mergeable = true;
            boolean key = c.type == ConstrType.PRIMARY || c.type == ConstrType.UNIQUE || c.type == ConstrType.EXCLUSION;
            w.add(
                    key ? AlterWork.OLD_INDEX : AlterWork.OLD_CONSTRAINT,
                    new Step.Again(key ? new Step.Key(c) : new Step.Condition(c, true), sql, kept));
        } else if (s instanceof TableStmt.IndexStmt i) {
            w.add(AlterWork.OLD_INDEX, new Step.Again(new Step.Index(i), sql, kept));
        } else {
            w.add(AlterWork.MISC, new Step.Again(new Step.Other(s), sql, kept));
        }
    }

    /** Gives what was made again its comment and marks; a constraint may have an index of its name. */
    static void restore(Ddl ddl, int table, Step.Again g) {
        Kept k = g.kept();
        ObjectAddress made = made(ddl, table, g.step());
        if (made == null) {
            return;
        }
        int index = made.classId() == PgClass.RELATION ? made.objectId() : 0;
        if (made.classId() == PgConstraint.RELATION) {
            ConstraintInfo c = ddl.catalog.constraint(made.objectId());
            index = c == null || c.type() == 'f' ? 0 : c.index();
        }
        comment(ddl, made, k.comment());
        if (index != 0) {
            comment(ddl, new ObjectAddress(PgClass.RELATION, index), k.indexComment());
            if (k.clustered()) {
                TableProperties.markClustered(ddl, table, index);
            }
            if (k.identity()) {
                TableProperties.markReplicaIdentity(ddl, table, index);
            }
        }
    }

    private static @Nullable ObjectAddress made(Ddl ddl, int table, Step s) {
        return switch (s) {
            case Step.Key k -> constraint(ddl, table, k.spec());
            case Step.Condition k -> constraint(ddl, table, k.spec());
            case Step.Index i -> {
                var c = ddl.catalog.relationByName(
                        String.valueOf(i.stmt().idxname()), ddl.info(table).namespace());
                yield c == null ? null : new ObjectAddress(PgClass.RELATION, c.oid());
            }
            case Step.Other o ->
                o.stmt() instanceof TableStmt.CreateStatsStmt c
                        ? new Named(ddl)
                                .find(
                                        org.hathi.parser.tree.ObjectType.STATISTIC_EXT,
                                        new org.hathi.parser.tree.ObjectName.QualifiedName(c.defnames(), -1))
                        : null;
            case Step.Action x -> null;
            case Step.Again x -> null;
        };
    }

    private static @Nullable ObjectAddress constraint(Ddl ddl, int table, ConstraintSpec c) {
        ConstraintInfo k = new Constraints(ddl).find(table, String.valueOf(c.name));
        return k == null ? null : new ObjectAddress(PgConstraint.RELATION, k.oid());
    }

    private static void comment(Ddl ddl, ObjectAddress o, @Nullable String text) {
        if (text != null) {
            ddl.writer.insert(
                    PgDescription.RELATION,
                    new RowBuilder(PgDescription.COLUMNS)
                            .oid(PgDescription.OBJOID, o.objectId())
                            .oid(PgDescription.CLASSOID, o.classId())
                            .num(PgDescription.OBJSUBID, 0)
                            .text(PgDescription.DESCRIPTION, text)
                            .row());
        }
    }

    // ------------------------------------------------------------------------------------------------ keeping indexes

    /** True when an index is good for the new types as it is; its columns are given them then. */
    private boolean keepIndex(AlterWork w, int index) {
        IndexDef d = ddl.catalog.index(index);
        if (w.rewrite || d == null || d.expressions() != null || d.predicate() != null || !d.valid()) {
            return false;
        }
        int method = ddl.info(index).am();
        for (int i = 0; i < d.attributes().length; i++) {
            AttributeInfo col = java.util.Objects.requireNonNull(ddl.catalog.attribute(d.table(), d.attributes()[i]));
            if (i < d.keyAttributes()) {
                OpclassInfo old = ddl.catalog.opclass(d.opclasses()[i]);
                OpclassInfo now = old.isDefault() ? ddl.catalog.defaultOpclass(col.type(), method) : old;
                AttributeInfo key = java.util.Objects.requireNonNull(ddl.catalog.attribute(index, i + 1));
                boolean polymorphic = ddl.catalog.type(old.inputType()).type() == 'p' && key.type() != col.type();
                if (now == null
                        || now.oid() != old.oid()
                        || polymorphic
                        || !ddl.catalog.binaryCoercible(col.type(), old.inputType())
                        || d.collations()[i] != 0 && d.collations()[i] != col.collation()) {
                    return false;
                }
            }
        }
        for (int i = 0; i < d.attributes().length; i++) {
            AttributeInfo col = java.util.Objects.requireNonNull(ddl.catalog.attribute(d.table(), d.attributes()[i]));
            TypeInfo t = ddl.catalog.type(col.type());
            ColumnSpec c = new ColumnSpec(col.name(), t, col.typmod());
            c.collation = col.collation();
            c.ndims = col.dimensions();
            OpclassInfo oc = i < d.keyAttributes() ? ddl.catalog.opclass(d.opclasses()[i]) : null;
            if (oc == null || oc.keyType() == 0) {
                CatalogRow r = ddl.relations.attributeRow(index, i + 1);
                ddl.writer.update(r, CompositeAttributes.retyped(r, c));
            }
        }
        ddl.catalog.invalidation().relationChanged(index);
        ddl.increment();
        return true;
    }
}
