package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.AccessPriv;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectName.LargeObjectName;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt.AlterDatabaseRefreshCollStmt;
import org.hathi.parser.tree.RoleStmt.AlterDatabaseSetStmt;
import org.hathi.parser.tree.RoleStmt.AlterDatabaseStmt;
import org.hathi.parser.tree.RoleStmt.AlterDefaultPrivilegesStmt;
import org.hathi.parser.tree.RoleStmt.AlterRoleSetStmt;
import org.hathi.parser.tree.RoleStmt.AlterRoleStmt;
import org.hathi.parser.tree.RoleStmt.CreateRoleStmt;
import org.hathi.parser.tree.RoleStmt.CreateTableSpaceStmt;
import org.hathi.parser.tree.RoleStmt.CreatedbStmt;
import org.hathi.parser.tree.RoleStmt.GrantRoleStmt;
import org.hathi.parser.tree.RoleStmt.GrantStmt;
import org.hathi.parser.tree.RoleStmt.GrantTargetType;
import org.hathi.parser.tree.RoleStmt.ReassignOwnedStmt;
import org.hathi.parser.tree.RoleStmt.RoleStmtType;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Roles, privileges, databases, tablespaces. */
abstract class RoleParser extends DropParser {
    RoleParser(Lexer lexer) {
        super(lexer);
    }

    // ---- roles

    /** Behind CREATE; the current token is ROLE, USER or GROUP. */
    final CreateRoleStmt createRole(int at) {
        RoleStmtType t =
                kind == Tok.K_ROLE ? RoleStmtType.ROLE : kind == Tok.K_USER ? RoleStmtType.USER : RoleStmtType.GROUP;
        advance();
        String name = roleId();
        accept(Tok.K_WITH);
        return new CreateRoleStmt(t, name, roleOptions(true), at);
    }

    private List<DefElem> roleOptions(boolean create) {
        List<DefElem> r = new ArrayList<>(3);
        while (true) {
            DefElem d = roleOption(create);
            if (d == null) {
                return r;
            }
            r.add(d);
        }
    }

    private @Nullable DefElem roleOption(boolean create) {
        int at = loc();
        switch (kind) {
            case Tok.K_PASSWORD -> {
                advance();
                return new DefElem("password", accept(Tok.K_NULL) ? null : new Value.Str(sconst()), at);
            }
            case Tok.K_ENCRYPTED -> {
                advance();
                expect(Tok.K_PASSWORD);
                return new DefElem("password", new Value.Str(sconst()), at);
            }
            case Tok.K_UNENCRYPTED -> {
                advance();
                expect(Tok.K_PASSWORD);
                sconst();
                throw notSupported("UNENCRYPTED PASSWORD is no longer supported", at)
                        .hint("Remove UNENCRYPTED to store the password in encrypted form instead.");
            }
            case Tok.K_INHERIT -> {
                advance();
                return new DefElem("inherit", new Value.Bool(true), at);
            }
            case Tok.K_CONNECTION -> {
                advance();
                expect(Tok.K_LIMIT);
                return new DefElem("connectionlimit", new Value.Int(signedIconst()), at);
            }
            case Tok.K_VALID -> {
                advance();
                expect(Tok.K_UNTIL);
                return new DefElem("validUntil", new Value.Str(sconst()), at);
            }
            case Tok.K_USER -> {
                advance();
                return new DefElem("rolemembers", new Value.Items(roleList()), at);
            }
            case Tok.IDENT -> {
                String word = text();
                DefElem d = flagOption(word, at);
                if (d == null) {
                    throw syntaxError("unrecognized role option \"" + word + "\"", at);
                }
                advance();
                return d;
            }
            default -> {
                return create ? createRoleOption(at) : null;
            }
        }
    }

