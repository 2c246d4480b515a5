package org.hathi.planner.optimize;

/** How large a hash join makes its table, as PostgreSQL chooses: buckets, and batches when memory does not suffice. */
final class HashTableSize {
    private HashTableSize() {}

    /** {buckets, batches} for so many inner rows. */
    static double[] choose(double rows, int width, double mem) {
        double n = rows <= 0 ? 1000 : rows;
        double tuple = 16 + 16 + Costs.align(width);
        double inner = n * tuple;
        double table = mem;
        double perMcv = tuple + 8 * 8 + 4 + 16;
        double mcvs = Math.floor(Math.floor(table / perMcv) * 2 / 100);
        if (mcvs > 0) {
            table -= mcvs * perMcv;
        }
        double pointers = Math.min(Math.floor(table / 8), 0x3fffffff / 8.0);
        pointers = Math.min(Long.highestOneBit((long) pointers), Integer.MAX_VALUE / 2 + 1.0);
        double buckets = Math.max(1024, Math.min(Math.ceil(n), pointers));
        buckets = nextPower((long) buckets);
        double batches = 1;
        if (inner + 8 * buckets > table) {
            double bucket = tuple + 8;
            double b = table <= bucket ? 1 : nextPower((long) (table / bucket));
            buckets = nextPower((long) Math.min(b, pointers));
            double d = Math.min(Math.ceil(inner / (table - 8 * buckets)), pointers);
            batches = nextPower((long) Math.max(2, d));
        }
        return new double[] {buckets, batches};
    }

    private static double nextPower(long x) {
        long h = Long.highestOneBit(x);
        return h == x ? h : h << 1;
    }
}
