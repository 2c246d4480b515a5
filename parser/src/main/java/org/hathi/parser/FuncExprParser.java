package org.hathi.parser;

import static org.hathi.parser.tree.WindowFrame.BETWEEN;
import static org.hathi.parser.tree.WindowFrame.DEFAULTS;
import static org.hathi.parser.tree.WindowFrame.END_CURRENT_ROW;
import static org.hathi.parser.tree.WindowFrame.EXCLUDE_CURRENT_ROW;
import static org.hathi.parser.tree.WindowFrame.EXCLUDE_GROUP;
import static org.hathi.parser.tree.WindowFrame.EXCLUDE_TIES;
import static org.hathi.parser.tree.WindowFrame.GROUPS;
import static org.hathi.parser.tree.WindowFrame.NONDEFAULT;
import static org.hathi.parser.tree.WindowFrame.RANGE;
import static org.hathi.parser.tree.WindowFrame.ROWS;
import static org.hathi.parser.tree.WindowFrame.START_CURRENT_ROW;
import static org.hathi.parser.tree.WindowFrame.START_OFFSET_FOLLOWING;
import static org.hathi.parser.tree.WindowFrame.START_OFFSET_PRECEDING;
import static org.hathi.parser.tree.WindowFrame.START_UNBOUNDED_FOLLOWING;
import static org.hathi.parser.tree.WindowFrame.START_UNBOUNDED_PRECEDING;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.Clause.SortBy;
import org.hathi.parser.tree.Clause.SortByDir;
import org.hathi.parser.tree.Clause.SortByNulls;
import org.hathi.parser.tree.Clause.WindowDef;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AConst;
import org.hathi.parser.tree.RawExpr.AExpr;
import org.hathi.parser.tree.RawExpr.AExprKind;
import org.hathi.parser.tree.RawExpr.CoalesceExpr;
import org.hathi.parser.tree.RawExpr.CoercionForm;
import org.hathi.parser.tree.RawExpr.FuncCall;
import org.hathi.parser.tree.RawExpr.MinMaxExpr;
import org.hathi.parser.tree.RawExpr.MinMaxOp;
import org.hathi.parser.tree.RawExpr.NamedArgExpr;
import org.hathi.parser.tree.RawExpr.SqlValueFunction;
import org.hathi.parser.tree.RawExpr.SqlValueFunctionOp;
import org.hathi.parser.tree.RawExpr.TypeCast;
import org.hathi.parser.tree.RawExpr.XmlExpr;
import org.hathi.parser.tree.RawExpr.XmlExprOp;
import org.hathi.parser.tree.RawExpr.XmlOption;
import org.hathi.parser.tree.RawExpr.XmlSerialize;
import org.hathi.parser.tree.TypeName;
import org.jspecify.annotations.Nullable;

/** Function calls, the functions with a syntax of their own, ORDER BY lists and window definitions. */
abstract class FuncExprParser extends NameParser {
    FuncExprParser(Lexer lexer) {
        super(lexer);
    }

    static FuncCall call(List<String> name, List<RawExpr> args, CoercionForm form, int at) {
        return new FuncCall(name, args, List.of(), null, null, false, false, false, false, form, at);
    }

    static FuncCall sqlCall(String name, List<RawExpr> args, int at) {
        return call(systemName(name), args, CoercionForm.SQL_SYNTAX, at);
    }

    // ---- ordinary calls

    /** Arguments between the parentheses of a call; the current token is '('. */
    final FuncCall funcApplication(List<String> name, int at) {
        expect('(');
        List<RawExpr> args = new ArrayList<>(2);
        boolean star = false;
        boolean distinct = false;
        boolean variadic = false;
        List<SortBy> order = List.of();
        if (accept('*')) {
            star = true;
        } else if (kind != ')') {
            if (kind == Tok.K_DISTINCT) {
                advance();
                distinct = true;
            } else if (kind == Tok.K_ALL) {
                advance();
            } else {
                variadic = accept(Tok.K_VARIADIC);
            }
            boolean plain = !distinct && !variadic;
            args.add(funcArg());
            while (!variadic && accept(',')) {
                variadic = plain && accept(Tok.K_VARIADIC);
                args.add(funcArg());
            }
            order = optSortClause();
        }
        expect(')');
        return new FuncCall(
                name, args, order, null, null, false, star, distinct, variadic, CoercionForm.EXPLICIT_CALL, at);
    }

