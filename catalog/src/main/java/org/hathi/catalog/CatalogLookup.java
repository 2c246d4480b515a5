package org.hathi.catalog;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * One row lookups by oid or name, cached: what PostgreSQL calls syscaches. {@link Catalog} adds relations, search path
 * and types to it.
 *
 * <p>Everything returned is immutable (arrays in records must not be changed) and may be kept: it is what the catalogs
 * said at the time of the call. Names are exact; resolving unqualified names is {@link SearchPath}'s work.
 */
public abstract sealed class CatalogLookup permits Catalog {
    private final @Nullable CatCache[] caches = new CatCache[CacheId.values().length];

    CatalogLookup() {}

    abstract Catalog self();

    CatCache cache(CacheId id) {
        CatCache c = caches[id.ordinal()];
        if (c == null) {
            c = new CatCache(id, self());
            caches[id.ordinal()] = c;
        }
        return c;
    }

    /** The cache if it was ever used, for invalidation. */
    @Nullable
    CatCache cacheIfAny(int id) {
        return caches[id];
    }

    int cacheCount() {
        return caches.length;
    }

    private static List<?> rows(@Nullable Object cached) {
        return cached == null ? List.of() : (List<?>) cached;
    }

    static SqlError missing(String what, int oid) {
        return SqlError.internal("cache lookup failed for " + what + " " + Integer.toUnsignedString(oid));
    }

    /** The type row; XX000 when there is none. */
    public TypeRow typeRow(int oid) {
        TypeRow r = findType(oid);
        if (r == null) {
            throw missing("type", oid);
        }
        return r;
    }

    /** The type as functions see it; null when there is none. */
    public @Nullable TypeInfo typeIfAny(int oid) {
        TypeRow r = findType(oid);
        return r == null ? null : r.info();
    }

    /** The type; null when there is none. */
    public @Nullable TypeRow findType(int oid) {
        return (TypeRow) cache(CacheId.TYPE_OID).get(oid, 0, 0, null);
    }

    /** The type of a schema; null when there is none. */
    public @Nullable TypeRow typeByName(String name, int namespace) {
        return (TypeRow) cache(CacheId.TYPE_NAME).get(namespace, 0, 0, name);
    }

    /** The function; null when there is none. */
    public @Nullable ProcInfo findProc(int oid) {
        return (ProcInfo) cache(CacheId.PROC_OID).get(oid, 0, 0, null);
    }

    /** As {@link #findProc}, but XX000 when there is none. */
    public ProcInfo proc(int oid) {
        ProcInfo r = findProc(oid);
        if (r == null) {
            throw missing("function", oid);
        }
        return r;
    }

    /** All functions of that name, in all schemas. */
    @SuppressWarnings("unchecked")
    public List<ProcInfo> procsByName(String name) {
        return (List<ProcInfo>) rows(cache(CacheId.PROC_NAME).get(0, 0, 0, name));
    }

    /** The operator; null when there is none. */
    public @Nullable OperatorInfo findOperator(int oid) {
        return (OperatorInfo) cache(CacheId.OPERATOR_OID).get(oid, 0, 0, null);
    }

    /** As {@link #findOperator}, but XX000 when there is none. */
    public OperatorInfo operator(int oid) {
        OperatorInfo r = findOperator(oid);
        if (r == null) {
            throw missing("operator", oid);
        }
        return r;
    }

    /** All operators of that name, in all schemas, binary and prefix. */
    @SuppressWarnings("unchecked")
    public List<OperatorInfo> operatorsByName(String name) {
        return (List<OperatorInfo>) rows(cache(CacheId.OPERATOR_NAME).get(0, 0, 0, name));
    }

    /** The cast between two types; null when there is none. */
    public @Nullable CastInfo cast(int source, int target) {
        return (CastInfo) cache(CacheId.CAST).get(source, target, 0, null);
    }

