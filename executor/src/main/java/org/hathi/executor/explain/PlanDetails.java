package org.hathi.executor.explain;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.executor.node.ExecNode;
import org.hathi.executor.node.HashUse;
import org.hathi.executor.node.Instrumentation;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.plan.*;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** What EXPLAIN says about a node below its first line: conditions, keys, measurements. */
final class PlanDetails {
    private static final int BTREE = 403;
    private static final int BTREE_GREATER = 5;

    private final Catalog catalog;
    private final ExplainOptions options;
    private final ExplainOutput out;
    private final PlanExprs exprs;

    PlanDetails(Catalog catalog, ExplainOptions options, ExplainOutput out, PlanExprs exprs) {
        this.catalog = catalog;
        this.options = options;
        this.out = out;
        this.exprs = exprs;
    }

    /** All expressions of a node other than its target list, where subplans may be called. */
    static List<Expr> conditions(Plan p) {
        List<Expr> l = new ArrayList<>(p.qual);
        switch (p) {
            case Join j -> {
                l.addAll(j.joinQual);
                if (j instanceof HashJoin h) {
                    l.addAll(h.hashClauses);
                } else if (j instanceof MergeJoin m) {
                    l.addAll(m.mergeClauses);
                }
            }
            case IndexScan s -> l.addAll(s.indexQualOrig);
            case IndexOnlyScan s -> l.addAll(s.indexQual);
            case BitmapIndexScan s -> l.addAll(s.indexQualOrig);
            case TidScan s -> l.addAll(s.tidQual);
            case Result r -> l.addAll(r.constantQual);
            case FunctionScan f -> {
                for (FunctionScan.FunctionCall c : f.functions) {
                    l.add(c.call());
                }
            }
            case ValuesScan v -> {
                for (List<Expr> row : v.rowsList) {
                    l.addAll(row);
                }
            }
            case Limit m -> {
                if (m.offset != null) {
                    l.add(m.offset);
                }
                if (m.count != null) {
                    l.add(m.count);
                }
            }
            default -> {}
        }
        return l;
    }

    private boolean upper() {
        return exprs.tables() > 1 || options.verbose;
    }

    private boolean scan(Plan p) {
        return p instanceof SubqueryScan || options.verbose;
    }

    private void condition(String label, List<Expr> l, boolean qualify) {
        if (!l.isEmpty()) {
            out.text(label, exprs.conjunction(l, qualify));
        }
    }

    private void removed(String label, @Nullable ExecNode n, boolean join) {
        Instrumentation in = n == null ? null : n.instrumentation;
        if (!options.analyze || in == null) {
            return;
        }
        double rows = join ? in.filteredJoin : in.filtered;
        if (rows > 0 || !out.isText()) {
            out.number(label, null, in.loops > 0 ? rows / in.loops : 0, 0);
        }
    }

    private void filter(Plan p, @Nullable ExecNode n, boolean qualify) {
        condition("Filter", p.qual, qualify);
        if (!p.qual.isEmpty()) {
            removed("Rows Removed by Filter", n, false);
        }
    }

