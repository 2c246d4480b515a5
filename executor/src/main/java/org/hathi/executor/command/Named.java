package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgExtension;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgPolicy;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.TypeName;
import org.hathi.planner.analyze.Types;
import org.hathi.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** Finds the object a statement names (get_object_address). */
final class Named {
    private final Ddl ddl;

    Named(Ddl ddl) {
        this.ddl = ddl;
    }

    /** Is the kind one of relations? */
    static boolean isRelation(ObjectType t) {
        return !kinds(t).isEmpty();
    }

    /** The kinds of pg_class that a statement about objects of this kind takes; empty when they are no relations. */
    static String kinds(ObjectType t) {
        return switch (t) {
            case TABLE -> "rp";
            case INDEX -> "iI";
            case SEQUENCE -> "S";
            case VIEW -> "v";
            case MATVIEW -> "m";
            case FOREIGN_TABLE -> "f";
            default -> "";
        };
    }

    /** 42809 unless the relation is of the kind. */
    static void checkKind(ObjectType t, ClassInfo c) {
        if (kinds(t).indexOf(c.kind()) < 0) {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    "\"" + c.name() + "\" is not " + (t == ObjectType.INDEX ? "an " : "a ") + word(t));
        }
    }

    /** The message when nothing has that name; {@link #resolve} throws it. */
    static String word(ObjectType t) {
        return switch (t) {
            case MATVIEW -> "materialized view";
            case TABCONSTRAINT, DOMCONSTRAINT -> "constraint";
            case OPCLASS -> "operator class";
            case OPFAMILY -> "operator family";
            case STATISTIC_EXT -> "statistics object";
            case TSCONFIGURATION -> "text search configuration";
            case TSDICTIONARY -> "text search dictionary";
            case TSPARSER -> "text search parser";
            case TSTEMPLATE -> "text search template";
            case LARGEOBJECT -> "large object";
            case FDW -> "foreign-data wrapper";
            case FOREIGN_SERVER -> "server";
            default -> t.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    static List<String> names(ObjectName n) {
        return switch (n) {
            case QualifiedName q -> q.names();
            case TypeName t -> t.names();
            case ObjectWithArgs o -> o.objname();
            case ObjectName.DomainConstraintName d -> d.domain().names();
            default -> throw SqlError.unsupported("this kind of object name");
        };
    }

    ObjectAddress resolve(ObjectType type, ObjectName n) {
        ObjectAddress a = find(type, n);
        if (a == null) {
            throw missing(type, n);
        }
        return a;
    }

    SqlError missing(ObjectType type, ObjectName n) {
        switch (type) {
            case TABLE, VIEW, MATVIEW, SEQUENCE, INDEX, FOREIGN_TABLE -> {
                return ddl.missing(Ddl.rangeVar(names(n), -1));
            }
            default -> {
                // below
            }
        }
        if ((n instanceof ObjectWithArgs && type != ObjectType.OPERATOR || type == ObjectType.COLLATION)
                && names(n).size() > 1) {
            String schema = names(n).get(names(n).size() - 2);
            if (ddl.catalog.searchPath().explicitIfAny(schema) == 0) {
                return new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist");
            }
        }
        if (type == ObjectType.OPCLASS || type == ObjectType.OPFAMILY) {
            return new SqlError(
                    state(type), describe(type, n) + " does not exist for access method \"" + names(n).get(0) + "\"");
        }
        if (n instanceof ObjectWithArgs o && type == ObjectType.OPERATOR && !o.argsUnspecified()) {
            TypeName left = o.objargs().get(0);
            return new SqlError(
                    state(type),
                    "operator does not exist: " + (left == null ? "" : typeText(left) + " ")
                            + String.join(".", o.objname()) + " "
                            + typeText(
                                    java.util.Objects.requireNonNull(o.objargs().get(1))));
        }
        if (n instanceof ObjectWithArgs o && o.argsUnspecified()) {
            String what = type == ObjectType.ROUTINE ? "function" : word(type);
            return new SqlError(
                    state(type), "could not find a " + what + " named \"" + String.join(".", o.objname()) + "\"");
        }
        if (type == ObjectType.COLLATION) {
            return new SqlError(
                    state(type),
                    "collation \"" + String.join(".", names(n)) + "\" for encoding \"UTF8\" does not exist");
        }
        if (type == ObjectType.AGGREGATE
                && n instanceof ObjectWithArgs o
                && o.objargs().isEmpty()) {
            return new SqlError(state(type), "aggregate " + String.join(".", o.objname()) + "(*) does not exist");
        }
        return new SqlError(state(type), describe(type, n) + " does not exist");
    }

    private static SqlState state(ObjectType type) {
        return switch (type) {
            case TABLE, VIEW, MATVIEW, SEQUENCE, INDEX, FOREIGN_TABLE -> SqlState.UNDEFINED_TABLE;
            case SCHEMA -> SqlState.INVALID_SCHEMA_NAME;
            case DATABASE -> SqlState.INVALID_CATALOG_NAME;
            case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE, OPERATOR -> SqlState.UNDEFINED_FUNCTION;
            case COLUMN -> SqlState.UNDEFINED_COLUMN;
            default -> SqlState.UNDEFINED_OBJECT;
        };
    }

    String describe(ObjectType type, ObjectName n) {
        if (n instanceof ObjectWithArgs o) {
            if (o.argsUnspecified()) {
                return word(type) + " " + String.join(".", o.objname()) + "()";
            }
            List<String> args = new ArrayList<>();
            for (TypeName t : o.objargs()) {
                args.add(t == null ? "none" : typeText(t));
            }
            return word(type) + " " + String.join(".", o.objname()) + "(" + String.join(", ", args) + ")";
        }
        if (n instanceof ObjectName.CastName c) {
            return "cast from type " + typeText(c.source()) + " to type " + typeText(c.target());
        }
        if (n instanceof ObjectName.LargeObjectName lo) {
            return "large object " + org.hathi.parser.tree.Value.text(lo.oid());
        }
        if (n instanceof ObjectName.DomainConstraintName d) {
            return "constraint \"" + d.name() + "\" for domain " + typeText(d.domain());
        }
        List<String> l = names(n);
        return switch (type) {
            case OPCLASS, OPFAMILY -> word(type) + " \"" + String.join(".", l.subList(1, l.size())) + "\"";
            case TRIGGER, RULE, POLICY, TABCONSTRAINT ->
                word(type) + " \"" + l.get(l.size() - 1) + "\" for "
                        + (type == ObjectType.TRIGGER || type == ObjectType.POLICY || type == ObjectType.TABCONSTRAINT
                                ? "table"
                                : "relation")
                        + " \"" + String.join(".", l.subList(0, l.size() - 1)) + "\"";
            case DOMAIN -> "type \"" + String.join(".", l) + "\"";
            default -> word(type) + " \"" + String.join(".", l) + "\"";
        };
    }

    String typeText(TypeName t) {
        int oid = Types.lookup(ddl.exprs().state(0), t);
        return oid == 0 ? String.join(".", t.names()) : ddl.catalog.formatType(oid, -1);
    }

    private static ObjectAddress of(int classId, int oid) {
        return new ObjectAddress(classId, oid);
    }

    /** The object of a name; null if there is none. Errors of the types in it have no position. */
    @Nullable
    ObjectAddress find(ObjectType type, ObjectName n) {
        try {
            return look(type, n);
        } catch (SqlError e) {
            throw e.position(0);
        }
    }

    private @Nullable ObjectAddress look(ObjectType type, ObjectName n) {
        return switch (type) {
            case TABLE, VIEW, MATVIEW, SEQUENCE, INDEX, FOREIGN_TABLE -> {
                ClassInfo c = ddl.lockIfAny(Ddl.rangeVar(names(n), -1), LockMode.SHARE_UPDATE_EXCLUSIVE);
                yield c == null ? null : of(PgClass.RELATION, c.oid());
            }
            case COLUMN, ATTRIBUTE -> column(names(n));
            case SCHEMA -> {
                var s = ddl.catalog.namespaceByName(names(n).get(0));
                yield s == null ? null : of(PgNamespace.RELATION, s.oid());
            }
            case DATABASE -> {
                var d = ddl.catalog.databaseByName(names(n).get(0));
                yield d == null ? null : of(PgDatabase.RELATION, d.oid());
            }
            case ROLE -> {
                var r = ddl.catalog.roleByName(names(n).get(0));
                yield r == null ? null : of(PgAuthid.RELATION, r.oid());
            }
            case TABLESPACE -> {
                var t = ddl.catalog.tablespaceByName(names(n).get(0));
                yield t == null ? null : of(PgTablespace.RELATION, t.oid());
            }
            case LANGUAGE -> {
                var l = ddl.catalog.languageByName(names(n).get(0));
                yield l == null ? null : of(PgLanguage.RELATION, l.oid());
            }
            case EXTENSION -> {
                var e = ddl.catalog.extensionByName(names(n).get(0));
                yield e == null ? null : of(PgExtension.RELATION, e.oid());
            }
            case TYPE, DOMAIN -> type(n, type == ObjectType.DOMAIN);
            case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE -> {
                ProcInfo p = function(type, (ObjectWithArgs) n);
                yield p == null ? null : of(PgProc.RELATION, p.oid());
            }
            case OPERATOR -> operator((ObjectWithArgs) n);
            case COLLATION -> {
                List<String> l = names(n);
                var c = ddl.catalog.searchPath().collation(l.size() > 1 ? l.get(0) : null, l.get(l.size() - 1));
                yield c == null ? null : of(PgCollation.RELATION, c.oid());
            }
            case TRIGGER -> ofTable(names(n), PgTrigger.RELATION, PgTrigger.TGRELID_TGNAME_INDEX);
            case RULE -> ofTable(names(n), PgRewrite.RELATION, PgRewrite.REL_RULENAME_INDEX);
            case POLICY -> ofTable(names(n), PgPolicy.RELATION, PgPolicy.POLRELID_POLNAME_INDEX);
            case TABCONSTRAINT -> constraint(names(n));
            default -> new NamedRows(ddl).find(type, n);
        };
    }

    private @Nullable ObjectAddress column(List<String> names) {
        if (names.size() < 2) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "column name must be qualified");
        }
        ClassInfo c = ddl.lock(Ddl.rangeVar(names.subList(0, names.size() - 1), -1), LockMode.SHARE_UPDATE_EXCLUSIVE);
        String name = names.get(names.size() - 1);
        AttributeInfo a = ddl.catalog.attributeByName(c.oid(), name);
        if (a == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + name + "\" of relation \"" + c.name() + "\" does not exist");
        }
        return new ObjectAddress(PgClass.RELATION, c.oid(), a.number());
    }

    private @Nullable ObjectAddress ofTable(List<String> names, int catalogOid, int index) {
        ClassInfo c =
                ddl.lockIfAny(Ddl.rangeVar(names.subList(0, names.size() - 1), -1), LockMode.SHARE_UPDATE_EXCLUSIVE);
        if (c == null) {
            throw ddl.missing(Ddl.rangeVar(names.subList(0, names.size() - 1), -1));
        }
        CatalogRow r =
                ddl.writer.find(catalogOid, index, Datums.oid(c.oid()), Datums.name(names.get(names.size() - 1)));
        return r == null ? null : of(catalogOid, r.intAt(1));
    }

    private @Nullable ObjectAddress constraint(List<String> names) {
        ClassInfo c = ddl.lock(Ddl.rangeVar(names.subList(0, names.size() - 1), -1), LockMode.SHARE_UPDATE_EXCLUSIVE);
        ConstraintInfo k = new Constraints(ddl).find(c.oid(), names.get(names.size() - 1));
        return k == null ? null : of(PgConstraint.RELATION, k.oid());
    }

    private @Nullable ObjectAddress type(ObjectName n, boolean domain) {
        TypeName t = n instanceof TypeName x ? x : new TypeName(names(n), false, false, List.of(), List.of(), -1);
        int oid = Types.lookup(ddl.exprs().state(0), t);
        if (oid == 0) {
            return null;
        }
        if (domain && ddl.catalog.type(oid).type() != 'd') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + String.join(".", t.names()) + "\" is not a domain");
        }
        return of(PgType.RELATION, oid);
    }

    /** The function named; null when there is none. 42725 when only a name is given and several have it. */
    @Nullable
    ProcInfo function(ObjectType type, ObjectWithArgs o) {
        List<String> names = o.objname();
        String name = names.get(names.size() - 1);
        int ns = names.size() > 1 ? ddl.catalog.searchPath().explicitIfAny(names.get(names.size() - 2)) : 0;
        if (names.size() > 1 && ns == 0) {
            return null;
        }
        int[] args = o.argsUnspecified() ? new int[0] : argumentTypes(o);
        ProcInfo best = null;
        int bestAt = Integer.MAX_VALUE;
        int matches = 0;
        for (ProcInfo p : ddl.catalog.procsByName(name)) {
            int at = ns != 0
                    ? (p.namespace() == ns ? 0 : -1)
                    : ddl.catalog.searchPath().functionPosition(p.namespace());
            if (at < 0
                    || !o.argsUnspecified() && !java.util.Arrays.equals(p.argTypes(), args)
                    || o.argsUnspecified() && !fits(type, p)) {
                continue;
            }
            matches++;
            if (at < bestAt) {
                best = p;
                bestAt = at;
            }
        }
        if (o.argsUnspecified() && matches > 1) {
            throw new SqlError(
                            SqlState.AMBIGUOUS_FUNCTION,
                            word(type) + " name \"" + String.join(".", names) + "\" is not unique")
                    .hint("Specify the argument list to select the " + word(type) + " unambiguously.");
        }
        if (best != null && !fits(type, best) && !(type == ObjectType.FUNCTION && best.isAggregate())) {
            String full = describe(type, o);
            String sig = full.substring(full.indexOf(' ') + 1);
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    type == ObjectType.AGGREGATE
                            ? "function " + sig + " is not an aggregate"
                            : sig + " is not a " + word(type));
        }
        return best;
    }

    private int[] argumentTypes(ObjectWithArgs o) {
        List<Integer> l = new ArrayList<>();
        for (TypeName t : o.objargs()) {
            l.add(t == null ? 0 : ddl.exprs().type(t).oid());
        }
        return l.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean fits(ObjectType type, ProcInfo p) {
        return switch (type) {
            case AGGREGATE -> p.isAggregate();
            case PROCEDURE -> p.isProcedure();
            case FUNCTION -> !p.isAggregate() && !p.isProcedure();
            default -> true;
        };
    }

    private @Nullable ObjectAddress operator(ObjectWithArgs o) {
        int[] args = argumentTypes(o);
        OperatorInfo op = operator(o.objname(), args[0], args[1]);
        return op == null ? null : of(PgOperator.RELATION, op.oid());
    }

    /** The operator with exactly these operand types (left 0: a prefix operator), first along the search path. */
    @Nullable
    OperatorInfo operator(List<String> names, int left, int right) {
        int ns = names.size() > 1 ? ddl.catalog.searchPath().explicitIfAny(names.get(names.size() - 2)) : 0;
        OperatorInfo best = null;
        int bestAt = Integer.MAX_VALUE;
        for (OperatorInfo op : ddl.catalog.operatorsByName(names.get(names.size() - 1))) {
            int at = names.size() > 1
                    ? (op.namespace() == ns ? 0 : -1)
                    : ddl.catalog.searchPath().position(op.namespace());
            if (at >= 0 && at < bestAt && op.left() == left && op.right() == right) {
                best = op;
                bestAt = at;
            }
        }
        return best;
    }

    /** Whether the schema a qualified name mentions is missing; null when not. */
    @Nullable
    String missingSchema(List<String> names) {
        if (names.size() < 2) {
            return null;
        }
        String schema = names.get(names.size() - 2);
        return schema.equals("pg_temp") || ddl.catalog.namespaceByName(schema) != null ? null : schema;
    }

    /** Kinds of parameters that count for identification. */
    static boolean isInput(Clause.FunctionParameterMode m) {
        return m != Clause.FunctionParameterMode.OUT && m != Clause.FunctionParameterMode.TABLE;
    }
}
