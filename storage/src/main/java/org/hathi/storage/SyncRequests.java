package org.hathi.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.hathi.base.Reporter;
import org.hathi.os.Mem;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.WaitEvent;
import org.hathi.wal.DurableFiles;
import org.hathi.wal.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * Files written since the last checkpoint, to be synced by the next one, and files to unlink after it.
 *
 * <p>A process that has no table of its own sends its requests to the checkpointer through a shared queue. When that is
 * full it drops duplicates from it, and if that does not help, syncs the file itself.
 */
public final class SyncRequests {
    /** Whose files: relations, or the transaction room's status pages. */
    public static final int RELATION = 0;

    public static final int XACT = 1;
    public static final int COMMIT_TS = 2;
    public static final int MULTIXACT_OFFSET = 3;
    public static final int MULTIXACT_MEMBER = 4;

    private static final int SYNC = 0;
    private static final int UNLINK = 1;
    private static final int FORGET = 2;
    private static final int FORGET_DATABASE = 3;
    private static final long RETRY_NANOS = 10_000_000L;
    private static final int ABSORB_EVERY = 10;

    /** One file: a segment of a fork, or of a status-page directory (then only {@code segment} counts). */
    record Tag(int handler, int spc, int db, int rel, int fork, int segment) {}

    private static final class Pending {
        int cycle;
        boolean cancelled;
    }

    private record Unlink(Tag tag, int cycle) {}

    private final Proc proc;
    private final Path dataDirectory;
    private final StorageOptions options;
    private final CheckpointShared shared;
    private final Reporter reporter;
    private @Nullable Map<Tag, Pending> table;
    private final List<Unlink> unlinks = new ArrayList<>();
    private int syncCycle;
    private int checkpointCycle;
    private boolean inProgress;

    // of the last processing, for log_checkpoints
    int filesSynced;
    long longestNanos;
    long totalNanos;

    SyncRequests(Proc proc, Path dataDirectory, StorageOptions options, CheckpointShared shared, Reporter reporter) {
        this.proc = proc;
        this.dataDirectory = dataDirectory;
        this.options = options;
        this.shared = shared;
        this.reporter = reporter;
    }

    /** This process keeps the table: the checkpointer, the startup process, a standalone backend. */
    public void own() {
        if (table == null) {
            table = new HashMap<>();
        }
    }

    /** Notes that a file was written. If the queue is full, returns false: the caller syncs it. */
    boolean sync(Tag tag) {
        return register(SYNC, tag, false);
    }

    /** A status page segment was written: {@code handler} says of which directory. */
    public void syncStatus(int handler, int segment) {
        Tag tag = new Tag(handler, 0, 0, 0, 0, segment);
        if (!register(SYNC, tag, false)) {
            syncNow(tag);
        }
    }

    /** Unlinks the first segment of a main fork after the next checkpoint. */
    void unlinkLater(RelFileNode rel) {
        register(UNLINK, new Tag(RELATION, rel.spc(), rel.db(), rel.rel(), Fork.MAIN, 0), true);
    }

    /** Forgets requests for a fork that is about to be unlinked. */
    void forget(RelFileNode rel, int fork) {
        register(FORGET, new Tag(RELATION, rel.spc(), rel.db(), rel.rel(), fork, 0), true);
    }

    void forgetSegment(RelFileNode rel, int fork, int segment) {
        register(FORGET, new Tag(RELATION, rel.spc(), rel.db(), rel.rel(), fork, -1 - segment), true);
    }

    /** Forgets everything about a database that is about to be removed. */
    public void forgetDatabase(int db) {
        register(FORGET_DATABASE, new Tag(RELATION, 0, db, 0, 0, 0), true);
    }

    private boolean register(int type, Tag tag, boolean retry) {
        if (table != null) {
            remember(type, tag);
            return true;
        }
        while (!enqueue(type, tag)) {
            if (!retry) {
                return false;
            }
            int before = proc.waitStart(WaitEvent.REGISTER_SYNC_REQUEST);
            LockSupport.parkNanos(RETRY_NANOS);
            proc.waitEnd(before);
        }
        return true;
    }

