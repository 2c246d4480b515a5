package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.CommonTableExpr;
import org.hathi.parser.tree.Clause.CteCycleClause;
import org.hathi.parser.tree.Clause.CteMaterialize;
import org.hathi.parser.tree.Clause.CteSearchClause;
import org.hathi.parser.tree.Clause.IntoClause;
import org.hathi.parser.tree.Clause.LockStrength;
import org.hathi.parser.tree.Clause.LockWaitPolicy;
import org.hathi.parser.tree.Clause.LockingClause;
import org.hathi.parser.tree.Clause.OnCommitAction;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.Clause.SortBy;
import org.hathi.parser.tree.Clause.WindowDef;
import org.hathi.parser.tree.Clause.WithClause;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AConst;
import org.hathi.parser.tree.RawExpr.ColumnRef;
import org.hathi.parser.tree.RawExpr.GroupingSet;
import org.hathi.parser.tree.RawExpr.GroupingSetKind;
import org.hathi.parser.tree.RawExpr.TypeCast;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.LimitOption;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.Statement.SetOperation;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** SELECT, VALUES, set operations, WITH and locking clauses. */
abstract class SelectParser extends FromParser {
    SelectParser(Lexer lexer) {
        super(lexer);
    }

    /** PreparableStmt: what may stand in WITH. */
    abstract Statement preparableStmt();

    @Override
    final SelectStmt selectNoParens() {
        int at = loc();
        WithClause with = kind == Tok.K_WITH || kind == Tok.WITH_LA ? withClause() : null;
        SelectStmt s = setOperations(selectOperand(), 1);
        return options(s, with);
    }

    @Override
    final SelectStmt selectContinued(SelectStmt left) {
        return options(setOperations(left, 1), null);
    }

    /** SelectStmt: with or without parentheses. */
    final SelectStmt selectStmt() {
        return kind == '(' ? options(setOperations(selectOperand(), 1), null) : selectNoParens();
    }

    /** Goes on behind an already parsed WITH. */
    final SelectStmt selectAfterWith(WithClause with, int at) {
        return options(setOperations(selectOperand(), 1), with);
    }

    private SelectStmt selectOperand() {
        return switch (kind) {
            case '(' -> selectWithParens();
            case Tok.K_SELECT -> simpleSelect();
            case Tok.K_VALUES -> values();
            case Tok.K_TABLE -> tableCommand();
            default -> throw unexpected();
        };
    }

    private SelectStmt setOperations(SelectStmt left, int minPrec) {
        while (true) {
            SetOperation op =
                    switch (kind) {
                        case Tok.K_UNION -> SetOperation.UNION;
                        case Tok.K_EXCEPT -> SetOperation.EXCEPT;
                        case Tok.K_INTERSECT -> SetOperation.INTERSECT;
                        default -> SetOperation.NONE;
                    };
            int prec = op == SetOperation.INTERSECT ? 2 : 1;
            if (op == SetOperation.NONE || prec < minPrec) {
                return left;
            }
            advance();
            boolean all = accept(Tok.K_ALL);
            if (!all) {
                accept(Tok.K_DISTINCT);
            }
            enter();
            SelectStmt right = setOperations(selectOperand(), prec + 1);
            leave();
            left = SelectStmt.combined(op, all, left, right, left.location());
        }
    }

    private SelectStmt simpleSelect() {
        int at = loc();
        advance();
        List<RawExpr> distinct = null;
        if (accept(Tok.K_DISTINCT)) {
            distinct = List.of();
            if (accept(Tok.K_ON)) {
                expect('(');
                distinct = exprList();
                expect(')');
            }
        } else {
            accept(Tok.K_ALL);
        }
        List<ResTarget> targets = distinct != null || startsTarget() ? targetList() : List.of();
        return selectTail(distinct, targets, at);
    }

    /** The clauses behind the select list. */
    final SelectStmt selectTail(@Nullable List<RawExpr> distinct, List<ResTarget> targets, int at) {
        IntoClause into = kind == Tok.K_INTO ? intoClause() : null;
        List<FromItem> from = accept(Tok.K_FROM) ? fromList() : List.of();
        RawExpr where = whereClause();
        List<RawExpr> group = List.of();
        boolean groupDistinct = false;
        if (accept(Tok.K_GROUP)) {
            expect(Tok.K_BY);
            groupDistinct = accept(Tok.K_DISTINCT);
            if (!groupDistinct) {
                accept(Tok.K_ALL);
            }
            group = groupByList();
        }
        RawExpr having = accept(Tok.K_HAVING) ? expr() : null;
        List<WindowDef> windows = List.of();
        if (accept(Tok.K_WINDOW)) {
            windows = new ArrayList<>(2);
            do {
                String name = colId();
                expect(Tok.K_AS);
                windows.add(windowSpecification(name));
            } while (accept(','));
        }
        return new SelectStmt(
                distinct,
                into,
                targets,
                from,
                where,
                group,
                groupDistinct,
                having,
                windows,
                List.of(),
                List.of(),
                null,
                null,
                LimitOption.COUNT,
                List.of(),
                null,
                SetOperation.NONE,
                false,
                null,
                null,
                at);
    }