    /** The aggregate, by its function; null when there is none. */
    public @Nullable AggregateInfo findAggregate(int oid) {
        return (AggregateInfo) cache(CacheId.AGGREGATE).get(oid, 0, 0, null);
    }

    /** As {@link #findAggregate}, but XX000 when there is none. */
    public AggregateInfo aggregate(int oid) {
        AggregateInfo r = findAggregate(oid);
        if (r == null) {
            throw missing("aggregate", oid);
        }
        return r;
    }

    /** The operator class; null when there is none. */
    public @Nullable OpclassInfo findOpclass(int oid) {
        return (OpclassInfo) cache(CacheId.OPCLASS_OID).get(oid, 0, 0, null);
    }

    /** As {@link #findOpclass}, but XX000 when there is none. */
    public OpclassInfo opclass(int oid) {
        OpclassInfo r = findOpclass(oid);
        if (r == null) {
            throw missing("opclass", oid);
        }
        return r;
    }

    /** Operator classes of an index method. */
    @SuppressWarnings("unchecked")
    public List<OpclassInfo> opclassesOf(int method) {
        return (List<OpclassInfo>) rows(cache(CacheId.OPCLASS_METHOD).get(method, 0, 0, null));
    }

    /** The operator family; null when there is none. */
    public @Nullable OpfamilyInfo opfamily(int oid) {
        return (OpfamilyInfo) cache(CacheId.OPFAMILY_OID).get(oid, 0, 0, null);
    }

    /** Operator families of an index method. */
    @SuppressWarnings("unchecked")
    public List<OpfamilyInfo> opfamiliesOf(int method) {
        return (List<OpfamilyInfo>) rows(cache(CacheId.OPFAMILY_METHOD).get(method, 0, 0, null));
    }

    /** The operator families an operator belongs to. */
    @SuppressWarnings("unchecked")
    public List<AmopInfo> amopsOfOperator(int operator) {
        return (List<AmopInfo>) rows(cache(CacheId.AMOP_OPERATOR).get(operator, 0, 0, null));
    }

    /** The operators of a family. */
    @SuppressWarnings("unchecked")
    public List<AmopInfo> amopsOfFamily(int family) {
        return (List<AmopInfo>) rows(cache(CacheId.AMOP_FAMILY).get(family, 0, 0, null));
    }

    /** The support functions of a family. */
    @SuppressWarnings("unchecked")
    public List<AmprocInfo> amprocsOfFamily(int family) {
        return (List<AmprocInfo>) rows(cache(CacheId.AMPROC_FAMILY).get(family, 0, 0, null));
    }

    /** The access method; null when there is none. */
    public @Nullable AmInfo accessMethod(int oid) {
        return (AmInfo) cache(CacheId.AM_OID).get(oid, 0, 0, null);
    }

    /** The access method; null when there is none. */
    public @Nullable AmInfo accessMethodByName(String name) {
        return (AmInfo) cache(CacheId.AM_NAME).get(0, 0, 0, name);
    }

    /** The schema; null when there is none. */
    public @Nullable NamespaceInfo namespace(int oid) {
        return (NamespaceInfo) cache(CacheId.NAMESPACE_OID).get(oid, 0, 0, null);
    }

    /** The schema; null when there is none. */
    public @Nullable NamespaceInfo namespaceByName(String name) {
        return (NamespaceInfo) cache(CacheId.NAMESPACE_NAME).get(0, 0, 0, name);
    }

    /** The role; null when there is none. */
    public @Nullable RoleInfo role(int oid) {
        return (RoleInfo) cache(CacheId.ROLE_OID).get(oid, 0, 0, null);
    }

    /** The role; null when there is none. */
    public @Nullable RoleInfo roleByName(String name) {
        return (RoleInfo) cache(CacheId.ROLE_NAME).get(0, 0, 0, name);
    }

    /** The roles a role is directly a member of. */
    @SuppressWarnings("unchecked")
    public List<RoleMember> membershipsOf(int member) {
        return (List<RoleMember>) rows(cache(CacheId.MEMBER_OF).get(member, 0, 0, null));
    }

