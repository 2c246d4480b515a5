package org.hathi.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hathi.access.Relation;
import org.hathi.access.RelationSource;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.Attribute;
import org.hathi.types.EvalContext;
import org.hathi.types.FormatType;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeCatalog;
import org.hathi.types.TypeInfo;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/**
 * The catalogs as one backend sees them: cached rows ({@link CatalogLookup}), open relations, the search path,
 * privileges.
 *
 * <p>Private to a backend (one thread). Kept true by {@link Invalidation}: what another backend committed is seen from
 * the next {@link #acceptInvalidations} on (start of a statement, every lock taken); this backend's own changes from
 * the next command counter increment on.
 */
public final class Catalog extends CatalogLookup implements TypeCatalog {
    /** Told about changes, to throw away what was derived from the catalogs (plans). */
    public interface Listener {
        /** A relation (table, index, view) changed or may have; 0: all. */
        void relationChanged(int relation);

        /** A row of a catalog changed whose key has this hash; hash 0 with catalog 0: everything. */
        void rowChanged(int catalog, int hash);
    }

    private final CatalogStore store;
    private final int databaseOid;
    private final SearchPath searchPath;
    private final OperatorOps operatorOps;
    private final RelCache relations;
    private final Acl acl;
    private final Invalidation invalidation;
    private final CatalogTable writer;
    private final List<Listener> listeners = new ArrayList<>();
    private RelationLocker locker = RelationLocker.NONE;
    /** Oids of the labels this transaction has added to enums. */
    private final Set<Integer> newEnumLabels = new HashSet<>();

    /** Takes heavyweight locks on relations; given by the session (txn's lock manager). */
    public interface RelationLocker {
        RelationLocker NONE = new RelationLocker() {
            @Override
            public void lock(int relation, boolean shared, int mode) {}

            @Override
            public void unlock(int relation, boolean shared, int mode) {}
        };

        /** Waits for the lock, then accepts invalidations. Mode 1 (ACCESS SHARE) … 8 (ACCESS EXCLUSIVE). */
        void lock(int relation, boolean shared, int mode);

        /** Gives the lock back before the end of the transaction. */
        void unlock(int relation, boolean shared, int mode);
    }

    /**
     * @param store where rows are
     * @param databaseOid the database this session is connected to
     */
    public Catalog(CatalogStore store, int databaseOid) {
        this.store = store;
        this.databaseOid = databaseOid;
        this.searchPath = new SearchPath(this);
        this.relations = new RelCache(this);
        this.acl = new Acl(this);
        this.invalidation = new Invalidation(this);
        this.writer = new CatalogTable(this, invalidation);
        this.operatorOps = new OperatorOps(this);
    }

    /** How users' operator classes compare. */
    public OperatorOps operatorOps() {
        return operatorOps;
    }

    @Override
    public @Nullable TypeOps ownOps(int typeOid, int collation) {
        return operatorOps.ofType(typeOid, collation);
    }

    @Override
    Catalog self() {
        return this;
    }

    /** Where the rows are. */
    public CatalogStore store() {
        return store;
    }

    /** Oid of the connected database. */
    public int databaseOid() {
        return databaseOid;
    }

    /** Name resolution through search_path. */
    public SearchPath searchPath() {
        return searchPath;
    }

    /** Privilege checks. */
    public Acl acl() {
        return acl;
    }

    /** Invalidation of caches: transaction events go there. */
    public Invalidation invalidation() {
        return invalidation;
    }

    /** Changes to catalog rows. */
    public CatalogTable writer() {
        return writer;
    }

    /** Forgets what other backends changed meanwhile. */
    public void acceptInvalidations() {
        invalidation.accept();
    }

    /** From now on {@link #openRelation} takes its locks from here. */
    public void setLocker(RelationLocker locker) {
        this.locker = locker;
    }

    public RelationLocker locker() {
        return locker;
    }

    public void addListener(Listener l) {
        listeners.add(l);
    }

    // ------------------------------------------------------------------------------------------------ relations

