package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.OperatorInfo;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.TableStmt.IndexStmt;
import org.hathi.planner.analyze.Deparse;

/** Copies the indexes of a table with their constraints to a new one (LIKE … INCLUDING INDEXES). */
final class LikeIndexes {
    private LikeIndexes() {}

    static void copy(Ddl ddl, ClassInfo from, int table) {
        Deparse text = new Deparse(ddl.view, ddl.env.cx);
        for (IndexDef d : ddl.catalog.indexesOf(from.oid())) {
            String sql = java.util.Objects.requireNonNull(text.indexDef(d.index(), 0, false));
            IndexDefiner.Request q = IndexDefiner.request(
                    (IndexStmt) Parser.parse(sql, true, null).get(0).stmt());
            q.name = null;
            q.primary = d.primary();
            int k = ddl.deps.constraintOfIndex(d.index());
            ConstraintInfo c = k == 0 ? null : ddl.catalog.constraint(k);
            if (c != null) {
                q.constraint = true;
                q.deferrable = c.deferrable();
                q.initiallyDeferred = c.deferred();
                q.exclusion.addAll(operators(ddl, c));
            }
            IndexDefiner.define(ddl, ddl.info(table), q);
            ddl.increment();
        }
    }

    private static List<List<String>> operators(Ddl ddl, ConstraintInfo c) {
        List<List<String>> out = new ArrayList<>();
        int[] operators = c.exclusionOperators();
        for (int i = 0; operators != null && i < operators.length; i++) {
            OperatorInfo o = java.util.Objects.requireNonNull(ddl.catalog.operator(operators[i]));
            out.add(List.of(String.valueOf(ddl.view.namespaceName(o.namespace())), o.name()));
        }
        return out;
    }
}
