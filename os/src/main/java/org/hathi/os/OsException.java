package org.hathi.os;

/** A system call failed where a result other than a number is expected. */
public final class OsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    OsException(String call, int errno) {
        super(call + ": " + Errno.message(errno));
        this.errno = errno;
    }

    /** The error number, see {@link Errno}. */
    public int errno() {
        return errno;
    }
}
