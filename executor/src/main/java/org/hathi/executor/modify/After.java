package org.hathi.executor.modify;

import java.util.ArrayDeque;
import org.hathi.executor.ExecEnv;
import org.jspecify.annotations.Nullable;

/**
 * What a statement leaves to be done at its end (or, deferred, at commit): foreign key checks and actions, deferred
 * uniqueness. Shared with the statements that foreign key actions run; the outermost executor works it off.
 */
public final class After {
    /** One thing to do. */
    public interface Event {
        void run(ExecEnv env);

        /** The table whose rows it is about; 0 when that does not matter. */
        default int table() {
            return 0;
        }
    }

    /** An event of a table. */
    private record Of(int table, Event event) implements Event {
        @Override
        public void run(ExecEnv env) {
            event.run(env);
        }
    }

    /** Are there checks or actions to come that rows of the table have caused? */
    public boolean pending(int table) {
        for (Event e : deferred) {
            if (e.table() == table) {
                return true;
            }
        }
        return false;
    }

    private final ExecEnv env;
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final ArrayDeque<Event> deferred = new ArrayDeque<>();
    private int depth;

    public After(ExecEnv env) {
        this.env = env;
    }

    /** Where EXPLAIN ANALYZE has the events counted that run at a statement's end. */
    public @Nullable TriggerCounts counts;

    /** A statement begins; statements may nest (actions run statements). */
    public void enter() {
        depth++;
    }

    /** A statement ends: the outermost one runs what was queued. */
    public void leave() {
        if (depth == 1) {
            drain(events);
        }
        depth--;
    }

    private void drain(ArrayDeque<Event> q) {
        if (q.isEmpty()) {
            return;
        }
        Event e;
        env.txn().transactions().commandCounterIncrement();
        while ((e = q.poll()) != null) {
            env.cx.interrupts.check();
            e.run(env);
        }
    }

    void add(int table, Event e, boolean later) {
        if (later) {
            deferred.add(new Of(table, e));
        } else {
            events.add(e);
        }
    }

    void unique(IndexWriter w, @Nullable Object[] values, long tid) {
        boolean later = env.isDeferred(env.constraintOfIndex(w.index.oid));
        add(w.table(), x -> w.recheck(values, tid), later);
    }

    /** Before commit (and at SET CONSTRAINTS IMMEDIATE): runs what was deferred. */
    public void runDeferred() {
        depth++;
        try {
            drain(deferred);
            drain(events);
        } finally {
            depth--;
        }
    }

    private final ArrayDeque<int[]> marks = new ArrayDeque<>();

    /** A subtransaction begins. */
    public void subStart() {
        marks.push(new int[] {depth, events.size(), deferred.size()});
    }

    /** A subtransaction ends; what an aborted one queued is forgotten. */
    public void subEnd(boolean commit) {
        int[] m = marks.poll();
        if (m == null || commit) {
            return;
        }
        depth = m[0];
        cut(events, m[1]);
        cut(deferred, m[2]);
    }

    private static void cut(ArrayDeque<Event> q, int n) {
        while (q.size() > n) {
            q.removeLast();
        }
    }

    /** The transaction has ended or the statement failed: forgets everything. */
    public void clear(boolean transaction) {
        events.clear();
        depth = 0;
        if (transaction) {
            deferred.clear();
            marks.clear();
        }
    }
}
