package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AArrayExpr;
import org.hathi.parser.tree.RawExpr.AConst;
import org.hathi.parser.tree.RawExpr.AExpr;
import org.hathi.parser.tree.RawExpr.AExprKind;
import org.hathi.parser.tree.RawExpr.AIndirection;
import org.hathi.parser.tree.RawExpr.AStar;
import org.hathi.parser.tree.RawExpr.BoolExpr;
import org.hathi.parser.tree.RawExpr.BoolExprType;
import org.hathi.parser.tree.RawExpr.BoolTestType;
import org.hathi.parser.tree.RawExpr.BooleanTest;
import org.hathi.parser.tree.RawExpr.CaseExpr;
import org.hathi.parser.tree.RawExpr.CaseWhen;
import org.hathi.parser.tree.RawExpr.CoercionForm;
import org.hathi.parser.tree.RawExpr.CollateClause;
import org.hathi.parser.tree.RawExpr.ColumnRef;
import org.hathi.parser.tree.RawExpr.FieldName;
import org.hathi.parser.tree.RawExpr.FuncCall;
import org.hathi.parser.tree.RawExpr.GroupingFunc;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.hathi.parser.tree.RawExpr.ListExpr;
import org.hathi.parser.tree.RawExpr.NamedArgExpr;
import org.hathi.parser.tree.RawExpr.NullTest;
import org.hathi.parser.tree.RawExpr.NullTestType;
import org.hathi.parser.tree.RawExpr.ParamRef;
import org.hathi.parser.tree.RawExpr.RowExpr;
import org.hathi.parser.tree.RawExpr.SetToDefault;
import org.hathi.parser.tree.RawExpr.SubLink;
import org.hathi.parser.tree.RawExpr.SubLinkType;
import org.hathi.parser.tree.RawExpr.TypeCast;
import org.hathi.parser.tree.RawExpr.XmlExpr;
import org.hathi.parser.tree.RawExpr.XmlExprOp;
import org.hathi.parser.tree.RawExpr.XmlOption;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * Expressions by operator precedence (Pratt), with PostgreSQL 15's precedences and non-associativity.
 *
 * <p>{@code minPrec} is the lowest precedence an infix operator may have to be taken; {@code b} restricts to b_expr.
 */
abstract class ExprParser extends FuncExprParser {
    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int IS = 4;
    private static final int COMPARE = 5;
    private static final int LIKE = 6;
    private static final int OP = 10;
    private static final int ADD = 11;
    private static final int MUL = 12;
    private static final int EXP = 13;
    private static final int AT = 14;
    private static final int COLLATE = 15;
    private static final int UMINUS = 16;
    private static final int CAST = 19;

    /** Whether an operator keyword may be a label here. */
    private boolean labels;

    /** Set by {@link #parenthesised} when it built an implicit row itself. */
    private boolean rowBuilt;

    ExprParser(Lexer lexer) {
        super(lexer);
    }

    /** select_no_parens. */
    abstract SelectStmt selectNoParens();

    /** Goes on with set operations and trailing clauses behind a query in parentheses. */
    abstract SelectStmt selectContinued(SelectStmt left);

    @Override
    final RawExpr expr() {
        return whole(false, false);
    }

    /** An expression behind which a label may stand without AS, also one that is an operator elsewhere. */
    final RawExpr labelledExpr() {
        return whole(true, false);
    }

    @Override
    final RawExpr bExpr() {
        return whole(false, true);
    }

    private RawExpr whole(boolean labelled, boolean b) {
        boolean outer = labels;
        labels = labelled;
        RawExpr e = expr(0, b);
        labels = outer;
        return e;
    }

    private RawExpr expr(int minPrec, boolean b) {
        enter();
        RawExpr r = infix(prefix(b), minPrec, b);
        leave();
        return r;
    }

