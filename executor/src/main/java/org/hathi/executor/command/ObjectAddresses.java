package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectDescription;
import org.hathi.catalog.table.PgAmop;
import org.hathi.catalog.table.PgAmproc;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgDefaultAcl;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgParameterAcl;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.hathi.types.ArrayValue;
import org.hathi.types.Attribute;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.RecordValue;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** pg_get_object_address: the object that a kind in words, a list of names and a list of arguments tell. */
final class ObjectAddresses {
    private final Ddl ddl;

    ObjectAddresses(Ddl ddl) {
        this.ddl = ddl;
    }

    /** The address as a row of three columns. */
    byte[] row(EvalContext cx, Vector[] a, int i) {
        ObjectAddress o = address(a[0].getText(i), strings(cx, a[1].getBytes(i)), strings(cx, a[2].getBytes(i)));
        TupleDesc desc = ddl.catalog.recordType(
                Attribute.of("classid", 1, ddl.catalog.type(Oids.OID), -1),
                Attribute.of("objid", 2, ddl.catalog.type(Oids.OID), -1),
                Attribute.of("objsubid", 3, ddl.catalog.type(Oids.INT4), -1));
        @Nullable
        Object[] columns = {Integer.toUnsignedLong(o.classId()), Integer.toUnsignedLong(o.objectId()), (long) o.subId()
        };
        return RecordValue.form(desc, columns);
    }

    private static List<@Nullable String> strings(EvalContext cx, byte[] array) {
        ArrayValue v = ArrayValue.decode(cx.types(), Vector.of(true, array), 0);
        List<@Nullable String> l = new ArrayList<>();
        for (int i = 0; i < v.count; i++) {
            l.add(v.values.isNull(i) ? null : v.values.getText(i));
        }
        return l;
    }

    private static SqlError wrong(String message) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    private static SqlError length(String what, String how, int n) {
        return wrong(what + " list length must be " + how + " " + n);
    }

    private static List<String> noNulls(List<@Nullable String> l) {
        List<String> out = new ArrayList<>();
        for (String s : l) {
            if (s == null) {
                throw wrong("name or argument lists may not contain nulls");
            }
            out.add(s);
        }
        return out;
    }

    private static TypeName typeName(String text) {
        try {
            TypeName n = Parser.parseTypeName(text);
            return new TypeName(n.names(), n.setof(), n.pctType(), n.typmods(), n.arrayBounds(), -1);
        } catch (SqlError e) {
            throw e.context("invalid type name \"" + text + "\"");
        }
    }

    private static List<@Nullable TypeName> types(List<String> l) {
        List<@Nullable TypeName> out = new ArrayList<>();
        for (String s : l) {
            out.add(typeName(s));
        }
        return out;
    }

    // ------------------------------------------------------------------------------------------------------ kinds

    private static @Nullable ObjectType kind(String type) {
        return switch (type) {
            case "table" -> ObjectType.TABLE;
            case "index" -> ObjectType.INDEX;
            case "sequence" -> ObjectType.SEQUENCE;
            case "view" -> ObjectType.VIEW;
            case "materialized view" -> ObjectType.MATVIEW;
            case "foreign table" -> ObjectType.FOREIGN_TABLE;
            case "table column", "foreign table column" -> ObjectType.COLUMN;
            case "aggregate" -> ObjectType.AGGREGATE;
            case "function" -> ObjectType.FUNCTION;
            case "procedure" -> ObjectType.PROCEDURE;
            case "type" -> ObjectType.TYPE;
            case "cast" -> ObjectType.CAST;
            case "collation" -> ObjectType.COLLATION;
            case "table constraint" -> ObjectType.TABCONSTRAINT;
            case "domain constraint" -> ObjectType.DOMCONSTRAINT;
            case "conversion" -> ObjectType.CONVERSION;
            case "language" -> ObjectType.LANGUAGE;
            case "large object" -> ObjectType.LARGEOBJECT;
            case "operator" -> ObjectType.OPERATOR;
            case "operator class" -> ObjectType.OPCLASS;
            case "operator family" -> ObjectType.OPFAMILY;
            case "access method" -> ObjectType.ACCESS_METHOD;
            case "rule" -> ObjectType.RULE;
            case "trigger" -> ObjectType.TRIGGER;
            case "policy" -> ObjectType.POLICY;
            case "schema" -> ObjectType.SCHEMA;
            case "text search parser" -> ObjectType.TSPARSER;
            case "text search dictionary" -> ObjectType.TSDICTIONARY;
            case "text search template" -> ObjectType.TSTEMPLATE;
            case "text search configuration" -> ObjectType.TSCONFIGURATION;
            case "role" -> ObjectType.ROLE;
            case "database" -> ObjectType.DATABASE;
            case "tablespace" -> ObjectType.TABLESPACE;
            case "foreign-data wrapper" -> ObjectType.FDW;
            case "server" -> ObjectType.FOREIGN_SERVER;
            case "extension" -> ObjectType.EXTENSION;
            case "event trigger" -> ObjectType.EVENT_TRIGGER;
            case "publication" -> ObjectType.PUBLICATION;
            case "subscription" -> ObjectType.SUBSCRIPTION;
            case "statistics object" -> ObjectType.STATISTIC_EXT;
            case "parameter ACL" -> ObjectType.PARAMETER_ACL;
            case "default acl" -> ObjectType.DEFAULT_ACL;
            case "user mapping" -> ObjectType.USER_MAPPING;
            case "transform" -> ObjectType.TRANSFORM;
            default -> null;
        };
    }

