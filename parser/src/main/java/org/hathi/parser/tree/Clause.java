package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.jspecify.annotations.Nullable;

/** Pieces of statements that are neither expressions nor FROM items. */
public sealed interface Clause extends Node {

    /** A select-list entry, an INSERT column ({@code val} null) or an UPDATE assignment. */
    record ResTarget(
            @Nullable String name,
            List<IndirectionEl> indirection,
            @Nullable RawExpr val,
            int location) implements Clause {}

    enum SortByDir {
        DEFAULT,
        ASC,
        DESC,
        USING
    }

    enum SortByNulls {
        DEFAULT,
        FIRST,
        LAST
    }

    record SortBy(RawExpr node, SortByDir dir, SortByNulls nulls, List<String> useOp, int location) implements Clause {}

    /** A window definition; frameOptions are the {@code FRAMEOPTION_} bits of {@link WindowFrame}. */
    record WindowDef(
            @Nullable String name,
            @Nullable String refname,
            List<RawExpr> partitionClause,
            List<SortBy> orderClause,
            int frameOptions,
            @Nullable RawExpr startOffset,
            @Nullable RawExpr endOffset,
            int location)
            implements Clause {}

    record WithClause(List<CommonTableExpr> ctes, boolean recursive, int location) implements Clause {}

    enum CteMaterialize {
        DEFAULT,
        ALWAYS,
        NEVER
    }

    record CommonTableExpr(
            String ctename,
            List<String> aliascolnames,
            CteMaterialize materialized,
            Statement ctequery,
            @Nullable CteSearchClause searchClause,
            @Nullable CteCycleClause cycleClause,
            int location)
            implements Clause {}

    record CteSearchClause(List<String> colList, boolean breadthFirst, String seqColumn, int location)
            implements Clause {}

    record CteCycleClause(
            List<String> colList,
            String markColumn,
            RawExpr markValue,
            RawExpr markDefault,
            String pathColumn,
            int location)
            implements Clause {}

    enum LockStrength {
        KEY_SHARE,
        SHARE,
        NO_KEY_UPDATE,
        UPDATE
    }

    enum LockWaitPolicy {
        BLOCK,
        SKIP,
        ERROR
    }

    /** FOR UPDATE and its like; {@code lockedRels} empty means all. */
    record LockingClause(List<RangeVar> lockedRels, LockStrength strength, LockWaitPolicy waitPolicy, int location)
            implements Clause {}

    enum OnCommitAction {
        NOOP,
        PRESERVE_ROWS,
        DELETE_ROWS,
        DROP
    }

    /** The target of SELECT INTO, CREATE TABLE AS and CREATE MATERIALIZED VIEW. */
    record IntoClause(
            RangeVar rel,
            List<String> colNames,
            @Nullable String accessMethod,
            List<DefElem> options,
            OnCommitAction onCommit,
            @Nullable String tableSpaceName,
            boolean skipData,
            int location)
            implements Clause {}

    enum OnConflictAction {
        NOTHING,
        UPDATE
    }

    record OnConflictClause(
            OnConflictAction action,
            @Nullable InferClause infer,
            List<ResTarget> targetList,
            @Nullable RawExpr whereClause,
            int location)
            implements Clause {}

    /** Arbiter of ON CONFLICT: index elements, or a constraint's name. */
    record InferClause(
            List<IndexElem> indexElems,
            @Nullable RawExpr whereClause,
            @Nullable String conname,
            int location) implements Clause {}

    /** Exactly one of name and expr is set. */
    record IndexElem(
            @Nullable String name,
            @Nullable RawExpr expr,
            List<String> collation,
            List<String> opclass,
            List<DefElem> opclassopts,
            SortByDir ordering,
            SortByNulls nullsOrdering,
            int location)
            implements Clause {}

    enum DefElemAction {
        UNSPEC,
        SET,
        ADD,
        DROP
    }

    /**
     * An option. {@code arg} is a {@link Value}, a {@link TypeName}, a {@link RoleSpec}, a
     * {@link UtilityStmt.VariableSetStmt}, an {@link ObjectName} … or null, as PostgreSQL has it for the same option.
     */
    record DefElem(
            @Nullable String defnamespace,
            String defname,
            @Nullable Node arg,
            DefElemAction defaction,
            int location) implements Clause {
        public DefElem(String defname, @Nullable Node arg, int location) {
            this(null, defname, arg, DefElemAction.UNSPEC, location);
        }
    }

    enum RoleSpecType {
        CSTRING,
        CURRENT_ROLE,
        CURRENT_USER,
        SESSION_USER,
        PUBLIC
    }

    /** {@code rolename} is null except for CSTRING. */
    record RoleSpec(RoleSpecType roletype, @Nullable String rolename, int location) implements Clause {}

    /** A privilege; {@code privName} null means ALL. */
    record AccessPriv(@Nullable String privName, List<String> cols, int location) implements Clause {}

    enum FunctionParameterMode {
        DEFAULT,
        IN,
        OUT,
        INOUT,
        VARIADIC,
        TABLE
    }

    record FunctionParameter(
            @Nullable String name,
            TypeName argType,
            FunctionParameterMode mode,
            @Nullable RawExpr defexpr,
            int location)
            implements Clause {}

    // ---- tables

