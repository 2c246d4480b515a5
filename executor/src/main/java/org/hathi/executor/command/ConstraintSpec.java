package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.jspecify.annotations.Nullable;

/** A table constraint about to be created; column constraints have become table constraints with one key. */
final class ConstraintSpec {
    final Constraint raw;
    final ConstrType type;

    @Nullable
    String name;

    List<String> keys;
    boolean deferrable;
    boolean initiallyDeferred;
    boolean skipValidation;
    boolean deferrableGiven;
    boolean deferredGiven;
    /** From how many parents it comes, and whether it is declared at the table itself. */
    int inherited;

    boolean local = true;
    /** A constraint of the same name and condition that came from a parent becomes this one as well. */
    boolean mergeable;
    /** Already analysed CHECK expression with its node text's columns (LIKE). */
    org.hathi.planner.tree.@Nullable Expr cooked;

    ConstraintSpec(Constraint c, @Nullable String column) {
        this.raw = c;
        this.type = c.contype();
        this.name = c.conname();
        this.keys = new ArrayList<>(c.keys());
        this.deferrable = c.deferrable();
        this.initiallyDeferred = c.initdeferred();
        this.skipValidation = c.skipValidation();
        if (column != null && keys.isEmpty() && c.exclusions().isEmpty()) {
            keys.add(column);
        }
    }

    /** Columns of a foreign key: those of the clause, or the column it was written at. */
    List<String> fkColumns() {
        return raw.fk() != null && !raw.fk().fkAttrs().isEmpty() ? raw.fk().fkAttrs() : keys;
    }
}
