package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.CollateSpec;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.ExclusionElem;
import org.hathi.parser.tree.Clause.FkSpec;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Column definitions, constraints and sequence options. */
abstract class ConstraintParser extends SessionParser {
    private static final int NOT_DEFERRABLE = 1;
    private static final int DEFERRABLE = 2;
    private static final int INITIALLY_IMMEDIATE = 4;
    private static final int INITIALLY_DEFERRED = 8;
    private static final int NOT_VALID = 16;
    private static final int NO_INHERIT = 32;

    ConstraintParser(Lexer lexer) {
        super(lexer);
    }

    /** A constraint under construction. */
    private static final class Draft {
        final ConstrType type;
        final int at;

        @Nullable
        String name;

        boolean deferrable;
        boolean initdeferred;
        boolean noInherit;

        @Nullable
        RawExpr expr;

        char when;
        boolean nullsNotDistinct;
        List<String> keys = List.of();
        List<String> including = List.of();
        List<ExclusionElem> exclusions = List.of();
        List<DefElem> options = List.of();

        @Nullable
        String indexName;

        @Nullable
        String indexSpace;

        @Nullable
        String accessMethod;

        @Nullable
        RawExpr where;

        @Nullable
        FkSpec fk;

        boolean skipValidation;

        Draft(ConstrType type, @Nullable String name, int at) {
            this.type = type;
            this.name = name;
            this.at = at;
        }

        Constraint done() {
            return new Constraint(
                    type,
                    name,
                    deferrable,
                    initdeferred,
                    noInherit,
                    expr,
                    when,
                    nullsNotDistinct,
                    keys,
                    including,
                    exclusions,
                    options,
                    indexName,
                    indexSpace,
                    accessMethod,
                    where,
                    fk,
                    skipValidation,
                    !skipValidation,
                    at);
        }
    }

    // ---- columns

    /** columnDef. */
    final ColumnDef columnDef() {
        int at = loc();
        String name = colId();
        TypeName type = typeName();
        String compression = null;
        if (kind == Tok.K_COMPRESSION) {
            compression = compression();
        }
        return columnRest(name, type, compression, genericOptions(), at);
    }

    final String compression() {
        advance();
        return accept(Tok.K_DEFAULT) ? "default" : colId();
    }

    /** ColQualList: constraints and COLLATE. */
    final ColumnDef columnRest(
            String name, @Nullable TypeName type, @Nullable String compression, List<DefElem> fdw, int at) {
        List<Constraint> constraints = new ArrayList<>(2);
        CollateSpec collate = null;
        while (true) {
            if (kind == Tok.K_COLLATE) {
                int collateAt = loc();
                CollateSpec c = optCollate();
                if (collate != null) {
                    throw syntaxError("multiple COLLATE clauses not allowed", collateAt);
                }
                collate = c;
                continue;
            }
            Constraint c = columnConstraint();
            if (c == null) {
                return new ColumnDef(name, type, compression, collate, null, constraints, fdw, at);
            }
            constraints.add(c);
        }
    }

    final @Nullable Constraint columnConstraint() {
        int at = loc();
        String name = null;
        if (accept(Tok.K_CONSTRAINT)) {
            name = colId();
        }
        Constraint c = columnConstraintElem(name, at);
        if (c == null && name != null) {
            throw unexpected();
        }
        return c;
    }

    private @Nullable Constraint columnConstraintElem(@Nullable String name, int at) {
        switch (kind) {
            case Tok.K_NOT -> {
                if (peek(1) == Tok.K_DEFERRABLE && name == null) {
                    return attribute(ConstrType.ATTR_NOT_DEFERRABLE, 2, at);
                }
                advance();
                expect(Tok.K_NULL);
                return new Draft(ConstrType.NOTNULL, name, at).done();
            }
            case Tok.K_NULL -> {
                advance();
                return new Draft(ConstrType.NULL, name, at).done();
            }
            case Tok.K_UNIQUE, Tok.K_PRIMARY -> {
                Draft d = uniqueOrPrimary(name, at);
                d.options = optDefinition();
                d.indexSpace = indexSpace();
                return d.done();
            }
            case Tok.K_CHECK -> {
                Draft d = check(name, at);
                if (accept(Tok.K_NO)) {
                    expect(Tok.K_INHERIT);
                    d.noInherit = true;
                }
                return d.done();
            }
            case Tok.K_DEFAULT -> {
                advance();
                Draft d = new Draft(ConstrType.DEFAULT, name, at);
                d.expr = bExpr();
                return d.done();
            }
            case Tok.K_GENERATED -> {
                return generated(name, at);
            }
            case Tok.K_REFERENCES -> {
                Draft d = new Draft(ConstrType.FOREIGN, name, at);
                d.fk = references(List.of());
                return d.done();
            }
            case Tok.K_DEFERRABLE -> {
                return name != null ? null : attribute(ConstrType.ATTR_DEFERRABLE, 1, at);
            }
            case Tok.K_INITIALLY -> {
                boolean deferred = peek(1) == Tok.K_DEFERRED;
                if (name != null) {
                    return null;
                }
                if (!deferred && peek(1) != Tok.K_IMMEDIATE) {
                    advance();
                    throw unexpected();
                }
                return attribute(deferred ? ConstrType.ATTR_DEFERRED : ConstrType.ATTR_IMMEDIATE, 2, at);
            }
            default -> {
                return null;
            }
        }
    }