    private RawExpr prefix(boolean b) {
        int at = loc();
        switch (kind) {
            case '-' -> {
                advance();
                return negate(expr(UMINUS, b), at);
            }
            case '+' -> {
                advance();
                return new AExpr(AExprKind.OP, List.of("+"), null, expr(UMINUS, b), at);
            }
            case Tok.OP, Tok.K_OPERATOR -> {
                if (kind == Tok.K_OPERATOR && peek(1) != '(') {
                    return primary();
                }
                List<String> name = qualOp();
                return new AExpr(AExprKind.OP, name, null, expr(OP + 1, b), at);
            }
            case Tok.K_NOT, Tok.NOT_LA -> {
                if (b) {
                    throw unexpected();
                }
                advance();
                return not(expr(NOT, false), at);
            }
            case Tok.K_DEFAULT -> {
                if (b) {
                    throw unexpected();
                }
                advance();
                return new SetToDefault(at);
            }
            case Tok.K_UNIQUE -> {
                if (b) {
                    throw unexpected();
                }
                advance();
                if (accept(Tok.K_NULLS)) {
                    accept(Tok.K_NOT);
                    expect(Tok.K_DISTINCT);
                }
                selectWithParens();
                throw notSupported("UNIQUE predicate is not yet implemented", at);
            }
            default -> {
                return primary();
            }
        }
    }

    private static RawExpr not(RawExpr e, int at) {
        return new BoolExpr(BoolExprType.NOT, List.of(e), at);
    }

    /** Unary minus: folded into a numeric literal, as PostgreSQL's doNegate. */
    private static RawExpr negate(RawExpr e, int at) {
        if (e instanceof AConst(Value.Int(int i), int _)) {
            return intConst(-i, at);
        }
        if (e instanceof AConst(Value.Float(String f), int _)) {
            return new AConst(negated(f), at);
        }
        return new AExpr(AExprKind.OP, List.of("-"), null, e, at);
    }

    static Value.Float negated(String f) {
        return new Value.Float(f.startsWith("-") ? f.substring(1) : "-" + f);
    }

    /** Precedence of the token as an infix operator; 0 if it is none. */
    private int precedence(boolean b) {
        switch (kind) {
            case '+', '-' -> {
                return ADD;
            }
            case '*', '/', '%' -> {
                return MUL;
            }
            case '^' -> {
                return EXP;
            }
            case '<', '>', '=', Tok.LESS_EQUALS, Tok.GREATER_EQUALS, Tok.NOT_EQUALS -> {
                return COMPARE;
            }
            case Tok.OP -> {
                return OP;
            }
            case Tok.K_OPERATOR -> {
                return peek(1) == '(' ? OP : 0;
            }
            case Tok.TYPECAST -> {
                return CAST;
            }
            case Tok.K_IS -> {
                return IS;
            }
            default -> {
                return b ? 0 : logicPrecedence();
            }
        }
    }

    private int logicPrecedence() {
        return switch (kind) {
            case Tok.K_AND -> AND;
            case Tok.K_OR -> OR;
            case Tok.K_ISNULL, Tok.K_NOTNULL -> IS;
            case Tok.K_IN, Tok.K_LIKE, Tok.K_ILIKE, Tok.K_BETWEEN, Tok.NOT_LA -> LIKE;
            case Tok.K_SIMILAR -> peek(1) == Tok.K_TO ? LIKE : 0;
            case Tok.K_AT -> peek(1) == Tok.K_TIME ? AT : 0;
            case Tok.K_COLLATE -> COLLATE;
            default -> 0;
        };
    }

    /** Takes infix and postfix operators of at least {@code minPrec} behind {@code left}. */
    private RawExpr infix(RawExpr left, int minPrec, boolean b) {
        if (kind == Tok.K_OVERLAPS && left instanceof RowExpr row) {
            left = overlaps(row);
        }
        while (true) {
            int prec = precedence(b);
            if (prec == 0 || prec < minPrec || labels && isLabel()) {
                return left;
            }
            int at = loc();
            switch (prec) {
                case OR, AND -> {
                    advance();
                    RawExpr right = expr(prec + 1, false);
                    left = logic(prec == OR ? BoolExprType.OR : BoolExprType.AND, left, right, at);
                }
                case IS -> left = is(left, at, b);
                case LIKE -> left = likeInBetween(left, at);
                case AT -> {
                    advance();
                    expect(Tok.K_TIME, Tok.K_ZONE);
                    left = sqlCall("timezone", List.of(expr(AT + 1, false), left), at);
                }
                case COLLATE -> {
                    advance();
                    left = new CollateClause(left, anyName(), at);
                }
                case CAST -> {
                    advance();
                    left = new TypeCast(left, typeName(), at);
                }
                default -> left = operator(left, prec, at, b);
            }
        }
    }

    private static RawExpr logic(BoolExprType op, RawExpr left, RawExpr right, int at) {
        if (left instanceof BoolExpr e && e.boolop() == op) {
            e.args().add(right);
            return e;
        }
        List<RawExpr> args = new ArrayList<>(3);
        args.add(left);
        args.add(right);
        return new BoolExpr(op, args, at);
    }

