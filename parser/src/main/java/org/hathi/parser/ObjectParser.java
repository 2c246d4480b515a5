package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.OpClassItem;
import org.hathi.parser.tree.Clause.PublicationObj;
import org.hathi.parser.tree.Clause.PublicationObjType;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectStmt.CoercionContext;
import org.hathi.parser.tree.ObjectStmt.CompositeTypeStmt;
import org.hathi.parser.tree.ObjectStmt.CreateAmStmt;
import org.hathi.parser.tree.ObjectStmt.CreateCastStmt;
import org.hathi.parser.tree.ObjectStmt.CreateConversionStmt;
import org.hathi.parser.tree.ObjectStmt.CreateDomainStmt;
import org.hathi.parser.tree.ObjectStmt.CreateEnumStmt;
import org.hathi.parser.tree.ObjectStmt.CreateEventTrigStmt;
import org.hathi.parser.tree.ObjectStmt.CreateExtensionStmt;
import org.hathi.parser.tree.ObjectStmt.CreateFdwStmt;
import org.hathi.parser.tree.ObjectStmt.CreateForeignServerStmt;
import org.hathi.parser.tree.ObjectStmt.CreateOpClassStmt;
import org.hathi.parser.tree.ObjectStmt.CreateOpFamilyStmt;
import org.hathi.parser.tree.ObjectStmt.CreatePLangStmt;
import org.hathi.parser.tree.ObjectStmt.CreatePublicationStmt;
import org.hathi.parser.tree.ObjectStmt.CreateRangeStmt;
import org.hathi.parser.tree.ObjectStmt.CreateSchemaStmt;
import org.hathi.parser.tree.ObjectStmt.CreateSubscriptionStmt;
import org.hathi.parser.tree.ObjectStmt.CreateTransformStmt;
import org.hathi.parser.tree.ObjectStmt.CreateUserMappingStmt;
import org.hathi.parser.tree.ObjectStmt.DefineStmt;
import org.hathi.parser.tree.ObjectStmt.ImportForeignSchemaStmt;
import org.hathi.parser.tree.ObjectStmt.ImportForeignSchemaType;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** CREATE of types, operators, schemas, extensions, languages and foreign-data objects. */
abstract class ObjectParser extends RoutineParser {
    ObjectParser(Lexer lexer) {
        super(lexer);
    }

    // ---- schemas

    final CreateSchemaStmt createSchema(int at) {
        expect(Tok.K_SCHEMA);
        boolean ifNot = ifNotExists();
        String name = null;
        RoleSpec role = null;
        if (kind != Tok.K_AUTHORIZATION) {
            name = colId();
        }
        if (accept(Tok.K_AUTHORIZATION)) {
            role = roleSpec();
        }
        List<Statement> elts = new ArrayList<>(1);
        while (kind == Tok.K_CREATE || kind == Tok.K_GRANT) {
            int eltAt = loc();
            if (ifNot) {
                throw notSupported("CREATE SCHEMA IF NOT EXISTS cannot include schema elements", eltAt);
            }
            elts.add(schemaElement());
        }
        return new CreateSchemaStmt(name, role, elts, ifNot, at);
    }

    private Statement schemaElement() {
        if (kind == Tok.K_GRANT) {
            return grant();
        }
        int at = loc();
        advance();
        switch (kind) {
            case Tok.K_INDEX, Tok.K_UNIQUE -> {
                return createIndex(at);
            }
            case Tok.K_TRIGGER -> {
                return createTrigger(false, false, at);
            }
            case Tok.K_OR -> {
                advance();
                expect(Tok.K_REPLACE);
                return kind == Tok.K_TRIGGER ? createTrigger(true, false, at) : createView(optTemp(), true, at);
            }
            default -> {
                RelPersistence p = optTemp();
                return switch (kind) {
                    case Tok.K_TABLE -> createTable(p, at);
                    case Tok.K_SEQUENCE -> createSequence(p, at);
                    case Tok.K_VIEW, Tok.K_RECURSIVE -> createView(p, false, at);
                    default -> throw unexpected();
                };
            }
        }
    }

    // ---- types

