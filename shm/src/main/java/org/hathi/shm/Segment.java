package org.hathi.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.Mem;
import org.hathi.os.OsException;
import org.hathi.os.OsProcess;
import org.hathi.os.SysVShm;

/**
 * The shared segment: a header, a directory of named regions, the regions. Mapped at a different address in each
 * process, so everything in it refers by offset.
 *
 * <p>LAYOUT (offset size field guard)
 * <pre>
 *    0 8 magic            written last by the creator (release)
 *    8 4 layout version   immutable
 *   12 4 postmaster pid   immutable
 *   16 8 total size       immutable
 *   24 4 identity key     immutable: key derived from the data directory, before collisions were skipped
 *   28 4 region count     immutable
 *   32 8 wake name        immutable: random number in the names of wake sockets
 *   40 4 crashed          set once: a process died in a critical section, everybody must leave
 *   64 n×64 directory     immutable: name 40 (NUL padded), offset 8, size 8, allocated 8
 * </pre>
 *
 * <p>CRASH: a segment whose postmaster died stays; {@link #create} refuses while processes are attached to it, and
 * removes it when none is.
 */
public final class Segment {
    private static final long MAGIC = 0x48617468_69000001L;
    private static final int VERSION = 1;
    private static final int OFF_VERSION = 8;
    private static final int OFF_PID = 12;
    private static final int OFF_SIZE = 16;
    private static final int OFF_KEY = 24;
    private static final int OFF_COUNT = 28;
    private static final int OFF_WAKE = 32;
    private static final int OFF_CRASHED = 40;
    private static final int OFF_DIRECTORY = 64;
    private static final int ENTRY = 64;
    private static final int NAME = 40;
    private static final int PAGE = 4096;
    private static final int MAX_REGIONS = (PAGE - OFF_DIRECTORY) / ENTRY;

    private final MemorySegment memory;
    private final int shmid;
    private final List<Region> regions;

    private Segment(MemorySegment memory, int shmid) {
        this.memory = memory;
        this.shmid = shmid;
        this.regions = readDirectory(memory);
    }

    /**
     * Creates the segment of a data directory.
     *
     * @param key derived from the data directory; following keys are tried when foreign segments are in the way
     * @throws SqlError FATAL when processes still use an older segment of this data directory, or there is no room
     */
    public static Segment create(int key, List<RegionSpec> specs, int postmasterPid) {
        long size = layout(specs, null);
        for (int k = key; ; k++) {
            int id = SysVShm.get(k, size, SysVShm.IPC_CREAT | SysVShm.IPC_EXCL | 0600);
            if (id >= 0) {
                MemorySegment m = SysVShm.attach(id, size);
                initialize(m, specs, size, key, postmasterPid);
                return new Segment(m, id);
            }
            if (id != -Errno.EEXIST && id != -Errno.EACCES && id != -Errno.EIDRM) {
                throw SqlError.fatal(
                                SqlState.OUT_OF_MEMORY, "could not create shared memory segment: " + Errno.message(id))
                        .detail("Failed system call was shmget(key=" + k + ", size=" + size + ", 03600).");
            }
            if (id == -Errno.EEXIST && removeStale(k, key)) {
                k--;
            }
        }
    }

    /** Removes an unused segment of the same data directory; true when the key is free now. */
    private static boolean removeStale(int k, int key) {
        int id = SysVShm.get(k, 0, 0);
        if (id < 0) {
            return id == -Errno.ENOENT;
        }
        SysVShm.Stat stat;
        try {
            stat = SysVShm.stat(id);
        } catch (OsException e) {
            return e.errno() == Errno.EINVAL || e.errno() == Errno.EIDRM;
        }
        if (stat.size() < PAGE) {
            return false;
        }
        MemorySegment m;
        try {
            m = SysVShm.attach(id, stat.size());
        } catch (OsException e) {
            return false;
        }
        boolean ours = Mem.i64(m, 0) == MAGIC && Mem.i32(m, OFF_KEY) == key;
        SysVShm.detach(m);
        if (!ours) {
            return false;
        }
        if (stat.nattch() > 0) {
            throw SqlError.fatal(
                            SqlState.LOCK_FILE_EXISTS,
                            "pre-existing shared memory block (key " + k + ", ID " + id + ") is still in use")
                    .hint("Terminate any old server processes associated with this data directory.");
        }
        SysVShm.remove(id);
        return true;
    }

    /** Whether any process is attached to a segment; false when it is gone. For checking a stale postmaster.pid. */
    public static boolean inUse(int shmid) {
        try {
            return SysVShm.stat(shmid).nattch() > 0;
        } catch (OsException e) {
            return false;
        }
    }