    private RawExpr operator(RawExpr left, int prec, int at, boolean b) {
        List<String> op = qualOp();
        if (!b && (kind == Tok.K_ANY || kind == Tok.K_SOME || kind == Tok.K_ALL)) {
            return quantified(left, op, at);
        }
        RawExpr right = expr(prec + 1, b);
        if (prec == COMPARE) {
            rejectChain(COMPARE, b);
        }
        return new AExpr(AExprKind.OP, op, left, right, at);
    }

    /** A non-associative operator may not follow another of its level. */
    private void rejectChain(int prec, boolean b) {
        if (precedence(b) == prec) {
            throw unexpected();
        }
    }

    private RawExpr quantified(RawExpr left, List<String> op, int at) {
        boolean all = kind == Tok.K_ALL;
        advance();
        if (kind != '(') {
            throw unexpected();
        }
        Node n = parenthesised();
        if (n instanceof SelectStmt s) {
            return new SubLink(all ? SubLinkType.ALL : SubLinkType.ANY, left, op, s, at);
        }
        if (rowBuilt) {
            throw unexpected();
        }
        return new AExpr(all ? AExprKind.OP_ALL : AExprKind.OP_ANY, op, left, (RawExpr) n, at);
    }

    private RawExpr overlaps(RowExpr left) {
        int at = loc();
        advance();
        int rightAt = loc();
        RawExpr right = primary();
        if (!(right instanceof RowExpr r)) {
            throw syntaxError("syntax error", rightAt);
        }
        if (left.args().size() != 2) {
            throw syntaxError("wrong number of parameters on left side of OVERLAPS expression", left.location());
        }
        if (r.args().size() != 2) {
            throw syntaxError("wrong number of parameters on right side of OVERLAPS expression", r.location());
        }
        List<RawExpr> args = new ArrayList<>(left.args());
        args.addAll(r.args());
        return sqlCall("overlaps", args, at);
    }

    private RawExpr is(RawExpr left, int at, boolean b) {
        if (!b && kind == Tok.K_ISNULL) {
            advance();
            return new NullTest(left, NullTestType.IS_NULL, at);
        }
        if (!b && kind == Tok.K_NOTNULL) {
            advance();
            return new NullTest(left, NullTestType.IS_NOT_NULL, at);
        }
        advance();
        boolean not = accept(Tok.K_NOT);
        if (accept(Tok.K_DISTINCT)) {
            expect(Tok.K_FROM);
            RawExpr right = expr(IS + 1, b);
            rejectChain(IS, b);
            return new AExpr(not ? AExprKind.NOT_DISTINCT : AExprKind.DISTINCT, List.of("="), left, right, at);
        }
        if (accept(Tok.K_DOCUMENT)) {
            RawExpr e = new XmlExpr(XmlExprOp.IS_DOCUMENT, null, List.of(), List.of(left), XmlOption.DOCUMENT, at);
            return not ? not(e, at) : e;
        }
        if (b) {
            throw unexpected();
        }
        return isTest(left, not, at);
    }

    private RawExpr isTest(RawExpr left, boolean not, int at) {
        BoolTestType test =
                switch (kind) {
                    case Tok.K_TRUE -> not ? BoolTestType.IS_NOT_TRUE : BoolTestType.IS_TRUE;
                    case Tok.K_FALSE -> not ? BoolTestType.IS_NOT_FALSE : BoolTestType.IS_FALSE;
                    case Tok.K_UNKNOWN -> not ? BoolTestType.IS_NOT_UNKNOWN : BoolTestType.IS_UNKNOWN;
                    default -> null;
                };
        if (test != null) {
            advance();
            return new BooleanTest(left, test, at);
        }
        if (accept(Tok.K_NULL)) {
            return new NullTest(left, not ? NullTestType.IS_NOT_NULL : NullTestType.IS_NULL, at);
        }
        int formAt = loc();
        String form = normalForm();
        expect(Tok.K_NORMALIZED);
        RawExpr e =
                sqlCall("is_normalized", form == null ? List.of(left) : List.of(left, stringConst(form, formAt)), at);
        return not ? not(e, at) : e;
    }

