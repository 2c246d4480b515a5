package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_attribute.
 *
 * @param missing attmissingval, payload of the array value
 */
public record AttributeInfo(
        int relation,
        String name,
        int type,
        int statTarget,
        int length,
        int number,
        int dimensions,
        int typmod,
        boolean byValue,
        char align,
        char storage,
        char compression,
        boolean notNull,
        boolean hasDefault,
        boolean hasMissing,
        char identity,
        char generated,
        boolean dropped,
        boolean local,
        int inheritCount,
        int collation,
        AclItem @Nullable [] acl,
        String @Nullable [] options,
        byte @Nullable [] missing) {}
