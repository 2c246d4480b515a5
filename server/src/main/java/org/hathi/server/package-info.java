/**
 * Postmaster, backend, auxiliary processes, authentication, statistics: wires everything. See the README of this room.
 */
package org.hathi.server;