    private RawExpr likeInBetween(RawExpr left, int at) {
        boolean not = accept(Tok.NOT_LA);
        int k = kind;
        advance();
        switch (k) {
            case Tok.K_IN -> {
                return in(left, not, at);
            }
            case Tok.K_BETWEEN -> {
                return between(left, not, at);
            }
            case Tok.K_SIMILAR -> {
                expect(Tok.K_TO);
                RawExpr pattern = expr(LIKE + 1, false);
                List<RawExpr> args = accept(Tok.K_ESCAPE) ? List.of(pattern, expr(LIKE + 1, false)) : List.of(pattern);
                rejectChain(LIKE, false);
                RawExpr right = call(systemName("similar_to_escape"), args, CoercionForm.EXPLICIT_CALL, at);
                return new AExpr(AExprKind.SIMILAR, List.of(not ? "!~" : "~"), left, right, at);
            }
            default -> {
                boolean like = k == Tok.K_LIKE;
                List<String> op = List.of(like ? not ? "!~~" : "~~" : not ? "!~~*" : "~~*");
                if (kind == Tok.K_ANY || kind == Tok.K_SOME || kind == Tok.K_ALL) {
                    return quantified(left, op, at);
                }
                RawExpr pattern = expr(LIKE + 1, false);
                if (accept(Tok.K_ESCAPE)) {
                    List<RawExpr> args = List.of(pattern, expr(LIKE + 1, false));
                    pattern = call(systemName("like_escape"), args, CoercionForm.EXPLICIT_CALL, at);
                }
                rejectChain(LIKE, false);
                return new AExpr(like ? AExprKind.LIKE : AExprKind.ILIKE, op, left, pattern, at);
            }
        }
    }

    private RawExpr in(RawExpr left, boolean not, int at) {
        int listAt = loc();
        if (kind != '(') {
            throw unexpected();
        }
        Node n = parenthesised();
        if (n instanceof SelectStmt s) {
            RawExpr sub = new SubLink(SubLinkType.ANY, left, List.of(), s, at);
            return not ? not(sub, at) : sub;
        }
        List<RawExpr> items = rowBuilt ? ((RowExpr) n).args() : List.of((RawExpr) n);
        rowBuilt = false;
        return new AExpr(AExprKind.IN, List.of(not ? "<>" : "="), left, new ListExpr(items, listAt), at);
    }

    private RawExpr between(RawExpr left, boolean not, int at) {
        boolean symmetric = accept(Tok.K_SYMMETRIC);
        if (!symmetric) {
            accept(Tok.K_ASYMMETRIC);
        }
        int listAt = loc();
        RawExpr low = bExpr();
        expect(Tok.K_AND);
        RawExpr high = expr(LIKE + 1, false);
        rejectChain(LIKE, false);
        AExprKind k = symmetric
                ? not ? AExprKind.NOT_BETWEEN_SYM : AExprKind.BETWEEN_SYM
                : not ? AExprKind.NOT_BETWEEN : AExprKind.BETWEEN;
        String name = (not ? "NOT BETWEEN" : "BETWEEN") + (symmetric ? " SYMMETRIC" : "");
        return new AExpr(k, List.of(name), left, new ListExpr(List.of(low, high), listAt), at);
    }

    // ---- primaries

    @Override
    final RawExpr primary() {
        int at = loc();
        switch (kind) {
            case Tok.IDENT -> {
                return nameExpr(at);
            }
            case Tok.ICONST -> {
                return intConst(iconst(), at);
            }
            case Tok.FCONST -> {
                String f = text();
                advance();
                return new AConst(new Value.Float(f), at);
            }
            case Tok.SCONST -> {
                return stringConst(sconst(), at);
            }
            case Tok.BCONST, Tok.XCONST -> {
                String t = text();
                advance();
                return new AConst(new Value.BitStr(t), at);
            }
            case Tok.PARAM -> {
                int n = ival();
                advance();
                return indirected(new ParamRef(n, at), at);
            }
            case '(' -> {
                Node n = parenthesised();
                if (n instanceof SelectStmt s) {
                    return indirected(exprLink(s, at), at);
                }
                boolean row = rowBuilt;
                rowBuilt = false;
                return row ? (RawExpr) n : indirected((RawExpr) n, at);
            }
            default -> {
                if (kind < Tok.KEYWORD0) {
                    throw unexpected();
                }
                return keywordExpr(at);
            }
        }
    }

    private static SubLink exprLink(SelectStmt s, int at) {
        return new SubLink(SubLinkType.EXPR, null, List.of(), s, at);
    }

    private RawExpr indirected(RawExpr e, int at) {
        return kind == '.' || kind == '[' ? new AIndirection(e, indirection(), at) : e;
    }