    final Statement createType(int at) {
        expect(Tok.K_TYPE);
        int nameAt = loc();
        List<String> name = anyName();
        if (kind == '(') {
            return define(ObjectType.TYPE, name, definition(), at);
        }
        if (!accept(Tok.K_AS)) {
            return define(ObjectType.TYPE, name, List.of(), at);
        }
        if (accept(Tok.K_ENUM)) {
            expect('(');
            List<String> vals = new ArrayList<>(4);
            if (kind != ')') {
                do {
                    vals.add(sconst());
                } while (accept(','));
            }
            expect(')');
            return new CreateEnumStmt(name, vals, at);
        }
        if (accept(Tok.K_RANGE)) {
            return new CreateRangeStmt(name, definition(), at);
        }
        expect('(');
        List<ColumnDef> cols = new ArrayList<>(3);
        if (kind != ')') {
            do {
                cols.add(tableFuncElement());
            } while (accept(','));
        }
        expect(')');
        return new CompositeTypeStmt(rangeVar(name, nameAt), cols, at);
    }

    private static DefineStmt define(ObjectType t, List<String> name, List<DefElem> def, int at) {
        return new DefineStmt(t, false, name, List.of(), -1, def, false, false, at);
    }

    final CreateDomainStmt createDomain(int at) {
        expect(Tok.K_DOMAIN);
        List<String> name = anyName();
        accept(Tok.K_AS);
        TypeName type = typeName();
        ColumnDef d = columnRest(name.getLast(), type, null, List.of(), at);
        return new CreateDomainStmt(name, type, d.collClause(), d.constraints(), at);
    }

    final DefineStmt createAggregate(boolean replace, int at) {
        expect(Tok.K_AGGREGATE);
        List<String> name = funcName();
        boolean old = kind == '(' && peek(1) == Tok.IDENT && peek(2) == '=';
        if (old) {
            return new DefineStmt(
                    ObjectType.AGGREGATE, true, name, List.of(), -1, oldAggregateDefinition(), false, replace, at);
        }
        AggrArgs a = aggrArgs();
        return new DefineStmt(
                ObjectType.AGGREGATE, false, name, a.args(), a.numDirect(), definition(), false, replace, at);
    }

    /** old_aggr_definition: names that are no keywords, each with a value. */
    private List<DefElem> oldAggregateDefinition() {
        expect('(');
        List<DefElem> r = new ArrayList<>(4);
        do {
            int at = loc();
            if (kind != Tok.IDENT) {
                throw unexpected();
            }
            String name = colId();
            expect('=');
            r.add(new DefElem(name, defArg(), at));
        } while (accept(','));
        expect(')');
        return r;
    }

    final Statement createOperator(int at) {
        expect(Tok.K_OPERATOR);
        if (accept(Tok.K_CLASS)) {
            return createOpClass(at);
        }
        if (accept(Tok.K_FAMILY)) {
            List<String> name = anyName();
            expect(Tok.K_USING);
            return new CreateOpFamilyStmt(name, colId(), at);
        }
        return define(ObjectType.OPERATOR, anyOperator(), definition(), at);
    }

    private CreateOpClassStmt createOpClass(int at) {
        List<String> name = anyName();
        boolean def = accept(Tok.K_DEFAULT);
        expect(Tok.K_FOR, Tok.K_TYPE);
        TypeName type = typeName();
        expect(Tok.K_USING);
        String am = colId();
        List<String> family = accept(Tok.K_FAMILY) ? anyName() : List.of();
        expect(Tok.K_AS);
        return new CreateOpClassStmt(name, family, am, type, opClassItems(false), def, at);
    }

    final List<OpClassItem> opClassItems(boolean drop) {
        List<OpClassItem> r = new ArrayList<>(4);
        do {
            int at = loc();
            if (accept(Tok.K_STORAGE)) {
                r.add(new OpClassItem(OpClassItem.Kind.STORAGE, null, 0, List.of(), List.of(), typeName(), at));
                continue;
            }
            boolean op = accept(Tok.K_OPERATOR);
            if (!op) {
                expect(Tok.K_FUNCTION);
            }
            int number = iconst();
            r.add(op ? operatorItem(number, drop, at) : functionItem(number, drop, at));
        } while (accept(','));
        return r;
    }

    private List<TypeName> parenTypes() {
        expect('(');
        List<TypeName> r = typeList();
        expect(')');
        return r;
    }

