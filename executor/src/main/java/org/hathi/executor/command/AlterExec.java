package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.command.AlterWork.Step;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.ReplicaIdentityStmt;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;

/** ALTER TABLE's second phase: one step on one relation, its catalog rows changed. */
final class AlterExec {
    private final AlterTable a;
    private final Ddl ddl;

    AlterExec(AlterTable a) {
        this.a = a;
        this.ddl = a.ddl;
    }

    void run(AlterWork w, Step s, int pass) {
        ClassInfo t = ddl.info(w.table);
        switch (s) {
            case Step.Action x -> action(w, t, x);
            case Step.Key k -> new AlterConstraints(a, w, t).key(k.spec());
            case Step.Condition k -> new AlterConstraints(a, w, t).condition(k.spec(), k.recurse(), false);
            case Step.Index i -> {
                IndexDefiner.Request q = IndexDefiner.request(i.stmt());
                q.skipBuild = w.rewrite;
                IndexDefiner.define(ddl, t, q);
            }
            case Step.Other o -> a.commands.dispatch(o.stmt(), false);
            case Step.Again g -> again(w, g, pass);
        }
    }

    private void again(AlterWork w, Step.Again g, int pass) {
        String old = ddl.sql;
        ddl.sql = g.sql();
        run(w, g.step(), pass);
        ddl.sql = old;
        ddl.increment();
        DependentObjects.restore(ddl, w.table, g);
    }

    private void action(AlterWork w, ClassInfo t, Step.Action x) {
        AlterTableCmd c = x.cmd();
        if (t.kind() == 'c'
                && (c.subtype() == AlterTableType.ADD_COLUMN
                        || c.subtype() == AlterTableType.DROP_COLUMN
                        || c.subtype() == AlterTableType.ALTER_COLUMN_TYPE)) {
            new CompositeAttributes(ddl, t).run(c);
            return;
        }
        switch (c.subtype()) {
            case ADD_COLUMN -> new AddColumn(a, w, t).run((ColumnDef) def(c), c.missingOk(), x.recurse());
            case DROP_COLUMN -> new DropColumn(a).run(t, c, x.recurse());
            case ALTER_COLUMN_TYPE -> new ColumnType(a, null).execute(w, t, c);
            case ADD_CONSTRAINT -> new AlterConstraints(a, w, t).add((Constraint) def(c), x.recurse());
            case DROP_CONSTRAINT -> new AlterConstraints(a, w, t).drop(c, x.recurse(), false);
            case VALIDATE_CONSTRAINT -> new AlterConstraints(a, w, t).validate(c, x.recurse(), false);
            case ALTER_CONSTRAINT -> properties(t).alterConstraint((Constraint) def(c));
            case SET_NOT_NULL -> setNotNull(w, column(ddl, t, c));
            case DROP_NOT_NULL -> columns(t).dropNotNull(column(ddl, t, c));
            case COLUMN_DEFAULT -> columns(t).columnDefault(column(ddl, t, c), c);
            case SET_STATISTICS -> columns(t).setStatistics(c);
            case SET_STORAGE -> columns(t).setStorage(c);
            case ADD_IDENTITY -> identities(t).add(column(ddl, t, c), (Constraint) def(c));
            case SET_IDENTITY -> identities(t).set(column(ddl, t, c), items(c));
            case DROP_IDENTITY -> identities(t).drop(column(ddl, t, c), c.missingOk());
            case DROP_EXPRESSION -> identities(t).dropExpression(column(ddl, t, c), c);
            case SET_OPTIONS, RESET_OPTIONS ->
                properties(t).columnOptions(column(ddl, t, c), items(c), c.subtype() == AlterTableType.RESET_OPTIONS);
            case SET_COMPRESSION -> properties(t).compression(column(ddl, t, c), String.valueOf(Value.text(def(c))));
            case ADD_INHERIT -> new AlterParents(a).add(t, (RangeVar) def(c));
            case DROP_INHERIT -> new AlterParents(a).drop(t, (RangeVar) def(c));
            case ADD_OF -> new TypedTables(ddl).attach(t, (TypeName) def(c));
            case DROP_OF -> new TypedTables(ddl).detach(t);
            default -> table(w, t, c);
        }
    }

