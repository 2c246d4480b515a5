package org.hathi.catalog;

import org.hathi.base.SqlError;
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

/** Turns catalog rows into the immutable records that {@link Catalog} hands out; one record type per catalog. */
final class RowDecoder {
    private RowDecoder() {}

    /** The record of a row; types are built by {@link TypeDecoder}, which needs to look up functions. */
    static Object decode(Catalog catalog, CatalogRow r) {
        return switch (r.catalog()) {
            case PgType.RELATION -> TypeDecoder.decode(catalog, r);
            case PgAuthid.RELATION -> role(r);
            case PgStatistic.RELATION -> statistic(r);
            case PgProc.RELATION -> procInfo(r);
            case PgOperator.RELATION -> operatorInfo(r);
            case PgCast.RELATION -> castInfo(r);
            case PgAggregate.RELATION -> aggregateInfo(r);
            case PgOpclass.RELATION -> opclassInfo(r);
            case PgOpfamily.RELATION -> opfamilyInfo(r);
            case PgAmop.RELATION -> amopInfo(r);
            case PgAmproc.RELATION -> amprocInfo(r);
            case PgAm.RELATION -> amInfo(r);
            case PgNamespace.RELATION -> namespaceInfo(r);
            case PgAuthMembers.RELATION -> roleMember(r);
            case PgDatabase.RELATION -> databaseInfo(r);
            case PgTablespace.RELATION -> tablespaceInfo(r);
            case PgCollation.RELATION -> collationInfo(r);
            case PgClass.RELATION -> classInfo(r);
            case PgAttribute.RELATION -> attributeInfo(r);
            case PgIndex.RELATION -> indexDef(r);
            case PgConstraint.RELATION -> constraintInfo(r);
            case PgAttrdef.RELATION -> attrDefault(r);
            case PgRewrite.RELATION -> rewriteRule(r);
            case PgTrigger.RELATION -> triggerInfo(r);
            case PgStatisticExt.RELATION -> statisticExtInfo(r);
            case PgLanguage.RELATION -> languageInfo(r);
            case PgRange.RELATION -> rangeInfo(r);
            case PgEnum.RELATION -> enumLabel(r);
            case PgSequence.RELATION -> sequenceInfo(r);
            case PgConversion.RELATION -> conversionInfo(r);
            case PgInherits.RELATION -> inheritInfo(r);
            case PgPartitionedTable.RELATION -> partitionKey(r);
            case PgPolicy.RELATION -> policyInfo(r);
            case PgExtension.RELATION -> extensionInfo(r);
            case PgEventTrigger.RELATION -> eventTriggerInfo(r);
            case PgTsConfig.RELATION, PgTsDict.RELATION, PgDbRoleSetting.RELATION, PgDefaultAcl.RELATION -> r;
            default -> throw SqlError.internal("no record for catalog " + r.catalog());
        };
    }

    private static RoleInfo role(CatalogRow r) {
        return new RoleInfo(
                r.intAt(PgAuthid.OID),
                r.nameAt(PgAuthid.ROLNAME),
                r.boolAt(PgAuthid.ROLSUPER),
                r.boolAt(PgAuthid.ROLINHERIT),
                r.boolAt(PgAuthid.ROLCREATEROLE),
                r.boolAt(PgAuthid.ROLCREATEDB),
                r.boolAt(PgAuthid.ROLCANLOGIN),
                r.boolAt(PgAuthid.ROLREPLICATION),
                r.boolAt(PgAuthid.ROLBYPASSRLS),
                r.intAt(PgAuthid.ROLCONNLIMIT),
                r.textOrNull(PgAuthid.ROLPASSWORD),
                r.isNull(PgAuthid.ROLVALIDUNTIL) ? Long.MAX_VALUE : r.longAt(PgAuthid.ROLVALIDUNTIL));
    }

