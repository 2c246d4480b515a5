package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.parser.tree.WindowFrame;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingSet;
import org.hathi.planner.tree.GroupingSetKind;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.LimitOption;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SetOpNode;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TableSampleClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.EvalContext;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** SELECT queries back to SQL, in ruleutils' layout. */
abstract class DeparseQuery extends DeparseExpr {
    static final int STD = 8;

    /** Names of the range table entries of one query level; null = unnamed join. */
    record Frame(
            List<RangeTblEntry> rtable,
            @Nullable String[] names,
            @Nullable Query query) {}

    final List<Frame> frames = new ArrayList<>();
    private final UsingNames usingNames;
    boolean qualify;
    /** Whether others see the names of the columns: then a name nobody wrote is shown too. */
    boolean namesVisible = true;

    DeparseQuery(Lookup lookup, EvalContext cx) {
        super(lookup, cx);
        this.usingNames = new UsingNames(lookup);
    }

    /** Makes the columns of one relation known (varno 1), not qualified. */
    void relation(int relid) {
        ClassInfo c = lookup.relation(relid);
        RangeTblEntry r = new RangeTblEntry(RteKind.RELATION);
        r.relid = relid;
        String name = c == null ? "" : c.name();
        r.eref = new Alias(name, List.of());
        frames.add(new Frame(List.of(r), new String[] {name}, null));
    }

    /** Makes a range table known, qualified when it has more than one entry or {@code force}. */
    void rangeTable(List<RangeTblEntry> rtable, boolean force) {
        frames.add(new Frame(rtable, tableNames(rtable), null));
        qualify = force || rtable.size() > 1;
    }

    /** Makes the range table of a plan known: its entries are called {@code names}. */
    void plan(List<RangeTblEntry> rtable, @Nullable String[] names, boolean qualified) {
        frames.add(new Frame(rtable, names, null));
        qualify = qualified;
    }

    private @Nullable String[] tableNames(List<RangeTblEntry> rtable) {
        @Nullable String[] out = new String[rtable.size()];
        for (int i = 0; i < out.length; i++) {
            RangeTblEntry r = rtable.get(i);
            String base = null;
            if (r.alias != null) {
                base = r.alias.aliasname();
            } else if (r.rtekind == RteKind.RELATION) {
                ClassInfo c = lookup.relation(r.relid);
                base = c == null ? r.eref.aliasname() : c.name();
            } else if (r.rtekind != RteKind.JOIN) {
                base = r.eref.aliasname();
            }
            String name = base;
            for (int k = 1; name != null && taken(name, out, i); k++) {
                name = base + "_" + k;
            }
            out[i] = name;
        }
        return out;
    }

    private boolean taken(String name, @Nullable String[] mine, int n) {
        for (int i = 0; i < n; i++) {
            if (name.equals(mine[i])) {
                return true;
            }
        }
        for (Frame f : frames) {
            for (String s : f.names) {
                if (name.equals(s)) {
                    return true;
                }
            }
        }
        return false;
    }

    Frame frame(int levelsup) {
        int i = frames.size() - 1 - levelsup;
        if (i < 0) {
            throw SqlError.internal("bogus varlevelsup: " + levelsup);
        }
        return frames.get(i);
    }

    private String column(RangeTblEntry r, int attno) {
        if (attno < 0) {
            return Relations.systemColumnName(attno);
        }
        String[] own = usingNames.get(r);
        if (own != null) {
            return own[attno - 1];
        }
        return usingNames.plain(r, attno);
    }

    private String varName(Var v) {
        Frame f = frame(v.varlevelsup());
        boolean syn = v.varnosyn() > 0 && v.varnosyn() <= f.rtable.size();
        int no = syn ? v.varnosyn() : v.varno();
        int att = syn ? v.varattnosyn() : v.varattno();
        return att == 0 ? "" : column(f.rtable.get(no - 1), att);
    }

    @Override
    void var(Var v) {
        Frame f = frame(v.varlevelsup());
        boolean syn = v.varnosyn() > 0 && v.varnosyn() <= f.rtable.size();
        int no = syn ? v.varnosyn() : v.varno();
        int att = syn ? v.varattnosyn() : v.varattno();
        RangeTblEntry r = f.rtable.get(no - 1);
        String name = f.names[no - 1];
        if (name == null) {
            unnamed(r, att);
            return;
        }
        if (att == 0) {
            out.append(quote(name)).append(".*");
            return;
        }
        if (qualify || qualifyAll || v.varlevelsup() > 0) {
            out.append(quote(name)).append('.');
        }
        out.append(quote(column(r, att)));
    }

