package org.hathi.access;

/** What vacuuming an index found and did (IndexBulkDeleteResult). */
public final class IndexVacuumStats {
    public int pages;
    public double tuples;
    public double removed;
    public int newlyDeleted;
    public int deletedPages;
    public int freePages;
}
