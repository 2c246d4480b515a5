package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.parser.tree.Clause.CollateSpec;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.FromItem.Alias;
import org.hathi.parser.tree.FromItem.FunctionItem;
import org.hathi.parser.tree.FromItem.JoinExpr;
import org.hathi.parser.tree.FromItem.JoinType;
import org.hathi.parser.tree.FromItem.RangeFunction;
import org.hathi.parser.tree.FromItem.RangeSubselect;
import org.hathi.parser.tree.FromItem.RangeTableFunc;
import org.hathi.parser.tree.FromItem.RangeTableFuncCol;
import org.hathi.parser.tree.FromItem.RangeTableSample;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.FuncCall;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.TypeName;
import org.jspecify.annotations.Nullable;

/** FROM: relations, sub-selects, functions, joins. */
abstract class FromParser extends ExprParser {
    FromParser(Lexer lexer) {
        super(lexer);
    }

    final List<FromItem> fromList() {
        List<FromItem> r = new ArrayList<>(2);
        do {
            r.add(tableRef());
        } while (accept(','));
        return r;
    }

    final FromItem tableRef() {
        enter();
        FromItem t = joins(tablePrimary());
        leave();
        return t;
    }

    /** Takes the joins behind {@code left}. */
    private FromItem joins(FromItem left) {
        while (true) {
            int at = loc();
            switch (kind) {
                case Tok.K_CROSS -> {
                    advance();
                    expect(Tok.K_JOIN);
                    left = join(JoinType.INNER, false, left, tablePrimary(), at);
                }
                case Tok.K_NATURAL -> {
                    advance();
                    JoinType type = joinType();
                    left = join(type, true, left, tablePrimary(), at);
                }
                case Tok.K_JOIN, Tok.K_INNER, Tok.K_LEFT, Tok.K_RIGHT, Tok.K_FULL -> {
                    JoinType type = joinType();
                    FromItem right = tablePrimary();
                    if (kind != Tok.K_ON && kind != Tok.K_USING) {
                        enter();
                        right = joins(right);
                        leave();
                    }
                    left = qualified(type, left, right, at);
                }
                default -> {
                    return left;
                }
            }
            if (pendingQual()) {
                return left;
            }
        }
    }

    /** Behind a complete join ON or USING belongs to an outer one. */
    private boolean pendingQual() {
        return kind == Tok.K_ON || kind == Tok.K_USING;
    }

    private JoinType joinType() {
        JoinType type =
                switch (kind) {
                    case Tok.K_LEFT -> JoinType.LEFT;
                    case Tok.K_RIGHT -> JoinType.RIGHT;
                    case Tok.K_FULL -> JoinType.FULL;
                    default -> JoinType.INNER;
                };
        if (type != JoinType.INNER) {
            advance();
            accept(Tok.K_OUTER);
        } else {
            accept(Tok.K_INNER);
        }
        expect(Tok.K_JOIN);
        return type;
    }

    private static JoinExpr join(JoinType type, boolean natural, FromItem l, FromItem r, int at) {
        return new JoinExpr(type, natural, l, r, List.of(), null, null, null, at);
    }

    private JoinExpr qualified(JoinType type, FromItem left, FromItem right, int at) {
        if (accept(Tok.K_USING)) {
            List<String> cols = columnList();
            Alias alias = accept(Tok.K_AS) ? new Alias(colId(), List.of()) : null;
            return new JoinExpr(type, false, left, right, cols, alias, null, null, at);
        }
        expect(Tok.K_ON);
        return new JoinExpr(type, false, left, right, List.of(), null, expr(), null, at);
    }

    private FromItem tablePrimary() {
        int at = loc();
        switch (kind) {
            case '(' -> {
                return parenthesisedFrom();
            }
            case Tok.K_LATERAL -> {
                advance();
                if (kind == '(') {
                    int subAt = loc();
                    SelectStmt s = selectWithParens();
                    return subselect(true, s, subAt);
                }
                return kind == Tok.K_XMLTABLE ? xmlTable(true, at) : functionTable(true, at);
            }
            case Tok.K_XMLTABLE -> {
                return xmlTable(false, at);
            }
            case Tok.K_ONLY -> {
                return relation();
            }
            default -> {
                return isFunction() ? functionTable(false, at) : relation();
            }
        }
    }

    private boolean isFunction() {
        if (kind == Tok.K_ROWS && peek(1) == Tok.K_FROM) {
            return true;
        }
        if (!isColId(kind)) {
            return true;
        }
        int i = 1;
        while (peek(i) == '.') {
            i += 2;
        }
        return peek(i) == '(' || kind == Tok.K_COLLATION && peek(1) == Tok.K_FOR;
    }