    private boolean startsTarget() {
        return switch (kind) {
            case Tok.EOF,
                    ';',
                    ')',
                    Tok.K_INTO,
                    Tok.K_FROM,
                    Tok.K_WHERE,
                    Tok.K_GROUP,
                    Tok.K_HAVING,
                    Tok.K_WINDOW,
                    Tok.K_UNION,
                    Tok.K_INTERSECT,
                    Tok.K_EXCEPT,
                    Tok.K_ORDER,
                    Tok.K_LIMIT,
                    Tok.K_OFFSET,
                    Tok.K_FETCH,
                    Tok.K_FOR,
                    Tok.K_ON,
                    Tok.K_WITH,
                    Tok.K_RETURNING -> false;
            default -> true;
        };
    }

    final @Nullable RawExpr whereClause() {
        return accept(Tok.K_WHERE) ? expr() : null;
    }

    final List<ResTarget> targetList() {
        List<ResTarget> r = new ArrayList<>(4);
        do {
            int at = loc();
            if (accept('*')) {
                r.add(new ResTarget(null, List.of(), new ColumnRef(List.of(), true, at), at));
            } else {
                RawExpr e = labelledExpr();
                String name = null;
                if (accept(Tok.K_AS)) {
                    name = colLabel();
                } else if (isBareColLabel(kind)) {
                    name = colLabel();
                }
                r.add(new ResTarget(name, List.of(), e, at));
            }
        } while (accept(','));
        return r;
    }

    private SelectStmt values() {
        int at = loc();
        advance();
        List<List<RawExpr>> rows = new ArrayList<>(2);
        do {
            expect('(');
            rows.add(exprList());
            expect(')');
        } while (accept(','));
        return SelectStmt.values(rows, at);
    }

    private SelectStmt tableCommand() {
        int at = loc();
        advance();
        RangeVar rel = relationExpr();
        ResTarget star = new ResTarget(null, List.of(), new ColumnRef(List.of(), true, -1), -1);
        return SelectStmt.simple(List.of(star), List.of(rel), null, at);
    }

    private List<RawExpr> groupByList() {
        List<RawExpr> r = new ArrayList<>(2);
        do {
            r.add(groupByItem());
        } while (accept(','));
        return r;
    }

    private RawExpr groupByItem() {
        int at = loc();
        if (kind == '(' && peek(1) == ')') {
            advance();
            advance();
            return new GroupingSet(GroupingSetKind.EMPTY, List.of(), at);
        }
        GroupingSetKind k = null;
        if (kind == Tok.K_ROLLUP && peek(1) == '(') {
            k = GroupingSetKind.ROLLUP;
        } else if (kind == Tok.K_CUBE && peek(1) == '(') {
            k = GroupingSetKind.CUBE;
        } else if (kind == Tok.K_GROUPING && peek(1) == Tok.K_SETS) {
            advance();
            k = GroupingSetKind.SETS;
        }
        if (k == null) {
            return expr();
        }
        advance();
        expect('(');
        enter();
        List<RawExpr> content = k == GroupingSetKind.SETS ? groupByList() : exprList();
        leave();
        expect(')');
        return new GroupingSet(k, content, at);
    }

    // ---- INTO

    private IntoClause intoClause() {
        expect(Tok.K_INTO);
        int at = loc();
        RangeVar rel = optTempTableName();
        return new IntoClause(rel, List.of(), null, List.of(), OnCommitAction.NOOP, null, false, at);
    }

    private RangeVar optTempTableName() {
        RelPersistence p = RelPersistence.PERMANENT;
        if (kind == Tok.K_LOCAL || kind == Tok.K_GLOBAL) {
            int next = peek(1);
            if (next == Tok.K_TEMPORARY || next == Tok.K_TEMP) {
                advance();
            }
        }
        if ((kind == Tok.K_TEMPORARY || kind == Tok.K_TEMP) && namesFollow()) {
            advance();
            p = RelPersistence.TEMP;
            accept(Tok.K_TABLE);
        } else if (kind == Tok.K_UNLOGGED && namesFollow()) {
            advance();
            p = RelPersistence.UNLOGGED;
            accept(Tok.K_TABLE);
        } else {
            accept(Tok.K_TABLE);
        }
        return withPersistence(qualifiedName(), p);
    }