    /**
     * Locks a relation (unless mode is 0) and describes it.
     *
     * @param lockMode 0 (the caller holds a lock) to 8, ACCESS EXCLUSIVE
     * @throws SqlError XX000 when there is no such relation (any more)
     */
    public Relation openRelation(int oid, int lockMode) {
        Relation r = openRelationIfAny(oid, lockMode);
        if (r == null) {
            throw SqlError.internal("could not open relation with OID " + Integer.toUnsignedString(oid));
        }
        return r;
    }

    /** As {@link #openRelation}, null (and no lock kept) when there is no such relation. */
    public @Nullable Relation openRelationIfAny(int oid, int lockMode) {
        if (lockMode != 0) {
            locker.lock(oid, CatalogTables.isSharedRelation(oid), lockMode);
        }
        Relation r = relations.get(oid);
        if (r == null && lockMode != 0) {
            locker.unlock(oid, CatalogTables.isSharedRelation(oid), lockMode);
        }
        return r;
    }

    /**
     * Locks the relation that a name stands for, and looks the name up again after each wait: what it meant may have
     * been dropped or replaced meanwhile (RangeVarGetRelidExtended).
     *
     * @param find looks the name up; null when there is no such relation
     * @param lock takes the lock as {@link RelationLocker#lock} does, after whatever must be checked before the wait
     * @param mode of that lock, which is given back when the name means another relation
     */
    public @Nullable ClassInfo lockNamed(Supplier<@Nullable ClassInfo> find, Consumer<ClassInfo> lock, int mode) {
        acceptInvalidations();
        ClassInfo c = find.get();
        while (c != null) {
            lock.accept(c);
            ClassInfo again = find.get();
            if (again != null && again.oid() == c.oid()) {
                return again;
            }
            locker.unlock(c.oid(), c.shared(), mode);
            c = again;
        }
        return null;
    }

    /**
     * Ends the use of a relation; a lock mode other than 0 is given back (pass 0 to keep it to the transaction's end).
     */
    public void close(Relation relation, int lockMode) {
        if (lockMode != 0) {
            locker.unlock(relation.oid, relation.shared, lockMode);
        }
    }

    /** This as the source of toast relations and indexes that room access asks for. */
    public RelationSource relationSource() {
        return relations;
    }

    /** The open indexes of a table that exist for writing (indislive), by oid; the caller holds a lock on the table. */
    public List<Relation> openIndexes(int table) {
        return relations.indexes(table);
    }

    /** Columns of a relation, dropped ones included. */
    public TupleDesc tupleDesc(int relation) {
        return openRelation(relation, 0).desc;
    }

    /** A column by name, system columns (negative numbers) too; null when there is none or it is dropped. */
    public @Nullable AttributeInfo attributeByName(int relation, String name) {
        for (AttributeInfo a : attributes(relation)) {
            if (!a.dropped() && a.name().equals(name)) {
                return a;
            }
        }
        return null;
    }

    /** A column by number; null when there is none. Dropped ones are returned. */
    public @Nullable AttributeInfo attribute(int relation, int number) {
        for (AttributeInfo a : attributes(relation)) {
            if (a.number() == number) {
                return a;
            }
        }
        return null;
    }

    /** The default (or generation expression) of a column; null when it has none. */
    public @Nullable AttrDefault attrDefault(int relation, int attribute) {
        for (AttrDefault d : attrDefaults(relation)) {
            if (d.attribute() == attribute) {
                return d;
            }
        }
        return null;
    }

    // ------------------------------------------------------------------------------------- operators and families

    /** The default operator class of an index method for exactly this type (or binary coercible to it); null: none. */
    public @Nullable OpclassInfo defaultOpclass(int type, int method) {
        return OpclassChooser.defaultOpclass(this, type, method);
    }

    /** The operator of a family for these types and strategy; 0: none. */
    public int amop(int family, int left, int right, int strategy) {
        for (AmopInfo a : amopsOfFamily(family)) {
            if (a.left() == left && a.right() == right && a.strategy() == strategy && a.purpose() == 's') {
                return a.operator();
            }
        }
        return 0;
    }