    private static StatisticInfo statistic(CatalogRow r) {
        int[] kinds = new int[5];
        int[] operators = new int[5];
        int[] collations = new int[5];
        float[][] numbers = new float[5][];
        byte[][] values = new byte[5][];
        for (int i = 0; i < 5; i++) {
            kinds[i] = r.intAt(PgStatistic.STAKIND1 + i);
            operators[i] = r.intAt(PgStatistic.STAOP1 + i);
            collations[i] = r.intAt(PgStatistic.STACOLL1 + i);
            byte[] n = r.bytesOrNull(PgStatistic.STANUMBERS1 + i);
            if (n != null) {
                numbers[i] = Datums.floats(n);
            }
            byte[] v = r.bytesOrNull(PgStatistic.STAVALUES1 + i);
            if (v != null) {
                values[i] = v;
            }
        }
        return new StatisticInfo(
                r.intAt(PgStatistic.STARELID),
                r.intAt(PgStatistic.STAATTNUM),
                r.boolAt(PgStatistic.STAINHERIT),
                r.floatAt(PgStatistic.STANULLFRAC),
                r.intAt(PgStatistic.STAWIDTH),
                r.floatAt(PgStatistic.STADISTINCT),
                kinds,
                operators,
                collations,
                numbers,
                values);
    }

    /** tgargs: tgnargs strings, each ended by a zero byte. */
    private static String[] triggerArguments(CatalogRow r) {
        String[] args = new String[r.intAt(PgTrigger.TGNARGS)];
        byte[] b = r.bytesOrNull(PgTrigger.TGARGS);
        int p = 0;
        for (int i = 0; i < args.length && b != null; i++) {
            int e = p;
            while (e < b.length && b[e] != 0) {
                e++;
            }
            args[i] = new String(b, p, e - p, java.nio.charset.StandardCharsets.UTF_8);
            p = e + 1;
        }
        return args;
    }

    private static byte[] chars(CatalogRow r, int column) {
        byte[] v = r.charsOrNull(column);
        return v == null ? new byte[0] : v;
    }

    private static ProcInfo procInfo(CatalogRow r) {
        return new ProcInfo(
                r.intAt(PgProc.OID),
                r.nameAt(PgProc.PRONAME),
                r.intAt(PgProc.PRONAMESPACE),
                r.intAt(PgProc.PROOWNER),
                r.intAt(PgProc.PROLANG),
                r.floatAt(PgProc.PROCOST),
                r.floatAt(PgProc.PROROWS),
                r.intAt(PgProc.PROVARIADIC),
                r.intAt(PgProc.PROSUPPORT),
                r.charAt(PgProc.PROKIND),
                r.boolAt(PgProc.PROSECDEF),
                r.boolAt(PgProc.PROLEAKPROOF),
                r.boolAt(PgProc.PROISSTRICT),
                r.boolAt(PgProc.PRORETSET),
                r.charAt(PgProc.PROVOLATILE),
                r.charAt(PgProc.PROPARALLEL),
                r.intAt(PgProc.PRONARGDEFAULTS),
                r.intAt(PgProc.PRORETTYPE),
                r.intsAt(PgProc.PROARGTYPES),
                r.intsOrNull(PgProc.PROALLARGTYPES),
                r.charsOrNull(PgProc.PROARGMODES),
                r.textsOrNull(PgProc.PROARGNAMES),
                r.textOrNull(PgProc.PROARGDEFAULTS),
                r.intsOrNull(PgProc.PROTRFTYPES),
                r.textAt(PgProc.PROSRC),
                r.textOrNull(PgProc.PROBIN),
                r.textOrNull(PgProc.PROSQLBODY),
                r.textsOrNull(PgProc.PROCONFIG),
                r.aclOrNull(PgProc.PROACL));
    }

    private static OperatorInfo operatorInfo(CatalogRow r) {
        return new OperatorInfo(
                r.intAt(PgOperator.OID),
                r.nameAt(PgOperator.OPRNAME),
                r.intAt(PgOperator.OPRNAMESPACE),
                r.intAt(PgOperator.OPROWNER),
                r.charAt(PgOperator.OPRKIND),
                r.boolAt(PgOperator.OPRCANMERGE),
                r.boolAt(PgOperator.OPRCANHASH),
                r.intAt(PgOperator.OPRLEFT),
                r.intAt(PgOperator.OPRRIGHT),
                r.intAt(PgOperator.OPRRESULT),
                r.intAt(PgOperator.OPRCOM),
                r.intAt(PgOperator.OPRNEGATE),
                r.intAt(PgOperator.OPRCODE),
                r.intAt(PgOperator.OPRREST),
                r.intAt(PgOperator.OPRJOIN));
    }

