/** WAL records, insertion, group flush, reader, the ResourceManager interface. See the README of this room. */
package org.hathi.wal;
