package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.types.Oids;
import org.hathi.types.PatternPrefix;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of a B-tree that LIKE, a regular expression or starts_with imply: what matches begins with a fixed text,
 * so it lies between that and the next text that does not begin so. They are bounds only: the pattern itself is checked
 * as well. Collations order by bytes here, so every one of them serves.
 */
final class PatternConditions {
    private static final int TEXT_PATTERN_FAMILY = 2095;
    private static final int BPCHAR_PATTERN_FAMILY = 2097;
    private static final int LANGUAGE_INTERNAL = 12;

    /** Operators with which a type's strings are searched. */
    private record Search(int equal, int less, int atLeast, int valueType) {}

    private static final Search TEXT = new Search(98, 664, 667, Oids.TEXT);
    private static final Search TEXT_BY_BYTES = new Search(98, 2314, 2317, Oids.TEXT);
    /** Compared with text, which names do not cut off. */
    private static final Search NAME = new Search(254, 255, 257, Oids.TEXT);

    private static final Search BPCHAR = new Search(1054, 1058, 1061, Oids.BPCHAR);
    private static final Search BPCHAR_BY_BYTES = new Search(1054, 2326, 2329, Oids.BPCHAR);
    private static final Search BYTEA = new Search(1955, 1957, 1960, Oids.BYTEA);

    private final PlannerCatalog catalog;

    PatternConditions(PlannerCatalog catalog) {
        this.catalog = catalog;
    }

    /** What a clause on column {@code col} of the index implies; empty when that is nothing. */
    List<Path.IndexClause> match(PlannerCatalog.IndexCandidate ix, int col, Rel rel, Clause c) {
        int function;
        List<Expr> args;
        switch (c.expr) {
            case OpExpr o -> {
                function = o.opfuncid();
                args = o.args();
            }
            case FuncExpr f -> {
                function = f.funcid();
                args = f.args();
            }
            default -> {
                return List.of();
            }
        }
        if (args.size() != 2
                || !(args.get(1) instanceof Const k)
                || k.isNull()
                || !(k.constvalue() instanceof byte[] pattern)
                || !IndexPaths.isKey(ix, col, args.get(0), rel)) {
            return List.of();
        }
        PatternPrefix prefix = prefix(function, pattern);
        Search s = search(args.get(0).type(), ix.families()[col]);
        if (prefix == null || s == null) {
            return List.of();
        }
        List<Path.IndexClause> out = new ArrayList<>(2);
        Bounds b = new Bounds(ix, col, c, args.get(0), s.valueType, out);
        if (prefix.exact()) {
            b.add(s.equal, prefix.fixed());
        } else if (prefix.fixed().length > 0 && b.add(s.atLeast, prefix.fixed())) {
            byte[] end = PatternPrefix.beyond(prefix.fixed(), s.valueType != Oids.BYTEA);
            if (end != null) {
                b.add(s.less, end);
            }
        }
        return out;
    }

    private @Nullable PatternPrefix prefix(int function, byte[] pattern) {
        ProcInfo p = catalog.proc(function);
        if (p.language() != LANGUAGE_INTERNAL) {
            return null;
        }
        return switch (p.source()) {
            case "textlike", "namelike", "bytealike" -> PatternPrefix.ofLike(pattern, false);
            case "texticlike", "nameiclike" -> PatternPrefix.ofLike(pattern, true);
            case "textregexeq", "nameregexeq" -> PatternPrefix.ofRegex(pattern, false);
            case "texticregexeq", "nameicregexeq" -> PatternPrefix.ofRegex(pattern, true);
            case "text_starts_with" -> new PatternPrefix(pattern, false, 0);
            default -> null;
        };
    }

    private static @Nullable Search search(int type, int family) {
        return switch (type) {
            case Oids.TEXT -> family == TEXT_PATTERN_FAMILY ? TEXT_BY_BYTES : TEXT;
            case Oids.NAME -> NAME;
            case Oids.BPCHAR -> family == BPCHAR_PATTERN_FAMILY ? BPCHAR_BY_BYTES : BPCHAR;
            case Oids.BYTEA -> BYTEA;
            default -> null;
        };
    }

    /** Makes conditions on one key column. */
    private final class Bounds {
        private final PlannerCatalog.IndexCandidate ix;
        private final int col;
        private final Clause clause;
        private final Expr key;
        private final int valueType;
        private final List<Path.IndexClause> out;

        Bounds(
                PlannerCatalog.IndexCandidate ix,
                int col,
                Clause clause,
                Expr key,
                int valueType,
                List<Path.IndexClause> out) {
            this.ix = ix;
            this.col = col;
            this.clause = clause;
            this.key = key;
            this.valueType = valueType;
            this.out = out;
        }

        /** False when the index has no such operator. */
        boolean add(int operator, byte[] value) {
            boolean known = IndexPaths.inFamily(catalog, operator, ix.families()[col]);
            if (known) {
                int collation = catalog.types().type(valueType).collation();
                Const k = new Const(valueType, -1, collation, -1, false, value, -1);
                out.add(new Path.IndexClause(
                        clause,
                        new OpExpr(
                                operator,
                                catalog.operator(operator).function(),
                                Oids.BOOL,
                                false,
                                0,
                                ix.collations()[col],
                                List.of(key, k),
                                -1),
                        col,
                        true));
            }
            return known;
        }
    }
}
