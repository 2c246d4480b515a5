package org.hathi.txn;

import org.jspecify.annotations.Nullable;

/** The locks this process holds or waits for, by tag and mode, with their owners: an open hash table, no sharing. */
final class LocalLocks {
    /** One held (or awaited) lock and mode. */
    static final class Entry {
        long low;
        long high;
        int mode;
        int hash;
        long count;
        /** Value offset of the shared holder entry; 0 when held by fast path only (or not at all). */
        long holder;
        /** Holds a count of strong locks. */
        boolean strong;
        /** Owners; null in it is the session. */
        @Nullable
        Resources[] owners = new Resources[2];

        long[] counts = new long[2];
        int ownerCount;

        boolean add(@Nullable Resources owner) {
            for (int i = 0; i < ownerCount; i++) {
                if (owners[i] == owner) {
                    counts[i]++;
                    count++;
                    return false;
                }
            }
            if (ownerCount == counts.length) {
                owners = java.util.Arrays.copyOf(owners, ownerCount * 2);
                counts = java.util.Arrays.copyOf(counts, ownerCount * 2);
            }
            owners[ownerCount] = owner;
            counts[ownerCount++] = 1;
            count++;
            return true;
        }

        /** Takes one count from the owner; false when it has none. */
        boolean remove(@Nullable Resources owner) {
            for (int i = 0; i < ownerCount; i++) {
                if (owners[i] == owner) {
                    if (--counts[i] == 0) {
                        drop(i);
                    }
                    count--;
                    return true;
                }
            }
            return false;
        }

        /** Takes everything from the owner. */
        void removeAll(@Nullable Resources owner) {
            for (int i = 0; i < ownerCount; i++) {
                if (owners[i] == owner) {
                    count -= counts[i];
                    drop(i);
                    return;
                }
            }
        }

        private void drop(int i) {
            ownerCount--;
            owners[i] = owners[ownerCount];
            counts[i] = counts[ownerCount];
            owners[ownerCount] = null;
        }

        void reassign(Resources from, Resources to) {
            for (int i = 0; i < ownerCount; i++) {
                if (owners[i] == from) {
                    long n = counts[i];
                    count -= n;
                    drop(i);
                    for (long k = 0; k < n; k++) {
                        add(to);
                    }
                    return;
                }
            }
        }

        boolean heldBySession() {
            for (int i = 0; i < ownerCount; i++) {
                if (owners[i] == null) {
                    return true;
                }
            }
            return false;
        }
    }

    private @Nullable Entry[] table = new Entry[64];
    private int size;
    private @Nullable Entry[] spare = new Entry[16];
    private int spares;

    static int hash(long low, long high, int mode) {
        long h = (low ^ high * 0x9E3779B97F4A7C15L) * 0xFF51AFD7ED558CCDL + mode * 0x632BE5AB;
        return (int) (h ^ (h >>> 32));
    }

    @Nullable
    Entry find(long low, long high, int mode) {
        int mask = table.length - 1;
        for (int i = hash(low, high, mode) & mask; ; i = (i + 1) & mask) {
            Entry e = table[i];
            if (e == null) {
                return null;
            }
            if (e.low == low && e.high == high && e.mode == mode) {
                return e;
            }
        }
    }

    Entry insert(long low, long high, int mode) {
        if (size * 2 >= table.length) {
            grow();
        }
        Entry e = spares > 0 ? spare[--spares] : null;
        if (e == null) {
            e = new Entry();
        }
        e.low = low;
        e.high = high;
        e.mode = mode;
        e.hash = hash(low, high, mode);
        e.count = 0;
        e.holder = 0;
        e.strong = false;
        put(e);
        size++;
        return e;
    }

    private void put(Entry e) {
        int mask = table.length - 1;
        int i = e.hash & mask;
        while (table[i] != null) {
            i = (i + 1) & mask;
        }
        table[i] = e;
    }

    private void grow() {
        Entry[] old = entries();
        table = new Entry[table.length * 2];
        for (Entry e : old) {
            put(e);
        }
    }

    void remove(Entry e) {
        int mask = table.length - 1;
        int i = e.hash & mask;
        while (table[i] != e) {
            i = (i + 1) & mask;
        }
        int j = i;
        while (true) {
            j = (j + 1) & mask;
            Entry x = table[j];
            if (x == null) {
                break;
            }
            int home = x.hash & mask;
            if (i <= j ? home <= i || home > j : home <= i && home > j) {
                table[i] = x;
                i = j;
            }
        }
        table[i] = null;
        size--;
        e.ownerCount = 0;
        java.util.Arrays.fill(e.owners, null);
        if (spares < spare.length) {
            spare[spares++] = e;
        }
    }

    int size() {
        return size;
    }

    /** All entries, as a copy. */
    Entry[] entries() {
        Entry[] all = new Entry[size];
        int n = 0;
        for (Entry e : table) {
            if (e != null) {
                all[n++] = e;
            }
        }
        return all;
    }
}
