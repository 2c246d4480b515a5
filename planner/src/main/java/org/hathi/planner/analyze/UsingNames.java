package org.hathi.planner.analyze;

import java.util.IdentityHashMap;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.Var;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * The names of columns in a query shown again: a column that a join is USING keeps the join's name when it is
 * renamed.
 */
final class UsingNames {
    private final Lookup lookup;
    private final IdentityHashMap<RangeTblEntry, String[]> changed = new IdentityHashMap<>();

    UsingNames(Lookup lookup) {
        this.lookup = lookup;
    }

    /** All column names of a table some of which must be called otherwise (dropped: empty); null for others. */
    String @Nullable [] get(RangeTblEntry r) {
        return changed.get(r);
    }

    /** A column's name when no join changes it. */
    String plain(RangeTblEntry r, int column) {
        return r.rtekind == RteKind.RELATION
                        && (r.alias == null || r.alias.colnames().isEmpty())
                ? lookup.columns(r.relid).get(column - 1).name()
                : r.eref.colnames().get(column - 1);
    }

    /** Looks for joins with USING in a join tree. */
    void add(Query q, JoinNode n) {
        switch (n) {
            case RangeTblRef r -> {}
            case FromExpr f -> {
                for (JoinNode x : f.fromlist()) {
                    add(q, x);
                }
            }
            case JoinExpr j -> {
                for (int i = 0; i < j.usingClause().size(); i++) {
                    RangeTblEntry r = q.rte(j.rtindex());
                    String name = j.usingClause().get(i);
                    side(q, j.larg(), r.joinleftcols[i], name);
                    side(q, j.rarg(), r.joinrightcols[i], name);
                }
                add(q, j.larg());
                add(q, j.rarg());
            }
        }
    }

    private void side(Query q, JoinNode side, int column, String name) {
        if (side instanceof RangeTblRef r) {
            rename(q.rte(r.rtindex()), column, name);
        } else if (side instanceof JoinExpr j
                && q.rte(j.rtindex()).joinaliasvars.get(column - 1) instanceof Var v) {
            rename(q.rte(v.varno()), v.varattno(), name);
        }
    }

    private void rename(RangeTblEntry r, int column, String name) {
        if (r.rtekind != RteKind.RELATION || plain(r, column).equals(name)) {
            return;
        }
        TupleDesc d = lookup.columns(r.relid);
        String[] names = changed.get(r);
        if (names == null) {
            names = new String[d.size()];
            for (int i = 0; i < names.length; i++) {
                names[i] = d.get(i).dropped() ? "" : plain(r, i + 1);
            }
            changed.put(r, names);
        }
        names[column - 1] = name;
    }
}
