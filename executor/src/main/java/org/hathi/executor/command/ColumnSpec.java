package org.hathi.executor.command;

import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.RawExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.types.Attribute;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** A column about to be created, as collected from its definition. */
final class ColumnSpec {
    final String name;
    final TypeInfo type;
    final int typmod;
    int collation;
    int ndims;
    boolean notNull;
    boolean explicitNull;

    @Nullable
    RawExpr rawDefault;
    /** A default that is analysed already (LIKE). */
    @Nullable
    Expr cooked;

    char generated = '\0';
    char identity = '\0';
    List<DefElem> identityOptions = List.of();
    /** serial: a sequence is made for it. */
    boolean serial;

    char storage;
    char compression = '\0';
    int location = -1;
    /** The sequence made for a serial or identity column. */
    int sequence;
    /** From how many parents it comes, and whether it is declared at the table itself. */
    int inherited;

    boolean local = true;
    /** A column of a typed table whose options have been given. */
    boolean refined;
    /** Parents disagree about its default. */
    boolean defaultConflict;

    ColumnSpec(String name, TypeInfo type, int typmod) {
        this.name = name;
        this.type = type;
        this.typmod = typmod;
        this.collation = type.collation();
        this.storage = type.storage();
    }

    /** The column as a child gets it: inherited only. */
    ColumnSpec forChild() {
        ColumnSpec c = new ColumnSpec(name, type, typmod);
        c.collation = collation;
        c.ndims = ndims;
        c.notNull = notNull;
        c.rawDefault = rawDefault;
        c.cooked = cooked;
        c.generated = generated;
        c.storage = storage;
        c.compression = compression;
        c.location = location;
        c.inherited = 1;
        c.local = false;
        return c;
    }

    Attribute attribute(int number) {
        return new Attribute(
                name,
                type.oid(),
                typmod,
                type.len(),
                type.byVal(),
                type.align(),
                storage,
                compression,
                notNull,
                false,
                false,
                null,
                identity,
                generated,
                false,
                collation,
                number,
                ndims);
    }
}
