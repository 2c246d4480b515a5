package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgDepend;
import org.jspecify.annotations.Nullable;

/**
 * Finds everything that must go when an object goes: depth first, dependents before what they depend on, newest
 * (highest oid) first among siblings. A part of something else (internal dependency) cannot go alone: dropped directly
 * it is an error, reached through another dependency its owner goes with it.
 */
final class DependencyWalk {
    static final int ORIGINAL = 1;
    static final int NORMAL = 2;
    static final int AUTO = 4;
    static final int INTERNAL = 8;
    static final int PARTITION = 16;
    static final int EXTENSION = 32;
    static final int SUBOBJECT = 64;
    static final int IS_PART = 128;
    /** Reached by a dependency that drops without asking. */
    static final int SILENT = AUTO | INTERNAL | PARTITION | EXTENSION;

    /** Dependencies nested deeper than this are taken for an attack on the stack. */
    private static final int MAX_DEPTH = 2000;

    /** An object to be dropped, how it was reached, and through which object. */
    static final class Target {
        final ObjectAddress object;
        int flags;
        private final @Nullable ObjectAddress dependee;
        private @Nullable ObjectAddress owner;

        Target(ObjectAddress object, int flags, @Nullable ObjectAddress dependee) {
            this.object = object;
            this.flags = flags;
            this.dependee = dependee;
        }

        ObjectAddress dependee() {
            return dependee == null ? object : dependee;
        }
    }

    private static final class Frame {
        final ObjectAddress object;
        int flags;
        final @Nullable Frame outer;
        final int depth;

        Frame(ObjectAddress object, int flags, @Nullable Frame outer) {
            this.object = object;
            this.flags = flags;
            this.outer = outer;
            this.depth = outer == null ? 0 : outer.depth + 1;
        }
    }

    private final Catalog catalog;
    private final List<ObjectAddress> wanted;
    private final List<Target> targets = new ArrayList<>();

    DependencyWalk(Catalog catalog, List<ObjectAddress> wanted) {
        this.catalog = catalog;
        this.wanted = wanted;
    }

    /** In the order in which they must be dropped. */
    List<Target> targets() {
        return targets;
    }

    void find(ObjectAddress object) {
        find(object, ORIGINAL, null);
        for (Target t : targets) {
            if ((t.flags & IS_PART) != 0 && (t.flags & PARTITION) == 0 && t.owner != null) {
                throw requires(t.object, t.owner);
            }
        }
    }

    private SqlError requires(ObjectAddress object, ObjectAddress owner) {
        String other = ObjectDescription.of(catalog, owner);
        return new SqlError(
                        SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                        "cannot drop " + ObjectDescription.of(catalog, object) + " because " + other + " requires it")
                .hint("You can drop " + other + " instead.");
    }

    private static boolean onStack(ObjectAddress o, int flags, @Nullable Frame stack) {
        boolean found = false;
        for (Frame f = stack; f != null; f = f.outer) {
            if (f.object.classId() == o.classId() && f.object.objectId() == o.objectId()) {
                if (f.object.subId() == o.subId() || f.object.subId() == 0) {
                    f.flags |= flags;
                    return true;
                }
                if (o.subId() == 0) {
                    // the whole object is about to go: its column need not be dropped by itself
                    f.flags |= flags | SUBOBJECT;
                }
            }
        }
        return found;
    }

    private boolean inTargets(ObjectAddress o, int flags) {
        boolean found = false;
        for (int i = targets.size() - 1; i >= 0; i--) {
            Target t = targets.get(i);
            if (t.object.classId() == o.classId() && t.object.objectId() == o.objectId()) {
                if (t.object.subId() == o.subId()) {
                    t.flags |= flags;
                    found = true;
                } else if (t.object.subId() == 0) {
                    // the whole object goes already
                    found = true;
                } else if (o.subId() == 0 && flags != 0) {
                    t.flags |= flags | SUBOBJECT;
                }
            }
        }
        return found;
    }

    private static ObjectAddress referenced(CatalogRow r) {
        return new ObjectAddress(
                r.intAt(PgDepend.REFCLASSID), r.intAt(PgDepend.REFOBJID), r.intAt(PgDepend.REFOBJSUBID));
    }

    private static ObjectAddress depender(CatalogRow r) {
        return new ObjectAddress(r.intAt(PgDepend.CLASSID), r.intAt(PgDepend.OBJID), r.intAt(PgDepend.OBJSUBID));
    }

