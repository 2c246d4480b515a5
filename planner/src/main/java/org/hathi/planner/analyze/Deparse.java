package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.RewriteRule;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.EvalContext;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** pg_get_expr, pg_get_constraintdef, pg_get_indexdef, pg_get_viewdef, and expressions for EXPLAIN. */
public final class Deparse {
    private final Lookup lookup;
    private final EvalContext cx;

    public Deparse(Lookup lookup, EvalContext cx) {
        this.lookup = lookup;
        this.cx = cx;
    }

    /** quote_identifier(). */
    public static String quoteIdentifier(String name) {
        return org.hathi.catalog.Identifiers.quote(name);
    }

    /** simple_quote_literal(): no escape string, whatever is in it. */
    static String quoteLiteral(String s, EvalContext cx) {
        String q = "'" + s.replace("'", "''") + "'";
        return cx.standardConformingStrings ? q : q.replace("\\", "\\\\");
    }

    /** A relation's name, qualified when it is not visible. */
    static String relationName(Lookup lookup, int oid) {
        ClassInfo c = lookup.relation(oid);
        if (c == null) {
            throw SqlError.internal("cache lookup failed for relation " + Integer.toUnsignedString(oid));
        }
        return lookup.relationInPath(c.name()) == oid ? quoteIdentifier(c.name()) : qualifiedName(lookup, c);
    }

    private static String qualifiedName(Lookup lookup, ClassInfo c) {
        return quoteIdentifier(String.valueOf(lookup.namespaceName(c.namespace()))) + "." + quoteIdentifier(c.name());
    }

    /** pg_get_expr: an expression over one relation (0 for none). */
    public String expr(Expr e, int relid, boolean pretty) {
        DeparseQuery d = new DeparseDml(lookup, cx);
        d.prettyParen = pretty;
        d.indent = pretty;
        if (relid != 0) {
            d.relation(relid);
        }
        d.expr(e);
        return d.out.toString();
    }

    /** pg_get_expr for node text (one expression or a list). */
    public String expr(String nodeText, int relid, boolean pretty) {
        if (nodeText.startsWith("(")) {
            StringBuilder b = new StringBuilder();
            for (Expr e : NodeText.readExprs(nodeText)) {
                b.append(b.isEmpty() ? "" : ", ").append(expr(e, relid, pretty));
            }
            return b.toString();
        }
        return expr(NodeText.readExpr(nodeText), relid, pretty);
    }

    /** {@code phid} of a placeholder that {@link #planExpr} puts in parentheses. */
    public static final int PARENTHESES = -1;

    /** {@code phid} of a placeholder within which columns are qualified in any case. */
    public static final int QUALIFIED = -2;

    /**
     * An expression of a plan (EXPLAIN): {@code names} are what the range table's entries are called; an implicit
     * cast at its top is shown if {@code casts}.
     */
    public String planExpr(
            Expr e, List<RangeTblEntry> rtable, @Nullable String[] names, boolean qualify, boolean casts) {
        DeparseQuery d = new DeparseDml(lookup, cx);
        d.plan(rtable, names, qualify);
        d.expr(e, casts);
        return d.out.toString();
    }

    /** An expression over a range table (EXPLAIN); qualified if asked or if there are several entries. */
    public String expr(Expr e, List<RangeTblEntry> rtable, boolean qualify) {
        DeparseQuery d = new DeparseDml(lookup, cx);
        d.rangeTable(rtable, qualify);
        d.expr(e);
        return d.out.toString();
    }

    /** pg_get_viewdef: the text of a view's query, with a semicolon; null if it is no view. */
    public @Nullable String viewDef(int relid, boolean pretty) {
        for (RewriteRule r : lookup.rules(relid)) {
            if (r.event() == '1') {
                Query q = NodeText.readQueries(
                                r.action(), t -> lookup.types().type(t).array())
                        .get(0);
                return query(q, lookup.columns(relid), pretty) + ";";
            }
        }
        return null;
    }

    /** A SELECT query as text, laid out as view definitions are. */
    public String query(Query q, @Nullable TupleDesc result, boolean pretty) {
        DeparseQuery d = new DeparseDml(lookup, cx);
        d.prettyParen = pretty;
        d.indent = true;
        d.query(q, 0, result);
        return d.out.toString();
    }

    /** A rule's condition, over the range table of its first action. */
    public String ruleCondition(Expr condition, Query action, boolean pretty) {
        DeparseQuery d = new DeparseDml(lookup, cx);
        d.prettyParen = pretty;
        d.indent = true;
        d.level = DeparseQuery.STD;
        d.rangeTable(RuleAnalyzer.withOldNew(action).rtable, false);
        d.expr(condition);
        return d.out.toString();
    }

