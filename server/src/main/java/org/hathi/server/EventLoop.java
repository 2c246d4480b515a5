package org.hathi.server;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hathi.os.Epoll;
import org.hathi.os.EventFd;
import org.hathi.os.Sockets;
import org.jspecify.annotations.Nullable;

/** One thread, one epoll: descriptors, timers and tasks from other threads, for the postmaster. */
final class EventLoop {
    /** Called when a descriptor is ready. */
    @FunctionalInterface
    interface Handler {
        void ready(int events);
    }

    /** A task at a time; cancelled by {@link #cancel}. */
    static final class Timer implements Comparable<Timer> {
        final long at;
        private @Nullable Runnable task;

        Timer(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Timer o) {
            return Long.compare(at, o.at);
        }
    }

    private final int epoll = Epoll.create();
    private final Epoll.Waiter waiter = new Epoll.Waiter(epoll, 256);
    private final int wake = EventFd.create();
    private final Map<Integer, Handler> handlers = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private boolean stopped;

    EventLoop() {
        Epoll.add(epoll, wake, Epoll.EPOLLIN, wake);
    }

    /** Watches a descriptor for input (and hang-up). */
    void watch(int fd, Handler handler) {
        handlers.put(fd, handler);
        Epoll.add(epoll, fd, Epoll.EPOLLIN | Epoll.EPOLLRDHUP, fd);
    }

    void unwatch(int fd) {
        if (handlers.remove(fd) != null) {
            Epoll.del(epoll, fd);
        }
    }

    Timer after(long millis, Runnable task) {
        Timer t = new Timer(System.nanoTime() + millis * 1_000_000L, task);
        timers.add(t);
        return t;
    }

    /** Runs a task on the loop's thread; from any thread. */
    void post(Runnable task) {
        tasks.add(task);
        EventFd.set(wake);
    }

    void stop() {
        stopped = true;
    }

    /** Runs until {@link #stop}. */
    void run() {
        while (!stopped) {
            int n = waiter.await(timeout());
            for (int i = 0; i < n && !stopped; i++) {
                int fd = (int) waiter.data(i);
                if (fd == wake) {
                    EventFd.clear(wake);
                    continue;
                }
                Handler h = handlers.get(fd);
                if (h != null) {
                    h.ready(waiter.events(i));
                }
            }
            for (Runnable task = tasks.poll(); task != null && !stopped; task = tasks.poll()) {
                task.run();
            }
            expire();
        }
    }

    private int timeout() {
        if (!tasks.isEmpty()) {
            return 0;
        }
        Timer t = timers.peek();
        while (t != null && t.task == null) {
            timers.poll();
            t = timers.peek();
        }
        if (t == null) {
            return -1;
        }
        return Math.clamp((t.at - System.nanoTime() + 999_999L) / 1_000_000L, 0, 60_000);
    }

    private void expire() {
        long now = System.nanoTime();
        for (Timer t = timers.peek(); t != null && t.at <= now && !stopped; t = timers.peek()) {
            timers.poll();
            Runnable task = t.task;
            if (task != null) {
                t.task = null;
                task.run();
            }
        }
    }

    void close() {
        Sockets.close(epoll);
        Sockets.close(wake);
    }
}
