package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Identifiers;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** The columns and CHECK constraints of a new table with parents: theirs first, merged by name with its own. */
final class InheritedColumns {
    private final Ddl ddl;
    private final List<ColumnSpec> columns = new ArrayList<>();
    /** Constraints taken from the parents, analysed, over the new table's columns. */
    final List<ConstraintSpec> checks = new ArrayList<>();

    InheritedColumns(Ddl ddl) {
        this.ddl = ddl;
    }

    /** The new table's columns: those of {@code parents}, then what is left of {@code own}. */
    List<ColumnSpec> merge(List<ClassInfo> parents, List<ColumnSpec> own) {
        for (ClassInfo p : parents) {
            parent(p);
        }
        int inherited = columns.size();
        for (int i = 0; i < own.size(); i++) {
            int at = find(own.get(i).name, inherited);
            if (at < 0) {
                columns.add(own.get(i));
            } else {
                own(columns.get(at), own.get(i), at == i);
            }
        }
        if (columns.size() > 1600) {
            throw new SqlError(SqlState.TOO_MANY_COLUMNS, "tables can have at most 1600 columns");
        }
        for (ColumnSpec c : columns) {
            if (c.defaultConflict) {
                String of = "column \"" + c.name + "\" inherits conflicting ";
                if (c.generated != '\0') {
                    throw new SqlError(SqlState.INVALID_COLUMN_DEFINITION, of + "generation expressions");
                }
                throw new SqlError(SqlState.INVALID_COLUMN_DEFINITION, of + "default values")
                        .hint("To resolve the conflict, specify a default explicitly.");
            }
        }
        return columns;
    }