    private RawExpr funcArg() {
        if (isTypeFunctionName(kind)) {
            int next = peek(1);
            if (next == Tok.COLON_EQUALS || next == Tok.EQUALS_GREATER) {
                int at = loc();
                String name = typeFunctionName();
                advance();
                return new NamedArgExpr(expr(), name, at);
            }
        }
        return expr();
    }

    private List<RawExpr> funcArgListOpt() {
        List<RawExpr> args = new ArrayList<>(3);
        if (kind != ')') {
            do {
                args.add(funcArg());
            } while (accept(','));
        }
        return args;
    }

    /** WITHIN GROUP, FILTER and OVER behind a call. */
    final RawExpr callSuffix(FuncCall f) {
        List<SortBy> order = f.aggOrder();
        boolean within = false;
        if (kind == Tok.K_WITHIN) {
            int at = loc();
            advance();
            expect(Tok.K_GROUP, '(');
            List<SortBy> o = sortClause();
            expect(')');
            if (!order.isEmpty()) {
                throw syntaxError("cannot use multiple ORDER BY clauses with WITHIN GROUP", at);
            }
            if (f.aggDistinct()) {
                throw syntaxError("cannot use DISTINCT with WITHIN GROUP", at);
            }
            if (f.funcVariadic()) {
                throw syntaxError("cannot use VARIADIC with WITHIN GROUP", at);
            }
            order = o;
            within = true;
        }
        RawExpr filter = null;
        if (kind == Tok.K_FILTER) {
            advance();
            expect('(', Tok.K_WHERE);
            filter = expr();
            expect(')');
        }
        WindowDef over = null;
        if (kind == Tok.K_OVER) { // like FILTER and WITHIN no bare label, so that nothing else can follow
            advance();
            if (kind == '(') {
                over = windowSpecification(null);
            } else {
                int at = loc();
                over = new WindowDef(colId(), null, List.of(), List.of(), DEFAULTS, null, null, at);
            }
        }
        if (!within && filter == null && over == null) {
            return f;
        }
        return new FuncCall(
                f.funcname(),
                f.args(),
                order,
                filter,
                over,
                within,
                f.aggStar(),
                f.aggDistinct(),
                f.funcVariadic(),
                f.funcformat(),
                f.location());
    }

    // ---- ORDER BY

    final List<SortBy> optSortClause() {
        return kind == Tok.K_ORDER ? sortClause() : List.of();
    }

    final List<SortBy> sortClause() {
        expect(Tok.K_ORDER, Tok.K_BY);
        List<SortBy> r = new ArrayList<>(2);
        do {
            r.add(sortBy());
        } while (accept(','));
        return r;
    }

    private SortBy sortBy() {
        RawExpr e = expr();
        int at = -1;
        SortByDir dir = SortByDir.DEFAULT;
        List<String> op = List.of();
        if (kind == Tok.K_USING) {
            advance();
            at = loc();
            dir = SortByDir.USING;
            op = kind == Tok.K_OPERATOR ? operatorClause() : List.of(allOp());
        } else {
            dir = ascDesc();
        }
        return new SortBy(e, dir, nullsOrder(), op, at);
    }

    final SortByDir ascDesc() {
        return accept(Tok.K_ASC) ? SortByDir.ASC : accept(Tok.K_DESC) ? SortByDir.DESC : SortByDir.DEFAULT;
    }

    final SortByNulls nullsOrder() {
        if (!accept(Tok.NULLS_LA)) {
            return SortByNulls.DEFAULT;
        }
        boolean first = kind == Tok.K_FIRST;
        advance();
        return first ? SortByNulls.FIRST : SortByNulls.LAST;
    }

    // ---- windows

    /** window_specification; the current token is '('. */
    final WindowDef windowSpecification(@Nullable String name) {
        int at = loc();
        expect('(');
        String ref = null;
        if (isColId(kind)
                && kind != Tok.K_PARTITION
                && kind != Tok.K_RANGE
                && kind != Tok.K_ROWS
                && kind != Tok.K_GROUPS) {
            ref = colId();
        }
        List<RawExpr> partition = List.of();
        if (accept(Tok.K_PARTITION)) {
            expect(Tok.K_BY);
            partition = exprList();
        }
        List<SortBy> order = optSortClause();
        Frame f = frame();
        expect(')');
        return new WindowDef(name, ref, partition, order, f.options, f.start, f.end, at);
    }