    /** The body of a function written in SQL-standard form (pg_get_function_sqlbody). */
    public String functionBody(org.hathi.catalog.ProcInfo function) {
        String text = java.util.Objects.requireNonNull(function.sqlBody());
        boolean block = SqlBodies.isBlock(text);
        StringBuilder b = new StringBuilder(block ? "BEGIN ATOMIC\n" : "");
        for (Query q : SqlBodies.read(lookup, text)) {
            DeparseDml d = new DeparseDml(lookup, cx);
            d.function = function;
            d.indent = block;
            d.namesVisible = false;
            d.qualifyAll = true;
            d.query(q, block ? 1 : 0, null);
            b.append(d.out).append(block ? ";\n" : "");
        }
        return b.append(block ? "END" : "").toString();
    }

    /** The VALUES entry that a query shows as it is; null when the query does more. */
    static @Nullable RangeTblEntry simpleValues(Query q) {
        RangeTblEntry found = null;
        for (RangeTblEntry r : q.rtable) {
            if (r.rtekind == RteKind.VALUES && r.inFromCl) {
                if (found != null) {
                    return null;
                }
                found = r;
            } else if (r.inFromCl) {
                return null;
            }
        }
        if (found == null || q.targetList.size() != found.eref.colnames().size()) {
            return null;
        }
        for (TargetEntry t : q.targetList) {
            if (!(t.expr() instanceof Var v) || v.varattno() != t.resno() || t.resjunk()) {
                return null;
            }
        }
        return found;
    }

    // ---- indexes

    /**
     * pg_get_indexdef: the CREATE INDEX command, or with {@code column} &gt; 0 just that key; null if there is no
     * index.
     */
    public @Nullable String indexDef(int oid, int column, boolean pretty) {
        IndexDef x = lookup.index(oid);
        ClassInfo idx = lookup.relation(oid);
        if (x == null || idx == null) {
            return null;
        }
        StringBuilder b = new StringBuilder();
        if (column != 0) {
            keys(b, x, idx, column, null, pretty);
            return b.toString();
        }
        ClassInfo table = lookup.relation(x.table());
        b.append("CREATE ").append(x.unique() ? "UNIQUE " : "").append("INDEX ").append(quoteIdentifier(idx.name()));
        b.append(" ON ").append(idx.kind() == 'I' ? "ONLY " : "");
        b.append(table == null ? "?" : pretty ? relationName(lookup, x.table()) : qualifiedName(lookup, table));
        indexBody(b, x, idx, null, pretty);
        return b.toString();
    }

    /** From USING on; {@code operators}: those of an exclusion constraint, one for each key, or null. */
    private void indexBody(StringBuilder b, IndexDef x, ClassInfo idx, int @Nullable [] operators, boolean pretty) {
        b.append(" USING ")
                .append(quoteIdentifier(String.valueOf(lookup.amName(idx.am()))))
                .append(" (");
        keys(b, x, idx, 0, operators, pretty);
        b.append(')');
        b.append(x.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "");
        if (idx.options() != null && idx.options().length > 0) {
            options(b, idx.options());
        }
        if (x.predicate() != null) {
            String e = expr(x.predicate(), x.table(), pretty);
            b.append(" WHERE ").append(operators == null ? e : "(" + e + ")");
        }
    }

    private void keys(
            StringBuilder b, IndexDef x, ClassInfo idx, int column, int @Nullable [] operators, boolean pretty) {
        List<Expr> exprs = x.expressions() == null ? List.of() : NodeText.readExprs(x.expressions());
        TupleDesc cols = lookup.columns(x.table());
        int next = 0;
        for (int i = 0; i < x.attributes().length; i++) {
            Expr e = x.attributes()[i] == 0 ? exprs.get(next++) : null;
            if (column != 0 && column != i + 1) {
                continue;
            }
            if (column == 0 && i > 0) {
                b.append(i == x.keyAttributes() ? ") INCLUDE (" : ", ");
            }
            int coll;
            int type;
            if (e == null) {
                Attribute a = cols.get(x.attributes()[i] - 1);
                b.append(quoteIdentifier(a.name()));
                coll = a.collation();
                type = a.typeOid();
            } else {
                String s = expr(e, x.table(), pretty);
                boolean bare = e instanceof org.hathi.planner.tree.FuncExpr f
                        && f.funcformat() == org.hathi.planner.tree.CoercionForm.EXPLICIT_CALL;
                b.append(bare ? s : "(" + s + ")");
                coll = e.collation();
                type = e.type();
            }
            if (column == 0 && i < x.keyAttributes()) {
                keyOptions(b, x, i, coll, type, idx.am());
                if (operators != null) {
                    b.append(" WITH ").append(new DeparseDml(lookup, cx).operatorName(operators[i], List.of()));
                }
            }
        }
    }

    private void options(StringBuilder b, String[] options) {
        b.append(" WITH (");
        for (int i = 0; i < options.length; i++) {
            int eq = options[i].indexOf('=');
            String value = options[i].substring(eq + 1);
            b.append(i > 0 ? ", " : "")
                    .append(quoteIdentifier(options[i].substring(0, eq)))
                    .append('=');
            b.append(quoteIdentifier(value).equals(value) ? value : quoteLiteral(value, cx));
        }
        b.append(')');
    }

