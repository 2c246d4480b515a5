package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.RewriteRule;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** Which changes a relation takes: tables all, views what their rules or their simple queries allow. */
public final class UpdatableViews {
    public static final int UPDATE = 1 << 2;
    public static final int INSERT = 1 << 3;
    public static final int DELETE = 1 << 4;
    private static final int ALL = UPDATE | INSERT | DELETE;

    private UpdatableViews() {}

    /** Events a relation supports (bits 1 &lt;&lt; CmdType); with {@code column} not 0, changing that column. */
    public static int events(org.hathi.catalog.Catalog catalog, int relation, int column) {
        return events(new CatalogView(catalog), relation, column, new ArrayList<>());
    }

    private static int events(Lookup lookup, int relation, int column, List<Integer> outer) {
        ClassInfo c = lookup.relation(relation);
        if (c == null || outer.contains(relation)) {
            return 0;
        }
        if (c.kind() == 'r' || c.kind() == 'p') {
            return ALL;
        }
        int events = 0;
        for (RewriteRule r : lookup.rules(relation)) {
            boolean plain = r.qualification().isEmpty() || r.qualification().equals("<>");
            if (r.instead() && plain) {
                events |= switch (r.event()) {
                    case '2' -> UPDATE;
                    case '3' -> INSERT;
                    case '4' -> DELETE;
                    default -> 0;
                };
            }
        }
        if (events == ALL || c.kind() != 'v') {
            return events;
        }
        Query d = definition(lookup, relation);
        if (d == null || ViewUpdate.refusal(d, false) != null) {
            return events;
        }
        int base = ((RangeTblRef) d.jointree().fromlist().get(0)).rtindex();
        int baseColumn = 0;
        boolean some = false;
        for (TargetEntry t : d.targetList) {
            boolean ok = ViewUpdate.columnRefusal(base, t) == null;
            if (ok && (column == 0 || t.resno() == column)) {
                some = true;
                baseColumn = column == 0 ? 0 : ((Var) t.expr()).varattno();
            }
        }
        int auto = some ? ALL : DELETE;
        outer.add(relation);
        auto &= events(lookup, d.rte(base).relid, baseColumn, outer);
        outer.removeLast();
        return events | auto;
    }

    private static @Nullable Query definition(Lookup lookup, int view) {
        for (RewriteRule r : lookup.rules(view)) {
            if (r.event() == '1') {
                return NodeText.readQueries(r.action(), t -> {
                            var info = lookup.types().typeIfAny(t);
                            return info == null ? 0 : info.array();
                        })
                        .get(0);
            }
        }
        return null;
    }
}
