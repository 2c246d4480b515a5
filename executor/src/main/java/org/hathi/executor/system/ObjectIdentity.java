package org.hathi.executor.system;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.OpfamilyInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.table.PgAm;
import org.hathi.catalog.table.PgAmop;
import org.hathi.catalog.table.PgAmproc;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgCast;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgConversion;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDefaultAcl;
import org.hathi.catalog.table.PgEventTrigger;
import org.hathi.catalog.table.PgExtension;
import org.hathi.catalog.table.PgForeignDataWrapper;
import org.hathi.catalog.table.PgForeignServer;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgParameterAcl;
import org.hathi.catalog.table.PgPolicy;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgPublication;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.catalog.table.PgSubscription;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.catalog.table.PgTsParser;
import org.hathi.catalog.table.PgTsTemplate;
import org.hathi.catalog.table.PgType;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * What pg_identify_object and pg_identify_object_as_address say of an object: its kind in words, the parts of its name,
 * and the lists of names and arguments that find it again. Names are always qualified, whatever the search path.
 */
final class ObjectIdentity {
    /** The schema pg_catalog. */
    private static final int CATALOG = 11;

    /**
     * @param schema quoted, null for objects in no schema
     * @param name quoted, null where a name alone does not tell the object
     * @param identity null: there is no such object
     * @param names unquoted, as {@code pg_get_object_address} takes them; null with {@code identity}
     */
    record Identity(
            String type,
            @Nullable String schema,
            @Nullable String name,
            @Nullable String identity,
            List<String> names,
            List<String> args) {}

    private final Catalog k;

    ObjectIdentity(Catalog k) {
        this.k = k;
    }

    /** The identity of an object, which may not exist. XX000 for classes that have no objects of their own. */
    Identity of(ObjectAddress o) {
        if (o.classId() == PgClass.RELATION) {
            return relation(o);
        }
        if (o.subId() != 0) {
            throw SqlError.internal(
                    "invalid non-zero objectSubId for object class " + Integer.toUnsignedString(o.classId()));
        }
        var catalog = k.store().tables().tableIfAny(o.classId());
        CatalogRow r = catalog == null || catalog.desc().indexOf("oid") < 0
                ? null
                : k.writer().byOid(o.classId(), o.objectId());
        return switch (o.classId()) {
            case PgProc.RELATION -> procedure(o.objectId());
            case PgType.RELATION -> type(r);
            case PgConstraint.RELATION -> constraint(o.objectId());
            case PgCast.RELATION -> cast(r);
            case PgOperator.RELATION -> operator(r);
            case PgOpclass.RELATION -> opclass(r);
            case PgOpfamily.RELATION -> opfamily(o.objectId());
            case PgAmop.RELATION -> amop(r);
            case PgAmproc.RELATION -> amproc(r);
            case PgAttrdef.RELATION -> attrdef(r);
            case PgRewrite.RELATION -> onRelation("rule", r, PgRewrite.RULENAME, PgRewrite.EV_CLASS);
            case PgTrigger.RELATION -> onRelation("trigger", r, PgTrigger.TGNAME, PgTrigger.TGRELID);
            case PgPolicy.RELATION -> onRelation("policy", r, PgPolicy.POLNAME, PgPolicy.POLRELID);
            case PgDefaultAcl.RELATION -> defaultAcl(r);
            case PgParameterAcl.RELATION -> parameter(r);
            default -> inSchemaOrNot(o.classId(), r);
        };
    }

