package org.hathi.catalog;

import org.hathi.catalog.table.PgAttribute;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** pg_attribute rows from column descriptions; and the system columns that every table has. */
final class AttributeRows {
    private AttributeRows() {}

    /** ctid, xmin, cmin, xmax, cmax, tableoid: numbers -1 to -6. */
    static Attribute[] systemColumns() {
        return new Attribute[] {
            system("ctid", -1, Oids.TID, 6),
            system("xmin", -2, Oids.XID, 4),
            system("cmin", -3, Oids.CID, 4),
            system("xmax", -4, Oids.XID, 4),
            system("cmax", -5, Oids.CID, 4),
            system("tableoid", -6, Oids.OID, 4)
        };
    }

    private static Attribute system(String name, int number, int type, int len) {
        return new Attribute(
                name,
                type,
                -1,
                len,
                len == 4,
                len == 4 ? 'i' : 's',
                'p',
                '\0',
                true,
                false,
                false,
                null,
                '\0',
                '\0',
                false,
                0,
                number,
                0);
    }

    /** The row of a new column: defined locally, not inherited, no statistics target, acl or options. */
    static @Nullable Object[] row(int relation, Attribute a) {
        @Nullable Object[] r = new Object[PgAttribute.COLUMNS];
        put(r, PgAttribute.ATTRELID, Datums.oid(relation));
        put(r, PgAttribute.ATTNAME, Datums.name(a.name()));
        put(r, PgAttribute.ATTTYPID, Datums.oid(a.typeOid()));
        put(r, PgAttribute.ATTSTATTARGET, a.attnum() < 0 ? 0L : -1L);
        put(r, PgAttribute.ATTLEN, (long) a.len());
        put(r, PgAttribute.ATTNUM, (long) a.attnum());
        put(r, PgAttribute.ATTNDIMS, (long) a.ndims());
        put(r, PgAttribute.ATTCACHEOFF, -1L);
        put(r, PgAttribute.ATTTYPMOD, (long) a.typmod());
        put(r, PgAttribute.ATTBYVAL, Datums.bool(a.byVal()));
        put(r, PgAttribute.ATTALIGN, Datums.chr(a.align()));
        put(r, PgAttribute.ATTSTORAGE, Datums.chr(a.storage()));
        put(r, PgAttribute.ATTCOMPRESSION, Datums.chr(a.compression()));
        put(r, PgAttribute.ATTNOTNULL, Datums.bool(a.notNull()));
        put(r, PgAttribute.ATTHASDEF, Datums.bool(a.hasDefault()));
        Object missing = a.missing();
        put(r, PgAttribute.ATTHASMISSING, Datums.bool(a.hasMissing()));
        put(r, PgAttribute.ATTIDENTITY, Datums.chr(a.identity()));
        put(r, PgAttribute.ATTGENERATED, Datums.chr(a.generated()));
        put(r, PgAttribute.ATTISDROPPED, Datums.bool(a.dropped()));
        put(r, PgAttribute.ATTISLOCAL, 1L);
        put(r, PgAttribute.ATTINHCOUNT, 0L);
        put(r, PgAttribute.ATTCOLLATION, Datums.oid(a.collation()));
        if (missing != null) {
            put(r, PgAttribute.ATTMISSINGVAL, MissingValue.array(a.typeOid(), a.len(), a.byVal(), missing));
        }
        return r;
    }

    private static void put(@Nullable Object[] row, int column, @Nullable Object value) {
        row[column - 1] = value;
    }
}
