package org.hathi.executor.admin;

import org.hathi.access.IndexVacuumStats;
import org.hathi.access.Relation;
import org.hathi.access.Vacuum;
import org.hathi.executor.session.BackendContext;
import org.hathi.wal.WalStats;
import org.jspecify.annotations.Nullable;

/** What VACUUM and ANALYZE cost and did, in PostgreSQL's words: for VERBOSE and log_autovacuum_min_duration. */
final class VacuumReport {
    private static final double MEGABYTE = 1024 * 1024;

    private final BackendContext cx;
    private final Rusage rusage = new Rusage();
    private final long hits;
    private final long misses;
    private final long dirtied;
    private final long records;
    private final long images;
    private final long bytes;

    VacuumReport(BackendContext cx) {
        this.cx = cx;
        hits = cx.storage().pool().sharedHit;
        misses = cx.storage().pool().misses();
        dirtied = cx.storage().pool().sharedDirtied;
        records = wal(WalStats.RECORDS);
        images = wal(WalStats.FPI);
        bytes = wal(WalStats.BYTES);
    }

    private long wal(int counter) {
        return cx.storage().wal().stats().ofSlot(cx.proc().slot(), counter);
    }

    /** Whether as much time has passed, in milliseconds. */
    boolean longerThan(long millis) {
        return rusage.longerThan(millis);
    }

    private static String fixed(double d, int places) {
        return Rusage.fixed(d, places);
    }

    /** The text of a finished vacuum after its first words. */
    String vacuum(Relation rel, Vacuum.Result r, Result done, java.util.List<Relation> indexes) {
        Vacuum.Work w = r.work();
        StringBuilder b = new StringBuilder(400);
        b.append("index scans: ").append(indexes.isEmpty() ? 0 : w.indexScans());
        b.append("\npages: ")
                .append(r.pages() - done.pages)
                .append(" removed, ")
                .append(done.pages);
        b.append(" remain, ").append(r.scanned()).append(" scanned (");
        b.append(percent(r.scanned(), r.pages()))
                .append("% of total)\ntuples: ")
                .append((long) r.removed());
        b.append(" removed, ").append((long) done.tuples).append(" remain, ").append((long) r.recentlyDead());
        b.append(" are dead but not yet removable\n");
        int behind = cx.txn().xids().nextXid() - w.cutoff();
        b.append("removable cutoff: ").append(Integer.toUnsignedString(w.cutoff()));
        b.append(", which was ").append(behind).append(" XIDs old when operation ended\n");
        if (done.frozenXid != 0) {
            b.append("new relfrozenxid: ")
                    .append(Integer.toUnsignedString(done.frozenXid))
                    .append(", which is ");
            b.append(done.frozenXid - rel.frozenXid).append(" XIDs ahead of previous value\n");
        }
        if (done.minMulti != 0) {
            b.append("new relminmxid: ")
                    .append(Integer.toUnsignedString(done.minMulti))
                    .append(", which is ");
            b.append(done.minMulti - rel.minMultiXid).append(" MXIDs ahead of previous value\n");
        }
        if (w.bypassed()) {
            b.append("index scan bypassed: ");
        } else {
            b.append(indexes.isEmpty() || w.indexScans() == 0 ? "index scan not needed: " : "index scan needed: ");
        }
        b.append(w.deadPages()).append(" pages from table (").append(percent(w.deadPages(), r.pages()));
        b.append("% of total) ").append(w.bypassed() ? "have " : "had ").append(w.deadItems());
        b.append(" dead item identifiers").append(w.bypassed() ? "\n" : " removed\n");
        for (int i = 0; i < indexes.size(); i++) {
            IndexVacuumStats s = r.indexes()[i];
            if (s != null && w.indexScans() > 0) {
                b.append("index \"")
                        .append(indexes.get(i).name)
                        .append("\": pages: ")
                        .append(s.pages);
                b.append(" in total, ")
                        .append(s.newlyDeleted)
                        .append(" newly deleted, ")
                        .append(s.deletedPages);
                b.append(" currently deleted, ").append(s.freePages).append(" reusable\n");
            }
        }
        buffers(b);
        b.append("WAL usage: ").append(wal(WalStats.RECORDS) - records).append(" records, ");
        b.append(wal(WalStats.FPI) - images).append(" full page images, ");
        b.append(wal(WalStats.BYTES) - bytes).append(" bytes\n");
        return usage(b).toString();
    }

    /** What became of the table: its pages and rows, new horizons or 0. */
    record Result(int pages, double tuples, int frozenXid, int minMulti) {}

    private static String percent(double part, double all) {
        return fixed(all == 0 ? 100 : 100.0 * part / all, 2);
    }

    private void buffers(StringBuilder b) {
        double seconds = rusage.seconds();
        long read = cx.storage().pool().misses() - misses;
        long wrote = cx.storage().pool().sharedDirtied - dirtied;
        b.append("avg read rate: ").append(fixed(read * 8192.0 / MEGABYTE / seconds, 3));
        b.append(" MB/s, avg write rate: ")
                .append(fixed(wrote * 8192.0 / MEGABYTE / seconds, 3))
                .append(" MB/s\n");
        b.append("buffer usage: ").append(cx.storage().pool().sharedHit - hits).append(" hits, ");
        b.append(read).append(" misses, ").append(wrote).append(" dirtied\n");
    }

    private StringBuilder usage(StringBuilder b) {
        return b.append("system usage: ").append(rusage);
    }

    /** The text of a finished automatic analyze after its first line. */
    String analyze() {
        StringBuilder b = new StringBuilder(200);
        buffers(b);
        return usage(b).toString();
    }

    /** A number of a table's storage parameters, or what the settings say. */
    static double option(String @Nullable [] options, String name, double fallback) {
        if (options != null) {
            for (String o : options) {
                if (o.startsWith(name + "=")) {
                    return Double.parseDouble(o.substring(name.length() + 1));
                }
            }
        }
        return fallback;
    }
}
