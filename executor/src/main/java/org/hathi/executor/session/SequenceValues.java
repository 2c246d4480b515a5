package org.hathi.executor.session;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session knows of sequences: values for currval and lastval, values reserved ahead. It goes where the session
 * goes.
 */
public final class SequenceValues {
    private static final int ENTRY = 40;

    /** One sequence. */
    public static final class Cached {
        public int filenode;
        public long last;
        public long cached;
        public long increment;
        public boolean lastValid;
        /** Transaction that has locked it; not taken along. */
        public int lockedXid;
    }

    private final Map<Integer, Cached> bySequence = new HashMap<>();
    private int lastUsed;
    private int changes;

    /** What is known of a sequence, made when nothing is. The caller is about to change it. */
    public Cached use(int oid) {
        changes++;
        Cached c = bySequence.get(oid);
        if (c == null) {
            c = new Cached();
            bySequence.put(oid, c);
        }
        return c;
    }

    public @Nullable Cached get(int oid) {
        return bySequence.get(oid);
    }

    /** The sequence is no more, or starts anew. */
    public void remove(int oid) {
        bySequence.remove(oid);
        changes++;
    }

    /** The sequence nextval was last called for, 0 none. */
    public int lastUsed() {
        return lastUsed;
    }

    public void lastUsed(int oid) {
        lastUsed = oid;
        changes++;
    }

    /** DISCARD SEQUENCES. */
    public void discard() {
        bySequence.clear();
        lastUsed = 0;
        changes++;
    }

    int changes() {
        return changes;
    }

    byte[] toBytes() {
        ByteBuffer b = ByteBuffer.allocate(4 + bySequence.size() * ENTRY);
        b.putInt(lastUsed);
        for (Map.Entry<Integer, Cached> e : bySequence.entrySet()) {
            Cached c = e.getValue();
            b.putInt(e.getKey()).putInt(c.filenode);
            b.putLong(c.last).putLong(c.cached).putLong(c.increment).putLong(c.lastValid ? 1 : 0);
        }
        return b.array();
    }

    void read(byte[] bytes) {
        bySequence.clear();
        ByteBuffer b = ByteBuffer.wrap(bytes);
        lastUsed = b.getInt();
        while (b.hasRemaining()) {
            int oid = b.getInt();
            Cached c = new Cached();
            c.filenode = b.getInt();
            c.last = b.getLong();
            c.cached = b.getLong();
            c.increment = b.getLong();
            c.lastValid = b.getLong() != 0;
            bySequence.put(oid, c);
        }
    }
}
