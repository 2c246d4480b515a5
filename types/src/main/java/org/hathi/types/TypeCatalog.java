package org.hathi.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What functions ask of the catalogs: types, enum labels, row types, ranges, and the names behind reg* values and
 * aclitems. Implemented by room catalog; {@link BuiltinTypes} answers for built-in types only (tests, bootstrap).
 */
public interface TypeCatalog {
    /** The type, or null when there is none. */
    @Nullable
    TypeInfo typeIfAny(int oid);

    /** The type; XX000 {@code cache lookup failed for type n} when there is none. */
    default TypeInfo type(int oid) {
        TypeInfo t = typeIfAny(oid);
        if (t == null) {
            throw org.hathi.base.SqlError.internal("cache lookup failed for type " + Integer.toUnsignedString(oid));
        }
        return t;
    }

    /**
     * An enum value.
     *
     * @param uncommitted added by this transaction, not together with its type: it must not be stored before it is sure
     *     to stay (55P04), since index pages would keep it and nothing could compare it
     */
    record EnumLabel(int oid, float sortOrder, String label, boolean uncommitted) {}

    /** A constraint or base of a domain: typmod chain resolved. {@code check} validates a value of the domain. */
    interface DomainCheck {
        /** Throws 23502/23514 when {@code value} (null = SQL NULL) does not satisfy the domain. */
        void check(EvalContext cx, @Nullable Object value);
    }

    /**
     * A range type: its subtype, collation, canonical function's prosrc ("" = none), its multirange and the B-tree
     * operator class that orders it (0: the subtype's default).
     */
    record RangeInfo(
            int rangeType, int subtype, int collation, String canonical, String subdiff, int multirange, int opclass) {}

    /** How the bounds of a range type compare. */
    default TypeOps order(RangeInfo r) {
        return TypeOps.of(this, r.subtype(), r.collation());
    }

    /** Labels of an enum type, in sort order. */
    default List<EnumLabel> enumLabels(int typeOid) {
        return List.of();
    }

    /** Row type of a composite type; for RECORD the registered row type with that typmod. */
    default @Nullable TupleDesc rowType(int typeOid, int typmod) {
        return null;
    }

    /** Constraints of a domain over all its levels; null when it has none. */
    default @Nullable DomainCheck domainCheck(int typeOid) {
        return null;
    }

    /** How a user's type compares that has a default operator class of its own; null when it has none. */
    default @Nullable TypeOps ownOps(int typeOid, int collation) {
        return null;
    }

    /** The range type {@code typeOid} (or the range behind a multirange type). */
    default @Nullable RangeInfo range(int typeOid) {
        return null;
    }

    /**
     * The object a reg* value names: {@code kind} is one of REGCLASS, REGPROC, REGPROCEDURE, REGOPER, REGOPERATOR,
     * REGTYPE, REGROLE, REGNAMESPACE, REGCOLLATION, REGCONFIG, REGDICTIONARY ({@link Oids}). Throws PostgreSQL's error
     * when there is none and {@code missingOk} is false; 0 when there is none and it is true.
     */
    default int regLookup(EvalContext cx, int kind, String name, boolean missingOk) {
        throw org.hathi.base.SqlError.unsupported("looking up " + name);
    }

    /** The display name of the object (qualified and quoted as PostgreSQL does), or null when there is none. */
    default @Nullable String regFormat(EvalContext cx, int kind, int oid) {
        return null;
    }

    /** Name of a role, or null. */
    default @Nullable String roleName(int oid) {
        return null;
    }

    /** OID of a role; 42704 {@code role "x" does not exist} when there is none. */
    default int roleOid(String name) {
        throw new org.hathi.base.SqlError(
                org.hathi.base.SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
    }

    /** SQL name of a type with modifier: {@code format_type()}; quoting and schema as the search path asks. */
    default String formatType(int oid, int typmod) {
        return FormatType.format(this, oid, typmod);
    }

    /**
     * As {@link #formatType}, where a modifier belongs to the value and −1 says that it has none: {@code character} and
     * {@code bit} would mean a length of one, so the names of the catalog are given.
     */
    default String formatTypeWithTypmod(int oid, int typmod) {
        if (typmod < 0) {
            switch (oid) {
                case Oids.BPCHAR -> {
                    return "bpchar";
                }
                case Oids.BIT -> {
                    return "\"bit\"";
                }
                case Oids.BPCHAR_ARRAY -> {
                    return "bpchar[]";
                }
                case Oids.BIT_ARRAY -> {
                    return "\"bit\"[]";
                }
                default -> {}
            }
        }
        return formatType(oid, typmod);
    }
}
