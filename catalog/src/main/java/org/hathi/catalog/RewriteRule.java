package org.hathi.catalog;

/**
 * A row of pg_rewrite.
 *
 * @param event 1 SELECT, 2 UPDATE, 3 INSERT, 4 DELETE
 * @param qualification node text, "<>" for none
 * @param action node text of a list of queries
 */
public record RewriteRule(
        int oid,
        String name,
        int relation,
        char event,
        char enabled,
        boolean instead,
        String qualification,
        String action) {}
