package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.Clause.AccessPriv;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.UtilityStmt.VariableSetStmt;
import org.jspecify.annotations.Nullable;

/** Statements on roles, privileges, databases and tablespaces. */
public sealed interface RoleStmt extends Statement {
    enum RoleStmtType {
        ROLE,
        USER,
        GROUP
    }

    /** Options by PostgreSQL's names: password, superuser, inherit, createrole, canlogin, connectionlimit … */
    record CreateRoleStmt(RoleStmtType stmtType, String role, List<DefElem> options, int location)
            implements RoleStmt {}

    /** {@code action} +1 adds (ALTER ROLE, GROUP ADD USER), -1 drops members. */
    record AlterRoleStmt(RoleSpec role, List<DefElem> options, int action, int location) implements RoleStmt {}

    /** ALTER ROLE {role | ALL} [IN DATABASE d] SET …; role null is ALL. */
    record AlterRoleSetStmt(
            @Nullable RoleSpec role, @Nullable String database, VariableSetStmt setstmt, int location)
            implements RoleStmt {}

    record DropRoleStmt(List<RoleSpec> roles, boolean missingOk, int location) implements RoleStmt {}

    /** GRANT/REVOKE of roles; {@code adminOpt}: WITH ADMIN OPTION, or ADMIN OPTION FOR. */
    record GrantRoleStmt(
            List<AccessPriv> grantedRoles,
            List<RoleSpec> granteeRoles,
            boolean isGrant,
            boolean adminOpt,
            @Nullable RoleSpec grantor,
            DropBehavior behavior,
            int location)
            implements RoleStmt {}

    enum GrantTargetType {
        OBJECT,
        ALL_IN_SCHEMA,
        DEFAULTS
    }

    /**
     * GRANT/REVOKE of privileges on objects.
     *
     * @param objects RangeVar for tables and sequences, ObjectWithArgs for functions, else QualifiedName/TypeName/…
     * @param privileges empty means ALL PRIVILEGES
     * @param grantOption WITH GRANT OPTION, or GRANT OPTION FOR
     */
    record GrantStmt(
            boolean isGrant,
            GrantTargetType targtype,
            ObjectType objtype,
            List<Node> objects,
            List<AccessPriv> privileges,
            List<RoleSpec> grantees,
            boolean grantOption,
            @Nullable RoleSpec grantor,
            DropBehavior behavior,
            int location)
            implements RoleStmt {}

    record AlterDefaultPrivilegesStmt(List<DefElem> options, GrantStmt action, int location) implements RoleStmt {}

    record CreatedbStmt(String dbname, List<DefElem> options, int location) implements RoleStmt {}

    record AlterDatabaseStmt(String dbname, List<DefElem> options, int location) implements RoleStmt {}

    record AlterDatabaseRefreshCollStmt(String dbname, int location) implements RoleStmt {}

    record AlterDatabaseSetStmt(String dbname, VariableSetStmt setstmt, int location) implements RoleStmt {}

    record DropdbStmt(String dbname, boolean missingOk, List<DefElem> options, int location) implements RoleStmt {}

    record CreateTableSpaceStmt(
            String tablespacename, @Nullable RoleSpec owner, String locationPath, List<DefElem> options, int location)
            implements RoleStmt {}

    record DropTableSpaceStmt(String tablespacename, boolean missingOk, int location) implements RoleStmt {}

    record AlterTableSpaceOptionsStmt(String tablespacename, List<DefElem> options, boolean isReset, int location)
            implements RoleStmt {}

    record AlterSystemStmt(VariableSetStmt setstmt, int location) implements RoleStmt {}

    record DropOwnedStmt(List<RoleSpec> roles, DropBehavior behavior, int location) implements RoleStmt {}

    record ReassignOwnedStmt(List<RoleSpec> roles, RoleSpec newrole, int location) implements RoleStmt {}
}
