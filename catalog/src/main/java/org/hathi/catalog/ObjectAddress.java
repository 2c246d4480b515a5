package org.hathi.catalog;

/**
 * Names any object: the catalog it is listed in, its oid, and for a column of a relation the column's number.
 *
 * @param classId oid of the catalog, such as 1259 for relations
 * @param subId column number, 0 for the whole object
 */
public record ObjectAddress(int classId, int objectId, int subId) {
    public ObjectAddress(int classId, int objectId) {
        this(classId, objectId, 0);
    }
}
