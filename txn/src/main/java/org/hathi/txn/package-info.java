/** Transaction ids, commit log, snapshots, lock manager, deadlock detection. See the README of this room. */
package org.hathi.txn;
