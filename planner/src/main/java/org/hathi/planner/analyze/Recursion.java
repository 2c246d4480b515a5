package org.hathi.planner.analyze;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.CommonTableExpr;
import org.hathi.parser.tree.Clause.WithClause;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.Statement.SetOperation;
import org.jspecify.annotations.Nullable;

/**
 * WITH RECURSIVE before analysis: which item refers to which (an item may use names defined after it), the order in
 * which they can be analysed, and whether a recursive one has the form the SQL standard asks for.
 */
final class Recursion {
    /** An item and what it refers to. */
    static final class Item {
        final CommonTableExpr raw;
        final int number;
        final BitSet needs = new BitSet();
        boolean recursive;

        Item(CommonTableExpr raw, int number) {
            this.raw = raw;
            this.number = number;
        }
    }

    private final ParseState ps;
    private final List<Item> items = new ArrayList<>();

    private Recursion(ParseState ps, List<CommonTableExpr> ctes) {
        this.ps = ps;
        for (CommonTableExpr c : ctes) {
            items.add(new Item(c, items.size()));
        }
    }

    /**
     * The items of a WITH RECURSIVE clause in an order in which each refers to itself and to earlier ones only.
     *
     * @throws SqlError when there is none, or an item's recursion is not of the permitted form
     */
    static List<Item> order(ParseState ps, WithClause w) {
        Recursion r = new Recursion(ps, w.ctes());
        for (Item i : r.items) {
            r.new Dependencies(i).statement(i.raw.ctequery());
        }
        r.sort();
        for (Item i : r.items) {
            if (i.recursive) {
                r.check(i);
            }
        }
        return r.items;
    }

