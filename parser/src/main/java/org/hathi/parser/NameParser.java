package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AConst;
import org.hathi.parser.tree.RawExpr.AIndices;
import org.hathi.parser.tree.RawExpr.AStar;
import org.hathi.parser.tree.RawExpr.FieldName;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;

/** Qualified names, indirections, operators' names and type names. */
abstract class NameParser extends TokenParser {
    static final int INTERVAL_FULL_RANGE = 0x7FFF;
    private static final int MONTH = 1 << 1;
    private static final int YEAR = 1 << 2;
    private static final int DAY = 1 << 3;
    private static final int HOUR = 1 << 10;
    private static final int MINUTE = 1 << 11;
    private static final int SECOND = 1 << 12;

    NameParser(Lexer lexer) {
        super(lexer);
    }

    /** a_expr. */
    abstract RawExpr expr();

    /** b_expr: without logic, IN, LIKE, BETWEEN and IS NULL. */
    abstract RawExpr bExpr();

    /** select_with_parens. */
    abstract SelectStmt selectWithParens();

    /**
     * What begins with a parenthesis: a SelectStmt for a query in any number of parentheses, else the expression or
     * implicit row inside.
     */
    abstract Node parenthesised();

    final List<RawExpr> exprList() {
        List<RawExpr> r = new ArrayList<>(4);
        do {
            r.add(expr());
        } while (accept(','));
        return r;
    }

    static AConst intConst(int v, int location) {
        return new AConst(new Value.Int(v), location);
    }

    static AConst stringConst(String v, int location) {
        return new AConst(new Value.Str(v), location);
    }

    static List<String> systemName(String name) {
        return List.of("pg_catalog", name);
    }

    static TypeName systemType(String name, int location) {
        return new TypeName(systemName(name), false, false, List.of(), List.of(), location);
    }

    // ---- names

    /** any_name: ColId and attributes. */
    final List<String> anyName() {
        return attrs(colId());
    }

    final List<String> attrs(String first) {
        if (kind != '.') {
            return List.of(first);
        }
        List<String> r = new ArrayList<>(3);
        r.add(first);
        while (accept('.')) {
            r.add(colLabel());
        }
        return r;
    }

    final List<List<String>> anyNameList() {
        List<List<String>> r = new ArrayList<>(2);
        do {
            r.add(anyName());
        } while (accept(','));
        return r;
    }

    /** qualified_name as a relation. */
    final RangeVar qualifiedName() {
        int at = loc();
        String first = colId();
        if (kind != '.' && kind != '[') {
            return rangeVar(List.of(first), at);
        }
        return rangeVar(names(first, indirection()), at);
    }

    final RangeVar rangeVar(List<String> names, int at) {
        int n = names.size();
        if (n > 3) {
            throw syntaxError("improper qualified name (too many dotted names): " + quoteList(names), at);
        }
        return new RangeVar(
                n == 3 ? names.get(0) : null,
                n >= 2 ? names.get(n - 2) : null,
                names.get(n - 1),
                true,
                RelPersistence.PERMANENT,
                null,
                at);
    }

    static String quoteList(List<String> names) {
        return String.join(".", names);
    }

    final List<RangeVar> qualifiedNameList() {
        List<RangeVar> r = new ArrayList<>(2);
        do {
            r.add(qualifiedName());
        } while (accept(','));
        return r;
    }

    /** Names of an indirection that must hold nothing else. */
    final List<String> names(String first, List<IndirectionEl> rest) {
        List<String> r = new ArrayList<>(rest.size() + 1);
        r.add(first);
        for (IndirectionEl e : rest) {
            if (e instanceof FieldName f) {
                r.add(f.name());
            } else {
                throw yyerror("syntax error");
            }
        }
        return r;
    }

    /** func_name. */
    final List<String> funcName() {
        if (isColId(kind) && (peek(1) == '.' || peek(1) == '[')) {
            String first = colId();
            return names(first, indirection());
        }
        return List.of(typeFunctionName());
    }

