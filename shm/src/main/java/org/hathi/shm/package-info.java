/**
 * The shared segment: directory, latches, process and session slots, shared hash table, queues. See the README of this
 * room.
 */
package org.hathi.shm;