    void show(Plan p, @Nullable ExecNode n) {
        if (p instanceof Join j && (options.verbose && j.innerUnique || !out.isText())) {
            out.bool("Inner Unique", j.innerUnique);
        }
        switch (p) {
            case IndexScan s -> {
                condition("Index Cond", s.indexQualOrig, scan(p));
                filter(p, n, scan(p));
            }
            case IndexOnlyScan s -> {
                condition("Index Cond", s.indexQual, scan(p));
                filter(p, n, scan(p));
            }
            case BitmapIndexScan s -> condition("Index Cond", s.indexQualOrig, scan(p));
            case BitmapHeapScan s -> {
                condition("Recheck Cond", s.bitmapQualOrig, scan(p));
                Instrumentation in = n == null ? null : n.instrumentation;
                if (options.analyze && in != null && (in.filteredIndex > 0 || !out.isText())) {
                    out.number(
                            "Rows Removed by Index Recheck", null, in.loops > 0 ? in.filteredIndex / in.loops : 0, 0);
                }
                filter(p, n, scan(p));
            }
            case TidScan s -> {
                List<Expr> l = s.tidQual;
                if (l.size() > 1) {
                    out.text("TID Cond", "(" + String.join(" OR ", exprs.texts(l, scan(p))) + ")");
                } else {
                    condition("TID Cond", l, scan(p));
                }
                filter(p, n, scan(p));
            }
            case FunctionScan f -> {
                functionCalls(f);
                filter(p, n, scan(p));
            }
            case SeqScan s -> {
                if (s.sample != null) {
                    String method = s.sample.tsmhandler() == 3313 ? "bernoulli" : "system";
                    Expr rep = s.sample.repeatable();
                    if (!out.isText()) {
                        out.text("Sampling Method", method);
                        out.list("Sampling Parameters", exprs.texts(s.sample.args(), scan(p)));
                        if (rep != null) {
                            out.text("Repeatable Seed", String.join("", exprs.texts(List.of(rep), scan(p))));
                        }
                    } else {
                        out.text(
                                "Sampling",
                                method + " (" + String.join(", ", exprs.texts(s.sample.args(), scan(p))) + ")"
                                        + (rep == null
                                                ? ""
                                                : " REPEATABLE (" + String.join("", exprs.texts(List.of(rep), scan(p)))
                                                        + ")"));
                    }
                }
                filter(p, n, scan(p));
            }
            case SubqueryScan s -> filter(p, n, scan(p));
            case ValuesScan s -> filter(p, n, scan(p));
            case CteScan s -> filter(p, n, scan(p));
            case WorkTableScan s -> filter(p, n, scan(p));
            case Join j -> join(j, n);
            case Agg a -> {
                groupKeys(a);
                condition("Filter", p.qual, upper());
            }
            case Group g -> {
                keys("Group Key", g, g.columns);
                filter(p, n, upper());
            }
            case Sort s -> sortKeys(s);
            case Result r -> {
                condition("One-Time Filter", r.constantQual, upper());
                filter(p, n, upper());
            }
            case ModifyTable m -> modified(m, n);
            case Append a -> {}
            case MergeAppend a -> mergeKeys(a);
            case BitmapLogic b -> {}
            case Hash h -> {}
            case Limit l -> {}
            case LockRows l -> {}
            case Material m -> {}
            case Memoize m -> {
                out.text("Cache Key", String.join(", ", exprs.texts(m.keys, upper())));
                out.text("Cache Mode", m.binary ? "binary" : "logical");
            }
            case ProjectSet s -> {}
            case RecursiveUnion u -> {}
            case SetOp s -> {}
            case Unique u -> {}
            case WindowAgg w -> {
                filter(p, n, upper());
                condition("Run Condition", w.runCondition, upper());
            }
        }
        measured(p, n);
    }

    private void functionCalls(FunctionScan f) {
        if (options.verbose) {
            List<Expr> calls = new ArrayList<>();
            for (FunctionScan.FunctionCall c : f.functions) {
                calls.add(c.call());
            }
            out.text("Function Call", String.join(", ", exprs.texts(calls, true)));
        }
    }

    private void join(Join j, @Nullable ExecNode n) {
        if (j instanceof HashJoin h) {
            condition("Hash Cond", h.hashClauses, upper());
        } else if (j instanceof MergeJoin m) {
            condition("Merge Cond", m.mergeClauses, upper());
        }
        condition("Join Filter", j.joinQual, upper());
        if (!j.joinQual.isEmpty()) {
            removed("Rows Removed by Join Filter", n, true);
        }
        filter(j, n, upper());
    }

    private void measured(Plan p, @Nullable ExecNode n) {
        Instrumentation in = n == null ? null : n.instrumentation;
        if (!options.analyze || n == null || in == null || in.loops == 0) {
            return;
        }
        for (String d : n.details()) {
            if (out.isText()) {
                out.line(d);
            } else {
                structured(d);
            }
        }
        HashUse use = n.hashUse();
        if (use != null) {
            if (p instanceof Agg) {
                aggregated(use);
            } else {
                hashed(use);
            }
        }
        if (p instanceof Agg && !p.qual.isEmpty()) {
            removed("Rows Removed by Filter", n, false);
        }
    }

    private static long kb(long bytes) {
        return (bytes + 1023) / 1024;
    }

    private void hashed(HashUse u) {
        if (out.isText()) {
            boolean same = u.buckets() == u.firstBuckets() && u.batches() == u.firstBatches();
            out.line("Buckets: " + u.buckets() + (same ? "" : " (originally " + u.firstBuckets() + ")") + "  Batches: "
                    + u.batches() + (same ? "" : " (originally " + u.firstBatches() + ")") + "  Memory Usage: "
                    + kb(u.peak()) + "kB");
            return;
        }
        out.integer("Hash Buckets", null, u.buckets());
        out.integer("Original Hash Buckets", null, u.firstBuckets());
        out.integer("Hash Batches", null, u.batches());
        out.integer("Original Hash Batches", null, u.firstBatches());
        out.integer("Peak Memory Usage", "kB", kb(u.peak()));
    }

    private void aggregated(HashUse u) {
        if (out.isText()) {
            out.line("Batches: " + u.batches() + "  Memory Usage: " + kb(u.peak()) + "kB"
                    + (u.batches() > 1 ? "  Disk Usage: " + kb(u.disk()) + "kB" : ""));
            return;
        }
        out.integer("HashAgg Batches", null, u.batches());
        out.integer("Peak Memory Usage", "kB", kb(u.peak()));
        out.integer("Disk Usage", "kB", kb(u.disk()));
    }