    private static boolean unsupported(String type) {
        return type.endsWith(" column") || type.equals("toast table") || type.equals("composite type");
    }

    private ObjectAddress address(String type, List<@Nullable String> rawNames, List<@Nullable String> rawArgs) {
        switch (type) {
            case "operator of access method", "function of access method" -> {
                return member(type.startsWith("f"), names(rawNames, 1), noNulls(rawArgs));
            }
            case "default value" -> {
                return columnDefault(names(rawNames, 1));
            }
            case "publication relation" -> {
                List<String> relation = names(rawNames, 1);
                String publication = onlyArgument(rawArgs);
                ddl.lock(Ddl.rangeVar(relation, -1), org.hathi.txn.LockMode.ACCESS_SHARE);
                return notPublished(publication, type);
            }
            case "publication namespace" -> {
                only(rawNames);
                return notPublished(onlyArgument(rawArgs), type);
            }
            default -> {
                // one of the kinds that statements name
            }
        }
        ObjectType kind = kind(type);
        if (kind == null) {
            throw wrong((unsupported(type) ? "unsupported" : "unrecognized") + " object type \"" + type + "\"");
        }
        return named(kind, rawNames, rawArgs);
    }

    private static List<String> names(List<@Nullable String> raw, int least) {
        List<String> l = noNulls(raw);
        if (l.size() < least) {
            throw length("name", "at least", least);
        }
        return l;
    }

    private static String only(List<@Nullable String> raw) {
        if (raw.size() != 1) {
            throw length("name", "exactly", 1);
        }
        return noNulls(raw).get(0);
    }

    /** There are no publications: nothing is in one. */
    private ObjectAddress notPublished(String publication, String type) {
        resolve(ObjectType.PUBLICATION, new QualifiedName(List.of(publication), -1));
        throw SqlError.unsupported(type);
    }

    private static String onlyArgument(List<@Nullable String> raw) {
        List<String> l = noNulls(raw);
        if (l.size() != 1) {
            throw length("argument", "exactly", 1);
        }
        return l.get(0);
    }

