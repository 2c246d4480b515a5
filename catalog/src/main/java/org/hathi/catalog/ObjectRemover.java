package org.hathi.catalog;

/** Removes the catalog rows (and files) of one object, not what depends on it nor its dependency records. */
public interface ObjectRemover {
    void remove(ObjectAddress object);
}