    /** The part goes with its owner: as if the reference had been to that one. */
    private void findOwner(ObjectAddress part, ObjectAddress owner, int startFlags, Frame stack) {
        find(owner, startFlags, stack);
        if (!inTargets(part, startFlags)) {
            throw SqlError.internal("deletion of owning object " + ObjectDescription.of(catalog, owner)
                    + " failed to delete " + ObjectDescription.of(catalog, part));
        }
    }

    private void find(ObjectAddress object, int startFlags, @Nullable Frame stack) {
        if (onStack(object, startFlags, stack) || inTargets(object, startFlags)) {
            return;
        }
        if (stack != null && stack.depth > MAX_DEPTH) {
            throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
        }
        if (Dependencies.pinned(object.classId(), object.objectId())) {
            throw new SqlError(
                    SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                    "cannot drop " + ObjectDescription.of(catalog, object)
                            + " because it is required by the database system");
        }
        int flags = startFlags;
        ObjectAddress owner = null;
        ObjectAddress partOf = null;
        for (CatalogRow r : rows(object, PgDepend.DEPENDER_INDEX)) {
            if (object.subId() != 0 && r.intAt(PgDepend.OBJSUBID) != object.subId()) {
                continue;
            }
            ObjectAddress other = referenced(r);
            boolean same =
                    other.classId() == object.classId() && other.objectId() == object.objectId() && object.subId() == 0;
            if (same) {
                continue;
            }
            switch (r.charAt(PgDepend.DEPTYPE)) {
                case Dependencies.INTERNAL, Dependencies.EXTENSION -> {
                    if (stack == null) {
                        if (wanted.contains(other)) {
                            // it goes when its owner's turn comes
                            return;
                        }
                        owner = other;
                    } else if (!onStack(other, 0, stack)) {
                        findOwner(object, other, startFlags, stack);
                        return;
                    }
                }
                case Dependencies.PARTITION_PRIMARY -> {
                    flags |= IS_PART;
                    partOf = other;
                }
                case Dependencies.PARTITION_SECONDARY -> {
                    flags |= IS_PART;
                    if (partOf == null) {
                        partOf = other;
                    }
                }
                default -> {
                    // normal and automatic dependencies of this object do not matter here
                }
            }
        }
        if (owner != null) {
            throw requires(object, partOf != null && owner.equals(object) ? partOf : owner);
        }
        Frame frame = new Frame(object, flags, stack);
        for (Step s : dependents(object)) {
            find(s.object(), s.flags(), frame);
        }
        Target t = new Target(object, frame.flags, stack == null ? null : stack.object);
        t.owner = partOf;
        targets.add(t);
    }

    private record Step(ObjectAddress object, int flags) {}

    private List<Step> dependents(ObjectAddress object) {
        List<Step> out = new ArrayList<>();
        for (CatalogRow r : rows(object, PgDepend.REFERENCE_INDEX)) {
            if (object.subId() != 0 && r.intAt(PgDepend.REFOBJSUBID) != object.subId()) {
                continue;
            }
            ObjectAddress other = depender(r);
            if (other.classId() == object.classId() && other.objectId() == object.objectId() && object.subId() == 0) {
                continue;
            }
            int flags =
                    switch (r.charAt(PgDepend.DEPTYPE)) {
                        case Dependencies.AUTO, Dependencies.AUTO_EXTENSION -> AUTO;
                        case Dependencies.INTERNAL -> INTERNAL;
                        case Dependencies.PARTITION_PRIMARY, Dependencies.PARTITION_SECONDARY -> PARTITION;
                        case Dependencies.EXTENSION -> EXTENSION;
                        default -> NORMAL;
                    };
            out.add(new Step(other, flags));
        }
        out.sort((a, b) -> {
            int c = Integer.compareUnsigned(b.object().objectId(), a.object().objectId());
            if (c == 0) {
                c = Integer.compareUnsigned(a.object().classId(), b.object().classId());
            }
            return c != 0
                    ? c
                    : Integer.compareUnsigned(a.object().subId(), b.object().subId());
        });
        return out;
    }

    private List<CatalogRow> rows(ObjectAddress o, int index) {
        return catalog.writer().scan(PgDepend.RELATION, index, Datums.oid(o.classId()), Datums.oid(o.objectId()));
    }
}
