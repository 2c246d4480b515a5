package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.CollateSpec;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.Clause.InferClause;
import org.hathi.parser.tree.Clause.OnConflictAction;
import org.hathi.parser.tree.Clause.OnConflictClause;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.Clause.WithClause;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.FromItem.Alias;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.CurrentOfExpr;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.hathi.parser.tree.RawExpr.MultiAssignRef;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.DeleteStmt;
import org.hathi.parser.tree.Statement.InsertStmt;
import org.hathi.parser.tree.Statement.MergeCommand;
import org.hathi.parser.tree.Statement.MergeStmt;
import org.hathi.parser.tree.Statement.MergeWhenClause;
import org.hathi.parser.tree.Statement.OverridingKind;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.Statement.UpdateStmt;
import org.jspecify.annotations.Nullable;

/** INSERT, UPDATE, DELETE, MERGE and index elements. */
abstract class DmlParser extends SelectParser {
    DmlParser(Lexer lexer) {
        super(lexer);
    }

    /** Whether the token begins a PreparableStmt. */
    static boolean startsPreparable(int k) {
        return switch (k) {
            case '(',
                    Tok.K_SELECT,
                    Tok.K_VALUES,
                    Tok.K_TABLE,
                    Tok.K_WITH,
                    Tok.WITH_LA,
                    Tok.K_INSERT,
                    Tok.K_UPDATE,
                    Tok.K_DELETE,
                    Tok.K_MERGE -> true;
            default -> false;
        };
    }

    @Override
    final Statement preparableStmt() {
        int at = loc();
        WithClause with = kind == Tok.K_WITH || kind == Tok.WITH_LA ? withClause() : null;
        switch (kind) {
            case Tok.K_INSERT -> {
                return insert(with, at);
            }
            case Tok.K_UPDATE -> {
                return update(with, at);
            }
            case Tok.K_DELETE -> {
                return delete(with, at);
            }
            case Tok.K_MERGE -> {
                return mergeStmt(with, at);
            }
            default -> {
                return with == null ? selectStmt() : selectAfterWith(with, at);
            }
        }
    }

    private InsertStmt insert(@Nullable WithClause with, int at) {
        advance();
        expect(Tok.K_INTO);
        RangeVar rel = qualifiedName();
        if (accept(Tok.K_AS)) {
            rel = withAlias(rel, new Alias(colId(), List.of()));
        }
        List<ResTarget> cols = List.of();
        SelectStmt select = null;
        OverridingKind override = OverridingKind.NOT_SET;
        if (accept(Tok.K_DEFAULT)) {
            expect(Tok.K_VALUES);
        } else {
            if (kind == '(' && !selectInParens()) {
                cols = insertColumns();
            }
            override = overriding();
            select = selectStmt();
        }
        OnConflictClause conflict = kind == Tok.K_ON ? onConflict() : null;
        return new InsertStmt(rel, cols, select, conflict, returning(), with, override, at);
    }

    private boolean selectInParens() {
        int i = 1;
        while (peek(i) == '(') {
            i++;
        }
        return i > 1 || startsSelect(peek(i)) || peek(i) == Tok.WITH_LA;
    }

    private OverridingKind overriding() {
        if (!accept(Tok.K_OVERRIDING)) {
            return OverridingKind.NOT_SET;
        }
        OverridingKind k = OverridingKind.USER_VALUE;
        if (!accept(Tok.K_USER)) {
            expect(Tok.K_SYSTEM);
            k = OverridingKind.SYSTEM_VALUE;
        }
        expect(Tok.K_VALUE);
        return k;
    }

    private List<ResTarget> insertColumns() {
        expect('(');
        List<ResTarget> r = new ArrayList<>(4);
        do {
            int at = loc();
            String name = colId();
            r.add(new ResTarget(name, indirection(), null, at));
        } while (accept(','));
        expect(')');
        return r;
    }

    private OnConflictClause onConflict() {
        int at = loc();
        advance();
        expect(Tok.K_CONFLICT);
        InferClause infer = null;
        int inferAt = loc();
        if (kind == '(') {
            List<IndexElem> elems = indexParams();
            infer = new InferClause(elems, whereClause(), null, inferAt);
        } else if (accept(Tok.K_ON)) {
            expect(Tok.K_CONSTRAINT);
            infer = new InferClause(List.of(), null, colId(), inferAt);
        }
        expect(Tok.K_DO);
        if (accept(Tok.K_NOTHING)) {
            return new OnConflictClause(OnConflictAction.NOTHING, infer, List.of(), null, at);
        }
        expect(Tok.K_UPDATE, Tok.K_SET);
        List<ResTarget> set = setClauses();
        return new OnConflictClause(OnConflictAction.UPDATE, infer, set, whereClause(), at);
    }

    private List<ResTarget> returning() {
        return accept(Tok.K_RETURNING) ? targetList() : List.of();
    }

    /** relation_expr_opt_alias: SET is no alias without AS. */
    private RangeVar target() {
        RangeVar r = relationExpr();
        if (accept(Tok.K_AS) || isColId(kind) && kind != Tok.K_SET) {
            r = withAlias(r, new Alias(colId(), List.of()));
        }
        return r;
    }

