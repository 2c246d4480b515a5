package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.catalog.AggregateInfo;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.CastInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.CollationInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RewriteRule;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeCatalog;
import org.jspecify.annotations.Nullable;

/**
 * What analysis, rewriting and deparsing ask of the catalogs: a narrow view of room catalog's caches, so that tests can
 * answer from fact files. Oids are unsigned ints, 0 = none. All answers are cached by the implementation.
 */
public interface Lookup {
    /** Types by oid, row types, ranges, names. */
    TypeCatalog types();

    /** Oids of the schemas searched for unqualified names, in order; pg_catalog included where it is searched. */
    int[] searchPath();

    /** Oid of a schema by name (pg_temp resolved), 0 if there is none. */
    int namespaceOid(String name);

    /** The same for a name that objects are looked up in: 42501 when the current user has no USAGE on the schema. */
    int usableNamespace(String name);

    /** Name of a schema. */
    @Nullable
    String namespaceName(int oid);

    /** Oid of a type by name in a schema, 0 if none. */
    int typeInNamespace(String name, int namespace);

    /** Oid of a relation by name in a schema, 0 if none. */
    int relationInNamespace(String name, int namespace);

    /** Oid of a relation that {@code name} means along the search path (temporary schema first), 0 if none. */
    int relationInPath(String name);

    /**
     * Locks a relation until the end of the transaction (1 ACCESS SHARE … 8), then sees others' changes of the
     * catalogs.
     */
    default void lock(int relation, int mode) {}

    /** Oid of a collation by name in a schema (for the database's encoding), 0 if none. */
    int collationInNamespace(String name, int namespace);

    /** All functions of that name, in every schema. */
    List<ProcInfo> procsByName(String name);

    /** All operators of that name, in every schema. */
    List<OperatorInfo> operatorsByName(String name);

    @Nullable
    ProcInfo proc(int oid);

    @Nullable
    OperatorInfo operator(int oid);

    @Nullable
    CastInfo cast(int source, int target);

    @Nullable
    AggregateInfo aggregate(int function);

    @Nullable
    CollationInfo collation(int oid);

    @Nullable
    OpclassInfo opclass(int oid);

    /** The schema that the class's name needs before it, null when the search path finds it without. */
    @Nullable
    String schemaOf(OpclassInfo opclass);

    /** As {@link #schemaOf(OpclassInfo)}, of a collation. */
    @Nullable
    String schemaOf(CollationInfo collation);

    /** Operator classes of an access method whose input type is {@code type}. */
    List<OpclassInfo> opclassesFor(int am, int type);

    /** Operator of a family for (left, right, strategy), 0 if none. */
    int familyOperator(int family, int left, int right, int strategy);

    /** Support function of a family for (left, right, number), 0 if none. */
    int familyProc(int family, int left, int right, int number);

    /** Operator family memberships of an operator (all access methods, in catalog order). */
    List<AmopInfo> familiesOf(int operator);

    @Nullable
    ClassInfo relation(int oid);

    /** Columns of a relation, dropped ones included. */
    TupleDesc columns(int relation);

    /** Constraints of a relation. */
    List<ConstraintInfo> constraints(int relation);

    /** A constraint by oid. */
    @Nullable
    ConstraintInfo constraint(int oid);

    /** An index by its oid. */
    @Nullable
    IndexDef index(int oid);

    /** Node text of a column's default (or generation expression); null if none. */
    @Nullable
    String attrDefault(int relation, int attnum);

    /** Text form of the value that columns of a base type start with; null when there is none. */
    default @Nullable String typeDefaultText(int type) {
        return null;
    }

    /** Node text of a type's default (domains); null when it has none. */
    default @Nullable String typeDefault(int type) {
        return null;
    }

    /** Rewrite rules of a relation. */
    List<RewriteRule> rules(int relation);

    /** Is {@code child} the row type of a table that inherits from the table of {@code parent}'s row type? */
    boolean inherits(int childRelation, int parentRelation);

    /** Oid of the sequence owned by an identity column, 0 if none. */
    int identitySequence(int relation, int attnum);

    /** Name of an access method. */
    @Nullable
    String amName(int oid);

    /** Name of a role. */
    @Nullable
    String roleName(int oid);

    /** Oid of the row security-relevant current user, recorded where PostgreSQL records it. */
    default int currentUser() {
        return 10;
    }

    /** The name of the current database, for cross-database reference errors. */
    default String databaseName() {
        return "";
    }
}
