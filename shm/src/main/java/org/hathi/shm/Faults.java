package org.hathi.shm;

import java.util.Random;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.jspecify.annotations.Nullable;

/**
 * The plan by which a process kills itself at {@link KillPoint}s, for fault tests.
 *
 * <p>A plan is a list of items separated by commas, each {@code [ROLE/]POINT@N} (at the N-th time the point is
 * reached) or {@code [ROLE/]POINT%P} (with a chance of P in a million); POINT {@code *} means any, ROLE is a
 * process's label with underscores ({@code checkpointer}, {@code background_writer}; any when left out); {@code
 * seed=S} makes chances repeatable for each process slot. An item may end in {@code !oom} or {@code !stack}: then the
 * point throws OutOfMemoryError or StackOverflowError instead.
 *
 * <p>Used by the thread that owns the {@link Proc} only.
 */
public final class Faults {
    /** Whether points do anything: a constant of the process. */
    public static final boolean ON = System.getProperty("hathi.killpoints") != null;

    private static final int MILLION = 1_000_000;

    private enum Action {
        KILL,
        OUT_OF_MEMORY,
        STACK_OVERFLOW
    }

    private static final class Item {
        final @Nullable KillPoint point;
        final int chance;
        final Action action;
        int left;

        Item(@Nullable KillPoint point, int chance, int left, Action action) {
            this.point = point;
            this.chance = chance;
            this.left = left;
            this.action = action;
        }
    }

    private Item[] items = {};
    private Random random = new Random(0);

    /** What the process was started with. */
    Faults(ProcRole role, int slot) {
        String given = System.getProperty("hathi.killpoints");
        arm(given == null ? "" : given, role, slot);
    }

    /**
     * Replaces the plan; "" and "on" are no plan.
     *
     * @throws SqlError 22023 when it cannot be understood
     */
    void arm(String plan, ProcRole role, int slot) {
        java.util.List<Item> list = new java.util.ArrayList<>();
        long seed = 0;
        for (String word : plan.split(",")) {
            String s = word.strip();
            if (s.isEmpty() || s.equals("on")) {
                continue;
            }
            try {
                if (s.startsWith("seed=")) {
                    seed = Long.parseLong(s.substring(5));
                    continue;
                }
                int slash = s.indexOf('/');
                if (slash < 0 || s.substring(0, slash).equals(role.label().replace(' ', '_'))) {
                    list.add(item(s.substring(slash + 1)));
                }
            } catch (IllegalArgumentException e) {
                throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "invalid value for parameter \"debug_kill_points\": \"" + s + "\"");
            }
        }
        items = list.toArray(new Item[0]);
        random = new Random(seed * 31 + slot);
    }

    private static Item item(String text) {
        Action action = text.endsWith("!oom")
                ? Action.OUT_OF_MEMORY
                : text.endsWith("!stack") ? Action.STACK_OVERFLOW : Action.KILL;
        String s = action == Action.KILL ? text : text.substring(0, text.lastIndexOf('!'));
        int at = Math.max(s.indexOf('@'), s.indexOf('%'));
        if (at < 0) {
            throw new IllegalArgumentException(s);
        }
        String name = s.substring(0, at);
        int n = Integer.parseInt(s.substring(at + 1));
        boolean counted = s.charAt(at) == '@';
        return new Item(name.equals("*") ? null : KillPoint.valueOf(name), counted ? 0 : n, counted ? n : 0, action);
    }

    void reach(KillPoint p, int pid) {
        for (Item i : items) {
            if (i.point != null && i.point != p) {
                continue;
            }
            boolean now = i.left > 0 ? --i.left == 0 : i.chance > 0 && random.nextInt(MILLION) < i.chance;
            if (!now) {
                continue;
            }
            switch (i.action) {
                case KILL -> OsProcess.kill(pid, OsProcess.SIGKILL);
                case OUT_OF_MEMORY -> throw new OutOfMemoryError("at kill point " + p);
                case STACK_OVERFLOW -> throw new StackOverflowError("at kill point " + p);
            }
        }
    }
}
