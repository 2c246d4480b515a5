package org.hathi.os;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System V shared memory: {@code shmget}, {@code shmat}, {@code shmdt}, {@code shmctl}. */
@SuppressWarnings("restricted")
public final class SysVShm {
    public static final int IPC_CREAT = 01000;
    public static final int IPC_EXCL = 02000;
    private static final int IPC_RMID = 0;
    private static final int IPC_STAT = 2;
    private static final int DS_SEGSZ = 48;
    private static final int DS_CPID = 80;
    private static final int DS_NATTCH = 88;

    private static final class H {
        static final MethodHandle SHMGET = Libc.link("shmget");
        static final MethodHandle SHMAT = Libc.link("shmat");
        static final MethodHandle SHMDT = Libc.link("shmdt");
        static final MethodHandle SHMCTL = Libc.link("shmctl");
    }

    private SysVShm() {}

    /** What the kernel knows of a segment: processes attached, creator's pid, size in bytes. */
    public record Stat(long nattch, int cpid, long size) {}

    /** The segment's id, or −errno ({@code EEXIST}, {@code EACCES}, {@code ENOSPC}, {@code ENOMEM}, {@code EINVAL}). */
    public static int get(int key, long size, int flags) {
        return Libc.callInt(H.SHMGET, key, size, flags);
    }

    /**
     * Maps a segment. The result has global scope: accesses are not checked for liveness, so nobody may use it after
     * {@link #detach}.
     *
     * @throws OsException when the kernel refuses
     */
    public static MemorySegment attach(int id, long size) {
        long r = Libc.callLong(H.SHMAT, id, 0, 0, 0, 0, 0);
        if (r < 0 && r > -4096) {
            throw new OsException("shmat", (int) -r);
        }
        return MemorySegment.ofAddress(r).reinterpret(size);
    }

    /** Unmaps; 0 or −errno. */
    public static int detach(MemorySegment m) {
        return Libc.callInt(H.SHMDT, m.address());
    }

    /** Marks the segment for removal once the last process detaches; 0 or −errno. */
    public static int remove(int id) {
        return Libc.callInt(H.SHMCTL, id, IPC_RMID);
    }

    /** @throws OsException when there is no such segment or it is not ours to look at */
    public static Stat stat(int id) {
        Scratch s = Scratch.get();
        int r = Libc.callInt(H.SHMCTL, id, IPC_STAT, s.address);
        if (r < 0) {
            throw new OsException("shmctl", -r);
        }
        MemorySegment m = s.space;
        return new Stat(Mem.i64(m, DS_NATTCH), Mem.i32(m, DS_CPID), Mem.i64(m, DS_SEGSZ));
    }
}
