package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.StatisticInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeCatalog;
import org.jspecify.annotations.Nullable;

/** What the optimizer asks of the catalogs; implemented over {@code Catalog}, and by fact files in tests. */
public interface PlannerCatalog {
    OperatorInfo operator(int oid);

    ProcInfo proc(int oid);

    TypeCatalog types();

    /** Whether values of a domain, or of one it is based on, must satisfy anything. */
    default boolean domainHasConstraints(int domain) {
        return true;
    }

    /** All operator family memberships of an operator, for search. */
    List<AmopInfo> amopsOf(int operator);

    /** The operator of a family with this strategy for these input types, or 0. */
    int familyOperator(int family, int left, int right, int strategy);

    /** An operator class. */
    org.hathi.catalog.OpclassInfo opclass(int opclass);

    /** The default B-tree operator family of a type, or 0. */
    int btreeFamily(int type);

    /** The functions that read a type's values from text and write them as text. */
    int inputFunction(int type);

    int outputFunction(int type);

    /** Collected statistics of a column, or null. */
    @Nullable
    StatisticInfo statistic(int relation, int attribute);

    /** The same; {@code inherited}: of the column over the table's whole inheritance tree. */
    default @Nullable StatisticInfo statistic(int relation, int attribute, boolean inherited) {
        return inherited ? null : statistic(relation, attribute);
    }

    /** May the table have children? */
    default boolean hasChildren(int relation) {
        return false;
    }

    /** A table and all that inherit from it, parents first, each locked. */
    default List<Integer> descendants(int relation, int lockMode) {
        return List.of(relation);
    }

    /** The valid CHECK constraints of a table, over varno 1. */
    default List<Expr> checks(int relation) {
        return List.of();
    }

    /** The row type of a table. */
    default int rowType(int relation) {
        return org.hathi.types.Oids.RECORD;
    }

    /** Decodes the constant array held in a statistics slot into datums of type {@code type}. */
    @Nullable
    Object[] statisticValues(StatisticInfo s, int slot, int type);

    /** The row type of a relation. */
    TupleDesc rowDescriptor(int relation);

    /** The function of an implicit cast; 0 when the types are binary-compatible, null when there is none. */
    @Nullable
    Integer castFunction(int source, int target);

    /** The index behind a unique, primary key or exclusion constraint, or 0. */
    int constraintIndex(int constraint);

    /** The aggregate behind an aggregate function. */
    org.hathi.catalog.AggregateInfo aggregate(int function);

    /**
     * The first or last value in a B-tree index whose first key is a plain column, at this moment; null when unknown.
     */
    default @Nullable Object extreme(int index, boolean last) {
        return null;
    }

    /** The columns of a table's primary key, if it has one that is not deferrable; else null. */
    default int @Nullable [] primaryKey(int relation) {
        return null;
    }

    /** Size and indexes of a table; sizes are those of this moment. */
    TableInfo table(int relation);

    /**
     * A table as the optimizer sees it.
     *
     * @param pages current number of pages
     * @param tuples estimated live rows, at the density last seen by VACUUM or ANALYZE
     * @param allVisible fraction of pages marked all-visible
     * @param width estimated row width by column types, in bytes
     */
    record TableInfo(
            int oid,
            double pages,
            double tuples,
            double allVisible,
            List<IndexCandidate> indexes,
            boolean hasInheritors) {}

    /**
     * An index usable for scans (valid and ready).
     *
     * @param attributes attribute number of each column, 0 for an expression
     * @param keys how many of the columns are keys (the others are INCLUDEd)
     * @param expressions the expressions of the 0 entries in order, over varno 1
     * @param predicate implicitly AND-ed partial index predicate over varno 1
     */
    record IndexCandidate(
            int oid,
            int[] attributes,
            int keys,
            int[] families,
            int[] inputTypes,
            int[] collations,
            boolean[] descending,
            boolean[] nullsFirst,
            boolean unique,
            boolean immediate,
            boolean btree,
            List<Expr> expressions,
            List<Expr> predicate,
            double pages,
            double tuples,
            int treeHeight) {}
}