    private Constraint attribute(ConstrType t, int tokens, int at) {
        for (int i = 0; i < tokens; i++) {
            advance();
        }
        return new Draft(t, null, at).done();
    }

    private Draft uniqueOrPrimary(@Nullable String name, int at) {
        if (accept(Tok.K_PRIMARY)) {
            expect(Tok.K_KEY);
            return new Draft(ConstrType.PRIMARY, name, at);
        }
        advance();
        Draft d = new Draft(ConstrType.UNIQUE, name, at);
        d.nullsNotDistinct = uniqueNulls();
        return d;
    }

    /** NULLS [NOT] DISTINCT. */
    final boolean uniqueNulls() {
        if (!accept(Tok.K_NULLS)) {
            return false;
        }
        boolean not = accept(Tok.K_NOT);
        expect(Tok.K_DISTINCT);
        return not;
    }

    private Draft check(@Nullable String name, int at) {
        advance();
        expect('(');
        Draft d = new Draft(ConstrType.CHECK, name, at);
        d.expr = expr();
        expect(')');
        return d;
    }

    private @Nullable String indexSpace() {
        if (!accept(Tok.K_USING)) {
            return null;
        }
        expect(Tok.K_INDEX, Tok.K_TABLESPACE);
        return colId();
    }

    /** generated_when. */
    final char generatedWhen() {
        if (accept(Tok.K_ALWAYS)) {
            return 'a';
        }
        expect(Tok.K_BY, Tok.K_DEFAULT);
        return 'd';
    }

    private Constraint generated(@Nullable String name, int at) {
        advance();
        int whenAt = loc();
        char when = generatedWhen();
        expect(Tok.K_AS);
        if (accept(Tok.K_IDENTITY)) {
            Draft d = new Draft(ConstrType.IDENTITY, name, at);
            d.when = when;
            d.options = parenSeqOptions();
            return d.done();
        }
        expect('(');
        Draft d = new Draft(ConstrType.GENERATED, name, at);
        d.expr = expr();
        d.when = when;
        expect(')');
        expect(Tok.K_STORED);
        if (when != 'a') {
            throw syntaxError("for a generated column, GENERATED ALWAYS must be specified", whenAt);
        }
        return d.done();
    }

    final List<DefElem> parenSeqOptions() {
        if (!accept('(')) {
            return List.of();
        }
        List<DefElem> r = seqOptions();
        if (r.isEmpty()) {
            throw unexpected();
        }
        expect(')');
        return r;
    }

    private FkSpec references(List<String> keys) {
        expect(Tok.K_REFERENCES);
        RangeVar table = qualifiedName();
        List<String> cols = optColumnList();
        char match = 's';
        if (accept(Tok.K_MATCH)) {
            int at = loc();
            if (accept(Tok.K_FULL)) {
                match = 'f';
            } else if (accept(Tok.K_PARTIAL)) {
                throw notSupported("MATCH PARTIAL not yet implemented", at - 6);
            } else {
                expect(Tok.K_SIMPLE);
            }
        }
        char upd = 0;
        char del = 0;
        List<String> delCols = List.of();
        while (kind == Tok.K_ON) {
            advance();
            if (upd == 0 && accept(Tok.K_UPDATE)) {
                int at = loc();
                boolean set = kind == Tok.K_SET;
                upd = keyAction();
                if (set && kind == '(') {
                    throw notSupported(
                            "a column list with " + (upd == 'n' ? "SET NULL" : "SET DEFAULT")
                                    + " is only supported for ON DELETE actions",
                            at);
                }
            } else if (del == 0 && accept(Tok.K_DELETE)) {
                boolean set = kind == Tok.K_SET;
                del = keyAction();
                if (set) {
                    delCols = optColumnList();
                }
            } else {
                throw unexpected();
            }
        }
        return new FkSpec(table, keys, cols, match, upd == 0 ? 'a' : upd, del == 0 ? 'a' : del, delCols);
    }