    /** A line such as {@code Sort Method: quicksort  Memory: 25kB} as properties. */
    private void structured(String line) {
        if (line.startsWith("Hits: ")) {
            String[] labels = {"Cache Hits", "Cache Misses", "Cache Evictions", "Cache Overflows", "Peak Memory Usage"};
            int i = 0;
            for (String part : line.split("  ")) {
                String value = part.substring(part.indexOf(": ") + 2).replace("kB", "");
                out.integer(labels[i], i == 4 ? "kB" : null, Long.parseLong(value));
                i++;
            }
            return;
        }
        if (line.startsWith("Heap Blocks:")) {
            out.integer("Exact Heap Blocks", null, blocks(line, "exact="));
            out.integer("Lossy Heap Blocks", null, blocks(line, "lossy="));
            return;
        }
        int groups = line.indexOf(" Groups: ");
        if (groups > 0) {
            sortGroups(line, groups);
            return;
        }
        int method = line.indexOf("Sort Method: ");
        if (method != 0) {
            int colon = line.indexOf(": ");
            String value = line.substring(colon + 2);
            boolean digits = !value.isEmpty() && value.chars().allMatch(Character::isDigit);
            if (digits) {
                out.integer(line.substring(0, colon), null, Long.parseLong(value));
            } else {
                out.text(line.substring(0, colon), value);
            }
            return;
        }
        int two = line.indexOf("  ", method);
        int colon = line.indexOf(": ", two);
        out.text("Sort Method", line.substring(13, two));
        out.integer("Sort Space Used", "kB", Long.parseLong(line.substring(colon + 2, line.length() - 2)));
        out.text("Sort Space Type", line.substring(two + 2, colon));
    }

    /** {@code Full-sort Groups: n  Sort Method: m  Average Memory: akB  Peak Memory: pkB}. */
    private void sortGroups(String line, int at) {
        String[] part = line.split("  ");
        String label = line.substring(0, at) + " Groups";
        out.open(label, label, true);
        out.integer("Group Count", null, Long.parseLong(part[0].substring(at + 9)));
        out.list("Sort Methods Used", List.of(part[1].substring(13)));
        out.open("Sort Space", "Sort Space Memory", true);
        out.integer(
                "Average Sort Space Used",
                "kB",
                Long.parseLong(part[2].substring(16).replace("kB", "")));
        out.integer(
                "Peak Sort Space Used",
                "kB",
                Long.parseLong(part[3].substring(13).replace("kB", "")));
        out.close("Sort Space", true);
        out.close(label, true);
    }

    private static long blocks(String line, String name) {
        int at = line.indexOf(name);
        if (at < 0) {
            return 0;
        }
        int end = line.indexOf(' ', at);
        return Long.parseLong(line.substring(at + name.length(), end < 0 ? line.length() : end));
    }

    // ---------------------------------------------------------------- keys

    private String key(int column) {
        return exprs.key(new Var(Var.OUTER_VAR, column, 0, -1, 0, 0, 0, 0, -1), upper());
    }

    /** A grouping column, as the input computes it. */
    private String groupKey(Plan p, int column) {
        Plan in = p.input();
        Expr tree = PlanExprs.ofParent(in, column);
        if (tree != null) {
            return exprs.text(tree, upper());
        }
        exprs.enter(in);
        try {
            return exprs.key(in.targetList.get(column - 1).expr(), upper());
        } finally {
            exprs.leave();
        }
    }

    private void keys(String label, Plan p, int[] columns) {
        List<String> l = new ArrayList<>();
        for (int c : columns) {
            l.add(groupKey(p, c));
        }
        if (!l.isEmpty()) {
            out.list(label, l);
        }
    }

    private void groupKeys(Agg a) {
        if (a.rollups.isEmpty()) {
            keys("Group Key", a, a.columns);
            return;
        }
        out.open("Grouping Sets", "Grouping Sets", false);
        for (Rollup r : a.rollups) {
            rollup(a, r);
        }
        out.close("Grouping Sets", false);
    }

    private void rollup(Agg a, Rollup r) {
        String key = r.hashed() ? "Hash Key" : "Group Key";
        out.open("Grouping Set", null, true);
        Rollup.Order o = r.sort();
        boolean indent = o != null && out.isText();
        if (o != null) {
            List<String> l = new ArrayList<>();
            for (int i = 0; i < o.columns().length; i++) {
                int own = a.input().targetList.get(o.columns()[i] - 1).expr().collation();
                String text = groupKey(a, o.columns()[i]);
                l.add(ordered(text, o.operators()[i], o.collations()[i], own, o.nullsFirst()[i]));
            }
            out.list("Sort Key", l);
        }
        out.indent += indent ? 1 : 0;
        out.open(key + "s", key + "s", false);
        for (int[] set : r.sets()) {
            List<String> l = new ArrayList<>();
            for (int i : set) {
                l.add(groupKey(a, a.columns[i]));
            }
            if (l.isEmpty() && out.isText()) {
                out.line("Group Key: ()");
            } else {
                out.nested(key, l);
            }
        }
        out.close(key + "s", false);
        out.indent -= indent ? 1 : 0;
        out.close("Grouping Set", true);
    }