    /** The direct members of a role. */
    @SuppressWarnings("unchecked")
    public List<RoleMember> membersOf(int role) {
        return (List<RoleMember>) rows(cache(CacheId.MEMBERS).get(role, 0, 0, null));
    }

    /** The database; null when there is none. */
    public @Nullable DatabaseInfo database(int oid) {
        return (DatabaseInfo) cache(CacheId.DATABASE_OID).get(oid, 0, 0, null);
    }

    /** The database; null when there is none. */
    public @Nullable DatabaseInfo databaseByName(String name) {
        return (DatabaseInfo) cache(CacheId.DATABASE_NAME).get(0, 0, 0, name);
    }

    /** The tablespace; null when there is none. */
    public @Nullable TablespaceInfo tablespace(int oid) {
        return (TablespaceInfo) cache(CacheId.TABLESPACE_OID).get(oid, 0, 0, null);
    }

    /** The tablespace; null when there is none. */
    public @Nullable TablespaceInfo tablespaceByName(String name) {
        return (TablespaceInfo) cache(CacheId.TABLESPACE_NAME).get(0, 0, 0, name);
    }

    /** The collation; null when there is none. */
    public @Nullable CollationInfo collation(int oid) {
        return (CollationInfo) cache(CacheId.COLLATION_OID).get(oid, 0, 0, null);
    }

    /** All collations of that name, in all schemas and encodings. */
    @SuppressWarnings("unchecked")
    public List<CollationInfo> collationsByName(String name) {
        return (List<CollationInfo>) rows(cache(CacheId.COLLATION_NAME).get(0, 0, 0, name));
    }

    /** The conversion; null when there is none. */
    public @Nullable ConversionInfo conversion(int oid) {
        return (ConversionInfo) cache(CacheId.CONVERSION_OID).get(oid, 0, 0, null);
    }

    /** The pg_class row; null when there is none. */
    public @Nullable ClassInfo relation(int oid) {
        return (ClassInfo) cache(CacheId.CLASS_OID).get(oid, 0, 0, null);
    }

    /** The pg_class row of a relation in a schema; null when there is none. */
    public @Nullable ClassInfo relationByName(String name, int namespace) {
        return (ClassInfo) cache(CacheId.CLASS_NAME).get(namespace, 0, 0, name);
    }

    /** All pg_attribute rows of a relation by number, system columns (negative) first. */
    @SuppressWarnings("unchecked")
    public List<AttributeInfo> attributes(int relation) {
        return (List<AttributeInfo>) rows(cache(CacheId.ATTRIBUTES).get(relation, 0, 0, null));
    }

    /** The pg_index row of an index; null when there is none. */
    public @Nullable IndexDef index(int oid) {
        return (IndexDef) cache(CacheId.INDEX_OID).get(oid, 0, 0, null);
    }

    /** The indexes of a table. */
    @SuppressWarnings("unchecked")
    public List<IndexDef> indexesOf(int relation) {
        return (List<IndexDef>) rows(cache(CacheId.INDEXES).get(relation, 0, 0, null));
    }

    /** The constraint; null when there is none. */
    public @Nullable ConstraintInfo constraint(int oid) {
        return (ConstraintInfo) cache(CacheId.CONSTRAINT_OID).get(oid, 0, 0, null);
    }

    /** The constraints of a table, by name. */
    @SuppressWarnings("unchecked")
    public List<ConstraintInfo> constraintsOf(int relation) {
        return (List<ConstraintInfo>) rows(cache(CacheId.CONSTRAINTS).get(relation, 0, 0, null));
    }

    /** The constraints of a domain. */
    @SuppressWarnings("unchecked")
    public List<ConstraintInfo> domainConstraints(int domain) {
        return (List<ConstraintInfo>) rows(cache(CacheId.DOMAIN_CONSTRAINTS).get(domain, 0, 0, null));
    }