    private record Frame(
            int options, @Nullable RawExpr start, @Nullable RawExpr end) {}

    /** A bound as START bits, with its offset. */
    private record Bound(int options, @Nullable RawExpr offset, int location) {}

    private Frame frame() {
        int options;
        switch (kind) {
            case Tok.K_RANGE -> options = RANGE;
            case Tok.K_ROWS -> options = ROWS;
            case Tok.K_GROUPS -> options = GROUPS;
            default -> {
                return new Frame(DEFAULTS, null, null);
            }
        }
        advance();
        options |= NONDEFAULT;
        RawExpr start;
        RawExpr end = null;
        if (accept(Tok.K_BETWEEN)) {
            Bound b1 = frameBound();
            expect(Tok.K_AND);
            Bound b2 = frameBound();
            checkBounds(b1, b2);
            options |= BETWEEN | b1.options | b2.options << 1;
            start = b1.offset;
            end = b2.offset;
        } else {
            Bound b = frameBound();
            if (b.options == START_UNBOUNDED_FOLLOWING) {
                throw windowing("frame start cannot be UNBOUNDED FOLLOWING", b.location);
            }
            if (b.options == START_OFFSET_FOLLOWING) {
                throw windowing("frame starting from following row cannot end with current row", b.location);
            }
            options |= b.options | END_CURRENT_ROW;
            start = b.offset;
        }
        if (accept(Tok.K_EXCLUDE)) {
            if (accept(Tok.K_CURRENT)) {
                expect(Tok.K_ROW);
                options |= EXCLUDE_CURRENT_ROW;
            } else if (accept(Tok.K_GROUP)) {
                options |= EXCLUDE_GROUP;
            } else if (accept(Tok.K_TIES)) {
                options |= EXCLUDE_TIES;
            } else {
                expect(Tok.K_NO, Tok.K_OTHERS);
            }
        }
        return new Frame(options, start, end);
    }

    private RuntimeException windowing(String message, int at) {
        return error(SqlState.WINDOWING_ERROR, message, at);
    }

    private void checkBounds(Bound b1, Bound b2) {
        if (b1.options == START_UNBOUNDED_FOLLOWING) {
            throw windowing("frame start cannot be UNBOUNDED FOLLOWING", b1.location);
        }
        if (b2.options == START_UNBOUNDED_PRECEDING) {
            throw windowing("frame end cannot be UNBOUNDED PRECEDING", b2.location);
        }
        if (b1.options == START_CURRENT_ROW && b2.options == START_OFFSET_PRECEDING) {
            throw windowing("frame starting from current row cannot have preceding rows", b2.location);
        }
        if (b1.options == START_OFFSET_FOLLOWING
                && (b2.options == START_OFFSET_PRECEDING || b2.options == START_CURRENT_ROW)) {
            throw windowing("frame starting from following row cannot have preceding rows", b2.location);
        }
    }

    private Bound frameBound() {
        int at = loc();
        if (kind == Tok.K_UNBOUNDED && (peek(1) == Tok.K_PRECEDING || peek(1) == Tok.K_FOLLOWING)) {
            advance();
            boolean preceding = kind == Tok.K_PRECEDING;
            advance();
            return new Bound(preceding ? START_UNBOUNDED_PRECEDING : START_UNBOUNDED_FOLLOWING, null, at);
        }
        if (kind == Tok.K_CURRENT && peek(1) == Tok.K_ROW) {
            advance();
            advance();
            return new Bound(START_CURRENT_ROW, null, at);
        }
        RawExpr e = expr();
        if (accept(Tok.K_PRECEDING)) {
            return new Bound(START_OFFSET_PRECEDING, e, at);
        }
        expect(Tok.K_FOLLOWING);
        return new Bound(START_OFFSET_FOLLOWING, e, at);
    }

    // ---- functions with a syntax of their own

