package org.hathi.executor.session;

import java.util.Locale;
import org.hathi.parser.tree.ObjectStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.UtilityStmt;

/** Command tags, as CommandComplete and error messages show them. */
public final class CommandTags {
    private CommandTags() {}

    /** The tag without counts. */
    public static String of(Statement s) {
        return switch (s) {
            case Statement.SelectStmt x -> "SELECT";
            case Statement.InsertStmt x -> "INSERT";
            case Statement.UpdateStmt x -> "UPDATE";
            case Statement.DeleteStmt x -> "DELETE";
            case Statement.MergeStmt x -> "MERGE";
            case UtilityStmt u -> utility(u);
            case TableStmt t -> table(t);
            case RoleStmt r -> role(r);
            case ObjectStmt o -> object(o);
            default -> "???";
        };
    }

    private static String utility(UtilityStmt u) {
        return switch (u) {
            case UtilityStmt.TransactionStmt t ->
                switch (t.kind()) {
                    case BEGIN -> "BEGIN";
                    case START -> "START TRANSACTION";
                    case COMMIT -> "COMMIT";
                    case ROLLBACK, ROLLBACK_TO -> "ROLLBACK";
                    case SAVEPOINT -> "SAVEPOINT";
                    case RELEASE -> "RELEASE";
                    case PREPARE -> "PREPARE TRANSACTION";
                    case COMMIT_PREPARED -> "COMMIT PREPARED";
                    case ROLLBACK_PREPARED -> "ROLLBACK PREPARED";
                };
            case UtilityStmt.VariableSetStmt v ->
                switch (v.kind()) {
                    case RESET, RESET_ALL -> "RESET";
                    case SET_VALUE, SET_DEFAULT, SET_CURRENT, SET_MULTI -> "SET";
                };
            case UtilityStmt.VariableShowStmt v -> "SHOW";
            case UtilityStmt.ConstraintsSetStmt c -> "SET CONSTRAINTS";
            case UtilityStmt.CheckPointStmt c -> "CHECKPOINT";
            case UtilityStmt.DiscardStmt d -> "DISCARD " + d.target().name();
            case UtilityStmt.NotifyStmt n -> "NOTIFY";
            case UtilityStmt.ListenStmt l -> "LISTEN";
            case UtilityStmt.UnlistenStmt l -> "UNLISTEN";
            case UtilityStmt.LoadStmt l -> "LOAD";
            case UtilityStmt.PrepareStmt p -> "PREPARE";
            case UtilityStmt.ExecuteStmt p -> "EXECUTE";
            case UtilityStmt.DeallocateStmt d -> d.name() == null ? "DEALLOCATE ALL" : "DEALLOCATE";
            case UtilityStmt.ExplainStmt e -> "EXPLAIN";
            case UtilityStmt.DeclareCursorStmt d -> "DECLARE CURSOR";
            case UtilityStmt.ClosePortalStmt c -> c.portalname() == null ? "CLOSE CURSOR ALL" : "CLOSE CURSOR";
            case UtilityStmt.FetchStmt f -> f.ismove() ? "MOVE" : "FETCH";
            case UtilityStmt.CallStmt c -> "CALL";
            case UtilityStmt.DoStmt d -> "DO";
        };
    }

    private static String table(TableStmt t) {
        return switch (t) {
            case TableStmt.CreateStmt c -> c.foreign() != null ? "CREATE FOREIGN TABLE" : "CREATE TABLE";
            case TableStmt.AlterTableStmt a -> "ALTER " + words(a.objtype());
            case TableStmt.IndexStmt i -> "CREATE INDEX";
            case TableStmt.ViewStmt v -> "CREATE VIEW";
            case TableStmt.CreateTableAsStmt c ->
                c.objtype() == ObjectType.MATVIEW ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
            case TableStmt.RefreshMatViewStmt r -> "REFRESH MATERIALIZED VIEW";
            case TableStmt.CreateSeqStmt c -> "CREATE SEQUENCE";
            case TableStmt.AlterSeqStmt a -> "ALTER SEQUENCE";
            case TableStmt.TruncateStmt x -> "TRUNCATE TABLE";
            case TableStmt.LockStmt l -> "LOCK TABLE";
            case TableStmt.CopyStmt c -> "COPY";
            case TableStmt.CreateTrigStmt c -> "CREATE TRIGGER";
            case TableStmt.RuleStmt r -> "CREATE RULE";
            case TableStmt.CreatePolicyStmt c -> "CREATE POLICY";
            case TableStmt.AlterPolicyStmt c -> "ALTER POLICY";
            case TableStmt.CreateStatsStmt c -> "CREATE STATISTICS";
            case TableStmt.AlterStatsStmt c -> "ALTER STATISTICS";
            case TableStmt.ClusterStmt c -> "CLUSTER";
            case TableStmt.ReindexStmt r -> "REINDEX";
            case TableStmt.VacuumStmt v -> v.isVacuumcmd() ? "VACUUM" : "ANALYZE";
            default -> fromClass(t);
        };
    }

