package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CastInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.InheritInfo;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.StatisticInfo;
import org.hathi.catalog.table.PgIndex;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Trees;
import org.hathi.types.ArrayValue;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeCatalog;
import org.jspecify.annotations.Nullable;

/** The optimizer's questions answered from the catalogs. */
public final class CatalogView implements PlannerCatalog {
    private static final int BTREE = 403;
    /** Row width assumed for a table that has never been analysed: a tuple header and its columns. */
    private static final int TUPLE_OVERHEAD = 28;

    private static final int USABLE_PAGE = 8192 - 24;
    /** Indexes whose expressions are kept as trees. */
    private static final int EXPRS_LIMIT = 512;

    private static final int DESCENDING = 1;
    private static final int NULLS_FIRST = 2;

    private final Catalog catalog;
    private final ToLongFunction<Relation> pages;
    private final Map<Integer, IndexExprs> indexExprs = new HashMap<>();

    private final @Nullable IndexFacts facts;
    private boolean skipped;

    private record IndexExprs(
            @Nullable String expressions, @Nullable String predicate, List<Expr> e, List<Expr> p) {}

    /** {@code pages} gives the present size of a relation's main fork in blocks. */
    public CatalogView(Catalog catalog, ToLongFunction<Relation> pages) {
        this(catalog, pages, null);
    }

    /** The same with a look into indexes. */
    public CatalogView(Catalog catalog, ToLongFunction<Relation> pages, @Nullable IndexFacts facts) {
        this.catalog = catalog;
        this.pages = pages;
        this.facts = facts;
    }

    @Override
    public OperatorInfo operator(int oid) {
        return catalog.operator(oid);
    }

    @Override
    public ProcInfo proc(int oid) {
        return catalog.proc(oid);
    }

    @Override
    public TypeCatalog types() {
        return catalog;
    }

    @Override
    public boolean domainHasConstraints(int domain) {
        return catalog.domainHasConstraints(domain);
    }

    @Override
    public List<AmopInfo> amopsOf(int operator) {
        return catalog.amopsOfOperator(operator);
    }

    @Override
    public int familyOperator(int family, int left, int right, int strategy) {
        return catalog.amop(family, left, right, strategy);
    }

    @Override
    public org.hathi.catalog.OpclassInfo opclass(int opclass) {
        return catalog.opclass(opclass);
    }

    @Override
    public int btreeFamily(int type) {
        OpclassInfo c = catalog.defaultOpclass(type, BTREE);
        return c == null ? 0 : c.family();
    }

    @Override
    public @Nullable StatisticInfo statistic(int relation, int attribute) {
        return catalog.statistic(relation, attribute, false);
    }

    @Override
    public @Nullable Object[] statisticValues(StatisticInfo s, int slot, int type) {
        byte[] array = s.values()[slot];
        return array == null ? new Object[0] : elements(array);
    }

    @Override
    public @Nullable StatisticInfo statistic(int relation, int attribute, boolean inherited) {
        return catalog.statistic(relation, attribute, inherited);
    }

    @Override
    public boolean hasChildren(int relation) {
        ClassInfo c = catalog.relation(relation);
        return c != null && c.hasSubclass();
    }

    @Override
    public List<Integer> descendants(int relation, int lockMode) {
        List<Integer> all = new ArrayList<>();
        all.add(relation);
        for (int i = 0; i < all.size(); i++) {
            List<Integer> children = new ArrayList<>();
            for (InheritInfo c : catalog.childrenOf(all.get(i))) {
                children.add(c.child());
            }
            children.sort(Integer::compareUnsigned);
            for (int c : children) {
                if (all.contains(c)) {
                    continue;
                }
                if (lockMode != 0) {
                    catalog.locker().lock(c, false, lockMode);
                }
                if (catalog.relation(c) != null) {
                    all.add(c);
                }
            }
        }
        return all;
    }

    @Override
    public List<Expr> checks(int relation) {
        List<Expr> out = new ArrayList<>();
        for (ConstraintInfo c : catalog.constraintsOf(relation)) {
            if (c.type() == 'c' && c.validated() && c.expression() != null) {
                out.add(NodeText.readExpr(c.expression()));
            }
        }
        return out;
    }

    @Override
    public int rowType(int relation) {
        ClassInfo c = catalog.relation(relation);
        return c == null ? org.hathi.types.Oids.RECORD : c.type();
    }

    private @Nullable Object[] elements(byte[] array) {
        ArrayValue a = ArrayValue.decode(catalog, array, 0);
        @Nullable Object[] out = new Object[a.count];
        for (int i = 0; i < out.length; i++) {
            out[i] = a.values.datum(i);
        }
        return out;
    }

    @Override
    public TupleDesc rowDescriptor(int relation) {
        return catalog.tupleDesc(relation);
    }

    @Override
    public @Nullable Integer castFunction(int source, int target) {
        if (catalog.binaryCoercible(source, target)) {
            return 0;
        }
        CastInfo c = catalog.cast(source, target);
        return c == null || c.context() != 'i' ? null : Integer.valueOf(c.function());
    }

    @Override
    public int constraintIndex(int constraint) {
        ConstraintInfo c = catalog.constraint(constraint);
        return c == null ? 0 : c.index();
    }

    @Override
    public int @Nullable [] primaryKey(int relation) {
        for (ConstraintInfo c : catalog.constraintsOf(relation)) {
            if (c.type() == 'p' && !c.deferrable()) {
                return c.key();
            }
        }
        return null;
    }

    @Override
    public @Nullable Object extreme(int index, boolean last) {
        return facts == null ? null : facts.end(catalog.relationSource().relation(index), last);
    }

    @Override
    public int inputFunction(int type) {
        return catalog.typeRow(type).inputFunction();
    }

