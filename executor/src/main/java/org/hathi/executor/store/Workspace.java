package org.hathi.executor.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The temporary files and the memory of one execution (or of one cursor's rows): all given back by {@link #close}.
 */
public final class Workspace implements AutoCloseable {
    private final TempFiles files;
    private final List<TempFile> open = new ArrayList<>();
    private long charged;
    private boolean kept;

    Workspace(TempFiles files) {
        this.files = files;
    }

    /** Lets it outlive its transaction (holdable cursors). */
    public void keep() {
        kept = true;
    }

    boolean kept() {
        return kept;
    }

    public TempFiles files() {
        return files;
    }

    TempFile create() {
        TempFile f = files.create();
        open.add(f);
        return f;
    }

    void close(TempFile f) {
        open.remove(f);
        f.close();
    }

    /** See {@link MemoryUse#set}. */
    boolean charge(long change, long held, long limit) {
        charged += change;
        return files.charge(change, held, limit);
    }

    @Override
    public void close() {
        for (TempFile f : open) {
            f.close();
        }
        open.clear();
        files.charge(-charged, 0, 0);
        charged = 0;
        files.closed(this);
    }
}