    /** A column of a join without alias, or of a relation that a plan does not read at all. */
    private void unnamed(RangeTblEntry r, int att) {
        if (r.rtekind == RteKind.JOIN) {
            Expr e = att > 0 ? r.joinaliasvars.get(att - 1) : null;
            if (e == null) {
                throw SqlError.internal("unnamed join");
            }
            expr(e);
            return;
        }
        out.append(att == 0 ? "*" : quote(column(r, att)));
    }

    // ---- queries

    /** The query of a sublink: nobody sees its columns' names. */
    @Override
    void query(Query q) {
        inner(q, false);
    }

    private void inner(Query q, boolean visible) {
        boolean save = namesVisible;
        namesVisible = visible;
        query(q, level, null);
        namesVisible = save;
    }

    void query(Query q, int start, @Nullable TupleDesc result) {
        int save = level;
        boolean saveQualify = qualify;
        qualify = !frames.isEmpty() || q.rtable.size() != 1;
        frames.add(new Frame(q.rtable, tableNames(q.rtable), q));
        if (q.jointree != null) {
            usingNames.add(q, q.jointree);
        }
        level = start;
        if (q.commandType == CmdType.SELECT) {
            select(q, result);
        } else {
            change(q);
        }
        frames.remove(frames.size() - 1);
        qualify = saveQualify;
        level = save;
    }

    /** Shows a statement that changes data. */
    abstract void change(Query q);

    private void select(Query q, @Nullable TupleDesc result) {
        with(q);
        boolean colno = q.setOperations != null;
        if (q.setOperations != null) {
            setOp(q, q.setOperations, result);
        } else {
            basic(q, result);
        }
        if (!q.sortClause.isEmpty()) {
            keyword(" ORDER BY ", -STD, STD, 1);
            sortKeys(q.sortClause, q.targetList, colno);
        }
        if (q.limitOffset != null) {
            keyword(" OFFSET ", -STD, STD, 0);
            expr(q.limitOffset);
        }
        if (q.limitCount != null) {
            if (q.limitOption == LimitOption.WITH_TIES) {
                keyword(" FETCH FIRST ", -STD, STD, 0);
                out.append('(');
                expr(q.limitCount);
                out.append(") ROWS WITH TIES");
            } else {
                keyword(" LIMIT ", -STD, STD, 0);
                if (Ops.isNullConst(q.limitCount)) {
                    out.append("ALL");
                } else {
                    expr(q.limitCount);
                }
            }
        }
        for (RowMarkClause m : q.rowMarks) {
            if (m.pushedDown()) {
                continue;
            }
            keyword(" " + Locking.name(m.strength()), -STD, STD, 0);
            out.append(" OF ").append(quote(String.valueOf(frame(0).names[m.rti() - 1])));
            out.append(
                    switch (m.waitPolicy()) {
                        case BLOCK -> "";
                        case SKIP -> " SKIP LOCKED";
                        case ERROR -> " NOWAIT";
                    });
        }
    }

    void with(Query q) {
        if (q.cteList.isEmpty()) {
            return;
        }
        if (indent) {
            level += STD;
            out.append(' ');
        }
        String sep = q.hasRecursive ? "WITH RECURSIVE " : "WITH ";
        for (CommonTableExpr c : q.cteList) {
            out.append(sep).append(quote(c.ctename));
            names(c.aliascolnames);
            out.append(" AS ");
            switch (c.ctematerialized) {
                case DEFAULT -> {}
                case ALWAYS -> out.append("MATERIALIZED ");
                case NEVER -> out.append("NOT MATERIALIZED ");
            }
            out.append('(');
            if (indent) {
                keyword("", 0, 0, 0);
            }
            inner(c.ctequery, true);
            if (indent) {
                keyword("", 0, 0, 0);
            }
            out.append(')');
            DeparseWalk.write(this, c);
            sep = ", ";
        }
        if (indent) {
            level -= STD;
            keyword("", 0, 0, 0);
        } else {
            out.append(' ');
        }
    }

