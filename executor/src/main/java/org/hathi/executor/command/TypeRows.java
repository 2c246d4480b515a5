package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.TypeCreator;
import org.hathi.catalog.TypeRow;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.TypeName;
import org.hathi.planner.analyze.Types;
import org.jspecify.annotations.Nullable;

/** What the commands that make or change types share: names, rows with their dependencies, array types. */
final class TypeRows {
    /** shell_in; shell_out is the next. */
    private static final int SHELL_IN = 2398;

    private final Ddl ddl;
    private final TypeCreator creator;

    TypeRows(Ddl ddl) {
        this.ddl = ddl;
        this.creator = new TypeCreator(ddl.catalog);
    }

    /** 42710 when the schema has a type of that name. */
    void checkFree(String name, int namespace) {
        if (creator.taken(name, namespace)) {
            throw exists(name);
        }
    }

    static SqlError exists(String name) {
        return new SqlError(SqlState.DUPLICATE_OBJECT, "type \"" + name + "\" already exists");
    }

    /** Stores a type's row with the array type {@code array} and everything both depend on. */
    void insert(RowBuilder row, int oid, int array, int namespace) {
        int owner = ddl.role();
        var acl = ddl.defaultAcl('T', owner, namespace);
        ddl.writer.insert(
                PgType.RELATION,
                row.oid(PgType.TYPARRAY, array).acl(PgType.TYPACL, acl).row());
        ObjectAddress me = new ObjectAddress(PgType.RELATION, oid);
        ddl.deps.record(me, new ObjectAddress(PgNamespace.RELATION, namespace), org.hathi.catalog.Dependencies.NORMAL);
        ddl.deps.recordOwner(PgType.RELATION, oid, owner);
        ddl.deps.updateAcl(me, owner, null, acl);
        ddl.increment();
        creator.createArray(array, ddl.catalog.type(oid), owner);
        ddl.increment();
    }

    /** The shell of that name, to be filled; null when the name is free. 42710 when it is a type's. */
    @Nullable
    CatalogRow shellOrFree(String name, int namespace) {
        TypeRow t = ddl.catalog.typeByName(name, namespace);
        if (t != null && !t.defined()) {
            return ddl.writer.needByOid(PgType.RELATION, t.oid());
        }
        checkFree(name, namespace);
        return null;
    }

    /** {@link #insert}, into the shell when there is one. */
    void insert(RowBuilder row, int oid, int array, int namespace, @Nullable CatalogRow shell) {
        if (shell == null) {
            insert(row, oid, array, namespace);
        } else {
            fill(shell, row, array, namespace);
        }
    }

    /** Makes a shell: a name that functions can be declared over. @return its oid */
    int shell(String name, int namespace) {
        int oid = ddl.writer.newOid(PgType.RELATION);
        ddl.writer.insert(
                PgType.RELATION,
                TypeCreator.typeRow(oid, name, namespace, ddl.role(), 'p', 'P')
                        .num(PgType.TYPLEN, 4)
                        .bool(PgType.TYPBYVAL, true)
                        .bool(PgType.TYPISDEFINED, false)
                        .oid(PgType.TYPINPUT, SHELL_IN)
                        .oid(PgType.TYPOUTPUT, SHELL_IN + 1)
                        .chr(PgType.TYPALIGN, 'i')
                        .chr(PgType.TYPSTORAGE, 'p')
                        .row());
        ObjectAddress me = new ObjectAddress(PgType.RELATION, oid);
        ddl.deps.record(me, new ObjectAddress(PgNamespace.RELATION, namespace), org.hathi.catalog.Dependencies.NORMAL);
        ddl.deps.recordOwner(PgType.RELATION, oid, ddl.role());
        ddl.increment();
        return oid;
    }

    /** A shell becomes a type; what was recorded of the shell is recorded again. */
    void fill(CatalogRow shell, RowBuilder row, int array, int namespace) {
        int oid = shell.intAt(PgType.OID);
        int owner = shell.intAt(PgType.TYPOWNER);
        var acl = ddl.defaultAcl('T', owner, namespace);
        ObjectAddress me = new ObjectAddress(PgType.RELATION, oid);
        ddl.deps.deleteRecordsFor(me, false);
        ddl.deps.deleteSharedRecordsFor(me);
        ddl.writer.update(
                shell, row.oid(PgType.TYPARRAY, array).acl(PgType.TYPACL, acl).row());
        ddl.deps.record(me, new ObjectAddress(PgNamespace.RELATION, namespace), org.hathi.catalog.Dependencies.NORMAL);
        ddl.deps.recordOwner(PgType.RELATION, oid, owner);
        ddl.deps.updateAcl(me, owner, null, acl);
        ddl.increment();
        creator.createArray(array, ddl.catalog.type(oid), owner);
        ddl.increment();
    }

    /** The type of a possibly qualified name. 42704 when there is none. */
    TypeRow need(List<String> names) {
        TypeName t = new TypeName(names, false, false, List.of(), List.of(), -1);
        int oid = Types.lookup(ddl.exprs().state(0), t);
        if (oid == 0) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "type \"" + String.join(".", names) + "\" does not exist");
        }
        BaseTypes.notShell(ddl, oid, names);
        return ddl.catalog.typeRow(oid);
    }
}
