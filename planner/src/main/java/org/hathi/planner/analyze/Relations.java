package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.planner.analyze.NsItem.Column;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Range table entries, and looking up the names of tables and columns in the namespace (parse_relation). */
final class Relations {
    static final int ACCESS_SHARE = 1;
    static final int ROW_SHARE = 2;
    static final int ROW_EXCLUSIVE = 3;

    private Relations() {}

    /**
     * Oid of a relation by name, locked; 42P01 when there is none. The name is looked up again after the lock was
     * waited for: what it meant may have been dropped or replaced meanwhile.
     */
    static int open(ParseState ps, RangeVar v, int lockmode) {
        int oid = find(ps, v);
        while (oid != 0) {
            ps.lookup.lock(oid, lockmode);
            int again = find(ps, v);
            if (again == oid) {
                return oid;
            }
            oid = again;
        }
        throw undefined(ps, v);
    }

    private static SqlError undefined(ParseState ps, RangeVar v) {
        String shown = v.schemaname() == null ? v.relname() : v.schemaname() + "." + v.relname();
        SqlError e = ps.error(SqlState.UNDEFINED_TABLE, "relation \"" + shown + "\" does not exist", v.location());
        if (v.schemaname() == null && isFutureCte(ps, v.relname())) {
            e.detail("There is a WITH item named \"" + v.relname()
                            + "\", but it cannot be referenced from this part of the query.")
                    .hint("Use WITH RECURSIVE, or re-order the WITH items to remove forward references.");
        }
        return e;
    }

