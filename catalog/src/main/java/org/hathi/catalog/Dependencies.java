package org.hathi.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgDescription;
import org.hathi.catalog.table.PgInitPrivs;
import org.hathi.catalog.table.PgLargeobject;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgSeclabel;
import org.hathi.catalog.table.PgShdepend;
import org.jspecify.annotations.Nullable;

/**
 * pg_depend and pg_shdepend: which object needs which, and what a DROP takes along.
 *
 * <p>Dependency types: n normal (the dependent blocks a RESTRICT drop), a automatic (goes silently), i internal (is
 * part of the other), P/S partition primary and secondary, e member of an extension, x automatic with an extension.
 * Objects with oids below 12000 are pinned: nothing is recorded about depending on them, and they cannot be dropped
 * (the schema public, databases and large objects excepted).
 */
public final class Dependencies {
    public static final char NORMAL = 'n';
    public static final char AUTO = 'a';
    public static final char INTERNAL = 'i';
    public static final char PARTITION_PRIMARY = 'P';
    public static final char PARTITION_SECONDARY = 'S';
    public static final char EXTENSION = 'e';
    public static final char AUTO_EXTENSION = 'x';
    public static final char SHARED_OWNER = 'o';
    public static final char SHARED_ACL = 'a';
    public static final char SHARED_POLICY = 'r';
    public static final char SHARED_TABLESPACE = 't';

    /** First oid that is not pinned. */
    public static final int FIRST_UNPINNED = 12000;

    private final Catalog catalog;
    private final CatalogTable writer;

    public Dependencies(Catalog catalog) {
        this.catalog = catalog;
        this.writer = catalog.writer();
    }

    /** Whether the system cannot do without the object. */
    public static boolean pinned(int classId, int objectId) {
        return Integer.compareUnsigned(objectId, FIRST_UNPINNED) < 0
                && classId != PgLargeobject.RELATION
                && !(classId == PgNamespace.RELATION && objectId == SearchPath.PUBLIC)
                && classId != PgDatabase.RELATION;
    }

    // ----------------------------------------------------------------------------------------------- recording

    /** Records that {@code depender} needs {@code referenced}. */
    public void record(ObjectAddress depender, ObjectAddress referenced, char type) {
        if (pinned(referenced.classId(), referenced.objectId())) {
            return;
        }
        @Nullable Object[] r = new Object[PgDepend.COLUMNS];
        r[PgDepend.CLASSID - 1] = Datums.oid(depender.classId());
        r[PgDepend.OBJID - 1] = Datums.oid(depender.objectId());
        r[PgDepend.OBJSUBID - 1] = (long) depender.subId();
        r[PgDepend.REFCLASSID - 1] = Datums.oid(referenced.classId());
        r[PgDepend.REFOBJID - 1] = Datums.oid(referenced.objectId());
        r[PgDepend.REFOBJSUBID - 1] = (long) referenced.subId();
        r[PgDepend.DEPTYPE - 1] = Datums.chr(type);
        writer.insert(PgDepend.RELATION, r);
    }

    /** Records several dependencies of one object, each once. */
    public void recordAll(ObjectAddress depender, Iterable<ObjectAddress> referenced, char type) {
        List<ObjectAddress> seen = new ArrayList<>();
        for (ObjectAddress o : referenced) {
            if (!seen.contains(o)) {
                seen.add(o);
                record(depender, o, type);
            }
        }
    }

    private List<CatalogRow> dependenciesOf(int classId, int objectId) {
        return writer.scan(PgDepend.RELATION, PgDepend.DEPENDER_INDEX, Datums.oid(classId), Datums.oid(objectId));
    }

    private List<CatalogRow> dependentsOn(int classId, int objectId) {
        return writer.scan(PgDepend.RELATION, PgDepend.REFERENCE_INDEX, Datums.oid(classId), Datums.oid(objectId));
    }

    /** Forgets what an object (with {@code subId} 0: and its columns) depends on. @return how many rows went */
    public int deleteRecordsFor(ObjectAddress o, boolean keepExtension) {
        int n = 0;
        for (CatalogRow r : dependenciesOf(o.classId(), o.objectId())) {
            if ((o.subId() == 0 || r.intAt(PgDepend.OBJSUBID) == o.subId())
                    && !(keepExtension && r.charAt(PgDepend.DEPTYPE) == EXTENSION)) {
                writer.delete(r);
                n++;
            }
        }
        return n;
    }

    /** Forgets the dependencies of one type that an object has on objects of one class. */
    public int deleteRecords(int classId, int objectId, int referencedClass, char type) {
        int n = 0;
        for (CatalogRow r : dependenciesOf(classId, objectId)) {
            if (r.intAt(PgDepend.REFCLASSID) == referencedClass && r.charAt(PgDepend.DEPTYPE) == type) {
                writer.delete(r);
                n++;
            }
        }
        return n;
    }