    private FromItem relation() {
        RangeVar r = relationExpr();
        Alias a = optAlias();
        if (a != null) {
            r = withAlias(r, a);
        }
        if (kind != Tok.K_TABLESAMPLE) {
            return r;
        }
        advance();
        int at = loc();
        List<String> method = funcName();
        expect('(');
        List<RawExpr> args = exprList();
        expect(')');
        RawExpr repeatable = null;
        if (accept(Tok.K_REPEATABLE)) {
            expect('(');
            repeatable = expr();
            expect(')');
        }
        return new RangeTableSample(r, method, args, repeatable, at);
    }

    static RangeVar withAlias(RangeVar r, Alias a) {
        return new RangeVar(r.catalogname(), r.schemaname(), r.relname(), r.inh(), r.relpersistence(), a, r.location());
    }

    /** relation_expr: [ONLY] name [*]. */
    final RangeVar relationExpr() {
        if (accept(Tok.K_ONLY)) {
            boolean paren = accept('(');
            RangeVar r = qualifiedName();
            if (paren) {
                expect(')');
            }
            return new RangeVar(
                    r.catalogname(), r.schemaname(), r.relname(), false, r.relpersistence(), null, r.location());
        }
        RangeVar r = qualifiedName();
        accept('*');
        return r;
    }

    final List<RangeVar> relationExprList() {
        List<RangeVar> r = new ArrayList<>(2);
        do {
            r.add(relationExpr());
        } while (accept(','));
        return r;
    }

    private @Nullable Alias optAlias() {
        if (accept(Tok.K_AS) || isColId(kind)) {
            return new Alias(colId(), optColumnList());
        }
        return null;
    }

    private FromItem subselect(boolean lateral, SelectStmt s, int at) {
        Alias a = optAlias();
        if (a == null) {
            boolean values = !s.valuesLists().isEmpty();
            SqlError e = syntaxError(
                    values ? "VALUES in FROM must have an alias" : "subquery in FROM must have an alias", at);
            throw e.hint("For example, FROM (" + (values ? "VALUES" : "SELECT") + " ...) [AS] foo.");
        }
        return new RangeSubselect(lateral, s, a, at);
    }

    private FromItem parenthesisedFrom() {
        Object o = selectOrJoin();
        if (o instanceof Sub s) {
            return subselect(false, s.select, s.location);
        }
        JoinExpr j = (JoinExpr) o;
        Alias a = optAlias();
        return a == null
                ? j
                : new JoinExpr(
                        j.jointype(),
                        j.isNatural(),
                        j.larg(),
                        j.rarg(),
                        j.usingClause(),
                        j.joinUsingAlias(),
                        j.quals(),
                        a,
                        j.location());
    }

    private record Sub(SelectStmt select, int location) {}

    /** What stands in parentheses in FROM: a query, or a join. */
    private Object selectOrJoin() {
        enter();
        int at = loc();
        expect('(');
        Object r;
        if (startsSelect(kind)) {
            r = new Sub(selectNoParens(), at);
            expect(')');
        } else if (kind == '(') {
            Object inner = selectOrJoin();
            if (inner instanceof Sub s) {
                r = subInParens(s, at);
            } else {
                JoinExpr j = (JoinExpr) inner;
                Alias a = optAlias();
                FromItem item = a == null
                        ? j
                        : new JoinExpr(
                                j.jointype(),
                                j.isNatural(),
                                j.larg(),
                                j.rarg(),
                                j.usingClause(),
                                j.joinUsingAlias(),
                                j.quals(),
                                a,
                                j.location());
                FromItem joined = joins(item);
                expect(')');
                r = joined;
            }
        } else {
            FromItem item = joins(tablePrimary());
            if (!(item instanceof JoinExpr)) {
                throw unexpected();
            }
            expect(')');
            r = item;
        }
        leave();
        return r;
    }

    private Object subInParens(Sub s, int at) {
        if (accept(')')) {
            return new Sub(s.select, at);
        }
        if (continuesSelect(kind)) {
            SelectStmt whole = selectContinued(s.select);
            expect(')');
            return new Sub(whole, at);
        }
        FromItem first = subselect(false, s.select, s.location);
        FromItem item = joins(first);
        if (item == first) {
            throw unexpected();
        }
        expect(')');
        return item;
    }

    // ---- functions in FROM

