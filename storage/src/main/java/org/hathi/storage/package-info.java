/** Files, buffer pool, free-space and visibility maps, checkpoints. See the README of this room. */
package org.hathi.storage;
