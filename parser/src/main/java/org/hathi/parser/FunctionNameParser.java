package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.FunctionParameter;
import org.hathi.parser.tree.Clause.FunctionParameterMode;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectName.CastName;
import org.hathi.parser.tree.ObjectName.DomainConstraintName;
import org.hathi.parser.tree.ObjectName.LargeObjectName;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectName.TransformName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TypeName;
import org.jspecify.annotations.Nullable;

/** Functions, aggregates, operators with their arguments; the words for kinds of objects; DROP. */
abstract class FunctionNameParser extends AlterTableParser {
    FunctionNameParser(Lexer lexer) {
        super(lexer);
    }

    // ---- parameters

    /** func_args: a parenthesised list of func_arg; with defaults if {@code defaults}. */
    final List<FunctionParameter> funcArgs(boolean defaults) {
        expect('(');
        List<FunctionParameter> r = new ArrayList<>(3);
        if (kind != ')') {
            do {
                r.add(funcParameter(defaults));
            } while (accept(','));
        }
        expect(')');
        return r;
    }

    private FunctionParameterMode mode() {
        if (accept(Tok.K_IN)) {
            return accept(Tok.K_OUT) ? FunctionParameterMode.INOUT : FunctionParameterMode.IN;
        }
        if (accept(Tok.K_OUT)) {
            return FunctionParameterMode.OUT;
        }
        if (accept(Tok.K_INOUT)) {
            return FunctionParameterMode.INOUT;
        }
        return accept(Tok.K_VARIADIC) ? FunctionParameterMode.VARIADIC : FunctionParameterMode.DEFAULT;
    }

    final FunctionParameter funcParameter(boolean defaults) {
        int at = loc();
        FunctionParameterMode m = mode();
        String name = null;
        if (isTypeFunctionName(kind) && nameBeforeType()) {
            name = typeFunctionName();
            if (m == FunctionParameterMode.DEFAULT) {
                m = mode();
            }
        }
        TypeName type = funcType();
        RawExpr def = null;
        if (defaults && (kind == Tok.K_DEFAULT || kind == '=')) {
            advance();
            def = expr();
        }
        return new FunctionParameter(name, type, m, def, at);
    }

    /** Whether the word is a parameter's name: a type or a mode follows it. */
    private boolean nameBeforeType() {
        int next = peek(1);
        if (kind == Tok.K_DOUBLE && next == Tok.K_PRECISION) {
            return false;
        }
        return isNonReserved(next) || next == Tok.K_IN || next == Tok.K_VARIADIC;
    }

    // ---- objects with arguments

    /** function_with_argtypes. */
    final ObjectWithArgs functionWithArgs() {
        int at = loc();
        List<String> name;
        if (isColId(kind) && !isTypeFunctionName(kind) && peek(1) != '.') {
            name = List.of(colId());
            if (kind == '(') {
                throw unexpected();
            }
        } else {
            name = peek(1) == '.' ? attrs(colId()) : List.of(typeFunctionName());
        }
        if (kind != '(') {
            return new ObjectWithArgs(name, List.of(), List.of(), true, at);
        }
        List<FunctionParameter> args = funcArgs(false);
        List<@Nullable TypeName> in = new ArrayList<>(args.size());
        for (FunctionParameter p : args) {
            if (p.mode() != FunctionParameterMode.OUT && p.mode() != FunctionParameterMode.TABLE) {
                in.add(p.argType());
            }
        }
        return new ObjectWithArgs(name, in, args, false, at);
    }

    /** aggr_args: {@code (*)}, {@code (args)}, {@code (args ORDER BY args)}; numDirect -1 for ordinary ones. */
    record AggrArgs(List<FunctionParameter> args, int numDirect) {}

    final AggrArgs aggrArgs() {
        expect('(');
        if (accept('*')) {
            expect(')');
            return new AggrArgs(List.of(), -1);
        }
        List<FunctionParameter> args = new ArrayList<>(2);
        int direct = -1;
        if (kind != Tok.K_ORDER) {
            do {
                args.add(funcParameter(false));
            } while (accept(','));
        }
        if (kind == Tok.K_ORDER) {
            int at = loc();
            advance();
            expect(Tok.K_BY);
            direct = args.size();
            List<FunctionParameter> ordered = new ArrayList<>(2);
            do {
                ordered.add(funcParameter(false));
            } while (accept(','));
            boolean variadic = direct > 0 && args.getLast().mode() == FunctionParameterMode.VARIADIC;
            if (variadic) {
                FunctionParameter o = ordered.getFirst();
                boolean same = ordered.size() == 1
                        && o.mode() == FunctionParameterMode.VARIADIC
                        && o.argType().names().equals(args.getLast().argType().names());
                if (!same) {
                    throw notSupported(
                            "an ordered-set aggregate with a VARIADIC direct argument must have one VARIADIC"
                                    + " aggregated argument of the same data type",
                            at);
                }
            } else {
                args.addAll(ordered);
            }
        }
        expect(')');
        return new AggrArgs(args, direct);
    }