    void names(List<String> l) {
        if (!l.isEmpty()) {
            out.append('(');
            for (int i = 0; i < l.size(); i++) {
                out.append(i > 0 ? ", " : "").append(quote(l.get(i)));
            }
            out.append(')');
        }
    }

    void valuesLists(List<List<Expr>> rows) {
        out.append("VALUES ");
        for (int i = 0; i < rows.size(); i++) {
            out.append(i > 0 ? ", (" : "(");
            for (int k = 0; k < rows.get(i).size(); k++) {
                out.append(k > 0 ? "," : "");
                expr(rows.get(i).get(k));
            }
            out.append(')');
        }
    }

    private void basic(Query q, @Nullable TupleDesc result) {
        if (indent) {
            level += STD;
            out.append(' ');
        }
        RangeTblEntry v = Deparse.simpleValues(q);
        if (v != null) {
            valuesLists(v.valuesLists);
            return;
        }
        out.append(q.isReturn ? "RETURN" : "SELECT");
        if (!q.distinctClause.isEmpty()) {
            out.append(" DISTINCT");
            if (q.hasDistinctOn) {
                String sep = " ON (";
                for (SortGroupClause s : q.distinctClause) {
                    out.append(sep);
                    sortKey(s.tleSortGroupRef(), q.targetList, false);
                    sep = ", ";
                }
                out.append(')');
            }
        }
        targets(q.targetList, result);
        from(" FROM ", q);
        if (q.jointree != null && q.jointree.quals() != null) {
            keyword(" WHERE ", -STD, STD, 1);
            expr(q.jointree.quals());
        }
        if (!q.groupClause.isEmpty() || !q.groupingSets.isEmpty()) {
            keyword(" GROUP BY ", -STD, STD, 1);
            if (q.groupDistinct) {
                out.append("DISTINCT ");
            }
            if (q.groupingSets.isEmpty()) {
                String sep = "";
                for (SortGroupClause s : q.groupClause) {
                    out.append(sep);
                    sortKey(s.tleSortGroupRef(), q.targetList, false);
                    sep = ", ";
                }
            } else {
                String sep = "";
                for (GroupingSet g : q.groupingSets) {
                    out.append(sep);
                    groupingSet(g, q.targetList, true);
                    sep = ", ";
                }
            }
        }
        if (q.havingQual != null) {
            keyword(" HAVING ", -STD, STD, 0);
            expr(q.havingQual);
        }
        String sep = null;
        for (WindowClause w : q.windowClause) {
            if (w.name() == null) {
                continue;
            }
            if (sep == null) {
                keyword(" WINDOW ", -STD, STD, 1);
                sep = ", ";
            } else {
                out.append(sep);
            }
            out.append(quote(w.name())).append(" AS ");
            windowSpec(w, q.targetList);
        }
    }

    private void groupingSet(GroupingSet g, List<TargetEntry> tl, boolean omitParens) {
        String[] head = {"", "", "ROLLUP", "CUBE", "GROUPING SETS "};
        if (g.kind() == GroupingSetKind.EMPTY) {
            out.append("()");
            return;
        }
        if (g.kind() == GroupingSetKind.SIMPLE) {
            boolean paren = !omitParens || g.refs().length != 1;
            out.append(paren ? "(" : "");
            for (int i = 0; i < g.refs().length; i++) {
                out.append(i > 0 ? ", " : "");
                sortKey(g.refs()[i], tl, false);
            }
            out.append(paren ? ")" : "");
            return;
        }
        out.append(head[g.kind().ordinal()]).append('(');
        for (int i = 0; i < g.content().size(); i++) {
            out.append(i > 0 ? ", " : "");
            groupingSet(g.content().get(i), tl, g.kind() != GroupingSetKind.SETS);
        }
        out.append(')');
    }