    private ObjectAddress named(ObjectType kind, List<@Nullable String> n, List<@Nullable String> a) {
        switch (kind) {
            case TYPE -> {
                return resolve(kind, typeName(only(n)));
            }
            case CAST -> {
                TypeName from = typeName(only(n));
                return resolve(kind, new ObjectName.CastName(from, typeName(onlyArgument(a)), -1));
            }
            case DOMCONSTRAINT -> {
                TypeName domain = typeName(only(n));
                String c = onlyArgument(a);
                int t = ddl.unplacedExprs().type(domain).oid();
                if (ddl.catalog.type(t).type() != 'd') {
                    throw new SqlError(
                            SqlState.WRONG_OBJECT_TYPE, "\"" + String.join(".", domain.names()) + "\" is not a domain");
                }
                return resolve(kind, new ObjectName.DomainConstraintName(domain, c, -1));
            }
            case LARGEOBJECT -> {
                return largeObject(n);
            }
            case TRANSFORM -> {
                TypeName t = typeName(only(n));
                String language = onlyArgument(a);
                int type = ddl.unplacedExprs().type(t).oid();
                resolve(ObjectType.LANGUAGE, new QualifiedName(List.of(language), -1));
                // nobody can make one
                throw new SqlError(
                        SqlState.UNDEFINED_OBJECT,
                        "transform for type " + ddl.catalog.formatType(type, -1) + " language \"" + language
                                + "\" does not exist");
            }
            case USER_MAPPING -> {
                if (n.size() != 1) {
                    throw length("name", "exactly", 1);
                }
                throw new SqlError(
                        SqlState.UNDEFINED_OBJECT,
                        "user mapping for user \"" + noNulls(n).get(0) + "\" on server \"" + onlyArgument(a)
                                + "\" does not exist");
            }
            case DEFAULT_ACL -> {
                return defaultAcl(names(n, 1), onlyArgument(a));
            }
            default -> {
                return byNames(kind, names(n, 1), a);
            }
        }
    }

    private ObjectAddress byNames(ObjectType kind, List<String> names, List<@Nullable String> a) {
        switch (kind) {
            case FUNCTION, PROCEDURE, AGGREGATE, OPERATOR -> {
                List<@Nullable TypeName> args = types(noNulls(a));
                if (kind == ObjectType.OPERATOR && args.size() != 2) {
                    throw length("argument", "exactly", 2);
                }
                return resolve(kind, new ObjectWithArgs(names, args, List.of(), false, -1));
            }
            case OPCLASS, OPFAMILY -> {
                if (names.size() < 2) {
                    throw length("name", "at least", 2);
                }
            }
            case COLUMN -> {
                if (names.size() < 2) {
                    throw new SqlError(SqlState.SYNTAX_ERROR, "column name must be qualified");
                }
            }
            case RULE, TRIGGER, TABCONSTRAINT, POLICY -> {
                if (names.size() < 2) {
                    throw new SqlError(SqlState.SYNTAX_ERROR, "must specify relation and object name");
                }
            }
            case PARAMETER_ACL -> {
                CatalogRow r = ddl.writer.find(
                        PgParameterAcl.RELATION, PgParameterAcl.PARNAME_INDEX, Datums.text(names.get(0)));
                if (r == null) {
                    throw missing("parameter ACL \"" + names.get(0) + "\"");
                }
                return new ObjectAddress(PgParameterAcl.RELATION, r.intAt(1));
            }
            case SCHEMA,
                    DATABASE,
                    TABLESPACE,
                    ROLE,
                    LANGUAGE,
                    EXTENSION,
                    ACCESS_METHOD,
                    FDW,
                    FOREIGN_SERVER,
                    EVENT_TRIGGER,
                    PUBLICATION,
                    SUBSCRIPTION -> {
                if (names.size() != 1) {
                    throw length("name", "exactly", 1);
                }
            }
            default -> {
                // a qualified name
            }
        }
        if (Named.isRelation(kind)) {
            ddl.lock(Ddl.rangeVar(names, -1), org.hathi.txn.LockMode.ACCESS_SHARE);
        }
        ObjectAddress found = resolve(kind, new QualifiedName(names, -1));
        checkRelation(kind, found);
        return found;
    }

    private ObjectAddress resolve(ObjectType kind, ObjectName name) {
        ddl.sql = "";
        return new Named(ddl).resolve(kind, name);
    }

    private static SqlError missing(String what) {
        return new SqlError(SqlState.UNDEFINED_OBJECT, what + " does not exist");
    }

    private void checkRelation(ObjectType kind, ObjectAddress a) {
        if (Named.isRelation(kind)) {
            Named.checkKind(kind, ddl.info(a.objectId()));
        }
    }

    private ObjectAddress largeObject(List<@Nullable String> n) {
        if (n.size() != 1) {
            throw length("name", "exactly", 1);
        }
        String s = n.get(0);
        if (s == null) {
            throw wrong("large object OID may not be null");
        }
        Object oid = org.hathi.types.TypeIo.inputDatum(ddl.env.cx, Oids.OID, s, -1);
        return resolve(
                ObjectType.LARGEOBJECT, new ObjectName.LargeObjectName(new Value.Float(String.valueOf(oid)), -1));
    }

