package org.hathi.catalog;

import org.hathi.catalog.table.PgAggregate;
import org.hathi.catalog.table.PgAm;
import org.hathi.catalog.table.PgAmop;
import org.hathi.catalog.table.PgAmproc;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgAuthMembers;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgCast;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgConversion;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDbRoleSetting;
import org.hathi.catalog.table.PgDefaultAcl;
import org.hathi.catalog.table.PgEnum;
import org.hathi.catalog.table.PgEventTrigger;
import org.hathi.catalog.table.PgExtension;
import org.hathi.catalog.table.PgIndex;
import org.hathi.catalog.table.PgInherits;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgPartitionedTable;
import org.hathi.catalog.table.PgPolicy;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgRange;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgSequence;
import org.hathi.catalog.table.PgStatistic;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.catalog.table.PgType;

/**
 * The caches of catalog rows: which catalog, by which index, under which key columns (a prefix of the index's columns,
 * in its order), one row or all rows with that key. The ordinal is the cache id of invalidation messages.
 */
enum CacheId {
    TYPE_OID(PgType.RELATION, PgType.OID_INDEX, false, PgType.OID),
    TYPE_NAME(PgType.RELATION, PgType.TYPNAME_NSP_INDEX, false, PgType.TYPNAME, PgType.TYPNAMESPACE),
    PROC_OID(PgProc.RELATION, PgProc.OID_INDEX, false, PgProc.OID),
    PROC_NAME(PgProc.RELATION, PgProc.PRONAME_ARGS_NSP_INDEX, true, PgProc.PRONAME),
    OPERATOR_OID(PgOperator.RELATION, PgOperator.OID_INDEX, false, PgOperator.OID),
    OPERATOR_NAME(PgOperator.RELATION, PgOperator.OPRNAME_L_R_N_INDEX, true, PgOperator.OPRNAME),
    CAST(PgCast.RELATION, PgCast.SOURCE_TARGET_INDEX, false, PgCast.CASTSOURCE, PgCast.CASTTARGET),
    AGGREGATE(PgAggregate.RELATION, PgAggregate.FNOID_INDEX, false, PgAggregate.AGGFNOID),
    OPCLASS_OID(PgOpclass.RELATION, PgOpclass.OID_INDEX, false, PgOpclass.OID),
    OPCLASS_METHOD(PgOpclass.RELATION, PgOpclass.AM_NAME_NSP_INDEX, true, PgOpclass.OPCMETHOD),
    OPFAMILY_OID(PgOpfamily.RELATION, PgOpfamily.OID_INDEX, false, PgOpfamily.OID),
    OPFAMILY_METHOD(PgOpfamily.RELATION, PgOpfamily.AM_NAME_NSP_INDEX, true, PgOpfamily.OPFMETHOD),
    AMOP_OPERATOR(PgAmop.RELATION, PgAmop.OPR_FAM_INDEX, true, PgAmop.AMOPOPR),
    AMOP_FAMILY(PgAmop.RELATION, PgAmop.FAM_STRAT_INDEX, true, PgAmop.AMOPFAMILY),
    AMPROC_FAMILY(PgAmproc.RELATION, PgAmproc.FAM_PROC_INDEX, true, PgAmproc.AMPROCFAMILY),
    AM_OID(PgAm.RELATION, PgAm.OID_INDEX, false, PgAm.OID),
    AM_NAME(PgAm.RELATION, PgAm.NAME_INDEX, false, PgAm.AMNAME),
    NAMESPACE_OID(PgNamespace.RELATION, PgNamespace.OID_INDEX, false, PgNamespace.OID),
    NAMESPACE_NAME(PgNamespace.RELATION, PgNamespace.NSPNAME_INDEX, false, PgNamespace.NSPNAME),
    ROLE_OID(PgAuthid.RELATION, PgAuthid.OID_INDEX, false, PgAuthid.OID),
    ROLE_NAME(PgAuthid.RELATION, PgAuthid.ROLNAME_INDEX, false, PgAuthid.ROLNAME),
    MEMBER_OF(PgAuthMembers.RELATION, PgAuthMembers.MEMBER_ROLE_INDEX, true, PgAuthMembers.MEMBER),
    MEMBERS(PgAuthMembers.RELATION, PgAuthMembers.ROLE_MEMBER_INDEX, true, PgAuthMembers.ROLEID),
    DATABASE_OID(PgDatabase.RELATION, PgDatabase.OID_INDEX, false, PgDatabase.OID),
    DATABASE_NAME(PgDatabase.RELATION, PgDatabase.DATNAME_INDEX, false, PgDatabase.DATNAME),
    TABLESPACE_OID(PgTablespace.RELATION, PgTablespace.OID_INDEX, false, PgTablespace.OID),
    TABLESPACE_NAME(PgTablespace.RELATION, PgTablespace.SPCNAME_INDEX, false, PgTablespace.SPCNAME),
    COLLATION_OID(PgCollation.RELATION, PgCollation.OID_INDEX, false, PgCollation.OID),
    COLLATION_NAME(PgCollation.RELATION, PgCollation.NAME_ENC_NSP_INDEX, true, PgCollation.COLLNAME),
    CONVERSION_OID(PgConversion.RELATION, PgConversion.OID_INDEX, false, PgConversion.OID),
    CONVERSION_NAMESPACE(PgConversion.RELATION, PgConversion.DEFAULT_INDEX, true, PgConversion.CONNAMESPACE),
    CLASS_OID(PgClass.RELATION, PgClass.OID_INDEX, false, PgClass.OID),
    CLASS_NAME(PgClass.RELATION, PgClass.RELNAME_NSP_INDEX, false, PgClass.RELNAME, PgClass.RELNAMESPACE),
    ATTRIBUTES(PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, true, PgAttribute.ATTRELID),
    INDEX_OID(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, false, PgIndex.INDEXRELID),
    INDEXES(PgIndex.RELATION, PgIndex.INDRELID_INDEX, true, PgIndex.INDRELID),
    CONSTRAINT_OID(PgConstraint.RELATION, PgConstraint.OID_INDEX, false, PgConstraint.OID),
    CONSTRAINTS(PgConstraint.RELATION, PgConstraint.CONRELID_CONTYPID_CONNAME_INDEX, true, PgConstraint.CONRELID),
    DOMAIN_CONSTRAINTS(PgConstraint.RELATION, PgConstraint.CONTYPID_INDEX, true, PgConstraint.CONTYPID),
    ATTR_DEFAULTS(PgAttrdef.RELATION, PgAttrdef.ADRELID_ADNUM_INDEX, true, PgAttrdef.ADRELID),
    RULES(PgRewrite.RELATION, PgRewrite.REL_RULENAME_INDEX, true, PgRewrite.EV_CLASS),
    TRIGGERS(PgTrigger.RELATION, PgTrigger.TGRELID_TGNAME_INDEX, true, PgTrigger.TGRELID),
    STATISTIC(
            PgStatistic.RELATION,
            PgStatistic.RELID_ATT_INH_INDEX,
            false,
            PgStatistic.STARELID,
            PgStatistic.STAATTNUM,
            PgStatistic.STAINHERIT),
    STATISTICS_EXT(PgStatisticExt.RELATION, PgStatisticExt.RELID_INDEX, true, PgStatisticExt.STXRELID),
    LANGUAGE_OID(PgLanguage.RELATION, PgLanguage.OID_INDEX, false, PgLanguage.OID),
    LANGUAGE_NAME(PgLanguage.RELATION, PgLanguage.NAME_INDEX, false, PgLanguage.LANNAME),
    RANGE(PgRange.RELATION, PgRange.RNGTYPID_INDEX, false, PgRange.RNGTYPID),
    MULTIRANGE(PgRange.RELATION, PgRange.RNGMULTITYPID_INDEX, false, PgRange.RNGMULTITYPID),
    ENUM(PgEnum.RELATION, PgEnum.TYPID_SORTORDER_INDEX, true, PgEnum.ENUMTYPID),
    SEQUENCE(PgSequence.RELATION, PgSequence.SEQRELID_INDEX, false, PgSequence.SEQRELID),
    INHERITS_CHILD(PgInherits.RELATION, PgInherits.RELID_SEQNO_INDEX, true, PgInherits.INHRELID),
    INHERITS_PARENT(PgInherits.RELATION, PgInherits.PARENT_INDEX, true, PgInherits.INHPARENT),
    PARTITIONED(PgPartitionedTable.RELATION, PgPartitionedTable.PARTRELID_INDEX, false, PgPartitionedTable.PARTRELID),
    POLICIES(PgPolicy.RELATION, PgPolicy.POLRELID_POLNAME_INDEX, true, PgPolicy.POLRELID),
    EXTENSION_NAME(PgExtension.RELATION, PgExtension.NAME_INDEX, false, PgExtension.EXTNAME),
    EVENT_TRIGGER_OID(PgEventTrigger.RELATION, PgEventTrigger.OID_INDEX, false, PgEventTrigger.OID),
    TS_CONFIG_NAME(PgTsConfig.RELATION, PgTsConfig.CFGNAME_INDEX, true, PgTsConfig.CFGNAME),
    TS_CONFIG_OID(PgTsConfig.RELATION, PgTsConfig.OID_INDEX, false, PgTsConfig.OID),
    TS_DICT_NAME(PgTsDict.RELATION, PgTsDict.DICTNAME_INDEX, true, PgTsDict.DICTNAME),
    TS_DICT_OID(PgTsDict.RELATION, PgTsDict.OID_INDEX, false, PgTsDict.OID),
    DB_ROLE_SETTING(
            PgDbRoleSetting.RELATION,
            PgDbRoleSetting.DATABASEID_ROL_INDEX,
            false,
            PgDbRoleSetting.SETDATABASE,
            PgDbRoleSetting.SETROLE),
    DEFAULT_ACL(PgDefaultAcl.RELATION, PgDefaultAcl.ROLE_NSP_OBJ_INDEX, true, PgDefaultAcl.DEFACLROLE);