    void targets(List<TargetEntry> tl, @Nullable TupleDesc result) {
        String sep = " ";
        int n = 0;
        for (TargetEntry t : tl) {
            if (t.resjunk()) {
                continue;
            }
            out.append(sep);
            int at = out.length();
            sep = indent ? "," : ", ";
            String att = namesVisible ? null : "?column?";
            expr(t.expr(), true);
            if (indent && n > 0 && out.charAt(at) != '\n') {
                out.insert(at, "\n" + " ".repeat(Math.max(level - STD, 0) + 4));
            }
            if (t.expr() instanceof Var v) {
                att = varName(v);
                if (v.varattno() == 0) {
                    // so that it is not taken for all the columns when it is read again
                    out.append("::").append(lookup.types().formatType(v.vartype(), v.vartypmod()));
                }
            }
            String name = result != null && n < result.size() ? result.get(n).name() : t.resname();
            if (name != null && !name.equals(att)) {
                out.append(" AS ").append(quote(name));
            }
            n++;
        }
    }

    // ---- FROM

    void from(String prefix, Query q) {
        boolean first = true;
        for (JoinNode n : q.jointree().fromlist()) {
            if (n instanceof RangeTblRef r && !q.rte(r.rtindex()).inFromCl
                    || n instanceof JoinExpr j && j.rtindex() > 0 && !q.rte(j.rtindex()).inFromCl) {
                continue;
            }
            if (first) {
                keyword(prefix, -STD, STD, 2);
                item(n, q);
                first = false;
            } else {
                out.append(indent ? "," : ", ");
                keyword("", -STD, STD, 4);
                item(n, q);
            }
        }
    }

    private void item(JoinNode n, Query q) {
        switch (n) {
            case RangeTblRef r -> rte(q, r.rtindex());
            case JoinExpr j -> join(q, j);
            case FromExpr f -> throw SqlError.internal("unexpected FromExpr");
        }
    }

    private void rte(Query q, int index) {
        RangeTblEntry r = q.rte(index);
        String name = String.valueOf(frame(0).names[index - 1]);
        boolean alias = r.alias != null;
        boolean columns = false;
        if (r.lateral) {
            out.append("LATERAL ");
        }
        switch (r.rtekind) {
            case RELATION -> {
                out.append(r.inh ? "" : "ONLY ").append(Deparse.relationName(lookup, r.relid));
                ClassInfo c = lookup.relation(r.relid);
                alias |= c != null && !name.equals(c.name());
                columns = r.alias != null && !r.alias.colnames().isEmpty();
                alias |= usingNames.get(r) != null;
            }
            case SUBQUERY -> {
                out.append('(');
                inner(Objects.requireNonNull(r.subquery), true);
                out.append(')');
                alias = true;
                columns = r.alias != null && !r.alias.colnames().isEmpty();
            }
            case FUNCTION -> {
                if (r.functions.size() == 1) {
                    expr(r.functions.get(0).funcexpr());
                } else {
                    out.append("ROWS FROM(");
                    for (int i = 0; i < r.functions.size(); i++) {
                        out.append(i > 0 ? ", " : "");
                        expr(r.functions.get(i).funcexpr());
                    }
                    out.append(')');
                }
                out.append(r.funcordinality ? " WITH ORDINALITY" : "");
                alias = true;
                columns = true;
            }
            case VALUES -> {
                out.append('(');
                valuesLists(r.valuesLists);
                out.append(')');
                alias = true;
                columns = r.alias != null && !r.alias.colnames().isEmpty();
            }
            case CTE -> {
                out.append(quote(String.valueOf(r.ctename)));
                alias |= !name.equals(r.ctename);
                columns = r.alias != null && !r.alias.colnames().isEmpty();
            }
            default -> throw SqlError.internal("unrecognized RTE kind");
        }
        if (alias) {
            out.append(' ').append(quote(name));
        }
        if (r.rtekind == RteKind.FUNCTION
                && r.functions.size() == 1
                && !r.functions.get(0).funccolnames().isEmpty()) {
            columnDefs(r.functions.get(0));
        } else if (columns) {
            names(liveColumns(r.eref));
        }
        String[] own = usingNames.get(r);
        if (own != null) {
            names(List.of(own).stream().filter(s -> !s.isEmpty()).toList());
        }
        if (r.tablesample != null) {
            sample(r.tablesample);
        }
    }

    private static List<String> liveColumns(Alias eref) {
        List<String> cols = new ArrayList<>();
        for (String s : eref.colnames()) {
            if (!s.isEmpty()) {
                cols.add(s);
            }
        }
        return cols;
    }

