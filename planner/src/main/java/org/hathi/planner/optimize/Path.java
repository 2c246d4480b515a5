package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.jspecify.annotations.Nullable;

/** A way to produce a relation's rows, with its cost, order and the outer relations it needs values from. */
abstract sealed class Path {
    final Rel rel;
    double startup;
    double total;
    double rows;
    List<PathKey> keys = List.of();
    /** Relations that must be outer in a nested loop around this path. */
    long required;
    /** Conditions on {@link #required} that the path checks besides the relation's own. */
    List<Clause> ppi = List.of();

    Path(Rel rel) {
        this.rel = rel;
        this.rows = rel.rows;
    }

    /** Cost of fetching the given fraction (0..1] of the rows. */
    final double costOf(double fraction) {
        return startup + fraction * (total - startup);
    }

    /**
     * Sequential scan, and the scans of everything that is not a table: subquery, function, values, CTE, work table,
     * one row.
     */
    static final class Scan extends Path {
        Scan(Rel rel) {
            super(rel);
        }
    }

    /** Fetch by ctid. */
    static final class Tid extends Path {
        final List<Clause> clauses;

        Tid(Rel rel, List<Clause> clauses) {
            super(rel);
            this.clauses = clauses;
        }
    }

    /** A condition an index can search by: {@code column OP value}, with the key commuted to the left. */
    record IndexClause(Clause clause, Expr condition, int column, boolean lossy) {}

    /** B-tree scan. */
    static final class Index extends Path {
        final PlannerCatalog.IndexCandidate index;
        final List<IndexClause> clauses;
        final boolean indexOnly;
        final boolean backward;
        /** Fraction of the table's rows the index conditions select. */
        double selectivity = 1;

        double indexTotal;
        double cpuOperator;

        Index(
                Rel rel,
                PlannerCatalog.IndexCandidate index,
                List<IndexClause> clauses,
                boolean indexOnly,
                boolean backward) {
            super(rel);
            this.index = index;
            this.clauses = clauses;
            this.indexOnly = indexOnly;
            this.backward = backward;
        }
    }

    /** A heap scan in page order over a bitmap from one index or several AND-ed or OR-ed. */
    static final class Bitmap extends Path {
        final Source source;

        Bitmap(Rel rel, Source source) {
            super(rel);
            this.source = source;
        }

        /** Where the bitmap comes from. */
        sealed interface Source {
            double selectivity();

            double cost();

            /** Pages of all indexes involved. */
            double indexPages();
        }

        record One(Index path) implements Source {
            @Override
            public double selectivity() {
                return path.selectivity;
            }

            @Override
            public double cost() {
                return path.indexTotal + 0.1 * path.cpuOperator * path.rows;
            }

            @Override
            public double indexPages() {
                return path.index.pages();
            }
        }

        record Logic(boolean or, List<Source> inputs, double selectivity, double cost) implements Source {
            @Override
            public double indexPages() {
                double n = 0;
                for (Source i : inputs) {
                    n += i.indexPages();
                }
                return n;
            }
        }
    }

    /** The scans of an inheritance tree one after the other or, with {@link #keys}, merged in order. */
    static final class Appended extends Path {
        final List<Path> inputs;
        final boolean merged;

        Appended(Rel rel, List<Path> inputs, boolean merged) {
            super(rel);
            this.inputs = inputs;
            this.merged = merged;
        }
    }

    /** Nothing at all. */
    static final class Nothing extends Path {
        Nothing(Rel rel) {
            super(rel);
            this.rows = 0;
        }
    }

    /** Any join. */
    abstract static sealed class Joined extends Path {
        final JoinType type;
        final Path outer;
        final Path inner;
        /** Conditions evaluated at this join. */
        final List<Clause> clauses;
        /** An outer row has at most one match. */
        boolean innerUnique;

        Joined(Rel rel, JoinType type, Path outer, Path inner, List<Clause> clauses) {
            super(rel);
            this.type = type;
            this.outer = outer;
            this.inner = inner;
            this.clauses = clauses;
        }
    }

    static final class Nest extends Joined {
        Nest(Rel rel, JoinType type, Path outer, Path inner, List<Clause> clauses) {
            super(rel, type, outer, inner, clauses);
        }
    }

    static final class Hashed extends Joined {
        final List<Clause> hashClauses;
        double batches = 1;

        Hashed(Rel rel, JoinType type, Path outer, Path inner, List<Clause> clauses, List<Clause> hashClauses) {
            super(rel, type, outer, inner, clauses);
            this.hashClauses = hashClauses;
        }
    }

    static final class Merge extends Joined {
        final List<Clause> mergeClauses;
        /** Orders to sort the inputs into first; null when they come sorted. */
        final @Nullable List<PathKey> outerSort;

        final @Nullable List<PathKey> innerSort;
        final List<PathKey> mergeKeys;
        /** Each outer row needs one match, so that the inner side is never set back. */
        boolean skipMark;

        boolean materializeInner;

        Merge(
                Rel rel,
                JoinType type,
                Path outer,
                Path inner,
                List<Clause> clauses,
                List<Clause> mergeClauses,
                List<PathKey> mergeKeys,
                @Nullable List<PathKey> outerSort,
                @Nullable List<PathKey> innerSort) {
            super(rel, type, outer, inner, clauses);
            this.mergeClauses = mergeClauses;
            this.mergeKeys = mergeKeys;
            this.outerSort = outerSort;
            this.innerSort = innerSort;
        }
    }

    /** Rows of the input without duplicates in some expressions: the right side of a semi-join made an ordinary one. */
    static final class Distinct extends Path {
        final Path input;
        final List<Expr> exprs;
        final int[] operators;
        /** By hashing, or by sorting. */
        final boolean hashed;

        Distinct(Rel rel, Path input, List<Expr> exprs, int[] operators, boolean hashed) {
            super(rel);
            this.input = input;
            this.exprs = exprs;
            this.operators = operators;
            this.hashed = hashed;
        }
    }

    /** Keeps its input's rows to be read again. */
    static final class Keep extends Path {
        final Path input;

        Keep(Path input) {
            super(input.rel);
            this.input = input;
        }
    }

    /** Remembers its input's rows for each value of its parameters. */
    static final class Remember extends Path {
        final Path input;
        /** Expressions of the outer side. */
        final List<Expr> keys;

        final int[] operators;
        final boolean singleRow;
        final boolean binary;
        final double calls;
        double entries;

        Remember(Path input, List<Expr> keys, int[] operators, boolean singleRow, boolean binary, double calls) {
            super(input.rel);
            this.input = input;
            this.keys = keys;
            this.operators = operators;
            this.singleRow = singleRow;
            this.binary = binary;
            this.calls = calls;
        }
    }
}