    private boolean namesFollow() {
        return isColId(peek(1)) || peek(1) == Tok.K_TABLE;
    }

    static RangeVar withPersistence(RangeVar r, RelPersistence p) {
        return p == r.relpersistence()
                ? r
                : new RangeVar(r.catalogname(), r.schemaname(), r.relname(), r.inh(), p, r.alias(), r.location());
    }

    // ---- WITH

    final WithClause withClause() {
        int at = loc();
        if (!accept(Tok.WITH_LA)) {
            expect(Tok.K_WITH);
        }
        boolean recursive = kind == Tok.K_RECURSIVE && peek(1) != '(' && peek(1) != Tok.K_AS;
        if (recursive) {
            advance();
        }
        List<CommonTableExpr> ctes = new ArrayList<>(2);
        do {
            ctes.add(commonTableExpr());
        } while (accept(','));
        return new WithClause(ctes, recursive, at);
    }

    private CommonTableExpr commonTableExpr() {
        int at = loc();
        String name = colId();
        List<String> cols = optColumnList();
        expect(Tok.K_AS);
        CteMaterialize m = CteMaterialize.DEFAULT;
        if (accept(Tok.K_NOT)) {
            expect(Tok.K_MATERIALIZED);
            m = CteMaterialize.NEVER;
        } else if (accept(Tok.K_MATERIALIZED)) {
            m = CteMaterialize.ALWAYS;
        }
        expect('(');
        enter();
        Statement query = preparableStmt();
        leave();
        expect(')');
        CteSearchClause search = kind == Tok.K_SEARCH ? searchClause() : null;
        CteCycleClause cycle = kind == Tok.K_CYCLE ? cycleClause() : null;
        return new CommonTableExpr(name, cols, m, query, search, cycle, at);
    }

    private CteSearchClause searchClause() {
        int at = loc();
        advance();
        boolean breadth = accept(Tok.K_BREADTH);
        if (!breadth) {
            expect(Tok.K_DEPTH);
        }
        expect(Tok.K_FIRST, Tok.K_BY);
        List<String> cols = nameList();
        expect(Tok.K_SET);
        return new CteSearchClause(cols, breadth, colId(), at);
    }

    private CteCycleClause cycleClause() {
        int at = loc();
        advance();
        List<String> cols = nameList();
        expect(Tok.K_SET);
        String mark = colId();
        RawExpr value = new AConst(new Value.Bool(true), -1);
        RawExpr otherwise = new AConst(new Value.Bool(false), -1);
        if (accept(Tok.K_TO)) {
            value = constant();
            expect(Tok.K_DEFAULT);
            otherwise = constant();
        }
        expect(Tok.K_USING);
        return new CteCycleClause(cols, mark, value, otherwise, colId(), at);
    }

    /** AexprConst. */
    final RawExpr constant() {
        int at = loc();
        RawExpr e = primary();
        if (e instanceof AConst || e instanceof TypeCast) {
            return e;
        }
        throw syntaxError("syntax error", at);
    }

    // ---- ORDER BY, LIMIT, locking

    private SelectStmt options(SelectStmt s, @Nullable WithClause with) {
        if (with == null && !continuesSelect(kind)) {
            return s;
        }
        List<SortBy> sort = optSortClause();
        if (!sort.isEmpty() && !s.sortClause().isEmpty()) {
            throw syntaxError(
                    "multiple ORDER BY clauses not allowed", at(sort.getFirst().node()));
        }
        List<LockingClause> locks = List.of();
        Limit limit = null;
        if (kind == Tok.K_FOR) {
            locks = lockingClauses();
            limit = limit();
        } else {
            limit = limit();
            if (limit != null && kind == Tok.K_FOR) {
                locks = lockingClauses();
            }
        }
        return merge(s, sort, locks, limit, with);
    }

    private static int at(RawExpr e) {
        return e.location();
    }

