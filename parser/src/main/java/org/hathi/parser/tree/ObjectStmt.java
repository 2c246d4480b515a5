package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.Clause.CollateSpec;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.DefElemAction;
import org.hathi.parser.tree.Clause.FunctionParameter;
import org.hathi.parser.tree.Clause.OpClassItem;
import org.hathi.parser.tree.Clause.PublicationObj;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.jspecify.annotations.Nullable;

/** Statements on other objects, and those that fit every kind (DROP, COMMENT, RENAME, OWNER TO, SET SCHEMA). */
public sealed interface ObjectStmt extends Statement {

    record DropStmt(
            List<ObjectName> objects,
            ObjectType removeType,
            DropBehavior behavior,
            boolean missingOk,
            boolean concurrent,
            int location)
            implements ObjectStmt {}

    /** COMMENT ON; null comment drops it. Columns come as QualifiedName of the table's names and the column. */
    record CommentStmt(
            ObjectType objtype, ObjectName object, @Nullable String comment, int location) implements ObjectStmt {}

    record SecLabelStmt(
            ObjectType objtype,
            ObjectName object,
            @Nullable String provider,
            @Nullable String label,
            int location) implements ObjectStmt {}

    /**
     * ALTER … RENAME.
     *
     * @param relationType with COLUMN/ATTRIBUTE/TABCONSTRAINT: kind of relation written
     * @param relation for relations and what hangs on them
     * @param object for all else
     * @param subname column, constraint, trigger, rule, policy … renamed (also databases' and roles' old names)
     */
    record RenameStmt(
            ObjectType renameType,
            @Nullable ObjectType relationType,
            @Nullable RangeVar relation,
            @Nullable ObjectName object,
            @Nullable String subname,
            String newname,
            DropBehavior behavior,
            boolean missingOk,
            int location)
            implements ObjectStmt {}

    /** OWNER TO for what is not a relation. */
    record AlterOwnerStmt(ObjectType objectType, ObjectName object, RoleSpec newowner, int location)
            implements ObjectStmt {}

    record AlterObjectSchemaStmt(
            ObjectType objectType,
            @Nullable RangeVar relation,
            @Nullable ObjectName object,
            String newschema,
            boolean missingOk,
            int location)
            implements ObjectStmt {}

    /** [NO] DEPENDS ON EXTENSION. */
    record AlterObjectDependsStmt(
            ObjectType objectType,
            @Nullable RangeVar relation,
            @Nullable ObjectName object,
            String extname,
            boolean remove,
            int location)
            implements ObjectStmt {}

    /** CREATE SCHEMA; one of schemaname and authrole is set, or both. */
    record CreateSchemaStmt(
            @Nullable String schemaname,
            @Nullable RoleSpec authrole,
            List<Statement> schemaElts,
            boolean ifNotExists,
            int location)
            implements ObjectStmt {}

    // ---- functions

    /**
     * CREATE FUNCTION / PROCEDURE.
     *
     * @param options as, language, volatility, strict, security, leakproof, cost, rows, support, parallel, window,
     *     transform, set
     * @param sqlBody body in SQL-standard form: one ReturnStmt, or the statements of BEGIN ATOMIC (flag)
     */
    record CreateFunctionStmt(
            boolean isProcedure,
            boolean replace,
            List<String> funcname,
            List<FunctionParameter> parameters,
            @Nullable TypeName returnType,
            List<DefElem> options,
            @Nullable SqlBody sqlBody,
            int location)
            implements ObjectStmt {}

    record SqlBody(boolean atomicBlock, List<Statement> statements) {}

    record AlterFunctionStmt(ObjectType objtype, ObjectWithArgs func, List<DefElem> actions, int location)
            implements ObjectStmt {}

    // ---- types

    record CreateDomainStmt(
            List<String> domainname,
            TypeName typeName,
            @Nullable CollateSpec collClause,
            List<Constraint> constraints,
            int location)
            implements ObjectStmt {}

