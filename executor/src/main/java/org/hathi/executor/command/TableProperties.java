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
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgIndex;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.ReplicaIdentityStmt;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE actions that change flags of a table, its columns, indexes, constraints, triggers and rules. */
final class TableProperties {
    private final Ddl ddl;
    private final ClassInfo table;

    TableProperties(Ddl ddl, ClassInfo table) {
        this.ddl = ddl;
        this.table = table;
    }

    private void changed() {
        ddl.catalog.invalidation().relationChanged(table.oid());
        ddl.increment();
    }

    // -------------------------------------------------------------------------------------------------- clustering

    private IndexDef index(String name) {
        ClassInfo i = ddl.catalog.relationByName(name, table.namespace());
        if (i == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    "index \"" + name + "\" for table \"" + table.name() + "\" does not exist");
        }
        for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
            if (d.index() == i.oid()) {
                return d;
            }
        }
        throw new SqlError(
                SqlState.WRONG_OBJECT_TYPE, "\"" + name + "\" is not an index for table \"" + table.name() + "\"");
    }

    /** Remembers the index that CLUSTER orders by; null forgets it. */
    void cluster(@Nullable String name) {
        markClustered(ddl, table.oid(), name == null ? 0 : index(name).index());
        changed();
    }

    static boolean isClustered(Ddl ddl, int index) {
        return row(ddl, index).boolAt(PgIndex.INDISCLUSTERED);
    }

    static boolean isReplicaIdentity(Ddl ddl, int index) {
        return row(ddl, index).boolAt(PgIndex.INDISREPLIDENT);
    }

    static void markReplicaIdentity(Ddl ddl, int table, int index) {
        for (IndexDef d : ddl.catalog.indexesOf(table)) {
            CatalogRow r = row(ddl, d.index());
            if (r.boolAt(PgIndex.INDISREPLIDENT) != (d.index() == index)) {
                ddl.writer.set(r, PgIndex.INDISREPLIDENT, Datums.bool(d.index() == index));
            }
        }
    }

    static void markClustered(Ddl ddl, int table, int index) {
        for (IndexDef d : ddl.catalog.indexesOf(table)) {
            CatalogRow r = row(ddl, d.index());
            if (r.boolAt(PgIndex.INDISCLUSTERED) != (d.index() == index)) {
                ddl.writer.set(r, PgIndex.INDISCLUSTERED, Datums.bool(d.index() == index));
            }
        }
    }

    private static CatalogRow row(Ddl ddl, int index) {
        return java.util.Objects.requireNonNull(
                ddl.writer.find(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, Datums.oid(index)));
    }

    void replicaIdentity(ReplicaIdentityStmt s) {
        int chosen = 0;
        if (s.identityType() == 'i') {
            IndexDef d = index(String.valueOf(s.name()));
            String quoted = "index \"" + s.name() + "\"";
            if (!d.unique()) {
                throw new SqlError(
                        SqlState.WRONG_OBJECT_TYPE, "cannot use non-unique " + quoted + " as replica identity");
            }
            if (d.expressions() != null) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED, "cannot use expression " + quoted + " as replica identity");
            }
            if (d.predicate() != null) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED, "cannot use partial " + quoted + " as replica identity");
            }
            for (int i = 0; i < d.keyAttributes(); i++) {
                AttributeInfo a = ddl.catalog.attribute(table.oid(), d.attributes()[i]);
                if (a != null && !a.notNull()) {
                    throw new SqlError(
                            SqlState.WRONG_OBJECT_TYPE,
                            quoted + " cannot be used as replica identity because column \"" + a.name()
                                    + "\" is nullable");
                }
            }
            chosen = d.index();
        }
        ddl.writer.set(
                ddl.writer.needByOid(PgClass.RELATION, table.oid()),
                PgClass.RELREPLIDENT,
                Datums.chr(s.identityType()));
        markReplicaIdentity(ddl, table.oid(), chosen);
        changed();
    }

    // ----------------------------------------------------------------------------------------------------- columns

    void columnOptions(AttributeInfo a, List<Node> options, boolean reset) {
        CatalogRow r = ddl.relations.attributeRow(table.oid(), a.number());
        List<String> now = new ArrayList<>();
        String[] old = r.textsOrNull(PgAttribute.ATTOPTIONS);
        if (old != null) {
            now.addAll(List.of(old));
        }
        for (Node n : options) {
            DefElem d = (DefElem) n;
            String name = d.defname();
            if (!name.equals("n_distinct") && !name.equals("n_distinct_inherited")) {
                throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "unrecognized parameter \"" + name + "\"");
            }
            now.removeIf(i -> i.startsWith(name + "="));
            if (!reset) {
                now.add(name + "=" + Options.string(d));
            }
        }
        ddl.writer.set(r, PgAttribute.ATTOPTIONS, now.isEmpty() ? null : Datums.textArray(now.toArray(new String[0])));
        changed();
    }

    void compression(AttributeInfo a, String method) {
        char c = method.equals("default") ? '\0' : TableCreator.compression(ddl, method, ddl.catalog.type(a.type()));
        ddl.writer.set(ddl.relations.attributeRow(table.oid(), a.number()), PgAttribute.ATTCOMPRESSION, Datums.chr(c));
        changed();
    }

    /** ALTER INDEX … ALTER COLUMN n SET STATISTICS. */
    void indexStatistics(int number, int target) {
        AttributeInfo a = ddl.catalog.attribute(table.oid(), number);
        if (a == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column number " + number + " of relation \"" + table.name() + "\" does not exist");
        }
        IndexDef d = ddl.catalog.index(table.oid());
        if (d != null && d.attributes()[number - 1] != 0) {
            throw new SqlError(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cannot alter statistics on non-expression column \"" + a.name() + "\" of index \""
                                    + table.name() + "\"")
                    .hint("Alter statistics on table column instead.");
        }
        ddl.writer.set(ddl.relations.attributeRow(table.oid(), number), PgAttribute.ATTSTATTARGET, (long) target);
        changed();
    }

    // --------------------------------------------------------------------------------------------------- persistence

    /** SET LOGGED and SET UNLOGGED: may the table change, and does it? */
    void prepareLogged(AlterWork w, AlterTableType type) {
        boolean logged = type == AlterTableType.SET_LOGGED;
        if (w.persistenceChanged) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot change persistence setting twice");
        }
        if (table.persistence() == 't') {
            throw new SqlError(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "cannot change logged status of table \"" + table.name() + "\" because it is temporary")
                    .table("", table.name());
        }
        if (table.persistence() == (logged ? 'p' : 'u')) {
            return;
        }
        for (CatalogRow r : ddl.writer.scan(PgConstraint.RELATION, 0)) {
            if (r.charAt(PgConstraint.CONTYPE) != 'f') {
                continue;
            }
            int from = r.intAt(PgConstraint.CONRELID);
            int to = r.intAt(PgConstraint.CONFRELID);
            if (from == to) {
                continue;
            }
            if (logged && from == table.oid() && ddl.info(to).persistence() != 'p') {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "could not change table \"" + table.name()
                                + "\" to logged because it references unlogged table \""
                                + ddl.info(to).name() + "\"");
            }
            if (!logged && to == table.oid() && ddl.info(from).persistence() == 'p') {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "could not change table \"" + table.name()
                                + "\" to unlogged because it references logged table \""
                                + ddl.info(from).name() + "\"");
            }
        }
        w.persistenceChanged = true;
        w.rewrite = true;
    }

    /** The table, its indexes, toast table and owned sequences change persistence; the rewrite makes the files. */
    void logged(AlterWork w, boolean logged, Sequences sequences) {
        if (!w.persistenceChanged) {
            return;
        }
        char want = logged ? 'p' : 'u';
        if (table.kind() == 'S') {
            sequences.persistence(table.oid(), want);
            return;
        }
        for (int q : ddl.deps.sequencesOf(table.oid(), 0)) {
            sequences.persistence(q, want);
        }
        List<Integer> all = new ArrayList<>(List.of(table.oid()));
        for (IndexDef d : ddl.catalog.indexesOf(table.oid())) {
            all.add(d.index());
        }
        if (table.toast() != 0) {
            all.add(table.toast());
            for (IndexDef d : ddl.catalog.indexesOf(table.toast())) {
                all.add(d.index());
            }
        }
        for (int o : all) {
            ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, o), PgClass.RELPERSISTENCE, Datums.chr(want));
        }
        ddl.increment();
    }

    static void accessMethod(String name) {
        if (!name.equals("heap")) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "access method \"" + name + "\" does not exist");
        }
    }

    void tablespace(String name) {
        if (ddl.catalog.tablespaceByName(name) == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
        }
        if (!name.equals("pg_default")) {
            throw SqlError.unsupported("moving a table to another tablespace");
        }
    }

    // ------------------------------------------------------------------------------------- constraints, triggers,
    // rules

    void alterConstraint(Constraint c) {
        ConstraintInfo k = new Constraints(ddl).find(table.oid(), String.valueOf(c.conname()));
        if (k == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    "constraint \"" + c.conname() + "\" of relation \"" + table.name() + "\" does not exist");
        }
        if (k.type() != 'f') {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    "constraint \"" + k.name() + "\" of relation \"" + table.name()
                            + "\" is not a foreign key constraint");
        }
        CatalogRow r = ddl.writer.needByOid(PgConstraint.RELATION, k.oid());
        @Nullable Object[] v = r.copy();
        v[PgConstraint.CONDEFERRABLE - 1] = Datums.bool(c.deferrable());
        v[PgConstraint.CONDEFERRED - 1] = Datums.bool(c.initdeferred());
        ddl.writer.update(r, v);
        for (CatalogRow t : ddl.writer.scan(PgTrigger.RELATION, PgTrigger.TGCONSTRAINT_INDEX, Datums.oid(k.oid()))) {
            @Nullable Object[] tv = t.copy();
            tv[PgTrigger.TGDEFERRABLE - 1] = Datums.bool(c.deferrable());
            tv[PgTrigger.TGINITDEFERRED - 1] = Datums.bool(c.initdeferred());
            ddl.writer.update(t, tv);
            ddl.catalog.invalidation().relationChanged(t.intAt(PgTrigger.TGRELID));
        }
        changed();
    }

    /** ENABLE and DISABLE of triggers and rules. */
    void enable(AlterTableCmd c) {
        char to =
                switch (c.subtype()) {
                    case DISABLE_TRIG, DISABLE_TRIG_ALL, DISABLE_TRIG_USER, DISABLE_RULE -> 'D';
                    case ENABLE_ALWAYS_TRIG, ENABLE_ALWAYS_RULE -> 'A';
                    case ENABLE_REPLICA_TRIG, ENABLE_REPLICA_RULE -> 'R';
                    default -> 'O';
                };
        boolean rule = c.subtype().name().endsWith("RULE");
        boolean all = c.subtype() == AlterTableType.ENABLE_TRIG_ALL || c.subtype() == AlterTableType.DISABLE_TRIG_ALL;
        boolean user =
                c.subtype() == AlterTableType.ENABLE_TRIG_USER || c.subtype() == AlterTableType.DISABLE_TRIG_USER;
        int catalogOid = rule ? PgRewrite.RELATION : PgTrigger.RELATION;
        int index = rule ? PgRewrite.REL_RULENAME_INDEX : PgTrigger.TGRELID_TGNAME_INDEX;
        boolean found = false;
        for (CatalogRow r : ddl.writer.scan(catalogOid, index, Datums.oid(table.oid()))) {
            String name = r.nameAt(rule ? PgRewrite.RULENAME : PgTrigger.TGNAME);
            boolean internal = !rule && r.boolAt(PgTrigger.TGISINTERNAL);
            if (!(all || user || name.equals(c.name())) || user && internal) {
                continue;
            }
            if (internal && !ddl.superuser()) {
                throw new SqlError(
                        SqlState.INSUFFICIENT_PRIVILEGE, "permission denied: \"" + name + "\" is a system trigger");
            }
            found = true;
            int column = rule ? PgRewrite.EV_ENABLED : PgTrigger.TGENABLED;
            if (r.charAt(column) != to) {
                ddl.writer.set(r, column, Datums.chr(to));
            }
        }
        if (!found && !all && !user) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    rule
                            ? "rule \"" + c.name() + "\" for relation \"" + table.name() + "\" does not exist"
                            : "trigger \"" + c.name() + "\" for table \"" + table.name() + "\" does not exist");
        }
        changed();
    }

    static int integer(@Nullable Node n) {
        return n instanceof Value.Int i ? i.ival() : -1;
    }
}