    /** handler_name and the like: name with optional attributes. */
    final List<String> handlerName() {
        return anyName();
    }

    /** opt_indirection. */
    final List<IndirectionEl> indirection() {
        if (kind != '.' && kind != '[') {
            return List.of();
        }
        List<IndirectionEl> r = new ArrayList<>(2);
        boolean star = false;
        boolean improper = false; // told behind all of it
        while (true) {
            int at = loc();
            if (accept('.')) {
                improper |= star;
                if (accept('*')) {
                    star = true;
                    r.add(new AStar(at));
                } else {
                    r.add(new FieldName(colLabel(), at));
                }
            } else if (accept('[')) {
                improper |= star;
                r.add(subscript(at));
            } else {
                if (improper) {
                    throw improperStar();
                }
                return r;
            }
        }
    }

    private RuntimeException improperStar() {
        return yyerror("improper use of \"*\"");
    }

    private AIndices subscript(int at) {
        RawExpr lower = kind == ':' ? null : expr();
        if (accept(':')) {
            RawExpr upper = kind == ']' ? null : expr();
            expect(']');
            return new AIndices(true, lower, upper, at);
        }
        expect(']');
        return new AIndices(false, null, lower, at);
    }

    // ---- operators

    /** Whether the token is all_Op. */
    static boolean isOp(int k) {
        return switch (k) {
            case Tok.OP,
                    '+',
                    '-',
                    '*',
                    '/',
                    '%',
                    '^',
                    '<',
                    '>',
                    '=',
                    Tok.LESS_EQUALS,
                    Tok.GREATER_EQUALS,
                    Tok.NOT_EQUALS -> true;
            default -> false;
        };
    }

    /** all_Op. */
    final String allOp() {
        if (!isOp(kind)) {
            throw unexpected();
        }
        String name =
                switch (kind) {
                    case Tok.OP -> text();
                    case Tok.LESS_EQUALS -> "<=";
                    case Tok.GREATER_EQUALS -> ">=";
                    case Tok.NOT_EQUALS -> "<>";
                    case '+' -> "+";
                    case '-' -> "-";
                    case '*' -> "*";
                    case '=' -> "=";
                    case '<' -> "<";
                    case '>' -> ">";
                    default -> String.valueOf((char) kind);
                };
        advance();
        return name;
    }

    /** any_operator: schema-qualified without OPERATOR(). */
    final List<String> anyOperator() {
        if (!isColId(kind)) {
            return List.of(allOp());
        }
        List<String> r = new ArrayList<>(2);
        while (isColId(kind)) {
            r.add(colId());
            expect('.');
        }
        r.add(allOp());
        return r;
    }

    /** {@code OPERATOR '(' any_operator ')'}; the current token is OPERATOR. */
    final List<String> operatorClause() {
        expect(Tok.K_OPERATOR, '(');
        List<String> r = anyOperator();
        expect(')');
        return r;
    }

    // ---- types

    /** Typename. */
    final TypeName typeName() {
        int at = loc();
        boolean setof = accept(Tok.K_SETOF);
        TypeName t = simpleTypeName();
        List<Integer> bounds = arrayBounds();
        if (!setof && bounds.isEmpty()) {
            return t;
        }
        return new TypeName(t.names(), setof, t.pctType(), t.typmods(), bounds, setof ? t.location() : at);
    }

    final List<Integer> arrayBounds() {
        if (accept(Tok.K_ARRAY)) {
            if (!accept('[')) {
                return List.of(-1);
            }
            int n = iconst();
            expect(']');
            return List.of(n);
        }
        if (kind != '[') {
            return List.of();
        }
        List<Integer> r = new ArrayList<>(2);
        while (accept('[')) {
            r.add(kind == Tok.ICONST ? iconst() : -1);
            expect(']');
        }
        return r;
    }