    private char keyAction() {
        if (accept(Tok.K_NO)) {
            expect(Tok.K_ACTION);
            return 'a';
        }
        if (accept(Tok.K_RESTRICT)) {
            return 'r';
        }
        if (accept(Tok.K_CASCADE)) {
            return 'c';
        }
        expect(Tok.K_SET);
        if (accept(Tok.K_NULL)) {
            return 'n';
        }
        expect(Tok.K_DEFAULT);
        return 'd';
    }

    // ---- table constraints

    static boolean startsTableConstraint(int k) {
        return switch (k) {
            case Tok.K_CONSTRAINT, Tok.K_CHECK, Tok.K_UNIQUE, Tok.K_PRIMARY, Tok.K_EXCLUDE, Tok.K_FOREIGN -> true;
            default -> false;
        };
    }

    /** TableConstraint. */
    final Constraint tableConstraint() {
        int at = loc();
        String name = accept(Tok.K_CONSTRAINT) ? colId() : null;
        switch (kind) {
            case Tok.K_CHECK -> {
                Draft d = check(name, at);
                attributes(d, "CHECK", NOT_VALID | NO_INHERIT);
                return d.done();
            }
            case Tok.K_UNIQUE, Tok.K_PRIMARY -> {
                return tableKey(name, at);
            }
            case Tok.K_EXCLUDE -> {
                return exclusion(name, at);
            }
            default -> {
                expect(Tok.K_FOREIGN, Tok.K_KEY);
                Draft d = new Draft(ConstrType.FOREIGN, name, at);
                d.fk = references(columnList());
                attributes(d, "FOREIGN KEY", DEFERRABLE | NOT_VALID);
                return d.done();
            }
        }
    }

    private Constraint tableKey(@Nullable String name, int at) {
        Draft d = uniqueOrPrimary(name, at);
        String label = d.type == ConstrType.PRIMARY ? "PRIMARY KEY" : "UNIQUE";
        if (accept(Tok.K_USING)) {
            expect(Tok.K_INDEX);
            d.indexName = colId();
        } else {
            d.keys = columnList();
            if (accept(Tok.K_INCLUDE)) {
                d.including = columnList();
            }
            d.options = optDefinition();
            d.indexSpace = indexSpace();
        }
        attributes(d, label, DEFERRABLE);
        return d.done();
    }

    private Constraint exclusion(@Nullable String name, int at) {
        advance();
        Draft d = new Draft(ConstrType.EXCLUSION, name, at);
        d.accessMethod = accept(Tok.K_USING) ? colId() : "btree";
        expect('(');
        List<ExclusionElem> elems = new ArrayList<>(2);
        do {
            IndexElem e = indexElem();
            expect(Tok.K_WITH);
            elems.add(new ExclusionElem(e, kind == Tok.K_OPERATOR ? operatorClause() : anyOperator()));
        } while (accept(','));
        expect(')');
        d.exclusions = elems;
        if (accept(Tok.K_INCLUDE)) {
            d.including = columnList();
        }
        d.options = optDefinition();
        d.indexSpace = indexSpace();
        if (accept(Tok.K_WHERE)) {
            expect('(');
            d.where = expr();
            expect(')');
        }
        attributes(d, "EXCLUDE", DEFERRABLE);
        return d.done();
    }

    /** ConstraintAttributeSpec, with what a kind of constraint may have. */
    private void attributes(Draft d, String label, int allowed) {
        // PostgreSQL gives no position for this kind alone
        int at = label.equals("EXCLUDE") ? -1 : loc();
        int bits = attributeBits();
        if ((bits & (DEFERRABLE | INITIALLY_DEFERRED)) != 0) {
            if ((allowed & DEFERRABLE) == 0) {
                throw notSupported(label + " constraints cannot be marked DEFERRABLE", at);
            }
            d.deferrable = true;
            d.initdeferred = (bits & INITIALLY_DEFERRED) != 0;
        }
        if ((bits & NOT_VALID) != 0) {
            if ((allowed & NOT_VALID) == 0) {
                throw notSupported(label + " constraints cannot be marked NOT VALID", at);
            }
            d.skipValidation = true;
        }
        if ((bits & NO_INHERIT) != 0) {
            if ((allowed & NO_INHERIT) == 0) {
                throw notSupported(label + " constraints cannot be marked NO INHERIT", at);
            }
            d.noInherit = true;
        }
    }

