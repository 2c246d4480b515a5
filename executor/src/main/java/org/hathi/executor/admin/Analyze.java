package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hathi.access.Deformer;
import org.hathi.access.Relation;
import org.hathi.access.Sampler;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.table.PgStatistic;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.session.BackendContext;
import org.hathi.shm.Progress;
import org.hathi.types.Vector;

/** ANALYZE of one table: a sample of its rows, statistics of its columns, their pg_statistic rows. */
final class Analyze {
    /** Phases of ANALYZE, see pg_stat_progress_analyze. */
    private static final int SAMPLE = 1;

    private static final int SAMPLE_TREE = 2;
    private static final int COMPUTE = 3;
    static final int FINALIZE = 5;
    /** Numbers of it: tables of the tree, those done, the one at hand. */
    private static final int CHILDREN = 5;

    private final BackendContext cx;
    private final Progress progress;
    private final Catalog catalog;
    private final Relation rel;
    private final ClassInfo info;

    /** The whole table, as far as the sample tells. */
    record Totals(int pages, double rows, double dead, IndexStats indexes) {}

    private final ExecEnv env;

    Analyze(BackendContext cx, ExecEnv env, Relation rel, ClassInfo info) {
        this.cx = cx;
        this.progress = cx.access().progress();
        this.env = env;
        this.catalog = cx.catalog();
        this.rel = rel;
        this.info = info;
    }

    Totals run(List<String> columns, boolean verbose) {
        List<AttributeInfo> wanted = columns(columns);
        int target = 100;
        int fallback = cx.settings().intValue("default_statistics_target");
        IndexStats indexes = new IndexStats(env, rel, info.owner());
        List<AttributeInfo> sampled = new ArrayList<>(wanted);
        if (columns.isEmpty()) {
            for (AttributeInfo c : catalog.attributes(info.oid())) {
                if (c.number() > 0 && indexes.columns().get(c.number()) && !wanted.contains(c)) {
                    sampled.add(c);
                }
            }
        }
        int[] attnums = new int[sampled.size()];
        Vector[] values = new Vector[sampled.size()];
        for (int i = 0; i < attnums.length; i++) {
            AttributeInfo c = sampled.get(i);
            attnums[i] = c.number();
            values[i] = new Vector(!c.byValue(), 64);
            target = Math.max(target, 300 * (c.statTarget() < 0 ? fallback : c.statTarget()));
        }
        Deformer d = new Deformer(rel.desc, attnums, cx.access().toast());
        phase(SAMPLE);
        Sampler.Result s =
                new Sampler(cx.access(), rel, new SplittableRandom(cx.clock().micros())).sample(target, d, values);
        if (verbose) {
            report(rel, s);
        }
        phase(COMPUTE);
        compute(wanted, values, s.rows(), s.totalRows(), fallback, false);
        if (columns.isEmpty()) {
            for (IndexStats.Values v : indexes.compute(attnums, values, s.rows(), s.totalRows())) {
                expression(v, fallback);
            }
        }
        return new Totals(s.pages(), s.totalRows(), s.totalDeadRows(), indexes);
    }

    private void phase(int phase) {
        progress.set(Progress.Command.ANALYZE, 0, phase);
    }

    private void expression(IndexStats.Values v, int fallback) {
        cx.interrupts().check();
        for (AttributeInfo c : catalog.attributes(v.index())) {
            if (c.number() == v.column() && c.statTarget() != 0) {
                int t = c.statTarget() < 0 ? fallback : c.statTarget();
                ColumnStats stats = new ColumnStats(catalog, c, v.values(), v.rows(), v.total(), t);
                stats.compute();
                store(v.index(), c, stats, false);
            }
        }
    }

    private void report(Relation of, Sampler.Result s) {
        cx.reporter()
                .report(Report.of(
                        Severity.INFO,
                        "\"" + of.name + "\": scanned " + s.sampledPages() + " of " + s.pages()
                                + " pages, containing "
                                + (long) (s.pages() == 0 ? 0 : s.totalRows() * s.sampledPages() / s.pages())
                                + " live rows and "
                                + (long) (s.pages() == 0 ? 0 : s.totalDeadRows() * s.sampledPages() / s.pages())
                                + " dead rows; " + s.rows() + " rows in sample, " + (long) s.totalRows()
                                + " estimated total rows"));
    }

    private void compute(
            List<AttributeInfo> wanted, Vector[] values, int rows, double total, int fallback, boolean inherited) {
        for (int i = 0; rows > 0 && i < wanted.size(); i++) {
            cx.interrupts().check();
            AttributeInfo c = wanted.get(i);
            int t = c.statTarget() < 0 ? fallback : c.statTarget();
            ColumnStats stats = new ColumnStats(catalog, c, values[i], rows, total, t);
            stats.compute();
            store(info.oid(), c, stats, inherited);
        }
    }