    private void keyOptions(StringBuilder b, IndexDef x, int i, int coll, int type, int am) {
        int c = x.collations()[i];
        if (c != 0 && c != coll) {
            var info = lookup.collation(c);
            b.append(" COLLATE ").append(info == null ? "?" : qualified(lookup.schemaOf(info), info.name()));
        }
        OpclassInfo o = lookup.opclass(x.opclasses()[i]);
        if (o != null && !isDefault(o, am, type)) {
            b.append(' ').append(qualified(lookup.schemaOf(o), o.name()));
        }
        if (am == Ops.BTREE) {
            int opt = x.options()[i];
            if ((opt & 1) != 0) {
                b.append(" DESC").append((opt & 2) == 0 ? " NULLS LAST" : "");
            } else if ((opt & 2) != 0) {
                b.append(" NULLS FIRST");
            }
        }
    }

    private String qualified(@Nullable String schema, String name) {
        return schema == null ? quoteIdentifier(name) : quoteIdentifier(schema) + "." + quoteIdentifier(name);
    }

    private boolean isDefault(OpclassInfo o, int am, int type) {
        if (!o.isDefault()) {
            return false;
        }
        ParseState ps = new ParseState(lookup, new AnalyzeContext(cx), ParamTypes.none(), "");
        OpclassInfo best = Ops.defaultOpclass(ps, am, type);
        return best == null ? Coercion.binaryCoercible(ps, type, o.inputType()) : best.oid() == o.oid();
    }

    // ---- constraints

    /** pg_get_constraintdef; null if there is no such constraint. */
    public @Nullable String constraintDef(int oid, boolean pretty) {
        ConstraintInfo c = lookup.constraint(oid);
        if (c == null) {
            return null;
        }
        StringBuilder b = new StringBuilder();
        switch (c.type()) {
            case 'f' -> foreignKey(b, c);
            case 'p', 'u' -> {
                b.append(c.type() == 'p' ? "PRIMARY KEY " : "UNIQUE ");
                IndexDef x = lookup.index(c.index());
                b.append(x != null && x.nullsNotDistinct() ? "NULLS NOT DISTINCT " : "");
                columns(b, c.relation(), c.key());
                if (x != null && x.attributes().length > x.keyAttributes()) {
                    b.append(" INCLUDE ");
                    columns(
                            b,
                            c.relation(),
                            java.util.Arrays.copyOfRange(x.attributes(), x.keyAttributes(), x.attributes().length));
                }
            }
            case 'c' -> {
                String e = expr(String.valueOf(c.expression()), c.relation(), pretty);
                b.append("CHECK (").append(e).append(')').append(c.noInherit() ? " NO INHERIT" : "");
            }
            case 't' -> b.append("TRIGGER");
            default -> {
                b.append("EXCLUDE");
                IndexDef x = lookup.index(c.index());
                ClassInfo idx = lookup.relation(c.index());
                if (x == null || idx == null) {
                    throw SqlError.internal("cache lookup failed for index " + Integer.toUnsignedString(c.index()));
                }
                indexBody(b, x, idx, c.exclusionOperators(), pretty);
            }
        }
        b.append(c.deferrable() ? " DEFERRABLE" : "").append(c.deferred() ? " INITIALLY DEFERRED" : "");
        b.append(c.validated() ? "" : " NOT VALID");
        return b.toString();
    }

    private void columns(StringBuilder b, int relid, int @Nullable [] key) {
        TupleDesc d = lookup.columns(relid);
        b.append('(');
        for (int i = 0; key != null && i < key.length; i++) {
            b.append(i > 0 ? ", " : "").append(quoteIdentifier(d.get(key[i] - 1).name()));
        }
        b.append(')');
    }

    private void foreignKey(StringBuilder b, ConstraintInfo c) {
        b.append("FOREIGN KEY ");
        columns(b, c.relation(), c.key());
        b.append(" REFERENCES ").append(relationName(lookup, c.foreignRelation()));
        columns(b, c.foreignRelation(), c.foreignKey());
        b.append(c.matchType() == 'f' ? " MATCH FULL" : c.matchType() == 'p' ? " MATCH PARTIAL" : "");
        action(b, " ON UPDATE ", c.onUpdate());
        action(b, " ON DELETE ", c.onDelete());
        if (c.deleteSetColumns() != null && c.deleteSetColumns().length > 0) {
            b.append(' ');
            columns(b, c.relation(), c.deleteSetColumns());
        }
    }

    private static void action(StringBuilder b, String when, char action) {
        String s =
                switch (action) {
                    case 'r' -> "RESTRICT";
                    case 'c' -> "CASCADE";
                    case 'n' -> "SET NULL";
                    case 'd' -> "SET DEFAULT";
                    default -> "";
                };
        if (!s.isEmpty()) {
            b.append(when).append(s);
        }
    }
}
