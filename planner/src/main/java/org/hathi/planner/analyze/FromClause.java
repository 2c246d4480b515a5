package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr;
import org.hathi.planner.analyze.NsItem.Column;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TableSampleClause;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** FROM: tables, subqueries, functions, joins (parse_clause). */
final class FromClause {
    private FromClause() {}

    /** A transformed FROM item: its join tree node, its own namespace item, and the items it makes visible. */
    private record Item(JoinNode node, NsItem top, List<NsItem> namespace) {}

    static void transform(ParseState ps, List<FromItem> from) {
        for (FromItem f : from) {
            Item i = item(ps, f);
            Relations.checkConflict(ps, ps.namespace, i.namespace);
            lateral(i.namespace, true, true);
            ps.joinlist.add(i.node);
            ps.namespace.addAll(i.namespace);
        }
        lateral(ps.namespace, false, true);
    }

    private static void lateral(List<NsItem> l, boolean only, boolean ok) {
        for (NsItem i : l) {
            i.lateralOnly = only;
            i.lateralOk = ok;
        }
    }

    private static Item leaf(NsItem n) {
        List<NsItem> l = new ArrayList<>(1);
        l.add(n);
        return new Item(new RangeTblRef(n.rtindex), n, l);
    }

    private static Item item(ParseState ps, FromItem f) {
        return switch (f) {
            case RangeVar v -> leaf(table(ps, v));
            case FromItem.RangeSubselect s -> leaf(subselect(ps, s));
            case FromItem.RangeFunction r -> leaf(function(ps, r));
            case FromItem.RangeTableSample t -> sample(ps, t);
            case FromItem.RangeTableFunc t -> throw SqlError.unsupported("XMLTABLE");
            case FromItem.JoinExpr j -> join(ps, j);
        };
    }

    private static NsItem table(ParseState ps, RangeVar v) {
        if (v.schemaname() == null) {
            int levels = 0;
            for (ParseState p = ps; p != null; p = p.parent, levels++) {
                for (CommonTableExpr c : p.ctes) {
                    if (c.ctename.equals(v.relname())) {
                        return Relations.addCte(ps, c, levels, v);
                    }
                }
            }
        }
        boolean locked =
                Locking.mentions(ps, v.alias() == null ? v.relname() : v.alias().aliasname());
        int lockmode = locked ? Relations.ROW_SHARE : Relations.ACCESS_SHARE;
        int relid = Relations.open(ps, v, lockmode);
        return Relations.addRelation(ps, relid, lockmode, Relations.alias(v.alias()), v.inh(), true, v.location());
    }

    private static Item sample(ParseState ps, FromItem.RangeTableSample t) {
        Item i = item(ps, t.relation());
        RangeTblEntry r = i.top.rte;
        if (r.rtekind != RteKind.RELATION || r.relkind != 'r' && r.relkind != 'm' && r.relkind != 'p') {
            throw ps.error(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "TABLESAMPLE clause can only be applied to tables and materialized views",
                    t.relation().location());
        }
        List<Resolve.Candidate> cs = Resolve.functions(ps, t.method(), 1, List.of(), false, false);
        Resolve.Candidate c = Resolve.exact(cs, new int[] {Oids.INTERNAL});
        if (c == null) {
            throw ps.error(
                    SqlState.UNDEFINED_OBJECT,
                    "tablesample method " + String.join(".", t.method()) + " does not exist",
                    t.location());
        }
        if (t.args().size() != 1) {
            throw ps.error(
                    SqlState.INVALID_TABLESAMPLE_ARGUMENT,
                    "tablesample method " + String.join(".", t.method()) + " requires 1 argument, not "
                            + t.args().size(),
                    t.location());
        }
        List<Expr> args = new ArrayList<>();
        for (RawExpr a : t.args()) {
            Expr e = Exprs.transform(ps, a, ExprKind.FROM_FUNCTION);
            args.add(Collations.assign(ps, Coercion.toSpecific(ps, e, Oids.FLOAT4, -1, "TABLESAMPLE")));
        }
        Expr rep = t.repeatable() == null
                ? null
                : Collations.assign(
                        ps,
                        Coercion.toSpecific(
                                ps,
                                Exprs.transform(ps, t.repeatable(), ExprKind.FROM_FUNCTION),
                                Oids.FLOAT8,
                                -1,
                                "REPEATABLE"));
        r.tablesample = new TableSampleClause(c.oid, args, rep);
        return i;
    }

