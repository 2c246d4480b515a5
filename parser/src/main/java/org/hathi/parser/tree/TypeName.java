package org.hathi.parser.tree;

import java.util.List;

/**
 * A type as written.
 *
 * @param names qualified name; built-in spellings come as {@code pg_catalog.int4} and so on
 * @param setof SETOF was given
 * @param pctType the names are {@code table.column%TYPE}
 * @param typmods type modifier expressions, still raw (INTERVAL: field mask, then precision)
 * @param arrayBounds one entry a dimension, -1 where no bound was written
 */
public record TypeName(
        List<String> names,
        boolean setof,
        boolean pctType,
        List<RawExpr> typmods,
        List<Integer> arrayBounds,
        int location)
        implements ObjectName {}
