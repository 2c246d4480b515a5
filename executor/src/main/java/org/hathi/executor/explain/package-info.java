/** EXPLAIN. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.explain;
