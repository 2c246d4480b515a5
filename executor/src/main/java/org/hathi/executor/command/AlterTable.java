package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AclChange;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.ReplicaIdentityStmt;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableStmt;
import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.hathi.parser.tree.Value;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE (INDEX, VIEW, SEQUENCE): the actions in the order written, each seeing the one before. */
final class AlterTable {
    private final Ddl ddl;
    private final Commands commands;
    private ClassInfo table;

    private AlterTable(Ddl ddl, Commands commands, ClassInfo table) {
        this.ddl = ddl;
        this.commands = commands;
        this.table = table;
    }

    static void run(Ddl ddl, Commands commands, AlterTableStmt s) {
        ClassInfo c = ddl.lockIfAny(s.relation(), LockMode.ACCESS_EXCLUSIVE);
        if (c == null) {
            if (!s.missingOk()) {
                throw Ddl.undefined(s.relation());
            }
            ddl.notice("relation \"" + s.relation().relname() + "\" does not exist, skipping");
            return;
        }
        ddl.checkOwner(c);
        checkKind(ddl, c, s.objtype(), "");
        for (AlterTableCmd cmd : s.cmds()) {
            new AlterTable(ddl, commands, ddl.info(c.oid())).action(cmd);
            ddl.increment();
        }
    }

    private void action(AlterTableCmd c) {
        boolean attribute = table.kind() == 'c';
        if (attribute
                && (c.subtype() == AlterTableType.ADD_COLUMN
                        || c.subtype() == AlterTableType.DROP_COLUMN
                        || c.subtype() == AlterTableType.ALTER_COLUMN_TYPE)) {
            new CompositeAttributes(ddl, table).run(c);
            return;
        }
        switch (c.subtype()) {
            case ADD_COLUMN -> new AddColumn(ddl, table, commands).run((ColumnDef) def(c), c.missingOk());
            case DROP_COLUMN -> dropColumn(c);
            case COLUMN_DEFAULT -> columnDefault(c);
            case SET_NOT_NULL -> setNotNull(table.oid(), List.of(column(c).number()));
            case DROP_NOT_NULL -> dropNotNull(column(c));
            case SET_STATISTICS -> setStatistics(c);
            case ADD_IDENTITY -> identities().add(column(c), (Constraint) def(c));
            case SET_IDENTITY -> identities().set(column(c), List.copyOf(((Value.Items) def(c)).items()));
            case DROP_IDENTITY -> identities().drop(column(c), c.missingOk());
            case DROP_EXPRESSION -> identities().dropExpression(column(c), c);
            case SET_OPTIONS, RESET_OPTIONS ->
                properties()
                        .columnOptions(
                                column(c),
                                List.copyOf(((Value.Items) def(c)).items()),
                                c.subtype() == AlterTableType.RESET_OPTIONS);
            case SET_COMPRESSION -> properties().compression(column(c), String.valueOf(Value.text(def(c))));
            case CLUSTER_ON -> properties().cluster(String.valueOf(c.name()));
            case DROP_CLUSTER -> properties().cluster(null);
            case SET_LOGGED, SET_UNLOGGED -> properties().logged(c.subtype() == AlterTableType.SET_LOGGED);
            case REPLICA_IDENTITY -> properties().replicaIdentity((ReplicaIdentityStmt) def(c));
            case ALTER_CONSTRAINT -> properties().alterConstraint((Constraint) def(c));
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
                    DISABLE_RULE -> properties().enable(c);
            case SET_ACCESS_METHOD -> accessMethod(String.valueOf(c.name()));
            case SET_TABLE_SPACE -> tablespace(String.valueOf(c.name()));
            case SET_STORAGE -> setStorage(c);
            case ADD_CONSTRAINT -> addConstraint((Constraint) def(c));
            case DROP_CONSTRAINT -> dropConstraint(c);
            case VALIDATE_CONSTRAINT -> validate(c);
            case ALTER_COLUMN_TYPE -> new ColumnType(ddl, table, commands).run(column(c), (ColumnDef) def(c));
            case CHANGE_OWNER ->
                changeOwner(ddl, table.oid(), ddl.roleOid(java.util.Objects.requireNonNull(c.newowner())));
            case SET_REL_OPTIONS -> options(c, false);
            case RESET_REL_OPTIONS -> options(c, true);
            case ENABLE_ROW_SECURITY -> flag(PgClass.RELROWSECURITY, true);
            case DISABLE_ROW_SECURITY -> flag(PgClass.RELROWSECURITY, false);
            case FORCE_ROW_SECURITY -> flag(PgClass.RELFORCEROWSECURITY, true);
            case NO_FORCE_ROW_SECURITY -> flag(PgClass.RELFORCEROWSECURITY, false);
            case DROP_OIDS -> {
                // tables have had none for years
            }
            default ->
                throw SqlError.unsupported("ALTER TABLE … " + c.subtype().name().replace('_', ' '));
        }
    }

