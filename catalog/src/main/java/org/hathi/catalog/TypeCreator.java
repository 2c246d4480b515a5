package org.hathi.catalog;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgEnum;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgRange;
import org.hathi.catalog.table.PgType;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** Creates rows of pg_type: row types, array types, and (by the DDL commands) enums, domains and ranges. */
public final class TypeCreator {
    private static final int ARRAY_IN = 750;
    private static final int ARRAY_OUT = 751;
    private static final int ARRAY_RECV = 2400;
    private static final int ARRAY_SEND = 2401;
    private static final int ARRAY_ANALYZE = 3816;
    private static final int ARRAY_SUBSCRIPT = 6179;
    private static final int RECORD_IN = 2290;
    private static final int RECORD_OUT = 2291;
    private static final int RECORD_RECV = 2402;
    private static final int RECORD_SEND = 2403;

    private final Catalog catalog;
    private final CatalogTable writer;
    private final Dependencies dependencies;

    public TypeCreator(Catalog catalog) {
        this.catalog = catalog;
        this.writer = catalog.writer();
        this.dependencies = new Dependencies(catalog);
    }

    /** A pg_type row with the values most types have; the caller sets the functions and what differs. */
    public static RowBuilder typeRow(int oid, String name, int namespace, int owner, char type, char category) {
        RowBuilder b = new RowBuilder(PgType.COLUMNS)
                .oid(PgType.OID, oid)
                .name(PgType.TYPNAME, name)
                .oid(PgType.TYPNAMESPACE, namespace)
                .oid(PgType.TYPOWNER, owner)
                .num(PgType.TYPLEN, -1)
                .bool(PgType.TYPBYVAL, false)
                .chr(PgType.TYPTYPE, type)
                .chr(PgType.TYPCATEGORY, category)
                .bool(PgType.TYPISPREFERRED, false)
                .bool(PgType.TYPISDEFINED, true)
                .chr(PgType.TYPDELIM, ',')
                .oid(PgType.TYPRELID, 0)
                .oid(PgType.TYPSUBSCRIPT, 0)
                .oid(PgType.TYPELEM, 0)
                .oid(PgType.TYPARRAY, 0);
        for (int c = PgType.TYPINPUT; c <= PgType.TYPANALYZE; c++) {
            b.oid(c, 0);
        }
        return b.chr(PgType.TYPALIGN, 'd')
                .chr(PgType.TYPSTORAGE, 'x')
                .bool(PgType.TYPNOTNULL, false)
                .oid(PgType.TYPBASETYPE, 0)
                .num(PgType.TYPTYPMOD, -1)
                .num(PgType.TYPNDIMS, 0)
                .oid(PgType.TYPCOLLATION, 0);
    }

    /**
     * The row type (and its array type) of a relation about to get {@code relation} as its oid. @return the row type
     */
    int createRowType(NewRelation r, int relation) {
        checkName(r.name, r.namespace);
        int oid = writer.newOid(PgType.RELATION);
        int array = writer.newOid(PgType.RELATION);
        writer.insert(
                PgType.RELATION,
                typeRow(oid, r.name, r.namespace, r.owner, 'c', 'C')
                        .oid(PgType.TYPRELID, relation)
                        .oid(PgType.TYPARRAY, array)
                        .oid(PgType.TYPINPUT, RECORD_IN)
                        .oid(PgType.TYPOUTPUT, RECORD_OUT)
                        .oid(PgType.TYPRECEIVE, RECORD_RECV)
                        .oid(PgType.TYPSEND, RECORD_SEND)
                        .row());
        ObjectAddress type = new ObjectAddress(PgType.RELATION, oid);
        ObjectAddress rel = new ObjectAddress(PgClass.RELATION, relation);
        if (r.kind == 'c') {
            // a stand-alone composite type: the pg_class row is part of the type
            dependencies.record(rel, type, Dependencies.INTERNAL);
            dependencies.record(type, new ObjectAddress(PgNamespace.RELATION, r.namespace), Dependencies.NORMAL);
            dependencies.recordOwner(PgType.RELATION, oid, r.owner);
        } else {
            dependencies.record(type, rel, Dependencies.INTERNAL);
        }
        insertArray(array, oid, arrayName(r.name, r.namespace), r.namespace, r.owner, 'd', ',', 0);
        return oid;
    }