    private OpClassItem operatorItem(int number, boolean drop, int at) {
        if (drop) {
            return new OpClassItem(OpClassItem.Kind.OPERATOR, null, number, List.of(), parenTypes(), null, at);
        }
        int nameAt = loc();
        List<String> name = anyOperator();
        List<@Nullable TypeName> args = kind == '(' ? operatorArgs() : List.of();
        List<String> order = List.of();
        if (accept(Tok.K_FOR)) {
            if (!accept(Tok.K_SEARCH)) {
                expect(Tok.K_ORDER, Tok.K_BY);
                order = anyName();
            }
        }
        if (accept(Tok.K_RECHECK)) {
            // Accepted and ignored, as PostgreSQL does.
            order = List.copyOf(order);
        }
        ObjectWithArgs o = new ObjectWithArgs(name, args, List.of(), args.isEmpty(), nameAt);
        return new OpClassItem(OpClassItem.Kind.OPERATOR, o, number, order, List.of(), null, at);
    }

    private OpClassItem functionItem(int number, boolean drop, int at) {
        List<TypeName> types = kind == '(' ? parenTypes() : List.of();
        if (drop) {
            return new OpClassItem(OpClassItem.Kind.FUNCTION, null, number, List.of(), types, null, at);
        }
        return new OpClassItem(OpClassItem.Kind.FUNCTION, functionWithArgs(), number, List.of(), types, null, at);
    }

    final CreateCastStmt createCast(int at) {
        expect(Tok.K_CAST, '(');
        TypeName from = typeName();
        expect(Tok.K_AS);
        TypeName to = typeName();
        expect(')');
        ObjectWithArgs f = null;
        boolean inout = false;
        if (accept(Tok.K_WITHOUT)) {
            expect(Tok.K_FUNCTION);
        } else {
            expect(Tok.K_WITH);
            inout = accept(Tok.K_INOUT);
            if (!inout) {
                expect(Tok.K_FUNCTION);
                f = functionWithArgs();
            }
        }
        CoercionContext c = CoercionContext.EXPLICIT;
        if (accept(Tok.K_AS)) {
            c = CoercionContext.IMPLICIT;
            if (!accept(Tok.K_IMPLICIT)) {
                expect(Tok.K_ASSIGNMENT);
                c = CoercionContext.ASSIGNMENT;
            }
        }
        return new CreateCastStmt(from, to, f, c, inout, at);
    }

    final DefineStmt createCollation(int at) {
        expect(Tok.K_COLLATION);
        boolean ifNot = ifNotExists();
        List<String> name = anyName();
        List<DefElem> def;
        int fromAt = loc();
        if (accept(Tok.K_FROM)) {
            def = List.of(new DefElem("from", new QualifiedName(anyName(), fromAt), fromAt));
        } else {
            def = definition();
        }
        return new DefineStmt(ObjectType.COLLATION, false, name, List.of(), -1, def, ifNot, false, at);
    }

    final CreateConversionStmt createConversion(boolean def, int at) {
        expect(Tok.K_CONVERSION);
        List<String> name = anyName();
        expect(Tok.K_FOR);
        String from = sconst();
        expect(Tok.K_TO);
        String to = sconst();
        expect(Tok.K_FROM);
        return new CreateConversionStmt(name, from, to, anyName(), def, at);
    }

    final CreateTransformStmt createTransform(boolean replace, int at) {
        expect(Tok.K_TRANSFORM, Tok.K_FOR);
        TypeName type = typeName();
        expect(Tok.K_LANGUAGE);
        String lang = colId();
        expect('(');
        ObjectWithArgs from = null;
        ObjectWithArgs to = null;
        do {
            boolean isFrom = from == null && kind == Tok.K_FROM;
            if (isFrom || to != null) {
                expect(Tok.K_FROM);
            } else {
                expect(Tok.K_TO);
            }
            expect(Tok.K_SQL, Tok.K_WITH, Tok.K_FUNCTION);
            if (isFrom) {
                from = functionWithArgs();
            } else {
                to = functionWithArgs();
            }
        } while ((from == null || to == null) && accept(','));
        expect(')');
        return new CreateTransformStmt(replace, type, lang, from, to, at);
    }

    final DefineStmt createTextSearch(int at) {
        ObjectType t = objectType();
        if (t == null) {
            throw noObjectType();
        }
        return define(t, anyName(), definition(), at);
    }

    // ---- extensions, languages, access methods, event triggers