    /** func_expr_common_subexpr, or null if the token begins none. */
    final @Nullable RawExpr commonSubexpr() {
        int at = loc();
        switch (kind) {
            case Tok.K_COLLATION -> {
                if (peek(1) != Tok.K_FOR) {
                    return null;
                }
                advance();
                advance();
                expect('(');
                RawExpr e = expr();
                expect(')');
                return sqlCall("pg_collation_for", List.of(e), at);
            }
            case Tok.K_CURRENT_DATE -> {
                return value(SqlValueFunctionOp.CURRENT_DATE, at);
            }
            case Tok.K_CURRENT_TIME -> {
                return value(SqlValueFunctionOp.CURRENT_TIME, SqlValueFunctionOp.CURRENT_TIME_N, at);
            }
            case Tok.K_CURRENT_TIMESTAMP -> {
                return value(SqlValueFunctionOp.CURRENT_TIMESTAMP, SqlValueFunctionOp.CURRENT_TIMESTAMP_N, at);
            }
            case Tok.K_LOCALTIME -> {
                return value(SqlValueFunctionOp.LOCALTIME, SqlValueFunctionOp.LOCALTIME_N, at);
            }
            case Tok.K_LOCALTIMESTAMP -> {
                return value(SqlValueFunctionOp.LOCALTIMESTAMP, SqlValueFunctionOp.LOCALTIMESTAMP_N, at);
            }
            case Tok.K_CURRENT_ROLE -> {
                return value(SqlValueFunctionOp.CURRENT_ROLE, at);
            }
            case Tok.K_CURRENT_USER -> {
                return value(SqlValueFunctionOp.CURRENT_USER, at);
            }
            case Tok.K_SESSION_USER -> {
                return value(SqlValueFunctionOp.SESSION_USER, at);
            }
            case Tok.K_USER -> {
                return value(SqlValueFunctionOp.USER, at);
            }
            case Tok.K_CURRENT_CATALOG -> {
                return value(SqlValueFunctionOp.CURRENT_CATALOG, at);
            }
            case Tok.K_CURRENT_SCHEMA -> {
                return peek(1) == '(' ? null : value(SqlValueFunctionOp.CURRENT_SCHEMA, at);
            }
            case Tok.K_CAST -> {
                advance();
                return castOrTreat(at, false);
            }
            default -> {
                return peek(1) == '(' ? parenthesisedFunction(at) : null;
            }
        }
    }

    private SqlValueFunction value(SqlValueFunctionOp op, int at) {
        advance();
        return new SqlValueFunction(op, -1, at);
    }

    private SqlValueFunction value(SqlValueFunctionOp op, SqlValueFunctionOp withPrecision, int at) {
        advance();
        if (!accept('(')) {
            return new SqlValueFunction(op, -1, at);
        }
        int n = iconst();
        expect(')');
        return new SqlValueFunction(withPrecision, n, at);
    }

    private RawExpr castOrTreat(int at, boolean treat) {
        expect('(');
        RawExpr e = expr();
        expect(Tok.K_AS);
        TypeName t = typeName();
        expect(')');
        if (treat) {
            return call(systemName(t.names().getLast()), List.of(e), CoercionForm.EXPLICIT_CALL, at);
        }
        return new TypeCast(e, t, at);
    }

    private @Nullable RawExpr parenthesisedFunction(int at) {
        int f = kind;
        switch (f) {
            case Tok.K_EXTRACT,
                    Tok.K_NORMALIZE,
                    Tok.K_OVERLAY,
                    Tok.K_POSITION,
                    Tok.K_SUBSTRING,
                    Tok.K_TREAT,
                    Tok.K_TRIM,
                    Tok.K_NULLIF,
                    Tok.K_GREATEST,
                    Tok.K_LEAST,
                    Tok.K_COALESCE,
                    Tok.K_XMLCONCAT,
                    Tok.K_XMLELEMENT,
                    Tok.K_XMLEXISTS,
                    Tok.K_XMLFOREST,
                    Tok.K_XMLPARSE,
                    Tok.K_XMLPI,
                    Tok.K_XMLROOT,
                    Tok.K_XMLSERIALIZE -> {}
            default -> {
                return null;
            }
        }
        advance();
        if (f == Tok.K_TREAT) {
            return castOrTreat(at, true);
        }
        expect('(');
        RawExpr r =
                switch (f) {
                    case Tok.K_EXTRACT -> extract(at);
                    case Tok.K_NORMALIZE -> normalize(at);
                    case Tok.K_OVERLAY -> overlay(at);
                    case Tok.K_POSITION -> position(at);
                    case Tok.K_SUBSTRING -> substring(at);
                    case Tok.K_TRIM -> trim(at);
                    case Tok.K_NULLIF -> {
                        RawExpr a = expr();
                        expect(',');
                        yield new AExpr(AExprKind.NULLIF, List.of("="), a, expr(), at);
                    }
                    case Tok.K_GREATEST -> new MinMaxExpr(MinMaxOp.GREATEST, exprList(), at);
                    case Tok.K_LEAST -> new MinMaxExpr(MinMaxOp.LEAST, exprList(), at);
                    case Tok.K_COALESCE -> new CoalesceExpr(exprList(), at);
                    default -> xml(f, at);
                };
        expect(')');
        return r;
    }

