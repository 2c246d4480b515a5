package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.FunctionParameter;
import org.hathi.parser.tree.Clause.FunctionParameterMode;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.Clause.RoleSpecType;
import org.hathi.parser.tree.Clause.StatsElem;
import org.hathi.parser.tree.Clause.TriggerTransition;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectStmt.AlterFunctionStmt;
import org.hathi.parser.tree.ObjectStmt.CreateFunctionStmt;
import org.hathi.parser.tree.ObjectStmt.SqlBody;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.ReturnStmt;
import org.hathi.parser.tree.TableStmt.AlterPolicyStmt;
import org.hathi.parser.tree.TableStmt.CreatePolicyStmt;
import org.hathi.parser.tree.TableStmt.CreateStatsStmt;
import org.hathi.parser.tree.TableStmt.CreateTrigStmt;
import org.hathi.parser.tree.TableStmt.RuleEvent;
import org.hathi.parser.tree.TableStmt.RuleStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Functions, triggers, rules, policies, extended statistics. */
abstract class RoutineParser extends RoleParser {
    RoutineParser(Lexer lexer) {
        super(lexer);
    }

    /** stmt. */
    abstract Statement statement();

    // ---- CREATE FUNCTION

    final CreateFunctionStmt createFunction(boolean replace, int at) {
        boolean procedure = kind == Tok.K_PROCEDURE;
        advance();
        List<String> name = funcName();
        List<FunctionParameter> params = funcArgs(true);
        TypeName returns = null;
        if (!procedure && accept(Tok.K_RETURNS)) {
            int typeAt = loc();
            if (accept(Tok.K_TABLE)) {
                expect('(');
                List<FunctionParameter> cols = new ArrayList<>(3);
                do {
                    int colAt = loc();
                    String col = typeFunctionName();
                    cols.add(new FunctionParameter(col, funcType(), FunctionParameterMode.TABLE, null, colAt));
                } while (accept(','));
                expect(')');
                returns = tableResult(params, cols, typeAt);
                params.addAll(cols);
            } else {
                returns = funcType();
            }
        }
        List<DefElem> options = new ArrayList<>(4);
        while (true) {
            DefElem d = functionOption(true);
            if (d == null) {
                break;
            }
            options.add(d);
        }
        return new CreateFunctionStmt(procedure, replace, name, params, returns, options, routineBody(), at);
    }

    private TypeName tableResult(List<FunctionParameter> params, List<FunctionParameter> cols, int at) {
        for (FunctionParameter p : params) {
            switch (p.mode()) {
                case DEFAULT, IN, VARIADIC -> {}
                default -> throw syntaxError("OUT and INOUT arguments aren't allowed in TABLE functions", p.location());
            }
        }
        TypeName t = cols.size() == 1 ? cols.getFirst().argType() : systemType("record", at);
        return new TypeName(t.names(), true, t.pctType(), t.typmods(), t.arrayBounds(), at);
    }

    private @Nullable SqlBody routineBody() {
        int at = loc();
        if (accept(Tok.K_RETURN)) {
            return new SqlBody(false, List.of(new ReturnStmt(expr(), at)));
        }
        if (!accept(Tok.K_BEGIN)) {
            return null;
        }
        expect(Tok.K_ATOMIC);
        List<Statement> body = new ArrayList<>(3);
        while (!accept(Tok.K_END)) {
            if (kind != ';') {
                int stmtAt = loc();
                body.add(accept(Tok.K_RETURN) ? new ReturnStmt(expr(), stmtAt) : statement());
            }
            expect(';');
        }
        return new SqlBody(true, body);
    }

    private static DefElem bool(String name, boolean v, int at) {
        return new DefElem(name, new Value.Bool(v), at);
    }

    private static DefElem str(String name, String v, int at) {
        return new DefElem(name, new Value.Str(v), at);
    }