    private boolean enqueue(int type, Tag tag) {
        int checkpointer = shared.checkpointer();
        shared.lock(proc);
        int n = shared.count();
        boolean ok = n < shared.capacity();
        if (!ok && compact()) {
            n = shared.count();
            ok = n < shared.capacity();
        }
        ok = ok && (checkpointer >= 0 || type != SYNC || n < shared.capacity() / 2);
        if (ok) {
            long at = shared.request(n);
            Mem.put32(shared.m, at, type);
            Mem.put32(shared.m, at + 4, tag.handler);
            Mem.put32(shared.m, at + 8, tag.spc);
            Mem.put32(shared.m, at + 12, tag.db);
            Mem.put32(shared.m, at + 16, tag.rel);
            Mem.put32(shared.m, at + 20, tag.fork);
            Mem.put32(shared.m, at + 24, tag.segment);
            shared.setCount(n + 1);
        }
        shared.unlock(proc);
        if (checkpointer >= 0 && (!ok || n >= shared.capacity() / 2)) {
            proc.setLatch(checkpointer);
        }
        return ok;
    }

    /** Drops sync requests that a later equal one repeats, unless a forget lies between; true if any went. */
    private boolean compact() {
        int n = shared.count();
        Map<Tag, Integer> lastSync = new HashMap<>();
        boolean[] drop = new boolean[n];
        int dropped = 0;
        for (int i = 0; i < n; i++) {
            long at = shared.request(i);
            if (Mem.i32(shared.m, at) != SYNC) {
                lastSync.clear();
                continue;
            }
            Integer earlier = lastSync.put(read(at), i);
            if (earlier != null) {
                drop[earlier] = true;
                dropped++;
            }
        }
        if (dropped == 0) {
            return false;
        }
        proc.enterCritical();
        int to = 0;
        for (int i = 0; i < n; i++) {
            if (!drop[i]) {
                Mem.copy(shared.m, shared.request(i), shared.m, shared.request(to++), CheckpointShared.REQUEST);
            }
        }
        shared.setCount(to);
        proc.exitCritical();
        return true;
    }

    private Tag read(long at) {
        return new Tag(
                Mem.i32(shared.m, at + 4),
                Mem.i32(shared.m, at + 8),
                Mem.i32(shared.m, at + 12),
                Mem.i32(shared.m, at + 16),
                Mem.i32(shared.m, at + 20),
                Mem.i32(shared.m, at + 24));
    }

    /** The owner takes what the others have sent. */
    public void absorb() {
        if (table == null || shared.count() == 0) {
            return;
        }
        // Taken requests exist only here from then on: if this process dies, its successor syncs everything.
        shared.lock(proc);
        int n = shared.count();
        for (int i = 0; i < n; i++) {
            long at = shared.request(i);
            remember(Mem.i32(shared.m, at), read(at));
        }
        shared.setCount(0);
        shared.unlock(proc);
    }