    private static CastInfo castInfo(CatalogRow r) {
        return new CastInfo(
                r.intAt(PgCast.OID),
                r.intAt(PgCast.CASTSOURCE),
                r.intAt(PgCast.CASTTARGET),
                r.intAt(PgCast.CASTFUNC),
                r.charAt(PgCast.CASTCONTEXT),
                r.charAt(PgCast.CASTMETHOD));
    }

    private static AggregateInfo aggregateInfo(CatalogRow r) {
        return new AggregateInfo(
                r.intAt(PgAggregate.AGGFNOID), r.charAt(PgAggregate.AGGKIND),
                r.intAt(PgAggregate.AGGNUMDIRECTARGS), r.intAt(PgAggregate.AGGTRANSFN),
                r.intAt(PgAggregate.AGGFINALFN), r.intAt(PgAggregate.AGGCOMBINEFN),
                r.intAt(PgAggregate.AGGSERIALFN), r.intAt(PgAggregate.AGGDESERIALFN),
                r.intAt(PgAggregate.AGGMTRANSFN), r.intAt(PgAggregate.AGGMINVTRANSFN),
                r.intAt(PgAggregate.AGGMFINALFN), r.boolAt(PgAggregate.AGGFINALEXTRA),
                r.boolAt(PgAggregate.AGGMFINALEXTRA), r.charAt(PgAggregate.AGGFINALMODIFY),
                r.charAt(PgAggregate.AGGMFINALMODIFY), r.intAt(PgAggregate.AGGSORTOP),
                r.intAt(PgAggregate.AGGTRANSTYPE), r.intAt(PgAggregate.AGGTRANSSPACE),
                r.intAt(PgAggregate.AGGMTRANSTYPE), r.intAt(PgAggregate.AGGMTRANSSPACE),
                r.textOrNull(PgAggregate.AGGINITVAL), r.textOrNull(PgAggregate.AGGMINITVAL));
    }

    private static OpclassInfo opclassInfo(CatalogRow r) {
        return new OpclassInfo(
                r.intAt(PgOpclass.OID),
                r.intAt(PgOpclass.OPCMETHOD),
                r.nameAt(PgOpclass.OPCNAME),
                r.intAt(PgOpclass.OPCNAMESPACE),
                r.intAt(PgOpclass.OPCOWNER),
                r.intAt(PgOpclass.OPCFAMILY),
                r.intAt(PgOpclass.OPCINTYPE),
                r.boolAt(PgOpclass.OPCDEFAULT),
                r.intAt(PgOpclass.OPCKEYTYPE));
    }

    private static OpfamilyInfo opfamilyInfo(CatalogRow r) {
        return new OpfamilyInfo(
                r.intAt(PgOpfamily.OID),
                r.intAt(PgOpfamily.OPFMETHOD),
                r.nameAt(PgOpfamily.OPFNAME),
                r.intAt(PgOpfamily.OPFNAMESPACE),
                r.intAt(PgOpfamily.OPFOWNER));
    }

    private static AmopInfo amopInfo(CatalogRow r) {
        return new AmopInfo(
                r.intAt(PgAmop.OID),
                r.intAt(PgAmop.AMOPFAMILY),
                r.intAt(PgAmop.AMOPLEFTTYPE),
                r.intAt(PgAmop.AMOPRIGHTTYPE),
                r.intAt(PgAmop.AMOPSTRATEGY),
                r.charAt(PgAmop.AMOPPURPOSE),
                r.intAt(PgAmop.AMOPOPR),
                r.intAt(PgAmop.AMOPMETHOD),
                r.intAt(PgAmop.AMOPSORTFAMILY));
    }

    private static AmprocInfo amprocInfo(CatalogRow r) {
        return new AmprocInfo(
                r.intAt(PgAmproc.OID),
                r.intAt(PgAmproc.AMPROCFAMILY),
                r.intAt(PgAmproc.AMPROCLEFTTYPE),
                r.intAt(PgAmproc.AMPROCRIGHTTYPE),
                r.intAt(PgAmproc.AMPROCNUM),
                r.intAt(PgAmproc.AMPROC));
    }

    private static AmInfo amInfo(CatalogRow r) {
        return new AmInfo(r.intAt(PgAm.OID), r.nameAt(PgAm.AMNAME), r.intAt(PgAm.AMHANDLER), r.charAt(PgAm.AMTYPE));
    }