    private static boolean isFutureCte(ParseState ps, String name) {
        for (ParseState p = ps; p != null; p = p.parent) {
            for (var c : p.futureCtes) {
                if (c.ctename().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    static int find(ParseState ps, RangeVar v) {
        if (v.catalogname() != null && !v.catalogname().equals(ps.lookup.databaseName())) {
            throw ps.error(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cross-database references are not implemented: \"" + v.catalogname() + "." + v.schemaname() + "."
                            + v.relname() + "\"",
                    v.location());
        }
        if (v.schemaname() == null) {
            return ps.lookup.relationInPath(v.relname());
        }
        int ns = ps.usableNamespace(v.schemaname(), v.location());
        return ns == 0 ? 0 : ps.lookup.relationInNamespace(v.relname(), ns);
    }

    static ClassInfo info(ParseState ps, int relid) {
        ClassInfo c = ps.lookup.relation(relid);
        if (c == null) {
            throw SqlError.internal("could not open relation with OID " + Integer.toUnsignedString(relid));
        }
        return c;
    }

    static @Nullable Alias alias(org.hathi.parser.tree.FromItem.@Nullable Alias a) {
        return a == null ? null : new Alias(a.aliasname(), a.colnames());
    }

    // ---- adding entries

    private static int add(ParseState ps, RangeTblEntry r) {
        ps.rtable.add(r);
        return ps.rtable.size();
    }

    static NsItem addRelation(
            ParseState ps, int relid, int lockmode, @Nullable Alias alias, boolean inh, boolean inFrom, int loc) {
        ClassInfo c = info(ps, relid);
        if (!c.isTableLike()) {
            SqlError e = c.notTable();
            throw e.position(ps.pos(loc));
        }
        RangeTblEntry r = new RangeTblEntry(RteKind.RELATION);
        TupleDesc d = ps.lookup.columns(relid);
        r.relid = relid;
        r.relkind = c.kind();
        r.rellockmode = lockmode;
        r.alias = alias;
        r.inh = inh;
        r.inFromCl = inFrom;
        r.requiredPerms = RangeTblEntry.ACL_SELECT;
        r.eref = relationNames(d, alias, c.name());
        int i = add(ps, r);
        return new NsItem(r.eref, r, i, columns(d, i));
    }

    private static Alias relationNames(TupleDesc d, @Nullable Alias alias, String name) {
        List<String> names = new ArrayList<>(d.size());
        int given = alias == null ? 0 : alias.colnames().size();
        int used = 0;
        int live = 0;
        for (int i = 0; i < d.size(); i++) {
            Attribute a = d.get(i);
            if (a.dropped()) {
                names.add("");
                continue;
            }
            live++;
            names.add(alias != null && used < given ? alias.colnames().get(used++) : a.name());
        }
        if (used < given) {
            throw tooManyAliases(alias == null ? name : alias.aliasname(), live, given);
        }
        return new Alias(alias == null ? name : alias.aliasname(), names);
    }

    private static SqlError tooManyAliases(String table, int available, int given) {
        return new SqlError(
                SqlState.INVALID_COLUMN_REFERENCE,
                "table \"" + table + "\" has " + available + " columns available but " + given + " columns specified");
    }

    private static Column[] columns(TupleDesc d, int rtindex) {
        Column[] out = new Column[d.size()];
        for (int i = 0; i < out.length; i++) {
            Attribute a = d.get(i);
            out[i] = a.dropped()
                    ? new Column(0, 0, 0, 0, 0, 0, 0)
                    : new Column(rtindex, i + 1, a.typeOid(), a.typmod(), a.collation(), rtindex, i + 1);
        }
        return out;
    }

    static Column[] columns(int[] types, int[] typmods, int[] collations, int rtindex) {
        Column[] out = new Column[types.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = new Column(rtindex, i + 1, types[i], typmods[i], collations[i], rtindex, i + 1);
        }
        return out;
    }

    static NsItem addSubquery(ParseState ps, Query q, @Nullable Alias alias, boolean lateral, boolean inFrom) {
        RangeTblEntry r = new RangeTblEntry(RteKind.SUBQUERY);
        r.subquery = q;
        r.alias = alias;
        r.lateral = lateral;
        r.inFromCl = inFrom;
        int n = 0;
        for (TargetEntry t : q.targetList) {
            n += t.resjunk() ? 0 : 1;
        }
        int[] types = new int[n];
        int[] typmods = new int[n];
        int[] colls = new int[n];
        List<String> names = new ArrayList<>(alias == null ? List.of() : alias.colnames());
        int given = names.size();
        int i = 0;
        for (TargetEntry t : q.targetList) {
            if (t.resjunk()) {
                continue;
            }
            types[i] = t.expr().type();
            typmods[i] = t.expr().typmod();
            colls[i] = t.expr().collation();
            if (i >= names.size()) {
                names.add(t.resname() == null ? "" : t.resname());
            }
            i++;
        }
        String name = alias == null ? "unnamed_subquery" : alias.aliasname();
        if (n < given) {
            throw tooManyAliases(name, n, given);
        }
        r.eref = new Alias(name, names);
        int k = add(ps, r);
        return new NsItem(r.eref, r, k, columns(types, typmods, colls, k));
    }

    static NsItem addValues(
            ParseState ps,
            List<List<Expr>> rows,
            int[] types,
            int[] typmods,
            int[] colls,
            boolean lateral,
            boolean inFrom) {
        RangeTblEntry r = new RangeTblEntry(RteKind.VALUES);
        r.valuesLists = rows;
        r.coltypes = types;
        r.coltypmods = typmods;
        r.colcollations = colls;
        r.lateral = lateral;
        r.inFromCl = inFrom;
        List<String> names = new ArrayList<>(types.length);
        for (int i = 1; i <= types.length; i++) {
            names.add("column" + i);
        }
        r.eref = new Alias("*VALUES*", names);
        int k = add(ps, r);
        return new NsItem(r.eref, r, k, columns(types, typmods, colls, k));
    }

    static NsItem addCte(ParseState ps, CommonTableExpr cte, int levelsup, RangeVar v) {
        RangeTblEntry r = new RangeTblEntry(RteKind.CTE);
        r.ctename = cte.ctename;
        r.ctelevelsup = levelsup;
        r.selfReference = cte.ctequery == Ctes.PENDING;
        if (!r.selfReference) {
            cte.cterefcount++;
            Query q = cte.ctequery;
            if (q.commandType != org.hathi.planner.tree.CmdType.SELECT && q.returningList.isEmpty()) {
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "WITH query \"" + cte.ctename + "\" does not have a RETURNING clause",
                        v.location());
            }
        }
        r.coltypes = cte.ctecoltypes;
        r.coltypmods = cte.ctecoltypmods;
        r.colcollations = cte.ctecolcollations;
        Alias alias = alias(v.alias());
        r.alias = alias;
        String name = alias == null ? cte.ctename : alias.aliasname();
        List<String> names = new ArrayList<>(alias == null ? List.of() : alias.colnames());
        int given = names.size();
        if (given > cte.ctecolnames.size()) {
            throw tooManyAliases(name, cte.ctecolnames.size(), given);
        }
        for (int i = given; i < cte.ctecolnames.size(); i++) {
            names.add(cte.ctecolnames.get(i));
        }
        r.eref = new Alias(name, names);
        r.inFromCl = true;
        int own = r.coltypes.length;
        SearchCycle.addColumns(r, cte);
        int k = add(ps, r);
        Column[] columns = columns(r.coltypes, r.coltypmods, r.colcollations, k);
        for (int i = own; i < columns.length && levelsup > 0; i++) {
            columns[i] = columns[i].notInStar();
        }
        return new NsItem(r.eref, r, k, columns);
    }

    static NsItem addEntry(ParseState ps, RangeTblEntry r, Column[] columns) {
        return new NsItem(r.eref, r, add(ps, r), columns);
    }

    static int addRte(ParseState ps, RangeTblEntry r) {
        return add(ps, r);
    }

    /** Checks that a name is not used twice among items that are visible by name. */
    static void checkConflict(ParseState ps, List<NsItem> a, List<NsItem> b) {
        for (NsItem x : a) {
            if (!x.relVisible) {
                continue;
            }
            for (NsItem y : b) {
                if (y.relVisible
                        && x.names.aliasname().equals(y.names.aliasname())
                        && !(x.rte.rtekind == RteKind.RELATION
                                && x.rte.alias == null
                                && y.rte.rtekind == RteKind.RELATION
                                && y.rte.alias == null
                                && x.rte.relid != y.rte.relid)) {
                    throw new SqlError(
                            SqlState.DUPLICATE_ALIAS,
                            "table name \"" + x.names.aliasname() + "\" specified more than once");
                }
            }
        }
    }

    // ---- lookup

    static @Nullable NsItem itemOf(ParseState ps, int rtindex, int levelsup) {
        for (NsItem i : ps.up(levelsup).namespace) {
            if (i.rtindex == rtindex) {
                return i;
            }
        }
        return null;
    }

    /** A Var for one column (1-based). */
    static Var var(ParseState ps, NsItem item, int attnum, int levelsup, int loc) {
        Column c = item.columns[attnum - 1];
        Var v = new Var(
                c.varno(),
                c.varattno(),
                c.type(),
                c.typmod(),
                c.collation(),
                levelsup,
                c.varnosyn(),
                c.varattnosyn(),
                loc);
        markSelect(ps, v);
        return v;
    }

    /** Notes that a column is read, for the privilege check. */
    static void markSelect(ParseState ps, Var v) {
        mark(ps.up(v.varlevelsup()), v.varno(), v.varattno());
    }

    private static void mark(ParseState p, int rtindex, int attno) {
        RangeTblEntry r = p.rtable.get(rtindex - 1);
        if (r.rtekind == RteKind.RELATION) {
            r.requiredPerms |= RangeTblEntry.ACL_SELECT;
            r.selectedCols.set(attno + RangeTblEntry.ATTR_OFFSET);
        } else if (r.rtekind == RteKind.JOIN && attno == 0) {
            NsItem i = null;
            for (NsItem n : p.namespace) {
                i = n.rtindex == rtindex ? n : i;
            }
            if (i != null) {
                for (Column c : i.columns) {
                    if (c.varno() != 0 && c.varno() != rtindex) {
                        mark(p, c.varno(), c.varattno());
                    }
                }
            }
        }
    }

    private static int attnum(ParseState ps, NsItem item, String name, int loc) {
        int found = 0;
        List<String> names = item.names.colnames();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name) && item.columns[i].varno() != 0) {
                if (found != 0) {
                    throw ambiguous(ps, name, loc);
                }
                found = i + 1;
            }
        }
        if (found == 0 && item.rte.rtekind == RteKind.RELATION && item.rte.relkind != 'v' && item.rte.relkind != 'c') {
            found = systemColumn(name);
        }
        return found;
    }