    /** func_type: Typename or a %TYPE reference. */
    final TypeName funcType() {
        int at = loc();
        int k = kind == Tok.K_SETOF ? 1 : 0;
        if (isTypeFunctionName(peek(k)) && peek(k + 1) == '.') {
            int i = k + 1;
            while (peek(i) == '.' && isColLabel(peek(i + 1))) {
                i += 2;
            }
            if (peek(i) == '%' && peek(i + 1) == Tok.K_TYPE) {
                boolean setof = accept(Tok.K_SETOF);
                int start = setof ? loc() : at;
                List<String> names = attrs(typeFunctionName());
                expect('%', Tok.K_TYPE);
                return new TypeName(names, setof, true, List.of(), List.of(), start);
            }
        }
        return typeName();
    }

    final List<TypeName> typeList() {
        List<TypeName> r = new ArrayList<>(2);
        do {
            r.add(typeName());
        } while (accept(','));
        return r;
    }

    final TypeName simpleTypeName() {
        int at = loc();
        if (kind == Tok.K_INTERVAL) {
            advance();
            if (kind == '(') {
                return intervalType(at, List.of(intConst(INTERVAL_FULL_RANGE, -1), parenIconst()));
            }
            return intervalType(at, intervalFields());
        }
        TypeName t = constType(false);
        if (t != null) {
            return t;
        }
        List<String> names = attrs(typeFunctionName());
        return new TypeName(names, false, false, typeModifiers(), List.of(), at);
    }

    final TypeName intervalType(int at, List<RawExpr> typmods) {
        return new TypeName(systemName("interval"), false, false, typmods, List.of(), at);
    }

    final AConst parenIconst() {
        expect('(');
        int at = loc();
        int v = iconst();
        expect(')');
        return intConst(v, at);
    }

    private List<RawExpr> typeModifiers() {
        if (!accept('(')) {
            return List.of();
        }
        List<RawExpr> r = exprList();
        expect(')');
        return r;
    }

    /**
     * ConstTypename: the types with a syntax of their own; null if the token begins none.
     *
     * @param literal before a literal, where CHAR and BIT without length mean any length
     */
    final @org.jspecify.annotations.Nullable TypeName constType(boolean literal) {
        int at = loc();
        switch (kind) {
            case Tok.K_INT, Tok.K_INTEGER -> {
                return plain("int4", at);
            }
            case Tok.K_SMALLINT -> {
                return plain("int2", at);
            }
            case Tok.K_BIGINT -> {
                return plain("int8", at);
            }
            case Tok.K_REAL -> {
                return plain("float4", at);
            }
            case Tok.K_BOOLEAN -> {
                return plain("bool", at);
            }
            case Tok.K_FLOAT -> {
                advance();
                return systemType(floatName(), at);
            }
            case Tok.K_DOUBLE -> {
                if (peek(1) != Tok.K_PRECISION) {
                    return null;
                }
                advance();
                return plain("float8", at);
            }
            case Tok.K_DECIMAL, Tok.K_DEC, Tok.K_NUMERIC -> {
                advance();
                return new TypeName(systemName("numeric"), false, false, typeModifiers(), List.of(), at);
            }
            case Tok.K_BIT -> {
                return bitType(at, literal);
            }
            case Tok.K_CHARACTER, Tok.K_CHAR, Tok.K_VARCHAR, Tok.K_NATIONAL, Tok.K_NCHAR -> {
                return characterType(at, literal);
            }
            case Tok.K_TIME, Tok.K_TIMESTAMP -> {
                return timeType(at);
            }
            default -> {
                return null;
            }
        }
    }

    private TypeName plain(String name, int at) {
        advance();
        return systemType(name, at);
    }

    private String floatName() {
        if (kind != '(') {
            return "float8";
        }
        advance();
        int at = loc();
        int p = iconst();
        expect(')');
        if (p < 1) {
            throw error(SqlState.INVALID_PARAMETER_VALUE, "precision for type float must be at least 1 bit", at);
        }
        if (p > 53) {
            throw error(SqlState.INVALID_PARAMETER_VALUE, "precision for type float must be less than 54 bits", at);
        }
        return p <= 24 ? "float4" : "float8";
    }

