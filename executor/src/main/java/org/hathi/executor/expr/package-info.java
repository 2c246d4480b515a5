/** Expressions as trees of small evaluators over column batches. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.expr;