    private static String role(RoleStmt r) {
        return switch (r) {
            case RoleStmt.CreateRoleStmt c -> "CREATE ROLE";
            case RoleStmt.AlterRoleStmt a -> "ALTER ROLE";
            case RoleStmt.AlterRoleSetStmt a -> "ALTER ROLE";
            case RoleStmt.DropRoleStmt d -> "DROP ROLE";
            case RoleStmt.GrantRoleStmt g -> g.isGrant() ? "GRANT ROLE" : "REVOKE ROLE";
            case RoleStmt.GrantStmt g -> g.isGrant() ? "GRANT" : "REVOKE";
            case RoleStmt.CreatedbStmt c -> "CREATE DATABASE";
            case RoleStmt.DropdbStmt d -> "DROP DATABASE";
            case RoleStmt.AlterDatabaseStmt a -> "ALTER DATABASE";
            case RoleStmt.AlterDatabaseSetStmt a -> "ALTER DATABASE";
            case RoleStmt.AlterDefaultPrivilegesStmt a -> "ALTER DEFAULT PRIVILEGES";
            case RoleStmt.AlterSystemStmt a -> "ALTER SYSTEM";
            case RoleStmt.DropOwnedStmt d -> "DROP OWNED";
            case RoleStmt.ReassignOwnedStmt d -> "REASSIGN OWNED";
            case RoleStmt.CreateTableSpaceStmt c -> "CREATE TABLESPACE";
            case RoleStmt.DropTableSpaceStmt c -> "DROP TABLESPACE";
            default -> fromClass(r);
        };
    }

    /** The kind the tag of a RENAME names: for a part of a relation, the relation's. */
    private static ObjectType renamed(ObjectStmt.RenameStmt r) {
        boolean part = r.renameType() == ObjectType.COLUMN
                || r.renameType() == ObjectType.ATTRIBUTE
                || r.renameType() == ObjectType.TABCONSTRAINT;
        ObjectType relation = r.relationType();
        return part && relation != null ? relation : r.renameType();
    }

    private static String object(ObjectStmt o) {
        return switch (o) {
            case ObjectStmt.DropStmt d -> "DROP " + words(d.removeType());
            case ObjectStmt.CommentStmt c -> "COMMENT";
            case ObjectStmt.RenameStmt r -> "ALTER " + words(renamed(r));
            case ObjectStmt.AlterOwnerStmt a -> "ALTER " + words(a.objectType());
            case ObjectStmt.AlterObjectSchemaStmt a -> "ALTER " + words(a.objectType());
            case ObjectStmt.CreateSchemaStmt c -> "CREATE SCHEMA";
            case ObjectStmt.CreateFunctionStmt c -> c.isProcedure() ? "CREATE PROCEDURE" : "CREATE FUNCTION";
            case ObjectStmt.CreateDomainStmt c -> "CREATE DOMAIN";
            case ObjectStmt.AlterDomainStmt c -> "ALTER DOMAIN";
            case ObjectStmt.CompositeTypeStmt c -> "CREATE TYPE";
            case ObjectStmt.CreateEnumStmt c -> "CREATE TYPE";
            case ObjectStmt.AlterEnumStmt c -> "ALTER TYPE";
            case ObjectStmt.CreateRangeStmt c -> "CREATE TYPE";
            case ObjectStmt.AlterTypeStmt c -> "ALTER TYPE";
            case ObjectStmt.AlterFunctionStmt a -> "ALTER " + words(a.objtype());
            case ObjectStmt.DefineStmt c -> "CREATE " + words(c.kind());
            case ObjectStmt.SecLabelStmt c -> "SECURITY LABEL";
            case ObjectStmt.CreateOpClassStmt c -> "CREATE OPERATOR CLASS";
            case ObjectStmt.CreateOpFamilyStmt c -> "CREATE OPERATOR FAMILY";
            case ObjectStmt.AlterOpFamilyStmt c -> "ALTER OPERATOR FAMILY";
            case ObjectStmt.CreateCastStmt c -> "CREATE CAST";
            case ObjectStmt.CreateExtensionStmt c -> "CREATE EXTENSION";
            default -> fromClass(o);
        };
    }

    /** {@code AlterFooBarStmt} as {@code ALTER FOO BAR}: for statements whose tag is just their words. */
    private static String fromClass(Statement s) {
        String n = s.getClass().getSimpleName();
        n = n.endsWith("Stmt") ? n.substring(0, n.length() - 4) : n;
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < n.length(); i++) {
            char c = n.charAt(i);
            if (i > 0 && Character.isUpperCase(c) && !Character.isUpperCase(n.charAt(i - 1))) {
                b.append(' ');
            }
            b.append(Character.toUpperCase(c));
        }
        return b.toString();
    }

    /** The words of an object kind as tags spell them. */
    public static String words(ObjectType t) {
        return switch (t) {
            case MATVIEW -> "MATERIALIZED VIEW";
            case STATISTIC_EXT -> "STATISTICS";
            case OPCLASS -> "OPERATOR CLASS";
            case OPFAMILY -> "OPERATOR FAMILY";
            case TSCONFIGURATION -> "TEXT SEARCH CONFIGURATION";
            case TSDICTIONARY -> "TEXT SEARCH DICTIONARY";
            case TSPARSER -> "TEXT SEARCH PARSER";
            case TSTEMPLATE -> "TEXT SEARCH TEMPLATE";
            case FDW -> "FOREIGN DATA WRAPPER";
            case FOREIGN_SERVER -> "SERVER";
            case LARGEOBJECT -> "LARGE OBJECT";
            case ATTRIBUTE -> "TYPE";
            case DOMCONSTRAINT -> "DOMAIN";
            default -> t.name().replace('_', ' ').toUpperCase(Locale.ROOT);
        };
    }
}