    private TypeName bitType(int at, boolean literal) {
        advance();
        boolean varying = accept(Tok.K_VARYING);
        List<RawExpr> typmods;
        if (accept('(')) {
            typmods = exprList();
            expect(')');
        } else {
            typmods = varying || literal ? List.of() : List.of(intConst(1, -1));
        }
        return new TypeName(systemName(varying ? "varbit" : "bit"), false, false, typmods, List.of(), at);
    }

    private TypeName characterType(int at, boolean literal) {
        boolean varying = kind == Tok.K_VARCHAR;
        if (accept(Tok.K_NATIONAL) && kind != Tok.K_CHARACTER && kind != Tok.K_CHAR) {
            throw unexpected();
        }
        advance();
        if (!varying) {
            varying = accept(Tok.K_VARYING);
        }
        List<RawExpr> typmods = List.of();
        if (kind == '(') {
            typmods = List.of(parenIconst());
        } else if (!varying && !literal) {
            typmods = List.of(intConst(1, -1));
        }
        return new TypeName(systemName(varying ? "varchar" : "bpchar"), false, false, typmods, List.of(), at);
    }

    private TypeName timeType(int at) {
        String name = kind == Tok.K_TIME ? "time" : "timestamp";
        advance();
        List<RawExpr> typmods = kind == '(' ? List.of(parenIconst()) : List.of();
        if (kind == Tok.WITH_LA && peek(1) == Tok.K_TIME) {
            advance();
            expect(Tok.K_TIME, Tok.K_ZONE);
            name += "tz";
        } else if (accept(Tok.K_WITHOUT)) {
            expect(Tok.K_TIME, Tok.K_ZONE);
        }
        return new TypeName(systemName(name), false, false, typmods, List.of(), at);
    }

    /** opt_interval: the field mask, and the precision of SECOND(p). */
    final List<RawExpr> intervalFields() {
        int at = loc();
        switch (kind) {
            case Tok.K_YEAR -> {
                advance();
                if (accept(Tok.K_TO)) {
                    expect(Tok.K_MONTH);
                    return mask(YEAR | MONTH, at);
                }
                return mask(YEAR, at);
            }
            case Tok.K_MONTH -> {
                advance();
                return mask(MONTH, at);
            }
            case Tok.K_DAY -> {
                advance();
                return accept(Tok.K_TO) ? to(DAY, at) : mask(DAY, at);
            }
            case Tok.K_HOUR -> {
                advance();
                return accept(Tok.K_TO) ? to(HOUR, at) : mask(HOUR, at);
            }
            case Tok.K_MINUTE -> {
                advance();
                return accept(Tok.K_TO) ? to(MINUTE, at) : mask(MINUTE, at);
            }
            case Tok.K_SECOND -> {
                return second(SECOND, at);
            }
            default -> {
                return List.of();
            }
        }
    }

    private static List<RawExpr> mask(int mask, int at) {
        return List.of(intConst(mask, at));
    }

    private List<RawExpr> to(int from, int at) {
        if (from == DAY && accept(Tok.K_HOUR)) {
            return mask(DAY | HOUR, at);
        }
        if (from != MINUTE && accept(Tok.K_MINUTE)) {
            return mask((from == DAY ? DAY : 0) | HOUR | MINUTE, at);
        }
        if (kind != Tok.K_SECOND) {
            throw unexpected();
        }
        int fields = from == DAY ? DAY | HOUR | MINUTE : from == HOUR ? HOUR | MINUTE : MINUTE;
        return second(fields | SECOND, at);
    }

    private List<RawExpr> second(int mask, int at) {
        expect(Tok.K_SECOND);
        return kind == '(' ? List.of(intConst(mask, at), parenIconst()) : mask(mask, at);
    }

    /** qual_Op. */
    final List<String> qualOp() {
        return kind == Tok.K_OPERATOR ? operatorClause() : List.of(allOp());
    }
}
