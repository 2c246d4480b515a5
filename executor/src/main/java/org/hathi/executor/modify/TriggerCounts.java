package org.hathi.executor.modify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.TriggerInfo;
import org.hathi.executor.ExecEnv;
import org.jspecify.annotations.Nullable;

/** How often the triggers of foreign keys ran at the end of a statement, and how long: for EXPLAIN ANALYZE. */
public final class TriggerCounts {
    static final int INSERT = 4;
    static final int DELETE = 8;
    static final int UPDATE = 16;

    private final Catalog catalog;
    private final Map<Integer, Fired> byTrigger = new LinkedHashMap<>();

    public TriggerCounts(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A trigger that ran; times in nanoseconds. */
    public static final class Fired {
        public final TriggerInfo trigger;
        public final String constraint;
        public long calls;
        public long nanos;

        Fired(TriggerInfo trigger, String constraint) {
            this.trigger = trigger;
            this.constraint = constraint;
        }
    }

    /** The trigger of constraint {@code k} on a table, on the referenced side or not, for an operation. */
    @Nullable
    Fired of(int table, ConstraintInfo k, boolean referenced, int operation) {
        String prefix = referenced ? "RI_ConstraintTrigger_a_" : "RI_ConstraintTrigger_c_";
        for (TriggerInfo t : catalog.triggersOf(table)) {
            if (t.constraint() == k.oid()
                    && (t.type() & operation) != 0
                    && t.name().startsWith(prefix)) {
                return byTrigger.computeIfAbsent(t.oid(), x -> new Fired(t, k.name()));
            }
        }
        return null;
    }

    /** The event, counted. */
    static After.Event counted(@Nullable Fired f, After.Event e) {
        if (f == null) {
            return e;
        }
        return new After.Event() {
            @Override
            public void run(ExecEnv env) {
                long began = System.nanoTime();
                e.run(env);
                f.nanos += System.nanoTime() - began;
                f.calls++;
            }
        };
    }

    /** Those that ran, of {@code tables} in their order first, each table's by name. */
    public List<Fired> ran(List<Integer> tables) {
        List<Fired> out = new ArrayList<>();
        List<Integer> order = new ArrayList<>(tables);
        for (Fired f : byTrigger.values()) {
            if (f.calls > 0) {
                out.add(f);
                if (!order.contains(f.trigger.relation())) {
                    order.add(f.trigger.relation());
                }
            }
        }
        out.sort((a, b) -> {
            int c = Integer.compare(order.indexOf(a.trigger.relation()), order.indexOf(b.trigger.relation()));
            return c != 0 ? c : a.trigger.name().compareTo(b.trigger.name());
        });
        return out;
    }
}
