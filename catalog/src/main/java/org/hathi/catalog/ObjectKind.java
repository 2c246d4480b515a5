package org.hathi.catalog;

import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConversion;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgEventTrigger;
import org.hathi.catalog.table.PgExtension;
import org.hathi.catalog.table.PgForeignDataWrapper;
import org.hathi.catalog.table.PgForeignServer;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgLargeobjectMetadata;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgParameterAcl;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgPublication;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.catalog.table.PgSubscription;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.catalog.table.PgType;

/**
 * The kinds of objects that have owners and privileges: the catalog, how messages call them, and the privileges that
 * the owner and PUBLIC have when the acl is null (acldefault()).
 */
public enum ObjectKind {
    TABLE(PgClass.RELATION, "table", 'r', Acl.ALL_RELATION, 0),
    SEQUENCE(PgClass.RELATION, "sequence", 's', Acl.ALL_SEQUENCE, 0),
    COLUMN(PgAttribute.RELATION, "column", 'c', 0, 0),
    DATABASE(PgDatabase.RELATION, "database", 'd', Acl.ALL_DATABASE, Acl.CREATE_TEMP | Acl.CONNECT),
    FUNCTION(PgProc.RELATION, "function", 'f', Acl.EXECUTE, Acl.EXECUTE),
    LANGUAGE(PgLanguage.RELATION, "language", 'l', Acl.USAGE, Acl.USAGE),
    LARGE_OBJECT(PgLargeobjectMetadata.RELATION, "large object", 'L', Acl.SELECT | Acl.UPDATE, 0),
    SCHEMA(PgNamespace.RELATION, "schema", 'n', Acl.USAGE | Acl.CREATE, 0),
    TABLESPACE(PgTablespace.RELATION, "tablespace", 't', Acl.CREATE, 0),
    FOREIGN_DATA_WRAPPER(PgForeignDataWrapper.RELATION, "foreign-data wrapper", 'F', Acl.USAGE, 0),
    FOREIGN_SERVER(PgForeignServer.RELATION, "foreign server", 'S', Acl.USAGE, 0),
    TYPE(PgType.RELATION, "type", 'T', Acl.USAGE, Acl.USAGE),
    PARAMETER(PgParameterAcl.RELATION, "parameter", 'p', Acl.SET | Acl.ALTER_SYSTEM, 0),
    OPERATOR(PgOperator.RELATION, "operator", '\0', 0, 0),
    OPCLASS(PgOpclass.RELATION, "operator class", '\0', 0, 0),
    OPFAMILY(PgOpfamily.RELATION, "operator family", '\0', 0, 0),
    COLLATION(PgCollation.RELATION, "collation", '\0', 0, 0),
    CONVERSION(PgConversion.RELATION, "conversion", '\0', 0, 0),
    EXTENSION(PgExtension.RELATION, "extension", '\0', 0, 0),
    EVENT_TRIGGER(PgEventTrigger.RELATION, "event trigger", '\0', 0, 0),
    STATISTICS(PgStatisticExt.RELATION, "statistics object", '\0', 0, 0),
    TS_CONFIG(PgTsConfig.RELATION, "text search configuration", '\0', 0, 0),
    TS_DICTIONARY(PgTsDict.RELATION, "text search dictionary", '\0', 0, 0),
    PUBLICATION(PgPublication.RELATION, "publication", '\0', 0, 0),
    SUBSCRIPTION(PgSubscription.RELATION, "subscription", '\0', 0, 0);

    /** Oid of the catalog that lists these objects. */
    public final int catalog;

    /** The word of messages such as {@code permission denied for table x}. */
    public final String word;

    /** The character acldefault() and pg_default_acl know the kind by, or zero. */
    public final char code;

    /** All privileges of the kind: what the owner has by default. */
    public final int all;

    /** What PUBLIC has by default. */
    public final int publicDefault;

    ObjectKind(int catalog, String word, char code, int all, int publicDefault) {
        this.catalog = catalog;
        this.word = word;
        this.code = code;
        this.all = all;
        this.publicDefault = publicDefault;
    }
}