    /** createfunc_opt_item, or only common_func_opt_item; null if none is here. */
    final @Nullable DefElem functionOption(boolean create) {
        int at = loc();
        int k = kind;
        switch (k) {
            case Tok.K_CALLED, Tok.K_RETURNS -> {
                advance();
                if (k == Tok.K_RETURNS) {
                    expect(Tok.K_NULL);
                }
                expect(Tok.K_ON, Tok.K_NULL, Tok.K_INPUT);
                return bool("strict", k == Tok.K_RETURNS, at);
            }
            case Tok.K_STRICT -> {
                advance();
                return bool("strict", true, at);
            }
            case Tok.K_IMMUTABLE, Tok.K_STABLE, Tok.K_VOLATILE -> {
                String v = text();
                advance();
                return str("volatility", v, at);
            }
            case Tok.K_EXTERNAL, Tok.K_SECURITY -> {
                advance();
                if (k == Tok.K_EXTERNAL) {
                    expect(Tok.K_SECURITY);
                }
                boolean definer = accept(Tok.K_DEFINER);
                if (!definer) {
                    expect(Tok.K_INVOKER);
                }
                return bool("security", definer, at);
            }
            case Tok.K_LEAKPROOF -> {
                advance();
                return bool("leakproof", true, at);
            }
            case Tok.K_NOT -> {
                advance();
                expect(Tok.K_LEAKPROOF);
                return bool("leakproof", false, at);
            }
            case Tok.K_COST, Tok.K_ROWS -> {
                String name = text();
                advance();
                return new DefElem(name, numericOnly(), at);
            }
            case Tok.K_SUPPORT -> {
                advance();
                return new DefElem("support", new Value.Operator(anyName()), at);
            }
            case Tok.K_SET, Tok.K_RESET -> {
                return new DefElem("set", functionSet(at), at);
            }
            case Tok.K_PARALLEL -> {
                advance();
                return str("parallel", colId(), at);
            }
            default -> {
                return create ? createOption(at) : null;
            }
        }
    }

    private org.hathi.parser.tree.UtilityStmt.VariableSetStmt functionSet(int at) {
        if (kind == Tok.K_RESET) {
            return reset();
        }
        advance();
        return setRestMore(false, at);
    }

    private @Nullable DefElem createOption(int at) {
        switch (kind) {
            case Tok.K_AS -> {
                advance();
                List<Value> items = new ArrayList<>(2);
                items.add(new Value.Str(sconst()));
                if (accept(',')) {
                    items.add(new Value.Str(sconst()));
                }
                return new DefElem("as", new Value.Items(items), at);
            }
            case Tok.K_LANGUAGE -> {
                advance();
                return str("language", nonReservedWordOrSconst(), at);
            }
            case Tok.K_TRANSFORM -> {
                advance();
                List<TypeName> types = new ArrayList<>(1);
                do {
                    expect(Tok.K_FOR, Tok.K_TYPE);
                    types.add(typeName());
                } while (accept(','));
                return new DefElem("transform", new Value.Items(types), at);
            }
            case Tok.K_WINDOW -> {
                advance();
                return bool("window", true, at);
            }
            default -> {
                return null;
            }
        }
    }

    /** The actions of ALTER FUNCTION. */
    final AlterFunctionStmt alterFunction(ObjectType t, ObjectWithArgs f, int at) {
        List<DefElem> actions = new ArrayList<>(2);
        DefElem d = functionOption(false);
        while (d != null) {
            actions.add(d);
            d = functionOption(false);
        }
        if (actions.isEmpty()) {
            throw unexpected();
        }
        accept(Tok.K_RESTRICT);
        return new AlterFunctionStmt(t, f, actions, at);
    }

    // ---- triggers

    private int events = 0;