    private static NamespaceInfo namespaceInfo(CatalogRow r) {
        return new NamespaceInfo(
                r.intAt(PgNamespace.OID),
                r.nameAt(PgNamespace.NSPNAME),
                r.intAt(PgNamespace.NSPOWNER),
                r.aclOrNull(PgNamespace.NSPACL));
    }

    private static RoleMember roleMember(CatalogRow r) {
        return new RoleMember(
                r.intAt(PgAuthMembers.ROLEID),
                r.intAt(PgAuthMembers.MEMBER),
                r.intAt(PgAuthMembers.GRANTOR),
                r.boolAt(PgAuthMembers.ADMIN_OPTION));
    }

    private static DatabaseInfo databaseInfo(CatalogRow r) {
        return new DatabaseInfo(
                r.intAt(PgDatabase.OID),
                r.nameAt(PgDatabase.DATNAME),
                r.intAt(PgDatabase.DATDBA),
                r.intAt(PgDatabase.ENCODING),
                r.charAt(PgDatabase.DATLOCPROVIDER),
                r.boolAt(PgDatabase.DATISTEMPLATE),
                r.boolAt(PgDatabase.DATALLOWCONN),
                r.intAt(PgDatabase.DATCONNLIMIT),
                r.intAt(PgDatabase.DATFROZENXID),
                r.intAt(PgDatabase.DATMINMXID),
                r.intAt(PgDatabase.DATTABLESPACE),
                r.textAt(PgDatabase.DATCOLLATE),
                r.textAt(PgDatabase.DATCTYPE),
                r.textOrNull(PgDatabase.DATICULOCALE),
                r.textOrNull(PgDatabase.DATCOLLVERSION),
                r.aclOrNull(PgDatabase.DATACL));
    }

    private static TablespaceInfo tablespaceInfo(CatalogRow r) {
        return new TablespaceInfo(
                r.intAt(PgTablespace.OID),
                r.nameAt(PgTablespace.SPCNAME),
                r.intAt(PgTablespace.SPCOWNER),
                r.aclOrNull(PgTablespace.SPCACL),
                r.textsOrNull(PgTablespace.SPCOPTIONS));
    }

    private static CollationInfo collationInfo(CatalogRow r) {
        return new CollationInfo(
                r.intAt(PgCollation.OID),
                r.nameAt(PgCollation.COLLNAME),
                r.intAt(PgCollation.COLLNAMESPACE),
                r.intAt(PgCollation.COLLOWNER),
                r.charAt(PgCollation.COLLPROVIDER),
                r.boolAt(PgCollation.COLLISDETERMINISTIC),
                r.intAt(PgCollation.COLLENCODING),
                r.textOrNull(PgCollation.COLLCOLLATE),
                r.textOrNull(PgCollation.COLLCTYPE),
                r.textOrNull(PgCollation.COLLICULOCALE),
                r.textOrNull(PgCollation.COLLVERSION));
    }

    private static ClassInfo classInfo(CatalogRow r) {
        return new ClassInfo(
                r.intAt(PgClass.OID),
                r.nameAt(PgClass.RELNAME),
                r.intAt(PgClass.RELNAMESPACE),
                r.intAt(PgClass.RELTYPE),
                r.intAt(PgClass.RELOFTYPE),
                r.intAt(PgClass.RELOWNER),
                r.intAt(PgClass.RELAM),
                r.intAt(PgClass.RELFILENODE),
                r.intAt(PgClass.RELTABLESPACE),
                r.intAt(PgClass.RELPAGES),
                r.floatAt(PgClass.RELTUPLES),
                r.intAt(PgClass.RELALLVISIBLE),
                r.intAt(PgClass.RELTOASTRELID),
                r.boolAt(PgClass.RELHASINDEX),
                r.boolAt(PgClass.RELISSHARED),
                r.charAt(PgClass.RELPERSISTENCE),
                r.charAt(PgClass.RELKIND),
                r.intAt(PgClass.RELNATTS),
                r.intAt(PgClass.RELCHECKS),
                r.boolAt(PgClass.RELHASRULES),
                r.boolAt(PgClass.RELHASTRIGGERS),
                r.boolAt(PgClass.RELHASSUBCLASS),
                r.boolAt(PgClass.RELROWSECURITY),
                r.boolAt(PgClass.RELFORCEROWSECURITY),
                r.boolAt(PgClass.RELISPOPULATED),
                r.charAt(PgClass.RELREPLIDENT),
                r.boolAt(PgClass.RELISPARTITION),
                r.intAt(PgClass.RELREWRITE),
                r.intAt(PgClass.RELFROZENXID),
                r.intAt(PgClass.RELMINMXID),
                r.aclOrNull(PgClass.RELACL),
                r.textsOrNull(PgClass.RELOPTIONS),
                r.textOrNull(PgClass.RELPARTBOUND));
    }