    /** {@code subtype}: T default, N drop not null, O set not null, C add constraint, X drop, V validate. */
    record AlterDomainStmt(
            char subtype,
            List<String> typeName,
            @Nullable String name,
            @Nullable Node def,
            DropBehavior behavior,
            boolean missingOk,
            int location)
            implements ObjectStmt {}

    record CompositeTypeStmt(RangeVar typevar, List<ColumnDef> coldeflist, int location) implements ObjectStmt {}

    record CreateEnumStmt(List<String> typeName, List<String> vals, int location) implements ObjectStmt {}

    /** ADD VALUE (oldVal null) or RENAME VALUE. */
    record AlterEnumStmt(
            List<String> typeName,
            @Nullable String oldVal,
            String newVal,
            @Nullable String newValNeighbor,
            boolean newValIsAfter,
            boolean skipIfNewValExists,
            int location)
            implements ObjectStmt {}

    record CreateRangeStmt(List<String> typeName, List<DefElem> params, int location) implements ObjectStmt {}

    /** ALTER TYPE name SET (…). */
    record AlterTypeStmt(List<String> typeName, List<DefElem> options, int location) implements ObjectStmt {}

    /**
     * CREATE AGGREGATE, OPERATOR, TYPE (base or shell), TEXT SEARCH …, COLLATION.
     *
     * @param args for aggregates: parameters
     * @param numDirectArgs for aggregates: -1 ordinary, else number of direct arguments
     */
    record DefineStmt(
            ObjectType kind,
            boolean oldstyle,
            List<String> defnames,
            List<FunctionParameter> args,
            int numDirectArgs,
            List<DefElem> definition,
            boolean ifNotExists,
            boolean replace,
            int location)
            implements ObjectStmt {}

    enum CoercionContext {
        IMPLICIT,
        ASSIGNMENT,
        EXPLICIT
    }

    record CreateCastStmt(
            TypeName sourcetype,
            TypeName targettype,
            @Nullable ObjectWithArgs func,
            CoercionContext context,
            boolean inout,
            int location)
            implements ObjectStmt {}

    record CreateConversionStmt(
            List<String> conversionName,
            String forEncodingName,
            String toEncodingName,
            List<String> funcName,
            boolean def,
            int location)
            implements ObjectStmt {}

    record CreateTransformStmt(
            boolean replace,
            TypeName typeName,
            String lang,
            @Nullable ObjectWithArgs fromsql,
            @Nullable ObjectWithArgs tosql,
            int location)
            implements ObjectStmt {}

    record AlterOperatorStmt(ObjectWithArgs opername, List<DefElem> options, int location) implements ObjectStmt {}

    record CreateOpClassStmt(
            List<String> opclassname,
            List<String> opfamilyname,
            String amname,
            TypeName datatype,
            List<OpClassItem> items,
            boolean isDefault,
            int location)
            implements ObjectStmt {}

    record CreateOpFamilyStmt(List<String> opfamilyname, String amname, int location) implements ObjectStmt {}

    record AlterOpFamilyStmt(
            List<String> opfamilyname, String amname, boolean isDrop, List<OpClassItem> items, int location)
            implements ObjectStmt {}

    record AlterCollationStmt(List<String> collname, int location) implements ObjectStmt {}

    // ---- extensions, languages, access methods, event triggers

    record CreateExtensionStmt(String extname, boolean ifNotExists, List<DefElem> options, int location)
            implements ObjectStmt {}

    record AlterExtensionStmt(String extname, List<DefElem> options, int location) implements ObjectStmt {}

    /** {@code action} +1 ADD, -1 DROP. */
    record AlterExtensionContentsStmt(String extname, int action, ObjectType objtype, ObjectName object, int location)
            implements ObjectStmt {}

    record CreatePLangStmt(
            boolean replace,
            String plname,
            List<String> plhandler,
            List<String> plinline,
            List<String> plvalidator,
            boolean pltrusted,
            int location)
            implements ObjectStmt {}