    /**
     * Attaches to an existing segment.
     *
     * @throws SqlError FATAL when it is not one of ours
     */
    public static Segment attach(int shmid) {
        try {
            long size = SysVShm.stat(shmid).size();
            MemorySegment m = SysVShm.attach(shmid, size);
            if (size >= PAGE && Mem.longAcquire(m, 0) == MAGIC && Mem.i32(m, OFF_VERSION) == VERSION) {
                return new Segment(m, shmid);
            }
            SysVShm.detach(m);
        } catch (OsException e) {
            throw SqlError.fatal(SqlState.INTERNAL_ERROR, "could not attach to shared memory: " + e.getMessage());
        }
        throw SqlError.fatal(SqlState.INTERNAL_ERROR, "shared memory segment " + shmid + " is not a Hathi segment");
    }

    /** A segment in this process's own memory, for tests whose processes are threads. Freed when unreachable. */
    public static Segment local(List<RegionSpec> specs) {
        long size = layout(specs, null);
        MemorySegment m = Arena.ofAuto().allocate(size, PAGE);
        initialize(m, specs, size, 0, OsProcess.pid());
        return new Segment(m, -1);
    }

    /** Places the regions: returns the total size; writes the directory when {@code m} is given. */
    private static long layout(List<RegionSpec> specs, @org.jspecify.annotations.Nullable MemorySegment m) {
        if (specs.size() > MAX_REGIONS) {
            throw new IllegalArgumentException("regions=" + specs.size());
        }
        long off = PAGE;
        for (int i = 0; i < specs.size(); i++) {
            RegionSpec s = specs.get(i);
            long allocated = (s.size() + PAGE - 1) & -PAGE;
            if (m != null) {
                long e = OFF_DIRECTORY + (long) i * ENTRY;
                byte[] name = s.name().getBytes(StandardCharsets.UTF_8);
                if (name.length >= NAME) {
                    throw new IllegalArgumentException(s.name());
                }
                Mem.copy(name, 0, m, e, name.length);
                Mem.put64(m, e + NAME, off);
                Mem.put64(m, e + NAME + 8, s.size());
                Mem.put64(m, e + NAME + 16, allocated);
            }
            off += allocated;
        }
        return off;
    }

    private static void initialize(MemorySegment m, List<RegionSpec> specs, long size, int key, int pid) {
        Mem.put32(m, OFF_VERSION, VERSION);
        Mem.put32(m, OFF_PID, pid);
        Mem.put64(m, OFF_SIZE, size);
        Mem.put32(m, OFF_KEY, key);
        Mem.put32(m, OFF_COUNT, specs.size());
        Mem.put64(m, OFF_WAKE, (System.nanoTime() * 0x9E3779B97F4A7C15L) ^ ((long) pid << 32));
        layout(specs, m);
        for (int i = 0; i < specs.size(); i++) {
            long off = Mem.i64(m, OFF_DIRECTORY + (long) i * ENTRY + NAME);
            specs.get(i).initializer().init(m, off, specs.get(i).size());
        }
        Mem.longRelease(m, 0, MAGIC);
    }

    private static List<Region> readDirectory(MemorySegment m) {
        int n = Mem.i32(m, OFF_COUNT);
        List<Region> list = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            long e = OFF_DIRECTORY + (long) i * ENTRY;
            list.add(new Region(
                    m.getString(e), Mem.i64(m, e + NAME), Mem.i64(m, e + NAME + 8), Mem.i64(m, e + NAME + 16)));
        }
        return List.copyOf(list);
    }

    /** The whole segment; offsets of regions count from its start. */
    public MemorySegment memory() {
        return memory;
    }

    /** @throws IllegalArgumentException when there is no region of that name: a wiring error */
    public Region region(String name) {
        for (Region r : regions) {
            if (r.name().equals(name)) {
                return r;
            }
        }
        throw new IllegalArgumentException("region=" + name);
    }

    /** Whether a region of this name was asked for at creation. */
    public boolean has(String name) {
        for (Region r : regions) {
            if (r.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    public List<Region> regions() {
        return regions;
    }

    /** Kernel id; −1 for a local segment. */
    public int shmid() {
        return shmid;
    }

    public int postmasterPid() {
        return Mem.i32(memory, OFF_PID);
    }

    long wakeName() {
        return Mem.i64(memory, OFF_WAKE);
    }

    /** Declares that shared memory can no longer be trusted: every process must leave. */
    public void declareCrashed() {
        Mem.intVolatile(memory, OFF_CRASHED, 1);
    }

    /** Whether a process died where nobody can finish its work. */
    public boolean crashed() {
        return Mem.intAcquire(memory, OFF_CRASHED) != 0;
    }

    /** Detaches this process. Nobody in it may touch the segment afterwards. */
    public void detach() {
        if (shmid >= 0) {
            SysVShm.detach(memory);
        }
    }

    /** Creator's end: marks the segment for removal and detaches. */
    public void release() {
        if (shmid >= 0) {
            SysVShm.remove(shmid);
            SysVShm.detach(memory);
        }
    }
}
