package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.Clause.IntoClause;
import org.hathi.parser.tree.Clause.OnCommitAction;
import org.hathi.parser.tree.Clause.PartitionBoundSpec;
import org.hathi.parser.tree.Clause.PartitionSpec;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.Clause.StatsElem;
import org.hathi.parser.tree.Clause.TableElement;
import org.hathi.parser.tree.Clause.TriggerTransition;
import org.hathi.parser.tree.Clause.VacuumRelation;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.jspecify.annotations.Nullable;

/** Statements on relations: tables, indexes, views, sequences. */
public sealed interface TableStmt extends Statement {

    /** FOREIGN TABLE part of {@link CreateStmt}. */
    record ForeignTableSpec(String servername, List<DefElem> options) {}

    /**
     * CREATE TABLE and CREATE FOREIGN TABLE ({@code foreign} set).
     *
     * @param inhRelations parents, or the one partitioned table of PARTITION OF (then {@code partbound} is set)
     * @param ofTypename OF type
     */
    record CreateStmt(
            RangeVar relation,
            List<TableElement> tableElts,
            List<RangeVar> inhRelations,
            @Nullable PartitionBoundSpec partbound,
            @Nullable PartitionSpec partspec,
            @Nullable TypeName ofTypename,
            List<DefElem> options,
            OnCommitAction oncommit,
            @Nullable String tablespacename,
            @Nullable String accessMethod,
            boolean ifNotExists,
            @Nullable ForeignTableSpec foreign,
            int location)
            implements TableStmt {}

    /** ALTER TABLE / INDEX / SEQUENCE / VIEW / MATERIALIZED VIEW / FOREIGN TABLE / TYPE (attributes). */
    record AlterTableStmt(
            RangeVar relation, List<AlterTableCmd> cmds, ObjectType objtype, boolean missingOk, int location)
            implements TableStmt {}

    enum AlterTableType {
        ADD_COLUMN,
        COLUMN_DEFAULT,
        DROP_NOT_NULL,
        SET_NOT_NULL,
        DROP_EXPRESSION,
        SET_STATISTICS,
        SET_OPTIONS,
        RESET_OPTIONS,
        SET_STORAGE,
        SET_COMPRESSION,
        DROP_COLUMN,
        ADD_CONSTRAINT,
        ALTER_CONSTRAINT,
        VALIDATE_CONSTRAINT,
        DROP_CONSTRAINT,
        ALTER_COLUMN_TYPE,
        ALTER_COLUMN_GENERIC_OPTIONS,
        CHANGE_OWNER,
        CLUSTER_ON,
        DROP_CLUSTER,
        SET_LOGGED,
        SET_UNLOGGED,
        DROP_OIDS,
        SET_ACCESS_METHOD,
        SET_TABLE_SPACE,
        SET_REL_OPTIONS,
        RESET_REL_OPTIONS,
        ENABLE_TRIG,
        ENABLE_ALWAYS_TRIG,
        ENABLE_REPLICA_TRIG,
        DISABLE_TRIG,
        ENABLE_TRIG_ALL,
        DISABLE_TRIG_ALL,
        ENABLE_TRIG_USER,
        DISABLE_TRIG_USER,
        ENABLE_RULE,
        ENABLE_ALWAYS_RULE,
        ENABLE_REPLICA_RULE,
        DISABLE_RULE,
        ADD_INHERIT,
        DROP_INHERIT,
        ADD_OF,
        DROP_OF,
        REPLICA_IDENTITY,
        ENABLE_ROW_SECURITY,
        DISABLE_ROW_SECURITY,
        FORCE_ROW_SECURITY,
        NO_FORCE_ROW_SECURITY,
        GENERIC_OPTIONS,
        ATTACH_PARTITION,
        DETACH_PARTITION,
        DETACH_PARTITION_FINALIZE,
        ADD_IDENTITY,
        SET_IDENTITY,
        DROP_IDENTITY
    }

    /**
     * One ALTER TABLE action.
     *
     * @param name column, constraint, trigger, index, tablespace … acted on
     * @param num column number of ALTER INDEX … ALTER COLUMN n SET STATISTICS, else 0
     * @param def the new definition: ColumnDef, Constraint, {@link Value}, PartitionCmd, ReplicaIdentityStmt, RangeVar,
     *     TypeName, a raw expression (COLUMN_DEFAULT; null drops it), or {@link Value.Items} of DefElem for options.
     *     ALTER_COLUMN_TYPE has a ColumnDef whose rawDefault is the USING expression
     */
    record AlterTableCmd(
            AlterTableType subtype,
            @Nullable String name,
            int num,
            @Nullable RoleSpec newowner,
            @Nullable Node def,
            DropBehavior behavior,
            boolean missingOk,
            boolean recurse,
            int location) {}

    /** ALTER … ALL IN TABLESPACE. */
    record AlterTableMoveAllStmt(
            String origTablespacename,
            ObjectType objtype,
            List<RoleSpec> roles,
            String newTablespacename,
            boolean nowait,
            int location)
            implements TableStmt {}

