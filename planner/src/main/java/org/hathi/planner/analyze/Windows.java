package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AmopInfo;
import org.hathi.parser.tree.Clause.WindowDef;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.WindowFrame;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Window definitions and references to them. */
final class Windows {
    private Windows() {}

    private static final int NONE = -2;

    /** Where the first window function call of the expressions' own level stands; below −1 when there is none. */
    static int locate(List<Expr> args, @Nullable Expr filter) {
        int[] at = {NONE};
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr e) {
                if (e instanceof WindowFunc f) {
                    at[0] = f.location();
                    return true;
                }
                return walkChildren(e);
            }

            @Override
            public boolean visitQuery(org.hathi.planner.tree.Query q) {
                return false;
            }
        };
        if (!w.walk(args)) {
            w.walk(filter);
        }
        return at[0];
    }

    /** The winref of a call's window; an OVER (…) not seen before is added to the level's windows. */
    static int reference(ParseState ps, WindowDef w, List<Expr> args, @Nullable Expr filter, int loc) {
        Aggs.checkWindow(ps, loc);
        int nested = locate(args, filter);
        if (nested != NONE) {
            throw ps.error(SqlState.WINDOWING_ERROR, "window function calls cannot be nested", nested);
        }
        ps.hasWindowFuncs = true;
        List<WindowDef> defs = ps.windowDefs;
        if (w.name() != null) {
            for (int i = 0; i < defs.size(); i++) {
                if (w.name().equals(defs.get(i).name())) {
                    return i + 1;
                }
            }
            throw ps.error(SqlState.UNDEFINED_OBJECT, "window \"" + w.name() + "\" does not exist", w.location());
        }
        for (int i = 0; i < defs.size(); i++) {
            WindowDef d = defs.get(i);
            if (d.refname() != null && w.refname() != null
                    ? !d.refname().equals(w.refname())
                    : d.refname() != w.refname()) {
                continue;
            }
            if (same(d, w)) {
                return i + 1;
            }
        }
        defs.add(w);
        return defs.size();
    }

    private static boolean same(WindowDef a, WindowDef b) {
        if (a.frameOptions() != b.frameOptions()
                || a.partitionClause().size() != b.partitionClause().size()
                || a.orderClause().size() != b.orderClause().size()) {
            return false;
        }
        return text(a.partitionClause()).equals(text(b.partitionClause()))
                && text(a.orderClause()).equals(text(b.orderClause()))
                && text(a.startOffset()).equals(text(b.startOffset()))
                && text(a.endOffset()).equals(text(b.endOffset()));
    }

    /** A raw tree as text without its locations, to compare two. */
    private static String text(@Nullable Object raw) {
        String s = String.valueOf(raw);
        StringBuilder b = new StringBuilder(s.length());
        int i = 0;
        while (i < s.length()) {
            int k = s.indexOf("location=", i);
            if (k < 0) {
                return b.append(s, i, s.length()).toString();
            }
            b.append(s, i, k);
            i = k + 9;
            while (i < s.length() && (s.charAt(i) == '-' || Character.isDigit(s.charAt(i)))) {
                i++;
            }
        }
        return b.toString();
    }

    static List<WindowClause> definitions(ParseState ps, List<TargetEntry> tl) {
        if (ps.windowDefs.isEmpty()) {
            return List.of();
        }
        List<WindowClause> out = new ArrayList<>();
        for (int i = 0; i < ps.windowDefs.size(); i++) {
            out.add(definition(ps, ps.windowDefs.get(i), out, i + 1, tl));
        }
        return out;
    }

    private static @Nullable WindowClause named(List<WindowClause> l, String name) {
        for (WindowClause w : l) {
            if (name.equals(w.name())) {
                return w;
            }
        }
        return null;
    }

    private static WindowClause definition(
            ParseState ps, WindowDef w, List<WindowClause> before, int winref, List<TargetEntry> tl) {
        int loc = w.location();
        if (w.name() != null && named(before, w.name()) != null) {
            throw ps.error(SqlState.WINDOWING_ERROR, "window \"" + w.name() + "\" is already defined", loc);
        }
        WindowClause ref = referenced(ps, w, before);
        List<SortGroupClause> order = Clauses.sortClause(ps, w.orderClause(), tl, ExprKind.WINDOW_ORDER, true);
        List<SortGroupClause> partition = Clauses.groupClause(
                ps, w.partitionClause(), tl, order, new ArrayList<>(), ExprKind.WINDOW_PARTITION, true);
        boolean copied = false;
        if (ref != null) {
            if (!partition.isEmpty()) {
                throw ps.error(
                        SqlState.WINDOWING_ERROR,
                        "cannot override PARTITION BY clause of window \"" + w.refname() + "\"",
                        loc);
            }
            partition = ref.partitionClause();
            if (!order.isEmpty() && !ref.orderClause().isEmpty()) {
                throw ps.error(
                        SqlState.WINDOWING_ERROR,
                        "cannot override ORDER BY clause of window \"" + w.refname() + "\"",
                        loc);
            }
            if (order.isEmpty()) {
                order = ref.orderClause();
                copied = true;
            }
            checkCopied(ps, w, ref, !w.orderClause().isEmpty());
        }
        int f = w.frameOptions();
        int offsets = WindowFrame.START_OFFSET_PRECEDING
                | WindowFrame.START_OFFSET_FOLLOWING
                | WindowFrame.END_OFFSET_PRECEDING
                | WindowFrame.END_OFFSET_FOLLOWING;
        boolean rangeOffset = (f & WindowFrame.RANGE) != 0 && (f & offsets) != 0;
        checkFrame(ps, w, rangeOffset, order.size());
        Expr[] bound = new Expr[2];
        int[] func = new int[2];
        int coll = 0;
        boolean asc = false;
        boolean nullsFirst = false;
        if (rangeOffset) {
            SortGroupClause s = order.get(0);
            Expr key = Clauses.byRef(tl, s.tleSortGroupRef()).expr();
            AmopInfo m = ordering(ps, s.sortop());
            coll = key.collation();
            asc = m.strategy() == 1;
            nullsFirst = s.nullsFirst();
            bound[0] = rangeBound(ps, w.startOffset(), m, key, func, 0);
            bound[1] = rangeBound(ps, w.endOffset(), m, key, func, 1);
        } else {
            bound[0] = rowsBound(ps, w.startOffset(), f);
            bound[1] = rowsBound(ps, w.endOffset(), f);
        }
        return new WindowClause(
                w.name(),
                w.refname(),
                partition,
                order,
                f,
                bound[0],
                bound[1],
                List.of(),
                func[0],
                func[1],
                coll,
                asc,
                nullsFirst,
                winref,
                copied);
    }

    private static void checkFrame(ParseState ps, WindowDef w, boolean rangeOffset, int orderColumns) {
        if (rangeOffset && orderColumns != 1) {
            throw ps.error(
                    SqlState.WINDOWING_ERROR,
                    "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column",
                    w.location());
        }
        if ((w.frameOptions() & WindowFrame.GROUPS) != 0 && orderColumns == 0) {
            throw ps.error(SqlState.WINDOWING_ERROR, "GROUPS mode requires an ORDER BY clause", w.location());
        }
    }

    private static @Nullable WindowClause referenced(ParseState ps, WindowDef w, List<WindowClause> before) {
        if (w.refname() == null) {
            return null;
        }
        WindowClause ref = named(before, w.refname());
        if (ref == null) {
            throw ps.error(SqlState.UNDEFINED_OBJECT, "window \"" + w.refname() + "\" does not exist", w.location());
        }
        return ref;
    }

    private static void checkCopied(ParseState ps, WindowDef w, WindowClause ref, boolean ordered) {
        if (ref.frameOptions() != WindowFrame.DEFAULTS) {
            SqlError e = ps.error(
                    SqlState.WINDOWING_ERROR,
                    "cannot copy window \"" + w.refname() + "\" because it has a frame clause",
                    w.location());
            throw w.name() != null || ordered || w.frameOptions() != WindowFrame.DEFAULTS
                    ? e
                    : e.hint("Omit the parentheses in this OVER clause.");
        }
    }

    /** The B-tree family an ordering operator belongs to. */
    private static AmopInfo ordering(ParseState ps, int sortop) {
        for (AmopInfo a : ps.lookup.familiesOf(sortop)) {
            if (a.method() == Ops.BTREE && (a.strategy() == 1 || a.strategy() == 5)) {
                return a;
            }
        }
        throw SqlError.internal("operator " + sortop + " is not a valid ordering operator");
    }

    private static @Nullable Expr rowsBound(ParseState ps, @Nullable RawExpr e, int frame) {
        if (e == null) {
            return null;
        }
        boolean rows = (frame & WindowFrame.ROWS) != 0;
        Expr x = Exprs.transform(ps, e, rows ? ExprKind.WINDOW_FRAME_ROWS : ExprKind.WINDOW_FRAME_GROUPS);
        x = Coercion.toSpecific(ps, x, Oids.INT8, -1, rows ? "ROWS" : "GROUPS");
        Clauses.noVars(ps, x, rows ? "ROWS" : "GROUPS");
        return x;
    }

    /** Types of offsets that B-tree support functions know. */
    private static final int[] OFFSET_TYPES = {Oids.INT2, Oids.INT4, Oids.INT8, Oids.FLOAT8, Oids.NUMERIC, Oids.INTERVAL
    };

    private static int naturalOffset(int keyType) {
        return switch (keyType) {
            case Oids.DATE, Oids.TIME, Oids.TIMETZ, Oids.TIMESTAMP, Oids.TIMESTAMPTZ, Oids.INTERVAL -> Oids.INTERVAL;
            default -> keyType;
        };
    }

    private static @Nullable Expr rangeBound(
            ParseState ps, @Nullable RawExpr e, AmopInfo m, Expr key, int[] func, int at) {
        if (e == null) {
            return null;
        }
        Expr x = Exprs.transform(ps, e, ExprKind.WINDOW_FRAME_RANGE);
        int type = x.type();
        int keyType = m.left();
        int preferred = type != Oids.UNKNOWN ? type : naturalOffset(keyType);
        int functions = 0;
        int matches = 0;
        int want = 0;
        for (int t : OFFSET_TYPES) {
            if (ps.lookup.familyProc(m.family(), keyType, t, 3) == 0) {
                continue;
            }
            functions++;
            if (Coercion.can(ps, type, t, Coercion.Context.IMPLICIT)) {
                matches++;
                want = want == preferred ? want : t;
            }
        }
        String problem = "RANGE with offset PRECEDING/FOLLOWING "
                + (matches == 0 ? "is not supported" : "has multiple interpretations") + " for column type "
                + ps.typeName(keyType);
        if (functions == 0) {
            throw ps.error(SqlState.FEATURE_NOT_SUPPORTED, problem, Trees.location(x));
        }
        if (matches == 0 || matches > 1 && want != preferred) {
            throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            problem + " and offset type " + ps.typeName(type),
                            Trees.location(x))
                    .hint("Cast the offset value to "
                            + (matches == 0 ? "an appropriate type." : "the exact intended type."));
        }
        func[at] = ps.lookup.familyProc(m.family(), keyType, want, 3);
        Expr r = Coercion.toTarget(ps, x, type, want, -1, Coercion.Context.IMPLICIT, CoercionForm.IMPLICIT_CAST, -1);
        Expr out = java.util.Objects.requireNonNull(r);
        Clauses.noVars(ps, out, "RANGE");
        return out;
    }
}
