package org.hathi.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Checksum;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.jspecify.annotations.Nullable;

/** Private buffers for temporary relations: no locks, no WAL, no syncs. Numbered from 0 here; −1 − i outside. */
final class LocalBuffers {
    private record Tag(RelFileNode rel, int fork, int block) {}

    private final Smgr smgr;
    private final int count;
    private final MemorySegment memory;
    private final ByteBuffer bytes;
    private final @Nullable Tag[] tags;
    private final int[] pins;
    private final byte[] usage;
    private final boolean[] dirty;
    private final Map<Tag, Integer> map = new HashMap<>();
    private int hand;
    long read;
    long hit;
    long written;

    LocalBuffers(Smgr smgr, int count) {
        this.smgr = smgr;
        this.count = count;
        this.memory = Arena.ofAuto().allocate((long) count * Blocks.SIZE, 8);
        this.bytes = memory.asByteBuffer();
        this.tags = new Tag[count];
        this.pins = new int[count];
        this.usage = new byte[count];
        this.dirty = new boolean[count];
    }

    MemorySegment memory() {
        return memory;
    }

    /** Pins the block's buffer; read from disk unless {@code zero}. */
    int read(RelFileNode rel, int fork, int block, boolean zero, boolean checksums) {
        Tag tag = new Tag(rel, fork, block);
        Integer found = map.get(tag);
        if (found != null) {
            hit++;
            pins[found]++;
            usage[found] = (byte) Math.min(usage[found] + 1, 5);
            if (zero) {
                Mem.zero(memory, (long) found * Blocks.SIZE, Blocks.SIZE);
            }
            return found;
        }
        int i = victim(checksums);
        long at = (long) i * Blocks.SIZE;
        if (zero) {
            Mem.zero(memory, at, Blocks.SIZE);
        } else {
            read++;
            bytes.limit((int) at + Blocks.SIZE).position((int) at);
            smgr.read(rel, fork, block, bytes);
            bytes.clear();
            if (!Page.isVerified(memory, at, block, checksums)) {
                throw BufferPool.invalidPage(rel, fork, block);
            }
        }
        tags[i] = tag;
        map.put(tag, i);
        pins[i] = 1;
        usage[i] = 1;
        dirty[i] = false;
        return i;
    }

    private int victim(boolean checksums) {
        for (int tries = 0; tries < count * 6; tries++) {
            int i = hand;
            hand = (hand + 1) % count;
            if (pins[i] > 0) {
                continue;
            }
            if (usage[i] > 0) {
                usage[i]--;
                continue;
            }
            Tag old = tags[i];
            if (old != null) {
                if (dirty[i]) {
                    write(i, old, checksums);
                }
                map.remove(old);
                tags[i] = null;
            }
            return i;
        }
        throw new SqlError(SqlState.INSUFFICIENT_RESOURCES, "no empty local buffer available");
    }

    private void write(int i, Tag tag, boolean checksums) {
        long at = (long) i * Blocks.SIZE;
        if (checksums && !Page.isNew(memory, at)) {
            Page.setChecksum(memory, at, Checksum.page(memory, at, tag.block));
        }
        bytes.limit((int) at + Blocks.SIZE).position((int) at);
        smgr.write(tag.rel, tag.fork, tag.block, bytes, true);
        bytes.clear();
        dirty[i] = false;
        written++;
    }

    void pin(int i) {
        pins[i]++;
    }

    void release(int i) {
        if (pins[i] <= 0) {
            throw SqlError.internal("local buffer " + (-1 - i) + " is not pinned");
        }
        pins[i]--;
    }

    int pins(int i) {
        return pins[i];
    }

    void markDirty(int i) {
        dirty[i] = true;
    }

    private Tag tag(int i) {
        Tag t = tags[i];
        if (t == null) {
            throw SqlError.internal("bad buffer ID: " + (-1 - i));
        }
        return t;
    }

    RelFileNode relation(int i) {
        return tag(i).rel;
    }

    int fork(int i) {
        return tag(i).fork;
    }

    int block(int i) {
        return tag(i).block;
    }

    /** Forgets buffers of a fork (−1: all forks) from a block on. */
    void drop(RelFileNode rel, int fork, int firstBlock) {
        for (int i = 0; i < count; i++) {
            Tag t = tags[i];
            if (t != null
                    && t.rel.equals(rel)
                    && (fork < 0 || t.fork == fork)
                    && Integer.compareUnsigned(t.block, firstBlock) >= 0) {
                if (pins[i] > 0) {
                    throw SqlError.internal("block " + t.block + " of " + rel.path(t.fork) + " is still referenced");
                }
                map.remove(t);
                tags[i] = null;
                dirty[i] = false;
                usage[i] = 0;
            }
        }
    }

    /** Writes out a relation's dirty buffers. */
    void flush(RelFileNode rel, boolean checksums) {
        for (int i = 0; i < count; i++) {
            Tag t = tags[i];
            if (t != null && dirty[i] && t.rel.equals(rel)) {
                write(i, t, checksums);
            }
        }
    }

    /** Forgets all pins: error recovery. */
    void releaseAll() {
        java.util.Arrays.fill(pins, 0);
    }
}