    private DeleteStmt delete(@Nullable WithClause with, int at) {
        advance();
        expect(Tok.K_FROM);
        RangeVar rel = target();
        List<FromItem> using = accept(Tok.K_USING) ? fromList() : List.of();
        RawExpr where = whereOrCurrent();
        return new DeleteStmt(rel, using, where, returning(), with, at);
    }

    private @Nullable RawExpr whereOrCurrent() {
        if (kind == Tok.K_WHERE && peek(1) == Tok.K_CURRENT && peek(2) == Tok.K_OF) {
            advance();
            int at = loc();
            advance();
            advance();
            return new CurrentOfExpr(colId(), at);
        }
        return whereClause();
    }

    private UpdateStmt update(@Nullable WithClause with, int at) {
        advance();
        RangeVar rel = target();
        expect(Tok.K_SET);
        List<ResTarget> set = setClauses();
        List<FromItem> from = accept(Tok.K_FROM) ? fromList() : List.of();
        RawExpr where = whereOrCurrent();
        return new UpdateStmt(rel, set, where, from, returning(), with, at);
    }

    private List<ResTarget> setClauses() {
        List<ResTarget> r = new ArrayList<>(2);
        do {
            if (kind == '(') {
                List<ResTarget> cols = insertColumns();
                expect('=');
                RawExpr source = expr();
                for (int i = 0; i < cols.size(); i++) {
                    ResTarget c = cols.get(i);
                    RawExpr val = new MultiAssignRef(source, i + 1, cols.size(), source.location());
                    r.add(new ResTarget(c.name(), c.indirection(), val, c.location()));
                }
            } else {
                int at = loc();
                String name = colId();
                List<IndirectionEl> ind = indirection();
                expect('=');
                r.add(new ResTarget(name, ind, expr(), at));
            }
        } while (accept(','));
        return r;
    }

    // ---- MERGE

    private MergeStmt mergeStmt(@Nullable WithClause with, int at) {
        advance();
        expect(Tok.K_INTO);
        RangeVar rel = target();
        expect(Tok.K_USING);
        FromItem source = tableRef();
        expect(Tok.K_ON);
        RawExpr cond = expr();
        List<MergeWhenClause> whens = new ArrayList<>(2);
        do {
            whens.add(mergeWhen());
        } while (kind == Tok.K_WHEN);
        return new MergeStmt(rel, source, cond, whens, with, at);
    }

    private MergeWhenClause mergeWhen() {
        int at = loc();
        expect(Tok.K_WHEN);
        boolean matched = !accept(Tok.K_NOT);
        expect(Tok.K_MATCHED);
        RawExpr cond = accept(Tok.K_AND) ? expr() : null;
        expect(Tok.K_THEN);
        MergeCommand cmd = MergeCommand.NOTHING;
        OverridingKind override = OverridingKind.NOT_SET;
        List<ResTarget> targets = List.of();
        List<RawExpr> values = List.of();
        if (accept(Tok.K_DO)) {
            expect(Tok.K_NOTHING);
        } else if (matched && accept(Tok.K_UPDATE)) {
            cmd = MergeCommand.UPDATE;
            expect(Tok.K_SET);
            targets = setClauses();
        } else if (matched) {
            cmd = MergeCommand.DELETE;
            expect(Tok.K_DELETE);
        } else {
            cmd = MergeCommand.INSERT;
            expect(Tok.K_INSERT);
            if (accept(Tok.K_DEFAULT)) {
                expect(Tok.K_VALUES);
            } else {
                targets = kind == '(' ? insertColumns() : List.of();
                override = overriding();
                expect(Tok.K_VALUES, '(');
                values = exprList();
                expect(')');
            }
        }
        return new MergeWhenClause(matched, cmd, override, cond, targets, values, at);
    }

    // ---- index elements

    /** {@code '(' index_params ')'}. */
    final List<IndexElem> indexParams() {
        expect('(');
        List<IndexElem> r = new ArrayList<>(2);
        do {
            r.add(indexElem());
        } while (accept(','));
        expect(')');
        return r;
    }

    final IndexElem indexElem() {
        int at = loc();
        String name = null;
        RawExpr e = null;
        if (kind == '(') {
            advance();
            e = expr();
            expect(')');
        } else if (isColId(kind) && peek(1) != '(' && peek(1) != '.') {
            name = colId();
        } else {
            e = windowlessFunction();
        }
        CollateSpec c = optCollate();
        List<String> opclass = List.of();
        List<DefElem> options = List.of();
        if (isColId(kind)) {
            opclass = anyName();
            if (kind == '(') {
                options = relOptions();
            }
        }
        return new IndexElem(
                name, e, c == null ? List.of() : c.collname(), opclass, options, ascDesc(), nullsOrder(), at);
    }

    /** reloptions: {@code '(' [ns.]name [= value], … ')'}. */
    abstract List<DefElem> relOptions();
}
