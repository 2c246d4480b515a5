package org.hathi.executor.admin;

import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.NamespaceInfo;
import org.hathi.executor.command.TableRewrite;
import org.hathi.executor.session.BackendContext;

/** What CLUSTER (VERBOSE) and VACUUM (FULL, VERBOSE) say of one table. */
final class RewriteReport {
    private final BackendContext cx;
    private final Rusage usage = new Rusage();
    private final String name;
    private final boolean verbose;

    RewriteReport(BackendContext cx, ClassInfo table, boolean verbose) {
        this.cx = cx;
        this.verbose = verbose;
        NamespaceInfo ns = cx.catalog().namespace(table.namespace());
        this.name = "\"" + (ns == null ? "" : ns.name()) + "." + table.name() + "\"";
    }

    void begin(String what, String how) {
        if (verbose) {
            cx.reporter().report(Report.of(Severity.INFO, what + " " + name + how));
        }
    }

    void end(TableRewrite.Counts c) {
        if (verbose) {
            String message = name + ": found " + c.removed() + " removable, " + c.kept()
                    + " nonremovable row versions in " + c.pages() + " pages";
            String detail = c.recentlyDead() + " dead row versions cannot be removed yet.\n" + usage + ".";
            cx.reporter().report(Report.of(Severity.INFO, message).detail(detail));
        }
    }
}