    private @Nullable DefElem createRoleOption(int at) {
        switch (kind) {
            case Tok.K_SYSID -> {
                advance();
                return new DefElem("sysid", new Value.Int(iconst()), at);
            }
            case Tok.K_ADMIN -> {
                advance();
                return new DefElem("adminmembers", new Value.Items(roleList()), at);
            }
            case Tok.K_ROLE -> {
                advance();
                return new DefElem("rolemembers", new Value.Items(roleList()), at);
            }
            case Tok.K_IN -> {
                advance();
                if (!accept(Tok.K_ROLE)) {
                    expect(Tok.K_GROUP);
                }
                return new DefElem("addroleto", new Value.Items(roleList()), at);
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable DefElem flagOption(String word, int at) {
        boolean no = word.startsWith("no");
        String name =
                switch (no ? word.substring(2) : word) {
                    case "superuser" -> "superuser";
                    case "createrole" -> "createrole";
                    case "replication" -> "isreplication";
                    case "createdb" -> "createdb";
                    case "login" -> "canlogin";
                    case "bypassrls" -> "bypassrls";
                    case "inherit" -> no ? "inherit" : null;
                    default -> null;
                };
        return name == null ? null : new DefElem(name, new Value.Bool(!no), at);
    }

    /** ALTER ROLE/USER/GROUP, the words taken; RENAME is done by the caller. */
    final Statement alterRole(boolean group, int at) {
        RoleSpec role = kind == Tok.K_ALL && !group ? null : roleSpec();
        if (role == null) {
            advance();
        }
        if (group && (kind == Tok.K_ADD || kind == Tok.K_DROP)) {
            int action = kind == Tok.K_ADD ? 1 : -1;
            int optAt = loc();
            advance();
            expect(Tok.K_USER);
            List<DefElem> members = List.of(new DefElem("rolemembers", new Value.Items(roleList()), optAt));
            if (role == null) {
                throw unexpected();
            }
            return new AlterRoleStmt(role, members, action, at);
        }
        if (kind == Tok.K_IN || kind == Tok.K_SET || kind == Tok.K_RESET) {
            String db = null;
            if (accept(Tok.K_IN)) {
                expect(Tok.K_DATABASE);
                db = colId();
            }
            return new AlterRoleSetStmt(role, db, setResetClause(), at);
        }
        if (role == null || group) {
            throw unexpected();
        }
        accept(Tok.K_WITH);
        return new AlterRoleStmt(role, roleOptions(false), 1, at);
    }

    // ---- databases, tablespaces

    final CreatedbStmt createDatabase(int at) {
        expect(Tok.K_DATABASE);
        String name = colId();
        accept(Tok.K_WITH);
        return new CreatedbStmt(name, dbOptions(), at);
    }

    private List<DefElem> dbOptions() {
        List<DefElem> r = new ArrayList<>(3);
        while (kind != ';' && kind != Tok.EOF) {
            int at = loc();
            String name =
                    switch (kind) {
                        case Tok.IDENT, Tok.K_ENCODING, Tok.K_LOCATION, Tok.K_OWNER, Tok.K_TABLESPACE, Tok.K_TEMPLATE ->
                            text();
                        case Tok.K_CONNECTION -> "connection_limit";
                        default -> throw unexpected();
                    };
            boolean limit = accept(Tok.K_CONNECTION);
            if (limit) {
                expect(Tok.K_LIMIT);
            } else {
                advance();
            }
            accept('=');
            Node v = null;
            if (startsNumeric()) {
                v = numericOnly();
            } else if (!accept(Tok.K_DEFAULT)) {
                v = new Value.Str(booleanOrString());
            }
            r.add(new DefElem(name, v, at));
        }
        return r;
    }

    final Statement alterDatabase(String name, int at) {
        if (kind == Tok.K_REFRESH) {
            advance();
            expect(Tok.K_COLLATION, Tok.K_VERSION);
            return new AlterDatabaseRefreshCollStmt(name, at);
        }
        if (kind == Tok.K_SET && peek(1) == Tok.K_TABLESPACE) {
            advance();
            int optAt = loc();
            advance();
            return new AlterDatabaseStmt(name, List.of(new DefElem("tablespace", new Value.Str(colId()), optAt)), at);
        }
        if (kind == Tok.K_SET || kind == Tok.K_RESET) {
            return new AlterDatabaseSetStmt(name, setResetClause(), at);
        }
        accept(Tok.K_WITH);
        return new AlterDatabaseStmt(name, dbOptions(), at);
    }

    final CreateTableSpaceStmt createTableSpace(int at) {
        expect(Tok.K_TABLESPACE);
        String name = colId();
        RoleSpec owner = accept(Tok.K_OWNER) ? roleSpec() : null;
        expect(Tok.K_LOCATION);
        String path = sconst();
        return new CreateTableSpaceStmt(name, owner, path, optRelOptions(), at);
    }

    final ReassignOwnedStmt reassignOwned() {
        int at = loc();
        advance();
        expect(Tok.K_OWNED, Tok.K_BY);
        List<RoleSpec> roles = roleList();
        expect(Tok.K_TO);
        return new ReassignOwnedStmt(roles, roleSpec(), at);
    }

    // ---- GRANT, REVOKE

    final Statement grant() {
        int at = loc();
        boolean grant = kind == Tok.K_GRANT;
        advance();
        boolean option = false;
        if (!grant) {
            if (accept(Tok.K_GRANT)) {
                expect(Tok.K_OPTION, Tok.K_FOR);
                option = true;
            } else if (kind == Tok.K_ADMIN && peek(1) == Tok.K_OPTION) {
                advance();
                advance();
                expect(Tok.K_FOR);
                return grantRole(privileges(), false, true, at);
            }
        }
        List<AccessPriv> privs = privileges();
        if (!option && kind != Tok.K_ON && !privs.isEmpty()) {
            return grantRole(privs, grant, false, at);
        }
        expect(Tok.K_ON);
        return grantOn(privs, grant, option, at);
    }

    /** privileges: empty for ALL. */
    private List<AccessPriv> privileges() {
        List<AccessPriv> r = new ArrayList<>(2);
        if (accept(Tok.K_ALL)) {
            int at = loc();
            accept(Tok.K_PRIVILEGES);
            if (kind == '(') {
                r.add(new AccessPriv(null, columnList(), at));
            }
            return r;
        }
        do {
            int at = loc();
            if (accept2(Tok.K_ALTER, Tok.K_SYSTEM)) {
                r.add(new AccessPriv("alter system", List.of(), at));
                continue;
            }
            String name =
                    switch (kind) {
                        case Tok.K_SELECT, Tok.K_REFERENCES, Tok.K_CREATE -> text();
                        default -> {
                            if (!isColId(kind)) {
                                throw unexpected();
                            }
                            yield text();
                        }
                    };
            advance();
            r.add(new AccessPriv(name, optColumnList(), at));
        } while (accept(','));
        return r;
    }

    private GrantRoleStmt grantRole(List<AccessPriv> roles, boolean grant, boolean admin, int at) {
        if (grant) {
            expect(Tok.K_TO);
        } else {
            expect(Tok.K_FROM);
        }
        List<RoleSpec> grantees = roleList();
        if (grant && accept(Tok.K_WITH)) {
            expect(Tok.K_ADMIN, Tok.K_OPTION);
            admin = true;
        }
        RoleSpec grantor = grantedBy();
        DropBehavior b = grant ? DropBehavior.RESTRICT : dropBehavior();
        return new GrantRoleStmt(roles, grantees, grant, admin, grantor, b, at);
    }

    private @Nullable RoleSpec grantedBy() {
        if (!accept(Tok.K_GRANTED)) {
            return null;
        }
        expect(Tok.K_BY);
        return roleSpec();
    }

    private GrantStmt grantOn(List<AccessPriv> privs, boolean grant, boolean option, int at) {
        GrantTargetType target = GrantTargetType.OBJECT;
        ObjectType t = ObjectType.TABLE;
        List<Node> objects = new ArrayList<>(2);
        if (accept(Tok.K_ALL)) {
            target = GrantTargetType.ALL_IN_SCHEMA;
            t = pluralType(false);
            expect(Tok.K_IN, Tok.K_SCHEMA);
            names(objects);
        } else {
            ObjectType named = grantObjectType();
            t = named == null ? ObjectType.TABLE : named;
            grantObjects(t, objects);
        }
        return grantRest(privs, grant, option, target, t, objects, at);
    }

    private GrantStmt grantRest(
            List<AccessPriv> privs,
            boolean grant,
            boolean option,
            GrantTargetType target,
            ObjectType t,
            List<Node> objects,
            int at) {
        if (grant) {
            expect(Tok.K_TO);
        } else {
            expect(Tok.K_FROM);
        }
        List<RoleSpec> grantees = new ArrayList<>(2);
        do {
            if (kind == Tok.K_GROUP) {
                advance();
            }
            grantees.add(roleSpec());
        } while (accept(','));
        if (grant && accept(Tok.K_WITH)) {
            expect(Tok.K_GRANT, Tok.K_OPTION);
            option = true;
        }
        RoleSpec grantor = target == GrantTargetType.DEFAULTS ? null : grantedBy();
        DropBehavior b = grant ? DropBehavior.RESTRICT : dropBehavior();
        return new GrantStmt(grant, target, t, objects, privs, grantees, option, grantor, b, at);
    }

    private void names(List<Node> objects) {
        do {
            int at = loc();
            objects.add(new QualifiedName(List.of(colId()), at));
        } while (accept(','));
    }

    private @Nullable ObjectType grantObjectType() {
        int next = peek(1);
        if (kind == Tok.K_PARAMETER && isColId(next)) {
            advance();
            return ObjectType.PARAMETER_ACL;
        }
        switch (kind) {
            case Tok.K_TABLE,
                    Tok.K_SEQUENCE,
                    Tok.K_FUNCTION,
                    Tok.K_PROCEDURE,
                    Tok.K_ROUTINE,
                    Tok.K_DATABASE,
                    Tok.K_DOMAIN,
                    Tok.K_LANGUAGE,
                    Tok.K_SCHEMA,
                    Tok.K_TABLESPACE,
                    Tok.K_TYPE -> {
                return isColId(next) || isTypeFunctionName(next) ? objectType() : null;
            }
            case Tok.K_LARGE -> {
                return objectType();
            }
            case Tok.K_FOREIGN -> {
                advance();
                if (accept(Tok.K_DATA)) {
                    expect(Tok.K_WRAPPER);
                    return ObjectType.FDW;
                }
                expect(Tok.K_SERVER);
                return ObjectType.FOREIGN_SERVER;
            }
            default -> {
                return null;
            }
        }
    }

    private void grantObjects(ObjectType t, List<Node> objects) {
        switch (t) {
            case TABLE, SEQUENCE -> objects.addAll(qualifiedNameList());
            case FUNCTION, PROCEDURE, ROUTINE -> {
                do {
                    objects.add(functionWithArgs());
                } while (accept(','));
            }
            case DOMAIN, TYPE -> {
                do {
                    int at = loc();
                    objects.add(new QualifiedName(anyName(), at));
                } while (accept(','));
            }
            case LARGEOBJECT -> {
                do {
                    int at = loc();
                    objects.add(new LargeObjectName(numericOnly(), at));
                } while (accept(','));
            }
            case PARAMETER_ACL -> {
                do {
                    int at = loc();
                    objects.add(new QualifiedName(List.of(varName()), at));
                } while (accept(','));
            }
            default -> names(objects);
        }
    }

    private ObjectType pluralType(boolean defaults) {
        ObjectType t =
                switch (kind) {
                    case Tok.K_TABLES -> ObjectType.TABLE;
                    case Tok.K_SEQUENCES -> ObjectType.SEQUENCE;
                    case Tok.K_FUNCTIONS -> ObjectType.FUNCTION;
                    case Tok.K_ROUTINES -> defaults ? ObjectType.FUNCTION : ObjectType.ROUTINE;
                    case Tok.K_PROCEDURES -> defaults ? null : ObjectType.PROCEDURE;
                    case Tok.K_TYPES -> defaults ? ObjectType.TYPE : null;
                    case Tok.K_SCHEMAS -> defaults ? ObjectType.SCHEMA : null;
                    default -> null;
                };
        if (t == null) {
            throw unexpected();
        }
        advance();
        return t;
    }

    /** Behind ALTER DEFAULT PRIVILEGES. */
    final AlterDefaultPrivilegesStmt alterDefaultPrivileges(int at) {
        List<DefElem> options = new ArrayList<>(2);
        while (kind == Tok.K_IN || kind == Tok.K_FOR) {
            int optAt = loc();
            if (accept(Tok.K_IN)) {
                expect(Tok.K_SCHEMA);
                List<Node> schemas = new ArrayList<>(2);
                names(schemas);
                options.add(new DefElem("schemas", new Value.Items(schemas), optAt));
            } else {
                advance();
                if (!accept(Tok.K_ROLE)) {
                    expect(Tok.K_USER);
                }
                options.add(new DefElem("roles", new Value.Items(roleList()), optAt));
            }
        }
        int actionAt = loc();
        boolean grant = accept(Tok.K_GRANT);
        boolean option = false;
        if (!grant) {
            expect(Tok.K_REVOKE);
            if (accept(Tok.K_GRANT)) {
                expect(Tok.K_OPTION, Tok.K_FOR);
                option = true;
            }
        }
        List<AccessPriv> privs = privileges();
        expect(Tok.K_ON);
        ObjectType t = pluralType(true);
        GrantStmt g = grantRest(privs, grant, option, GrantTargetType.DEFAULTS, t, List.of(), actionAt);
        return new AlterDefaultPrivilegesStmt(options, g, at);
    }
}
