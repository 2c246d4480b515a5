package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.TypeRow;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgForeignDataWrapper;
import org.hathi.catalog.table.PgForeignServer;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgLargeobjectMetadata;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgParameterAcl;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgType;
import org.hathi.executor.command.Commands;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt.GrantStmt;
import org.hathi.parser.tree.RoleStmt.GrantTargetType;
import org.jspecify.annotations.Nullable;

/** The objects a GRANT or REVOKE names, with the catalog rows that hold their acls. */
final class GrantTargets {
    private final Admin a;
    private final Commands commands;

    GrantTargets(Admin a, Commands commands) {
        this.a = a;
        this.commands = commands;
    }

    /** One object; {@code info} is set for relations. */
    record Target(
            ObjectAddress address,
            String name,
            CatalogRow row,
            int aclColumn,
            @Nullable ClassInfo info) {
        ClassInfo relation() {
            return Objects.requireNonNull(info);
        }
    }

    List<Target> of(GrantStmt s) {
        List<Target> out = new ArrayList<>();
        for (Node n : s.objects()) {
            if (s.targtype() == GrantTargetType.ALL_IN_SCHEMA) {
                inSchema(s.objtype(), ((QualifiedName) n).names().get(0), out);
            } else if (n instanceof RangeVar v) {
                out.add(relation(s.objtype(), a.needRelation(v)));
            } else if (s.objtype() == ObjectType.PARAMETER_ACL) {
                Target t = parameter(((QualifiedName) n).names().get(0), s.isGrant());
                if (t != null) {
                    out.add(t);
                }
            } else {
                out.add(other(s.objtype(), (ObjectName) n));
            }
        }
        return once(out);
    }

    /** Objects named more than once count once. */
    private static List<Target> once(List<Target> all) {
        if (all.size() < 2) {
            return all;
        }
        Map<ObjectAddress, Target> byAddress = new LinkedHashMap<>();
        for (Target t : all) {
            byAddress.putIfAbsent(t.address(), t);
        }
        return new ArrayList<>(byAddress.values());
    }

