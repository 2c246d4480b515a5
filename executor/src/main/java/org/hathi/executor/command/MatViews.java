package org.hathi.executor.command;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.access.BulkInsert;
import org.hathi.access.Relation;
import org.hathi.access.TmFailure;
import org.hathi.access.TmResult;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RewriteRule;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.RowStore;
import org.hathi.parser.tree.Clause.IntoClause;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.TableStmt.CreateTableAsStmt;
import org.hathi.parser.tree.TableStmt.RefreshMatViewStmt;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.txn.LockMode;
import org.hathi.types.RecordValue;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** CREATE MATERIALIZED VIEW (with {@link CreateAs}) and REFRESH MATERIALIZED VIEW. */
final class MatViews {
    private final Ddl ddl;

    MatViews(Ddl ddl) {
        this.ddl = ddl;
    }

    // ------------------------------------------------------------------------------------------------------ CREATE

    /** What a materialized view may not be. */
    static void check(Ddl ddl, CreateTableAsStmt s, Query q) {
        if (q.hasModifyingCTE) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "materialized views must not use data-modifying statements in WITH");
        }
        if (new Views(ddl).usesTemporary(q)) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "materialized views must not use temporary tables or views");
        }
        if (s.into().rel().relpersistence() == RelPersistence.UNLOGGED) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "materialized views cannot be unlogged");
        }
    }

    /** @return the relation made, with its rule and not yet filled */
    int create(IntoClause into, NewRelation r, Query definition) {
        r.populated = !into.skipData();
        int oid = TableCreator.createRelation(ddl, r);
        new Views(ddl).storeRule(oid, definition, false);
        return oid;
    }

    // ----------------------------------------------------------------------------------------------------- REFRESH

    void refresh(RefreshMatViewStmt s) {
        ClassInfo c = ddl.lock(s.relation(), s.concurrent() ? LockMode.EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
        if (c.kind() != 'm') {
            boolean table = c.kind() == 'r' || c.kind() == 'p';
            throw new SqlError(
                    table ? SqlState.FEATURE_NOT_SUPPORTED : SqlState.WRONG_OBJECT_TYPE,
                    "\"" + c.name() + "\" is not a " + (table ? "" : "table or ") + "materialized view");
        }
        ddl.catalog.acl().checkOwner(ObjectKind.TABLE, c.oid(), ddl.role());
        if (s.concurrent() && !c.populated()) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "CONCURRENTLY cannot be used when the materialized view is not populated");
        }
        if (s.concurrent() && s.skipData()) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "CONCURRENTLY and WITH NO DATA options cannot be used together");
        }
        if (s.concurrent()) {
            checkUniqueIndex(c);
        }
        int caller = ddl.env.roleOid;
        ddl.env.roleOid = c.owner();
        ddl.catalog.searchPath().setUser(c.owner());
        try {
            if (s.concurrent()) {
                merge(c);
            } else {
                replace(c, s.skipData());
            }
        } finally {
            ddl.env.roleOid = caller;
            ddl.catalog.searchPath().setUser(caller);
        }
    }

    private Query definition(ClassInfo c) {
        for (RewriteRule r : ddl.catalog.rewriteRules(c.oid())) {
            if (r.event() == '1') {
                List<Query> l = NodeText.readQueries(
                        r.action(), t -> ddl.catalog.type(t).array());
                return l.get(0);
            }
        }
        throw SqlError.internal("materialized view \"" + c.name() + "\" is missing rewrite information");
    }

    private void populated(int oid, boolean is) {
        ClassInfo c = ddl.info(oid);
        if (c.populated() != is) {
            ddl.writer.set(ddl.writer.needByOid(PgClass.RELATION, oid), PgClass.RELISPOPULATED, Datums.bool(is));
            ddl.increment();
        }
    }

    private void replace(ClassInfo c, boolean skipData) {
        Query q = definition(c);
        PlannedStmt plan = skipData ? null : InternalQuery.planSelect(ddl, q);
        populated(c.oid(), !skipData);
        Truncate.one(ddl, c.oid());
        if (plan != null) {
            CreateAs.fill(ddl, c.oid(), plan);
        }
        Rewrite.reindex(ddl, c.oid());
        ddl.increment();
    }

    private void checkUniqueIndex(ClassInfo c) {
        for (IndexDef d : ddl.catalog.indexesOf(c.oid())) {
            if (d.unique() && d.predicate() == null && d.expressions() == null) {
                return;
            }
        }
        var ns = ddl.catalog.namespace(c.namespace());
        throw new SqlError(
                        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                        "cannot refresh materialized view \"" + (ns == null ? "" : ns.name()) + "." + c.name()
                                + "\" concurrently")
                .hint("Create a unique index with no WHERE clause on one or more columns of the materialized view.");
    }

    /** CONCURRENTLY: only rows that are new are inserted, only rows that are gone deleted. */
    private void merge(ClassInfo c) {
        Relation rel = ddl.catalog.openRelation(c.oid(), 0);
        int n = rel.desc.size();
        boolean[] byRef = new boolean[n];
        for (int i = 0; i < n; i++) {
            byRef[i] = !rel.desc.get(i).byVal();
        }
        RowStore fresh = new RowStore(byRef);
        InternalQuery.run(ddl, InternalQuery.planSelect(ddl, definition(c)), 0, fresh::append);
        Map<ByteBuffer, int[]> wanted = new HashMap<>();
        for (int i = 0; i < fresh.n; i++) {
            int row = i;
            ByteBuffer key = key(rel, fresh.cols, i);
            if (wanted.putIfAbsent(key, new int[] {i}) != null && !anyNull(fresh.cols, row)) {
                throw new SqlError(
                                SqlState.CARDINALITY_VIOLATION,
                                "new data for materialized view \"" + c.name()
                                        + "\" contains duplicate rows without any null columns")
                        .detail("Row: " + org.hathi.executor.modify.RowText.row(ddl.env, rel.desc, fresh.cols, i));
            }
        }
        deleteGone(rel, wanted);
        insertNew(rel, fresh, wanted);
        ddl.increment();
    }

    private static boolean anyNull(Vector[] cols, int row) {
        for (Vector v : cols) {
            if (v.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuffer key(Relation rel, Vector[] cols, int row) {
        @Nullable Object[] v = new Object[cols.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = cols[i].datum(row);
        }
        return ByteBuffer.wrap(RecordValue.form(rel.desc, v));
    }

    private void deleteGone(Relation rel, Map<ByteBuffer, int[]> wanted) {
        int cid = ddl.txn.transactions().commandId(true);
        TmFailure failure = new TmFailure();
        ddl.withSnapshot(snapshot -> {
            RowSource rows = new RowSource(ddl, rel, snapshot);
            try {
                for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                    for (int i = 0; i < n; i++) {
                        if (wanted.remove(key(rel, rows.columns, i)) != null) {
                            continue;
                        }
                        TmResult res = ddl.access.heap().delete(rel, rows.scan.tid(i), cid, null, true, failure);
                        if (res != TmResult.OK) {
                            throw SqlError.internal("unexpected table_tuple_delete status: " + res);
                        }
                    }
                }
            } finally {
                rows.close();
            }
        });
        ddl.increment();
    }

    private void insertNew(Relation rel, RowStore fresh, Map<ByteBuffer, int[]> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        PlannedStmt none = new PlannedStmt();
        none.plan = new org.hathi.planner.plan.Result();
        org.hathi.executor.ExecState es = new org.hathi.executor.ExecState(ddl.env, none, false);
        org.hathi.executor.modify.ResultRelation target = new org.hathi.executor.modify.ResultRelation(es, rel);
        int cid = ddl.txn.transactions().commandId(true);
        TupleBuf buf = new TupleBuf();
        BulkInsert bulk = new BulkInsert();
        TupleBuilder builder = new TupleBuilder(rel.desc);
        try {
            for (int[] at : wanted.values()) {
                builder.reset().fromVectors(fresh.cols, at[0]).form(buf);
                long tid = ddl.access.heap().insert(rel, buf, cid, 0, bulk);
                target.insertIndexes(fresh.cols, at[0], fresh.n, tid);
            }
        } finally {
            bulk.release(ddl.access);
        }
    }
}