    @Override
    public int outputFunction(int type) {
        return catalog.typeRow(type).outputFunction();
    }

    @Override
    public org.hathi.catalog.AggregateInfo aggregate(int function) {
        return catalog.aggregate(function);
    }

    @Override
    public TableInfo table(int relation) {
        ClassInfo c = catalog.relation(relation);
        if (c == null) {
            throw SqlError.internal("could not open relation with OID " + Integer.toUnsignedString(relation));
        }
        Relation rel = catalog.relationSource().relation(relation);
        double n = isStored(c.kind()) ? pages.applyAsLong(rel) : 0;
        double tuples = estimateTuples(c, rel.desc, n);
        double visible = c.pages() > 0 ? Math.min(1, (double) c.allVisible() / c.pages()) : 0;
        // PostgreSQL takes a never-vacuumed small table for ten pages, because it is likely to grow.
        double shown = n < 10 && c.tuples() < 0 && !c.hasSubclass() ? 10 : n;
        if (shown != n) {
            tuples = estimateTuples(c, rel.desc, shown);
        }
        List<IndexCandidate> indexes = new ArrayList<>();
        if (c.hasIndex()) {
            for (IndexDef d : catalog.indexesOf(relation)) {
                if (d.valid() && d.ready() && d.live() && (!d.checkXmin() || usable(d))) {
                    indexes.add(candidate(d, rel, tuples));
                }
            }
        }
        return new TableInfo(relation, shown, tuples, visible, indexes, c.hasSubclass());
    }

    /** Whether an index with broken HOT chains serves this transaction's snapshots: they are newer than it. */
    private boolean usable(IndexDef d) {
        CatalogRow row = catalog.writer().find(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, Datums.oid(d.index()));
        boolean ok = row != null && catalog.store().precedesSnapshots(row);
        skipped |= !ok;
        return ok;
    }

    /** Whether an index was left out, since this was asked last, that a later transaction may use. */
    public boolean takeSkipped() {
        boolean s = skipped;
        skipped = false;
        return s;
    }

    private static boolean isStored(char kind) {
        return kind == 'r' || kind == 't' || kind == 'm' || kind == 'i';
    }

    private static double estimateTuples(ClassInfo c, TupleDesc desc, double pages) {
        if (pages == 0) {
            return 0;
        }
        double density;
        if (c.tuples() >= 0 && c.pages() > 0) {
            density = c.tuples() / c.pages();
        } else {
            int width = TUPLE_OVERHEAD;
            for (int i = 0; i < desc.size(); i++) {
                width += desc.get(i).len() > 0 ? desc.get(i).len() : 32;
            }
            density = Math.floor((double) USABLE_PAGE / width);
        }
        return Math.rint(density * pages);
    }

    private IndexCandidate candidate(IndexDef d, Relation table, double tableTuples) {
        int n = d.keyAttributes();
        int[] families = new int[n];
        int[] types = new int[d.attributes().length];
        boolean[] desc = new boolean[n];
        boolean[] nullsFirst = new boolean[n];
        IndexExprs ie = expressions(d);
        int expr = 0;
        for (int i = 0; i < d.attributes().length; i++) {
            int att = d.attributes()[i];
            types[i] = att > 0
                    ? table.desc.get(att - 1).typeOid()
                    : att < 0 ? 26 : ie.e.get(expr++).type();
        }
        for (int i = 0; i < n; i++) {
            families[i] = catalog.opclass(d.opclasses()[i]).family();
            desc[i] = (d.options()[i] & DESCENDING) != 0;
            nullsFirst[i] = (d.options()[i] & NULLS_FIRST) != 0;
        }
        ClassInfo ic = catalog.relation(d.index());
        Relation index = catalog.relationSource().relation(d.index());
        double size = pages.applyAsLong(index);
        double tuples = d.predicate() == null
                ? tableTuples
                : ic != null && ic.tuples() >= 0 && ic.pages() > 0 ? ic.tuples() / ic.pages() * size : tableTuples;
        boolean btree = ic != null && ic.am() == BTREE;
        int height = btree && facts != null && size > 0
                ? facts.height(index)
                : size <= 2 ? 0 : (int) Math.ceil(Math.log(size) / Math.log(250.0));
        return new IndexCandidate(
                d.index(),
                d.attributes(),
                n,
                families,
                types,
                collations(d),
                desc,
                nullsFirst,
                d.unique(),
                d.immediate(),
                ic != null && ic.am() == BTREE,
                ie.e,
                ie.p,
                size,
                tuples,
                height);
    }

    private static int[] collations(IndexDef d) {
        return java.util.Arrays.copyOf(d.collations(), d.attributes().length);
    }

    private IndexExprs expressions(IndexDef d) {
        IndexExprs known = indexExprs.get(d.index());
        if (known != null
                && java.util.Objects.equals(known.expressions, d.expressions())
                && java.util.Objects.equals(known.predicate, d.predicate())) {
            return known;
        }
        List<Expr> e = d.expressions() == null ? List.of() : NodeText.readExprs(d.expressions());
        List<Expr> p = new ArrayList<>();
        if (d.predicate() != null) {
            for (Expr x : Trees.conjuncts(NodeText.readExpr(d.predicate()))) {
                p.addAll(Trees.conjuncts(x));
            }
        }
        IndexExprs made = new IndexExprs(d.expressions(), d.predicate(), e, p);
        if (indexExprs.size() >= EXPRS_LIMIT) {
            indexExprs.clear();
        }
        indexExprs.put(d.index(), made);
        return made;
    }

    /** Attribute metadata, for callers that show plans. */
    public @Nullable AttributeInfo attribute(int relation, int number) {
        return catalog.attribute(relation, number);
    }
}
