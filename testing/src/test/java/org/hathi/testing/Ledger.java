package org.hathi.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients know outside the server: every transaction whose commit was acknowledged, and those of which nobody can know
 * (the server process died between the commit and its answer). One transaction's entry says all it did, so that the server's
 * tables can be compared with it row by row.
 */
final class Ledger {
    /** One transaction of the TPC-B kind. */
    record Entry(String id, int account, int teller, int branch, int delta) {}

    private final Map<String, Entry> acknowledged = new TreeMap<>();
    private final Map<String, Entry> doubtful = new TreeMap<>();

    /** The server has said that it is committed. */
    synchronized void acknowledge(Entry e) {
        acknowledged.put(e.id, e);
    }

    /** The answer to COMMIT, or to a statement before, did not come. */
    synchronized void doubt(Entry e) {
        doubtful.put(e.id, e);
    }

    synchronized int size() {
        return acknowledged.size();
    }

    synchronized int doubts() {
        return doubtful.size();
    }

    /**
     * Compares with what the server has.
     *
     * @param found the transactions that the server's table of history lists, duplicates included
     * @return what is wrong, at most ten lines; empty when all agrees
     */
    synchronized List<String> compare(List<Entry> found) {
        List<String> wrong = new ArrayList<>();
        Map<String, Entry> seen = new TreeMap<>();
        for (Entry e : found) {
            if (seen.put(e.id, e) != null) {
                wrong.add("twice: " + e);
            }
            Entry known = acknowledged.getOrDefault(e.id, doubtful.get(e.id));
            if (known == null) {
                wrong.add("never sent: " + e);
            } else if (!known.equals(e)) {
                wrong.add("changed: " + e + " was " + known);
            }
        }
        for (Entry e : acknowledged.values()) {
            if (!seen.containsKey(e.id)) {
                wrong.add("lost: " + e);
            }
        }
        return wrong.size() > 10 ? List.copyOf(wrong.subList(0, 10)) : wrong;
    }
}
