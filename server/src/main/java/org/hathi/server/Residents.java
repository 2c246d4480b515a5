package org.hathi.server;

import org.jspecify.annotations.Nullable;

/**
 * The sessions whose state a process still has in its own form, by session slot. When there are too many, one goes
 * that has not been asked for since the hand passed it last (second chance).
 */
final class Residents {
    private static final int MAX = 512;

    private final Parking.@Nullable Resident[] bySlot;
    private int size;
    private int hand;

    Residents(int slots) {
        bySlot = new Parking.Resident[slots];
    }

    Parking.@Nullable Resident get(int slot) {
        return bySlot[slot];
    }

    void put(int slot, Parking.Resident r) {
        r.asked = true;
        if (bySlot[slot] == r) {
            return;
        }
        if (bySlot[slot] == null && ++size > MAX) {
            evict();
        }
        bySlot[slot] = r;
    }

    void remove(int slot) {
        if (bySlot[slot] != null) {
            bySlot[slot] = null;
            size--;
        }
    }

    private void evict() {
        while (true) {
            hand = (hand + 1) % bySlot.length;
            Parking.Resident r = bySlot[hand];
            if (r == null) {
                continue;
            }
            if (!r.asked) {
                remove(hand);
                return;
            }
            r.asked = false;
        }
    }
}
