package org.hathi.executor.admin;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.ObjectKind;
import org.hathi.parser.tree.ObjectType;

/** The names of privileges in GRANT and REVOKE, and which of them an object type knows. */
final class PrivilegeNames {
    private static final String[] NAMES = {
        "INSERT",
        "SELECT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
        "REFERENCES",
        "TRIGGER",
        "EXECUTE",
        "USAGE",
        "CREATE",
        "TEMP",
        "CONNECT",
        "SET",
        "ALTER SYSTEM"
    };

    private PrivilegeNames() {}

    /** The bit of a privilege as the parser gives its name. 42601 when there is none. */
    static int bit(String name) {
        if (name.equals("temporary")) {
            return Acl.CREATE_TEMP;
        }
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].toLowerCase(java.util.Locale.ROOT).equals(name)) {
                return 1 << i;
            }
        }
        throw new SqlError(SqlState.SYNTAX_ERROR, "unrecognized privilege type \"" + name + "\"");
    }

    /** The name of a privilege bit. */
    static String name(int bit) {
        return NAMES[Integer.numberOfTrailingZeros(bit)];
    }

    /** 0LP01 unless {@code allowed} has the privilege. */
    static void check(int bit, int allowed, String what) {
        if ((bit & ~allowed) != 0) {
            throw new SqlError(
                    SqlState.INVALID_GRANT_OPERATION, "invalid privilege type " + name(bit) + " for " + what);
        }
    }

    /** The kind of object a GRANT names by type. */
    static ObjectKind kind(ObjectType t) {
        return switch (t) {
            case TABLE -> ObjectKind.TABLE;
            case SEQUENCE -> ObjectKind.SEQUENCE;
            case FUNCTION, PROCEDURE, ROUTINE -> ObjectKind.FUNCTION;
            case DATABASE -> ObjectKind.DATABASE;
            case LANGUAGE -> ObjectKind.LANGUAGE;
            case LARGEOBJECT -> ObjectKind.LARGE_OBJECT;
            case SCHEMA -> ObjectKind.SCHEMA;
            case TABLESPACE -> ObjectKind.TABLESPACE;
            case FDW -> ObjectKind.FOREIGN_DATA_WRAPPER;
            case FOREIGN_SERVER -> ObjectKind.FOREIGN_SERVER;
            case TYPE, DOMAIN -> ObjectKind.TYPE;
            case PARAMETER_ACL -> ObjectKind.PARAMETER;
            default -> throw SqlError.internal("unrecognized GrantStmt.objtype: " + t);
        };
    }

    /** What GRANT may name on this type; on TABLE also what sequences have, for compatibility with old dumps. */
    static int allowed(ObjectType t) {
        return t == ObjectType.TABLE ? Acl.ALL_RELATION | Acl.ALL_SEQUENCE : kind(t).all;
    }

    /** How the message about a wrong privilege calls the type. */
    static String word(ObjectType t) {
        return switch (t) {
            case TABLE -> "relation";
            case PROCEDURE -> "procedure";
            case ROUTINE -> "routine";
            case DOMAIN -> "domain";
            default -> kind(t).word;
        };
    }
}