    private static SqlError ambiguous(ParseState ps, String name, int loc) {
        return ps.error(SqlState.AMBIGUOUS_COLUMN, "column reference \"" + name + "\" is ambiguous", loc);
    }

    static int systemColumn(String name) {
        return switch (name) {
            case "ctid" -> -1;
            case "xmin" -> -2;
            case "cmin" -> -3;
            case "xmax" -> -4;
            case "cmax" -> -5;
            case "tableoid" -> -6;
            default -> 0;
        };
    }

    /** Name of a system column. */
    static String systemColumnName(int attnum) {
        return switch (attnum) {
            case -1 -> "ctid";
            case -2 -> "xmin";
            case -3 -> "cmin";
            case -4 -> "xmax";
            case -5 -> "cmax";
            default -> "tableoid";
        };
    }

    private static int systemType(int attnum) {
        return switch (attnum) {
            case -1 -> Oids.TID;
            case -2, -4 -> Oids.XID;
            case -3, -5 -> Oids.CID;
            default -> Oids.OID;
        };
    }

    /** The column of that name as a Var, or null. */
    static @Nullable Expr column(ParseState ps, NsItem item, int levelsup, String name, int loc) {
        int n = attnum(ps, item, name, loc);
        if (n == 0) {
            return null;
        }
        if (n > 0) {
            return var(ps, item, n, levelsup, loc);
        }
        if (ps.kind == ExprKind.CHECK_CONSTRAINT && n != -6) {
            throw ps.error(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "system column \"" + name + "\" reference in check constraint is invalid",
                    loc);
        }
        if (ps.kind == ExprKind.GENERATED_COLUMN && n != -6) {
            throw ps.error(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "cannot use system column \"" + name + "\" in column generation expression",
                    loc);
        }
        if (ps.kind == ExprKind.MERGE_WHEN && n != -6) {
            throw ps.error(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "cannot use system column \"" + name + "\" in MERGE WHEN condition",
                    loc);
        }
        Var v = new Var(item.rtindex, n, systemType(n), -1, 0, levelsup, item.rtindex, n, loc);
        markSelect(ps, v);
        return v;
    }