    private static AttributeInfo attributeInfo(CatalogRow r) {
        return new AttributeInfo(
                r.intAt(PgAttribute.ATTRELID),
                r.nameAt(PgAttribute.ATTNAME),
                r.intAt(PgAttribute.ATTTYPID),
                r.intAt(PgAttribute.ATTSTATTARGET),
                r.intAt(PgAttribute.ATTLEN),
                r.intAt(PgAttribute.ATTNUM),
                r.intAt(PgAttribute.ATTNDIMS),
                r.intAt(PgAttribute.ATTTYPMOD),
                r.boolAt(PgAttribute.ATTBYVAL),
                r.charAt(PgAttribute.ATTALIGN),
                r.charAt(PgAttribute.ATTSTORAGE),
                r.charAt(PgAttribute.ATTCOMPRESSION),
                r.boolAt(PgAttribute.ATTNOTNULL),
                r.boolAt(PgAttribute.ATTHASDEF),
                r.boolAt(PgAttribute.ATTHASMISSING),
                r.charAt(PgAttribute.ATTIDENTITY),
                r.charAt(PgAttribute.ATTGENERATED),
                r.boolAt(PgAttribute.ATTISDROPPED),
                r.boolAt(PgAttribute.ATTISLOCAL),
                r.intAt(PgAttribute.ATTINHCOUNT),
                r.intAt(PgAttribute.ATTCOLLATION),
                r.aclOrNull(PgAttribute.ATTACL),
                r.textsOrNull(PgAttribute.ATTOPTIONS),
                r.bytesOrNull(PgAttribute.ATTMISSINGVAL));
    }

    private static IndexDef indexDef(CatalogRow r) {
        return new IndexDef(
                r.intAt(PgIndex.INDEXRELID),
                r.intAt(PgIndex.INDRELID),
                r.intAt(PgIndex.INDNKEYATTS),
                r.boolAt(PgIndex.INDISUNIQUE),
                r.boolAt(PgIndex.INDNULLSNOTDISTINCT),
                r.boolAt(PgIndex.INDISPRIMARY),
                r.boolAt(PgIndex.INDISEXCLUSION),
                r.boolAt(PgIndex.INDIMMEDIATE),
                r.boolAt(PgIndex.INDISCLUSTERED),
                r.boolAt(PgIndex.INDISVALID),
                r.boolAt(PgIndex.INDCHECKXMIN),
                r.boolAt(PgIndex.INDISREADY),
                r.boolAt(PgIndex.INDISLIVE),
                r.boolAt(PgIndex.INDISREPLIDENT),
                r.intsAt(PgIndex.INDKEY),
                r.intsAt(PgIndex.INDCOLLATION),
                r.intsAt(PgIndex.INDCLASS),
                r.intsAt(PgIndex.INDOPTION),
                r.textOrNull(PgIndex.INDEXPRS),
                r.textOrNull(PgIndex.INDPRED));
    }

    private static ConstraintInfo constraintInfo(CatalogRow r) {
        return new ConstraintInfo(
                r.intAt(PgConstraint.OID),
                r.nameAt(PgConstraint.CONNAME),
                r.intAt(PgConstraint.CONNAMESPACE),
                r.charAt(PgConstraint.CONTYPE),
                r.boolAt(PgConstraint.CONDEFERRABLE),
                r.boolAt(PgConstraint.CONDEFERRED),
                r.boolAt(PgConstraint.CONVALIDATED),
                r.intAt(PgConstraint.CONRELID),
                r.intAt(PgConstraint.CONTYPID),
                r.intAt(PgConstraint.CONINDID),
                r.intAt(PgConstraint.CONPARENTID),
                r.intAt(PgConstraint.CONFRELID),
                r.charAt(PgConstraint.CONFUPDTYPE),
                r.charAt(PgConstraint.CONFDELTYPE),
                r.charAt(PgConstraint.CONFMATCHTYPE),
                r.boolAt(PgConstraint.CONISLOCAL),
                r.intAt(PgConstraint.CONINHCOUNT),
                r.boolAt(PgConstraint.CONNOINHERIT),
                r.intsOrNull(PgConstraint.CONKEY),
                r.intsOrNull(PgConstraint.CONFKEY),
                r.intsOrNull(PgConstraint.CONPFEQOP),
                r.intsOrNull(PgConstraint.CONPPEQOP),
                r.intsOrNull(PgConstraint.CONFFEQOP),
                r.intsOrNull(PgConstraint.CONFDELSETCOLS),
                r.intsOrNull(PgConstraint.CONEXCLOP),
                r.textOrNull(PgConstraint.CONBIN));
    }