    private SelectStmt merge(
            SelectStmt s,
            List<SortBy> sort,
            List<LockingClause> locks,
            @Nullable Limit limit,
            @Nullable WithClause with) {
        List<LockingClause> allLocks = s.lockingClause();
        if (!locks.isEmpty()) {
            allLocks = new ArrayList<>(allLocks);
            allLocks.addAll(locks);
        }
        List<SortBy> allSort = sort.isEmpty() ? s.sortClause() : sort;
        RawExpr offset = s.limitOffset();
        RawExpr count = s.limitCount();
        LimitOption option = s.limitOption();
        if (limit != null) {
            if (limit.offset != null) {
                if (offset != null) {
                    throw syntaxError("multiple OFFSET clauses not allowed", limit.offset.location());
                }
                offset = limit.offset;
            }
            if (limit.count != null) {
                if (count != null) {
                    throw syntaxError("multiple LIMIT clauses not allowed", limit.count.location());
                }
                count = limit.count;
                option = limit.option;
            }
            if (limit.option == LimitOption.WITH_TIES) {
                if (allSort.isEmpty()) {
                    throw syntaxError("WITH TIES cannot be specified without ORDER BY clause", -1);
                }
                for (LockingClause l : allLocks) {
                    if (l.waitPolicy() == LockWaitPolicy.SKIP) {
                        throw syntaxError("SKIP LOCKED and WITH TIES options cannot be used together", -1);
                    }
                }
            }
        }
        if (with != null && s.withClause() != null) {
            throw syntaxError("multiple WITH clauses not allowed", with.location());
        }
        return s.withTail(
                new Statement.Tail(allSort, offset, count, option, allLocks, with != null ? with : s.withClause()));
    }

    private record Limit(@Nullable RawExpr offset, @Nullable RawExpr count, LimitOption option) {}

    private @Nullable Limit limit() {
        RawExpr offset = null;
        RawExpr count = null;
        boolean seen = false;
        LimitOption option = LimitOption.COUNT;
        while (true) {
            if (kind == Tok.K_LIMIT && count == null) {
                advance();
                int at = loc();
                count = accept(Tok.K_ALL) ? new AConst(null, at) : expr();
                if (kind == ',') {
                    throw syntaxError("LIMIT #,# syntax is not supported", at - 6)
                            .hint("Use separate LIMIT and OFFSET clauses.");
                }
            } else if (kind == Tok.K_FETCH && count == null) {
                advance();
                if (!accept(Tok.K_FIRST)) {
                    expect(Tok.K_NEXT);
                }
                count = kind == Tok.K_ROW || kind == Tok.K_ROWS ? intConst(1, -1) : fetchValue();
                rowOrRows();
                if (accept(Tok.K_WITH)) {
                    expect(Tok.K_TIES);
                    option = LimitOption.WITH_TIES;
                } else {
                    expect(Tok.K_ONLY);
                }
            } else if (kind == Tok.K_OFFSET && offset == null) {
                advance();
                offset = expr();
                if (kind == Tok.K_ROW || kind == Tok.K_ROWS) {
                    advance();
                }
            } else {
                return seen ? new Limit(offset, count, option) : null;
            }
            seen = true;
        }
    }

    private void rowOrRows() {
        if (!accept(Tok.K_ROW)) {
            expect(Tok.K_ROWS);
        }
    }

    /** select_fetch_first_value: a c_expr or a signed number. */
    private RawExpr fetchValue() {
        int at = loc();
        if (kind != '+' && kind != '-') {
            return primary();
        }
        boolean minus = kind == '-';
        advance();
        if (kind == Tok.ICONST) {
            int v = iconst();
            return intConst(minus ? -v : v, at);
        }
        if (kind != Tok.FCONST) {
            throw unexpected();
        }
        String f = text();
        advance();
        return new AConst(minus ? negated(f) : new Value.Float(f), at);
    }

    private List<LockingClause> lockingClauses() {
        List<LockingClause> r = new ArrayList<>(1);
        if (kind == Tok.K_FOR && peek(1) == Tok.K_READ) {
            advance();
            advance();
            expect(Tok.K_ONLY);
            return List.of();
        }
        while (kind == Tok.K_FOR) {
            r.add(lockingClause());
        }
        return r;
    }

    private LockingClause lockingClause() {
        int at = loc();
        advance();
        LockStrength strength;
        if (accept(Tok.K_UPDATE)) {
            strength = LockStrength.UPDATE;
        } else if (accept(Tok.K_SHARE)) {
            strength = LockStrength.SHARE;
        } else if (accept(Tok.K_NO)) {
            expect(Tok.K_KEY, Tok.K_UPDATE);
            strength = LockStrength.NO_KEY_UPDATE;
        } else {
            expect(Tok.K_KEY, Tok.K_SHARE);
            strength = LockStrength.KEY_SHARE;
        }
        List<RangeVar> rels = accept(Tok.K_OF) ? qualifiedNameList() : List.of();
        LockWaitPolicy wait = LockWaitPolicy.BLOCK;
        if (accept(Tok.K_NOWAIT)) {
            wait = LockWaitPolicy.ERROR;
        } else if (accept(Tok.K_SKIP)) {
            expect(Tok.K_LOCKED);
            wait = LockWaitPolicy.SKIP;
        }
        return new LockingClause(rels, strength, wait, at);
    }
}
