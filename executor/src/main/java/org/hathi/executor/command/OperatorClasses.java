package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OpfamilyInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.OpClassItem;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectStmt.AlterOpFamilyStmt;
import org.hathi.parser.tree.ObjectStmt.CreateOpClassStmt;
import org.hathi.parser.tree.ObjectStmt.CreateOpFamilyStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.TypeName;

/** CREATE OPERATOR CLASS, CREATE and ALTER OPERATOR FAMILY. */
final class OperatorClasses {
    private final Ddl ddl;

    OperatorClasses(Ddl ddl) {
        this.ddl = ddl;
    }

    private static String last(List<String> names) {
        return names.get(names.size() - 1);
    }

    void createFamily(CreateOpFamilyStmt s) {
        int ns = ddl.creationNamespace(s.opfamilyname());
        MethodFacts m = MethodFacts.of(ddl, s.amname());
        SupportFunctions.superuserOnly(ddl, "create an operator family");
        newFamily(last(s.opfamilyname()), m, ns);
    }

    private int newFamily(String name, MethodFacts m, int ns) {
        if (has(PgOpfamily.RELATION, PgOpfamily.AM_NAME_NSP_INDEX, name, m, ns)) {
            throw exists("operator family", name, m);
        }
        int oid = ddl.writer.newOid(PgOpfamily.RELATION);
        ddl.writer.insert(
                PgOpfamily.RELATION,
                new RowBuilder(PgOpfamily.COLUMNS)
                        .oid(PgOpfamily.OID, oid)
                        .oid(PgOpfamily.OPFMETHOD, m.oid())
                        .name(PgOpfamily.OPFNAME, name)
                        .oid(PgOpfamily.OPFNAMESPACE, ns)
                        .oid(PgOpfamily.OPFOWNER, ddl.role())
                        .row());
        ddl.deps.record(
                new ObjectAddress(PgOpfamily.RELATION, oid),
                new ObjectAddress(PgNamespace.RELATION, ns),
                Dependencies.NORMAL);
        ddl.deps.recordOwner(PgOpfamily.RELATION, oid, ddl.role());
        ddl.increment();
        return oid;
    }

    private boolean has(int catalog, int index, String name, MethodFacts m, int ns) {
        return ddl.writer.find(catalog, index, Datums.oid(m.oid()), Datums.name(name), Datums.oid(ns)) != null;
    }

    private static SqlError exists(String what, String name, MethodFacts m) {
        return new SqlError(
                SqlState.DUPLICATE_OBJECT,
                what + " \"" + name + "\" for access method \"" + m.name() + "\" already exists");
    }

    private ObjectAddress familyNamed(String method, List<String> names) {
        List<String> l = new ArrayList<>();
        l.add(method);
        l.addAll(names);
        return new Named(ddl).resolve(ObjectType.OPFAMILY, new QualifiedName(l, -1));
    }

    // ----------------------------------------------------------------------------------------------------- classes

    void createClass(CreateOpClassStmt s) {
        String name = last(s.opclassname());
        int ns = ddl.creationNamespace(s.opclassname());
        MethodFacts m = MethodFacts.of(ddl, s.amname());
        SupportFunctions.superuserOnly(ddl, "create an operator class");
        int type = ddl.unplacedExprs().type(s.datatype()).oid();
        int family = family(s, name, m, ns);
        FamilyMembers members = new FamilyMembers(ddl, m, type);
        int storage = 0;
        for (OpClassItem i : s.items()) {
            switch (i.itemtype()) {
                case OPERATOR -> members.addOperator(i, type);
                case FUNCTION -> members.addFunction(i);
                case STORAGE -> {
                    if (storage != 0) {
                        throw FamilyMembers.invalid("storage type specified more than once");
                    }
                    storage = ddl.unplacedExprs()
                            .type(java.util.Objects.requireNonNull(i.storedtype()))
                            .oid();
                }
            }
        }
        if (storage == type) {
            storage = 0;
        } else if (storage != 0 && !m.storage()) {
            throw FamilyMembers.invalid(
                    "storage type cannot be different from data type for access method \"" + m.name() + "\"");
        }
        if (has(PgOpclass.RELATION, PgOpclass.AM_NAME_NSP_INDEX, name, m, ns)) {
            throw exists("operator class", name, m);
        }
        if (s.isDefault()) {
            onlyDefault(name, m, type, s.datatype());
        }
        int oid = insert(name, ns, m, family, type, s.isDefault(), storage);
        members.adjust(family, oid);
        members.store(family, "", false);
        depend(oid, ns, family, type, storage);
        ddl.increment();
    }

