package org.hathi.parser;

import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableStmt;

/** CREATE: which object. */
abstract class CreateParser extends DropParser {
    CreateParser(Lexer lexer) {
        super(lexer);
    }

    final Statement create() {
        int at = loc();
        advance();
        boolean replace = false;
        if (accept(Tok.K_OR)) {
            expect(Tok.K_REPLACE);
            replace = true;
        }
        switch (kind) {
            case Tok.K_TABLE,
                    Tok.K_SEQUENCE,
                    Tok.K_LOCAL,
                    Tok.K_GLOBAL,
                    Tok.K_TEMP,
                    Tok.K_TEMPORARY,
                    Tok.K_UNLOGGED,
                    Tok.K_VIEW,
                    Tok.K_RECURSIVE,
                    Tok.K_MATERIALIZED -> {
                return createRelation(replace, at);
            }
            case Tok.K_INDEX, Tok.K_UNIQUE -> {
                return createIndex(at);
            }
            default -> throw unexpected();
        }
    }

    private Statement createRelation(boolean replace, int at) {
        RelPersistence p = optTemp();
        switch (kind) {
            case Tok.K_VIEW, Tok.K_RECURSIVE -> {
                return createView(p, replace, at);
            }
            case Tok.K_TABLE -> {
                if (!replace) {
                    return createTable(p, at);
                }
            }
            case Tok.K_SEQUENCE -> {
                if (!replace) {
                    return createSequence(p, at);
                }
            }
            case Tok.K_MATERIALIZED -> {
                if (!replace && p != RelPersistence.TEMP) {
                    return createMatView(p, at);
                }
            }
            default -> {}
        }
        throw unexpected();
    }

    final Statement alter() {
        int at = loc();
        advance();
        ObjectType t = objectType();
        if (t == null || !isRelation(t)) {
            throw unexpected();
        }
        boolean missing = ifExists();
        var rel = relationExpr();
        AlterTableCmd part = partitionCmd(t == ObjectType.INDEX);
        if (part != null) {
            return new AlterTableStmt(rel, java.util.List.of(part), t, missing, at);
        }
        return new AlterTableStmt(rel, alterTableCmds(), t, missing, at);
    }
}