    /** colNameToVar: an unqualified column name, innermost level first. */
    static @Nullable Expr byName(ParseState ps, String name, boolean localOnly, int loc) {
        int levels = 0;
        for (ParseState p = ps; p != null; p = p.parent, levels++) {
            Expr found = null;
            for (int i = 0; i < p.namespace.size(); i++) {
                NsItem item = p.namespace.get(i);
                if (!item.colsVisible || item.lateralOnly && !p.lateralActive) {
                    continue;
                }
                Expr e = columnUnmarked(ps, item, levels, name, loc);
                if (e != null) {
                    if (found != null) {
                        throw ambiguous(ps, name, loc);
                    }
                    checkLateral(p, item, loc);
                    found = column(ps, item, levels, name, loc);
                }
            }
            if (found != null || localOnly) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Expr columnUnmarked(ParseState ps, NsItem item, int levels, String name, int loc) {
        int n = attnum(ps, item, name, loc);
        return n == 0 ? null : new Var(item.rtindex, n, 0, -1, 0, levels, 0, 0, loc);
    }

    static void checkLateral(ParseState ps, NsItem item, int loc) {
        if (item.lateralOnly && !item.lateralOk) {
            String name = item.names.aliasname();
            SqlError e = ps.error(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "invalid reference to FROM-clause entry for table \"" + name + "\"",
                    loc);
            if (ps.target != null && item.rte == ps.target.rte) {
                throw e.hint("There is an entry for table \"" + name
                        + "\", but it cannot be referenced from this part of the query.");
            }
            throw e.detail("The combining JOIN type must be INNER or LEFT for a LATERAL reference.");
        }
    }

    /** A table name or alias found, and how many levels up. */
    record Found(NsItem item, int levels) {}

    /** refnameNamespaceItem. */
    static @Nullable Found table(ParseState ps, @Nullable String schema, String name, int loc) {
        int relid = 0;
        if (schema != null) {
            int ns = ps.lookup.namespaceOid(schema);
            relid = ns == 0 ? 0 : ps.lookup.relationInNamespace(name, ns);
            if (relid == 0) {
                return null;
            }
        }
        int levels = 0;
        for (ParseState p = ps; p != null; p = p.parent, levels++) {
            NsItem found = null;
            for (int i = 0; i < p.namespace.size(); i++) {
                NsItem item = p.namespace.get(i);
                if (!item.relVisible || item.lateralOnly && !p.lateralActive) {
                    continue;
                }
                boolean match = schema == null
                        ? item.names.aliasname().equals(name)
                        : item.rte.rtekind == RteKind.RELATION && item.rte.relid == relid && item.rte.alias == null;
                if (match) {
                    if (found != null) {
                        throw ps.error(SqlState.AMBIGUOUS_ALIAS, "table reference \"" + name + "\" is ambiguous", loc);
                    }
                    checkLateral(p, item, loc);
                    found = item;
                }
            }
            if (found != null) {
                return new Found(found, levels);
            }
        }
        return null;
    }

    /** A whole-row reference (transformWholeRowRef). */
    static Expr wholeRow(ParseState ps, NsItem item, int levels, int loc) {
        if (item.names == item.rte.eref) {
            Var v = wholeRowVar(ps, item.rte, item.rtindex, levels, loc);
            markSelect(ps, v);
            return v;
        }
        List<Expr> args = new ArrayList<>();
        for (int i = 1; i <= item.columns.length; i++) {
            args.add(var(ps, item, i, levels, loc));
        }
        return new org.hathi.planner.tree.RowExpr(
                args, Oids.RECORD, org.hathi.planner.tree.CoercionForm.IMPLICIT_CAST, item.names.colnames(), loc);
    }

    static Var wholeRowVar(ParseState ps, RangeTblEntry r, int rtindex, int levels, int loc) {
        int type = Oids.RECORD;
        int attno = 0;
        int coll = 0;
        if (r.rtekind == RteKind.RELATION) {
            type = info(ps, r.relid).type();
            if (type == 0) {
                throw new SqlError(
                        SqlState.WRONG_OBJECT_TYPE,
                        "relation \"" + info(ps, r.relid).name() + "\" does not have a composite type");
            }
        } else if (r.rtekind == RteKind.FUNCTION && !r.funcordinality && r.functions.size() == 1) {
            Expr f = r.functions.get(0).funcexpr();
            if (f.type() != Oids.RECORD) {
                type = f.type();
                if (!Types.isComplex(ps, type)) {
                    attno = 1;
                    coll = f.collation();
                }
            }
        }
        return new Var(rtindex, attno, type, -1, coll, levels, rtindex, attno, loc);
    }
}
