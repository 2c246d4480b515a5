package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AggregateInfo;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.AttrDefault;
import org.hathi.catalog.CastInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.CollationInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.DatabaseInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.InheritInfo;
import org.hathi.catalog.NamespaceInfo;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RewriteRule;
import org.hathi.catalog.TypeRow;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeCatalog;
import org.jspecify.annotations.Nullable;

/** {@link Lookup} over a backend's {@link Catalog}. */
public final class CatalogView implements Lookup {
    private final Catalog catalog;

    public CatalogView(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void lock(int relation, int mode) {
        ClassInfo c = catalog.relation(relation);
        if (c != null) {
            catalog.locker().lock(relation, c.shared(), mode);
        }
    }

    @Override
    public TypeCatalog types() {
        return catalog;
    }

    @Override
    public int[] searchPath() {
        return catalog.searchPath().active();
    }

    @Override
    public int namespaceOid(String name) {
        if (name.equals("pg_temp")) {
            return catalog.searchPath().tempNamespace();
        }
        NamespaceInfo n = catalog.namespaceByName(name);
        return n == null ? 0 : n.oid();
    }

    @Override
    public int usableNamespace(String name) {
        return name.equals("pg_temp")
                ? namespaceOid(name)
                : catalog.searchPath().explicitIfAny(name);
    }

    @Override
    public @Nullable String namespaceName(int oid) {
        NamespaceInfo n = catalog.namespace(oid);
        return n == null ? null : n.name();
    }

    @Override
    public int typeInNamespace(String name, int namespace) {
        TypeRow t = catalog.typeByName(name, namespace);
        return t == null ? 0 : t.oid();
    }

    @Override
    public int relationInNamespace(String name, int namespace) {
        ClassInfo c = catalog.relationByName(name, namespace);
        return c == null ? 0 : c.oid();
    }

    @Override
    public int relationInPath(String name) {
        ClassInfo c = catalog.searchPath().relation(null, name);
        return c == null ? 0 : c.oid();
    }

    @Override
    public int collationInNamespace(String name, int namespace) {
        for (CollationInfo c : catalog.collationsByName(name)) {
            if (c.namespace() == namespace && (c.encoding() == -1 || c.encoding() == 6)) {
                return c.oid();
            }
        }
        return 0;
    }

    @Override
    public List<ProcInfo> procsByName(String name) {
        return catalog.procsByName(name);
    }

    @Override
    public List<OperatorInfo> operatorsByName(String name) {
        return catalog.operatorsByName(name);
    }

    @Override
    public @Nullable ProcInfo proc(int oid) {
        return catalog.findProc(oid);
    }

    @Override
    public @Nullable OperatorInfo operator(int oid) {
        return catalog.findOperator(oid);
    }

    @Override
    public @Nullable CastInfo cast(int source, int target) {
        return catalog.cast(source, target);
    }

    @Override
    public @Nullable AggregateInfo aggregate(int function) {
        return catalog.findAggregate(function);
    }

    @Override
    public @Nullable CollationInfo collation(int oid) {
        return catalog.collation(oid);
    }

    @Override
    public @Nullable OpclassInfo opclass(int oid) {
        return catalog.findOpclass(oid);
    }

    @Override
    public @Nullable String schemaOf(OpclassInfo o) {
        return catalog.searchPath().opclassVisible(o.oid()) ? null : schemaName(o.namespace());
    }

    @Override
    public @Nullable String schemaOf(CollationInfo c) {
        return catalog.searchPath().collationVisible(c.oid()) ? null : schemaName(c.namespace());
    }

    private @Nullable String schemaName(int namespace) {
        var n = catalog.namespace(namespace);
        return n == null ? null : n.name();
    }

    @Override
    public List<OpclassInfo> opclassesFor(int am, int type) {
        List<OpclassInfo> out = new ArrayList<>(2);
        List<OpclassInfo> all = catalog.opclassesOf(am);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).inputType() == type) {
                out.add(all.get(i));
            }
        }
        return out;
    }

    @Override
    public int familyOperator(int family, int left, int right, int strategy) {
        return catalog.amop(family, left, right, strategy);
    }

    @Override
    public int familyProc(int family, int left, int right, int number) {
        return catalog.amproc(family, left, right, number);
    }

    @Override
    public List<AmopInfo> familiesOf(int operator) {
        return catalog.amopsOfOperator(operator);
    }

    @Override
    public @Nullable ClassInfo relation(int oid) {
        return catalog.relation(oid);
    }

    @Override
    public TupleDesc columns(int relation) {
        return catalog.tupleDesc(relation);
    }

    @Override
    public List<ConstraintInfo> constraints(int relation) {
        return catalog.constraintsOf(relation);
    }

    @Override
    public @Nullable ConstraintInfo constraint(int oid) {
        return catalog.constraint(oid);
    }

    @Override
    public @Nullable IndexDef index(int oid) {
        return catalog.index(oid);
    }

    @Override
    public @Nullable String typeDefault(int type) {
        org.hathi.catalog.TypeRow t = catalog.findType(type);
        return t == null ? null : t.defaultExpression();
    }

    @Override
    public @Nullable String typeDefaultText(int type) {
        org.hathi.catalog.TypeRow t = catalog.findType(type);
        return t == null ? null : t.defaultText();
    }

    @Override
    public @Nullable String attrDefault(int relation, int attnum) {
        AttrDefault d = catalog.attrDefault(relation, attnum);
        return d == null ? null : d.expression();
    }

    @Override
    public List<RewriteRule> rules(int relation) {
        return catalog.rewriteRules(relation);
    }

    @Override
    public boolean inherits(int child, int parent) {
        if (child == parent) {
            return true;
        }
        for (InheritInfo i : catalog.parentsOf(child)) {
            if (inherits(i.parent(), parent)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int identitySequence(int relation, int attnum) {
        // pg_depend_reference_index: refclassid, refobjid, refobjsubid
        List<org.hathi.catalog.CatalogRow> rows = new ArrayList<>();
        Object[] keys = {1259L, relation & 0xFFFFFFFFL, (long) attnum};
        catalog.store().scan(2608, 2674, keys, rows);
        for (org.hathi.catalog.CatalogRow r : rows) {
            if (r.intAt(1) == 1259 && r.charAt(7) == 'i') {
                return r.intAt(2);
            }
        }
        throw org.hathi.base.SqlError.internal("no owned sequence found");
    }

    @Override
    public @Nullable String amName(int oid) {
        var am = catalog.accessMethod(oid);
        return am == null ? null : am.name();
    }

    @Override
    public @Nullable String roleName(int oid) {
        return catalog.roleName(oid);
    }

    @Override
    public int currentUser() {
        return catalog.searchPath().user();
    }

    @Override
    public String databaseName() {
        DatabaseInfo d = catalog.database(catalog.databaseOid());
        return d == null ? "" : d.name();
    }

    /** The catalog behind this view. */
    public Catalog catalog() {
        return catalog;
    }
}
