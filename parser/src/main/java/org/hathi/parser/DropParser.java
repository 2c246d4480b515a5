package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.Clause.RoleSpecType;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectName.DomainConstraintName;
import org.hathi.parser.tree.ObjectStmt.CommentStmt;
import org.hathi.parser.tree.ObjectStmt.DropStmt;
import org.hathi.parser.tree.ObjectStmt.DropSubscriptionStmt;
import org.hathi.parser.tree.ObjectStmt.DropUserMappingStmt;
import org.hathi.parser.tree.ObjectStmt.SecLabelStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt.DropOwnedStmt;
import org.hathi.parser.tree.RoleStmt.DropRoleStmt;
import org.hathi.parser.tree.RoleStmt.DropTableSpaceStmt;
import org.hathi.parser.tree.RoleStmt.DropdbStmt;
import org.hathi.parser.tree.Statement;

/** DROP, COMMENT ON, SECURITY LABEL. */
abstract class DropParser extends FunctionNameParser {
    DropParser(Lexer lexer) {
        super(lexer);
    }

    final Statement drop() {
        int at = loc();
        advance();
        if (kind == Tok.K_OWNED) {
            advance();
            expect(Tok.K_BY);
            List<RoleSpec> roles = roleList();
            return new DropOwnedStmt(roles, dropBehavior(), at);
        }
        if (accept2(Tok.K_USER, Tok.K_MAPPING)) {
            return dropUserMapping(at);
        }
        switch (kind) {
            case Tok.K_COLUMN, Tok.K_CONSTRAINT, Tok.K_LARGE -> throw unexpected();
            default -> {}
        }
        ObjectType t = objectType();
        if (t == null) {
            throw noObjectType();
        }
        boolean concurrently = t == ObjectType.INDEX && accept(Tok.K_CONCURRENTLY);
        boolean missing = ifExists();
        switch (t) {
            case ROLE -> {
                return new DropRoleStmt(roleList(), missing, at);
            }
            case DATABASE -> {
                return dropDatabase(missing, at);
            }
            case TABLESPACE -> {
                return new DropTableSpaceStmt(colId(), missing, at);
            }
            case SUBSCRIPTION -> {
                String name = colId();
                return new DropSubscriptionStmt(name, missing, dropBehavior(), at);
            }
            default -> {}
        }
        List<ObjectName> objects = new ArrayList<>(2);
        boolean single =
                switch (t) {
                    case CAST, TRANSFORM, OPCLASS, OPFAMILY, TRIGGER, RULE, POLICY -> true;
                    default -> false;
                };
        do {
            objects.add(objectName(t));
        } while (!single && accept(','));
        return new DropStmt(objects, t, dropBehavior(), missing, concurrently, at);
    }

    private DropdbStmt dropDatabase(boolean missing, int at) {
        String name = colId();
        List<DefElem> options = new ArrayList<>(1);
        boolean with = accept(Tok.K_WITH);
        if (with || kind == '(') {
            expect('(');
            do {
                int optAt = loc();
                expect(Tok.K_FORCE);
                options.add(new DefElem("force", null, optAt));
            } while (accept(','));
            expect(')');
        }
        return new DropdbStmt(name, missing, options, at);
    }

    private DropUserMappingStmt dropUserMapping(int at) {
        boolean missing = ifExists();
        expect(Tok.K_FOR);
        RoleSpec user = authIdent();
        expect(Tok.K_SERVER);
        return new DropUserMappingStmt(user, colId(), missing, at);
    }

    /** auth_ident: a role, or USER for the current one. */
    final RoleSpec authIdent() {
        int at = loc();
        return accept(Tok.K_USER) ? new RoleSpec(RoleSpecType.CURRENT_USER, null, at) : roleSpec();
    }

    final CommentStmt comment() {
        int at = loc();
        advance();
        expect(Tok.K_ON);
        ObjectType t = objectType();
        if (t == null) {
            throw noObjectType();
        }
        ObjectName o = objectName(t);
        if (o instanceof DomainConstraintName) {
            t = ObjectType.DOMCONSTRAINT;
        }
        expect(Tok.K_IS);
        return new CommentStmt(t, o, accept(Tok.K_NULL) ? null : sconst(), at);
    }

    final SecLabelStmt securityLabel() {
        int at = loc();
        advance();
        expect(Tok.K_LABEL);
        String provider = accept(Tok.K_FOR) ? nonReservedWordOrSconst() : null;
        expect(Tok.K_ON);
        ObjectType t = objectType();
        if (t == null) {
            throw noObjectType();
        }
        ObjectName o = objectName(t);
        expect(Tok.K_IS);
        return new SecLabelStmt(t, o, provider, accept(Tok.K_NULL) ? null : sconst(), at);
    }
}