    final int catalog;
    final int index;
    final boolean list;
    final int[] keys;

    CacheId(int catalog, int index, boolean list, int... keys) {
        this.catalog = catalog;
        this.index = index;
        this.list = list;
        this.keys = keys;
    }

    /** Hash of this cache's key in a row; the same as {@link #hash(int, int, int, String)} of its parts. */
    int hash(CatalogRow row) {
        int a = 0;
        int b = 0;
        int c = 0;
        int n = 0;
        String s = null;
        for (int k : keys) {
            Object v = row.get(k);
            if (v instanceof byte[]) {
                s = Datums.nameOf(v);
            } else {
                int i = v == null ? 0 : ((Long) v).intValue();
                switch (n++) {
                    case 0 -> a = i;
                    case 1 -> b = i;
                    default -> c = i;
                }
            }
        }
        return hash(a, b, c, s);
    }

    static int hash(int a, int b, int c, @org.jspecify.annotations.Nullable String s) {
        int h = s == null ? 0 : s.hashCode();
        h = h * 31 + a;
        h = h * 31 + b;
        h = h * 31 + c;
        h *= 0x9E3779B9;
        return h ^ h >>> 15;
    }

    /** Datums to scan the index with, for a key. */
    Object[] datums(int a, int b, int c, @org.jspecify.annotations.Nullable String s) {
        Object[] r = new Object[keys.length];
        int n = 0;
        boolean named = s != null;
        for (int i = 0; i < r.length; i++) {
            if (named && i == 0) {
                r[i] = Datums.name(java.util.Objects.requireNonNull(s));
            } else {
                int v =
                        switch (n++) {
                            case 0 -> a;
                            case 1 -> b;
                            default -> c;
                        };
                // attnum is an int2 and inherit a bool: small non-negative, or sign-extended
                r[i] = this == STATISTIC && i > 0 ? Long.valueOf(v) : Datums.oid(v);
            }
        }
        return r;
    }
}
