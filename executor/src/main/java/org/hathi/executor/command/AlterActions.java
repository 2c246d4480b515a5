package org.hathi.executor.command;

import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.jspecify.annotations.Nullable;

/** What each ALTER TABLE action is called and on which kinds of relations it works. */
final class AlterActions {
    private AlterActions() {}

    /** The action's words in messages (alter_table_type_to_string). */
    static String words(AlterTableType t) {
        return switch (t) {
            case ADD_COLUMN -> "ADD COLUMN";
            case COLUMN_DEFAULT -> "ALTER COLUMN ... SET DEFAULT";
            case DROP_NOT_NULL -> "ALTER COLUMN ... DROP NOT NULL";
            case SET_NOT_NULL -> "ALTER COLUMN ... SET NOT NULL";
            case DROP_EXPRESSION -> "ALTER COLUMN ... DROP EXPRESSION";
            case SET_STATISTICS -> "ALTER COLUMN ... SET STATISTICS";
            case SET_OPTIONS -> "ALTER COLUMN ... SET";
            case RESET_OPTIONS -> "ALTER COLUMN ... RESET";
            case SET_STORAGE -> "ALTER COLUMN ... SET STORAGE";
            case SET_COMPRESSION -> "ALTER COLUMN ... SET COMPRESSION";
            case DROP_COLUMN -> "DROP COLUMN";
            case ADD_CONSTRAINT -> "ADD CONSTRAINT";
            case ALTER_CONSTRAINT -> "ALTER CONSTRAINT";
            case VALIDATE_CONSTRAINT -> "VALIDATE CONSTRAINT";
            case DROP_CONSTRAINT -> "DROP CONSTRAINT";
            case ALTER_COLUMN_TYPE -> "ALTER COLUMN ... SET DATA TYPE";
            case ALTER_COLUMN_GENERIC_OPTIONS -> "ALTER COLUMN ... OPTIONS";
            case CHANGE_OWNER -> "OWNER TO";
            case CLUSTER_ON -> "CLUSTER ON";
            case DROP_CLUSTER -> "SET WITHOUT CLUSTER";
            case SET_LOGGED -> "SET LOGGED";
            case SET_UNLOGGED -> "SET UNLOGGED";
            case DROP_OIDS -> "SET WITHOUT OIDS";
            case SET_ACCESS_METHOD -> "SET ACCESS METHOD";
            case SET_TABLE_SPACE -> "SET TABLESPACE";
            case SET_REL_OPTIONS -> "SET";
            case RESET_REL_OPTIONS -> "RESET";
            case ENABLE_TRIG -> "ENABLE TRIGGER";
            case ENABLE_ALWAYS_TRIG -> "ENABLE ALWAYS TRIGGER";
            case ENABLE_REPLICA_TRIG -> "ENABLE REPLICA TRIGGER";
            case DISABLE_TRIG -> "DISABLE TRIGGER";
            case ENABLE_TRIG_ALL -> "ENABLE TRIGGER ALL";
            case DISABLE_TRIG_ALL -> "DISABLE TRIGGER ALL";
            case ENABLE_TRIG_USER -> "ENABLE TRIGGER USER";
            case DISABLE_TRIG_USER -> "DISABLE TRIGGER USER";
            case ENABLE_RULE -> "ENABLE RULE";
            case ENABLE_ALWAYS_RULE -> "ENABLE ALWAYS RULE";
            case ENABLE_REPLICA_RULE -> "ENABLE REPLICA RULE";
            case DISABLE_RULE -> "DISABLE RULE";
            case ADD_INHERIT -> "INHERIT";
            case DROP_INHERIT -> "NO INHERIT";
            case ADD_OF -> "OF";
            case DROP_OF -> "NOT OF";
            case REPLICA_IDENTITY -> "REPLICA IDENTITY";
            case ENABLE_ROW_SECURITY -> "ENABLE ROW SECURITY";
            case DISABLE_ROW_SECURITY -> "DISABLE ROW SECURITY";
            case FORCE_ROW_SECURITY -> "FORCE ROW SECURITY";
            case NO_FORCE_ROW_SECURITY -> "NO FORCE ROW SECURITY";
            case GENERIC_OPTIONS -> "OPTIONS";
            case ATTACH_PARTITION -> "ATTACH PARTITION";
            case DETACH_PARTITION -> "DETACH PARTITION";
            case DETACH_PARTITION_FINALIZE -> "DETACH PARTITION ... FINALIZE";
            case ADD_IDENTITY -> "ALTER COLUMN ... ADD IDENTITY";
            case SET_IDENTITY -> "ALTER COLUMN ... SET";
            case DROP_IDENTITY -> "ALTER COLUMN ... DROP IDENTITY";
        };
    }

    /** Letters of the kinds of relations an action works on; null: it checks by itself. */
    static @Nullable String kinds(AlterTableType t) {
        return switch (t) {
            case ADD_COLUMN -> "rpcf";
            case COLUMN_DEFAULT, ADD_IDENTITY, SET_IDENTITY, DROP_IDENTITY -> "rpvf";
            case DROP_COLUMN, ALTER_COLUMN_TYPE -> "rpcf";
            case DROP_NOT_NULL,
                    SET_NOT_NULL,
                    DROP_EXPRESSION,
                    ADD_CONSTRAINT,
                    DROP_CONSTRAINT,
                    VALIDATE_CONSTRAINT,
                    DROP_OIDS,
                    ADD_INHERIT,
                    DROP_INHERIT,
                    ENABLE_TRIG,
                    ENABLE_ALWAYS_TRIG,
                    ENABLE_REPLICA_TRIG,
                    ENABLE_TRIG_ALL,
                    ENABLE_TRIG_USER,
                    DISABLE_TRIG,
                    DISABLE_TRIG_ALL,
                    DISABLE_TRIG_USER -> "rpf";
            case SET_STATISTICS -> "rpmiIf";
            case SET_OPTIONS, RESET_OPTIONS, SET_STORAGE -> "rpmf";
            case SET_COMPRESSION, CLUSTER_ON, DROP_CLUSTER, SET_ACCESS_METHOD, REPLICA_IDENTITY -> "rpm";
            case SET_LOGGED, SET_UNLOGGED -> "rpS";
            case SET_TABLE_SPACE -> "rpmiI";
            case SET_REL_OPTIONS, RESET_REL_OPTIONS -> "rpvmi";
            case ALTER_CONSTRAINT,
                    ENABLE_RULE,
                    ENABLE_ALWAYS_RULE,
                    ENABLE_REPLICA_RULE,
                    DISABLE_RULE,
                    ADD_OF,
                    DROP_OF,
                    ENABLE_ROW_SECURITY,
                    DISABLE_ROW_SECURITY,
                    FORCE_ROW_SECURITY,
                    NO_FORCE_ROW_SECURITY,
                    DETACH_PARTITION,
                    DETACH_PARTITION_FINALIZE -> "rp";
            case ATTACH_PARTITION -> "rpI";
            case ALTER_COLUMN_GENERIC_OPTIONS, GENERIC_OPTIONS -> "f";
            case CHANGE_OWNER -> null;
        };
    }
}