    /** What may stand in the parentheses of CREATE TABLE. */
    sealed interface TableElement extends Clause permits ColumnDef, Constraint, TableLikeClause {}

    /**
     * A column. {@code typeName} is null only for typed tables and partitions ({@code CREATE TABLE OF}).
     *
     * @param storage STORAGE name of ALTER… (PostgreSQL 15 has none in CREATE), null otherwise
     * @param fdwoptions OPTIONS (…) of a foreign table's column
     */
    record ColumnDef(
            String colname,
            @Nullable TypeName typeName,
            @Nullable String compression,
            @Nullable CollateSpec collClause,
            @Nullable RawExpr rawDefault,
            List<Constraint> constraints,
            List<DefElem> fdwoptions,
            int location)
            implements TableElement {}

    /** COLLATE in a definition. */
    record CollateSpec(List<String> collname, int location) implements Clause {}

    enum ConstrType {
        NULL,
        NOTNULL,
        DEFAULT,
        IDENTITY,
        GENERATED,
        CHECK,
        PRIMARY,
        UNIQUE,
        EXCLUSION,
        FOREIGN,
        ATTR_DEFERRABLE,
        ATTR_NOT_DEFERRABLE,
        ATTR_DEFERRED,
        ATTR_IMMEDIATE
    }

    /** One EXCLUDE element: {@code elem WITH operator}. */
    record ExclusionElem(IndexElem elem, List<String> operator) {}

    /**
     * Actions of a foreign key as pg_constraint codes them: a no action, r restrict, c cascade, n set null, d default.
     */
    record FkSpec(
            RangeVar pktable,
            List<String> fkAttrs,
            List<String> pkAttrs,
            char matchType,
            char updAction,
            char delAction,
            List<String> delSetCols) {}

    /**
     * A column or table constraint.
     *
     * @param generatedWhen 'a' always, 'd' by default, 0 when neither
     * @param keys columns of PRIMARY KEY and UNIQUE (empty for a column constraint)
     * @param options WITH (…) of an index, or the sequence options of IDENTITY
     * @param fk only for FOREIGN
     */
    record Constraint(
            ConstrType contype,
            @Nullable String conname,
            boolean deferrable,
            boolean initdeferred,
            boolean noInherit,
            @Nullable RawExpr rawExpr,
            char generatedWhen,
            boolean nullsNotDistinct,
            List<String> keys,
            List<String> including,
            List<ExclusionElem> exclusions,
            List<DefElem> options,
            @Nullable String indexname,
            @Nullable String indexspace,
            @Nullable String accessMethod,
            @Nullable RawExpr whereClause,
            @Nullable FkSpec fk,
            boolean skipValidation,
            boolean initiallyValid,
            int location)
            implements TableElement {}

    /** LIKE source; {@code options} are the bits of {@link TableLikeOption}. */
    record TableLikeClause(RangeVar relation, int options, int location) implements TableElement {}

    /** PARTITION BY; {@code strategy} 'l' list, 'r' range, 'h' hash. */
    record PartitionSpec(char strategy, List<PartitionElem> partParams, int location) implements Clause {}

    record PartitionElem(
            @Nullable String name, @Nullable RawExpr expr, List<String> collation, List<String> opclass, int location)
            implements Clause {}

    /**
     * FOR VALUES …; for range bounds MINVALUE and MAXVALUE are column references of these names, as in PostgreSQL.
     *
     * @param strategy 'l', 'r', 'h'; for DEFAULT 0 and {@code isDefault}
     */
    record PartitionBoundSpec(
            char strategy,
            boolean isDefault,
            int modulus,
            int remainder,
            List<RawExpr> listdatums,
            List<RawExpr> lowerdatums,
            List<RawExpr> upperdatums,
            int location)
            implements Clause {}

    /** ATTACH / DETACH PARTITION; {@code concurrent} only for DETACH. */
    record PartitionCmd(RangeVar name, @Nullable PartitionBoundSpec bound, boolean concurrent, int location)
            implements Clause {}

    record ReplicaIdentityStmt(char identityType, @Nullable String name, int location) implements Clause {}

    /** REFERENCING {OLD|NEW} TABLE AS name. */
    record TriggerTransition(String name, boolean isNew, boolean isTable, int location) implements Clause {}

    record StatsElem(@Nullable String name, @Nullable RawExpr expr, int location) implements Clause {}

    enum PublicationObjType {
        TABLE,
        TABLES_IN_SCHEMA,
        TABLES_IN_CUR_SCHEMA
    }

    record PublicationObj(
            PublicationObjType type,
            @Nullable String name,
            @Nullable RangeVar relation,
            List<String> columns,
            @Nullable RawExpr whereClause,
            int location)
            implements Clause {}

    record VacuumRelation(RangeVar relation, List<String> vaCols, int location) implements Clause {}

    /** An item of CREATE OPERATOR CLASS / ALTER OPERATOR FAMILY. */
    record OpClassItem(
            Kind itemtype,
            ObjectName.@Nullable ObjectWithArgs name,
            int number,
            List<String> orderFamily,
            List<TypeName> classArgs,
            @Nullable TypeName storedtype,
            int location)
            implements Clause {
        public enum Kind {
            OPERATOR,
            FUNCTION,
            STORAGE
        }
    }
}