    private static AttrDefault attrDefault(CatalogRow r) {
        return new AttrDefault(
                r.intAt(PgAttrdef.OID),
                r.intAt(PgAttrdef.ADRELID),
                r.intAt(PgAttrdef.ADNUM),
                r.textAt(PgAttrdef.ADBIN));
    }

    private static RewriteRule rewriteRule(CatalogRow r) {
        return new RewriteRule(
                r.intAt(PgRewrite.OID),
                r.nameAt(PgRewrite.RULENAME),
                r.intAt(PgRewrite.EV_CLASS),
                r.charAt(PgRewrite.EV_TYPE),
                r.charAt(PgRewrite.EV_ENABLED),
                r.boolAt(PgRewrite.IS_INSTEAD),
                r.textAt(PgRewrite.EV_QUAL),
                r.textAt(PgRewrite.EV_ACTION));
    }

    private static TriggerInfo triggerInfo(CatalogRow r) {
        return new TriggerInfo(
                r.intAt(PgTrigger.OID),
                r.intAt(PgTrigger.TGRELID),
                r.intAt(PgTrigger.TGPARENTID),
                r.nameAt(PgTrigger.TGNAME),
                r.intAt(PgTrigger.TGFOID),
                r.intAt(PgTrigger.TGTYPE),
                r.charAt(PgTrigger.TGENABLED),
                r.boolAt(PgTrigger.TGISINTERNAL),
                r.intAt(PgTrigger.TGCONSTRRELID),
                r.intAt(PgTrigger.TGCONSTRINDID),
                r.intAt(PgTrigger.TGCONSTRAINT),
                r.boolAt(PgTrigger.TGDEFERRABLE),
                r.boolAt(PgTrigger.TGINITDEFERRED),
                triggerArguments(r),
                r.intsAt(PgTrigger.TGATTR),
                r.textOrNull(PgTrigger.TGQUAL),
                r.isNull(PgTrigger.TGOLDTABLE) ? null : r.nameAt(PgTrigger.TGOLDTABLE),
                r.isNull(PgTrigger.TGNEWTABLE) ? null : r.nameAt(PgTrigger.TGNEWTABLE));
    }

    private static StatisticExtInfo statisticExtInfo(CatalogRow r) {
        return new StatisticExtInfo(
                r.intAt(PgStatisticExt.OID),
                r.intAt(PgStatisticExt.STXRELID),
                r.nameAt(PgStatisticExt.STXNAME),
                r.intAt(PgStatisticExt.STXNAMESPACE),
                r.intAt(PgStatisticExt.STXOWNER),
                r.intAt(PgStatisticExt.STXSTATTARGET),
                r.intsAt(PgStatisticExt.STXKEYS),
                chars(r, PgStatisticExt.STXKIND),
                r.textOrNull(PgStatisticExt.STXEXPRS));
    }

    private static LanguageInfo languageInfo(CatalogRow r) {
        return new LanguageInfo(
                r.intAt(PgLanguage.OID),
                r.nameAt(PgLanguage.LANNAME),
                r.intAt(PgLanguage.LANOWNER),
                r.boolAt(PgLanguage.LANISPL),
                r.boolAt(PgLanguage.LANPLTRUSTED),
                r.intAt(PgLanguage.LANPLCALLFOID),
                r.intAt(PgLanguage.LANINLINE),
                r.intAt(PgLanguage.LANVALIDATOR),
                r.aclOrNull(PgLanguage.LANACL));
    }

