package org.hathi.access;

import java.util.Arrays;

/**
 * Combo command ids of the current transaction: a tuple inserted and deleted by the same transaction has one field for
 * cmin and cmax, which then holds an index into this private table. Emptied at the end of the transaction.
 */
final class ComboCids {
    private int[] cmin = new int[16];
    private int[] cmax = new int[16];
    private int used;

    int of(int min, int max) {
        for (int i = used - 1; i >= 0; i--) {
            if (cmin[i] == min && cmax[i] == max) {
                return i;
            }
        }
        if (used == cmin.length) {
            cmin = Arrays.copyOf(cmin, used * 2);
            cmax = Arrays.copyOf(cmax, used * 2);
        }
        cmin[used] = min;
        cmax[used] = max;
        return used++;
    }

    int cmin(int combo) {
        return cmin[combo];
    }

    int cmax(int combo) {
        return cmax[combo];
    }

    void clear() {
        used = 0;
    }
}
