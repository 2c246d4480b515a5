package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.IndexCreator;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgDescription;
import org.hathi.catalog.table.PgIndex;
import org.hathi.catalog.table.PgStatistic;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.txn.LockMode;
import org.hathi.types.Attribute;
import org.jspecify.annotations.Nullable;

/**
 * REINDEX CONCURRENTLY: a copy of each index is made and filled as by CREATE INDEX CONCURRENTLY, takes its name and its
 * place everywhere in the catalogs, and the old one is dropped as by DROP INDEX CONCURRENTLY.
 *
 * <p>CRASH: what fails leaves an invalid index NAME_ccnew or NAME_ccold.
 */
final class ReindexConcurrently {
    /** An index and the one that replaces it. */
    private record Pair(int table, int old, int fresh, boolean alone) {}

    private final Ddl ddl;
    private final List<Pair> pairs = new ArrayList<>();

    ReindexConcurrently(Ddl ddl) {
        this.ddl = ddl;
    }

    /** Builds one index anew; its table is locked. */
    void index(int table, int index) {
        refuse(table);
        ClassInfo c = ddl.info(index);
        if (ddl.info(table).kind() == 't' && !def(index).valid()) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "cannot reindex invalid index on TOAST table concurrently");
        }
        if (def(index).exclusion()) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "concurrent index creation for exclusion constraints is not supported");
        }
        run(List.of(c));
    }

    /**
     * Builds the indexes of a locked table and its toast table anew; the names of them, none: there is nothing to do.
     */
    List<String> table(int table) {
        refuse(table);
        List<ClassInfo> found = new ArrayList<>();
        collect(table, found);
        int toast = ddl.info(table).toast();
        if (toast != 0) {
            ddl.lock(toast, false, LockMode.SHARE_UPDATE_EXCLUSIVE);
            collect(toast, found);
        }
        List<String> names = new ArrayList<>();
        for (ClassInfo c : found) {
            names.add(qualified(c));
        }
        if (!found.isEmpty()) {
            run(found);
        }
        return names;
    }

    private void refuse(int table) {
        if (Integer.compareUnsigned(table, 16384) < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot reindex system catalogs concurrently");
        }
    }

    private String qualified(ClassInfo c) {
        return ddl.view.namespaceName(c.namespace()) + "." + c.name();
    }

    private IndexDef def(int index) {
        return Objects.requireNonNull(ddl.catalog.index(index));
    }

    private void collect(int table, List<ClassInfo> out) {
        for (Relation r : ddl.catalog.openIndexes(table)) {
            ddl.lock(r.oid, false, LockMode.SHARE_UPDATE_EXCLUSIVE);
            IndexDef d = def(r.oid);
            ClassInfo c = ddl.info(r.oid);
            if (!d.valid()) {
                ddl.warning(
                        SqlState.INDEX_CORRUPTED,
                        "cannot reindex invalid index \"" + qualified(c) + "\" concurrently, skipping");
            } else if (d.exclusion()) {
                ddl.warning(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cannot reindex exclusion constraint index \"" + qualified(c) + "\" concurrently, skipping");
            } else {
                out.add(c);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- the steps

    private void run(List<ClassInfo> indexes) {
        try (ConcurrentSteps steps = new ConcurrentSteps(ddl)) {
            for (ClassInfo c : indexes) {
                int fresh = copy(c);
                pairs.add(new Pair(def(c.oid()).table(), c.oid(), fresh, steps.readsOnlyItsTable(c.oid())));
            }
            for (Pair p : pairs) {
                steps.holdTable(p.table);
                steps.holdIndex(p.old);
                steps.holdIndex(p.fresh);
            }
            steps.next();
            report(pairs.get(0));
            steps.waitForLockers(LockMode.SHARE, IndexProgress.WAIT_WRITERS);
            for (Pair p : pairs) {
                report(p);
                steps.alone(p.alone);
                steps.next();
                steps.build(p.table, p.fresh);
            }
            steps.alone(false);
            steps.next();
            steps.waitForLockers(LockMode.SHARE, IndexProgress.WAIT_WRITERS_AGAIN);
            for (Pair p : pairs) {
                report(p);
                steps.alone(p.alone);
                steps.next();
                int limit = steps.validate(p.table, p.fresh);
                steps.next();
                steps.waitForOlderSnapshots(limit);
            }
            steps.alone(false);
            steps.next();
            replace(steps);
        } finally {
            new IndexProgress(ddl.access.progress()).end();
        }
    }

    private void report(Pair p) {
        new IndexProgress(ddl.access.progress())
                .begin(IndexProgress.REINDEX_CONCURRENTLY, ddl.database(), p.table, p.fresh);
    }

    private void replace(ConcurrentSteps steps) {
        for (Pair p : pairs) {
            swap(p);
            ddl.increment();
        }
        steps.next();
        steps.waitForLockers(LockMode.ACCESS_EXCLUSIVE, IndexProgress.WAIT_READERS);
        for (Pair p : pairs) {
            IndexStates.dead(ddl, p.old);
        }
        steps.next();
        steps.waitForLockers(LockMode.ACCESS_EXCLUSIVE, IndexProgress.WAIT_READERS_AGAIN);
        List<ObjectAddress> old = new ArrayList<>();
        for (Pair p : pairs) {
            ddl.lock(p.table, false, LockMode.SHARE_UPDATE_EXCLUSIVE);
            ddl.lock(p.old, false, LockMode.ACCESS_EXCLUSIVE);
            old.add(new ObjectAddress(PgClass.RELATION, p.old));
        }
        ddl.deps.dropAll(old, DropOptions.RESTRICT, ddl.remover, ddl.reporter);
        steps.next();
    }

    // -------------------------------------------------------------------------------------------------- catalogs

    /** A plain, invalid and empty index like another one (index_concurrently_create_copy). */
    private int copy(ClassInfo c) {
        IndexDef d = def(c.oid());
        int n = d.keyAttributes();
        String name = ddl.chooseRelationName(c.name(), null, "ccnew", c.namespace(), false);
        IndexCreator.Spec s = new IndexCreator.Spec(name, d.table(), d.attributes(), n, d.opclasses());
        s.namespace = c.namespace();
        s.owner = c.owner();
        s.persistence = c.persistence();
        s.tablespace = c.tablespace();
        s.method = c.am();
        s.collations = java.util.Arrays.copyOf(d.collations(), n);
        s.options = d.options();
        s.unique = d.unique();
        s.nullsNotDistinct = d.nullsNotDistinct();
        s.valid = false;
        s.ready = false;
        s.expressions = d.expressions();
        s.predicate = d.predicate();
        s.reloptions = c.options();
        List<ObjectAddress> references = new ArrayList<>();
        String exprs = d.expressions();
        if (exprs != null) {
            for (Expr e : NodeText.readExprs(exprs)) {
                references.addAll(References.of(ddl.catalog, e, d.table()));
            }
        }
        String predicate = d.predicate();
        if (predicate != null) {
            references.addAll(References.of(ddl.catalog, IndexEntries.predicate(predicate), d.table()));
        }
        s.references = references;
        List<Attribute> columns = new ArrayList<>();
        Relation old = ddl.catalog.openRelation(c.oid(), 0);
        for (int i = 0; i < old.desc.size(); i++) {
            columns.add(old.desc.get(i));
        }
        int fresh = ddl.indexes.create(s, columns);
        ddl.increment();
        for (CatalogRow a : attributes(c.oid())) {
            if (a.intAt(PgAttribute.ATTSTATTARGET) != -1) {
                CatalogRow mine = attributes(fresh).get(a.intAt(PgAttribute.ATTNUM) - 1);
                ddl.writer.set(mine, PgAttribute.ATTSTATTARGET, a.get(PgAttribute.ATTSTATTARGET));
            }
        }
        return fresh;
    }

    private List<CatalogRow> attributes(int relation) {
        return ddl.writer.scan(PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(relation));
    }

    /**
     * The new index takes the old one's name, role, constraints, comment and dependencies (index_concurrently_swap).
     */
    private void swap(Pair p) {
        names(p);
        roles(p);
        constraints(p);
        for (CatalogRow r : ddl.writer.scan(
                PgDescription.RELATION,
                PgDescription.O_C_O_INDEX,
                Datums.oid(p.old),
                Datums.oid(PgClass.RELATION),
                0L)) {
            ddl.writer.set(r, PgDescription.OBJOID, Datums.oid(p.fresh));
        }
        for (CatalogRow r : ddl.writer.scan(PgStatistic.RELATION, PgStatistic.RELID_ATT_INH_INDEX, Datums.oid(p.old))) {
            @Nullable Object[] v = r.copy();
            v[PgStatistic.STARELID - 1] = Datums.oid(p.fresh);
            ddl.writer.insert(PgStatistic.RELATION, v);
        }
        ddl.deps.swap(PgClass.RELATION, p.old, p.fresh);
        ddl.catalog.invalidation().relationChanged(p.old);
        ddl.catalog.invalidation().relationChanged(p.fresh);
        ddl.catalog.invalidation().relationChanged(p.table);
    }

    private void names(Pair p) {
        CatalogRow old = ddl.writer.needByOid(PgClass.RELATION, p.old);
        CatalogRow fresh = ddl.writer.needByOid(PgClass.RELATION, p.fresh);
        String name = old.nameAt(PgClass.RELNAME);
        int ns = old.intAt(PgClass.RELNAMESPACE);
        String gone = ddl.chooseRelationName(name, null, "ccold", ns, false);
        ddl.writer.set(old, PgClass.RELNAME, Datums.name(gone));
        ddl.writer.set(fresh, PgClass.RELNAME, Datums.name(name));
    }

    private CatalogRow indexRow(int index) {
        return Objects.requireNonNull(ddl.writer.find(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, Datums.oid(index)));
    }

    private void roles(Pair p) {
        CatalogRow oldRow = indexRow(p.old);
        CatalogRow freshRow = indexRow(p.fresh);
        @Nullable Object[] old = oldRow.copy();
        @Nullable Object[] fresh = freshRow.copy();
        int[] moved = {
            PgIndex.INDISPRIMARY,
            PgIndex.INDISEXCLUSION,
            PgIndex.INDIMMEDIATE,
            PgIndex.INDISCLUSTERED,
            PgIndex.INDISREPLIDENT
        };
        for (int column : moved) {
            fresh[column - 1] = old[column - 1];
            old[column - 1] = column == PgIndex.INDIMMEDIATE ? 1L : 0L;
        }
        fresh[PgIndex.INDISVALID - 1] = 1L;
        old[PgIndex.INDISVALID - 1] = 0L;
        ddl.writer.update(oldRow, old);
        ddl.writer.update(freshRow, fresh);
    }

    /** The constraint that the index enforces, and foreign keys that look in it. */
    private void constraints(Pair p) {
        List<Integer> all = new ArrayList<>();
        for (var k : ddl.catalog.constraintsOf(p.table)) {
            if (k.index() == p.old) {
                all.add(k.oid());
            }
        }
        for (CatalogRow r : ddl.writer.scan(
                PgDepend.RELATION, PgDepend.REFERENCE_INDEX, Datums.oid(PgClass.RELATION), Datums.oid(p.old))) {
            if (r.intAt(PgDepend.CLASSID) == PgConstraint.RELATION && !all.contains(r.intAt(PgDepend.OBJID))) {
                all.add(r.intAt(PgDepend.OBJID));
            }
        }
        for (int k : all) {
            CatalogRow row = ddl.writer.needByOid(PgConstraint.RELATION, k);
            if (row.intAt(PgConstraint.CONINDID) == p.old) {
                ddl.writer.set(row, PgConstraint.CONINDID, Datums.oid(p.fresh));
            }
            for (CatalogRow t : ddl.writer.scan(PgTrigger.RELATION, PgTrigger.TGCONSTRAINT_INDEX, Datums.oid(k))) {
                if (t.intAt(PgTrigger.TGCONSTRINDID) == p.old) {
                    ddl.writer.set(t, PgTrigger.TGCONSTRINDID, Datums.oid(p.fresh));
                }
            }
        }
    }
}
