package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.WithClause;
import org.hathi.parser.tree.Statement;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.CteMaterialize;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.TargetEntry;

/** WITH. */
final class Ctes {
    /** Stands for the query of a WITH item that is being analysed. */
    static final Query PENDING = new Query(CmdType.UNKNOWN);

    private Ctes() {}

    static void transform(ParseState ps, WithClause w, Query q) {
        List<org.hathi.parser.tree.Clause.CommonTableExpr> all = w.ctes();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).ctequery() instanceof Statement.MergeStmt) {
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "MERGE not supported in WITH query",
                        all.get(i).location());
            }
            for (int k = i + 1; k < all.size(); k++) {
                if (all.get(k).ctename().equals(all.get(i).ctename())) {
                    throw ps.error(
                            SqlState.DUPLICATE_ALIAS,
                            "WITH query name \"" + all.get(k).ctename() + "\" specified more than once",
                            all.get(k).location());
                }
            }
            if (!(all.get(i).ctequery() instanceof Statement.SelectStmt)) {
                ps.hasModifyingCte = true;
            }
        }
        if (w.recursive()) {
            recursive(ps, Recursion.order(ps, w), q);
        } else {
            ps.futureCtes.addAll(all);
            for (var raw : all) {
                CommonTableExpr c = item(raw);
                searchNeedsRecursion(ps, c, raw);
                one(ps, c, raw.ctequery());
                ps.ctes.add(c);
                ps.futureCtes.remove(raw);
            }
        }
        q.hasRecursive = w.recursive();
        q.cteList = ps.ctes;
    }

    private static CommonTableExpr item(org.hathi.parser.tree.Clause.CommonTableExpr raw) {
        CommonTableExpr c = new CommonTableExpr(raw.ctename(), PENDING, raw.location());
        c.aliascolnames = raw.aliascolnames();
        c.ctematerialized = CteMaterialize.of(raw.materialized().ordinal());
        return c;
    }

    private static void searchNeedsRecursion(
            ParseState ps, CommonTableExpr c, org.hathi.parser.tree.Clause.CommonTableExpr raw) {
        if (SearchCycle.wanted(raw) && !c.cterecursive) {
            throw ps.error(SqlState.SYNTAX_ERROR, "WITH query is not recursive", raw.location());
        }
    }

    /** All items are visible to all, so those analysed later stand in the list already. */
    private static void recursive(ParseState ps, List<Recursion.Item> items, Query q) {
        List<CommonTableExpr> made = new ArrayList<>();
        for (Recursion.Item i : items) {
            CommonTableExpr c = item(i.raw);
            c.cterecursive = i.recursive;
            made.add(c);
        }
        ps.ctes.addAll(made);
        for (int i = 0; i < made.size(); i++) {
            CommonTableExpr c = made.get(i);
            var raw = items.get(i).raw;
            if (SearchCycle.wanted(raw)) {
                searchNeedsRecursion(ps, c, raw);
                SearchCycle.clauses(ps, raw, c);
                one(ps, c, raw.ctequery());
                SearchCycle.check(ps, raw, c);
            } else {
                one(ps, c, raw.ctequery());
            }
        }
    }

    private static void one(ParseState ps, CommonTableExpr c, Statement raw) {
        Query q = Analyzer.subStatement(ps, raw, c);
        if (q.commandType != CmdType.SELECT && ps.parent != null) {
            throw ps.error(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "WITH clause containing a data-modifying statement must be at the top level",
                    c.location);
        }
        q.canSetTag = false;
        List<TargetEntry> out = q.commandType == CmdType.SELECT ? q.targetList : q.returningList;
        if (c.cterecursive) {
            check(ps, c, out);
        } else {
            columns(ps, c, out);
        }
        c.ctequery = q;
    }

    /** Sets the column names and types from a target list (analyzeCTETargetList). */
    static void columns(ParseState ps, CommonTableExpr c, List<TargetEntry> tl) {
        List<String> names = new ArrayList<>(c.aliascolnames);
        int given = names.size();
        List<TargetEntry> live = new ArrayList<>();
        for (TargetEntry t : tl) {
            if (!t.resjunk()) {
                live.add(t);
                if (live.size() > given) {
                    names.add(String.valueOf(t.resname()));
                }
            }
        }
        if (live.size() < given) {
            throw ps.error(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "WITH query \"" + c.ctename + "\" has " + live.size() + " columns available but " + given
                            + " columns specified",
                    c.location);
        }
        int n = live.size();
        c.ctecoltypes = new int[n];
        c.ctecoltypmods = new int[n];
        c.ctecolcollations = new int[n];
        for (int i = 0; i < n; i++) {
            var e = live.get(i).expr();
            c.ctecoltypes[i] = e.type();
            c.ctecoltypmods[i] = e.typmod();
            c.ctecolcollations[i] = e.collation();
            if (e.type() == org.hathi.types.Oids.UNKNOWN) {
                c.ctecoltypes[i] = org.hathi.types.Oids.TEXT;
                c.ctecoltypmods[i] = -1;
                c.ctecolcollations[i] = org.hathi.types.Oids.DEFAULT_COLLATION;
            }
        }
        c.ctecolnames = names;
    }

    private static void check(ParseState ps, CommonTableExpr c, List<TargetEntry> out) {
        int i = 0;
        for (TargetEntry t : out) {
            if (t.resjunk()) {
                continue;
            }
            var e = t.expr();
            if (i < c.ctecoltypes.length && (e.type() != c.ctecoltypes[i] || e.typmod() != c.ctecoltypmods[i])) {
                String was = ps.types().formatType(c.ctecoltypes[i], c.ctecoltypmods[i]);
                String is = ps.types().formatType(e.type(), e.typmod());
                throw ps.error(
                                SqlState.DATATYPE_MISMATCH,
                                "recursive query \"" + c.ctename + "\" column " + (i + 1) + " has type " + was
                                        + " in non-recursive term but type " + is + " overall",
                                org.hathi.planner.tree.Trees.location(e))
                        .hint("Cast the output of the non-recursive term to the correct type.");
            }
            if (i < c.ctecolcollations.length && e.collation() != c.ctecolcollations[i]) {
                throw ps.error(
                                SqlState.COLLATION_MISMATCH,
                                "recursive query \"" + c.ctename + "\" column " + (i + 1)
                                        + " has collation mismatch in non-recursive term and overall",
                                org.hathi.planner.tree.Trees.location(e))
                        .hint("Use the COLLATE clause to set the collation of the non-recursive term.");
            }
            i++;
        }
    }

    /** The WITH item a CTE range table entry refers to; {@code levels} is the entry's own level above {@code ps}. */
    static CommonTableExpr find(ParseState ps, RangeTblEntry r, int levels) {
        ParseState p = ps.up(levels + r.ctelevelsup);
        for (CommonTableExpr c : p.ctes) {
            if (c.ctename.equals(r.ctename)) {
                return c;
            }
        }
        throw SqlError.internal("could not find CTE \"" + r.ctename + "\"");
    }

    static List<TargetEntry> targets(CommonTableExpr c) {
        return c.ctequery.commandType == CmdType.SELECT ? c.ctequery.targetList : c.ctequery.returningList;
    }
}
