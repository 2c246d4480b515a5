package org.hathi.os;

/**
 * The address of a socket's other end.
 *
 * @param host numeric address; the empty string for a Unix-domain socket
 * @param port TCP port; −1 for a Unix-domain socket
 * @param family {@link Sockets#AF_UNIX}, {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
 */
public record PeerAddress(String host, int port, int family) {}