    private Identity inSchemaOrNot(int classId, @Nullable CatalogRow r) {
        return switch (classId) {
            case PgCollation.RELATION -> inSchema("collation", r, PgCollation.COLLNAME, PgCollation.COLLNAMESPACE);
            case PgConversion.RELATION -> inSchema("conversion", r, PgConversion.CONNAME, PgConversion.CONNAMESPACE);
            case PgStatisticExt.RELATION ->
                inSchema("statistics object", r, PgStatisticExt.STXNAME, PgStatisticExt.STXNAMESPACE);
            case PgTsParser.RELATION -> inSchema("text search parser", r, PgTsParser.PRSNAME, PgTsParser.PRSNAMESPACE);
            case PgTsDict.RELATION -> inSchema("text search dictionary", r, PgTsDict.DICTNAME, PgTsDict.DICTNAMESPACE);
            case PgTsTemplate.RELATION ->
                inSchema("text search template", r, PgTsTemplate.TMPLNAME, PgTsTemplate.TMPLNAMESPACE);
            case PgTsConfig.RELATION ->
                inSchema("text search configuration", r, PgTsConfig.CFGNAME, PgTsConfig.CFGNAMESPACE);
            case PgNamespace.RELATION -> named("schema", r, PgNamespace.NSPNAME);
            case PgLanguage.RELATION -> named("language", r, PgLanguage.LANNAME);
            case PgAm.RELATION -> named("access method", r, PgAm.AMNAME);
            case PgAuthid.RELATION -> named("role", r, PgAuthid.ROLNAME);
            case PgDatabase.RELATION -> named("database", r, PgDatabase.DATNAME);
            case PgTablespace.RELATION -> named("tablespace", r, PgTablespace.SPCNAME);
            case PgExtension.RELATION -> named("extension", r, PgExtension.EXTNAME);
            case PgEventTrigger.RELATION -> named("event trigger", r, PgEventTrigger.EVTNAME);
            case PgForeignDataWrapper.RELATION -> named("foreign-data wrapper", r, PgForeignDataWrapper.FDWNAME);
            case PgForeignServer.RELATION -> named("server", r, PgForeignServer.SRVNAME);
            case PgPublication.RELATION -> named("publication", r, PgPublication.PUBNAME);
            case PgSubscription.RELATION -> named("subscription", r, PgSubscription.SUBNAME);
            default -> throw SqlError.internal("unrecognized object class: " + Integer.toUnsignedString(classId));
        };
    }

    private static Identity none(String type) {
        return new Identity(type, null, null, null, List.of(), List.of());
    }

    private static String quote(String name) {
        return Identifiers.quote(name);
    }

    private String schema(int namespace) {
        var n = k.namespace(namespace);
        return n == null ? "?" : namespace == k.searchPath().tempNamespace() ? "pg_temp" : n.name();
    }

    /** A type with its schema, unless SQL has words of its own for it (format_type_be_qualified). */
    String type(int oid) {
        if (oid == 0) {
            return "-";
        }
        var t = k.findType(oid);
        if (t == null) {
            return "???";
        }
        boolean array = t.info().isArray() && oid != Oids.OIDVECTOR && oid != Oids.INT2VECTOR;
        var e = array ? k.findType(t.info().elem()) : t;
        String name = quote(e == null ? t.name() : e.name());
        String shown = k.formatType(array ? t.info().elem() : oid, -1);
        boolean words = t.info().namespace() == CATALOG && !shown.equals(name);
        String qualified = words ? shown : quote(schema(t.info().namespace())) + "." + name;
        return array ? qualified + "[]" : qualified;
    }

    private Identity named(String type, @Nullable CatalogRow r, int name) {
        if (r == null) {
            return none(type);
        }
        String n = r.nameAt(name);
        return new Identity(type, null, quote(n), quote(n), List.of(n), List.of());
    }

    private Identity inSchema(String type, @Nullable CatalogRow r, int name, int namespace) {
        if (r == null) {
            return none(type);
        }
        String n = r.nameAt(name);
        String s = schema(r.intAt(namespace));
        return new Identity(type, quote(s), quote(n), quote(s) + "." + quote(n), List.of(s, n), List.of());
    }

    private String qualified(ClassInfo c) {
        return quote(schema(c.namespace())) + "." + quote(c.name());
    }