    private void sort() {
        for (int i = 0; i < items.size(); i++) {
            int j = i;
            while (j < items.size() && !items.get(j).needs.isEmpty()) {
                j++;
            }
            if (j == items.size()) {
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "mutual recursion between WITH items is not implemented",
                        items.get(i).raw.location());
            }
            Item free = items.get(j);
            items.set(j, items.get(i));
            items.set(i, free);
            for (int k = i + 1; k < items.size(); k++) {
                items.get(k).needs.clear(free.number);
            }
        }
    }

    /** Walks statements with the names that WITH clauses inside hide. */
    private abstract static class Scoped extends RawWalker {
        private final Deque<List<String>> hidden = new ArrayDeque<>();

        final boolean visible(FromItem.RangeVar v) {
            return v.schemaname() == null && hidden.stream().noneMatch(l -> l.contains(v.relname()));
        }

        /** The statement itself, its WITH clause having been seen to. */
        abstract void inside(Statement s);

        @Override
        void statement(Statement s) {
            WithClause w = withOf(s);
            if (w == null) {
                inside(s);
                return;
            }
            List<String> names = new ArrayList<>();
            if (w.recursive()) {
                w.ctes().forEach(c -> names.add(c.ctename()));
            }
            hidden.push(names);
            for (CommonTableExpr c : w.ctes()) {
                statement(c.ctequery());
                if (!w.recursive()) {
                    names.add(c.ctename());
                }
            }
            inside(s);
            hidden.pop();
        }
    }

    private final class Dependencies extends Scoped {
        private final Item own;

        Dependencies(Item own) {
            this.own = own;
        }

        @Override
        void inside(Statement s) {
            parts(s);
        }

        @Override
        void table(FromItem.RangeVar v) {
            if (!visible(v)) {
                return;
            }
            for (Item i : items) {
                if (i.raw.ctename().equals(v.relname())) {
                    if (i == own) {
                        own.recursive = true;
                    } else {
                        own.needs.set(i.number);
                    }
                    return;
                }
            }
        }
    }

    // ---------------------------------------------------------------- form

    private SqlError invalid(Item i, String message, int location) {
        return ps.error(SqlState.INVALID_RECURSION, message.replace("%s", "\"" + i.raw.ctename() + "\""), location);
    }

    private void check(Item i) {
        int at = i.raw.location();
        if (!(i.raw.ctequery() instanceof SelectStmt s)) {
            throw invalid(i, "recursive query %s must not contain data-modifying statements", at);
        }
        if (s.op() != SetOperation.UNION) {
            throw invalid(
                    i, "recursive query %s does not have the form non-recursive-term UNION [ALL] recursive-term", at);
        }
        new Form(i, Form.NON_RECURSIVE).statement(java.util.Objects.requireNonNull(s.larg()));
        new Form(i, null).statement(java.util.Objects.requireNonNull(s.rarg()));
        if (s.withClause() != null) {
            for (CommonTableExpr c : s.withClause().ctes()) {
                new Form(i, Form.SUBQUERY).statement(c.ctequery());
            }
        }
        String decoration = null;
        int location = -1;
        if (!s.sortClause().isEmpty()) {
            decoration = "ORDER BY";
            location = RawLocations.of(s.sortClause().get(0).node());
        } else if (s.limitOffset() != null) {
            decoration = "OFFSET";
            location = RawLocations.of(s.limitOffset());
        } else if (s.limitCount() != null) {
            decoration = "LIMIT";
            location = RawLocations.of(s.limitCount());
        } else if (!s.lockingClause().isEmpty()) {
            decoration = "FOR UPDATE/SHARE";
        }
        if (decoration != null) {
            throw ps.error(
                    SqlState.FEATURE_NOT_SUPPORTED, decoration + " in a recursive query is not implemented", location);
        }
    }

    /** Looks for recursive references where there may be none. */
    private final class Form extends Scoped {
        private static final String NON_RECURSIVE = "its non-recursive term";
        private static final String SUBQUERY = "a subquery";
        private static final String OUTER_JOIN = "an outer join";

        private final Item own;
        /** Where we are that forbids a reference; null: nowhere. */
        private @Nullable String forbidden;

        private int references;

        Form(Item own, @Nullable String forbidden) {
            this.own = own;
            this.forbidden = forbidden;
        }

        @Override
        void table(FromItem.RangeVar v) {
            if (!visible(v) || !own.raw.ctename().equals(v.relname())) {
                return;
            }
            if (forbidden != null) {
                throw invalid(own, "recursive reference to query %s must not appear within " + forbidden, v.location());
            }
            if (++references > 1) {
                throw invalid(own, "recursive reference to query %s must not appear more than once", v.location());
            }
        }

        @Override
        void inside(Statement s) {
            if (forbidden == null
                    && s instanceof SelectStmt x
                    && (x.op() == SetOperation.INTERSECT || x.op() == SetOperation.EXCEPT)) {
                boolean except = x.op() == SetOperation.EXCEPT;
                forbidden = x.all() ? x.op().name() : null;
                statement(java.util.Objects.requireNonNull(x.larg()));
                forbidden = except || x.all() ? x.op().name() : null;
                statement(java.util.Objects.requireNonNull(x.rarg()));
                forbidden = null;
                decoration(x);
                return;
            }
            parts(s);
        }

        @Override
        void join(FromItem.JoinExpr j) {
            String saved = forbidden;
            String nullable = saved == null ? OUTER_JOIN : saved;
            FromItem.JoinType t = j.jointype();
            forbidden = t == FromItem.JoinType.RIGHT || t == FromItem.JoinType.FULL ? nullable : saved;
            item(j.larg());
            forbidden = t == FromItem.JoinType.LEFT || t == FromItem.JoinType.FULL ? nullable : saved;
            item(j.rarg());
            forbidden = saved;
            expr(j.quals());
        }

        @Override
        void subLink(RawExpr.SubLink s) {
            String saved = forbidden;
            forbidden = SUBQUERY;
            statement(s.subselect());
            forbidden = saved;
            expr(s.testexpr());
        }
    }
}
