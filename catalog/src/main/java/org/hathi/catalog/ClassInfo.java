package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_class.
 *
 * @param type composite type oid, 0 for indexes and sequences' toast tables
 * @param filenode relfilenode, 0 when mapped
 * @param tablespace 0 = the database's default
 * @param tuples -1 when never vacuumed or analysed
 * @param persistence p permanent, u unlogged, t temporary
 * @param kind r table, i index, S sequence, t toast, v view, m matview, c composite, f foreign, p partitioned table, I
 *     partitioned index
 * @param attributes number of user attributes, dropped ones included
 * @param options reloptions, name=value
 * @param partitionBound node text
 */
public record ClassInfo(
        int oid,
        String name,
        int namespace,
        int type,
        int ofType,
        int owner,
        int am,
        int filenode,
        int tablespace,
        int pages,
        float tuples,
        int allVisible,
        int toast,
        boolean hasIndex,
        boolean shared,
        char persistence,
        char kind,
        int attributes,
        int checks,
        boolean hasRules,
        boolean hasTriggers,
        boolean hasSubclass,
        boolean rowSecurity,
        boolean forceRowSecurity,
        boolean populated,
        char replicaIdentity,
        boolean isPartition,
        int rewrite,
        int frozenXid,
        int minMxid,
        AclItem @Nullable [] acl,
        String @Nullable [] options,
        @Nullable String partitionBound) {

    /** Whether it can be opened as a table: anything but an index or a composite type. */
    public boolean isTableLike() {
        return kind() != 'i' && kind() != 'I' && kind() != 'c';
    }

    /** What is said of an index or a composite type where a table of any kind is wanted (42809). */
    public org.hathi.base.SqlError notTable() {
        return new org.hathi.base.SqlError(
                org.hathi.base.SqlState.WRONG_OBJECT_TYPE,
                "\"" + name() + "\" is " + (kind() == 'c' ? "a composite type" : "an index"));
    }

    /** Throws when it is an index or a composite type. */
    public void checkTableLike() {
        if (!isTableLike()) {
            throw notTable();
        }
    }
}