    final CreateTrigStmt createTrigger(boolean replace, boolean constraint, int at) {
        expect(Tok.K_TRIGGER);
        String name = colId();
        int timing = 0;
        if (constraint || kind == Tok.K_AFTER) {
            expect(Tok.K_AFTER);
        } else if (accept(Tok.K_BEFORE)) {
            timing = 2;
        } else {
            expect(Tok.K_INSTEAD, Tok.K_OF);
            timing = 64;
        }
        List<String> cols = triggerEvents();
        int ev = events;
        expect(Tok.K_ON);
        RangeVar rel = qualifiedName();
        RangeVar from = null;
        boolean[] attrs = {false, false};
        List<TriggerTransition> transitions = List.of();
        boolean row = constraint;
        if (constraint) {
            from = accept(Tok.K_FROM) ? qualifiedName() : null;
            attrs = triggerAttributes();
            expect(Tok.K_FOR, Tok.K_EACH, Tok.K_ROW);
        } else {
            transitions = accept(Tok.K_REFERENCING) ? transitions() : List.of();
            if (accept(Tok.K_FOR)) {
                accept(Tok.K_EACH);
                row = accept(Tok.K_ROW);
                if (!row) {
                    expect(Tok.K_STATEMENT);
                }
            }
        }
        RawExpr when = null;
        if (accept(Tok.K_WHEN)) {
            expect('(');
            when = expr();
            expect(')');
        }
        expect(Tok.K_EXECUTE);
        functionOrProcedure();
        List<String> func = funcName();
        List<String> args = triggerArgs();
        return new CreateTrigStmt(
                replace,
                constraint,
                name,
                rel,
                func,
                args,
                row,
                timing,
                ev,
                cols,
                when,
                transitions,
                attrs[0],
                attrs[1],
                from,
                at);
    }

    final void functionOrProcedure() {
        if (!accept(Tok.K_FUNCTION)) {
            expect(Tok.K_PROCEDURE);
        }
    }

    private List<String> triggerEvents() {
        List<String> cols = new ArrayList<>(2);
        events = 0;
        do {
            int at = loc();
            int bit =
                    switch (kind) {
                        case Tok.K_INSERT -> 4;
                        case Tok.K_DELETE -> 8;
                        case Tok.K_UPDATE -> 16;
                        case Tok.K_TRUNCATE -> 32;
                        default -> throw unexpected();
                    };
            advance();
            if (bit == 16 && accept(Tok.K_OF)) {
                cols.addAll(nameList());
            }
            if ((events & bit) != 0) {
                throw syntaxError("duplicate trigger events specified", at);
            }
            events |= bit;
        } while (accept(Tok.K_OR));
        return cols;
    }

    private List<TriggerTransition> transitions() {
        List<TriggerTransition> r = new ArrayList<>(2);
        do {
            int at = loc();
            boolean isNew = accept(Tok.K_NEW);
            if (!isNew) {
                expect(Tok.K_OLD);
            }
            boolean table = accept(Tok.K_TABLE);
            if (!table) {
                expect(Tok.K_ROW);
            }
            accept(Tok.K_AS);
            r.add(new TriggerTransition(colId(), isNew, table, at));
        } while (kind == Tok.K_NEW || kind == Tok.K_OLD);
        return r;
    }

    private List<String> triggerArgs() {
        expect('(');
        List<String> r = new ArrayList<>(2);
        if (kind != ')') {
            do {
                switch (kind) {
                    case Tok.ICONST -> r.add(Integer.toString(iconst()));
                    case Tok.FCONST, Tok.SCONST -> {
                        r.add(text());
                        advance();
                    }
                    default -> r.add(colLabel());
                }
            } while (accept(','));
        }
        expect(')');
        return r;
    }

    // ---- rules, policies, statistics

    final RuleStmt createRule(boolean replace, int at) {
        expect(Tok.K_RULE);
        String name = colId();
        expect(Tok.K_AS, Tok.K_ON);
        RuleEvent event =
                switch (kind) {
                    case Tok.K_SELECT -> RuleEvent.SELECT;
                    case Tok.K_UPDATE -> RuleEvent.UPDATE;
                    case Tok.K_INSERT -> RuleEvent.INSERT;
                    case Tok.K_DELETE -> RuleEvent.DELETE;
                    default -> throw unexpected();
                };
        advance();
        expect(Tok.K_TO);
        RangeVar rel = qualifiedName();
        RawExpr where = whereClause();
        expect(Tok.K_DO);
        boolean instead = accept(Tok.K_INSTEAD);
        if (!instead) {
            accept(Tok.K_ALSO);
        }
        List<Statement> actions = new ArrayList<>(1);
        if (accept(Tok.K_NOTHING)) {
            return new RuleStmt(rel, name, where, event, instead, actions, replace, at);
        }
        if (kind == '(' && !startsSelect(peek(1)) && peek(1) != '(' || kind == '(' && ruleList()) {
            advance();
            do {
                if (kind != ';' && kind != ')') {
                    actions.add(ruleAction());
                }
            } while (accept(';'));
            expect(')');
        } else {
            actions.add(ruleAction());
        }
        return new RuleStmt(rel, name, where, event, instead, actions, replace, at);
    }

