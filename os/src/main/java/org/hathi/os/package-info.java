/**
 * The only libc downcalls: sockets, descriptor passing, epoll, futex, System V shared memory, titles, signals. See the
 * README of this room.
 */
package org.hathi.os;