    /** {@code amtype} 'i' or 't'. */
    record CreateAmStmt(String amname, List<String> handlerName, char amtype, int location) implements ObjectStmt {}

    /** Each filter is a DefElem with {@link Value.Items} of strings. */
    record CreateEventTrigStmt(
            String trigname, String eventname, List<DefElem> whenclause, List<String> funcname, int location)
            implements ObjectStmt {}

    /** {@code tgenabled}: O, D, R or A. */
    record AlterEventTrigStmt(String trigname, char tgenabled, int location) implements ObjectStmt {}

    // ---- foreign data

    record CreateFdwStmt(String fdwname, List<DefElem> funcOptions, List<DefElem> options, int location)
            implements ObjectStmt {}

    record AlterFdwStmt(String fdwname, List<DefElem> funcOptions, List<DefElem> options, int location)
            implements ObjectStmt {}

    record CreateForeignServerStmt(
            String servername,
            @Nullable String servertype,
            @Nullable String version,
            String fdwname,
            boolean ifNotExists,
            List<DefElem> options,
            int location)
            implements ObjectStmt {}

    record AlterForeignServerStmt(
            String servername, @Nullable String version, List<DefElem> options, boolean hasVersion, int location)
            implements ObjectStmt {}

    record CreateUserMappingStmt(
            RoleSpec user, String servername, boolean ifNotExists, List<DefElem> options, int location)
            implements ObjectStmt {}

    record AlterUserMappingStmt(RoleSpec user, String servername, List<DefElem> options, int location)
            implements ObjectStmt {}

    record DropUserMappingStmt(RoleSpec user, String servername, boolean missingOk, int location)
            implements ObjectStmt {}

    enum ImportForeignSchemaType {
        ALL,
        LIMIT_TO,
        EXCEPT
    }

    record ImportForeignSchemaStmt(
            String serverName,
            String remoteSchema,
            String localSchema,
            ImportForeignSchemaType listType,
            List<RangeVar> tableList,
            List<DefElem> options,
            int location)
            implements ObjectStmt {}

    // ---- replication

    record CreatePublicationStmt(
            String pubname, List<DefElem> options, List<PublicationObj> pubobjects, boolean forAllTables, int location)
            implements ObjectStmt {}

    /** {@code action} ADD, DROP or SET objects; UNSPEC when only options are set. */
    record AlterPublicationStmt(
            String pubname, List<DefElem> options, List<PublicationObj> pubobjects, DefElemAction action, int location)
            implements ObjectStmt {}

    record CreateSubscriptionStmt(
            String subname, String conninfo, List<String> publication, List<DefElem> options, int location)
            implements ObjectStmt {}

    enum AlterSubscriptionType {
        OPTIONS,
        CONNECTION,
        SET_PUBLICATION,
        ADD_PUBLICATION,
        DROP_PUBLICATION,
        REFRESH,
        ENABLED,
        SKIP
    }

    record AlterSubscriptionStmt(
            AlterSubscriptionType kind,
            String subname,
            @Nullable String conninfo,
            List<String> publication,
            List<DefElem> options,
            int location)
            implements ObjectStmt {}

    record DropSubscriptionStmt(String subname, boolean missingOk, DropBehavior behavior, int location)
            implements ObjectStmt {}

    // ---- text search

    record AlterTSDictionaryStmt(List<String> dictname, List<DefElem> options, int location) implements ObjectStmt {}

    enum AlterTSConfigType {
        ADD_MAPPING,
        ALTER_MAPPING_FOR_TOKEN,
        REPLACE_DICT,
        REPLACE_DICT_FOR_TOKEN,
        DROP_MAPPING
    }

    record AlterTSConfigurationStmt(
            AlterTSConfigType kind,
            List<String> cfgname,
            List<String> tokentype,
            List<List<String>> dicts,
            boolean override,
            boolean replace,
            boolean missingOk,
            int location)
            implements ObjectStmt {}
}
