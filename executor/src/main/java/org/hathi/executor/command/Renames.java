package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectColumns;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.TypeRow;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgConversion;
import org.hathi.catalog.table.PgEventTrigger;
import org.hathi.catalog.table.PgForeignDataWrapper;
import org.hathi.catalog.table.PgForeignServer;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgPolicy;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgPublication;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.catalog.table.PgTsParser;
import org.hathi.catalog.table.PgTsTemplate;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectStmt.RenameStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** ALTER … RENAME. */
final class Renames {
    private final Ddl ddl;

    Renames(Ddl ddl) {
        this.ddl = ddl;
    }

    void run(RenameStmt s) {
        switch (s.renameType()) {
            case TABLE, VIEW, INDEX, SEQUENCE, MATVIEW, FOREIGN_TABLE -> relation(s);
            case COLUMN, ATTRIBUTE -> column(s);
            case TABCONSTRAINT -> constraint(s);
            case SCHEMA -> schema(s);
            case TYPE, DOMAIN -> type(s);
            case DOMCONSTRAINT -> domainConstraint(s);
            case RULE, TRIGGER, POLICY -> onRelation(s);
            case ROLE -> role(s);
            default -> object(s);
        }
        ddl.increment();
    }

    private void domainConstraint(RenameStmt s) {
        ObjectName n = java.util.Objects.requireNonNull(s.object());
        TypeRow t = new TypeRows(ddl).need(Named.names(n));
        if (t.info().type() != 'd') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, ddl.catalog.formatType(t.oid(), -1) + " is not a domain");
        }
        ddl.catalog.acl().checkOwner(ObjectKind.TYPE, t.oid(), ddl.role());
        ConstraintInfo found = null;
        for (ConstraintInfo k : ddl.catalog.domainConstraints(t.oid())) {
            if (k.name().equals(s.newname())) {
                throw new SqlError(
                        SqlState.DUPLICATE_OBJECT,
                        "constraint \"" + s.newname() + "\" for domain " + ddl.catalog.formatType(t.oid(), -1)
                                + " already exists");
            }
            found = k.name().equals(s.subname()) ? k : found;
        }
        if (found == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    "constraint \"" + s.subname() + "\" for domain " + ddl.catalog.formatType(t.oid(), -1)
                            + " does not exist");
        }
        ddl.writer.set(
                ddl.writer.needByOid(PgConstraint.RELATION, found.oid()),
                PgConstraint.CONNAME,
                Datums.name(s.newname()));
    }

    /** Rules, triggers, policies: named within their table. */
    private void onRelation(RenameStmt s) {
        ClassInfo c = lock(s);
        if (c == null) {
            return;
        }
        int catalogOid =
                switch (s.renameType()) {
                    case RULE -> PgRewrite.RELATION;
                    case TRIGGER -> PgTrigger.RELATION;
                    default -> PgPolicy.RELATION;
                };
        int index =
                switch (s.renameType()) {
                    case RULE -> PgRewrite.REL_RULENAME_INDEX;
                    case TRIGGER -> PgTrigger.TGRELID_TGNAME_INDEX;
                    default -> PgPolicy.POLRELID_POLNAME_INDEX;
                };
        String word = Named.word(s.renameType());
        String of = s.renameType() == ObjectType.RULE ? "relation" : "table";
        String old = String.valueOf(s.subname());
        CatalogRow r = ddl.writer.find(catalogOid, index, Datums.oid(c.oid()), Datums.name(old));
        if (r == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    word + " \"" + old + "\" for " + of + " \"" + c.name() + "\" does not exist");
        }
        if (ddl.writer.find(catalogOid, index, Datums.oid(c.oid()), Datums.name(s.newname())) != null) {
            throw new SqlError(
                    SqlState.DUPLICATE_OBJECT,
                    word + " \"" + s.newname() + "\" for " + of + " \"" + c.name() + "\" already exists");
        }
        if (s.renameType() == ObjectType.RULE && r.charAt(PgRewrite.EV_TYPE) == '1') {
            throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "renaming an ON SELECT rule is not allowed");
        }
        int column =
                switch (s.renameType()) {
                    case RULE -> PgRewrite.RULENAME;
                    case TRIGGER -> PgTrigger.TGNAME;
                    default -> PgPolicy.POLNAME;
                };
        ddl.writer.set(r, column, Datums.name(s.newname()));
        ddl.catalog.invalidation().relationChanged(c.oid());
    }

    private void role(RenameStmt s) {
        var r = ddl.roleByName(String.valueOf(s.subname()));
        if (r.oid() == ddl.sessionRole) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "session user cannot be renamed");
        }
        if (r.oid() == ddl.role()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "current user cannot be renamed");
        }
        for (String n : new String[] {r.name(), s.newname()}) {
            if (n.startsWith("pg_")) {
                throw new SqlError(SqlState.RESERVED_NAME, "role name \"" + n + "\" is reserved")
                        .detail("Role names starting with \"pg_\" are reserved.");
            }
        }
        if (ddl.catalog.roleByName(s.newname()) != null) {
            throw new SqlError(SqlState.DUPLICATE_OBJECT, "role \"" + s.newname() + "\" already exists");
        }
        var me = ddl.catalog.role(ddl.role());
        if (r.superuser() && !ddl.superuser()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser to rename superusers");
        }
        if (!ddl.superuser() && (me == null || !me.createRole())) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to rename role");
        }
        CatalogRow row = ddl.writer.needByOid(PgAuthid.RELATION, r.oid());
        @Nullable Object[] v = row.copy();
        v[PgAuthid.ROLNAME - 1] = Datums.name(s.newname());
        if (v[PgAuthid.ROLPASSWORD - 1] != null
                && row.textAt(PgAuthid.ROLPASSWORD).startsWith("md5")) {
            v[PgAuthid.ROLPASSWORD - 1] = null;
            ddl.notice("MD5 password cleared because of role rename");
        }
        ddl.writer.update(row, v);
    }

    // --------------------------------------------------------------------------------------------- other objects

    private void object(RenameStmt s) {
        ObjectName n = s.object() != null
                ? s.object()
                : new ObjectName.QualifiedName(java.util.List.of(String.valueOf(s.subname())), -1);
        ObjectAddress o = new Named(ddl).resolve(s.renameType(), n);
        ObjectColumns at = ObjectColumns.of(ddl.catalog, o.classId());
        if (at == null || at.name() == 0) {
            throw SqlError.unsupported("ALTER " + s.renameType().name().replace('_', ' ') + " RENAME");
        }
        ObjectKind kind = ObjectColumns.kind(o.classId());
        CatalogRow r = ddl.writer.needByOid(o.classId(), o.objectId());
        if (kind == null) {
            if (!ddl.superuser()) {
                throw new SqlError(
                        SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser to rename " + Named.word(s.renameType()));
            }
        } else {
            ddl.checkOwner(kind, o.objectId());
            int ns = at.namespace() == 0 ? 0 : r.intAt(at.namespace());
            if (ns != 0 && !ddl.catalog.acl().has(ObjectKind.SCHEMA, ns, ddl.role(), Acl.CREATE)) {
                throw ddl.catalog.acl().denied(ObjectKind.SCHEMA, ns);
            }
        }
        checkFree(o.classId(), r, s.newname(), at.namespace() == 0 ? 0 : r.intAt(at.namespace()));
        ddl.writer.set(r, at.name(), Datums.name(s.newname()));
    }

    /** 42710 (or the kind's own) when the schema has another object with this name and the row's other key columns. */
    void checkFree(int classId, CatalogRow r, String name, int namespace) {
        Object n = Datums.name(name);
        Long ns = Datums.oid(namespace);
        var w = ddl.writer;
        var schema = ddl.catalog.namespace(namespace);
        String in = " already exists in schema \"" + (schema == null ? "" : schema.name()) + "\"";
        SqlState state = SqlState.DUPLICATE_OBJECT;
        String what =
                switch (classId) {
                    case PgProc.RELATION -> {
                        state = SqlState.DUPLICATE_FUNCTION;
                        Object args = java.util.Objects.requireNonNull(r.copy()[PgProc.PROARGTYPES - 1]);
                        String sig = SetSchema.signature(ddl, r);
                        sig = name + sig.substring(sig.indexOf('('));
                        yield clash(
                                w.find(classId, PgProc.PRONAME_ARGS_NSP_INDEX, n, args, ns) != null, "function " + sig);
                    }
                    case PgCollation.RELATION -> {
                        long enc = r.intAt(PgCollation.COLLENCODING);
                        boolean any = enc == -1;
                        yield w.find(classId, PgCollation.NAME_ENC_NSP_INDEX, n, any ? 6L : enc, ns) != null
                                ? "collation \"" + name + "\" for encoding \"UTF8\""
                                : w.find(classId, PgCollation.NAME_ENC_NSP_INDEX, n, -1L, ns) != null
                                        ? "collation \"" + name + "\""
                                        : null;
                    }
                    case PgOpclass.RELATION, PgOpfamily.RELATION -> {
                        int index = classId == PgOpclass.RELATION
                                ? PgOpclass.AM_NAME_NSP_INDEX
                                : PgOpfamily.AM_NAME_NSP_INDEX;
                        int am = r.intAt(PgOpclass.OPCMETHOD);
                        String label = classId == PgOpclass.RELATION ? "operator class \"" : "operator family \"";
                        yield clash(
                                w.find(classId, index, Datums.oid(am), n, ns) != null,
                                label + name + "\" for access method \"" + ddl.catalog.accessMethodName(am) + "\"");
                    }
                    case PgOperator.RELATION ->
                        w.find(
                                                classId,
                                                PgOperator.OPRNAME_L_R_N_INDEX,
                                                n,
                                                Datums.oid(r.intAt(PgOperator.OPRLEFT)),
                                                Datums.oid(r.intAt(PgOperator.OPRRIGHT)),
                                                ns)
                                        == null
                                ? null
                                : "operator " + name;
                    case PgConversion.RELATION -> named(classId, PgConversion.NAME_NSP_INDEX, "conversion", name, ns);
                    case PgStatisticExt.RELATION ->
                        named(classId, PgStatisticExt.NAME_INDEX, "statistics object", name, ns);
                    case PgTsConfig.RELATION ->
                        named(classId, PgTsConfig.CFGNAME_INDEX, "text search configuration", name, ns);
                    case PgTsDict.RELATION ->
                        named(classId, PgTsDict.DICTNAME_INDEX, "text search dictionary", name, ns);
                    case PgTsParser.RELATION ->
                        named(classId, PgTsParser.PRSNAME_INDEX, "text search parser", name, ns);
                    case PgTsTemplate.RELATION ->
                        named(classId, PgTsTemplate.TMPLNAME_INDEX, "text search template", name, ns);
                    case PgLanguage.RELATION -> plain(classId, PgLanguage.NAME_INDEX, "language", name);
                    case PgForeignDataWrapper.RELATION ->
                        plain(classId, PgForeignDataWrapper.NAME_INDEX, "foreign-data wrapper", name);
                    case PgForeignServer.RELATION -> plain(classId, PgForeignServer.NAME_INDEX, "server", name);
                    case PgEventTrigger.RELATION -> plain(classId, PgEventTrigger.EVTNAME_INDEX, "event trigger", name);
                    case PgPublication.RELATION -> plain(classId, PgPublication.PUBNAME_INDEX, "publication", name);
                    default -> null;
                };
        if (what != null) {
            throw new SqlError(state, what + (namespace == 0 ? " already exists" : in));
        }
    }

    private @Nullable String named(int classId, int index, String word, String name, Long ns) {
        return ddl.writer.find(classId, index, Datums.name(name), ns) == null ? null : word + " \"" + name + "\"";
    }

    private @Nullable String plain(int classId, int index, String word, String name) {
        return ddl.writer.find(classId, index, Datums.name(name)) == null ? null : word + " \"" + name + "\"";
    }

    private @Nullable ClassInfo lock(RenameStmt s) {
        RangeVar v = java.util.Objects.requireNonNull(s.relation());
        ClassInfo c = ddl.lockIfAny(v, LockMode.ACCESS_EXCLUSIVE);
        if (c == null) {
            if (!s.missingOk()) {
                throw ddl.missing(v);
            }
            ddl.notice("relation \"" + v.relname() + "\" does not exist, skipping");
            return null;
        }
        ddl.checkOwner(c);
        return c;
    }

    private void relation(RenameStmt s) {
        ClassInfo c = lock(s);
        if (c == null) {
            return;
        }
        ddl.catalog.acl().check(ObjectKind.SCHEMA, c.namespace(), ddl.role(), Acl.CREATE);
        AlterTable.checkKind(ddl, c, s.renameType(), "RENAME");
        rename(c, s.newname());
        if (c.kind() == 'i') {
            int k = ddl.deps.constraintOfIndex(c.oid());
            if (k != 0) {
                ddl.writer.set(
                        ddl.writer.needByOid(PgConstraint.RELATION, k), PgConstraint.CONNAME, Datums.name(s.newname()));
            }
        }
    }

    /** Gives a relation, its row type and, for an index, its constraint another name. */
    void rename(ClassInfo c, String name) {
        ddl.relations.checkName(name, c.namespace());
        ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, c.oid()), PgClass.RELNAME, Datums.name(name));
        if (c.type() != 0) {
            renameType(c.type(), name);
        }
        ddl.increment();
    }

    private void renameType(int oid, String name) {
        CatalogRow t = ddl.writer.needByOid(PgType.RELATION, oid);
        org.hathi.catalog.TypeCreator creator = new org.hathi.catalog.TypeCreator(ddl.catalog);
        new TypeRows(ddl).checkFree(name, t.intAt(PgType.TYPNAMESPACE));
        int array = t.intAt(PgType.TYPARRAY);
        ddl.writer.set(t, PgType.TYPNAME, Datums.name(name));
        ddl.increment();
        if (array != 0) {
            ddl.writer.set(
                    ddl.writer.needByOid(PgType.RELATION, array),
                    PgType.TYPNAME,
                    Datums.name(creator.arrayName(name, t.intAt(PgType.TYPNAMESPACE))));
        }
    }

    private void column(RenameStmt s) {
        ClassInfo c = lock(s);
        if (c == null) {
            return;
        }
        boolean recurse = java.util.Objects.requireNonNull(s.relation()).inh();
        column(c, String.valueOf(s.subname()), s.newname(), recurse, 0, s.behavior());
    }

    /** Renames a column and, with {@code recurse}, that of all descendants; {@code parents}: those renamed as well. */
    private void column(ClassInfo c, String old, String name, boolean recurse, int parents, DropBehavior behavior) {
        if (c.ofType() != 0 && parents == 0) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot rename column of typed table");
        }
        if ("rvmciIfp".indexOf(c.kind()) < 0) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot rename columns of relation \"" + c.name() + "\"")
                    .detail("This operation is not supported for " + IndexDefiner.kindPlural(c.kind()) + ".");
        }
        ddl.checkOwner(c);
        if (recurse) {
            java.util.List<Integer> tree = Inheritance.tree(ddl, c.oid(), LockMode.ACCESS_EXCLUSIVE);
            for (int child : tree.subList(1, tree.size())) {
                column(ddl.info(child), old, name, false, Inheritance.parentsIn(ddl, child, tree), behavior);
            }
        } else if (parents == 0 && !ddl.catalog.childrenOf(c.oid()).isEmpty()) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION,
                    "inherited column \"" + old + "\" must be renamed in child tables too");
        }
        if (c.kind() == 'c') {
            for (int t : TypedTables.tables(ddl, c, behavior)) {
                ddl.lock(t, false, LockMode.ACCESS_EXCLUSIVE);
                column(ddl.info(t), old, name, true, 1, behavior);
            }
        }
        AttributeInfo a = ddl.catalog.attributeByName(c.oid(), old);
        if (a == null) {
            throw new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + old + "\" does not exist");
        }
        if (a.number() < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot rename system column \"" + old + "\"");
        }
        if (a.inheritCount() > parents) {
            throw new SqlError(SqlState.INVALID_TABLE_DEFINITION, "cannot rename inherited column \"" + old + "\"");
        }
        if (ddl.catalog.attributeByName(c.oid(), name) != null) {
            TableCreator.checkColumnName(ddl, name, -1);
            throw new SqlError(
                    SqlState.DUPLICATE_COLUMN,
                    "column \"" + name + "\" of relation \"" + c.name() + "\" already exists");
        }
        ddl.writer.set(ddl.relations.attributeRow(c.oid(), a.number()), PgAttribute.ATTNAME, Datums.name(name));
        for (IndexDef d : ddl.catalog.indexesOf(c.oid())) {
            for (int i = 0; i < d.attributes().length; i++) {
                CatalogRow r = ddl.relations.attributeRow(d.index(), i + 1);
                if (d.attributes()[i] == a.number()
                        && r.nameAt(PgAttribute.ATTNAME).equals(old)) {
                    ddl.writer.set(r, PgAttribute.ATTNAME, Datums.name(name));
                }
            }
        }
        ddl.catalog.invalidation().relationChanged(c.oid());
        ddl.increment();
    }

    private void constraint(RenameStmt s) {
        ClassInfo c = lock(s);
        if (c == null) {
            return;
        }
        boolean recurse = java.util.Objects.requireNonNull(s.relation()).inh();
        constraint(c, String.valueOf(s.subname()), s.newname(), recurse, 0);
    }

    private void constraint(ClassInfo c, String old, String name, boolean recurse, int parents) {
        Constraints k = new Constraints(ddl);
        ConstraintInfo i = k.find(c.oid(), old);
        if (i == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    "constraint \"" + old + "\" for table \"" + c.name() + "\" does not exist");
        }
        if (i.type() == 'c' && !i.noInherit()) {
            if (recurse) {
                java.util.List<Integer> tree = Inheritance.tree(ddl, c.oid(), LockMode.ACCESS_EXCLUSIVE);
                for (int child : tree.subList(1, tree.size())) {
                    constraint(ddl.info(child), old, name, false, Inheritance.parentsIn(ddl, child, tree));
                }
            } else if (parents == 0 && !ddl.catalog.childrenOf(c.oid()).isEmpty()) {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "inherited constraint \"" + old + "\" must be renamed in child tables too");
            }
            if (i.inheritCount() > parents) {
                throw new SqlError(
                        SqlState.INVALID_TABLE_DEFINITION, "cannot rename inherited constraint \"" + old + "\"");
            }
        }
        if (i.type() == 'p' || i.type() == 'u' || i.type() == 'x') {
            rename(ddl.info(i.index()), name);
        } else if (k.find(c.oid(), name) != null) {
            throw new SqlError(
                    SqlState.DUPLICATE_OBJECT,
                    "constraint \"" + name + "\" for relation \"" + c.name() + "\" already exists");
        }
        ddl.writer.set(ddl.writer.needByOid(PgConstraint.RELATION, i.oid()), PgConstraint.CONNAME, Datums.name(name));
        ddl.catalog.invalidation().relationChanged(c.oid());
        ddl.increment();
    }

    private void schema(RenameStmt s) {
        String old = String.valueOf(s.subname());
        var n = ddl.catalog.namespaceByName(old);
        if (n == null) {
            throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + old + "\" does not exist");
        }
        if (ddl.catalog.namespaceByName(s.newname()) != null) {
            throw new SqlError(SqlState.DUPLICATE_SCHEMA, "schema \"" + s.newname() + "\" already exists");
        }
        ddl.catalog.acl().checkOwner(ObjectKind.SCHEMA, n.oid(), ddl.role());
        ddl.catalog.acl().check(ObjectKind.DATABASE, ddl.catalog.databaseOid(), ddl.role(), Acl.CREATE);
        if (s.newname().startsWith("pg_")) {
            throw new SqlError(SqlState.RESERVED_NAME, "unacceptable schema name \"" + s.newname() + "\"")
                    .detail("The prefix \"pg_\" is reserved for system schemas.");
        }
        ddl.writer.set(
                ddl.writer.needByOid(PgNamespace.RELATION, n.oid()), PgNamespace.NSPNAME, Datums.name(s.newname()));
    }

    private void type(RenameStmt s) {
        ObjectName n = java.util.Objects.requireNonNull(s.object());
        ObjectAddress o = new Named(ddl).resolve(s.renameType(), n);
        BaseTypes.notShell(ddl, o.objectId(), Named.names(n));
        ddl.catalog.acl().checkOwner(ObjectKind.TYPE, o.objectId(), ddl.role());
        Owners.checkType(ddl, o.objectId(), s.renameType());
        renameType(o.objectId(), s.newname());
    }

    /** What is in the way, if anything is. */
    private static @Nullable String clash(boolean taken, String what) {
        return taken ? what : null;
    }
}