    private static SqlError wrong(String name, String what) {
        return new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + name + "\" is " + what);
    }

    private Target relation(ObjectType type, ClassInfo c) {
        if (c.kind() == 'i' || c.kind() == 'I') {
            throw wrong(c.name(), "an index");
        }
        if (c.kind() == 'c') {
            throw wrong(c.name(), "a composite type");
        }
        if (type == ObjectType.SEQUENCE && c.kind() != 'S') {
            throw wrong(c.name(), "not a sequence");
        }
        return new Target(
                new ObjectAddress(PgClass.RELATION, c.oid()),
                c.name(),
                a.writer.needByOid(PgClass.RELATION, c.oid()),
                PgClass.RELACL,
                c);
    }

    private void inSchema(ObjectType type, String schema, List<Target> out) {
        int namespace = a.catalog.searchPath().explicit(schema);
        if (type == ObjectType.TABLE || type == ObjectType.SEQUENCE) {
            String kinds = type == ObjectType.TABLE ? "rvmfp" : "S";
            List<CatalogRow> rows = a.writer.scan(PgClass.RELATION, 0);
            for (int k = 0; k < kinds.length(); k++) {
                for (CatalogRow r : rows) {
                    if (r.intAt(PgClass.RELNAMESPACE) == namespace && r.charAt(PgClass.RELKIND) == kinds.charAt(k)) {
                        ClassInfo c = Objects.requireNonNull(a.catalog.relation(r.intAt(PgClass.OID)));
                        out.add(new Target(
                                new ObjectAddress(PgClass.RELATION, c.oid()), c.name(), r, PgClass.RELACL, c));
                    }
                }
            }
            return;
        }
        for (CatalogRow r : a.writer.scan(PgProc.RELATION, 0)) {
            boolean procedure = r.charAt(PgProc.PROKIND) == 'p';
            if (r.intAt(PgProc.PRONAMESPACE) == namespace
                    && (type == ObjectType.ROUTINE || procedure == (type == ObjectType.PROCEDURE))) {
                out.add(new Target(
                        new ObjectAddress(PgProc.RELATION, r.intAt(PgProc.OID)),
                        r.nameAt(PgProc.PRONAME),
                        r,
                        PgProc.PROACL,
                        null));
            }
        }
    }

    private Target other(ObjectType type, ObjectName n) {
        ObjectAddress o = commands.resolve(type == ObjectType.DOMAIN ? ObjectType.TYPE : type, n, a.sql);
        check(type, o);
        return new Target(o, name(n), a.writer.needByOid(o.classId(), o.objectId()), aclColumn(o.classId()), null);
    }

    private static String name(ObjectName n) {
        return switch (n) {
            case QualifiedName q -> q.names().get(q.names().size() - 1);
            case ObjectName.ObjectWithArgs f -> f.objname().get(f.objname().size() - 1);
            default -> "";
        };
    }

    private void check(ObjectType type, ObjectAddress o) {
        if (o.classId() == PgLanguage.RELATION) {
            var l = a.catalog.language(o.objectId());
            if (l != null && !l.trusted()) {
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "language \"" + l.name() + "\" is not trusted")
                        .detail("GRANT and REVOKE are not allowed on untrusted languages, because only superusers"
                                + " can use untrusted languages.");
            }
        }
        TypeRow t = o.classId() == PgType.RELATION ? a.catalog.findType(o.objectId()) : null;
        if (t != null) {
            CatalogRow r = a.writer.needByOid(PgType.RELATION, t.oid());
            if (r.intAt(PgType.TYPELEM) != 0
                    && r.intAt(PgType.TYPLEN) == -1
                    && t.name().startsWith("_")) {
                throw new SqlError(SqlState.INVALID_GRANT_OPERATION, "cannot set privileges of array types")
                        .hint("Set the privileges of the element type instead.");
            }
            if (type == ObjectType.DOMAIN && r.charAt(PgType.TYPTYPE) != 'd') {
                throw wrong(t.name(), "not a domain");
            }
        }
    }

    private static int aclColumn(int classId) {
        return switch (classId) {
            case PgNamespace.RELATION -> PgNamespace.NSPACL;
            case PgDatabase.RELATION -> PgDatabase.DATACL;
            case PgProc.RELATION -> PgProc.PROACL;
            case PgLanguage.RELATION -> PgLanguage.LANACL;
            case PgType.RELATION -> PgType.TYPACL;
            case PgTablespace.RELATION -> PgTablespace.SPCACL;
            case PgForeignDataWrapper.RELATION -> PgForeignDataWrapper.FDWACL;
            case PgForeignServer.RELATION -> PgForeignServer.SRVACL;
            case PgLargeobjectMetadata.RELATION -> PgLargeobjectMetadata.LOMACL;
            default -> throw SqlError.internal("no acl in catalog " + classId);
        };
    }

    /** A setting's row, made when it has none; null when there is nothing to revoke. */
    private @Nullable Target parameter(String given, boolean grant) {
        String name = given.toLowerCase(java.util.Locale.ROOT);
        CatalogRow r = a.writer.find(PgParameterAcl.RELATION, PgParameterAcl.PARNAME_INDEX, Datums.text(name));
        if (r == null && !grant) {
            return null;
        }
        if (r == null) {
            if (name.indexOf('.') < 0 && a.session.context().settings().find(name) == null) {
                throw new SqlError(SqlState.INVALID_NAME, "invalid parameter name \"" + name + "\"");
            }
            int oid = a.writer.newOid(PgParameterAcl.RELATION);
            a.writer.insert(
                    PgParameterAcl.RELATION,
                    new RowBuilder(PgParameterAcl.COLUMNS)
                            .oid(PgParameterAcl.OID, oid)
                            .text(PgParameterAcl.PARNAME, name)
                            .acl(PgParameterAcl.PARACL, Acl.defaults(ObjectKind.PARAMETER, Acl.BOOTSTRAP_SUPERUSER))
                            .row());
            a.writer.increment();
            r = a.writer.needByOid(PgParameterAcl.RELATION, oid);
        }
        return new Target(
                new ObjectAddress(PgParameterAcl.RELATION, r.intAt(PgParameterAcl.OID)),
                name,
                r,
                PgParameterAcl.PARACL,
                null);
    }
}