    private void sample(TableSampleClause s) {
        out.append(" TABLESAMPLE ").append(functionName(s.tsmhandler())).append(" (");
        for (int i = 0; i < s.args().size(); i++) {
            out.append(i > 0 ? ", " : "");
            expr(s.args().get(i), false);
        }
        out.append(')');
        if (s.repeatable() != null) {
            out.append(" REPEATABLE (");
            expr(s.repeatable(), false);
            out.append(')');
        }
    }

    private void columnDefs(RangeTblFunction f) {
        out.append('(');
        for (int i = 0; i < f.funccolnames().size(); i++) {
            out.append(i > 0 ? ", " : "").append(quote(f.funccolnames().get(i))).append(' ');
            out.append(typeName(f.funccoltypes()[i], f.funccoltypmods()[i]));
        }
        out.append(')');
    }

    private void join(Query q, JoinExpr j) {
        boolean paren = !prettyParen || j.alias() != null;
        if (paren) {
            out.append('(');
        }
        item(j.larg(), q);
        String word =
                switch (j.jointype()) {
                    case INNER -> j.quals() != null ? " JOIN " : " CROSS JOIN ";
                    case LEFT -> " LEFT JOIN ";
                    case FULL -> " FULL JOIN ";
                    case RIGHT -> " RIGHT JOIN ";
                    default -> throw SqlError.internal("unrecognized join type");
                };
        keyword(word, -STD, STD, 4);
        boolean right = prettyParen && j.rarg() instanceof JoinExpr r && r.alias() == null;
        if (right) {
            out.append('(');
        }
        item(j.rarg(), q);
        if (right) {
            out.append(')');
        }
        if (!j.usingClause().isEmpty()) {
            out.append(" USING ");
            names(j.usingClause());
            if (j.joinUsingAlias() != null) {
                out.append(" AS ").append(quote(j.joinUsingAlias().aliasname()));
            }
        } else if (j.quals() != null) {
            out.append(" ON ");
            if (!prettyParen) {
                out.append('(');
            }
            expr(j.quals());
            if (!prettyParen) {
                out.append(')');
            }
        } else if (j.jointype() != JoinType.INNER) {
            out.append(" ON TRUE");
        }
        if (paren) {
            out.append(')');
        }
        if (j.alias() != null) {
            out.append(' ').append(quote(String.valueOf(frame(0).names[j.rtindex() - 1])));
            if (!j.alias().colnames().isEmpty()) {
                names(liveColumns(q.rte(j.rtindex()).eref));
            }
        }
    }

    // ---- set operations

    private void setOp(Query q, SetOpNode n, @Nullable TupleDesc result) {
        switch (n) {
            case RangeTblRef r -> {
                Query sub = Objects.requireNonNull(q.rte(r.rtindex()).subquery);
                boolean paren = !sub.cteList.isEmpty()
                        || !sub.sortClause.isEmpty()
                        || !sub.rowMarks.isEmpty()
                        || sub.limitOffset != null
                        || sub.limitCount != null
                        || sub.setOperations != null;
                out.append(paren ? "(" : "");
                query(sub, level, result);
                out.append(paren ? ")" : "");
            }
            case SetOperationStmt s -> {
                boolean paren = s.larg() instanceof SetOperationStmt l && !(l.op() == s.op() && l.all() == s.all());
                if (paren) {
                    out.append('(');
                    keyword("", STD, 0, 0);
                }
                setOp(q, s.larg(), result);
                boolean visible = namesVisible;
                namesVisible = false;
                if (paren) {
                    keyword(") ", -STD, 0, 0);
                } else if (indent) {
                    keyword("", 0, 0, 0);
                } else {
                    out.append(' ');
                }
                out.append(s.op().name()).append(' ').append(s.all() ? "ALL " : "");
                boolean right = s.rarg() instanceof SetOperationStmt;
                int sub = right ? STD : 0;
                out.append(right ? "(" : "");
                keyword("", sub, 0, 0);
                setOp(q, s.rarg(), result);
                if (indent) {
                    level -= sub;
                }
                if (right) {
                    keyword(")", 0, 0, 0);
                }
                namesVisible = visible;
            }
        }
    }

    // ---- sorting, windows

