package org.hathi.parser;

/** Prints the warm time per pgbench statement; run by hand. */
final class ParserTiming {
    private ParserTiming() {}

    public static void main(String[] args) {
        String[] s = {
            "UPDATE pgbench_accounts SET abalance = abalance + 1234 WHERE aid = 98765;",
            "SELECT abalance FROM pgbench_accounts WHERE aid = 98765;",
            "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 2, 3, -4, CURRENT_TIMESTAMP);",
            "BEGIN;"
        };
        int n = 0;
        for (int round = 0; round < 6; round++) {
            long t = System.nanoTime();
            for (int i = 0; i < 200_000; i++) {
                n += Parser.parse(s[i & 3]).size();
            }
            System.out.println((System.nanoTime() - t) / 200_000 + " ns per statement");
        }
        System.out.println(n);
    }
}