    /** 42809 unless a relation is of the kind that ALTER names. */
    static void checkKind(Ddl ddl, ClassInfo c, ObjectType type, String action) {
        String want =
                switch (type) {
                    case SEQUENCE -> c.kind() == 'S' ? null : "a sequence";
                    case VIEW -> c.kind() == 'v' ? null : "a view";
                    case MATVIEW -> c.kind() == 'm' ? null : "a materialized view";
                    case FOREIGN_TABLE -> c.kind() == 'f' ? null : "a foreign table";
                    case TYPE -> c.kind() == 'c' ? null : "a composite type";
                    case INDEX -> c.kind() == 'i' || c.kind() == 'I' || action.equals("RENAME") ? null : "an index";
                    default -> null;
                };
        if (want != null) {
            throw ddl.wrongKind(c, want);
        }
        if (type != ObjectType.TYPE && c.kind() == 'c') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is a composite type")
                    .hint("Use ALTER TYPE instead.");
        }
        if (action.equals("SET SCHEMA") && (c.kind() == 'i' || c.kind() == 'I' || c.kind() == 't')) {
            String what = c.kind() == 't' ? "TOAST table" : "index";
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot change schema of " + what + " \"" + c.name() + "\"")
                    .hint("Change the schema of the table instead.");
        }
    }

    private Identities identities() {
        return new Identities(ddl, commands.sequences(), table);
    }

    private TableProperties properties() {
        return new TableProperties(ddl, table);
    }

    private void setStatistics(AlterTableCmd c) {
        int target = TableProperties.integer(def(c));
        if (target < -1) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "statistics target " + target + " is too low");
        }
        if (target > 10000) {
            target = 10000;
            ddl.warning(SqlState.INVALID_PARAMETER_VALUE, "lowering statistics target to 10000");
        }
        if (c.num() > 0) {
            properties().indexStatistics(c.num(), target);
        } else {
            setAttribute(column(c), PgAttribute.ATTSTATTARGET, (long) target);
        }
    }

    private void accessMethod(String name) {
        if (!name.equals("heap")) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "access method \"" + name + "\" does not exist");
        }
    }

    private void tablespace(String name) {
        if (ddl.catalog.tablespaceByName(name) == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
        }
        if (!name.equals("pg_default")) {
            throw SqlError.unsupported("moving a table to another tablespace");
        }
    }

    private static Node def(AlterTableCmd c) {
        return java.util.Objects.requireNonNull(c.def());
    }

    private void isTable() {
        if (table.kind() != 'r' && table.kind() != 'm' && table.kind() != 'f' && table.kind() != 'p') {
            throw new SqlError(
                            SqlState.WRONG_OBJECT_TYPE,
                            "ALTER action cannot be performed on relation \"" + table.name() + "\"")
                    .detail("This operation is not supported for " + IndexDefiner.kindPlural(table.kind()) + ".");
        }
    }

    private AttributeInfo column(AlterTableCmd c) {
        String name = java.util.Objects.requireNonNull(c.name());
        AttributeInfo a = ddl.catalog.attributeByName(table.oid(), name);
        if (a == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + name + "\" of relation \"" + table.name() + "\" does not exist");
        }
        if (a.number() < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot alter system column \"" + name + "\"");
        }
        return a;
    }

    // ---------------------------------------------------------------------------------------------------- columns

    private void dropColumn(AlterTableCmd c) {
        isTable();
        if (c.missingOk() && ddl.catalog.attributeByName(table.oid(), String.valueOf(c.name())) == null) {
            ddl.notice("column \"" + c.name() + "\" of relation \"" + table.name() + "\" does not exist, skipping");
            return;
        }
        AttributeInfo a = ddl.catalog.attributeByName(table.oid(), String.valueOf(c.name()));
        if (a != null && a.number() < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot drop system column \"" + a.name() + "\"");
        }
        drop(new ObjectAddress(PgClass.RELATION, table.oid(), column(c).number()), c.behavior());
    }

    private void drop(ObjectAddress o, DropBehavior b) {
        ddl.deps.drop(
                o, b == DropBehavior.CASCADE ? DropOptions.CASCADE : DropOptions.RESTRICT, ddl.remover, ddl.reporter);
    }

    private void columnDefault(AlterTableCmd c) {
        AttributeInfo a = column(c);
        if (a.identity() != '\0') {
            SqlError e = new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "column \"" + a.name() + "\" of relation \"" + table.name() + "\" is an identity column");
            throw c.def() != null ? e : e.hint("Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead.");
        }
        if (a.generated() != '\0') {
            SqlError e = new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "column \"" + a.name() + "\" of relation \"" + table.name() + "\" is a generated column");
            throw c.def() != null ? e : e.hint("Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead.");
        }
        ColumnStore store = new ColumnStore(ddl);
        Node n = c.def();
        Expr e = n == null ? null : store.analyse(table.oid(), (RawExpr) n, a.name(), a.type(), a.typmod(), false);
        removeDefault(ddl, table.oid(), a.number());
        if (e != null) {
            store.store(table.oid(), a.number(), e, false);
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

    private void setNotNull(int oid, List<Integer> columns) {
        setNotNull(ddl, oid, columns, true);
    }

    /** Marks columns NOT NULL; existing rows are checked. */
    static void setNotNull(Ddl ddl, int oid, List<Integer> columns, boolean verify) {
        List<Integer> changed = new ArrayList<>();
        for (int n : columns) {
            CatalogRow r = ddl.relations.attributeRow(oid, n);
            if (!r.boolAt(PgAttribute.ATTNOTNULL)) {
                ddl.writer.set(r, PgAttribute.ATTNOTNULL, 1L);
                changed.add(n);
            }
        }
        if (!changed.isEmpty()) {
            ddl.increment();
            if (verify) {
                new Constraints(ddl).verifyNotNull(oid, changed);
            }
        }
    }

    private void dropNotNull(AttributeInfo a) {
        if (a.identity() != '\0') {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "column \"" + a.name() + "\" of relation \"" + table.name() + "\" is an identity column");
        }
        for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
            for (int i = 0; d.primary() && i < d.keyAttributes(); i++) {
                if (d.attributes()[i] == a.number()) {
                    throw new SqlError(
                            SqlState.INVALID_TABLE_DEFINITION, "column \"" + a.name() + "\" is in a primary key");
                }
            }
        }
        setAttribute(a, PgAttribute.ATTNOTNULL, 0L);
    }

    private void setAttribute(AttributeInfo a, int column, Object value) {
        ddl.writer.set(ddl.relations.attributeRow(table.oid(), a.number()), column, value);
    }

    private void setStorage(AlterTableCmd c) {
        String s = String.valueOf(Value.text(def(c))).toLowerCase(java.util.Locale.ROOT);
        AttributeInfo a = column(c);
        char k =
                switch (s) {
                    case "plain" -> 'p';
                    case "external" -> 'e';
                    case "extended" -> 'x';
                    case "main" -> 'm';
                    default ->
                        throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid storage type \"" + s + "\"");
                };
        if (k != 'p' && ddl.catalog.type(a.type()).storage() == 'p') {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "column data type " + ddl.catalog.formatType(a.type(), -1) + " can only have storage PLAIN");
        }
        setAttribute(a, PgAttribute.ATTSTORAGE, Datums.chr(k));
        ddl.increment();
        TableCreator.toastIfNeeded(ddl, table.oid());
    }

    // ------------------------------------------------------------------------------------------------- constraints

    private void addConstraint(Constraint raw) {
        isTable();
        ConstraintSpec c = new ConstraintSpec(raw, null);
        switch (c.type) {
            case CHECK -> new Constraints(ddl).addCheck(table.oid(), c, true);
            case FOREIGN -> new ForeignKeys(ddl).add(table.oid(), c, true);
            case PRIMARY, UNIQUE -> key(c);
            default -> throw SqlError.unsupported("exclusion constraints");
        }
    }

    private void key(ConstraintSpec c) {
        boolean primary = c.type == ConstrType.PRIMARY;
        String using = c.raw.indexname();
        if (primary) {
            for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
                if (d.primary()) {
                    throw new SqlError(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "multiple primary keys for table \"" + table.name() + "\" are not allowed");
                }
            }
        }
        if (using != null) {
            useIndex(c, using, primary);
            return;
        }
        if (primary) {
            List<Integer> l = new ArrayList<>();
            for (String k : c.keys) {
                AttributeInfo a = ddl.catalog.attributeByName(table.oid(), k);
                if (a == null) {
                    throw ddl.error(
                            SqlState.UNDEFINED_COLUMN,
                            "column \"" + k + "\" named in key does not exist",
                            c.raw.location());
                }
                l.add(a.number());
            }
            setNotNull(table.oid(), l);
        }
        IndexDefiner.define(ddl, ddl.info(table.oid()), TableCreator.request(c));
    }

    private void useIndex(ConstraintSpec c, String name, boolean primary) {
        ClassInfo i = ddl.catalog.relationByName(name, table.namespace());
        IndexDef d = i == null ? null : ddl.catalog.index(i.oid());
        if (i == null || d == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "index \"" + name + "\" does not exist");
        }
        if (d.table() != table.oid()) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "index \"" + name + "\" does not belong to table \"" + table.name() + "\"");
        }
        if (ddl.deps.constraintOfIndex(d.index()) != 0) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "index \"" + name + "\" is already associated with a constraint");
        }
        if (!d.unique() || d.expressions() != null || d.predicate() != null) {
            throw new SqlError(
                            SqlState.WRONG_OBJECT_TYPE,
                            !d.unique()
                                    ? "\"" + name + "\" is not a unique index"
                                    : d.expressions() != null
                                            ? "index \"" + name + "\" contains expressions"
                                            : "\"" + name + "\" is a partial index")
                    .detail("Cannot create a primary key or unique constraint using such an index.");
        }
        int[] key = java.util.Arrays.copyOf(d.attributes(), d.keyAttributes());
        if (primary) {
            List<Integer> l = new ArrayList<>();
            for (int k : key) {
                l.add(k);
            }
            setNotNull(table.oid(), l);
        }
        String conname = c.name == null ? name : c.name;
        if (!conname.equals(name)) {
            ddl.notice("ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index \"" + name + "\" to \"" + conname
                    + "\"");
            ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, d.index()), PgClass.RELNAME, Datums.name(conname));
            ddl.increment();
        }
        IndexDefiner.Request q = TableCreator.request(c);
        int oid = ddl.indexes.createConstraint(
                IndexDefiner.constraint(ddl, 0, conname, table, q, key, d.index()), List.of());
        ddl.deps.deleteRecords(PgClass.RELATION, d.index(), PgClass.RELATION, org.hathi.catalog.Dependencies.AUTO);
        ddl.deps.record(
                new ObjectAddress(PgClass.RELATION, d.index()),
                new ObjectAddress(PgConstraint.RELATION, oid),
                org.hathi.catalog.Dependencies.INTERNAL);
        CatalogRow r = java.util.Objects.requireNonNull(ddl.writer.find(
                org.hathi.catalog.table.PgIndex.RELATION,
                org.hathi.catalog.table.PgIndex.INDEXRELID_INDEX,
                Datums.oid(d.index())));
        @Nullable Object[] v = r.copy();
        v[org.hathi.catalog.table.PgIndex.INDISPRIMARY - 1] = Datums.bool(primary);
        v[org.hathi.catalog.table.PgIndex.INDIMMEDIATE - 1] = Datums.bool(!c.deferrable);
        ddl.writer.update(r, v);
        ddl.catalog.invalidation().relationChanged(table.oid());
    }

    private @Nullable ConstraintInfo constraint(AlterTableCmd c) {
        return new Constraints(ddl).find(table.oid(), java.util.Objects.requireNonNull(c.name()));
    }

    private SqlError noConstraint(AlterTableCmd c) {
        return new SqlError(
                SqlState.UNDEFINED_OBJECT,
                "constraint \"" + c.name() + "\" of relation \"" + table.name() + "\" does not exist");
    }

    private void dropConstraint(AlterTableCmd c) {
        ConstraintInfo k = constraint(c);
        if (k == null) {
            if (!c.missingOk()) {
                throw noConstraint(c);
            }
            ddl.notice("constraint \"" + c.name() + "\" of relation \"" + table.name() + "\" does not exist, skipping");
            return;
        }
        if (k.type() == 'f' && k.foreignRelation() != table.oid()) {
            ddl.lock(k.foreignRelation(), false, LockMode.ACCESS_EXCLUSIVE);
        }
        drop(new ObjectAddress(PgConstraint.RELATION, k.oid()), c.behavior());
    }

    private void validate(AlterTableCmd c) {
        ConstraintInfo k = constraint(c);
        if (k == null) {
            throw noConstraint(c);
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
            ForeignKeys.verify(ddl, k);
        } else {
            new Constraints(ddl)
                    .verify(table.oid(), NodeText.readExpr(java.util.Objects.requireNonNull(k.expression())), k.name());
        }
        ddl.writer.set(ddl.writer.needByOid(PgConstraint.RELATION, k.oid()), PgConstraint.CONVALIDATED, 1L);
        ddl.catalog.invalidation().relationChanged(table.oid());
    }

    // ---------------------------------------------------------------------------------------------------- the table

    private void flag(int column, boolean on) {
        isTable();
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, table.oid()), column, Datums.bool(on));
    }

    private void options(AlterTableCmd c, boolean reset) {
        List<DefElem> l = new ArrayList<>();
        for (Node n : ((Value.Items) def(c)).items()) {
            l.add((DefElem) n);
        }
        String[] o = RelOptions.merge(table.options(), l, table.kind(), reset);
        ddl.writer.set(
                ddl.writer.needByOid(PgClass.RELATION, table.oid()),
                PgClass.RELOPTIONS,
                o == null ? null : Datums.textArray(o));
    }

    /** Gives a relation and what is part of it to another role. */
    static void changeOwner(Ddl ddl, int relation, int owner) {
        ClassInfo c = ddl.info(relation);
        if (c.owner() == owner) {
            return;
        }
        if (!ddl.superuser()) {
            ddl.checkCanBecome(owner);
            if (!ddl.catalog
                    .acl()
                    .has(org.hathi.catalog.ObjectKind.SCHEMA, c.namespace(), owner, org.hathi.catalog.Acl.CREATE)) {
                throw ddl.catalog.acl().denied(org.hathi.catalog.ObjectKind.SCHEMA, c.namespace());
            }
        }
        owner(ddl, c, owner);
        for (IndexDef d : ddl.catalog.indexesOf(relation)) {
            owner(ddl, ddl.info(d.index()), owner);
        }
        for (int q : ddl.deps.sequencesOf(relation, 0)) {
            owner(ddl, ddl.info(q), owner);
        }
        if (c.toast() != 0) {
            changeOwner(ddl, c.toast(), owner);
        }
        ddl.increment();
    }

    private static void owner(Ddl ddl, ClassInfo c, int owner) {
        CatalogRow r = ddl.writer.needByOid(PgClass.RELATION, c.oid());
        @Nullable Object[] v = r.copy();
        v[PgClass.RELOWNER - 1] = Datums.oid(owner);
        AclItem[] acl = c.acl();
        if (acl != null) {
            v[PgClass.RELACL - 1] = Datums.aclArray(AclChange.newOwner(acl, c.owner(), owner));
        }
        ddl.writer.update(r, v);
        if (c.kind() != 'i' && c.kind() != 'I' && c.kind() != 't') {
            ddl.deps.changeOwner(PgClass.RELATION, c.oid(), owner);
        }
        if (c.type() != 0) {
            CatalogRow t = ddl.writer.needByOid(PgType.RELATION, c.type());
            int array = t.intAt(PgType.TYPARRAY);
            ddl.writer.set(t, PgType.TYPOWNER, Datums.oid(owner));
            if (array != 0) {
                ddl.writer.set(ddl.writer.needByOid(PgType.RELATION, array), PgType.TYPOWNER, Datums.oid(owner));
            }
        }
    }
}
