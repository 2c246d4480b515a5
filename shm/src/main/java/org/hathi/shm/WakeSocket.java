package org.hathi.shm;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Datagrams;
import org.hathi.os.Errno;

/**
 * The datagram socket a process polls beside its client's socket. Others reach it by its name in the abstract
 * Unix-domain namespace, so nothing is left behind when the process dies.
 */
final class WakeSocket {
    private final int fd;

    private WakeSocket(int fd) {
        this.fd = fd;
    }

    static WakeSocket open(long name, int slot) {
        int fd = Datagrams.bindAbstract(name(name, slot));
        if (fd < 0) {
            throw new SqlError(SqlState.SYSTEM_ERROR, "could not create wake socket: " + Errno.message(fd));
        }
        return new WakeSocket(fd);
    }

    private static String name(long name, int slot) {
        return "hathi-" + Long.toHexString(name) + "-" + slot;
    }

    int fd() {
        return fd;
    }

    /** Wakes the process of a slot. A full socket is as good: it is readable. */
    static void poke(long name, int slot) {
        Datagrams.sendAbstract(name(name, slot));
    }

    void drain() {
        Datagrams.drain(fd);
    }

    void close() {
        Datagrams.close(fd);
    }
}