    /** The family named; otherwise the one of the class's name, which is made when it is not there. */
    private int family(CreateOpClassStmt s, String name, MethodFacts m, int ns) {
        if (!s.opfamilyname().isEmpty()) {
            return familyNamed(s.amname(), s.opfamilyname()).objectId();
        }
        for (OpfamilyInfo f : ddl.catalog.opfamiliesOf(m.oid())) {
            if (f.namespace() == ns && f.name().equals(name)) {
                return f.oid();
            }
        }
        return newFamily(name, m, ns);
    }

    private void onlyDefault(String name, MethodFacts m, int type, TypeName written) {
        for (OpclassInfo o : ddl.catalog.opclassesOf(m.oid())) {
            if (o.isDefault() && o.inputType() == type) {
                throw new SqlError(
                                SqlState.DUPLICATE_OBJECT,
                                "could not make operator class \"" + name + "\" be default for type "
                                        + String.join(".", written.names())
                                        + (written.arrayBounds().isEmpty() ? "" : "[]"))
                        .detail("Operator class \"" + o.name() + "\" already is the default.");
            }
        }
    }

    private int insert(String name, int ns, MethodFacts m, int family, int type, boolean isDefault, int storage) {
        int oid = ddl.writer.newOid(PgOpclass.RELATION);
        ddl.writer.insert(
                PgOpclass.RELATION,
                new RowBuilder(PgOpclass.COLUMNS)
                        .oid(PgOpclass.OID, oid)
                        .oid(PgOpclass.OPCMETHOD, m.oid())
                        .name(PgOpclass.OPCNAME, name)
                        .oid(PgOpclass.OPCNAMESPACE, ns)
                        .oid(PgOpclass.OPCOWNER, ddl.role())
                        .oid(PgOpclass.OPCFAMILY, family)
                        .oid(PgOpclass.OPCINTYPE, type)
                        .bool(PgOpclass.OPCDEFAULT, isDefault)
                        .oid(PgOpclass.OPCKEYTYPE, storage)
                        .row());
        ddl.increment();
        return oid;
    }

    private void depend(int oid, int ns, int family, int type, int storage) {
        ObjectAddress me = new ObjectAddress(PgOpclass.RELATION, oid);
        ddl.deps.record(me, new ObjectAddress(PgNamespace.RELATION, ns), Dependencies.NORMAL);
        ddl.deps.record(me, new ObjectAddress(PgOpfamily.RELATION, family), Dependencies.AUTO);
        ddl.deps.record(me, new ObjectAddress(PgType.RELATION, type), Dependencies.NORMAL);
        if (storage != 0) {
            ddl.deps.record(me, new ObjectAddress(PgType.RELATION, storage), Dependencies.NORMAL);
        }
        ddl.deps.recordOwner(PgOpclass.RELATION, oid, ddl.role());
    }

    // ---------------------------------------------------------------------------------------------------- families

    void alter(AlterOpFamilyStmt s) {
        MethodFacts m = MethodFacts.of(ddl, s.amname());
        int family = familyNamed(s.amname(), s.opfamilyname()).objectId();
        SupportFunctions.superuserOnly(ddl, "alter an operator family");
        FamilyMembers members = new FamilyMembers(ddl, m, 0);
        for (OpClassItem i : s.items()) {
            if (s.isDrop()) {
                members.addDropped(i);
                continue;
            }
            switch (i.itemtype()) {
                case OPERATOR -> members.addOperator(i, 0);
                case FUNCTION -> members.addFunction(i);
                case STORAGE ->
                    throw new SqlError(SqlState.SYNTAX_ERROR, "STORAGE cannot be specified in ALTER OPERATOR FAMILY");
            }
        }
        if (s.isDrop()) {
            members.drop(family, last(s.opfamilyname()));
        } else {
            members.adjust(family, 0);
            members.store(family, last(s.opfamilyname()), true);
        }
    }
}
