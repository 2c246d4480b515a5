package org.hathi.parser;

import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.Statement;

/** CREATE: which object. */
abstract class CreateParser extends ObjectParser {
    CreateParser(Lexer lexer) {
        super(lexer);
    }

    final Statement create() {
        int at = loc();
        advance();
        if (accept(Tok.K_OR)) {
            expect(Tok.K_REPLACE);
            return createOrReplace(at);
        }
        return switch (kind) {
            case Tok.K_TABLE,
                    Tok.K_SEQUENCE,
                    Tok.K_LOCAL,
                    Tok.K_GLOBAL,
                    Tok.K_TEMP,
                    Tok.K_TEMPORARY,
                    Tok.K_UNLOGGED,
                    Tok.K_VIEW,
                    Tok.K_RECURSIVE,
                    Tok.K_MATERIALIZED -> createRelation(at);
            case Tok.K_INDEX, Tok.K_UNIQUE -> createIndex(at);
            case Tok.K_ROLE, Tok.K_GROUP -> createRole(at);
            case Tok.K_USER ->
                peek(1) == Tok.K_MAPPING && (peek(2) == Tok.K_FOR || peek(2) == Tok.K_IF)
                        ? createUserMapping(at)
                        : createRole(at);
            case Tok.K_DATABASE -> createDatabase(at);
            case Tok.K_TABLESPACE -> createTableSpace(at);
            case Tok.K_SCHEMA -> createSchema(at);
            case Tok.K_FUNCTION, Tok.K_PROCEDURE -> createFunction(false, at);
            case Tok.K_TRIGGER -> createTrigger(false, false, at);
            case Tok.K_CONSTRAINT -> {
                advance();
                yield createTrigger(false, true, at);
            }
            case Tok.K_RULE -> createRule(false, at);
            case Tok.K_POLICY -> createPolicy(at);
            case Tok.K_STATISTICS -> createStatistics(at);
            case Tok.K_TYPE -> createType(at);
            case Tok.K_DOMAIN -> createDomain(at);
            case Tok.K_AGGREGATE -> createAggregate(false, at);
            case Tok.K_OPERATOR -> createOperator(at);
            case Tok.K_CAST -> createCast(at);
            case Tok.K_COLLATION -> createCollation(at);
            case Tok.K_CONVERSION -> createConversion(false, at);
            case Tok.K_DEFAULT -> {
                advance();
                yield createConversion(true, at);
            }
            case Tok.K_TRANSFORM -> createTransform(false, at);
            case Tok.K_TEXT -> createTextSearch(at);
            case Tok.K_EXTENSION -> createExtension(at);
            case Tok.K_TRUSTED, Tok.K_PROCEDURAL, Tok.K_LANGUAGE -> createLanguage(false, at);
            case Tok.K_ACCESS -> createAccessMethod(at);
            case Tok.K_EVENT -> createEventTrigger(at);
            case Tok.K_FOREIGN -> createForeign(at);
            case Tok.K_SERVER -> createServer(at);
            case Tok.K_PUBLICATION -> createPublication(at);
            case Tok.K_SUBSCRIPTION -> createSubscription(at);
            case Tok.K_ASSERTION -> throw createAssertion(at);
            default -> throw unexpected();
        };
    }

    private Statement createOrReplace(int at) {
        return switch (kind) {
            case Tok.K_LOCAL, Tok.K_GLOBAL, Tok.K_TEMP, Tok.K_TEMPORARY, Tok.K_UNLOGGED, Tok.K_VIEW, Tok.K_RECURSIVE ->
                createView(optTemp(), true, at);
            case Tok.K_FUNCTION, Tok.K_PROCEDURE -> createFunction(true, at);
            case Tok.K_TRIGGER -> createTrigger(true, false, at);
            case Tok.K_CONSTRAINT -> {
                advance();
                yield createTrigger(true, true, at);
            }
            case Tok.K_RULE -> createRule(true, at);
            case Tok.K_AGGREGATE -> createAggregate(true, at);
            case Tok.K_TRANSFORM -> createTransform(true, at);
            case Tok.K_TRUSTED, Tok.K_PROCEDURAL, Tok.K_LANGUAGE -> createLanguage(true, at);
            default -> throw unexpected();
        };
    }

    private Statement createRelation(int at) {
        RelPersistence p = optTemp();
        return switch (kind) {
            case Tok.K_VIEW, Tok.K_RECURSIVE -> createView(p, false, at);
            case Tok.K_TABLE -> createTable(p, at);
            case Tok.K_SEQUENCE -> createSequence(p, at);
            case Tok.K_MATERIALIZED -> {
                if (p == RelPersistence.TEMP) {
                    throw unexpected();
                }
                yield createMatView(p, at);
            }
            default -> throw unexpected();
        };
    }
}