    /** Creates the array type of a type. The type's own row already says (or will) that this is its array. */
    public void createArray(int array, TypeInfo element, int owner) {
        char align = element.align() == 'd' ? 'd' : 'i';
        insertArray(
                array,
                element.oid(),
                arrayName(element.name(), element.namespace()),
                element.namespace(),
                owner,
                align,
                element.delim(),
                element.collation());
    }

    private void insertArray(
            int oid, int element, String name, int namespace, int owner, char align, char delim, int collation) {
        writer.insert(
                PgType.RELATION,
                typeRow(oid, name, namespace, owner, 'b', 'A')
                        .chr(PgType.TYPDELIM, delim)
                        .oid(PgType.TYPSUBSCRIPT, ARRAY_SUBSCRIPT)
                        .oid(PgType.TYPELEM, element)
                        .oid(PgType.TYPINPUT, ARRAY_IN)
                        .oid(PgType.TYPOUTPUT, ARRAY_OUT)
                        .oid(PgType.TYPRECEIVE, ARRAY_RECV)
                        .oid(PgType.TYPSEND, ARRAY_SEND)
                        .oid(PgType.TYPANALYZE, ARRAY_ANALYZE)
                        .chr(PgType.TYPALIGN, align)
                        .oid(PgType.TYPCOLLATION, collation)
                        .row());
        dependencies.record(
                new ObjectAddress(PgType.RELATION, oid),
                new ObjectAddress(PgType.RELATION, element),
                Dependencies.INTERNAL);
    }

    /** A free name for the array type of {@code name}: underscores in front, cut to 63 bytes. */
    public String arrayName(String name, int namespace) {
        String candidate = name;
        for (int tries = 0; tries < Datums.NAME_BYTES; tries++) {
            candidate = Datums.nameOf(Datums.name("_" + candidate));
            if (catalog.typeByName(candidate, namespace) == null) {
                return candidate;
            }
        }
        throw new SqlError(SqlState.DUPLICATE_OBJECT, "could not form array type name for type \"" + name + "\"");
    }

    /**
     * 42710 when the schema has a type of that name; an automatic array type of that name is renamed out of the way.
     */
    public void checkName(String name, int namespace) {
        if (taken(name, namespace)) {
            throw new SqlError(SqlState.DUPLICATE_OBJECT, "type \"" + name + "\" already exists")
                    .hint("A relation has an associated type of the same name, so you must use a name that doesn't"
                            + " conflict with any existing type.");
        }
    }

    /** Whether the schema has a type of that name; an automatic array type of that name is renamed out of the way. */
    public boolean taken(String name, int namespace) {
        TypeRow t = catalog.typeByName(name, namespace);
        if (t == null) {
            return false;
        }
        if (isAutomaticArray(t)) {
            CatalogRow row = writer.needByOid(PgType.RELATION, t.oid());
            writer.set(row, PgType.TYPNAME, Datums.name(arrayName(name, namespace)));
            writer.increment();
            return false;
        }
        return true;
    }

    private boolean isAutomaticArray(TypeRow t) {
        if (t.info().elem() == 0) {
            return false;
        }
        TypeRow e = catalog.findType(t.info().elem());
        return e != null && e.info().array() == t.oid();
    }

    /** Removes a type's rows: pg_type, and its labels or range. */
    void remove(int oid) {
        CatalogRow r = writer.needByOid(PgType.RELATION, oid);
        char kind = r.charAt(PgType.TYPTYPE);
        writer.delete(r);
        if (kind == 'e') {
            for (CatalogRow l : writer.scan(PgEnum.RELATION, PgEnum.TYPID_LABEL_INDEX, Datums.oid(oid))) {
                writer.delete(l);
            }
        } else if (kind == 'r') {
            @Nullable CatalogRow range = writer.find(PgRange.RELATION, PgRange.RNGTYPID_INDEX, Datums.oid(oid));
            if (range != null) {
                writer.delete(range);
            }
        }
    }
}