    /** Makes an object depend on another object of the same class (such as another schema). @return rows changed */
    public int change(int classId, int objectId, int referencedClass, int oldReferenced, int newReferenced) {
        boolean oldPinned = pinned(referencedClass, oldReferenced);
        boolean newPinned = pinned(referencedClass, newReferenced);
        if (oldPinned && !newPinned) {
            record(new ObjectAddress(classId, objectId), new ObjectAddress(referencedClass, newReferenced), NORMAL);
            return 1;
        }
        int n = 0;
        for (CatalogRow r : dependenciesOf(classId, objectId)) {
            if (r.intAt(PgDepend.REFCLASSID) == referencedClass && r.intAt(PgDepend.REFOBJID) == oldReferenced) {
                if (newPinned) {
                    writer.delete(r);
                } else {
                    writer.set(r, PgDepend.REFOBJID, Datums.oid(newReferenced));
                }
                n++;
            }
        }
        return n;
    }

    /** The table a sequence is owned by (identity or serial): relation and column; null when it is free. */
    public @Nullable ObjectAddress ownerOfSequence(int sequence, char type) {
        for (CatalogRow r : dependenciesOf(PgClass.RELATION, sequence)) {
            if (r.intAt(PgDepend.REFCLASSID) == PgClass.RELATION && r.charAt(PgDepend.DEPTYPE) == type) {
                return new ObjectAddress(PgClass.RELATION, r.intAt(PgDepend.REFOBJID), r.intAt(PgDepend.REFOBJSUBID));
            }
        }
        return null;
    }

    /** Sequences owned by a table, or by one column of it ({@code attribute} 0: all). */
    public List<Integer> sequencesOf(int relation, int attribute) {
        List<Integer> out = new ArrayList<>();
        for (CatalogRow r : dependentsOn(PgClass.RELATION, relation)) {
            char type = r.charAt(PgDepend.DEPTYPE);
            int sub = r.intAt(PgDepend.REFOBJSUBID);
            if (r.intAt(PgDepend.CLASSID) == PgClass.RELATION
                    && r.intAt(PgDepend.OBJSUBID) == 0
                    && sub != 0
                    && (attribute == 0 || sub == attribute)
                    && (type == AUTO || type == INTERNAL)) {
                ClassInfo c = catalog.relation(r.intAt(PgDepend.OBJID));
                if (c != null && c.kind() == 'S') {
                    out.add(c.oid());
                }
            }
        }
        return out;
    }

    /** The constraint an index belongs to; 0 when it is a plain index. */
    public int constraintOfIndex(int index) {
        for (CatalogRow r : dependenciesOf(PgClass.RELATION, index)) {
            if (r.intAt(PgDepend.REFCLASSID) == PgConstraint.RELATION && r.charAt(PgDepend.DEPTYPE) == INTERNAL) {
                return r.intAt(PgDepend.REFOBJID);
            }
        }
        return 0;
    }

    // ---------------------------------------------------------------------------------------------- pg_shdepend

    /** Records that a role, tablespace … must outlive an object of this database (or a shared one). */
    public void recordShared(ObjectAddress depender, int refClass, int refObject, char type) {
        if (pinned(refClass, refObject)) {
            return;
        }
        @Nullable Object[] r = new Object[PgShdepend.COLUMNS];
        r[PgShdepend.DBID - 1] = Datums.oid(sharedDatabase(depender.classId()));
        r[PgShdepend.CLASSID - 1] = Datums.oid(depender.classId());
        r[PgShdepend.OBJID - 1] = Datums.oid(depender.objectId());
        r[PgShdepend.OBJSUBID - 1] = (long) depender.subId();
        r[PgShdepend.REFCLASSID - 1] = Datums.oid(refClass);
        r[PgShdepend.REFOBJID - 1] = Datums.oid(refObject);
        r[PgShdepend.DEPTYPE - 1] = Datums.chr(type);
        writer.insert(PgShdepend.RELATION, r);
    }

    private int sharedDatabase(int classId) {
        return CatalogTables.isSharedRelation(classId) ? 0 : catalog.databaseOid();
    }

    /** The object is owned by a role. */
    public void recordOwner(int classId, int objectId, int owner) {
        recordShared(new ObjectAddress(classId, objectId), PgAuthid.RELATION, owner, SHARED_OWNER);
    }

    private List<CatalogRow> sharedDependenciesOf(int classId, int objectId) {
        return writer.scan(
                PgShdepend.RELATION,
                PgShdepend.DEPENDER_INDEX,
                Datums.oid(sharedDatabase(classId)),
                Datums.oid(classId),
                Datums.oid(objectId));
    }

