package org.hathi.executor.store;

import org.jspecify.annotations.Nullable;

/** What one operator holds of the memory of its execution. */
public final class MemoryUse {
    /** Less is not worth counting: {@code work_mem} is never below. */
    private static final long COUNTED = 64 << 10;

    private final WorkspaceSource source;
    private @Nullable Workspace workspace;
    private long held;
    private long peak;

    public MemoryUse(WorkspaceSource source) {
        this.source = source;
    }

    /**
     * The operator holds {@code bytes} now; true when that is more than {@code limit}, or when the statements of this
     * backend together fill half the heap: then it should write rows to files.
     */
    public boolean set(long bytes, long limit) {
        peak = Math.max(peak, bytes);
        Workspace w = workspace;
        if (w == null) {
            if (bytes <= COUNTED) {
                return false;
            }
            w = source.workspace();
            workspace = w;
        }
        long change = bytes - held;
        held = bytes;
        return w.charge(change, bytes, limit);
    }

    public long peak() {
        return peak;
    }

    /** Gives everything back. */
    public void clear() {
        Workspace w = workspace;
        if (w != null) {
            w.charge(-held, 0, 0);
            workspace = null;
        }
        held = 0;
        peak = 0;
    }
}
