package org.hathi.catalog;

import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A row of pg_type: what functions need ({@link TypeInfo}) and the rest.
 *
 * @param info the part that room types knows
 * @param inputFunction oid of typinput (0 = none, as for the others)
 * @param defaultExpression node text (typdefaultbin)
 * @param defaultText typdefault
 */
public record TypeRow(
        TypeInfo info,
        int owner,
        boolean defined,
        int inputFunction,
        int outputFunction,
        int receiveFunction,
        int sendFunction,
        int modInFunction,
        int modOutFunction,
        int analyzeFunction,
        int subscriptFunction,
        @Nullable String defaultExpression,
        @Nullable String defaultText,
        AclItem @Nullable [] acl) {
    public int oid() {
        return info.oid();
    }

    public String name() {
        return info.name();
    }
}
