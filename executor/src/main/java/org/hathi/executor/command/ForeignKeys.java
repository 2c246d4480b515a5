package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.parser.tree.Clause.FkSpec;
import org.hathi.txn.LockMode;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * FOREIGN KEY constraints: the pg_constraint row, the triggers PostgreSQL makes for it, and the check of existing rows.
 */
final class ForeignKeys {
    private static final int CHECK_INS = 1644;
    private static final int CHECK_UPD = 1645;

    private final Ddl ddl;

    ForeignKeys(Ddl ddl) {
        this.ddl = ddl;
    }

    /** Makes the constraint, without looking at existing rows; its oid. */
    int add(int table, ConstraintSpec c) {
        FkSpec fk = java.util.Objects.requireNonNull(c.raw.fk());
        ClassInfo t = ddl.info(table);
        ClassInfo pk = ddl.lock(fk.pktable(), LockMode.SHARE_ROW_EXCLUSIVE);
        pk.checkTableLike();
        if (pk.kind() != 'r' && pk.kind() != 'p') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "referenced relation \"" + pk.name() + "\" is not a table");
        }
        if (Ddl.isSystem(pk) && !ddl.settings.bool("allow_system_table_mods")) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE, "permission denied: \"" + pk.name() + "\" is a system catalog");
        }
        checkPersistence(t, pk);
        int[] key = columns(table, c.fkColumns());
        int[] delSet = columns(table, fk.delSetCols());
        int[] pkKey;
        IndexDef index;
        if (fk.pkAttrs().isEmpty()) {
            index = primary(pk);
            pkKey = java.util.Arrays.copyOf(index.attributes(), index.keyAttributes());
        } else {
            pkKey = columns(pk.oid(), fk.pkAttrs());
            index = matching(pk, pkKey);
        }
        checkPrivileges(pk, pkKey);
        generated(table, key, fk);
        if (key.length != pkKey.length) {
            throw new SqlError(
                    SqlState.INVALID_FOREIGN_KEY,
                    "number of referencing and referenced columns for foreign key disagree");
        }
        String name = name(t, c, key);
        int[][] ops = operators(t, key, pk, pkKey, index, name);
        int oid = ddl.indexes.createConstraint(
                new ConstraintInfo(
                        0,
                        name,
                        t.namespace(),
                        'f',
                        c.deferrable,
                        c.initiallyDeferred,
                        !c.skipValidation,
                        table,
                        0,
                        index.index(),
                        0,
                        pk.oid(),
                        fk.updAction(),
                        fk.delAction(),
                        fk.matchType(),
                        true,
                        0,
                        true,
                        key,
                        pkKey,
                        ops[0],
                        ops[1],
                        ops[2],
                        delSet.length == 0 ? null : delSet,
                        null,
                        null),
                List.of());
        triggers(table, pk.oid(), index.index(), oid, c, fk);
        ddl.increment();
        c.name = name;
        return oid;
    }

    private static void checkPersistence(ClassInfo t, ClassInfo pk) {
        String message = null;
        if (t.persistence() == 'p' && pk.persistence() != 'p') {
            message = "constraints on permanent tables may reference only permanent tables";
        } else if (t.persistence() == 'u' && pk.persistence() == 't') {
            message = "constraints on unlogged tables may reference only permanent or unlogged tables";
        } else if (t.persistence() == 't' && pk.persistence() != 't') {
            message = "constraints on temporary tables may reference only temporary tables";
        }
        if (message != null) {
            throw new SqlError(SqlState.INVALID_TABLE_DEFINITION, message);
        }
    }

    private int[] columns(int table, List<String> names) {
        int[] out = new int[names.size()];
        for (int i = 0; i < out.length; i++) {
            AttributeInfo a = ddl.catalog.attributeByName(table, names.get(i));
            if (a == null) {
                throw new SqlError(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"" + names.get(i) + "\" referenced in foreign key constraint does not exist");
            }
            if (a.number() < 0) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "system columns cannot be used in foreign keys");
            }
            out[i] = a.number();
        }
        return out;
    }

    private void generated(int table, int[] key, FkSpec fk) {
        for (int k : key) {
            AttributeInfo a = java.util.Objects.requireNonNull(ddl.catalog.attribute(table, k));
            if (a.generated() == '\0') {
                continue;
            }
            if (fk.updAction() == 'n' || fk.updAction() == 'd' || fk.updAction() == 'c') {
                throw new SqlError(
                        SqlState.SYNTAX_ERROR,
                        "invalid ON UPDATE action for foreign key constraint containing generated column");
            }
            if (fk.delAction() == 'n' || fk.delAction() == 'd') {
                throw new SqlError(
                        SqlState.SYNTAX_ERROR,
                        "invalid ON DELETE action for foreign key constraint containing generated column");
            }
        }
    }

    private IndexDef primary(ClassInfo pk) {
        for (IndexDef d : ddl.catalog.indexesOf(pk.oid())) {
            if (d.primary() && d.valid()) {
                if (!d.immediate()) {
                    throw new SqlError(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "cannot use a deferrable primary key for referenced table \"" + pk.name() + "\"");
                }
                return d;
            }
        }
        throw new SqlError(
                SqlState.UNDEFINED_OBJECT, "there is no primary key for referenced table \"" + pk.name() + "\"");
    }

    private IndexDef matching(ClassInfo pk, int[] key) {
        for (int i = 0; i < key.length; i++) {
            for (int j = 0; j < i; j++) {
                if (key[i] == key[j]) {
                    throw new SqlError(
                            SqlState.INVALID_FOREIGN_KEY,
                            "foreign key referenced-columns list must not contain duplicates");
                }
            }
        }
        boolean deferrable = false;
        for (IndexDef d : ddl.catalog.indexesOf(pk.oid())) {
            if (d.keyAttributes() != key.length
                    || !d.unique()
                    || !d.valid()
                    || d.predicate() != null
                    || d.expressions() != null) {
                continue;
            }
            boolean all = true;
            for (int k : key) {
                boolean found = false;
                for (int i = 0; i < d.keyAttributes(); i++) {
                    found |= d.attributes()[i] == k;
                }
                all &= found;
            }
            if (all && d.immediate()) {
                return d;
            }
            deferrable |= all;
        }
        if (deferrable) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "cannot use a deferrable unique constraint for referenced table \"" + pk.name() + "\"");
        }
        throw new SqlError(
                SqlState.INVALID_FOREIGN_KEY,
                "there is no unique constraint matching given keys for referenced table \"" + pk.name() + "\"");
    }

    private void checkPrivileges(ClassInfo pk, int[] key) {
        if (ddl.catalog.acl().has(ObjectKind.TABLE, pk.oid(), ddl.role(), Acl.REFERENCES)) {
            return;
        }
        for (int k : key) {
            if (!ddl.catalog.acl().hasColumn(pk.oid(), k, ddl.role(), Acl.REFERENCES)) {
                throw ddl.catalog.acl().denied(ObjectKind.TABLE, pk.oid());
            }
        }
    }

    private String name(ClassInfo t, ConstraintSpec c, int[] key) {
        Constraints k = new Constraints(ddl);
        String given = c.name;
        if (given != null) {
            if (k.find(t.oid(), given) != null) {
                throw new SqlError(
                        SqlState.DUPLICATE_OBJECT,
                        "constraint \"" + given + "\" for relation \"" + t.name() + "\" already exists");
            }
            return given;
        }
        List<String> names = new ArrayList<>();
        for (int a : key) {
            names.add(java.util.Objects.requireNonNull(ddl.catalog.attribute(t.oid(), a))
                    .name());
        }
        return k.choose(t.name(), IndexDefiner.joined(names), "fkey", t.namespace());
    }

    /** Equality operators pk=fk, pk=pk, fk=fk per column. */
    private int[][] operators(ClassInfo t, int[] key, ClassInfo pk, int[] pkKey, IndexDef index, String name) {
        int[][] out = new int[3][key.length];
        for (int i = 0; i < key.length; i++) {
            int at = 0;
            while (index.attributes()[at] != pkKey[i]) {
                at++;
            }
            OpclassInfo oc = ddl.catalog.opclass(index.opclasses()[at]);
            int pkType = type(pk.oid(), pkKey[i]);
            int fkType = base(type(t.oid(), key[i]));
            int input = oc.inputType();
            int pp = ddl.catalog.amop(oc.family(), input, input, 3);
            int pf = ddl.catalog.amop(oc.family(), input, fkType, 3);
            int ff = pf == 0 ? 0 : ddl.catalog.amop(oc.family(), fkType, fkType, 3);
            if (pf == 0 || ff == 0) {
                pf = 0;
                if (implicit(fkType, input)) {
                    pf = pp;
                    ff = pp;
                }
            }
            if (pf == 0 || ff == 0) {
                throw new SqlError(
                                SqlState.DATATYPE_MISMATCH,
                                "foreign key constraint \"" + name + "\" cannot be implemented")
                        .detail("Key columns \"" + column(t.oid(), key[i]) + "\" and \"" + column(pk.oid(), pkKey[i])
                                + "\" are of incompatible types: " + ddl.catalog.formatType(type(t.oid(), key[i]), -1)
                                + " and " + ddl.catalog.formatType(pkType, -1) + ".");
            }
            out[0][i] = pf;
            out[1][i] = pp;
            out[2][i] = ff;
        }
        return out;
    }

    private boolean implicit(int from, int to) {
        if (ddl.catalog.binaryCoercible(from, to)) {
            return true;
        }
        var c = ddl.catalog.cast(from, to);
        return c != null && c.context() == 'i';
    }

    private int type(int table, int column) {
        return java.util.Objects.requireNonNull(ddl.catalog.attribute(table, column))
                .type();
    }

    private String column(int table, int column) {
        return java.util.Objects.requireNonNull(ddl.catalog.attribute(table, column))
                .name();
    }

    private int base(int type) {
        TypeInfo t = ddl.catalog.type(type);
        while (t.type() == 'd') {
            t = ddl.catalog.type(t.baseType());
        }
        return t.oid();
    }

    // ----------------------------------------------------------------------------------------------------- triggers

    private void triggers(int table, int pk, int index, int constraint, ConstraintSpec c, FkSpec fk) {
        int del = action(fk.delAction(), false);
        int upd = action(fk.updAction(), true);
        boolean delDefer = fk.delAction() == 'a';
        boolean updDefer = fk.updAction() == 'a';
        trigger('a', pk, table, index, constraint, del, 9, delDefer && c.deferrable, delDefer && c.initiallyDeferred);
        trigger('a', pk, table, index, constraint, upd, 17, updDefer && c.deferrable, updDefer && c.initiallyDeferred);
        trigger('c', table, pk, index, constraint, CHECK_INS, 5, c.deferrable, c.initiallyDeferred);
        trigger('c', table, pk, index, constraint, CHECK_UPD, 17, c.deferrable, c.initiallyDeferred);
        mark(pk);
        if (pk != table) {
            mark(table);
        }
    }

    private static int action(char a, boolean update) {
        int del =
                switch (a) {
                    case 'c' -> 1646;
                    case 'r' -> 1648;
                    case 'n' -> 1650;
                    case 'd' -> 1652;
                    default -> 1654;
                };
        return update ? del + 1 : del;
    }

    private void mark(int table) {
        CatalogRow r = ddl.writer.needByOid(PgClass.RELATION, table);
        if (!r.boolAt(PgClass.RELHASTRIGGERS)) {
            ddl.writer.set(r, PgClass.RELHASTRIGGERS, 1L);
            ddl.increment();
        } else {
            ddl.catalog.invalidation().relationChanged(table);
        }
    }

    private void trigger(
            char kind,
            int on,
            int other,
            int index,
            int constraint,
            int function,
            int type,
            boolean deferrable,
            boolean deferred) {
        int oid = ddl.writer.newOid(PgTrigger.RELATION);
        ddl.writer.insert(
                PgTrigger.RELATION,
                new RowBuilder(PgTrigger.COLUMNS)
                        .oid(PgTrigger.OID, oid)
                        .oid(PgTrigger.TGRELID, on)
                        .oid(PgTrigger.TGPARENTID, 0)
                        .name(PgTrigger.TGNAME, "RI_ConstraintTrigger_" + kind + "_" + Integer.toUnsignedString(oid))
                        .oid(PgTrigger.TGFOID, function)
                        .num(PgTrigger.TGTYPE, type)
                        .chr(PgTrigger.TGENABLED, 'O')
                        .bool(PgTrigger.TGISINTERNAL, true)
                        .oid(PgTrigger.TGCONSTRRELID, other)
                        .oid(PgTrigger.TGCONSTRINDID, index)
                        .oid(PgTrigger.TGCONSTRAINT, constraint)
                        .bool(PgTrigger.TGDEFERRABLE, deferrable)
                        .bool(PgTrigger.TGINITDEFERRED, deferred)
                        .num(PgTrigger.TGNARGS, 0)
                        .set(PgTrigger.TGATTR, Datums.int2Vector())
                        .set(PgTrigger.TGARGS, new byte[0])
                        .row());
        ddl.deps.record(
                new ObjectAddress(PgTrigger.RELATION, oid),
                new ObjectAddress(PgConstraint.RELATION, constraint),
                Dependencies.INTERNAL);
    }

    // --------------------------------------------------------------------------------------------------- verification

    /** 23503 when a row of the referencing table has no partner (RI_Initial_Check). */
    static void verify(Ddl ddl, ConstraintInfo c) {
        int[] key = java.util.Objects.requireNonNull(c.key());
        int[] pkKey = java.util.Objects.requireNonNull(c.foreignKey());
        StringBuilder select = new StringBuilder();
        StringBuilder on = new StringBuilder();
        StringBuilder some = new StringBuilder();
        boolean full = c.matchType() == 'f';
        for (int i = 0; i < key.length; i++) {
            String fk = "fk." + Identifiers.quote(attr(ddl, c.relation(), key[i]));
            String pk = "pk." + Identifiers.quote(attr(ddl, c.foreignRelation(), pkKey[i]));
            select.append(i == 0 ? "" : ", ").append(fk).append("::text");
            on.append(i == 0 ? "" : " AND ").append(pk).append(" = ").append(fk);
            some.append(i == 0 ? "" : full ? " OR " : " AND ").append(fk).append(" IS NOT NULL");
        }
        String pk0 = "pk." + Identifiers.quote(attr(ddl, c.foreignRelation(), pkKey[0]));
        String q = "SELECT " + select + " FROM ONLY " + name(ddl, c.relation()) + " fk LEFT OUTER JOIN ONLY "
                + name(ddl, c.foreignRelation()) + " pk ON (" + on + ") WHERE " + pk0 + " IS NULL AND (" + some + ")";
        ClassInfo t = ddl.info(c.relation());
        if (mayRead(ddl, t.oid(), key) && mayRead(ddl, c.foreignRelation(), pkKey)) {
            verify(ddl, c, q);
            return;
        }
        // otherwise row by row as the referenced table's owner, in PostgreSQL: here all at once
        int role = ddl.env.become(Acl.BOOTSTRAP_SUPERUSER);
        try {
            verify(ddl, c, q);
        } finally {
            ddl.env.become(role);
        }
    }

    private static boolean mayRead(Ddl ddl, int table, int[] columns) {
        Acl acl = ddl.catalog.acl();
        if (acl.has(ObjectKind.TABLE, table, ddl.role(), Acl.SELECT)) {
            return true;
        }
        for (int c : columns) {
            if (!acl.hasColumn(table, c, ddl.role(), Acl.SELECT)) {
                return false;
            }
        }
        return true;
    }

    private static void verify(Ddl ddl, ConstraintInfo c, String q) {
        ClassInfo t = ddl.info(c.relation());
        int[] key = java.util.Objects.requireNonNull(c.key());
        List<String> names = new ArrayList<>();
        for (int k : key) {
            names.add(attr(ddl, c.relation(), k));
        }
        InternalQuery.run(ddl, q, 1, b -> {
            List<String> values = new ArrayList<>();
            boolean anyNull = false;
            for (int i = 0; i < key.length; i++) {
                Object v = b.cols[i].datum(b.row(0));
                anyNull |= v == null;
                values.add(v == null ? "null" : new String((byte[]) v, java.nio.charset.StandardCharsets.UTF_8));
            }
            throw violation(ddl, t, c, names, values, anyNull);
        });
    }

    private static SqlError violation(
            Ddl ddl, ClassInfo t, ConstraintInfo c, List<String> names, List<String> values, boolean anyNull) {
        SqlError e = new SqlError(
                SqlState.FOREIGN_KEY_VIOLATION,
                "insert or update on table \"" + t.name() + "\" violates foreign key constraint \"" + c.name() + "\"");
        if (anyNull) {
            e.detail("MATCH FULL does not allow mixing of null and nonnull key values.");
        } else {
            e.detail("Key (" + String.join(", ", names) + ")=(" + String.join(", ", values)
                    + ") is not present in table \""
                    + ddl.info(c.foreignRelation()).name() + "\".");
        }
        var ns = ddl.catalog.namespace(t.namespace());
        return e.table(ns == null ? "" : ns.name(), t.name()).constraint(c.name());
    }

    private static String attr(Ddl ddl, int table, int column) {
        @Nullable AttributeInfo a = ddl.catalog.attribute(table, column);
        return a == null ? "" : a.name();
    }

    private static String name(Ddl ddl, int table) {
        ClassInfo t = ddl.info(table);
        var ns = ddl.catalog.namespace(t.namespace());
        return Identifiers.qualified(ns == null ? "" : ns.name(), t.name());
    }
}