    /** The column defaults (and generation expressions) of a table. */
    @SuppressWarnings("unchecked")
    public List<AttrDefault> attrDefaults(int relation) {
        return (List<AttrDefault>) rows(cache(CacheId.ATTR_DEFAULTS).get(relation, 0, 0, null));
    }

    /** The rules of a relation, by name. */
    @SuppressWarnings("unchecked")
    public List<RewriteRule> rewriteRules(int relation) {
        return (List<RewriteRule>) rows(cache(CacheId.RULES).get(relation, 0, 0, null));
    }

    /** The triggers of a relation, by name. */
    @SuppressWarnings("unchecked")
    public List<TriggerInfo> triggersOf(int relation) {
        return (List<TriggerInfo>) rows(cache(CacheId.TRIGGERS).get(relation, 0, 0, null));
    }

    /** Statistics of a column; null when there is none. */
    public @Nullable StatisticInfo statistic(int relation, int attribute, boolean inherited) {
        return (StatisticInfo) cache(CacheId.STATISTIC).get(relation, attribute, inherited ? 1 : 0, null);
    }

    /** Extended statistics objects of a table. */
    @SuppressWarnings("unchecked")
    public List<StatisticExtInfo> statisticsExt(int relation) {
        return (List<StatisticExtInfo>) rows(cache(CacheId.STATISTICS_EXT).get(relation, 0, 0, null));
    }

    /** The procedural language; null when there is none. */
    public @Nullable LanguageInfo language(int oid) {
        return (LanguageInfo) cache(CacheId.LANGUAGE_OID).get(oid, 0, 0, null);
    }

    /** The procedural language; null when there is none. */
    public @Nullable LanguageInfo languageByName(String name) {
        return (LanguageInfo) cache(CacheId.LANGUAGE_NAME).get(0, 0, 0, name);
    }

    /** What makes a type a range; null when there is none. */
    public @Nullable RangeInfo rangeType(int type) {
        return (RangeInfo) cache(CacheId.RANGE).get(type, 0, 0, null);
    }

    /** The range behind a multirange type; null when there is none. */
    public @Nullable RangeInfo multirangeType(int type) {
        return (RangeInfo) cache(CacheId.MULTIRANGE).get(type, 0, 0, null);
    }

    /** The labels of an enum type in sort order. */
    @SuppressWarnings("unchecked")
    public List<EnumLabel> enumLabelsOf(int type) {
        return (List<EnumLabel>) rows(cache(CacheId.ENUM).get(type, 0, 0, null));
    }

    /** The parameters of a sequence; null when there is none. */
    public @Nullable SequenceInfo sequence(int relation) {
        return (SequenceInfo) cache(CacheId.SEQUENCE).get(relation, 0, 0, null);
    }

    /** The tables a table inherits from (or the table it is a partition of), in order. */
    @SuppressWarnings("unchecked")
    public List<InheritInfo> parentsOf(int child) {
        return (List<InheritInfo>) rows(cache(CacheId.INHERITS_CHILD).get(child, 0, 0, null));
    }

    /** The direct children (partitions) of a table. */
    @SuppressWarnings("unchecked")
    public List<InheritInfo> childrenOf(int parent) {
        return (List<InheritInfo>) rows(cache(CacheId.INHERITS_PARENT).get(parent, 0, 0, null));
    }

    /** The partition key of a partitioned table; null when there is none. */
    public @Nullable PartitionKey partitionKey(int relation) {
        return (PartitionKey) cache(CacheId.PARTITIONED).get(relation, 0, 0, null);
    }

    /** Row security policies of a table. */
    @SuppressWarnings("unchecked")
    public List<PolicyInfo> policiesOf(int relation) {
        return (List<PolicyInfo>) rows(cache(CacheId.POLICIES).get(relation, 0, 0, null));
    }

    /** The extension; null when there is none. */
    public @Nullable ExtensionInfo extensionByName(String name) {
        return (ExtensionInfo) cache(CacheId.EXTENSION_NAME).get(0, 0, 0, name);
    }
}