    /** The support function of a family for these types; 0: none. */
    public int amproc(int family, int left, int right, int number) {
        for (AmprocInfo a : amprocsOfFamily(family)) {
            if (a.left() == left && a.right() == right && a.number() == number) {
                return a.function();
            }
        }
        return 0;
    }

    /** How an operator is a member of a family (search purpose); null when it is none. */
    public @Nullable AmopInfo amopOf(int operator, int family) {
        for (AmopInfo a : amopsOfOperator(operator)) {
            if (a.family() == family && a.purpose() == 's') {
                return a;
            }
        }
        return null;
    }

    /** Whether values of one type are values of the other without conversion (IsBinaryCoercible). */
    public boolean binaryCoercible(int source, int target) {
        return OpclassChooser.binaryCoercible(this, source, target);
    }

    /** Name of an access method such as btree; the pg_am row must exist. */
    public String accessMethodName(int oid) {
        AmInfo am = accessMethod(oid);
        if (am == null) {
            throw missing("access method", oid);
        }
        return am.name();
    }

    // --------------------------------------------------------------------------------------------- TypeCatalog

    @Override
    public List<TypeCatalog.EnumLabel> enumLabels(int typeOid) {
        List<org.hathi.catalog.EnumLabel> rows = enumLabelsOf(typeOid);
        List<TypeCatalog.EnumLabel> out = new ArrayList<>(rows.size());
        for (org.hathi.catalog.EnumLabel e : rows) {
            out.add(new TypeCatalog.EnumLabel(e.oid(), e.order(), e.label(), newEnumLabels.contains(e.oid())));
        }
        return out;
    }

    /** A label was added to an existing enum; it is marked so until the transaction ends. */
    public void enumLabelAdded(int oid) {
        newEnumLabels.add(oid);
    }

    /** The transaction has ended. */
    void forgetNewEnumLabels() {
        newEnumLabels.clear();
    }

    private java.util.function.@Nullable IntFunction<TypeCatalog.@Nullable DomainCheck> domainChecks;

    /** Gives what evaluates the constraints of domains: the executor, which alone can. */
    public void setDomainChecks(java.util.function.IntFunction<TypeCatalog.@Nullable DomainCheck> checks) {
        domainChecks = checks;
    }

    private TypeNames typeNames = TypeNameReader::read;

    /** Gives what reads type names: the parser, below this room. */
    public void setTypeNames(TypeNames reader) {
        typeNames = reader;
    }

    TypeNames typeNames() {
        return typeNames;
    }

    @Override
    public TypeCatalog.@Nullable DomainCheck domainCheck(int typeOid) {
        var checks = domainChecks;
        return checks == null ? null : checks.apply(typeOid);
    }

    @Override
    public @Nullable TupleDesc rowType(int typeOid, int typmod) {
        if (typeOid == org.hathi.types.Oids.RECORD) {
            return typmod >= 0 && typmod < recordTypes.size() ? recordTypes.get(typmod) : null;
        }
        TypeInfo t = typeIfAny(typeOid);
        if (t == null) {
            return null;
        }
        if (t.type() == 'd') {
            return rowType(t.baseType(), -1);
        }
        return t.relid() == 0 ? null : tupleDesc(t.relid());
    }

    @Override
    public TypeCatalog.@Nullable RangeInfo range(int typeOid) {
        org.hathi.catalog.RangeInfo r = rangeType(typeOid);
        if (r == null) {
            r = multirangeType(typeOid);
        }
        if (r == null) {
            return null;
        }
        return new TypeCatalog.RangeInfo(
                r.type(),
                r.subtype(),
                r.collation(),
                sourceOrEmpty(r.canonical()),
                sourceOrEmpty(r.subdiff()),
                r.multirange(),
                r.opclass());
    }

    @Override
    public TypeOps order(TypeCatalog.RangeInfo r) {
        OpclassInfo c = opclass(r.opclass());
        if (c.isDefault()) {
            return TypeOps.of(this, r.subtype(), r.collation());
        }
        int function = amproc(c.family(), c.inputType(), c.inputType(), 1);
        return operatorOps.bySupport(function, r.subtype(), r.subtype(), r.collation());
    }