    @Override
    final SelectStmt selectWithParens() {
        enter();
        expect('(');
        SelectStmt s = kind == '(' ? selectContinuedIf(selectWithParens()) : selectNoParens();
        expect(')');
        leave();
        return s;
    }

    private SelectStmt selectContinuedIf(SelectStmt s) {
        return continuesSelect(kind) ? selectContinued(s) : s;
    }

    @Override
    final Node parenthesised() {
        int at = loc();
        expect('(');
        rowBuilt = false;
        if (startsSelect(kind)) {
            enter();
            SelectStmt s = selectNoParens();
            leave();
            expect(')');
            rowBuilt = false;
            return s;
        }
        RawExpr e;
        if (kind == '(') {
            enter();
            int innerAt = loc();
            Node inner = parenthesised();
            leave();
            if (inner instanceof SelectStmt s) {
                if (accept(')')) {
                    return s;
                }
                if (continuesSelect(kind)) {
                    s = selectContinued(s);
                    if (accept(')')) {
                        rowBuilt = false;
                        return s;
                    }
                    throw unexpected();
                }
                e = indirected(exprLink(s, innerAt), innerAt);
            } else {
                e = rowBuilt ? (RawExpr) inner : indirected((RawExpr) inner, innerAt);
            }
            e = infix(e, 0, false);
        } else {
            e = expr();
        }
        rowBuilt = false;
        if (kind != ',') {
            expect(')');
            rowBuilt = false;
            return e;
        }
        List<RawExpr> items = new ArrayList<>(4);
        items.add(e);
        while (accept(',')) {
            items.add(expr());
        }
        expect(')');
        rowBuilt = true;
        return new RowExpr(items, false, at);
    }

    private RawExpr keywordExpr(int at) {
        switch (kind) {
            case Tok.K_NULL -> {
                advance();
                return new AConst(null, at);
            }
            case Tok.K_TRUE, Tok.K_FALSE -> {
                boolean v = kind == Tok.K_TRUE;
                advance();
                return new AConst(new Value.Bool(v), at);
            }
            case Tok.K_CASE -> {
                return caseExpr(at);
            }
            case Tok.K_EXISTS -> {
                if (peek(1) == '(') {
                    advance();
                    return new SubLink(SubLinkType.EXISTS, null, List.of(), selectWithParens(), at);
                }
            }
            case Tok.K_ARRAY -> {
                advance();
                if (kind == '(') {
                    return new SubLink(SubLinkType.ARRAY, null, List.of(), selectWithParens(), at);
                }
                return arrayExpr(at);
            }
            case Tok.K_ROW -> {
                if (peek(1) == '(') {
                    advance();
                    advance();
                    List<RawExpr> items = kind == ')' ? List.of() : exprList();
                    expect(')');
                    return new RowExpr(items, true, at);
                }
            }
            case Tok.K_GROUPING -> {
                if (peek(1) == '(') {
                    advance();
                    advance();
                    List<RawExpr> items = exprList();
                    expect(')');
                    return new GroupingFunc(items, at);
                }
            }
            case Tok.K_INTERVAL -> {
                RawExpr e = intervalLiteral(at);
                if (e != null) {
                    return e;
                }
            }
            default -> {}
        }
        RawExpr special = commonSubexpr();
        if (special != null) {
            return special instanceof FuncCall f ? callSuffix(f) : special;
        }
        return typedLiteralOrName(at);
    }

    private RawExpr arrayExpr(int at) {
        enter();
        expect('[');
        List<RawExpr> r = new ArrayList<>(4);
        if (kind == '[') {
            do {
                if (kind != '[') {
                    throw unexpected();
                }
                r.add(arrayExpr(loc()));
            } while (accept(','));
        } else if (kind != ']') {
            r = exprList();
        }
        expect(']');
        leave();
        return new AArrayExpr(r, at);
    }

    private RawExpr caseExpr(int at) {
        advance();
        RawExpr arg = kind == Tok.K_WHEN ? null : expr();
        List<CaseWhen> whens = new ArrayList<>(2);
        do {
            int whenAt = loc();
            expect(Tok.K_WHEN);
            RawExpr cond = expr();
            expect(Tok.K_THEN);
            whens.add(new CaseWhen(cond, expr(), whenAt));
        } while (kind == Tok.K_WHEN);
        RawExpr otherwise = accept(Tok.K_ELSE) ? expr() : null;
        expect(Tok.K_END);
        return new CaseExpr(arg, whens, otherwise, at);
    }