    /** The object changes hands. */
    public void changeOwner(int classId, int objectId, int newOwner) {
        for (CatalogRow r : sharedDependenciesOf(classId, objectId)) {
            char type = r.charAt(PgShdepend.DEPTYPE);
            boolean aclOfNewOwner = type == SHARED_ACL && r.intAt(PgShdepend.REFOBJID) == newOwner;
            if (r.intAt(PgShdepend.OBJSUBID) == 0 && type == SHARED_OWNER || aclOfNewOwner) {
                writer.delete(r);
            }
        }
        recordOwner(classId, objectId, newOwner);
    }

    /** The roles an acl names changed: their pg_shdepend rows follow. Owner's own items need none. */
    public void updateAcl(ObjectAddress o, int owner, AclItem @Nullable [] before, AclItem @Nullable [] after) {
        List<Integer> old = aclRoles(before, owner);
        List<Integer> now = aclRoles(after, owner);
        for (CatalogRow r : sharedDependenciesOf(o.classId(), o.objectId())) {
            int role = r.intAt(PgShdepend.REFOBJID);
            if (r.charAt(PgShdepend.DEPTYPE) == SHARED_ACL
                    && r.intAt(PgShdepend.OBJSUBID) == o.subId()
                    && old.contains(role)
                    && !now.contains(role)) {
                writer.delete(r);
            }
        }
        for (int role : now) {
            if (!old.contains(role)) {
                recordShared(o, PgAuthid.RELATION, role, SHARED_ACL);
            }
        }
    }

    private static List<Integer> aclRoles(AclItem @Nullable [] acl, int owner) {
        List<Integer> out = new ArrayList<>();
        if (acl != null) {
            for (AclItem i : acl) {
                addRole(out, i.grantee(), owner);
                addRole(out, i.grantor(), owner);
            }
        }
        return out;
    }

    private static void addRole(List<Integer> out, int role, int owner) {
        if (role != 0 && role != owner && !out.contains(role)) {
            out.add(role);
        }
    }

    /** Forgets the shared dependencies of an object. */
    public void deleteSharedRecordsFor(ObjectAddress o) {
        for (CatalogRow r : sharedDependenciesOf(o.classId(), o.objectId())) {
            if (o.subId() == 0 || r.intAt(PgShdepend.OBJSUBID) == o.subId()) {
                writer.delete(r);
            }
        }
    }

    /** What keeps a role or tablespace from being dropped, as lines for the message's detail; empty: nothing. */
    public List<String> sharedDependents(int refClass, int refObject) {
        List<String> out = new ArrayList<>();
        int elsewhere = 0;
        List<CatalogRow> rows = writer.scan(
                PgShdepend.RELATION, PgShdepend.REFERENCE_INDEX, Datums.oid(refClass), Datums.oid(refObject));
        rows.sort(Comparator.comparingLong(r -> Integer.toUnsignedLong(r.intAt(PgShdepend.OBJID))));
        for (CatalogRow r : rows) {
            int db = r.intAt(PgShdepend.DBID);
            if (db != 0 && db != catalog.databaseOid()) {
                elsewhere++;
                continue;
            }
            String what = ObjectDescription.of(
                    catalog,
                    new ObjectAddress(
                            r.intAt(PgShdepend.CLASSID), r.intAt(PgShdepend.OBJID), r.intAt(PgShdepend.OBJSUBID)));
            out.add(
                    switch (r.charAt(PgShdepend.DEPTYPE)) {
                        case SHARED_OWNER -> "owner of " + what;
                        case SHARED_ACL -> "privileges for " + what;
                        case SHARED_POLICY -> "target of " + what;
                        default -> "tablespace for " + what;
                    });
        }
        if (elsewhere > 0) {
            out.add(elsewhere + (elsewhere == 1 ? " object" : " objects") + " in other databases");
        }
        return out;
    }

    // -------------------------------------------------------------------------------------------------- dropping

    /** What else a drop may do. */
    public record DropOptions(boolean cascade, boolean quietly, boolean skipOriginal, boolean internal) {
        public static final DropOptions RESTRICT = new DropOptions(false, false, false, false);
        public static final DropOptions CASCADE = new DropOptions(true, false, false, false);
        /** Silently, with everything that depends on it: dropping a temporary schema's contents. */
        public static final DropOptions INTERNAL_CASCADE = new DropOptions(true, true, false, true);
    }

    /** Drops an object and, if asked, what depends on it. 2BP01 when something does and {@code cascade} is not set. */
    public void drop(ObjectAddress object, DropOptions options, ObjectRemover remover, Reporter reporter) {
        dropAll(List.of(object), options, remover, reporter);
    }