    private String sourceOrEmpty(int function) {
        return function == 0 ? "" : proc(function).source();
    }

    /** format_type(): the SQL spelling, else the name, with its schema unless the search path finds it. */
    @Override
    public String formatType(int oid, int typmod) {
        TypeInfo t = oid == 0 ? null : typeIfAny(oid);
        if (t == null) {
            return oid == 0 ? "-" : "???";
        }
        if (t.isArray() && t.storage() != 'p') {
            return formatType(t.elem(), typmod) + "[]";
        }
        String special = FormatType.special(oid, typmod);
        if (special != null) {
            return special;
        }
        return RegNames.qualifyUnless(this, searchPath.typeVisible(oid), t.namespace(), t.name())
                + FormatType.modifier(oid, typmod);
    }

    @Override
    public int regLookup(EvalContext cx, int kind, String name, boolean missingOk) {
        return RegNames.lookup(this, kind, name, missingOk);
    }

    @Override
    public @Nullable String regFormat(EvalContext cx, int kind, int oid) {
        return RegNames.format(this, kind, oid);
    }

    @Override
    public @Nullable String roleName(int oid) {
        RoleInfo r = role(oid);
        return r == null ? null : r.name();
    }

    @Override
    public int roleOid(String name) {
        RoleInfo r = roleByName(name);
        if (r == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
        }
        return r.oid();
    }

    /** Makes a column description from a pg_attribute row. */
    static Attribute column(AttributeInfo a) {
        return new Attribute(
                a.name(),
                a.type(),
                a.typmod(),
                a.length(),
                a.byValue(),
                a.align(),
                a.storage(),
                a.compression(),
                a.notNull(),
                a.hasDefault(),
                a.hasMissing(),
                MissingValue.of(a),
                a.identity(),
                a.generated(),
                a.dropped(),
                a.collation(),
                a.number(),
                a.dimensions());
    }

    private final List<TupleDesc> recordTypes = new ArrayList<>();

    /**
     * Registers the shape of an anonymous row type for this session: its typmod is its number; equal shapes share one.
     */
    public TupleDesc recordType(Attribute... columns) {
        for (TupleDesc d : recordTypes) {
            boolean same = d.size() == columns.length;
            for (int i = 0; i < columns.length && same; i++) {
                same = d.get(i).equals(columns[i]);
            }
            if (same) {
                return d;
            }
        }
        TupleDesc d = new TupleDesc(org.hathi.types.Oids.RECORD, recordTypes.size(), columns);
        recordTypes.add(d);
        return d;
    }

    // -------------------------------------------------------------------------------------------- invalidation

    /** A row of a catalog changed: forget the entries it was cached under. */
    void rowChanged(int cacheId, int hash) {
        CatCache c = cacheIfAny(cacheId);
        if (c != null) {
            c.invalidate(hash);
        }
        int catalog = CacheId.values()[cacheId].catalog;
        searchPath.rowChanged(catalog);
        acl.rowChanged(catalog);
        for (Listener l : listeners) {
            l.rowChanged(catalog, hash);
        }
    }

    /** A relation's description changed; 0: all relations' may have. */
    void relationChanged(int relation) {
        relations.forget(relation);
        store.relationChanged(relation);
        for (Listener l : listeners) {
            l.relationChanged(relation);
        }
    }

    /** Forgets everything: the queue overran this backend, or caches may disagree with the catalogs. */
    public void resetCaches() {
        for (int i = 0; i < cacheCount(); i++) {
            CatCache c = cacheIfAny(i);
            if (c != null) {
                c.clear();
            }
        }
        searchPath.rowChanged(0);
        acl.rowChanged(0);
        relations.forget(0);
        store.relationChanged(0);
        for (Listener l : listeners) {
            l.relationChanged(0);
            l.rowChanged(0, 0);
        }
    }

    /** Whether values of a domain, or of one it is based on, must satisfy anything; false for other types. */
    public boolean domainHasConstraints(int domain) {
        for (TypeInfo t = type(domain); t.type() == 'd'; t = type(t.baseType())) {
            if (t.notNull() || !domainConstraints(t.oid()).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