    private void mergeKeys(MergeAppend a) {
        List<String> l = new ArrayList<>();
        for (int i = 0; i < a.columns.length; i++) {
            Expr e = PlanExprs.ofParent(a, a.columns[i]);
            if (e == null) {
                int own = exprs.keyCollation(a, a.columns[i]);
                l.add(ordered(key(a.columns[i]), a.operators[i], a.collations[i], own, a.nullsFirst[i]));
                continue;
            }
            String text = exprs.text(e, upper());
            if (!(e instanceof org.hathi.planner.tree.Var)) {
                text = "(" + text + ")";
            }
            l.add(ordered(text, a.operators[i], a.collations[i], e.collation(), a.nullsFirst[i]));
        }
        out.list("Sort Key", l);
    }

    /** A sort key with what is not said by its text: collation, direction, place of nulls. */
    private String ordered(String text, int operator, int collation, int own, boolean nullsFirst) {
        StringBuilder b = new StringBuilder(text);
        if (collation != 0 && collation != 100 && collation != own) {
            var c = catalog.collation(collation);
            if (c != null) {
                b.append(" COLLATE ").append(Deparse.quoteIdentifier(c.name()));
            }
        }
        boolean reverse = descending(operator);
        b.append(reverse ? " DESC" : "");
        if (nullsFirst != reverse) {
            b.append(nullsFirst ? " NULLS FIRST" : " NULLS LAST");
        }
        return b.toString();
    }

    private void sortKeys(Sort s) {
        List<String> l = new ArrayList<>();
        List<String> presorted = new ArrayList<>();
        for (int i = 0; i < s.columns.length; i++) {
            String k = key(s.columns[i]);
            if (i < s.presorted) {
                presorted.add(k);
            }
            l.add(ordered(k, s.operators[i], s.collations[i], exprs.keyCollation(s, s.columns[i]), s.nullsFirst[i]));
        }
        out.list("Sort Key", l);
        if (!presorted.isEmpty()) {
            out.list("Presorted Key", presorted);
        }
    }

    private boolean descending(int operator) {
        for (AmopInfo a : catalog.amopsOfOperator(operator)) {
            if (a.method() == BTREE && a.strategy() == BTREE_GREATER) {
                return true;
            }
        }
        return false;
    }

    private void modified(ModifyTable m, @Nullable ExecNode n) {
        Instrumentation in = n == null || !options.analyze ? null : n.instrumentation;
        Instrumentation source = n == null || in == null ? null : n.children().get(0).instrumentation;
        if (source != null) {
            source.endLoop();
        }
        if (m.onConflict != OnConflictAction.NONE) {
            conflict(m);
            if (in != null && source != null) {
                out.number("Tuples Inserted", null, source.rows - in.conflicts, 0);
                out.number("Conflicting Tuples", null, in.conflicts, 0);
            }
        } else if (m.operation == org.hathi.planner.tree.CmdType.MERGE && in != null && source != null) {
            merged(in, source.rows);
        }
    }

    private void merged(Instrumentation in, double total) {
        double skipped = total - in.inserted - in.updated - in.deleted;
        String[] words = {"inserted", "updated", "deleted", "skipped"};
        double[] counts = {in.inserted, in.updated, in.deleted, skipped};
        if (!out.isText()) {
            for (int i = 0; i < words.length; i++) {
                out.number(
                        "Tuples " + Character.toUpperCase(words[i].charAt(0)) + words[i].substring(1),
                        null,
                        counts[i],
                        0);
            }
            return;
        }
        if (total <= 0) {
            return;
        }
        StringBuilder b = new StringBuilder("Tuples:");
        for (int i = 0; i < words.length; i++) {
            if (counts[i] > 0) {
                b.append(' ').append(words[i]).append('=').append((long) counts[i]);
            }
        }
        out.line(b.toString());
    }

    private void conflict(ModifyTable m) {
        out.text("Conflict Resolution", m.onConflict == OnConflictAction.NOTHING ? "NOTHING" : "UPDATE");
        if (!m.arbiterIndexes.isEmpty()) {
            List<String> l = new ArrayList<>();
            for (int i : m.arbiterIndexes) {
                ClassInfo c = catalog.relation(i);
                l.add(c == null ? "?" : c.name());
            }
            out.list("Conflict Arbiter Indexes", l);
        }
        condition("Conflict Filter", m.onConflictWhere, upper());
    }
}