    private int find(String name, int limit) {
        for (int i = 0; i < limit; i++) {
            if (columns.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    // ------------------------------------------------------------------------------------------------- a parent

    private void parent(ClassInfo p) {
        int[] map = new int[p.attributes() + 1];
        List<ColumnSpec> withDefault = new ArrayList<>();
        List<Expr> defaults = new ArrayList<>();
        for (AttributeInfo a : ddl.catalog.attributes(p.oid())) {
            if (a.number() < 1 || a.dropped()) {
                continue;
            }
            int at = find(a.name(), columns.size());
            ColumnSpec c;
            if (at >= 0) {
                ddl.notice("merging multiple inherited definitions of column \"" + a.name() + "\"");
                c = columns.get(at);
                merge(c, a);
            } else {
                c = column(a);
                at = columns.size();
                columns.add(c);
            }
            map[a.number()] = at + 1;
            var d = a.hasDefault() ? ddl.catalog.attrDefault(p.oid(), a.number()) : null;
            if (d != null) {
                withDefault.add(c);
                defaults.add(NodeText.readExpr(d.expression()));
            }
        }
        for (int i = 0; i < defaults.size(); i++) {
            ColumnSpec c = withDefault.get(i);
            Expr e = mapped(
                    defaults.get(i),
                    map,
                    "Generation expression for column \"" + c.name + "\" contains a whole-row reference to table \""
                            + p.name() + "\".");
            if (c.cooked == null) {
                c.cooked = e;
            } else if (!c.cooked.equals(e)) {
                c.defaultConflict = true;
            }
        }
        constraints(p, map);
    }

    private ColumnSpec column(AttributeInfo a) {
        ColumnSpec c = new ColumnSpec(a.name(), ddl.catalog.type(a.type()), a.typmod());
        c.collation = a.collation();
        c.ndims = a.dimensions();
        c.notNull = a.notNull();
        c.storage = a.storage();
        c.compression = a.compression();
        c.generated = a.generated();
        c.inherited = 1;
        c.local = false;
        return c;
    }

    private void merge(ColumnSpec c, AttributeInfo a) {
        String of = "inherited column \"" + c.name + "\"";
        if (c.type.oid() != a.type() || c.typmod != a.typmod()) {
            throw typeConflict(of, c, a.type(), a.typmod());
        }
        if (c.collation != a.collation()) {
            throw collationConflict(of, c.collation, a.collation());
        }
        if (c.storage != a.storage()) {
            throw storageConflict(of, c.storage, a.storage());
        }
        mergeCompression(c, a.compression());
        c.inherited++;
        c.notNull |= a.notNull();
        if (c.generated != a.generated()) {
            throw new SqlError(
                    SqlState.INVALID_COLUMN_DEFINITION,
                    "inherited column \"" + c.name + "\" has a generation conflict");
        }
    }

    private SqlError typeConflict(String of, ColumnSpec c, int type, int typmod) {
        return new SqlError(SqlState.DATATYPE_MISMATCH, of + " has a type conflict")
                .detail(ddl.catalog.formatType(c.type.oid(), c.typmod) + " versus "
                        + ddl.catalog.formatType(type, typmod));
    }

    private SqlError collationConflict(String of, int a, int b) {
        return new SqlError(SqlState.COLLATION_MISMATCH, of + " has a collation conflict")
                .detail("\"" + collation(ddl, a) + "\" versus \"" + collation(ddl, b) + "\"");
    }

    static String collation(Ddl ddl, int oid) {
        var c = oid == 0 ? null : ddl.catalog.collation(oid);
        return c == null ? "" : c.name();
    }

    private static SqlError storageConflict(String of, char a, char b) {
        return new SqlError(SqlState.DATATYPE_MISMATCH, of + " has a storage parameter conflict")
                .detail(storage(a) + " versus " + storage(b));
    }

    private static void mergeCompression(ColumnSpec c, char other) {
        if (other == '\0') {
            return;
        }
        if (c.compression == '\0') {
            c.compression = other;
        } else if (c.compression != other) {
            throw new SqlError(
                            SqlState.DATATYPE_MISMATCH, "column \"" + c.name + "\" has a compression method conflict")
                    .detail(method(c.compression) + " versus " + method(other));
        }
    }

    private static String method(char c) {
        return c == 'l' ? "lz4" : "pglz";
    }

    /** PLAIN, EXTERNAL, EXTENDED, MAIN. */
    static String storage(char c) {
        return switch (c) {
            case 'p' -> "PLAIN";
            case 'e' -> "EXTERNAL";
            case 'x' -> "EXTENDED";
            default -> "MAIN";
        };
    }

    private void constraints(ClassInfo p, int[] map) {
        List<ConstraintInfo> all = new ArrayList<>(ddl.catalog.constraintsOf(p.oid()));
        all.sort(java.util.Comparator.comparing(ConstraintInfo::name));
        for (ConstraintInfo k : all) {
            String text = k.expression();
            if (k.type() != 'c' || text == null || k.noInherit()) {
                continue;
            }
            Expr e = mapped(
                    NodeText.readExpr(text),
                    map,
                    "Constraint \"" + k.name() + "\" contains a whole-row reference to table \"" + p.name() + "\".");
            ConstraintSpec same = null;
            for (ConstraintSpec s : checks) {
                same = k.name().equals(s.name) ? s : same;
            }
            if (same == null) {
                same = Likes.check(k, e);
                same.local = false;
                same.inherited = 1;
                checks.add(same);
            } else if (e.equals(same.cooked)) {
                same.inherited++;
            } else {
                throw new SqlError(
                        SqlState.DUPLICATE_OBJECT,
                        "check constraint name \"" + k.name()
                                + "\" appears multiple times but with different expressions");
            }
        }
    }

    /** The expression over other column numbers; a reference to the whole row has no counterpart. */
    static Expr mapped(Expr e, int[] map, String wholeRowDetail) {
        if (wholeRow(e)) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot convert whole-row table reference")
                    .detail(wholeRowDetail);
        }
        return Likes.remap(e, map);
    }

    static boolean wholeRow(Expr e) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof Var v && v.varattno() == 0 && v.varlevelsup() == 0 || walkChildren(x);
            }
        }.walk(e);
    }

    // --------------------------------------------------------------------------------------------- its own columns

    private void own(ColumnSpec c, ColumnSpec mine, boolean inPlace) {
        if (inPlace) {
            ddl.notice("merging column \"" + c.name + "\" with inherited definition");
        } else {
            ddl.reporter.report(org.hathi.base.Report.of(
                            org.hathi.base.Severity.NOTICE,
                            "moving and merging column \"" + c.name + "\" with inherited definition")
                    .detail("User-specified column moved to the position of the inherited column."));
        }
        String of = "column \"" + c.name + "\"";
        if (c.type.oid() != mine.type.oid() || c.typmod != mine.typmod) {
            throw typeConflict(of, c, mine.type.oid(), mine.typmod);
        }
        if (c.collation != mine.collation) {
            throw collationConflict(of, c.collation, mine.collation);
        }
        c.identity = mine.identity;
        c.identityOptions = mine.identityOptions;
        c.sequence = mine.sequence;
        c.serial = mine.serial;
        mergeCompression(c, mine.compression);
        c.local = true;
        c.notNull |= mine.notNull;
        generated(c, mine);
        if (mine.rawDefault != null || mine.cooked != null) {
            c.rawDefault = mine.rawDefault;
            c.cooked = mine.cooked;
            c.defaultConflict = false;
        }
    }

    private static void generated(ColumnSpec c, ColumnSpec mine) {
        if (c.generated == '\0') {
            c.generated = mine.generated;
            return;
        }
        String message = null;
        if (mine.generated != '\0') {
            throw new SqlError(
                            SqlState.INVALID_COLUMN_DEFINITION,
                            "child column \"" + c.name + "\" specifies generation expression")
                    .hint("Omit the generation expression in the definition of the child table column to inherit the"
                            + " generation expression from the parent table.");
        }
        if (mine.rawDefault != null) {
            message = "specifies default";
        } else if (mine.identity != '\0') {
            message = "specifies identity";
        }
        if (message != null) {
            throw new SqlError(
                    SqlState.INVALID_COLUMN_DEFINITION,
                    "column \"" + c.name + "\" inherits from generated column but " + message);
        }
    }

    /** A table's name as messages quote it with its schema. */
    static String qualified(Ddl ddl, ClassInfo c) {
        var ns = ddl.catalog.namespace(c.namespace());
        return Identifiers.qualified(ns == null ? "" : ns.name(), c.name());
    }

    /** Unused columns' numbers map to 0. */
    static int[] map(Ddl ddl, int from, int to, @Nullable String missing) {
        int n = ddl.info(from).attributes();
        int[] out = new int[n + 1];
        for (AttributeInfo a : ddl.catalog.attributes(from)) {
            if (a.number() > 0 && !a.dropped()) {
                AttributeInfo b = ddl.catalog.attributeByName(to, a.name());
                if (b != null) {
                    out[a.number()] = b.number();
                } else if (missing != null) {
                    throw SqlError.internal(missing + " \"" + a.name() + "\"");
                }
            }
        }
        return out;
    }
}