    final CreateExtensionStmt createExtension(int at) {
        expect(Tok.K_EXTENSION);
        boolean ifNot = ifNotExists();
        String name = colId();
        accept(Tok.K_WITH);
        List<DefElem> r = new ArrayList<>(2);
        while (true) {
            int optAt = loc();
            if (accept(Tok.K_SCHEMA)) {
                r.add(new DefElem("schema", new Value.Str(colId()), optAt));
            } else if (accept(Tok.K_VERSION)) {
                r.add(new DefElem("new_version", new Value.Str(nonReservedWordOrSconst()), optAt));
            } else if (accept(Tok.K_FROM)) {
                nonReservedWordOrSconst();
                throw notSupported("CREATE EXTENSION ... FROM is no longer supported", optAt);
            } else if (accept(Tok.K_CASCADE)) {
                r.add(new DefElem("cascade", new Value.Bool(true), optAt));
            } else {
                return new CreateExtensionStmt(name, ifNot, r, at);
            }
        }
    }

    final CreatePLangStmt createLanguage(boolean replace, int at) {
        boolean trusted = accept(Tok.K_TRUSTED);
        accept(Tok.K_PROCEDURAL);
        expect(Tok.K_LANGUAGE);
        String name = colId();
        List<String> handler = List.of();
        List<String> inline = List.of();
        List<String> validator = List.of();
        if (accept(Tok.K_HANDLER)) {
            handler = handlerName();
            if (accept(Tok.K_INLINE)) {
                inline = handlerName();
            }
            if (accept(Tok.K_VALIDATOR)) {
                validator = handlerName();
            } else if (accept(Tok.K_NO)) {
                expect(Tok.K_VALIDATOR);
            }
        }
        return new CreatePLangStmt(replace, name, handler, inline, validator, trusted, at);
    }

    final CreateAmStmt createAccessMethod(int at) {
        expect(Tok.K_ACCESS, Tok.K_METHOD);
        String name = colId();
        expect(Tok.K_TYPE);
        boolean index = accept(Tok.K_INDEX);
        if (!index) {
            expect(Tok.K_TABLE);
        }
        expect(Tok.K_HANDLER);
        return new CreateAmStmt(name, handlerName(), index ? 'i' : 't', at);
    }

    final CreateEventTrigStmt createEventTrigger(int at) {
        expect(Tok.K_EVENT, Tok.K_TRIGGER);
        String name = colId();
        expect(Tok.K_ON);
        String event = colLabel();
        List<DefElem> when = new ArrayList<>(1);
        if (accept(Tok.K_WHEN)) {
            do {
                int itemAt = loc();
                String tag = colId();
                expect(Tok.K_IN, '(');
                List<Value> vals = new ArrayList<>(2);
                do {
                    vals.add(new Value.Str(sconst()));
                } while (accept(','));
                expect(')');
                when.add(new DefElem(tag, new Value.Items(vals), itemAt));
            } while (accept(Tok.K_AND));
        }
        expect(Tok.K_EXECUTE);
        functionOrProcedure();
        List<String> func = funcName();
        expect('(', ')');
        return new CreateEventTrigStmt(name, event, when, func, at);
    }

    // ---- foreign data

    /** fdw_options. */
    final List<DefElem> fdwFunctions() {
        List<DefElem> r = new ArrayList<>(2);
        while (true) {
            int at = loc();
            boolean no = kind == Tok.K_NO;
            if (no) {
                advance();
            }
            if (kind != Tok.K_HANDLER && kind != Tok.K_VALIDATOR) {
                if (no) {
                    throw unexpected();
                }
                return r;
            }
            String name = text();
            advance();
            r.add(new DefElem(name, no ? null : new Value.Operator(handlerName()), at));
        }
    }

    final Statement createForeign(int at) {
        if (peek(1) == Tok.K_TABLE) {
            advance();
            return createForeignTable(at);
        }
        expect(Tok.K_FOREIGN);
        expect(Tok.K_DATA, Tok.K_WRAPPER);
        String name = colId();
        List<DefElem> funcs = fdwFunctions();
        return new CreateFdwStmt(name, funcs, genericOptions(), at);
    }

    final CreateForeignServerStmt createServer(int at) {
        expect(Tok.K_SERVER);
        boolean ifNot = ifNotExists();
        String name = colId();
        String type = accept(Tok.K_TYPE) ? sconst() : null;
        String version = serverVersion();
        expect(Tok.K_FOREIGN, Tok.K_DATA, Tok.K_WRAPPER);
        String fdw = colId();
        return new CreateForeignServerStmt(name, type, version, fdw, ifNot, genericOptions(), at);
    }

