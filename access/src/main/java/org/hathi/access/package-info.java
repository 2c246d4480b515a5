/** Heap, toast, B-tree; their redo and vacuum. See the README of this room. */
package org.hathi.access;
