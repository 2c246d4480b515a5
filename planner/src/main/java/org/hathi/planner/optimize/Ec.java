package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/**
 * An equivalence class: expressions known to be equal in every row the query level can return, with the B-tree family
 * whose equality says so. Conditions {@code a = b} become memberships; the conditions each scan and join needs are
 * generated from them.
 */
final class Ec {
    final int family;
    final int collation;
    final List<Member> members = new ArrayList<>();
    boolean hasConst;
    /** True when a member is volatile: then nothing may be derived. */
    boolean isVolatile;
    /** Set when merged into another class. */
    boolean dead;
    /** Number of source clauses; a class without any exists for sorting only. */
    int sources;
    /** The first source clause: as written, when there is no other. */
    @org.jspecify.annotations.Nullable
    Expr source;

    Ec(int family, int collation) {
        this.family = family;
        this.collation = collation;
    }

    /** A member: the expression, the relations in it and its type for operator lookup. */
    record Member(Expr expr, long relids, boolean isConst, int type) {}

    /** Its member that equals {@code e}, or null. */
    @org.jspecify.annotations.Nullable
    Member find(Expr e) {
        for (Member m : members) {
            if (m.expr.equals(e)) {
                return m;
            }
        }
        return null;
    }
}