    private FromItem functionTable(boolean lateral, int at) {
        List<FunctionItem> items = new ArrayList<>(1);
        boolean rowsFrom = false;
        if (kind == Tok.K_ROWS && peek(1) == Tok.K_FROM) {
            rowsFrom = true;
            advance();
            advance();
            expect('(');
            do {
                RawExpr f = windowlessFunction();
                List<ColumnDef> cols = List.of();
                if (accept(Tok.K_AS)) {
                    expect('(');
                    cols = tableFuncElements();
                    expect(')');
                }
                items.add(new FunctionItem(f, cols));
            } while (accept(','));
            expect(')');
        } else {
            items.add(new FunctionItem(windowlessFunction(), List.of()));
        }
        boolean ordinality = false;
        if (kind == Tok.WITH_LA && peek(1) == Tok.K_ORDINALITY) {
            advance();
            advance();
            ordinality = true;
        }
        Alias alias = null;
        List<ColumnDef> defs = List.of();
        boolean as = accept(Tok.K_AS);
        if (as && kind == '(') {
            expect('(');
            defs = tableFuncElements();
            expect(')');
        } else if (as || isColId(kind)) {
            String name = colId();
            List<String> cols = List.of();
            if (kind == '(' && isColId(peek(1)) && peek(2) != ',' && peek(2) != ')') {
                expect('(');
                defs = tableFuncElements();
                expect(')');
            } else {
                cols = optColumnList();
            }
            alias = new Alias(name, cols);
        }
        return new RangeFunction(lateral, ordinality, rowsFrom, items, alias, defs, at);
    }

    /** func_expr_windowless. */
    final RawExpr windowlessFunction() {
        RawExpr e = kind >= Tok.KEYWORD0 ? commonSubexpr() : null;
        if (e != null) {
            return e;
        }
        int at = loc();
        List<String> name = funcName();
        if (kind != '(') {
            throw unexpected();
        }
        return funcApplication(name, at);
    }

    final FuncCall funcCall() {
        int at = loc();
        List<String> name = funcName();
        if (kind != '(') {
            throw unexpected();
        }
        return funcApplication(name, at);
    }

    private List<ColumnDef> tableFuncElements() {
        List<ColumnDef> r = new ArrayList<>(4);
        do {
            r.add(tableFuncElement());
        } while (accept(','));
        return r;
    }

    /** TableFuncElement: name, type, COLLATE. */
    final ColumnDef tableFuncElement() {
        int at = loc();
        String name = colId();
        TypeName type = typeName();
        return new ColumnDef(name, type, null, optCollate(), null, List.of(), List.of(), at);
    }

    final @Nullable CollateSpec optCollate() {
        int at = loc();
        return accept(Tok.K_COLLATE) ? new CollateSpec(anyName(), at) : null;
    }

    // ---- XMLTABLE

    private FromItem xmlTable(boolean lateral, int at) {
        advance();
        expect('(');
        List<ResTarget> namespaces = List.of();
        if (accept(Tok.K_XMLNAMESPACES)) {
            expect('(');
            namespaces = new ArrayList<>(2);
            do {
                int nsAt = loc();
                if (accept(Tok.K_DEFAULT)) {
                    namespaces.add(new ResTarget(null, List.of(), bExpr(), nsAt));
                } else {
                    RawExpr e = bExpr();
                    expect(Tok.K_AS);
                    namespaces.add(new ResTarget(colLabel(), List.of(), e, nsAt));
                }
            } while (accept(','));
            expect(')');
            expect(',');
        }
        RawExpr row = primary();
        RawExpr doc = xmlPassing();
        expect(Tok.K_COLUMNS);
        List<RangeTableFuncCol> cols = new ArrayList<>(4);
        do {
            cols.add(xmlColumn());
        } while (accept(','));
        expect(')');
        return new RangeTableFunc(lateral, doc, row, namespaces, cols, optAlias(), at);
    }

    private RangeTableFuncCol xmlColumn() {
        int at = loc();
        String name = colId();
        if (accept(Tok.K_FOR)) {
            expect(Tok.K_ORDINALITY);
            return new RangeTableFuncCol(name, null, true, false, null, null, at);
        }
        TypeName type = typeName();
        RawExpr path = null;
        RawExpr def = null;
        boolean notNull = false;
        boolean nullSeen = false;
        while (true) {
            int optAt = loc();
            if (accept(Tok.K_DEFAULT)) {
                if (def != null) {
                    throw syntaxError("only one DEFAULT value is allowed", optAt);
                }
                def = bExpr();
            } else if (kind == Tok.K_NOT || kind == Tok.K_NULL) {
                if (nullSeen) {
                    throw syntaxError(
                            "conflicting or redundant NULL / NOT NULL declarations for column \"" + name + "\"", optAt);
                }
                nullSeen = true;
                notNull = accept(Tok.K_NOT);
                expect(Tok.K_NULL);
            } else if (kind == Tok.IDENT) {
                String option = text();
                if (!option.equals("path")) {
                    throw syntaxError("unrecognized column option \"" + option + "\"", optAt);
                }
                advance();
                if (path != null) {
                    throw syntaxError("only one PATH value per column is allowed", optAt);
                }
                path = bExpr();
            } else {
                return new RangeTableFuncCol(name, type, false, notNull, path, def, at);
            }
        }
    }
}