    final ObjectWithArgs aggregateWithArgs() {
        int at = loc();
        List<String> name = funcName();
        List<FunctionParameter> args = aggrArgs().args();
        List<@Nullable TypeName> types = new ArrayList<>(args.size());
        for (FunctionParameter p : args) {
            types.add(p.argType());
        }
        return new ObjectWithArgs(name, types, args, false, at);
    }

    final ObjectWithArgs operatorWithArgs() {
        int at = loc();
        return new ObjectWithArgs(anyOperator(), operatorArgs(), List.of(), false, at);
    }

    /** oper_argtypes. */
    final List<@Nullable TypeName> operatorArgs() {
        expect('(');
        List<@Nullable TypeName> r = new ArrayList<>(2);
        if (accept(Tok.K_NONE)) {
            expect(',');
            r.add(null);
            r.add(typeName());
        } else {
            r.add(typeName());
            if (kind == ')') {
                throw syntaxError("missing argument", loc())
                        .hint("Use NONE to denote the missing argument of a unary" + " operator.");
            }
            expect(',');
            r.add(accept(Tok.K_NONE) ? null : typeName());
        }
        expect(')');
        return r;
    }

    // ---- kinds of objects

    /** Takes the words of an object type; null if there is none here. */
    final @Nullable ObjectType objectType() {
        int n = 1;
        ObjectType t =
                switch (kind) {
                    case Tok.K_TABLE -> ObjectType.TABLE;
                    case Tok.K_SEQUENCE -> ObjectType.SEQUENCE;
                    case Tok.K_VIEW -> ObjectType.VIEW;
                    case Tok.K_INDEX -> ObjectType.INDEX;
                    case Tok.K_COLLATION -> ObjectType.COLLATION;
                    case Tok.K_CONVERSION -> ObjectType.CONVERSION;
                    case Tok.K_STATISTICS -> ObjectType.STATISTIC_EXT;
                    case Tok.K_EXTENSION -> ObjectType.EXTENSION;
                    case Tok.K_PUBLICATION -> ObjectType.PUBLICATION;
                    case Tok.K_SUBSCRIPTION -> ObjectType.SUBSCRIPTION;
                    case Tok.K_SCHEMA -> ObjectType.SCHEMA;
                    case Tok.K_SERVER -> ObjectType.FOREIGN_SERVER;
                    case Tok.K_DATABASE -> ObjectType.DATABASE;
                    case Tok.K_ROLE, Tok.K_USER, Tok.K_GROUP -> ObjectType.ROLE;
                    case Tok.K_TABLESPACE -> ObjectType.TABLESPACE;
                    case Tok.K_LANGUAGE -> ObjectType.LANGUAGE;
                    case Tok.K_TYPE -> ObjectType.TYPE;
                    case Tok.K_DOMAIN -> ObjectType.DOMAIN;
                    case Tok.K_FUNCTION -> ObjectType.FUNCTION;
                    case Tok.K_PROCEDURE -> ObjectType.PROCEDURE;
                    case Tok.K_ROUTINE -> ObjectType.ROUTINE;
                    case Tok.K_AGGREGATE -> ObjectType.AGGREGATE;
                    case Tok.K_CAST -> ObjectType.CAST;
                    case Tok.K_TRANSFORM -> ObjectType.TRANSFORM;
                    case Tok.K_TRIGGER -> ObjectType.TRIGGER;
                    case Tok.K_RULE -> ObjectType.RULE;
                    case Tok.K_POLICY -> ObjectType.POLICY;
                    case Tok.K_COLUMN -> ObjectType.COLUMN;
                    case Tok.K_CONSTRAINT -> ObjectType.TABCONSTRAINT;
                    case Tok.K_OPERATOR ->
                        switch (peek(1)) {
                            case Tok.K_CLASS -> ObjectType.OPCLASS;
                            case Tok.K_FAMILY -> ObjectType.OPFAMILY;
                            default -> ObjectType.OPERATOR;
                        };
                    default -> null;
                };
        if (t == ObjectType.OPCLASS || t == ObjectType.OPFAMILY) {
            n = 2;
        }
        if (t == null) {
            n = 2;
            t = twoWordType();
        }
        if (t == ObjectType.FDW || textSearch(t)) {
            n = 3;
        }
        if (kind == Tok.K_PROCEDURAL) {
            n = 2;
        }
        for (int i = 0; t != null && i < n; i++) {
            advance();
        }
        return t;
    }

