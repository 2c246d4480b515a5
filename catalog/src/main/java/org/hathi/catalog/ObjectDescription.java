package org.hathi.catalog;

import org.hathi.base.SqlError;
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
import org.hathi.catalog.table.PgLargeobject;
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
import org.jspecify.annotations.Nullable;

/** What messages call an object: {@code table t}, {@code column a of table t}, {@code constraint c on table t} … */
public final class ObjectDescription {
    private ObjectDescription() {}

    /** The description; null when the object does not exist (any more). */
    public static @Nullable String of(Catalog catalog, ObjectAddress o) {
        return switch (o.classId()) {
            case PgClass.RELATION ->
                o.subId() == 0 ? relation(catalog, o.objectId()) : column(catalog, o.objectId(), o.subId());
            case PgProc.RELATION -> prefix("function ", RegNames.procedure(catalog, o.objectId()));
            case PgType.RELATION ->
                catalog.findType(o.objectId()) == null ? null : "type " + catalog.formatType(o.objectId(), -1);
            case PgOperator.RELATION -> prefix("operator ", RegNames.operator(catalog, o.objectId()));
            case PgNamespace.RELATION -> named(catalog, "schema ", o);
            case PgConstraint.RELATION -> constraint(catalog, o.objectId());
            case PgAttrdef.RELATION -> attrDefault(catalog, o);
            case PgRewrite.RELATION -> onRelation(catalog, "rule ", o, PgRewrite.RULENAME, PgRewrite.EV_CLASS);
            case PgTrigger.RELATION -> onRelation(catalog, "trigger ", o, PgTrigger.TGNAME, PgTrigger.TGRELID);
            case PgPolicy.RELATION -> onRelation(catalog, "policy ", o, PgPolicy.POLNAME, PgPolicy.POLRELID);
            case PgCast.RELATION -> cast(catalog, o);
            case PgOpclass.RELATION -> opclass(catalog, o.objectId());
            case PgOpfamily.RELATION -> opfamily(catalog, o.objectId());
            case PgAmop.RELATION -> amop(catalog, o);
            case PgAmproc.RELATION -> amproc(catalog, o);
            case PgAuthid.RELATION -> named(catalog, "role ", o);
            case PgDatabase.RELATION -> named(catalog, "database ", o);
            case PgTablespace.RELATION -> named(catalog, "tablespace ", o);
            case PgLanguage.RELATION -> named(catalog, "language ", o);
            case PgAm.RELATION -> named(catalog, "access method ", o);
            case PgExtension.RELATION -> named(catalog, "extension ", o);
            case PgEventTrigger.RELATION -> named(catalog, "event trigger ", o);
            case PgForeignDataWrapper.RELATION -> named(catalog, "foreign-data wrapper ", o);
            case PgForeignServer.RELATION -> named(catalog, "server ", o);
            case PgPublication.RELATION -> named(catalog, "publication ", o);
            case PgSubscription.RELATION -> named(catalog, "subscription ", o);
            case PgCollation.RELATION ->
                inSchema(catalog, "collation ", o, catalog.searchPath().collationVisible(o.objectId()));
            case PgConversion.RELATION -> inSchema(catalog, "conversion ", o, true);
            case PgStatisticExt.RELATION -> inSchema(catalog, "statistics object ", o, true);
            case PgTsConfig.RELATION -> inSchema(catalog, "text search configuration ", o, true);
            case PgTsDict.RELATION -> inSchema(catalog, "text search dictionary ", o, true);
            case PgTsParser.RELATION -> inSchema(catalog, "text search parser ", o, true);
            case PgTsTemplate.RELATION -> inSchema(catalog, "text search template ", o, true);
            case PgLargeobject.RELATION -> "large object " + Integer.toUnsignedString(o.objectId());
            case PgDefaultAcl.RELATION -> defaultPrivileges(catalog, o);
            case PgParameterAcl.RELATION -> {
                CatalogRow r = row(catalog, o);
                if (r == null) {
                    yield null;
                }
                yield "parameter " + r.textAt(PgParameterAcl.PARNAME);
            }
            default -> {
                String which = Integer.toUnsignedString(o.classId());
                throw SqlError.internal(
                        o.subId() != 0
                                ? "invalid non-zero objectSubId for object class " + which
                                : "unrecognized object class: " + which);
            }
        };
    }

    private static @Nullable String defaultPrivileges(Catalog catalog, ObjectAddress o) {
        CatalogRow r = row(catalog, o);
        if (r == null) {
            return null;
        }
        String what =
                switch (r.charAt(PgDefaultAcl.DEFACLOBJTYPE)) {
                    case 'r' -> " on new relations";
                    case 'S' -> " on new sequences";
                    case 'f' -> " on new functions";
                    case 'T' -> " on new types";
                    case 'n' -> " on new schemas";
                    default -> "";
                };
        NamespaceInfo ns = catalog.namespace(r.intAt(PgDefaultAcl.DEFACLNAMESPACE));
        return "default privileges" + what + " belonging to role "
                + catalog.roleName(r.intAt(PgDefaultAcl.DEFACLROLE))
                + (ns == null ? "" : " in schema " + ns.name());
    }

    private static @Nullable String prefix(String word, @Nullable String name) {
        return name == null ? null : word + name;
    }

