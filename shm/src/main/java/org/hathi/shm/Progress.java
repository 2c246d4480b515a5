package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.hathi.os.Mem;
import org.jspecify.annotations.Nullable;

/**
 * What a long command of each process is doing: the command, its relation and twenty numbers whose meaning the command
 * gives ({@code pg_stat_get_progress_info}).
 *
 * <p>LAYOUT of the region: one entry of 192 bytes for each process slot.
 * <pre>
 *   0 4 version      owner: odd while the entry changes, even else
 *   4 4 command      ordinal of {@link Command} + 1, 0 for none
 *   8 4 relation
 *  12 4 database
 *  16 8 incarnation  of the slot: what a dead process left is no longer meant
 *  24 20×8 numbers
 * </pre>
 *
 * <p>LATCHES: none. A reader that meets an odd version, or another one afterwards, reads again.
 */
public final class Progress {
    /** Name of the region. */
    public static final String REGION = "Backend Progress";

    /** How many numbers there are. */
    public static final int PARAMS = 20;

    private static final int STRIDE = 192;
    private static final int COMMAND = 4;
    private static final int RELATION = 8;
    private static final int DATABASE = 12;
    private static final int INCARNATION = 16;
    private static final int NUMBERS = 24;
    private static final int TRIES = 1000;

    private final MemorySegment m;
    private final ProcSlots slots;
    private final long base;
    private final long own;
    private final int slot;
    private @Nullable Command command;

    /** Which commands report. */
    public enum Command {
        VACUUM("VACUUM"),
        ANALYZE("ANALYZE"),
        CLUSTER("CLUSTER"),
        CREATE_INDEX("CREATE INDEX"),
        BASEBACKUP("BASEBACKUP"),
        COPY("COPY");

        private static final Command[] VALUES = values();

        private final String label;

        Command(String label) {
            this.label = label;
        }

        /** The command {@code pg_stat_get_progress_info} calls so; null for none. */
        public static @Nullable Command of(String name) {
            for (Command c : VALUES) {
                if (c.label.equalsIgnoreCase(name)) {
                    return c;
                }
            }
            return null;
        }
    }

    /** What a process reports. */
    public record Entry(Command command, int database, int relation, long[] numbers) {}

    Progress(Segment segment, ProcSlots slots, int slot) {
        this.m = segment.memory();
        this.slots = slots;
        this.base = segment.region(REGION).offset();
        this.slot = slot;
        this.own = base + (long) slot * STRIDE;
    }

    /** The region for at most {@code max} processes at a time. */
    public static RegionSpec spec(int max) {
        return RegionSpec.zeroed(REGION, (long) max * STRIDE);
    }

    /** A command begins: all numbers are 0. It ends the one that this process reported before. */
    public void begin(Command c, int database, int relation) {
        change();
        Mem.put32(m, own + COMMAND, c.ordinal() + 1);
        Mem.put32(m, own + RELATION, relation);
        Mem.put32(m, own + DATABASE, database);
        Mem.put64(m, own + INCARNATION, slots.incarnation(slot));
        Mem.zero(m, own + NUMBERS, PARAMS * 8L);
        changed();
        command = c;
    }

    /** Whether this process reports such a command now. */
    public boolean reports(Command c) {
        return command == c;
    }

    /** Sets number {@code i} (from 0) if this process reports such a command. */
    public void set(Command c, int i, long value) {
        if (command == c) {
            change();
            Mem.put64(m, own + NUMBERS + 8L * i, value);
            changed();
        }
    }

    /** Sets number {@code i} and the ones after it, at once. */
    public void setAll(Command c, int i, long... values) {
        if (command == c) {
            change();
            for (int k = 0; k < values.length; k++) {
                Mem.put64(m, own + NUMBERS + 8L * (i + k), values[k]);
            }
            changed();
        }
    }

    /** Number {@code i} of this process. */
    public long get(int i) {
        return Mem.i64(m, own + NUMBERS + 8L * i);
    }

    /** The command has ended, well or not; without one nothing happens. */
    public void end() {
        if (command != null) {
            command = null;
            change();
            Mem.put32(m, own + COMMAND, 0);
            changed();
        }
    }

    private void change() {
        Mem.intRelease(m, own, Mem.i32(m, own) | 1);
        VarHandle.fullFence();
    }

    private void changed() {
        Mem.intRelease(m, own, Mem.i32(m, own) + 1);
    }

    /** What the process of a slot reports; null: nothing. */
    public @Nullable Entry read(int of) {
        long at = base + (long) of * STRIDE;
        for (int i = 0; i < TRIES; i++) {
            int before = Mem.intAcquire(m, at);
            int c = Mem.i32(m, at + COMMAND);
            if (c == 0 || !slots.inUse(of) || slots.isDead(of)) {
                return null;
            }
            int relation = Mem.i32(m, at + RELATION);
            int database = Mem.i32(m, at + DATABASE);
            long incarnation = Mem.i64(m, at + INCARNATION);
            long[] numbers = new long[PARAMS];
            for (int k = 0; k < PARAMS; k++) {
                numbers[k] = Mem.i64(m, at + NUMBERS + 8L * k);
            }
            VarHandle.fullFence();
            if ((before & 1) == 0 && Mem.intAcquire(m, at) == before) {
                return incarnation == slots.incarnation(of)
                        ? new Entry(Command.VALUES[c - 1], database, relation, numbers)
                        : null;
            }
            Thread.onSpinWait();
        }
        return null; // its owner died while it changed
    }
}