    final @Nullable String serverVersion() {
        if (!accept(Tok.K_VERSION)) {
            return null;
        }
        return accept(Tok.K_NULL) ? null : sconst();
    }

    final CreateUserMappingStmt createUserMapping(int at) {
        expect(Tok.K_USER, Tok.K_MAPPING);
        boolean ifNot = ifNotExists();
        expect(Tok.K_FOR);
        RoleSpec user = authIdent();
        expect(Tok.K_SERVER);
        String server = colId();
        return new CreateUserMappingStmt(user, server, ifNot, genericOptions(), at);
    }

    final ImportForeignSchemaStmt importForeignSchema() {
        int at = loc();
        advance();
        expect(Tok.K_FOREIGN, Tok.K_SCHEMA);
        String remote = colId();
        ImportForeignSchemaType t = ImportForeignSchemaType.ALL;
        List<RangeVar> tables = List.of();
        if (accept(Tok.K_LIMIT)) {
            expect(Tok.K_TO);
            t = ImportForeignSchemaType.LIMIT_TO;
        } else if (accept(Tok.K_EXCEPT)) {
            t = ImportForeignSchemaType.EXCEPT;
        }
        if (t != ImportForeignSchemaType.ALL) {
            expect('(');
            tables = relationExprList();
            expect(')');
        }
        expect(Tok.K_FROM, Tok.K_SERVER);
        String server = colId();
        expect(Tok.K_INTO);
        String local = colId();
        return new ImportForeignSchemaStmt(server, remote, local, t, tables, genericOptions(), at);
    }

    // ---- publications, subscriptions

    final CreatePublicationStmt createPublication(int at) {
        expect(Tok.K_PUBLICATION);
        String name = colId();
        boolean all = false;
        List<PublicationObj> objs = List.of();
        if (accept(Tok.K_FOR)) {
            all = accept(Tok.K_ALL);
            if (all) {
                expect(Tok.K_TABLES);
            } else {
                objs = publicationObjects();
            }
        }
        return new CreatePublicationStmt(name, optDefinition(), objs, all, at);
    }

    final List<PublicationObj> publicationObjects() {
        List<PublicationObj> r = new ArrayList<>(2);
        PublicationObjType last = null;
        do {
            int at = loc();
            if (kind == Tok.K_TABLES && peek(1) == Tok.K_IN) {
                advance();
                advance();
                expect(Tok.K_SCHEMA);
                last = PublicationObjType.TABLES_IN_SCHEMA;
                r.add(schemaObject(at));
            } else if (kind == Tok.K_TABLE) {
                advance();
                last = PublicationObjType.TABLE;
                r.add(tableObject(at));
            } else if (last == null) {
                tableObject(at);
                throw syntaxError("invalid publication object list", at)
                        .detail("One of TABLE or TABLES IN SCHEMA must be specified before a standalone table or"
                                + " schema name.");
            } else {
                r.add(last == PublicationObjType.TABLE ? tableObject(at) : schemaObject(at));
            }
        } while (accept(','));
        return r;
    }

    private PublicationObj schemaObject(int at) {
        if (accept(Tok.K_CURRENT_SCHEMA)) {
            return new PublicationObj(PublicationObjType.TABLES_IN_CUR_SCHEMA, null, null, List.of(), null, at);
        }
        return new PublicationObj(PublicationObjType.TABLES_IN_SCHEMA, colId(), null, List.of(), null, at);
    }

    private PublicationObj tableObject(int at) {
        RangeVar rel = relationExpr();
        List<String> cols = optColumnList();
        RawExpr where = null;
        if (accept(Tok.K_WHERE)) {
            expect('(');
            where = expr();
            expect(')');
        }
        return new PublicationObj(PublicationObjType.TABLE, null, rel, cols, where, at);
    }

    final CreateSubscriptionStmt createSubscription(int at) {
        expect(Tok.K_SUBSCRIPTION);
        String name = colId();
        expect(Tok.K_CONNECTION);
        String info = sconst();
        expect(Tok.K_PUBLICATION);
        List<String> pubs = nameList();
        return new CreateSubscriptionStmt(name, info, pubs, optDefinition(), at);
    }

    final RuntimeException createAssertion(int at) {
        expect(Tok.K_ASSERTION);
        anyName();
        expect(Tok.K_CHECK, '(');
        expr();
        expect(')');
        return notSupported("CREATE ASSERTION is not yet implemented", -1);
    }
}