    private RawExpr extract(int at) {
        int argAt = loc();
        String field =
                switch (kind) {
                    case Tok.IDENT,
                            Tok.SCONST,
                            Tok.K_YEAR,
                            Tok.K_MONTH,
                            Tok.K_DAY,
                            Tok.K_HOUR,
                            Tok.K_MINUTE,
                            Tok.K_SECOND -> text();
                    default -> throw unexpected();
                };
        advance();
        expect(Tok.K_FROM);
        return sqlCall("extract", List.of(stringConst(field, argAt), expr()), at);
    }

    final @Nullable String normalForm() {
        switch (kind) {
            case Tok.K_NFC, Tok.K_NFD, Tok.K_NFKC, Tok.K_NFKD -> {
                String form = text();
                advance();
                return form;
            }
            default -> {
                return null;
            }
        }
    }

    private RawExpr normalize(int at) {
        RawExpr e = expr();
        if (!accept(',')) {
            return sqlCall("normalize", List.of(e), at);
        }
        int formAt = loc();
        String form = normalForm();
        if (form == null) {
            throw unexpected();
        }
        return sqlCall("normalize", List.of(e, stringConst(form, formAt)), at);
    }

    private RawExpr overlay(int at) {
        List<RawExpr> args = funcArgListOpt();
        if (args.size() != 1 || !accept(Tok.K_PLACING)) {
            return call(List.of("overlay"), args, CoercionForm.EXPLICIT_CALL, at);
        }
        args.add(expr());
        expect(Tok.K_FROM);
        args.add(expr());
        if (accept(Tok.K_FOR)) {
            args.add(expr());
        }
        return sqlCall("overlay", args, at);
    }

    private RawExpr position(int at) {
        RawExpr needle = bExpr();
        expect(Tok.K_IN);
        return sqlCall("position", List.of(bExpr(), needle), at);
    }

    private RawExpr substring(int at) {
        List<RawExpr> args = funcArgListOpt();
        if (args.size() == 1) {
            if (accept(Tok.K_FROM)) {
                args.add(expr());
                if (accept(Tok.K_FOR)) {
                    args.add(expr());
                }
                return sqlCall("substring", args, at);
            }
            if (accept(Tok.K_FOR)) {
                RawExpr length = expr();
                if (accept(Tok.K_FROM)) {
                    args.add(expr());
                    args.add(length);
                } else {
                    args.add(intConst(1, -1));
                    args.add(new TypeCast(length, systemType("int4", -1), -1));
                }
                return sqlCall("substring", args, at);
            }
            if (accept(Tok.K_SIMILAR)) {
                args.add(expr());
                expect(Tok.K_ESCAPE);
                args.add(expr());
                return sqlCall("substring", args, at);
            }
        }
        return call(List.of("substring"), args, CoercionForm.EXPLICIT_CALL, at);
    }

    private RawExpr trim(int at) {
        String name =
                switch (kind) {
                    case Tok.K_BOTH, Tok.K_LEADING, Tok.K_TRAILING -> {
                        String n = kind == Tok.K_BOTH ? "btrim" : kind == Tok.K_LEADING ? "ltrim" : "rtrim";
                        advance();
                        yield n;
                    }
                    default -> "btrim";
                };
        if (accept(Tok.K_FROM)) {
            return sqlCall(name, exprList(), at);
        }
        List<RawExpr> args = exprList();
        if (args.size() == 1 && accept(Tok.K_FROM)) {
            List<RawExpr> from = exprList();
            from.add(args.getFirst());
            return sqlCall(name, from, at);
        }
        return sqlCall(name, args, at);
    }

    // ---- XML