    /** Drops several objects of one command; they may depend on each other. */
    public void dropAll(List<ObjectAddress> objects, DropOptions options, ObjectRemover remover, Reporter reporter) {
        DependencyWalk walk = new DependencyWalk(catalog, objects);
        for (ObjectAddress o : objects) {
            walk.find(o);
        }
        report(walk, options, objects.size() == 1 ? objects.get(0) : null, reporter);
        List<DependencyWalk.Target> targets = walk.targets();
        for (int i = 0; i < targets.size(); i++) {
            DependencyWalk.Target t = targets.get(i);
            if (options.skipOriginal() && (t.flags & DependencyWalk.ORIGINAL) != 0) {
                continue;
            }
            if ((t.flags & DependencyWalk.SUBOBJECT) == 0) {
                remove(t.object, remover);
            }
        }
    }

    /** Throws 2BP01 when something depends on the object; drops nothing. */
    public void checkDroppable(ObjectAddress object, Reporter reporter) {
        DependencyWalk walk = new DependencyWalk(catalog, List.of(object));
        walk.find(object);
        report(walk, DropOptions.RESTRICT, object, reporter);
    }

    /**
     * Everything that depended on {@code a} depends on {@code b} afterwards and the other way round, and so do they.
     */
    public void swap(int classId, int a, int b) {
        List<CatalogRow> ofA = dependenciesOf(classId, a);
        List<CatalogRow> ofB = dependenciesOf(classId, b);
        List<CatalogRow> onA = dependentsOn(classId, a);
        List<CatalogRow> onB = dependentsOn(classId, b);
        ofA.forEach(r -> writer.set(r, PgDepend.OBJID, Datums.oid(b)));
        ofB.forEach(r -> writer.set(r, PgDepend.OBJID, Datums.oid(a)));
        onA.forEach(r -> writer.set(r, PgDepend.REFOBJID, Datums.oid(b)));
        onB.forEach(r -> writer.set(r, PgDepend.REFOBJID, Datums.oid(a)));
    }

    private void remove(ObjectAddress o, ObjectRemover remover) {
        remover.remove(o);
        deleteRecordsFor(o, false);
        deleteSharedRecordsFor(o);
        deleteByObject(PgDescription.RELATION, PgDescription.O_C_O_INDEX, o);
        deleteByObject(PgSeclabel.RELATION, PgSeclabel.OBJECT_INDEX, o);
        deleteByObject(PgInitPrivs.RELATION, PgInitPrivs.O_C_O_INDEX, o);
        writer.increment();
    }

    private void deleteByObject(int catalogOid, int index, ObjectAddress o) {
        // columns objoid, classoid, objsubid lead all three catalogs and their indexes
        for (CatalogRow r : writer.scan(catalogOid, index, Datums.oid(o.objectId()), Datums.oid(o.classId()))) {
            if (o.subId() == 0 || r.intAt(PgDescription.OBJSUBID) == o.subId()) {
                writer.delete(r);
            }
        }
    }

    private void report(DependencyWalk walk, DropOptions options, @Nullable ObjectAddress original, Reporter reporter) {
        StringBuilder detail = new StringBuilder();
        int reported = 0;
        int unreported = 0;
        boolean ok = true;
        List<DependencyWalk.Target> targets = walk.targets();
        for (int i = targets.size() - 1; i >= 0; i--) {
            DependencyWalk.Target t = targets.get(i);
            if ((t.flags & (DependencyWalk.ORIGINAL | DependencyWalk.SUBOBJECT | DependencyWalk.SILENT)) != 0) {
                continue;
            }
            String what = ObjectDescription.of(catalog, t.object);
            String line;
            if (!options.cascade()) {
                ok = false;
                line = what + " depends on " + ObjectDescription.of(catalog, t.dependee());
            } else {
                line = "drop cascades to " + what;
            }
            if (reported >= 100) {
                unreported++;
            } else {
                detail.append(reported == 0 ? "" : "\n").append(line);
                reported++;
            }
        }
        if (unreported > 0) {
            detail.append("\nand ")
                    .append(unreported)
                    .append(unreported == 1 ? " other object" : " other objects")
                    .append(" (see server log for list)");
        }
        if (!ok) {
            throw new SqlError(
                            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                            original != null
                                    ? "cannot drop " + ObjectDescription.of(catalog, original)
                                            + " because other objects depend on it"
                                    : "cannot drop desired object(s) because other objects depend on them")
                    .detail(detail.toString())
                    .hint("Use DROP ... CASCADE to drop the dependent objects too.");
        }
        if (reported + unreported > 1 && !options.quietly()) {
            reporter.report(new Report(
                            Severity.NOTICE,
                            SqlState.SUCCESSFUL_COMPLETION,
                            "drop cascades to " + (reported + unreported) + " other objects")
                    .detail(detail.toString()));
        } else if (reported == 1 && !options.quietly()) {
            reporter.report(new Report(Severity.NOTICE, SqlState.SUCCESSFUL_COMPLETION, detail.toString()));
        }
    }
}
