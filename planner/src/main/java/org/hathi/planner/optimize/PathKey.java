package org.hathi.planner.optimize;

/** One key of a sort order: an equivalence class with direction and null placement. */
record PathKey(Ec ec, boolean descending, boolean nullsFirst) {
    /** True when rows sorted by {@code have} are sorted by {@code want}. */
    static boolean satisfies(java.util.List<PathKey> have, java.util.List<PathKey> want) {
        if (want.size() > have.size()) {
            return false;
        }
        for (int i = 0; i < want.size(); i++) {
            PathKey a = have.get(i);
            PathKey b = want.get(i);
            if (a.ec != b.ec || a.descending != b.descending || a.nullsFirst != b.nullsFirst) {
                return false;
            }
        }
        return true;
    }

    /** How many leading keys of {@code want} rows sorted by {@code have} already satisfy. */
    static int common(java.util.List<PathKey> have, java.util.List<PathKey> want) {
        int n = 0;
        while (n < have.size() && n < want.size() && satisfies(have.subList(n, n + 1), want.subList(n, n + 1))) {
            n++;
        }
        return n;
    }
}