    private ObjectAddress columnDefault(List<String> names) {
        if (names.size() < 2) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "column name must be qualified");
        }
        List<String> table = names.subList(0, names.size() - 1);
        String column = names.get(names.size() - 1);
        ClassInfo c = ddl.lock(Ddl.rangeVar(table, -1), org.hathi.txn.LockMode.ACCESS_SHARE);
        var att = ddl.catalog.attributeByName(c.oid(), column);
        CatalogRow r = att == null
                ? null
                : ddl.writer.find(
                        PgAttrdef.RELATION, PgAttrdef.ADRELID_ADNUM_INDEX, Datums.oid(c.oid()), (long) att.number());
        if (r == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "default value for column \"" + column + "\" of relation \"" + String.join(".", table)
                            + "\" does not exist");
        }
        return new ObjectAddress(PgAttrdef.RELATION, r.intAt(1));
    }

    private ObjectAddress member(boolean function, List<String> names, List<String> args) {
        if (names.size() < 3) {
            throw length("name", "at least", 3);
        }
        List<@Nullable TypeName> types = types(args);
        if (types.size() != 2) {
            throw length("argument", "exactly", 2);
        }
        ObjectAddress family = resolve(ObjectType.OPFAMILY, new QualifiedName(names.subList(0, names.size() - 1), -1));
        int number = number(names.get(names.size() - 1));
        int left = ddl.unplacedExprs()
                .type(java.util.Objects.requireNonNull(types.get(0)))
                .oid();
        int right = ddl.unplacedExprs()
                .type(java.util.Objects.requireNonNull(types.get(1)))
                .oid();
        int catalog = function ? PgAmproc.RELATION : PgAmop.RELATION;
        CatalogRow r = ddl.writer.find(
                catalog,
                function ? PgAmproc.FAM_PROC_INDEX : PgAmop.FAM_STRAT_INDEX,
                Datums.oid(family.objectId()),
                Datums.oid(left),
                Datums.oid(right),
                (long) number);
        if (r == null) {
            throw missing((function ? "function " : "operator ") + number + " (" + args.get(0) + ", " + args.get(1)
                    + ") of "
                    + ObjectDescription.of(ddl.catalog, new ObjectAddress(PgOpfamily.RELATION, family.objectId())));
        }
        return new ObjectAddress(catalog, r.intAt(1));
    }

    /** The digits a text begins with. */
    private static int number(String s) {
        int n = 0;
        for (int i = 0; i < s.length() && Character.isDigit(s.charAt(i)) && n < 100_000; i++) {
            n = n * 10 + s.charAt(i) - '0';
        }
        return n;
    }

    private ObjectAddress defaultAcl(List<String> names, String type) {
        char c = type.isEmpty() ? ' ' : type.charAt(0);
        String what =
                switch (c) {
                    case 'r' -> "tables";
                    case 'S' -> "sequences";
                    case 'f' -> "functions";
                    case 'T' -> "types";
                    case 'n' -> "schemas";
                    default ->
                        throw wrong("unrecognized default ACL object type \"" + c + "\"")
                                .hint("Valid object types are \"r\", \"S\", \"f\", \"T\", \"n\".");
                };
        var role = ddl.catalog.roleByName(names.get(0));
        var schema = names.size() > 1 ? ddl.catalog.namespaceByName(names.get(1)) : null;
        CatalogRow r = role == null || names.size() > 1 && schema == null
                ? null
                : ddl.writer.find(
                        PgDefaultAcl.RELATION,
                        PgDefaultAcl.ROLE_NSP_OBJ_INDEX,
                        Datums.oid(role.oid()),
                        Datums.oid(schema == null ? 0 : schema.oid()),
                        Datums.chr(c));
        if (r == null) {
            throw missing("default ACL for user \"" + names.get(0) + "\""
                    + (names.size() > 1 ? " in schema \"" + names.get(1) + "\"" : "") + " on " + what);
        }
        return new ObjectAddress(PgDefaultAcl.RELATION, r.intAt(1));
    }
}
