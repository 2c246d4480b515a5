package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.InheritInfo;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgInherits;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.txn.LockMode;

/** Who inherits from whom: pg_inherits read, with locks, and written. */
final class Inheritance {
    private Inheritance() {}

    /** The direct children, by oid, each locked; those that disappear while waiting are left out. */
    static List<Integer> children(Ddl ddl, int parent, int lockMode) {
        List<Integer> oids = new ArrayList<>();
        for (InheritInfo i : ddl.catalog.childrenOf(parent)) {
            oids.add(i.child());
        }
        oids.sort(Integer::compareUnsigned);
        List<Integer> out = new ArrayList<>(oids.size());
        for (int oid : oids) {
            if (lockMode != 0) {
                ddl.lock(oid, false, lockMode);
                if (ddl.catalog.relation(oid) == null) {
                    ddl.catalog.locker().unlock(oid, false, lockMode);
                    continue;
                }
            }
            out.add(oid);
        }
        return out;
    }

    /** A table and all its descendants, each once, parents first; descendants are locked. */
    static List<Integer> tree(Ddl ddl, int root, int lockMode) {
        List<Integer> all = new ArrayList<>();
        all.add(root);
        for (int i = 0; i < all.size(); i++) {
            for (int c : children(ddl, all.get(i), lockMode)) {
                if (!all.contains(c)) {
                    all.add(c);
                }
            }
        }
        return all;
    }

    /** How many parents of {@code child} are in {@code tree}. */
    static int parentsIn(Ddl ddl, int child, List<Integer> tree) {
        int n = 0;
        for (InheritInfo i : ddl.catalog.parentsOf(child)) {
            n += tree.contains(i.parent()) ? 1 : 0;
        }
        return n;
    }

    /** The parents named by INHERITS: locked, checked, none twice. */
    static List<ClassInfo> parents(Ddl ddl, List<RangeVar> names, boolean temporary) {
        List<ClassInfo> out = new ArrayList<>();
        for (RangeVar v : names) {
            ClassInfo p = ddl.lock(v, LockMode.SHARE_UPDATE_EXCLUSIVE);
            for (ClassInfo o : out) {
                if (o.oid() == p.oid()) {
                    throw twice(p.name());
                }
            }
            out.add(p);
        }
        for (ClassInfo p : out) {
            checkParent(ddl, p, temporary);
        }
        return out;
    }

    static SqlError twice(String name) {
        return new SqlError(
                SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" would be inherited from more than once");
    }

    private static void checkParent(Ddl ddl, ClassInfo p, boolean temporary) {
        p.checkTableLike();
        if (p.kind() == 'p') {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE, "cannot inherit from partitioned table \"" + p.name() + "\"");
        }
        if (p.isPartition()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot inherit from partition \"" + p.name() + "\"");
        }
        if (p.kind() != 'r' && p.kind() != 'f') {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    "inherited relation \"" + p.name() + "\" is not a table or foreign table");
        }
        checkPersistence(ddl, p, temporary);
        ddl.catalog.acl().checkOwner(org.hathi.catalog.ObjectKind.TABLE, p.oid(), ddl.role());
    }

    /** A table that stays cannot have a parent that goes; nor may a temporary parent be another session's. */
    static void checkPersistence(Ddl ddl, ClassInfo p, boolean temporaryChild) {
        if (p.persistence() != 't') {
            return;
        }
        if (!temporaryChild) {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE, "cannot inherit from temporary relation \"" + p.name() + "\"");
        }
        if (p.namespace() != ddl.catalog.searchPath().tempNamespace()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot inherit from temporary relation of another session");
        }
    }

    /** Makes {@code child} a child of {@code parent}, its {@code sequence}th. */
    static void store(Ddl ddl, int child, int parent, int sequence) {
        ddl.writer.insert(
                PgInherits.RELATION,
                new RowBuilder(PgInherits.COLUMNS)
                        .oid(PgInherits.INHRELID, child)
                        .oid(PgInherits.INHPARENT, parent)
                        .num(PgInherits.INHSEQNO, sequence)
                        .bool(PgInherits.INHDETACHPENDING, false)
                        .row());
        ddl.deps.record(
                new ObjectAddress(PgClass.RELATION, child),
                new ObjectAddress(PgClass.RELATION, parent),
                Dependencies.NORMAL);
        CatalogRow r = ddl.writer.needByOid(PgClass.RELATION, parent);
        if (!r.boolAt(PgClass.RELHASSUBCLASS)) {
            ddl.writer.set(r, PgClass.RELHASSUBCLASS, Datums.bool(true));
        }
        ddl.catalog.invalidation().relationChanged(parent);
        ddl.catalog.invalidation().relationChanged(child);
        ddl.increment();
    }

    /** Ends it. False when it was none. */
    static boolean remove(Ddl ddl, int child, int parent) {
        boolean found = false;
        for (CatalogRow r : ddl.writer.scan(PgInherits.RELATION, PgInherits.RELID_SEQNO_INDEX, Datums.oid(child))) {
            if (r.intAt(PgInherits.INHPARENT) == parent) {
                ddl.writer.delete(r);
                found = true;
            }
        }
        ddl.catalog.invalidation().relationChanged(parent);
        ddl.catalog.invalidation().relationChanged(child);
        return found;
    }
}