    private static @Nullable CatalogRow row(Catalog catalog, ObjectAddress o) {
        return catalog.writer().byOid(o.classId(), o.objectId());
    }

    private static @Nullable String named(Catalog catalog, String word, ObjectAddress o) {
        CatalogRow r = row(catalog, o);
        ObjectNames.OidCatalog c = ObjectNames.OidCatalog.of(catalog.store().tables(), o.classId());
        return r == null || c == null ? null : word + r.nameAt(c.name());
    }

    /** {@code visible}: shown without schema when its schema is in the search path. */
    private static @Nullable String inSchema(Catalog catalog, String word, ObjectAddress o, boolean visible) {
        CatalogRow r = row(catalog, o);
        ObjectNames.OidCatalog c = ObjectNames.OidCatalog.of(catalog.store().tables(), o.classId());
        if (r == null || c == null) {
            return null;
        }
        int ns = r.intAt(c.namespace());
        return word
                + RegNames.qualifyUnless(
                        catalog, visible && catalog.searchPath().position(ns) >= 0, ns, r.nameAt(c.name()));
    }

    /** {@code table t}, {@code index i}, {@code view v} …; null when there is no such relation. */
    public static @Nullable String relation(Catalog catalog, int oid) {
        ClassInfo c = catalog.relation(oid);
        if (c == null) {
            return null;
        }
        String word =
                switch (c.kind()) {
                    case 'i', 'I' -> "index ";
                    case 'S' -> "sequence ";
                    case 't' -> "toast table ";
                    case 'v' -> "view ";
                    case 'm' -> "materialized view ";
                    case 'c' -> "composite type ";
                    case 'f' -> "foreign table ";
                    default -> "table ";
                };
        return word + RegNames.relation(catalog, oid);
    }

    private static @Nullable String column(Catalog catalog, int relation, int number) {
        AttributeInfo a = catalog.attribute(relation, number);
        return a == null ? null : "column " + a.name() + " of " + relation(catalog, relation);
    }

    private static @Nullable String constraint(Catalog catalog, int oid) {
        ConstraintInfo c = catalog.constraint(oid);
        if (c == null) {
            return null;
        }
        return c.relation() != 0
                ? "constraint " + c.name() + " on " + relation(catalog, c.relation())
                : "constraint " + c.name();
    }

    private static @Nullable String attrDefault(Catalog catalog, ObjectAddress o) {
        CatalogRow r = row(catalog, o);
        return r == null
                ? null
                : prefix("default value for ", column(catalog, r.intAt(PgAttrdef.ADRELID), r.intAt(PgAttrdef.ADNUM)));
    }

    private static @Nullable String onRelation(
            Catalog catalog, String word, ObjectAddress o, int nameColumn, int relationColumn) {
        CatalogRow r = row(catalog, o);
        return r == null ? null : word + r.nameAt(nameColumn) + " on " + relation(catalog, r.intAt(relationColumn));
    }

    private static @Nullable String cast(Catalog catalog, ObjectAddress o) {
        CatalogRow r = row(catalog, o);
        return r == null
                ? null
                : "cast from " + catalog.formatType(r.intAt(PgCast.CASTSOURCE), -1) + " to "
                        + catalog.formatType(r.intAt(PgCast.CASTTARGET), -1);
    }

    private static @Nullable String opclass(Catalog catalog, int oid) {
        OpclassInfo c = catalog.findOpclass(oid);
        return c == null
                ? null
                : "operator class "
                        + RegNames.qualifyUnless(
                                catalog, catalog.searchPath().opclassVisible(oid), c.namespace(), c.name())
                        + " for access method " + catalog.accessMethodName(c.method());
    }

    private static @Nullable String opfamily(Catalog catalog, int oid) {
        OpfamilyInfo f = catalog.opfamily(oid);
        return f == null
                ? null
                : "operator family "
                        + RegNames.qualifyUnless(
                                catalog, catalog.searchPath().opfamilyVisible(oid), f.namespace(), f.name())
                        + " for access method " + catalog.accessMethodName(f.method());
    }

    private static @Nullable String amop(Catalog catalog, ObjectAddress o) {
        CatalogRow r = row(catalog, o);
        if (r == null) {
            return null;
        }
        return "operator " + r.intAt(PgAmop.AMOPSTRATEGY) + " ("
                + catalog.formatType(r.intAt(PgAmop.AMOPLEFTTYPE), -1) + ", "
                + catalog.formatType(r.intAt(PgAmop.AMOPRIGHTTYPE), -1) + ") of "
                + opfamily(catalog, r.intAt(PgAmop.AMOPFAMILY)) + ": "
                + RegNames.operator(catalog, r.intAt(PgAmop.AMOPOPR));
    }

    private static @Nullable String amproc(Catalog catalog, ObjectAddress o) {
        CatalogRow r = row(catalog, o);
        if (r == null) {
            return null;
        }
        return "function " + r.intAt(PgAmproc.AMPROCNUM) + " ("
                + catalog.formatType(r.intAt(PgAmproc.AMPROCLEFTTYPE), -1) + ", "
                + catalog.formatType(r.intAt(PgAmproc.AMPROCRIGHTTYPE), -1) + ") of "
                + opfamily(catalog, r.intAt(PgAmproc.AMPROCFAMILY)) + ": "
                + RegNames.procedure(catalog, r.intAt(PgAmproc.AMPROC));
    }
}