    private RawExpr xml(int f, int at) {
        switch (f) {
            case Tok.K_XMLCONCAT -> {
                return xmlExpr(XmlExprOp.XMLCONCAT, null, List.of(), exprList(), XmlOption.DOCUMENT, at);
            }
            case Tok.K_XMLELEMENT -> {
                return xmlElement(at);
            }
            case Tok.K_XMLFOREST -> {
                return xmlExpr(XmlExprOp.XMLFOREST, null, xmlAttributes(), List.of(), XmlOption.DOCUMENT, at);
            }
            case Tok.K_XMLPARSE -> {
                XmlOption option = xmlOption();
                RawExpr e = expr();
                boolean preserve = false;
                if (accept(Tok.K_PRESERVE)) {
                    expect(Tok.K_WHITESPACE);
                    preserve = true;
                } else if (accept(Tok.K_STRIP)) {
                    expect(Tok.K_WHITESPACE);
                }
                AConst p = new AConst(new org.hathi.parser.tree.Value.Bool(preserve), -1);
                return xmlExpr(XmlExprOp.XMLPARSE, null, List.of(), List.of(e, p), option, at);
            }
            case Tok.K_XMLPI -> {
                expect(Tok.K_NAME);
                String name = colLabel();
                List<RawExpr> args = accept(',') ? List.of(expr()) : List.of();
                return xmlExpr(XmlExprOp.XMLPI, name, List.of(), args, XmlOption.DOCUMENT, at);
            }
            case Tok.K_XMLROOT -> {
                return xmlRoot(at);
            }
            case Tok.K_XMLSERIALIZE -> {
                XmlOption option = xmlOption();
                RawExpr e = expr();
                expect(Tok.K_AS);
                return new XmlSerialize(option, e, simpleTypeName(), at);
            }
            default -> {
                RawExpr path = primary();
                return sqlCall("xmlexists", List.of(path, xmlPassing()), at);
            }
        }
    }

    /** c_expr. */
    abstract RawExpr primary();

    private static XmlExpr xmlExpr(
            XmlExprOp op, @Nullable String name, List<ResTarget> named, List<RawExpr> args, XmlOption option, int at) {
        return new XmlExpr(op, name, named, args, option, at);
    }

    /** PASSING [BY REF|VALUE] c_expr [BY REF|VALUE]. */
    final RawExpr xmlPassing() {
        expect(Tok.K_PASSING);
        xmlMechanism();
        RawExpr doc = primary();
        xmlMechanism();
        return doc;
    }

    private void xmlMechanism() {
        if (accept(Tok.K_BY) && !accept(Tok.K_REF)) {
            expect(Tok.K_VALUE);
        }
    }

    private XmlOption xmlOption() {
        if (accept(Tok.K_DOCUMENT)) {
            return XmlOption.DOCUMENT;
        }
        expect(Tok.K_CONTENT);
        return XmlOption.CONTENT;
    }

    private List<ResTarget> xmlAttributes() {
        List<ResTarget> r = new ArrayList<>(2);
        do {
            int at = loc();
            RawExpr e = expr();
            r.add(new ResTarget(accept(Tok.K_AS) ? colLabel() : null, List.of(), e, at));
        } while (accept(','));
        return r;
    }

    private RawExpr xmlElement(int at) {
        expect(Tok.K_NAME);
        String name = colLabel();
        List<ResTarget> attributes = List.of();
        List<RawExpr> args = List.of();
        if (accept(',')) {
            if (accept(Tok.K_XMLATTRIBUTES)) {
                expect('(');
                attributes = xmlAttributes();
                expect(')');
                if (accept(',')) {
                    args = exprList();
                }
            } else {
                args = exprList();
            }
        }
        return xmlExpr(XmlExprOp.XMLELEMENT, name, attributes, args, XmlOption.DOCUMENT, at);
    }

    private RawExpr xmlRoot(int at) {
        RawExpr e = expr();
        expect(',');
        expect(Tok.K_VERSION);
        RawExpr version;
        if (accept(Tok.K_NO)) {
            expect(Tok.K_VALUE);
            version = new AConst(null, -1);
        } else {
            version = expr();
        }
        int standalone = 3;
        if (accept(',')) {
            expect(Tok.K_STANDALONE);
            if (accept(Tok.K_YES)) {
                standalone = 0;
            } else {
                expect(Tok.K_NO);
                standalone = accept(Tok.K_VALUE) ? 2 : 1;
            }
        }
        List<RawExpr> args = List.of(e, version, intConst(standalone, -1));
        return xmlExpr(XmlExprOp.XMLROOT, null, List.of(), args, XmlOption.DOCUMENT, at);
    }
}
