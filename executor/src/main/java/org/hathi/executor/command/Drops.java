package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectColumns;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.table.PgCast;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgExtension;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgPolicy;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.catalog.table.PgType;
import org.hathi.page.Xid;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectStmt.DropStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** DROP of everything but roles, databases and tablespaces. */
final class Drops {
    private final Ddl ddl;
    private final Named named;

    Drops(Ddl ddl) {
        this.ddl = ddl;
        this.named = new Named(ddl);
    }

    void run(DropStmt s, boolean topLevel) {
        if (s.concurrent()) {
            ddl.txn.block().prevent(topLevel, "DROP INDEX CONCURRENTLY");
            if (s.objects().size() != 1) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "DROP INDEX CONCURRENTLY does not support dropping multiple objects");
            }
            if (s.behavior() == DropBehavior.CASCADE) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "DROP INDEX CONCURRENTLY does not support CASCADE");
            }
        }
        List<ObjectAddress> all = new ArrayList<>();
        for (ObjectName n : s.objects()) {
            ObjectAddress a = Named.isRelation(s.removeType()) ? relation(s, n) : other(s, n);
            if (a != null) {
                all.add(a);
            }
        }
        if (all.isEmpty()) {
            return;
        }
        if (s.concurrent() && ddl.info(all.get(0).objectId()).persistence() != 't') {
            concurrently(all.get(0));
            return;
        }
        ddl.deps.dropAll(
                all,
                s.behavior() == DropBehavior.CASCADE ? DropOptions.CASCADE : DropOptions.RESTRICT,
                ddl.remover,
                ddl.reporter);
        ddl.increment();
    }

    /**
     * DROP INDEX CONCURRENTLY: queries stop using the index first, then writers stop maintaining it, then it goes; each
     * time all who did not know yet have ended.
     */
    private void concurrently(ObjectAddress index) {
        int oid = index.objectId();
        int table = Objects.requireNonNull(ddl.catalog.index(oid)).table();
        ddl.deps.checkDroppable(index, ddl.reporter);
        if (ddl.txn.transactions().topXidIfAny() != Xid.INVALID) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "DROP INDEX CONCURRENTLY must be first action in transaction");
        }
        try (ConcurrentSteps steps = new ConcurrentSteps(ddl)) {
            IndexStates.unusable(ddl, oid);
            steps.holdTable(table);
            steps.holdIndex(oid);
            steps.next();
            steps.waitForLockers(LockMode.ACCESS_EXCLUSIVE, IndexProgress.WAIT_READERS);
            IndexStates.dead(ddl, oid);
            steps.next();
            steps.waitForLockers(LockMode.ACCESS_EXCLUSIVE, IndexProgress.WAIT_READERS);
            ddl.lock(table, false, LockMode.SHARE_UPDATE_EXCLUSIVE);
            ddl.lock(oid, false, LockMode.ACCESS_EXCLUSIVE);
            ddl.deps.drop(index, DropOptions.RESTRICT, ddl.remover, ddl.reporter);
            ddl.increment();
        }
    }

    private @Nullable ObjectAddress relation(DropStmt s, ObjectName n) {
        List<String> names = Named.names(n);
        RangeVar v = Ddl.rangeVar(names, -1);
        String what = Named.word(s.removeType());
        String schema = named.missingSchema(names);
        if (schema != null) {
            if (!s.missingOk()) {
                throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist");
            }
            ddl.notice("schema \"" + schema + "\" does not exist, skipping");
            return null;
        }
        ClassInfo c = ddl.find(v);
        boolean gently = s.concurrent() && c != null && c.persistence() != 't';
        int mode = gently ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        if (c != null && (c.kind() == 'i' || c.kind() == 'I') && s.removeType() == ObjectType.INDEX) {
            IndexDef d = ddl.catalog.index(c.oid());
            if (d != null) {
                ddl.lock(d.table(), c.shared(), mode);
            }
        }
        c = c == null ? null : ddl.lockIfAny(v, mode);
        if (c == null) {
            String message = what + " \"" + v.relname() + "\" does not exist";
            if (!s.missingOk()) {
                throw new SqlError(
                        s.removeType() == ObjectType.INDEX ? SqlState.UNDEFINED_OBJECT : SqlState.UNDEFINED_TABLE,
                        message);
            }
            ddl.notice(message + ", skipping");
            return null;
        }
        if (Named.kinds(s.removeType()).indexOf(c.kind()) < 0) {
            String article = s.removeType() == ObjectType.INDEX ? "an " : "a ";
            String is = c.kind() == 'c' ? "type" : Acl.relationWord(c.kind());
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + v.relname() + "\" is not " + article + what)
                    .hint("Use DROP " + is.toUpperCase(java.util.Locale.ROOT) + " to remove "
                            + (is.equals("index") ? "an " : "a ") + is + ".");
        }
        if (!ddl.catalog.acl().owns(ObjectKind.SCHEMA, c.namespace(), ddl.role())) {
            ddl.catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), ddl.role());
        }
        if (Ddl.isSystem(c) && !ddl.settings.bool("allow_system_table_mods")) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE, "permission denied: \"" + c.name() + "\" is a system catalog");
        }
        return new ObjectAddress(PgClass.RELATION, c.oid());
    }

    private @Nullable ObjectAddress other(DropStmt s, ObjectName n) {
        ObjectType t = s.removeType();
        if (s.missingOk() && skip(s, n)) {
            return null;
        }
        ObjectAddress a = named.find(t, n);
        if (a == null) {
            if (!s.missingOk()) {
                throw named.missing(t, n);
            }
            String of = t == ObjectType.OPCLASS || t == ObjectType.OPFAMILY
                    ? " for access method \"" + Named.names(n).get(0) + "\""
                    : "";
            ddl.notice(named.describe(t, n) + " does not exist" + of + ", skipping");
            return null;
        }
        checkOwner(t, a, n);
        ddl.lockObject(a.classId(), a.objectId(), LockMode.ACCESS_EXCLUSIVE);
        return a;
    }

    /** IF EXISTS with a schema or table that does not exist itself. */
    private boolean skip(DropStmt s, ObjectName n) {
        switch (s.removeType()) {
            case TRIGGER, RULE, POLICY -> {
                List<String> l = Named.names(n);
                List<String> table = l.subList(0, l.size() - 1);
                if (named.missingSchema(table) != null) {
                    ddl.notice("schema \"" + named.missingSchema(table) + "\" does not exist, skipping");
                    return true;
                }
                if (ddl.find(Ddl.rangeVar(table, -1)) == null) {
                    ddl.notice("relation \"" + String.join(".", table) + "\" does not exist, skipping");
                    return true;
                }
            }
            case TYPE, DOMAIN, FUNCTION, PROCEDURE, AGGREGATE, ROUTINE, OPERATOR, COLLATION, CONVERSION -> {
                String schema = named.missingSchema(Named.names(n));
                if (schema != null) {
                    ddl.notice("schema \"" + schema + "\" does not exist, skipping");
                    return true;
                }
            }
            case OPCLASS, OPFAMILY -> {
                new NamedRows(ddl).accessMethod(Named.names(n).get(0));
                String schema = named.missingSchema(
                        Named.names(n).subList(1, Named.names(n).size()));
                if (schema != null) {
                    ddl.notice("schema \"" + schema + "\" does not exist, skipping");
                    return true;
                }
            }
            default -> {
                // found or not by its name alone
            }
        }
        return false;
    }

    private void checkOwner(ObjectType t, ObjectAddress a, ObjectName n) {
        Acl acl = ddl.catalog.acl();
        int role = ddl.role();
        switch (a.classId()) {
            case PgNamespace.RELATION -> acl.checkOwner(ObjectKind.SCHEMA, a.objectId(), role);
            case PgType.RELATION ->
                inSchema(
                        ObjectKind.TYPE,
                        a.objectId(),
                        ddl.catalog.type(a.objectId()).namespace(),
                        t,
                        n);
            case PgProc.RELATION -> {
                var p = ddl.catalog.proc(a.objectId());
                inSchema(ObjectKind.FUNCTION, a.objectId(), p.namespace(), t, n);
                if (t == ObjectType.FUNCTION && p.isAggregate()) {
                    throw new SqlError(
                                    SqlState.WRONG_OBJECT_TYPE,
                                    "\"" + String.join(".", Named.names(n)) + "\" is an aggregate function")
                            .hint("Use DROP AGGREGATE to drop aggregate functions.");
                }
            }
            case PgOperator.RELATION ->
                inSchema(
                        ObjectKind.OPERATOR,
                        a.objectId(),
                        ddl.catalog.operator(a.objectId()).namespace(),
                        t,
                        n);
            case PgLanguage.RELATION -> acl.checkOwner(ObjectKind.LANGUAGE, a.objectId(), role);
            case PgExtension.RELATION -> acl.checkOwner(ObjectKind.EXTENSION, a.objectId(), role);
            case PgTrigger.RELATION, PgRewrite.RELATION, PgPolicy.RELATION -> {
                List<String> l = Named.names(n);
                ClassInfo c = ddl.find(Ddl.rangeVar(l.subList(0, l.size() - 1), -1));
                if (c != null) {
                    ddl.lock(c.oid(), c.shared(), LockMode.ACCESS_EXCLUSIVE);
                    if (!acl.owns(ObjectKind.TABLE, c.oid(), role)) {
                        throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of relation " + c.name());
                    }
                    ddl.checkOwner(c);
                }
            }
            case PgCast.RELATION -> {
                var r = ddl.writer.needByOid(PgCast.RELATION, a.objectId());
                int from = r.intAt(PgCast.CASTSOURCE);
                int to = r.intAt(PgCast.CASTTARGET);
                if (!acl.owns(ObjectKind.TYPE, from, role) && !acl.owns(ObjectKind.TYPE, to, role)) {
                    throw new SqlError(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "must be owner of type " + ddl.catalog.formatType(from, -1) + " or type "
                                    + ddl.catalog.formatType(to, -1));
                }
            }
            default -> {
                ObjectKind kind = ObjectColumns.kind(a.classId());
                ObjectColumns at = ObjectColumns.of(ddl.catalog, a.classId());
                if (kind == null) {
                    if (!ddl.superuser()) {
                        throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser");
                    }
                } else if (at != null && at.namespace() != 0) {
                    inSchema(
                            kind,
                            a.objectId(),
                            ddl.writer.needByOid(a.classId(), a.objectId()).intAt(at.namespace()),
                            t,
                            n);
                } else {
                    acl.checkOwner(kind, a.objectId(), role);
                }
            }
        }
    }

    private void inSchema(ObjectKind kind, int oid, int namespace, ObjectType t, ObjectName n) {
        if (!ddl.catalog.acl().owns(ObjectKind.SCHEMA, namespace, ddl.role())) {
            String word = kind == ObjectKind.TYPE ? kind.word : Named.word(t);
            ddl.catalog.acl().checkOwner(kind, oid, ddl.role(), word, named(n));
        }
    }

    private static String named(ObjectName n) {
        return String.join(".", Named.names(n));
    }
}