    private Identity relation(ObjectAddress o) {
        ClassInfo c = k.relation(o.objectId());
        if (c == null) {
            return none("relation");
        }
        String word =
                switch (c.kind()) {
                    case 'i', 'I' -> "index";
                    case 'S' -> "sequence";
                    case 't' -> "toast table";
                    case 'v' -> "view";
                    case 'm' -> "materialized view";
                    case 'c' -> "composite type";
                    case 'f' -> "foreign table";
                    default -> "table";
                };
        String s = schema(c.namespace());
        if (o.subId() == 0) {
            return new Identity(word, quote(s), quote(c.name()), qualified(c), List.of(s, c.name()), List.of());
        }
        AttributeInfo a = k.attribute(o.objectId(), o.subId());
        if (a == null) {
            return none(word + " column");
        }
        return new Identity(
                word + " column",
                quote(s),
                quote(c.name()),
                qualified(c) + "." + quote(a.name()),
                List.of(s, c.name(), a.name()),
                List.of());
    }

    private Identity procedure(int oid) {
        ProcInfo f = k.findProc(oid);
        if (f == null) {
            return none("routine");
        }
        List<String> args = new ArrayList<>();
        for (int t : f.argTypes()) {
            args.add(type(t));
        }
        String s = schema(f.namespace());
        return new Identity(
                f.isAggregate() ? "aggregate" : f.isProcedure() ? "procedure" : "function",
                quote(s),
                null,
                quote(s) + "." + quote(f.name()) + "(" + String.join(",", args) + ")",
                List.of(s, f.name()),
                args);
    }

    private Identity type(@Nullable CatalogRow r) {
        if (r == null) {
            return none("type");
        }
        String full = type(r.intAt(PgType.OID));
        return new Identity(
                "type",
                quote(schema(r.intAt(PgType.TYPNAMESPACE))),
                quote(r.nameAt(PgType.TYPNAME)),
                full,
                List.of(full),
                List.of());
    }

    private Identity constraint(int oid) {
        ConstraintInfo c = k.constraint(oid);
        if (c == null) {
            return none("constraint");
        }
        CatalogRow row = k.writer().byOid(PgConstraint.RELATION, oid);
        String s = row == null ? "?" : quote(schema(row.intAt(PgConstraint.CONNAMESPACE)));
        ClassInfo table = c.relation() == 0 ? null : k.relation(c.relation());
        if (table != null) {
            return new Identity(
                    "table constraint",
                    s,
                    null,
                    quote(c.name()) + " on " + qualified(table),
                    List.of(schema(table.namespace()), table.name(), c.name()),
                    List.of());
        }
        String domain = row == null ? "?" : type(row.intAt(PgConstraint.CONTYPID));
        return new Identity(
                "domain constraint", s, null, quote(c.name()) + " on " + domain, List.of(domain), List.of(c.name()));
    }

    private Identity cast(@Nullable CatalogRow r) {
        if (r == null) {
            return none("cast");
        }
        String from = type(r.intAt(PgCast.CASTSOURCE));
        String to = type(r.intAt(PgCast.CASTTARGET));
        return new Identity("cast", null, null, "(" + from + " AS " + to + ")", List.of(from), List.of(to));
    }

    private Identity operator(@Nullable CatalogRow r) {
        if (r == null) {
            return none("operator");
        }
        String s = schema(r.intAt(PgOperator.OPRNAMESPACE));
        String n = r.nameAt(PgOperator.OPRNAME);
        int left = r.intAt(PgOperator.OPRLEFT);
        String right = type(r.intAt(PgOperator.OPRRIGHT));
        return new Identity(
                "operator",
                quote(s),
                null,
                quote(s) + "." + n + "(" + (left == 0 ? "NONE" : type(left)) + "," + right + ")",
                List.of(s, n),
                left == 0 ? List.of(right) : List.of(type(left), right));
    }

    private Identity opclass(@Nullable CatalogRow r) {
        if (r == null) {
            return none("operator class");
        }
        return ofMethod(
                "operator class",
                k.accessMethodName(r.intAt(PgOpclass.OPCMETHOD)),
                schema(r.intAt(PgOpclass.OPCNAMESPACE)),
                r.nameAt(PgOpclass.OPCNAME));
    }

