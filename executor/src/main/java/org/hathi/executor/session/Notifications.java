package org.hathi.executor.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultSink;
import org.hathi.shm.Interrupt;
import org.hathi.shm.NotifyQueue;
import org.hathi.shm.SessionPool;
import org.hathi.txn.XactHook;
import org.jspecify.annotations.Nullable;

/**
 * LISTEN, UNLISTEN and NOTIFY of one session. What a transaction listens to and notifies counts when it commits: room
 * in the shared queue is reserved before, the messages are written right after. Messages for the client wait until it
 * is idle.
 */
public final class Notifications implements XactHook {
    private static final int MAX_CHANNEL = 63;
    private static final int MAX_PAYLOAD = 7999;

    /** A change of what the session listens to; channel null: all. */
    private record Change(boolean listen, @Nullable String channel, int level) {}

    private record Pending(String channel, String payload, int level) {}

    private final BackendContext cx;
    private final NotifyQueue queue;
    private Set<String> channels = new LinkedHashSet<>();
    private @Nullable SessionState session;
    private final List<Change> changes = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private boolean registered;
    private long reserved;
    private int pid;

    Notifications(BackendContext cx) {
        this.cx = cx;
        this.queue = new NotifyQueue(cx.segment());
        cx.txn().transactions().addHook(this);
    }

    private int level() {
        return cx.txn().transactions().nestLevel();
    }

    /** A session begins. */
    void begin(SessionState s) {
        session = s;
        // its messages carry this process id
        pid = s.info.pid();
        channels = s.channels;
        forget();
        // what a process of the same slot may have left
        queue.unlisten(cx.proc());
    }

    /** The session is about to be parked. */
    void suspend(SessionState s) {
        if (registered) {
            registered = false;
            if (queue.park(cx.proc(), s.info.slot())) {
                new SessionPool(cx.segment()).ask(s.info.slot(), SessionPool.ASK_NOTIFY);
            }
        }
        channels = new LinkedHashSet<>();
        session = null;
    }

    /** A parked session goes on here. */
    void resume(SessionState s) {
        session = s;
        pid = s.info.pid();
        channels = s.channels;
        if (!channels.isEmpty()) {
            registered = true;
            queue.resume(cx.proc(), s.info.slot());
            if (queue.hasMore(cx.proc())) {
                cx.proc().raiseInterrupt(cx.proc().slot(), Interrupt.NOTIFY);
            }
        }
    }

    void listen(String channel) {
        changes.add(new Change(true, channel, level()));
    }

    /** Null: all channels. */
    void unlisten(@Nullable String channel) {
        if (!changes.isEmpty() || !channels.isEmpty()) {
            changes.add(new Change(false, channel, level()));
        }
    }

    /** Queues a notification for the end of the transaction; the same one again is left out. */
    void notify(String channel, String payload) {
        if (channel.isEmpty()) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "channel name cannot be empty");
        }
        if (channel.getBytes(StandardCharsets.UTF_8).length > MAX_CHANNEL) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "channel name too long");
        }
        if (payload.getBytes(StandardCharsets.UTF_8).length > MAX_PAYLOAD) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "payload string too long");
        }
        for (Pending p : pending) {
            if (p.channel.equals(channel) && p.payload.equals(payload)) {
                return;
            }
        }
        pending.add(new Pending(channel, payload, level()));
    }

    /** The channels listened to. */
    List<String> listening() {
        return List.copyOf(channels);
    }

    double usage() {
        return queue.usage(cx.proc());
    }

    // ---------------------------------------------------------------- transactions

    private List<NotifyQueue.Message> messages() {
        List<NotifyQueue.Message> l = new ArrayList<>(pending.size());
        for (Pending p : pending) {
            l.add(new NotifyQueue.Message(
                    cx.database(),
                    pid,
                    p.channel.getBytes(StandardCharsets.UTF_8),
                    p.payload.getBytes(StandardCharsets.UTF_8)));
        }
        return l;
    }

    @Override
    public void preCommit() {
        if (pending.isEmpty() && changes.isEmpty()) {
            return;
        }
        if (!registered && changes.stream().anyMatch(Change::listen)) {
            queue.listen(cx.proc(), cx.database());
            registered = true;
        }
        long bytes = 0;
        for (NotifyQueue.Message n : messages()) {
            bytes += NotifyQueue.size(n);
        }
        if (bytes > 0) {
            if (!queue.reserve(cx.proc(), bytes)) {
                throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "too many notifications in the NOTIFY queue");
            }
            reserved = bytes;
        }
    }

    @Override
    public void end(boolean commit) {
        if (pending.isEmpty() && changes.isEmpty() && reserved == 0) {
            return;
        }
        if (commit) {
            for (Change c : changes) {
                if (c.channel == null) {
                    channels.clear();
                } else if (c.listen) {
                    channels.add(c.channel);
                } else {
                    channels.remove(c.channel);
                }
            }
            if (!changes.isEmpty() && session != null) {
                session.channelsChanged();
            }
        }
        if (registered && channels.isEmpty()) {
            queue.unlisten(cx.proc());
            registered = false;
        }
        if (reserved > 0) {
            if (commit) {
                queue.append(cx.proc(), messages(), reserved);
            } else {
                queue.unreserve(cx.proc(), reserved);
            }
        }
        reserved = 0;
        pending.clear();
        changes.clear();
    }

    @Override
    public void subEnd(boolean commit, int subId, int parentSubId, int level) {
        if (!commit) {
            pending.removeIf(p -> p.level >= level);
            changes.removeIf(c -> c.level >= level);
        } else {
            pending.replaceAll(p -> p.level >= level ? new Pending(p.channel, p.payload, level - 1) : p);
            changes.replaceAll(c -> c.level >= level ? new Change(c.listen, c.channel, level - 1) : c);
        }
    }

    // ---------------------------------------------------------------- delivery

    /** Sends what has come for the session; between transactions only. */
    void deliver(ResultSink out) {
        if (!registered || !queue.hasMore(cx.proc())) {
            return;
        }
        for (NotifyQueue.Message n : queue.read(cx.proc())) {
            String channel = new String(n.channel(), StandardCharsets.UTF_8);
            if (n.database() == cx.database() && channels.contains(channel)) {
                out.notification(n.pid(), channel, new String(n.payload(), StandardCharsets.UTF_8));
            }
        }
    }

    /** The session ends: it listens to nothing any more. */
    void forget() {
        channels.clear();
        changes.clear();
        pending.clear();
        if (registered) {
            queue.unlisten(cx.proc());
            registered = false;
        }
    }
}
