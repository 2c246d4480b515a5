package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.IndexDef;
import org.hathi.shm.Progress;

/** New files for the indexes of a table that has one. */
final class Rewrite {
    private Rewrite() {}

    /** Rebuilds all indexes of a table. */
    static void reindex(Ddl ddl, int table) {
        List<Integer> all = new ArrayList<>();
        for (IndexDef d : ddl.catalog.indexesOf(table)) {
            all.add(d.index());
        }
        for (int i : all) {
            Relfiles.replace(ddl, i);
        }
        ddl.increment();
        int done = 0;
        for (int i : all) {
            IndexBuilder.rebuild(ddl, table, i);
            ddl.access.progress().set(Progress.Command.CLUSTER, TableRewrite.REBUILT, ++done);
        }
    }
}