    /** Actions on the relation as a whole. */
    private void table(AlterWork w, ClassInfo t, AlterTableCmd c) {
        switch (c.subtype()) {
            case CLUSTER_ON -> properties(t).cluster(AlterTable.text(c.name()));
            case DROP_CLUSTER -> properties(t).cluster(null);
            case SET_LOGGED, SET_UNLOGGED ->
                properties(t).logged(w, c.subtype() == AlterTableType.SET_LOGGED, a.commands.sequences());
            case REPLICA_IDENTITY -> properties(t).replicaIdentity((ReplicaIdentityStmt) def(c));
            case ENABLE_TRIG,
                    ENABLE_ALWAYS_TRIG,
                    ENABLE_REPLICA_TRIG,
                    DISABLE_TRIG,
                    ENABLE_TRIG_ALL,
                    DISABLE_TRIG_ALL,
                    ENABLE_TRIG_USER,
                    DISABLE_TRIG_USER,
                    ENABLE_RULE,
                    ENABLE_ALWAYS_RULE,
                    ENABLE_REPLICA_RULE,
                    DISABLE_RULE -> properties(t).enable(c);
            case SET_ACCESS_METHOD -> TableProperties.accessMethod(AlterTable.text(c.name()));
            case SET_TABLE_SPACE -> properties(t).tablespace(AlterTable.text(c.name()));
            case CHANGE_OWNER -> TableOwner.give(ddl, t, ddl.roleOid(java.util.Objects.requireNonNull(c.newowner())));
            case SET_REL_OPTIONS -> options(t, c, false);
            case RESET_REL_OPTIONS -> options(t, c, true);
            case ENABLE_ROW_SECURITY -> flag(t, PgClass.RELROWSECURITY, true);
            case DISABLE_ROW_SECURITY -> flag(t, PgClass.RELROWSECURITY, false);
            case FORCE_ROW_SECURITY -> flag(t, PgClass.RELFORCEROWSECURITY, true);
            case NO_FORCE_ROW_SECURITY -> flag(t, PgClass.RELFORCEROWSECURITY, false);
            case DROP_OIDS -> {
                // tables have had none for years
            }
            default ->
                throw SqlError.unsupported("ALTER TABLE … " + c.subtype().name().replace('_', ' '));
        }
    }

    private AlterColumn columns(ClassInfo t) {
        return new AlterColumn(ddl, t);
    }

    private Identities identities(ClassInfo t) {
        return new Identities(ddl, a.commands.sequences(), t);
    }

    private TableProperties properties(ClassInfo t) {
        return new TableProperties(ddl, t);
    }

    private static Node def(AlterTableCmd c) {
        return java.util.Objects.requireNonNull(c.def());
    }

    private static List<Node> items(AlterTableCmd c) {
        return List.copyOf(((Value.Items) def(c)).items());
    }

    /** The user column an action names. */
    static AttributeInfo column(Ddl ddl, ClassInfo t, AlterTableCmd c) {
        String name = AlterTable.text(c.name());
        AttributeInfo col = ddl.catalog.attributeByName(t.oid(), name);
        if (col == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + name + "\" of relation \"" + t.name() + "\" does not exist");
        }
        if (col.number() < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot alter system column \"" + name + "\"");
        }
        return col;
    }

    private void setNotNull(AlterWork w, AttributeInfo col) {
        if (col.notNull()) {
            return;
        }
        ddl.writer.set(ddl.relations.attributeRow(w.table, col.number()), PgAttribute.ATTNOTNULL, 1L);
        if (!AlterConstraints.impliesNotNull(ddl, w.table, col)) {
            w.verifyNotNull = true;
        }
    }

    private void flag(ClassInfo t, int column, boolean on) {
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, t.oid()), column, Datums.bool(on));
    }

    private void options(ClassInfo t, AlterTableCmd c, boolean reset) {
        List<DefElem> l = new ArrayList<>();
        for (Node n : ((Value.Items) def(c)).items()) {
            l.add((DefElem) n);
        }
        String[] o = RelOptions.merge(t.options(), l, t.kind(), reset);
        ddl.writer.set(
                ddl.writer.needByOid(PgClass.RELATION, t.oid()),
                PgClass.RELOPTIONS,
                o == null ? null : Datums.textArray(o));
    }
}
