package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.DefElemAction;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.Clause.RoleSpecType;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Options in their many syntaxes, roles' names and other small pieces of utility statements. */
abstract class DefParser extends DmlParser {
    DefParser(Lexer lexer) {
        super(lexer);
    }

    final DropBehavior dropBehavior() {
        if (accept(Tok.K_CASCADE)) {
            return DropBehavior.CASCADE;
        }
        accept(Tok.K_RESTRICT);
        return DropBehavior.RESTRICT;
    }

    final RoleSpec roleSpec() {
        int at = loc();
        RoleSpecType t =
                switch (kind) {
                    case Tok.K_CURRENT_ROLE -> RoleSpecType.CURRENT_ROLE;
                    case Tok.K_CURRENT_USER -> RoleSpecType.CURRENT_USER;
                    case Tok.K_SESSION_USER -> RoleSpecType.SESSION_USER;
                    default -> null;
                };
        if (t != null) {
            advance();
            return new RoleSpec(t, null, at);
        }
        boolean quoted = kind == Tok.IDENT;
        String name = nonReservedWord();
        if (name.equals("public")) {
            return new RoleSpec(RoleSpecType.PUBLIC, null, at);
        }
        if (quoted && name.equals("none") || !quoted && name.equals("none")) {
            throw error(SqlState.RESERVED_NAME, "role name \"none\" is reserved", at);
        }
        return new RoleSpec(RoleSpecType.CSTRING, name, at);
    }

    final List<RoleSpec> roleList() {
        List<RoleSpec> r = new ArrayList<>(2);
        do {
            r.add(roleSpec());
        } while (accept(','));
        return r;
    }

    /** RoleId: a plain role's name. */
    final String roleId() {
        RoleSpec r = roleSpec();
        String bad =
                switch (r.roletype()) {
                    case CSTRING -> null;
                    case PUBLIC -> "role name \"public\" is reserved";
                    case CURRENT_ROLE -> "CURRENT_ROLE cannot be used as a role name here";
                    case CURRENT_USER -> "CURRENT_USER cannot be used as a role name here";
                    case SESSION_USER -> "SESSION_USER cannot be used as a role name here";
                };
        String name = r.rolename();
        if (bad != null || name == null) {
            throw error(SqlState.RESERVED_NAME, bad == null ? "" : bad, r.location());
        }
        return name;
    }

    /** NumericOnly. */
    final Value numericOnly() {
        boolean minus = kind == '-';
        if (minus || kind == '+') {
            advance();
        }
        if (kind == Tok.ICONST) {
            int v = iconst();
            return new Value.Int(minus ? -v : v);
        }
        if (kind != Tok.FCONST) {
            throw unexpected();
        }
        String f = text();
        advance();
        return minus ? negated(f) : new Value.Float(f);
    }

    final boolean startsNumeric() {
        return kind == Tok.ICONST || kind == Tok.FCONST || kind == '+' || kind == '-';
    }

    /** opt_boolean_or_string's words. */
    final String booleanOrString() {
        switch (kind) {
            case Tok.K_TRUE, Tok.K_FALSE, Tok.K_ON -> {
                String t = text();
                advance();
                return t;
            }
            default -> {
                return nonReservedWordOrSconst();
            }
        }
    }

    // ---- definition lists

    /** definition: {@code '(' label [= def_arg], … ')'}. */
    final List<DefElem> definition() {
        expect('(');
        List<DefElem> r = new ArrayList<>(4);
        do {
            int at = loc();
            String name = colLabel();
            r.add(new DefElem(name, accept('=') ? defArg() : null, at));
        } while (accept(','));
        expect(')');
        return r;
    }

    /** WITH definition, or nothing. */
    final List<DefElem> optDefinition() {
        return accept(Tok.K_WITH) ? definition() : List.of();
    }

    final Node defArg() {
        if (startsNumericLiteral()) {
            return numericOnly();
        }
        if (kind == Tok.SCONST) {
            return new Value.Str(sconst());
        }
        if (kind == Tok.K_NONE) {
            advance();
            return new Value.None();
        }
        if (isOp(kind)) {
            return new Value.Operator(List.of(allOp()));
        }
        if (kind == Tok.K_OPERATOR && peek(1) == '(') {
            return new Value.Operator(operatorClause());
        }
        if (kind >= Tok.KEYWORD0 && Keywords.category(kind) == Keywords.RESERVED) {
            String t = text();
            advance();
            return new Value.Str(t);
        }
        return funcType();
    }

    private boolean startsNumericLiteral() {
        if (kind == '+' || kind == '-') {
            return peek(1) == Tok.ICONST || peek(1) == Tok.FCONST;
        }
        return kind == Tok.ICONST || kind == Tok.FCONST;
    }

    @Override
    final List<DefElem> relOptions() {
        expect('(');
        List<DefElem> r = new ArrayList<>(2);
        do {
            int at = loc();
            String name = colLabel();
            String ns = null;
            if (accept('.')) {
                ns = name;
                name = colLabel();
            }
            r.add(new DefElem(ns, name, accept('=') ? defArg() : null, DefElemAction.UNSPEC, at));
        } while (accept(','));
        expect(')');
        return r;
    }

    final List<DefElem> optRelOptions() {
        return accept(Tok.K_WITH) ? relOptions() : List.of();
    }

    /** create_generic_options: OPTIONS (name 'value', …). */
    final List<DefElem> genericOptions() {
        if (kind != Tok.K_OPTIONS) {
            return List.of();
        }
        advance();
        expect('(');
        List<DefElem> r = new ArrayList<>(2);
        do {
            int at = loc();
            String name = colLabel();
            r.add(new DefElem(name, new Value.Str(sconst()), at));
        } while (accept(','));
        expect(')');
        return r;
    }

    /** alter_generic_options. */
    final List<DefElem> alterGenericOptions() {
        expect(Tok.K_OPTIONS, '(');
        List<DefElem> r = new ArrayList<>(2);
        do {
            int at = loc();
            DefElemAction action = DefElemAction.UNSPEC;
            if (kind == Tok.K_SET && isColLabel(peek(1))) {
                advance();
                action = DefElemAction.SET;
            } else if (kind == Tok.K_ADD && isColLabel(peek(1))) {
                advance();
                action = DefElemAction.ADD;
            } else if (kind == Tok.K_DROP && isColLabel(peek(1))) {
                advance();
                action = DefElemAction.DROP;
            }
            String name = colLabel();
            Node value = action == DefElemAction.DROP ? null : new Value.Str(sconst());
            r.add(new DefElem(null, name, value, action, at));
        } while (accept(','));
        expect(')');
        return r;
    }

    /** utility_option_list in parentheses: EXPLAIN, VACUUM, ANALYZE, CLUSTER, REINDEX. */
    final List<DefElem> utilityOptions() {
        expect('(');
        List<DefElem> r = new ArrayList<>(3);
        do {
            int at = loc();
            String name;
            if (kind == Tok.K_ANALYZE || kind == Tok.K_ANALYSE) {
                advance();
                name = "analyze";
            } else {
                name = nonReservedWord();
            }
            r.add(new DefElem(name, utilityOptionArg(), at));
        } while (accept(','));
        expect(')');
        return r;
    }

    private @Nullable Node utilityOptionArg() {
        if (startsNumeric()) {
            return numericOnly();
        }
        if (kind == ',' || kind == ')') {
            return null;
        }
        return new Value.Str(booleanOrString());
    }
}