    private void sortKey(int ref, List<TargetEntry> tl, boolean colno) {
        TargetEntry t = Clauses.byRef(tl, ref);
        Expr e = t.expr();
        if (colno) {
            out.append(t.resno());
        } else if (e instanceof Const c) {
            constant(c, 1);
        } else if (e instanceof Var) {
            expr(e);
        } else {
            boolean paren = prettyParen || e instanceof FuncExpr || e instanceof Aggref || e instanceof WindowFunc;
            out.append(paren ? "(" : "");
            expr(e, true);
            out.append(paren ? ")" : "");
        }
    }

    @Override
    void sortKeys(List<SortGroupClause> l, List<TargetEntry> tl, boolean colno) {
        ParseState ps = new ParseState(lookup, new AnalyzeContext(cx), ParamTypes.none(), "");
        String sep = "";
        for (SortGroupClause s : l) {
            out.append(sep);
            sortKey(s.tleSortGroupRef(), tl, colno);
            Ops.SortOps o = Ops.sortOps(
                    ps, Clauses.byRef(tl, s.tleSortGroupRef()).expr().type());
            if (s.sortop() == o.lt()) {
                out.append(s.nullsFirst() ? " NULLS FIRST" : "");
            } else if (s.sortop() == o.gt()) {
                out.append(" DESC").append(s.nullsFirst() ? "" : " NULLS LAST");
            } else {
                OperatorInfo op = lookup.operator(s.sortop());
                out.append(" USING ").append(op == null ? "?" : op.name());
                out.append(s.nullsFirst() ? " NULLS FIRST" : " NULLS LAST");
            }
            sep = ", ";
        }
    }

    @Override
    void window(WindowFunc f) {
        Query q = frame(0).query;
        if (q == null) {
            out.append("(?)");
            return;
        }
        for (WindowClause w : q.windowClause) {
            if (w.winref() == f.winref()) {
                if (w.name() != null) {
                    out.append(quote(w.name()));
                } else {
                    windowSpec(w, q.targetList);
                }
                return;
            }
        }
        out.append("(?)");
    }

    private void windowSpec(WindowClause w, List<TargetEntry> tl) {
        out.append('(');
        String sep = "";
        if (w.refname() != null) {
            out.append(quote(w.refname()));
            sep = " ";
        }
        if (!w.partitionClause().isEmpty() && w.refname() == null) {
            out.append(sep).append("PARTITION BY ");
            String c = "";
            for (SortGroupClause s : w.partitionClause()) {
                out.append(c);
                sortKey(s.tleSortGroupRef(), tl, false);
                c = ", ";
            }
            sep = " ";
        }
        if (!w.orderClause().isEmpty() && !w.copiedOrder()) {
            out.append(sep).append("ORDER BY ");
            sortKeys(w.orderClause(), tl, false);
            sep = " ";
        }
        int f = w.frameOptions();
        if ((f & WindowFrame.NONDEFAULT) != 0) {
            out.append(sep);
            out.append((f & WindowFrame.RANGE) != 0 ? "RANGE " : (f & WindowFrame.ROWS) != 0 ? "ROWS " : "GROUPS ");
            out.append((f & WindowFrame.BETWEEN) != 0 ? "BETWEEN " : "");
            if ((f & WindowFrame.START_UNBOUNDED_PRECEDING) != 0) {
                out.append("UNBOUNDED PRECEDING");
            } else if ((f & WindowFrame.START_CURRENT_ROW) != 0) {
                out.append("CURRENT ROW");
            } else {
                expr(Objects.requireNonNull(w.startOffset()));
                out.append((f & WindowFrame.START_OFFSET_PRECEDING) != 0 ? " PRECEDING" : " FOLLOWING");
            }
            if ((f & WindowFrame.BETWEEN) != 0) {
                out.append(" AND ");
                if ((f & WindowFrame.END_UNBOUNDED_FOLLOWING) != 0) {
                    out.append("UNBOUNDED FOLLOWING");
                } else if ((f & WindowFrame.END_CURRENT_ROW) != 0) {
                    out.append("CURRENT ROW");
                } else {
                    expr(Objects.requireNonNull(w.endOffset()));
                    out.append((f & WindowFrame.END_OFFSET_PRECEDING) != 0 ? " PRECEDING" : " FOLLOWING");
                }
            }
            out.append(WindowFrame.exclusion(f));
        }
        out.append(')');
    }
}