    private Identity opfamily(int oid) {
        OpfamilyInfo f = k.opfamily(oid);
        return f == null
                ? none("operator family")
                : ofMethod("operator family", k.accessMethodName(f.method()), schema(f.namespace()), f.name());
    }

    private static Identity ofMethod(String type, @Nullable String method, String schema, String name) {
        String am = String.valueOf(method);
        return new Identity(
                type,
                quote(schema),
                quote(name),
                quote(schema) + "." + quote(name) + " USING " + quote(am),
                List.of(am, schema, name),
                List.of());
    }

    private Identity amop(@Nullable CatalogRow r) {
        return r == null
                ? none("operator of access method")
                : member(
                        "operator",
                        r.intAt(PgAmop.AMOPSTRATEGY),
                        r.intAt(PgAmop.AMOPLEFTTYPE),
                        r.intAt(PgAmop.AMOPRIGHTTYPE),
                        r.intAt(PgAmop.AMOPFAMILY));
    }

    private Identity amproc(@Nullable CatalogRow r) {
        return r == null
                ? none("function of access method")
                : member(
                        "function",
                        r.intAt(PgAmproc.AMPROCNUM),
                        r.intAt(PgAmproc.AMPROCLEFTTYPE),
                        r.intAt(PgAmproc.AMPROCRIGHTTYPE),
                        r.intAt(PgAmproc.AMPROCFAMILY));
    }

    private Identity member(String what, int number, int left, int right, int family) {
        Identity f = opfamily(family);
        List<String> names = new ArrayList<>(f.names());
        names.add(Integer.toString(number));
        List<String> args = List.of(type(left), type(right));
        String identity = what + " " + number + " (" + String.join(", ", args) + ") of " + f.identity();
        return new Identity(what + " of access method", null, null, identity, names, args);
    }

    private Identity attrdef(@Nullable CatalogRow r) {
        if (r == null) {
            return none("default value");
        }
        Identity c =
                relation(new ObjectAddress(PgClass.RELATION, r.intAt(PgAttrdef.ADRELID), r.intAt(PgAttrdef.ADNUM)));
        return new Identity("default value", null, null, "for " + c.identity(), c.names(), List.of());
    }

    private Identity onRelation(String type, @Nullable CatalogRow r, int name, int relation) {
        ClassInfo c = r == null ? null : k.relation(r.intAt(relation));
        if (r == null || c == null) {
            return none(type);
        }
        String n = r.nameAt(name);
        return new Identity(
                type,
                null,
                null,
                quote(n) + " on " + qualified(c),
                List.of(schema(c.namespace()), c.name(), n),
                List.of());
    }

    private Identity defaultAcl(@Nullable CatalogRow r) {
        if (r == null) {
            return none("default acl");
        }
        char kind = r.charAt(PgDefaultAcl.DEFACLOBJTYPE);
        String what =
                switch (kind) {
                    case 'S' -> "sequences";
                    case 'f' -> "functions";
                    case 'T' -> "types";
                    case 'n' -> "schemas";
                    default -> "tables";
                };
        String role = String.valueOf(k.roleName(r.intAt(PgDefaultAcl.DEFACLROLE)));
        int ns = r.intAt(PgDefaultAcl.DEFACLNAMESPACE);
        return new Identity(
                "default acl",
                null,
                null,
                "for role " + quote(role) + (ns == 0 ? "" : " in schema " + quote(schema(ns))) + " on " + what,
                ns == 0 ? List.of(role) : List.of(role, schema(ns)),
                List.of(String.valueOf(kind)));
    }

    private static Identity parameter(@Nullable CatalogRow r) {
        if (r == null) {
            return none("parameter ACL");
        }
        String n = String.valueOf(r.textAt(PgParameterAcl.PARNAME));
        return new Identity("parameter ACL", null, null, n, List.of(n), List.of());
    }
}