    record IndexStmt(
            @Nullable String idxname,
            RangeVar relation,
            String accessMethod,
            @Nullable String tableSpace,
            List<IndexElem> indexParams,
            List<IndexElem> indexIncludingParams,
            List<DefElem> options,
            @Nullable RawExpr whereClause,
            boolean unique,
            boolean nullsNotDistinct,
            boolean concurrent,
            boolean ifNotExists,
            int location)
            implements TableStmt {}

    enum ViewCheckOption {
        NONE,
        LOCAL,
        CASCADED
    }

    record ViewStmt(
            RangeVar view,
            List<String> aliases,
            SelectStmt query,
            boolean replace,
            List<DefElem> options,
            ViewCheckOption withCheckOption,
            int location)
            implements TableStmt {}

    /** CREATE TABLE AS, CREATE MATERIALIZED VIEW; the query is a SelectStmt or an ExecuteStmt. */
    record CreateTableAsStmt(Statement query, IntoClause into, ObjectType objtype, boolean ifNotExists, int location)
            implements TableStmt {}

    record RefreshMatViewStmt(boolean concurrent, boolean skipData, RangeVar relation, int location)
            implements TableStmt {}

    /**
     * Options as PostgreSQL's: as, cache, cycle, increment, maxvalue, minvalue, owned_by, sequence_name, start,
     * restart.
     */
    record CreateSeqStmt(RangeVar sequence, List<DefElem> options, boolean ifNotExists, int location)
            implements TableStmt {}

    record AlterSeqStmt(RangeVar sequence, List<DefElem> options, boolean missingOk, int location)
            implements TableStmt {}

    record TruncateStmt(List<RangeVar> relations, boolean restartSeqs, DropBehavior behavior, int location)
            implements TableStmt {}

    record LockStmt(List<RangeVar> relations, int mode, boolean nowait, int location) implements TableStmt {}

    /** Query nullable: COPY relation. {@code options} are lower-case names for both syntaxes. */
    record CopyStmt(
            @Nullable RangeVar relation,
            @Nullable Statement query,
            List<String> attlist,
            boolean isFrom,
            boolean isProgram,
            @Nullable String filename,
            List<DefElem> options,
            @Nullable RawExpr whereClause,
            int location)
            implements TableStmt {}

    /**
     * CREATE [CONSTRAINT] TRIGGER.
     *
     * @param timing 2 BEFORE, 64 INSTEAD OF, 0 AFTER (pg_trigger.tgtype bits)
     * @param events 4 INSERT, 8 DELETE, 16 UPDATE, 32 TRUNCATE
     */
    record CreateTrigStmt(
            boolean replace,
            boolean isconstraint,
            String trigname,
            RangeVar relation,
            List<String> funcname,
            List<String> args,
            boolean row,
            int timing,
            int events,
            List<String> columns,
            @Nullable RawExpr whenClause,
            List<TriggerTransition> transitionRels,
            boolean deferrable,
            boolean initdeferred,
            @Nullable RangeVar constrrel,
            int location)
            implements TableStmt {}

    enum RuleEvent {
        SELECT,
        UPDATE,
        INSERT,
        DELETE
    }

    record RuleStmt(
            RangeVar relation,
            String rulename,
            @Nullable RawExpr whereClause,
            RuleEvent event,
            boolean instead,
            List<Statement> actions,
            boolean replace,
            int location)
            implements TableStmt {}

    /** CREATE POLICY; {@code cmdName} all, select, insert, update or delete. */
    record CreatePolicyStmt(
            String policyName,
            RangeVar table,
            String cmdName,
            boolean permissive,
            List<RoleSpec> roles,
            @Nullable RawExpr qual,
            @Nullable RawExpr withCheck,
            int location)
            implements TableStmt {}

    record AlterPolicyStmt(
            String policyName,
            RangeVar table,
            @Nullable List<RoleSpec> roles,
            @Nullable RawExpr qual,
            @Nullable RawExpr withCheck,
            int location)
            implements TableStmt {}

    record CreateStatsStmt(
            List<String> defnames,
            List<String> statTypes,
            List<StatsElem> exprs,
            List<FromItem> relations,
            boolean ifNotExists,
            int location)
            implements TableStmt {}

    record AlterStatsStmt(List<String> defnames, int stxstattarget, boolean missingOk, int location)
            implements TableStmt {}

    record ClusterStmt(
            @Nullable RangeVar relation, @Nullable String indexname, List<DefElem> params, int location)
            implements TableStmt {}

    enum ReindexObjectType {
        INDEX,
        TABLE,
        SCHEMA,
        SYSTEM,
        DATABASE
    }

    record ReindexStmt(
            ReindexObjectType kind,
            @Nullable RangeVar relation,
            @Nullable String name,
            List<DefElem> params,
            int location)
            implements TableStmt {}

    /** VACUUM, or ANALYZE when not {@code isVacuumcmd}. */
    record VacuumStmt(List<DefElem> options, List<VacuumRelation> rels, boolean isVacuumcmd, int location)
            implements TableStmt {}
}