    private static NsItem subselect(ParseState ps, FromItem.RangeSubselect s) {
        if (s.alias() == null) {
            boolean values = !s.subquery().valuesLists().isEmpty();
            throw ps.error(
                            SqlState.SYNTAX_ERROR,
                            values ? "VALUES in FROM must have an alias" : "subquery in FROM must have an alias",
                            s.location())
                    .hint(
                            values
                                    ? "For example, FROM (VALUES ...) [AS] foo."
                                    : "For example, FROM (SELECT ...) [AS] foo.");
        }
        ExprKind save = ps.kind;
        ps.kind = ExprKind.FROM_SUBSELECT;
        ps.lateralActive = s.lateral();
        Query q = Analyzer.subquery(
                ps, s.subquery(), null, Locking.mentions(ps, s.alias().aliasname()), true);
        ps.lateralActive = false;
        ps.kind = save;
        boolean lateral = s.lateral() && Levels.hasVarsAbove(q);
        return Relations.addSubquery(ps, q, Relations.alias(s.alias()), lateral || s.lateral(), true);
    }

    // ---- functions

    private static NsItem function(ParseState ps, FromItem.RangeFunction r) {
        ps.lateralActive = true;
        List<Expr> exprs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<List<ColumnDef>> defs = new ArrayList<>();
        for (FromItem.FunctionItem f : r.functions()) {
            ps.lastSrf = null;
            Expr lastSrf = ps.lastSrf;
            if (f.funcexpr() instanceof RawExpr.FuncCall c
                    && isUnnest(c)
                    && c.args().size() > 1) {
                for (RawExpr a : c.args()) {
                    RawExpr.FuncCall one = new RawExpr.FuncCall(
                            List.of("pg_catalog", "unnest"),
                            List.of(a),
                            List.of(),
                            null,
                            null,
                            false,
                            false,
                            false,
                            false,
                            RawExpr.CoercionForm.EXPLICIT_CALL,
                            c.location());
                    exprs.add(Exprs.transform(ps, one, ExprKind.FROM_FUNCTION));
                    names.add("unnest");
                    defs.add(List.of());
                }
                continue;
            }
            Expr e = Exprs.transform(ps, f.funcexpr(), ExprKind.FROM_FUNCTION);
            if (ps.lastSrf != lastSrf && ps.lastSrf != null && ps.lastSrf != e) {
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "set-returning functions must appear at top level of FROM",
                        Trees.location(ps.lastSrf));
            }
            exprs.add(e);
            names.add(ColumnNames.of(f.funcexpr()));
            defs.add(f.coldeflist());
        }
        ps.lateralActive = false;
        exprs.replaceAll(e -> Collations.assign(ps, e));
        if (!r.coldeflist().isEmpty()) {
            checkColumnDefs(ps, r, exprs.size());
            defs.set(0, r.coldeflist());
        }
        boolean lateral = r.lateral() || Levels.hasVarsOfLevel(exprs, 0);
        return functionRte(ps, exprs, names, defs, Relations.alias(r.alias()), r.ordinality(), lateral);
    }

    private static void checkColumnDefs(ParseState ps, FromItem.RangeFunction r, int functions) {
        if (functions != 1) {
            throw ps.error(
                            SqlState.SYNTAX_ERROR,
                            r.isRowsfrom()
                                    ? "ROWS FROM() with multiple functions cannot have a column definition list"
                                    : "UNNEST() with multiple arguments cannot have a column definition list",
                            r.coldeflist().get(0).location())
                    .hint(
                            r.isRowsfrom()
                                    ? "Put a separate column definition list for each function inside ROWS FROM()."
                                    : "Use separate UNNEST() calls inside ROWS FROM(), and attach a column definition list to each"
                                            + " one.");
        }
        if (r.ordinality()) {
            throw ps.error(
                            SqlState.SYNTAX_ERROR,
                            "WITH ORDINALITY cannot be used with a column definition list",
                            r.coldeflist().get(0).location())
                    .hint("Put the column definition list inside ROWS FROM().");
        }
    }

    private static boolean isUnnest(RawExpr.FuncCall c) {
        return c.funcname().equals(List.of("unnest"))
                && c.aggOrder().isEmpty()
                && c.aggFilter() == null
                && c.over() == null
                && !c.aggStar()
                && !c.aggDistinct()
                && !c.funcVariadic();
    }

    static NsItem functionRte(
            ParseState ps,
            List<Expr> exprs,
            List<String> names,
            List<List<ColumnDef>> defs,
            @Nullable Alias alias,
            boolean ordinality,
            boolean lateral) {
        RangeTblEntry r = new RangeTblEntry(RteKind.FUNCTION);
        r.alias = alias;
        r.funcordinality = ordinality;
        r.lateral = lateral;
        r.inFromCl = true;
        List<RangeTblFunction> fs = new ArrayList<>();
        List<Attribute> atts = new ArrayList<>();
        for (int i = 0; i < exprs.size(); i++) {
            RangeTblFunction f = oneFunction(ps, exprs.get(i), names.get(i), defs.get(i), alias, exprs.size(), atts);
            fs.add(f);
        }
        if (ordinality) {
            atts.add(Attribute.of("ordinality", atts.size() + 1, ps.type(Oids.INT8), -1));
        }
        r.functions = fs;
        int total = atts.size();
        List<String> cols = new ArrayList<>(alias == null ? List.of() : alias.colnames());
        int given = cols.size();
        String name = alias != null ? alias.aliasname() : names.get(0);
        int live = 0;
        for (Attribute a : atts) {
            live += a.dropped() ? 0 : 1;
        }
        if (given > live) {
            throw new SqlError(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "table \"" + name + "\" has " + live + " columns available but " + given + " columns specified");
        }
        for (int i = given; i < total; i++) {
            cols.add(atts.get(i).dropped() ? "" : atts.get(i).name());
        }
        r.eref = new Alias(name, cols);
        int rtindex = Relations.addRte(ps, r);
        Column[] out = new Column[total];
        for (int i = 0; i < total; i++) {
            Attribute a = atts.get(i);
            out[i] = a.dropped()
                    ? new Column(0, 0, 0, 0, 0, 0, 0)
                    : new Column(rtindex, i + 1, a.typeOid(), a.typmod(), a.collation(), rtindex, i + 1);
        }
        return new NsItem(r.eref, r, rtindex, out);
    }

    private static RangeTblFunction oneFunction(
            ParseState ps,
            Expr e,
            String name,
            List<ColumnDef> defs,
            @Nullable Alias alias,
            int nfuncs,
            List<Attribute> atts) {
        int base = Types.baseType(ps, e.type());
        boolean record = base == Oids.RECORD;
        TupleDesc d = record ? e instanceof FuncExpr f ? RowTypes.ofFunction(ps, f) : null : null;
        if (!defs.isEmpty()) {
            int loc = defs.get(0).location();
            if (!record) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR,
                        "a column definition list is only allowed for functions returning \"record\"",
                        loc);
            }
            if (d != null) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR,
                        "a column definition list is redundant for a function with OUT parameters",
                        loc);
            }
            return declared(ps, e, defs, atts);
        }
        int count;
        if (record && d == null) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "a column definition list is required for functions returning \"record\"",
                    Trees.location(e));
        }
        if (d == null && ps.type(base).relid() != 0) {
            d = ps.types().rowType(base, -1);
        }
        if (d != null) {
            count = d.size();
            for (int i = 0; i < count; i++) {
                atts.add(d.get(i));
            }
        } else {
            if (ps.type(base).type() == 'p' && base != Oids.VOID) {
                throw ps.error(
                        SqlState.DATATYPE_MISMATCH,
                        "function \"" + name + "\" in FROM has unsupported return type " + ps.typeName(e.type()),
                        Trees.location(e));
            }
            count = 1;
            atts.add(scalar(ps, e, scalarName(ps, e, name, alias, nfuncs), atts.size() + 1));
        }
        return new RangeTblFunction(e, count, List.of(), new int[0], new int[0], new int[0]);
    }

    /** The one column of a function that returns a scalar. */
    private static Attribute scalar(ParseState ps, Expr e, String col, int number) {
        Attribute a = Attribute.of(col, number, ps.type(e.type()), e.typmod());
        return new Attribute(
                col,
                a.typeOid(),
                a.typmod(),
                a.len(),
                a.byVal(),
                a.align(),
                a.storage(),
                a.compression(),
                false,
                false,
                false,
                null,
                '\0',
                '\0',
                false,
                e.collation(),
                a.attnum(),
                a.ndims());
    }

    /** A function whose columns are declared in the query. */
    private static RangeTblFunction declared(ParseState ps, Expr e, List<ColumnDef> defs, List<Attribute> atts) {
        int n = defs.size();
        int[] types = new int[n];
        int[] typmods = new int[n];
        int[] colls = new int[n];
        List<String> colNames = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            ColumnDef c = defs.get(i);
            TypeMod t = Types.resolve(ps, java.util.Objects.requireNonNull(c.typeName()));
            types[i] = t.oid();
            typmods[i] = t.typmod();
            colls[i] = c.collClause() == null
                    ? Types.collationOf(ps, t.oid())
                    : Types.collation(ps, c.collClause().collname(), c.location());
            colNames.add(c.colname());
            atts.add(Attribute.of(c.colname(), atts.size() + 1, ps.type(t.oid()), t.typmod()));
        }
        return new RangeTblFunction(e, n, colNames, types, typmods, colls);
    }

    private static String scalarName(ParseState ps, Expr e, String name, @Nullable Alias alias, int nfuncs) {
        if (e instanceof FuncExpr f) {
            var p = ps.lookup.proc(f.funcid());
            if (p != null && p.argModes() != null && p.argNames() != null) {
                for (int i = 0; i < p.argModes().length; i++) {
                    byte m = p.argModes()[i];
                    if ((m == 'o' || m == 'b' || m == 't') && !p.argNames()[i].isEmpty()) {
                        return p.argNames()[i];
                    }
                }
            }
        }
        return nfuncs == 1 && alias != null ? alias.aliasname() : name;
    }

    // ---- joins

    private static Item join(ParseState ps, FromItem.JoinExpr j) {
        Item l = item(ps, j.larg());
        boolean lateralOk = j.jointype() == FromItem.JoinType.INNER || j.jointype() == FromItem.JoinType.LEFT;
        lateral(l.namespace, true, lateralOk);
        int save = ps.namespace.size();
        ps.namespace.addAll(l.namespace);
        Item r = item(ps, j.rarg());
        while (ps.namespace.size() > save) {
            ps.namespace.remove(ps.namespace.size() - 1);
        }
        Relations.checkConflict(ps, l.namespace, r.namespace);
        List<NsItem> mine = new ArrayList<>(l.namespace);
        mine.addAll(r.namespace);
        List<String> lnames = l.top.names.colnames();
        List<String> rnames = r.top.names.colnames();
        List<String> using = j.usingClause();
        if (j.isNatural()) {
            using = new ArrayList<>();
            for (int a = 0; a < lnames.size(); a++) {
                if (!lnames.get(a).isEmpty() && rnames.contains(lnames.get(a))) {
                    using.add(lnames.get(a));
                }
            }
        }
        return new JoinBuilder(ps, j, l.node, r.node, l.top, r.top, mine, using).build();
    }

    /** Builds one join's output columns. */
    private static final class JoinBuilder {
        final ParseState ps;
        final FromItem.JoinExpr j;
        final JoinNode lnode;
        final JoinNode rnode;
        final NsItem l;
        final NsItem r;
        final List<NsItem> namespace;
        final List<String> using;
        final JoinType type;
        final List<String> names = new ArrayList<>();
        final List<@Nullable Expr> vars = new ArrayList<>();
        final List<Column> columns = new ArrayList<>();
        int[] lcols = new int[0];
        int[] rcols = new int[0];

        JoinBuilder(
                ParseState ps,
                FromItem.JoinExpr j,
                JoinNode lnode,
                JoinNode rnode,
                NsItem l,
                NsItem r,
                List<NsItem> namespace,
                List<String> using) {
            this.ps = ps;
            this.j = j;
            this.lnode = lnode;
            this.rnode = rnode;
            this.l = l;
            this.r = r;
            this.namespace = namespace;
            this.using = using;
            this.type = switch (j.jointype()) {
                case INNER -> JoinType.INNER;
                case LEFT -> JoinType.LEFT;
                case FULL -> JoinType.FULL;
                case RIGHT -> JoinType.RIGHT;
            };
        }

        Item build() {
            Expr quals = null;
            if (!using.isEmpty()) {
                quals = using();
            } else if (j.quals() != null) {
                quals = on();
            }
            int merged = using.size();
            boolean[] lused = used(l, lcols);
            boolean[] rused = used(r, rcols);
            int[] jl = rest(l, lused, lcols);
            int[] jr = rest(r, rused, rcols);
            if (j.alias() != null && j.alias().colnames().size() > names.size()) {
                throw new SqlError(
                        SqlState.INVALID_COLUMN_REFERENCE,
                        "join expression \"" + j.alias().aliasname() + "\" has " + names.size()
                                + " columns available but "
                                + j.alias().colnames().size() + " columns specified");
            }
            RangeTblEntry rte = new RangeTblEntry(RteKind.JOIN);
            rte.jointype = type;
            rte.joinmergedcols = merged;
            rte.joinaliasvars = vars;
            rte.joinleftcols = jl;
            rte.joinrightcols = jr;
            rte.alias = Relations.alias(j.alias());
            rte.inFromCl = true;
            List<String> out = new ArrayList<>(names);
            if (rte.alias != null) {
                for (int i = 0; i < rte.alias.colnames().size(); i++) {
                    out.set(i, rte.alias.colnames().get(i));
                }
            }
            rte.eref = new Alias(rte.alias == null ? "unnamed_join" : rte.alias.aliasname(), out);
            Alias usingAlias = null;
            if (j.joinUsingAlias() != null) {
                usingAlias = new Alias(j.joinUsingAlias().aliasname(), new ArrayList<>(using));
            }
            rte.joinUsingAlias = usingAlias;
            int index = Relations.addRte(ps, rte);
            Column[] cols = columns.toArray(new Column[0]);
            for (int i = 0; i < cols.length; i++) {
                Column c = cols[i];
                int vn = c.varno() == -1 ? index : c.varno();
                int sn = c.varnosyn() == -1 || j.alias() != null ? index : c.varnosyn();
                int sa = j.alias() != null ? i + 1 : c.varattnosyn();
                cols[i] = new Column(vn, c.varattno(), c.type(), c.typmod(), c.collation(), sn, sa, c.inStar());
            }
            NsItem top = new NsItem(rte.eref, rte, index, cols);
            List<NsItem> visible = visible(rte, index, cols, top);
            JoinExpr node = new JoinExpr(
                    type, j.isNatural(), lnode, rnode, new ArrayList<>(using), usingAlias, quals, rte.alias, index);
            return new Item(node, top, visible);
        }

        /** What later clauses see: the join by its alias, or what it joins; and its USING alias. */
        private List<NsItem> visible(RangeTblEntry rte, int index, Column[] cols, NsItem top) {
            List<NsItem> visible = new ArrayList<>();
            if (rte.joinUsingAlias != null) {
                if (j.alias() == null) {
                    Relations.checkConflict(
                            ps,
                            namespace,
                            List.of(new NsItem(
                                    rte.joinUsingAlias, rte, index, Arrays.copyOf(cols, rte.joinmergedcols))));
                }
                visible.add(new NsItem(rte.joinUsingAlias, rte, index, Arrays.copyOf(cols, rte.joinmergedcols))
                        .flags(true, false, false, true));
            }
            if (j.alias() != null) {
                visible.clear();
            } else {
                for (NsItem n : namespace) {
                    n.colsVisible = false;
                    visible.add(n);
                }
            }
            top.flags(j.alias() != null, true, false, true);
            visible.add(top);
            return visible;
        }

        private boolean[] used(NsItem side, int[] cols) {
            boolean[] u = new boolean[side.columns.length];
            for (int c : cols) {
                u[c - 1] = true;
            }
            return u;
        }

        private int[] rest(NsItem side, boolean[] used, int[] merged) {
            int[] out = Arrays.copyOf(merged, merged.length + used.length);
            int n = merged.length;
            for (int i = 0; i < used.length; i++) {
                if (!used[i] && side.columns[i].varno() != 0) {
                    out[n++] = i + 1;
                    names.add(side.names.colnames().get(i));
                    vars.add(plain(side, i + 1));
                    columns.add(side.columns[i]);
                }
            }
            return Arrays.copyOf(out, n);
        }

        private Var plain(NsItem side, int att) {
            Column c = side.columns[att - 1];
            return new Var(
                    c.varno(), c.varattno(), c.type(), c.typmod(), c.collation(), 0, c.varnosyn(), c.varattnosyn(), -1);
        }

        private int find(NsItem side, String name, String which) {
            int found = 0;
            for (int i = 0; i < side.columns.length; i++) {
                if (side.names.colnames().get(i).equals(name) && side.columns[i].varno() != 0) {
                    if (found != 0) {
                        throw new SqlError(
                                SqlState.AMBIGUOUS_COLUMN,
                                "common column name \"" + name + "\" appears more than once in " + which + " table");
                    }
                    found = i + 1;
                }
            }
            if (found == 0) {
                throw new SqlError(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"" + name + "\" specified in USING clause does not exist in " + which + " table");
            }
            return found;
        }

        private Expr using() {
            lcols = new int[using.size()];
            rcols = new int[using.size()];
            List<Expr> conds = new ArrayList<>();
            for (int i = 0; i < lcols.length; i++) {
                String name = using.get(i);
                if (using.indexOf(name) < i) {
                    throw new SqlError(
                            SqlState.DUPLICATE_COLUMN,
                            "column name \"" + name + "\" appears more than once in USING clause");
                }
                lcols[i] = find(l, name, "left");
                rcols[i] = find(r, name, "right");
                Var lv = plain(l, lcols[i]);
                Var rv = plain(r, rcols[i]);
                Relations.markSelect(ps, lv);
                Relations.markSelect(ps, rv);
                merged(name, lv, rv, l.columns[lcols[i] - 1], r.columns[rcols[i] - 1]);
                conds.add(Ops.make(ps, List.of("="), lv, rv, ps.lastSrf, -1));
            }
            Expr all = conds.size() == 1 ? conds.get(0) : new BoolExpr(BoolExprType.AND, conds, -1);
            return Collations.assign(ps, Coercion.toBoolean(ps, all, "JOIN/USING"));
        }

        /** The output column of a USING column (buildMergedJoinVar). */
        private void merged(String name, Var lv, Var rv, Column lc, Column rc) {
            int t = Coercion.commonType(ps, List.of(lv, rv), "JOIN/USING");
            int typmod = Coercion.commonTypmod(List.of(lv, rv), t);
            Expr ln = coerce(lv, t, typmod);
            Expr rn = coerce(rv, t, typmod);
            Expr res =
                    switch (type) {
                        case INNER -> ln instanceof Var ? ln : rn instanceof Var ? rn : ln;
                        case LEFT -> ln;
                        case RIGHT -> rn;
                        default -> new CoalesceExpr(t, 0, List.of(ln, rn), -1);
                    };
            res = Collations.assign(ps, res);
            names.add(name);
            vars.add(res);
            int k = vars.size();
            columns.add(
                    res == lv
                            ? lc
                            : res == rv ? rc : new Column(-1, k, res.type(), res.typmod(), res.collation(), -1, k));
        }

        private Expr coerce(Var v, int type, int typmod) {
            if (v.type() != type) {
                return Coercion.type(
                        ps,
                        v,
                        v.type(),
                        type,
                        typmod,
                        Coercion.Context.IMPLICIT,
                        org.hathi.planner.tree.CoercionForm.IMPLICIT_CAST,
                        -1);
            }
            return v.typmod() != typmod
                    ? new RelabelType(v, type, typmod, 0, org.hathi.planner.tree.CoercionForm.IMPLICIT_CAST, -1)
                    : v;
        }

        private Expr on() {
            lateral(namespace, false, true);
            List<NsItem> save = ps.namespace;
            ps.namespace = new ArrayList<>(namespace);
            Expr e = where(ps, j.quals(), ExprKind.JOIN_ON, "JOIN/ON");
            ps.namespace = save;
            return java.util.Objects.requireNonNull(e);
        }
    }

    /** WHERE, HAVING, ON … : a boolean expression (collations are assigned by the caller's final pass). */
    static @Nullable Expr where(ParseState ps, @Nullable RawExpr e, ExprKind kind, String construct) {
        return e == null ? null : Coercion.toBoolean(ps, Exprs.transform(ps, e, kind), construct);
    }
}