    /** Statistics of the columns over the table and all that inherit from it, which are locked. */
    void tree(List<Relation> tree, List<String> columns, boolean verbose) {
        List<AttributeInfo> wanted = columns(columns);
        int fallback = cx.settings().intValue("default_statistics_target");
        int target = 100;
        Vector[] values = new Vector[wanted.size()];
        for (int i = 0; i < values.length; i++) {
            AttributeInfo c = wanted.get(i);
            values[i] = new Vector(!c.byValue(), 64);
            target = Math.max(target, 300 * (c.statTarget() < 0 ? fallback : c.statTarget()));
        }
        phase(SAMPLE_TREE);
        progress.set(Progress.Command.ANALYZE, CHILDREN, tree.size());
        int done = 0;
        double blocks = 0;
        for (Relation r : tree) {
            blocks += cx.storage().pool().nblocks(r.node, org.hathi.page.Fork.MAIN);
        }
        int rows = 0;
        double total = 0;
        for (Relation r : tree) {
            progress.setAll(Progress.Command.ANALYZE, CHILDREN + 1, done++, r.oid);
            int own = cx.storage().pool().nblocks(r.node, org.hathi.page.Fork.MAIN);
            int share = (int) Math.min(target - rows, Math.rint(target * (own / blocks)));
            if (own == 0 || share <= 0) {
                continue;
            }
            int[] attnums = new int[values.length];
            Vector[] part = new Vector[values.length];
            for (int i = 0; i < attnums.length; i++) {
                AttributeInfo c = java.util.Objects.requireNonNull(
                        catalog.attributeByName(r.oid, wanted.get(i).name()));
                attnums[i] = c.number();
                part[i] = new Vector(!c.byValue(), 64);
            }
            Deformer d = new Deformer(r.desc, attnums, cx.access().toast());
            Sampler.Result s =
                    new Sampler(cx.access(), r, new SplittableRandom(cx.clock().micros())).sample(share, d, part);
            if (verbose) {
                report(r, s);
            }
            for (int i = 0; i < part.length; i++) {
                org.hathi.executor.RowStore.append(values[i], rows, part[i], null, s.rows());
            }
            rows += s.rows();
            total += s.totalRows();
        }
        progress.set(Progress.Command.ANALYZE, CHILDREN + 1, done);
        phase(COMPUTE);
        compute(wanted, values, rows, total, fallback, true);
    }

    private List<AttributeInfo> columns(List<String> names) {
        List<AttributeInfo> out = new ArrayList<>();
        if (names.isEmpty()) {
            for (AttributeInfo c : catalog.attributes(info.oid())) {
                add(c, out);
            }
            return out;
        }
        for (String n : names) {
            AttributeInfo c = catalog.attributeByName(info.oid(), n);
            if (c == null || c.number() < 0) {
                throw new SqlError(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"" + n + "\" of relation \"" + info.name() + "\" does not exist");
            }
            if (out.contains(c)) {
                throw new SqlError(
                        SqlState.DUPLICATE_COLUMN,
                        "column \"" + n + "\" of relation \"" + info.name() + "\" appears more than once");
            }
            add(c, out);
        }
        return out;
    }

    private static void add(AttributeInfo c, List<AttributeInfo> out) {
        if (c.number() > 0 && !c.dropped() && c.statTarget() != 0) {
            out.add(c);
        }
    }

    private void store(int relation, AttributeInfo c, ColumnStats s, boolean inherited) {
        Object[] v = new Object[PgStatistic.COLUMNS];
        v[PgStatistic.STARELID - 1] = Datums.oid(relation);
        v[PgStatistic.STAATTNUM - 1] = (long) c.number();
        v[PgStatistic.STAINHERIT - 1] = inherited ? 1L : 0L;
        v[PgStatistic.STANULLFRAC - 1] = Datums.float4((float) s.nullFraction);
        v[PgStatistic.STAWIDTH - 1] = (long) s.width;
        v[PgStatistic.STADISTINCT - 1] = Datums.float4((float) s.distinct);
        for (int k = 0; k < 5; k++) {
            ColumnStats.Slot slot = k < s.slots.size() ? s.slots.get(k) : null;
            v[PgStatistic.STAKIND1 - 1 + k] = slot == null ? 0L : (long) slot.kind();
            v[PgStatistic.STAOP1 - 1 + k] = slot == null ? 0L : Datums.oid(slot.operator());
            v[PgStatistic.STACOLL1 - 1 + k] = slot == null ? 0L : Datums.oid(slot.collation());
            v[PgStatistic.STANUMBERS1 - 1 + k] =
                    slot == null || slot.numbers() == null ? null : Datums.float4Array(slot.numbers());
            v[PgStatistic.STAVALUES1 - 1 + k] = slot == null ? null : slot.values();
        }
        CatalogRow old = catalog.writer()
                .find(
                        PgStatistic.RELATION,
                        PgStatistic.RELID_ATT_INH_INDEX,
                        Datums.oid(relation),
                        (long) c.number(),
                        inherited ? 1L : 0L);
        if (old == null) {
            catalog.writer().insert(PgStatistic.RELATION, v);
        } else {
            catalog.writer().update(old, v);
        }
    }
}
