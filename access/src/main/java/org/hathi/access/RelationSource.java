package org.hathi.access;

import java.util.List;

/**
 * How this room gets at relations it was not handed: toast relations and their indexes. Implemented by the relation
 * cache.
 */
public interface RelationSource {
    /** An open relation (a toast relation, opened on behalf of its locked owner). */
    Relation relation(int oid);

    /** Open indexes of a relation, in OID order. */
    List<Relation> indexes(Relation rel);
}