    private static RangeInfo rangeInfo(CatalogRow r) {
        return new RangeInfo(
                r.intAt(PgRange.RNGTYPID),
                r.intAt(PgRange.RNGSUBTYPE),
                r.intAt(PgRange.RNGMULTITYPID),
                r.intAt(PgRange.RNGCOLLATION),
                r.intAt(PgRange.RNGSUBOPC),
                r.intAt(PgRange.RNGCANONICAL),
                r.intAt(PgRange.RNGSUBDIFF));
    }

    private static EnumLabel enumLabel(CatalogRow r) {
        return new EnumLabel(
                r.intAt(PgEnum.OID),
                r.intAt(PgEnum.ENUMTYPID),
                r.floatAt(PgEnum.ENUMSORTORDER),
                r.nameAt(PgEnum.ENUMLABEL));
    }

    private static SequenceInfo sequenceInfo(CatalogRow r) {
        return new SequenceInfo(
                r.intAt(PgSequence.SEQRELID),
                r.intAt(PgSequence.SEQTYPID),
                r.longAt(PgSequence.SEQSTART),
                r.longAt(PgSequence.SEQINCREMENT),
                r.longAt(PgSequence.SEQMAX),
                r.longAt(PgSequence.SEQMIN),
                r.longAt(PgSequence.SEQCACHE),
                r.boolAt(PgSequence.SEQCYCLE));
    }

    private static ConversionInfo conversionInfo(CatalogRow r) {
        return new ConversionInfo(
                r.intAt(PgConversion.OID),
                r.nameAt(PgConversion.CONNAME),
                r.intAt(PgConversion.CONNAMESPACE),
                r.intAt(PgConversion.CONOWNER),
                r.intAt(PgConversion.CONFORENCODING),
                r.intAt(PgConversion.CONTOENCODING),
                r.intAt(PgConversion.CONPROC),
                r.boolAt(PgConversion.CONDEFAULT));
    }

    private static InheritInfo inheritInfo(CatalogRow r) {
        return new InheritInfo(
                r.intAt(PgInherits.INHRELID),
                r.intAt(PgInherits.INHPARENT),
                r.intAt(PgInherits.INHSEQNO),
                r.boolAt(PgInherits.INHDETACHPENDING));
    }

    private static PartitionKey partitionKey(CatalogRow r) {
        return new PartitionKey(
                r.intAt(PgPartitionedTable.PARTRELID),
                r.charAt(PgPartitionedTable.PARTSTRAT),
                r.intAt(PgPartitionedTable.PARTDEFID),
                r.intsAt(PgPartitionedTable.PARTATTRS),
                r.intsAt(PgPartitionedTable.PARTCLASS),
                r.intsAt(PgPartitionedTable.PARTCOLLATION),
                r.textOrNull(PgPartitionedTable.PARTEXPRS));
    }

    private static PolicyInfo policyInfo(CatalogRow r) {
        return new PolicyInfo(
                r.intAt(PgPolicy.OID),
                r.nameAt(PgPolicy.POLNAME),
                r.intAt(PgPolicy.POLRELID),
                r.charAt(PgPolicy.POLCMD),
                r.boolAt(PgPolicy.POLPERMISSIVE),
                r.intsAt(PgPolicy.POLROLES),
                r.textOrNull(PgPolicy.POLQUAL),
                r.textOrNull(PgPolicy.POLWITHCHECK));
    }

    private static ExtensionInfo extensionInfo(CatalogRow r) {
        return new ExtensionInfo(
                r.intAt(PgExtension.OID),
                r.nameAt(PgExtension.EXTNAME),
                r.intAt(PgExtension.EXTOWNER),
                r.intAt(PgExtension.EXTNAMESPACE),
                r.boolAt(PgExtension.EXTRELOCATABLE),
                r.textAt(PgExtension.EXTVERSION));
    }

    private static EventTriggerInfo eventTriggerInfo(CatalogRow r) {
        return new EventTriggerInfo(
                r.intAt(PgEventTrigger.OID),
                r.nameAt(PgEventTrigger.EVTNAME),
                r.nameAt(PgEventTrigger.EVTEVENT),
                r.intAt(PgEventTrigger.EVTOWNER),
                r.intAt(PgEventTrigger.EVTFOID),
                r.charAt(PgEventTrigger.EVTENABLED),
                r.textsOrNull(PgEventTrigger.EVTTAGS));
    }
}