    private @Nullable RawExpr intervalLiteral(int at) {
        if (peek(1) == Tok.SCONST) {
            advance();
            int valueAt = loc();
            String v = sconst();
            return new TypeCast(stringConst(v, valueAt), intervalType(at, intervalFields()), at);
        }
        if (peek(1) == '(') {
            advance();
            List<RawExpr> typmods = List.of(intConst(INTERVAL_FULL_RANGE, -1), parenIconst());
            int valueAt = loc();
            return new TypeCast(stringConst(sconst(), valueAt), intervalType(at, typmods), at);
        }
        return null;
    }

    /** {@code numeric(10,2) '1.5'} and the like, else a name. */
    private RawExpr typedLiteralOrName(int at) {
        int next = peek(1);
        boolean doublePrecision = kind == Tok.K_DOUBLE && next == Tok.K_PRECISION && peek(2) == Tok.SCONST;
        if (doublePrecision || Keywords.category(kind) == Keywords.COL_NAME) {
            boolean literal =
                    switch (next) {
                        case Tok.SCONST, '(', Tok.K_VARYING, Tok.K_PRECISION, Tok.K_CHAR, Tok.K_CHARACTER -> true;
                        case Tok.WITH_LA -> peek(2) == Tok.K_TIME;
                        case Tok.K_WITHOUT -> peek(2) == Tok.K_TIME;
                        default -> false;
                    };
            TypeName t = literal ? constType(true) : null;
            if (t != null) {
                int valueAt = loc();
                return new TypeCast(stringConst(sconst(), valueAt), t, at);
            }
        }
        return nameExpr(at);
    }

    /** A column reference, a function call, or a literal of a named type. */
    private RawExpr nameExpr(int at) {
        int next = peek(1);
        if (next == '.' || next == '[') {
            return qualifiedExpr(at);
        }
        if (next == '(') {
            if (!isTypeFunctionName(kind)) {
                if (isColId(kind)) {
                    advance();
                }
                throw unexpected();
            }
            return callOrLiteral(List.of(typeFunctionName()), at);
        }
        if (next == Tok.SCONST && isTypeFunctionName(kind)) {
            return literal(List.of(typeFunctionName()), List.of(), at);
        }
        if (!isColId(kind)) {
            if (isTypeFunctionName(kind)) {
                advance();
            }
            throw unexpected();
        }
        return new ColumnRef(List.of(colId()), false, at);
    }

    private RawExpr qualifiedExpr(int at) {
        String first = colId();
        List<IndirectionEl> ind = indirection();
        int names = 0;
        while (names < ind.size() && ind.get(names) instanceof FieldName) {
            names++;
        }
        if (kind == '(' || kind == Tok.SCONST) {
            if (names < ind.size()) {
                throw unexpected();
            }
            List<String> name = names(first, ind);
            return kind == '(' ? callOrLiteral(name, at) : literal(name, List.of(), at);
        }
        List<String> fields = new ArrayList<>(names + 1);
        fields.add(first);
        for (int i = 0; i < names; i++) {
            if (ind.get(i) instanceof FieldName f) {
                fields.add(f.name());
            }
        }
        if (names < ind.size() && ind.get(names) instanceof AStar) {
            return new ColumnRef(fields, true, at);
        }
        ColumnRef ref = new ColumnRef(fields, false, at);
        return names == ind.size() ? ref : new AIndirection(ref, ind.subList(names, ind.size()), at);
    }

    private RawExpr literal(List<String> type, List<RawExpr> typmods, int at) {
        int valueAt = loc();
        String v = sconst();
        return new TypeCast(stringConst(v, valueAt), new TypeName(type, false, false, typmods, List.of(), at), at);
    }

    private RawExpr callOrLiteral(List<String> name, int at) {
        FuncCall f = funcApplication(name, at);
        if (kind != Tok.SCONST) {
            return callSuffix(f);
        }
        if (f.aggStar() || f.aggDistinct() || f.funcVariadic() || f.args().isEmpty()) {
            throw unexpected();
        }
        for (RawExpr a : f.args()) {
            if (a instanceof NamedArgExpr n) {
                throw syntaxError("type modifier cannot have parameter name", n.location());
            }
        }
        if (!f.aggOrder().isEmpty()) {
            throw syntaxError(
                    "type modifier cannot have ORDER BY",
                    f.aggOrder().getFirst().location());
        }
        return literal(name, f.args(), at);
    }
}