    /** Whether the parenthesis holds a list of actions: a semicolon stands in it, at its level. */
    private boolean ruleList() {
        int depth = 0;
        for (int i = 0; ; i++) {
            switch (peek(i)) {
                case '(' -> depth++;
                case ')' -> {
                    if (--depth == 0) {
                        return false;
                    }
                }
                case ';' -> {
                    return depth == 1;
                }
                case Tok.EOF -> {
                    return false;
                }
                default -> {}
            }
        }
    }

    private Statement ruleAction() {
        if (kind == Tok.K_NOTIFY) {
            return simpleCommand();
        }
        if (!startsPreparable(kind)) {
            throw unexpected();
        }
        return preparableStmt();
    }

    final CreatePolicyStmt createPolicy(int at) {
        expect(Tok.K_POLICY);
        String name = colId();
        expect(Tok.K_ON);
        RangeVar table = qualifiedName();
        boolean permissive = true;
        if (accept(Tok.K_AS)) {
            int wordAt = loc();
            String word = kind == Tok.IDENT ? text() : "";
            expect(Tok.IDENT);
            permissive = word.equals("permissive");
            if (!permissive && !word.equals("restrictive")) {
                throw syntaxError("unrecognized row security option \"" + word + "\"", wordAt)
                        .hint("Only PERMISSIVE or RESTRICTIVE policies are supported currently.");
            }
        }
        String cmd = "all";
        if (accept(Tok.K_FOR)) {
            cmd = switch (kind) {
                case Tok.K_ALL, Tok.K_SELECT, Tok.K_INSERT, Tok.K_UPDATE, Tok.K_DELETE -> text();
                default -> throw unexpected();
            };
            advance();
        }
        List<RoleSpec> roles = accept(Tok.K_TO) ? roleList() : List.of(new RoleSpec(RoleSpecType.PUBLIC, null, -1));
        RawExpr qual = using();
        return new CreatePolicyStmt(name, table, cmd, permissive, roles, qual, withCheck(), at);
    }

    final AlterPolicyStmt alterPolicy(String name, RangeVar table, int at) {
        List<RoleSpec> roles = accept(Tok.K_TO) ? roleList() : null;
        RawExpr qual = using();
        return new AlterPolicyStmt(name, table, roles, qual, withCheck(), at);
    }

    private @Nullable RawExpr using() {
        if (!accept(Tok.K_USING)) {
            return null;
        }
        expect('(');
        RawExpr e = expr();
        expect(')');
        return e;
    }

    private @Nullable RawExpr withCheck() {
        if (!accept(Tok.K_WITH)) {
            return null;
        }
        expect(Tok.K_CHECK, '(');
        RawExpr e = expr();
        expect(')');
        return e;
    }

    final CreateStatsStmt createStatistics(int at) {
        expect(Tok.K_STATISTICS);
        boolean ifNot = ifNotExists();
        List<String> name = anyName();
        List<String> types = optColumnList();
        expect(Tok.K_ON);
        List<StatsElem> elems = new ArrayList<>(2);
        do {
            int elemAt = loc();
            if (accept('(')) {
                elems.add(new StatsElem(null, expr(), elemAt));
                expect(')');
            } else if (isColId(kind) && peek(1) != '(' && peek(1) != '.') {
                elems.add(new StatsElem(colId(), null, elemAt));
            } else {
                elems.add(new StatsElem(null, windowlessFunction(), elemAt));
            }
        } while (accept(','));
        expect(Tok.K_FROM);
        List<FromItem> from = fromList();
        return new CreateStatsStmt(name, types, elems, from, ifNot, at);
    }
}