    /** Syncs every file that may have been written since the last checkpoint: nobody knows which. */
    private void syncEverything() {
        if (!options.fsync) {
            return;
        }
        for (String top : List.of("global", "base", "pg_tblspc", "pg_xact", "pg_multixact", "pg_commit_ts")) {
            Path directory = dataDirectory.resolve(top);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
                for (Path f : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    syncIfThere(f);
                }
            } catch (IOException e) {
                throw IoErrors.panic("could not fsync files in \"" + top + "\"", e);
            } catch (UncheckedIOException e) {
                throw IoErrors.panic("could not fsync files in \"" + top + "\"", new IOException(e));
            }
        }
    }

    private static void syncIfThere(Path file) throws IOException {
        try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
            c.force(true);
        } catch (NoSuchFileException e) {
            return; // dropped meanwhile
        }
    }

    private void remember(int type, Tag tag) {
        Map<Tag, Pending> t = java.util.Objects.requireNonNull(table);
        switch (type) {
            case SYNC -> {
                Pending p = t.get(tag);
                if (p == null) {
                    p = new Pending();
                    p.cycle = syncCycle;
                    t.put(tag, p);
                } else if (p.cancelled) {
                    p.cancelled = false;
                    p.cycle = syncCycle;
                }
            }
            case UNLINK -> unlinks.add(new Unlink(tag, checkpointCycle));
            case FORGET -> cancel(tag);
            case FORGET_DATABASE -> {
                for (Map.Entry<Tag, Pending> e : t.entrySet()) {
                    if (e.getKey().handler == RELATION && e.getKey().db == tag.db) {
                        e.getValue().cancelled = true;
                    }
                }
                unlinks.removeIf(u -> u.tag.db == tag.db);
            }
            default -> throw new IllegalStateException("type=" + type);
        }
    }

    private void cancel(Tag what) {
        for (Map.Entry<Tag, Pending> e : java.util.Objects.requireNonNull(table).entrySet()) {
            Tag t = e.getKey();
            if (t.handler == RELATION
                    && t.rel == what.rel
                    && t.db == what.db
                    && t.spc == what.spc
                    && t.fork == what.fork
                    && (what.segment >= 0 || t.segment == -1 - what.segment)) {
                e.getValue().cancelled = true;
            }
        }
    }

    /** Before a checkpoint chooses its redo pointer: unlinks requested from now on wait for the next one. */
    void beforeCheckpoint() {
        absorb();
        checkpointCycle++;
    }

    /** Syncs everything that was requested before this call. PANIC when a sync fails: it must never be retried. */
    void process() {
        absorb();
        Map<Tag, Pending> t = java.util.Objects.requireNonNull(table);
        if (inProgress) {
            // The previous round failed half way: what it left counts as old.
            t.values().forEach(p -> p.cycle = syncCycle);
        }
        syncCycle++;
        inProgress = true;
        if (shared.syncsLost()) {
            syncEverything();
            shared.syncsFound();
        }
        filesSynced = 0;
        longestNanos = 0;
        totalNanos = 0;
        List<Map.Entry<Tag, Pending>> todo = new ArrayList<>();
        for (Map.Entry<Tag, Pending> e : t.entrySet()) {
            if (e.getValue().cycle != syncCycle) {
                todo.add(e);
            }
        }
        int n = 0;
        for (Map.Entry<Tag, Pending> e : todo) {
            if (options.fsync && !e.getValue().cancelled) {
                syncOne(e.getKey(), e.getValue());
            }
            t.remove(e.getKey());
            if (++n % ABSORB_EVERY == 0) {
                absorb();
            }
        }
        inProgress = false;
    }

    private void syncOne(Tag tag, Pending p) {
        for (int attempt = 0; !p.cancelled; attempt++) {
            long start = System.nanoTime();
            try {
                forceFile(tag);
                long took = System.nanoTime() - start;
                filesSynced++;
                longestNanos = Math.max(longestNanos, took);
                totalNanos += took;
                return;
            } catch (NoSuchFileException e) {
                // Probably dropped meanwhile; then its forget request is in the queue.
                if (attempt > 0) {
                    throw IoErrors.panic("could not fsync file \"" + path(tag) + "\"", e);
                }
                absorb();
            } catch (IOException e) {
                throw IoErrors.panic("could not fsync file \"" + path(tag) + "\"", e);
            }
        }
    }

    private void forceFile(Tag tag) throws IOException {
        int before = proc.waitStart(tag.handler == RELATION ? WaitEvent.DATA_FILE_SYNC : WaitEvent.SLRU_FLUSH_SYNC);
        try (FileChannel c = FileChannel.open(dataDirectory.resolve(path(tag)), StandardOpenOption.WRITE)) {
            c.force(true);
        } finally {
            proc.waitEnd(before);
        }
    }

    /** Syncs a file at once: the queue had no room. */
    void syncNow(Tag tag) {
        shared.count(CheckpointShared.BUFFERS_BACKEND_FSYNC, 1);
        if (!options.fsync) {
            return;
        }
        try {
            forceFile(tag);
        } catch (NoSuchFileException e) {
            reporter.debug(org.hathi.base.Severity.DEBUG1, "file \"" + path(tag) + "\" is gone before its sync");
        } catch (IOException e) {
            throw IoErrors.panic("could not fsync file \"" + path(tag) + "\"", e);
        }
    }

    /** After a checkpoint: unlinks what was requested before it began. */
    void afterCheckpoint() {
        Iterator<Unlink> i = unlinks.iterator();
        while (i.hasNext()) {
            Unlink u = i.next();
            if (u.cycle == checkpointCycle) {
                break;
            }
            try {
                DurableFiles.unlink(dataDirectory.resolve(path(u.tag)), false);
            } catch (IOException e) {
                reporter.warning(
                        IoErrors.state(e), "could not remove file \"" + path(u.tag) + "\": " + IoErrors.reason(e));
            }
            i.remove();
        }
    }

    static String path(Tag tag) {
        return switch (tag.handler) {
            case RELATION -> Smgr.path(new RelFileNode(tag.spc, tag.db, tag.rel), tag.fork, tag.segment);
            case XACT -> "pg_xact/" + hex4(tag.segment);
            case COMMIT_TS -> "pg_commit_ts/" + hex4(tag.segment);
            case MULTIXACT_OFFSET -> "pg_multixact/offsets/" + hex4(tag.segment);
            case MULTIXACT_MEMBER -> "pg_multixact/members/" + hex4(tag.segment);
            default -> throw new IllegalStateException("handler=" + tag.handler);
        };
    }

    private static String hex4(int v) {
        String s = Integer.toHexString(v).toUpperCase(java.util.Locale.ROOT);
        return s.length() >= 4 ? s : "0000".substring(s.length()) + s;
    }
}
