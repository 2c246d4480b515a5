/** The only libc downcalls: sockets, descriptor passing, epoll, futex, System V shared memory, titles, signals. */
@org.jspecify.annotations.NullMarked
module org.hathi.os {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires jdk.unsupported;

    exports org.hathi.os;
}
