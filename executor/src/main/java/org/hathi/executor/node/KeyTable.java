package org.hathi.executor.node;

import org.hathi.executor.RowStore;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of distinct keys, numbered from 0 in order of arrival: open addressing over key numbers. Nulls are equal
 * to each other (grouping); callers for whom they are not keep them out.
 */
public final class KeyTable {
    private final TypeOps[] ops;
    private @Nullable RowStore keys;
    private int[] slots = new int[64];
    private int[] hashes = new int[32];
    private int n;

    public KeyTable(TypeOps[] ops) {
        this.ops = ops;
    }

    public int size() {
        return n;
    }

    /** The keys by number; null when there are none. */
    public @Nullable RowStore keys() {
        return keys;
    }

    /** Bytes held, roughly. */
    public long memory() {
        RowStore k = keys;
        return 4L * slots.length + 4L * hashes.length + (k == null ? 0 : k.memory());
    }

    /** As {@link #memory} without the room the keys' arrays have left. */
    public long used() {
        RowStore k = keys;
        return 4L * slots.length + 4L * n + (k == null ? 0 : k.used());
    }

    public void clear() {
        RowStore k = keys;
        if (k != null) {
            k.clear();
        }
        java.util.Arrays.fill(slots, 0);
        n = 0;
    }

    /** The hash of a key, of which all bits are good. */
    public int hash(Vector[] v, int row) {
        int h = 0;
        for (int i = 0; i < ops.length; i++) {
            h = h * 31 + (v[i].isNull(row) ? 0x5bd1e995 : ops[i].hash(v[i], row));
        }
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        return h ^ h >>> 13;
    }

    private boolean same(RowStore k, int key, Vector[] v, int row) {
        for (int i = 0; i < ops.length; i++) {
            boolean a = k.cols[i].isNull(key);
            if (a != v[i].isNull(row)) {
                return false;
            }
            if (!a && !ops[i].equal(k.cols[i], key, v[i], row)) {
                return false;
            }
        }
        return true;
    }

    /** The number of the key in row {@code row} of the first columns of {@code v}, or −1. */
    public int find(Vector[] v, int row) {
        return find(v, row, hash(v, row));
    }

    /** As {@link #find(Vector[], int)} when the {@link #hash} is known. */
    public int find(Vector[] v, int row, int h) {
        RowStore k = keys;
        if (k == null) {
            return -1;
        }
        int mask = slots.length - 1;
        for (int at = h & mask; slots[at] != 0; at = at + 1 & mask) {
            int key = slots[at] - 1;
            if (hashes[key] == h && same(k, key, v, row)) {
                return key;
            }
        }
        return -1;
    }

    /** The number of the key, added if it is new: then it equals the former {@link #size}. */
    public int findOrAdd(Vector[] v, int row) {
        return findOrAdd(v, row, hash(v, row));
    }

    /** The hash of key number {@code key}. */
    public int hashOf(int key) {
        return hashes[key];
    }

    /**
     * Which of {@code parts} (a power of two) a hash belongs to; other bits than the table uses, others for each level.
     */
    public static int part(int h, int parts, int level) {
        return Integer.reverse((h ^ level * 0x632be5ab) * 0x9e3779b9) & parts - 1;
    }

    /** As {@link #findOrAdd(Vector[], int)} when the {@link #hash} is known. */
    public int findOrAdd(Vector[] v, int row, int h) {
        RowStore k = keys;
        if (k == null) {
            boolean[] b = new boolean[ops.length];
            for (int i = 0; i < b.length; i++) {
                b[i] = v[i].byRef;
            }
            k = new RowStore(b);
            keys = k;
        }
        int mask = slots.length - 1;
        int at = h & mask;
        for (; slots[at] != 0; at = at + 1 & mask) {
            int key = slots[at] - 1;
            if (hashes[key] == h && same(k, key, v, row)) {
                return key;
            }
        }
        int key = n++;
        slots[at] = key + 1;
        if (key == hashes.length) {
            hashes = java.util.Arrays.copyOf(hashes, key * 2);
        }
        hashes[key] = h;
        k.append(v, row);
        if (n * 2 > slots.length) {
            grow();
        }
        return key;
    }

    private void grow() {
        int[] s = new int[slots.length * 4];
        int mask = s.length - 1;
        for (int key = 0; key < n; key++) {
            int at = hashes[key] & mask;
            while (s[at] != 0) {
                at = at + 1 & mask;
            }
            s[at] = key + 1;
        }
        slots = s;
    }
}