    /** An error where {@link #objectType} found none: at the word that does not go on with a kind of object. */
    final RuntimeException noObjectType() {
        switch (kind) {
            case Tok.K_TEXT -> {
                advance();
                if (kind == Tok.K_SEARCH) {
                    advance();
                }
            }
            case Tok.K_FOREIGN -> {
                advance();
                if (kind == Tok.K_DATA) {
                    advance();
                }
            }
            case Tok.K_MATERIALIZED, Tok.K_EVENT, Tok.K_ACCESS, Tok.K_PROCEDURAL, Tok.K_LARGE -> advance();
            default -> {}
        }
        return unexpected();
    }

    private static boolean textSearch(@Nullable ObjectType t) {
        return t == ObjectType.TSCONFIGURATION
                || t == ObjectType.TSDICTIONARY
                || t == ObjectType.TSPARSER
                || t == ObjectType.TSTEMPLATE;
    }

    private @Nullable ObjectType twoWordType() {
        int next = peek(1);
        return switch (kind) {
            case Tok.K_MATERIALIZED -> next == Tok.K_VIEW ? ObjectType.MATVIEW : null;
            case Tok.K_FOREIGN ->
                next == Tok.K_TABLE
                        ? ObjectType.FOREIGN_TABLE
                        : next == Tok.K_DATA && peek(2) == Tok.K_WRAPPER ? ObjectType.FDW : null;
            case Tok.K_EVENT -> next == Tok.K_TRIGGER ? ObjectType.EVENT_TRIGGER : null;
            case Tok.K_ACCESS -> next == Tok.K_METHOD ? ObjectType.ACCESS_METHOD : null;
            case Tok.K_PROCEDURAL -> next == Tok.K_LANGUAGE ? ObjectType.LANGUAGE : null;
            case Tok.K_LARGE -> next == Tok.K_OBJECT ? ObjectType.LARGEOBJECT : null;
            case Tok.K_TEXT -> {
                if (next != Tok.K_SEARCH) {
                    yield null;
                }
                yield switch (peek(2)) {
                    case Tok.K_CONFIGURATION -> ObjectType.TSCONFIGURATION;
                    case Tok.K_DICTIONARY -> ObjectType.TSDICTIONARY;
                    case Tok.K_PARSER -> ObjectType.TSPARSER;
                    case Tok.K_TEMPLATE -> ObjectType.TSTEMPLATE;
                    default -> null;
                };
            }
            default -> null;
        };
    }

    /** The object's name in the form its kind has in DROP, COMMENT, SECURITY LABEL and ALTER EXTENSION. */
    final ObjectName objectName(ObjectType t) {
        int at = loc();
        return switch (t) {
            case FUNCTION, PROCEDURE, ROUTINE -> functionWithArgs();
            case AGGREGATE -> aggregateWithArgs();
            case OPERATOR -> operatorWithArgs();
            case TYPE, DOMAIN -> typeName();
            case CAST -> castName(at);
            case TRANSFORM -> {
                expect(Tok.K_FOR);
                TypeName type = typeName();
                expect(Tok.K_LANGUAGE);
                yield new TransformName(type, colId(), at);
            }
            case TRIGGER, RULE, POLICY -> onTable(colId(), at);
            case TABCONSTRAINT -> constraintName(at);
            case OPCLASS, OPFAMILY -> {
                List<String> name = anyName();
                expect(Tok.K_USING);
                List<String> r = new ArrayList<>(name.size() + 1);
                r.add(colId());
                r.addAll(name);
                yield new QualifiedName(r, at);
            }
            case LARGEOBJECT -> new LargeObjectName(numericOnly(), at);
            case ROLE -> new QualifiedName(List.of(roleId()), at);
            case DATABASE,
                    SCHEMA,
                    EXTENSION,
                    LANGUAGE,
                    TABLESPACE,
                    ACCESS_METHOD,
                    EVENT_TRIGGER,
                    FDW,
                    FOREIGN_SERVER,
                    PUBLICATION,
                    SUBSCRIPTION -> new QualifiedName(List.of(colId()), at);
            default -> new QualifiedName(anyName(), at);
        };
    }

    private CastName castName(int at) {
        expect('(');
        TypeName from = typeName();
        expect(Tok.K_AS);
        TypeName to = typeName();
        expect(')');
        return new CastName(from, to, at);
    }

    private QualifiedName onTable(String name, int at) {
        expect(Tok.K_ON);
        List<String> r = new ArrayList<>(anyName());
        r.add(name);
        return new QualifiedName(r, at);
    }

    private ObjectName constraintName(int at) {
        String name = colId();
        if (kind == Tok.K_ON && peek(1) == Tok.K_DOMAIN) {
            advance();
            advance();
            int typeAt = loc();
            TypeName type = new TypeName(anyName(), false, false, List.of(), List.of(), typeAt);
            return new DomainConstraintName(type, name, at);
        }
        return onTable(name, at);
    }
}
