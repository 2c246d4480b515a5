package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.Clause.SortByDir;
import org.hathi.parser.tree.Clause.SortByNulls;

/** Copies the plain-column indexes and key constraints of a table to a new one (LIKE … INCLUDING INDEXES). */
final class LikeIndexes {
    private LikeIndexes() {}

    static void copy(Ddl ddl, ClassInfo from, int table) {
        for (IndexDef d : ddl.catalog.indexesOf(from.oid())) {
            if (d.expressions() != null || d.predicate() != null) {
                throw org.hathi.base.SqlError.unsupported("LIKE INCLUDING INDEXES with expressions");
            }
            IndexDefiner.Request q = new IndexDefiner.Request();
            List<IndexElem> keys = new ArrayList<>();
            List<IndexElem> including = new ArrayList<>();
            for (int i = 0; i < d.attributes().length; i++) {
                AttributeInfo a =
                        java.util.Objects.requireNonNull(ddl.catalog.attribute(from.oid(), d.attributes()[i]));
                boolean key = i < d.keyAttributes();
                int o = key ? d.options()[i] : 0;
                IndexElem e = new IndexElem(
                        a.name(),
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        (o & 1) != 0 ? SortByDir.DESC : SortByDir.DEFAULT,
                        !key ? SortByNulls.DEFAULT : (o & 2) != 0 ? SortByNulls.FIRST : SortByNulls.LAST,
                        -1);
                (key ? keys : including).add(e);
            }
            q.elems = keys;
            q.including = including;
            q.unique = d.unique();
            q.nullsNotDistinct = d.nullsNotDistinct();
            q.primary = d.primary();
            q.constraint = ddl.deps.constraintOfIndex(d.index()) != 0;
            IndexDefiner.define(ddl, ddl.info(table), q);
            ddl.increment();
        }
    }
}