    /** ALTER CONSTRAINT's definition. */
    final Constraint alteredConstraint(String name, int at) {
        Draft d = new Draft(ConstrType.FOREIGN, name, at);
        attributes(d, "ALTER CONSTRAINT", DEFERRABLE);
        return d.done();
    }

    /** A constraint trigger's attributes: deferrable, initially deferred. */
    final boolean[] triggerAttributes() {
        Draft d = new Draft(ConstrType.FOREIGN, null, loc());
        attributes(d, "TRIGGER", DEFERRABLE);
        return new boolean[] {d.deferrable, d.initdeferred};
    }

    private int attributeBits() {
        int bits = 0;
        while (true) {
            int at = loc();
            int bit;
            if (kind == Tok.K_NOT && (peek(1) == Tok.K_DEFERRABLE || peek(1) == Tok.K_VALID)) {
                advance();
                bit = kind == Tok.K_VALID ? NOT_VALID : NOT_DEFERRABLE;
                advance();
            } else if (accept(Tok.K_DEFERRABLE)) {
                bit = DEFERRABLE;
            } else if (accept(Tok.K_INITIALLY)) {
                bit = accept(Tok.K_DEFERRED) ? INITIALLY_DEFERRED : INITIALLY_IMMEDIATE;
                if (bit == INITIALLY_IMMEDIATE) {
                    expect(Tok.K_IMMEDIATE);
                }
            } else if (kind == Tok.K_NO && peek(1) == Tok.K_INHERIT) {
                advance();
                advance();
                bit = NO_INHERIT;
            } else {
                return bits;
            }
            bits |= bit;
            if ((bits & NOT_DEFERRABLE) != 0 && (bits & INITIALLY_DEFERRED) != 0) {
                throw syntaxError("constraint declared INITIALLY DEFERRED must be DEFERRABLE", at);
            }
            boolean conflict = (bits & NOT_DEFERRABLE) != 0 && (bits & DEFERRABLE) != 0
                    || (bits & INITIALLY_IMMEDIATE) != 0 && (bits & INITIALLY_DEFERRED) != 0;
            if (conflict) {
                throw syntaxError("conflicting constraint properties", at);
            }
        }
    }

    // ---- sequences

    /** SeqOptList, perhaps empty. */
    final List<DefElem> seqOptions() {
        List<DefElem> r = new ArrayList<>(3);
        while (true) {
            DefElem d = seqOption();
            if (d == null) {
                return r;
            }
            r.add(d);
        }
    }

    final @Nullable DefElem seqOption() {
        int at = loc();
        switch (kind) {
            case Tok.K_AS -> {
                advance();
                return new DefElem("as", simpleTypeName(), at);
            }
            case Tok.K_CACHE -> {
                advance();
                return new DefElem("cache", numericOnly(), at);
            }
            case Tok.K_CYCLE -> {
                advance();
                return new DefElem("cycle", new Value.Bool(true), at);
            }
            case Tok.K_NO -> {
                return noSeqOption(at);
            }
            case Tok.K_INCREMENT -> {
                advance();
                accept(Tok.K_BY);
                return new DefElem("increment", numericOnly(), at);
            }
            case Tok.K_MAXVALUE, Tok.K_MINVALUE -> {
                String name = text();
                advance();
                return new DefElem(name, numericOnly(), at);
            }
            case Tok.K_OWNED -> {
                advance();
                expect(Tok.K_BY);
                return new DefElem("owned_by", names(), at);
            }
            case Tok.K_SEQUENCE -> {
                advance();
                expect(Tok.K_NAME);
                return new DefElem("sequence_name", names(), at);
            }
            case Tok.K_START -> {
                advance();
                accept(Tok.K_WITH);
                return new DefElem("start", numericOnly(), at);
            }
            case Tok.K_RESTART -> {
                advance();
                boolean with = accept(Tok.K_WITH);
                return new DefElem("restart", with || startsNumeric() ? numericOnly() : null, at);
            }
            default -> {
                return null;
            }
        }
    }

    private Node names() {
        int at = loc();
        return new org.hathi.parser.tree.ObjectName.QualifiedName(anyName(), at);
    }

    private DefElem noSeqOption(int at) {
        advance();
        if (accept(Tok.K_CYCLE)) {
            return new DefElem("cycle", new Value.Bool(false), at);
        }
        if (kind != Tok.K_MAXVALUE && kind != Tok.K_MINVALUE) {
            throw unexpected();
        }
        String name = text();
        advance();
        return new DefElem(name, null, at);
    }
}
