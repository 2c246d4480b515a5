package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgType;

/** Columns in which values of a type are stored, also inside arrays, ranges, domains and composites. */
final class TypeUses {
    private TypeUses() {}

    /**
     * Refuses (0A000) to change how values of a type look while a table stores some.
     *
     * @param what what cannot be altered, as the message names it: {@code type "x"}
     */
    static void refuse(Ddl ddl, int type, String what) {
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION, PgDepend.REFERENCE_INDEX, Datums.oid(PgType.RELATION), Datums.oid(type))) {
            int object = r.intAt(PgDepend.OBJID);
            if (r.intAt(PgDepend.CLASSID) == PgType.RELATION) {
                refuse(ddl, object, what); // an array, a domain or a range of it
                continue;
            }
            int number = r.intAt(PgDepend.OBJSUBID);
            ClassInfo c = r.intAt(PgDepend.CLASSID) == PgClass.RELATION ? ddl.catalog.relation(object) : null;
            AttributeInfo a = c == null || number <= 0 ? null : ddl.catalog.attribute(object, number);
            if (c == null || a == null) {
                continue;
            }
            if (c.kind() == 'r' || c.kind() == 'm' || c.kind() == 'p') {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cannot alter " + what + " because column \"" + c.name() + "." + a.name() + "\" uses it");
            }
            if (c.type() != 0) {
                refuse(ddl, c.type(), what); // a view or a composite type stores nothing, but its rows may be stored
            }
        }
    }
}
