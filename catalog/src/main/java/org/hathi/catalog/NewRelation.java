package org.hathi.catalog;

import java.util.List;
import org.hathi.types.Attribute;
import org.jspecify.annotations.Nullable;

/**
 * What a relation to be created looks like. Plain fields with defaults: set what differs.
 *
 * <p>Columns are numbered by their place in {@link #columns}, whatever their attnum says.
 */
public final class NewRelation {
    public final String name;
    public final int namespace;
    public final int owner;
    /** pg_class.relkind: r, v, m, f, c, p, S, t; indexes are made by {@link IndexCreator}. */
    public final char kind;

    public final List<Attribute> columns;

    /** p, u or t. */
    public char persistence = 'p';
    /** 0: the database's default. */
    public int tablespace;
    /** Table access method; 2 = heap; 0 for what has no storage. */
    public int accessMethod;

    public int ofType;
    public String @Nullable [] options;
    public AclItem @Nullable [] acl;
    public boolean partition;
    public @Nullable String partitionBound;
    public boolean populated = true;
    /** Oid to use, 0: a new one. */
    public int oid;
    /** Per column, how many parents it is inherited from; null: none. */
    public int @Nullable [] inheritCounts;
    /** Per column, whether it is defined here too; null: all are. */
    public boolean @Nullable [] locals;

    public NewRelation(String name, int namespace, int owner, char kind, List<Attribute> columns) {
        this.name = name;
        this.namespace = namespace;
        this.owner = owner;
        this.kind = kind;
        this.columns = columns;
        this.accessMethod = kind == 'r' || kind == 'm' || kind == 't' ? InitialCatalog.HEAP_AM : 0;
    }
}
