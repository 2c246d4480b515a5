package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AclItem;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.parser.tree.ObjectStmt.CreateSchemaStmt;
import org.hathi.parser.tree.Statement;
import org.jspecify.annotations.Nullable;

/** CREATE SCHEMA. */
final class Schemas {
    private final Ddl ddl;

    Schemas(Ddl ddl) {
        this.ddl = ddl;
    }

    void create(CreateSchemaStmt s, Commands commands) {
        int owner = s.authrole() == null ? ddl.role() : ddl.roleOid(s.authrole());
        String name = s.schemaname() == null ? ddl.roleName(owner) : s.schemaname();
        if (!ddl.catalog.acl().has(ObjectKind.DATABASE, ddl.database(), ddl.role(), Acl.CREATE)) {
            throw ddl.catalog.acl().denied(ObjectKind.DATABASE, ddl.database());
        }
        ddl.checkCanBecome(owner);
        if (name.startsWith("pg_") && !ddl.initializing()) {
            throw new SqlError(SqlState.RESERVED_NAME, "unacceptable schema name \"" + name + "\"")
                    .detail("The prefix \"pg_\" is reserved for system schemas.");
        }
        if (ddl.catalog.namespaceByName(name) != null) {
            if (s.ifNotExists()) {
                ddl.reporter.report(new org.hathi.base.Report(
                        org.hathi.base.Severity.NOTICE,
                        SqlState.DUPLICATE_SCHEMA,
                        "schema \"" + name + "\" already exists, skipping"));
                return;
            }
            throw new SqlError(SqlState.DUPLICATE_SCHEMA, "schema \"" + name + "\" already exists");
        }
        insert(name, owner, ddl.defaultAcl('n', owner, 0));
        ddl.increment();
        if (s.schemaElts().isEmpty()) {
            return;
        }
        String before = ddl.settings.string("search_path");
        ddl.catalog.searchPath().assign(org.hathi.catalog.Identifiers.quote(name) + ", " + before);
        int role = ddl.env.become(owner);
        try {
            for (Statement e : s.schemaElts()) {
                commands.dispatch(e, false);
                ddl.increment();
            }
        } finally {
            ddl.env.become(role);
            ddl.catalog.searchPath().assign(before);
        }
    }

    /** The catalog entry of a schema. @return its oid */
    int insert(String name, int owner, AclItem @Nullable [] acl) {
        int oid = ddl.writer.newOid(PgNamespace.RELATION);
        ddl.writer.insert(
                PgNamespace.RELATION,
                new RowBuilder(PgNamespace.COLUMNS)
                        .oid(PgNamespace.OID, oid)
                        .name(PgNamespace.NSPNAME, name)
                        .oid(PgNamespace.NSPOWNER, owner)
                        .acl(PgNamespace.NSPACL, acl)
                        .row());
        ObjectAddress me = new ObjectAddress(PgNamespace.RELATION, oid);
        ddl.deps.recordOwner(PgNamespace.RELATION, oid, owner);
        ddl.deps.updateAcl(me, owner, null, acl);
        return oid;
    }
}
