package org.hathi.planner.optimize;

/** One key of a sort order: an equivalence class with direction and null placement. */
record PathKey(Ec ec, boolean descending, boolean nullsFirst) {
    boolean same(PathKey o) {
        return ec == o.ec && descending == o.descending && nullsFirst == o.nullsFirst;
    }

    /** True when rows sorted by {@code have} are sorted by {@code want}. */
    static boolean satisfies(java.util.List<PathKey> have, java.util.List<PathKey> want) {
        if (want.size() > have.size()) {
            return false;
        }
        for (int i = 0; i < want.size(); i++) {
            if (!have.get(i).same(want.get(i))) {
                return false;
            }
        }
        return true;
    }

    static final int EQUAL = 0;
    static final int BETTER = 1;
    static final int WORSE = 2;
    static final int DIFFERENT = 3;

    /** Whether {@code a} sorts as {@code b} does, further, less far or otherwise. */
    static int compare(java.util.List<PathKey> a, java.util.List<PathKey> b) {
        int n = Math.min(a.size(), b.size());
        if (common(a, b) < n) {
            return DIFFERENT;
        }
        return a.size() == b.size() ? EQUAL : a.size() > b.size() ? BETTER : WORSE;
    }

    /** How many leading keys of {@code want} rows sorted by {@code have} already satisfy. */
    static int common(java.util.List<PathKey> have, java.util.List<PathKey> want) {
        int n = 0;
        while (n < have.size() && n < want.size() && have.get(n).same(want.get(n))) {
            n++;
        }
        return n;
    }
}
